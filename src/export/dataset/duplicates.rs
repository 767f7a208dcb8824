//! Groups near-duplicate articles: wire copies that two outlets printed, or one outlet twice.
//!
//! [`text::similar`](crate::text::similar) has the rule for two texts and the search for pairs. A text that is a near-duplicate
//! of one member of a group belongs to the group.

use crate::{
    parallel,
    text::similar::{Ask, Shingles, Visitor, near_pairs},
};

/// For each text the first text of its group; a text without near-duplicates is its own.
pub fn groups(texts: &[&str]) -> Vec<usize> {
    let shingles = parallel::map(texts, parallel::num_threads(), |text| Shingles::of(text));
    let mut groups = Groups((0..texts.len()).collect());
    near_pairs(&shingles, &mut groups);
    (0..texts.len()).map(|this| groups.root(this)).collect()
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

impl Visitor for Groups {
    fn ask(&mut self, earlier: usize, later: usize, _longer: usize) -> Ask {
        if self.root(earlier) == self.root(later) { Ask::Skip } else { Ask::Compare }
    }

    fn found(&mut self, earlier: usize, later: usize) {
        self.join(earlier, later);
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
