//! Span scores in list order, as nervaluate 1.2.1 computes those of SemEval-2013 task 9; for comparison with published
//! numbers.
//!
//! Candidates are taken in order of start, end, label; each uses up the first reference span that fits or overlaps it.
//! That makes the scores depend on which analyst is the reference, and wrong for nested spans: prefer [`super::span`].
//! The package knows spans in one piece only. Here spans of several fragments match where all fragments are the same, and
//! overlap by their whole extent. "Overlaps" means by at least 1 % of the reference span.
//!
//! Precision, recall and F1 are from 0 to 1. Without any spans they are 0, as in the package, and not undefined.
//!
//! ```
//! use obelus::agreement::{
//!     nervaluate::{Counts, Mode},
//!     units::{Layer, Span},
//! };
//!
//! // The scenarios of nervaluate's README, in its order: III, II, V, IV, I, VI. Labels: 0 brand, 1 drug, 2 group.
//! let gold = [(0, 7, 0), (23, 31, 1), (40, 51, 1), (60, 69, 1), (85, 99, 2)];
//! let predicted = [(10, 17, 0), (20, 31, 1), (40, 51, 0), (60, 69, 1), (80, 99, 1)];
//! let layer = |spans: &[(u32, u32, u32)]| {
//!     Layer::new(spans.iter().filter_map(|(start, end, label)| Span::new(*start, *end, *label)).collect())
//! };
//! let counts = |mode| {
//!     let found = Counts::of(&layer(&gold), &layer(&predicted), mode, None);
//!     [found.correct, found.incorrect, found.partial, found.missed, found.spurious]
//! };
//! assert_eq!(counts(Mode::EntType), [2, 2, 0, 1, 1]);
//! assert_eq!(counts(Mode::Partial), [2, 0, 2, 1, 1]);
//! assert_eq!(counts(Mode::Exact), [2, 2, 0, 1, 1]);
//! assert_eq!(counts(Mode::Strict), [1, 3, 0, 1, 1]);
//! ```

use super::{
    span::under,
    units::{Layer, Passage, Span},
};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// The definition of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Same range and label.
    Strict,
    /// Same range.
    Exact,
    /// Same range, or half for an overlap.
    Partial,
    /// Overlap with the same label.
    EntType,
}

/// The counts for one definition, which can be added up over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Candidates that match.
    pub correct: u64,
    /// Candidates that overlap without matching.
    pub incorrect: u64,
    /// Candidates that count half.
    pub partial: u64,
    /// Reference spans without counterpart.
    pub missed: u64,
    /// Candidates without counterpart.
    pub spurious: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.correct += other.correct;
        self.incorrect += other.incorrect;
        self.partial += other.partial;
        self.missed += other.missed;
        self.spurious += other.spurious;
    }
}

impl Counts {
    /// Scores one document. `label` restricts both layers to that label.
    pub fn of(reference: &Layer, candidate: &Layer, mode: Mode, label: Option<u32>) -> Self {
        let mut left = under(reference, label);
        let mut counts = Self::default();
        for passage in under(candidate, label) {
            let span = passage.span();
            let same = |other: &Passage<'_>| match mode {
                Mode::Strict => other.covered() == passage.covered() && other.span().label() == span.label(),
                Mode::Exact | Mode::Partial => other.covered() == passage.covered(),
                Mode::EntType => other.span().label() == span.label() && overlaps_enough(other.span(), span),
            };
            let apart = |other: Span| other.start().abs_diff(span.start()) + other.end().abs_diff(span.end());
            let equal = match mode {
                Mode::EntType => {
                    (0..left.len()).filter(|place| same(&left[*place])).min_by_key(|place| apart(left[*place].span()))
                }
                _ => left.iter().position(same),
            };
            let used = equal.or_else(|| left.iter().position(|other| overlaps_enough(other.span(), span)));
            match (equal, used) {
                (Some(_), _) => counts.correct += 1,
                (None, Some(_)) if mode == Mode::Partial => counts.partial += 1,
                (None, Some(_)) => counts.incorrect += 1,
                (None, None) => counts.spurious += 1,
            }
            if let Some(used) = used {
                left.remove(used);
            }
        }
        counts.missed = left.len() as u64;
        counts
    }

    /// Correct candidates, and half of the partial ones, divided by all candidates; 0 without candidates.
    pub fn precision(&self) -> f64 {
        self.share(self.spurious)
    }

    /// The same divided by all reference spans; 0 without any.
    pub fn recall(&self) -> f64 {
        self.share(self.missed)
    }

    /// The harmonic mean of both; 0 if both are 0.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    fn share(&self, others: u64) -> f64 {
        let all = self.correct + self.incorrect + self.partial + others;
        if all == 0 { 0.0 } else { (self.correct as f64 + 0.5 * self.partial as f64) / all as f64 }
    }
}

/// Whether the two share at least 1 % of the reference span.
fn overlaps_enough(reference: Span, candidate: Span) -> bool {
    let shared = reference.end().min(candidate.end()).saturating_sub(reference.start().max(candidate.start()));
    shared > 0 && u64::from(shared) * 100 >= u64::from(reference.num_chars())
}
