//! Reads rows of a table as text, each with a limited number of values. A file of nothing but commas has as many values as
//! bytes, and each would take sixteen times its size in memory.
//!
//! Quotation marks that do not close where a value ends are told, because such a mark makes one value of several rows.

use super::error::Warnings;
use crate::text::{Examples, listed};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The number of values of a row that are kept; a table with more columns is not read.
pub(super) const MAX_VALUES: usize = 2000;
/// The length of all values of a row, in bytes: twice the longest article.
const MAX_ROW_BYTES: usize = 128 << 20;
/// Space for the ends of values that are only counted.
const COUNTED_AT_ONCE: usize = 64;
/// Space for the bytes of values that are only skipped.
const PASSED_AT_ONCE: usize = 64 << 10;

/// The reason why a row is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadRecord {
    /// It has this many values.
    TooMany(usize),
    /// Its values are too long.
    TooLong,
}

impl std::fmt::Display for BadRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooMany(found) => write!(f, "expected at most {MAX_VALUES} values, found {found}"),
            Self::TooLong => write!(f, "it has more than {} MiB", MAX_ROW_BYTES >> 20),
        }
    }
}

/// The rows of a text, without blank ones (RFC 4180, with the habits of spreadsheets).
pub(super) struct Records<'t> {
    reader: Reader,
    rest: &'t [u8],
    /// The values of one row, one after the other.
    values: Vec<u8>,
    ends: Vec<usize>,
}

impl<'t> Records<'t> {
    /// Reads the rows of `text`, whose values are separated by `separator`.
    pub(super) fn new(text: &'t str, separator: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(separator).build(),
            rest: text.as_bytes(),
            values: vec![0; 1024],
            ends: vec![0; MAX_VALUES + COUNTED_AT_ONCE],
        }
    }

    /// Like [`Records::new`], for a whole table: `warnings` hears of odd quotation marks in it.
    pub(super) fn of_table(text: &'t str, separator: u8, warnings: &mut Warnings<'_>) -> Self {
        if let Some(odd) = odd_quotes(text, separator) {
            warnings.add(None, odd);
        }
        Self::new(text, separator)
    }

    /// The values that were read, cut at their ends.
    fn kept(&self, num_values: usize) -> Vec<String> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends[..num_values]);
        // The source is a text, cut at ASCII characters.
        ranges
            .map(|(start, end)| String::from_utf8_lossy(self.values.get(start..*end).unwrap_or_default()).into_owned())
            .collect()
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<String>, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut num_bytes, mut num_ends, mut num_passed) = (0, 0, 0);
        let mut is_too_long = false;
        loop {
            let (result, num_read, num_written, num_ended) =
                self.reader.read_record(self.rest, &mut self.values[num_bytes..], &mut self.ends[num_ends..]);
            self.rest = &self.rest[num_read..];
            num_bytes += num_written;
            num_ends += num_ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.values.len() < MAX_ROW_BYTES => self.values.resize(self.values.len() * 2, 0),
                ReadRecordResult::OutputFull => {
                    is_too_long = true;
                    num_bytes = self.values.len() - PASSED_AT_ONCE;
                }
                ReadRecordResult::OutputEndsFull => {
                    num_passed += num_ends - MAX_VALUES;
                    num_ends = MAX_VALUES;
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
            }
        }
        let num_values = num_ends + num_passed;
        Some(match (num_values > MAX_VALUES, is_too_long) {
            (true, _) => Err(BadRecord::TooMany(num_values)),
            (_, true) => Err(BadRecord::TooLong),
            _ => Ok(self.kept(num_values)),
        })
    }
}

/// The place in a table while it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a value.
    Start,
    /// In a value without quotation marks.
    Bare,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark that closes a value, or is the first of two that stand for one.
    Closed,
}

/// Describes the odd quotation marks of a table, with the lines where their values begin; `None` if there are none.
fn odd_quotes(text: &str, separator: u8) -> Option<String> {
    let (mut state, mut line, mut opened) = (State::Start, 1_usize, 0_usize);
    let mut odd = Examples::default();
    for byte in text.trim_start_matches('\u{FEFF}').bytes() {
        state = match (state, byte) {
            (State::Start, b'"') => {
                opened = line;
                State::Quoted
            }
            (State::Quoted, b'"') => State::Closed,
            (State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
            (_, b'\n' | b'\r') => State::Start,
            (_, byte) if byte == separator => State::Start,
            (State::Closed, b' ') => State::Closed,
            (State::Closed, _) => {
                odd.add(|| format!("opens in line {opened} and closes before other text in line {line}"));
                State::Bare
            }
            _ => State::Bare,
        };
        line += usize::from(byte == b'\n');
    }
    if state == State::Quoted {
        odd.add(|| format!("opens in line {opened} and never closes"));
    }
    let who = odd.counted("value has", "values have");
    let what = "a quotation mark that does not close where the value ends, so rows may be united";
    (odd.count > 0).then(|| format!("{who} {what}: {}", listed(odd.count, odd.first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<Vec<String>, BadRecord>> {
        Records::new(text, b',').collect()
    }

    #[test]
    fn rows_have_their_values() {
        let text = "\u{FEFF}headline,body\r\nDravna,\"17 killed, \"\"they\"\" said\nagain\"\r\n\r\nSel,💥";
        let read: Vec<Vec<String>> = rows(text).into_iter().map(Result::unwrap).collect();
        assert_eq!(read, [["headline", "body"], ["Dravna", "17 killed, \"they\" said\nagain"], ["Sel", "💥"]]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn a_row_of_too_many_values_is_counted_and_the_next_is_read() {
        let text = format!("a,b\n{}\nc,d\n", ",".repeat(10_000));
        let ok = |a: &str, b: &str| Ok(vec![a.to_owned(), b.to_owned()]);
        assert_eq!(rows(&text), [ok("a", "b"), Err(BadRecord::TooMany(10_001)), ok("c", "d")]);
        for num_values in [MAX_VALUES - 1, MAX_VALUES, MAX_VALUES + 1, MAX_VALUES + COUNTED_AT_ONCE, MAX_VALUES + 65] {
            let row = rows(&vec!["x"; num_values].join(",")).remove(0);
            let expected = if num_values > MAX_VALUES { Err(num_values) } else { Ok(num_values) };
            let found = row.map(|values| values.len()).map_err(|bad| if let BadRecord::TooMany(found) = bad { found } else { 0 });
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_value_longer_than_any_article_is_passed_over() {
        let text = format!("a,b\nx,\"{}\"\nc,d\n", "tens bytes\n".repeat(MAX_ROW_BYTES / 11 + 10));
        let read = rows(&text);
        assert_eq!((read.len(), &read[1]), (3, &Err(BadRecord::TooLong)));
        assert_eq!(read[2], Ok(vec!["c".to_owned(), "d".to_owned()]));
    }

    #[test]
    fn a_mark_that_closes_in_another_row_or_never_is_named_with_its_line() {
        let told = |text| odd_quotes(text, b',').unwrap_or_default();
        assert_eq!(told("title,body\nA,\"He said \"\"no\"\",\nthen left\"\r\nB,5\" gun\n"), "");
        let what = "1 value has a quotation mark that does not close where the value ends, so rows may be united: ";
        let other = "opens in line 2 and closes before other text in line 4";
        assert_eq!(told("title,body\nA,\"one\nB,two\nC,\"three\"\n"), format!("{what}{other}"));
        assert_eq!(told("title,body\nA,\"one\nB,two\n"), format!("{what}opens in line 2 and never closes"));
    }

    #[test]
    fn marks_are_judged_by_the_separator_and_at_the_beginning_of_a_value() {
        let is_odd = |text, separator| odd_quotes(text, separator).is_some();
        assert!(is_odd("title\tbody\nA\t\"one\nB\ttwo\n", b'\t') && is_odd("title|body\nA|\"one\nB|two\n", b'|'));
        assert!(!is_odd("title\tbody\nA\tsaid \"one\nB\t12\" gun\n", b'\t'));
        // A mark after a blank does not open anything: it is a character of the value.
        assert!(!is_odd("title,body\nA, \"one\nB,two\n", b','));
        assert_eq!(rows("A, \"one\nB,two\n").len(), 2);
    }
}
