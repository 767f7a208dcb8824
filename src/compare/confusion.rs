//! Which label of one analyst met which of another.

use super::differences::Difference;
use crate::project::ArticleRecord;

/// How often a label of the first analyst met a label of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Ids of the labels, sorted: rows are the first analyst's, columns the second's. After them comes *nothing*.
    pub labels: Vec<String>,
    /// One row for each label and one for *nothing*; likewise columns.
    pub counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// A table of these labels in which nothing is counted yet. `labels` are sorted.
    pub fn new(labels: Vec<String>) -> Self {
        let size = labels.len() + 1;
        Self { labels, counts: vec![vec![0; size]; size] }
    }

    /// Where a difference is counted: row and column; `None` if the article or the table lacks what it names.
    pub fn cell_of(&self, record: &ArticleRecord, difference: &Difference) -> Option<(usize, usize)> {
        let place = |id: Option<_>| match id {
            None => Some(self.labels.len()),
            Some(id) => {
                let label = &record.annotations.get(&id)?.label;
                self.labels.binary_search_by(|name| name.as_str().cmp(label.as_str())).ok()
            }
        };
        Some((place(difference.a)?, place(difference.b)?))
    }

    /// Counts a difference.
    pub fn count(&mut self, record: &ArticleRecord, difference: &Difference) {
        if let Some((row, column)) = self.cell_of(record, difference) {
            self.counts[row][column] += 1;
        }
    }
}
