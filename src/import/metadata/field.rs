//! The fields that a labelled line can fill, and their values.

/// A field of [`crate::project::Metadata`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Headline,
    Byline,
    Outlet,
    Published,
    Url,
    Language,
    Regions,
    Themes,
    Series,
    SourceNote,
    Copyright,
    Other,
}

/// The keys of front matter, in lower case.
const KEYS: &[(&str, Field)] = &[
    ("title", Field::Headline),
    ("headline", Field::Headline),
    ("author", Field::Byline),
    ("authors", Field::Byline),
    ("author(s)", Field::Byline),
    ("byline", Field::Byline),
    ("outlet", Field::Outlet),
    ("source", Field::Outlet),
    ("publication", Field::Outlet),
    ("publisher", Field::Outlet),
    ("site", Field::Outlet),
    ("date", Field::Published),
    ("published", Field::Published),
    ("publication date", Field::Published),
    ("url", Field::Url),
    ("link", Field::Url),
    ("permalink", Field::Url),
    ("lang", Field::Language),
    ("language", Field::Language),
    ("region", Field::Regions),
    ("regions", Field::Regions),
    ("theme", Field::Themes),
    ("themes", Field::Themes),
    ("topic", Field::Themes),
    ("topics", Field::Themes),
    ("tags", Field::Themes),
    ("keywords", Field::Themes),
    ("categories", Field::Themes),
    ("series", Field::Series),
    ("in-depth report", Field::Series),
    ("in-depth reports", Field::Series),
    ("copyright", Field::Copyright),
    ("rights", Field::Copyright),
];

/// Keys that are ordinary words at the beginning of a line: "Link: …", "Rights: …", "Title: …".
const ONLY_IN_FRONT_MATTER: &[&str] =
    &["title", "headline", "site", "link", "permalink", "lang", "copyright", "rights", "publication", "publisher"];

impl Field {
    /// The field for a key of front matter.
    pub(super) fn of_key(key: &str) -> Self {
        let key = key.to_lowercase().replace('_', " ");
        KEYS.iter().find(|(name, _)| *name == key).map_or(Self::Other, |(_, field)| *field)
    }

    /// Reads the field, label and values of a labelled line of the text: "Theme: Ceasefire, Refugees".
    pub(super) fn of_line(line: &str) -> Option<(Self, &str, Vec<String>)> {
        let (label, value) = line.split_once(':')?;
        let (label, value) = (label.trim(), value.trim());
        let field = Self::of_key(label);
        if field == Self::Other || value.is_empty() || ONLY_IN_FRONT_MATTER.contains(&label.to_lowercase().as_str()) {
            return None;
        }
        let field = if field == Self::Outlet && value.starts_with("http") { Self::Url } else { field };
        Some((field, label, field.values(value)))
    }

    /// Splits a value at commas if the field holds a list.
    pub(super) fn values(self, value: &str) -> Vec<String> {
        if !matches!(self, Self::Regions | Self::Themes | Self::Series) {
            return vec![value.to_owned()];
        }
        value.split([',', '،', ';']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// Explains why a value was not understood.
    pub(super) fn complaint(self, key: &str, found: &str) -> String {
        let expected = match self {
            Self::Published => "a date such as 2021-05-03",
            Self::Language => "a language tag such as en or pt-BR",
            _ => "a single value",
        };
        format!("expected {expected} for “{key}”, found “{found}”; it was kept unchanged")
    }
}

/// Whether `text` has the form of a BCP 47 tag: `en`, `pt-BR`, `zh-Hant-TW`.
pub(in super::super) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |part: &str, longest| (2..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.next().is_some_and(|language| is_part(language, 3) && !language.bytes().any(|b| b.is_ascii_digit()))
        && parts.all(|part| is_part(part, 8))
}
