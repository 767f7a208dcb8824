//! Markdown, and plain text with Markdown's links in it, as page dumps have them.
//!
//! The text is never rendered anew: a parser says which bytes are markup, those bytes are deleted, and every other byte
//! stays where it was. Line feeds are never deleted, so line 17 of the file is line 17 of the article.

mod deletion;
mod quote_markers;
mod walk;

use super::{error::Warnings, lines::LineMarks};
use crate::project::Link;

/// How much of Markdown a text is taken to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// All of CommonMark.
    Full,
    /// Text that has inline links, but was not said to be Markdown. Backticks may be old quotation marks and `[1]` a
    /// footnote, so code spans and links by reference stay as they are.
    PageDump,
}

/// A text without its markup.
#[derive(Debug)]
pub(super) struct Stripped {
    /// What is left.
    pub(super) text: String,
    /// Where links led to, in the order of the text.
    pub(super) links: Vec<Link>,
    /// Headings, list items and quotations.
    pub(super) marks: LineMarks,
    /// How many inline links were found, images and links to nowhere included.
    pub(super) num_inline_links: usize,
}

/// Deletes the markup from `source`. The lines before `first_line` are not Markdown and stay as they are.
pub(super) fn strip(source: &str, first_line: usize, dialect: Dialect, warnings: &mut Warnings<'_>) -> Stripped {
    walk::strip(source, first_line, dialect, warnings)
}

/// Characters that can be markup, at most: a parser keeps each of them in memory, at a hundred bytes and more.
const MAX_MARKS: usize = 2_000_000;

/// Whether `source` has more of what can be markup than any article has.
pub(super) fn has_too_much_markup(source: &str) -> bool {
    let can_be_markup = |byte: &u8| {
        // Beginnings of lines, what lists begin with, and what has a meaning inside of a line.
        matches!(
            byte,
            b'\n' | b'-' | b'+' | b')' | b'*' | b'_' | b'`' | b'~' | b'#' | b'>' | b'<' | b'[' | b']' | b'!' | b'&' | b'\\'
        )
    };
    // A text of fewer bytes needs no counting.
    source.len() > MAX_MARKS && source.bytes().filter(can_be_markup).nth(MAX_MARKS).is_some()
}

/// Whether `text` may have an inline link, `[words](target)`; only [`strip`] knows for certain.
pub(super) fn may_have_link(text: &str) -> bool {
    text.contains("](")
}
