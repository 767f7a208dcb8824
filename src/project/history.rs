//! The history of a project: steps of edits with their inverses, for undo; and the trail of all edits, which only grows.
//!
//! A step is what one press of undo takes back: usually one edit, sometimes several that belong together (moving an edge
//! word by word, typing a note). A new step discards the undone ones, as everywhere. The number of steps is limited, and the
//! oldest are forgotten first; the trail still has them, as sentences.

use super::{
    article::Status,
    edit::Edit,
    id::AnalystId,
    site::{Reach, Site},
};
use jiff::Timestamp;
use std::collections::VecDeque;

/// The number of steps that are kept for undo.
const HISTORY_STEPS: usize = 10_000;

/// One edit, who made it, when, and how to take it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The edit.
    pub edit: Edit,
    /// The edit that takes it back.
    pub inverse: Edit,
    /// The edit as a sentence for people.
    pub sentence: String,
    /// The analyst who made it.
    pub analyst: Option<AnalystId>,
    /// The time at which it was made.
    pub time: Timestamp,
}

/// Edits that are undone together, in the order in which they were made; there is always at least one.
#[derive(Clone, Debug)]
pub struct Step {
    done: Vec<Done>,
    /// The places of these edits in the trail.
    entries: Vec<usize>,
}

impl PartialEq for Step {
    /// Compares the edits, not their places in a trail.
    fn eq(&self, other: &Self) -> bool {
        self.done == other.done
    }
}

/// A line of the trail, which remains when the step is undone or forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The edit as a sentence in the imperative.
    pub sentence: String,
    /// The analyst who made it.
    pub analyst: Option<AnalystId>,
    /// The time at which it was made.
    pub time: Timestamp,
    /// The place it was about.
    pub site: Option<Site>,
    /// Whose work it changed.
    pub reach: Reach,
    /// Whether it has been undone.
    pub is_undone: bool,
    /// The place of the first entry of its step, if it is part of a step.
    step: Option<usize>,
}

/// The reason why an edit cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It has been undone already.
    Undone,
    /// It records a look, which always stays.
    Look,
    /// Its step has been forgotten.
    Forgotten,
}

/// The steps that were made, the steps that were undone, and the trail of all edits.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    trail: Vec<Entry>,
}

impl Done {
    /// Whose work it changed. A mark of *in progress* on an article without a status records that the article was opened.
    /// Like a look at a layer, it stays, and undo does not take it back.
    pub fn reach(&self) -> Reach {
        match (&self.edit, &self.inverse) {
            (Edit::SetStatus { status: Some(Status::InProgress), .. }, Edit::SetStatus { status: None, .. }) => Reach::Look,
            (edit, _) => edit.reach(),
        }
    }
}

impl Step {
    /// Combines the edits into one.
    pub fn edit(&self) -> Edit {
        Edit::all(self.done.iter().map(|done| done.edit.clone()).collect())
    }

    /// The edit that takes all of it back.
    pub fn inverse(&self) -> Edit {
        Edit::all(self.done.iter().rev().map(|done| done.inverse.clone()).collect())
    }

    /// The step as a sentence for people: that of its last edit.
    pub fn sentence(&self) -> &str {
        self.done.last().map_or("", |done| &done.sentence)
    }

    /// The time of its last edit.
    pub fn time(&self) -> Option<Timestamp> {
        self.done.last().map(|done| done.time)
    }

    /// The analyst who made it.
    pub fn analyst(&self) -> Option<&AnalystId> {
        self.done.last()?.analyst.as_ref()
    }

    /// Whether it changed only the work of one analyst and nothing that all share.
    pub fn is_of_layer(&self) -> bool {
        self.done.iter().all(|done| done.edit.reach() == Reach::Layer)
    }

    fn first_entry(&self) -> usize {
        self.entries.first().copied().unwrap_or(0)
    }
}

impl History {
    /// Records an edit as a step of its own, or as part of the last step if it `joins` it. An edit that records a look at a
    /// layer or the opening of an article is not a step: it goes into the trail, and undo passes over it.
    pub fn record(&mut self, done: Done, joins: bool) {
        let entry = self.trail.len();
        self.remember(&done);
        if self.trail[entry].reach == Reach::Look {
            return;
        }
        self.undone.clear();
        match self.done.back_mut() {
            Some(step) if joins => {
                step.done.push(done);
                step.entries.push(entry);
            }
            _ => self.done.push_back(Step { done: vec![done], entries: vec![entry] }),
        }
        self.trail[entry].step = self.done.back().map(Step::first_entry);
        if self.done.len() > HISTORY_STEPS {
            self.done.pop_front();
        }
    }

    /// Adds an edit to the trail that cannot be undone, because the rest of its step is not known.
    pub fn remember(&mut self, done: &Done) {
        self.trail.push(Entry {
            sentence: done.sentence.clone(),
            analyst: done.analyst.clone(),
            time: done.time,
            site: done.edit.site(),
            reach: done.reach(),
            is_undone: false,
            step: None,
        });
    }

    /// Forgets every step; the trail stays.
    pub fn forget_steps(&mut self) {
        self.done.clear();
        self.undone.clear();
    }

    /// Forgets the steps that were undone; the trail stays.
    pub fn forget_undone(&mut self) {
        self.undone.clear();
    }

    /// The step that undo would take back.
    pub fn next_undo(&self) -> Option<&Step> {
        self.done.back()
    }

    /// The step that redo would make again.
    pub fn next_redo(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Moves the last step to the undone ones. Call it after its inverse has been applied.
    pub fn undo(&mut self) {
        let Some(step) = self.done.pop_back() else { return };
        self.mark(&step, true);
        self.undone.push(step);
    }

    /// Moves the last undone step back. Call it after its edit has been applied.
    pub fn redo(&mut self) {
        let Some(step) = self.undone.pop() else { return };
        self.mark(&step, false);
        self.done.push_back(step);
    }

    fn mark(&mut self, step: &Step, is_undone: bool) {
        for entry in &step.entries {
            self.trail[*entry].is_undone = is_undone;
        }
    }

    /// The steps that can be undone, the oldest first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> + ExactSizeIterator {
        self.done.iter()
    }

    /// Every known edit, the oldest first, including undone ones.
    pub fn trail(&self) -> &[Entry] {
        &self.trail
    }

    /// The number of steps that undo must take back to reach the edit at this place of the trail.
    ///
    /// # Errors
    /// The reason why it cannot be undone at all.
    pub fn steps_back_to(&self, entry: usize) -> Result<usize, Kept> {
        let found = self.trail.get(entry).ok_or(Kept::Forgotten)?;
        if found.is_undone {
            return Err(Kept::Undone);
        }
        if found.reach == Reach::Look {
            return Err(Kept::Look);
        }
        let first = found.step.ok_or(Kept::Forgotten)?;
        let place = self.done.partition_point(|step| step.first_entry() < first);
        match self.done.get(place) {
            Some(step) if step.first_entry() == first => Ok(self.done.len() - place),
            _ => Err(Kept::Forgotten),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::ArticleId;

    fn done(title: &str) -> Done {
        let edit = Edit::SetTitle(title.to_owned());
        Done { inverse: edit.clone(), edit, sentence: title.to_owned(), analyst: None, time: Timestamp::UNIX_EPOCH }
    }

    fn undone(history: &History) -> Vec<(&str, bool)> {
        history.trail().iter().map(|entry| (entry.sentence.as_str(), entry.is_undone)).collect()
    }

    #[test]
    fn the_trail_keeps_what_was_undone_and_then_overwritten() {
        let mut history = History::default();
        history.record(done("a"), false);
        history.record(done("b"), false);
        history.undo();
        history.record(done("c"), false);
        assert_eq!(undone(&history), [("a", false), ("b", true), ("c", false)]);
        assert_eq!(
            [0, 1, 2, 3].map(|entry| history.steps_back_to(entry)),
            [Ok(2), Err(Kept::Undone), Ok(1), Err(Kept::Forgotten)]
        );
        history.undo();
        history.redo();
        assert_eq!(undone(&history), [("a", false), ("b", true), ("c", false)]);
    }

    #[test]
    fn edits_of_one_step_go_back_together() {
        let mut history = History::default();
        history.record(done("a"), false);
        history.record(done("b"), false);
        history.record(done("b again"), true);
        history.record(done("c"), false);
        assert_eq!([0, 1, 2, 3].map(|entry| history.steps_back_to(entry)), [Ok(3), Ok(2), Ok(2), Ok(1)]);
        history.undo();
        history.undo();
        assert_eq!(undone(&history), [("a", false), ("b", true), ("b again", true), ("c", true)]);
    }

    #[test]
    fn a_look_at_a_layer_is_no_step_and_cannot_be_taken_back() {
        let mut history = History::default();
        history.record(done("a"), false);
        history.undo();
        let edit = Edit::ShowLayer(AnalystId::new("ben".to_owned()));
        history.record(Done { inverse: edit.clone(), edit, ..done("look") }, false);
        assert!(history.next_redo().is_some(), "what was undone can still be made again");
        assert_eq!(history.steps_back_to(1), Err(Kept::Look));
    }

    #[test]
    fn that_an_article_was_opened_is_no_step() {
        let status = |status| Edit::SetStatus { article: ArticleId::from_random(1), analyst: "ana".into(), status };
        let set = |to, from| Done { edit: status(to), inverse: status(from), ..done("status") };
        let mut history = History::default();
        history.record(done("a"), false);
        history.record(set(Some(Status::InProgress), None), false);
        assert_eq!(history.next_undo().map(Step::sentence), Some("a"));
        assert_eq!(history.steps_back_to(1), Err(Kept::Look));
        history.record(set(Some(Status::InProgress), Some(Status::Done)), false);
        assert_eq!(history.next_undo().map(Step::sentence), Some("status"), "to begin again is a step");
    }

    #[test]
    fn what_is_forgotten_stays_in_the_trail() {
        let mut history = History::default();
        history.record(done("a"), false);
        history.forget_steps();
        history.record(done("b"), false);
        assert_eq!([0, 1].map(|entry| history.steps_back_to(entry)), [Err(Kept::Forgotten), Ok(1)]);
    }
}
