//! Reads plain text, which has no markup and stays as it is.

use super::{lines::LineMarks, markdown::Stripped};

/// Returns the text without links, and without structure except what the metadata will show.
pub(super) fn read(text: String) -> Stripped {
    Stripped { text, links: Vec::new(), marks: LineMarks::default(), num_inline_links: 0 }
}
