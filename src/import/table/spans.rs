//! Names columns that look like annotations, because a table of articles is read without them: lists of a start, an end and a
//! label, as annotation programs write them under many names.

use super::Row;
use crate::{import::quoted::short, text::listed};
use serde_json::Value;

/// The names of a first and a last place, in lower case and without underscores.
const STARTS: [&str; 9] =
    ["start", "startoffset", "startchar", "begin", "beginoffset", "from", "offset", "startindex", "startpos"];
const ENDS: [&str; 10] = ["end", "endoffset", "endchar", "stop", "to", "length", "endindex", "endpos", "len", "until"];
/// The longest cell that is looked at, in bytes, and the number of rows.
const MAX_BYTES: usize = 1 << 20;
const MAX_ROWS: usize = 200;
/// How deep places may lie in lists and objects.
const MAX_DEPTH: usize = 5;

/// The structure of a cell that is JSON.
pub(super) fn structure(cell: &str) -> Option<Value> {
    let cell = cell.trim();
    let is_likely =
        cell.len() <= MAX_BYTES && (cell.starts_with('[') && cell.ends_with(']') || cell.starts_with('{') && cell.ends_with('}'));
    // Spreadsheets keep what Python prints, which has other quotation marks.
    is_likely.then(|| serde_json::from_str(cell).or_else(|_| serde_json::from_str(&cell.replace('\'', "\""))).ok()).flatten()
}

/// Describes the columns that look like annotations, which were not read; `None` if there are none.
pub(super) fn unread(names: &[String], rows: &[Row]) -> Option<String> {
    let looks = |place: usize| {
        let cells = rows.iter().take(MAX_ROWS).filter_map(|row| row.values.get(place));
        cells.filter_map(|cell| structure(cell)).any(|value| has_spans(&value, 0))
    };
    let mut found: Vec<String> =
        names.iter().enumerate().filter(|(place, _)| looks(*place)).map(|(_, name)| format!("“{}”", short(name))).collect();
    if let Some(flat) = flat(names) {
        found.push(flat);
    }
    let (verb, num) = (if found.len() == 1 { "looks" } else { "look" }, found.len());
    let how = "annotations come in with the formats of “obelus formats”, for example as JSON lines with “spans” of start, end and label";
    (num > 0).then(|| format!("{} {verb} like annotations (start, end and label) and was not read; {how}", listed(num, found)))
}

/// Columns of a table that has a row for each annotation.
fn flat(names: &[String]) -> Option<String> {
    let of = |usual: &[&str]| names.iter().find(|name| usual.contains(&plain(name).as_str()));
    let label = names.iter().find(|name| matches!(plain(name).as_str(), "label" | "tag" | "code" | "labelname" | "type"))?;
    Some(format!("“{}”, “{}”, “{}”", short(of(&STARTS[..6])?), short(of(&ENDS[..6])?), short(label)))
}

fn has_spans(value: &Value, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match value {
        Value::Array(values) => {
            let is_triple = matches!(values.as_slice(), [Value::Number(_), Value::Number(_), Value::String(_), ..]);
            is_triple || values.iter().take(MAX_ROWS).any(|inner| has_spans(inner, depth + 1))
        }
        Value::Object(fields) => {
            let has =
                |usual: &[&str]| fields.iter().any(|(name, value)| value.is_number() && usual.contains(&plain(name).as_str()));
            has(&STARTS) && has(&ENDS) || fields.values().any(|inner| has_spans(inner, depth + 1))
        }
        _ => false,
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_' && *c != ' ').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(column: &str, cell: &str) -> Option<String> {
        let names = ["text".to_owned(), column.to_owned()];
        unread(&names, &[Row { number: 2, values: vec!["Nine people died.".to_owned(), cell.to_owned()] }])
    }

    #[test]
    fn lists_of_start_end_and_label_are_named() {
        for cell in [
            r#"[{"start": 0, "end": 4, "label": "x"}]"#,
            r#"[{"label": ["CAS"], "points": [{"start": 0, "end": 10}]}]"#,
            r#"[{"start_char": 0, "end_char": 11, "label_name": "x"}]"#,
            r#"[[0, 4, "x"]]"#,
            "[{'begin': 0, 'length': 4}]",
        ] {
            assert!(told("anno", cell).is_some_and(|told| told.starts_with("“anno” looks like annotations")), "{cell}");
        }
    }

    #[test]
    fn other_structures_are_no_annotations() {
        for cell in
            ["[1, 2]", r#"["Ana", "Bo"]"#, r#"{"name": "Ana", "end": 4}"#, "[see page 4]", r#"[{"from": "Ana", "to": "Bo"}]"#, ""]
        {
            assert_eq!(told("authors", cell), None, "{cell}");
        }
    }
}
