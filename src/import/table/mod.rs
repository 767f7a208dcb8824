//! Reads tables with a row for each article. The meaning of columns is guessed from their names and can be chosen.

mod dates;
mod json;
mod known;
mod markup;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
mod separated;
mod spans;
mod workbook;

use super::{
    Column, ColumnMap, Columns, Format, ImportError, ImportOptions, MAX_FILE_BYTES, Read, decode::with_line_feeds, draft::Draft,
    error::Warnings, html, metadata::fill, quoted::short,
};
use crate::{
    project::{BlockKind, Metadata},
    text::{
        Examples, segment,
        words::{cut, one_line},
    },
};

#[cfg(not(feature = "parquet"))]
pub(super) use super::absent::parquet;
use dates::Dates;
pub(super) use json::kind as json_kind;
use known::Outcome;
pub(super) use separated::{looks_like_tsv, stated_separator};

/// The number of columns of a table that are read.
const MAX_COLUMNS: usize = super::records::MAX_VALUES;
/// The number of rows of a table that are read. Each becomes an article, which takes a kilobyte in addition to its words.
const MAX_ROWS: usize = 500_000;
/// The number of rows that are searched for a column of long texts if no name shows the body.
const ROWS_FOR_GUESS: usize = 50;
/// The number of warnings about rows that are given one by one.
const MAX_ROW_WARNINGS: usize = 200;
/// The length at which Excel cuts the text of a cell, in UTF-16 units.
const MAX_CELL_UNITS: usize = 32_767;

/// A table as its importer returns it.
#[derive(Debug, Default)]
pub(super) struct Table {
    names: Vec<String>,
    rows: Vec<Row>,
    encoding: String,
    /// The names of the sheets of a workbook.
    sheets: Vec<String>,
    /// The sheet that was read.
    sheet: String,
    /// The number of rows that could not be read; warnings say why.
    num_skipped: usize,
}

/// A row: its number in the file, from 1, and a value for each column.
#[derive(Debug)]
struct Row {
    number: usize,
    values: Vec<String>,
}

/// Reads a table of any kind.
pub(super) fn read(
    format: Format,
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Read, ImportError> {
    let table = match format {
        Format::Json => json::read(file_name, bytes, options, warnings)?,
        Format::Jsonl => json::read_lines(file_name, bytes, options, warnings)?,
        Format::Parquet => parquet::read(file_name, bytes, warnings)?,
        Format::Xlsx | Format::Xls | Format::Ods => workbook::read(format, file_name, bytes, options, warnings)?,
        _ => separated::read(file_name, bytes, format == Format::Tsv, options, warnings)?,
    };
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: format.name(), message };
    let known = known::of_columns(&table.names);
    let is_mapped = options.columns.get(Column::Body).is_some();
    let mut asked_for = options.columns.clone();
    match known.map(|known| (known.name, &known.outcome)).filter(|_| !is_mapped) {
        Some((name, Outcome::NoText(advice))) => {
            return Err(ImportError::NotRead {
                file_name: file_name.to_owned(),
                what: name.to_owned(),
                advice: (*advice).to_owned(),
            });
        }
        Some((name, Outcome::Texts(fields, what))) => {
            asked_for = known::fields(fields, &table.names, &asked_for);
            warnings.add(None, format!("this is {name}: {what}"));
        }
        None => {}
    }
    let map = map_of(&table, &ImportOptions { columns: asked_for, ..options.clone() }, warnings);
    let Some(body) = map.get(Column::Body).and_then(|name| place(&table.names, name)) else {
        let asked_for = options.columns.get(Column::Body);
        let why = match asked_for {
            Some(name) => format!("there is no column “{name}”"),
            None => "no column is known to hold the text; name it, as in --map body=COLUMN".to_owned(),
        };
        return Err(bad(format!("{why}; the columns are {}", listed(&table.names))));
    };
    warnings.add(None, format!("columns were taken as {map}; the columns are {}", listed(&table.names)));
    if let Some(unread) = spans::unread(&table.names, &table.rows) {
        warnings.add(None, unread);
    }
    let Table { names, rows, encoding, sheets, sheet, num_skipped } = table;
    let mut read = Read { num_skipped, ..Read::default() };
    let mut columns = Meaning::of(&names, &map, body, &rows, options);
    for row in rows {
        match article(file_name, &mut columns, row) {
            Ok(draft) => read.drafts.push(Draft { encoding: encoding.clone(), ..draft }),
            Err((number, why)) => {
                read.num_skipped += 1;
                if read.num_skipped <= MAX_ROW_WARNINGS {
                    warnings.add(Some(number - 1), format!("this row was left out: {why}"));
                }
            }
        }
    }
    columns.tell(warnings);
    if read.num_skipped > MAX_ROW_WARNINGS {
        warnings.add(None, format!("{} rows were left out; the first {MAX_ROW_WARNINGS} are listed", read.num_skipped));
    }
    read.columns = Some(Columns { names, map, sheets, sheet });
    Ok(read)
}

/// Adds a row if there is room for it; returns whether there was.
fn add_row<R>(rows: &mut Vec<R>, row: R) -> bool {
    let has_room = rows.len() < MAX_ROWS;
    if has_room {
        rows.push(row);
    }
    has_room
}

/// Warns about the rows for which there was no room.
fn left_out_rows(num_beyond: usize, warnings: &mut Warnings<'_>) {
    if num_beyond > 0 {
        warnings.add(None, format!("{num_beyond} rows were left out: expected at most {MAX_ROWS}; split the table into several"));
    }
}

/// Names the first columns, for a message.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| cut(name, 40)).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names
        .iter()
        .position(|known| known == name)
        .or_else(|| names.iter().position(|known| known.trim().eq_ignore_ascii_case(name.trim())))
}

/// Decides what the columns hold: by choice, by their names, and the body also by the length of its texts.
fn map_of(table: &Table, options: &ImportOptions, warnings: &mut Warnings<'_>) -> ColumnMap {
    let asked_for = &options.columns;
    for (column, name) in asked_for.0.iter().filter(|(_, name)| !name.is_empty()) {
        if place(&table.names, name).is_none() {
            warnings.add(None, format!("expected a column “{name}” for the {}, found none", column.name()));
        }
    }
    // Lists and objects are no texts.
    let is_structured = |at: usize| {
        let first =
            table.rows.iter().take(ROWS_FOR_GUESS).filter_map(|row| row.values.get(at)).find(|cell| !cell.trim().is_empty());
        first.is_some_and(|cell| spans::structure(cell).is_some())
    };
    let mut map = ColumnMap::guess(&table.names, asked_for);
    if asked_for.get(Column::Body).is_none()
        && map.get(Column::Body).and_then(|name| place(&table.names, name)).is_some_and(is_structured)
    {
        map.0.remove(&Column::Body);
    }
    if map.get(Column::Body).is_none() {
        let words = |at: usize| -> usize {
            let texts = table.rows.iter().take(ROWS_FOR_GUESS).filter_map(|row| row.values.get(at));
            texts.map(|text| segment::num_words(&text.chars().take(2000).collect::<String>())).sum()
        };
        let is_free = |name: &String| !map.0.values().any(|taken| taken == name);
        let free = table.names.iter().enumerate().filter(|(at, name)| is_free(name) && !is_structured(*at));
        let longest = free.map(|(at, name)| (words(at), std::cmp::Reverse(at), name)).max();
        // Values shorter than a sentence are names or numbers.
        if let Some((num_words, _, name)) = longest
            && (options.takes_any_body || num_words >= 8 * table.rows.len().min(ROWS_FOR_GUESS))
            && num_words > 0
        {
            map.0.insert(Column::Body, name.clone());
        }
    }
    map
}

/// What the columns of a table hold, and what is told about their values.
struct Meaning<'t> {
    names: &'t [String],
    map: &'t ColumnMap,
    body: usize,
    dates: Dates,
    /// Texts that were cut where they come from.
    cut: Examples,
    num_markup: usize,
    num_texts: usize,
}

impl<'t> Meaning<'t> {
    fn of(names: &'t [String], map: &'t ColumnMap, body: usize, rows: &[Row], options: &ImportOptions) -> Self {
        let date = map.get(Column::Date).and_then(|name| place(names, name));
        let values = rows.iter().filter_map(|row| row.values.get(date?)).map(String::as_str);
        let dates = Dates::of(values, options.day_order);
        Self { names, map, body, dates, cut: Examples::default(), num_markup: 0, num_texts: 0 }
    }

    fn tell(&self, warnings: &mut Warnings<'_>) {
        for told in self.dates.told(self.map.get(Column::Date).unwrap_or_default()) {
            warnings.add(None, told);
        }
        if self.cut.count > 0 {
            let texts = self.cut.counted("text seems", "texts seem");
            warnings.add(
                None,
                format!(
                    "{texts} to be cut where the table comes from, not here: {}",
                    crate::text::listed(self.cut.count, self.cut.first.clone())
                ),
            );
        }
        if self.num_markup > 0 {
            let (found, all, name) = (self.num_markup, self.num_texts, short(&self.names[self.body]));
            warnings.add(
                None,
                format!("{found} of {all} texts in the column “{name}” are HTML; their words were taken, without the tags"),
            );
        }
    }
}

/// Reads the article in a row; the error gives the row's number and why there is none.
fn article(file_name: &str, columns: &mut Meaning<'_>, row: Row) -> Result<Draft, (usize, String)> {
    let Row { number, mut values } = row;
    let (names, map, body) = (columns.names, columns.map, columns.body);
    let text = values.get_mut(body).map(std::mem::take).unwrap_or_default();
    if text.trim().is_empty() {
        return Err((number, format!("expected words in the column “{}”, found none", names[body])));
    }
    if text.len() > MAX_FILE_BYTES {
        return Err((number, format!("its text has more than {} MiB", MAX_FILE_BYTES >> 20)));
    }
    if text.contains('\0') {
        return Err((number, "its text has NUL characters, as in a binary file".to_owned()));
    }
    let mut known = Metadata::default();
    let mut headline = String::new();
    let mut id = None;
    for (at, (name, value)) in names.iter().zip(values).enumerate() {
        let value = value.trim();
        if at == body || value.is_empty() {
            continue;
        }
        let column = map.0.iter().find(|(_, mapped)| *mapped == name).map(|(column, _)| *column);
        match column {
            Some(Column::Headline) => headline = one_line(value),
            Some(Column::Date) => {
                known.published = columns.dates.day(value);
                if known.published.is_none() || dates::has_time(value) {
                    known.other.insert(name.clone(), value.to_owned());
                }
            }
            Some(Column::Id) => {
                id = Some(one_line(value));
                known.other.insert(name.clone(), value.to_owned());
            }
            Some(Column::Body) | None => drop(known.other.insert(name.clone(), value.to_owned())),
            Some(column) => fill(&mut known, column.name(), &one_line(value)),
        }
    }
    columns.num_texts += 1;
    if is_cut(&text) {
        columns.cut.add(|| format!("row {number}, which ends with “{}”", last_chars(&text)));
    }
    let draft = if markup::is_markup(&text) {
        columns.num_markup += 1;
        if headline.contains('&') {
            headline = markup::words(file_name, &headline);
        }
        let text = with_line_feeds(text);
        let mut paragraphs = markup::paragraphs(file_name, &text).map_err(|error| (number, error.to_string()))?;
        if paragraphs.iter().all(|paragraph| paragraph.text.trim().is_empty()) {
            return Err((number, format!("the column “{}” has only HTML without words", names[body])));
        }
        if !headline.is_empty() {
            html::put_on_top(&mut paragraphs, &headline);
            known.headline = headline;
        }
        Draft { known, inner_name: id, ..Draft::of_paragraphs(paragraphs) }
    } else {
        let mut draft = Draft { text: with_line_feeds(text), known, inner_name: id, ..Draft::default() };
        if !headline.is_empty() {
            put_on_top(&mut draft, headline);
        }
        draft
    };
    Ok(draft)
}

/// Whether a text ends where its source cut it: at the length of Excel's cells, or with a count of the missing characters.
fn is_cut(text: &str) -> bool {
    let is_full_cell = text.len() >= MAX_CELL_UNITS && text.encode_utf16().count() == MAX_CELL_UNITS;
    let ends_with_count = || {
        let count = text.trim_end().strip_suffix(" chars]").map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
        count.is_some_and(|rest| rest.ends_with("[+"))
    };
    is_full_cell || ends_with_count()
}

/// The last characters of a text, for a message.
fn last_chars(text: &str) -> String {
    let last: Vec<char> = text.trim_end().chars().rev().take(20).collect();
    one_line(&last.into_iter().rev().collect::<String>())
}

/// Makes the headline the first line of the text, unless it is.
fn put_on_top(draft: &mut Draft, headline: String) {
    let first = draft.text.lines().position(|line| !line.trim().is_empty());
    let is_there = first.and_then(|line| draft.text.lines().nth(line)).is_some_and(|line| line.trim() == headline);
    if !is_there {
        draft.text.insert_str(0, &format!("{headline}\n\n"));
    }
    draft.marks.mark(if is_there { first.map_or(0..1, |line| line..line + 1) } else { 0..1 }, BlockKind::Heading(1));
    draft.known.headline = headline;
}
