//! γ (Mathet, Widlöcher and Métivier 2015), γ-cat and γ-k (Mathet 2017): agreement on whole spans, overlaps and nesting
//! allowed, against chance.
//!
//! Observed disorder δ_o is the cost of the best alignment divided by the mean number of units of an analyst; expected
//! disorder δ_e is its mean over samples of a chance model. γ = 1 − δ_o / δ_e, at most 1, not bounded below. γ is not
//! defined without units or with fewer than two analysts, 1 where δ_o = 0, and not defined where only δ_e = 0. It is
//! unstable below about ten spans for each analyst.
//!
//! γ-cat looks at labels only: over pairs of units aligned with each other, weight max(0, 1 − α d_place) / (n − 1) with n
//! units in the unitary alignment, disorder Σ w d_label / Σ w, against the same in the samples. Units left alone do not
//! enter. γ-k is γ-cat over pairs with at least one unit of label k. Not defined where nothing is aligned, nor where chance
//! never puts different labels together, as where one label is in use: there is no disorder to be lower than.
//!
//! The papers have one text. Over several, ours is γ = 1 − Σ x̄ δ_o / Σ x̄ δ_e with x̄ the mean number of units, and
//! γ-cat = 1 − Σ d / Σ w e with d the weighted disorder, w the weight and e the expected disorder of each text.
//!
//! Analysts are taken in an order of what they tagged, so that neither samples nor ties between alignments depend on who
//! is named first.

use super::{
    align::{
        Alignment, DELTA_EMPTY, Dissimilarity, MAX_WORK_OF_SAMPLE, PairAligner, Unit, UnitaryAlignment, align, align_within,
    },
    chance::{ChanceModel, Sampler},
    random::Random,
    units::{Document, Layer},
};
use crate::parallel;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Below so many annotations of an analyst, in the articles that are compared, γ is unstable, and is not shown.
pub const MIN_SPANS: u64 = 10;

/// How many samples are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum NumSamples {
    /// So many.
    Fixed(u64),
    /// As many as the expected disorder needs for this relative precision at 95 % (2015, §5.3): 30 first, then the rest
    /// at once, 10,000 at most.
    Precision(f64),
    /// The same, but so many at most.
    UpTo {
        /// As in [`Self::Precision`].
        precision: f64,
        /// Samples at most.
        most: u64,
    },
}

/// Samples that a precision is judged by.
const FIRST_SAMPLES: u64 = 30;
/// Samples drawn at most for a precision.
const MAX_SAMPLES: u64 = 10_000;

/// What γ depends on besides the annotations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaSettings {
    /// Weights of place and label.
    pub dissimilarity: Dissimilarity,
    /// How chance is drawn.
    pub model: ChanceModel,
    /// How often.
    pub num_samples: NumSamples,
    /// Start of the random numbers.
    pub seed: u64,
}

/// A weighted mean in the making; adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighted {
    /// Σ w x.
    pub sum: f64,
    /// Σ w.
    pub weight: f64,
}

impl AddAssign for Weighted {
    fn add_assign(&mut self, other: Self) {
        self.sum += other.sum;
        self.weight += other.weight;
    }
}

impl Weighted {
    /// Σ w x / Σ w, or `None` without weight.
    pub fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

/// Values drawn by chance, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    count: u64,
    mean: f64,
    /// Σ (x − mean)².
    squares: f64,
}

impl Samples {
    fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { count: values.len() as u64, mean, squares }
    }

    /// How many.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, or `None` of none.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their standard deviation around the mean, divided by n − 1; `None` of fewer than two.
    pub fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// Samples needed for a relative precision at 95 %: (1.96 v / p)² with v the coefficient of variation.
    fn num_needed(&self, precision: f64) -> u64 {
        let Some(mean) = self.mean() else { return 0 };
        let population_sd = (self.squares / self.count as f64).sqrt();
        (1.96 * population_sd / mean / precision).powi(2).ceil() as u64
    }
}

/// What is really there, in one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Places of the analysts who worked on it.
    pub analysts: Vec<usize>,
    /// How many units each of them has.
    pub num_units: Vec<usize>,
    /// The best alignment; its cost is x̄ δ_o.
    pub alignment: Alignment,
    /// Disorder of labels over all aligned pairs.
    pub category: Weighted,
    /// The same over pairs with a unit of each label.
    pub by_label: Vec<Weighted>,
}

/// What chance would give, in one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Disorders, one for each sample.
    pub disorders: Samples,
    /// How much lower their mean may be; 0 where every sample's alignment is proved to be the best.
    #[serde(default)]
    pub mean_gap: f64,
    /// Disorders of labels, one for each sample in which anything is aligned.
    pub category: Samples,
    /// The same for each label.
    pub by_label: Vec<Samples>,
}

/// The units of these layers; `None` where these are fewer than two or nobody tagged anything.
fn units_of(present: &[(usize, &Layer)]) -> Option<Vec<Vec<Unit>>> {
    let layers: Vec<Vec<Unit>> =
        present.iter().map(|(_, layer)| layer.spans().iter().copied().map(Unit::from).collect()).collect();
    (layers.len() >= 2 && layers.iter().any(|layer| !layer.is_empty())).then_some(layers)
}

impl Observed {
    /// Aligns the layers of a document; `None` where fewer than two analysts worked on it or nobody tagged anything.
    pub fn of(document: &Document, dissimilarity: Dissimilarity, num_labels: usize) -> Option<Self> {
        let present = document.present_by_content();
        let layers = units_of(&present)?;
        let mut alignment = align(&layers, dissimilarity);
        let mut disorder = LabelDisorder::new(num_labels);
        disorder.add_groups(&layers, &alignment, dissimilarity);
        // Back to the order of the corpus.
        let mut order: Vec<usize> = (0..present.len()).collect();
        order.sort_by_key(|place| present[*place].0);
        for group in &mut alignment.unitary {
            *group = order.iter().map(|place| group[*place]).collect();
        }
        let first = |group: &UnitaryAlignment| group.iter().position(Option::is_some);
        alignment.unitary.sort_by_cached_key(|group| (group.iter().flatten().count() == 1, first(group), group.clone()));
        let analysts = order.iter().map(|place| present[*place].0).collect();
        let num_units = order.iter().map(|place| layers[*place].len()).collect();
        Some(Self { analysts, num_units, alignment, category: disorder.all, by_label: disorder.by_label })
    }

    /// x̄: the mean number of units of an analyst; above 0.
    pub fn mean_units(&self) -> f64 {
        self.num_units.iter().sum::<usize>() as f64 / self.num_units.len() as f64
    }

    /// δ_o.
    pub fn disorder(&self) -> f64 {
        self.alignment.cost / self.mean_units()
    }
}

impl Expected {
    /// Draws what chance would give in a document, on this many threads; how many does not change the result.
    pub fn of(document: &Document, num_labels: usize, settings: &GammaSettings, num_threads: usize) -> Self {
        let layers = units_of(&document.present_by_content()).unwrap_or_default();
        let Some(sampler) = Sampler::new(&layers, document.num_chars, settings.model) else { return Self::default() };
        let draw = |range| draw(&sampler, document.stream, num_labels, settings, range, num_threads);
        let (precision, most) = match settings.num_samples {
            NumSamples::Fixed(count) => (None, count),
            NumSamples::Precision(precision) => (Some(precision), MAX_SAMPLES),
            NumSamples::UpTo { precision, most } => (Some(precision), most),
        };
        let first = if precision.is_some() { FIRST_SAMPLES.min(most) } else { most };
        let mut samples = draw(0..first);
        if let Some(precision) = precision {
            let needed = sum_up(&samples, |sample| Some(sample.disorder)).num_needed(precision).min(most);
            samples.extend(draw(first..needed.max(first)));
        }
        Self {
            disorders: sum_up(&samples, |sample| Some(sample.disorder)),
            mean_gap: sum_up(&samples, |sample| Some(sample.gap)).mean().unwrap_or(0.0),
            category: sum_up(&samples, |sample| sample.labels.all.mean()),
            by_label: (0..num_labels).map(|label| sum_up(&samples, |sample| sample.labels.by_label[label].mean())).collect(),
        }
    }
}

/// The result of one sample.
struct Sample {
    disorder: f64,
    gap: f64,
    labels: LabelDisorder,
}

fn sum_up(samples: &[Sample], of: impl Fn(&Sample) -> Option<f64>) -> Samples {
    Samples::of(&samples.iter().filter_map(of).collect::<Vec<_>>())
}

/// Samples that a thread draws at a time.
const SAMPLES_AT_ONCE: u64 = 10;
/// Fewer units than these in all samples are not worth a thread.
const UNITS_PER_THREAD: u64 = 20_000;

/// The samples with these numbers, in their order.
fn draw(
    sampler: &Sampler<'_>,
    stream: u64,
    num_labels: usize,
    settings: &GammaSettings,
    range: std::ops::Range<u64>,
    num_threads: usize,
) -> Vec<Sample> {
    let of_two = (SAMPLES_AT_ONCE, (range.end - range.start) * sampler.num_units() / UNITS_PER_THREAD);
    // Aligning more than two takes far longer, and is worth a thread for every sample.
    let (at_once, worth) = if sampler.num_lines() > 2 { (1, u64::MAX) } else { of_two };
    let starts: Vec<u64> = range.clone().step_by(at_once as usize).collect();
    let drawn = parallel::map(&starts, num_threads.min(worth as usize), |start| {
        let mut drawer = Drawer::default();
        let numbers = *start..(start + at_once).min(range.end);
        let draw = |number| drawer.draw(sampler, &mut Random::new(settings.seed, stream, number), num_labels, settings);
        numbers.map(draw).collect::<Vec<Sample>>()
    });
    drawn.into_iter().flatten().collect()
}

/// Draws samples with the same buffers.
#[derive(Default)]
struct Drawer {
    layers: Vec<Vec<Unit>>,
    aligner: PairAligner,
}

impl Drawer {
    fn draw(&mut self, sampler: &Sampler<'_>, random: &mut Random, num_labels: usize, settings: &GammaSettings) -> Sample {
        sampler.draw(random, &mut self.layers);
        let mut labels = LabelDisorder::new(num_labels);
        let num_units = self.layers.iter().map(Vec::len).sum::<usize>() as f64;
        let (cost, gap) = match self.layers.as_slice() {
            [a, b] => {
                let savings = self.aligner.align(a, b, settings.dissimilarity);
                self.aligner.pairs().for_each(|(left, right)| labels.add(&a[left], &b[right], settings.dissimilarity, 1.0));
                (num_units * DELTA_EMPTY - savings, 0.0)
            }
            layers => {
                let alignment = align_within(layers, settings.dissimilarity, MAX_WORK_OF_SAMPLE);
                labels.add_groups(layers, &alignment, settings.dissimilarity);
                (alignment.cost, alignment.gap)
            }
        };
        let mean_units = num_units / self.layers.len() as f64;
        Sample { disorder: cost / mean_units, gap: gap / mean_units, labels }
    }
}

/// Disorder of labels over pairs of units that are aligned with each other.
struct LabelDisorder {
    all: Weighted,
    /// Over pairs with a unit of each label.
    by_label: Vec<Weighted>,
}

impl LabelDisorder {
    fn new(num_labels: usize) -> Self {
        Self { all: Weighted::default(), by_label: vec![Weighted::default(); num_labels] }
    }

    /// Adds a pair; `others` is the number of units in its unitary alignment, less one.
    fn add(&mut self, u: &Unit, v: &Unit, d: Dissimilarity, others: f64) {
        let weight = (1.0 - d.alpha * Dissimilarity::place(u, v)).max(0.0) / others;
        let pair = Weighted { sum: weight * Dissimilarity::label(u, v), weight };
        self.all += pair;
        let labels = [Some(u.label), Some(v.label).filter(|label| *label != u.label)];
        for label in labels.into_iter().flatten() {
            if let Some(disorder) = self.by_label.get_mut(label as usize) {
                *disorder += pair;
            }
        }
    }

    fn add_groups(&mut self, layers: &[Vec<Unit>], alignment: &Alignment, d: Dissimilarity) {
        for group in &alignment.unitary {
            let units: Vec<&Unit> = group.iter().zip(layers).filter_map(|(unit, layer)| layer.get((*unit)?)).collect();
            for (place, u) in units.iter().enumerate() {
                for v in &units[place + 1..] {
                    self.add(u, v, d, (units.len() - 1) as f64);
                }
            }
        }
    }
}

/// What γ and γ-cat are made of; adds up over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disorders {
    /// Σ x̄ δ_o.
    pub observed: f64,
    /// Σ x̄ δ_e.
    pub expected: f64,
    /// Σ x̄.
    pub mean_units: f64,
    /// Σ (x̄ · standard error of δ_e)².
    pub variance: f64,
    /// How much lower `observed` may be; 0 where every alignment is proved to be the best.
    pub observed_gap: f64,
    /// How much lower `expected` may be, likewise.
    pub expected_gap: f64,
}

impl AddAssign for Disorders {
    fn add_assign(&mut self, other: Self) {
        self.observed += other.observed;
        self.expected += other.expected;
        self.mean_units += other.mean_units;
        self.variance += other.variance;
        self.observed_gap += other.observed_gap;
        self.expected_gap += other.expected_gap;
    }
}

impl Disorders {
    /// The share of one document.
    pub fn of(observed: &Observed, expected: &Expected) -> Self {
        let mean_units = observed.mean_units();
        let samples = &expected.disorders;
        let error = samples.sd().map_or(0.0, |sd| sd / (samples.count() as f64).sqrt());
        Self {
            observed: observed.alignment.cost,
            expected: mean_units * samples.mean().unwrap_or(0.0),
            mean_units,
            variance: (mean_units * error).powi(2),
            observed_gap: observed.alignment.gap,
            expected_gap: mean_units * expected.mean_gap,
        }
    }

    /// γ.
    pub fn gamma(&self) -> Option<f64> {
        against_chance(self.observed, self.expected, self.mean_units)
    }

    /// From where to where γ lies, where not every alignment it is made of is proved to be the best; `None` where all are.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let is_proved = self.observed_gap <= 0.0 && self.expected_gap <= 0.0;
        let low = against_chance(self.observed, self.expected - self.expected_gap, self.mean_units);
        let high = against_chance(self.observed - self.observed_gap, self.expected, self.mean_units);
        low.zip(high).filter(|_| !is_proved)
    }

    /// Standard error of γ from sampling chance, not from sampling documents.
    pub fn sampling_error(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed / (self.expected * self.expected) * self.variance.sqrt())
    }
}

/// What γ-cat or γ-k is made of; adds up over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CategoryDisorders {
    observed: f64,
    expected: f64,
    weight: f64,
}

impl AddAssign for CategoryDisorders {
    fn add_assign(&mut self, other: Self) {
        self.observed += other.observed;
        self.expected += other.expected;
        self.weight += other.weight;
    }
}

impl CategoryDisorders {
    /// The share of one document; none where nothing is aligned, really or by chance.
    pub fn of(observed: Weighted, expected: &Samples) -> Self {
        match (observed.mean(), expected.mean()) {
            (Some(_), Some(mean)) => Self { observed: observed.sum, expected: observed.weight * mean, weight: observed.weight },
            _ => Self::default(),
        }
    }

    /// γ-cat or γ-k.
    pub fn gamma(&self) -> Option<f64> {
        against_chance(self.observed, self.expected, self.weight).filter(|_| self.expected > 0.0)
    }

    /// Whether anything is aligned, both really and by chance.
    pub fn is_aligned(&self) -> bool {
        self.weight > 0.0
    }
}

/// 1 − observed / expected; 1 without disorder, `None` without anything or without expected disorder.
fn against_chance(observed: f64, expected: f64, weight: f64) -> Option<f64> {
    if weight <= 0.0 {
        None
    } else if observed <= 1e-12 {
        Some(1.0)
    } else {
        (expected > 0.0).then(|| 1.0 - observed / expected)
    }
}
