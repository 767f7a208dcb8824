//! The frame around every room: the bars at the top and the bottom, and the dialogs.

pub mod dialogs;
mod key_sheet;
mod keys_dialog;
mod palette;
pub mod status_bar;
mod text_dialog;
pub mod top_bar;
mod versions;

use super::{desk::cx, dispatch::request::Request, rooms::State};

/// What the parts of the frame are given: they stand above all rooms.
pub type Cx<'a> = cx::Cx<'a, State, Request>;
