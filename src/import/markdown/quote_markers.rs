//! Deletes the `>` at the beginnings of quoted lines.

use super::{super::lines::Lines, deletion::Deletions};
use std::{collections::BTreeMap, ops::Range};

/// How deep lines are quoted, and where their words begin.
#[derive(Debug, Default)]
pub(super) struct QuoteMarkers {
    /// How much deeper or less deep a line is quoted than the one before.
    steps: BTreeMap<usize, isize>,
    /// The first inline element of a quoted line.
    words_start: BTreeMap<usize, usize>,
}

impl QuoteMarkers {
    /// Adds a level of quotation to these lines.
    pub(super) fn quote(&mut self, lines: Range<usize>) {
        *self.steps.entry(lines.start).or_default() += 1;
        *self.steps.entry(lines.end).or_default() -= 1;
    }

    /// Notes that something other than a marker begins at `byte` of a quoted line.
    pub(super) fn words_at(&mut self, line: usize, byte: usize) {
        let start = self.words_start.entry(line).or_insert(byte);
        *start = byte.min(*start);
    }

    /// Deletes every `>` that marks a quotation, with the space after it.
    pub(super) fn delete(&self, source: &str, lines: &Lines<'_>, deletions: &mut Deletions) {
        let mut depth = 0_isize;
        let mut steps = self.steps.iter().peekable();
        while let Some((line, step)) = steps.next() {
            depth += step;
            let next = steps.peek().map_or(lines.len(), |(next, _)| **next);
            if depth > 0 {
                (*line..next).for_each(|line| self.delete_on(source, lines.range(line), line, depth, deletions));
            }
        }
    }

    /// Deletes at most `depth` markers. They must precede the words and follow only indentation and list markers.
    fn delete_on(&self, source: &str, line_range: Range<usize>, line: usize, depth: isize, deletions: &mut Deletions) {
        let end = self.words_start.get(&line).map_or(line_range.end, |start| line_range.end.min(*start));
        let mut at = line_range.start;
        let mut left = depth;
        while left > 0 && at < end {
            let rest = &source[at..end];
            if rest.starts_with('>') {
                let len = if rest.starts_with("> ") { 2 } else { 1 };
                deletions.delete(source, at..at + len);
                left -= 1;
                at += len;
            } else if rest.starts_with([' ', '\t']) {
                at += 1;
            } else if let Some(len) = list_marker_len(rest) {
                at += len;
            } else {
                break;
            }
        }
    }
}

/// The length in bytes of the list marker at the beginning of `text`: a bullet, or a number with a full stop or bracket.
fn list_marker_len(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    text.as_bytes().get(marker).is_none_or(|next| matches!(next, b' ' | b'\t')).then_some(marker)
}
