//! The table of all pairs of analysts, computed on a thread: only what changed since is measured again.

use crate::{
    app::running::{Came, Running, Teller},
    compare::{
        pairwise::{self, PairFigure, PairValue, Share},
        parallel,
        units::label_names,
    },
    project::{AnalystId, ArticleId, ArticleRecord, Project},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

/// Articles measured before the thread looks whether it is still wanted.
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
    key: Option<Key>,
    known: BTreeMap<ArticleId, Known>,
    running: Option<Running<News>>,
    /// The user stopped it; the next change of what is compared begins again.
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
    shares: Arc<Vec<Option<Share>>>,
}

enum News {
    Articles(Vec<(ArticleId, Known)>),
    Values(Vec<PairValue>),
}

impl Matrix {
    /// How many of how many articles have been measured, while something is going on.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(Running::progress)
    }

    /// Stops what is going on; what is known stays.
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

    /// Takes what has come, and begins what is needed: nothing with fewer than three analysts.
    pub fn refresh(&mut self, project: &Project, revision: u64, context: &egui::Context) {
        self.take_news();
        let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold());
        let analysts: Vec<AnalystId> = people.map(|analyst| analyst.id.clone()).collect();
        if analysts.len() < 3 {
            self.analysts.clear();
            return;
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
        let work = move |teller: &Teller<News>| {
            let progress = teller.progress();
            let num_threads = parallel::num_threads_beside_window();
            for batch in stale.chunks(BATCH) {
                let measured = parallel::map(batch, num_threads, |record| {
                    let is_wanted = !progress.is_cancelled();
                    is_wanted.then(|| pairwise::share(record, &key.analysts, &key.labels, key.figure))
                });
                let mut found = Vec::new();
                for (record, shares) in batch.iter().zip(measured) {
                    let Some(shares) = shares else { return };
                    found.push((record.article.id, Known { seen: Arc::downgrade(record), shares: Arc::new(shares) }));
                }
                progress.advance(batch.len());
                all.extend(found.iter().cloned());
                teller.tell(News::Articles(found));
            }
            // The records are the window's: held here, an edit would have to copy them.
            drop(stale);
            let shares = all.values().map(|known| known.shares.as_slice());
            teller.tell(News::Values(pairwise::values(key.analysts.len(), key.figure, shares)));
        };
        let context = context.clone();
        self.running = Some(Running::start("compare pairs", move || context.request_repaint(), work).expecting(total));
    }

    fn take_news(&mut self) {
        while let Some(came) = self.running.as_ref().and_then(Running::poll) {
            match came {
                Came::News(News::Articles(found)) => self.known.extend(found),
                Came::News(News::Values(values)) => self.values = values,
                Came::End => self.running = None,
            }
        }
    }
}
