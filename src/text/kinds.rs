//! One line for many messages of one kind: the first in full, how many there are, and where three others are.
//!
//! Two messages are of one kind if they are the same but for what is quoted in them, for their numbers and for ids with digits.

use super::examples;
use std::collections::HashMap;

/// The number of kinds that get a line; messages of further kinds are counted together.
const MAX_KINDS: usize = 30;

/// A message and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Where it is from: a file, or a file and a line. Empty if the words say it.
    pub place: &'a str,
    /// The message itself.
    pub words: &'a str,
}

impl Message<'_> {
    /// The message with its place, as in “a.txt, line 3: this row was left out”.
    fn line(&self) -> String {
        if self.place.is_empty() { self.words.to_owned() } else { format!("{}: {}", self.place, self.words) }
    }
}

/// Returns a line for each kind of message, in the order in which the kinds first occur. `all` says how to see every
/// message, as in “--verbose lists them”.
pub fn one_line_a_kind(messages: &[Message<'_>], all: &str) -> Vec<String> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kinds: Vec<Vec<&Message<'_>>> = Vec::new();
    for message in messages {
        let place = *places.entry(kind(message.words)).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some(known) => known.push(message),
            None => kinds.push(vec![message]),
        }
    }
    let num_more: usize = kinds.iter().skip(MAX_KINDS).map(Vec::len).sum();
    let mut lines: Vec<String> = kinds.iter().take(MAX_KINDS).map(|kind| line(kind, all)).collect();
    if num_more > 0 {
        lines.push(format!("{num_more} more of other kinds; {all}"));
    }
    lines
}

fn line<'a>(messages: &[&Message<'a>], all: &str) -> String {
    let Some((first, others)) = messages.split_first() else { return String::new() };
    if others.is_empty() {
        return first.line();
    }
    // Of messages about one place the first words that each quotes tell them apart.
    let is_elsewhere = others.iter().any(|message| message.place != first.place);
    let named = |message: &&Message<'a>| match is_elsewhere {
        true => Some(message.place).filter(|place| *place != first.place),
        false => first_quoted(message.words),
    };
    let mut names: Vec<&str> = others.iter().filter_map(named).filter(|name| !name.is_empty()).collect();
    names.dedup();
    let places = if names.is_empty() { String::new() } else { format!(": {}", examples(names.len(), names)) };
    format!("{} (and {} more like it{places}; {all})", first.line(), others.len())
}

/// What is quoted first.
fn first_quoted(words: &str) -> Option<&str> {
    words.split_once('“').and_then(|(_, rest)| rest.split_once('”')).map(|(quoted, _)| quoted)
}

/// The words without what is quoted in them, and with every number and every id that has a digit as the same word.
fn kind(words: &str) -> String {
    let mut depth = 0_usize;
    let unquoted: String = words
        .chars()
        .filter(|c| {
            depth = match c {
                '“' => depth + 1,
                '”' => depth.saturating_sub(1),
                _ => depth,
            };
            depth == 0
        })
        .collect();
    let plain = |word| if str::contains(word, |c: char| c.is_ascii_digit()) { "0" } else { word };
    unquoted.split_whitespace().map(plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(messages: &[(&str, &str)]) -> Vec<String> {
        let messages: Vec<_> = messages.iter().map(|(place, words)| Message { place, words }).collect();
        one_line_a_kind(&messages, "“--verbose” lists them")
    }

    #[test]
    fn messages_of_one_kind_are_one_line_with_their_number_and_three_places() {
        let messages = [
            ("a.txt", "“Rain” is like “Snow”, from line 2 on"),
            ("b.txt", "it has no date"),
            ("c.txt", "“Wind” is like “Rain”, from line 117 on"),
            ("d.txt", "“Hail” is like “the “old” Snow”, from line 3 on"),
            ("e.txt", "“Fog” is like “Snow”, from line 4 on"),
            ("f.txt", "“Sleet” is like “Snow”, from line 5 on"),
        ];
        let expected = [
            "a.txt: “Rain” is like “Snow”, from line 2 on (and 4 more like it: “c.txt”, “d.txt”, “e.txt” and 1 more; “--verbose” \
             lists them)",
            "b.txt: it has no date",
        ];
        assert_eq!(lines(&messages), expected);
    }

    #[test]
    fn what_one_file_says_often_is_counted() {
        let messages = [("rows.json", "task 1: no text"), ("rows.json", "task 2: no text"), ("rows.json", "task 30: no text")];
        assert_eq!(lines(&messages), ["rows.json: task 1: no text (and 2 more like it; “--verbose” lists them)"]);
        let rows = [
            ("a.jsonl, line 3", "annotation yrr4zbe422 is there twice"),
            ("a.jsonl, line 9", "annotation 5xb2sp2z2q is there twice"),
        ];
        assert_eq!(lines(&rows).len(), 1, "an id makes no kind of its own");
        let labels = [("p.ron", "label “a” has other rules"), ("p.ron", "label “b” has other rules")];
        assert_eq!(lines(&labels), ["p.ron: label “a” has other rules (and 1 more like it: “b”; “--verbose” lists them)"]);
        assert_eq!(lines(&[("", "one"), ("", "one")]), ["one (and 1 more like it; “--verbose” lists them)"]);
    }

    #[test]
    fn ten_thousand_kinds_are_a_screenful_and_none_is_dropped_silently() {
        let all: Vec<String> = (0..10_000).map(|number| format!("x{}", "y".repeat(number % 100 + 1))).collect();
        let messages: Vec<_> = all.iter().map(|words| Message { place: "a", words }).collect();
        let lines = one_line_a_kind(&messages, "a list has them");
        assert_eq!(lines.len(), MAX_KINDS + 1);
        assert_eq!(lines[MAX_KINDS], "7000 more of other kinds; a list has them");
    }
}
