//! The window. The only room that knows egui.
//!
//! A frame goes one way: `keys` and `views` read the [`state`] and ask; `dispatch` does what was asked, with the edits
//! that `editing` makes of it; [`page`] sets and paints the article. Nothing draws and changes in one step.

pub mod articles;
mod available;
pub mod bindings;
pub mod codebook;
pub mod command;
mod command_ids;
pub mod compare;
pub mod dataset;
mod dispatch;
mod drafts;
mod editing;
pub mod files;
pub mod find;
pub mod fold;
pub mod history;
mod keys;
mod layer;
mod links;
pub mod merge;
mod opened;
mod others;
pub mod page;
pub mod palette;
pub mod pick;
mod places;
pub mod prefs;
mod preview;
mod projects;
mod reading;
pub mod room;
mod running;
mod signals;
mod start;
pub mod state;
mod tasks;
pub mod theme;
mod turns;
mod undo;
mod views;
mod widgets;
mod window;

pub use start::{AppError, run};
pub use window::Window;
