//! Finds the pairs of near-duplicates among many texts.
//!
//! If *k* of the *n* shingles of the shorter text of a pair must be shared, then at least one of any `n - k + 1` of them is shared.
//! So that many of each text are indexed, those that occur in the fewest texts, and every shingle of every text is looked up in
//! the index (the prefix filter of Chaudhuri, Ganti and Kaushik, ICDE 2006). Shingles that only one text has need no entry, so the
//! index of texts that have little in common is small.

use super::Shingles;
use std::{collections::HashMap, ops::ControlFlow};

/// The work on one text: a step for each entry of the index and each shingle that is compared, and [`STEPS_OF_LOOK`] for each
/// text that comes into question. Only a text that shares rare shingles with hundreds of others, without being near any of them, needs more.
const MAX_STEPS: usize = 1 << 18;
const STEPS_OF_LOOK: usize = 4;
/// The most counters of shingles, and the fewest; a counter is a byte.
const COUNTERS: [usize; 2] = [1 << 10, 1 << 26];

/// What becomes of a pair that may be near-duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The two texts are compared.
    Compare,
    /// This pair is not wanted.
    Skip,
    /// No further pair of the longer text is wanted.
    Enough,
}

/// Receives the pairs of a search. The first place of a pair is always the smaller.
pub trait Visitor {
    /// Whether the texts at these places are to be compared; `longer` is one of the two.
    fn ask(&mut self, earlier: usize, later: usize, longer: usize) -> Ask;

    /// Takes a pair of near-duplicates, for which [`Self::ask`] has returned [`Ask::Compare`].
    fn found(&mut self, earlier: usize, later: usize);
}

/// Shows `visitor` the pairs of near-duplicates among `texts`. Of texts with the same shingles only the first is compared with
/// others, and the rest with it.
pub fn near_pairs(texts: &[Shingles], visitor: &mut impl Visitor) {
    let distinct = distinct(texts, visitor);
    let index = Index::of(texts, &distinct);
    let mut looked_at = vec![usize::MAX; texts.len()];
    for longer in distinct {
        // It stops when there is enough of this text.
        let _enough = index.pairs_of(longer, &mut looked_at, visitor);
    }
}

/// The first texts of each set of shingles. Pairs with the same shingles or the same letters are shown.
fn distinct(texts: &[Shingles], visitor: &mut impl Visitor) -> Vec<usize> {
    let mut by_letters: HashMap<u64, usize> = HashMap::new();
    let mut by_shingles: HashMap<&[u64], usize> = HashMap::new();
    let mut distinct = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let of_letters = *by_letters.entry(text.letters).or_insert(place);
        let of_shingles = *by_shingles.entry(&text.numbers).or_insert(place);
        for first in [of_letters, of_shingles] {
            if first != place && visitor.ask(first, place, place) == Ask::Compare {
                visitor.found(first, place);
            }
        }
        if of_shingles == place {
            distinct.push(place);
        }
    }
    distinct
}

/// Some shingles of each text, enough that one of them is in every longer near-duplicate.
struct Index<'s> {
    texts: &'s [Shingles],
    /// A shingle and the place of a text that has it, sorted.
    entries: Vec<(u64, u32)>,
    /// Counts of shingles, and whether one of them is in the index: many shingles share a counter.
    counters: Vec<Counter>,
}

#[derive(Clone, Copy, Default)]
struct Counter {
    /// The number of texts, 255 at most.
    count: u8,
    is_indexed: bool,
}

impl<'s> Index<'s> {
    fn of(texts: &'s [Shingles], distinct: &[usize]) -> Self {
        let num_shingles: usize = distinct.iter().map(|place| texts[*place].numbers.len()).sum();
        let [fewest, most] = COUNTERS;
        let counters = vec![Counter::default(); (2 * num_shingles).next_power_of_two().clamp(fewest, most)];
        let mut index = Self { texts, entries: Vec::new(), counters };
        for number in distinct.iter().flat_map(|place| &texts[*place].numbers) {
            let counter = index.counter(*number);
            index.counters[counter].count = index.counters[counter].count.saturating_add(1);
        }
        let mut by_rarity: Vec<(u8, u64)> = Vec::new();
        for place in distinct {
            let text = &texts[*place];
            let num_indexed = text.numbers.len() - text.num_needed() + 1;
            by_rarity.clear();
            by_rarity.extend(text.numbers.iter().map(|number| (index.counters[index.counter(*number)].count, *number)));
            if by_rarity.len() > num_indexed {
                by_rarity.select_nth_unstable(num_indexed - 1);
            }
            for (_, number) in by_rarity.iter().take(num_indexed).filter(|(count, _)| *count > 1) {
                let counter = index.counter(*number);
                index.counters[counter].is_indexed = true;
                // A project has fewer than 4 billion articles.
                index.entries.push((*number, *place as u32));
            }
        }
        index.entries.sort_unstable();
        index
    }

    /// The place of the counter of a shingle; any bits of it are as good as random.
    fn counter(&self, number: u64) -> usize {
        number as usize & (self.counters.len() - 1)
    }

    /// The entries of a shingle.
    fn holders(&self, number: u64) -> &[(u64, u32)] {
        if !self.counters[self.counter(number)].is_indexed {
            return &[];
        }
        let start = self.entries.partition_point(|(other, _)| *other < number);
        let len = self.entries[start..].partition_point(|(other, _)| *other == number);
        &self.entries[start..start + len]
    }

    /// Shows the pairs in which the text at place `longer` has more shingles, or as many and the later place. Begins with the
    /// shingles that the fewest texts have.
    fn pairs_of(&self, longer: usize, looked_at: &mut [usize], visitor: &mut impl Visitor) -> ControlFlow<()> {
        let text = &self.texts[longer];
        let rank = |place: usize| (self.texts[place].numbers.len(), place);
        let mut found: Vec<&[(u64, u32)]> = text.numbers.iter().map(|number| self.holders(*number)).collect();
        found.retain(|holders| !holders.is_empty());
        found.sort_by_key(|holders| holders.len());
        let mut num_steps = 0;
        for (_, shorter) in found.into_iter().flatten() {
            let shorter = *shorter as usize;
            num_steps += 1;
            if num_steps > MAX_STEPS {
                return ControlFlow::Break(());
            }
            if looked_at[shorter] == longer {
                continue;
            }
            num_steps += STEPS_OF_LOOK;
            looked_at[shorter] = longer;
            if rank(shorter) >= rank(longer) {
                continue;
            }
            let (earlier, later) = (shorter.min(longer), shorter.max(longer));
            match visitor.ask(earlier, later, longer) {
                Ask::Compare => {
                    num_steps += self.texts[shorter].numbers.len();
                    if self.texts[shorter].is_near(text) {
                        visitor.found(earlier, later);
                    }
                }
                Ask::Skip => {}
                Ask::Enough => return ControlFlow::Break(()),
            }
        }
        ControlFlow::Continue(())
    }
}
