//! A comparison of two layers that follows a project while it changes.
//!
//! [`Comparison::stale`] names the articles that have changed since they were compared; [`Frame::compare_on`] compares one,
//! on any thread; [`Comparison::accept`] takes the result. [`Comparison::update`] does all three at once. Figures are
//! sums over the articles' statistics ([`Summary`](super::summary::Summary)), so that a change to one article costs no more
//! than that article.

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

/// What is compared, without the articles.
#[derive(Clone, Debug)]
pub struct Frame {
    analysts: [AnalystId; 2],
    labels: Vec<LabelId>,
    /// Labels and analysts by name; holds no documents.
    corpus: Corpus,
    settings: Settings,
}

/// One article, compared.
#[derive(Clone, Debug)]
pub struct ComparedArticle {
    /// Which.
    pub article: ArticleId,
    /// Every annotation of both, in reading order; nothing where one of them has no work in the article.
    pub differences: Vec<Difference>,
    /// The article as plain spans.
    pub document: Document,
    /// What it adds to the figures of the page; see [`DocumentStatistics::core`].
    pub statistics: DocumentStatistics,
    /// Answers to attributes of aligned annotations.
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
    /// The record that was compared. Weak, so that an edit of the article copies nothing; its place in memory is not
    /// given to another record while this is held.
    seen: Weak<ArticleRecord>,
    compared: Arc<ComparedArticle>,
}

impl Frame {
    /// Compares one article, on this many threads; how many does not change the result. γ takes most of the time; see
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
    /// A comparison of `analysts` under `labels` (all if empty), in which nothing has been compared yet.
    pub fn new(project: &Project, analysts: [AnalystId; 2], labels: Vec<LabelId>, settings: Settings) -> Self {
        let corpus = Corpus {
            labels: label_names(project, &labels),
            analysts: analysts.iter().map(ToString::to_string).collect(),
            documents: Vec::new(),
        };
        Self { frame: Arc::new(Frame { analysts, labels, corpus, settings }), entries: BTreeMap::new() }
    }

    /// What is compared; to be sent to where the work is done.
    pub fn frame(&self) -> Arc<Frame> {
        Arc::clone(&self.frame)
    }

    /// The two analysts.
    pub fn analysts(&self) -> &[AnalystId; 2] {
        &self.frame.analysts
    }

    /// Ids of the labels, sorted; numbers of labels in figures are places in this list.
    pub fn labels(&self) -> &[String] {
        &self.frame.corpus.labels
    }

    /// The articles that have not been compared since they changed, in the project's order. Where a label was added or
    /// removed, all of them: begin with [`Self::new`] again, which this does.
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

    /// Takes what came of comparing `record`.
    pub fn accept(&mut self, record: &Arc<ArticleRecord>, compared: ComparedArticle) {
        self.entries.insert(record.article.id, Entry { seen: Arc::downgrade(record), compared: Arc::new(compared) });
    }

    /// Compares what has changed, on this many threads.
    pub fn update(&mut self, project: &Project, num_threads: usize) {
        let stale = self.stale(project);
        let frame = self.frame();
        // One article after another leaves its samples to share.
        let of_each = if stale.len() < num_threads { num_threads } else { 1 };
        let compared = parallel::map(&stale, num_threads / of_each, |record| frame.compare_on(record, of_each));
        for (record, compared) in stale.iter().zip(compared) {
            self.accept(record, compared);
        }
    }

    /// An article, if it has been compared.
    pub fn article(&self, article: ArticleId) -> Option<&Arc<ComparedArticle>> {
        self.entries.get(&article).map(|entry| &entry.compared)
    }

    /// The compared articles, in order of their ids.
    pub fn articles(&self) -> impl Iterator<Item = &ComparedArticle> {
        self.entries.values().map(|entry| &*entry.compared)
    }
}
