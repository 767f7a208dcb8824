//! Keeps what the window derives from the open article, so that a frame never sorts or counts, and an edit does so only for
//! what it changed.

use super::links::LinkIndex;
use crate::{
    app::{
        desk::Desk,
        page::{Mark, Side, outline::Outline},
        running::{Came, Running},
    },
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord},
    text::{ByteOffset, WordCount},
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// The greatest length of a text, in bytes, whose words are counted at once. The words of a longer text are counted on a
/// thread.
const COUNTED_AT_ONCE: usize = 512 * 1024;

/// The annotations on the page, ready to be drawn.
#[derive(Default)]
pub struct Layer {
    key: Option<(u64, ArticleId, Option<AnalystId>)>,
    words_of: Option<ArticleId>,
    /// In reading order.
    pub items: Vec<Mark>,
    /// The same marks together with those of another layer, while one is shown.
    with_others: Option<Vec<Mark>>,
    /// The number of annotations of each label, in the codebook's order.
    pub label_counts: Vec<usize>,
    /// The number of articles that the analyst has finished.
    pub num_done: usize,
    /// The number of words in the article, or `None` while they are being counted.
    pub words: Option<WordCount>,
    counting: Option<Running<WordCount>>,
    /// The links between the annotations of the article.
    pub links: LinkIndex,
    /// Its paragraphs, numbered as in the page's margin.
    pub outline: Option<Rc<Outline>>,
    /// The number of annotations of each label in the articles that the list has shown.
    counts: RefCell<HashMap<ArticleId, Vec<usize>>>,
}

impl Layer {
    /// Number of the paragraph that `offset` is in; 0 before the first numbered one.
    pub fn paragraph_of(&self, offset: ByteOffset) -> u32 {
        self.outline.as_ref().map_or(0, |outline| outline.number_of(outline.piece_at(offset)))
    }

    /// Counts the annotations of each label that the current analyst has made in an article.
    pub fn counts_of(&self, desk: &Desk, record: &ArticleRecord) -> Vec<usize> {
        if self.key.as_ref().is_some_and(|(_, article, _)| *article == record.article.id) {
            return self.label_counts.clone();
        }
        let count = || count(desk, record);
        self.counts.borrow_mut().entry(record.article.id).or_insert_with(count).clone()
    }

    /// Updates everything from `state`.
    pub fn refresh(&mut self, desk: &Desk, context: &egui::Context) {
        let Some(record) = desk.record() else {
            *self = Self::default();
            return;
        };
        self.refresh_text(record, context);
        let key = (desk.revision, record.article.id, desk.open.analyst.clone());
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let known = self.key.take().filter(|(_, _, analyst)| *analyst == key.2);
        let changed = known.as_ref().and_then(|(revision, ..)| desk.changes.between(*revision, key.0));
        let is_same_article = known.as_ref().is_some_and(|(_, article, _)| *article == key.1);
        match &changed {
            Some(changed) => {
                changed.iter().for_each(|(article, _)| _ = self.counts.get_mut().remove(article));
                if let Some((_, article, _)) = known.filter(|_| !is_same_article && changed.is_empty()) {
                    self.counts.get_mut().insert(article, std::mem::take(&mut self.label_counts));
                }
            }
            None => self.counts.get_mut().clear(),
        }
        let is_done = |record: &ArticleRecord| key.2.as_ref().is_some_and(|id| record.standing(id).is_done());
        self.num_done = desk.project().articles().iter().filter(|record| is_done(record)).count();
        match changed {
            Some(changed) if is_same_article => {
                changed.iter().filter(|(article, _)| *article == key.1).for_each(|(_, id)| self.change(desk, record, *id));
            }
            _ => self.collect_all(desk, record),
        }
        self.with_others = desk.open.shown.as_ref().map(|shown| self.beside(desk, record, shown));
        self.key = Some(key);
    }

    /// The annotations that the page shows: those of the current analyst, and those of another layer while one is shown.
    pub fn on_page(&self) -> &[Mark] {
        self.with_others.as_ref().unwrap_or(&self.items)
    }

    /// The annotations of the current and of another analyst, in reading order.
    fn beside(&self, desk: &Desk, record: &ArticleRecord, shown: &AnalystId) -> Vec<Mark> {
        let labels = &desk.project().codebook().labels;
        let theirs = record.annotations.values().filter(|annotation| annotation.analyst == *shown);
        let marks = theirs.filter_map(|annotation| {
            let label_index = labels.iter().position(|label| label.id == annotation.label)?;
            Some(Mark { id: annotation.id, fragments: annotation.fragments.clone(), label_index, side: Side::Above })
        });
        let mut all: Vec<_> = self.items.iter().cloned().chain(marks).collect();
        all.sort_unstable_by_key(|item| (item.fragments.reading_order(), item.id));
        all
    }

    fn refresh_text(&mut self, record: &ArticleRecord, context: &egui::Context) {
        if let Some(Came::News(words)) = self.counting.as_ref().and_then(Running::poll) {
            (self.words, self.counting) = (Some(words), None);
        }
        if self.words_of == Some(record.article.id) {
            return;
        }
        self.words_of = Some(record.article.id);
        self.outline = Some(Rc::new(Outline::new(&record.article)));
        (self.words, self.counting) = (None, None);
        let text = record.article.text.clone();
        if text.as_str().len() <= COUNTED_AT_ONCE {
            self.words = Some(WordCount::new(&text));
            return;
        }
        let context = context.clone();
        self.counting = Some(Running::once("count words", move || context.request_repaint(), move |_| WordCount::new(&text)));
    }

    fn collect_all(&mut self, desk: &Desk, record: &ArticleRecord) {
        let Self { items, label_counts, links, .. } = self;
        let labels = &desk.project().codebook().labels;
        *label_counts = vec![0; labels.len()];
        items.clear();
        links.clear();
        let of_analyst = record.annotations.values().filter(|annotation| Some(&annotation.analyst) == desk.open.analyst.as_ref());
        for annotation in of_analyst {
            // The model has no annotation whose label the codebook lacks.
            let Some(label_index) = labels.iter().position(|label| label.id == annotation.label) else { continue };
            label_counts[label_index] += 1;
            links.set(annotation.id, Some(annotation));
            items.push(Mark { id: annotation.id, fragments: annotation.fragments.clone(), label_index, side: Side::Below });
        }
        items.sort_unstable_by_key(|item| (item.fragments.reading_order(), item.id));
    }

    /// Updates one annotation.
    fn change(&mut self, desk: &Desk, record: &ArticleRecord, id: AnnotationId) {
        if let Some(at) = self.items.iter().position(|item| item.id == id) {
            let old = self.items.remove(at);
            self.label_counts[old.label_index] -= 1;
        }
        let annotation = record.annotations.get(&id).filter(|annotation| Some(&annotation.analyst) == desk.open.analyst.as_ref());
        self.links.set(id, annotation);
        let Some(annotation) = annotation else { return };
        let labels = &desk.project().codebook().labels;
        let Some(label_index) = labels.iter().position(|label| label.id == annotation.label) else { return };
        let order = (annotation.fragments.reading_order(), id);
        let at = self.items.partition_point(|item| (item.fragments.reading_order(), item.id) < order);
        self.items.insert(at, Mark { id, fragments: annotation.fragments.clone(), label_index, side: Side::Below });
        self.label_counts[label_index] += 1;
    }
}

fn count(desk: &Desk, record: &ArticleRecord) -> Vec<usize> {
    let labels = &desk.project().codebook().labels;
    let mut counts = vec![0; labels.len()];
    for annotation in record.annotations.values().filter(|annotation| Some(&annotation.analyst) == desk.open.analyst.as_ref()) {
        if let Some(label) = labels.iter().position(|label| label.id == annotation.label) {
            counts[label] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests;
