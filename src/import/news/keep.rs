//! Puts what a document says of itself into its article, for all readers.

use super::{
    article::{NewsArticle, key},
    fields::Role,
    stated::num_words,
};
use crate::import::metadata::date_line;

/// The words that begin a line of rights, in lower case.
const COPYRIGHT: &[&str] = &["copyright", "©", "(c)", "copr.", "copy 19", "copy 20"];
/// Words within such a line, in lower case.
const RIGHTS: &[&str] = &[
    "all rights reserved",
    "rights reserved",
    "alle rechte vorbehalten",
    "alle rechten voorbehouden",
    "tous droits réservés",
    "todos los derechos reservados",
    "tutti i diritti riservati",
    "alle rettigheder forbeholdes",
];
/// The most lines of a notice of rights.
const MAX_RIGHTS_LINES: usize = 8;
/// The name under which presenters of a broadcast are kept.
pub(super) const PRESENTER: &str = "presenter";

/// Keeps the value of a field.
pub(super) fn keep(article: &mut NewsArticle, role: Role, value: &str) {
    match role {
        Role::Headline if article.headline.is_empty() => value.clone_into(&mut article.headline),
        Role::Headline => article.keep("title", value),
        Role::Byline => article.set_byline(value),
        Role::Presenter => article.keep(PRESENTER, value),
        Role::Section => article.keep_section(value),
        Role::Length => article.num_words = article.num_words.or(num_words(value)),
        Role::Body => {}
        Role::Highlight => article.keep(key::HIGHLIGHT, value),
        Role::LoadDate => article.keep("load date", value),
        Role::Language if article.language.is_empty() => value.clone_into(&mut article.language),
        Role::Language => article.keep(key::LANGUAGE, value),
        Role::Graphic => article.keep(key::GRAPHIC, value),
        Role::Url if article.url.is_empty() => article.url = value.split_whitespace().collect(),
        Role::Url => article.keep("url", value),
        Role::Other(name) => article.keep(name, value),
    }
}

/// Fills the day from a date line, and keeps the line if it says more than a day; returns whether it is one.
pub(super) fn keep_date(article: &mut NewsArticle, line: &str) -> bool {
    let Some(found) = date_line(line) else { return false };
    article.published = found.day;
    if found.day.is_none() || !found.time.is_empty() {
        article.keep(key::DATE, line);
    }
    article.keep(key::EDITION, found.rest);
    true
}

/// Keeps a notice of rights.
pub(super) fn keep_copyright(article: &mut NewsArticle, value: &str) {
    let value = crate::text::words::one_line(value);
    if article.copyright.is_empty() {
        article.copyright = value;
    } else if article.copyright != value {
        article.keep("copyright", &value);
    }
}

/// Whether lines are a notice of rights.
pub(super) fn is_copyright(lines: &[&str]) -> bool {
    let starts = |line: &&str| {
        let lower: String = line.trim().chars().take(12).collect::<String>().to_lowercase();
        COPYRIGHT.iter().any(|word| lower.starts_with(word))
    };
    lines.len() <= MAX_RIGHTS_LINES && (lines.first().is_some_and(starts) || lines.iter().all(|line| is_rights(line)))
}

/// Whether a line reserves rights.
pub(super) fn is_rights(line: &str) -> bool {
    const MAX_BYTES: usize = 80;
    let line = line.trim();
    line.len() < MAX_BYTES && RIGHTS.iter().any(|words| line.to_lowercase().starts_with(words))
}
