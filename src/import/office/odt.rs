//! OpenDocument texts (ODF 1.3).
//!
//! Footnotes and endnotes follow the text; comments and tracked deletions are left out.

use super::{
    Stack,
    docx::{keep_property, kind_of_style},
};
use crate::{
    import::{
        ImportError, MAX_FILE_BYTES,
        archive::Archive,
        draft::Draft,
        error::Warnings,
        xml::{self, Element, Piece},
    },
    project::{BlockKind, Metadata},
};
use std::collections::BTreeMap;

/// Elements whose words do not belong to the text.
const SKIPPED: [&str; 8] =
    ["annotation", "tracked-changes", "note-citation", "forms", "title", "desc", "sequence-decls", "text-index-source"];
/// The number of spaces that one element can stand for.
const MAX_SPACES: usize = 1000;
/// The number of spaces that all elements together can stand for; beyond it, each stands for one.
const MAX_ALL_SPACES: usize = 1_000_000;

/// Reads a document.
pub(in super::super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "odt")?;
    let manifest = archive.read("META-INF/manifest.xml", MAX_FILE_BYTES).ok().flatten().unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(ImportError::Encrypted { file_name: file_name.to_owned(), format: "odt" });
    }
    let content = archive.need(file_name, "content.xml", "odt")?;
    let mut reader = Reader::default();
    xml::read("content.xml", &content, warnings, |piece| match piece {
        Piece::Start(element) => reader.start(&element),
        Piece::End(name) => reader.end(&name),
        Piece::Words(words) => reader.words(&words),
    });
    let num_notes = reader.stack.notes.len();
    if num_notes > 0 {
        warnings.add(None, format!("{num_notes} paragraphs of footnotes and endnotes follow the text"));
    }
    let known = match archive.read("meta.xml", MAX_FILE_BYTES) {
        Ok(meta) => properties(&meta.unwrap_or_default(), warnings),
        Err(error) => {
            warnings.add(None, format!("its part meta.xml was left out: {error}"));
            Metadata::default()
        }
    };
    Ok(Draft { known, encoding: "UTF-8".to_owned(), ..Draft::of_paragraphs(reader.stack.finish()) })
}

fn properties(bytes: &[u8], warnings: &mut Warnings<'_>) -> Metadata {
    let mut known = Metadata::default();
    let mut name = String::new();
    xml::read("meta.xml", bytes, warnings, |piece| match piece {
        Piece::Start(element) => name = element.name,
        Piece::Words(words) => keep_property(&mut known, &name, &words),
        Piece::End(_) => name.clear(),
    });
    known
}

#[derive(Default)]
struct Reader {
    stack: Stack,
    /// The style that an automatic style is based on.
    parents: BTreeMap<String, String>,
    num_skipped: usize,
    list_depth: usize,
    is_list_header: bool,
    num_spaces: usize,
    open_links: Vec<(usize, String)>,
}

impl Reader {
    fn start(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        self.num_skipped += usize::from(SKIPPED.contains(&name));
        if self.num_skipped > 0 {
            return;
        }
        match name {
            "style" => {
                if let (Some(name), Some(parent)) = (element.attribute("name"), element.attribute("parent-style-name")) {
                    self.parents.insert(name, parent);
                }
            }
            "p" => {
                let kind = self.kind_of(&element.attribute("style-name").unwrap_or_default());
                let is_item = self.list_depth > 0 && !self.is_list_header && self.stack.num_open_notes == 0;
                self.stack.begin(kind.or(is_item.then_some(BlockKind::ListItem)));
            }
            "h" => {
                let level = element.attribute("outline-level").and_then(|level| level.parse::<u8>().ok()).unwrap_or(1);
                self.stack.begin(Some(BlockKind::Heading(level.clamp(1, 6))));
            }
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                let most = MAX_SPACES.min(MAX_ALL_SPACES.saturating_sub(self.num_spaces)).max(1);
                self.num_spaces += count.min(most);
                self.stack.words(&" ".repeat(count.min(most)));
            }
            "tab" => self.stack.words("\t"),
            "line-break" => self.stack.words("\n"),
            "a" => self.open_links.push((self.stack.text_len(), element.attribute("href").unwrap_or_default())),
            "list" => self.list_depth += 1,
            "list-header" => self.is_list_header = true,
            "note-body" => self.stack.num_open_notes += 1,
            "table" => self.stack.begin_table(),
            "table-row" => self.stack.begin_row(),
            "table-cell" => self.stack.begin_cell(),
            _ => {}
        }
    }

    /// The kind of paragraphs of a style.
    fn kind_of(&self, style: &str) -> Option<BlockKind> {
        kind_of_style(style).or_else(|| kind_of_style(self.parents.get(style)?))
    }

    fn words(&mut self, words: &str) {
        if self.num_skipped > 0 {
            return;
        }
        if let Some(paragraph) = self.stack.open.last_mut() {
            let is_after_space = paragraph.text.is_empty() || paragraph.text.ends_with([' ', '\n', '\t']);
            let mut collapsed = String::with_capacity(words.len());
            for c in words.chars() {
                let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
                let follows_space = if collapsed.is_empty() { is_after_space } else { collapsed.ends_with(' ') };
                match (is_space, follows_space) {
                    (true, true) => {}
                    (true, false) => collapsed.push(' '),
                    (false, _) => collapsed.push(c),
                }
            }
            paragraph.text.push_str(&collapsed);
        }
    }

    fn end(&mut self, name: &str) {
        if SKIPPED.contains(&name) {
            self.num_skipped = self.num_skipped.saturating_sub(1);
            return;
        }
        if self.num_skipped > 0 {
            return;
        }
        match name {
            "p" | "h" => self.stack.end(),
            "a" => {
                if let Some((start, target)) = self.open_links.pop().filter(|(_, target)| !target.is_empty()) {
                    self.stack.link(start, target);
                }
            }
            "list" => self.list_depth = self.list_depth.saturating_sub(1),
            "list-header" => self.is_list_header = false,
            "note-body" => self.stack.num_open_notes = self.stack.num_open_notes.saturating_sub(1),
            "table-row" => self.stack.end_row(),
            "table" => self.stack.end_table(),
            _ => {}
        }
    }
}
