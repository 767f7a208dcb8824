//! Decisions: how the gold layer came about from what analysts tagged differently.
//!
//! The gold layer is that of the analyst with the reserved id [`AnalystId::GOLD`]; its annotations are like any other. In
//! addition, each article keeps its [`Decision`]s: which annotations they are about, what was decided, by whom, when and
//! why. A decision remembers a [`Fingerprint`] of each of these annotations, so that it reopens when one of them changes.

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
    /// The id of the gold layer. No analyst has it: imported data that names an analyst so is read as gold.
    pub const GOLD: &'static str = "gold";

    /// The gold layer's id.
    pub fn gold() -> Self {
        Self::from(Self::GOLD)
    }

    /// Makes the id of a person, who is never the gold layer, whatever the name.
    pub fn of_person(name: &str, taken: impl Fn(&Self) -> bool) -> Self {
        Self::from_name(name, |id| id.is_gold() || taken(id))
    }

    /// Whether this is the gold layer.
    pub fn is_gold(&self) -> bool {
        self.as_str() == Self::GOLD
    }
}

/// A digest of what an annotation says: its label, fragments and answers, but not its note, times and links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Computes the fingerprint of what an annotation says now.
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

/// The kind is written too, so that the text "3" differs from the number 3.
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

/// The outcome of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// This annotation is right.
    One(AnnotationId),
    /// All of them are right; those that say the same are one.
    All,
    /// More than half of those who worked on the article have this annotation; nobody looked at it.
    Majority,
    /// None is right.
    Neither,
    /// The gold annotation covers everything that any of them covers.
    Union,
    /// The gold annotation covers what all of them cover.
    Intersection,
    /// Somebody made another annotation by hand.
    Edited,
}

impl Verdict {
    /// The name in files; the id of the right annotation is written beside it.
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

    /// The verdict with this name; `taken` is the annotation that is right, if there is one.
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
    /// The annotations it is about, with the fingerprint of each at that time.
    pub sources: BTreeMap<AnnotationId, Fingerprint>,
    /// The outcome.
    pub verdict: Verdict,
    /// The gold annotations that it produced, which also hold the answers; none for [`Verdict::Neither`]. Several decisions
    /// may produce the same annotation.
    pub gold: Vec<AnnotationId>,
    /// The person who decided; `None` if identical annotations were taken over all at once.
    pub by: Option<AnalystId>,
    /// The time of the decision.
    pub time: Timestamp,
    /// The reason; empty without one.
    pub comment: String,
}

impl Decision {
    /// The ids of the annotations it is about, in order. An article files its decisions under these.
    pub fn key(&self) -> Vec<AnnotationId> {
        self.sources.keys().copied().collect()
    }

    /// Whether all annotations it is about still exist and still say the same.
    pub fn holds(&self, record: &ArticleRecord) -> bool {
        let is_same = |(id, seen): (&AnnotationId, &Fingerprint)| {
            record.annotations.get(id).is_some_and(|annotation| Fingerprint::of(annotation) == *seen)
        };
        self.sources.iter().all(is_same)
    }
}

impl ArticleRecord {
    /// The number of the analysts' annotations that are not covered by a decision, or only by decisions about something that
    /// has changed since. A duplicate of one analyst is covered by a decision about either copy.
    pub fn num_undecided(&self) -> usize {
        fn said(annotation: &Annotation) -> (&AnalystId, &LabelId, &Fragments) {
            (&annotation.analyst, &annotation.label, &annotation.fragments)
        }
        let holding = self.decisions.values().filter(|decision| decision.holds(self));
        let sources = holding.flat_map(|decision| decision.sources.keys()).filter_map(|id| self.annotations.get(id));
        let decided: HashSet<_> = sources.map(said).collect();
        self.annotations.values().filter(|found| !found.analyst.is_gold() && !decided.contains(&said(found))).count()
    }

    /// The number of gold annotations that come only from decisions about annotations that have all been deleted since. It
    /// is 0 where no analyst has a layer, as in a dataset of gold alone: nothing was deleted there.
    pub fn num_left_over(&self) -> usize {
        let tagged = self.annotations.values().map(|annotation| &annotation.analyst);
        if tagged.chain(self.status.keys()).all(AnalystId::is_gold) {
            return 0;
        }
        let is_left_over = |decision: &&Decision| !decision.sources.keys().any(|id| self.annotations.contains_key(id));
        let (left_over, others): (Vec<&Decision>, Vec<&Decision>) = self.decisions.values().partition(is_left_over);
        let kept: HashSet<&AnnotationId> = others.into_iter().flat_map(|decision| &decision.gold).collect();
        let gold: HashSet<&AnnotationId> = left_over.into_iter().flat_map(|decision| &decision.gold).collect();
        gold.into_iter().filter(|id| self.annotations.contains_key(id) && !kept.contains(id)).count()
    }
}
