//! Edges of annotations, moved by words or by characters.

use super::Fragments;
use crate::text::{ByteOffset, ByteRange, segment};

/// Which edge of an annotation moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

/// `fragments` with the start of the first or the end of the last one moved; `None` where it cannot move further.
pub fn moved_edge(text: &str, fragments: &Fragments, edge: Edge, outward: bool, by_grapheme: bool) -> Option<Fragments> {
    // Past white space, which no annotation ends with: otherwise the edge would stay where it is.
    let is_blank = |one, other| ByteRange::between(one, other).of(text).is_some_and(|between| between.trim().is_empty());
    let grapheme_back = |from| {
        let step = |at: &ByteOffset| Some(segment::previous_grapheme(text, *at)).filter(|before| before < at);
        std::iter::successors(step(&from), step).find(|at| !is_blank(*at, from)).unwrap_or(from)
    };
    let grapheme_on = |from| {
        let step = |at: &ByteOffset| Some(segment::next_grapheme(text, *at)).filter(|after| after > at);
        std::iter::successors(step(&from), step).find(|at| !is_blank(from, *at)).unwrap_or(from)
    };
    let step_back = |at| if by_grapheme { grapheme_back(at) } else { segment::previous_word_start(text, at) };
    let step_on = |at| if by_grapheme { grapheme_on(at) } else { segment::next_word_end(text, at) };
    let (index, range) = match edge {
        Edge::Start => {
            let range = fragments.first();
            let start = match (outward, by_grapheme) {
                (true, _) => step_back(range.start()),
                (false, true) => step_on(range.start()),
                // Inward by a word: to where the next word starts, which is not where this one ends.
                (false, false) => segment::words_in(text, range).map(|word| word.start()).find(|start| *start > range.start())?,
            };
            (0, ByteRange::new(start, range.end())?)
        }
        Edge::End => {
            let range = fragments.last();
            let end = match (outward, by_grapheme) {
                (true, _) => step_on(range.end()),
                (false, true) => step_back(range.end()),
                (false, false) => segment::words_in(text, range).rev().map(|word| word.end()).find(|end| *end < range.end())?,
            };
            (fragments.count() - 1, ByteRange::new(range.start(), end)?)
        }
    };
    replaced(text, fragments, index, range)
}

/// `fragments` with another range for one of them; what it then touches becomes one with it.
pub fn replaced(text: &str, fragments: &Fragments, index: usize, range: ByteRange) -> Option<Fragments> {
    let range = segment::trim(text, segment::widen_to_graphemes(text, range))?;
    match fragments.without(index) {
        Some(rest) => Some(rest.with(range)),
        None => Fragments::one(range).ok(),
    }
}
