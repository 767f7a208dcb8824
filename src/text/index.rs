//! A text with an index: checked conversions between bytes, code points, UTF-16 units and lines.
//!
//! The index keeps one checkpoint for every [`STRIDE`] bytes and costs 12 bytes for each. A conversion therefore scans at
//! most [`STRIDE`] bytes of text, however long a line is. Conversions return `None` for a position outside the text or
//! inside a character. There are no variants that panic, because positions come from files.

use super::offset::{ByteOffset, ByteRange, CharOffset, MAX_TEXT_BYTES, Utf16Offset};
use std::sync::Arc;

/// The number of bytes between two checkpoints.
const STRIDE: usize = 1024;

/// The code points and UTF-16 units before the first character boundary at or after `k * STRIDE` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Checkpoint {
    byte: u32,
    char: u32,
    utf16: u32,
}

/// A text that never changes, with its index. Cloning shares both.
#[derive(Clone)]
pub struct IndexedText {
    inner: Arc<Inner>,
}

struct Inner {
    text: Box<str>,
    checkpoints: Vec<Checkpoint>,
    line_starts: Vec<u32>,
    chars: u32,
    utf16_units: u32,
}

/// The error for a text that is longer than Obelus can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text of {bytes} bytes is longer than the 4 GiB an article may have")]
pub struct TextTooLong {
    /// Its length in bytes.
    pub bytes: usize,
}

impl IndexedText {
    /// Indexes `text` in one pass.
    ///
    /// # Errors
    /// [`TextTooLong`] beyond 4 GiB.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, TextTooLong> {
        let text: Box<str> = text.into();
        if text.len() > MAX_TEXT_BYTES {
            return Err(TextTooLong { bytes: text.len() });
        }
        let mut checkpoints = Vec::with_capacity(text.len().div_ceil(STRIDE).max(1));
        let (mut byte, mut char, mut utf16) = (0, 0, 0);
        while byte < text.len() || checkpoints.is_empty() {
            checkpoints.push(Checkpoint { byte: byte as u32, char, utf16 });
            let mut next = (checkpoints.len() * STRIDE).min(text.len());
            while !text.is_char_boundary(next) {
                next += 1;
            }
            let (chars, units) = count(&text[byte..next]);
            (byte, char, utf16) = (next, char + chars, utf16 + units);
        }
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        // Thousands of texts may be open, so the spare capacity is given back.
        line_starts.shrink_to_fit();
        checkpoints.shrink_to_fit();
        Ok(Self { inner: Arc::new(Inner { text, checkpoints, line_starts, chars: char, utf16_units: utf16 }) })
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.inner.text
    }

    /// The position after the last byte.
    pub fn end(&self) -> ByteOffset {
        ByteOffset::from_usize(self.inner.text.len())
    }

    /// The range of the whole text.
    pub fn range(&self) -> ByteRange {
        ByteRange::between(ByteOffset::ZERO, self.end())
    }

    /// Length in code points.
    pub fn num_chars(&self) -> u32 {
        self.inner.chars
    }

    /// Length in UTF-16 code units.
    pub fn num_utf16_units(&self) -> u32 {
        self.inner.utf16_units
    }

    /// Number of lines. A line feed ends a line, so the empty text has one line and "a
    /// " has two.
    pub fn num_lines(&self) -> usize {
        self.inner.line_starts.len()
    }

    /// The words in `range`; `None` if an edge lies outside the text or inside a character.
    pub fn slice(&self, range: ByteRange) -> Option<&str> {
        range.of(&self.inner.text)
    }

    /// The number of the line that contains `offset`, from 0. A line feed belongs to the line it ends.
    pub fn line_of(&self, offset: ByteOffset) -> Option<usize> {
        (offset <= self.end()).then(|| self.inner.line_starts.partition_point(|start| *start <= offset.get()) - 1)
    }

    /// The range of line number `line` (from 0), without its line feed.
    pub fn line_range(&self, line: usize) -> Option<ByteRange> {
        let start = *self.inner.line_starts.get(line)?;
        let end = self.inner.line_starts.get(line + 1).map_or(self.end().get(), |next| next - 1);
        ByteRange::new(ByteOffset::new(start), ByteOffset::new(end))
    }

    /// The number of code points before `offset`.
    pub fn char_of(&self, offset: ByteOffset) -> Option<CharOffset> {
        let (checkpoint, rest) = self.before(offset)?;
        Some(CharOffset::new(checkpoint.char + count(rest).0))
    }

    /// The number of UTF-16 units before `offset`.
    pub fn utf16_of(&self, offset: ByteOffset) -> Option<Utf16Offset> {
        let (checkpoint, rest) = self.before(offset)?;
        Some(Utf16Offset::new(checkpoint.utf16 + count(rest).1))
    }

    /// The byte at which code point number `offset` begins.
    pub fn byte_of_char(&self, offset: CharOffset) -> Option<ByteOffset> {
        self.seek(offset.get(), |c| c.char, |_| 1)
    }

    /// The byte at which UTF-16 unit number `offset` begins; `None` in the middle of a surrogate pair.
    pub fn byte_of_utf16(&self, offset: Utf16Offset) -> Option<ByteOffset> {
        self.seek(offset.get(), |c| c.utf16, |c| c.len_utf16() as u32)
    }

    /// Both edges of `range` in code points.
    pub fn char_range_of(&self, range: ByteRange) -> Option<(CharOffset, CharOffset)> {
        Some((self.char_of(range.start())?, self.char_of(range.end())?))
    }

    /// The bytes between two code points; `None` if they are reversed or outside.
    pub fn byte_range_of_chars(&self, start: CharOffset, end: CharOffset) -> Option<ByteRange> {
        ByteRange::new(self.byte_of_char(start)?, self.byte_of_char(end)?)
    }

    /// The nearest checkpoint at or before `offset`, and the text between the two.
    fn before(&self, offset: ByteOffset) -> Option<(Checkpoint, &str)> {
        let byte = offset.to_usize();
        if !self.inner.text.is_char_boundary(byte) {
            return None;
        }
        let at = self.inner.checkpoints.partition_point(|c| c.byte <= offset.get()) - 1;
        let checkpoint = self.inner.checkpoints[at];
        Some((checkpoint, &self.inner.text[checkpoint.byte as usize..byte]))
    }

    /// Finds the byte offset with exactly `target` units before it. `units` gives the units before a checkpoint, and `width`
    /// those of a character.
    fn seek(&self, target: u32, units: impl Fn(&Checkpoint) -> u32, width: impl Fn(char) -> u32) -> Option<ByteOffset> {
        if self.inner.chars as usize == self.inner.text.len() {
            // The text is all ASCII, so all units are the same.
            return (target <= self.inner.chars).then_some(ByteOffset::new(target));
        }
        let at = self.inner.checkpoints.partition_point(|c| units(c) <= target) - 1;
        let checkpoint = self.inner.checkpoints[at];
        let mut passed = units(&checkpoint);
        let mut byte = checkpoint.byte as usize;
        let mut chars = self.inner.text[byte..].chars();
        while passed < target {
            let c = chars.next()?;
            passed += width(c);
            byte += c.len_utf8();
        }
        (passed == target).then(|| ByteOffset::from_usize(byte))
    }
}

impl std::fmt::Debug for IndexedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq for IndexedText {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.as_str() == other.as_str()
    }
}

impl Eq for IndexedText {}

/// Counts the code points and UTF-16 units of `text` from its bytes.
fn count(text: &str) -> (u32, u32) {
    let (mut chars, mut astral) = (0, 0);
    for byte in text.bytes() {
        chars += u32::from(byte & 0xC0 != 0x80);
        astral += u32::from(byte >= 0xF0);
    }
    (chars, chars + astral)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn indexed(text: &str) -> IndexedText {
        IndexedText::new(text).expect("short")
    }

    #[test]
    fn each_unit_counts_its_own_way() {
        let text = indexed("aé💥\nנ");
        let at = ByteOffset::new(7); // after the explosion
        assert_eq!(text.char_of(at), Some(CharOffset::new(3)));
        assert_eq!(text.utf16_of(at), Some(Utf16Offset::new(4)));
        assert_eq!(text.byte_of_utf16(Utf16Offset::new(4)), Some(at));
        assert_eq!(text.byte_of_utf16(Utf16Offset::new(3)), None, "inside a surrogate pair");
        assert_eq!(text.char_of(ByteOffset::new(2)), None, "inside é");
        assert_eq!(text.byte_of_char(CharOffset::new(6)), None, "beyond the end");
        assert_eq!((text.num_chars(), text.num_utf16_units()), (5, 6));
    }

    #[test]
    fn lines_end_with_their_line_feed() {
        let text = indexed("one\ntwo\n");
        assert_eq!(text.num_lines(), 3);
        assert_eq!(text.line_of(ByteOffset::new(3)), Some(0));
        assert_eq!(text.line_of(ByteOffset::new(4)), Some(1));
        assert_eq!(text.slice(text.line_range(1).unwrap()), Some("two"));
        assert_eq!(text.line_of(ByteOffset::new(9)), None);
    }

    proptest! {
        #[test]
        fn conversions_are_inverse_at_every_boundary(text in "(\\PC|\u{1F4A5}|\u{301}|א|\n){0,1500}") {
            let indexed = indexed(&text);
            let mut utf16 = 0;
            for (chars, (byte, c)) in text.char_indices().enumerate() {
                let at = ByteOffset::from_usize(byte);
                prop_assert_eq!(indexed.char_of(at), Some(CharOffset::new(chars as u32)));
                prop_assert_eq!(indexed.byte_of_char(CharOffset::new(chars as u32)), Some(at));
                prop_assert_eq!(indexed.utf16_of(at), Some(Utf16Offset::new(utf16)));
                prop_assert_eq!(indexed.byte_of_utf16(Utf16Offset::new(utf16)), Some(at));
                utf16 += c.len_utf16() as u32;
            }
            prop_assert_eq!(indexed.char_of(indexed.end()), Some(CharOffset::new(indexed.num_chars())));
        }
    }
}
