//! The consequences of a change to annotations: links to a removed annotation go, and answers that a new label does not ask
//! for.

use super::{
    annotation::{Annotation, AttributeValue},
    article::ArticleRecord,
    codebook::Label,
    edit::{Change, Edit},
    id::{AnnotationId, AttributeId},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Removes these annotations of `record`, and every link to them from those that stay.
pub fn deletion(record: &ArticleRecord, gone: &BTreeSet<AnnotationId>, now: Timestamp) -> Vec<Edit> {
    let article = record.article.id;
    let known = gone.iter().filter(|id| record.annotations.contains_key(id));
    let mut edits: Vec<_> = known.map(|id| Edit::RemoveAnnotation { article, annotation: *id }).collect();
    for other in record.annotations.values().filter(|other| !gone.contains(&other.id)) {
        let change = |change| Edit::ChangeAnnotation { article, annotation: other.id, change, modified: now };
        edits.extend(without_links(other, gone).into_iter().map(change));
    }
    edits
}

/// Gives `annotation` the label `label`, and empties the answers that this label does not allow.
pub fn relabelling(annotation: &Annotation, label: &Label) -> Vec<Change> {
    let unfit = misfits(annotation, label).into_iter().map(|key| Change::Attribute(key.clone(), None));
    std::iter::once(Change::Label(label.id.clone())).chain(unfit).collect()
}

/// Finds the attributes whose answers `label` does not ask for or does not allow.
pub fn misfits<'a>(annotation: &'a Annotation, label: &Label) -> Vec<&'a AttributeId> {
    let fits = |(key, value): &(&AttributeId, &AttributeValue)| label.attribute(key).is_some_and(|asked| asked.allows(value));
    annotation.attributes.iter().filter(|answer| !fits(answer)).map(|(key, _)| key).collect()
}

/// Removes links to the annotations in `gone` from `annotation`.
fn without_links(annotation: &Annotation, gone: &BTreeSet<AnnotationId>) -> Vec<Change> {
    let rest = |links: &[AnnotationId]| links.iter().copied().filter(|id| !gone.contains(id)).collect::<Vec<_>>();
    let mut changes = Vec::new();
    if annotation.same_as.iter().any(|id| gone.contains(id)) {
        changes.push(Change::SameAs(rest(&annotation.same_as)));
    }
    for (key, value) in &annotation.attributes {
        if let AttributeValue::Links(links) = value
            && links.iter().any(|id| gone.contains(id))
        {
            let rest = rest(links);
            changes.push(Change::Attribute(key.clone(), (!rest.is_empty()).then_some(AttributeValue::Links(rest))));
        }
    }
    changes
}
