//! What stands in a cell: stacked values, the number of the annotation that each belongs to, and escapes.

/// The parts of a cell between separators that are not escaped.
pub(super) fn split(cell: &str, separator: char) -> Vec<String> {
    let (mut parts, mut is_escaped) = (vec![String::new()], false);
    for c in cell.chars() {
        if c == separator && !is_escaped {
            parts.push(String::new());
            continue;
        }
        is_escaped = c == '\\' && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// A value and the number in brackets after it.
pub(super) fn numbered(value: &str) -> (&str, Option<&str>) {
    let found = value.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match found
        .filter(|(before, id)| !before.ends_with('\\') && !id.is_empty() && id.chars().all(|c| c.is_ascii_digit() || c == '_'))
    {
        Some((before, id)) => (before, Some(id)),
        None => (value, None),
    }
}

/// A value without its escapes.
pub(super) fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

/// A line of text without its escapes.
pub(super) fn unescaped(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('f') => out.push('\u{c}'),
                Some('b') => out.push('\u{8}'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}
