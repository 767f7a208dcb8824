//! Markdown, and plain text with Markdown's links in it, as page dumps have them.
//!
//! The text is never rendered. A parser says which bytes are markup; those bytes are deleted, and every other byte stays.
//! Line feeds are never deleted, so line 17 of the file is line 17 of the article.

mod deletion;
mod quote_markers;
mod walk;

use super::{error::Warnings, lines::LineMarks};
use crate::project::Link;

/// How much of Markdown a text uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// All of CommonMark.
    Full,
    /// Text that has inline links but was not declared to be Markdown. In such a text backticks may be old quotation marks
    /// and `[1]` a footnote, so code spans and reference links are left as they are.
    PageDump,
}

/// A text without its markup.
#[derive(Debug)]
pub(super) struct Stripped {
    /// The remaining text.
    pub(super) text: String,
    /// The links, in the order of the text.
    pub(super) links: Vec<Link>,
    /// Headings, list items and quotations.
    pub(super) marks: LineMarks,
    /// The number of inline links found, including images and empty links.
    pub(super) num_inline_links: usize,
}

/// Deletes the markup from `source`. The lines before `first_line` are not Markdown and stay as they are.
pub(super) fn strip(source: &str, first_line: usize, dialect: Dialect, warnings: &mut Warnings<'_>) -> Stripped {
    walk::strip(source, first_line, dialect, warnings)
}

/// The number of characters that can be markup. A parser needs a hundred bytes of memory and more for each.
const MAX_MARKS: usize = 2_000_000;

/// Whether `source` has more possible markup than any article has.
pub(super) fn has_too_much_markup(source: &str) -> bool {
    let can_be_markup = |byte: &u8| {
        // Beginnings of lines, markers of lists, and characters with a meaning inside a line.
        matches!(
            byte,
            b'\n' | b'-' | b'+' | b')' | b'*' | b'_' | b'`' | b'~' | b'#' | b'>' | b'<' | b'[' | b']' | b'!' | b'&' | b'\\'
        )
    };
    // A text with fewer bytes needs no counting.
    source.len() > MAX_MARKS && source.bytes().filter(can_be_markup).nth(MAX_MARKS).is_some()
}

/// Whether `text` may contain an inline link, `[words](target)`. Only [`strip`] can tell for certain.
pub(super) fn may_have_link(text: &str) -> bool {
    text.contains("](")
}
