//! The requirements of a change.

use super::Desk;

/// The requirement for tagging.
pub const SELECT_WORDS: &str = "Select some words first: drag over them, or press W, C, S, P, Q or F";

/// The reason why nothing can be changed, if nothing can.
pub fn read_only(desk: &Desk) -> Option<&'static str> {
    desk.session.read_only().map(|_| "This project is read-only; save a copy to change it")
}
