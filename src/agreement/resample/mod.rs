//! Figures of documents, of resampled documents, and their mean over documents.
//!
//! What documents add to a figure is put into numbered lists once; a resample then adds up numbers, so that a thousand
//! resamples of a thousand documents take no longer than reading them. Every coefficient here is the one of its file in
//! [`crate::agreement`], computed from sums.
//!
//! ```
//! use obelus::agreement::{
//!     bootstrap::resamples,
//!     resample::{NAMES, Parts},
//!     statistics::{DocumentStatistics, Settings},
//!     units::{Corpus, Document, Layer, Span},
//! };
//!
//! // Ten documents, in every second of which Bo's span is a code point shorter than Ana's.
//! let layer = |end| Some(Layer::new(Span::new(0, end, 0).into_iter().collect()));
//! let document = |number: u32| Document { num_chars: 50, layers: vec![layer(20), layer(20 - number % 2)], ..Document::default() };
//! let corpus = Corpus {
//!     labels: vec!["claim".to_owned()],
//!     analysts: vec!["ana".to_owned(), "bo".to_owned()],
//!     documents: (0..10).map(document).collect(),
//! };
//! let measure = |document| DocumentStatistics::of(&corpus, document, &Settings::default(), 1);
//! let statistics: Vec<DocumentStatistics> = corpus.documents.iter().map(measure).collect();
//!
//! let parts = Parts::of(&statistics);
//! let places: Vec<usize> = (0..parts.len()).collect();
//! let strict = NAMES.iter().position(|name| *name == "strict_f1_set").unwrap();
//! assert_eq!(parts.figures(&places)[strict], Some(0.5));
//! let interval = parts.intervals(&resamples(&places, 1000, 1), 1)[strict].unwrap();
//! assert!(interval.low < 0.5 && 0.5 < interval.high);
//! ```

mod part;
mod sum;

use super::{
    bootstrap::{Interval, of_values},
    coefficient::Distance,
    gamma::{CategoryDisorders, Disorders},
    span::SpanCounts,
    statistics::{DocumentStatistics, PairSpans},
    unitizing::Lengths,
    values::{LabelSet, ValueTable},
};
use crate::parallel;
use part::Part;
use std::{borrow::Borrow, collections::BTreeMap};
use sum::Sum;

/// The figures that get an interval and a mean over documents: names in files.
///
/// κ and the F1 are of the first pair of analysts, the others of all.
pub const NAMES: [&str; 12] = [
    "kappa_token_labelset",
    "strict_f1_set",
    "type_f1_matched",
    "alpha_token_labelset",
    "u_alpha_flattened",
    "gamma_pooled",
    "alpha_masi_token_labelset",
    "exact_f1_set",
    "partial_f1_matched",
    "bar_u_alpha_flattened",
    "cu_alpha_flattened",
    "gamma_cat_pooled",
];

/// The figures of [`NAMES`]; each is `None` if it is not defined.
pub type Figures = [Option<f64>; NAMES.len()];

/// What some documents add to the figures.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The number of each value.
    numbers: BTreeMap<LabelSet, u32>,
    parts: Vec<Part>,
}

/// What one document adds, before its values are numbered. What is not there adds nothing.
#[derive(Clone, Debug, Default)]
pub struct Share<'a> {
    /// The values of words, of the first two analysts for κ and of all for α.
    pub words: Option<&'a ValueTable>,
    /// The lengths for unitizing α.
    pub lengths: Option<&'a Lengths>,
    /// The strict, type, exact and partial matches of the two.
    pub spans: [SpanCounts; 4],
    /// The sums of γ.
    pub gamma: Disorders,
    /// The sums of γ-cat.
    pub category: CategoryDisorders,
}

/// The matches of a pair of analysts in the order of [`Share::spans`].
pub const fn matches(spans: &PairSpans) -> [SpanCounts; 4] {
    [spans.strict, spans.same_type, spans.exact, spans.partial]
}

impl<'a> Share<'a> {
    /// What a document adds: matches of the first pair, everything else of all analysts.
    pub fn of(document: &'a DocumentStatistics) -> Self {
        let mut share = Self {
            words: Some(&document.tokens),
            lengths: Some(&document.flattened),
            spans: document.spans.first().and_then(Option::as_ref).map_or_else(Default::default, matches),
            ..Self::default()
        };
        if let Some(gamma) = &document.gamma
            && let (Some(observed), Some(expected)) = (gamma.observed.first(), gamma.expected.first())
        {
            share.gamma = Disorders::of(observed, expected);
            share.category = CategoryDisorders::of(observed.category, &expected.category);
        }
        share
    }
}

impl Parts {
    /// Numbers what these documents add.
    pub fn of<S: Borrow<DocumentStatistics>>(statistics: &[S]) -> Self {
        let mut parts = Self::default();
        statistics.iter().for_each(|document| parts.push(&Share::of(document.borrow())));
        parts
    }

    /// Adds a document.
    pub fn push(&mut self, share: &Share<'_>) {
        let numbers = &mut self.numbers;
        let mut number = |set: &LabelSet| match numbers.get(set) {
            Some(number) => *number,
            None => {
                let next = numbers.len() as u32;
                numbers.insert(set.clone(), next);
                next
            }
        };
        self.parts.push(Part::of(share, &mut number));
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The figures of each document.
    pub fn of_each(&self) -> Vec<Figures> {
        let distances = self.distances();
        (0..self.parts.len()).map(|place| self.figures_with(&[place], &distances)).collect()
    }

    /// The figures of the documents at these places, some of them perhaps several times.
    pub fn figures(&self, places: &[usize]) -> Figures {
        self.figures_with(places, &self.distances())
    }

    /// The share on which analysts agree before chance is taken off, from 0 to 1, for the figures that have one: of words
    /// for κ and α (for MASI, 1 minus the mean distance), and of text for unitizing α.
    pub fn observed(&self, places: &[usize]) -> Figures {
        self.sum(places).observed()
    }

    /// The sums of γ over the documents at these places.
    pub fn gamma(&self, places: &[usize]) -> Disorders {
        self.sum(places).gamma
    }

    /// The sums of γ-cat over all documents.
    pub fn gamma_cat(&self) -> CategoryDisorders {
        self.sum(&(0..self.parts.len()).collect::<Vec<_>>()).category
    }

    /// The interval of each figure over resamples, computed on this many threads; `None` if no resample defines the figure.
    pub fn intervals(&self, draws: &[Vec<usize>], num_threads: usize) -> [Option<Interval>; NAMES.len()] {
        let distances = self.distances();
        let figures = parallel::map(draws, num_threads, |draw| self.figures_with(draw, &distances));
        std::array::from_fn(|name| of_values(figures.iter().filter_map(|figures| figures[name]).collect(), draws.len()))
    }

    fn sum(&self, places: &[usize]) -> Sum {
        let mut sum = Sum::new(self.numbers.len());
        for part in places.iter().filter_map(|place| self.parts.get(*place)) {
            sum.add(part);
        }
        sum
    }

    fn figures_with(&self, places: &[usize], distances: &[f64]) -> Figures {
        self.sum(places).figures(distances)
    }

    /// The MASI distances between all values by their numbers, row after row.
    fn distances(&self) -> Vec<f64> {
        let mut values: Vec<(&LabelSet, u32)> = self.numbers.iter().map(|(set, number)| (set, *number)).collect();
        values.sort_by_key(|(_, number)| *number);
        let of_row = |c: &LabelSet| values.iter().map(|(k, _)| Distance::Masi.between(c, k)).collect::<Vec<_>>();
        values.iter().flat_map(|(c, _)| of_row(c)).collect()
    }
}

/// The mean of each figure over the documents in which it is defined, and in how many that is.
pub fn means(of_each: &[Figures]) -> [(Option<f64>, usize); NAMES.len()] {
    std::array::from_fn(|name| {
        let values: Vec<f64> = of_each.iter().filter_map(|figures| figures[name]).collect();
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        (mean, values.len())
    })
}
