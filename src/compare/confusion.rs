//! A table of how often each label of one analyst met each label of another.

use super::differences::Difference;
use crate::project::ArticleRecord;

/// How often each label of the first analyst met each label of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// The ids of the labels, sorted: the rows are the first analyst's, the columns the second's. *Nothing* follows them.
    pub labels: Vec<String>,
    /// One row for each label and one for *nothing*; the same for columns.
    pub counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// Makes a table of these labels without counts. `labels` must be sorted.
    pub fn new(labels: Vec<String>) -> Self {
        let size = labels.len() + 1;
        Self { labels, counts: vec![vec![0; size]; size] }
    }

    /// The row and column in which a difference counts; `None` if the article or the table lacks what it names.
    fn cell_of(&self, record: &ArticleRecord, difference: &Difference) -> Option<(usize, usize)> {
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
