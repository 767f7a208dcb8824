//! What a dataset is to hold and how it is written, as one value that can be kept, shown and written as a command.

use super::split::{Part, Shares};
use crate::export::Format;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Everything that decides which bytes a dataset has, besides the project and the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which format.
    pub format: Format,
    /// Whose annotations.
    pub layers: Layers,
    /// Ids of the articles; `None` is all. They are written in the project's order.
    pub articles: Option<Vec<String>>,
    /// Of these articles, only those that somebody whose work is chosen has marked as done.
    pub only_done: bool,
    /// Ids of the labels; `None` is all.
    pub labels: Option<Vec<String>>,
    /// Whether and how articles are parted for training and testing.
    pub split: Option<Split>,
    /// How analysts are called.
    pub names: Names,
    /// The licence of the dataset, as in `cc-by-4.0`; empty if it has none yet.
    pub licence: String,
    /// How files of the Parquet tables are named.
    pub layout: Layout,
    /// Mebibytes of text and annotations in one Parquet file, before compression; at least 1.
    pub shard_mebibytes: u32,
    /// Names of the two tables, for CSV and Parquet; `None` is what the format calls them.
    pub tables: Option<Tables>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            format: Format::Jsonl,
            layers: Layers::Each(Vec::new()),
            articles: None,
            only_done: false,
            labels: None,
            split: None,
            names: Names::Real,
            licence: String::new(),
            layout: Layout::Hive,
            shard_mebibytes: 256,
            tables: None,
        }
    }
}

/// Whose annotations a dataset has. Analysts are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Layers {
    /// The layer of each of these analysts, beside one another; of everybody, if none is named.
    Each(Vec<String>),
    /// The gold layer alone, which settling differences makes.
    Gold,
    /// One layer, `agreed`: the annotations that all of these analysts (everybody but gold, if none is named) who worked on
    /// an article made alike, with the same label and the same fragments. Articles that fewer than two worked on have none.
    Agreed(Vec<String>),
}

/// How articles are parted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// By shares, as the labels are spread; near-duplicates stay together.
    Shares {
        /// How much goes where.
        shares: Shares,
        /// Picks one of the ways that are equally good.
        seed: u64,
    },
    /// As a field of the articles' metadata says: `train`, `validation` (or `dev`, `val`) or `test`.
    Field(String),
}

/// How analysts are called in the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// As in the project.
    Real,
    /// `analyst_1`, `analyst_2`, in the order in which they joined. What they wrote themselves is left as it is.
    Pseudonyms,
}

/// How the files of a Parquet table are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// `annotations/split=train/part-00000.parquet`: DuckDB, Polars and Spark read `split` from the path.
    Hive,
    /// `annotations/train-00000.parquet`.
    Flat,
}

/// Names of the two tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// The one with an article a row.
    pub articles: String,
    /// The one with an annotation a row.
    pub annotations: String,
}

impl Tables {
    /// Reads `articles,annotations`; names of letters, digits, `_` and `-` that differ.
    pub fn parse(words: &str) -> Option<Self> {
        let (articles, annotations) = words.split_once(',')?;
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) && name.len() <= 64
        };
        let differ = !articles.eq_ignore_ascii_case(annotations);
        (is_name(articles) && is_name(annotations) && differ)
            .then(|| Self { articles: articles.to_owned(), annotations: annotations.to_owned() })
    }
}

impl Part {
    /// The part that a field of an article's metadata names.
    pub fn from_field(value: &str) -> Option<Self> {
        match value.trim().to_ascii_lowercase().as_str() {
            "train" | "training" => Some(Self::Train),
            "validation" | "val" | "valid" | "dev" => Some(Self::Validation),
            "test" => Some(Self::Test),
            _ => None,
        }
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| D::Error::custom(format!("“{name}” is not a format that can be written")))
    }
}
