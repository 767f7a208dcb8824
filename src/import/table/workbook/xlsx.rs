//! Reads workbooks of Excel since 2007 (Office Open XML, ECMA-376).
//!
//! The parts are found by their relationships, because other programs name them otherwise. Rich text is joined, readings
//! beside East Asian words are left out. Of a formula the result counts that was saved with it.

use super::{
    number::{Epoch, day, plain, shows_day},
    sheet::{Sheets, cell_name, place_of},
};
use crate::import::{
    ImportError,
    archive::Archive,
    error::Warnings,
    xml::{self, Element, Piece},
};
use std::collections::BTreeMap;

/// What cells refer to.
#[derive(Default)]
struct Book {
    texts: Vec<String>,
    /// Whether each style of a cell shows a day.
    shows_day: Vec<bool>,
    epoch: Epoch,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    is_hidden: bool,
    relation: String,
}

/// Reads all sheets.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Sheets, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "xlsx")?;
    let top = relations(&mut archive, "", warnings);
    let main = top.values().find(|(kind, _)| kind.ends_with("/officeDocument")).map(|(_, target)| target.clone());
    let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let workbook = archive.need(file_name, &main, "xlsx")?;
    let mut book = Book::default();
    let mut listed = Vec::new();
    xml::read(&main, &workbook, warnings, |piece| {
        let Piece::Start(element) = piece else { return };
        match element.name.as_str() {
            "workbookPr" if is_true(element.attribute("date1904").as_deref()) => book.epoch = Epoch::Of1904,
            "sheet" => listed.push(Listed {
                name: element.attribute("name").unwrap_or_default(),
                is_hidden: element.attribute("state").is_some_and(|state| state != "visible"),
                relation: element.attribute("id").unwrap_or_default(),
            }),
            _ => {}
        }
    });
    let parts = relations(&mut archive, &main, warnings);
    let of_kind = |end: &str| parts.values().find(|(kind, _)| kind.ends_with(end)).map(|(_, target)| target.clone());
    if let Some(name) = of_kind("/styles") {
        book.shows_day = styles(&name, &part(&mut archive, &name, warnings), warnings);
    }
    if let Some(name) = of_kind("/sharedStrings") {
        book.texts = shared_texts(&name, &part(&mut archive, &name, warnings), warnings);
    }
    let mut sheets = Sheets::of_file(bytes.len());
    for Listed { name, is_hidden, relation } in listed {
        let Some((kind, target)) = parts.get(&relation) else { continue };
        // Sheets of a chart have no cells.
        if kind.ends_with("/worksheet") {
            let bytes = part(&mut archive, target, warnings);
            sheets.begin(name, is_hidden);
            cells(target, &bytes, &book, &mut sheets, warnings);
        }
    }
    Ok(sheets)
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// The bytes of a part, or none with a warning.
fn part(archive: &mut Archive<'_>, name: &str, warnings: &mut Warnings<'_>) -> Vec<u8> {
    match archive.read_part(name) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            warnings.add(None, format!("its part {name} is missing"));
            Vec::new()
        }
        Err(error) => {
            warnings.add(None, format!("its part {name} was left out: {error}"));
            Vec::new()
        }
    }
}

/// The kind and the path of the parts that a part refers to, by id; for the whole file, `of` is empty.
fn relations(archive: &mut Archive<'_>, of: &str, warnings: &mut Warnings<'_>) -> BTreeMap<String, (String, String)> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let list = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let bytes = archive.read_part(&list).ok().flatten().unwrap_or_default();
    let mut found = BTreeMap::new();
    if bytes.is_empty() {
        return found;
    }
    xml::read(&list, &bytes, warnings, |piece| {
        if let Piece::Start(element) = piece
            && element.name == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
        {
            found.insert(id, (kind, path_from(folder, &target)));
        }
    });
    found
}

/// The path in the archive that `target` has, seen from a folder.
fn path_from(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

/// Whether each style of a cell shows a day.
fn styles(name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Vec<bool> {
    let number = |element: &Element<'_>, name: &str| element.attribute(name).and_then(|id| id.parse::<u32>().ok());
    let (mut codes, mut shown, mut is_of_cells) = (BTreeMap::new(), Vec::new(), false);
    xml::read(name, bytes, warnings, |piece| match piece {
        Piece::Start(element) => match element.name.as_str() {
            "cellXfs" => is_of_cells = true,
            "numFmt" => {
                if let Some(id) = number(&element, "numFmtId") {
                    codes.insert(id, element.attribute("formatCode").unwrap_or_default());
                }
            }
            "xf" if is_of_cells => {
                let id = number(&element, "numFmtId").unwrap_or(0);
                shown.push(shows_day(id, codes.get(&id).map(String::as_str)));
            }
            _ => {}
        },
        Piece::End(name) if name == "cellXfs" => is_of_cells = false,
        _ => {}
    });
    shown
}

/// The texts that cells refer to by number.
fn shared_texts(name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rich = Rich::default();
    xml::read(name, bytes, warnings, |piece| {
        if let Piece::End(name) = &piece
            && name == "si"
        {
            texts.push(unescaped(std::mem::take(&mut rich.text)));
        }
        rich.take(piece);
    });
    texts
}

/// A text in runs of different looks.
#[derive(Default)]
struct Rich {
    text: String,
    is_text: bool,
    /// Readings of words, which stand beside them.
    num_readings: usize,
}

impl Rich {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start(element) => match element.name.as_str() {
                "t" => self.is_text = self.num_readings == 0,
                "rPh" => self.num_readings += 1,
                _ => {}
            },
            Piece::End(name) => match name.as_str() {
                "t" => self.is_text = false,
                "rPh" => self.num_readings = self.num_readings.saturating_sub(1),
                _ => {}
            },
            Piece::Words(words) if self.is_text => self.text.push_str(&words),
            Piece::Words(_) => {}
        }
    }
}

/// Replaces `_x000D_` and its like, in which Excel keeps characters that XML cannot hold.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text.replace("\r\n", "\n");
    }
    let mut units = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let unit = code
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u16::from_str_radix(code, 16).ok());
        let end = at + if unit.is_some() { 7 } else { 2 };
        units.extend(rest[..if unit.is_some() { at } else { end }].encode_utf16());
        units.extend(unit);
        rest = &rest[end..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units).replace("\r\n", "\n").replace('\r', "\n")
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    row: usize,
    column: usize,
    kind: String,
    style: usize,
    value: String,
    has_formula: bool,
    rich: Rich,
}

/// Reads the cells of a sheet.
fn cells(name: &str, bytes: &[u8], book: &Book, sheets: &mut Sheets, warnings: &mut Warnings<'_>) {
    let (mut row, mut column) = (0_usize, 0_usize);
    let mut open: Option<Cell> = None;
    let mut is_value = false;
    xml::read(name, bytes, warnings, |piece| match piece {
        Piece::Start(element) => match (element.name.as_str(), &mut open) {
            ("row", _) => {
                row = element
                    .attribute("r")
                    .and_then(|number| number.parse::<usize>().ok())
                    .map_or(row, |number| number.saturating_sub(1));
                column = 0;
            }
            ("c", open) => {
                if let Some(place) = element.attribute("r").and_then(|name| place_of(&name)) {
                    (row, column) = place;
                }
                let style = element.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                *open = Some(Cell { row, column, kind: element.attribute("t").unwrap_or_default(), style, ..Cell::default() });
            }
            ("v", Some(_)) => is_value = true,
            ("f", Some(cell)) => cell.has_formula = true,
            ("mergeCell", _) => {
                if let Some((first, last)) = element.attribute("ref").as_deref().and_then(|area| area.split_once(':'))
                    && let (Some(first), Some(last)) = (place_of(first), place_of(last))
                {
                    sheets.merge((first.0, last.0), first.1);
                }
            }
            (_, Some(cell)) => cell.rich.take(Piece::Start(element)),
            _ => {}
        },
        Piece::End(name) => match (name.as_str(), &mut open) {
            ("row", _) => row += 1,
            ("v", _) => is_value = false,
            ("c", cell) => {
                if let Some(cell) = cell.take() {
                    finish(cell, book, sheets);
                }
                column += 1;
            }
            (_, Some(cell)) => cell.rich.take(Piece::End(name)),
            _ => {}
        },
        Piece::Words(words) => match &mut open {
            Some(cell) if is_value => cell.value.push_str(&words),
            Some(cell) => cell.rich.take(Piece::Words(words)),
            None => {}
        },
    });
}

/// Writes the value of a cell as words.
fn finish(cell: Cell, book: &Book, sheets: &mut Sheets) {
    let Cell { row, column, kind, style, value, has_formula, rich } = cell;
    if sheets.is_full {
        sheets.num_beyond += 1;
        return;
    }
    let value = match kind.as_str() {
        "s" => value.trim().parse::<usize>().ok().and_then(|at| book.texts.get(at)).cloned().unwrap_or_default(),
        "inlineStr" => unescaped(rich.text),
        "str" => unescaped(value),
        "e" => {
            sheets.failed.add(|| format!("{} ({value})", cell_name(row, column)));
            return;
        }
        "b" => if is_true(Some(value.trim())) { "true" } else { "false" }.to_owned(),
        "d" => value,
        _ => match value.trim().parse::<f64>() {
            Ok(number) if book.shows_day.get(style) == Some(&true) => day(number, book.epoch).unwrap_or(value),
            // Long numbers, as ids are, keep their digits.
            Ok(number) if value.contains(['.', 'e', 'E']) => plain(number),
            _ => value.trim().to_owned(),
        },
    };
    if has_formula && value.is_empty() && kind != "str" {
        sheets.uncomputed.add(|| cell_name(row, column));
    }
    sheets.set(row, column, value);
}
