//! Undo and redo: taking a step back or making it again, and showing the reader where that was.

use super::{Focus, State, change, navigate, others};
use crate::{
    project::{Edit, Site, Step},
    text::ByteRange,
};

/// Why a step of somebody else stays.
pub const ANOTHERS: &str = "This step is another analyst’s; choose that analyst at the top to take it back";

/// Whether a step changed the layer of somebody who is not at work: layers never touch each other.
pub fn is_of_another(state: &State, step: &Step) -> bool {
    step.analyst().is_some_and(|who| Some(who) != state.analyst.as_ref()) && step.is_of_layer()
}

/// What a step was, for people; of a layer that is not shown, only whose it is.
pub fn said(state: &State, step: &Step) -> String {
    if others::sees(state, step.analyst()) || !step.is_of_layer() {
        return step.sentence().to_owned();
    }
    let name = step.analyst().map_or("somebody", |id| state.project().analyst(id).map_or(id.as_str(), |found| &found.name));
    format!("a step of {name}")
}

/// Takes the last step back.
pub fn undo(state: &mut State) {
    step(state, true);
}

/// Makes the last undone step again.
pub fn redo(state: &mut State) {
    step(state, false);
}

fn step(state: &mut State, is_undo: bool) {
    let author = state.author();
    let history = state.session.history();
    let step = if is_undo { history.next_undo() } else { history.next_redo() };
    let edits: Vec<Edit> = step.map(Step::edit).into_iter().collect();
    let made = step.map(|step| if is_undo { step.inverse() } else { step.edit() });
    let site = made.as_ref().and_then(Edit::site);
    // Of an annotation that the step removes, its place is known only now.
    let before = site.and_then(|site| range_of(state, site));
    let result = if is_undo { state.session.undo(&author) } else { state.session.redo(&author) };
    let verb = if is_undo { "Undone" } else { "Redone" };
    match result {
        Ok(None) => state.status = if is_undo { "Nothing to undo" } else { "Nothing to redo" }.to_owned(),
        Ok(Some(sentence)) => {
            if change::finish(state, &edits, Ok(None))
                && let Some(site) = site
            {
                show(state, site, before);
            }
            state.status = format!("{verb}: {sentence}");
        }
        Err(error) => {
            change::finish(state, &edits, Err(error));
        }
    }
}

fn range_of(state: &State, site: Site) -> Option<ByteRange> {
    let annotation = state.project().annotation(site.article, site.annotation?)?;
    Some(annotation.fragments.first())
}

/// Opens the article that was changed if another one is open, and brings what was changed into view.
pub fn show(state: &mut State, site: Site, before: Option<ByteRange>) {
    if state.project().article(site.article).is_none() {
        return;
    }
    if state.article != Some(site.article) {
        state.leave_place();
        navigate::show_article(state, site.article);
        state.focus = Some(Focus::Page);
    }
    let Some(id) = site.annotation else { return };
    let annotation = state.project().annotation(site.article, id);
    let is_on_page = annotation.is_some_and(|annotation| Some(&annotation.analyst) == state.analyst.as_ref());
    let Some(range) = range_of(state, site).or(site.range).or(before) else { return };
    if is_on_page {
        state.selected = Some(id);
    }
    state.page.set_selection(ByteRange::between(range.start(), range.start()));
    state.page.scroll_to(range);
}
