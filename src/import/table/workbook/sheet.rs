//! The sheets of a workbook while they are read: cells with words at their places, within limits.
//!
//! A workbook can name a cell in the millionth row, repeat a row a million times, or refer to one long text from every cell.
//! So only cells with words are kept, and cells and bytes of all sheets together are counted.

use crate::import::table::{MAX_COLUMNS, MAX_ROWS};
use crate::text::Examples;

/// The number of cells of all sheets that are kept in any case, for each byte of the file, and at most.
const CELLS: (usize, usize, usize) = (2_000_000, 8, 20_000_000);
/// The bytes of all cells that are kept, likewise.
const TEXT_BYTES: (usize, usize, usize) = (64 << 20, 60, 512 << 20);
/// The number of cells that get the value of a merged cell above them.
const MAX_FILLED: usize = 1_000_000;

/// Cells with words, by row and column, both from 0.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The name on its tab.
    pub(super) name: String,
    /// Whether spreadsheets hide it.
    pub(super) is_hidden: bool,
    /// The rows that have cells, in order, each with its cells in order.
    pub(super) rows: Vec<(usize, Vec<(usize, String)>)>,
    /// Areas that are one cell: first row, last row and column.
    merged: Vec<(usize, usize, usize)>,
}

/// The sheets of a workbook, and what is told about their cells.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    /// All sheets, in the order of their tabs.
    pub(super) sheets: Vec<Sheet>,
    num_cells: usize,
    num_bytes: usize,
    max_cells: usize,
    max_bytes: usize,
    /// Whether a limit was reached; then all further cells are left out.
    pub(super) is_full: bool,
    /// Cells beyond the limits.
    pub(super) num_beyond: usize,
    /// Cells in which a formula failed.
    pub(super) failed: Examples,
    /// Cells whose formula was saved without its result.
    pub(super) uncomputed: Examples,
    /// Cells that took the value of a merged cell.
    pub(super) num_filled: usize,
    /// Columns beyond the last that is read.
    pub(super) num_far: usize,
}

impl Sheets {
    /// Makes room for the cells of a file of so many bytes.
    pub(super) fn of_file(num_bytes: usize) -> Self {
        let limit = |(free, each, most): (usize, usize, usize)| num_bytes.saturating_mul(each).clamp(free, most);
        Self { max_cells: limit(CELLS), max_bytes: limit(TEXT_BYTES), ..Self::default() }
    }

    /// Begins a sheet; the cells that follow are its own.
    pub(super) fn begin(&mut self, name: String, is_hidden: bool) {
        self.sheets.push(Sheet { name, is_hidden, ..Sheet::default() });
    }

    /// Puts a value into the last sheet. A value without words is no cell.
    pub(super) fn set(&mut self, row: usize, column: usize, value: String) {
        if value.trim().is_empty() {
            return;
        }
        if column >= MAX_COLUMNS {
            self.num_far += 1;
            return;
        }
        let Some(sheet) = self.sheets.last_mut() else { return };
        self.is_full |= self.num_cells >= self.max_cells || self.num_bytes + value.len() > self.max_bytes;
        if self.is_full {
            self.num_beyond += 1;
            return;
        }
        self.num_cells += 1;
        self.num_bytes += value.len();
        sheet.set(row, column, value);
    }

    /// Notes that the cells of a column from one row to another are one.
    pub(super) fn merge(&mut self, rows: (usize, usize), column: usize) {
        if let Some(sheet) = self.sheets.last_mut()
            && rows.0 < rows.1
            && sheet.merged.len() < MAX_FILLED
        {
            sheet.merged.push((rows.0, rows.1, column));
        }
    }

    /// Gives the value of a cell that spans several rows to each row that has cells of its own.
    pub(super) fn fill_merged(&mut self) {
        for at in 0..self.sheets.len() {
            let sheet = &mut self.sheets[at];
            let mut filled = Vec::new();
            for (first, last, column) in std::mem::take(&mut sheet.merged) {
                let Some(value) = sheet.get(first, column).map(str::to_owned) else { continue };
                let start = sheet.rows.partition_point(|(row, _)| *row <= first);
                let below = sheet.rows[start..].iter().map(|(row, _)| *row).take_while(|row| *row <= last.min(first + MAX_ROWS));
                for row in below {
                    if self.num_bytes + value.len() > self.max_bytes || filled.len() >= MAX_FILLED {
                        self.num_beyond += 1;
                        continue;
                    }
                    self.num_bytes += value.len();
                    filled.push((row, column, value.clone()));
                }
            }
            self.num_filled += filled.len();
            for (row, column, value) in filled {
                sheet.set(row, column, value);
            }
        }
    }
}

impl Sheet {
    /// The value of a cell.
    pub(super) fn get(&self, row: usize, column: usize) -> Option<&str> {
        let (_, cells) = &self.rows[self.rows.binary_search_by_key(&row, |(row, _)| *row).ok()?];
        let at = cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(&cells[at].1)
    }

    fn set(&mut self, row: usize, column: usize, value: String) {
        // Nearly all cells come in order.
        let at = match self.rows.last() {
            Some((last, _)) if *last == row => self.rows.len() - 1,
            Some((last, _)) if *last > row => match self.rows.binary_search_by_key(&row, |(row, _)| *row) {
                Ok(at) => at,
                Err(at) => {
                    self.rows.insert(at, (row, Vec::new()));
                    at
                }
            },
            _ => {
                self.rows.push((row, Vec::new()));
                self.rows.len() - 1
            }
        };
        let cells = &mut self.rows[at].1;
        match cells.last() {
            Some((last, _)) if *last >= column => match cells.binary_search_by_key(&column, |(column, _)| *column) {
                Ok(at) => cells[at].1 = value,
                Err(at) => cells.insert(at, (column, value)),
            },
            _ => cells.push((column, value)),
        }
    }
}

/// The name of a cell, as in `B7`; row and column are from 0.
pub(super) fn cell_name(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Reads the name of a cell, as in `B7` or `$B$7`, as row and column from 0.
pub(super) fn place_of(name: &str) -> Option<(usize, usize)> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, byte| sum * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some((row.parse::<usize>().ok().filter(|row| (1..=1 << 24).contains(row))? - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names_and_places() {
        for (name, place) in [("A1", (0, 0)), ("Z2", (1, 25)), ("AA10", (9, 26)), ("XFD1048576", (1_048_575, 16_383))] {
            assert_eq!((cell_name(place.0, place.1).as_str(), place_of(name)), (name, Some(place)));
        }
        for bad in ["", "A", "7", "A0", "ÄÖ1", "ABCD1", "A99999999999999999999"] {
            assert_eq!(place_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn cells_in_any_order_stand_in_rows_and_a_merged_one_fills_rows_that_have_words() {
        let mut sheets = Sheets::of_file(0);
        sheets.begin("A".to_owned(), false);
        for (row, column, value) in
            [(5, 1, "b"), (2, 3, "x"), (5, 0, "a"), (2, 0, "Sel Wire"), (4, 3, "y"), (5, 1, "c"), (3, 3, " ")]
        {
            sheets.set(row, column, value.to_owned());
        }
        sheets.merge((2, 4), 0);
        sheets.fill_merged();
        let row =
            |number, cells: &[(usize, &str)]| (number, cells.iter().map(|(at, value)| (*at, (*value).to_owned())).collect());
        let expected: Vec<(usize, Vec<(usize, String)>)> =
            vec![row(2, &[(0, "Sel Wire"), (3, "x")]), row(4, &[(0, "Sel Wire"), (3, "y")]), row(5, &[(0, "a"), (1, "c")])];
        assert_eq!((&sheets.sheets[0].rows, sheets.num_filled), (&expected, 1));
    }
}
