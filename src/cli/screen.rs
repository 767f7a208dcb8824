//! What a terminal may be shown. Titles, names, paths and causes of errors come from files of anybody: what a terminal
//! obeys or turns round in them is written as an escape, as in `\u001b`, which stays valid inside the strings of JSON.
//!
//! [`results`] and [`say`] are the only ways out of a command, so that none can forget it.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write as _},
};

/// Whether a terminal only draws `c`: it is no control character, of the old set or of the one after ASCII, does not
/// change the direction of what follows, and ends no line.
pub(super) fn is_harmless(c: char) -> bool {
    let turns_direction = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns_direction && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// `text` with its line ends and tabs, and with an escape for everything else that is not harmless.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_harmless(c) || matches!(c, '\n' | '\t'))
}

/// `text` with an escape for everything that is not harmless, line ends too: a name cannot make a line of its own.
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
            // Writing to a string does not fail. What is not harmless has at most four digits.
            c => _ = write!(out, "\\u{:04x}", u32::from(c)),
        }
    }
    Cow::Owned(out)
}

/// Writes results to standard output.
///
/// # Errors
/// What the operating system says.
pub(super) fn results(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(harmless(text).as_bytes())?;
    stdout.flush()
}

/// The most characters of a line on standard error: some messages quote a line of a file, which may be all of it.
const MAX_LINE_CHARS: usize = 4000;

/// Writes a line to standard error.
pub(super) fn say(line: &str) {
    // Where standard error is closed, nobody wants to know.
    let _said = writeln!(io::stderr(), "{}", shortened(line));
}

/// `line` as [`on_one_line`], cut after so many characters as anybody reads.
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
