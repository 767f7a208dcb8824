//! The metadata of an article, field by field, as text that can be corrected.

use crate::project::Metadata;

/// A field of the metadata that can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetaField {
    /// The headline.
    Headline,
    /// Who wrote it.
    Byline,
    /// Who published it.
    Outlet,
    /// When, as 2021-05-03.
    Published,
    /// Where it can be found.
    Url,
    /// A language tag.
    Language,
    /// Parts of the world, between commas.
    Regions,
    /// Subjects, between commas.
    Themes,
    /// Series that it is part of, between commas.
    Series,
    /// What it says about its sources.
    SourceNote,
    /// Whose it is.
    Copyright,
}

impl MetaField {
    /// All of them.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Headline, "Headline"),
        (Self::Byline, "Byline"),
        (Self::Outlet, "Outlet"),
        (Self::Published, "Date"),
        (Self::Url, "URL"),
        (Self::Language, "Language"),
        (Self::Regions, "Regions"),
        (Self::Themes, "Themes"),
        (Self::Series, "Series"),
        (Self::SourceNote, "Source note"),
        (Self::Copyright, "Copyright"),
    ];

    /// What is known.
    pub fn get(self, metadata: &Metadata) -> String {
        match self {
            Self::Headline => metadata.headline.clone(),
            Self::Byline => metadata.byline.clone(),
            Self::Outlet => metadata.outlet.clone(),
            Self::Published => metadata.published.map(|day| day.to_string()).unwrap_or_default(),
            Self::Url => metadata.url.clone(),
            Self::Language => metadata.language.clone(),
            Self::Regions => metadata.regions.join(", "),
            Self::Themes => metadata.themes.join(", "),
            Self::Series => metadata.series.join(", "),
            Self::SourceNote => metadata.source_note.clone(),
            Self::Copyright => metadata.copyright.clone(),
        }
    }

    /// Whether it holds a list, between commas.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Regions | Self::Themes | Self::Series)
    }

    /// Corrects it.
    pub fn set(self, metadata: &mut Metadata, value: String) {
        match self {
            Self::Headline => metadata.headline = value,
            Self::Byline => metadata.byline = value,
            Self::Outlet => metadata.outlet = value,
            Self::Url => metadata.url = value,
            Self::Language => metadata.language = value,
            Self::SourceNote => metadata.source_note = value,
            Self::Copyright => metadata.copyright = value,
            Self::Regions => metadata.regions = items(&value),
            Self::Themes => metadata.themes = items(&value),
            Self::Series => metadata.series = items(&value),
            Self::Published if value.trim().is_empty() => metadata.published = None,
            // What is no date yet leaves the one that was there.
            Self::Published => metadata.published = value.trim().parse().ok().or(metadata.published),
        }
    }
}

/// What stands between commas.
fn items(value: &str) -> Vec<String> {
    value.split([',', '،', ';']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
