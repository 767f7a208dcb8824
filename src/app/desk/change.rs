//! Changing the project: every edit of the window goes through here, and what was typed becomes one.

use super::{Dialog, Draft, State, command::Field, navigate::neighbour, needs::SELECT_WORDS};
use crate::{
    app::{
        dispatch::drafts::{self, Source},
        page::PageView,
        tag::editing,
    },
    project::{Edit, LabelId},
    store::{self, StoreError},
};

/// Makes an edit, if there is one, and says what was done or why not.
pub fn apply(state: &mut State, edit: Option<Edit>) {
    if let Some(edit) = edit {
        commit(state, edit);
    }
}

/// Makes an edit; answers whether it was made.
pub fn commit(state: &mut State, edit: Edit) -> bool {
    let author = state.author();
    let edits = [edit.clone()];
    let result = state.session.apply(edit, &author);
    made(state, &edits, result)
}

/// Makes an edit that undo takes back together with the one before it; answers whether it was made.
pub fn commit_joined(state: &mut State, edit: Edit) -> bool {
    let author = state.author();
    let edits = [edit.clone()];
    let result = state.session.apply_joined(edit, &author);
    made(state, &edits, result)
}

fn made(state: &mut State, edits: &[Edit], result: Result<(), StoreError>) -> bool {
    finish(state, edits, result.map(|()| state.session.history().next_undo().map(|step| step.sentence().to_owned())))
}

/// After an edit: what depends on the project, and what to say. `edits` are those that changed it.
pub fn finish(state: &mut State, edits: &[Edit], result: Result<Option<String>, StoreError>) -> bool {
    match result {
        Ok(sentence) => {
            state.revision += 1;
            state.changes.record(state.revision, edits);
            state.changed_at = Some((state.now)());
            state.status = sentence.unwrap_or_default();
            keep_selection_valid(state);
            true
        }
        Err(error) => {
            let hint = error.hint().map_or_else(String::new, |hint| format!(" To go on: {hint}."));
            state.complain(format!("{}.{hint}", store::with_causes(&error)));
            false
        }
    }
}

/// After a change: what is selected and shown must still exist.
fn keep_selection_valid(state: &mut State) {
    if state.annotation().is_none() {
        state.selected = None;
    }
    if state.analyst.as_ref().is_none_or(|analyst| state.project().analyst(analyst).is_none()) {
        state.analyst = state.project().analysts().first().map(|analyst| analyst.id.clone());
    }
    if state.record().is_none() {
        state.article = state.project().articles().first().map(|record| record.article.id);
        state.page = PageView::new();
    }
}

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
        if kind.is_some_and(|kind| editing::parse(kind, &draft.text).is_none()) {
            let status = format!("“{}” does not fit {key}; it was left as it was", draft.text);
            state.status = status;
            return;
        }
    }
    if let Some(edit) = editing::draft_edit(state, &draft)
        && !drafts::commit(state, edit, Source::Field(draft.article, draft.annotation, draft.field.clone()))
        && state.session.read_only().is_none()
        && state.project().annotation(draft.article, draft.annotation).is_some()
    {
        // What was typed stays in its field until it can be written.
        state.draft = Some(draft);
    }
}
