//! Every figure that people read, computed once: its value or the reason why there is none, its interval, the agreement
//! before chance is taken off, and what it was computed on.
//!
//! The window, the tables of the command line, CSV, LaTeX, the report and the card of a dataset take their figures from
//! here, so they never disagree. [`Results`] holds the figures; [`tables`] arranges them in [`table::Table`]s, which
//! [`text`], [`csv`] and [`latex`] write and [`drawing`] draws.

mod cite;
mod collect;
pub mod csv;
pub mod drawing;
mod labels;
pub mod latex;
mod measure;
pub mod plots;
pub mod table;
pub mod tables;
pub mod text;

pub use cite::Citation;
pub use collect::{Collected, spread};
pub use labels::LabelResult;
pub use measure::{Measure, Unit};

use super::json::NUM_RESAMPLES;
use crate::agreement::{
    bootstrap::{FEW_DOCUMENTS, Interval, MIN_DOCUMENTS},
    statistics::DocumentStatistics,
};
use std::borrow::Borrow;

pub use crate::agreement::gamma::MIN_SPANS as MIN_SPANS_FOR_GAMMA;

/// Start of the random numbers for intervals, where nobody asks for another: the same everywhere, so that the window, the
/// command line and the card of a dataset show the same intervals.
pub const SEED: u64 = 1;

/// The reason if two analysts worked on no article in common.
const NO_COMMON_ARTICLE: &str = "no article that both opened";
/// The same for three or more analysts.
const NO_SHARED_ARTICLE: &str = "no article that two of them opened";

/// A figure, or the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The measure.
    pub measure: Measure,
    /// The figure, at most 1; or the reason why there is none, as in "not defined: nobody tagged anything".
    pub value: Result<f64, String>,
    /// The interval at 95 %.
    pub interval: Option<Interval>,
    /// The share of words or text on which analysts agree before chance is taken off, from 0 to 1.
    pub observed: Option<f64>,
    /// The mean over articles, in which each counts the same, and the number of articles in which it is defined.
    pub mean: (Option<f64>, usize),
    /// The sampling error of γ: half the width, at 95 %, of the range for the samples of chance that were drawn. It is not
    /// an interval over articles.
    pub sampling_error: Option<f64>,
    /// The bounds of γ if not every best alignment could be proved; `None` if all are proved.
    pub bounds: Option<(f64, f64)>,
    /// The number of articles that it was computed on.
    pub num_articles: usize,
    /// The number of units that it was computed on; see [`Measure::unit`].
    pub num_units: u64,
}

/// A figure over the pairs of three or more analysts.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The measure.
    pub measure: Measure,
    /// The mean, lowest and highest value over the pairs for which it is defined; `None` if there are none.
    pub values: Option<[f64; 3]>,
    /// The number of pairs for which it is defined.
    pub num_defined: usize,
    /// The number of all pairs.
    pub num_pairs: usize,
}

/// The figures of two of the analysts.
#[derive(Clone, Debug, PartialEq)]
pub struct PairResult {
    /// The places of the two, the first before the second.
    pub pair: (usize, usize),
    /// The extent of what both worked on.
    pub compared: Compared,
    /// The figures: [`Measure::OF_PAIRS`] and α.
    pub figures: Vec<Figure>,
    /// Strict and type F1 of each label that one of the two used.
    pub by_label: Vec<LabelResult>,
}

/// The extent of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The number of articles that at least two analysts worked on.
    pub num_articles: usize,
    /// The number of their words.
    pub num_words: u64,
    /// The number of their Unicode code points.
    pub num_chars: u64,
    /// The number of annotations of each analyst in them.
    pub num_spans: Vec<u64>,
}

/// The figures of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Names of the analysts.
    pub analysts: Vec<String>,
    /// Names of the labels, by their places.
    pub labels: Vec<String>,
    /// The extent of the comparison.
    pub compared: Compared,
    /// The number of articles that could have been compared.
    pub num_articles: usize,
    /// The figures of all analysts together; for two analysts, all measures.
    pub figures: Vec<Figure>,
    /// Summaries of the figures of pairs, for three or more analysts.
    pub spreads: Vec<Spread>,
    /// The figures of each pair.
    pub pairs: Vec<PairResult>,
    /// The agreement of all analysts on each label in use.
    pub by_label: Vec<LabelResult>,
    /// The places of the labels that nobody used.
    pub unused: Vec<usize>,
    /// The number of resamples of the intervals; 0 if there are no intervals.
    pub num_resamples: usize,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// The options of the computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The seed of the random numbers.
    pub seed: u64,
    /// The number of resamples for intervals; 0 for none.
    pub num_resamples: usize,
    /// The number of threads, which does not change the figures.
    pub num_threads: usize,
}

impl Options {
    /// The options for results with intervals.
    pub const fn new(seed: u64, num_threads: usize) -> Self {
        Self { seed, num_resamples: NUM_RESAMPLES, num_threads }
    }
}

impl PairResult {
    /// The reason why there is nothing to compare, if there is nothing.
    pub fn nothing(&self) -> Option<&'static str> {
        (self.compared.num_articles == 0).then_some(NO_COMMON_ARTICLE)
    }

    /// Finds one of its figures.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }
}

impl Figure {
    /// The reason why there is no figure; `None` if there is one.
    pub fn reason(&self) -> Option<&str> {
        self.value.as_ref().err().map(String::as_str)
    }

    /// The figure.
    pub fn number(&self) -> Option<f64> {
        self.value.as_ref().ok().copied()
    }
}

impl Results {
    /// Computes the figures of these analysts over articles, including those of each label. Both are named as people know
    /// them.
    pub fn of<S: Borrow<DocumentStatistics> + Sync>(
        analysts: Vec<String>,
        labels: Vec<String>,
        statistics: &[S],
        options: Options,
    ) -> Self {
        let mut collected = Collected::new(analysts.len());
        statistics.iter().for_each(|document| collected.add(document.borrow()));
        let mut results = Self { labels, ..collected.results(analysts, options) };
        labels::add(&mut results, statistics, options);
        results
    }

    /// The name of the label at a place; its number if it has no name.
    pub fn label(&self, place: usize) -> String {
        self.labels.get(place).cloned().unwrap_or_else(|| (place + 1).to_string())
    }

    /// Names the labels that nobody used, in a sentence; `None` if there are none.
    pub fn about_unused(&self) -> Option<String> {
        let names: Vec<String> = self.unused.iter().map(|place| self.label(*place)).collect();
        (!names.is_empty()).then(|| format!("labels that nobody used, without a row: {}", names.join(", ")))
    }

    /// The same figures without γ, if it was not measured.
    pub fn without_gamma(mut self) -> Self {
        self.figures.retain(|figure| !matches!(figure.measure, Measure::Gamma | Measure::GammaCat));
        self
    }

    /// Finds a figure of all analysts.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }

    /// The reason why there is nothing to compare, if there is nothing.
    pub fn nothing(&self) -> Option<&'static str> {
        (self.compared.num_articles == 0).then(|| nothing_of(self.analysts.len()))
    }

    /// Explains the intervals, or why there are none.
    pub fn about_intervals(&self) -> String {
        match self.compared.num_articles {
            count if count < MIN_DOCUMENTS => {
                format!(
                    "no intervals: they need at least {MIN_DOCUMENTS} articles that two analysts worked on, and there are {count}"
                )
            }
            _ if self.num_resamples == 0 => "intervals were not computed".to_owned(),
            count => {
                let rough = if count < FEW_DOCUMENTS { "; rough, because articles are few" } else { "" };
                format!(
                    "intervals: 95 %, percentile bootstrap over {count} articles, {} resamples, seed {}{rough}",
                    self.num_resamples, self.seed
                )
            }
        }
    }

    /// Explains the sampling error of γ; `None` if γ has none.
    pub fn about_sampling(&self) -> Option<String> {
        let figure = self.figure(Measure::Gamma)?;
        let error = figure.sampling_error?;
        let bounds = figure.bounds.map_or_else(String::new, |(low, high)| {
            format!(" Not every best alignment could be proved: γ is at least {low:.3} and at most {high:.3}.")
        });
        Some(format!(
            "γ: chance is drawn at random (seed {}); its sampling error is ± {error:.3} at 95 %, which is not an interval over articles.{bounds}",
            self.seed
        ))
    }
}

/// The reason why this many analysts have nothing to compare.
const fn nothing_of(num_analysts: usize) -> &'static str {
    if num_analysts == 2 { NO_COMMON_ARTICLE } else { NO_SHARED_ARTICLE }
}
