//! Making a gold annotation by hand: another range, another label.

use crate::{
    compare::{differences::Difference, gold::Draft},
    project::{ArticleRecord, Fragments, LabelId, replaced},
    text::ByteRange,
};

/// What is being made, for which difference.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Editing {
    pub draft: Draft,
}

impl Editing {
    /// Begins with what the first analyst has, or else the second.
    pub fn new(record: &ArticleRecord, difference: &Difference) -> Option<Self> {
        let from = difference.annotation_a(record).or_else(|| difference.annotation_b(record))?;
        Some(Self { draft: Draft::of(from) })
    }

    /// Takes these words instead of what the fragment covers; of all fragments, if there is no such.
    pub fn set_range(&mut self, record: &ArticleRecord, fragment: Option<usize>, range: ByteRange) {
        let text = record.article.text.as_str();
        let whole = Fragments::one(range).ok();
        let moved = match fragment {
            Some(fragment) => replaced(text, &self.draft.fragments, fragment, range),
            None => whole.and_then(|whole| replaced(text, &whole, 0, range)),
        };
        self.draft.fragments = moved.unwrap_or_else(|| self.draft.fragments.clone());
    }

    /// Gives it another label; answers that the label does not ask for go.
    pub fn set_label(&mut self, codebook: &crate::project::Codebook, label: &LabelId) {
        let Some(schema) = codebook.label(label) else { return };
        self.draft.attributes.retain(|key, _| schema.attribute(key).is_some());
        self.draft.label = label.clone();
    }
}
