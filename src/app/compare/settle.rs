//! Settling differences: each decision is one edit of the gold layer, and the next difference comes in front.

use super::{CompareRoom, DRAFT, answers::Picks, refresh_list, settled};
use crate::{
    app::desk::{State, change},
    compare::{
        differences::Difference,
        gold::{self, Choice, Decider, Start},
    },
    project::{AnalystId, AnnotationId, ArticleId, Edit},
    text::words::capital,
};

/// Settles the difference in front, and goes on to the next. The first decision of all takes over what is identical.
pub(super) fn settle(state: &mut State, choice: Choice) {
    let Some((article, difference)) = state.compare.chosen else {
        state.status = "No difference is chosen".to_owned();
        return;
    };
    if let Some(reason) = state.compare.why_not_settle(state) {
        state.status = reason.to_owned();
        return;
    }
    if state.project().articles().iter().all(|record| record.decisions.is_empty()) {
        make_start(state, Start::Identical);
    }
    let decider = decider(state, state.compare.comment.trim());
    let mut ids: Vec<AnnotationId> = (0..2).map(|_| state.session.ids().annotation()).collect();
    let mut new_id = || ids.pop().unwrap_or(DRAFT);
    let choice = with_answers(&state.compare, choice);
    let edit = gold::decide(state.project(), article, &difference, choice, &decider, &mut new_id);
    match edit {
        Ok(edit) => {
            let next = after(&state.compare);
            if commit(state, edit) {
                // The comment is the decision's now.
                state.compare.comment.clear();
                state.compare.is_commenting = false;
                state.compare.editing = None;
                state.compare.answers.clear();
                if let Some((article, difference)) = next {
                    state.compare.choose(article, difference);
                }
            }
        }
        Err(error) => state.status = capital(&error.to_string()),
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
pub(super) fn commit_answers(state: &mut State, (article, difference): (ArticleId, Difference), answers: &Picks) {
    let decider = decider(state, state.compare.comment.trim());
    match gold::answer(state.project(), article, &difference, answers, &decider) {
        Ok(edit) => {
            commit(state, edit);
        }
        Err(error) => state.status = capital(&error.to_string()),
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
pub(super) fn reopen(state: &mut State) {
    let Some((article, difference)) = state.compare.chosen else { return };
    if state.compare.editing.is_some() {
        return;
    }
    match gold::reopen(state.project(), article, &difference) {
        Some(edit) => {
            commit(state, edit);
        }
        None if state.project().article(article).is_some_and(|record| settled(record, &difference).is_some()) => {
            state.status = "This follows from decisions about other pairs: take those back".to_owned();
        }
        None => state.status = "This difference is open".to_owned(),
    }
}

/// Settles many at once, as one step.
pub(super) fn make_start(state: &mut State, start: Start) {
    let Some(pair) = state.compare.pair.clone() else { return };
    if let Some(reason) = state.compare.why_not_settle(state) {
        state.status = reason.to_owned();
        return;
    }
    let analysts: Vec<AnalystId> = match start {
        Start::Majority => {
            let people = state.project().analysts().iter().filter(|analyst| !analyst.id.is_gold());
            people.map(|analyst| analyst.id.clone()).collect()
        }
        Start::Identical | Start::AgreedOnly => pair.to_vec(),
    };
    // Every gold annotation has a source.
    let num_ids = state.project().num_annotations();
    let mut ids: Vec<AnnotationId> = (0..num_ids).map(|_| state.session.ids().annotation()).collect();
    let decider = Decider { by: None, ..decider(state, "") };
    let mut new_id = || ids.pop().unwrap_or(DRAFT);
    match gold::start(state.project(), &analysts, &[], start, &decider, &mut new_id) {
        Some(edit) => {
            commit(state, edit);
        }
        None => state.status = "Nothing is left to take over".to_owned(),
    }
}

fn decider(state: &State, comment: &str) -> Decider {
    let by = state.analyst.clone().filter(|analyst| !analyst.is_gold());
    Decider { by, now: (state.now)(), comment: comment.to_owned() }
}

/// Makes an edit; answers whether it was made.
fn commit(state: &mut State, edit: Edit) -> bool {
    let before = state.revision;
    change::apply(state, Some(edit));
    // A further key in the same frame means the list as it is now.
    refresh_list(state);
    state.revision != before
}
