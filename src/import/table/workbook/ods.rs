//! Reads spreadsheets of OpenDocument (ISO 26300), as LibreOffice writes them.
//!
//! Days and numbers are taken as the file states them, not as the sheet shows them. Comments on cells are left out.

use super::number::plain;
use super::sheet::Sheets;
use crate::import::{
    ImportError,
    archive::{Archive, EntryError},
    error::Warnings,
    table::MAX_COLUMNS,
    xml::{self, Element, Piece},
};
use std::collections::BTreeSet;

/// Elements whose words do not belong to a cell.
const SKIPPED: [&str; 4] = ["annotation", "tracked-changes", "forms", "shapes"];

/// A longer value is not repeated in the columns beside it, in bytes.
const MAX_REPEATED_BYTES: usize = 1000;
/// The number of copies of a row that are made: copies of an article are none of their own.
const MAX_COPIES: usize = 100;

/// Reads all sheets.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Sheets, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "ods")?;
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: "ods", message };
    let content = match archive.read_part("content.xml") {
        Ok(Some(content)) => content,
        Ok(None) => return Err(bad("expected a part content.xml, found none".to_owned())),
        Err(EntryError::Encrypted) => return Err(ImportError::Encrypted { file_name: file_name.to_owned(), format: "ods" }),
        Err(error) => return Err(bad(format!("its part content.xml: {error}"))),
    };
    let mut reader = Reader { sheets: Sheets::of_file(bytes.len()), ..Reader::default() };
    xml::read("content.xml", &content, warnings, |piece| reader.take(piece));
    Ok(reader.sheets)
}

#[derive(Default)]
struct Reader {
    sheets: Sheets,
    /// The styles of tables that are not shown.
    hidden: BTreeSet<String>,
    style: String,
    num_tables: usize,
    skipped: Option<(String, usize)>,
    row: usize,
    row_repeats: usize,
    cells: Vec<(usize, String)>,
    column: usize,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    repeats: usize,
    rows: usize,
    /// The value that the file states beside the words that are shown.
    stated: Option<String>,
    words: String,
    num_paragraphs: usize,
}

impl Reader {
    fn take(&mut self, piece: Piece<'_>) {
        if let Some((name, depth)) = &mut self.skipped {
            match piece {
                Piece::Start(element) if element.name == *name => *depth += 1,
                Piece::End(end) if end == *name => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        match piece {
            Piece::Start(element) if SKIPPED.contains(&element.name.as_str()) => self.skipped = Some((element.name, 1)),
            Piece::Start(element) => self.start(&element),
            Piece::End(name) => self.end(&name),
            Piece::Words(words) => {
                if let Some(cell) = self.cell.as_mut().filter(|cell| cell.num_paragraphs > 0) {
                    cell.words.push_str(&words);
                }
            }
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        let number = |name: &str| element.attribute(name).and_then(|number| number.parse::<usize>().ok());
        match element.name.as_str() {
            "style" => self.style = element.attribute("name").unwrap_or_default(),
            "table-properties" if element.attribute("display").as_deref() == Some("false") => {
                self.hidden.insert(self.style.clone());
            }
            "table" => {
                self.num_tables += 1;
                if self.num_tables == 1 {
                    let style = element.attribute("style-name").unwrap_or_default();
                    self.sheets.begin(element.attribute("name").unwrap_or_default(), self.hidden.contains(&style));
                    self.row = 0;
                }
            }
            "table-row" if self.num_tables == 1 => {
                (self.row_repeats, self.column) = (number("number-rows-repeated").unwrap_or(1), 0);
                self.cells.clear();
            }
            "table-cell" | "covered-table-cell" if self.num_tables == 1 => {
                let stated = match element.attribute("value-type").as_deref() {
                    Some("date") => element.attribute("date-value").map(|value| value.replace('T', " ")),
                    Some("boolean") => element.attribute("boolean-value"),
                    Some("float" | "percentage" | "currency") => {
                        let value = element.attribute("value");
                        value.map(|value| {
                            value.parse::<f64>().ok().filter(|_| value.contains(['.', 'e', 'E'])).map_or(value, plain)
                        })
                    }
                    _ => None,
                };
                self.cell = Some(Cell {
                    repeats: number("number-columns-repeated").unwrap_or(1),
                    rows: number("number-rows-spanned").unwrap_or(1),
                    stated,
                    ..Cell::default()
                });
            }
            name => {
                let Some(cell) = &mut self.cell else { return };
                match name {
                    "p" => {
                        cell.num_paragraphs += 1;
                        if cell.num_paragraphs > 1 {
                            cell.words.push('\n');
                        }
                    }
                    "s" => cell.words.push_str(&" ".repeat(number("c").unwrap_or(1).min(100))),
                    "tab" => cell.words.push('\t'),
                    "line-break" => cell.words.push('\n'),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => self.num_tables = self.num_tables.saturating_sub(1),
            "table-cell" | "covered-table-cell" if self.num_tables == 1 => {
                if let Some(cell) = self.cell.take() {
                    self.end_of_cell(cell);
                }
            }
            "table-row" if self.num_tables == 1 => {
                let cells = std::mem::take(&mut self.cells);
                // A row without words is only counted, however often it is repeated.
                let copies = if cells.is_empty() { 0 } else { self.row_repeats.min(MAX_COPIES) };
                self.sheets.num_beyond +=
                    if cells.is_empty() { 0 } else { (self.row_repeats - copies).saturating_mul(cells.len()) };
                for copy in 0..copies {
                    for (column, value) in &cells {
                        if self.sheets.is_full {
                            self.sheets.num_beyond += 1;
                        } else {
                            self.sheets.set(self.row + copy, *column, value.clone());
                        }
                    }
                }
                self.row = self.row.saturating_add(self.row_repeats);
            }
            _ => {}
        }
    }

    fn end_of_cell(&mut self, cell: Cell) {
        let Cell { repeats, rows, stated, words, .. } = cell;
        let value = stated.unwrap_or(words);
        if rows > 1 {
            self.sheets.merge((self.row, self.row.saturating_add(rows - 1)), self.column);
        }
        if !value.trim().is_empty() {
            // No more columns are read, so no more copies are made; and a long text is in one cell.
            let copies = if value.len() > MAX_REPEATED_BYTES { 1 } else { repeats.min(MAX_COLUMNS + 1) };
            self.cells.extend((0..copies).map(|copy| (self.column + copy, value.clone())));
        }
        self.column = self.column.saturating_add(repeats);
    }
}
