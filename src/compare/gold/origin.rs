//! The origin of gold annotations, and the differences that decisions were about.

use crate::{
    compare::differences::Kind,
    project::{Annotation, AnnotationId, ArticleRecord, Decision, Verdict},
};

/// The way in which a gold annotation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// All analysts who were compared have it.
    Unanimous,
    /// More than half of those who worked on the article have it, and that was enough.
    Majority,
    /// One of those who differ has it, and was right.
    Taken,
    /// Both of two different annotations were right.
    Both,
    /// It covers what either of two covers.
    Union,
    /// It covers what both of two cover.
    Overlap,
    /// Somebody made it by hand.
    ByHand,
}

impl Origin {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unanimous => "unanimous",
            Self::Majority => "majority",
            Self::Taken => "taken",
            Self::Both => "both",
            Self::Union => "union",
            Self::Overlap => "overlap",
            Self::ByHand => "by_hand",
        }
    }

    /// The origin of what a decision produced.
    pub fn of(decision: &Decision) -> Self {
        let mut said = decision.sources.values();
        let first = said.next();
        match decision.verdict {
            Verdict::One(_) => Self::Taken,
            Verdict::All if decision.sources.len() == 1 && decision.by.is_some() => Self::Taken,
            Verdict::All if decision.gold.len() < 2 || said.all(|other| Some(other) == first) => Self::Unanimous,
            Verdict::All => Self::Both,
            Verdict::Majority => Self::Majority,
            Verdict::Union => Self::Union,
            Verdict::Intersection => Self::Overlap,
            Verdict::Neither | Verdict::Edited => Self::ByHand,
        }
    }
}

/// The origin of a gold annotation. If several decisions produced it, the latest one of a person counts, or else the latest.
/// If none did, it was made by hand.
pub fn origin_of(record: &ArticleRecord, gold: AnnotationId) -> Origin {
    let giving = record.decisions.values().filter(|decision| decision.gold.contains(&gold));
    giving.max_by_key(|decision| (decision.by.is_some(), decision.time)).map_or(Origin::ByHand, Origin::of)
}

/// The kind of difference between the annotations that a decision is about; `None` if one of them has changed or is gone. An
/// annotation without counterpart is [`Kind::OnlyA`].
pub fn what_differed(record: &ArticleRecord, decision: &Decision) -> Option<Kind> {
    if !decision.holds(record) {
        return None;
    }
    let sources: Vec<&Annotation> = decision.sources.keys().filter_map(|id| record.annotations.get(id)).collect();
    let (first, others) = sources.split_first()?;
    let mut said = decision.sources.values();
    let fingerprint = said.next();
    let hull = |annotation: &Annotation| annotation.fragments.first().hull(annotation.fragments.last());
    let is_all = |same: &dyn Fn(&Annotation) -> bool| others.iter().all(|other| same(other));
    let same_label = is_all(&|other| other.label == first.label);
    Some(if others.is_empty() {
        Kind::OnlyA
    } else if said.all(|other| Some(other) == fingerprint) {
        Kind::Identical
    } else if same_label && is_all(&|other| other.fragments == first.fragments) {
        Kind::AttributesDiffer
    } else if is_all(&|other| hull(other) == hull(first)) {
        if same_label { Kind::FragmentsDiffer } else { Kind::OtherLabel }
    } else if same_label {
        Kind::OtherBoundary
    } else {
        Kind::Overlapping
    })
}
