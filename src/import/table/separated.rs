//! Reads tables as text: values separated by commas, semicolons or tabs (RFC 4180, with the habits of spreadsheets).

use super::{Row, Table, add_row, known, left_out_rows};
use crate::import::{
    Column, ColumnMap, ImportError, ImportOptions,
    decode::{Decoded, decode_as},
    error::Warnings,
    records::{BadRecord, Records},
};
use std::collections::BTreeMap;

/// If the first row has a value with more letters than this, the table has no column names.
const MAX_NAME_CHARS: usize = 80;

/// Reads a table.
pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    has_tabs: bool,
    options: &ImportOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Table, ImportError> {
    let Decoded { text, encoding } = decode_as(file_name, bytes, options.encoding, warnings)?;
    let (stated, text) = stated_separator(&text);
    let separator = stated.unwrap_or_else(|| if has_tabs { b'\t' } else { separator_of(text) });
    // Line ends inside a cell stay as the decoder made them: LF.
    let mut table = Table { encoding, ..Table::default() };
    let mut records = Records::of_table(text, separator, warnings);
    let bad = |message| ImportError::Malformed {
        file_name: file_name.to_owned(),
        format: if has_tabs { "tsv" } else { "csv" },
        message,
    };
    let first = match records.next() {
        Some(Ok(first)) => first,
        Some(Err(BadRecord::TooMany(found))) => {
            return Err(bad(format!("expected at most {} columns, found {found}", super::MAX_COLUMNS)));
        }
        Some(Err(error)) => return Err(bad(format!("the names of its columns: {error}"))),
        None => return Err(bad("expected a row with the names of the columns, found none".to_owned())),
    };
    if known::is_gdelt(&first) {
        return Err(known::gdelt(file_name));
    }
    if first.iter().any(|name| name.chars().nth(MAX_NAME_CHARS).is_some()) && !is_mapped(&first, &options.columns) {
        return Err(bad("expected the names of the columns in the first row, found long texts".to_owned()));
    }
    table.names = unique_names(&first);
    let expected = table.names.len();
    let mut num_beyond = 0;
    for (at, record) in records.enumerate() {
        // A line that states the separator is before the names.
        let number = at + 2 + usize::from(stated.is_some());
        let found = match &record {
            Ok(values) => values.len(),
            Err(BadRecord::TooMany(found)) => *found,
            Err(error) => {
                table.num_skipped += 1;
                warnings.add(Some(number - 1), format!("this row was left out: {error}"));
                continue;
            }
        };
        match record {
            Ok(values) if found <= expected => {
                if found < expected {
                    warnings.add(
                        Some(number - 1),
                        format!("expected {expected} values, found {found}; the others are taken as empty"),
                    );
                }
                let values = values.into_iter().map(unguarded).collect();
                num_beyond += usize::from(!add_row(&mut table.rows, Row { number, values }));
            }
            _ => {
                table.num_skipped += 1;
                warnings.add(Some(number - 1), format!("this row was left out: expected {expected} values, found {found}"));
            }
        }
    }
    table.num_skipped += num_beyond;
    left_out_rows(num_beyond, warnings);
    Ok(table)
}

/// Whether the first bytes of a file without a telling name are those of a tab-separated table: at least two usual column
/// names, including one for the body, and a second row with as many values.
pub(in super::super) fn looks_like_tsv(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let names: Vec<String> = first.trim_start_matches('\u{FEFF}').split('\t').map(str::to_owned).collect();
    if names.len() < 2 {
        return false;
    }
    let map = ColumnMap::guess(&names, &ColumnMap::default());
    map.0.len() >= 2 && map.get(Column::Body).is_some() && second.split('\t').count() == names.len()
}

/// The separator that a first line `sep=;` states, with which a file tells Excel, and the text after that line.
pub(in super::super) fn stated_separator(text: &str) -> (Option<u8>, &str) {
    let text = text.trim_start_matches('\u{FEFF}');
    let line = text.lines().next().unwrap_or_default();
    let stated =
        line.trim_matches('"').get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line.trim_matches('"')[4..]);
    match stated.map(str::as_bytes) {
        Some([separator]) if !separator.is_ascii_alphanumeric() => {
            (Some(*separator), text[line.len()..].trim_start_matches(['\r', '\n']))
        }
        _ => (None, text),
    }
}

/// The separator that divides the first line into the most values.
fn separator_of(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    // Of several equal ones, the last is taken.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn is_mapped(first: &[String], map: &ColumnMap) -> bool {
    map.get(Column::Body).is_some_and(|body| first.iter().any(|name| name == body))
}

/// The names of the columns; a column without a name gets its number.
pub(super) fn unique_names(first: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut num_of: BTreeMap<String, usize> = BTreeMap::new();
    for (at, name) in first.iter().enumerate() {
        let name = name.trim();
        let mut unique = if name.is_empty() { format!("column {}", at + 1) } else { name.to_owned() };
        let num_before = num_of.entry(unique.clone()).or_default();
        unique.push_str(&" (again)".repeat(*num_before));
        *num_before += 1;
        while names.contains(&unique) {
            unique.push_str(" (again)");
        }
        names.push(unique);
    }
    names
}

/// Removes the apostrophe that keeps a spreadsheet from taking a value for a formula.
fn unguarded(mut value: String) -> String {
    let is_guarded = value.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\'']));
    if is_guarded {
        value.remove(0);
    }
    value
}
