//! The index of a project: the places of articles, analysts and labels by their ids, and the set of the annotations' ids.
//! Lookups never search a list.

use super::{
    article::ArticleRecord,
    codebook::Codebook,
    id::{AnalystId, AnnotationId, ArticleId, LabelId},
    model::Analyst,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The number of parts that the set of annotation ids is kept in. A change copies one part, while a snapshot shares the
/// others.
const NUM_PARTS: usize = 256;

/// The places of things in the lists of a project. A clone costs one pointer for each article and analyst, and nothing for
/// annotations and labels.
#[derive(Clone, Debug)]
pub(super) struct Index {
    articles: HashMap<ArticleId, usize>,
    analysts: HashMap<AnalystId, usize>,
    labels: Arc<HashMap<LabelId, usize>>,
    annotations: Vec<Arc<HashSet<AnnotationId>>>,
}

impl Index {
    /// Makes the index of a project that has only a codebook.
    pub(super) fn new(codebook: &Codebook) -> Self {
        let mut index = Self {
            articles: HashMap::new(),
            analysts: HashMap::new(),
            labels: Arc::default(),
            annotations: vec![Arc::default(); NUM_PARTS],
        };
        index.set_codebook(codebook);
        index
    }

    pub(super) fn article(&self, id: ArticleId) -> Option<usize> {
        self.articles.get(&id).copied()
    }

    pub(super) fn analyst(&self, id: &AnalystId) -> Option<usize> {
        self.analysts.get(id).copied()
    }

    pub(super) fn label(&self, id: &LabelId) -> Option<usize> {
        self.labels.get(id).copied()
    }

    pub(super) fn has_annotation(&self, id: AnnotationId) -> bool {
        self.annotations[part_of(id)].contains(&id)
    }

    /// Updates the index after the codebook was replaced.
    pub(super) fn set_codebook(&mut self, codebook: &Codebook) {
        let places = codebook.labels.iter().enumerate().map(|(place, label)| (label.id.clone(), place));
        self.labels = Arc::new(places.collect());
    }

    /// Updates the places of the analysts from this place on.
    pub(super) fn place_analysts(&mut self, analysts: &[Analyst], from: usize) {
        for (place, analyst) in analysts.iter().enumerate().skip(from) {
            self.analysts.insert(analyst.id.clone(), place);
        }
    }

    pub(super) fn remove_analyst(&mut self, id: &AnalystId) {
        self.analysts.remove(id);
    }

    /// Updates the places of the articles from this place on.
    pub(super) fn place_articles(&mut self, articles: &[Arc<ArticleRecord>], from: usize) {
        for (place, record) in articles.iter().enumerate().skip(from) {
            self.articles.insert(record.article.id, place);
        }
    }

    pub(super) fn remove_article(&mut self, id: ArticleId) {
        self.articles.remove(&id);
    }

    pub(super) fn add_annotation(&mut self, id: AnnotationId) {
        Arc::make_mut(&mut self.annotations[part_of(id)]).insert(id);
    }

    pub(super) fn remove_annotation(&mut self, id: AnnotationId) {
        Arc::make_mut(&mut self.annotations[part_of(id)]).remove(&id);
    }
}

fn part_of(id: AnnotationId) -> usize {
    id.bits() as usize % NUM_PARTS
}
