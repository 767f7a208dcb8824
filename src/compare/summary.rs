//! The figures of two analysts over some articles of a [`Comparison`], with the answers to attributes, the agreement in each
//! article, and the number of annotations that were not counted.

use super::{
    attributes::Answers,
    comparison::{ComparedArticle, Comparison},
    results::{MIN_SPANS_FOR_GAMMA, Measure, Options, Results, plots::ArticleResult},
};
use crate::{
    agreement::{resample::Parts, statistics::DocumentStatistics},
    project::{ArticleId, AttributeId, LabelId, Project},
};
use std::collections::BTreeMap;

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The figures of the two.
    pub results: Results,
    /// The number of annotations that were not counted because they repeat another one of the same analyst.
    pub num_repeats: usize,
    /// Answers to each attribute of annotations that are aligned under the same label.
    pub answers: BTreeMap<(LabelId, AttributeId), Answers>,
    /// Strict F1 of each article, in the project's order, and γ if it is shown.
    pub by_article: Vec<(ArticleId, Option<f64>, Option<f64>)>,
    /// Whether the intervals have been computed, as far as there are any.
    pub has_intervals: bool,
}

impl Summary {
    /// Computes the figures over the compared articles for which `is_chosen` returns true. `order` is the project's order of
    /// articles. Intervals take most of the time; with 0 resamples there are none. [`Self::name`] fills in names.
    pub fn of(comparison: &Comparison, is_chosen: impl Fn(ArticleId) -> bool, order: &[ArticleId], options: Options) -> Self {
        let articles: Vec<&ComparedArticle> = comparison.articles().filter(|article| is_chosen(article.article)).collect();
        let mut statistics: Vec<&DocumentStatistics> = articles.iter().map(|article| &article.statistics).collect();
        // As the command line has them: the same resamples give the same intervals.
        statistics.sort_by(|a, b| a.name.cmp(&b.name));
        let (analysts, labels) = (vec![String::new(); 2], comparison.labels().to_vec());
        let compared = || articles.iter().filter(|article| article.is_comparable());
        let mut answers: BTreeMap<_, Answers> = BTreeMap::new();
        for (key, found) in compared().flat_map(|article| &article.answers) {
            *answers.entry(key.clone()).or_default() += found;
        }
        let chosen = order.iter().filter(|article| is_chosen(**article));
        Self {
            results: Results::of(analysts, labels, &statistics, options),
            num_repeats: compared().flat_map(|article| article.document.present()).map(|(_, layer)| layer.num_repeats()).sum(),
            answers,
            by_article: chosen.filter_map(|id| of_article(comparison, *id)).collect(),
            has_intervals: options.num_resamples > 0,
        }
    }

    /// Calls analysts and labels what the project calls them now. `labels` are ids.
    pub fn name(&mut self, project: &Project, analysts: [String; 2], labels: &[String]) {
        let known = &project.codebook().labels;
        let name = |id: &String| {
            let label = known.iter().find(|label| label.id.as_str() == id);
            label.map_or_else(|| id.clone(), |label| label.name.clone())
        };
        self.results.labels = labels.iter().map(name).collect();
        self.results.analysts = analysts.to_vec();
    }

    /// The number of annotations of each analyst, in articles that both worked on.
    pub fn num_spans(&self) -> [u64; 2] {
        let counts = &self.results.compared.num_spans;
        [0, 1].map(|place| counts.get(place).copied().unwrap_or(0))
    }

    /// The agreement in each article, with the article's title, for plots.
    pub fn articles(&self, project: &Project) -> Vec<ArticleResult> {
        let titled = |(id, value, gamma): &(ArticleId, Option<f64>, Option<f64>)| ArticleResult {
            title: project.article(*id).map_or_else(String::new, |record| record.article.title().to_owned()),
            value: *value,
            gamma: *gamma,
        };
        self.by_article.iter().map(titled).collect()
    }
}

/// Strict F1 and γ of one article, if both worked on it.
fn of_article(comparison: &Comparison, id: ArticleId) -> Option<(ArticleId, Option<f64>, Option<f64>)> {
    let statistics = &comparison.article(id).filter(|article| article.is_comparable())?.statistics;
    let figures = Parts::of(std::slice::from_ref(statistics)).figures(&[0]);
    let enough = statistics.num_spans.iter().flatten().all(|count| *count >= MIN_SPANS_FOR_GAMMA);
    Some((id, figures[Measure::StrictF1.place()], figures[Measure::Gamma.place()].filter(|_| enough)))
}
