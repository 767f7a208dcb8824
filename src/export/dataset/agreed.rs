//! The annotations that analysts agreed on, as one layer.
//!
//! An annotation is in the layer if everybody who worked on the article has one with the same label and the same fragments.
//! It keeps those of its answers that all of them gave. The layer uses the ids of the first analyst's annotations.

use crate::{
    compare::units::is_present,
    export::Loss,
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeId, AttributeValue, LabelId, Status},
    text::ByteRange,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The id of the layer.
pub const AGREED: &str = "agreed";

/// Makes the article with the layer that `analysts` agreed on. What its annotations have lost is added to `losses`.
pub fn record(
    record: &ArticleRecord,
    analysts: &[&AnalystId],
    keeps: impl Fn(&LabelId) -> bool,
    losses: &mut Vec<Loss>,
) -> ArticleRecord {
    let mut part = ArticleRecord {
        article: Arc::clone(&record.article),
        annotations: crate::project::Annotations::new(),
        status: BTreeMap::new(),
        decisions: BTreeMap::new(),
    };
    let present: Vec<_> = analysts.iter().filter(|analyst| is_present(record, analyst)).collect();
    let [first, others @ ..] = &present[..] else { return part };
    if others.is_empty() {
        let what = "all its annotations: only one of the analysts worked on it, so nothing is agreed".to_owned();
        losses.push(Loss { article: record.article.id, annotation: None, what });
        return part;
    }
    let mut layers: Vec<_> = others.iter().map(|analyst| by_place(record, analyst)).collect();
    let mut alike: Vec<Vec<&Annotation>> = Vec::new();
    for annotation in record.layer(first).into_iter().filter(|annotation| keeps(&annotation.label)) {
        let place = place_of(annotation);
        let has_all = layers.iter().all(|layer| layer.get(&place).is_some_and(|found| !found.is_empty()));
        if has_all {
            let theirs = layers.iter_mut().filter_map(|layer| layer.get_mut(&place)?.pop());
            alike.push(std::iter::once(annotation).chain(theirs).collect());
        }
    }
    // Maps the others' ids to the first one's, so that links can be compared.
    let ids: BTreeMap<AnnotationId, AnnotationId> =
        alike.iter().flat_map(|set| set.iter().map(|annotation| (annotation.id, set[0].id))).collect();
    for set in &alike {
        let annotation = merged(record, set, &ids, losses);
        part.annotations.insert(annotation.id, annotation);
    }
    let is_done = |analyst: &&&AnalystId| record.standing(analyst).is_done();
    let status = if present.iter().all(is_done) { Status::Done } else { Status::InProgress };
    part.status.insert(AGREED.into(), status);
    part
}

/// The fragments and label of an annotation.
type Place = (Vec<ByteRange>, LabelId);

fn place_of(annotation: &Annotation) -> Place {
    (annotation.fragments.iter().collect(), annotation.label.clone())
}

/// Indexes a layer by place and label. Of several annotations in one place, the first in reading order comes last.
fn by_place<'r>(record: &'r ArticleRecord, analyst: &AnalystId) -> BTreeMap<Place, Vec<&'r Annotation>> {
    let mut places: BTreeMap<Place, Vec<_>> = BTreeMap::new();
    for annotation in record.layer(analyst).into_iter().rev() {
        places.entry(place_of(annotation)).or_default().push(annotation);
    }
    places
}

fn merged(
    record: &ArticleRecord,
    set: &[&Annotation],
    ids: &BTreeMap<AnnotationId, AnnotationId>,
    losses: &mut Vec<Loss>,
) -> Annotation {
    let mut lose = |what: String| losses.push(Loss { article: record.article.id, annotation: Some(set[0].id), what });
    let mut annotation = set[0].clone();
    annotation.analyst = AGREED.into();
    annotation.attributes.clear();
    let keys: BTreeSet<&AttributeId> = set.iter().flat_map(|annotation| annotation.attributes.keys()).collect();
    for key in keys {
        let answers: Vec<_> = set.iter().map(|annotation| annotation.attributes.get(key).map(|v| with_ids(v, ids))).collect();
        match &answers[0] {
            Some(answer) if answers.iter().all(|other| *other == answers[0]) => {
                annotation.attributes.insert(key.clone(), answer.clone());
            }
            _ => lose(format!("the answers to {key}: the analysts gave different ones")),
        }
    }
    if set.iter().any(|annotation| !annotation.note.is_empty()) {
        annotation.note.clear();
        lose("the analysts' remarks".to_owned());
    }
    let same_as = |annotation: &Annotation| annotation.same_as.iter().map(|id| of(*id, ids)).collect::<BTreeSet<_>>();
    let agreed = set.iter().map(|annotation| same_as(annotation)).reduce(|a, b| a.intersection(&b).copied().collect());
    annotation.same_as = agreed.unwrap_or_default().into_iter().collect();
    annotation.is_unsure = set.iter().any(|annotation| annotation.is_unsure);
    for other in set {
        annotation.created = annotation.created.max(other.created);
        annotation.modified = annotation.modified.max(other.modified);
        annotation.codebook_version = annotation.codebook_version.max(other.codebook_version);
    }
    annotation
}

fn with_ids(value: &AttributeValue, ids: &BTreeMap<AnnotationId, AnnotationId>) -> AttributeValue {
    match value {
        AttributeValue::Links(links) => {
            let mut links: Vec<_> = links.iter().map(|id| of(*id, ids)).collect();
            links.sort();
            AttributeValue::Links(links)
        }
        other => other.clone(),
    }
}

fn of(id: AnnotationId, ids: &BTreeMap<AnnotationId, AnnotationId>) -> AnnotationId {
    ids.get(&id).copied().unwrap_or(id)
}
