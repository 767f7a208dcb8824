//! What was done, so that it can be undone: steps of edits with their inverses.
//!
//! A step is what one press of undo takes back: usually one edit, sometimes several that belong together (moving an
//! edge word by word, typing into a note). Doing something new forgets what was undone, as everywhere. The number of
//! steps is limited; the oldest are forgotten first.

use super::{edit::Edit, id::AnalystId};
use jiff::Timestamp;
use std::collections::VecDeque;

/// Steps kept for undo.
pub const HISTORY_STEPS: usize = 10_000;

/// One edit, who made it, when, and how to take it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The edit.
    pub edit: Edit,
    /// The edit that takes it back.
    pub inverse: Edit,
    /// What it was, for people.
    pub sentence: String,
    /// Who made it.
    pub analyst: Option<AnalystId>,
    /// When.
    pub time: Timestamp,
}

/// Edits that are undone together, in the order in which they were made; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Step(Vec<Done>);

/// The steps done and the steps undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
}

impl Step {
    /// The edits as one.
    pub fn edit(&self) -> Edit {
        Edit::all(self.0.iter().map(|done| done.edit.clone()).collect())
    }

    /// The edit that takes all of it back.
    pub fn inverse(&self) -> Edit {
        Edit::all(self.0.iter().rev().map(|done| done.inverse.clone()).collect())
    }

    /// What it was, for people: the sentence of its last edit.
    pub fn sentence(&self) -> &str {
        self.0.last().map_or("", |done| &done.sentence)
    }

    /// When its last edit was made.
    pub fn time(&self) -> Option<Timestamp> {
        self.0.last().map(|done| done.time)
    }

    /// Who made it.
    pub fn analyst(&self) -> Option<&AnalystId> {
        self.0.last()?.analyst.as_ref()
    }
}

impl History {
    /// Adds what was done as a step of its own, or to the last step if it `joins` it.
    pub fn record(&mut self, done: Done, joins: bool) {
        self.undone.clear();
        match self.done.back_mut() {
            Some(step) if joins => step.0.push(done),
            _ => self.done.push_back(Step(vec![done])),
        }
        if self.done.len() > HISTORY_STEPS {
            self.done.pop_front();
        }
    }

    /// The step that undo would take back.
    pub fn next_undo(&self) -> Option<&Step> {
        self.done.back()
    }

    /// The step that redo would bring back.
    pub fn next_redo(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Moves the last step to the undone ones; call when its inverse has been applied.
    pub fn undo(&mut self) {
        self.undone.extend(self.done.pop_back());
    }

    /// Moves the last undone step back; call when its edit has been applied.
    pub fn redo(&mut self) {
        self.done.extend(self.undone.pop());
    }

    /// The steps done, the oldest first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> + ExactSizeIterator {
        self.done.iter()
    }
}
