//! Tables that many people have, told by the names of their columns: which hold texts under names of their own, and which hold
//! none at all, with the way to go on.
//!
//! What the user says with `--map` goes before all of this.

use crate::import::{Column, ColumnMap, ImportError};

/// A known table.
pub(super) struct Known {
    /// Its name, for messages.
    pub(super) name: &'static str,
    /// Columns that it has in all cases, in lower case.
    signs: &'static [&'static str],
    /// Columns that it never has; a table with one of them was completed by somebody.
    lacks: &'static [&'static str],
    /// What is done with it.
    pub(super) outcome: Outcome,
}

/// What is done with a known table.
pub(super) enum Outcome {
    /// Its columns are these fields, and its texts are no articles: what they are.
    Texts(&'static [(Column, &'static str)], &'static str),
    /// It has no texts: what it is, and what to do.
    NoText(&'static str),
}

/// Columns of texts that people add to a list of addresses.
const ADDED: &[&str] = &["text", "body", "content", "fulltext", "full_text", "article_text", "maintext"];
const ADDRESSES: &str = "it has addresses and no texts, and Obelus fetches nothing from the network; save the pages with a \
     browser or as WARC and import those, or add a column with the texts";

const KNOWN: &[Known] = &[
    Known {
        name: "a table of events of ACLED",
        signs: &["event_date", "sub_event_type", "source", "notes"],
        lacks: &[],
        outcome: Outcome::Texts(
            &[
                (Column::Body, "notes"),
                (Column::Outlet, "source"),
                (Column::Date, "event_date"),
                (Column::Id, "event_id_cnty"),
                (Column::Region, "location"),
                (Column::Theme, ""),
                (Column::Headline, ""),
                (Column::Byline, ""),
                (Column::Url, ""),
            ],
            "its texts are summaries of events by coders, not articles, and its dates are those of the events",
        ),
    },
    Known {
        name: "a table of events of UCDP GED",
        signs: &["source_article", "where_coordinates", "date_start", "best"],
        lacks: ADDED,
        outcome: Outcome::NoText(
            "it is coded from news but holds none: “source_article” is a list of citations; find the articles by source_office, \
             source_date and source_headline in a news database and import those; --map body=source_headline takes the headlines",
        ),
    },
    Known {
        name: "a list of stories of Media Cloud",
        signs: &["media_name", "media_url", "url"],
        lacks: ADDED,
        outcome: Outcome::NoText(ADDRESSES),
    },
    Known {
        name: "a list of stories of Media Cloud",
        signs: &["stories_id", "url"],
        lacks: ADDED,
        outcome: Outcome::NoText(ADDRESSES),
    },
    Known {
        name: "a list of articles of GDELT",
        signs: &["url", "mobileurl", "title"],
        lacks: ADDED,
        outcome: Outcome::NoText(ADDRESSES),
    },
    Known {
        name: "a list of articles of GDELT",
        signs: &["url", "url_mobile", "seendate", "domain"],
        lacks: ADDED,
        outcome: Outcome::NoText(ADDRESSES),
    },
    Known {
        name: "a table of events of GDELT",
        signs: &["globaleventid", "sqldate"],
        lacks: ADDED,
        outcome: Outcome::NoText(ADDRESSES),
    },
    Known {
        name: "a library of Zotero",
        signs: &["key", "item type", "publication title", "abstract note"],
        lacks: &[],
        outcome: Outcome::Texts(
            &[
                (Column::Body, "abstract note"),
                (Column::Headline, "title"),
                (Column::Byline, "author"),
                (Column::Outlet, "publication title"),
                (Column::Date, "date"),
                (Column::Url, "url"),
                (Column::Id, "key"),
            ],
            "its texts are abstracts, not articles; the articles are in Zotero's attachments, which can be exported as files",
        ),
    },
    Known {
        name: "a list of documents of ProQuest",
        signs: &["title", "abstract", "storeid", "pubtitle"],
        lacks: ADDED,
        outcome: Outcome::Texts(
            &[
                (Column::Body, "abstract"),
                (Column::Headline, "title"),
                (Column::Byline, "authors"),
                (Column::Outlet, "pubtitle"),
                (Column::Date, "pubdate"),
                (Column::Url, "documenturl"),
                (Column::Id, "storeid"),
            ],
            "its texts are abstracts, not articles; export the documents with their full text as TXT or HTML",
        ),
    },
    Known {
        name: "the result of a search in Scopus",
        signs: &["authors", "source title", "eid", "abstract"],
        lacks: ADDED,
        outcome: Outcome::Texts(
            &[
                (Column::Body, "abstract"),
                (Column::Headline, "title"),
                (Column::Outlet, "source title"),
                (Column::Id, "eid"),
                (Column::Url, "link"),
            ],
            "its texts are abstracts, not articles",
        ),
    },
];

/// The known table that has these columns.
pub(super) fn of_columns(names: &[String]) -> Option<&'static Known> {
    let has = |wanted: &&str| names.iter().any(|name| plain(name) == **wanted);
    KNOWN.iter().find(|known| known.signs.iter().all(&has) && !known.lacks.iter().any(&has))
}

/// Adds the fields of a known table to those that the user asked for. Fields that it does not have stay empty.
pub(super) fn fields(known: &[(Column, &'static str)], names: &[String], asked_for: &ColumnMap) -> ColumnMap {
    let mut map = asked_for.clone();
    for (column, wanted) in known {
        let name = names.iter().find(|name| plain(name) == *wanted).cloned().unwrap_or_default();
        map.0.entry(*column).or_insert(name);
    }
    map
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The number of columns of GDELT's tables, which have no names: events of version 1 and 2, mentions, and the graph.
const OF_GDELT: [usize; 5] = [57, 58, 61, 16, 27];

/// Whether a first row is one of GDELT's tables: so many columns, and a number that is a day or a time among the first.
pub(super) fn is_gdelt(first: &[String]) -> bool {
    let is_day = |value: &String| {
        matches!(value.len(), 8 | 14)
            && value.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(value.get(..2), Some("19" | "20"))
    };
    let has_text = |value: &String| value.starts_with("http") || value.len() > 12;
    OF_GDELT.contains(&first.len()) && first.iter().take(3).any(is_day) && first.iter().rev().take(23).any(has_text)
}

/// Refuses one of GDELT's tables.
pub(super) fn gdelt(file_name: &str) -> ImportError {
    ImportError::NotRead { file_name: file_name.to_owned(), what: "a table of GDELT".to_owned(), advice: ADDRESSES.to_owned() }
}
