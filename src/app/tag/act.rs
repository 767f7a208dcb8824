//! Tagging: what was asked for becomes an edit, and so does what was typed.

use super::{editing, steps::neighbour};
use crate::{
    app::desk::{
        Dialog, Draft, State, answers,
        change::{apply, commit},
        command::Field,
        needs::SELECT_WORDS,
        typing::{self, Source},
    },
    project::LabelId,
};

/// Tags the selected words, or relabels the selected annotation.
pub fn tag(state: &mut State, label: &LabelId) {
    let Some(range) = state.selection() else {
        if state.annotation().is_some() {
            apply(state, editing::relabel(state, label));
        } else {
            state.status = SELECT_WORDS.to_owned();
        }
        return;
    };
    if state.analyst.is_none() {
        state.dialog = Some(Dialog::Analyst(String::new()));
        return;
    }
    let id = state.session.ids().annotation();
    if let Some(edit) = editing::tag(state, id, label, range)
        && commit(state, edit)
    {
        state.selected = Some(id);
        state.page.clear_selection();
    }
}

/// Deletes the selected annotation and selects the next one.
pub fn delete(state: &mut State) {
    let next = neighbour(state, 1).or_else(|| neighbour(state, -1)).filter(|next| Some(*next) != state.selected);
    if let Some(edit) = editing::delete(state)
        && commit(state, edit)
    {
        state.selected = next;
    }
}

/// Remembers what is being typed about the selected annotation.
pub fn draft(state: &mut State, field: Field, text: String) {
    if let (Some(article), Some(annotation)) = (state.article, state.selected) {
        let is_other = |draft: &Draft| (draft.article, draft.annotation, &draft.field) != (article, annotation, &field);
        if state.draft.as_ref().is_some_and(is_other) {
            commit_draft(state);
        }
        state.draft = Some(Draft { article, annotation, field, text });
    }
}

/// Makes what was typed an edit. What cannot be understood is said and dropped from the field, never stored.
pub fn commit_draft(state: &mut State) {
    let Some(draft) = state.draft.take() else { return };
    take_in(state, draft);
    // Whoever goes on in the field begins a new step.
    state.typing.end();
}

fn take_in(state: &mut State, draft: Draft) {
    if let Field::Attribute(key) = &draft.field {
        let annotation = state.project().annotation(draft.article, draft.annotation);
        let label = annotation.and_then(|annotation| state.project().codebook().label(&annotation.label));
        let kind = label.and_then(|label| label.attribute(key)).map(|attribute| &attribute.kind);
        if kind.is_some_and(|kind| answers::parse(kind, &draft.text).is_none()) {
            let status = format!("“{}” does not fit {key}; it was left as it was", draft.text);
            state.status = status;
            return;
        }
    }
    if let Some(edit) = editing::draft_edit(state, &draft)
        && !typing::commit(state, edit, Source::Field(draft.article, draft.annotation, draft.field.clone()))
        && state.session.read_only().is_none()
        && state.project().annotation(draft.article, draft.annotation).is_some()
    {
        // What was typed stays in its field until it can be written.
        state.draft = Some(draft);
    }
}
