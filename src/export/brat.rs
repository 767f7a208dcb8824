//! brat standoff: a folder for each analyst with the texts, and an `.ann` file for each text that the analyst worked on,
//! which is empty if nothing is tagged. `annotation.conf` is above these folders.
//!
//! Answers from a list are attributes, and links are relations. Everything else that an analyst said about an annotation
//! goes into one note in JSON, without any character at which a reader breaks lines. brat's reader breaks lines at more
//! characters than a line feed, so a passage that contains one is written in pieces; the importer joins them again.

use super::{ExportError, Loss, LossReport, Selected, dataset::DatasetError, names, out::Out, span::span_of};
use crate::{
    project::{
        AnalystId, Annotation, AnnotationId, ArticleRecord, Attribute, AttributeId, AttributeKind, AttributeValue, Label, LabelId,
    },
    text::ByteRange,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The line by which the importer recognises folders that Obelus wrote.
const MARK: &str = "# Written by Obelus: a folder for each analyst.";
/// The line that tells the importer how to read an empty `.ann`.
const EMPTY_IS_DONE: &str = "# An empty .ann file is finished work without tags; a text never opened has none.";
/// The beginning of the lines that tell the importer the names of analysts.
const FOLDER: &str = "# Folder ";
/// The relation that expresses *same as*.
const SAME_AS: &str = "same_as";
/// The characters at which brat's reader breaks lines.
const SEPARATORS: &[char] = &['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Writes configuration, texts and annotations.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let schema = Schema::new(selected);
    let analysts = names::of_analysts(selected);
    out.put("annotation.conf", schema.annotation_conf(&folders(selected, &analysts)).as_bytes())?;
    out.put("visual.conf", schema.visual_conf(selected).as_bytes())?;
    let articles = names::of_articles(selected);
    for record in &selected.articles {
        if record.article.text.as_str().contains('\r') {
            let what = "carriage returns in the text, which come back as line feeds".to_owned();
            report.losses.push(Loss { article: record.article.id, annotation: None, what });
        }
    }
    let num_rounds = analysts.len();
    for (analyst, folder) in analysts {
        for record in &selected.articles {
            let name = &articles[&record.article.id];
            out.put(&format!("{folder}/{name}.txt"), record.article.text.as_str().as_bytes())?;
            // An empty file says that somebody worked on the text, so it is written only if somebody did.
            if record.standing(analyst).is_work() {
                out.put(&format!("{folder}/{name}.ann"), layer(record, analyst, &schema, report)?.as_bytes())?;
            }
            out.step(num_rounds)?;
        }
    }
    Ok(())
}

/// Writes a line for each folder with the name of its analyst.
fn folders(selected: &Selected<'_>, analysts: &[(&AnalystId, String)]) -> String {
    let line = |(analyst, folder): &(&AnalystId, String)| {
        let name = selected.project.analyst(analyst)?.name.replace(SEPARATORS, " ");
        (!name.trim().is_empty()).then(|| format!("{FOLDER}{folder}: {}\n", name.trim()))
    };
    analysts.iter().filter_map(line).collect()
}

/// Writes the lines of one analyst for one article.
fn layer(
    record: &ArticleRecord,
    analyst: &AnalystId,
    schema: &Schema<'_>,
    report: &mut LossReport,
) -> Result<String, ExportError> {
    let mut written = Vec::new();
    for annotation in record.layer(analyst) {
        let pieces = pieces(record, annotation, report);
        if !pieces.is_empty() {
            written.push((annotation, pieces));
        }
    }
    let numbers: BTreeMap<AnnotationId, usize> =
        written.iter().enumerate().map(|(i, (annotation, _))| (annotation.id, i + 1)).collect();
    let mut lines = Lines { out: String::new(), num_attributes: 0, num_relations: 0, num_notes: 0 };
    for (number, (annotation, pieces)) in (1..).zip(&written) {
        let spans = pieces.iter().map(|piece| span_of(record, annotation, *piece)).collect::<Result<Vec<_>, _>>()?;
        let spans: Vec<_> = spans.iter().map(|span| format!("{} {}", span.start, span.end)).collect();
        let words: Vec<_> = pieces.iter().filter_map(|piece| piece.of(record.article.text.as_str())).collect();
        let label = schema.type_of(&annotation.label);
        // Writing to a string cannot fail.
        let _infallible = writeln!(lines.out, "T{number}\t{label} {}\t{}", spans.join(";"), words.join(" "));
        report.written += 1;
        lines.answers((record, annotation), number, &numbers, schema, report)?;
    }
    Ok(lines.out)
}

/// The parts of an annotation between line separators.
fn pieces(record: &ArticleRecord, annotation: &Annotation, report: &mut LossReport) -> Vec<ByteRange> {
    let text = record.article.text.as_str();
    let mut is_moved = false;
    let mut lose = |what: &str| {
        report.losses.push(Loss { article: record.article.id, annotation: Some(annotation.id), what: what.to_owned() });
    };
    let mut pieces: Vec<ByteRange> = Vec::new();
    for fragment in annotation.fragments.iter() {
        let Some(words) = fragment.of(text) else { continue };
        if words.starts_with(SEPARATORS) || words.ends_with(SEPARATORS) {
            lose("a line break at the edge of a fragment");
            is_moved = true;
        }
        let gap = pieces.last().and_then(|last| text.get(last.end().to_usize()..fragment.start().to_usize()));
        if gap.is_some_and(|gap| !gap.is_empty() && gap.chars().all(|c| SEPARATORS.contains(&c))) {
            lose("that two of its fragments are parted by a line break: they come back as one");
        }
        let mut start = fragment.start().to_usize();
        for piece in words.split_inclusive(SEPARATORS) {
            let end = start + piece.trim_end_matches(SEPARATORS).len();
            if start < end {
                pieces.push(ByteRange::from_usize(start..end));
            }
            start += piece.len();
        }
    }
    if pieces.is_empty() {
        lose("the whole annotation: it covers nothing but line breaks");
    } else {
        report.num_moved += usize::from(is_moved);
    }
    pieces
}

struct Lines {
    out: String,
    num_attributes: usize,
    num_relations: usize,
    num_notes: usize,
}

impl Lines {
    fn answers(
        &mut self,
        (record, annotation): (&ArticleRecord, &Annotation),
        number: usize,
        numbers: &BTreeMap<AnnotationId, usize>,
        schema: &Schema<'_>,
        report: &mut LossReport,
    ) -> Result<(), ExportError> {
        let mut lose = |what: String| {
            report.losses.push(Loss { article: record.article.id, annotation: Some(annotation.id), what });
        };
        let mut number_of = |kind: &str, id: &AnnotationId| {
            let target = numbers.get(id).copied();
            if target.is_none() {
                lose(format!("{kind} leads to annotation {id}, which is not in the same file"));
            }
            target
        };
        for target in annotation.same_as.iter().filter_map(|id| number_of(SAME_AS, id)) {
            self.relation(SAME_AS, number, target);
        }
        let mut note = Map::new();
        for (id, value) in &annotation.attributes {
            let name = schema.attributes.get(&(annotation.label.clone(), id.clone()));
            let value = match (value, name) {
                (AttributeValue::YesNo(yes), Some(Name { name, .. })) => {
                    self.attribute(name, number, if *yes { "true" } else { "false" });
                    continue;
                }
                (AttributeValue::Choice(choice), Some(Name { name, values })) if values.contains(choice) => {
                    self.attribute(name, number, choice);
                    continue;
                }
                (AttributeValue::Links(links), _) => {
                    let targets: Vec<_> = links.iter().filter_map(|link| number_of(id.as_str(), link)).collect();
                    if is_name(id.as_str()) && schema.relations.contains_key(id) && !targets.is_empty() {
                        targets.into_iter().for_each(|target| self.relation(id.as_str(), number, target));
                        continue;
                    }
                    let targets: Vec<_> = targets.iter().map(|target| format!("T{target}")).collect();
                    json!({ "links": targets })
                }
                (AttributeValue::NotStated, _) => json!({"state": "not_stated"}),
                (AttributeValue::Unclear, _) => json!({"state": "unclear"}),
                (AttributeValue::Text(text), _) => json!(text),
                (AttributeValue::Integer(number), _) => json!(number),
                (AttributeValue::Number(number), _) if number.is_finite() => json!(number),
                (AttributeValue::Number(number), _) => json!({"number": number.to_string()}),
                (AttributeValue::YesNo(yes), None) => json!(yes),
                (AttributeValue::Choice(choice), _) => json!({ "choice": choice }),
                (AttributeValue::Choices(choices), _) => json!(choices),
                (AttributeValue::Date(day), _) => json!({"date": day.to_string()}),
                (AttributeValue::SubSpan(range), _) => {
                    let span = span_of(record, annotation, *range)?;
                    json!({"sub_span": [span.start, span.end]})
                }
            };
            note.insert(id.as_str().to_owned(), value);
        }
        if !annotation.note.is_empty() {
            note.insert("#note".to_owned(), json!(annotation.note));
        }
        if annotation.is_unsure {
            note.insert("#unsure".to_owned(), json!(true));
        }
        if !note.is_empty() {
            self.num_notes += 1;
            let written = super::ascii::to_string(&Value::Object(note));
            let _infallible = writeln!(self.out, "#{}\tAnnotatorNotes T{number}\t{written}", self.num_notes);
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, number: usize, value: &str) {
        self.num_attributes += 1;
        let _infallible = writeln!(self.out, "A{}\t{name} T{number} {value}", self.num_attributes);
    }

    fn relation(&mut self, name: &str, from: usize, to: usize) {
        self.num_relations += 1;
        let _infallible = writeln!(self.out, "R{}\t{name} Arg1:T{from} Arg2:T{to}", self.num_relations);
    }
}

/// The codebook in brat's names.
struct Schema<'p> {
    /// The labels with their types, in the order of the codebook.
    types: Vec<(&'p Label, String)>,
    attributes: BTreeMap<(LabelId, AttributeId), Name>,
    /// The attributes that are links, each with the types that have it.
    relations: BTreeMap<&'p AttributeId, Vec<String>>,
}

/// An attribute's name in brat.
struct Name {
    name: String,
    values: Vec<String>,
}

impl<'p> Schema<'p> {
    fn new(selected: &Selected<'p>) -> Self {
        let labels = &selected.project.codebook().labels;
        let mut taken: BTreeSet<String> = labels.iter().map(|label| label.id.to_string()).collect();
        let mut types = Vec::new();
        for (number, label) in labels.iter().enumerate() {
            let mut name = label.id.to_string();
            let mut suffix = number + 1;
            while !is_name(&name) {
                let candidate = format!("label_{suffix}");
                if taken.insert(candidate.clone()) {
                    name = candidate;
                }
                suffix += labels.len();
            }
            types.push((label, name));
        }
        let mut schema = Self { types, attributes: BTreeMap::new(), relations: BTreeMap::new() };
        for (label, type_name) in &schema.types {
            for attribute in &label.attributes {
                if matches!(attribute.kind, AttributeKind::Links { .. }) {
                    schema.relations.entry(&attribute.id).or_default().push(type_name.clone());
                }
                let Some(values) = listed(attribute) else { continue };
                let id = attribute.id.as_str();
                let has_other = |label: &&Label| {
                    label.attributes.iter().any(|other| other.id == attribute.id && listed(other).as_ref() != Some(&values))
                };
                let is_shared = schema.types.iter().map(|(label, _)| *label).any(|label| has_other(&label));
                let name = if is_shared { format!("{type_name}__{id}") } else { id.to_owned() };
                schema.attributes.insert((label.id.clone(), attribute.id.clone()), Name { name, values });
            }
        }
        schema
    }

    /// The type of a label. A label that the codebook lacks, which happens in no sound project, goes by its id.
    fn type_of<'a>(&'a self, label: &'a LabelId) -> &'a str {
        self.types.iter().find(|(known, _)| known.id == *label).map_or(label.as_str(), |(_, name)| name)
    }

    /// Writes `annotation.conf`; `folders` names the analysts.
    fn annotation_conf(&self, folders: &str) -> String {
        let types: Vec<_> = self.types.iter().map(|(_, name)| name.as_str()).collect();
        let mut conf = format!(
            "{MARK}\n{EMPTY_IS_DONE}\n{folders}# Offsets count Unicode code points.\n[entities]\n{}\n\n[relations]\n",
            types.join("\n")
        );
        conf.push_str("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n");
        let mut relation = |name: &str, from: &str| {
            let _infallible = writeln!(conf, "{name}\tArg1:{from}, Arg2:<ENTITY>");
        };
        relation(SAME_AS, "<ENTITY>");
        for (id, from) in self.relations.iter().filter(|(id, _)| is_name(id.as_str()) && id.as_str() != SAME_AS) {
            relation(id.as_str(), &from.join("|"));
        }
        conf.push_str("\n[events]\n\n[attributes]\n");
        let mut names: BTreeMap<&str, (Vec<&str>, &[String])> = BTreeMap::new();
        for ((label, _), Name { name, values }) in &self.attributes {
            names.entry(name).or_insert((Vec::new(), values)).0.push(self.type_of(label));
        }
        for (name, (labels, values)) in names {
            let _infallible = writeln!(conf, "{name}\tArg:{}, Value:{}", labels.join("|"), values.join("|"));
        }
        conf
    }

    fn visual_conf(&self, selected: &Selected<'_>) -> String {
        let mut conf = "[labels]\n".to_owned();
        for (label, name) in &self.types {
            let shown: String = label.name.chars().map(|c| if c == '|' || SEPARATORS.contains(&c) { ' ' } else { c }).collect();
            let _infallible = writeln!(conf, "{name} | {shown}");
        }
        conf.push_str("\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\n");
        for label in &selected.project.codebook().labels {
            let [red, green, blue] = label.color.dark;
            let name = self.type_of(&label.id);
            let _infallible = writeln!(conf, "{name}\tbgColor:#{red:02x}{green:02x}{blue:02x}");
        }
        conf
    }
}

/// The values of an attribute that brat can hold as an attribute; `None` if it must go into the note.
fn listed(attribute: &Attribute) -> Option<Vec<String>> {
    if !is_name(attribute.id.as_str()) || attribute.id.as_str().contains("__") {
        return None;
    }
    match &attribute.kind {
        AttributeKind::YesNo => Some(vec!["true".to_owned(), "false".to_owned()]),
        AttributeKind::OneOf(choices) => {
            let ids: Vec<_> = choices.iter().map(|choice| choice.id.clone()).collect();
            // A list of true and false would be read as yes or no.
            let is_plain = ids.iter().all(|id| is_name(id)) && !ids.iter().all(|id| id == "true" || id == "false");
            (is_plain && !ids.is_empty()).then_some(ids)
        }
        _ => None,
    }
}

/// Whether brat accepts `name` unchanged.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
