//! What the files of an export lack.

use super::{features, selected::Selected};
use crate::project::{Annotation, AnnotationId, ArticleId, ArticleRecord};

/// Something of the project that the files do not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// In which article.
    pub article: ArticleId,
    /// At which annotation; `None` when it concerns the article.
    pub annotation: Option<AnnotationId>,
    /// What is lost, as a sentence without its full stop.
    pub what: String,
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    /// Number of annotations in the files.
    pub written: usize,
    /// Of these, in how many an end was moved, over white space or a line break that the format cannot have there.
    pub num_moved: usize,
    /// Of these, how many are several spans, one for each fragment.
    pub num_split: usize,
    /// Number of selected annotations that are not in the files.
    pub num_dropped: usize,
    /// Number of articles that an analyst opened and left empty, which the format has no place to say.
    pub num_left_empty: usize,
    /// What the files lack of the selected part, beyond what [`Format::loses`](super::Format::loses) says, in the order of the files.
    pub losses: Vec<Loss>,
}

impl LossReport {
    /// Reports the answers of an annotation that come back as something else.
    pub(super) fn unfit(&mut self, selected: &Selected<'_>, record: &ArticleRecord, annotation: &Annotation) {
        let lost = features::unfit(selected.project.codebook(), annotation, false).into_iter();
        let (article, annotation) = (record.article.id, Some(annotation.id));
        self.losses.extend(lost.map(|what| Loss { article, annotation, what }));
    }

    /// Adds what came of another part.
    pub fn add(&mut self, other: Self) {
        let Self { written, num_moved, num_split, num_dropped, num_left_empty, losses } = other;
        self.written += written;
        self.num_moved += num_moved;
        self.num_split += num_split;
        self.num_dropped += num_dropped;
        self.num_left_empty += num_left_empty;
        self.losses.extend(losses);
    }
}
