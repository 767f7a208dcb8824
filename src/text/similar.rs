//! The one rule of near-duplicates: copies of a wire report with another head, foot or paragraph.
//!
//! A text is taken as the set of its shingles, runs of five words in lower case, whatever is between the words. Two texts are
//! near-duplicates if at least 90 % of the shingles of the one with fewer are in the other too. Import and the parting of a
//! dataset search for such pairs in different ways, but judge a pair by this rule.

use super::{ByteRange, segment};
use crate::splitmix;

/// The number of words of a shingle.
const SHINGLE_WORDS: usize = 5;
/// The number of shingles that near-duplicates share, of ten.
const SHARED_OF_TEN: usize = 9;

/// The shingles of a text as numbers, sorted, each once. A text of fewer words is one shingle, one without words is its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// Returns the shingles of `text`.
    pub fn of(text: &str) -> Self {
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
        Self(shingles)
    }

    /// Returns the numbers, sorted; any bits of them are as good as random.
    pub fn numbers(&self) -> &[u64] {
        &self.0
    }

    /// Returns the number of shingles that must be shared by a near-duplicate with more of them.
    pub const fn num_needed(&self) -> usize {
        (self.0.len() * SHARED_OF_TEN).div_ceil(10)
    }

    /// Whether the two texts are near-duplicates.
    pub fn is_near(&self, other: &Self) -> bool {
        self.num_shared(other) >= self.num_needed().min(other.num_needed())
    }

    /// Returns how much of the text with fewer shingles is in the other, in percent of its shingles, rounded down.
    pub fn percent_shared(&self, other: &Self) -> usize {
        self.num_shared(other) * 100 / self.0.len().min(other.0.len()).max(1)
    }

    fn num_shared(&self, other: &Self) -> usize {
        let (a, b) = (&self.0, &other.0);
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
}

/// Returns the number of a word, whatever its case.
fn number_of(word: &str) -> u64 {
    if word.is_ascii() {
        return hash(word.bytes().map(|byte| u64::from(byte.to_ascii_lowercase())));
    }
    hash(word.to_lowercase().bytes().map(u64::from))
}

/// FNV-1a over numbers, then mixed so that all bits count.
fn hash(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let hash = numbers.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, number| (hash ^ number).wrapping_mul(0x0100_0000_01b3));
    splitmix::mix(hash)
}

#[cfg(test)]
mod tests {
    use super::Shingles;

    /// Two texts of 104 words, which have 100 shingles each, the second beginning so many words later.
    fn pair(num_later: usize) -> [Shingles; 2] {
        let text = |from: usize| (from..from + 104).map(|i| format!("word{i}")).collect::<Vec<_>>().join(" ");
        [Shingles::of(&text(0)), Shingles::of(&text(num_later))]
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
    fn case_and_what_is_between_words_make_no_difference() {
        assert_eq!(Shingles::of("Nine people, he said, DIED.\n"), Shingles::of("nine people he said died"));
        assert_eq!(Shingles::of("Rain."), Shingles::of("rain"));
        assert_ne!(Shingles::of("💥"), Shingles::of("💥💥"));
    }
}
