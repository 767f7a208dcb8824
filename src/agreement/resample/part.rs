//! What one document adds to the figures, as numbers under the numbers of values.

use super::Share;
use crate::agreement::{
    coefficient::Distance,
    gamma::{CategoryDisorders, Disorders},
    span::SpanCounts,
    unitizing::Lengths,
    values::{LabelSet, ValueTable},
};
use std::collections::BTreeMap;

/// What one document adds; values are numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// The values of the first two analysts on words of both, and the number of these words.
    pub(super) pairs: Vec<(u32, u32, u64)>,
    /// How often each value was given to words that two or more analysts worked on.
    pub(super) margins: Vec<(u32, u64)>,
    /// Σ o_ck over unequal values, and the same weighted by MASI distance.
    pub(super) disagreements: f64,
    pub(super) masi: f64,
    pub(super) spans: [SpanCounts; 4],
    /// The lengths of unitizing α over everything, including gaps, and over what two analysts marked.
    pub(super) whole: Stretches,
    pub(super) marked: Stretches,
    /// ℓ of gaps, and the part of it that is a gap for both.
    pub(super) gaps: f64,
    pub(super) gaps_alike: f64,
    pub(super) gamma: Disorders,
    pub(super) category: CategoryDisorders,
}

/// The lengths that a coefficient of unitizing α is computed from.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretches {
    /// ℓ_c., by value.
    pub(super) lengths: Vec<(u32, f64)>,
    /// Σ ℓ_cc.
    pub(super) alike: f64,
    /// s.
    pub(super) own: f64,
}

impl Part {
    pub(super) fn of(share: &Share<'_>, number: &mut impl FnMut(&LabelSet) -> u32) -> Self {
        let mut part = Self { spans: share.spans, gamma: share.gamma, category: share.category, ..Self::default() };
        if let Some(words) = share.words {
            part.add_words(words, number);
        }
        if let Some(lengths) = share.lengths {
            part.add_lengths(lengths, number);
        }
        part
    }

    fn add_words(&mut self, words: &ValueTable, number: &mut impl FnMut(&LabelSet) -> u32) {
        let mut margins: BTreeMap<u32, u64> = BTreeMap::new();
        for (row, count) in words.rows() {
            if let [Some(a), Some(b), ..] = row.as_slice() {
                self.pairs.push((number(a), number(b), count));
            }
            let values: Vec<&LabelSet> = row.iter().flatten().collect();
            let m = values.len();
            if m < 2 {
                continue;
            }
            let (mut unequal, mut apart) = (0, 0.0);
            for (place, value) in values.iter().enumerate() {
                *margins.entry(number(value)).or_default() += count;
                for other in values[place + 1..].iter().filter(|other| *other != value) {
                    unequal += 2;
                    apart += 2.0 * Distance::Masi.between(value, other);
                }
            }
            self.disagreements += (count * unequal) as f64 / (m - 1) as f64;
            self.masi += count as f64 * apart / (m - 1) as f64;
        }
        self.margins = margins.into_iter().collect();
    }

    fn add_lengths(&mut self, lengths: &Lengths, number: &mut impl FnMut(&LabelSet) -> u32) {
        let numbered = |margins: crate::agreement::unitizing::Margins<'_>, number: &mut dyn FnMut(&LabelSet) -> u32| {
            let lengths = margins.rows.into_iter().map(|(value, length)| (number(value), length)).collect();
            Stretches { lengths, alike: margins.alike, own: margins.own }
        };
        self.whole = numbered(lengths.margins(), number);
        self.marked = numbered(lengths.marked_margins(), number);
        (self.gaps, self.gaps_alike) = lengths.gaps();
    }
}
