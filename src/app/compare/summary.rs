//! The figures of the panel: computed from a comparison, away from the window.

use super::{Behind, Scope};
use crate::{
    agreement::{resample::Parts, statistics::DocumentStatistics},
    compare::{
        attributes::Answers,
        comparison::{ComparedArticle, Comparison},
        results::{MIN_SPANS_FOR_GAMMA, Measure, Options, Results, plots::ArticleResult},
    },
    parallel,
    project::{ArticleId, AttributeId, LabelId, Project},
    text::words::{plural, sentence},
};
use std::collections::BTreeMap;

/// Start of the bootstrap's random numbers, as on the command line.
const SEED: u64 = 1;
/// The figures that are looked at first; the others flatten what overlaps.
pub const FIRST: [Measure; 4] = [Measure::StrictF1, Measure::TypeF1, Measure::Gamma, Measure::GammaCat];

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The figures of the two.
    pub results: Results,
    /// Annotations that were not counted because they repeat another one of the same analyst.
    pub num_repeats: usize,
    /// Answers to each attribute of annotations that are aligned under the same label.
    pub answers: BTreeMap<(LabelId, AttributeId), Answers>,
    /// Strict F1 of each article, in the project's order, and γ where it is shown.
    pub by_article: Vec<(ArticleId, Option<f64>, Option<f64>)>,
    /// Whether the intervals are there, as far as there are any.
    pub has_intervals: bool,
}

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

impl Summary {
    /// The figures over the compared articles of a scope. `order` is the project's. Intervals take the most time. Names are
    /// left to [`Self::name`].
    pub fn of(comparison: &Comparison, scope: Scope, order: &[ArticleId], with_intervals: bool) -> Self {
        let articles: Vec<&ComparedArticle> = comparison.articles().filter(|article| scope.holds(article.article)).collect();
        let mut statistics: Vec<&DocumentStatistics> = articles.iter().map(|article| &article.statistics).collect();
        // As the command line has them: the same resamples give the same intervals.
        statistics.sort_by(|a, b| a.name.cmp(&b.name));
        let num_threads = parallel::num_threads_beside_window();
        let mut options = Options::new(SEED, num_threads);
        if !with_intervals {
            options.num_resamples = 0;
        }
        let (analysts, labels) = (vec![String::new(); 2], comparison.labels().to_vec());
        let mut answers: BTreeMap<_, Answers> = BTreeMap::new();
        for (key, found) in articles.iter().filter(|article| article.is_comparable()).flat_map(|article| &article.answers) {
            *answers.entry(key.clone()).or_default() += found;
        }
        Self {
            results: Results::of(analysts, labels, &statistics, options),
            num_repeats: articles
                .iter()
                .filter(|article| article.is_comparable())
                .flat_map(|article| article.document.present())
                .map(|(_, layer)| layer.num_repeats())
                .sum(),
            answers,
            by_article: order
                .iter()
                .filter(|article| scope.holds(**article))
                .filter_map(|id| of_article(comparison, *id))
                .collect(),
            has_intervals: with_intervals,
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

    /// What the figures were computed on, but for what was left out.
    pub fn basis(&self) -> String {
        let compared = &self.results.compared;
        let articles = plural(compared.num_articles, "article");
        let [a, b] = self.num_spans();
        format!("{articles}, {a} and {b} annotations")
    }

    /// Annotations of each of the two, where both worked.
    pub fn num_spans(&self) -> [u64; 2] {
        let counts = &self.results.compared.num_spans;
        [0, 1].map(|place| counts.get(place).copied().unwrap_or(0))
    }

    /// The intervals, in a sentence, or why there are none.
    pub fn about_intervals(&self) -> String {
        let is_waiting = !self.has_intervals && self.results.compared.num_articles >= crate::agreement::bootstrap::MIN_DOCUMENTS;
        if is_waiting { "Intervals follow.".to_owned() } else { sentence(&self.results.about_intervals()) }
    }

    /// Agreement in each article by its title, for plots.
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
