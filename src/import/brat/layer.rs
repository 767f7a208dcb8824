//! Reads one `.ann` file: turns its lines into the annotations of one analyst.

use super::{
    Labels,
    answer::answer,
    config::Config,
    lines::{Line, parse},
    note,
};
use crate::{
    import::{
        error::Warnings,
        offsets::{self, Reading, SEPARATORS, is_alike, words_of},
        quoted::short,
    },
    project::{AnalystId, Annotation, AnnotationId, AttributeId, AttributeValue, Fragments},
};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet, btree_map::Entry};

/// The text that an `.ann` file annotates.
pub(super) struct Page<'a> {
    /// The text as it is in the file, without a byte order mark.
    pub(super) raw: &'a str,
    pub(super) has_byte_order_mark: bool,
    /// The text with line ends as LF.
    pub(super) text: &'a str,
}

/// Up to this many warnings of one kind are given one by one; the rest are counted.
const MAX_SIMILAR_WARNINGS: usize = 20;

/// The parts that can be read from an `.ann` file without the others.
pub(super) struct Prepared<'a> {
    /// The lines with their numbers, from 0.
    lines: Vec<(usize, Line<'a>)>,
    table: Vec<u32>,
    /// The fragments of each span among the lines; `None` for spans that are left out.
    fragments: Vec<Option<Fragments>>,
}

/// Parses the lines of `ann`, and locates its passages in the text.
pub(super) fn prepare<'a>(page: &Page<'_>, ann: &'a str, warnings: &mut Warnings<'_>) -> Prepared<'a> {
    let mut lines = Vec::new();
    for (number, line) in ann.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            continue;
        }
        match parse(line) {
            Ok(parsed) => lines.push((number, parsed)),
            Err(error) => warnings.add(Some(number), format!("this line was left out: {error}")),
        }
    }
    let table = best_reading(page, &lines, warnings);
    let (mut all, mut num_unlike) = (Vec::new(), 0);
    for (number, line) in &lines {
        let Line::Span { ranges, words, .. } = line else { continue };
        let found = fragments(page.text, &table, ranges);
        match &found {
            Ok(found) => {
                let found = words_of(page.text, found);
                if !is_alike(&found, words) {
                    num_unlike += 1;
                    if num_unlike <= MAX_SIMILAR_WARNINGS {
                        let (found, words) = (short(&found), short(words));
                        let message = format!("the offsets cover “{found}”, but the line says “{words}”; the offsets were taken");
                        warnings.add(Some(*number), message);
                    }
                }
            }
            Err(error) => warnings.add(Some(*number), format!("this annotation was left out: {error}")),
        }
        all.push(found.ok());
    }
    if num_unlike > MAX_SIMILAR_WARNINGS {
        warnings.add(None, format!("in {num_unlike} lines altogether the words are not those at the offsets"));
    }
    Prepared { lines, table, fragments: all }
}

/// Reads the annotations of a file. `next_id` numbers those of all files.
pub(super) fn read(
    prepared: Prepared<'_>,
    analyst: &AnalystId,
    (config, labels, next_id): (&Config, &mut Labels, &mut u64),
    warnings: &mut Warnings<'_>,
) -> Vec<Annotation> {
    let Prepared { lines, table, fragments } = prepared;
    let mut layer = Layer {
        config,
        labels,
        warnings,
        table: &table,
        annotations: Vec::new(),
        places: HashMap::new(),
        triggers: HashSet::new(),
    };
    let spans = lines.iter().filter_map(|(_, line)| match line {
        Line::Span { id, label, .. } => Some((id, label)),
        _ => None,
    });
    for ((id, label), fragments) in spans.zip(fragments) {
        if let Some(fragments) = fragments {
            layer.span(id, label, fragments, analyst, next_id);
        }
    }
    // Events come first, because other lines may refer to them.
    for (number, line) in &lines {
        layer.event(*number, line);
    }
    for (number, line) in lines {
        layer.other(number, line);
    }
    layer.annotations
}

/// The offset table of the reading that fits the words best; of equal ones, the likelier.
fn best_reading(page: &Page<'_>, lines: &[(usize, Line<'_>)], warnings: &mut Warnings<'_>) -> Vec<u32> {
    let spans: Vec<_> = lines
        .iter()
        .filter_map(|(_, line)| match line {
            Line::Span { ranges, words, .. } => Some((ranges, words)),
            _ => None,
        })
        .collect();
    let num_alike = |table: &[u32]| {
        let is_fit = |(ranges, words): &&(&Vec<(usize, usize)>, &&str)| {
            fragments(page.text, table, ranges).is_ok_and(|fragments| is_alike(&words_of(page.text, &fragments), words))
        };
        spans.iter().filter(is_fit).count()
    };
    let file = (page.raw, page.has_byte_order_mark);
    offsets::best_table(file, Reading::CODE_POINTS, (spans.len(), "lines"), num_alike, warnings)
}

/// The pieces of a passage, in order. brat cuts a passage at every line end; those pieces are joined again.
fn fragments(text: &str, table: &[u32], ranges: &[(usize, usize)]) -> Result<Fragments, String> {
    offsets::fragments(table, ranges, |gap| is_line_end(&text[gap]))
}

fn is_line_end(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().all(|c| SEPARATORS.contains(&c))
}

struct Layer<'a, 'w> {
    config: &'a Config,
    labels: &'a mut Labels,
    warnings: &'a mut Warnings<'w>,
    table: &'a [u32],
    annotations: Vec<Annotation>,
    /// The place of an annotation by its id in the file; for an event, that of its trigger.
    places: HashMap<String, usize>,
    /// Annotations that are the trigger of an event.
    triggers: HashSet<usize>,
}

impl Layer<'_, '_> {
    fn span(&mut self, id: &str, label: &str, fragments: Fragments, analyst: &AnalystId, next_id: &mut u64) {
        *next_id += 1;
        self.places.insert(id.to_owned(), self.annotations.len());
        self.annotations.push(Annotation {
            id: AnnotationId::from_random(*next_id),
            analyst: analyst.clone(),
            label: self.labels.id(label, self.config),
            fragments,
            attributes: std::collections::BTreeMap::new(),
            same_as: Vec::new(),
            note: String::new(),
            is_unsure: false,
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            codebook_version: 0,
        });
    }

    fn place(&mut self, number: usize, id: &str) -> Option<usize> {
        let place = self.places.get(id).copied();
        if place.is_none() {
            self.warnings.add(Some(number), format!("there is no “{id}” in this file; what the line says about it was left out"));
        }
        place
    }

    /// Remembers that an event's annotation is its trigger.
    fn event(&mut self, number: usize, line: &Line<'_>) {
        let Line::Event { id, label, trigger, .. } = line else { return };
        let Some(place) = self.place(number, trigger) else { return };
        self.places.insert((*id).to_owned(), place);
        if !self.triggers.insert(place) {
            self.warnings
                .add(Some(number), format!("“{trigger}” is the trigger of another event too; their arguments are now one list"));
        }
        let type_id = self.labels.id(label, self.config);
        if self.annotations[place].label != type_id {
            self.warnings.add(Some(number), format!("the event is “{label}”, its trigger is not; the note says so"));
            self.note(place, &format!("event: {label}"));
        }
    }

    fn other(&mut self, number: usize, line: Line<'_>) {
        match line {
            Line::Span { .. } => {}
            Line::Event { trigger, roles, .. } => {
                let Some(place) = self.places.get(trigger).copied() else { return };
                for (role, target) in roles {
                    if let Some(target) = self.place(number, target) {
                        // brat numbers the second and further arguments of a role.
                        let plain = role.trim_end_matches(|c: char| c.is_ascii_digit());
                        self.link(number, place, if plain.is_empty() { role } else { plain }, target);
                    }
                }
            }
            Line::Relation { label, roles } => {
                let [(_, from), (_, to)] = roles.as_slice() else {
                    self.warnings.add(Some(number), "this relation was left out: expected two arguments");
                    return;
                };
                let (Some(from), Some(to)) = (self.place(number, from), self.place(number, to)) else { return };
                self.link(number, from, label, to);
            }
            Line::Same { members } => {
                let places: Vec<_> = members.into_iter().filter_map(|id| self.place(number, id)).collect();
                if let Some((first, rest)) = places.split_first() {
                    for other in rest {
                        let id = self.annotations[*first].id;
                        self.annotations[*other].same_as.push(id);
                    }
                }
            }
            Line::Attribute { name, target, value } => {
                if let Some(place) = self.place(number, target) {
                    self.attribute(number, place, name, value);
                }
            }
            Line::Note { target, words } => {
                if target.is_empty() {
                    self.warnings.add(Some(number), format!("a note on no annotation was left out: “{}”", short(words)));
                } else if let Some(place) = self.place(number, target)
                    && !(self.config.is_ours && self.answers(place, words))
                {
                    self.answers_of_others(number, place, words);
                }
            }
            Line::Reference { target, entry } => {
                if let Some(place) = self.place(number, target) {
                    self.note(place, entry);
                }
            }
        }
    }

    fn note(&mut self, place: usize, words: &str) {
        let note = &mut self.annotations[place].note;
        if !note.is_empty() {
            note.push('\n');
        }
        note.push_str(words);
    }

    fn link(&mut self, number: usize, from: usize, name: &str, to: usize) {
        let target = self.annotations[to].id;
        let annotation = &mut self.annotations[from];
        if self.config.is_ours && name == super::SAME_AS {
            annotation.same_as.push(target);
            return;
        }
        let attribute = self.labels.link(&annotation.label, name, self.config);
        match annotation.attributes.entry(attribute).or_insert_with(|| AttributeValue::Links(Vec::new())) {
            AttributeValue::Links(links) => links.push(target),
            _ => {
                self.warnings.add(Some(number), format!("“{name}” is a link and an attribute; the note names the link"));
                let words = words_at(&self.annotations[to]);
                self.note(from, &format!("{name}: {words}"));
            }
        }
    }

    fn attribute(&mut self, number: usize, place: usize, name: &str, value: Option<&str>) {
        let annotation = &mut self.annotations[place];
        let (id, value) = self.labels.value(&annotation.label, name, value, self.config);
        match annotation.attributes.entry(id) {
            Entry::Vacant(entry) => drop(entry.insert(value)),
            Entry::Occupied(_) => {
                self.warnings.add(Some(number), format!("“{name}” is answered twice; the note holds the second answer"));
                self.note(place, &format!("{name}: {}", written(&value)));
            }
        }
    }

    /// Takes the answers from a note of another program; what is not an answer stays in the note.
    fn answers_of_others(&mut self, number: usize, place: usize, words: &str) {
        let taken = note::take(words, &mut self.annotations[place], self.labels, self.config);
        let Some(note::Rest { words, twice }) = taken else { return self.note(place, words) };
        for name in twice {
            self.warnings.add(Some(number), format!("“{name}” is answered twice; the note holds the second answer"));
        }
        if !words.is_empty() {
            self.note(place, &words);
        }
    }

    /// Takes the answers that Obelus writes into a note as JSON; `false` if there are none.
    fn answers(&mut self, place: usize, words: &str) -> bool {
        let Ok(serde_json::Value::Object(answers)) = serde_json::from_str(words) else { return false };
        for (name, value) in answers {
            let linked = self.links(&value);
            let annotation = &mut self.annotations[place];
            match (name.as_str(), &value) {
                ("#note", serde_json::Value::String(note)) => annotation.note.clone_from(note),
                ("#unsure", serde_json::Value::Bool(is_unsure)) => annotation.is_unsure = *is_unsure,
                _ => {
                    if let Some(value) = linked.or_else(|| answer(&value, self.table)) {
                        annotation.attributes.insert(AttributeId::new(name), value);
                    }
                }
            }
        }
        true
    }

    /// Reads links in a note, as in `{"links": ["T3"]}`.
    fn links(&self, value: &serde_json::Value) -> Option<AttributeValue> {
        let ids = value.get("links")?.as_array()?;
        let target = |id: &serde_json::Value| Some(self.annotations[*self.places.get(id.as_str()?)?].id);
        Some(AttributeValue::Links(ids.iter().filter_map(target).collect()))
    }
}

fn written(value: &AttributeValue) -> String {
    match value {
        AttributeValue::YesNo(yes) => yes.to_string(),
        AttributeValue::Choice(choice) => choice.clone(),
        _ => String::new(),
    }
}

fn words_at(annotation: &Annotation) -> String {
    let range = annotation.fragments.hull();
    format!("bytes {}–{}", range.start().get(), range.end().get())
}
