//! How much the analysts of a dataset agree, added up article by article so that nothing grows with the project.

use super::view::View;
use crate::{
    compare::{
        agreement::{
            coefficient::{Distance, alpha},
            span::{Matching, SpanCounts},
            unitizing::{Lengths, Projection},
        },
        units::document_of,
        values::{UnitKind, ValueTable},
    },
    project::{AnalystId, ArticleRecord},
};

/// Agreement of two analysts on the articles that both worked on.
#[derive(Clone, Debug, PartialEq)]
pub struct PairAgreement {
    /// Their names in the files.
    pub names: [String; 2],
    /// Articles that both worked on.
    pub num_articles: usize,
    /// F1 of annotations with the same place and label; `None` where neither tagged.
    pub strict: Option<f64>,
    /// F1 of annotations that overlap and have the same label.
    pub overlap: Option<f64>,
}

/// Agreement of all analysts of a dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Each pair, in order.
    pub pairs: Vec<PairAgreement>,
    /// Articles that at least two worked on.
    pub num_articles: usize,
    /// Krippendorff's α of the label sets of words, MASI distance; `None` where it is not defined.
    pub token_alpha: Option<f64>,
    /// Krippendorff's unitizing u-α.
    pub unitizing_alpha: Option<f64>,
}

/// Figures that are being added up.
pub struct Sums {
    analysts: Vec<AnalystId>,
    labels: Vec<String>,
    pairs: Vec<(usize, usize, usize, SpanCounts, SpanCounts)>,
    num_articles: usize,
    tokens: ValueTable,
    lengths: Lengths,
}

impl Sums {
    /// Nothing yet; `None` where there are not two analysts. Gold is none.
    pub fn new(view: &View<'_>) -> Option<Self> {
        let analysts: Vec<_> = view.raters().iter().map(|analyst| analyst.id.clone()).collect();
        let mut labels: Vec<_> = view.codebook().labels.iter().map(|label| label.id.to_string()).collect();
        labels.sort();
        let count = analysts.len();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        (count >= 2).then(|| Self {
            pairs: pairs.map(|(a, b)| (a, b, 0, SpanCounts::default(), SpanCounts::default())).collect(),
            analysts,
            labels,
            num_articles: 0,
            tokens: ValueTable::default(),
            lengths: Lengths::default(),
        })
    }

    /// Adds an article, as it is in the project.
    pub fn add(&mut self, record: &ArticleRecord) {
        let num_present = self.analysts.iter().filter(|analyst| crate::compare::units::is_present(record, analyst)).count();
        if num_present < 2 {
            return;
        }
        self.num_articles += 1;
        let document = document_of(record, &self.analysts, &self.labels);
        for (a, b, num_articles, strict, overlap) in &mut self.pairs {
            if let Some((a, b)) = document.pair(*a, *b) {
                *num_articles += 1;
                *strict += SpanCounts::of(a, b, Matching::Strict, None);
                *overlap += SpanCounts::of(a, b, Matching::Type, None);
            }
        }
        self.tokens += &ValueTable::of(&document, UnitKind::Token);
        self.lengths += &Lengths::of(&document, Projection::Flattened);
    }

    /// The figures; `None` where no article has two analysts.
    pub fn finish(self, view: &View<'_>) -> Option<Agreement> {
        let names: Vec<String> = self.analysts.iter().map(|analyst| view.written(analyst).name).collect();
        let pairs = self.pairs.iter().map(|(a, b, num_articles, strict, overlap)| PairAgreement {
            names: [names[*a].clone(), names[*b].clone()],
            num_articles: *num_articles,
            strict: strict.f1(),
            overlap: overlap.f1(),
        });
        (self.num_articles > 0).then(|| Agreement {
            pairs: pairs.collect(),
            num_articles: self.num_articles,
            token_alpha: alpha(&self.tokens, Distance::Masi),
            unitizing_alpha: self.lengths.family().u,
        })
    }
}
