//! A comparison of two layers that follows a project while it changes.
//!
//! [`Comparison::stale`] names the articles that have changed since they were compared, [`Frame::compare_on`] compares one
//! of them on any thread, and [`Comparison::accept`] takes the result. [`Comparison::update`] does all three at once.
//! Figures are sums over the articles' statistics ([`Summary`](super::summary::Summary)), so a change to one article costs
//! only the comparison of that article.

use super::{
    attributes::{Answers, answers},
    differences::{Difference, differences},
    partial::NUMBER_TOLERANCE,
    units::{document_of, label_names},
};
use crate::{
    agreement::{
        statistics::{DocumentStatistics, Settings},
        units::{Corpus, Document},
    },
    parallel,
    project::{AnalystId, ArticleId, ArticleRecord, AttributeId, LabelId, Project},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

/// The settings of a comparison, without its articles.
#[derive(Clone, Debug)]
pub struct Frame {
    analysts: [AnalystId; 2],
    labels: Vec<LabelId>,
    /// The names of labels and analysts, without documents.
    corpus: Corpus,
    settings: Settings,
}

/// The result for one article.
#[derive(Clone, Debug)]
pub struct ComparedArticle {
    /// The article.
    pub article: ArticleId,
    /// Every annotation of both, in reading order; empty if one of them has no work in the article.
    pub differences: Vec<Difference>,
    /// The article as plain spans.
    pub document: Document,
    /// The terms that the article adds to the figures of the Compare room; see [`DocumentStatistics::core`].
    pub statistics: DocumentStatistics,
    /// The answers to attributes of aligned annotations.
    pub answers: BTreeMap<(LabelId, AttributeId), Answers>,
}

/// Two layers of a project, compared article by article.
#[derive(Clone, Debug)]
pub struct Comparison {
    frame: Arc<Frame>,
    entries: BTreeMap<ArticleId, Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The record that was compared. The reference is weak, so that an edit of the article copies nothing. As long as it is
    /// held, no other record gets the same place in memory.
    seen: Weak<ArticleRecord>,
    compared: Arc<ComparedArticle>,
}

impl Frame {
    /// Compares one article on this many threads, whose number does not change the result. γ takes most of the time; see
    /// [`Settings`].
    pub fn compare_on(&self, record: &ArticleRecord, num_threads: usize) -> ComparedArticle {
        let document = document_of(record, &self.analysts, &self.corpus.labels);
        let statistics = DocumentStatistics::core(&self.corpus, &document, &self.settings, num_threads);
        let [a, b] = &self.analysts;
        let differences = differences(record, a, b, &self.labels);
        let answers = answers(record, &differences, NUMBER_TOLERANCE);
        ComparedArticle { article: record.article.id, differences, document, statistics, answers }
    }
}

impl ComparedArticle {
    /// Whether both analysts worked on it.
    pub fn is_comparable(&self) -> bool {
        self.document.present().len() == 2
    }
}

impl Comparison {
    /// Makes a comparison of `analysts` under `labels` (all if empty), before anything has been compared.
    pub fn new(project: &Project, analysts: [AnalystId; 2], labels: Vec<LabelId>, settings: Settings) -> Self {
        let corpus = Corpus {
            labels: label_names(project, &labels),
            analysts: analysts.iter().map(ToString::to_string).collect(),
            documents: Vec::new(),
        };
        Self { frame: Arc::new(Frame { analysts, labels, corpus, settings }), entries: BTreeMap::new() }
    }

    /// The settings of the comparison, to be sent to the thread that does the work.
    pub fn frame(&self) -> Arc<Frame> {
        Arc::clone(&self.frame)
    }

    /// The two analysts.
    pub fn analysts(&self) -> &[AnalystId; 2] {
        &self.frame.analysts
    }

    /// The ids of the labels, sorted. The label numbers in figures are places in this list.
    pub fn labels(&self) -> &[String] {
        &self.frame.corpus.labels
    }

    /// The articles that have changed since they were compared, in the project's order. If a label was added or removed,
    /// these are all articles, and this starts again as [`Self::new`] does.
    pub fn stale(&mut self, project: &Project) -> Vec<Arc<ArticleRecord>> {
        if label_names(project, &self.frame.labels) != self.frame.corpus.labels {
            let Frame { analysts, labels, settings, .. } = (*self.frame).clone();
            *self = Self::new(project, analysts, labels, settings);
        }
        self.entries.retain(|article, _| project.article(*article).is_some());
        let is_fresh = |record: &Arc<ArticleRecord>| {
            self.entries.get(&record.article.id).is_some_and(|entry| std::ptr::eq(entry.seen.as_ptr(), Arc::as_ptr(record)))
        };
        project.articles().iter().filter(|record| !is_fresh(record)).cloned().collect()
    }

    /// Takes the result of comparing `record`.
    pub fn accept(&mut self, record: &Arc<ArticleRecord>, compared: ComparedArticle) {
        self.entries.insert(record.article.id, Entry { seen: Arc::downgrade(record), compared: Arc::new(compared) });
    }

    /// Compares what has changed, on this many threads.
    pub fn update(&mut self, project: &Project, num_threads: usize) {
        let stale = self.stale(project);
        let frame = self.frame();
        // With few articles, the threads share the samples of one article after the other.
        let of_each = if stale.len() < num_threads { num_threads } else { 1 };
        let compared = parallel::map(&stale, num_threads / of_each, |record| frame.compare_on(record, of_each));
        for (record, compared) in stale.iter().zip(compared) {
            self.accept(record, compared);
        }
    }

    /// The result for an article, if it has been compared.
    pub fn article(&self, article: ArticleId) -> Option<&Arc<ComparedArticle>> {
        self.entries.get(&article).map(|entry| &entry.compared)
    }

    /// The compared articles, in order of their ids.
    pub fn articles(&self) -> impl Iterator<Item = &ComparedArticle> {
        self.entries.values().map(|entry| &*entry.compared)
    }
}
