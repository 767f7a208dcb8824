//! Finds near-duplicates: copies of a wire report with a different head, foot or paragraph.
//!
//! A text counts as the set of its shingles, which are runs of five words. Two texts are near-duplicates if at least 90 % of
//! the shingles of the shorter one are in the longer one. To avoid comparing every pair, a fixed sixteenth of all shingles
//! is looked up first, and only possible pairs are then counted in full.

use crate::{parallel, splitmix};
use smallvec::SmallVec;
use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
};
use unicode_segmentation::UnicodeSegmentation as _;

/// The number of words in a shingle.
const SHINGLE_WORDS: usize = 5;
/// The least number of shingles of a text that is compared, because short notices are alike by chance.
const MIN_SHINGLES: usize = 20;
/// The share of common shingles, in percent, from which two texts are near-duplicates.
pub const MIN_PERCENT: usize = 90;
/// One in this many shingles is looked up.
const SAMPLE: u64 = 16;
/// A shingle that occurs in more texts than this is boilerplate of an outlet, and is not used to find pairs.
const MAX_TEXTS_OF_SHINGLE: usize = 50;
/// The number of characters that are shown before and after the place where two texts begin to differ.
const CHARS_AROUND: usize = 24;
/// The number of texts whose shingles are computed together, on all cores. More would take more memory and no less time.
const TEXTS_AT_ONCE: usize = 512;

/// The texts that contain each sampled shingle. Nothing iterates over this map, so its order does not matter.
type TextsOf = HashMap<u64, SmallVec<[u32; 4]>, BuildHasherDefault<ShingleHasher>>;

/// Two texts that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearDuplicate {
    /// The later of the two, as its place in the list.
    pub later: usize,
    /// The earlier.
    pub earlier: usize,
    /// The share of the shorter text's shingles that are in the longer text, in percent, rounded down.
    pub percent: usize,
}

/// Describes where two different texts begin to differ and quotes each there, first the text in this project.
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

/// Returns, for each of `texts` from index `first_new` on, the most similar earlier text if it is a near-duplicate.
pub fn near_duplicates(texts: &[&str], first_new: usize) -> Vec<NearDuplicate> {
    let mut texts_of = TextsOf::default();
    let mut found = Vec::new();
    let mut shingles_of: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let blocks = texts.chunks(TEXTS_AT_ONCE);
    let shingles_of_all = blocks.flat_map(|block| parallel::map(block, parallel::num_threads(), |text| shingles(text)));
    for (place, shingles) in shingles_of_all.enumerate() {
        if shingles.len() < MIN_SHINGLES {
            continue;
        }
        let sampled: Vec<u64> = shingles.iter().copied().filter(|shingle| shingle % SAMPLE == 0).collect();
        if place >= first_new {
            let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
            for earlier in sampled.iter().filter_map(|shingle| texts_of.get(shingle)).flatten() {
                *shared.entry(*earlier).or_default() += 1;
            }
            let mut candidates: Vec<(usize, u32)> = shared.into_iter().map(|(earlier, count)| (count, earlier)).collect();
            candidates.sort_unstable_by_key(|(count, earlier)| (std::cmp::Reverse(*count), *earlier));
            let compared = candidates.into_iter().take(8).map(|(_, earlier)| {
                let earlier = earlier as usize;
                let others = shingles_of.entry(earlier).or_insert_with(|| self::shingles(texts[earlier]));
                (percent_shared(&shingles, others), earlier)
            });
            let best = compared.max_by_key(|(percent, earlier)| (*percent, std::cmp::Reverse(*earlier)));
            if let Some((percent, earlier)) = best.filter(|(percent, _)| *percent >= MIN_PERCENT) {
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

/// The shingles of a text as numbers, sorted and without repetitions. Case and the characters between words make no
/// difference.
fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text.unicode_words().map(hash_of).collect();
    let mut shingles: Vec<u64> =
        words.windows(SHINGLE_WORDS).map(|window| window.iter().fold(0, |sum, word| splitmix::mix(sum ^ word))).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a over the lower-case letters of a word.
fn hash_of(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |letter: u32| hash = (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|letter| add(u32::from(letter.to_ascii_lowercase())));
    } else {
        word.chars().flat_map(char::to_lowercase).for_each(|letter| add(u32::from(letter)));
    }
    hash
}

/// A hasher for shingles. They are already mixed, but all sampled shingles end in the same bits, so those are shifted away.
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

/// The share of the shorter of two sorted lists that is also in the longer, in percent.
fn percent_shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared * 100 / a.len().min(b.len()).max(1)
}
