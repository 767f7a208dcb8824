//! Carries out pointing: begins it, goes from one candidate to the next, takes one, and leaves.

use super::{
    TagRoom,
    pick::{self, Pick, PickField},
    steps::{FIRST, LAST, beside},
};
use crate::{
    app::desk::{
        Desk, Focus,
        change::{apply, apply_any},
        navigate::show_annotation,
    },
    project::AnnotationId,
    text::ByteRange,
};

/// Begins pointing for this field of the selected annotation. Words that are already selected are taken at once.
pub fn begin(desk: &mut Desk, tag: &mut TagRoom, field: PickField) {
    let (Some(annotation), Some(label)) = (desk.annotation(), desk.annotation_label()) else { return };
    let annotation = annotation.id;
    let wants_words = field.wants_words(label);
    if let Some(range) = desk.selection().filter(|_| wants_words) {
        take_words(desk, tag, &field, range);
        return;
    }
    tag.pick = Some(Pick { annotation, field, candidate: None });
    desk.focus = Some(Focus::Page);
}

/// Begins pointing for the first field that can be filled in that way. While pointing, goes on to the next such field.
pub fn next_field(desk: &mut Desk, tag: &mut TagRoom) {
    let Some(label) = desk.annotation_label() else { return };
    let fields = pick::fields(label);
    let at = tag.pick.as_ref().and_then(|pick| fields.iter().position(|field| *field == pick.field));
    let next = at.map_or(0, |at| at + 1);
    match fields.get(next).or(fields.first()) {
        Some(field) => begin(desk, tag, field.clone()),
        None => begin(desk, tag, PickField::SameAs),
    }
}

/// Goes to the next annotation that can be chosen, and from the last one in the article to the first.
pub fn step(desk: &mut Desk, tag: &mut TagRoom, step: isize) {
    let Some(pick) = tag.pick.clone() else { return };
    let from = pick.candidate.unwrap_or(pick.annotation);
    let Some(from) = desk.record().and_then(|record| record.annotations.get(&from)) else { return };
    let fits = |other: &crate::project::Annotation| pick::refusal(desk, &pick, other).is_none();
    let order = (from.fragments.reading_order(), from.id);
    let around = if step > 0 { FIRST } else { LAST };
    match beside(desk, order, step, fits).or_else(|| beside(desk, around, step, fits)) {
        Some(candidate) => {
            tag.pick = Some(Pick { candidate: Some(candidate), ..pick });
            show_annotation(desk, candidate);
        }
        None => desk.status = "No annotation here can be linked to".to_owned(),
    }
}

/// Takes the current candidate or the selected words.
pub fn take(desk: &mut Desk, tag: &mut TagRoom) {
    let Some(pick) = tag.pick.clone() else { return };
    match (desk.selection(), pick.candidate) {
        (_, Some(candidate)) => take_annotation(desk, tag, candidate),
        (Some(range), None) => take_words(desk, tag, &pick.field, range),
        (None, None) => desk.status = "Go to an annotation with Tab, or select some words".to_owned(),
    }
}

/// Links to this annotation, or removes the link to it.
pub fn take_annotation(desk: &mut Desk, tag: &mut TagRoom, other: AnnotationId) {
    let Some(pick) = tag.pick.clone() else { return };
    let Some(found) = desk.record().and_then(|record| record.annotations.get(&other)) else { return };
    if let Some(refusal) = pick::refusal(desk, &pick, found) {
        desk.status = refusal;
        return;
    }
    let Some((edit, takes_many)) = pick::link(desk, &pick, other) else { return };
    apply(desk, edit);
    if !takes_many {
        leave(desk, tag);
    }
}

/// Fills a field with words of the text.
pub fn take_words(desk: &mut Desk, tag: &mut TagRoom, field: &PickField, range: ByteRange) {
    let wants_words = desk.annotation_label().is_some_and(|label| field.wants_words(label));
    if !wants_words {
        return;
    }
    apply_any(desk, pick::take_words(desk, field, range));
    desk.open.page.clear_selection();
    leave(desk, tag);
}

/// Ends pointing. The annotation stays selected and is scrolled into view again.
pub fn leave(desk: &mut Desk, tag: &mut TagRoom) {
    if let Some(pick) = tag.pick.take() {
        show_annotation(desk, pick.annotation);
        desk.focus = Some(Focus::Page);
    }
}
