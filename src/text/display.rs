//! Makes the words of others harmless where they are shown. Titles, names, labels and causes of errors come from anybody's files.
//! Characters in them that control a terminal or turn the text beside them round become escapes such as `\u001b`, which stay
//! valid inside the strings of JSON.

use std::{borrow::Cow, collections::BTreeSet, fmt::Write as _};

/// Whether showing `c` only draws it: it is not a control character of ASCII or of C1, does not change the direction of the
/// text, and does not end a line.
pub fn is_harmless(c: char) -> bool {
    !turns(c) && !matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}')
}

/// Whether `c` controls a terminal, ends a line, or turns text round beyond itself. Marks of direction, which Arabic and Hebrew
/// text may need, do not.
fn turns(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Escapes everything in `text` that is not harmless, except line ends and tabs.
pub fn harmless(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_harmless(c) || matches!(c, '\n' | '\t'))
}

/// Escapes everything in `text` that is not harmless, including line ends, so that a name cannot add a line.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_harmless)
}

/// Escapes what controls a terminal or turns text round, but not the marks of direction that a text in Arabic or Hebrew may need:
/// for a window, which orders such text itself. Line ends, tabs and isolates that end on their line stay: these keep the order
/// of what they enclose to themselves.
pub fn in_window(text: &str) -> Cow<'_, str> {
    let closed = closed_isolates(text);
    escaped_by_place(text, |place, c| !turns(c) || matches!(c, '\n' | '\t') || closed.contains(&place))
}

/// The places, in bytes, of the isolates that end on their line, and of their ends (UAX #9, BD9).
fn closed_isolates(text: &str) -> BTreeSet<usize> {
    let (mut closed, mut open) = (BTreeSet::new(), Vec::new());
    for (place, c) in text.char_indices() {
        match c {
            '\u{2066}'..='\u{2068}' => open.push(place),
            '\u{2069}' => closed.extend(open.pop().map(|start| [start, place]).into_iter().flatten()),
            '\n' => open.clear(),
            _ => {}
        }
    }
    closed
}

fn escaped(text: &str, may_stay: impl Fn(char) -> bool) -> Cow<'_, str> {
    escaped_by_place(text, |_, c| may_stay(c))
}

fn escaped_by_place(text: &str, may_stay: impl Fn(usize, char) -> bool) -> Cow<'_, str> {
    if text.char_indices().all(|(place, c)| may_stay(place, c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (place, c) in text.char_indices() {
        if may_stay(place, c) { out.push(c) } else { escape(c, &mut out) }
    }
    Cow::Owned(out)
}

/// Writes the escape of a character that is not harmless, which has at most four hexadecimal digits.
pub fn escape(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Writing to a string cannot fail.
        c => _ = write!(out, "\\u{:04x}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_make_lines_or_colours() {
        assert_eq!(on_one_line("Dravna 💥 é\u{301} می\u{200c}خواهم"), "Dravna 💥 é\u{301} می\u{200c}خواهم");
        assert_eq!(on_one_line("a\u{1b}[31mb\nc\td"), "a\\u001b[31mb\\nc\\td");
        assert_eq!(on_one_line("\u{9b}2J\u{7f}\u{202e}\u{2028}"), "\\u009b2J\\u007f\\u202e\\u2028");
    }

    #[test]
    fn results_keep_their_lines_and_json_its_meaning() {
        assert_eq!(harmless("a\tb\n\u{1b}[2J\r\n"), "a\tb\n\\u001b[2J\\r\n");
    }

    #[test]
    fn in_a_window_arabic_keeps_its_marks_and_nothing_is_turned_round() {
        assert_eq!(in_window("قُتل\u{200f} ١٧\n"), "قُتل\u{200f} ١٧\n");
        assert_eq!(in_window("Ana\u{202e}oB \u{2067}x\u{1b}"), "Ana\\u202eoB \\u2067x\\u001b");
        let parts = "\u{2068}سيل واير\u{2069} · 6 May";
        assert_eq!(in_window(parts), parts, "an isolate that ends turns nothing beside it");
        assert_eq!(in_window("a\u{2069} \u{2068}b\n\u{2069}"), "a\\u2069 \\u2068b\n\\u2069");
    }
}
