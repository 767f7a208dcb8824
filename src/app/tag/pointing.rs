//! Choosing in the text what the selected annotation links to: begin, go from one to the next, take, leave.

use super::{
    pick::{self, Pick, PickField},
    steps::{FIRST, LAST, beside},
};
use crate::{
    app::desk::{Focus, State, change::apply, navigate::show_annotation},
    project::AnnotationId,
    text::ByteRange,
};

/// Begins to choose for this field of the selected annotation. Words that are selected already are taken at once.
pub fn begin(state: &mut State, field: PickField) {
    let (Some(annotation), Some(label)) = (state.annotation(), state.annotation_label()) else { return };
    let annotation = annotation.id;
    let wants_words = field.wants_words(label);
    if let Some(range) = state.selection().filter(|_| wants_words) {
        take_words(state, &field, range);
        return;
    }
    state.pick = Some(Pick { annotation, field, candidate: None });
    state.focus = Some(Focus::Page);
}

/// Begins with the first field that can be pointed at; while one is chosen for, goes on to the next.
pub fn next_field(state: &mut State) {
    let Some(label) = state.annotation_label() else { return };
    let fields = pick::fields(label);
    let at = state.pick.as_ref().and_then(|pick| fields.iter().position(|field| *field == pick.field));
    let next = at.map_or(0, |at| at + 1);
    match fields.get(next).or(fields.first()) {
        Some(field) => begin(state, field.clone()),
        None => begin(state, PickField::SameAs),
    }
}

/// Goes to the next annotation that can be chosen, round the end of the article.
pub fn step(state: &mut State, step: isize) {
    let Some(pick) = state.pick.clone() else { return };
    let from = pick.candidate.unwrap_or(pick.annotation);
    let Some(from) = state.record().and_then(|record| record.annotations.get(&from)) else { return };
    let fits = |other: &crate::project::Annotation| pick::refusal(state, &pick, other).is_none();
    let order = (from.fragments.reading_order(), from.id);
    let around = if step > 0 { FIRST } else { LAST };
    match beside(state, order, step, fits).or_else(|| beside(state, around, step, fits)) {
        Some(candidate) => {
            state.pick = Some(Pick { candidate: Some(candidate), ..pick });
            show_annotation(state, candidate);
        }
        None => state.status = "No annotation here can be linked to".to_owned(),
    }
}

/// Takes the annotation that was gone to, or the selected words.
pub fn take(state: &mut State) {
    let Some(pick) = state.pick.clone() else { return };
    match (state.selection(), pick.candidate) {
        (_, Some(candidate)) => take_annotation(state, candidate),
        (Some(range), None) => take_words(state, &pick.field, range),
        (None, None) => state.status = "Go to an annotation with Tab, or select some words".to_owned(),
    }
}

/// Links to this annotation, or takes the link to it away.
pub fn take_annotation(state: &mut State, other: AnnotationId) {
    let Some(pick) = state.pick.clone() else { return };
    let Some(found) = state.record().and_then(|record| record.annotations.get(&other)) else { return };
    if let Some(refusal) = pick::refusal(state, &pick, found) {
        state.status = refusal;
        return;
    }
    let Some((edit, takes_many)) = pick::link(state, &pick, other) else { return };
    apply(state, Some(edit));
    if !takes_many {
        leave(state);
    }
}

/// Fills a field with words of the text.
pub fn take_words(state: &mut State, field: &PickField, range: ByteRange) {
    let wants_words = state.annotation_label().is_some_and(|label| field.wants_words(label));
    if !wants_words {
        return;
    }
    apply(state, pick::take_words(state, field, range));
    state.page.clear_selection();
    leave(state);
}

/// Chooses nothing more; the annotation that was chosen for stays selected and comes into view again.
pub fn leave(state: &mut State) {
    if let Some(pick) = state.pick.take() {
        show_annotation(state, pick.annotation);
        state.focus = Some(Focus::Page);
    }
}
