//! Makes text safe for a terminal. Titles, names, paths and causes of errors come from anybody's files. Characters in them
//! that control a terminal or change the direction of text become escapes such as `\u001b`, which stay valid inside the
//! strings of JSON.
//!
//! [`results`] and [`say`] are the only ways out of a command, so none can forget this.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write as _},
};

/// Whether a terminal only draws `c`: it is not a control character of ASCII or of C1, does not change the direction of the
/// text, and does not end a line.
pub(super) fn is_harmless(c: char) -> bool {
    let turns_direction = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns_direction && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Escapes everything in `text` that is not harmless, except line ends and tabs.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_harmless(c) || matches!(c, '\n' | '\t'))
}

/// Escapes everything in `text` that is not harmless, including line ends, so that a name cannot add a line.
pub(super) fn on_one_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_harmless)
}

fn escaped(text: &str, may_stay: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&may_stay) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if may_stay(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a string cannot fail. Characters that are not harmless have at most four digits.
            c => _ = write!(out, "\\u{:04x}", u32::from(c)),
        }
    }
    Cow::Owned(out)
}

/// Writes results to standard output.
///
/// # Errors
/// The operating system's error.
pub(super) fn results(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(harmless(text).as_bytes())?;
    stdout.flush()
}

/// The longest line on standard error, in characters. Some messages quote a line of a file, which may be the whole file.
const MAX_LINE_CHARS: usize = 4000;

/// Writes a line to standard error.
pub(super) fn say(line: &str) {
    // If standard error is closed, nobody wants to read it.
    let _said = writeln!(io::stderr(), "{}", shortened(line));
}

/// Returns `line` as [`on_one_line`] does, cut to a length that people read.
fn shortened(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(MAX_LINE_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}… ({} bytes more)", on_one_line(&line[..end]), line.len() - end)),
        None => on_one_line(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_quotes_a_whole_file_is_cut() {
        assert_eq!(shortened("error: é"), "error: é");
        let line = "é".repeat(1_000_000);
        assert_eq!(
            shortened(&line),
            format!("{}… ({} bytes more)", "é".repeat(MAX_LINE_CHARS), 2 * (1_000_000 - MAX_LINE_CHARS))
        );
    }

    #[test]
    fn a_name_cannot_make_lines_or_colours() {
        assert_eq!(on_one_line("Dravna 💥 é\u{301} می\u{200c}خواهم"), "Dravna 💥 é\u{301} می\u{200c}خواهم");
        assert_eq!(on_one_line("a\u{1b}[31mb\nc\td"), "a\\u001b[31mb\\nc\\td");
        assert_eq!(on_one_line("\u{9b}2J\u{7f}\u{202e}\u{2028}"), "\\u009b2J\\u007f\\u202e\\u2028");
    }

    #[test]
    fn results_keep_their_lines_and_json_its_meaning() {
        assert_eq!(harmless("a\tb\n\u{1b}[2J\r\n"), "a\tb\n\\u001b[2J\\r\n");
        let name = "Sel\u{9b}31m \u{202e}leS\u{7f}";
        let printed = harmless(&format!("{:#}\n", serde_json::json!({ "title": name }))).into_owned();
        assert!(printed.chars().all(|c| is_harmless(c) || c == '\n'), "{printed}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap()["title"], name);
    }
}
