//! The agreement of the analysts of a dataset, added up article by article. Memory grows only by a few numbers for each
//! article that two of them worked on.

use super::view::View;
use crate::{
    agreement::{statistics::DocumentStatistics, units::Corpus},
    compare::{
        results::{Collected, Options, Results, SEED},
        units::document_of,
    },
    project::{AnalystId, ArticleRecord},
};

/// Figures of agreement that are being added up.
pub struct Sums {
    analysts: Vec<AnalystId>,
    corpus: Corpus,
    collected: Collected,
}

impl Sums {
    /// Starts without articles; `None` if there are fewer than two analysts, not counting gold.
    pub fn new(view: &View<'_>) -> Option<Self> {
        let analysts: Vec<_> = view.raters().iter().map(|analyst| analyst.id.clone()).collect();
        let mut labels: Vec<_> = view.codebook().labels.iter().map(|label| label.id.to_string()).collect();
        labels.sort();
        let names = analysts.iter().map(ToString::to_string).collect();
        (analysts.len() >= 2).then(|| Self {
            collected: Collected::new(analysts.len()),
            analysts,
            corpus: Corpus { labels, analysts: names, documents: Vec::new() },
        })
    }

    /// Adds an article, as it is in the project.
    pub fn add(&mut self, view: &View<'_>, record: &ArticleRecord) {
        let mut document = document_of(record, &self.analysts, &self.corpus.labels);
        let counted = view.counted(record, &self.analysts);
        for (analyst, layer) in self.analysts.iter().zip(&mut document.layers) {
            if !counted.contains(&analyst) {
                *layer = None;
            }
        }
        if document.present().len() >= 2 {
            self.collected.add(&DocumentStatistics::brief(&self.corpus, &document));
        }
    }

    /// The figures, all except γ; `None` if no article has two analysts.
    pub fn finish(self, view: &View<'_>) -> Option<Results> {
        let names: Vec<String> = self.analysts.iter().map(|analyst| view.written(analyst).name).collect();
        let options = Options::new(SEED, crate::parallel::num_threads_beside_window());
        let results = self.collected.results(names, options).without_gamma();
        (results.compared.num_articles > 0).then_some(results)
    }
}
