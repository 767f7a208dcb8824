//! The settings of a dataset: what it contains and how it is written, as one value that can be stored, shown, and written as
//! a command.

use super::split::{Part, Shares};
use crate::export::Format;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Everything that determines the bytes of a dataset, except the project and the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The format.
    pub format: Format,
    /// The layers.
    pub layers: Layers,
    /// The ids of the articles; `None` means all. They are written in the project's order.
    pub articles: Option<Vec<String>>,
    /// Whether only finished work is exported: of each analyst the articles that this analyst has marked as done.
    pub only_done: bool,
    /// The ids of the labels; `None` means all.
    pub labels: Option<Vec<String>>,
    /// How the articles are split for training and testing, if they are.
    pub split: Option<Split>,
    /// The names of the analysts in the files.
    pub names: Names,
    /// The licence of the dataset, as in `cc-by-4.0`; empty if it has none yet.
    pub licence: String,
    /// The names of the files of Parquet tables.
    pub layout: Layout,
    /// Mebibytes of text and annotations in one Parquet file, before compression; at least 1.
    pub shard_mebibytes: u32,
    /// The names of the two tables, for CSV and Parquet; `None` for the format's own names.
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

/// The layers of a dataset. Analysts are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Layers {
    /// The layer of each of these analysts, side by side; of everybody if none is named.
    Each(Vec<String>),
    /// Only the gold layer, which settling differences produces.
    Gold,
    /// One layer, `agreed`: the annotations that all of these analysts who worked on an article made with the same label and
    /// the same fragments. Without names, the analysts are everybody but gold. Articles that fewer than two of them worked
    /// on have none.
    Agreed(Vec<String>),
}

/// How articles are split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// By shares, which hold for each label as far as possible; near-duplicates stay together.
    Shares {
        /// The share of each part.
        shares: Shares,
        /// The seed, which picks one of the equally good splits.
        seed: u64,
    },
    /// By a field of the articles' metadata: `train`, `validation` (or `dev`, `val`) or `test`.
    Field(String),
}

/// How the files name analysts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// By their names in the project.
    Real,
    /// As `analyst_1`, `analyst_2`, in the order in which they joined. Text that they wrote themselves is left as it is.
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
    /// The name of the table of articles.
    pub articles: String,
    /// The name of the table of annotations.
    pub annotations: String,
}

impl Tables {
    /// Reads `articles,annotations`: two different names of letters, digits, `_` and `-`.
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
