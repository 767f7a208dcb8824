//! γ (Mathet, Widlöcher and Métivier 2015), γ-cat and γ-k (Mathet 2017): agreement on whole spans compared with chance, with
//! overlaps and nesting allowed.
//!
//! * γ = 1 − δ_o / δ_e. Observed disorder δ_o is the cost of the best alignment ([`super::align`]) divided by the mean number
//!   x̄ of units of an analyst. Expected disorder δ_e is its mean over samples of a chance model ([`super::chance`]).
//! * γ-cat looks at labels only: over pairs of units aligned with each other, with weight w = max(0, 1 − α d_place) / (n − 1)
//!   for n units in the unitary alignment, its disorder is Σ w d_label / Σ w, against the same in the samples. Units left
//!   alone do not enter.
//! * γ-k is γ-cat over pairs with at least one unit of label k.
//!
//! All are at most 1 and not bounded below. γ is not defined without units or with fewer than two analysts, is 1 where
//! δ_o = 0, and is not defined where only δ_e = 0. It is unstable below about ten spans of each analyst: [`MIN_SPANS`].
//! γ-cat and γ-k are not defined where nothing is aligned, nor where chance never puts different labels together, as where
//! one label is in use: there is no disorder to be lower than.
//!
//! The papers have one text. Over several, ours is γ = 1 − Σ x̄ δ_o / Σ x̄ δ_e, and γ-cat = 1 − Σ d / Σ w e with d the
//! weighted disorder, w the weight and e the expected disorder of each text. Texts are never laid end to end: chance would
//! move units from one into another.
//!
//! Analysts are sorted by what they tagged, so that neither samples nor ties between alignments depend on who is named
//! first.
//!
//! ```
//! use obelus::agreement::{
//!     align::Dissimilarity,
//!     chance::ChanceModel,
//!     gamma::{Disorders, Expected, GammaSettings, NumSamples, Observed},
//!     units::{Document, Layer, Span},
//! };
//!
//! // Three analysts, labels 1 to 7 (AlexPaulSuzan.csv of pygamma-agreement).
//! let alex = [(2, 9, 1), (11, 17, 2), (24, 30, 5), (32, 36, 6), (36, 44, 6), (44, 60, 7)];
//! let paul = [(2, 9, 1), (11, 17, 3), (19, 25, 5), (32, 44, 6)];
//! let suzan = [(2, 9, 1), (11, 17, 4), (21, 27, 5), (32, 36, 6), (36, 40, 6), (40, 44, 6)];
//! let layer = |spans: &[(u32, u32, u32)]| {
//!     Some(Layer::new(spans.iter().filter_map(|(start, end, label)| Span::new(*start, *end, *label)).collect()))
//! };
//! let document = Document { num_chars: 60, layers: vec![layer(&alex), layer(&paul), layer(&suzan)], ..Document::default() };
//! let settings = GammaSettings {
//!     dissimilarity: Dissimilarity { alpha: 3.0, beta: 1.0 },
//!     model: ChanceModel::Shuffle,
//!     num_samples: NumSamples::Fixed(100),
//!     seed: 1,
//! };
//! let num_labels = 8;
//! let observed = Observed::of(&document, settings.dissimilarity, num_labels).unwrap();
//! let expected = Expected::of(&document, num_labels, &settings, 1);
//!
//! // Its tests expect a disorder of 0.96, and γ from 0.44 to 0.47.
//! assert_eq!(format!("{:.2}", observed.disorder()), "0.96");
//! let gamma = Disorders::of(&observed, &expected).gamma().unwrap();
//! assert!((0.44..0.47).contains(&gamma), "{gamma}");
//! ```

mod expected;
mod observed;

pub use expected::{Expected, GammaSettings, NumSamples, Samples};
pub use observed::{Observed, Weighted};

use std::ops::AddAssign;

/// The least number of spans of each analyst, in all documents together. With fewer, γ is unstable and should not be shown.
pub const MIN_SPANS: u64 = 10;

/// The sums that γ is computed from; those of documents are added up.
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
    /// How much lower `observed` may be; 0 if every alignment is proved to be the best.
    pub observed_gap: f64,
    /// How much lower `expected` may be, in the same way.
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
    /// The contribution of one document.
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

    /// γ, at most 1; `None` without units or without expected disorder.
    pub fn gamma(&self) -> Option<f64> {
        against_chance(self.observed, self.expected, self.mean_units)
    }

    /// The bounds of γ if not every alignment behind it is proved to be the best; `None` if all are.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let is_proved = self.observed_gap <= 0.0 && self.expected_gap <= 0.0;
        let low = against_chance(self.observed, self.expected - self.expected_gap, self.mean_units);
        let high = against_chance(self.observed - self.observed_gap, self.expected, self.mean_units);
        low.zip(high).filter(|_| !is_proved)
    }

    /// The standard error of γ from sampling chance, not from sampling documents.
    pub fn sampling_error(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed / (self.expected * self.expected) * self.variance.sqrt())
    }
}

/// The sums that γ-cat or γ-k is computed from; those of documents are added up.
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
    /// The contribution of one document; empty if nothing is aligned, in reality or by chance.
    pub fn of(observed: Weighted, expected: &Samples) -> Self {
        match (observed.mean(), expected.mean()) {
            (Some(_), Some(mean)) => Self { observed: observed.sum, expected: observed.weight * mean, weight: observed.weight },
            _ => Self::default(),
        }
    }

    /// γ-cat or γ-k, at most 1; `None` where nothing is aligned, or chance never puts different labels together.
    pub fn gamma(&self) -> Option<f64> {
        against_chance(self.observed, self.expected, self.weight).filter(|_| self.expected > 0.0)
    }

    /// Whether anything is aligned, both in reality and by chance.
    pub fn is_aligned(&self) -> bool {
        self.weight > 0.0
    }
}

/// 1 − observed / expected; 1 without disorder, and `None` without anything or without expected disorder.
fn against_chance(observed: f64, expected: f64, weight: f64) -> Option<f64> {
    if weight <= 0.0 {
        None
    } else if observed <= 1e-12 {
        Some(1.0)
    } else {
        (expected > 0.0).then(|| 1.0 - observed / expected)
    }
}
