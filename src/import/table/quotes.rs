//! Finds quotation marks of a table that do not close where a value ends, because such a mark makes one value of several rows.

use crate::text::{Examples, listed};

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
pub(super) fn odd_quotes(text: &str, separator: u8) -> Option<String> {
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

    #[test]
    fn a_mark_that_closes_in_another_row_or_never_is_named_with_its_line() {
        let told = |text| odd_quotes(text, b',').unwrap_or_default();
        assert_eq!(told("title,body\nA,\"He said \"\"no\"\",\nthen left\"\r\nB,5\" gun\n"), "");
        let what = "1 value has a quotation mark that does not close where the value ends, so rows may be united: ";
        let other = "opens in line 2 and closes before other text in line 4";
        assert_eq!(told("title,body\nA,\"one\nB,two\nC,\"three\"\n"), format!("{what}{other}"));
        assert_eq!(told("title,body\nA,\"one\nB,two\n"), format!("{what}opens in line 2 and never closes"));
    }
}
