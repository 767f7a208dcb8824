//! Precision, recall and F1 of whole spans, independent of their order.
//!
//! P = S / n_candidate, R = S / n_reference, F1 = 2 S / (n_reference + n_candidate), each from 0 to 1. F1 does not change
//! when the analysts are exchanged. Counts add up over documents that both worked on. There is no correction for chance.
//!
//! * *strict*: S spans that cover the same text, with the same label, in both (as in bratiaa's exact instances).
//! * *exact*: S spans that cover the same text, labels ignored, each matched once.
//! * *partial*: S is the largest sum of a one-to-one matching in which the same text counts 1 and other overlaps ½.
//! * *type*: S is the largest number of one-to-one pairs that overlap and have the same label.
//!
//! A span of several fragments covers its fragments and not what lies between them: one quote in two fragments is no
//! exact match of one that runs across the gap.
//!
//! Precision is not defined without spans of the candidate, recall without spans of the reference, F1 where neither has any.
//!
//! The four readings follow SemEval-2013 task 9 (Segura-Bedmar et al. 2013); matching at the optimum instead of in list
//! order is ours, since list order gives 0 for two spans that are alike when a third lies inside ([`super::nervaluate`]).
//!
//! ```
//! use obelus::agreement::{
//!     span::{Matching, SpanCounts},
//!     units::{Layer, Span},
//! };
//!
//! // Bo has Ana's claim and a second one inside it.
//! let ana = Layer::new([Span::new(0, 20, 0)].into_iter().flatten().collect());
//! let bo = Layer::new([Span::new(0, 8, 0), Span::new(0, 20, 0)].into_iter().flatten().collect());
//! let strict = SpanCounts::of(&ana, &bo, Matching::Strict, None);
//! assert_eq!((strict.precision(), strict.recall(), strict.f1()), (Some(0.5), Some(1.0), Some(2.0 / 3.0)));
//! assert_eq!(SpanCounts::of(&ana, &bo, Matching::Strict, Some(7)).f1(), None, "nobody used label 7");
//! ```

use super::{
    align::assign,
    units::{Layer, Passage},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::AddAssign};

/// The definition of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// Same text, same label.
    Strict,
    /// Same text.
    Exact,
    /// Same text counts 1, another overlap ½.
    Partial,
    /// Any overlap with the same label.
    Type,
}

/// The matches and spans of two analysts, which can be added up over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpanCounts {
    /// The sum of the matches.
    pub score: f64,
    /// The number of spans of the reference analyst.
    pub num_reference: u64,
    /// The number of spans of the other analyst.
    pub num_candidate: u64,
}

impl AddAssign for SpanCounts {
    fn add_assign(&mut self, other: Self) {
        self.score += other.score;
        self.num_reference += other.num_reference;
        self.num_candidate += other.num_candidate;
    }
}

impl SpanCounts {
    /// Counts the matches of two layers of one document. `label` restricts both to that label.
    pub fn of(reference: &Layer, candidate: &Layer, matching: Matching, label: Option<u32>) -> Self {
        let (a, b) = (under(reference, label), under(candidate, label));
        let score = match matching {
            Matching::Strict => num_common(&a, &b, |passage| (passage.covered(), passage.span().label())),
            Matching::Exact => num_common(&a, &b, |passage| (passage.covered(), 0)),
            Matching::Partial => best_sum(&a, &b, |u, v| if u.covered() == v.covered() { 1.0 } else { 0.5 }),
            Matching::Type => best_sum(&a, &b, |u, v| if u.span().label() == v.span().label() { 1.0 } else { 0.0 }),
        };
        Self { score, num_reference: a.len() as u64, num_candidate: b.len() as u64 }
    }

    /// The share of the candidate's spans that match; `None` without such spans.
    pub fn precision(&self) -> Option<f64> {
        (self.num_candidate > 0).then(|| self.score / self.num_candidate as f64)
    }

    /// The share of the reference's spans that match; `None` without such spans.
    pub fn recall(&self) -> Option<f64> {
        (self.num_reference > 0).then(|| self.score / self.num_reference as f64)
    }

    /// Their harmonic mean; `None` if neither has spans.
    pub fn f1(&self) -> Option<f64> {
        let both = self.num_reference + self.num_candidate;
        (both > 0).then(|| 2.0 * self.score / both as f64)
    }
}

/// The passages of a layer with a label, or all of them.
pub(super) fn under(layer: &Layer, label: Option<u32>) -> Vec<Passage<'_>> {
    layer.passages().filter(|passage| label.is_none_or(|label| passage.span().label() == label)).collect()
}

/// The size of the intersection of two multisets of keys.
fn num_common<'l, K: Ord>(a: &[Passage<'l>], b: &[Passage<'l>], key: impl Fn(Passage<'l>) -> K) -> f64 {
    let mut counts: BTreeMap<K, u32> = BTreeMap::new();
    for passage in a {
        *counts.entry(key(*passage)).or_default() += 1;
    }
    let mut common = 0.0;
    for passage in b {
        if let Some(left) = counts.get_mut(&key(*passage)).filter(|left| **left > 0) {
            *left -= 1;
            common += 1.0;
        }
    }
    common
}

/// The largest sum of weights of a one-to-one matching of overlapping spans. `b` must be in order of start.
fn best_sum<'l>(a: &[Passage<'l>], b: &[Passage<'l>], weight: impl Fn(Passage<'l>, Passage<'l>) -> f64) -> f64 {
    let longest = b.iter().map(|passage| passage.span().num_chars()).max().unwrap_or(0);
    let edges: Vec<Vec<(usize, f64)>> = a
        .iter()
        .map(|u| {
            let first = b.partition_point(|v| v.span().start().saturating_add(longest) <= u.span().start());
            let near = b.iter().enumerate().skip(first).take_while(|(_, v)| v.span().start() < u.span().end());
            near.filter(|(_, v)| u.shares_text(**v))
                .map(|(place, v)| (place, -weight(*u, *v)))
                .filter(|(_, cost)| *cost < 0.0)
                .collect()
        })
        .collect();
    let pairs = assign(&edges, b.len());
    let matched = pairs.into_iter().enumerate().filter_map(|(left, right)| Some((left, right?)));
    // An empty sum is −0.0, which should not be shown.
    matched.map(|(left, right)| weight(a[left], b[right])).fold(0.0, |sum, weight| sum + weight)
}
