//! The contents of a project file of format 1, as types. They only name the fields; [`super::convert`] gives them meaning.
//!
//! Positions are Unicode code points, and the end is excluded. Every fragment carries the words it covers, so that a reader
//! of the file sees what is tagged, and a load notices when offsets and words disagree.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// A whole project file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectV1 {
    pub obelus: Header,
    pub title: String,
    #[serde(default)]
    pub analysts: Vec<AnalystV1>,
    pub codebook: CodebookV1,
    #[serde(default)]
    pub articles: Vec<ArticleV1>,
    #[serde(default)]
    pub annotations: Vec<AnnotationV1<FragmentV1>>,
    /// Missing in files without decisions.
    #[serde(default)]
    pub decisions: Vec<DecisionV1>,
}

/// The header, which is the first thing in a file of any version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub format: u32,
    /// The version of the app that wrote it.
    pub app: String,
    /// The id of the project.
    #[serde(default)]
    pub project: String,
    /// The number of the last line of the log whose edit is in this file.
    #[serde(default)]
    pub sequence: u64,
    /// The checksum of that line, which distinguishes the log from that of another copy.
    #[serde(default)]
    pub mark: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalystV1 {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodebookV1 {
    pub title: String,
    pub version: u32,
    #[serde(default)]
    pub general_rules: Vec<String>,
    pub labels: Vec<LabelV1>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelV1 {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub color: ColorV1,
    pub pattern: PatternV1,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub include: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exclude: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub span_rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub edge_cases: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rule_version: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<ExampleV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeV1>,
}

/// Colours as `#RRGGBB`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorV1 {
    pub light: String,
    pub dark: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum PatternV1 {
    Single,
    Double,
    Thick,
    Dashed,
    Dotted,
    Wavy,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleV1 {
    pub words: String,
    pub is_tagged: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeV1 {
    pub id: String,
    pub name: String,
    pub kind: KindV1,
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_required: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KindV1 {
    Text,
    Integer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    Number,
    YesNo,
    OneOf(Vec<ChoiceV1>),
    SeveralOf(Vec<ChoiceV1>),
    Date,
    Links {
        #[serde(default)]
        labels: Vec<String>,
        #[serde(default)]
        many: bool,
    },
    SubSpan,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceV1 {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleV1 {
    pub id: String,
    #[serde(default)]
    pub metadata: MetadataV1,
    #[serde(default)]
    pub source: SourceV1,
    pub imported: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub status: BTreeMap<String, StatusV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<(u32, u32, BlockKindV1)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(u32, u32, String)>,
    pub text_sha256: String,
    #[serde(serialize_with = "super::escape::serialize_text")]
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetadataV1 {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub headline: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub byline: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outlet: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source_note: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub copyright: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceV1 {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub format: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum StatusV1 {
    InProgress,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlockKindV1 {
    Headline,
    Metadata,
    Heading(u8),
    ListItem,
    Quotation,
    Notice,
}

/// A fragment in the file: start and end in code points, and its words (long ones as head … tail).
pub type FragmentV1<S = String> = (u32, u32, S);

/// Words that are borrowed from the input if they contain no escapes.
#[derive(Debug)]
pub struct Words<'a>(Cow<'a, str>);

impl AsRef<str> for Words<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Words<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, words: &'de str) -> Result<Words<'de>, E> {
                Ok(Words(Cow::Borrowed(words)))
            }

            fn visit_str<E>(self, words: &str) -> Result<Words<'de>, E> {
                Ok(Words(Cow::Owned(words.to_owned())))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// An annotation; `F` is the form of its fragments, `S` the type that holds short words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationV1<F, S = String> {
    pub id: S,
    pub article: S,
    pub by: S,
    pub label: S,
    pub at: Vec<F>,
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, ValueV1>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsure: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub created: S,
    /// Missing if it was never changed.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub modified: Option<S>,
    pub codebook: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ValueV1 {
    NotStated,
    Unclear,
    Text(String),
    Integer(i64),
    Number(f64),
    YesNo(bool),
    Choice(String),
    Choices(Vec<String>),
    Date(String),
    Links(Vec<String>),
    SubSpan(u32, u32),
}

/// A decision about annotations that differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionV1 {
    pub article: String,
    /// The id of each annotation it is about, with the fingerprint of what it said.
    pub about: BTreeMap<String, String>,
    pub verdict: VerdictV1,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub gold: Vec<String>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    pub time: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VerdictV1 {
    One(String),
    All,
    Majority,
    Neither,
    Union,
    Intersection,
    Edited,
}

fn none<S>() -> Option<S> {
    None
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

fn is_false(value: &bool) -> bool {
    !*value
}
