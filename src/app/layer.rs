//! What the window derives from the open article and keeps until the project changes: a frame must not sort or count.

use super::{page::outline::Outline, state::State};
use crate::{
    project::{AnalystId, AnnotationId, ArticleId, Fragments},
    text::{ByteOffset, WordCount},
};

/// The annotations on the page, ready to be drawn.
#[derive(Debug, Default)]
pub struct Layer {
    key: Option<(u64, ArticleId, Option<AnalystId>)>,
    words_of: Option<ArticleId>,
    /// In reading order.
    pub items: Vec<LayerItem>,
    /// Annotations of each label, in the codebook's order.
    pub label_counts: Vec<usize>,
    /// Words of the article.
    pub words: WordCount,
    /// Its paragraphs, numbered as in the page's margin.
    outline: Option<Outline>,
}

/// An annotation as page and lists need it.
#[derive(Clone, Debug)]
pub struct LayerItem {
    /// Which.
    pub id: AnnotationId,
    /// Where it stands.
    pub fragments: Fragments,
    /// Place of its label in the codebook.
    pub label_index: usize,
}

impl Layer {
    /// Number of the paragraph that `offset` is in; 0 before the first numbered one.
    pub fn paragraph_of(&self, offset: ByteOffset) -> u32 {
        self.outline.as_ref().map_or(0, |outline| outline.number_of(outline.piece_at(offset)))
    }

    /// Brings it up to date with `state`.
    pub fn refresh(&mut self, state: &State) {
        let Some(record) = state.record() else {
            *self = Self::default();
            return;
        };
        if self.words_of != Some(record.article.id) {
            self.words_of = Some(record.article.id);
            self.words = WordCount::new(&record.article.text);
            self.outline = Some(Outline::new(&record.article));
        }
        let key = Some((state.revision, record.article.id, state.analyst.clone()));
        if self.key == key {
            return;
        }
        self.key = key;
        let labels = &state.project().codebook().labels;
        self.label_counts = vec![0; labels.len()];
        self.items.clear();
        for annotation in state.layer() {
            // The model has no annotation whose label the codebook lacks.
            let Some(label_index) = labels.iter().position(|label| label.id == annotation.label) else { continue };
            self.label_counts[label_index] += 1;
            self.items.push(LayerItem { id: annotation.id, fragments: annotation.fragments.clone(), label_index });
        }
    }
}
