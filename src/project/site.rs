//! What an edit is about: the place that somebody who reads of it wants to see, and whose work it changes.

use super::{
    edit::Edit,
    id::{AnnotationId, ArticleId},
};
use crate::text::ByteRange;

/// An article, and perhaps a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The article.
    pub article: ArticleId,
    /// The annotation.
    pub annotation: Option<AnnotationId>,
    /// Where the annotation stands in an edit that brings or moves it.
    pub range: Option<ByteRange>,
}

/// Whose work an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The layer of one analyst: tags, and how far the analyst is.
    Layer,
    /// What all share: articles, codebook, analysts, decisions.
    Shared,
    /// Nobody's: it says that somebody looked at a layer or opened an article, and undo passes over it.
    Look,
}

impl Edit {
    /// What it is about; of several edits that are one, the first that says so.
    pub fn site(&self) -> Option<Site> {
        let at = |article: ArticleId, annotation, range| Some(Site { article, annotation, range });
        match self {
            Self::AddAnnotation { article, annotation } => at(*article, Some(annotation.id), Some(annotation.fragments.first())),
            Self::RemoveAnnotation { article, annotation } | Self::ChangeAnnotation { article, annotation, .. } => {
                at(*article, Some(*annotation), None)
            }
            Self::SetStatus { article, .. } | Self::SetMetadata { article, .. } => at(*article, None, None),
            Self::AddArticle { record, .. } => at(record.article.id, None, None),
            Self::SetDecision { article, about, .. } => at(*article, about.first().copied(), None),
            Self::Batch(edits) => {
                let sites = || edits.iter().filter_map(Self::site);
                sites().find(|site| site.annotation.is_some()).or_else(|| sites().next())
            }
            _ => None,
        }
    }

    /// Whose work it changes.
    pub fn reach(&self) -> Reach {
        match self {
            Self::AddAnnotation { .. } | Self::RemoveAnnotation { .. } | Self::ChangeAnnotation { .. } => Reach::Layer,
            Self::SetStatus { .. } => Reach::Layer,
            Self::ShowLayer(_) => Reach::Look,
            // What a change to the codebook or a decision does to annotations belongs to it.
            Self::Batch(edits) if !edits.is_empty() && edits.iter().all(|edit| edit.reach() == Reach::Layer) => Reach::Layer,
            _ => Reach::Shared,
        }
    }
}
