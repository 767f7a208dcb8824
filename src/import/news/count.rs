//! Compares the number of documents that a file states with the number that was found.

use crate::text::{listed, words::counted};
use std::ops::RangeInclusive;

/// How many documents a download holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number that the file states; `None` if it states none.
    pub num_stated: Option<usize>,
    /// The number that was found, whether or not they were imported.
    pub num_found: usize,
    /// The numbers of documents that are missing, as the file counts them.
    pub missing: Vec<RangeInclusive<usize>>,
}

/// The number of a document, and the number of all: "7 of 100".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) number: usize,
    pub(super) of: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl Count {
    /// The sum of the counts of several files. Those that state no number are left out of it; `None` if none states one.
    pub fn sum<'c>(counts: impl IntoIterator<Item = &'c Self>) -> Option<Self> {
        counts.into_iter().filter(|count| count.num_stated.is_some()).cloned().reduce(|mut sum, count| {
            sum.num_stated = Some(sum.num_stated.unwrap_or(0).saturating_add(count.num_stated.unwrap_or(0)));
            sum.num_found += count.num_found;
            sum.missing.extend(count.missing);
            sum
        })
    }

    /// Both numbers, as in `3 documents stated, 2 found`; `None` if the file states none.
    pub fn words(&self) -> Option<String> {
        Some(format!("{} stated, {} found", counted(self.num_stated?, "document", "documents"), self.num_found))
    }

    /// Whether what is stated was found.
    pub fn is_right(&self) -> bool {
        self.missing.is_empty() && self.num_stated.is_none_or(|stated| stated == self.num_found)
    }

    /// A count where the file states one number for the whole. Which are missing is known only if they are numbered.
    pub(super) fn of_number(num_stated: Option<usize>, num_found: usize) -> Self {
        Self { num_stated, num_found, missing: Vec::new() }
    }

    /// A count from the numbers that documents have. `selected` is the range that the cover names, if it does.
    ///
    /// Downloads of many documents are split: numbers that begin at 101 are a part, of which the number of all says nothing.
    /// Several downloads may lie in one file, one behind the other; then each is counted on its own.
    pub(super) fn of_positions(positions: &[Position], selected: Option<RangeInclusive<usize>>) -> Self {
        let runs = runs(positions);
        let selected = selected.filter(|_| runs.len() == 1);
        let mut count = Self { num_stated: Some(0), num_found: positions.len(), missing: Vec::new() };
        for run in &runs {
            let (first, last, of) = (run[0].number, run[run.len() - 1].number, most_frequent(run));
            let range = match &selected {
                Some(selected) if selected.contains(&first) => selected.clone(),
                _ if first == 1 => 1..=of.max(last),
                _ => first..=last,
            };
            let range = *range.start()..=(*range.end()).max(last);
            let mut next = *range.start();
            for position in *run {
                count.miss(next, position.number);
                next = position.number + 1;
            }
            count.miss(next, range.end().saturating_add(1));
            count.num_stated = count.num_stated.map(|stated| stated.saturating_add(range.end() + 1 - range.start()));
        }
        count
    }

    /// Notes that the numbers from `from` up to `to`, excluded, are missing.
    pub(super) fn miss(&mut self, from: usize, to: usize) {
        if from < to {
            self.missing.push(from..=to - 1);
        }
    }

    /// Says what is wrong; `None` if nothing is.
    pub(super) fn complaint(&self) -> Option<String> {
        if self.is_right() {
            return None;
        }
        let shown = |range: &RangeInclusive<usize>| match (range.start(), range.end()) {
            (start, end) if start == end => start.to_string(),
            (start, end) => format!("{start} to {end}"),
        };
        let stated = match self.num_stated {
            Some(stated) => format!("it states {stated} documents, and {} were found", self.num_found),
            None => format!("{} documents were found", self.num_found),
        };
        let missing = match self.missing.len() {
            0 => String::new(),
            len => format!("; missing: number {}", listed(len, self.missing.iter().map(shown))),
        };
        Some(format!("{stated}{missing}; compare with the database, and download again what is missing"))
    }
}

/// The downloads in one file: a new one begins where the numbers do not go on. A single document with another number of all
/// does not begin one.
fn runs(positions: &[Position]) -> Vec<&[Position]> {
    let goes_on = |a: &Position, b: &Position| b.number > a.number && (b.of == a.of || b.number == a.number + 1);
    positions.chunk_by(goes_on).collect()
}

/// The number of all that most documents state.
fn most_frequent(run: &[Position]) -> usize {
    let mut numbers: Vec<usize> = run.iter().map(|position| position.of).collect();
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).and_then(|same| same.first().copied()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(positions: &[(usize, usize)], selected: Option<RangeInclusive<usize>>) -> (usize, usize, String) {
        let positions: Vec<_> = positions.iter().map(|(number, of)| Position { number: *number, of: *of }).collect();
        let count = Count::of_positions(&positions, selected);
        let missing: Vec<_> = count.missing.iter().map(|range| format!("{}-{}", range.start(), range.end())).collect();
        (count.num_stated.unwrap_or_default(), count.num_found, missing.join(","))
    }

    #[test]
    fn gaps_and_cut_ends_are_missing() {
        assert_eq!(count(&[(1, 3), (2, 3), (3, 3)], None), (3, 3, String::new()));
        assert_eq!(count(&[(1, 3), (3, 3)], None), (3, 2, "2-2".to_owned()));
        assert_eq!(count(&[(1, 9), (2, 9)], None), (9, 2, "3-9".to_owned()));
    }

    #[test]
    fn a_part_of_a_split_download_is_counted_by_its_own_numbers() {
        assert_eq!(count(&[(2001, 2146), (2002, 2146)], None), (2, 2, String::new()));
        assert_eq!(count(&[(201, 900), (202, 900)], Some(201..=204)), (4, 2, "203-204".to_owned()));
    }

    #[test]
    fn one_odd_number_of_all_is_passed_over_and_glued_files_are_counted_each() {
        assert_eq!(count(&[(1, 3), (2, 383), (3, 3)], Some(1..=3)), (3, 3, String::new()));
        assert_eq!(count(&[(1, 2), (2, 2), (1, 2)], None), (4, 3, "2-2".to_owned()));
    }

    #[test]
    fn a_mismatch_is_told_with_its_positions() {
        let positions = [Position { number: 1, of: 3 }, Position { number: 3, of: 3 }];
        let told = Count::of_positions(&positions, None).complaint().unwrap();
        assert_eq!(
            told,
            "it states 3 documents, and 2 were found; missing: number 2; compare with the database, and download again what is missing"
        );
        assert_eq!(Count::of_number(None, 4).complaint(), None);
    }
}
