//! Places in a text as files hold them: in code points, and verified against the text.

use super::ExportError;
use crate::{
    project::{Annotation, ArticleRecord},
    text::{ByteRange, IndexedText},
};
use serde::Serialize;

/// The number of code points around an annotation that its row repeats, so that it can be found again in a changed text.
const CONTEXT_CODE_POINTS: usize = 32;

/// A stretch of text in code points; the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
}

impl Span {
    /// Converts `range`; `None` if an edge lies outside the text or inside a character.
    ///
    /// The result is converted back and compared, so that no wrong offset can reach a file.
    pub fn of(text: &IndexedText, range: ByteRange) -> Option<Self> {
        let (start, end) = text.char_range_of(range)?;
        (text.byte_range_of_chars(start, end) == Some(range)).then(|| Self { start: start.get(), end: end.get() })
    }
}

/// An annotation's place in its text.
pub struct Located<'p> {
    /// Its fragments, at least one.
    pub fragments: Vec<Span>,
    /// From the start of the first fragment to the end of the last.
    pub hull: Span,
    /// The words of the fragments, joined by “ … ”.
    pub quote: String,
    /// The text before the first fragment, at most [`CONTEXT_CODE_POINTS`] long.
    pub prefix: &'p str,
    /// The text after the last fragment, at most [`CONTEXT_CODE_POINTS`] long.
    pub suffix: &'p str,
}

impl<'p> Located<'p> {
    /// Locates `annotation` in the text of `record`.
    pub fn new(record: &'p ArticleRecord, annotation: &Annotation) -> Result<Self, ExportError> {
        let text = &record.article.text;
        let fragments = annotation.fragments.iter().map(|range| span_of(record, annotation, range)).collect::<Result<_, _>>()?;
        let range = annotation.fragments.hull();
        let (prefix, suffix) = around(text.as_str(), range);
        Ok(Self {
            fragments,
            hull: span_of(record, annotation, range)?,
            quote: annotation.fragments.words(text.as_str()),
            prefix,
            suffix,
        })
    }
}

/// Converts a `range` that belongs to `annotation`.
pub fn span_of(record: &ArticleRecord, annotation: &Annotation, range: ByteRange) -> Result<Span, ExportError> {
    Span::of(&record.article.text, range).ok_or(ExportError::Span {
        article: record.article.id,
        annotation: annotation.id,
        start: range.start().get(),
        end: range.end().get(),
    })
}

/// Converts the range of a block or hyperlink.
pub fn part_of(record: &ArticleRecord, what: &'static str, range: ByteRange) -> Result<Span, ExportError> {
    Span::of(&record.article.text, range).ok_or(ExportError::Part {
        article: record.article.id,
        what,
        start: range.start().get(),
        end: range.end().get(),
    })
}

/// The text before and after `range`, each at most [`CONTEXT_CODE_POINTS`] long.
pub fn around(text: &str, range: ByteRange) -> (&str, &str) {
    let (before, after) = (text.get(..range.start().to_usize()), text.get(range.end().to_usize()..));
    let (before, after) = (before.unwrap_or(""), after.unwrap_or(""));
    let from = before.char_indices().rev().take(CONTEXT_CODE_POINTS).last().map_or(before.len(), |(i, _)| i);
    let to = after.char_indices().nth(CONTEXT_CODE_POINTS).map_or(after.len(), |(i, _)| i);
    (&before[from..], &after[..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_counted_in_code_points_or_refused() {
        let text = IndexedText::new("é💥 14").unwrap();
        let span = |start, end| Span::of(&text, ByteRange::from_usize(start..end));
        assert_eq!(span(7, 9), Some(Span { start: 3, end: 5 }));
        assert_eq!(span(3, 9), None, "inside the emoji");
        assert_eq!(span(7, 10), None, "beyond the end");
    }
}
