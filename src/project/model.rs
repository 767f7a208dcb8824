//! The project: codebook, analysts, articles and their annotations.
//!
//! A project changes only through [`Project::apply`]; everything else here reads it. Articles are shared behind [`Arc`], so
//! that a clone for a snapshot in the background costs one pointer for each article.

use super::{
    annotation::Annotation,
    article::ArticleRecord,
    codebook::{Codebook, Label},
    id::{AnalystId, AnnotationId, ArticleId, LabelId, ProjectId},
    index::Index,
};
use std::sync::Arc;

/// A person who annotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analyst {
    /// The key by which annotations and files name the person.
    pub id: AnalystId,
    /// The name that people read.
    pub name: String,
}

/// Everything that is in a project file.
#[derive(Clone, Debug)]
pub struct Project {
    pub(super) id: ProjectId,
    pub(super) title: String,
    pub(super) codebook: Arc<Codebook>,
    pub(super) analysts: Vec<Analyst>,
    pub(super) articles: Vec<Arc<ArticleRecord>>,
    pub(super) index: Index,
}

impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        let Self { id, title, codebook, analysts, articles, index: _ } = self;
        (id, title, codebook, analysts, articles) == (&other.id, &other.title, &other.codebook, &other.analysts, &other.articles)
    }
}

impl Project {
    /// Makes a project without articles and analysts. Whatever breaks a rule in the codebook is repaired
    /// ([`Codebook::repair`]).
    pub fn new(id: ProjectId, title: impl Into<String>, mut codebook: Codebook) -> Self {
        codebook.repair();
        let index = Index::new(&codebook);
        let codebook = Arc::new(codebook);
        Self { id, title: title.into(), codebook, analysts: Vec::new(), articles: Vec::new(), index }
    }

    /// The id, which all copies of this project share.
    pub fn id(&self) -> ProjectId {
        self.id
    }

    /// The title that people read.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its labels and rules.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Its labels and rules, shared so that the caller can keep them.
    pub fn codebook_arc(&self) -> Arc<Codebook> {
        Arc::clone(&self.codebook)
    }

    /// The label with this id.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        Some(&self.codebook.labels[self.index.label(id)?])
    }

    /// All analysts who have a layer, in the order in which they joined.
    pub fn analysts(&self) -> &[Analyst] {
        &self.analysts
    }

    /// The analyst with this id.
    pub fn analyst(&self, id: &AnalystId) -> Option<&Analyst> {
        Some(&self.analysts[self.index.analyst(id)?])
    }

    /// The articles in the order of the list.
    pub fn articles(&self) -> &[Arc<ArticleRecord>] {
        &self.articles
    }

    /// The article with this id.
    pub fn article(&self, id: ArticleId) -> Option<&ArticleRecord> {
        Some(&self.articles[self.place_of(id)?])
    }

    /// The place of the article in [`Self::articles`].
    pub fn place_of(&self, id: ArticleId) -> Option<usize> {
        self.index.article(id)
    }

    /// The annotation with this id in this article.
    pub fn annotation(&self, article: ArticleId, annotation: AnnotationId) -> Option<&Annotation> {
        self.article(article)?.annotations.get(&annotation)
    }

    /// The number of annotations of all analysts in all articles.
    pub fn num_annotations(&self) -> usize {
        self.articles.iter().map(|record| record.annotations.len()).sum()
    }
}
