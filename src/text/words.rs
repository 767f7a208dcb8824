//! Builds the small parts of sentences: counted nouns, grouped digits, a capital letter, words on one line, a beginning.

/// Returns a number with its noun, as in “1 article”, “3 articles”, “10,000 articles”, for the window.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

/// Returns a number with its noun, as in “1 loss”, “3 losses”, “10000 losses”, for terminals and files, where a program may look
/// for the number.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns a number with a comma between its thousands, as in “1,204”.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns `words` with a capital letter.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns `words` as a sentence, with a capital letter and one full stop. A path or a file's name at the beginning stays as
/// it is.
pub fn sentence(words: &str) -> String {
    let begins_with_path = words.split_whitespace().next().is_some_and(|first| first.contains(['/', '\\', '.']));
    let words = if begins_with_path { words.to_owned() } else { capital(words) };
    if words.ends_with('.') { words } else { words + "." }
}

/// Returns the words of `text` with one space between them instead of any white space and ends of lines.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the first `max_chars` characters of `text`, with “…” after them if there are more.
pub fn cut(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Returns the beginning of `text` on one line: [`one_line`], then [`cut`].
pub fn short(text: &str, max_chars: usize) -> String {
    cut(&one_line(text), max_chars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(
            [0, 1, 2, 10_000].map(|count| plural(count, "article")),
            ["0 articles", "1 article", "2 articles", "10,000 articles"]
        );
        assert_eq!([0, 1, 10_000].map(|count| counted(count, "loss", "losses")), ["0 losses", "1 loss", "10000 losses"]);
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1_204, 1_000_000].map(grouped), ["0", "999", "1,204", "1,000,000"]);
    }

    #[test]
    fn sentences_begin_with_a_capital_and_end_with_a_full_stop() {
        assert_eq!(capital("état de siège"), "État de siège");
        assert_eq!(capital(""), "");
        assert_eq!(sentence("the log is gone"), "The log is gone.");
        assert_eq!(sentence("no edit is lost."), "No edit is lost.");
        assert_eq!(sentence("week/one.ron is gone"), "week/one.ron is gone.");
    }

    #[test]
    fn white_space_of_any_kind_is_one_space() {
        assert_eq!(one_line("  Nine\r\n\tpeople\u{a0}died "), "Nine people died");
        assert_eq!(one_line("قُتل\n١٢"), "قُتل ١٢");
    }

    #[test]
    fn only_what_is_longer_is_cut() {
        assert_eq!([4, 5, 6].map(|max| cut("Nine people", max)), ["Nine…", "Nine…", "Nine p…"]);
        assert_eq!([4, 5].map(|max| cut("💥éa\u{301}b", max)), ["💥éa\u{301}…", "💥éa\u{301}b"]);
        assert_eq!(short("Nine\n  people", 6), "Nine p…");
    }
}
