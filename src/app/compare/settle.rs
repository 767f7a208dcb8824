//! Settles differences: each decision is one edit of the gold layer, and the next difference becomes the current one.

use super::{CompareRoom, DRAFT, Picks};
use crate::{
    app::desk::{Desk, change},
    compare::{
        differences::Difference,
        gold::{self, Choice, Decider, Start, State, state_of},
    },
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord, Decision, Edit},
    text::words::capital,
};

/// Settles the current difference and goes on to the next. The very first decision also takes over everything that is
/// identical.
pub(super) fn settle(desk: &mut Desk, room: &mut CompareRoom, choice: Choice) {
    let Some((article, difference)) = room.chosen else {
        desk.status = "No difference is chosen".to_owned();
        return;
    };
    if let Some(reason) = room.why_not_settle(desk) {
        desk.status = reason.to_owned();
        return;
    }
    if desk.project().articles().iter().all(|record| record.decisions.is_empty()) {
        make_start(desk, room, Start::Identical);
    }
    let decider = decider(desk, room.comment.trim());
    let mut ids: Vec<AnnotationId> = (0..2).map(|_| desk.session.ids().annotation()).collect();
    let mut new_id = || ids.pop().unwrap_or(DRAFT);
    let choice = with_answers(room, choice);
    let edit = gold::decide(desk.project(), article, &difference, choice, &decider, &mut new_id);
    match edit {
        Ok(edit) => {
            let next = after(room);
            if apply(desk, room, edit) {
                // The comment is the decision's now.
                room.comment.clear();
                room.is_commenting = false;
                room.editing = None;
                room.answers.clear();
                if let Some((article, difference)) = next {
                    room.choose(article, difference);
                }
            }
        }
        Err(error) => desk.status = capital(&error.to_string()),
    }
}

/// The choice with the answers that were chosen row by row; where nothing is taken there are none.
fn with_answers(room: &CompareRoom, choice: Choice) -> Choice {
    if room.answers.is_empty() || choice == Choice::Neither {
        return choice;
    }
    Choice::Answered(Box::new(choice), room.answers.clone())
}

/// Gives gold other answers where a difference is settled already.
pub(super) fn apply_answers(
    desk: &mut Desk,
    room: &mut CompareRoom,
    (article, difference): (ArticleId, Difference),
    answers: &Picks,
) {
    let decider = decider(desk, room.comment.trim());
    match gold::answer(desk.project(), article, &difference, answers, &decider) {
        Ok(edit) => {
            apply(desk, room, edit);
        }
        Err(error) => desk.status = capital(&error.to_string()),
    }
}

/// The difference that comes next when the one in front is settled; the first, after the last.
fn after(room: &CompareRoom) -> Option<(ArticleId, Difference)> {
    let at = room.chosen_row();
    let rows = &room.list.rows;
    let next = at.map_or(room.place, |at| at + 1);
    let row = rows.get(next).or_else(|| rows.first().filter(|_| at != Some(0)))?;
    Some((row.article, *room.list.row(row)?.0))
}

/// Takes back what was decided about the difference in front.
pub(super) fn reopen(desk: &mut Desk, room: &mut CompareRoom) {
    let Some((article, difference)) = room.chosen else { return };
    if room.editing.is_some() {
        return;
    }
    match gold::reopen(desk.project(), article, &difference) {
        Some(edit) => {
            apply(desk, room, edit);
        }
        None if desk.project().article(article).is_some_and(|record| settled(record, &difference).is_some()) => {
            desk.status = "This follows from decisions about other pairs: take those back".to_owned();
        }
        None => desk.status = "This difference is open".to_owned(),
    }
}

/// Settles many at once, as one step.
pub(super) fn make_start(desk: &mut Desk, room: &mut CompareRoom, start: Start) {
    let Some(pair) = room.pair.clone() else { return };
    if let Some(reason) = room.why_not_settle(desk) {
        desk.status = reason.to_owned();
        return;
    }
    let analysts: Vec<AnalystId> = match start {
        Start::Majority => {
            let people = desk.project().analysts().iter().filter(|analyst| !analyst.id.is_gold());
            people.map(|analyst| analyst.id.clone()).collect()
        }
        Start::Identical | Start::AgreedOnly => pair.to_vec(),
    };
    // Every gold annotation has a source.
    let num_ids = desk.project().num_annotations();
    let mut ids: Vec<AnnotationId> = (0..num_ids).map(|_| desk.session.ids().annotation()).collect();
    let decider = Decider { by: None, ..decider(desk, "") };
    let mut new_id = || ids.pop().unwrap_or(DRAFT);
    match gold::start(desk.project(), &analysts, &[], start, &decider, &mut new_id) {
        Some(edit) => {
            apply(desk, room, edit);
        }
        None => desk.status = "Nothing is left to take over".to_owned(),
    }
}

fn decider(desk: &Desk, comment: &str) -> Decider {
    let by = desk.open.analyst.clone().filter(|analyst| !analyst.is_gold());
    Decider { by, now: (desk.now)(), comment: comment.to_owned() }
}

/// Makes an edit; returns whether it was made.
fn apply(desk: &mut Desk, room: &mut CompareRoom, edit: Edit) -> bool {
    let before = desk.revision;
    change::apply(desk, edit);
    // A further key in the same frame refers to the list as it is now.
    room.refresh_list(desk);
    desk.revision != before
}

impl CompareRoom {
    /// Whether one of the two is gold, which is not a rater: no figure that corrects for chance counts it.
    pub fn has_gold(&self) -> bool {
        self.pair.as_ref().is_some_and(|pair| pair.iter().any(AnalystId::is_gold))
    }

    /// The reason why nothing can be settled; `None` if settling is possible.
    pub fn why_not_settle(&self, desk: &Desk) -> Option<&'static str> {
        if desk.session.read_only().is_some() {
            Some("This project can only be read")
        } else if self.has_gold() {
            Some("Gold is compared, not settled: choose two analysts")
        } else {
            None
        }
    }
}

/// What was decided about a difference, if it is settled.
pub fn settled<'r>(record: &'r ArticleRecord, difference: &Difference) -> Option<&'r Decision> {
    match state_of(record, difference) {
        State::Settled(decision) => Some(decision),
        State::Open | State::Reopened(_) => None,
    }
}
