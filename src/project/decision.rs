//! Gold, and how it came about: decisions about what analysts tagged differently.
//!
//! The gold layer is that of the analyst with the reserved id [`AnalystId::GOLD`]; its annotations are like any other.
//! Beside it each article keeps its [`Decision`]s: about which annotations, what was decided, by whom, when and why. A
//! decision remembers a [`Fingerprint`] of each annotation it is about, so that it is open again where one has changed.

use super::{
    annotation::{Annotation, AttributeValue, Fragments},
    article::{ArticleRecord, Sha256},
    id::{AnalystId, AnnotationId, LabelId},
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

impl AnalystId {
    /// The id of the gold layer. Nobody else has it: data that names an analyst so is taken for gold.
    pub const GOLD: &'static str = "gold";

    /// The gold layer's id.
    pub fn gold() -> Self {
        Self::from(Self::GOLD)
    }

    /// Whether this is the gold layer.
    pub fn is_gold(&self) -> bool {
        self.as_str() == Self::GOLD
    }
}

/// What an annotation said: label, fragments and answers; its note, times and links are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of what an annotation says now.
    pub fn of(annotation: &Annotation) -> Self {
        let mut said = annotation.label.to_string();
        for fragment in annotation.fragments.iter() {
            // Writing to a string does not fail.
            let _infallible = write!(said, "\n{} {}", fragment.start().get(), fragment.end().get());
        }
        for (attribute, value) in &annotation.attributes {
            let _infallible = write!(said, "\n{attribute}=");
            write_value(&mut said, value);
        }
        Self::from_hex(&Sha256::of(said.as_bytes()).to_string()[..16]).unwrap_or(Self(0))
    }

    /// Reads 16 hexadecimal digits, in lower case as they are written.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (hex.len() == 16 && hex.bytes().all(is_digit)).then(|| u64::from_str_radix(hex, 16).ok().map(Self))?
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Kinds are named, so that the text "3" is not the number 3.
fn write_value(out: &mut String, value: &AttributeValue) {
    let _infallible = match value {
        AttributeValue::NotStated => write!(out, "not stated"),
        AttributeValue::Unclear => write!(out, "unclear"),
        AttributeValue::Text(text) => write!(out, "text {text}"),
        AttributeValue::Integer(number) => write!(out, "integer {number}"),
        AttributeValue::Number(number) => write!(out, "number {number}"),
        AttributeValue::YesNo(yes) => write!(out, "yes {yes}"),
        AttributeValue::Choice(choice) => write!(out, "choice {choice}"),
        AttributeValue::Choices(choices) => write!(out, "choices {}", choices.join("\t")),
        AttributeValue::Date(date) => write!(out, "date {date}"),
        AttributeValue::Links(_) => write!(out, "links"),
        AttributeValue::SubSpan(range) => write!(out, "part {} {}", range.start().get(), range.end().get()),
    };
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// This one is right.
    One(AnnotationId),
    /// All of them are right; what says the same is one.
    All,
    /// More than half of those who worked on the article have it, and nobody looked.
    Majority,
    /// None is right.
    Neither,
    /// Everything that any of them covers.
    Union,
    /// What all of them cover.
    Intersection,
    /// Something else, made by hand.
    Edited,
}

impl Verdict {
    /// Its name in files; which annotation is right is told beside it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::One(_) => "one",
            Self::All => "all",
            Self::Majority => "majority",
            Self::Neither => "neither",
            Self::Union => "union",
            Self::Intersection => "intersection",
            Self::Edited => "edited",
        }
    }

    /// The verdict of this name; `taken` is the annotation that is right, where it is one.
    pub fn from_name(name: &str, taken: Option<AnnotationId>) -> Option<Self> {
        Some(match name {
            "one" => Self::One(taken?),
            "all" => Self::All,
            "majority" => Self::Majority,
            "neither" => Self::Neither,
            "union" => Self::Union,
            "intersection" => Self::Intersection,
            "edited" => Self::Edited,
            _ => return None,
        })
    }
}

/// A difference that was settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The annotations it is about, and what each said at that time.
    pub sources: BTreeMap<AnnotationId, Fingerprint>,
    /// What was decided.
    pub verdict: Verdict,
    /// What it gives the gold layer, which holds the answers too; nothing for [`Verdict::Neither`]. Several decisions may
    /// give the same annotation.
    pub gold: Vec<AnnotationId>,
    /// Who decided; nobody where identical annotations were taken over at once.
    pub by: Option<AnalystId>,
    /// When.
    pub time: Timestamp,
    /// Why; empty for no remark.
    pub comment: String,
}

impl Decision {
    /// The ids of the annotations it is about, in order: by these an article knows its decisions.
    pub fn key(&self) -> Vec<AnnotationId> {
        self.sources.keys().copied().collect()
    }

    /// Whether the annotations it is about are all there and still say what they said.
    pub fn holds(&self, record: &ArticleRecord) -> bool {
        let is_same = |(id, seen): (&AnnotationId, &Fingerprint)| {
            record.annotations.get(id).is_some_and(|annotation| Fingerprint::of(annotation) == *seen)
        };
        self.sources.iter().all(is_same)
    }
}

impl ArticleRecord {
    /// Number of the analysts' annotations that no decision is about, or only decisions about something that has changed
    /// since. What an analyst has twice is decided with either.
    pub fn num_undecided(&self) -> usize {
        fn said(annotation: &Annotation) -> (&AnalystId, &LabelId, &Fragments) {
            (&annotation.analyst, &annotation.label, &annotation.fragments)
        }
        let holding = self.decisions.values().filter(|decision| decision.holds(self));
        let sources = holding.flat_map(|decision| decision.sources.keys()).filter_map(|id| self.annotations.get(id));
        let decided: HashSet<_> = sources.map(said).collect();
        self.annotations.values().filter(|found| !found.analyst.is_gold() && !decided.contains(&said(found))).count()
    }
}
