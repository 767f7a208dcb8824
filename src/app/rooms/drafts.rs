//! Brings typed text to the disk before anything can destroy it.
//!
//! Text that belongs to the project is a draft while it is typed: a note or an answer, a label or the rules of the codebook,
//! a comment on a decision. After a pause, at the latest every few seconds, and whenever the project is left, drafts become
//! edits if they can. All edits of one field, until it is left, are one step for undo. Some drafts cannot be edits yet, such
//! as a label without a name, or must not become edits without a question, because annotations would change. These are kept
//! beside the project and restored when it is opened.

use super::State;
use crate::{
    app::{
        codebook, compare, dataset,
        desk::{
            answers,
            typing::{self, Field, Source, Typing},
        },
        tag::{self, editing},
    },
    store::file::{AnswerDraft, Drafts},
    text::words::{plural, sentence, short},
};
use egui::Context;
use jiff::Timestamp;
use std::time::Duration;

/// Typed text goes to the disk after a pause of this length.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest time that typed text waits while typing goes on without a pause.
const AT_LATEST: Duration = Duration::from_secs(5);

/// Notes that something was typed, or done with a kept draft, so that it must be written.
pub fn note(state: &mut State, is_typing: bool) {
    if !is_typing && state.desk.typing.kept.is_empty() {
        return;
    }
    let now = (state.desk.now)();
    let first = state.desk.typing.waiting.map_or(now, |(first, _)| first);
    state.desk.typing.waiting = Some((first, now));
}

/// Writes typed text to the disk if there has been a pause.
pub fn poll(state: &mut State, context: &Context) {
    let Some((first, last)) = state.desk.typing.waiting else { return };
    let now = (state.desk.now)();
    // A clock that was set back counts as a pause.
    let since = |time: Timestamp| Duration::try_from(now - time).unwrap_or(AT_LATEST);
    let rest = PAUSE.saturating_sub(since(last)).min(AT_LATEST.saturating_sub(since(first)));
    let has_left = context.input(|input| input.events.contains(&egui::Event::WindowFocused(false)));
    if rest.is_zero() || has_left {
        keep(state);
    } else {
        context.request_repaint_after(rest);
    }
}

/// Writes typed text to the disk while typing may go on.
pub fn keep(state: &mut State) {
    // If it cannot be written, it is tried again after the next key, and when the project is left.
    state.desk.typing.waiting = None;
    keep_field(state);
    codebook::keep_draft(&mut state.desk, &mut state.codebook);
    dataset::keep(&mut state.desk, &mut state.dataset);
    let _said = write(state);
}

/// Writes typed text to the disk before the project is left. Returns whether nothing would be lost by leaving.
pub fn leave(state: &mut State) -> bool {
    // An answer that does not fit is dropped when somebody leaves its field. If the project is left in a hurry, the answer
    // is kept and can be found again.
    let unfit = unfit_answer(state);
    state.desk.typing.waiting = None;
    if unfit.is_none() {
        tag::apply_draft(&mut state.desk, &mut state.tag);
    }
    codebook::keep_draft(&mut state.desk, &mut state.codebook);
    dataset::keep(&mut state.desk, &mut state.dataset);
    let is_kept = write(state);
    state.desk.typing.end();
    is_kept && (state.tag.draft.is_none() || unfit.is_some())
}

/// Makes an edit of what was typed into a field; its text stays there as it was typed.
fn keep_field(state: &mut State) {
    let Some(draft) = state.tag.draft.clone() else { return };
    if let Some(edit) = editing::draft_edit(&state.desk, &draft) {
        typing::apply(&mut state.desk, edit, Source::Field(draft.article, draft.annotation, draft.field));
    }
}

/// What is typed and cannot be, or is not to be, an edit yet.
pub fn collect(state: &State) -> Drafts {
    Drafts {
        codebook: codebook::drafts(&state.desk, &state.codebook),
        answers: unfit_answer(state).into_iter().collect(),
        comments: compare::comments(&state.compare),
    }
}

/// The answer that is being typed, if it does not fit the kind of its attribute.
fn unfit_answer(state: &State) -> Option<AnswerDraft> {
    let draft = state.tag.draft.as_ref()?;
    let Field::Attribute(attribute) = &draft.field else { return None };
    let (article, annotation) = (draft.article, draft.annotation);
    let label = state.desk.project().codebook().label(&state.desk.project().annotation(article, annotation)?.label)?;
    let is_unfit = answers::parse(&label.attribute(attribute)?.kind, &draft.text).is_none();
    is_unfit.then(|| AnswerDraft { article, annotation, attribute: attribute.clone(), text: draft.text.clone() })
}

/// Writes the drafts beside the project if they are others than there. Returns whether they are there; if not, it says why.
fn write(state: &mut State) -> bool {
    let drafts = collect(state);
    if drafts == state.desk.typing.kept || state.desk.session.read_only().is_some() {
        return true;
    }
    match state.desk.session.keep_drafts(&drafts) {
        Ok(()) => {
            state.desk.typing.kept = drafts;
            true
        }
        Err(error) => {
            state.desk.complain(format!("Typed text that is not applied yet could not be saved to disk: {error}."));
            false
        }
    }
}

/// Puts back what was kept when the project was left, and says so.
pub fn restore(state: &mut State) {
    state.desk.typing = Typing::default();
    if state.desk.session.read_only().is_some() {
        // They are of the window that may write, which has them.
        return;
    }
    let drafts = match state.desk.session.drafts() {
        Ok(drafts) => drafts,
        Err(why) => {
            state.desk.complain(sentence(&why));
            return;
        }
    };
    for answer in &drafts.answers {
        let words = state.desk.project().annotation(answer.article, answer.annotation).and_then(|annotation| {
            let record = state.desk.project().article(answer.article)?;
            Some(short(&annotation.fragments.words(record.article.text.as_str()), 60))
        });
        let whose = words.map_or_else(String::new, |words| format!(" of “{words}”"));
        state
            .desk
            .tell(format!("“{}” was typed for {}{whose}; it does not fit and was not stored.", answer.text, answer.attribute));
    }
    codebook::restore(&mut state.desk, &mut state.codebook, &drafts.codebook);
    if !drafts.comments.is_empty() {
        let comments = plural(drafts.comments.len(), "comment");
        state.desk.tell(format!("{comments} on decisions not made yet: kept, and shown with their differences in Compare."));
    }
    compare::restore_comments(&mut state.compare, &drafts.comments);
    state.desk.typing.kept = drafts;
}
