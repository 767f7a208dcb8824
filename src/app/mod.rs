//! The window. The only room that knows egui.
//!
//! A frame goes one way: `keys` and `views` read the [`desk`] and ask; `dispatch` does what was asked, with the edits
//! that `editing` makes of it; [`page`] sets and paints the article. Nothing draws and changes in one step.

pub mod codebook;
pub mod compare;
pub mod dataset;
pub mod desk;
mod dispatch;
pub mod find;
mod frame;
mod import;
mod look;
pub mod merge;
pub mod page;
pub mod rooms;
mod running;
mod signals;
mod start;
pub mod tag;
mod turns;
mod window;

pub use start::{AppError, run};
pub use window::Window;
