//! Remembers what JSON lines already say about the articles of a DocBin beside them.

use crate::import::collect::Mark;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Article, analyst, label and range.
type Place = (usize, String, String, (usize, usize));

/// The marks of JSON lines by their places, with the answers of each.
#[derive(Debug, Default)]
pub(in crate::import) struct Known(HashMap<Place, Vec<Map<String, Value>>>);

impl Known {
    /// Adds the marks that JSON lines have for the article with this number.
    pub(in crate::import) fn add(&mut self, article: usize, marks: &[Mark]) {
        for mark in marks {
            self.0.entry(place(article, mark)).or_default().push(mark.answers.clone());
        }
    }

    /// Whether there is a mark with these answers, or any mark if it has none. The mark is then used up, so that repeats in
    /// the DocBin are still imported.
    pub(super) fn take(&mut self, article: usize, mark: &Mark) -> bool {
        let Some(all) = self.0.get_mut(&place(article, mark)) else { return false };
        let same = all.iter().position(|answers| *answers == mark.answers);
        let any = (mark.answers.is_empty() && !all.is_empty()).then_some(0);
        same.or(any).map(|at| all.swap_remove(at)).is_some()
    }
}

fn place(article: usize, mark: &Mark) -> Place {
    (article, mark.analyst.clone(), mark.label.clone(), mark.ranges.first().copied().unwrap_or_default())
}
