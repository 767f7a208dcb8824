//! JSON lines of spaCy and Prodigy: `text` and `spans` with `start`, `end` and `label`; and spaCy's older training data,
//! `["text", {"entities": [[start, end, label]]}]`. DocBins are read afterwards in [`docbin`](super::docbin); what they
//! repeat about the same text is taken once.
//!
//! Offsets are code points, as in Python. Prodigy names the analyst on each line; what was rejected or ignored there is left
//! out and reported.

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark},
    decode,
    docbin::{self, Known},
    doccano::{link, number_of},
    error::Warnings,
    json_parts::rows,
    offsets::Reading,
};
use serde_json::{Map, Value};

/// Reads files.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("spacy", false);
    let (bins, lines): (Vec<InputFile<'_>>, Vec<_>) = files.iter().partition(|file| docbin::is_docbin(file.bytes));
    let mut known = Known::default();
    // Only the characters are read ahead, because the rows of a large file take many times its size.
    let parse = |file: &InputFile<'_>| decode::characters(file.path, file.bytes).map(|(text, _)| text);
    watch.each(&lines, InputFile::size, parse, |file, text| match text {
        Ok(text) => {
            let mut warnings = Warnings::new(file.path);
            for (number, row) in rows(&text) {
                let known = (!bins.is_empty()).then_some(&mut known);
                match row {
                    Ok(row) => self::row(&mut all, *file, (number, row), analyst, known, &mut warnings),
                    Err(why) => warnings.add(Some(number), format!("this line was left out: {why}")),
                }
            }
            all.warn(warnings);
        }
        Err(error) => all.fail(error),
    });
    for file in bins {
        let mut warnings = Warnings::new(file.path);
        if let Err(message) = docbin::read(&mut all, file, analyst, &mut known, &mut warnings) {
            all.refuse(file, message);
        }
        all.warn(warnings);
        watch.step(1);
    }
    all.finish()
}

fn row(
    all: &mut Collector,
    file: InputFile<'_>,
    (number, row): (usize, Value),
    analyst: Option<&str>,
    known: Option<&mut Known>,
    warnings: &mut Warnings<'_>,
) {
    let (text, fields) = match row {
        Value::Object(fields) => (fields.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(), fields),
        Value::Array(pair) => match <[Value; 2]>::try_from(pair) {
            Ok([Value::String(text), Value::Object(fields)]) => (text, fields),
            _ => return warnings.add(Some(number), "this line was left out: expected a text and its entities"),
        },
        _ => return warnings.add(Some(number), "this line was left out: expected an object with “text”"),
    };
    if text.is_empty() {
        return warnings.add(Some(number), "this line was left out: it has no “text”");
    }
    let words = |name: &str| fields.get(name).and_then(Value::as_str);
    if let Some(answer @ ("reject" | "ignore")) = words("answer") {
        return warnings.add(Some(number), format!("this line was left out: its answer is “{answer}”"));
    }
    let meta = fields.get("meta").and_then(Value::as_object).cloned().unwrap_or_default();
    let is_ours = meta.contains_key("offset_unit");
    all.set_ours(is_ours);
    let name = meta.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).unwrap_or_default();
    let page = all.page(file, &name, text, |known| known_of(&meta, known), warnings);
    let named = analyst.or_else(|| words("_annotator_id")).or_else(|| words("_session_id"));
    let analyst = named.unwrap_or_else(|| file.stem());
    // A line that Obelus writes without a name is one that nobody has worked on.
    match (words("answer"), is_ours && named.is_none()) {
        (_, true) => {}
        // Obelus writes that answer of unfinished work too.
        (Some("accept"), _) if is_ours => all.worked(&page, analyst),
        (Some("accept"), _) => all.finished(&page, analyst),
        _ => all.may_have_worked(&page, analyst),
    }
    let listed = |name: &str| fields.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut marks = Vec::new();
    for span in listed("spans").iter().chain(listed("entities")) {
        match mark(span) {
            Some(mut mark) => {
                analyst.clone_into(&mut mark.analyst);
                mark.line = Some(number);
                marks.push(mark);
            }
            None => warnings.add(Some(number), format!("a span was left out: expected start, end and label, found {span}")),
        }
    }
    relations(listed("relations"), number, &mut marks, warnings);
    if let Some(known) = known {
        known.add(page.article(), &marks);
    }
    all.marks(&page, Reading::CODE_POINTS, marks, warnings);
}

/// Reads the metadata of an article from a line, or from a document of a DocBin.
pub(super) fn known_of(meta: &Map<String, Value>, known: &mut crate::project::Metadata) {
    for (name, value) in meta {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match name.as_str() {
            "id" | "offset_unit" => {}
            "title" => known.headline = value,
            "byline" => known.byline = value,
            "outlet" => known.outlet = value,
            "language" => known.language = value,
            "copyright" => known.copyright = value,
            "url" => known.url = value,
            "published" => known.published = value.parse().ok().or(known.published),
            _ => drop(known.other.insert(name.clone(), value)),
        }
    }
}

fn mark(span: &Value) -> Option<Mark> {
    if let Some([start, end, label]) = span.as_array().map(Vec::as_slice) {
        let range = (number_of(start)?, number_of(end)?);
        return Some(Mark { label: label.as_str()?.to_owned(), ranges: vec![range], ..Mark::default() });
    }
    let range = (number_of(span.get("start")?)?, number_of(span.get("end")?)?);
    let answers = span.get("attributes").and_then(Value::as_object).cloned().unwrap_or_default();
    let text = |name: &str| span.get(name).and_then(Value::as_str);
    let label = text("label")?.to_owned();
    let key = text("span_id").map_or_else(|| format!("{} {} {label}", range.0, range.1), str::to_owned);
    Some(Mark { key, label, ranges: vec![range], words: text("text").map(str::to_owned), answers, ..Mark::default() })
}

/// Adds Prodigy's relations between spans, as links from the head to the child.
fn relations(relations: &[Value], number: usize, marks: &mut [Mark], warnings: &mut Warnings<'_>) {
    for relation in relations {
        let place = |name: &str| {
            let span = mark(relation.get(name)?)?;
            marks.iter().position(|known| known.ranges == span.ranges && known.label == span.label)
        };
        let label = relation.get("label").and_then(Value::as_str).unwrap_or("relation");
        match (place("head_span"), place("child_span")) {
            (Some(from), Some(to)) => {
                let key = marks[to].key.clone();
                link(&mut marks[from], label, &key);
            }
            _ => warnings.add(Some(number), format!("a relation “{label}” was left out: its ends are not spans of the line")),
        }
    }
}
