//! Edits: the reversible changes to a project, as values.
//!
//! [`Project::apply`](super::Project::apply) is the only way to change a project. It either makes the whole change and returns the edit that takes
//! it back, or changes nothing and returns the reason. `apply(edit)` followed by `apply(inverse)` gives the same project,
//! down to the times of change.

use super::{
    annotation::{Annotation, AttributeValue, Fragments},
    article::{ArticleRecord, Metadata, Status},
    codebook::Codebook,
    codebook_change::CodebookError,
    decision::Decision,
    id::{AnalystId, AnnotationId, ArticleId, AttributeId, LabelId},
    model::Analyst,
};
use crate::text::ByteOffset;
use jiff::Timestamp;
use std::sync::Arc;

/// How deep batches may be nested in each other. The log reads and writes as many levels as this needs.
pub const MAX_BATCHES: usize = 4;

/// One reversible change to a project.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Rename the project.
    SetTitle(String),
    /// Replace the codebook.
    SetCodebook(Arc<Codebook>),
    /// Insert an analyst at this place in the list.
    AddAnalyst {
        /// The place, counted from 0; the number of analysts appends.
        at: usize,
        /// The analyst.
        analyst: Analyst,
    },
    /// Remove an analyst who has no annotations and no finished articles. The marks of articles that were only opened go
    /// too.
    RemoveAnalyst(AnalystId),
    /// Change an analyst's name.
    RenameAnalyst {
        /// The analyst.
        analyst: AnalystId,
        /// The new name.
        name: String,
    },
    /// Insert an article, with whatever annotations it brings, at this place in the list.
    AddArticle {
        /// The place, counted from 0; the number of articles appends.
        at: usize,
        /// The article and its layers.
        record: Arc<ArticleRecord>,
    },
    /// Remove an article and its annotations.
    RemoveArticle(ArticleId),
    /// Correct the metadata of an article.
    SetMetadata {
        /// The article.
        article: ArticleId,
        /// The new metadata, complete.
        metadata: Box<Metadata>,
    },
    /// Set how far an analyst is with an article; `None` is "never opened".
    SetStatus {
        /// The article.
        article: ArticleId,
        /// The analyst.
        analyst: AnalystId,
        /// How far the analyst is.
        status: Option<Status>,
    },
    /// Record a decision about annotations that differ; `None` reopens the difference.
    SetDecision {
        /// The article.
        article: ArticleId,
        /// The annotations it is about, in order of their ids.
        about: Vec<AnnotationId>,
        /// The decision, which is about exactly these annotations.
        decision: Option<Box<Decision>>,
    },
    /// Add an annotation.
    AddAnnotation {
        /// The article.
        article: ArticleId,
        /// The new annotation.
        annotation: Box<Annotation>,
    },
    /// Remove an annotation.
    RemoveAnnotation {
        /// The article.
        article: ArticleId,
        /// The annotation.
        annotation: AnnotationId,
    },
    /// Change one thing about an annotation.
    ChangeAnnotation {
        /// The article.
        article: ArticleId,
        /// The annotation.
        annotation: AnnotationId,
        /// The change.
        change: Change,
        /// The time of the change, which becomes the annotation's time of last change.
        modified: Timestamp,
    },
    /// Record that somebody looked at this analyst's layer. This changes nothing and is never undone.
    ShowLayer(AnalystId),
    /// Several edits that are made together or not at all.
    Batch(Vec<Self>),
}

impl Edit {
    /// Combines several edits into one; a single edit stays as it is.
    pub fn all(mut edits: Vec<Self>) -> Self {
        if edits.len() == 1 { edits.swap_remove(0) } else { Self::Batch(edits) }
    }
}

/// A change to one part of an annotation.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Its label.
    Label(LabelId),
    /// The text it covers.
    Fragments(Fragments),
    /// An answer; `None` is *not filled*.
    Attribute(AttributeId, Option<AttributeValue>),
    /// Which other annotations say the same.
    SameAs(Vec<AnnotationId>),
    /// Its note.
    Note(String),
    /// Whether the analyst is unsure.
    Unsure(bool),
}

/// Why an edit was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The project has no such article.
    #[error("the project has no article {0}")]
    NoArticle(ArticleId),
    /// The article has no such annotation.
    #[error("article {0} has no annotation {1}")]
    NoAnnotation(ArticleId, AnnotationId),
    /// The project has no such analyst.
    #[error("the project has no analyst “{0}”")]
    NoAnalyst(AnalystId),
    /// The codebook has no such label.
    #[error("the codebook has no label “{0}”")]
    NoLabel(LabelId),
    /// The id exists already.
    #[error("{0} “{1}” exists already")]
    Exists(&'static str, String),
    /// The analyst still has work in the project.
    #[error("analyst “{0}” has annotations or finished articles; remove these first")]
    AnalystHasWork(AnalystId),
    /// The codebook lacks labels that annotations use.
    #[error("{num_annotations} annotations use label “{label}”, which the new codebook lacks")]
    LabelInUse {
        /// A label that annotations use.
        label: LabelId,
        /// The number of annotations that use it.
        num_annotations: usize,
    },
    /// A fragment lies outside the text or cuts a character.
    #[error("a fragment at byte {0:?} lies outside the article's text or cuts a character")]
    OutsideText(ByteOffset),
    /// The codebook breaks a rule.
    #[error("the codebook was not changed: {0}")]
    Codebook(#[from] CodebookError),
    /// An article contradicts itself.
    #[error(
        "article {0} contradicts itself: its digest is not that of its text, a block or link lies outside the text, or an \
         annotation or decision is filed under another id"
    )]
    Unsound(ArticleId),
    /// Batches are nested too deep to be written to the log.
    #[error("a change of several parts has parts in parts more than {MAX_BATCHES} deep")]
    TooDeep,
    /// A decision is about other annotations than those it is filed under.
    #[error("a decision is about other annotations than those it is recorded for")]
    OtherSources,
    /// A place in a list is beyond its end.
    #[error("place {0} is beyond the end of the list")]
    Place(usize),
}
