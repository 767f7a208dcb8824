//! The site of an edit: the place that a reader of its sentence wants to see, and whose work it changes.

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
    /// The range of the annotation, if the edit adds or moves it.
    pub range: Option<ByteRange>,
}

/// Whose work an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The layer of one analyst: the annotations, and how far the analyst is.
    Layer,
    /// The parts that all analysts share: articles, codebook, list of analysts, decisions.
    Shared,
    /// Nobody's work: the edit records that somebody looked at a layer or opened an article. Undo passes over it.
    Look,
}

impl Edit {
    /// The place that the edit is about; for a batch, that of the first edit that has one.
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
            // Changes to annotations that follow from a codebook change or a decision belong to it.
            Self::Batch(edits) if !edits.is_empty() && edits.iter().all(|edit| edit.reach() == Reach::Layer) => Reach::Layer,
            _ => Reach::Shared,
        }
    }
}
