//! Deletes bytes from a text, and maps the remaining bytes to their new places.

use std::ops::Range;

/// Stretches of a text that will be deleted.
#[derive(Debug, Default)]
pub(super) struct Deletions {
    ranges: Vec<Range<usize>>,
}

/// The remains of a text.
#[derive(Debug)]
pub(super) struct Remains {
    /// The bytes that were not deleted.
    pub(super) text: String,
    /// The start and end of every deleted stretch, in order, and the number of bytes deleted up to its end.
    gone: Vec<(Range<usize>, usize)>,
}

impl Deletions {
    /// Deletes these bytes, except line feeds among them.
    pub(super) fn delete(&mut self, source: &str, range: Range<usize>) {
        let mut start = range.start;
        for part in source.get(range).unwrap_or_default().split_inclusive('\n') {
            let end = start + part.trim_end_matches('\n').len();
            if start < end {
                self.ranges.push(start..end);
            }
            start += part.len();
        }
    }

    /// Carries out the deletions.
    pub(super) fn apply(mut self, source: &str) -> Remains {
        self.ranges.sort_by_key(|range| (range.start, range.end));
        let mut text = String::with_capacity(source.len());
        let mut gone: Vec<(Range<usize>, usize)> = Vec::with_capacity(self.ranges.len());
        let (mut at, mut num_gone) = (0, 0);
        for range in self.ranges {
            let start = range.start.max(at);
            if range.end <= start {
                continue;
            }
            text.push_str(&source[at..start]);
            num_gone += range.end - start;
            at = range.end;
            gone.push((start..at, num_gone));
        }
        text.push_str(&source[at..]);
        Remains { text, gone }
    }
}

impl Remains {
    /// The new place of a byte of the source; for a deleted byte, that of the next byte that remains.
    pub(super) fn position(&self, source_byte: usize) -> usize {
        let after = self.gone.partition_point(|(range, _)| range.end <= source_byte);
        let gone_before = after.checked_sub(1).map_or(0, |last| self.gone[last].1);
        let into = self.gone.get(after).map_or(0, |(range, _)| source_byte.saturating_sub(range.start));
        source_byte - gone_before - into
    }
}
