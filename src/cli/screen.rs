//! Prints, with everything escaped that could control a terminal ([`display`](crate::text::display)).
//!
//! [`results`] and [`say`] are the only ways out of a command, so none can forget this.

use crate::text::display::harmless;
pub(super) use crate::text::display::on_one_line;
use std::{
    borrow::Cow,
    io::{self, Write as _},
};

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
    fn json_keeps_its_meaning() {
        let name = "Sel\u{9b}31m \u{202e}leS\u{7f}";
        let printed = harmless(&format!("{:#}\n", serde_json::json!({ "title": name }))).into_owned();
        assert!(printed.chars().all(|c| crate::text::display::is_harmless(c) || c == '\n'), "{printed}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap()["title"], name);
    }
}
