//! What the panel says of its figures: which it shows first, which annotations each counts, what they were computed on.

use super::Behind;
use crate::{
    agreement::bootstrap::MIN_DOCUMENTS,
    compare::{results::Measure, summary::Summary},
    text::words::{plural, sentence},
};

/// The figures that are shown first; the others flatten overlaps.
pub const FIRST: [Measure; 4] = [Measure::StrictF1, Measure::TypeF1, Measure::Gamma, Measure::GammaCat];

/// The annotations that a figure counts.
pub const fn behind(measure: Measure) -> Behind {
    match measure {
        Measure::StrictF1 => Behind::Strict,
        Measure::TypeF1 => Behind::SameLabel,
        Measure::ExactF1 => Behind::SameRange,
        Measure::GammaCat | Measure::PartialF1 | Measure::Cu => Behind::Pairs,
        Measure::Gamma | Measure::Kappa | Measure::Alpha | Measure::AlphaMasi | Measure::U | Measure::BarU => Behind::Everything,
    }
}

/// What the figures were computed on, but for what was left out.
pub fn basis(summary: &Summary) -> String {
    let articles = plural(summary.results.compared.num_articles, "article");
    let [a, b] = summary.num_spans();
    format!("{articles}, {a} and {b} annotations")
}

/// The intervals, in a sentence, or why there are none.
pub fn about_intervals(summary: &Summary) -> String {
    let is_waiting = !summary.has_intervals && summary.results.compared.num_articles >= MIN_DOCUMENTS;
    if is_waiting { "Intervals follow.".to_owned() } else { sentence(&summary.results.about_intervals()) }
}
