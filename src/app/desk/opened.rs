//! Records that an article was opened, as a line in the log for each analyst and article.
//!
//! An analyst who has opened an article and tagged nothing yet differs from one who never saw it, and the line records this.
//! It is not a step of the history, so undo passes over it. The article that the window shows by itself when a project is
//! opened counts only from the first request on. Until then nobody has asked for it, and the analyst at work may be a guess.
//! A read-only project has no log, and gold opens nothing.

use super::{Desk, change, room::Room};
use crate::project::{Edit, Status};

/// Keeps in the log that the article on the page was opened by the analyst at work, unless that is known.
pub fn note(desk: &mut Desk) {
    if desk.room == Room::Tag && !desk.is_closing {
        note_article(desk);
    }
}

/// Records the same for an article that is about to leave the page.
pub fn note_article(desk: &mut Desk) {
    let Some((article, analyst)) = desk.open.article.zip(desk.open.analyst.clone()) else { return };
    let is_known = desk.project().article(article).is_none_or(|record| record.status.contains_key(&analyst));
    if is_known || analyst.is_gold() || desk.session.read_only().is_some() {
        return;
    }
    // A failure has been reported; the next article tries again.
    let here = Some((article, analyst.clone()));
    if desk.open.last_opened == here {
        return;
    }
    desk.open.last_opened = here;
    let status = std::mem::take(&mut desk.status);
    if change::apply(desk, Edit::SetStatus { article, analyst, status: Some(Status::InProgress) }) {
        desk.status = status;
    }
}
