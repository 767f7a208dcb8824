//! Label Studio's tasks: as it exports them in JSON, and its short form “JSON-MIN”.
//!
//! A region becomes an annotation for each of its labels. The values of further controls become answers, relations become
//! links. Offsets are code points; older versions and other programs count UTF-16 units, which the words in the regions
//! show.

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark},
    decode,
    doccano::{link, number_of},
    error::Warnings,
    json_parts::{self, is_one_value, rows},
    kinds,
    offsets::Reading,
};
use crate::{import::quoted::short, project::AttributeKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The field of `data` that holds the text.
const TEXT: &str = "text";
/// The field in which Obelus names the analysts who finished a task without a region.
const FINISHED: &str = "finished_without_tags";

/// Reads files.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("labelstudio", false);
    // Only the characters are read ahead, because the tasks of a large file take many times its size.
    let parse = |file: &InputFile<'_>| decode::characters(file.path, file.bytes).map(|(text, _)| text);
    watch.each(files, InputFile::size, parse, |file, text| match text {
        Ok(text) => {
            let mut warnings = Warnings::new(file.path);
            // A single task may take several lines.
            let is_single = text.trim_start().starts_with('{') && is_one_value(&text);
            let single = is_single.then(|| (0, json_parts::value(&text)));
            let others = (!is_single).then(|| rows(&text)).into_iter().flatten();
            for (number, (line, task)) in single.into_iter().chain(others).enumerate() {
                match task {
                    Ok(task) => self::task(&mut all, *file, (number + 1, &task), analyst, &mut warnings),
                    Err(why) => warnings.add(Some(line), format!("this task was left out: {why}")),
                }
            }
            all.warn(warnings);
        }
        Err(error) => all.fail(error),
    });
    // Choices are its only way to ask for yes or no; numbers have a control of their own.
    kinds::tell(all.finish(), &[AttributeKind::YesNo])
}

fn task(
    all: &mut Collector,
    file: InputFile<'_>,
    (number, task): (usize, &Value),
    analyst: Option<&str>,
    warnings: &mut Warnings<'_>,
) {
    let data = task.get("data").or(Some(task)).and_then(Value::as_object);
    let strings = || data.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_str()?)));
    // The configuration may give the text another name.
    let text = strings().find(|(name, _)| *name == TEXT).or_else(|| strings().max_by_key(|(_, value)| value.len()));
    let Some((text_name, text)) = text.filter(|(_, text)| !text.is_empty()) else {
        return warnings.add(None, format!("task {number} was left out: it has no text"));
    };
    let is_ours = data.is_some_and(|data| data.contains_key("offset_unit"));
    all.set_ours(is_ours);
    let name = strings().find(|(name, _)| *name == "doc_id").map_or("", |(_, id)| id);
    let page = all.page(
        file,
        name,
        text.to_owned(),
        |known| {
            for (name, value) in strings().filter(|(name, _)| *name != text_name && *name != "offset_unit" && *name != "doc_id") {
                match name.as_str() {
                    "title" => value.clone_into(&mut known.headline),
                    "outlet" => value.clone_into(&mut known.outlet),
                    "url" => value.clone_into(&mut known.url),
                    "published" => known.published = value.parse().ok().or(known.published),
                    _ => drop(known.other.insert(name.clone(), value.to_owned())),
                }
            }
        },
        warnings,
    );
    let listed = |name: &str| task.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut marks = Vec::new();
    let mut num_done_by: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for done in listed("annotations").iter().chain(listed("completions")) {
        if done.get("was_cancelled") == Some(&Value::Bool(true)) {
            warnings.add(None, format!("task {number}: an annotation that was cancelled was left out"));
            continue;
        }
        let by = analyst.map(str::to_owned).or_else(|| by_whom(done)).unwrap_or_else(|| file.stem().to_owned());
        marks.extend(results(done, &by, is_ours, number, warnings));
        *num_done_by.entry(by_whom(done).filter(|_| !is_ours)).or_default() += 1;
        if !is_ours {
            all.finished(&page, &by);
        }
    }
    // What Obelus writes names the analyst with each region, and here those who have none.
    match data.and_then(|data| data.get(FINISHED)).and_then(Value::as_array).filter(|_| is_ours) {
        Some(finished) => finished.iter().filter_map(Value::as_str).for_each(|by| all.worked(&page, by)),
        None if is_ours => {
            all.set_tags_only();
            marks.iter().for_each(|mark| all.known_by_tags(&mark.analyst));
        }
        None => {}
    }
    // If nobody is named, or everything is one analyst's, nobody is known to have done the task twice.
    for (by, count) in num_done_by.iter().filter(|(_, count)| **count > 1 && analyst.is_none()) {
        let Some(by) = by else { continue };
        let what = format!("task {number}: “{by}” annotated it {count} times; all of it is in one layer");
        warnings.add(None, format!("{what}, so look for tags that are there twice"));
    }
    for guess in listed("predictions") {
        let by = guess.get("model_version").and_then(Value::as_str).unwrap_or("prediction");
        // A model that was asked and found nothing has answered.
        if guess.get("result").is_some_and(Value::is_array) {
            all.finished(&page, by);
        }
        marks.extend(results(guess, by, is_ours, number, warnings));
    }
    if task.get("data").is_none() {
        // A row of the short form is an annotation, with regions or without.
        let named = by_whom(task);
        let is_annotation = named.is_some() || task.get("annotation_id").is_some();
        let by = named.unwrap_or_else(|| analyst.unwrap_or_else(|| file.stem()).to_owned());
        if is_annotation {
            all.finished(&page, &by);
        } else {
            all.may_have_worked(&page, &by);
        }
        let fields = data.into_iter().flatten().filter_map(|(_, value)| value.as_array()).flatten();
        for region in fields.filter_map(Value::as_object) {
            marks.extend(regions(region, "", &by, (number, warnings)));
        }
    }
    all.marks(&page, Reading::CODE_POINTS, marks, warnings);
}

fn by_whom(done: &Value) -> Option<String> {
    let by = done.get("completed_by").or_else(|| done.get("annotator"))?;
    let named = |field: &str| by.get(field).and_then(Value::as_str).map(str::to_owned);
    let plain = by.as_str().map(str::to_owned).or_else(|| by.as_u64().map(|id| format!("annotator {id}")));
    plain.or_else(|| named("email")).or_else(|| named("username")).or_else(|| Some(format!("annotator {}", by.get("id")?)))
}

/// Reads the regions of one annotation with their answers.
fn results(done: &Value, by: &str, is_ours: bool, number: usize, warnings: &mut Warnings<'_>) -> Vec<Mark> {
    let results = done.get("result").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let id_of = |result: &Value| result.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut marks: Vec<(String, Mark)> = Vec::new();
    for result in results {
        let (value, id) = (result.get("value").and_then(Value::as_object), id_of(result));
        let meta = result.get("meta");
        let of_meta = |name: &str| meta.and_then(|meta| meta.get(name));
        let by = of_meta("analyst").and_then(Value::as_str).unwrap_or(by);
        for mut mark in value.map(|value| regions(value, &id, by, (number, warnings))).unwrap_or_default() {
            if is_ours {
                of_meta("span_id").and_then(Value::as_str).unwrap_or(&id).clone_into(&mut mark.key);
                mark.answers = of_meta("answers").and_then(Value::as_object).cloned().unwrap_or_default();
            } else if let Some(notes) = of_meta("text").and_then(Value::as_array).filter(|_| of_meta("analyst").is_none()) {
                let notes: Vec<_> = notes.iter().filter_map(Value::as_str).collect();
                mark.answers.insert("#note".to_owned(), json!(notes.join("\n")));
            }
            marks.push((id.clone(), mark));
        }
    }
    for result in results {
        let (kind, id) = (result.get("type").and_then(Value::as_str).unwrap_or_default(), id_of(result));
        let value = result.get("value").and_then(Value::as_object);
        if kind == "relation" {
            relation(result, &mut marks, number, warnings);
        } else if value.is_none_or(|value| labels(value).is_none()) {
            let from = result.get("from_name").and_then(Value::as_str).unwrap_or(kind);
            let answer = value.and_then(|value| answer(kind, value));
            let mut of_region = marks.iter_mut().filter(|(known, _)| *known == id && !id.is_empty()).peekable();
            if of_region.peek().is_none() || answer.is_none() {
                warnings.add(None, format!("task {number}: “{from}” was left out: it is not an answer about a passage"));
                continue;
            }
            for (_, mark) in of_region {
                let name = from.strip_prefix(mark.label.as_str()).and_then(|rest| rest.strip_prefix("__")).unwrap_or(from);
                mark.answers.extend(answer.clone().map(|answer| (name.to_owned(), answer)));
            }
        }
    }
    marks.into_iter().map(|(_, mark)| mark).collect()
}

fn labels(value: &Map<String, Value>) -> Option<Vec<&str>> {
    let listed = value.get("labels").or_else(|| value.get("hypertextlabels")).or_else(|| value.get("paragraphlabels"))?;
    Some(listed.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// Makes a mark for each label of a region, in the task with this number.
fn regions(value: &Map<String, Value>, id: &str, by: &str, (number, warnings): (usize, &mut Warnings<'_>)) -> Vec<Mark> {
    let offsets = value.get("globalOffsets").and_then(Value::as_object).unwrap_or(value);
    let at = |name: &str| offsets.get(name).and_then(number_of);
    let Some(labels) = labels(value) else { return Vec::new() };
    let (Some(start), Some(end)) = (at("start"), at("end")) else {
        let found = |name: &str| offsets.get(name).map_or_else(|| "nothing".to_owned(), Value::to_string);
        let label = short(labels.first().copied().unwrap_or_default());
        let (start, end) = (short(&found("start")), short(&found("end")));
        let message = format!("task {number}: a region “{label}” was left out: its start is {start} and its end {end}");
        warnings.add(None, message);
        return Vec::new();
    };
    if labels.is_empty() {
        warnings.add(None, format!("task {number}: a region at {start}–{end} was left out: it has no label"));
    }
    let mark = |label: &str| Mark {
        key: id.to_owned(),
        label: label.to_owned(),
        analyst: by.to_owned(),
        ranges: vec![(start, end)],
        words: value.get("text").and_then(Value::as_str).map(str::to_owned),
        ..Mark::default()
    };
    labels.into_iter().map(mark).collect()
}

/// Reads the value of a control.
fn answer(kind: &str, value: &Map<String, Value>) -> Option<Value> {
    match kind {
        "choices" => {
            let choices = value.get("choices")?.as_array()?;
            Some(match choices.as_slice() {
                [only] => json!({ "choice": only }),
                several => json!(several),
            })
        }
        "textarea" => {
            let texts = value.get("text")?;
            let joined = || Some(texts.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"));
            Some(json!(texts.as_str().map(str::to_owned).or_else(joined)?))
        }
        _ => value.get(kind).cloned(),
    }
}

/// Adds a relation as links from one region to the other, and back if it has both directions.
fn relation(result: &Value, marks: &mut [(String, Mark)], number: usize, warnings: &mut Warnings<'_>) {
    let id = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = result.get("labels").and_then(|labels| labels.get(0)).and_then(Value::as_str).unwrap_or("relation");
    let both = match id("direction").as_str() {
        "left" => vec![(id("to_id"), id("from_id"))],
        "bi" => vec![(id("from_id"), id("to_id")), (id("to_id"), id("from_id"))],
        _ => vec![(id("from_id"), id("to_id"))],
    };
    for (from, to) in both {
        let target = marks.iter().find(|(known, _)| *known == to && !to.is_empty()).map(|(_, mark)| mark.key.clone());
        match (marks.iter_mut().find(|(known, _)| *known == from), target) {
            (Some((_, mark)), Some(target)) => link(mark, name, &target),
            _ => warnings.add(None, format!("task {number}: a relation “{name}” was left out: one of its ends is not a region")),
        }
    }
}
