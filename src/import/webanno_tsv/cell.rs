//! Reads the contents of a cell: stacked values, the numbers of the annotations they belong to, and escapes.

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

/// Splits a value from the number in brackets after it.
pub(super) fn numbered(value: &str) -> (&str, Option<&str>) {
    let found = value.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match found
        .filter(|(before, id)| !before.ends_with('\\') && !id.is_empty() && id.chars().all(|c| c.is_ascii_digit() || c == '_'))
    {
        Some((before, id)) => (before, Some(id)),
        None => (value, None),
    }
}

/// Decodes the escapes of a value.
pub(super) fn plain(value: &str) -> String {
    without_escapes(value, meant)
}

/// Decodes the escapes of a line of text, which has two more.
pub(super) fn unescaped(line: &str) -> String {
    without_escapes(line, |c| match c {
        'f' => '\u{c}',
        'b' => '\u{8}',
        c => meant(c),
    })
}

/// The meaning of a character after a backslash; the character itself if it has none.
const fn meant(c: char) -> char {
    match c {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        c => c,
    }
}

/// A backslash at the end is an ordinary character.
fn without_escapes(text: &str, meant: impl Fn(char) -> char) -> String {
    let mut chars = text.chars();
    std::iter::from_fn(|| match chars.next()? {
        '\\' => Some(chars.next().map_or('\\', &meant)),
        c => Some(c),
    })
    .collect()
}
