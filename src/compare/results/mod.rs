//! Every figure that people read, computed once: its value or why there is none, its interval, the agreement before chance is
//! taken off, and what it was computed on.
//!
//! The window, the command line's tables, CSV, LaTeX, the report and the card of a dataset take their figures from here, so
//! that they never disagree. [`Results`] holds the figures; [`tables`] puts them into [`table::Table`]s, which [`text`],
//! [`csv`] and [`latex`] write and [`drawing`] draws.

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

/// Said where two analysts worked on no article in common.
pub const NO_COMMON_ARTICLE: &str = "no article that both opened";
/// The same of three analysts or more.
pub const NO_SHARED_ARTICLE: &str = "no article that two of them opened";

/// A figure, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Of what.
    pub measure: Measure,
    /// The figure, at most 1; or why there is none, as in "not defined: nobody tagged anything".
    pub value: Result<f64, String>,
    /// From where to where, at 95 %.
    pub interval: Option<Interval>,
    /// Share of words or text on which analysts agree before chance is taken off, from 0 to 1.
    pub observed: Option<f64>,
    /// Mean over articles, each counting the same, and in how many it is defined.
    pub mean: (Option<f64>, usize),
    /// Half the width, at 95 %, within which γ lies for the samples of chance that were drawn; no interval over articles.
    pub sampling_error: Option<f64>,
    /// From where to where γ lies, where not every best alignment could be proved; `None` where all are.
    pub bounds: Option<(f64, f64)>,
    /// Articles that it was computed on.
    pub num_articles: usize,
    /// What it was computed on, in [`Measure::unit`].
    pub num_units: u64,
}

/// A figure over the pairs of three analysts or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Of what.
    pub measure: Measure,
    /// Mean, lowest and highest value over the pairs for which it is defined; `None` without any.
    pub values: Option<[f64; 3]>,
    /// Number of pairs for which it is defined.
    pub num_defined: usize,
    /// Number of all pairs.
    pub num_pairs: usize,
}

/// The figures of two of the analysts.
#[derive(Clone, Debug, PartialEq)]
pub struct PairResult {
    /// Their places, the first before the second.
    pub pair: (usize, usize),
    /// What both worked on.
    pub compared: Compared,
    /// [`Measure::OF_PAIRS`] and α.
    pub figures: Vec<Figure>,
    /// Strict and type F1 of each label that one of the two used.
    pub by_label: Vec<LabelResult>,
}

/// What was compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Articles that at least two analysts worked on.
    pub num_articles: usize,
    /// Their words.
    pub num_words: u64,
    /// Their Unicode code points.
    pub num_chars: u64,
    /// Annotations of each analyst in them.
    pub num_spans: Vec<u64>,
}

/// How much analysts agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Names of the analysts.
    pub analysts: Vec<String>,
    /// Names of the labels, by their places.
    pub labels: Vec<String>,
    /// What was compared.
    pub compared: Compared,
    /// Articles that were there to compare.
    pub num_articles: usize,
    /// The figures of all analysts together; of two analysts all measures.
    pub figures: Vec<Figure>,
    /// Of three analysts and more: the figures of pairs, summed up.
    pub spreads: Vec<Spread>,
    /// Each pair.
    pub pairs: Vec<PairResult>,
    /// Agreement of all on each label that anybody used.
    pub by_label: Vec<LabelResult>,
    /// Places of the labels that nobody used.
    pub unused: Vec<usize>,
    /// Resamples that the intervals are of; 0 where none were drawn.
    pub num_resamples: usize,
    /// Start of the random numbers.
    pub seed: u64,
}

/// How results are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Start of the random numbers.
    pub seed: u64,
    /// Resamples for intervals; 0 for none.
    pub num_resamples: usize,
    /// Threads; how many does not change the figures.
    pub num_threads: usize,
}

impl Options {
    /// With intervals.
    pub const fn new(seed: u64, num_threads: usize) -> Self {
        Self { seed, num_resamples: NUM_RESAMPLES, num_threads }
    }
}

impl PairResult {
    /// Why there is nothing to compare, if so.
    pub fn nothing(&self) -> Option<&'static str> {
        (self.compared.num_articles == 0).then_some(NO_COMMON_ARTICLE)
    }

    /// One of its figures.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }
}

impl Figure {
    /// Why there is no figure; `None` where there is one.
    pub fn reason(&self) -> Option<&str> {
        self.value.as_ref().err().map(String::as_str)
    }

    /// The figure.
    pub fn number(&self) -> Option<f64> {
        self.value.as_ref().ok().copied()
    }
}

impl Results {
    /// The figures of these analysts over articles, with those of each label; both are named as people know them.
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

    /// Name of the label at a place; its number where it has none.
    pub fn label(&self, place: usize) -> String {
        self.labels.get(place).cloned().unwrap_or_else(|| (place + 1).to_string())
    }

    /// Names of the labels that nobody used, in a sentence; `None` without any.
    pub fn about_unused(&self) -> Option<String> {
        let names: Vec<String> = self.unused.iter().map(|place| self.label(*place)).collect();
        (!names.is_empty()).then(|| format!("labels that nobody used, without a row: {}", names.join(", ")))
    }

    /// The same without γ, where it was not measured.
    pub fn without_gamma(mut self) -> Self {
        self.figures.retain(|figure| !matches!(figure.measure, Measure::Gamma | Measure::GammaCat));
        self
    }

    /// A figure of all analysts.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }

    /// Why there is nothing to compare, if so.
    pub fn nothing(&self) -> Option<&'static str> {
        (self.compared.num_articles == 0).then(|| nothing_of(self.analysts.len()))
    }

    /// What the intervals are, or why there are none.
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

    /// What γ's sampling error is; `None` where γ has none.
    pub fn about_sampling(&self) -> Option<String> {
        let figure = self.figure(Measure::Gamma)?;
        let error = figure.sampling_error?;
        let bounds = figure.bounds.map_or_else(String::new, |(low, high)| {
            format!(" Not every best alignment could be proved: γ is at least {low:.3} and at most {high:.3}.")
        });
        Some(format!(
            "γ: chance is drawn at random (seed {}); its sampling error is ± {error:.3} at 95 %, which is no interval over articles.{bounds}",
            self.seed
        ))
    }
}

/// Why so many analysts have nothing to compare.
const fn nothing_of(num_analysts: usize) -> &'static str {
    if num_analysts == 2 { NO_COMMON_ARTICLE } else { NO_SHARED_ARTICLE }
}
