//! Factiva, as HTML, RTF and XML. The first two have two layouts: with a table of codes ("Full Article plus Indexing"), and
//! plain, where only the order of the lines shows what they are.

mod codes;
pub(super) mod page;
mod plain;
pub(super) mod rtf;
pub(super) mod xml;

use super::article::{NewsArticle, key};

/// The word before the number of a document.
const DOCUMENT: &str = "Document ";

/// The number in a line "Document SUDOS00020131120e9bj0001v": a code filled up to eight characters, the day, and nine more.
pub(super) fn accession_number(line: &str) -> Option<&str> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 18..=40;
    let number = line.trim().strip_prefix(DOCUMENT)?.trim();
    let is_day = |eight: &[u8]| eight.iter().all(u8::is_ascii_digit) && (eight.starts_with(b"19") || eight.starts_with(b"20"));
    let has_day = number.as_bytes().windows(8).any(is_day);
    let is_number = LENGTHS.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_number && has_day).then_some(number)
}

/// Keeps the number of a document.
fn keep_number(article: &mut NewsArticle, line: &str) {
    article.keep(key::ID, accession_number(line).unwrap_or_else(|| line.trim().trim_start_matches(DOCUMENT)));
}

/// Replaces what Factiva writes for a line break inside a paragraph, and the line feeds of the markup.
fn plain_words(text: &str) -> String {
    let text = if text.contains("&softReturn;") { text.replace("&softReturn;", " ") } else { text.to_owned() };
    crate::text::words::one_line(&text)
}

#[cfg(test)]
mod tests {
    use super::accession_number;

    #[test]
    fn numbers_of_documents_are_told_from_sentences() {
        for (line, expected) in [
            ("Document SUDOS00020131120e9bj0001v", Some("SUDOS00020131120e9bj0001v")),
            (" Document VELCO00020240305ek350001t ", Some("VELCO00020240305ek350001t")),
            ("Document aargz00020020605dy52006xr", Some("aargz00020020605dy52006xr")),
            ("Document 1 of 3", None),
            ("Document Management for Libraries", None),
            ("See Document VELCO00020240305ek350001t", None),
        ] {
            assert_eq!(accession_number(line), expected, "{line}");
        }
    }
}
