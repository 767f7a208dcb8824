//! A comparison of two layers that follows a project while it changes: what the Compare page shows.
//!
//! [`Comparison::stale`] names the articles that have changed since they were compared; [`Frame::compare`] compares one,
//! on any thread; [`Comparison::accept`] takes the result. [`Comparison::update`] does all three at once. Figures are
//! sums over the articles' statistics, so that a change to one article costs no more than that article.

use super::{
    attributes::{Answers, answers},
    differences::{Difference, Kind, differences},
    gold::{State, state_of},
    partial::NUMBER_TOLERANCE,
    units::{document_of, label_names},
};
use crate::{
    agreement::{
        bootstrap::{Interval, MIN_DOCUMENTS, resamples},
        gamma::{CategoryDisorders, Disorders},
        pooled::{defined_gammas, pooled_category, pooled_gamma, pooled_spans},
        resample::{self, NAMES, Parts},
        statistics::{DocumentStatistics, PairSpans, Settings},
        units::{Corpus, Document},
        values::ValueTable,
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

/// The figures over some articles, for the panel.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Articles that both analysts worked on.
    pub num_articles: usize,
    /// Articles that one of them did not work on; they are left out.
    pub num_left_out: usize,
    /// Words of the articles that both worked on.
    pub num_words: u64,
    /// Annotations of each analyst in them, exact duplicates once.
    pub num_spans: [usize; 2],
    /// How many annotations or pairs of each kind, in the order of [`Kind::ALL`].
    pub kinds: [usize; Kind::ALL.len()],
    /// F1 and its like.
    pub spans: PairSpans,
    /// Values of words, for κ and α.
    pub tokens: ValueTable,
    /// γ.
    pub gamma: Disorders,
    /// γ-cat.
    pub gamma_cat: CategoryDisorders,
    /// γ-k of each label of [`Comparison::labels`].
    pub gamma_k: Vec<CategoryDisorders>,
}

/// How often a label of the first analyst met a label of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Ids of the labels, sorted: rows are the first analyst's, columns the second's. After them comes *nothing*.
    pub labels: Vec<String>,
    /// One row for each label and one for *nothing*; likewise columns.
    pub counts: Vec<Vec<usize>>,
}

impl Frame {
    /// Compares one article, on this thread. γ takes most of the time; see [`Settings`].
    pub fn compare(&self, record: &ArticleRecord) -> ComparedArticle {
        self.compare_on(record, 1)
    }

    /// Compares one article on this many threads, with the same result.
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

    /// How many differences are not settled; identical ones count too, until they are gold.
    pub fn num_open(&self, record: &ArticleRecord) -> usize {
        self.differences.iter().filter(|difference| !matches!(state_of(record, difference), State::Settled(_))).count()
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

    /// The figures over the compared articles for which `is_chosen`.
    pub fn figures(&self, is_chosen: impl Fn(ArticleId) -> bool) -> Figures {
        let chosen: Vec<&ComparedArticle> = self.articles().filter(|article| is_chosen(article.article)).collect();
        let (compared, left_out): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|article| article.is_comparable());
        let statistics: Vec<&DocumentStatistics> = compared.iter().map(|article| &article.statistics).collect();
        let gammas = defined_gammas(&statistics);
        let mut figures = Figures {
            num_articles: compared.len(),
            num_left_out: left_out.len(),
            num_words: compared.iter().map(|article| article.document.tokens.len() as u64).sum(),
            num_spans: [0; 2],
            kinds: [0; Kind::ALL.len()],
            spans: pooled_spans(&statistics, 0),
            tokens: ValueTable::default(),
            gamma: pooled_gamma(&gammas, 0),
            gamma_cat: pooled_category(&gammas, 0, None),
            gamma_k: (0..self.labels().len()).map(|label| pooled_category(&gammas, 0, Some(label))).collect(),
        };
        for article in compared {
            figures.tokens += &article.statistics.tokens;
            for (count, layer) in figures.num_spans.iter_mut().zip(&article.document.layers) {
                *count += layer.as_ref().map_or(0, |layer| layer.spans().len());
            }
            for difference in &article.differences {
                figures.kinds[difference.kind as usize] += 1;
            }
        }
        figures
    }

    /// Intervals of 95 % over the compared articles, by the name of the figure; nothing below [`MIN_DOCUMENTS`].
    pub fn intervals(&self, num_resamples: usize) -> Vec<(&'static str, Option<Interval>)> {
        let statistics: Vec<&DocumentStatistics> =
            self.articles().filter(|article| article.is_comparable()).map(|article| &article.statistics).collect();
        if statistics.len() < MIN_DOCUMENTS {
            return Vec::new();
        }
        let places: Vec<usize> = (0..statistics.len()).collect();
        let draws = resamples(&places, num_resamples, self.frame.settings.seed);
        NAMES.into_iter().zip(Parts::of(&statistics).intervals(&draws, 1)).collect()
    }

    /// The figures of each comparable article by the names in [`NAMES`], for plots.
    pub fn of_each(&self) -> Vec<(ArticleId, resample::Figures)> {
        let compared: Vec<_> = self.articles().filter(|article| article.is_comparable()).collect();
        let statistics: Vec<_> = compared.iter().map(|article| &article.statistics).collect();
        let articles = compared.iter().map(|article| article.article);
        // One by one, so that γ of each stands where another could not be aligned.
        articles.zip(statistics.iter().map(|one| Parts::of(std::slice::from_ref(one)).figures(&[0]))).collect()
    }

    /// Which label met which, over the articles of `project` that were compared.
    pub fn confusion(&self, project: &Project) -> Confusion {
        let mut confusion = Confusion::new(self.labels().to_vec());
        for article in self.articles() {
            if let Some(record) = project.article(article.article) {
                article.differences.iter().for_each(|difference| confusion.count(record, difference));
            }
        }
        confusion
    }
}

impl Confusion {
    /// A table of these labels in which nothing is counted yet. `labels` are sorted.
    pub fn new(labels: Vec<String>) -> Self {
        let size = labels.len() + 1;
        Self { labels, counts: vec![vec![0; size]; size] }
    }

    /// Where a difference is counted: row and column; `None` if the article or the table lacks what it names.
    pub fn cell_of(&self, record: &ArticleRecord, difference: &Difference) -> Option<(usize, usize)> {
        let place = |id: Option<_>| match id {
            None => Some(self.labels.len()),
            Some(id) => {
                let label = &record.annotations.get(&id)?.label;
                self.labels.binary_search_by(|name| name.as_str().cmp(label.as_str())).ok()
            }
        };
        Some((place(difference.a)?, place(difference.b)?))
    }

    /// Counts a difference.
    pub fn count(&mut self, record: &ArticleRecord, difference: &Difference) {
        if let Some((row, column)) = self.cell_of(record, difference) {
            self.counts[row][column] += 1;
        }
    }
}
