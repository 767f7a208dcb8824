//! The loss report: what the files of an export lack.

use super::{features, selected::Selected};
use crate::project::{Annotation, AnnotationId, ArticleId, ArticleRecord};

/// A part of the project that the files do not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The article.
    pub article: ArticleId,
    /// The annotation; `None` if the loss concerns the article.
    pub annotation: Option<AnnotationId>,
    /// The loss, as a sentence without its full stop.
    pub what: String,
}

/// The result of an export: counts, and everything that was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    /// Number of annotations in the files.
    pub written: usize,
    /// Of these, the number of annotations whose edges were moved over white space or a line break that the format cannot
    /// have there.
    pub num_moved: usize,
    /// Of these, the number that became several spans, one for each fragment.
    pub num_split: usize,
    /// Number of selected annotations that are not in the files.
    pub num_dropped: usize,
    /// Number of articles that an analyst opened and left empty, if the format cannot say so.
    pub num_left_empty: usize,
    /// The losses of the selected part in the order of the files, beyond what [`Format::loses`](super::Format::loses) says.
    pub losses: Vec<Loss>,
    /// What was left out because it was not asked for, as sentences with their number and three examples. It is not lost.
    pub notes: Vec<String>,
}

impl LossReport {
    /// Reports the answers of an annotation that would be read back as something else.
    pub(super) fn unfit(&mut self, selected: &Selected<'_>, record: &ArticleRecord, annotation: &Annotation) {
        let lost = features::unfit(selected.project.codebook(), annotation, false).into_iter();
        let (article, annotation) = (record.article.id, Some(annotation.id));
        self.losses.extend(lost.map(|what| Loss { article, annotation, what }));
    }

    /// Adds the report of another part.
    pub fn add(&mut self, other: Self) {
        let Self { written, num_moved, num_split, num_dropped, num_left_empty, losses, notes } = other;
        self.written += written;
        self.num_moved += num_moved;
        self.num_split += num_split;
        self.num_dropped += num_dropped;
        self.num_left_empty += num_left_empty;
        self.losses.extend(losses);
        self.notes.extend(notes);
    }
}
