//! Reads workbooks of Excel 97 to 2003 (BIFF8, [MS-XLS]).
//!
//! A workbook is a stream of records. Its first part has the texts, formats and names of sheets; the others are the sheets.
//! Records are at most 8 kB long, so longer texts go on in records of their own.

use super::{
    number::{Epoch, day, plain, shows_day},
    sheet::{Sheets, cell_name},
};
use crate::import::{ImportError, compound::Compound, error::Warnings};
use std::collections::BTreeMap;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
/// The version of a stream that Excel 97 and later write.
const BIFF8: u16 = 0x0600;

/// A record: its kind, and its bytes with those of the records that continue it.
struct Record<'s> {
    kind: u16,
    parts: Vec<&'s [u8]>,
}

/// The records of a stream, from a place on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (kind, first) = self.one()?;
        let mut parts = vec![first];
        while self.stream.get(self.at..self.at + 2) == Some(&CONTINUE.to_le_bytes()) {
            parts.push(self.one()?.1);
        }
        Some(Record { kind, parts })
    }
}

impl<'s> Records<'s> {
    fn one(&mut self) -> Option<(u16, &'s [u8])> {
        let (kind, len) = (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at + 2)?));
        let start = self.at + 4;
        let bytes = self.stream.get(start..(start + len).min(self.stream.len()))?;
        self.at = start + len;
        Some((kind, bytes))
    }
}

/// What the cells of all sheets refer to.
#[derive(Default)]
struct Book {
    texts: Vec<String>,
    /// The number of texts that the file states.
    num_texts: usize,
    codes: BTreeMap<u32, String>,
    formats: Vec<u32>,
    epoch: Epoch,
    sheets: Vec<Listed>,
}

struct Listed {
    name: String,
    is_hidden: bool,
    at: usize,
}

/// Reads all sheets.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Sheets, ImportError> {
    let bad =
        |message: &str| ImportError::Malformed { file_name: file_name.to_owned(), format: "xls", message: message.to_owned() };
    let file = Compound::open(bytes).ok_or_else(|| bad("its list of contents is damaged; a copy may be whole"))?;
    let stream =
        file.stream("Workbook").or_else(|| file.stream("Book")).ok_or_else(|| bad("expected a workbook in it, found none"))?;
    let mut book = Book::default();
    for (number, record) in (Records { stream: &stream, at: 0 }).enumerate() {
        let bytes = record.parts[0];
        match record.kind {
            BOF if number == 0 && u16_at(bytes, 0) != Some(BIFF8) => {
                return Err(bad("it is of Excel 95 or older; open it in a spreadsheet program and save it as XLSX"));
            }
            0x002F => return Err(ImportError::Encrypted { file_name: file_name.to_owned(), format: "xls" }),
            EOF => break,
            _ => book.take(&record),
        }
    }
    if book.texts.len() < book.num_texts {
        let (read, stated) = (book.texts.len(), book.num_texts);
        warnings.add(
            None,
            format!("{read} of its {stated} texts could be read; cells with the others are empty; a copy may be whole"),
        );
    }
    let mut sheets = Sheets::of_file(bytes.len());
    // Sheets do not overlap, so all of them together are no longer than the stream.
    let mut left_bytes = stream.len();
    for listed in &book.sheets {
        sheets.begin(listed.name.clone(), listed.is_hidden);
        let read = book.cells(&stream, listed.at, left_bytes, &mut sheets);
        left_bytes = left_bytes.saturating_sub(read);
    }
    Ok(sheets)
}

impl Book {
    /// Takes a record of the part before the sheets.
    fn take(&mut self, record: &Record<'_>) {
        let bytes = record.parts[0];
        match record.kind {
            0x0022 if u16_at(bytes, 0) == Some(1) => self.epoch = Epoch::Of1904,
            0x041E => {
                let code = Chars::new(&record.parts, 2).and_then(|mut chars| chars.long_text());
                self.codes.extend(u16_at(bytes, 0).zip(code).map(|(id, code)| (u32::from(id), code)));
            }
            0x00E0 => self.formats.push(u16_at(bytes, 2).map_or(0, u32::from)),
            // Sheets of charts and macros have no cells.
            0x0085 if bytes.get(5) == Some(&0) => {
                let name = Chars::new(&record.parts, 6).and_then(|mut chars| chars.short_text()).unwrap_or_default();
                let is_hidden = bytes.get(4).is_some_and(|state| state & 3 != 0);
                self.sheets.extend(u32_at(bytes, 0).map(|at| Listed { name, is_hidden, at: at as usize }));
            }
            0x00FC => {
                self.num_texts = u32_at(bytes, 4).map_or(0, |number| number as usize);
                if let Some(mut chars) = Chars::new(&record.parts, 8) {
                    self.texts.extend(std::iter::from_fn(|| chars.long_text()));
                }
            }
            _ => {}
        }
    }

    /// Reads the cells of the sheet that begins at a place of the stream; returns the number of bytes that were read.
    fn cells(&self, stream: &[u8], start: usize, most_bytes: usize, sheets: &mut Sheets) -> usize {
        let mut records = Records { stream, at: start };
        let mut depth = 0_usize;
        let mut formula: Option<(usize, usize)> = None;
        while records.at.saturating_sub(start) < most_bytes
            && let Some(record) = records.next()
        {
            match record.kind {
                BOF => depth += 1,
                EOF => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ if depth == 1 => self.cell(&record, &mut formula, sheets),
                _ => {}
            }
        }
        records.at.saturating_sub(start)
    }

    fn cell(&self, record: &Record<'_>, formula: &mut Option<(usize, usize)>, sheets: &mut Sheets) {
        let bytes = record.parts[0];
        let short = |at| u16_at(bytes, at).map(usize::from);
        let (Some(row), Some(column)) = (short(0), short(2)) else { return };
        let style = short(4).unwrap_or(0);
        match record.kind {
            0x00FD => {
                let text = u32_at(bytes, 6).and_then(|at| self.texts.get(at as usize));
                if let Some(text) = text.filter(|_| !sheets.is_full) {
                    sheets.set(row, column, text.clone());
                }
            }
            0x0204 | 0x00D6 => {
                if let Some(text) = Chars::new(&record.parts, 6).and_then(|mut chars| chars.long_text()) {
                    sheets.set(row, column, text);
                }
            }
            0x027E => self.number(row, column, style, u32_at(bytes, 6).map(of_rk), sheets),
            0x00BD => {
                // The last two bytes are the last column.
                let cells = bytes.get(4..bytes.len().saturating_sub(2)).unwrap_or_default();
                for (at, cell) in cells.chunks_exact(6).enumerate() {
                    let style = u16_at(cell, 0).map_or(0, usize::from);
                    self.number(row, column + at, style, u32_at(cell, 2).map(of_rk), sheets);
                }
            }
            0x0203 => self.number(row, column, style, f64_at(bytes, 6), sheets),
            0x0205 => logical(row, column, bytes.get(6..8), sheets),
            0x0006 => match bytes.get(6..14) {
                // The result of a formula is a number, or it says of what other kind it is.
                Some([0, .., 0xFF, 0xFF]) => *formula = Some((row, column)),
                Some([1, _, value, .., 0xFF, 0xFF]) => logical(row, column, Some(&[*value, 0]), sheets),
                Some([2, _, value, .., 0xFF, 0xFF]) => logical(row, column, Some(&[*value, 1]), sheets),
                Some([3, .., 0xFF, 0xFF]) | None => {}
                Some(_) => self.number(row, column, style, f64_at(bytes, 6), sheets),
            },
            0x0207 => {
                let text = Chars::new(&record.parts, 0).and_then(|mut chars| chars.long_text());
                if let (Some((row, column)), Some(text)) = (formula.take(), text) {
                    sheets.set(row, column, text);
                }
            }
            0x00E5 => {
                for area in bytes.get(2..).unwrap_or_default().chunks_exact(8) {
                    let at = |place| u16_at(area, place).map_or(0, usize::from);
                    sheets.merge((at(0), at(2)), at(4));
                }
            }
            _ => {}
        }
    }

    fn number(&self, row: usize, column: usize, style: usize, number: Option<f64>, sheets: &mut Sheets) {
        let Some(number) = number else { return };
        let id = self.formats.get(style).copied().unwrap_or(0);
        let is_day = shows_day(id, self.codes.get(&id).map(String::as_str));
        let value = if is_day { day(number, self.epoch) } else { None };
        sheets.set(row, column, value.unwrap_or_else(|| plain(number)));
    }
}

/// A truth value, or an error: the value, and whether it is an error.
fn logical(row: usize, column: usize, value: Option<&[u8]>, sheets: &mut Sheets) {
    match value {
        Some([_, 1]) => sheets.failed.add(|| cell_name(row, column)),
        Some([value, _]) => sheets.set(row, column, if *value == 0 { "false" } else { "true" }.to_owned()),
        _ => {}
    }
}

/// The number in four bytes: a whole number or the upper half of a fraction, maybe as hundredths.
fn of_rk(rk: u32) -> f64 {
    let number = if rk & 2 != 0 { f64::from(rk.cast_signed() >> 2) } else { f64::from_bits(u64::from(rk & 0xFFFF_FFFC) << 32) };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

/// Reads texts from a record and those that continue it.
struct Chars<'p, 's> {
    parts: &'p [&'s [u8]],
    part: usize,
    at: usize,
}

impl<'p, 's> Chars<'p, 's> {
    fn new(parts: &'p [&'s [u8]], at: usize) -> Option<Self> {
        (parts.first()?.len() >= at).then_some(Self { parts, part: 0, at })
    }

    /// A text whose length has one byte.
    fn short_text(&mut self) -> Option<String> {
        let len = self.bytes(1)?[0];
        self.text(usize::from(len))
    }

    /// A text whose length has two bytes.
    fn long_text(&mut self) -> Option<String> {
        let len = self.bytes(2)?;
        self.text(usize::from(u16::from_le_bytes([len[0], len[1]])))
    }

    fn text(&mut self, num_units: usize) -> Option<String> {
        let flags = self.bytes(1)?[0];
        let num_runs = if flags & 8 != 0 { usize::from(u16_at(&self.bytes(2)?, 0)?) } else { 0 };
        let num_more = if flags & 4 != 0 { u32_at(&self.bytes(4)?, 0)? as usize } else { 0 };
        let mut is_wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        while units.len() < num_units {
            if self.at >= self.parts.get(self.part)?.len() {
                // A text that goes on says again how wide its characters are.
                self.part += 1;
                self.at = 1;
                is_wide = self.parts.get(self.part)?.first()? & 1 != 0;
                continue;
            }
            let rest = &self.parts[self.part][self.at..];
            let width = if is_wide { 2 } else { 1 };
            let taken = (rest.len() / width).min(num_units - units.len());
            if taken == 0 {
                return None;
            }
            units.extend(rest[..taken * width].chunks_exact(width).map(|unit| match unit {
                [low, high] => u16::from_le_bytes([*low, *high]),
                _ => u16::from(unit[0]),
            }));
            self.at += taken * width;
        }
        self.skip(num_runs.saturating_mul(4).saturating_add(num_more));
        Some(String::from_utf16_lossy(&units).replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// So many bytes, which may lie in two records.
    fn bytes(&mut self, num: usize) -> Option<Vec<u8>> {
        let mut found = Vec::with_capacity(num);
        while found.len() < num {
            let part = self.parts.get(self.part)?;
            match part.get(self.at) {
                Some(byte) => {
                    found.push(*byte);
                    self.at += 1;
                }
                None => (self.part, self.at) = (self.part + 1, 0),
            }
        }
        Some(found)
    }

    fn skip(&mut self, mut num: usize) {
        while num > 0
            && let Some(part) = self.parts.get(self.part)
        {
            let taken = num.min(part.len().saturating_sub(self.at));
            (self.at, num) = (self.at + taken, num - taken);
            if num > 0 {
                (self.part, self.at) = (self.part + 1, 0);
            }
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).map(|two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk::<8>().map(|eight| f64::from_le_bytes(*eight))
}
