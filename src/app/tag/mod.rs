//! The room in which an article is read and tagged.

pub(crate) mod act;
pub mod articles;
pub(crate) mod editing;
pub mod find_bar;
pub mod history;
pub(crate) mod layer;
pub(crate) mod links;
pub mod pick;
pub(crate) mod pointing;
pub(crate) mod steps;
pub(crate) mod views;
