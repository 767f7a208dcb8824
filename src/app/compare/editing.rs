//! Makes a gold annotation by hand: another range, another label.

use crate::{
    compare::{differences::Difference, gold::Draft},
    project::{ArticleRecord, Fragments, LabelId, replaced},
    text::ByteRange,
};

/// An annotation in the making, and its difference.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Editing {
    pub draft: Draft,
}

impl Editing {
    /// Begins with the annotation of the first analyst, or else of the second.
    pub fn new(record: &ArticleRecord, difference: &Difference) -> Option<Self> {
        let from = difference.annotation_a(record).or_else(|| difference.annotation_b(record))?;
        Some(Self { draft: Draft::of(from) })
    }

    /// Replaces the range of a fragment; if there is no such fragment, replaces all of them.
    pub fn set_range(&mut self, record: &ArticleRecord, fragment: Option<usize>, range: ByteRange) {
        let text = record.article.text.as_str();
        let whole = Fragments::one(range).ok();
        let moved = match fragment {
            Some(fragment) => replaced(text, &self.draft.fragments, fragment, range),
            None => whole.and_then(|whole| replaced(text, &whole, 0, range)),
        };
        self.draft.fragments = moved.unwrap_or_else(|| self.draft.fragments.clone());
    }

    /// Gives it another label, and removes answers that this label does not ask for.
    pub fn set_label(&mut self, codebook: &crate::project::Codebook, label: &LabelId) {
        let Some(schema) = codebook.label(label) else { return };
        self.draft.attributes.retain(|key, _| schema.attribute(key).is_some());
        self.draft.label = label.clone();
    }
}
