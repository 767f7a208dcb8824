//! The choices that a person can make about an import when the guess is wrong.

use super::{Format, TextEncoding};
use crate::text::words::cut;
use std::{collections::BTreeMap, fmt, str::FromStr};

/// How files are read; whatever is not set is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The format of the files.
    pub format: Option<Format>,
    /// The encoding of their text.
    pub encoding: Option<TextEncoding>,
    /// The fields that columns of a table hold.
    pub columns: ColumnMap,
    /// The sheet of a workbook that is read.
    pub sheet: Option<String>,
    /// The order of day and month in dates such as 05/03/2024, where a table does not show it.
    pub day_order: Option<DayOrder>,
    /// Whether the captions of pictures on web pages are left out.
    pub leaves_out_captions: bool,
    /// Whether the column with the most words is taken for the text of a table if nothing else shows which one it is. This
    /// is for callers that show the result before it is imported.
    pub takes_any_body: bool,
}

/// The order of day and month in a date that is written in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// 05/03/2024 is in March.
    DayFirst,
    /// 05/03/2024 is in May.
    MonthFirst,
}

impl DayOrder {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// The order in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
        }
    }
}

/// A field that a column of a table can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The text of the article.
    Body,
    /// The headline, which becomes the first line of the text unless the text begins with it.
    Headline,
    /// Who wrote it.
    Byline,
    /// Who published it.
    Outlet,
    /// When it was published.
    Date,
    /// Where it can be found.
    Url,
    /// A language tag.
    Language,
    /// Parts of the world.
    Region,
    /// Subjects.
    Theme,
    /// The name of the row.
    Id,
}

/// The columns of a table, by name, for each field. Other columns are kept as metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap(pub BTreeMap<Column, String>);

/// The columns of a table, with the fields that they were taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The names of all columns, in the order of the table.
    pub names: Vec<String>,
    /// The fields that they hold.
    pub map: ColumnMap,
    /// The names of the sheets with cells, if the table is one of a workbook.
    pub sheets: Vec<String>,
    /// The name of the sheet that was read; empty if there are none.
    pub sheet: String,
}

/// The error for a text that does not assign a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” maps no column; expected FIELD=COLUMN with one of the fields {fields}", fields = Column::ALL.map(Column::name).join(", "))]
pub struct ParseColumnError(String);

impl Column {
    /// All of them, starting with those that are easiest to recognise.
    pub const ALL: [Self; 10] = [
        Self::Body,
        Self::Headline,
        Self::Byline,
        Self::Outlet,
        Self::Date,
        Self::Url,
        Self::Language,
        Self::Region,
        Self::Theme,
        Self::Id,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Outlet => "outlet",
            Self::Date => "date",
            Self::Url => "url",
            Self::Language => "language",
            Self::Region => "region",
            Self::Theme => "theme",
            Self::Id => "id",
        }
    }

    /// The usual names of such columns, in lower case with underscores, the likeliest first.
    const fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Body => &[
                "body",
                "text",
                "article_text",
                "full_text",
                "fulltext",
                "content",
                "maintext",
                "article_body",
                "articlebody",
                "article",
                "body_text",
                "story",
                "document",
                "texte",
                "inhalt",
            ],
            Self::Headline => &["headline", "title", "article_title", "heading", "titre", "titel"],
            Self::Byline => &["byline", "author", "authors", "creator", "writer", "journalist"],
            Self::Outlet => &[
                "outlet",
                "source",
                "publication",
                "publisher",
                "newspaper",
                "source_name",
                "site",
                "sitename",
                "domain",
                "media",
            ],
            Self::Date => {
                &["date", "published", "publication_date", "published_at", "publish_date", "date_publish", "pub_date", "datetime"]
            }
            Self::Url => &["url", "link", "permalink", "source_url", "uri", "web_url"],
            Self::Language => &["language", "lang", "locale"],
            Self::Region => &["region", "regions", "country", "location"],
            Self::Theme => &["theme", "themes", "topic", "topics", "category", "categories", "keywords", "tags", "section"],
            Self::Id => &["id", "article_id", "doc_id", "document_id", "uid"],
        }
    }
}

impl ColumnMap {
    /// Reads "body=content".
    ///
    /// # Errors
    /// If there is no equals sign, or no such field before it.
    pub fn add(&mut self, pair: &str) -> Result<(), ParseColumnError> {
        let bad = || ParseColumnError(cut(pair, 60));
        let (field, name) = pair.split_once('=').ok_or_else(bad)?;
        let column = Column::ALL.into_iter().find(|column| column.name() == field.trim()).ok_or_else(bad)?;
        self.0.insert(column, name.to_owned());
        Ok(())
    }

    /// The requested map, completed by the names of the columns.
    pub(super) fn guess(names: &[String], asked_for: &Self) -> Self {
        // “publishedAt”, “published_at” and “Published at” are one name.
        let plain = |name: &str| name.trim().to_lowercase().replace([' ', '-', '_'], "");
        let mut map = asked_for.clone();
        for column in Column::ALL {
            if map.0.contains_key(&column) {
                continue;
            }
            let is_free = |name: &&String| !map.0.values().any(|taken| taken == *name);
            let found = column
                .usual_names()
                .iter()
                .find_map(|usual| names.iter().filter(is_free).find(|name| plain(name) == plain(usual)));
            if let Some(name) = found.cloned() {
                map.0.insert(column, name);
            }
        }
        map
    }

    /// The column of a table that holds this field.
    pub fn get(&self, column: Column) -> Option<&str> {
        self.0.get(&column).map(String::as_str).filter(|name| !name.is_empty())
    }
}

impl FromStr for ColumnMap {
    type Err = ParseColumnError;

    fn from_str(pair: &str) -> Result<Self, ParseColumnError> {
        let mut map = Self::default();
        map.add(pair)?;
        Ok(map)
    }
}

impl fmt::Display for ColumnMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> = self
            .0
            .iter()
            .filter(|(_, name)| !name.is_empty())
            .map(|(column, name)| format!("{}={name}", column.name()))
            .collect();
        f.write_str(&pairs.join(", "))
    }
}
