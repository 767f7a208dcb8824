//! Reads the number of words that a database states: "355 words", "1.234 Wörter", "409  words".

/// The words for words, in lower case.
const UNITS: &[&str] = &[
    "word",
    "words",
    "wörter",
    "woerter",
    "worte",
    "mot",
    "mots",
    "woord",
    "woorden",
    "palabra",
    "palabras",
    "parola",
    "parole",
    "palavra",
    "palavras",
    "ord",
    "слов",
    "слова",
    "слово",
    "字",
    "文字",
];

/// The most digits of a number of words.
const MAX_DIGITS: usize = 7;

/// Reads a value that is nothing but a number of words.
pub(super) fn num_words(value: &str) -> Option<usize> {
    let value = value.trim().trim_end_matches(['.', ';']);
    let end = value.find(|c: char| c.is_alphabetic())?;
    let (number, unit) = value.split_at(end);
    if !UNITS.contains(&unit.trim().to_lowercase().as_str()) {
        return None;
    }
    let number = number.trim();
    let is_mark = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}');
    let digits: String = number.chars().filter(|c| !is_mark(*c)).collect();
    let is_number = !digits.is_empty() && digits.len() <= MAX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::num_words;

    #[test]
    fn numbers_of_words_are_read_in_several_languages() {
        for (value, expected) in [
            ("355 words", Some(355)),
            ("2,968 words", Some(2968)),
            ("1.234 Wörter", Some(1234)),
            ("409  words", Some(409)),
            ("543 mots", Some(543)),
            ("353 woorden", Some(353)),
            ("12 567 mots", Some(12567)),
            ("19.43 meters", None),
            ("words", None),
            ("355", None),
            ("355 words long", None),
        ] {
            assert_eq!(num_words(value), expected, "{value}");
        }
    }
}
