//! Counts the words before a position without counting the text again at every key press.

use super::{
    index::IndexedText,
    offset::{ByteOffset, ByteRange},
    segment,
};

/// The number of words between two stored places of one line, because a line may be a whole text of many megabytes.
const WORDS_APART: usize = 1024;
/// The number of bytes of a line that are examined after a position; only words that begin before it count.
const BEHIND_BYTES: usize = 1024;

/// The number of words before each line of a text. It is made once for each text and costs 4 bytes for each line, and 8 for
/// every 1024 words of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCount {
    before_line: Vec<u32>,
    /// Places in long lines, each with the number of words before it.
    within_lines: Vec<(u32, u32)>,
    total: u32,
}

impl WordCount {
    /// Counts the words (UAX #29) of `text`.
    pub fn new(text: &IndexedText) -> Self {
        let mut count = Self::default();
        for line in (0..text.num_lines()).filter_map(|line| text.line_range(line)) {
            count.before_line.push(count.total);
            for (number, word) in segment::words_in(text.as_str(), line).enumerate() {
                if number > 0 && number % WORDS_APART == 0 {
                    count.within_lines.push((word.start().get(), count.total));
                }
                count.total += 1;
            }
        }
        count
    }

    /// The number of words in the whole text.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// The number of words that begin before `offset`. Examines at most a few thousand words of one line.
    pub fn before(&self, text: &IndexedText, offset: ByteOffset) -> u32 {
        let Some(line) = text.line_of(offset) else { return self.total };
        let (Some(before), Some(range)) = (self.before_line.get(line), text.line_range(line)) else { return self.total };
        let passed = self.within_lines.partition_point(|(start, _)| *start <= offset.get());
        let nearest = passed.checked_sub(1).and_then(|last| self.within_lines.get(last));
        let (start, before) = match nearest {
            Some((start, before)) if *start > range.start().get() => (ByteOffset::new(*start), *before),
            _ => (range.start(), *before),
        };
        let end = text.as_str().ceil_char_boundary(offset.to_usize().saturating_add(BEHIND_BYTES));
        let end = ByteOffset::from_usize(end).min(range.end());
        let here = segment::words_in(text.as_str(), ByteRange::between(start, end));
        before + here.take_while(|word| word.start() < offset).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_a_position_are_those_that_begin_before_it() {
        let text = IndexedText::new("one two\n\nقُتل ١٧ شخصًا").unwrap();
        let count = WordCount::new(&text);
        assert_eq!(count.total(), 5);
        let before = |offset: u32| count.before(&text, ByteOffset::new(offset));
        assert_eq!([before(0), before(1), before(4), before(5), before(8), before(9)], [0, 1, 1, 2, 2, 2]);
        assert_eq!(count.before(&text, text.end()), 5);
    }

    #[test]
    fn positions_in_a_long_line_count_as_in_a_short_one() {
        let words = "17 people, قُتل ١٧ شخصًا 💥 can't-stop 🇺🇳🇩🇪 ";
        let text = IndexedText::new(format!("short\n{}\nend", words.repeat(2000))).unwrap();
        let count = WordCount::new(&text);
        assert_eq!(count.within_lines.len(), 2000 * segment::num_words(words) / WORDS_APART);
        let all: Vec<ByteOffset> = segment::words_in(text.as_str(), text.range()).map(|word| word.start()).collect();
        assert_eq!(count.total() as usize, all.len());
        for (number, start) in all.iter().enumerate() {
            assert_eq!(count.before(&text, *start) as usize, number, "at {start:?}");
            assert_eq!(count.before(&text, start.plus(1)) as usize, number + 1, "behind {start:?}");
        }
    }
}
