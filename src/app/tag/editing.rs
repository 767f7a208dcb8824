//! Translates a request into an edit: pure functions from the window's state to an edit.

use super::Draft;
use crate::{
    app::desk::{
        Desk,
        answers::parse,
        change::{change_edit, new_annotation},
        typing::Field,
    },
    project::{
        Annotation, AnnotationId, ArticleId, AttributeId, AttributeValue, Change, Edge, Edit, Fragments, LabelId, Status,
        consequences, moved_edge, replaced,
    },
    suggest,
    text::{ByteRange, segment},
};
use std::collections::BTreeSet;

/// Tags `range` as `label` in the layer of the analyst at work.
pub fn tag(desk: &Desk, id: AnnotationId, label: &LabelId, range: ByteRange) -> Option<Edit> {
    let (record, analyst) = (desk.record()?, desk.open.analyst.clone()?);
    let article = record.article.id;
    let text = record.article.text.as_str();
    let range = segment::trim(text, segment::widen_to_graphemes(text, range))?;
    let annotation = new_annotation(desk, id, &analyst, label, Fragments::one(range).ok()?);
    Some(Edit::AddAnnotation { article, annotation: Box::new(annotation) })
}

/// Gives the selected annotation another label, and empties the attributes that the new label does not have.
pub fn relabel(desk: &Desk, label: &LabelId) -> Option<Edit> {
    let annotation = desk.annotation()?;
    if annotation.label == *label {
        return None;
    }
    let schema = desk.project().codebook().label(label)?;
    let changes = consequences::relabelling(annotation, schema).into_iter();
    Some(Edit::all(changes.map(|change| edit(desk, annotation, change)).collect()))
}

/// Deletes the selected annotation and every link to it.
pub fn delete(desk: &Desk) -> Option<Edit> {
    let (record, annotation) = (desk.record()?, desk.annotation()?);
    Some(Edit::all(consequences::deletion(record, &BTreeSet::from([annotation.id]), (desk.now)())))
}

/// Sets or empties an attribute of the selected annotation.
pub fn set_attribute(desk: &Desk, key: &AttributeId, value: Option<AttributeValue>) -> Option<Edit> {
    let annotation = desk.annotation()?;
    (annotation.attributes.get(key) != value.as_ref()).then(|| edit(desk, annotation, Change::Attribute(key.clone(), value)))
}

/// Sets the annotations that say the same as the selected one.
pub fn set_same_as(desk: &Desk, others: Vec<AnnotationId>) -> Option<Edit> {
    let annotation = desk.annotation()?;
    (annotation.same_as != others).then(|| edit(desk, annotation, Change::SameAs(others)))
}

/// The values that the words of the selected annotation suggest for attributes that are not filled.
pub fn proposal(desk: &Desk) -> Vec<(AttributeId, AttributeValue)> {
    let (Some(record), Some(annotation), Some(label)) = (desk.record(), desk.annotation(), desk.annotation_label()) else {
        return Vec::new();
    };
    suggest::values(label, annotation, &annotation.fragments.words(record.article.text.as_str()))
}

/// Fills in the suggested values.
pub fn take_proposal(desk: &Desk) -> Option<Edit> {
    let annotation = desk.annotation()?;
    let changes = proposal(desk).into_iter().map(|(key, value)| Change::Attribute(key, Some(value)));
    let edits: Vec<_> = changes.map(|change| edit(desk, annotation, change)).collect();
    (!edits.is_empty()).then(|| Edit::all(edits))
}

/// Marks the selected annotation as unsure, or as sure.
pub fn toggle_unsure(desk: &Desk) -> Option<Edit> {
    let annotation = desk.annotation()?;
    Some(edit(desk, annotation, Change::Unsure(!annotation.is_unsure)))
}

/// Adds the selected words to the selected annotation, or to the annotation that the caret left last.
pub fn add_fragment(desk: &Desk) -> Option<Edit> {
    let annotation = desk.fragment_target()?;
    let text = desk.record()?.article.text.as_str();
    let range = segment::trim(text, segment::widen_to_graphemes(text, desk.selection()?))?;
    set_fragments(desk, annotation, annotation.fragments.with(range))
}

/// Removes a fragment of the selected annotation, unless it is the only one.
pub fn remove_fragment(desk: &Desk, index: usize) -> Option<Edit> {
    let annotation = desk.annotation()?;
    set_fragments(desk, annotation, annotation.fragments.without(index)?)
}

/// Gives a fragment another range, and merges it with fragments that it then touches.
pub fn set_fragment(desk: &Desk, id: AnnotationId, index: usize, range: ByteRange) -> Option<Edit> {
    let record = desk.record()?;
    let annotation = record.annotations.get(&id)?;
    set_fragments(desk, annotation, replaced(record.article.text.as_str(), &annotation.fragments, index, range)?)
}

/// Moves the start of the first or the end of the last fragment of the selected annotation.
pub fn move_edge(desk: &Desk, edge: Edge, outward: bool, by_grapheme: bool) -> Option<Edit> {
    let annotation = desk.annotation()?;
    let text = desk.record()?.article.text.as_str();
    set_fragments(desk, annotation, moved_edge(text, &annotation.fragments, edge, outward, by_grapheme)?)
}

/// Turns the article's status for the analyst at work to done, or back to in progress.
pub fn toggle_done(desk: &Desk) -> Option<Edit> {
    let (record, analyst) = (desk.record()?, desk.open.analyst.clone()?);
    let status = if record.standing(&analyst).is_done() { Status::InProgress } else { Status::Done };
    Some(Edit::SetStatus { article: record.article.id, analyst, status: Some(status) })
}

/// The draft as an edit, or `None` if it changes nothing or cannot be parsed.
pub fn draft_edit(desk: &Desk, draft: &Draft) -> Option<Edit> {
    let annotation = desk.project().annotation(draft.article, draft.annotation)?;
    let change = match &draft.field {
        Field::Note if annotation.note == draft.text => return None,
        Field::Note => Change::Note(draft.text.clone()),
        Field::Attribute(key) => {
            let kind = &desk.project().codebook().label(&annotation.label)?.attribute(key)?.kind;
            let value = parse(kind, &draft.text)?;
            if annotation.attributes.get(key) == value.as_ref() {
                return None;
            }
            Change::Attribute(key.clone(), value)
        }
    };
    Some(change_edit(draft.article, annotation.id, change, (desk.now)()))
}

fn set_fragments(desk: &Desk, annotation: &Annotation, fragments: Fragments) -> Option<Edit> {
    (fragments != annotation.fragments).then(|| edit(desk, annotation, Change::Fragments(fragments)))
}

fn edit(desk: &Desk, annotation: &Annotation, change: Change) -> Edit {
    // This is only called for annotations of the article on the page.
    let article = desk.open.article.unwrap_or(ArticleId::from_random(0));
    change_edit(article, annotation.id, change, (desk.now)())
}
