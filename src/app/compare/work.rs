//! Computes the figures on a thread: one article after the other, then the sums and their intervals.
//!
//! Results are taken as they arrive. An edit stops the work and starts it again with what has changed. An edit of the gold
//! layer alone changes no figure of two other layers.

use super::{Scope, list::List};
use crate::{
    agreement::statistics::Settings,
    app::running::{Came, Running, Teller},
    compare::{
        comparison::{ComparedArticle, Comparison},
        results::{Options, SEED},
        summary::Summary,
    },
    parallel,
    project::{AnalystId, ArticleId, ArticleRecord, Project},
};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// Figures without intervals are shown this often while articles are being measured.
const SHOWN_EVERY: Duration = Duration::from_millis(400);
/// The number of articles measured before the thread checks whether it should stop.
const BATCH: usize = 8;

/// The figures, and what is being done for them.
#[derive(Default)]
pub struct Work {
    comparison: Option<Comparison>,
    /// Of what each article was when it was measured.
    digests: BTreeMap<ArticleId, u64>,
    key: Option<(u64, Scope)>,
    running: Option<Running<News>>,
    /// Of what each article that is being measured was when that began.
    measured: BTreeMap<ArticleId, u64>,
    /// What is known so far.
    pub summary: Option<Summary>,
}

enum News {
    Article(Arc<ArticleRecord>, u64, Box<ComparedArticle>),
    Summary(Box<Summary>),
}

/// What the thread is given.
struct Job {
    comparison: Comparison,
    stale: Vec<(Arc<ArticleRecord>, u64)>,
    scope: Scope,
    order: Vec<ArticleId>,
}

impl Work {
    /// How many of how many articles have been measured, while something is going on.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(Running::progress)
    }

    /// Stops the computation and keeps the results so far.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Ids of the labels that are compared, sorted.
    pub fn labels(&self) -> &[String] {
        self.comparison.as_ref().map_or(&[], |comparison| comparison.labels())
    }

    /// Takes what has come, and begins what is needed.
    pub fn refresh(
        &mut self,
        project: &Project,
        pair: &[AnalystId; 2],
        scope: Scope,
        revision: u64,
        list: &List,
        context: &egui::Context,
    ) {
        self.take_news();
        self.name(project, pair);
        if self.comparison.as_ref().is_none_or(|comparison| comparison.analysts() != pair) {
            *self = Self::default();
            self.comparison = Some(Comparison::new(project, pair.clone(), Vec::new(), Settings::default()));
        }
        // The list comes first, because it knows which articles have changed.
        if self.key == Some((revision, scope)) || list.num_waiting > 0 {
            return;
        }
        let is_same_scope = self.key.is_some_and(|(_, before)| before == scope);
        self.key = Some((revision, scope));
        let Some(comparison) = &mut self.comparison else { return };
        let mut stale = Vec::new();
        for record in comparison.stale(project) {
            let Some(digest) = list.entry(record.article.id).map(|entry| entry.digest) else { continue };
            let known = comparison.article(record.article.id).cloned();
            match known.filter(|_| self.digests.get(&record.article.id) == Some(&digest)) {
                Some(known) => comparison.accept(&record, (*known).clone()),
                None => stale.push((record, digest)),
            }
        }
        // An edit of gold alone neither changes figures nor starts what is going on again.
        let is_known = match &self.running {
            Some(_) => stale.iter().all(|(record, digest)| self.measured.get(&record.article.id) == Some(digest)),
            None => stale.is_empty() && self.summary.is_some(),
        };
        if is_known && is_same_scope {
            return;
        }
        let comparison = comparison.clone();
        self.stop();
        let order = project.articles().iter().map(|record| record.article.id).collect();
        self.start(Job { comparison, stale, scope, order }, context);
    }

    /// Calls analysts and labels what they are called now.
    fn name(&mut self, project: &Project, pair: &[AnalystId; 2]) {
        if let (Some(summary), Some(comparison)) = (&mut self.summary, &self.comparison) {
            summary.name(project, pair.each_ref().map(|id| super::name_of(project, id)), comparison.labels());
        }
    }

    fn start(&mut self, job: Job, context: &egui::Context) {
        self.measured = job.stale.iter().map(|(record, digest)| (record.article.id, *digest)).collect();
        let (total, context) = (job.stale.len(), context.clone());
        let running = Running::start("compare", move || context.request_repaint(), move |teller| job.run(teller));
        self.running = Some(running.expecting(total));
    }

    fn take_news(&mut self) {
        while let Some(came) = self.running.as_ref().and_then(Running::poll) {
            match came {
                Came::News(News::Article(record, digest, compared)) => {
                    if let Some(comparison) = &mut self.comparison {
                        self.digests.insert(record.article.id, digest);
                        comparison.accept(&record, *compared);
                    }
                }
                Came::News(News::Summary(summary)) => self.summary = Some(*summary),
                Came::End => self.running = None,
            }
        }
    }
}

impl Job {
    fn run(mut self, teller: &Teller<News>) {
        let progress = teller.progress();
        let frame = self.comparison.frame();
        let num_threads = parallel::num_threads_beside_window();
        let mut shown = Instant::now();
        let stale = std::mem::take(&mut self.stale);
        // With few articles, the threads share the samples of one article after the other.
        let of_each = if stale.len() < num_threads { num_threads } else { 1 };
        for batch in stale.chunks(BATCH) {
            let compared = parallel::map(batch, num_threads / of_each, |(record, _)| {
                (!progress.is_cancelled()).then(|| frame.compare_on(record, of_each))
            });
            for ((record, digest), compared) in batch.iter().zip(compared) {
                let Some(compared) = compared else { return };
                self.comparison.accept(record, compared.clone());
                teller.tell(News::Article(Arc::clone(record), *digest, Box::new(compared)));
                progress.advance(1);
            }
            if shown.elapsed() > SHOWN_EVERY {
                teller.tell(News::Summary(Box::new(self.summary(false))));
                shown = Instant::now();
            }
        }
        // The window owns the records; if they were held here, an edit would have to copy them.
        drop(stale);
        if teller.tell(News::Summary(Box::new(self.summary(false)))) {
            teller.tell(News::Summary(Box::new(self.summary(true))));
        }
    }

    fn summary(&self, with_intervals: bool) -> Summary {
        let mut options = Options::new(SEED, parallel::num_threads_beside_window());
        if !with_intervals {
            options.num_resamples = 0;
        }
        Summary::of(&self.comparison, |article| self.scope.holds(article), &self.order, options)
    }
}
