//! Datasets for Hugging Face as Parquet: `documents` with `id`, `text` and a list `spans`, and a table with a row for each
//! annotation (`id` of the document, `start`, `end`, `label`). A table of decisions (`id`, `verdict`, `gold`) is left out
//! with a warning, because only JSON lines have the ids that decisions refer to.
//!
//! The rows are read if they exist, because their labels are words. Otherwise the spans of the documents are read, and the
//! card (`README.md`) gives the labels for their numbers.

use super::{
    Annotated, InputFile,
    collect::Mark,
    dataset::{self, Document, Row, Tables},
    doccano::number_of,
    error::{ImportError, Warnings},
    table::parquet,
};
use serde_json::{Map, Value, json};

/// Columns of documents that do not become metadata of an article.
const TECHNICAL: [&str; 6] = ["id", "text", "spans", "progress", "text_sha256", "offset_unit"];

/// The kinds of Parquet tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Documents,
    Annotations,
    Decisions,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        let names = parquet::column_names(bytes)?;
        let has = |wanted: &[&str]| wanted.iter().all(|wanted| names.iter().any(|name| name == wanted));
        if has(&["id", "start", "end", "label"]) {
            Some(Self::Annotations)
        } else if has(&["id", "verdict", "about", "gold"]) {
            Some(Self::Decisions)
        } else {
            has(&["id", "text", "spans"]).then_some(Self::Documents)
        }
    }
}

/// Whether a file is a part of such a dataset.
pub(super) fn is_part(bytes: &[u8]) -> bool {
    Kind::of(bytes).is_some()
}

/// Reads the parts of a dataset. The card is among `others`.
pub(super) fn read(files: &[InputFile<'_>], others: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let (mut tables, mut failed) = (Vec::new(), Vec::new());
    let has_rows = files.iter().any(|file| Kind::of(file.bytes) == Some(Kind::Annotations));
    let labels = others.iter().find_map(|file| labels_of_card(file.bytes)).unwrap_or_default();
    for file in files {
        match table(*file, has_rows, &labels) {
            Ok(table) => tables.push(table),
            Err(error) => failed.push(error),
        }
    }
    dataset::read("hf", tables, failed, analyst)
}

/// Reads the names of labels from a card, in the order of their numbers.
fn labels_of_card(bytes: &[u8]) -> Option<Vec<String>> {
    let card = std::str::from_utf8(bytes).ok().filter(|card| card.starts_with("---"))?;
    let mut lines = card.lines().skip_while(|line| line.trim() != "names:").skip(1);
    let mut labels = Vec::new();
    while let Some((number, name)) = lines.next().and_then(|line| line.split_once(": ")) {
        if number.trim().trim_matches(['\'', '"']).parse() != Ok(labels.len()) {
            break;
        }
        let name = name.trim();
        let bare = name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')).map(|name| name.replace("''", "'"));
        // A name between double quotation marks is written as in JSON.
        labels.push(bare.or_else(|| serde_json::from_str(name).ok()).unwrap_or_else(|| name.to_owned()));
    }
    (!labels.is_empty()).then_some(labels)
}

fn table<'a>(file: InputFile<'a>, has_rows: bool, labels: &[String]) -> Result<Tables<'a>, ImportError> {
    let mut warnings = Warnings::new(file.path);
    let kind = Kind::of(file.bytes);
    let objects = parquet::objects(file.path, file.bytes, &mut warnings)?;
    let is_ours = objects.first().is_some_and(|row| row.contains_key("offset_unit"));
    let has_progress = is_ours && objects.first().is_some_and(|row| row.contains_key("progress"));
    if kind == Some(Kind::Decisions) {
        let what = match objects.len() {
            1 => "how 1 difference was settled is".to_owned(),
            several => format!("how {several} differences were settled is"),
        };
        warnings.add(None, format!("{what} not read from this format; the JSON lines of the same project carry them"));
        return Ok(Tables { file, is_ours, has_progress, documents: Vec::new(), rows: Vec::new(), warnings });
    }
    let mut table = Tables { file, is_ours, has_progress, documents: Vec::new(), rows: Vec::new(), warnings };
    for (number, object) in objects.into_iter().enumerate() {
        let id = words(&object, "id").to_owned();
        let spans = match kind {
            Some(Kind::Annotations) => vec![Value::Object(object)],
            _ => {
                let spans = object.get("spans").and_then(Value::as_array).filter(|_| !has_rows).cloned();
                table.documents.push(document(&id, object));
                spans.unwrap_or_default()
            }
        };
        for span in spans {
            match span.as_object().and_then(|span| Some((mark(span, number, labels)?, words(span, "analyst_name").to_owned()))) {
                Some((mark, analyst_name)) => table.rows.push(Row { document: id.clone(), mark, analyst_name }),
                None => table.warnings.add(Some(number), "an annotation was left out: expected start, end and label"),
            }
        }
    }
    Ok(table)
}

fn words<'o>(object: &'o Map<String, Value>, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn document(id: &str, object: Map<String, Value>) -> Document {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = words(&object, "text").to_owned();
    let is_ours = object.contains_key("offset_unit");
    let pair = |entry: &Value| Some((entry.get("analyst")?.as_str()?.to_owned(), entry.get("status")?.as_str()?.to_owned()));
    let progress = object.get("progress").and_then(Value::as_array).filter(|_| is_ours);
    let progress = progress.into_iter().flatten().filter_map(pair).collect();
    let file_name = if is_ours { words(&object, "file_name").to_owned() } else { String::new() };
    let mut document = Document { id: id.to_owned(), text, progress, file_name, ..Document::default() };
    let is_metadata = |name: &str| !(TECHNICAL.contains(&name) || is_ours && name == "file_name");
    for (name, value) in object.into_iter().filter(|(name, _)| is_metadata(name)) {
        match value {
            Value::Null => {}
            Value::String(value) if value.is_empty() => {}
            Value::Array(items) if name == "other" => {
                let pair = |item: &Value| Some((item.get("name")?.as_str()?.to_owned(), vec![plain(item.get("value")?)]));
                document.fields.extend(items.iter().filter_map(pair));
            }
            Value::Array(items) => document.fields.push((name, items.iter().map(plain).collect())),
            other => document.fields.push((name, vec![plain(&other)])),
        }
    }
    document
}

fn mark(span: &Map<String, Value>, line: usize, labels: &[String]) -> Option<Mark> {
    let range = |span: &Map<String, Value>| Some((number_of(span.get("start")?)?, number_of(span.get("end")?)?));
    let label = match span.get("label")? {
        Value::String(label) => label.clone(),
        place => labels.get(number_of(place)?).cloned().unwrap_or_else(|| format!("label {place}")),
    };
    let listed = |name: &str| span.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let fragments: Option<Vec<_>> = listed("fragments").iter().map(|piece| range(piece.as_object()?)).collect();
    let ranges = match fragments {
        Some(fragments) if !fragments.is_empty() => fragments,
        _ => vec![range(span)?],
    };
    // `text` holds the words of the whole stretch, `quote` those of its fragments.
    let words_of = |name: &str| span.get(name).and_then(Value::as_str).map(str::to_owned);
    let quote = words_of("quote").map(|words| if ranges.len() > 1 { words.replace(" … ", " ") } else { words });
    let mut answers: Map<String, Value> = listed("attributes").iter().filter_map(answer).collect();
    let note = words(span, "note");
    if !note.is_empty() {
        answers.insert("#note".to_owned(), json!(note));
    }
    if span.get("unsure") == Some(&Value::Bool(true)) {
        answers.insert("#unsure".to_owned(), json!(true));
    }
    if !listed("same_as").is_empty() {
        answers.insert("#same_as".to_owned(), json!(listed("same_as")));
    }
    Some(Mark {
        key: words(span, "annotation").to_owned(),
        label,
        analyst: words(span, "analyst").to_owned(),
        ranges,
        words: quote.or_else(|| words_of("text")),
        answers,
        line: Some(line),
    })
}

/// Reads an answer, by its type if it has one.
fn answer(attribute: &Value) -> Option<(String, Value)> {
    let name = attribute.get("name")?.as_str()?.to_owned();
    let written = attribute.get("value").and_then(Value::as_str).unwrap_or_default();
    let kind = attribute.get("type").and_then(Value::as_str).unwrap_or_default();
    let value = match kind {
        "not_stated" | "unclear" => json!({ "state": kind }),
        "choice" | "date" => json!({ kind: written }),
        "integer" | "number" | "yes_no" | "choices" | "links" | "sub_span" => {
            serde_json::from_str(written).unwrap_or_else(|_| json!(written))
        }
        _ => json!(written),
    };
    Some((name, value))
}
