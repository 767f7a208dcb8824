//! Figures of each article, of resampled articles, and their mean over articles.
//!
//! What articles add to a figure is put into numbered lists once; a resample then adds up numbers, so that a thousand
//! resamples of a thousand articles take no longer than reading them.

use super::{
    agreement::{
        bootstrap::{Interval, percentile},
        gamma::Disorders,
        span::SpanCounts,
    },
    parallel,
    statistics::DocumentStatistics,
    values::LabelSet,
};
use std::{borrow::Borrow, collections::BTreeMap};

/// The figures that get an interval and a mean over articles: names in files.
///
/// The first three are of the first pair of analysts, the others of all.
pub const NAMES: [&str; 6] =
    ["kappa_token_labelset", "strict_f1_set", "type_f1_matched", "alpha_token_labelset", "u_alpha_flattened", "gamma_pooled"];

/// The figures of [`NAMES`], each `None` where it is not defined.
pub type Figures = [Option<f64>; NAMES.len()];

/// What some articles add to the figures.
#[derive(Clone, Debug)]
pub struct Parts {
    num_values: usize,
    parts: Vec<Part>,
    /// Whether γ was computed for every article; over some of them it would be of another corpus.
    has_gamma: bool,
}

/// What one article adds; values of words are numbered.
#[derive(Clone, Debug, Default)]
struct Part {
    /// Values of the first two analysts on the words of both, and how many.
    pairs: Vec<(u32, u32, u64)>,
    /// How often each value was given to words that two analysts or more worked on.
    margins: Vec<(u32, u64)>,
    /// Σ o_ck over unequal values.
    disagreements: f64,
    strict: SpanCounts,
    same_type: SpanCounts,
    /// ℓ_c. of unitizing α.
    lengths: Vec<(u32, f64)>,
    shared: f64,
    own: f64,
    gamma: Disorders,
}

impl Parts {
    /// Numbers what these articles add.
    pub fn of<S: Borrow<DocumentStatistics>>(statistics: &[S]) -> Self {
        let mut numbers: BTreeMap<LabelSet, u32> = BTreeMap::new();
        let mut number = |set: &LabelSet| match numbers.get(set) {
            Some(number) => *number,
            None => {
                let next = numbers.len() as u32;
                numbers.insert(set.clone(), next);
                next
            }
        };
        let parts = statistics.iter().map(|document| Part::of(document.borrow(), &mut number)).collect();
        let has_gamma = statistics.iter().all(|document| document.borrow().gamma.is_ok());
        Self { num_values: numbers.len(), parts, has_gamma }
    }

    /// The figures of each article.
    pub fn of_each(&self) -> Vec<Figures> {
        (0..self.parts.len()).map(|place| self.figures(&[place])).collect()
    }

    /// The figures of the articles at these places, some of them perhaps several times.
    pub fn figures(&self, places: &[usize]) -> Figures {
        let mut sum = Sum::new(self.num_values);
        for part in places.iter().filter_map(|place| self.parts.get(*place)) {
            sum.add(part);
        }
        let mut figures = sum.figures();
        if !self.has_gamma {
            figures[NAMES.len() - 1] = None;
        }
        figures
    }

    /// The interval of each figure over resamples, worked out on this many threads; `None` where a figure is defined in
    /// no resample.
    pub fn intervals(&self, draws: &[Vec<usize>], num_threads: usize) -> [Option<Interval>; NAMES.len()] {
        let figures = parallel::map(draws, num_threads, |draw| self.figures(draw));
        std::array::from_fn(|name| {
            let mut values: Vec<f64> = figures.iter().filter_map(|figures| figures[name]).collect();
            values.sort_by(f64::total_cmp);
            Some(Interval {
                low: percentile(&values, 0.025)?,
                median: percentile(&values, 0.5)?,
                high: percentile(&values, 0.975)?,
                num_undefined: draws.len() - values.len(),
            })
        })
    }
}

/// Numbers under keys, one list for each article, that are added up over resamples again and again.
#[derive(Clone, Debug)]
pub struct Tally<K> {
    keys: Vec<K>,
    parts: Vec<Vec<(u32, f64)>>,
}

impl<K: Ord + Clone> Tally<K> {
    /// Numbers the keys of all articles.
    pub fn of(articles: impl IntoIterator<Item = Vec<(K, f64)>>) -> Self {
        let articles: Vec<Vec<(K, f64)>> = articles.into_iter().collect();
        let mut keys: Vec<K> = articles.iter().flatten().map(|(key, _)| key.clone()).collect();
        keys.sort();
        keys.dedup();
        let numbered = |(key, value): (K, f64)| Some((keys.binary_search(&key).ok()? as u32, value));
        let parts = articles.into_iter().map(|article| article.into_iter().filter_map(numbered).collect()).collect();
        Self { keys, parts }
    }

    /// The sums over the articles at these places, some of them perhaps several times; keys that sum to 0 are left out.
    pub fn sum(&self, places: &[usize]) -> impl Iterator<Item = (&K, f64)> {
        let mut sums = vec![0.0; self.keys.len()];
        for (key, value) in places.iter().filter_map(|place| self.parts.get(*place)).flatten() {
            sums[*key as usize] += value;
        }
        self.keys.iter().zip(sums).filter(|(_, sum)| *sum != 0.0)
    }
}

/// The mean of each figure over the articles in which it is defined, and in how many that is.
pub fn means(of_each: &[Figures]) -> [(Option<f64>, usize); NAMES.len()] {
    std::array::from_fn(|name| {
        let values: Vec<f64> = of_each.iter().filter_map(|figures| figures[name]).collect();
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        (mean, values.len())
    })
}

impl Part {
    fn of(document: &DocumentStatistics, number: &mut impl FnMut(&LabelSet) -> u32) -> Self {
        let mut part = Self::default();
        let mut margins: BTreeMap<u32, u64> = BTreeMap::new();
        for (row, count) in document.tokens.rows() {
            if let [Some(a), Some(b), ..] = row.as_slice() {
                part.pairs.push((number(a), number(b), count));
            }
            let values: Vec<u32> = row.iter().flatten().map(&mut *number).collect();
            let m = values.len();
            if m < 2 {
                continue;
            }
            let mut unequal = 0;
            for (place, value) in values.iter().enumerate() {
                *margins.entry(*value).or_default() += count;
                unequal += 2 * values[place + 1..].iter().filter(|other| *other != value).count() as u64;
            }
            part.disagreements += (count * unequal) as f64 / (m - 1) as f64;
        }
        part.margins = margins.into_iter().collect();
        if let Some(Some(spans)) = document.spans.first() {
            (part.strict, part.same_type) = (spans.strict, spans.same_type);
        }
        let (rows, shared, own) = document.flattened.margins();
        part.lengths = rows.into_iter().map(|(value, length)| (number(value), length)).collect();
        (part.shared, part.own) = (shared, own);
        if let Ok(Some(gamma)) = &document.gamma
            && let (Some(observed), Some(expected)) = (gamma.observed.first(), gamma.expected.first())
        {
            part.gamma = Disorders::of(observed, expected);
        }
        part
    }
}

/// Parts added up.
struct Sum {
    first: Vec<u64>,
    second: Vec<u64>,
    num_pairs: u64,
    num_equal: u64,
    margins: Vec<u64>,
    disagreements: f64,
    strict: SpanCounts,
    same_type: SpanCounts,
    lengths: Vec<f64>,
    shared: f64,
    own: f64,
    gamma: Disorders,
}

impl Sum {
    fn new(num_values: usize) -> Self {
        Self {
            first: vec![0; num_values],
            second: vec![0; num_values],
            num_pairs: 0,
            num_equal: 0,
            margins: vec![0; num_values],
            disagreements: 0.0,
            strict: SpanCounts::default(),
            same_type: SpanCounts::default(),
            lengths: vec![0.0; num_values],
            shared: 0.0,
            own: 0.0,
            gamma: Disorders::default(),
        }
    }

    fn add(&mut self, part: &Part) {
        for (a, b, count) in &part.pairs {
            self.first[*a as usize] += count;
            self.second[*b as usize] += count;
            self.num_pairs += count;
            self.num_equal += if a == b { *count } else { 0 };
        }
        part.margins.iter().for_each(|(value, count)| self.margins[*value as usize] += count);
        self.disagreements += part.disagreements;
        self.strict += part.strict;
        self.same_type += part.same_type;
        part.lengths.iter().for_each(|(value, length)| self.lengths[*value as usize] += length);
        self.shared += part.shared;
        self.own += part.own;
        self.gamma += part.gamma;
    }

    fn figures(&self) -> Figures {
        [self.kappa(), self.strict.f1(), self.same_type.f1(), self.alpha(), self.u_alpha(), self.gamma.gamma()]
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

    /// 1 − (ℓ.. − Σ ℓ_cc)(ℓ.. − s / ℓ..) / (ℓ..² − Σ ℓ_c.²): as in [`super::agreement::unitizing`], simplified.
    fn u_alpha(&self) -> Option<f64> {
        let total: f64 = self.lengths.iter().sum();
        let unequal = total * total - self.lengths.iter().map(|length| length * length).sum::<f64>();
        let room = total - self.own / total;
        (total > 0.0 && unequal > 1e-9 && room.abs() > 1e-12).then(|| 1.0 - (total - self.shared) * room / unequal)
    }
}
