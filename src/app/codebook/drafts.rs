//! Saves what is typed in the room: as an edit if no annotation changes with it, and otherwise as a draft beside the
//! project.

use super::{CodebookState, Subject, act};
use crate::{
    app::desk::{Desk, typing},
    project::CodebookChange,
    store::file::{CodebookDraft, CodebookDraftChange},
};

/// Turns what is typed about a label, or about title and rules, into an edit, unless annotations would change with it. All
/// edits until something else is shown are one step and one version of the codebook.
pub fn keep_draft(desk: &mut Desk, room: &mut CodebookState) {
    if room.question.is_some() {
        return;
    }
    let Some((change, source)) =
        act::change(desk, room).and_then(|change| act::source_of(&change).map(|source| (change, source)))
    else {
        return;
    };
    let (project, now) = (desk.project(), (desk.now)());
    let goes_on = typing::goes_on(desk, &source);
    let plan = if goes_on { project.plan_further(change, now) } else { project.plan_codebook(change, now) };
    // If it cannot be made, the form shows the reason.
    if let Ok(plan) = plan
        && plan.num_annotations == 0
    {
        typing::apply(desk, plan.edit, source);
    }
}

/// The typed text that is not in the codebook yet.
pub fn drafts(desk: &Desk, room: &CodebookState) -> Vec<CodebookDraft> {
    let version = desk.project().codebook().version;
    let in_front = match act::change(desk, room).filter(|_| room.question.is_none()) {
        Some(CodebookChange::EditLabel(label)) => Some(CodebookDraftChange::Label(label)),
        Some(CodebookChange::SetRules { title, general_rules }) => Some(CodebookDraftChange::Rules { title, general_rules }),
        _ => None,
    };
    let begun = act::begun_label(desk, room).map(CodebookDraftChange::NewLabel);
    in_front.into_iter().chain(begun).map(|change| CodebookDraft { version, change }).collect()
}

/// Restores the drafts that were kept, and reports them.
pub fn restore(desk: &mut Desk, room: &mut CodebookState, kept: &[CodebookDraft]) {
    let codebook = desk.project().codebook();
    let version = codebook.version;
    let (mut names, mut laid) = (Vec::new(), CodebookState::default());
    for draft in kept {
        match &draft.change {
            CodebookDraftChange::Rules { title, general_rules } => {
                names.push("title and rules".to_owned());
                laid.rules = Some((title.clone(), general_rules.clone()));
            }
            CodebookDraftChange::Label(label) if codebook.label(&label.id).is_some() => {
                names.push(format!("the label “{}”", codebook.label(&label.id).map_or("", |known| &known.name)));
                (laid.subject, laid.draft) = (Subject::Label(label.id.clone()), Some(label.clone()));
            }
            // If its label has been removed in the meantime, it can still be added as a new one.
            CodebookDraftChange::Label(label) | CodebookDraftChange::NewLabel(label) => {
                let name = label.name.trim();
                names.push(if name.is_empty() { "a new label".to_owned() } else { format!("the new label “{name}”") });
                laid.begun = Some(label.clone());
            }
        }
    }
    if names.is_empty() {
        return;
    }
    if let (Subject::Rules, None, Some(begun)) = (&laid.subject, &laid.rules, laid.begun.take_if(|_| kept.len() == 1)) {
        (laid.subject, laid.draft) = (Subject::New, Some(begun));
    }
    let has_changed = kept.iter().any(|draft| draft.version != version);
    let since =
        if has_changed { " The codebook has changed since it was typed: see there what applying it changes." } else { "" };
    let key = desk.keys.key_text(crate::app::desk::command::Command::Show(crate::app::desk::room::Room::Codebook));
    desk.tell(format!(
        "What you typed about {} is kept and not in the codebook yet: look at it in the Codebook room ({key}), then apply or discard it.{since}",
        names.join(" and "),
    ));
    *room = laid;
    act::preview(desk, room);
}
