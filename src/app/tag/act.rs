//! Carries out requests of tagging: requests and typed text become edits.

use super::{Ask, Draft, TagRoom, articles, editing, find_bar, history, pick, pointing, steps::neighbour};
use crate::{
    app::desk::{
        Desk, Dialog, answers,
        change::{apply, apply_any},
        navigate::reveal,
        needs::SELECT_WORDS,
        others,
        typing::{self, Field, Source},
    },
    project::LabelId,
};

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, tag: &mut TagRoom, ask: Ask) {
    match ask {
        Ask::Tag(label) => tag_as(desk, &label),
        Ask::Select(annotation) => others::select(desk, annotation),
        Ask::Reveal(annotation) if tag.pick.is_some() => pointing::take_annotation(desk, tag, annotation),
        Ask::Reveal(annotation) => {
            desk.leave_place();
            reveal(desk, annotation);
        }
        Ask::SetAttribute(key, value) => apply_any(desk, editing::set_attribute(desk, &key, value)),
        Ask::Draft(field, text) => note_draft(desk, tag, field, text),
        // Every request that types nothing makes what was typed an edit.
        Ask::ApplyDraft => {}
        Ask::SetFragment { annotation, fragment, range } => {
            apply_any(desk, editing::set_fragment(desk, annotation, fragment, range));
        }
        Ask::RemoveFragment(index) => apply_any(desk, editing::remove_fragment(desk, index)),
        // Needs to know where lines break; the window does it.
        Ask::Move(..) => {}
        Ask::Pick(field) => pointing::begin(desk, tag, field),
        Ask::PickAnnotation(annotation) => pointing::take_annotation(desk, tag, annotation),
        Ask::PickWords(range) => {
            if let Some(field) = tag.pick.as_ref().map(|pick| pick.field.clone()) {
                pointing::take_words(desk, tag, &field, range);
            }
        }
        Ask::LeavePick => pointing::leave(desk, tag),
        Ask::Unlink(field, other) => apply_any(desk, pick::unlink(desk, &field, other)),
        Ask::Filter(filter) => tag.filter = filter,
        Ask::Articles(ask) => articles::act(tag, ask),
        Ask::FindBar(ask) => find_bar::act(desk, tag, ask),
        Ask::History(ask) => history::act(desk, tag, ask),
    }
}

/// Tags the selected words, or relabels the selected annotation.
fn tag_as(desk: &mut Desk, label: &LabelId) {
    let Some(range) = desk.selection() else {
        if desk.annotation().is_some() {
            apply_any(desk, editing::relabel(desk, label));
        } else {
            desk.status = SELECT_WORDS.to_owned();
        }
        return;
    };
    if desk.open.analyst.is_none() {
        desk.dialog = Some(Dialog::Analyst(String::new()));
        return;
    }
    let id = desk.session.ids().annotation();
    if let Some(edit) = editing::tag(desk, id, label, range)
        && apply(desk, edit)
    {
        desk.open.selected = Some(id);
        desk.open.page.clear_selection();
    }
}

/// Deletes the selected annotation and selects the next one.
pub fn delete(desk: &mut Desk) {
    let next = neighbour(desk, 1).or_else(|| neighbour(desk, -1)).filter(|next| Some(*next) != desk.open.selected);
    if let Some(edit) = editing::delete(desk)
        && apply(desk, edit)
    {
        desk.open.selected = next;
    }
}

/// Keeps the text that is being typed about the selected annotation.
fn note_draft(desk: &mut Desk, tag: &mut TagRoom, field: Field, text: String) {
    if let (Some(article), Some(annotation)) = (desk.open.article, desk.open.selected) {
        let is_other = |draft: &Draft| (draft.article, draft.annotation, &draft.field) != (article, annotation, &field);
        if tag.draft.as_ref().is_some_and(is_other) {
            apply_draft(desk, tag);
        }
        tag.draft = Some(Draft { article, annotation, field, text });
    }
}

/// Turns the typed text into an edit. Text that cannot be understood is reported and removed from the field, never stored.
pub fn apply_draft(desk: &mut Desk, tag: &mut TagRoom) {
    let Some(draft) = tag.draft.take() else { return };
    take_in(desk, tag, draft);
    // Further typing in the field begins a new step.
    desk.typing.end();
}

fn take_in(desk: &mut Desk, tag: &mut TagRoom, draft: Draft) {
    if let Field::Attribute(key) = &draft.field {
        let annotation = desk.project().annotation(draft.article, draft.annotation);
        let label = annotation.and_then(|annotation| desk.project().codebook().label(&annotation.label));
        let kind = label.and_then(|label| label.attribute(key)).map(|attribute| &attribute.kind);
        if kind.is_some_and(|kind| answers::parse(kind, &draft.text).is_none()) {
            let status = format!("“{}” does not fit {key}; it was left unchanged", draft.text);
            desk.status = status;
            return;
        }
    }
    if let Some(edit) = editing::draft_edit(desk, &draft)
        && !typing::apply(desk, edit, Source::Field(draft.article, draft.annotation, draft.field.clone()))
        && desk.session.read_only().is_none()
        && desk.project().annotation(draft.article, draft.annotation).is_some()
    {
        // The typed text stays in its field until it can be written.
        tag.draft = Some(draft);
    }
}
