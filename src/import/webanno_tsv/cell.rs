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
    without_escapes(value, meant)
}

/// A line of text without its escapes, of which it has two more.
pub(super) fn unescaped(line: &str) -> String {
    without_escapes(line, |c| match c {
        'f' => '\u{c}',
        'b' => '\u{8}',
        c => meant(c),
    })
}

/// What a character after a backslash stands for; itself if it has no meaning.
const fn meant(c: char) -> char {
    match c {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        c => c,
    }
}

/// A backslash at the end stands for itself.
fn without_escapes(text: &str, meant: impl Fn(char) -> char) -> String {
    let mut chars = text.chars();
    std::iter::from_fn(|| match chars.next()? {
        '\\' => Some(chars.next().map_or('\\', &meant)),
        c => Some(c),
    })
    .collect()
}
