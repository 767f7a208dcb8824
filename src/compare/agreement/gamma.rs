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
//! enter. γ-k is γ-cat over pairs with at least one unit of label k. Not defined where nothing is aligned.
//!
//! The papers have one text. Over several, ours is γ = 1 − Σ x̄ δ_o / Σ x̄ δ_e with x̄ the mean number of units, and
//! γ-cat = 1 − Σ d / Σ w e with d the weighted disorder, w the weight and e the expected disorder of each text.

use super::{
    chance::{ChanceModel, Sampler},
    random::Random,
};
use crate::compare::{
    align::{AlignError, Alignment, Dissimilarity, Unit, align},
    units::Document,
};
use std::ops::AddAssign;

/// How many samples are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumSamples {
    /// So many.
    Fixed(u64),
    /// As many as the expected disorder needs for this relative precision at 95 % (2015, §5.3): 30 first, then the rest
    /// at once, 10,000 at most.
    Precision(f64),
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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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

/// Values drawn by chance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Their mean, or `None` of none.
    pub fn mean(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.0.iter().sum::<f64>() / self.0.len() as f64)
    }

    /// Their standard deviation around the mean, divided by n − 1; `None` of fewer than two.
    pub fn sd(&self) -> Option<f64> {
        let mean = self.mean()?;
        let squares: f64 = self.0.iter().map(|value| (value - mean) * (value - mean)).sum();
        (self.0.len() > 1).then(|| (squares / (self.0.len() - 1) as f64).sqrt())
    }
}

/// What is really there, in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Places of the analysts who worked on it.
    pub analysts: Vec<usize>,
    /// Their units.
    pub layers: Vec<Vec<Unit>>,
    /// The best alignment; its cost is x̄ δ_o.
    pub alignment: Alignment,
    /// Disorder of labels over all aligned pairs.
    pub category: Weighted,
    /// The same over pairs with a unit of each label.
    pub by_label: Vec<Weighted>,
}

/// What chance would give, in one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// Disorders, one for each sample.
    pub disorders: Samples,
    /// Disorders of labels, one for each sample in which anything is aligned.
    pub category: Samples,
    /// The same for each label.
    pub by_label: Vec<Samples>,
}

impl Observed {
    /// Aligns the layers of a document; `None` where fewer than two analysts worked on it or nobody tagged anything.
    ///
    /// # Errors
    /// With three analysts or more, when the alignment passes its limits.
    pub fn of(document: &Document, dissimilarity: Dissimilarity, num_labels: usize) -> Result<Option<Self>, AlignError> {
        let present = document.present();
        let layers: Vec<Vec<Unit>> =
            present.iter().map(|(_, layer)| layer.spans().iter().copied().map(Unit::from).collect()).collect();
        if layers.len() < 2 || layers.iter().all(Vec::is_empty) {
            return Ok(None);
        }
        let alignment = align(&layers, dissimilarity)?;
        let category = category_disorder(&layers, &alignment, dissimilarity, None);
        let by_label =
            (0..num_labels as u32).map(|label| category_disorder(&layers, &alignment, dissimilarity, Some(label))).collect();
        let analysts = present.iter().map(|(place, _)| *place).collect();
        Ok(Some(Self { analysts, layers, alignment, category, by_label }))
    }

    /// x̄: the mean number of units of an analyst; above 0.
    pub fn mean_units(&self) -> f64 {
        mean_units(&self.layers)
    }

    /// δ_o.
    pub fn disorder(&self) -> f64 {
        self.alignment.cost / self.mean_units()
    }

    /// Draws what chance would give in this document.
    ///
    /// # Errors
    /// With three analysts or more, when an alignment passes its limits.
    pub fn expected(&self, document: &Document, settings: &GammaSettings) -> Result<Expected, AlignError> {
        let mut expected = Expected { by_label: vec![Samples::default(); self.by_label.len()], ..Expected::default() };
        let Some(sampler) = Sampler::new(&self.layers, document.num_chars, settings.model) else { return Ok(expected) };
        let first = match settings.num_samples {
            NumSamples::Fixed(count) => count,
            NumSamples::Precision(_) => FIRST_SAMPLES,
        };
        expected.draw(&sampler, document, settings, 0..first)?;
        if let NumSamples::Precision(precision) = settings.num_samples {
            let needed = expected.num_needed(precision).min(MAX_SAMPLES);
            expected.draw(&sampler, document, settings, first..needed.max(first))?;
        }
        Ok(expected)
    }
}

impl Expected {
    fn draw(
        &mut self,
        sampler: &Sampler<'_>,
        document: &Document,
        settings: &GammaSettings,
        samples: std::ops::Range<u64>,
    ) -> Result<(), AlignError> {
        for number in samples {
            let layers = sampler.draw(&mut Random::new(settings.seed, document.stream, number));
            let alignment = align(&layers, settings.dissimilarity)?;
            self.disorders.0.push(alignment.cost / mean_units(&layers));
            let disorder = |label| category_disorder(&layers, &alignment, settings.dissimilarity, label).mean();
            self.category.0.extend(disorder(None));
            for (label, samples) in self.by_label.iter_mut().enumerate() {
                samples.0.extend(disorder(Some(label as u32)));
            }
        }
        Ok(())
    }

    /// Samples needed for a relative precision at 95 %: (1.96 v / p)² with v the coefficient of variation.
    fn num_needed(&self, precision: f64) -> u64 {
        let (Some(mean), Some(sd)) = (self.disorders.mean(), self.disorders.sd()) else { return 0 };
        let count = self.disorders.count() as f64;
        let population_sd = sd * ((count - 1.0) / count).sqrt();
        (1.96 * population_sd / mean / precision).powi(2).ceil() as u64
    }
}

fn mean_units(layers: &[Vec<Unit>]) -> f64 {
    layers.iter().map(Vec::len).sum::<usize>() as f64 / layers.len() as f64
}

/// Disorder of labels over pairs of units that are aligned with each other.
fn category_disorder(layers: &[Vec<Unit>], alignment: &Alignment, d: Dissimilarity, only: Option<u32>) -> Weighted {
    let mut disorder = Weighted::default();
    for group in &alignment.unitary {
        let units: Vec<&Unit> = group.iter().zip(layers).filter_map(|(unit, layer)| layer.get((*unit)?)).collect();
        for (place, u) in units.iter().enumerate() {
            for v in &units[place + 1..] {
                if only.is_none_or(|label| u.label == label || v.label == label) {
                    let weight = (1.0 - d.alpha * Dissimilarity::place(u, v)).max(0.0) / (units.len() - 1) as f64;
                    disorder += Weighted { sum: weight * Dissimilarity::label(u, v), weight };
                }
            }
        }
    }
    disorder
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
}

impl AddAssign for Disorders {
    fn add_assign(&mut self, other: Self) {
        self.observed += other.observed;
        self.expected += other.expected;
        self.mean_units += other.mean_units;
        self.variance += other.variance;
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
        }
    }

    /// γ.
    pub fn gamma(&self) -> Option<f64> {
        against_chance(self.observed, self.expected, self.mean_units)
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
        against_chance(self.observed, self.expected, self.weight)
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
