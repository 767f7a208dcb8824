//! One figure for every pair of three or more analysts, for the table of who agrees with whom.
//!
//! [`share`] measures one article, and [`values`] adds the articles up, each pair over the articles that both worked on.

use super::units::document_of;
use crate::{
    agreement::{
        align::Dissimilarity,
        coefficient::kappa,
        gamma::{Disorders, Expected, GammaSettings, MIN_SPANS, Observed},
        span::{Matching, SpanCounts},
        statistics::Settings,
        units::{Document, Layer, pairs},
        values::{UnitKind, ValueTable},
    },
    project::{AnalystId, ArticleRecord},
};

/// The figure that the table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairFigure {
    /// F1 of annotations with the same range and label.
    #[default]
    StrictF1,
    /// F1 of annotations that overlap and have the same label.
    TypeF1,
    /// Cohen's κ on the label sets of words.
    Kappa,
    /// Place, extent and label, against chance.
    Gamma,
}

impl PairFigure {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::StrictF1, Self::TypeF1, Self::Kappa, Self::Gamma];

    /// The name that people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StrictF1 => "Strict F1",
            Self::TypeF1 => "Type F1",
            Self::Kappa => "κ",
            Self::Gamma => "γ",
        }
    }
}

/// The contribution of an article to the figure of a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    num_spans: [usize; 2],
    counts: SpanCounts,
    words: ValueTable,
    disorders: Disorders,
}

/// The contribution of an article for each of [`pairs`]; `None` if one of the two has no work in it. `labels` are sorted
/// ids.
pub fn share(record: &ArticleRecord, analysts: &[AnalystId], labels: &[String], figure: PairFigure) -> Vec<Option<Share>> {
    let document = document_of(record, analysts, labels);
    let of_pair = |(a, b): (usize, usize)| {
        let (first, second) = document.pair(a, b)?;
        let mut share = Share { num_spans: [first, second].map(|layer| layer.spans().len()), ..Share::default() };
        match figure {
            PairFigure::StrictF1 => share.counts = SpanCounts::of(first, second, Matching::Strict, None),
            PairFigure::TypeF1 => share.counts = SpanCounts::of(first, second, Matching::Type, None),
            PairFigure::Kappa => share.words = ValueTable::of(&alone(&document, first, second), UnitKind::Token),
            PairFigure::Gamma => share.disorders = disorders(&alone(&document, first, second), labels.len()),
        }
        Some(share)
    };
    pairs(analysts.len()).into_iter().map(of_pair).collect()
}

/// The article with the layers of only these two.
fn alone(document: &Document, first: &Layer, second: &Layer) -> Document {
    Document { layers: vec![Some(first.clone()), Some(second.clone())], ..document.clone() }
}

fn disorders(document: &Document, num_labels: usize) -> Disorders {
    let Settings { num_samples, seed, models, .. } = Settings::default();
    let dissimilarity = Dissimilarity::default();
    let Some(observed) = Observed::of(document, dissimilarity, num_labels) else { return Disorders::default() };
    let Some(model) = models.first().copied() else { return Disorders::default() };
    let settings = GammaSettings { dissimilarity, model, num_samples, seed };
    Disorders::of(&observed, &Expected::of(document, num_labels, &settings, 1))
}

/// A cell of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct PairValue {
    /// The places of the two analysts.
    pub pair: (usize, usize),
    /// The number of articles that both worked on.
    pub num_articles: usize,
    /// The number of annotations of each in them.
    pub num_spans: [usize; 2],
    /// The figure, or the reason why there is none.
    pub value: Result<f64, String>,
}

/// Adds up the contributions of articles, each a list from [`share`], to a cell for each pair.
pub fn values<'s>(
    num_analysts: usize,
    figure: PairFigure,
    articles: impl IntoIterator<Item = &'s [Option<Share>]>,
) -> Vec<PairValue> {
    let pairs = pairs(num_analysts);
    let mut sums: Vec<(usize, Share)> = vec![(0, Share::default()); pairs.len()];
    for article in articles {
        for ((num_articles, sum), share) in sums.iter_mut().zip(article) {
            let Some(share) = share else { continue };
            *num_articles += 1;
            sum.num_spans.iter_mut().zip(share.num_spans).for_each(|(sum, count)| *sum += count);
            sum.counts += share.counts;
            sum.words += &share.words;
            sum.disorders += share.disorders;
        }
    }
    let cell = |(pair, (num_articles, sum)): ((usize, usize), (usize, Share))| PairValue {
        pair,
        num_articles,
        num_spans: sum.num_spans,
        value: if num_articles == 0 { Err("no article that both worked on".to_owned()) } else { sum.value(figure) },
    };
    pairs.into_iter().zip(sums).map(cell).collect()
}

impl Share {
    fn value(&self, figure: PairFigure) -> Result<f64, String> {
        let or = |value: Option<f64>, why: &str| value.ok_or_else(|| format!("not defined: {why}"));
        match figure {
            PairFigure::StrictF1 | PairFigure::TypeF1 => or(self.counts.f1(), "no annotations"),
            PairFigure::Kappa => or(kappa(&self.words, 0, 1), "no variation"),
            PairFigure::Gamma if self.num_spans.iter().any(|count| (*count as u64) < MIN_SPANS) => {
                Err(format!("not shown: unstable below {MIN_SPANS} annotations each"))
            }
            PairFigure::Gamma => or(self.disorders.gamma(), "no variation"),
        }
    }
}
