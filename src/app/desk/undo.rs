//! Undoes and redoes steps, and shows the reader where they were.

use super::{Desk, Focus, change, navigate, others};
use crate::{
    project::{Edit, Site, Step},
    text::ByteRange,
};

/// The reason why a step of another analyst cannot be undone.
pub const ANOTHERS: &str = "This step is another analyst’s; choose that analyst at the top to take it back";

/// Whether a step changed the layer of somebody who is not at work: layers never touch each other.
pub fn is_of_another(desk: &Desk, step: &Step) -> bool {
    step.analyst().is_some_and(|who| Some(who) != desk.open.analyst.as_ref()) && step.is_of_layer()
}

/// Describes a step for people. If its layer is not shown, only says whose it is.
pub fn said(desk: &Desk, step: &Step) -> String {
    if others::sees(desk, step.analyst()) || !step.is_of_layer() {
        return step.sentence().to_owned();
    }
    let name = step.analyst().map_or("somebody", |id| desk.project().analyst(id).map_or(id.as_str(), |found| &found.name));
    format!("a step of {name}")
}

/// Takes the last step back.
pub fn undo(desk: &mut Desk) {
    step(desk, true);
}

/// Makes the last undone step again.
pub fn redo(desk: &mut Desk) {
    step(desk, false);
}

fn step(desk: &mut Desk, is_undo: bool) {
    let author = desk.author();
    let history = desk.session.history();
    let step = if is_undo { history.next_undo() } else { history.next_redo() };
    let edits: Vec<Edit> = step.map(Step::edit).into_iter().collect();
    let made = step.map(|step| if is_undo { step.inverse() } else { step.edit() });
    let site = made.as_ref().and_then(Edit::site);
    // If the step removes an annotation, its place is known only now.
    let before = site.and_then(|site| range_of(desk, site));
    let result = if is_undo { desk.session.undo(&author) } else { desk.session.redo(&author) };
    let verb = if is_undo { "Undone" } else { "Redone" };
    match result {
        Ok(None) => desk.status = if is_undo { "Nothing to undo" } else { "Nothing to redo" }.to_owned(),
        Ok(Some(sentence)) => {
            if change::follow(desk, &edits, Ok(None))
                && let Some(site) = site
            {
                show(desk, site, before);
            }
            desk.status = format!("{verb}: {sentence}");
        }
        Err(error) => {
            change::follow(desk, &edits, Err(error));
        }
    }
}

fn range_of(desk: &Desk, site: Site) -> Option<ByteRange> {
    let annotation = desk.project().annotation(site.article, site.annotation?)?;
    Some(annotation.fragments.first())
}

/// Opens the article that was changed if another one is open, and brings what was changed into view.
pub fn show(desk: &mut Desk, site: Site, before: Option<ByteRange>) {
    if desk.project().article(site.article).is_none() {
        return;
    }
    if desk.open.article != Some(site.article) {
        desk.leave_place();
        navigate::show_article(desk, site.article);
        desk.focus = Some(Focus::Page);
    }
    let Some(id) = site.annotation else { return };
    let annotation = desk.project().annotation(site.article, id);
    let is_on_page = annotation.is_some_and(|annotation| Some(&annotation.analyst) == desk.open.analyst.as_ref());
    let Some(range) = range_of(desk, site).or(site.range).or(before) else { return };
    if is_on_page {
        desk.open.selected = Some(id);
    }
    desk.open.page.set_selection(ByteRange::between(range.start(), range.start()));
    desk.open.page.scroll_to(range);
}
