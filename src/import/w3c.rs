//! Reads W3C Web Annotation in JSON-LD: pages, collections and single annotations, with their texts.
//!
//! A tag becomes the label, a comment the note. A place is given by its position selector, in code points, unless the quotes
//! show that the program counted in another way. Without a position, it is the place where the quote occurs with its
//! context.

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark},
    decode,
    doccano::number_of,
    error::Warnings,
    json_parts,
    offsets::Reading,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The beginning of all IRIs in files of Obelus.
const OURS: &str = "urn:x-obelus:";
/// The longest quote, in characters, that is searched for in a whole text.
const MAX_SEARCHED_QUOTE: usize = 100_000;

/// Reads the annotations among `files`. The texts are `.txt` files with the same name, or with the name of their source.
pub(super) fn read(files: &[InputFile<'_>], texts: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("w3c", false);
    all.set_tags_only();
    let parse = |file: &InputFile<'_>| {
        let (json, _) = decode::characters(file.path, file.bytes)?;
        Ok(json_parts::value(&json))
    };
    watch.each(files, InputFile::size, parse, |file, json| {
        let mut warnings = Warnings::new(file.path);
        match json {
            Ok(Ok(json)) => self::file(&mut all, *file, &json, texts, analyst, &mut warnings),
            Ok(Err(error)) => all.refuse(*file, error),
            Err(error) => all.fail(error),
        }
        all.warn(warnings);
    });
    all.finish()
}

fn file(
    all: &mut Collector,
    file: InputFile<'_>,
    json: &Value,
    texts: &[InputFile<'_>],
    analyst: Option<&str>,
    warnings: &mut Warnings<'_>,
) {
    let mut items = Vec::new();
    collect(json, &mut items);
    let is_ours = json.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with(OURS));
    all.set_ours(is_ours);
    let by_file = InputFile::stem(file);
    // By their source; a page without annotations is about the text with its name.
    let mut by_source: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    if items.is_empty() {
        by_source.insert(String::new(), Vec::new());
    }
    let text_of = |source: &str| {
        let last = source.rsplit(['/', ':', '#']).next().unwrap_or(source);
        let last = last.strip_suffix(".txt").unwrap_or(last);
        let of_name = |name: &str| texts.iter().find(|text| text.stem() == name);
        of_name(by_file).or_else(|| of_name(last)).or_else(|| of_name(&unescaped(last)))
    };
    for item in items {
        let source = targets(item).into_iter().find_map(source).unwrap_or_default();
        let text = text_of(&source).and_then(|text| std::str::from_utf8(text.bytes).ok()).unwrap_or_default();
        by_source.entry(source).or_default().extend(marks(item, text, (analyst.unwrap_or(by_file), is_ours), warnings));
    }
    for (source, marks) in by_source {
        let Some(text) = text_of(&source) else {
            all.refuse(file, format!("there is no text {by_file}.txt beside it; import the folder that has both"));
            continue;
        };
        match std::str::from_utf8(text.bytes) {
            Ok(raw) => {
                let mut page = all.page(*text, "", raw.to_owned(), |_| {}, warnings);
                // A file may hold a single annotation.
                all.goes_on(&mut page, text.path);
                // Whom only the name of a file stands for has worked on this text and on no other.
                let named = marks.iter().filter(|mark| analyst.is_some() || mark.analyst != by_file);
                named.for_each(|mark| all.known_by_tags(&mark.analyst));
                all.marks(&page, Reading::CODE_POINTS, marks, warnings);
            }
            Err(error) => all.refuse(*text, format!("it is not UTF-8: {error}")),
        }
    }
}

/// Collects the annotations in a page, a collection, a list, or alone.
fn collect<'a>(json: &'a Value, items: &mut Vec<&'a Value>) {
    match json {
        Value::Array(all) => all.iter().filter(|item| item.is_object()).for_each(|item| items.push(item)),
        Value::Object(fields) => {
            let listed = fields.get("items").or_else(|| fields.get("first").and_then(|first| first.get("items")));
            match listed.or_else(|| fields.get("@graph")) {
                Some(listed) => collect(listed, items),
                None if fields.contains_key("target") => items.push(json),
                None => {}
            }
        }
        _ => {}
    }
}

fn targets(item: &Value) -> Vec<&Value> {
    several(item.get("target"))
}

/// Returns one value or a list of values as a list; JSON-LD allows both everywhere.
fn several(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
    }
}

fn source(target: &Value) -> Option<String> {
    let source = target.get("source").unwrap_or(target);
    source.as_str().or_else(|| source.get("id").and_then(Value::as_str)).map(str::to_owned)
}

/// Makes a mark for each label of an annotation.
fn marks(item: &Value, text: &str, (analyst, is_ours): (&str, bool), warnings: &mut Warnings<'_>) -> Vec<Mark> {
    let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
    let mut mark = Mark { key: id.to_owned(), analyst: creator(item).unwrap_or(analyst).to_owned(), ..Mark::default() };
    if is_ours {
        id.rsplit(':').next().unwrap_or(id).clone_into(&mut mark.key);
    }
    let mut words = Vec::new();
    for target in targets(item) {
        match place(target, text) {
            Some((range, quote)) => {
                mark.ranges.push(range);
                words.extend(quote);
            }
            None => {
                warnings.add(None, format!("annotation {id}: a target was left out: no stretch of the text is at its selector"));
            }
        }
    }
    if mark.ranges.is_empty() {
        return Vec::new();
    }
    mark.words = (!words.is_empty()).then(|| words.join(" "));
    let labels = bodies(item, &mut mark, is_ours);
    labels.into_iter().map(|label| Mark { label, ..mark.clone() }).collect()
}

fn creator(item: &Value) -> Option<&str> {
    let creator = several(item.get("creator")).into_iter().next()?;
    let named = |name: &str| creator.get(name).and_then(Value::as_str);
    named("nickname").or_else(|| named("name")).or_else(|| named("id")).or_else(|| creator.as_str())
}

/// Reads the bodies into the answers of `mark`, and returns the labels, at least one.
fn bodies(item: &Value, mark: &mut Mark, is_ours: bool) -> Vec<String> {
    let motivation = several(item.get("motivation")).into_iter().find_map(Value::as_str).unwrap_or("annotation");
    let (mut labels, mut classes, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for body in several(item.get("body")) {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let value = text("value").or_else(|| body.as_str()).unwrap_or_default();
        match text("purpose").unwrap_or(motivation) {
            "tagging" if !value.is_empty() => labels.push(value.to_owned()),
            "classifying" | "identifying" => {
                let class =
                    text("source").or_else(|| text("id")).map_or(value, |iri| iri.rsplit(['/', ':', '#']).next().unwrap_or(iri));
                classes.push(unescaped(class));
            }
            "describing" if text("format") == Some("application/json") => {
                let answer: Option<Value> = serde_json::from_str(value).ok();
                let named = answer.as_ref().and_then(|answer| Some((answer.get("name")?.as_str()?, answer.get("value")?)));
                match named {
                    Some((name, value)) if is_ours || !name.starts_with('#') => {
                        drop(mark.answers.insert(name.to_owned(), value.clone()));
                    }
                    _ => notes.push(value.to_owned()),
                }
            }
            _ if !value.is_empty() => notes.push(value.to_owned()),
            _ => notes.extend(text("id").or_else(|| text("source")).map(str::to_owned)),
        }
    }
    if !notes.is_empty() {
        mark.answers.insert("#note".to_owned(), Value::String(notes.join("\n")));
    }
    let found = if labels.is_empty() { classes } else { labels };
    if found.is_empty() { vec![motivation.to_owned()] } else { found }
}

/// The place of a target, in the numbers of its position or else in code points, and its words.
fn place(target: &Value, text: &str) -> Option<((usize, usize), Option<String>)> {
    let mut selectors = several(target.get("selector"));
    let refined: Vec<_> = selectors.iter().flat_map(|selector| several(selector.get("refinedBy"))).collect();
    selectors.extend(refined);
    let of_type =
        |kind: &str| selectors.iter().copied().find(|selector| selector.get("type").and_then(Value::as_str) == Some(kind));
    let quote = of_type("TextQuoteSelector");
    let part = |name: &str| quote.and_then(|quote| quote.get(name)).and_then(Value::as_str);
    if let Some(position) = of_type("TextPositionSelector") {
        let range = (number_of(position.get("start")?)?, number_of(position.get("end")?)?);
        return Some((range, part("exact").map(str::to_owned)));
    }
    let (exact, prefix, suffix) = (part("exact")?, part("prefix").unwrap_or(""), part("suffix").unwrap_or(""));
    if exact.is_empty() || exact.len() > MAX_SEARCHED_QUOTE {
        return None;
    }
    let fits = |(at, found): &(usize, &str)| text[..*at].ends_with(prefix) && text[at + found.len()..].starts_with(suffix);
    let (at, _) = text.match_indices(exact).find(fits)?;
    let start = text[..at].chars().count();
    Some(((start, start + exact.chars().count()), Some(exact.to_owned())))
}

/// Decodes percent-encoding; text that is not UTF-8 afterwards stays as it is.
fn unescaped(written: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| written.to_owned())
}
