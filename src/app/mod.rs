//! The window. The only room of the library that knows egui.
//!
//! Floors, each of which may use what is below it: `window` draws a frame; `frame` is what stands around every room;
//! `dispatch` carries out what was asked; [`rooms`] holds what is known; then the rooms side by side, which do not know each
//! other: [`tag`], [`codebook`], [`find`], [`compare`], [`dataset`], `import`, [`merge`]; the [`desk`] with what they share;
//! `look`, [`page`] and `running` at the bottom. Nothing draws and changes in one step.

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
