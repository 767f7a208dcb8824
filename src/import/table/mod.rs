//! Reads tables with a row for each article. The meaning of columns is guessed from their names and can be chosen.

mod json;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
mod separated;

use super::{
    Column, ColumnMap, Columns, Format, ImportError, ImportOptions, MAX_FILE_BYTES, Read,
    decode::with_line_feeds,
    draft::Draft,
    error::Warnings,
    metadata::{day_of, fill},
};
use crate::{
    project::{BlockKind, Metadata},
    text::{
        segment,
        words::{cut, one_line},
    },
};

#[cfg(not(feature = "parquet"))]
pub(super) use super::absent::parquet;
pub(super) use json::kind as json_kind;
pub(super) use separated::looks_like_tsv;

/// The number of columns of a table that are read.
const MAX_COLUMNS: usize = super::records::MAX_VALUES;
/// The number of rows of a table that are read. Each becomes an article, which takes a kilobyte in addition to its words.
const MAX_ROWS: usize = 500_000;
/// The number of rows that are searched for a column of long texts if no name shows the body.
const ROWS_FOR_GUESS: usize = 50;
/// The number of warnings about rows that are given one by one.
const MAX_ROW_WARNINGS: usize = 200;

/// A table as its importer returns it.
#[derive(Debug, Default)]
pub(super) struct Table {
    names: Vec<String>,
    rows: Vec<Row>,
    encoding: String,
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
        _ => separated::read(file_name, bytes, format == Format::Tsv, options, warnings)?,
    };
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: format.name(), message };
    let map = map_of(&table, options, warnings);
    let Some(body) = map.get(Column::Body).and_then(|name| place(&table.names, name)) else {
        let asked_for = options.columns.get(Column::Body);
        let why = match asked_for {
            Some(name) => format!("there is no column “{name}”"),
            None => "no column is known to hold the text; name it, as in --map body=COLUMN".to_owned(),
        };
        return Err(bad(format!("{why}; the columns are {}", listed(&table.names))));
    };
    warnings.add(None, format!("columns were taken as {map}; the columns are {}", listed(&table.names)));
    let Table { names, rows, encoding, num_skipped } = table;
    let mut read = Read { num_skipped, ..Read::default() };
    for row in rows {
        match article(&names, &map, body, row) {
            Ok(draft) => read.drafts.push(Draft { encoding: encoding.clone(), ..draft }),
            Err((number, why)) => {
                read.num_skipped += 1;
                if read.num_skipped <= MAX_ROW_WARNINGS {
                    warnings.add(Some(number - 1), format!("this row was left out: {why}"));
                }
            }
        }
    }
    if read.num_skipped > MAX_ROW_WARNINGS {
        warnings.add(None, format!("{} rows were left out; the first {MAX_ROW_WARNINGS} are listed", read.num_skipped));
    }
    read.columns = Some(Columns { names, map });
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
    let mut map = ColumnMap::guess(&table.names, asked_for);
    if map.get(Column::Body).is_none() {
        let words = |at: usize| -> usize {
            let texts = table.rows.iter().take(ROWS_FOR_GUESS).filter_map(|row| row.values.get(at));
            texts.map(|text| segment::num_words(&text.chars().take(2000).collect::<String>())).sum()
        };
        let is_free = |name: &String| !map.0.values().any(|taken| taken == name);
        let free = table.names.iter().enumerate().filter(|(_, name)| is_free(name));
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

/// Reads the article in a row; the error gives the row's number and why there is none.
fn article(names: &[String], map: &ColumnMap, body: usize, row: Row) -> Result<Draft, (usize, String)> {
    let Row { number, mut values } = row;
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
            Some(Column::Date) => match day_of(value) {
                Some(day) => known.published = Some(day),
                None => drop(known.other.insert(name.clone(), value.to_owned())),
            },
            Some(Column::Id) => {
                id = Some(one_line(value));
                known.other.insert(name.clone(), value.to_owned());
            }
            Some(Column::Body) | None => drop(known.other.insert(name.clone(), value.to_owned())),
            Some(column) => fill(&mut known, column.name(), &one_line(value)),
        }
    }
    let mut draft = Draft { text: with_line_feeds(text), known, inner_name: id, ..Draft::default() };
    if !headline.is_empty() {
        put_on_top(&mut draft, headline);
    }
    Ok(draft)
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
