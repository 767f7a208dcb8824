//! The codes of Factiva's index, which are the same in every language of its user.

use super::{keep_number, plain_words};
use crate::import::{
    draft::Paragraph,
    news::{
        article::{NewsArticle, key},
        keep::{keep_copyright, keep_date},
        stated::num_words,
    },
};

/// The codes whose values are kept as they are, and their names.
const KEPT: &[(&str, &str)] = &[
    ("CLM", "column"),
    ("CR", "credit"),
    ("ET", key::TIME),
    ("NGC", "source group code"),
    ("GC", "source group"),
    ("SC", "source code"),
    ("ED", key::EDITION),
    ("PG", key::PAGE),
    ("VOL", "volume"),
    ("DLN", key::DATELINE),
    ("ART", key::GRAPHIC),
    ("CX", "correction"),
    ("CT", "contact"),
    ("RF", "notes"),
    ("CO", "company"),
    ("IN", "industry"),
    ("NS", "subject"),
    ("RE", "geographic"),
    ("IPC", "provider codes"),
    ("IPD", "provider descriptors"),
    ("PUB", "publisher"),
    ("LU", "last updated"),
];
/// The codes that have a field.
const FIELDS: [&str; 11] = ["SE", "HD", "BY", "WC", "PD", "SN", "LA", "CY", "LP", "TD", "AN"];

/// Whether a text is one of the codes.
pub(super) fn is_code(text: &str) -> bool {
    let text = text.trim();
    FIELDS.contains(&text) || KEPT.iter().any(|(code, _)| *code == text)
}

/// Whether the values of a code are paragraphs of the body.
pub(super) fn is_of_body(code: &str) -> bool {
    matches!(code, "LP" | "TD")
}

/// Keeps the value of a code; its paragraphs are those of its cell.
pub(super) fn keep(article: &mut NewsArticle, code: &str, paragraphs: Vec<Paragraph>) {
    if is_of_body(code) {
        let plain = |paragraph: Paragraph| Paragraph { text: plain_words(&paragraph.text), links: Vec::new(), ..paragraph };
        article.body.extend(paragraphs.into_iter().map(plain));
        return;
    }
    let value = plain_words(&paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>().join(" "));
    match code {
        "SE" => article.keep(key::SECTION, &value),
        "HD" => article.headline = value,
        "BY" => article.set_byline(&value),
        "WC" => article.num_words = num_words(&value).or_else(|| value.replace(',', "").parse().ok()),
        "PD" if keep_date(article, &value) => {}
        "PD" => article.keep(key::DATE, &value),
        "SN" => article.outlet = value,
        "LA" => article.language = value,
        "CY" => keep_copyright(article, &value),
        "AN" => keep_number(article, &value),
        _ => {
            if let Some((_, name)) = KEPT.iter().find(|(known, _)| *known == code) {
                article.keep(name, &value);
            }
        }
    }
}
