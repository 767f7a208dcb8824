//! How many words come before a position, without counting the text again at every key press.

use super::{
    index::IndexedText,
    offset::{ByteOffset, ByteRange},
    segment,
};

/// Words before each line of a text. Made once per text; costs 4 bytes a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCount {
    before_line: Vec<u32>,
    total: u32,
}

impl WordCount {
    /// Counts the words (UAX #29) of `text`.
    pub fn new(text: &IndexedText) -> Self {
        let mut total = 0;
        let before_line = text
            .as_str()
            .split('\n')
            .map(|line| {
                let before = total;
                total += segment::num_words(line) as u32;
                before
            })
            .collect();
        Self { before_line, total }
    }

    /// Words in the whole text.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// Words that begin before `offset`; looks at one line only.
    pub fn before(&self, text: &IndexedText, offset: ByteOffset) -> u32 {
        let Some(line) = text.line_of(offset) else { return self.total };
        let (Some(before), Some(range)) = (self.before_line.get(line), text.line_range(line)) else { return self.total };
        let here = segment::words_in(text.as_str(), ByteRange::between(range.start(), range.end()));
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
}
