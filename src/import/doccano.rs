//! doccano's JSON lines: `text`, and spans as `label: [[start, end, name]]` or as `entities` with `relations`.
//!
//! Offsets are code points. If a project counted in another way, there are no words to show it. Everything else on a line is
//! kept: as metadata of the article or, in files of Obelus, as answers.

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark, Page},
    decode,
    error::Warnings,
    json_parts,
    offsets::Reading,
};
use serde_json::{Map, Value};

/// Columns that are not metadata of the article.
const COLUMNS: [&str; 12] = [
    "text",
    "data",
    "label",
    "labels",
    "entities",
    "relations",
    "Comments",
    "attributes",
    "span_ids",
    "analyst",
    "doc_id",
    "title",
];

/// The largest number up to which floating point represents every whole number.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Reads files. The lines or the file name the analyst.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("doccano", false);
    // Line by line, because a file of this format may be a whole corpus.
    watch.each(
        files,
        InputFile::size,
        |file| decode::characters(file.path, file.bytes),
        |file, lines| {
            let mut warnings = Warnings::new(file.path);
            let lines = match lines {
                Ok((text, _)) => text,
                Err(error) => return all.fail(error),
            };
            let by_file = analyst.unwrap_or_else(|| file.stem());
            for (number, line) in lines.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match json_parts::value(line) {
                    Ok(Value::Object(row)) => row_of(&mut all, *file, (number, &row), by_file, &mut warnings),
                    Ok(_) => warnings.add(Some(number), "this line was left out: expected an object with “text”"),
                    Err(error) => warnings.add(Some(number), format!("this line was left out: {error}")),
                }
            }
            all.warn(warnings);
        },
    );
    all.finish()
}

fn row_of(
    all: &mut Collector,
    file: InputFile<'_>,
    (number, row): (usize, &Map<String, Value>),
    by_file: &str,
    warnings: &mut Warnings<'_>,
) {
    let words = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let text = if words("text").is_empty() { words("data") } else { words("text") };
    if text.is_empty() {
        return warnings.add(Some(number), "this line was left out: it has no “text”");
    }
    let is_ours = row.contains_key("offset_unit") && row.contains_key("span_ids");
    all.set_ours(is_ours);
    let page = all.page(
        file,
        words("doc_id"),
        text.to_owned(),
        |known| {
            for (name, value) in row.iter().filter(|(name, _)| {
                !COLUMNS.contains(&name.as_str()) && *name != "offset_unit" && !(is_ours && *name == "status")
            }) {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                known.other.insert(name.clone(), value);
            }
            if !is_ours && !words("title").is_empty() {
                words("title").clone_into(&mut known.headline);
            }
        },
        warnings,
    );
    let analyst = if words("analyst").is_empty() { by_file } else { words("analyst") };
    match (is_ours.then(|| words("status")).filter(|status| !status.is_empty()), is_confirmed(row)) {
        (Some(status), _) => all.progress(&page, analyst, status),
        (None, Some(true)) => all.finished(&page, analyst),
        (None, Some(false)) => drop(all.analyst(analyst)),
        (None, None) => all.may_have_worked(&page, analyst),
    }
    let listed = |name: &str| row.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut marks = Vec::new();
    for (i, span) in listed("label").iter().chain(listed("labels")).enumerate() {
        let Some(mut mark) = triple(span) else {
            warnings.add(Some(number), format!("a span was left out: expected [start, end, label], found {span}"));
            continue;
        };
        if let Some(Value::Object(answers)) = listed("attributes").get(i) {
            mark.answers = answers.clone();
        }
        mark.key = listed("span_ids").get(i).and_then(Value::as_str).unwrap_or_default().to_owned();
        marks.push(mark);
    }
    entities(listed("entities"), listed("relations"), number, &mut marks, warnings);
    for mark in &mut marks {
        analyst.clone_into(&mut mark.analyst);
        mark.line = Some(number);
    }
    take(all, &page, marks, warnings);
}

/// Whether somebody confirmed the row, if it says so.
fn is_confirmed(row: &Map<String, Value>) -> Option<bool> {
    let said = ["is_confirmed", "confirmed", "annotation_approver"].into_iter().find_map(|name| row.get(name))?;
    Some(match said {
        Value::Null => false,
        Value::Bool(is_confirmed) => *is_confirmed,
        Value::String(by) => !by.is_empty(),
        _ => true,
    })
}

fn take(all: &mut Collector, page: &Page, marks: Vec<Mark>, warnings: &mut Warnings<'_>) {
    all.marks(page, Reading::CODE_POINTS, marks, warnings);
}

/// Reads a span such as `[0, 5, "Claim"]`.
fn triple(span: &Value) -> Option<Mark> {
    let [start, end, label] = span.as_array()?.as_slice() else { return None };
    let range = (number_of(start)?, number_of(end)?);
    Some(Mark { label: label.as_str()?.to_owned(), ranges: vec![range], ..Mark::default() })
}

/// Reads a whole number that is not negative. Programs that keep tables also write it as `3.0` or `"3"`.
pub(super) fn number_of(value: &Value) -> Option<usize> {
    let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0 && number <= MAX_WHOLE).then_some(number as u64);
    let number = match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    };
    number.and_then(|number| usize::try_from(number).ok())
}

/// Reads spans with ids, and the relations between them as links.
fn entities(entities: &[Value], relations: &[Value], number: usize, marks: &mut Vec<Mark>, warnings: &mut Warnings<'_>) {
    for entity in entities {
        let mark = || {
            let range = (number_of(entity.get("start_offset")?)?, number_of(entity.get("end_offset")?)?);
            let label = entity.get("label")?.as_str()?.to_owned();
            Some(Mark { key: key(entity.get("id")), label, ranges: vec![range], ..Mark::default() })
        };
        match mark() {
            Some(mark) => marks.push(mark),
            None => warnings
                .add(Some(number), format!("a span was left out: expected label, start_offset and end_offset, found {entity}")),
        }
    }
    for relation in relations {
        let (from, to) = (key(relation.get("from_id")), key(relation.get("to_id")));
        let kind = relation.get("type").and_then(Value::as_str).unwrap_or("relation");
        let is_known = !to.is_empty() && marks.iter().any(|mark| mark.key == to);
        match marks.iter_mut().find(|mark| mark.key == from && !from.is_empty()).filter(|_| is_known) {
            Some(mark) => link(mark, kind, &to),
            None => warnings.add(Some(number), format!("a relation was left out: it names no two spans of the line: {relation}")),
        }
    }
}

fn key(id: Option<&Value>) -> String {
    match id {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    }
}

/// Adds a link from `mark` to the mark with the key `to`.
pub(super) fn link(mark: &mut Mark, name: &str, to: &str) {
    let links = mark.answers.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(links) = links {
        links.push(Value::String(to.to_owned()));
    }
}
