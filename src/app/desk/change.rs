//! Changing the project: every edit of the window goes through here.

use super::State;
use crate::{
    app::page::PageView,
    project::{AnalystId, Annotation, AnnotationId, ArticleId, Change, Edit, Fragments, LabelId},
    store::{self, StoreError},
};
use jiff::Timestamp;

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

/// An annotation made now under the codebook as it is, with nothing answered.
pub fn new_annotation(state: &State, id: AnnotationId, analyst: &AnalystId, label: &LabelId, fragments: Fragments) -> Annotation {
    let now = (state.now)();
    Annotation {
        id,
        analyst: analyst.clone(),
        label: label.clone(),
        fragments,
        attributes: Default::default(),
        same_as: Vec::new(),
        note: String::new(),
        is_unsure: false,
        created: now,
        modified: now,
        codebook_version: state.project().codebook().version,
    }
}

/// One change to one annotation.
pub fn change_edit(article: ArticleId, annotation: AnnotationId, change: Change, modified: Timestamp) -> Edit {
    Edit::ChangeAnnotation { article, annotation, change, modified }
}
