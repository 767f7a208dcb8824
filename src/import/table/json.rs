//! Reads JSON objects as rows: one on each line, a list of them, or an object that holds such a list.

use super::{MAX_COLUMNS, Row, Table, add_row, left_out_rows};
use crate::import::{
    Format, ImportError, ImportOptions,
    decode::{Decoded, decode_as},
    error::Warnings,
    json_parts::{Parts, object},
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The number of bytes of which one line is parsed, to distinguish JSON from JSON lines.
const PROBE_BYTES: usize = 4 << 20;

/// Whether a file that begins with a bracket is JSON lines, JSON, or neither.
pub(in super::super) fn kind(bytes: &[u8]) -> Option<Format> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let is_object = |line: &[u8]| line.len() <= PROBE_BYTES && serde_json::from_slice::<Map<String, Value>>(line).is_ok();
    if is_object(first) {
        // An object alone on its line could be both; a second line decides.
        return Some(if lines.next().is_some() { Format::Jsonl } else { Format::Json });
    }
    let starts_like_json = match first.first()? {
        b'{' => first[1..].trim_ascii_start().starts_with(b"\"") || first.len() == 1,
        _ => {
            let next = first[1..].trim_ascii_start().first().or_else(|| lines.next().and_then(<[u8]>::first));
            next.is_some_and(|next| matches!(next, b'{'))
        }
    };
    (starts_like_json && is_json(bytes)).then_some(Format::Json)
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// Reads JSON lines.
pub(super) fn read_lines(
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Table, ImportError> {
    let Decoded { text, encoding } = decode_as(file_name, bytes, options.encoding, warnings)?;
    let mut rows = Rows::default();
    for (at, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match row(line.trim()) {
            Ok(object) => rows.add(at + 1, object),
            Err(why) => {
                rows.num_skipped += 1;
                warnings.add(Some(at), format!("this row was left out: {why}"));
            }
        }
    }
    Ok(rows.table(encoding, warnings))
}

/// Reads a file that is a single JSON value.
pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Table, ImportError> {
    let Decoded { text, encoding } = decode_as(file_name, bytes, options.encoding, warnings)?;
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: "json", message };
    serde_json::from_str::<IgnoredAny>(&text).map_err(|error| bad(error.to_string()))?;
    let mut rows = Rows::default();
    match text.trim_start().as_bytes().first() {
        Some(b'[') => rows.add_all(&text, warnings),
        Some(b'{') => match longest_list(&text) {
            Some((name, list)) => {
                warnings.add(None, format!("the rows were taken from its list “{name}”"));
                rows.add_all(list, warnings);
            }
            None => rows.add(1, object(&text).map_err(bad)?),
        },
        _ => return Err(bad("expected an object or a list of objects, found a single value".to_owned())),
    }
    Ok(rows.table(encoding, warnings))
}

/// The longest list of objects in an object, with its name; of equally long ones, the last by name.
fn longest_list(text: &str) -> Option<(String, &str)> {
    let mut longest: Option<(usize, String, &str)> = None;
    let mut parts = Parts::of(text);
    while let Some((name, value)) = parts.entry() {
        if !value.starts_with('[') || !Parts::of(value).any(|part| part.starts_with('{')) {
            continue;
        }
        let len = Parts::of(value).count();
        if longest.as_ref().is_none_or(|(most, other, _)| (*most, other.as_str()) <= (len, name.as_str())) {
            longest = Some((len, name, value));
        }
    }
    longest.map(|(_, name, list)| (name, list))
}

/// Objects that become a table. The columns are the names in all of them, in the order in which they first occur.
#[derive(Default)]
struct Rows {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
    rows: Vec<(usize, Vec<(usize, String)>)>,
    num_skipped: usize,
    /// The number of objects for which there was no room.
    num_beyond: usize,
}

impl Rows {
    /// Adds the objects of a JSON list.
    fn add_all(&mut self, list: &str, warnings: &mut Warnings<'_>) {
        for (at, part) in Parts::of(list).enumerate() {
            match row(part) {
                Ok(object) => self.add(at + 1, object),
                Err(why) => {
                    self.num_skipped += 1;
                    warnings.add(None, format!("item {} was left out: {why}", at + 1));
                }
            }
        }
    }

    fn add(&mut self, number: usize, object: Map<String, Value>) {
        let mut values = Vec::new();
        flatten("", object, 0, &mut |name, value| {
            let places = self.places.len();
            if places >= MAX_COLUMNS && !self.places.contains_key(&name) {
                return;
            }
            let place = *self.places.entry(name.clone()).or_insert(places);
            if place == places {
                self.names.push(name);
            }
            values.push((place, value));
        });
        self.num_beyond += usize::from(!add_row(&mut self.rows, (number, values)));
    }

    fn table(self, encoding: String, warnings: &mut Warnings<'_>) -> Table {
        left_out_rows(self.num_beyond, warnings);
        let num_skipped = self.num_skipped + self.num_beyond;
        let width = self.names.len();
        let row = |(number, values): (usize, Vec<(usize, String)>)| {
            let last = values.iter().map(|(place, _)| place + 1).max().unwrap_or(0).min(width);
            let mut row = vec![String::new(); last];
            for (place, value) in values {
                row[place] = value;
            }
            Row { number, values: row }
        };
        Table { names: self.names, rows: self.rows.into_iter().map(row).collect(), encoding, num_skipped, ..Table::default() }
    }
}

/// Takes the values of an object. Those of an object inside it go under both names, as in `source.name`; its own `name` goes
/// under the outer name.
fn flatten(above: &str, object: Map<String, Value>, depth: usize, take: &mut dyn FnMut(String, String)) {
    for (name, value) in object {
        let name = if above.is_empty() {
            name
        } else if name == "name" {
            above.to_owned()
        } else {
            format!("{above}.{name}")
        };
        match value {
            Value::Null => {}
            Value::String(text) => take(name, text),
            Value::Object(inner) if depth < 3 => flatten(&name, inner, depth + 1, take),
            Value::Array(values) if values.iter().all(|value| value.is_string() || value.is_number()) => {
                take(name, values.iter().map(plain).collect::<Vec<_>>().join(", "));
            }
            other => take(name, plain(&other)),
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Reads a row as an object; the error says why it is not one.
fn row(part: &str) -> Result<Map<String, Value>, String> {
    match kind_of(part) {
        None => object(part),
        Some(found) => Err(format!("expected an object, found {found}")),
    }
}

/// Names the kind of a JSON value that is not an object.
fn kind_of(value: &str) -> Option<&'static str> {
    Some(match value.as_bytes().first()? {
        b'{' => return None,
        b'[' => "a list",
        b'"' => "a text",
        b'n' => "null",
        b't' | b'f' => "a truth value",
        b'-' | b'0'..=b'9' => "a number",
        _ => "no JSON",
    })
}
