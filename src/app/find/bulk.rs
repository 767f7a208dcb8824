//! One change to everything that is ticked, as one edit.

use super::Row;
use crate::{
    app::desk::{Desk, change},
    project::{
        Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeId, AttributeValue, Change, Edit, Fragments, LabelId,
        consequences,
    },
    text::segment,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is done to everything that is ticked.
#[derive(Clone, Debug, PartialEq)]
pub enum Bulk {
    /// Tag the words with this label, in the layer of the analyst at work.
    Tag(LabelId),
    /// Give the annotations this label. Answers that it does not ask for are emptied.
    Relabel(LabelId),
    /// Set or empty an answer of those annotations whose label asks for it.
    Answer(AttributeId, Option<AttributeValue>),
    /// Mark the annotations as unsure, or as sure.
    Unsure(bool),
    /// Delete the annotations and the links to them.
    Delete,
}

/// An edit, and the rows that it does not change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The edits; none if nothing changes.
    pub edits: Vec<Edit>,
    /// Rows that change.
    pub num_changed: usize,
    /// Rows that stay unchanged, because they have the new value already or the change does not apply to them.
    pub num_same: usize,
}

/// Plans the effect of `bulk` on `rows`. `new_id` makes ids for new annotations.
pub fn plan(desk: &Desk, rows: &[Row], bulk: &Bulk, new_id: &mut dyn FnMut() -> AnnotationId) -> Outcome {
    let mut outcome = Outcome::default();
    match bulk {
        Bulk::Tag(label) => tag(desk, rows, label, new_id, &mut outcome),
        Bulk::Delete => delete(desk, rows, &mut outcome),
        _ => {
            let own = annotations(desk, rows);
            outcome.num_same += rows.len() - own.len();
            for (record, annotation) in own {
                let changes = changes(desk, annotation, bulk);
                if changes.is_empty() {
                    outcome.num_same += 1;
                    continue;
                }
                outcome.num_changed += 1;
                let edit = |change| change::change_edit(record.article.id, annotation.id, change, (desk.now)());
                outcome.edits.extend(changes.into_iter().map(edit));
            }
        }
    }
    outcome
}

/// The annotations in the layer of the analyst at work: others' are only to be read.
fn annotations<'s>(desk: &'s Desk, rows: &[Row]) -> Vec<(&'s ArticleRecord, &'s Annotation)> {
    let found = |row: &Row| {
        let record = desk.project().article(row.article)?;
        let annotation = record.annotations.get(&row.annotation?)?;
        (Some(&annotation.analyst) == desk.open.analyst.as_ref()).then_some((record, annotation))
    };
    rows.iter().filter_map(found).collect()
}

fn changes(desk: &Desk, annotation: &Annotation, bulk: &Bulk) -> Vec<Change> {
    let codebook = desk.project().codebook();
    match bulk {
        Bulk::Relabel(label) if annotation.label != *label => {
            codebook.label(label).map(|label| consequences::relabelling(annotation, label)).unwrap_or_default()
        }
        Bulk::Answer(key, value) => {
            let asked = codebook.label(&annotation.label).and_then(|label| label.attribute(key));
            let fits = asked.is_some_and(|attribute| value.as_ref().is_none_or(|value| attribute.allows(value)));
            let is_new = annotation.attributes.get(key) != value.as_ref();
            if fits && is_new { vec![Change::Attribute(key.clone(), value.clone())] } else { Vec::new() }
        }
        Bulk::Unsure(unsure) if annotation.is_unsure != *unsure => vec![Change::Unsure(*unsure)],
        _ => Vec::new(),
    }
}

fn tag(desk: &Desk, rows: &[Row], label: &LabelId, new_id: &mut dyn FnMut() -> AnnotationId, outcome: &mut Outcome) {
    let Some(analyst) = desk.open.analyst.clone() else { return };
    let mut known: Option<(ArticleId, HashSet<Fragments>)> = None;
    for row in rows {
        let Some(record) = desk.project().article(row.article) else { continue };
        let text = record.article.text.as_str();
        let range = segment::trim(text, segment::widen_to_graphemes(text, row.range));
        let Some(fragments) = range.and_then(|range| Fragments::one(range).ok()) else { continue };
        if known.as_ref().is_none_or(|(of, _)| *of != row.article) {
            let same = record.annotations.values().filter(|other| other.analyst == analyst && other.label == *label);
            known = Some((row.article, same.map(|other| other.fragments.clone()).collect()));
        }
        // Nobody wants the same words tagged twice with the same label; also not because they were ticked twice.
        if known.as_mut().is_some_and(|(_, known)| !known.insert(fragments.clone())) {
            outcome.num_same += 1;
            continue;
        }
        outcome.num_changed += 1;
        let annotation = change::new_annotation(desk, new_id(), &analyst, label, fragments);
        let article = record.article.id;
        outcome.edits.push(Edit::AddAnnotation { article, annotation: Box::new(annotation) });
    }
}

fn delete(desk: &Desk, rows: &[Row], outcome: &mut Outcome) {
    let mut gone: BTreeMap<ArticleId, BTreeSet<AnnotationId>> = BTreeMap::new();
    let own = annotations(desk, rows);
    outcome.num_same += rows.len() - own.len();
    for (record, annotation) in own {
        gone.entry(record.article.id).or_default().insert(annotation.id);
    }
    for (article, ids) in &gone {
        let Some(record) = desk.project().article(*article) else { continue };
        outcome.num_changed += ids.len();
        outcome.edits.extend(consequences::deletion(record, ids, (desk.now)()));
    }
}
