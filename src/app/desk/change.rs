//! Changing the project: every edit of the window goes through here.

use super::Desk;
use crate::{
    app::page::Reader,
    project::{AnalystId, Annotation, AnnotationId, ArticleId, Change, Edit, Fragments, LabelId},
    store::{self, StoreError},
};
use jiff::Timestamp;

/// Makes an edit, if there is one.
pub fn apply_any(desk: &mut Desk, edit: Option<Edit>) {
    if let Some(edit) = edit {
        apply(desk, edit);
    }
}

/// Makes an edit, and reports what was done or why not; returns whether it was made.
pub fn apply(desk: &mut Desk, edit: Edit) -> bool {
    let author = desk.author();
    let edits = [edit.clone()];
    let result = desk.session.apply(edit, &author);
    made(desk, &edits, result)
}

/// Makes an edit that undo takes back together with the one before it; returns whether it was made.
pub fn apply_joined(desk: &mut Desk, edit: Edit) -> bool {
    let author = desk.author();
    let edits = [edit.clone()];
    let result = desk.session.apply_joined(edit, &author);
    made(desk, &edits, result)
}

fn made(desk: &mut Desk, edits: &[Edit], result: Result<(), StoreError>) -> bool {
    follow(desk, edits, result.map(|()| desk.session.history().next_undo().map(|step| step.sentence().to_owned())))
}

/// Follows an edit that the session made or refused: updates what depends on the project, and reports the result. `edits` are
/// those that changed it.
pub fn follow(desk: &mut Desk, edits: &[Edit], result: Result<Option<String>, StoreError>) -> bool {
    match result {
        Ok(sentence) => {
            desk.revision += 1;
            desk.changes.record(desk.revision, edits);
            desk.open.changed_at = Some((desk.now)());
            desk.status = sentence.unwrap_or_default();
            keep_selection_valid(desk);
            true
        }
        Err(error) => {
            let hint = error.hint().map_or_else(String::new, |hint| format!(" To go on: {hint}."));
            desk.complain(format!("{}.{hint}", store::with_causes(&error)));
            false
        }
    }
}

/// Makes sure after a change that what is selected and shown still exists.
fn keep_selection_valid(desk: &mut Desk) {
    if desk.annotation().is_none() {
        desk.open.selected = None;
    }
    if desk.open.analyst.as_ref().is_none_or(|analyst| desk.project().analyst(analyst).is_none()) {
        desk.open.analyst = desk.project().analysts().first().map(|analyst| analyst.id.clone());
    }
    if desk.record().is_none() {
        desk.open.article = desk.project().articles().first().map(|record| record.article.id);
        desk.open.page = Reader::new();
    }
}

/// An annotation made now under the codebook as it is, with nothing answered.
pub fn new_annotation(desk: &Desk, id: AnnotationId, analyst: &AnalystId, label: &LabelId, fragments: Fragments) -> Annotation {
    let now = (desk.now)();
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
        codebook_version: desk.project().codebook().version,
    }
}

/// One change to one annotation.
pub fn change_edit(article: ArticleId, annotation: AnnotationId, change: Change, modified: Timestamp) -> Edit {
    Edit::ChangeAnnotation { article, annotation, change, modified }
}
