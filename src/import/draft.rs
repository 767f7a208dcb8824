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
    /// Whether the metadata are all there, so that none are looked for in the text.
    pub(super) is_complete: bool,
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
    /// How it is set; only documents of word processors have this.
    pub(super) layout: Layout,
}

/// How a paragraph is set, as far as that shows what it is.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The names of the bookmarks in it, and in empty paragraphs before it.
    pub(super) bookmarks: Vec<String>,
    /// Whether a section or a page begins with it.
    pub(super) begins_page: bool,
    /// Whether it is in the middle of the line.
    pub(super) is_centred: bool,
    /// The number of bytes of its text in bold letters.
    pub(super) num_bold_bytes: usize,
    /// In a row of a table, the places where a paragraph of a cell ends, as bytes of the text.
    pub(super) cell_breaks: Vec<usize>,
}

/// Stands for the end of a paragraph in a cell while a row is read.
pub(super) const PARAGRAPH_END: char = '\u{2029}';

/// The text of a row with spaces in place of [`PARAGRAPH_END`], and where these are, as bytes of the result.
pub(super) fn without_ends(row: &str) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(row.len());
    let mut ends = Vec::new();
    for c in row.chars() {
        if c == PARAGRAPH_END {
            ends.push(text.len());
            text.push(' ');
        } else {
            text.push(c);
        }
    }
    (text, ends)
}

/// The paragraphs of a document of a word processor.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// In their order.
    pub(super) paragraphs: Vec<Paragraph>,
    /// The metadata that the file has outside the text.
    pub(super) known: Metadata,
    /// The encoding of the bytes.
    pub(super) encoding: String,
}

impl From<Document> for Draft {
    fn from(document: Document) -> Self {
        let Document { paragraphs, known, encoding } = document;
        Self { known, encoding, ..Self::of_paragraphs(paragraphs) }
    }
}

impl Paragraph {
    /// Whether all of it is bold.
    pub(super) fn is_bold(&self) -> bool {
        let num_bytes = self.text.trim().len();
        num_bytes > 0 && self.layout.num_bold_bytes >= num_bytes
    }
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
