//! Plain text: nothing in it is markup, so it comes out as it went in.

use super::{lines::LineMarks, markdown::Stripped};

/// The text as it is, without links, and without structure but what the metadata will tell.
pub(super) fn read(text: String) -> Stripped {
    Stripped { text, links: Vec::new(), marks: LineMarks::default(), num_inline_links: 0 }
}
