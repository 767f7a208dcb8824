//! Groups near-duplicate articles: wire copies that two outlets printed, or one outlet twice.
//!
//! [`Shingles`] has the rule for two texts. A text that is a near-duplicate of one member of a group belongs to the group.
//!
//! All pairs are found, not only likely ones. If at least 90 % of *n* shingles are shared, then at least one of any
//! `n - ⌈0.9 n⌉ + 1` of them is shared. So it is enough to look up that many, and those that occur in the fewest texts are
//! used (the prefix filter of Chaudhuri, Ganti and Kaushik, ICDE 2006).

use crate::text::similar::Shingles;
use std::collections::HashMap;

/// For each text the first text of its group; a text without near-duplicates is its own.
pub fn groups(texts: &[&str]) -> Vec<usize> {
    let shingles: Vec<Shingles> = texts.iter().map(|text| Shingles::of(text)).collect();
    let mut groups = Groups((0..texts.len()).collect());
    // Texts of the same shingles are together at once: the first of them is compared for all.
    let mut firsts: HashMap<&Shingles, usize> = HashMap::new();
    let mut distinct = Vec::new();
    for (this, own) in shingles.iter().enumerate() {
        match firsts.get(own) {
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
        let num_rare = own.numbers().len() - own.num_needed() + 1;
        if num_alone[this] >= num_rare {
            // The rarest lead nowhere.
            continue;
        }
        by_rarity.clear();
        by_rarity.extend(own.numbers().iter().map(|shingle| (index.holders(*shingle).len(), *shingle)));
        if by_rarity.len() > num_rare {
            by_rarity.select_nth_unstable(num_rare - 1);
        }
        for (num_holders, shingle) in by_rarity.iter().take(num_rare) {
            // A shingle of this text alone leads nowhere.
            for (_, other) in index.holders(*shingle).iter().filter(|_| *num_holders > 1) {
                let other = *other as usize;
                if looked_at[other] == this {
                    continue;
                }
                looked_at[other] = this;
                let is_other_longer = (shingles[other].numbers().len(), other) > (own.numbers().len(), this);
                if is_other_longer && groups.root(other) != groups.root(this) && own.is_near(&shingles[other]) {
                    groups.join(this, other);
                }
            }
        }
    }
    (0..texts.len()).map(|this| groups.root(this)).collect()
}

/// Which texts have each shingle. Half of a shingle's number is enough to find it: all that is found is compared.
struct Index {
    /// Half of a shingle's number and a text that has it, sorted.
    entries: Vec<(u32, u32)>,
    /// Where the entries begin whose numbers have these highest bits; one more than there are.
    starts: Vec<u32>,
    /// Bits of a number that are not among the highest.
    shift: u32,
}

impl Index {
    fn of(shingles: &[Shingles], texts: &[usize]) -> Self {
        let num_entries: usize = texts.iter().map(|text| shingles[*text].numbers().len()).sum();
        // About four entries have the same highest bits.
        let bits = usize::BITS - (num_entries / 4).leading_zeros();
        let shift = 32 - bits.clamp(1, 24);
        // Sorted by counting: first how many there are of each, then each to its place.
        let mut starts = vec![0_u32; (1 << (32 - shift)) + 1];
        let of_all = || {
            // A project has fewer than 4 billion articles; only half of a shingle's number is kept.
            texts.iter().flat_map(|text| shingles[*text].numbers().iter().map(|shingle| (*shingle as u32, *text as u32)))
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

    /// For each text the number of its shingles that no other text has.
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

/// Sets that join; the first member stands for its set.
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

    /// Every text with every other.
    fn compared_one_by_one(texts: &[&str]) -> Vec<usize> {
        let shingles: Vec<_> = texts.iter().map(|text| Shingles::of(text)).collect();
        let mut groups = Groups((0..texts.len()).collect());
        for (this, own) in shingles.iter().enumerate() {
            for (other, others) in shingles.iter().enumerate().skip(this + 1) {
                if own.is_near(others) {
                    groups.join(this, other);
                }
            }
        }
        (0..texts.len()).map(|this| groups.root(this)).collect()
    }

    /// A text of parts that others have too, with a word of its own here and there.
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
