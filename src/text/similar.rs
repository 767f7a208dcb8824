//! The one rule of near-duplicates: one article with two texts, copies of a wire report with another head, foot or paragraph.
//!
//! A text is taken as the set of its shingles, runs of five words. Of the words only letters and digits count, in lower case and
//! without accents, so that punctuation, spaces and Unicode's forms of one letter make no difference. Two texts are
//! near-duplicates if they have the same letters and digits, or if at least 90 % of the shingles of the one with fewer are in the
//! other too. In a text of ten shingles or more five may always differ, which is what one changed word makes.
//!
//! [`near_pairs`] is the one search for such pairs. Import, comparison and the split of a dataset use it.

use super::{ByteRange, segment};
use crate::splitmix;
use icu_normalizer::DecomposingNormalizerBorrowed;

mod search;

pub use search::{Ask, Visitor, near_pairs};

/// The number of words of a shingle.
const SHINGLE_WORDS: usize = 5;
/// Of how many shingles one may differ.
const ONE_DIFFERS_OF: usize = 10;
/// What a hash begins with.
const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// The shingles of a text, and its letters, as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shingles {
    /// Sorted, each once. A text of fewer words than a shingle is one, and so is a text without words.
    numbers: Vec<u64>,
    /// One number for all letters and digits; for all bytes where there are none.
    letters: u64,
}

impl Shingles {
    /// Returns the shingles of `text`.
    pub fn of(text: &str) -> Self {
        let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
        let mut letters = HASH_START;
        let words: Vec<u64> = segment::words_in(text, ByteRange::from_usize(0..text.len()))
            .filter_map(|range| range.of(text))
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(|word| {
                let mut number = HASH_START;
                let mut add = |byte: u8| {
                    number = fold(number, u64::from(byte));
                    letters = fold(letters, u64::from(byte));
                };
                if word.is_ascii() {
                    word.bytes().filter(u8::is_ascii_alphanumeric).for_each(|byte| add(byte.to_ascii_lowercase()));
                } else {
                    let lower = normalizer.normalize_iter(word.chars().flat_map(char::to_lowercase));
                    let mut utf8 = [0; 4];
                    lower.filter(|c| c.is_alphanumeric()).for_each(|c| c.encode_utf8(&mut utf8).bytes().for_each(&mut add));
                }
                splitmix::mix(number)
            })
            .collect();
        let hash = |numbers: &[u64]| splitmix::mix(numbers.iter().copied().fold(HASH_START, fold));
        let mut numbers: Vec<u64> = match words.len() {
            0 => {
                letters = text.bytes().map(u64::from).fold(HASH_START, fold);
                vec![splitmix::mix(letters)]
            }
            1..SHINGLE_WORDS => vec![hash(&words)],
            _ => words.windows(SHINGLE_WORDS).map(hash).collect(),
        };
        numbers.sort_unstable();
        numbers.dedup();
        Self { numbers, letters: splitmix::mix(letters) }
    }

    /// Returns the number of shingles that must be shared by a near-duplicate with more of them.
    fn num_needed(&self) -> usize {
        let count = self.numbers.len();
        let one_word = if count >= 2 * SHINGLE_WORDS { SHINGLE_WORDS } else { 0 };
        count - one_word.max(count / ONE_DIFFERS_OF)
    }

    /// Whether the two texts are near-duplicates.
    pub fn is_near(&self, other: &Self) -> bool {
        let (shorter, longer) = self.by_length(other);
        self.letters == other.letters || num_shared(&shorter.numbers, &longer.numbers, shorter.num_needed()).is_some()
    }

    /// Returns how much of the text with fewer shingles is in the other, in percent of its shingles, rounded down.
    pub fn percent_shared(&self, other: &Self) -> usize {
        if self.letters == other.letters {
            return 100;
        }
        let (shorter, longer) = self.by_length(other);
        num_shared(&shorter.numbers, &longer.numbers, 0).unwrap_or(0) * 100 / shorter.numbers.len().max(1)
    }

    fn by_length<'s>(&'s self, other: &'s Self) -> (&'s Self, &'s Self) {
        if self.numbers.len() <= other.numbers.len() { (self, other) } else { (other, self) }
    }
}

/// How many numbers of the shorter list are in the longer; `None` as soon as it must be fewer than `num_needed`. Both are
/// sorted.
fn num_shared(shorter: &[u64], longer: &[u64], num_needed: usize) -> Option<usize> {
    let mut may_lack = shorter.len().checked_sub(num_needed)?;
    // In a much longer list each number is looked up; otherwise both lists are gone through together.
    let looks_up = longer.len() / 16 > shorter.len();
    let mut rest = longer;
    let mut count = 0;
    for number in shorter {
        let num_less = match looks_up {
            true => rest.partition_point(|other| other < number),
            false => rest.iter().take_while(|other| *other < number).count(),
        };
        rest = &rest[num_less..];
        if rest.first() == Some(number) {
            count += 1;
        } else {
            may_lack = may_lack.checked_sub(1)?;
        }
    }
    Some(count)
}

/// Returns the letter or digit that `c` counts as; `None` for all other characters.
pub fn letter_of(c: char) -> Option<char> {
    let normalizer = DecomposingNormalizerBorrowed::new_nfkd();
    normalizer.normalize_iter(c.to_lowercase()).find(|c| c.is_alphanumeric())
}

/// One step of FNV-1a.
const fn fold(hash: u64, number: u64) -> u64 {
    (hash ^ number).wrapping_mul(0x0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::Shingles;

    /// Two texts of 104 words, which have 100 shingles each, the second beginning so many words later.
    fn pair(num_later: usize) -> [Shingles; 2] {
        let text = |from: usize| (from..from + 104).map(|i| format!("word{i}")).collect::<Vec<_>>().join(" ");
        [Shingles::of(&text(0)), Shingles::of(&text(num_later))]
    }

    fn are_near(a: &str, b: &str) -> bool {
        let (a, b) = (Shingles::of(a), Shingles::of(b));
        assert_eq!(a.is_near(&b), b.is_near(&a));
        a.is_near(&b)
    }

    #[test]
    fn nine_of_ten_is_the_border() {
        let near = |num_later| {
            let [a, b] = pair(num_later);
            assert_eq!(a.is_near(&b), b.is_near(&a));
            (a.is_near(&b), a.percent_shared(&b))
        };
        assert_eq!([near(0), near(10), near(11)], [(true, 100), (true, 90), (false, 89)]);
    }

    #[test]
    fn a_short_text_with_one_other_word_is_near() {
        let notice = "The ferry to Sel runs again from Monday, the harbour office said, after nine days of storm.";
        assert!(are_near(notice, &notice.replace("harbour", "harbor")));
        assert!(are_near(notice, &notice.replace("storm.", "storm. Tickets stay valid.")));
        assert!(!are_near(notice, &notice.replace("ferry", "train").replace("nine", "two")));
        assert!(!are_near("The ferry runs again on Monday", "The train runs again on Monday"), "too short to tell");
        assert!(!are_near("", "Rain"));
    }

    #[test]
    fn case_and_what_is_between_words_make_no_difference() {
        for (a, b) in [
            ("Nine people, he said, DIED.\n", "nine people he said died"),
            ("Rain.", "rain"),
            ("“We don’t know,” the mayor said", "\"We don't know,\" the mayor said"),
            ("Café Éclair, Zürich", "Cafe\u{301} E\u{301}clair, Zu\u{308}rich"),
            ("the cease-fire holds", "the cease fire holds"),
        ] {
            assert!(are_near(a, b), "{a} | {b}");
        }
        assert!(!are_near("💥", "💥💥"));
    }
}
