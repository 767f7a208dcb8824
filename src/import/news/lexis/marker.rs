//! The lines that begin documents: "7 of 100 DOCUMENTS", "Dokument 7 von 100".

use crate::import::news::count::Position;

/// The words between two numbers.
const OF: &[&str] = &["of", "von", "de", "van", "di", "sur", "af", "av"];
/// The beginnings of the word for documents, in lower case.
const DOCUMENT: [&str; 2] = ["document", "dokument"];
/// From so many spaces on, a marker is centred and cannot be a line of prose.
const MIN_INDENT: usize = 10;

/// The line that begins a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Counted from 0.
    pub(super) line: usize,
    pub(super) position: Position,
}

/// Finds all markers. One at the margin, as in files that went through another program, stands between blank lines.
pub(super) fn markers(lines: &[&str]) -> Vec<Marker> {
    let is_blank = |line: Option<&&str>| line.is_none_or(|line| line.trim().is_empty());
    let found = lines.iter().enumerate().filter_map(|(at, line)| {
        let position = position(line)?;
        let indent = line.len() - line.trim_start().len();
        let stands_alone = (at == 0 || is_blank(lines.get(at - 1))) && is_blank(lines.get(at + 1));
        (indent >= MIN_INDENT || stands_alone).then_some(Marker { line: at, position })
    });
    found.collect()
}

/// The number in such a line.
pub(super) fn position(line: &str) -> Option<Position> {
    const MAX_BYTES: usize = 60;
    let words = line.trim();
    if words.len() > MAX_BYTES || !words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'D' | 'd')) {
        return None;
    }
    let mut words = words.split_whitespace();
    let (a, b, c, d) = (words.next()?, words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let is_document = |word: &str| DOCUMENT.iter().any(|start| word.to_lowercase().starts_with(start));
    let is_of = |word: &str| OF.contains(&word.to_lowercase().as_str());
    let (number, of) = match () {
        () if is_document(d) && is_of(b) => (a, c),
        () if is_document(a) && is_of(c) => (b, d),
        () => return None,
    };
    let position = Position { number: whole(number)?, of: whole(of)? };
    (position.number > 0).then_some(position)
}

/// Reads a number that may have marks between thousands.
fn whole(word: &str) -> Option<usize> {
    const MAX_DIGITS: usize = 7;
    let digits: String = word.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let is_number = (1..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_several_languages_are_read() {
        for (line, expected) in [
            ("          1 of 10 DOCUMENTS", Some((1, 10))),
            ("          1 of 1 DOCUMENT", Some((1, 1))),
            ("          1,201 of 2,146 DOCUMENTS", Some((1201, 2146))),
            ("Dokument 3 von 12", Some((3, 12))),
            ("Document 3 de 12", Some((3, 12))),
            ("3 van 12 DOCUMENTEN", Some((3, 12))),
            ("A file may say 1 of 3 DOCUMENTS", None),
            ("1 of 3 DOCUMENTS was lost", None),
            ("0 of 3 DOCUMENTS", None),
        ] {
            assert_eq!(position(line).map(|position| (position.number, position.of)), expected, "{line}");
        }
    }

    #[test]
    fn a_marker_at_the_margin_stands_between_blank_lines() {
        let lines = ["1 of 2 DOCUMENTS", "", "They found", "2 of 2 DOCUMENTS", "and went home", "", "2 of 2 DOCUMENTS", ""];
        assert_eq!(markers(&lines).iter().map(|marker| marker.line).collect::<Vec<_>>(), [0, 6]);
    }
}
