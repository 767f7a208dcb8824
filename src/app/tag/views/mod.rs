//! The parts of the room. Each reads the state and pushes requests; none changes anything.

pub mod article_list;
pub mod attributes;
pub mod document;
mod find_bar;
pub mod history_panel;
mod looked_at;
mod pick_bar;
pub mod strip;
pub mod tagging_panel;
