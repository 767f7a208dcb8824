//! Reads documents of word processors, and books: Zip archives that contain XML.

pub(super) mod docx;
pub(super) mod epub;
pub(super) mod odt;

use super::draft::{Layout, PARAGRAPH_END, Paragraph, without_ends};
use crate::project::BlockKind;

/// The deepest nesting of paragraphs, and of rows. The words of deeper ones go into the last one that counts.
const MAX_NESTED: usize = 100;

/// The bookmarks of a paragraph that are kept.
const MAX_BOOKMARKS: usize = 100;

/// Paragraphs within paragraphs, which word processors use for notes, text boxes and cells.
#[derive(Debug, Default)]
struct Stack {
    done: Vec<Paragraph>,
    open: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    /// The open rows of tables, each with its cells so far.
    rows: Vec<Vec<String>>,
    /// Whether a table at each depth has had a row.
    has_row: Vec<bool>,
    is_in_list: bool,
    num_open_notes: usize,
    /// The number of paragraphs and rows that are open beyond [`MAX_NESTED`].
    num_open_beyond: usize,
    num_rows_beyond: usize,
    /// The bookmarks and breaks of empty paragraphs, which the next one with words gets.
    pending: Layout,
}

impl Stack {
    fn begin(&mut self, kind: Option<BlockKind>) {
        if self.open.len() >= MAX_NESTED {
            self.num_open_beyond += 1;
            return;
        }
        self.open.push(Paragraph { kind, ..Paragraph::default() });
    }

    fn words(&mut self, words: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(words);
        }
    }

    /// Notes a bookmark at this place.
    fn bookmark(&mut self, name: String) {
        let layout = self.open.last_mut().map_or(&mut self.pending, |paragraph| &mut paragraph.layout);
        if layout.bookmarks.len() < MAX_BOOKMARKS {
            layout.bookmarks.push(name);
        }
    }

    /// Notes that a page or section begins after what was read so far.
    fn break_page(&mut self) {
        match self.open.last_mut().filter(|paragraph| paragraph.text.trim().is_empty()) {
            Some(paragraph) => paragraph.layout.begins_page = true,
            None => self.pending.begins_page = true,
        }
    }

    /// Changes how the open paragraph is set.
    fn set_layout(&mut self, set: impl FnOnce(&mut Layout)) {
        if let Some(paragraph) = self.open.last_mut() {
            set(&mut paragraph.layout);
        }
    }

    fn text_len(&self) -> usize {
        self.open.last().map_or(0, |paragraph| paragraph.text.len())
    }

    fn link(&mut self, start: usize, target: String) {
        if let Some(paragraph) = self.open.last_mut().filter(|paragraph| start < paragraph.text.len() && !target.starts_with('#'))
        {
            let words = start..paragraph.text.len();
            paragraph.links.push((words, target));
        }
    }

    fn end(&mut self) {
        if self.num_open_beyond > 0 {
            self.num_open_beyond -= 1;
            return;
        }
        let Some(mut paragraph) = self.open.pop() else { return };
        if let Some(cell) = self.rows.last_mut().and_then(|cells| cells.last_mut()) {
            if !cell.is_empty() && !paragraph.text.is_empty() {
                cell.push(PARAGRAPH_END);
            }
            cell.push_str(&paragraph.text.replace(['\n', '\t'], " "));
            return;
        }
        let is_item = paragraph.kind == Some(BlockKind::ListItem);
        let is_empty = paragraph.text.trim().is_empty();
        if is_empty {
            self.pending.bookmarks.append(&mut paragraph.layout.bookmarks);
            self.pending.bookmarks.truncate(MAX_BOOKMARKS);
            self.pending.begins_page |= paragraph.layout.begins_page;
        } else {
            let pending = std::mem::take(&mut self.pending);
            paragraph.layout.bookmarks.splice(0..0, pending.bookmarks);
            paragraph.layout.begins_page |= pending.begins_page;
        }
        if self.num_open_notes > 0 {
            self.notes.push(paragraph);
        } else if !is_empty {
            paragraph.is_tight = is_item && self.is_in_list;
            self.is_in_list = is_item;
            self.done.push(paragraph);
        }
    }

    fn begin_table(&mut self) {
        self.has_row.push(false);
    }

    fn begin_row(&mut self) {
        if self.rows.len() >= MAX_NESTED {
            self.num_rows_beyond += 1;
            return;
        }
        self.rows.push(Vec::new());
    }

    fn begin_cell(&mut self) {
        if let Some(cells) = self.rows.last_mut() {
            cells.push(String::new());
        }
    }

    /// Turns a row into a line, with its cells separated by tabs.
    fn end_row(&mut self) {
        if self.num_rows_beyond > 0 {
            self.num_rows_beyond -= 1;
            return;
        }
        let Some(cells) = self.rows.pop() else { return };
        let text = cells.join("\t");
        if self.rows.is_empty() && !text.trim().is_empty() {
            let is_tight = self.has_row.last().copied().unwrap_or(false);
            let (text, cell_breaks) = without_ends(&text);
            let layout = Layout { cell_breaks, ..std::mem::take(&mut self.pending) };
            self.done.push(Paragraph { text, is_tight, layout, ..Paragraph::default() });
            self.is_in_list = false;
        } else if let Some(cell) = self.rows.last_mut().and_then(|cells| cells.last_mut()) {
            cell.push_str(&text.replace('\t', " "));
        }
        if let Some(has_row) = self.has_row.last_mut() {
            *has_row = true;
        }
    }

    fn end_table(&mut self) {
        self.has_row.pop();
    }

    /// Returns all paragraphs, with the notes at the end.
    fn finish(mut self) -> Vec<Paragraph> {
        (self.num_open_beyond, self.num_rows_beyond) = (0, 0);
        // A file that was cut off has rows without an end.
        while !(self.open.is_empty() && self.rows.is_empty()) {
            self.end();
            self.end_row();
        }
        self.done.append(&mut self.notes);
        self.done
    }
}
