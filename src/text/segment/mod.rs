//! Finds boundaries in a text: grapheme clusters, words, sentences (UAX #29), paragraphs, quotations and clauses.
//!
//! Every function takes the whole text and a position in it. It examines only the paragraph around the position (or
//! `WINDOW_BYTES` of a longer one), so that a key press costs the same in any article. A position inside a character counts
//! as the start of that character.

mod clause;
mod quotation;

pub use clause::clauses_in;
pub use quotation::quotations_in;

use super::offset::{ByteOffset, ByteRange};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// The number of bytes of a very long paragraph that are examined on either side of a position.
const WINDOW_BYTES: usize = 16 * 1024;

/// The start of the character that contains `offset`.
fn floor(text: &str, offset: ByteOffset) -> usize {
    text.floor_char_boundary(offset.to_usize())
}

/// The end of the grapheme cluster that contains `offset`, or the end of the text.
pub fn next_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut cursor = GraphemeCursor::new(floor(text, offset), text.len(), true);
    // The whole text is the only chunk, so the cursor has no reason to ask for more.
    ByteOffset::from_usize(cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()))
}

/// The start of the grapheme cluster before `offset`, or the start of the text.
pub fn previous_grapheme(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut cursor = GraphemeCursor::new(floor(text, offset), text.len(), true);
    ByteOffset::from_usize(cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0))
}

/// Whether a grapheme cluster begins at `offset`, or the text ends there.
pub fn is_grapheme_boundary(text: &str, offset: ByteOffset) -> bool {
    text.is_char_boundary(offset.to_usize())
        && GraphemeCursor::new(offset.to_usize(), text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// Widens `range` so that it splits no grapheme cluster.
pub fn widen_to_graphemes(text: &str, range: ByteRange) -> ByteRange {
    let start =
        if is_grapheme_boundary(text, range.start()) { range.start() } else { previous_grapheme(text, range.start().plus(1)) };
    let end = if is_grapheme_boundary(text, range.end()) { range.end() } else { next_grapheme(text, range.end()) };
    ByteRange::between(start.min(range.start()), end)
}

/// Returns `range` without the white space at its ends; `None` if it contains nothing else or an edge splits a character.
pub fn trim(text: &str, range: ByteRange) -> Option<ByteRange> {
    let slice = range.of(text)?;
    let trimmed = slice.trim_start();
    let start = range.start().plus(slice.len() - trimmed.len());
    let trimmed = trimmed.trim_end();
    (!trimmed.is_empty()).then(|| ByteRange::at(start, trimmed))
}

/// The paragraph that contains `offset`; a paragraph is a line without its line feed.
pub fn paragraph_at(text: &str, offset: ByteOffset) -> ByteRange {
    let at = floor(text, offset);
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    ByteRange::from_usize(start..end)
}

/// The ranges of the words in `range`: runs with a letter, a digit or a similar character (UAX #29).
pub fn words_in(text: &str, range: ByteRange) -> impl DoubleEndedIterator<Item = ByteRange> + '_ {
    let slice = range.of(text).unwrap_or("");
    slice.unicode_word_indices().map(move |(i, word)| ByteRange::at(range.start().plus(i), word))
}

/// Number of words in `text` (UAX #29).
pub fn num_words(text: &str) -> usize {
    text.unicode_words().count()
}

/// The word that contains `offset` or ends there; otherwise the next word in the paragraph, or the last. In a blank
/// paragraph, the last word of the paragraph before.
pub fn word_at(text: &str, offset: ByteOffset) -> Option<ByteRange> {
    let offset = out_of_blank(text, offset);
    let mut last = None;
    for word in words_in(text, window(text, offset)) {
        if offset <= word.end() {
            return Some(word);
        }
        last = Some(word);
    }
    last
}

/// The end of the word at or after `offset`, across paragraphs. After the last word, the end of the text.
pub fn next_word_end(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut at = offset;
    loop {
        let here = window(text, at);
        if let Some(word) = words_in(text, here).find(|word| word.end() > offset) {
            return word.end();
        }
        if here.end().to_usize() >= text.len() {
            return ByteOffset::from_usize(text.len());
        }
        at = next_grapheme(text, here.end());
    }
}

/// The start of the word before `offset`, across paragraphs. Before the first word, the start of the text.
pub fn previous_word_start(text: &str, offset: ByteOffset) -> ByteOffset {
    let mut at = offset;
    loop {
        let here = window(text, at);
        if let Some(word) = words_in(text, here).rev().find(|word| word.start() < offset) {
            return word.start();
        }
        if here.start() == ByteOffset::ZERO {
            return ByteOffset::ZERO;
        }
        at = previous_grapheme(text, here.start());
    }
}

/// The sentence at `offset`, without the white space around it. In a blank paragraph, the last sentence of the paragraph
/// before; `None` if there is none.
pub fn sentence_at(text: &str, offset: ByteOffset) -> Option<ByteRange> {
    let offset = out_of_blank(text, offset);
    let window = window(text, offset);
    let slice = window.of(text)?;
    let sentences = slice.split_sentence_bound_indices().map(|(i, s)| ByteRange::at(window.start().plus(i), s));
    let mut found = None;
    for sentence in sentences {
        if sentence.start() > offset && found.is_some() {
            break;
        }
        found = trim(text, sentence).or(found);
    }
    found
}

/// The quotations that contain `offset`, including their marks, the innermost first.
pub fn quotations_at(text: &str, offset: ByteOffset) -> Vec<ByteRange> {
    let mut around: Vec<_> = quotations_in(text, window(text, offset))
        .into_iter()
        .filter(|range| range.start() <= offset && offset <= range.end())
        .collect();
    around.sort_by_key(|range| range.len());
    around
}

/// The first range that `find` returns and `fits` accepts, from the paragraph at `offset` or a later one.
///
/// `find` receives the text and a paragraph (or `WINDOW_BYTES` around a place in a longer one), and returns ranges in order.
pub fn first_from(
    text: &str,
    offset: ByteOffset,
    find: impl Fn(&str, ByteRange) -> Vec<ByteRange>,
    fits: impl Fn(ByteRange) -> bool,
) -> Option<ByteRange> {
    let mut at = offset;
    loop {
        let here = window(text, at);
        if let Some(found) = find(text, here).into_iter().find(|range| fits(*range)) {
            return Some(found);
        }
        if here.end().to_usize() >= text.len() {
            return None;
        }
        at = next_grapheme(text, here.end());
    }
}

/// The sentences of `range`, without the white space around them.
pub fn sentences_in(text: &str, range: ByteRange) -> Vec<ByteRange> {
    let slice = range.of(text).unwrap_or("");
    let sentences = slice.split_sentence_bound_indices().map(|(i, s)| ByteRange::at(range.start().plus(i), s));
    sentences.filter_map(|sentence| trim(text, sentence)).collect()
}

/// Returns `offset`, or in a blank paragraph the end of the last paragraph before it that has text.
fn out_of_blank(text: &str, offset: ByteOffset) -> ByteOffset {
    if trim(text, window(text, offset)).is_some() {
        return offset;
    }
    ByteOffset::from_usize(text[..floor(text, offset)].trim_end().len())
}

/// The paragraph at `offset`, or the part of a very long one around it, cut at white space if there is any.
fn window(text: &str, offset: ByteOffset) -> ByteRange {
    let at = floor(text, offset);
    let low = text.floor_char_boundary(at.saturating_sub(WINDOW_BYTES));
    let high = text.ceil_char_boundary((at + WINDOW_BYTES).min(text.len()));
    let before = &text[low..at];
    let start = match before.rfind('\n') {
        Some(i) => low + i + 1,
        None if low == 0 => 0,
        None => before.find(char::is_whitespace).map_or(low, |i| low + i),
    };
    let after = &text[at..high];
    let end = match after.find('\n') {
        Some(i) => at + i,
        None if high == text.len() => high,
        None => after.rfind(char::is_whitespace).filter(|i| *i > 0).map_or(high, |i| at + i),
    };
    ByteRange::from_usize(start..end)
}

#[cfg(test)]
mod tests;
