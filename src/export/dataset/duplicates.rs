//! Groups near-duplicate articles: wire copies that two outlets printed, or one outlet twice.
//!
//! Two texts are near-duplicates if at least 90 % of the shingles of the text with fewer shingles are also in the other. A
//! shingle is five consecutive words in lower case. So a copy that was cut, or that had a sentence changed, is found. A text
//! that is a near-duplicate of one member of a group belongs to the group.
//!
//! All pairs are found, not only likely ones. If at least 90 % of *n* shingles are shared, then at least one of any
//! `n - ⌈0.9 n⌉ + 1` of them is shared. So it is enough to look up that many, and those that occur in the fewest texts are
//! used (the prefix filter of Chaudhuri, Ganti and Kaushik, ICDE 2006).

use crate::text::{ByteRange, segment};
use std::collections::HashMap;

/// The number of consecutive words in a shingle.
const SHINGLE_WORDS: usize = 5;
/// The number of shingles in ten that near-duplicates share.
const SHARED_OF_TEN: usize = 9;

/// Returns for each text the index of the first text of its group, which is the text itself if it has no near-duplicates.
pub fn groups(texts: &[&str]) -> Vec<usize> {
    let shingles: Vec<Vec<u64>> = texts.iter().map(|text| shingles_of(text)).collect();
    let mut groups = Groups((0..texts.len()).collect());
    // Texts with the same set of shingles form a group at once, and only the first of them is compared with others.
    let mut firsts: HashMap<&[u64], usize> = HashMap::new();
    let mut distinct = Vec::new();
    for (this, own) in shingles.iter().enumerate() {
        match firsts.get(own.as_slice()) {
            Some(first) => groups.join(*first, this),
            None => {
                firsts.insert(own, this);
                distinct.push(this);
            }
        }
    }
    let index = Index::of(&shingles, &distinct);
    let num_alone = index.num_alone(texts.len());
    let mut looked_at = vec![usize::MAX; texts.len()];
    let mut by_rarity: Vec<(usize, u64)> = Vec::new();
    for this in distinct {
        let own = &shingles[this];
        let num_rare = own.len() - needed(own.len()) + 1;
        if num_alone[this] >= num_rare {
            // All shingles that would be looked up occur in this text alone.
            continue;
        }
        by_rarity.clear();
        by_rarity.extend(own.iter().map(|shingle| (index.holders(*shingle).len(), *shingle)));
        if by_rarity.len() > num_rare {
            by_rarity.select_nth_unstable(num_rare - 1);
        }
        for (num_holders, shingle) in by_rarity.iter().take(num_rare) {
            // A shingle that only this text has leads to no other text.
            for (_, other) in index.holders(*shingle).iter().filter(|_| *num_holders > 1) {
                let other = *other as usize;
                if looked_at[other] == this {
                    continue;
                }
                looked_at[other] = this;
                let is_other_longer = (shingles[other].len(), other) > (own.len(), this);
                if is_other_longer
                    && groups.root(other) != groups.root(this)
                    && num_shared(own, &shingles[other]) >= needed(own.len())
                {
                    groups.join(this, other);
                }
            }
        }
    }
    (0..texts.len()).map(|this| groups.root(this)).collect()
}

/// The number out of `num` shingles that must be shared.
const fn needed(num: usize) -> usize {
    (num * SHARED_OF_TEN).div_ceil(10)
}

/// An index from each shingle to the texts that have it. It keeps only half of a shingle's number, because every text that
/// it finds is then compared in full.
struct Index {
    /// Pairs of half a shingle's number and a text that has the shingle, sorted.
    entries: Vec<(u32, u32)>,
    /// For each value of the highest bits, the index at which the entries with these bits begin, and at the end the number
    /// of entries.
    starts: Vec<u32>,
    /// The number of bits that are not among the highest.
    shift: u32,
}

impl Index {
    fn of(shingles: &[Vec<u64>], texts: &[usize]) -> Self {
        let num_entries: usize = texts.iter().map(|text| shingles[*text].len()).sum();
        // The number of bits is chosen so that about four entries share their highest bits.
        let bits = usize::BITS - (num_entries / 4).leading_zeros();
        let shift = 32 - bits.clamp(1, 24);
        // This is a counting sort: it first counts the entries of each value and then puts each entry in its place.
        let mut starts = vec![0_u32; (1 << (32 - shift)) + 1];
        let of_all = || {
            // Neither cast loses anything that counts: a project has fewer than 4 billion articles, and half of a shingle's
            // number is enough.
            texts.iter().flat_map(|text| shingles[*text].iter().map(|shingle| (*shingle as u32, *text as u32)))
        };
        for (key, _) in of_all() {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut entries = vec![(0, 0); num_entries];
        let mut next = starts.clone();
        for (key, text) in of_all() {
            let place = &mut next[(key >> shift) as usize];
            entries[*place as usize] = (key, text);
            *place += 1;
        }
        for range in starts.windows(2) {
            entries[range[0] as usize..range[1] as usize].sort_unstable();
        }
        Self { entries, starts, shift }
    }

    /// Counts for each text the shingles that no other text has.
    fn num_alone(&self, num_texts: usize) -> Vec<usize> {
        let mut num_alone = vec![0; num_texts];
        for alike in self.entries.chunk_by(|(a, _), (b, _)| a == b) {
            if let [(_, text)] = alike {
                num_alone[*text as usize] += 1;
            }
        }
        num_alone
    }

    fn holders(&self, shingle: u64) -> &[(u32, u32)] {
        let key = shingle as u32;
        let place = (key >> self.shift) as usize;
        let alike = &self.entries[self.starts[place] as usize..self.starts[place + 1] as usize];
        let start = alike.partition_point(|(other, _)| *other < key);
        let len = alike[start..].partition_point(|(other, _)| *other == key);
        &alike[start..start + len]
    }
}

/// The shingles of a text as numbers, sorted and without repetitions. A text with fewer words than a shingle is a single
/// shingle, and a text without words is represented by its characters.
fn shingles_of(text: &str) -> Vec<u64> {
    let words: Vec<u64> = segment::words_in(text, ByteRange::from_usize(0..text.len()))
        .filter_map(|range| range.of(text))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(number_of)
        .collect();
    let mut shingles: Vec<u64> = match words.len() {
        0 => vec![hash(text.bytes().map(u64::from))],
        1..SHINGLE_WORDS => vec![hash(words)],
        _ => words.windows(SHINGLE_WORDS).map(|five| hash(five.iter().copied())).collect(),
    };
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// The number of a word, ignoring case.
fn number_of(word: &str) -> u64 {
    if word.is_ascii() {
        return hash(word.bytes().map(|byte| u64::from(byte.to_ascii_lowercase())));
    }
    hash(word.to_lowercase().bytes().map(u64::from))
}

/// FNV-1a over numbers, with a final mix so that all bits matter.
fn hash(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let hash = numbers.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, number| (hash ^ number).wrapping_mul(0x0100_0000_01b3));
    crate::splitmix::mix(hash)
}

fn num_shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
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
    shared
}

/// Disjoint sets that can be joined. The first member of a set represents it.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, mut this: usize) -> usize {
        while self.0[this] != this {
            self.0[this] = self.0[self.0[this]];
            this = self.0[this];
        }
        this
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("word{i}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn copies_that_were_cut_or_changed_belong_together() {
        let (whole, cut, other) = (article(0, 300), article(40, 300), article(400, 700));
        let changed = whole.replace("word100 ", "WORD100, ").replace("word200 ", "someone ");
        let texts = [whole.as_str(), &other, &cut, &changed, "Rain.", "rain", "Snow."];
        assert_eq!(groups(&texts), [0, 1, 0, 0, 4, 4, 6]);
    }

    #[test]
    fn nine_of_ten_is_the_border() {
        // 100 shingles, of which 90 or 89 are in the other text.
        let (whole, nine, less) = (article(0, 104), article(10, 114), article(11, 115));
        assert_eq!(groups(&[&whole, &nine]), [0, 0]);
        assert_eq!(groups(&[&whole, &less]), [0, 1]);
    }

    /// The same groups, found by comparing every text with every other.
    fn compared_one_by_one(texts: &[&str]) -> Vec<usize> {
        let shingles: Vec<_> = texts.iter().map(|text| shingles_of(text)).collect();
        let mut groups = Groups((0..texts.len()).collect());
        for (this, own) in shingles.iter().enumerate() {
            for (other, others) in shingles.iter().enumerate().skip(this + 1) {
                if num_shared(own, others) >= needed(own.len().min(others.len())) {
                    groups.join(this, other);
                }
            }
        }
        (0..texts.len()).map(|this| groups.root(this)).collect()
    }

    /// A text made of parts that other texts have too, with a word of its own here and there.
    fn any_text() -> impl Strategy<Value = String> {
        let part = (0..4_usize, 0..3_usize, 5..40_usize);
        let own = proptest::option::of((0..40_usize, 0..1000_u32));
        (proptest::collection::vec(part, 0..4), own).prop_map(|(parts, own)| {
            let mut words: Vec<String> =
                parts.iter().flat_map(|(part, from, len)| (*from..from + len).map(move |i| format!("p{part}w{i}"))).collect();
            if let Some((at, number)) = own {
                words.insert(at.min(words.len()), format!("own{number}"));
            }
            words.join(" ")
        })
    }

    proptest! {
        #[test]
        fn all_pairs_are_found(texts in proptest::collection::vec(any_text(), 0..30)) {
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(groups(&texts), compared_one_by_one(&texts));
        }
    }

    #[test]
    fn texts_without_words_are_compared_too() {
        assert_eq!(groups(&["", "", "💥", "💥💥"]), [0, 0, 2, 3]);
        assert!(groups(&[]).is_empty());
    }
}
