//! Parses the lines of an `.ann` file, in the standoff format that brat's manual describes.

/// One line, with its parts as they are written.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    /// `T1⇥Claim 0 5;9 14⇥words`
    Span { id: &'a str, label: &'a str, ranges: Vec<(usize, usize)>, words: &'a str },
    /// `E1⇥Attack:T2 Agent:T1`
    Event { id: &'a str, label: &'a str, trigger: &'a str, roles: Vec<(&'a str, &'a str)> },
    /// `R1⇥Origin Arg1:T1 Arg2:T2`
    Relation { label: &'a str, roles: Vec<(&'a str, &'a str)> },
    /// `*⇥Equiv T1 T2 T3`
    Same { members: Vec<&'a str> },
    /// `A1⇥Certainty T1 high`; without a value it means yes.
    Attribute { name: &'a str, target: &'a str, value: Option<&'a str> },
    /// `#1⇥AnnotatorNotes T1⇥words`
    Note { target: &'a str, words: &'a str },
    /// `N1⇥Reference T1 Wikipedia:534366⇥Apple`
    Reference { target: &'a str, entry: &'a str },
}

/// Parses a line; the error says what was expected.
pub(super) fn parse(line: &str) -> Result<Line<'_>, String> {
    let (id, rest) = line.split_once('\t').ok_or("expected a tab after the id")?;
    let (head, words) = rest.split_once('\t').map_or((rest, None), |(head, words)| (head, Some(words)));
    let mut parts = head.split(' ').filter(|part| !part.is_empty());
    let mut next = |what: &str| parts.next().ok_or_else(|| format!("expected {what}"));
    match id.chars().next() {
        Some('T') => {
            let label = next("a type")?;
            let ranges = head.trim_start().get(label.len()..).unwrap_or("");
            Ok(Line::Span { id, label, ranges: self::ranges(ranges)?, words: words.unwrap_or("") })
        }
        Some('E') => {
            let (label, trigger) = role(next("a type and its trigger")?)?;
            Ok(Line::Event { id, label, trigger, roles: parts.map(role).collect::<Result<_, _>>()? })
        }
        Some('R') => Ok(Line::Relation { label: next("a type")?, roles: parts.map(role).collect::<Result<_, _>>()? }),
        Some('*') => {
            next("a type")?;
            Ok(Line::Same { members: parts.collect() })
        }
        Some('A' | 'M') => Ok(Line::Attribute { name: next("a name")?, target: next("a target")?, value: parts.next() }),
        Some('#') => {
            next("the kind of note")?;
            Ok(Line::Note { target: parts.next().unwrap_or(""), words: words.unwrap_or("") })
        }
        Some('N') => {
            next("the kind of reference")?;
            Ok(Line::Reference { target: next("a target")?, entry: next("an entry")? })
        }
        _ => Err(format!("“{id}” is not one of the kinds T, E, R, *, A, M, N and #")),
    }
}

fn role(written: &str) -> Result<(&str, &str), String> {
    written.split_once(':').ok_or_else(|| format!("expected a role and an id as in “Source:T1”, found “{written}”"))
}

fn ranges(written: &str) -> Result<Vec<(usize, usize)>, String> {
    let range = |piece: &str| {
        let (start, end) = piece.trim().split_once(' ')?;
        Some((start.trim().parse().ok()?, end.trim().parse().ok()?))
    };
    let ranges = written.split(';').map(range).collect::<Option<_>>();
    ranges.ok_or_else(|| format!("expected offsets as in “0 5;9 14”, found “{}”", written.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_is_read() {
        let span = Line::Span { id: "T1", label: "Claim", ranges: vec![(0, 5), (9, 14)], words: "a\tb" };
        assert_eq!(parse("T1\tClaim 0 5;9 14\ta\tb"), Ok(span));
        let event = Line::Event { id: "E1", label: "Said", trigger: "T2", roles: vec![("Who", "T1")] };
        assert_eq!(parse("E1\tSaid:T2 Who:T1 "), Ok(event));
        assert_eq!(parse("*\tEquiv T1 T2"), Ok(Line::Same { members: vec!["T1", "T2"] }));
        assert_eq!(parse("A1\tSure T1"), Ok(Line::Attribute { name: "Sure", target: "T1", value: None }));
        assert_eq!(parse("#1\tAnnotatorNotes T1\thm"), Ok(Line::Note { target: "T1", words: "hm" }));
        assert_eq!(parse("T1\tClaim 0 x\ta"), Err("expected offsets as in “0 5;9 14”, found “0 x”".to_owned()));
        assert!(parse("junk").is_err() && parse("\t").is_err() && parse("X1\tb").is_err());
    }
}
