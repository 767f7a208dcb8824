//! Documents added up, and the figures of the sum.

use super::{
    Figures,
    part::{Part, Stretches},
};
use crate::agreement::{
    gamma::{CategoryDisorders, Disorders},
    span::SpanCounts,
};

/// Values below this come from rounding.
const NOTHING: f64 = 1e-12;

/// The sum of the contributions.
pub(super) struct Sum {
    first: Vec<u64>,
    second: Vec<u64>,
    num_pairs: u64,
    num_equal: u64,
    margins: Vec<u64>,
    disagreements: f64,
    masi: f64,
    spans: [SpanCounts; 4],
    whole: SumOfStretches,
    marked: SumOfStretches,
    gaps: f64,
    gaps_alike: f64,
    pub(super) gamma: Disorders,
    pub(super) category: CategoryDisorders,
}

/// The sum of lengths, by value.
struct SumOfStretches {
    lengths: Vec<f64>,
    alike: f64,
    own: f64,
}

impl Sum {
    pub(super) fn new(num_values: usize) -> Self {
        Self {
            first: vec![0; num_values],
            second: vec![0; num_values],
            num_pairs: 0,
            num_equal: 0,
            margins: vec![0; num_values],
            disagreements: 0.0,
            masi: 0.0,
            spans: Default::default(),
            whole: SumOfStretches::new(num_values),
            marked: SumOfStretches::new(num_values),
            gaps: 0.0,
            gaps_alike: 0.0,
            gamma: Disorders::default(),
            category: CategoryDisorders::default(),
        }
    }

    pub(super) fn add(&mut self, part: &Part) {
        for (a, b, count) in &part.pairs {
            self.first[*a as usize] += count;
            self.second[*b as usize] += count;
            self.num_pairs += count;
            self.num_equal += if a == b { *count } else { 0 };
        }
        part.margins.iter().for_each(|(value, count)| self.margins[*value as usize] += count);
        self.disagreements += part.disagreements;
        self.masi += part.masi;
        self.spans.iter_mut().zip(part.spans).for_each(|(sum, counts)| *sum += counts);
        self.whole.add(&part.whole);
        self.marked.add(&part.marked);
        self.gaps += part.gaps;
        self.gaps_alike += part.gaps_alike;
        self.gamma += part.gamma;
        self.category += part.category;
    }

    /// The figures in the order of [`super::NAMES`]; `distances` are those of MASI.
    pub(super) fn figures(&self, distances: &[f64]) -> Figures {
        let [strict, same_type, exact, partial] = self.spans.map(|counts| counts.f1());
        [
            self.kappa(),
            strict,
            same_type,
            self.alpha(),
            self.whole.alpha(),
            self.gamma.gamma(),
            self.alpha_masi(distances),
            exact,
            partial,
            self.bar_u(),
            self.marked.alpha(),
            self.category.gamma(),
        ]
    }

    /// The agreement before chance is taken off, in the order of [`super::NAMES`].
    pub(super) fn observed(&self) -> Figures {
        let n = self.margins.iter().sum::<u64>() as f64;
        let share = |part: f64, all: f64| (all > 0.0).then(|| (part / all).clamp(0.0, 1.0));
        let whole = self.whole.total();
        [
            share(self.num_equal as f64, self.num_pairs as f64),
            None,
            None,
            share(n - self.disagreements, n),
            share(self.whole.alike, whole),
            None,
            share(n - self.masi, n),
            None,
            None,
            share(whole - 2.0 * (self.gaps - self.gaps_alike), whole),
            share(self.marked.alike, self.marked.total()),
            None,
        ]
    }

    fn kappa(&self) -> Option<f64> {
        let by_chance: u128 = self.first.iter().zip(&self.second).map(|(x, y)| u128::from(*x) * u128::from(*y)).sum();
        let all = u128::from(self.num_pairs) * u128::from(self.num_pairs);
        (all > by_chance).then(|| {
            let chance = by_chance as f64 / all as f64;
            (self.num_equal as f64 / self.num_pairs as f64 - chance) / (1.0 - chance)
        })
    }

    fn alpha(&self) -> Option<f64> {
        let n: u64 = self.margins.iter().sum();
        let squares: u128 = self.margins.iter().map(|count| u128::from(*count) * u128::from(*count)).sum();
        let unequal = u128::from(n) * u128::from(n) - squares;
        (unequal > 0).then(|| 1.0 - (n as f64 - 1.0) * self.disagreements / unequal as f64)
    }

    fn alpha_masi(&self, distances: &[f64]) -> Option<f64> {
        let size = self.margins.len();
        let used: Vec<usize> = (0..size).filter(|value| self.margins[*value] > 0).collect();
        let mut expected = 0.0;
        for (place, c) in used.iter().enumerate() {
            for k in &used[place + 1..] {
                expected += 2.0 * self.margins[*c] as f64 * self.margins[*k] as f64 * distances[c * size + k];
            }
        }
        let n = self.margins.iter().sum::<u64>() as f64;
        (expected > 0.0).then(|| 1.0 - (n - 1.0) * self.masi / expected)
    }

    /// Marked compared with not marked: 1 − (ℓ_g − ℓ_gg)(ℓ.. − s / ℓ..) / (ℓ_g (ℓ.. − ℓ_g)), with g for gaps.
    fn bar_u(&self) -> Option<f64> {
        let total = self.whole.total();
        let room = self.whole.room()?;
        let expected = self.gaps * (total - self.gaps) / room;
        (expected.abs() >= NOTHING).then(|| 1.0 - (self.gaps - self.gaps_alike) / expected)
    }
}

impl SumOfStretches {
    fn new(num_values: usize) -> Self {
        Self { lengths: vec![0.0; num_values], alike: 0.0, own: 0.0 }
    }

    fn add(&mut self, part: &Stretches) {
        part.lengths.iter().for_each(|(value, length)| self.lengths[*value as usize] += length);
        self.alike += part.alike;
        self.own += part.own;
    }

    fn total(&self) -> f64 {
        self.lengths.iter().sum()
    }

    /// ℓ.. − s / ℓ..; `None` if nothing is left of it.
    fn room(&self) -> Option<f64> {
        let total = self.total();
        let room = if total > 0.0 { total - self.own / total } else { 0.0 };
        (room.abs() >= NOTHING).then_some(room)
    }

    /// 1 − (ℓ.. − Σ ℓ_cc)(ℓ.. − s / ℓ..) / (ℓ..² − Σ ℓ_c.²), simplified from [`crate::agreement::unitizing`].
    fn alpha(&self) -> Option<f64> {
        let total = self.total();
        let room = self.room()?;
        let unequal = total * total - self.lengths.iter().map(|length| length * length).sum::<f64>();
        (unequal > 1e-9).then(|| 1.0 - (total - self.alike) * room / unequal)
    }
}
