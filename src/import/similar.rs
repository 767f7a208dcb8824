//! Finds texts that are nearly the same: copies of a wire report with another head, foot or paragraph.
//!
//! [`Shingles`] has the rule for two texts. Only texts that share one of a fixed sixteenth of all shingles are compared, by
//! all of their shingles.

use crate::{parallel, splitmix, text::similar::Shingles};
use smallvec::SmallVec;
use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
};

/// Texts with fewer shingles are not compared: short notices are alike by chance.
const MIN_SHINGLES: usize = 20;
/// One in so many shingles is looked up.
const SAMPLE: u64 = 16;
/// A shingle in more texts than this is the formula of a house, and finds nothing.
const MAX_TEXTS_OF_SHINGLE: usize = 50;
/// Characters that are shown before and after the place where two texts begin to differ.
const CHARS_AROUND: usize = 24;
/// Texts whose shingles are made at once, on all cores; more would take memory and no less time.
const TEXTS_AT_ONCE: usize = 512;

/// The texts that a sampled shingle is in; nobody goes through all of it.
type TextsOf = HashMap<u64, SmallVec<[u32; 4]>, BuildHasherDefault<ShingleHasher>>;

/// Two texts that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearDuplicate {
    /// The later of the two, as its place in the list.
    pub later: usize,
    /// The earlier.
    pub earlier: usize,
    /// How much of the shorter is in the longer, in percent of its shingles, rounded down.
    pub percent: usize,
}

/// Where two texts that are not the same begin to differ, and what each says there; the first is the one that is here.
pub fn first_difference(here: &str, there: &str) -> String {
    let same_bytes: usize =
        here.chars().zip(there.chars()).take_while(|(here, there)| here == there).map(|(c, _)| c.len_utf8()).sum();
    let same = &here[..same_bytes];
    let line = same.matches('\n').count() + 1;
    let column = same.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let before: String = {
        let chars: Vec<char> = same.chars().rev().take(CHARS_AROUND).collect();
        chars.into_iter().rev().collect()
    };
    let around = |text: &str| {
        let after: String = text[same_bytes..].chars().take(CHARS_AROUND).collect();
        let end = if after.is_empty() { "[end]" } else { "" };
        format!("{before}{after}{end}").replace('\n', "⏎")
    };
    format!("from line {line}, character {column} on: “{}” here, “{}” there", around(here), around(there))
}

/// The pairs of near-duplicates among `texts` whose later text is at place `first_new` or behind it; for each such text
/// the most similar earlier one.
pub fn near_duplicates(texts: &[&str], first_new: usize) -> Vec<NearDuplicate> {
    let mut texts_of = TextsOf::default();
    let mut found = Vec::new();
    let mut shingles_of: BTreeMap<usize, Shingles> = BTreeMap::new();
    let blocks = texts.chunks(TEXTS_AT_ONCE);
    let shingles_of_all = blocks.flat_map(|block| parallel::map(block, parallel::num_threads(), |text| Shingles::of(text)));
    for (place, shingles) in shingles_of_all.enumerate() {
        if shingles.numbers().len() < MIN_SHINGLES {
            continue;
        }
        let sampled: Vec<u64> = shingles.numbers().iter().copied().filter(|shingle| shingle % SAMPLE == 0).collect();
        if place >= first_new {
            let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
            for earlier in sampled.iter().filter_map(|shingle| texts_of.get(shingle)).flatten() {
                *shared.entry(*earlier).or_default() += 1;
            }
            let mut candidates: Vec<(usize, u32)> = shared.into_iter().map(|(earlier, count)| (count, earlier)).collect();
            candidates.sort_unstable_by_key(|(count, earlier)| (std::cmp::Reverse(*count), *earlier));
            let compared = candidates.into_iter().take(8).map(|(_, earlier)| {
                let earlier = earlier as usize;
                let others = shingles_of.entry(earlier).or_insert_with(|| Shingles::of(texts[earlier]));
                (shingles.is_near(others), shingles.percent_shared(others), earlier)
            });
            let best = compared.max_by_key(|(_, percent, earlier)| (*percent, std::cmp::Reverse(*earlier)));
            if let Some((_, percent, earlier)) = best.filter(|(is_near, ..)| *is_near) {
                found.push(NearDuplicate { later: place, earlier, percent });
            }
        }
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        for shingle in sampled {
            let places = texts_of.entry(shingle).or_default();
            if places.len() < MAX_TEXTS_OF_SHINGLE {
                places.push(place);
            }
        }
    }
    found
}

/// Shingles are mixed already; but those that are sampled all end in the same bits.
#[derive(Default)]
struct ShingleHasher(u64);

impl Hasher for ShingleHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ (number / SAMPLE)).wrapping_mul(splitmix::STEP);
    }
}
