//! Extracts the words around a hit, for a list of hits.

use crate::text::{ByteOffset, ByteRange, segment};

/// A hit with the words around it, on one line. White space of any kind has become single spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The words before the hit, cut at a word boundary, with "…" in front unless the paragraph begins there.
    pub before: String,
    /// The hit.
    pub words: String,
    /// The words after the hit, cut at a word boundary, with "…" at the end unless the paragraph ends there.
    pub after: String,
}

/// Returns `range` of `text` with at most `around_bytes` of its paragraphs on either side.
pub fn context(text: &str, range: ByteRange, around_bytes: usize) -> Context {
    let start = segment::paragraph_at(text, range.start()).start().to_usize();
    let end = segment::paragraph_at(text, range.end()).end().to_usize();
    let (from, to) = (range.start().to_usize(), range.end().to_usize());
    let (start, end) = (start.min(from), end.max(to));
    let first = word_edge_after(text, start.max(from.saturating_sub(around_bytes)), start, from);
    let last = word_edge_before(text, end.min(to.saturating_add(around_bytes)), to, end);
    let mut before = on_one_line(&text[first..from]);
    let mut after = on_one_line(&text[to..last]);
    if first > start {
        before.insert_str(0, "… ");
    }
    if last < end {
        after.push_str(" …");
    }
    Context { before, words: on_one_line(&text[from..to]), after }
}

/// The start of the first word at or after `at`. `start` if `at` is there; `limit` if there is no word.
fn word_edge_after(text: &str, at: usize, start: usize, limit: usize) -> usize {
    if at <= start {
        return start;
    }
    let at = ceil(text, at).min(limit);
    text[at..limit].find(char::is_whitespace).map_or(limit, |space| {
        let after = at + space;
        after + text[after..limit].len() - text[after..limit].trim_start().len()
    })
}

/// The end of the last word at or before `at`. `end` if `at` is there; `limit` if there is no word.
fn word_edge_before(text: &str, at: usize, limit: usize, end: usize) -> usize {
    if at >= end {
        return end;
    }
    let at = floor(text, at).max(limit);
    text[limit..at].rfind(char::is_whitespace).map_or(limit, |space| limit + text[limit..limit + space].trim_end().len())
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn ceil(text: &str, at: usize) -> usize {
    let floor = text.floor_char_boundary(at);
    if floor == at { at } else { segment::next_grapheme(text, ByteOffset::from_usize(floor)).to_usize() }
}

/// Replaces runs of white space by single spaces. A space at an edge stays, so that the parts can be joined again.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}
