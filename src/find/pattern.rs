//! A pattern of words or a regular expression, which can be found in a text.

use crate::text::{ByteOffset, ByteRange, segment};
use regex::{Regex, RegexBuilder};

/// The largest size of a compiled expression, in bytes: enough for any expression that a person writes, too little for one
/// that was written to fill the memory.
const MAX_COMPILED_BYTES: usize = 8 << 20;

/// How typed words are interpreted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PatternOptions {
    /// Whether they are a regular expression in the syntax of the `regex` crate instead of plain words.
    pub is_regex: bool,
    /// Whether capital and small letters are distinguished.
    pub match_case: bool,
    /// Whether a hit must begin and end at word boundaries (Unicode UTS #18, annex C).
    pub whole_words: bool,
}

/// A pattern to search for. Searching takes time linear in the text, whatever the expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
}

/// The reason why typed words cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing was typed.
    #[error("there is nothing to search for: type some words")]
    Empty,
    /// It is not a valid expression.
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
    /// The expression would need too much memory.
    #[error("this regular expression is too large: use smaller repetition counts")]
    TooLarge,
}

impl Pattern {
    /// Reads `words` as `options` say. White space in plain words matches any white space, including line ends.
    ///
    /// # Errors
    /// If nothing was typed, or it is not a valid regular expression, or the expression is too large.
    pub fn new(words: &str, options: PatternOptions) -> Result<Self, PatternError> {
        if words.trim().is_empty() {
            return Err(PatternError::Empty);
        }
        let inner = if options.is_regex { format!("(?:{words})") } else { literal(words) };
        let source = if options.whole_words { format!(r"\b{{start-half}}{inner}\b{{end-half}}") } else { inner };
        // The error must speak of what was typed, not of what was added around it.
        if options.is_regex {
            build(words, options).map_err(reason)?;
        }
        Ok(Self { regex: build(&source, options).map_err(reason)? })
    }

    /// Finds the hits in `text` from its start, without overlaps. White space at the edges does not belong to a hit. A hit
    /// that would cut a grapheme cluster ("e" in a decomposed "é") does not count, nor does an empty one.
    pub fn hits<'t>(&'t self, text: &'t str) -> Hits<'t> {
        Hits { text, matches: self.regex.find_iter(text) }
    }

    /// Whether `text` has a hit.
    pub fn is_in(&self, text: &str) -> bool {
        self.hits(text).next().is_some()
    }
}

fn literal(words: &str) -> String {
    words.split_whitespace().map(regex::escape).collect::<Vec<_>>().join(r"\s+")
}

fn build(source: &str, options: PatternOptions) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).case_insensitive(!options.match_case).multi_line(true).size_limit(MAX_COMPILED_BYTES).build()
}

fn reason(error: regex::Error) -> PatternError {
    match error {
        regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
        // The last line says what is wrong; the lines before it point into the expression in a fixed-width font.
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            PatternError::Syntax(last.trim_start_matches("error: ").to_owned())
        }
    }
}

/// An iterator over the hits of a [`Pattern`] in a text.
#[derive(Debug)]
pub struct Hits<'t> {
    text: &'t str,
    matches: regex::Matches<'t, 't>,
}

impl Iterator for Hits<'_> {
    type Item = ByteRange;

    fn next(&mut self) -> Option<ByteRange> {
        let text = self.text;
        self.matches.by_ref().find_map(|found| {
            let range = segment::trim(text, ByteRange::from_usize(found.range()))?;
            let is_whole = |offset: ByteOffset| segment::is_grapheme_boundary(text, offset);
            (is_whole(range.start()) && is_whole(range.end())).then_some(range)
        })
    }
}
