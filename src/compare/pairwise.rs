//! One figure for every pair of three analysts or more: the table that says who agrees with whom.
//!
//! [`share`] measures one article, [`values`] adds the articles up, each pair over the articles that both worked on.

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

/// What the table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairFigure {
    /// The same range and label.
    #[default]
    StrictF1,
    /// Overlapping, with the same label.
    TypeF1,
    /// Cohen's κ on the label sets of words.
    Kappa,
    /// Place, extent and label, against chance.
    Gamma,
}

impl PairFigure {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::StrictF1, Self::TypeF1, Self::Kappa, Self::Gamma];

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StrictF1 => "Strict F1",
            Self::TypeF1 => "Type F1",
            Self::Kappa => "κ",
            Self::Gamma => "γ",
        }
    }
}

/// What an article adds to the figure of a pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    num_spans: [usize; 2],
    counts: SpanCounts,
    words: ValueTable,
    disorders: Disorders,
}

/// What an article adds for each of [`pairs`]; `None` where one of the two has no work in it. `labels` are sorted ids.
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

/// The article with the layers of these two.
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
    /// Places of the two analysts.
    pub pair: (usize, usize),
    /// Articles that both worked on.
    pub num_articles: usize,
    /// Annotations of each in them.
    pub num_spans: [usize; 2],
    /// The figure, or why there is none.
    pub value: Result<f64, String>,
}

/// Adds up the shares of articles, each a list as [`share`] answers with, to a cell for each pair.
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
