//! Detects from its content which program wrote a file of annotated data.

use super::Exchange;
use crate::import::{
    conll, csv, docbin, hugging_face,
    json_parts::{self, Parts, is_one_value},
};
use serde_json::Value;

impl Exchange {
    /// Detects the format of a file, if it is one of these.
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"SQLite format 3\0") {
            return (contains(bytes, b"documents") && contains(bytes, b"highlights")).then_some(Self::Taguette);
        }
        if bytes.starts_with(b"PAR1") {
            return hugging_face::is_part(bytes).then_some(Self::HuggingFace);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return contains(bytes, b"project.qde").then_some(Self::Refi);
        }
        if docbin::is_docbin(bytes) {
            return Some(Self::Spacy);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        let start = text.trim_start();
        match start.as_bytes().first()? {
            b'<' => of_xml(start),
            b'{' | b'[' => of_json(start),
            _ if start.starts_with("#FORMAT=WebAnno TSV") => Some(Self::WebannoTsv),
            _ if csv::is_annotations(text) => Some(Self::Csv),
            _ => conll::is_table(text).then_some(Self::Conll),
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn of_xml(text: &str) -> Option<Exchange> {
    let head = first_chars(text, 8 << 10);
    if head.contains("http://www.omg.org/XMI") {
        Some(Exchange::Cas)
    } else if head.contains("urn:QDA-XML:") {
        Some(Exchange::Refi)
    } else if head.contains("http://www.tei-c.org/ns/1.0") {
        Some(Exchange::Tei)
    } else {
        None
    }
}

fn first_chars(text: &str, max_bytes: usize) -> &str {
    let end = (0..=max_bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

fn of_json(text: &str) -> Option<Exchange> {
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    if has("%FEATURE_STRUCTURES") || has("%TYPES") {
        return Some(Exchange::Cas);
    }
    if (text.contains("ns/anno.jsonld") || text.contains("ns/anno\"")) || has("TextQuoteSelector") || has("TextPositionSelector")
    {
        return Some(Exchange::W3c);
    }
    let rows = sample(text);
    if rows.first().is_some_and(|row| row.get("obelus").is_some()) {
        return None;
    }
    let lists = |name: &str, is_entry: fn(&Value) -> bool| is_list_of(&rows, name, is_entry);
    if lists("spans", is_span) {
        return Some(Exchange::Spacy);
    }
    if lists("label", is_triple) || lists("labels", is_triple) || lists("entities", is_entity) {
        return Some(Exchange::Doccano);
    }
    let is_task = has("data") && (has("annotations") || has("completions") || has("predictions"));
    let is_short_task = has("text") && has("labels") && has("start") && has("end");
    if is_task || is_short_task {
        return Some(Exchange::LabelStudio);
    }
    let is_pair = |row: &Value| {
        row.get(0).is_some_and(Value::is_string) && row.get(1).is_some_and(|fields| fields.get("entities").is_some())
    };
    let is_training = !rows.is_empty() && rows.iter().all(is_pair);
    (is_training || lists("entities", |entry| is_span(entry) || is_triple(entry))).then_some(Exchange::Spacy)
}

/// The number of rows that are examined to detect their format.
const SAMPLE_ROWS: usize = 50;

/// The first rows of JSON lines or of a list. Only these are parsed, because the text may have hundreds of megabytes.
fn sample(text: &str) -> Vec<Value> {
    if text.starts_with('[') && is_one_value(text) {
        let rows: Vec<Value> = Parts::of(text).take(SAMPLE_ROWS).map_while(json_parts::loose_value).collect();
        // A list of texts may be the only line of a table.
        return if rows.iter().any(|row| !row.is_string()) { rows } else { vec![Value::Array(rows)] };
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_ROWS);
    lines.map_while(json_parts::loose_value).collect()
}

/// Whether rows are texts with a list of this name that holds only such entries. Tables of articles have lists too, of names
/// for example.
fn is_list_of(rows: &[Value], name: &str, is_entry: fn(&Value) -> bool) -> bool {
    let has_text = |row: &Value| row.get("text").or_else(|| row.get("data")).is_some_and(Value::is_string);
    let lists: Vec<&Vec<Value>> = rows.iter().filter_map(|row| row.get(name)?.as_array()).collect();
    !lists.is_empty() && rows.iter().all(has_text) && lists.into_iter().flatten().all(is_entry)
}

/// Whether an entry looks like `{"start": 3, "end": 5, …}`.
fn is_span(entry: &Value) -> bool {
    ["start", "end"].iter().all(|name| entry.get(name).is_some_and(Value::is_number))
}

/// Whether an entry looks like `{"start_offset": 3, "end_offset": 5, …}`.
fn is_entity(entry: &Value) -> bool {
    ["start_offset", "end_offset"].iter().all(|name| entry.get(name).is_some_and(Value::is_number))
}

/// Whether an entry looks like `[3, 5, "claim"]`.
fn is_triple(entry: &Value) -> bool {
    let at = |place: usize| entry.get(place);
    at(0).is_some_and(Value::is_number) && at(1).is_some_and(Value::is_number) && at(2).is_some_and(Value::is_string)
}
