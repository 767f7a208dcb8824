//! Reads Parquet tables, row by row.

use super::{MAX_COLUMNS, MAX_ROWS, Row, Table, pages};
use crate::import::{ImportError, error::Warnings};
use bytes::Bytes;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row as Record},
};
use serde_json::{Map, Value, json};
use std::{
    fmt::Display,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The number of bytes of text that are taken from one table.
const MAX_TEXT_BYTES: usize = 512 << 20;

/// Reads a table.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Table, ImportError> {
    let names = guarded(file_name, || names_of(&open(bytes)?))?;
    let mut table = Table { names, encoding: "UTF-8".to_owned(), ..Table::default() };
    let mut rows = Vec::new();
    let take = &mut |number: usize, record: &Record| {
        let values: Vec<String> = record.get_column_iter().map(|(_, value)| plain(value)).collect();
        let num_bytes = values.iter().map(String::len).sum();
        rows.push(Row { number, values });
        num_bytes
    };
    table.num_skipped = guarded(file_name, || each_row(&open(bytes)?, warnings, take))?;
    table.rows = rows;
    Ok(table)
}

/// The names of the columns, if this is a Parquet table.
pub(in crate::import) fn column_names(bytes: &[u8]) -> Option<Vec<String>> {
    let is_parquet = bytes.starts_with(b"PAR1") && bytes.len() > 12 && bytes.ends_with(b"PAR1");
    is_parquet.then(|| guarded("", || names_of(&open(bytes)?)).ok()).flatten()
}

/// Returns the rows as objects, including nested lists and objects.
pub(in crate::import) fn objects(
    file_name: &str,
    bytes: &[u8],
    warnings: &mut Warnings<'_>,
) -> Result<Vec<Map<String, Value>>, ImportError> {
    let mut objects = Vec::new();
    let take = &mut |_: usize, record: &Record| {
        let object: Map<String, Value> = record.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect();
        let num_bytes = object.values().filter_map(Value::as_str).map(str::len).sum();
        objects.push(object);
        num_bytes
    };
    guarded(file_name, || each_row(&open(bytes)?, warnings, take))?;
    Ok(objects)
}

/// Runs `work` and turns a panic into an error. The crate checks the mistakes of writers, not the tricks of attackers, so a
/// few damaged files make it panic.
fn guarded<T>(file_name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, ImportError> {
    let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("its pages are damaged".to_owned()));
    done.map_err(|message| ImportError::Malformed { file_name: file_name.to_owned(), format: "parquet", message })
}

fn open(bytes: &[u8]) -> Result<SerializedFileReader<Bytes>, String> {
    pages::check_footer(bytes)?;
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).map_err(|error| error.to_string())?;
    pages::check(bytes, reader.metadata())?;
    Ok(reader)
}

fn names_of(reader: &SerializedFileReader<Bytes>) -> Result<Vec<String>, String> {
    let schema = reader.metadata().file_metadata().schema();
    let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    if names.len() > MAX_COLUMNS {
        return Err(format!("expected at most {MAX_COLUMNS} columns, found {}", names.len()));
    }
    Ok(names)
}

/// Passes on each row with its number from 1. `take` returns how many bytes of text it kept. Returns the number of rows left
/// out; a warning says why.
fn each_row(
    reader: &SerializedFileReader<Bytes>,
    warnings: &mut Warnings<'_>,
    take: &mut dyn FnMut(usize, &Record) -> usize,
) -> Result<usize, String> {
    let num_rows: i64 = reader.metadata().row_groups().iter().map(|group| group.num_rows()).fold(0, i64::saturating_add);
    let mut num_bytes = 0_usize;
    for (at, row) in reader.get_row_iter(None).map_err(|error| error.to_string())?.enumerate() {
        let why = match row {
            Ok(row) => {
                num_bytes = num_bytes.saturating_add(take(at + 1, &row));
                if num_bytes <= MAX_TEXT_BYTES && at + 1 < MAX_ROWS {
                    continue;
                }
                if num_rows == i64::try_from(at + 1).unwrap_or(0) {
                    return Ok(0);
                }
                format!("expected at most {MAX_ROWS} with at most {} MiB; split the table into several", MAX_TEXT_BYTES >> 20)
            }
            Err(error) => error.to_string(),
        };
        warnings.add(Some(at), format!("the rows from here on were left out: {why}"));
        return Ok(usize::try_from(num_rows).unwrap_or(1).saturating_sub(at).max(1));
    }
    Ok(0)
}

fn plain(value: &Field) -> String {
    match value {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::ListInternal(list) => list.elements().iter().map(plain).collect::<Vec<_>>().join(", "),
        other => shown(other),
    }
}

/// Formats a nested value as the crate does, except for times: it panics at those that no calendar has.
fn shown(value: &Field) -> String {
    match value {
        Field::Date(days) => {
            let after = Span::new().try_days(*days).and_then(|days| EPOCH.checked_add(days));
            day_or(after.ok(), days, "days")
        }
        Field::TimestampMillis(number) => day_or(day(Timestamp::from_millisecond(*number)), number, "milliseconds"),
        Field::TimestampMicros(number) => day_or(day(Timestamp::from_microsecond(*number)), number, "microseconds"),
        Field::TimeMillis(number) => format!("{number} milliseconds after midnight"),
        Field::TimeMicros(number) => format!("{number} microseconds after midnight"),
        Field::ListInternal(list) => format!("[{}]", list.elements().iter().map(shown).collect::<Vec<_>>().join(", ")),
        Field::Group(record) => {
            let fields = record.get_column_iter().map(|(name, field)| format!("{name}: {}", shown(field)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, value)| format!("{} -> {}", shown(key), shown(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The first day that is counted.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The day of a time, which is what the metadata need.
fn day(moment: Result<Timestamp, jiff::Error>) -> Option<Date> {
    moment.ok().map(|moment| TimeZone::UTC.to_datetime(moment).date())
}

fn day_or(day: Option<Date>, number: impl Display, unit: &str) -> String {
    day.map_or_else(|| format!("{number} {unit} after {EPOCH}, which no calendar has"), |day| day.to_string())
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(yes) => json!(yes),
        Field::Byte(number) => json!(number),
        Field::Short(number) => json!(number),
        Field::Int(number) => json!(number),
        Field::Long(number) => json!(number),
        Field::UByte(number) => json!(number),
        Field::UShort(number) => json!(number),
        Field::UInt(number) => json!(number),
        Field::ULong(number) => json!(number),
        Field::Double(number) => json!(number),
        Field::Group(record) => record.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect(),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => json!(plain(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_and_those_that_no_calendar_has_are_told() {
        assert_eq!(plain(&Field::Date(18_750)), "2021-05-03");
        assert_eq!(plain(&Field::TimestampMillis(1_620_038_520_000)), "2021-05-03");
        assert_eq!(plain(&Field::TimestampMicros(-1)), "1969-12-31");
        for beyond in [Field::Date(i32::MAX), Field::TimestampMillis(i64::MAX), Field::TimestampMicros(i64::MIN)] {
            assert!(plain(&beyond).ends_with("after 1970-01-01, which no calendar has"), "{}", plain(&beyond));
        }
    }
}
