//! Finds out what the offsets in a file of annotations count: code points, UTF-16 units or bytes, whatever the format
//! prescribes.
//!
//! Most formats repeat the words that their offsets cover. So each way of counting can be tried, and the one that fits the
//! words best is used, with a warning if it is not that of the format.

use super::error::Warnings;
use crate::{project::Fragments, text::ByteRange};
use std::ops::Range;

/// Characters at which some readers of text files break lines, so that programs write other characters for them.
pub(super) const SEPARATORS: &[char] =
    &['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

/// A way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    unit: Unit,
    /// Whether the file is counted as it is, with its byte order mark and both characters of a CRLF, or as an editor shows
    /// it.
    is_raw: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    CodePoint,
    Utf16,
    Byte,
}

/// Marks positions inside a character.
const NOWHERE: u32 = u32::MAX;

impl Reading {
    /// The way of brat and most formats.
    pub(super) const CODE_POINTS: Self = Self { unit: Unit::CodePoint, is_raw: true };
    /// The way of programs in Java and JavaScript.
    pub(super) const UTF16: Self = Self { unit: Unit::Utf16, is_raw: true };
    /// The way of Taguette.
    pub(super) const BYTES: Self = Self { unit: Unit::Byte, is_raw: true };

    /// All ways, the likeliest first.
    pub(super) const ALL: [Self; 6] = [
        Self::CODE_POINTS,
        Self { unit: Unit::CodePoint, is_raw: false },
        Self::UTF16,
        Self { unit: Unit::Utf16, is_raw: false },
        Self::BYTES,
        Self { unit: Unit::Byte, is_raw: false },
    ];

    /// The name of the unit, for people.
    pub(super) const fn name(self) -> &'static str {
        match (self.unit, self.is_raw) {
            (Unit::CodePoint, true) => "code points",
            (Unit::CodePoint, false) => "code points with every line end as one",
            (Unit::Utf16, true) => "UTF-16 units",
            (Unit::Utf16, false) => "UTF-16 units with every line end as one",
            (Unit::Byte, true) => "bytes",
            (Unit::Byte, false) => "bytes with every line end as one",
        }
    }

    /// The byte of the text (with line ends as LF) for each offset.
    pub(super) fn table(self, raw: &str, has_byte_order_mark: bool) -> Vec<u32> {
        let mut table = Vec::with_capacity(raw.len() + 1);
        let mut byte = 0;
        let width = |c: char| match self.unit {
            Unit::CodePoint => 1,
            Unit::Utf16 => c.len_utf16(),
            Unit::Byte => c.len_utf8(),
        };
        if has_byte_order_mark && self.is_raw {
            table.extend(std::iter::repeat_n(byte, width('\u{FEFF}')));
        }
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\r' && chars.peek() == Some(&'\n') {
                if self.is_raw {
                    table.push(byte);
                }
                continue;
            }
            table.push(byte);
            table.extend(std::iter::repeat_n(NOWHERE, width(c) - 1));
            byte += c.len_utf8() as u32; // a file is far shorter than 4 GiB
        }
        table.push(byte);
        table
    }
}

/// The bytes between two offsets, if both are positions in the text and in order.
pub(super) fn bytes(table: &[u32], start: usize, end: usize) -> Option<Range<usize>> {
    let at = |number: usize| table.get(number).copied().filter(|byte| *byte != NOWHERE);
    let (start, end) = (at(start)?, at(end)?);
    (start <= end).then_some(start as usize..end as usize)
}

/// The fragments at these offsets, in order. Those that overlap are joined, and so are those with a gap, in bytes of the
/// text, that `closes` says to close.
pub(super) fn fragments(
    table: &[u32],
    ranges: &[(usize, usize)],
    closes: impl Fn(Range<usize>) -> bool,
) -> Result<Fragments, String> {
    let mut found = Vec::new();
    for (start, end) in ranges {
        let range = bytes(table, *start, *end).ok_or_else(|| {
            format!("{start}–{end} is not a stretch of the text, which ends at {}", table.len().saturating_sub(1))
        })?;
        found.push(range);
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in found {
        match joined.last_mut() {
            Some(last) if range.start < last.end || closes(last.end..range.start) => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    Fragments::new(joined.into_iter().map(ByteRange::from_usize)).map_err(|error| error.to_string())
}

/// The words of the fragments, as files of other programs repeat them.
pub(super) fn words_of(text: &str, fragments: &Fragments) -> String {
    fragments.iter().filter_map(|range| range.of(text)).collect::<Vec<_>>().join(" ")
}

/// The table of the reading of `raw` that fits the words best; of equal ones the format's `own`, then the likeliest.
/// `num_alike` counts how many of the `total` passages have their words at the places that a table gives. `noun` is their
/// name in the warning.
pub(super) fn best_table(
    (raw, has_byte_order_mark): (&str, bool),
    own: Reading,
    (total, noun): (usize, &str),
    num_alike: impl Fn(&[u32]) -> usize,
    warnings: &mut Warnings<'_>,
) -> Vec<u32> {
    let table = own.table(raw, has_byte_order_mark);
    let num_own = num_alike(&table);
    let mut best = (num_own, table, own);
    for reading in Reading::ALL.into_iter().filter(|reading| *reading != own) {
        if best.0 == total {
            break;
        }
        let table = reading.table(raw, has_byte_order_mark);
        let num = num_alike(&table);
        if num > best.0 {
            best = (num, table, reading);
        }
    }
    let (num, table, reading) = best;
    if reading != own {
        let message = format!(
            "the offsets were read as {}: so {num} of {total} {noun} fit their words, as {} only {num_own}",
            reading.name(),
            own.name()
        );
        warnings.add(None, message);
    }
    table
}

/// Whether the words are equal except for white space, which programs change.
pub(super) fn is_alike(found: &str, written: &str) -> bool {
    let is_word = |c: &char| !c.is_whitespace() && !SEPARATORS.contains(c);
    found.chars().filter(is_word).eq(written.chars().filter(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reading_finds_the_words_its_own_way() {
        let raw = "💥\r\n14 died";
        let words = |reading: Reading, start, end| {
            bytes(&reading.table(raw, false), start, end).map(|range| raw.replace("\r\n", "\n")[range].to_owned())
        };
        let found = |start, end| Reading::ALL.map(|reading| words(reading, start, end).as_deref() == Some("14"));
        // Two readings may fit one passage; over a whole file, the likeliest one that fits most passages is used.
        assert_eq!(found(3, 5), [true, false, false, true, false, false]);
        assert_eq!(found(2, 4), [false, true, false, false, false, false]);
        assert_eq!(found(4, 6), [false, false, true, false, false, false]);
        assert_eq!(found(6, 8), [false, false, false, false, true, false]);
        assert_eq!(words(Reading::ALL[2], 1, 4), None, "inside the emoji");
        assert_eq!(bytes(&Reading::CODE_POINTS.table("a", true), 1, 2), Some(0..1), "brat counts a byte order mark");
    }

    #[test]
    fn pieces_are_joined_where_they_overlap_or_the_format_cuts_them() {
        let text = "14 people\ndied in Dravna";
        let table = Reading::CODE_POINTS.table(text, false);
        let words = |closes: fn(&str) -> bool| {
            let found = fragments(&table, &[(10, 14), (0, 2), (1, 9)], |gap| closes(&text[gap])).unwrap();
            found.iter().map(|range| range.of(text).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(words(|_| false), ["14 people", "died"]);
        assert_eq!(words(|gap| gap == "\n"), ["14 people\ndied"]);
        assert_eq!(
            fragments(&table, &[(3, 99)], |_| false),
            Err("3–99 is not a stretch of the text, which ends at 24".to_owned())
        );
    }
}
