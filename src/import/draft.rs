//! An article in the making: the paragraphs that an importer has found, with their kinds.
//!
//! Paragraphs are separated by a blank line; items of one list and lines of verse by a line feed.

use super::{lines::LineMarks, markdown::Stripped};
use crate::{
    project::{BlockKind, Link, Metadata},
    text::{ByteOffset, ByteRange},
};
use std::ops::Range;

/// The article as an importer has read it; the metadata in its text has not been recognised yet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The text, line ends as LF.
    pub(super) text: String,
    /// The links, in the order of the text.
    pub(super) links: Vec<Link>,
    /// Headings, list items and quotations.
    pub(super) marks: LineMarks,
    /// The metadata that the file has outside the text.
    pub(super) known: Metadata,
    /// The number of lines of front matter at the beginning of the text.
    pub(super) num_front_matter_lines: usize,
    /// The name of the file inside a container, if it was in one.
    pub(super) inner_name: Option<String>,
    /// The encoding of the bytes.
    pub(super) encoding: String,
    /// The importer that read it, if that is not the one for the file.
    pub(super) format: Option<&'static str>,
}

/// One paragraph.
#[derive(Debug, Default, Clone)]
pub(super) struct Paragraph {
    /// Its words; line feeds are line breaks inside the paragraph.
    pub(super) text: String,
    /// Its kind; `None` for body text.
    pub(super) kind: Option<BlockKind>,
    /// The linked words, as bytes of `text`, and the addresses they lead to.
    pub(super) links: Vec<(Range<usize>, String)>,
    /// Whether it follows the one before directly, without a blank line.
    pub(super) is_tight: bool,
}

impl Draft {
    /// Makes a draft of a text whose markup has been removed.
    pub(super) fn of_stripped(stripped: Stripped, num_front_matter_lines: usize, encoding: String) -> Self {
        let Stripped { text, links, marks, .. } = stripped;
        Self { text, links, marks, num_front_matter_lines, encoding, ..Self::default() }
    }

    /// Makes a draft of paragraphs. Those without words are left out.
    pub(super) fn of_paragraphs(paragraphs: impl IntoIterator<Item = Paragraph>) -> Self {
        let mut draft = Self::default();
        let mut line = 0;
        for paragraph in paragraphs {
            let lead = paragraph.text.len() - paragraph.text.trim_start().len();
            let words = paragraph.text.trim();
            if words.is_empty() {
                continue;
            }
            if !draft.text.is_empty() {
                let gap = if paragraph.is_tight { 1 } else { 2 };
                draft.text.push_str(&"\n\n"[..gap]);
                line += gap;
            }
            let start = draft.text.len();
            draft.text.push_str(words);
            let num_lines = words.bytes().filter(|byte| *byte == b'\n').count() + 1;
            if let Some(kind) = paragraph.kind {
                draft.marks.mark(line..line + num_lines, kind);
            }
            line += num_lines - 1;
            for (range, target) in paragraph.links {
                let inside = |byte: usize| ByteOffset::from_usize(start + byte.saturating_sub(lead).min(words.len()));
                let range = ByteRange::between(inside(range.start), inside(range.end));
                if !range.is_empty() && range.of(&draft.text).is_some_and(|words| !words.trim().is_empty()) {
                    draft.links.push(Link { range, target });
                }
            }
        }
        if !draft.text.is_empty() {
            draft.text.push('\n');
        }
        draft
    }
}

/// Appends `text` with runs of white space as single spaces, where markup would not keep them. No-break spaces stay.
pub(super) fn collapse_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{C}' => {
                if !out.ends_with([' ', '\n', '\t']) && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}
