//! An article of a download, before it becomes a draft.

use super::languages;
use crate::{
    import::draft::{Draft, Paragraph},
    project::{BlockKind, Metadata},
    text::{segment, words::one_line},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An article as a reader has found it. Empty strings mean that the file does not say it.
#[derive(Clone, Debug, Default)]
pub(super) struct NewsArticle {
    /// Its number and how many there are, as the file states them: "7 of 100".
    pub(super) position: String,
    pub(super) headline: String,
    pub(super) outlet: String,
    pub(super) published: Option<Date>,
    pub(super) byline: String,
    pub(super) copyright: String,
    pub(super) url: String,
    /// The language, as a tag or by its name.
    pub(super) language: String,
    /// The number of words that the file states.
    pub(super) num_words: Option<usize>,
    /// Whatever else the file says, by the names in [`key`].
    pub(super) other: BTreeMap<String, String>,
    /// The body, without headline.
    pub(super) body: Vec<Paragraph>,
    /// Where it begins in the file: a line, counted from 0.
    pub(super) line: Option<usize>,
}

/// The name under which an article of a download keeps its number and how many there are: "7 of 100".
pub const POSITION: &str = "position in file";

/// The names under which [`Metadata::other`] keeps what has no field of its own, the same for all databases.
pub(super) mod key {
    pub(in super::super) const SECTION: &str = "section";
    pub(in super::super) const PAGE: &str = "page";
    pub(in super::super) const EDITION: &str = "edition";
    pub(in super::super) const WORDS: &str = "words stated";
    pub(in super::super) const ID: &str = "document id";
    pub(in super::super) use super::POSITION;
    pub(in super::super) const TIME: &str = "time";
    pub(in super::super) const DATE: &str = "date as printed";
    pub(in super::super) const DATABASE: &str = "database";
    pub(in super::super) const DATELINE: &str = "dateline";
    pub(in super::super) const GRAPHIC: &str = "graphic";
    pub(in super::super) const HIGHLIGHT: &str = "highlight";
    pub(in super::super) const NOTICE: &str = "notice";
    pub(in super::super) const LANGUAGE: &str = "language";
}

impl NewsArticle {
    /// Keeps a value under a name. A second value of the same name follows the first.
    pub(super) fn keep(&mut self, key: &str, value: &str) {
        let value = one_line(value);
        if value.is_empty() {
            return;
        }
        let kept = self.other.entry(key.to_owned()).or_default();
        if kept.is_empty() {
            *kept = value;
        } else if *kept != value {
            *kept = format!("{kept}; {value}");
        }
    }

    /// Keeps the section, without the page if it ends in one: "NEWS; Pg. 4".
    pub(super) fn keep_section(&mut self, value: &str) {
        let value = one_line(value);
        let (section, page) = split_page(&value);
        self.keep(key::SECTION, section);
        self.keep(key::PAGE, page);
    }

    /// Fills the byline, without a leading "By" or "Von".
    pub(super) fn set_byline(&mut self, value: &str) {
        if self.byline.is_empty() {
            self.byline = without_by(&one_line(value)).to_owned();
        } else {
            self.keep("byline", value);
        }
    }

    /// Whether the body has words.
    pub(super) fn has_body(&self) -> bool {
        self.body.iter().any(|paragraph| paragraph.text.chars().any(char::is_alphanumeric))
    }

    /// The number of words of the body; in Chinese and Japanese, characters, which databases count there.
    pub(super) fn num_words_found(&self) -> usize {
        self.body.iter().map(|paragraph| segment::num_words(&paragraph.text)).sum()
    }

    /// How messages name it: by its place and its headline.
    pub(super) fn name(&self) -> String {
        let title = if self.headline.is_empty() {
            "without headline".to_owned()
        } else {
            format!("“{}”", crate::import::quoted::short(&self.headline))
        };
        if self.position.is_empty() { title } else { format!("{title} ({})", self.position) }
    }

    /// Makes a draft whose text is the headline and the body.
    pub(super) fn into_draft(self, format: &'static str, encoding: &str, about: &BTreeMap<String, String>) -> Draft {
        let mut other = about.clone();
        other.extend(self.other);
        let mut keep = |key: &str, value: String| {
            if !value.is_empty() {
                other.insert(key.to_owned(), value);
            }
        };
        keep(key::POSITION, self.position);
        keep(key::WORDS, self.num_words.map(|number| number.to_string()).unwrap_or_default());
        let language = languages::tag_of(&self.language).unwrap_or_default();
        if language.is_empty() {
            keep(key::LANGUAGE, one_line(&self.language));
        }
        let headline = one_line(&self.headline);
        let known = Metadata {
            headline: headline.clone(),
            byline: self.byline,
            outlet: one_line(&self.outlet),
            published: self.published,
            url: self.url,
            language,
            copyright: one_line(&self.copyright),
            other,
            ..Metadata::default()
        };
        let has_headline = !headline.is_empty();
        let on_top = has_headline.then(|| Paragraph { text: headline, ..Paragraph::default() });
        let mut draft = Draft::of_paragraphs(on_top.into_iter().chain(self.body));
        if has_headline {
            draft.marks.mark(0..1, BlockKind::Headline);
        }
        Draft { known, encoding: encoding.to_owned(), format: Some(format), is_complete: true, ..draft }
    }
}

/// The words that begin bylines and are not part of a name. "Van" is left, because names begin with it.
const BY: &[&str] = &["by", "von", "par", "por", "door", "di", "af", "av"];

/// A byline without its first word if that means "by".
fn without_by(byline: &str) -> &str {
    let Some((first, rest)) = byline.split_once(' ') else { return byline };
    let first = first.trim_end_matches(':');
    // "von der Leyen, Ursula" is a name: the word is small there, and at the beginning of a byline it is not.
    let is_by = BY.contains(&first.to_lowercase().as_str()) && first.starts_with(char::is_uppercase);
    if is_by && !rest.trim().is_empty() { rest.trim_start() } else { byline }
}

/// Beginnings of a part that names a page, in lower case.
const PAGES: &[&str] = &["pg.", "pg ", "page ", "pages ", "p.", "pp.", "s.", "seite ", "blz.", "blz ", "pág.", "pag.", "página "];

/// Parts "NEWS; Pg. 4" into section and page; a section alone stays whole.
fn split_page(section: &str) -> (&str, &str) {
    let page_of = |part: &str| {
        let lower = part.to_lowercase();
        let rest = PAGES.iter().find_map(|start| lower.strip_prefix(start)).map(str::trim);
        rest.filter(|rest| rest.chars().take(4).any(|c| c.is_ascii_digit()) && rest.chars().count() <= 20)
            .map(|rest| part.len() - rest.len())
    };
    if let Some(start) = page_of(section) {
        return ("", section[start.min(section.len())..].trim());
    }
    for (at, _) in section.match_indices(';') {
        let part = section[at + 1..].trim_start();
        if let Some(start) = page_of(part) {
            return (section[..at].trim_end(), part.get(start..).unwrap_or(part).trim());
        }
    }
    (section, "")
}

#[cfg(test)]
mod tests {
    use super::{split_page, without_by};

    #[test]
    fn a_page_is_told_from_its_section() {
        for (section, expected) in [
            ("NEWS; Pg. 4", ("NEWS", "4")),
            ("Economie; Blz. 28, 29", ("Economie", "28, 29")),
            ("WORLD NEWS; Political", ("WORLD NEWS; Political", "")),
            ("POLITICS; Version:28", ("POLITICS; Version:28", "")),
            ("S. 7", ("", "7")),
            ("Section A; Page 16; Column 2", ("Section A", "16; Column 2")),
            ("Sports", ("Sports", "")),
        ] {
            assert_eq!(split_page(section), expected, "{section}");
        }
    }

    #[test]
    fn by_is_no_part_of_a_name() {
        for (byline, expected) in [
            ("By Ana Orr", "Ana Orr"),
            ("VON ANA ORR", "ANA ORR"),
            ("von der Leyen, U.", "von der Leyen, U."),
            ("Van Gogh", "Van Gogh"),
            ("By", "By"),
        ] {
            assert_eq!(without_by(byline), expected);
        }
    }
}
