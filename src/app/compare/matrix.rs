//! The figures of three or more analysts, together and pair by pair, computed on a thread. Only what has changed is measured
//! again.

use crate::{
    agreement::{statistics::DocumentStatistics, units::Corpus},
    app::running::{Came, Running, Teller},
    compare::{
        pairwise::{self, PairFigure, PairValue, Share},
        results::{Measure, Options, Results, SEED, Spread, spread},
        units::{document_of, label_names},
    },
    parallel,
    project::{AnalystId, ArticleId, ArticleRecord, Project},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

/// The number of articles measured before the thread checks whether it should stop.
const BATCH: usize = 16;

/// The table, and what is being done for it.
#[derive(Default)]
pub struct Matrix {
    /// What it shows.
    pub figure: PairFigure,
    /// The analysts of its rows and columns: all but gold.
    pub analysts: Vec<AnalystId>,
    /// A cell for each pair; nothing before it was computed.
    pub values: Vec<PairValue>,
    /// The figures of all together and of pairs, but for γ; nothing before they were computed.
    pub results: Option<Results>,
    key: Option<Key>,
    known: BTreeMap<ArticleId, Known>,
    running: Option<Running<News>>,
    /// Whether the user stopped it; the next change to the comparison starts it again.
    is_stopped: bool,
}

#[derive(Clone, PartialEq)]
struct Key {
    revision: u64,
    figure: PairFigure,
    analysts: Vec<AnalystId>,
    labels: Vec<String>,
}

/// What an article adds. The record is held weakly, so that an edit copies nothing.
#[derive(Clone)]
struct Known {
    seen: Weak<ArticleRecord>,
    statistics: Arc<DocumentStatistics>,
    /// For γ of pairs; empty where another figure is shown.
    shares: Arc<Vec<Option<Share>>>,
}

enum News {
    Articles(Vec<(ArticleId, Known)>),
    Results(Box<Results>, Vec<PairValue>),
}

impl Matrix {
    /// How many of how many articles have been measured, while something is going on.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(Running::progress)
    }

    /// Stops the computation and keeps the results so far.
    pub fn stop(&mut self) {
        self.is_stopped = self.running.take().is_some();
    }

    /// Shows another figure.
    pub fn show(&mut self, figure: PairFigure) {
        if self.figure != figure {
            self.figure = figure;
            self.is_stopped = false;
        }
    }

    /// γ of each pair, where it is what the table shows.
    pub fn gammas(&self) -> Vec<Result<f64, String>> {
        let is_gamma = self.figure == PairFigure::Gamma;
        self.values.iter().filter(|_| is_gamma).map(|found| found.value.clone()).collect()
    }

    /// The shown figure over the pairs.
    pub fn spread(&self) -> Option<Spread> {
        let measure = match self.figure {
            PairFigure::StrictF1 => Measure::StrictF1,
            PairFigure::TypeF1 => Measure::TypeF1,
            PairFigure::Kappa => Measure::Kappa,
            PairFigure::Gamma => Measure::Gamma,
        };
        let values = self.values.iter().filter_map(|found| found.value.clone().ok()).collect();
        (!self.values.is_empty()).then(|| spread(measure, self.values.len(), values))
    }

    /// Takes new results and starts the necessary work. With fewer than three analysts there is none.
    pub fn refresh(&mut self, project: &Project, revision: u64, context: &egui::Context) {
        self.take_news();
        let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold());
        let analysts: Vec<AnalystId> = people.map(|analyst| analyst.id.clone()).collect();
        if analysts.len() < 3 {
            self.analysts.clear();
            self.results = None;
            return;
        }
        if let Some(results) = &mut self.results {
            results.analysts = analysts.iter().map(|id| super::name_of(project, id)).collect();
        }
        let is_same = |key: &Key| key.revision == revision && key.figure == self.figure && key.analysts == analysts;
        if self.key.as_ref().is_some_and(is_same) || self.is_stopped {
            return;
        }
        let key = Key { revision, figure: self.figure, analysts, labels: label_names(project, &[]) };
        let is_same_sort = |old: &Key| (old.figure, &old.analysts, &old.labels) == (key.figure, &key.analysts, &key.labels);
        if !self.key.as_ref().is_some_and(is_same_sort) {
            self.known.clear();
            self.values.clear();
            self.results = self.results.take().filter(|results| results.analysts.len() == key.analysts.len());
        }
        self.analysts.clone_from(&key.analysts);
        self.key = Some(key.clone());
        self.start(project, key, context);
    }

    fn start(&mut self, project: &Project, key: Key, context: &egui::Context) {
        self.running = None;
        self.known.retain(|article, _| project.article(*article).is_some());
        let is_known = |record: &&Arc<ArticleRecord>| {
            self.known.get(&record.article.id).is_some_and(|known| std::ptr::eq(known.seen.as_ptr(), Arc::as_ptr(record)))
        };
        let stale: Vec<Arc<ArticleRecord>> = project.articles().iter().filter(|record| !is_known(record)).cloned().collect();
        let mut all = self.known.clone();
        let total = stale.len();
        let corpus = Corpus {
            labels: key.labels.clone(),
            analysts: key.analysts.iter().map(ToString::to_string).collect(),
            documents: Vec::new(),
        };
        let work = move |teller: &Teller<News>| {
            let progress = teller.progress();
            let num_threads = parallel::num_threads_beside_window();
            for batch in stale.chunks(BATCH) {
                let measured = parallel::map(batch, num_threads, |record| {
                    let measure = || {
                        let document = document_of(record, &key.analysts, &key.labels);
                        let with_gamma = key.figure == PairFigure::Gamma;
                        let shares =
                            if with_gamma { pairwise::share(record, &key.analysts, &key.labels, key.figure) } else { Vec::new() };
                        (DocumentStatistics::brief(&corpus, &document), shares)
                    };
                    (!progress.is_cancelled()).then(measure)
                });
                let mut found = Vec::new();
                for (record, measured) in batch.iter().zip(measured) {
                    let Some((statistics, shares)) = measured else { return };
                    let (statistics, shares) = (Arc::new(statistics), Arc::new(shares));
                    found.push((record.article.id, Known { seen: Arc::downgrade(record), statistics, shares }));
                }
                progress.advance(batch.len());
                all.extend(found.iter().cloned());
                teller.tell(News::Articles(found));
            }
            // The window owns the records; if they were held here, an edit would have to copy them.
            drop(stale);
            let mut statistics: Vec<&DocumentStatistics> = all.values().map(|known| &*known.statistics).collect();
            // In the same order as on the command line, so that the same resamples give the same intervals.
            statistics.sort_by(|a, b| a.name.cmp(&b.name));
            let names = vec![String::new(); key.analysts.len()];
            let results = Results::of(names, Vec::new(), &statistics, Options::new(SEED, num_threads)).without_gamma();
            let shares = all.values().map(|known| known.shares.as_slice());
            let values = match key.figure {
                PairFigure::Gamma => pairwise::values(key.analysts.len(), key.figure, shares),
                PairFigure::StrictF1 => values_of(&results, Measure::StrictF1),
                PairFigure::TypeF1 => values_of(&results, Measure::TypeF1),
                PairFigure::Kappa => values_of(&results, Measure::Kappa),
            };
            teller.tell(News::Results(Box::new(results), values));
        };
        let context = context.clone();
        self.running = Some(Running::start("compare pairs", move || context.request_repaint(), work).expecting(total));
    }

    fn take_news(&mut self) {
        while let Some(came) = self.running.as_ref().and_then(Running::poll) {
            match came {
                Came::News(News::Articles(found)) => self.known.extend(found),
                Came::News(News::Results(results, values)) => (self.results, self.values) = (Some(*results), values),
                Came::End => self.running = None,
            }
        }
    }
}

/// A cell for each pair, from figures that were computed.
fn values_of(results: &Results, measure: Measure) -> Vec<PairValue> {
    let cell = |pair: &crate::compare::results::PairResult| PairValue {
        pair: pair.pair,
        num_articles: pair.compared.num_articles,
        num_spans: [0, 1].map(|place| pair.compared.num_spans.get(place).map_or(0, |count| *count as usize)),
        value: pair.figure(measure).map_or_else(|| Err("not measured".to_owned()), |figure| figure.value.clone()),
    };
    results.pairs.iter().map(cell).collect()
}
