//! That an article was opened: a line in the log for each analyst and article.
//!
//! Who has opened an article and tagged nothing yet is not somebody who never saw it. The line says so. It is no step of
//! the history: undo passes over it. What the window shows by itself when a project is opened counts from the first
//! request on, because until then nobody has asked for it, and the analyst at work may only be guessed. A project that
//! can only be read has no log, and gold is nobody who opens anything.

use super::{Desk, change, room::Room};
use crate::project::{Edit, Status};

/// Keeps in the log that the article on the page was opened by the analyst at work, unless that is known.
pub fn note(desk: &mut Desk) {
    if desk.room == Room::Tag && !desk.is_closing {
        note_article(desk);
    }
}

/// The same of an article that is about to leave the page.
pub fn note_article(desk: &mut Desk) {
    let Some((article, analyst)) = desk.article.zip(desk.analyst.clone()) else { return };
    let is_known = desk.project().article(article).is_none_or(|record| record.status.contains_key(&analyst));
    if is_known || analyst.is_gold() || desk.session.read_only().is_some() {
        return;
    }
    // One that could not be written has been told of; the next article tries again.
    let here = Some((article, analyst.clone()));
    if desk.opened == here {
        return;
    }
    desk.opened = here;
    let status = std::mem::take(&mut desk.status);
    if change::commit(desk, Edit::SetStatus { article, analyst, status: Some(Status::InProgress) }) {
        desk.status = status;
    }
}
