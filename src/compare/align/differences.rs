//! Where two analysts differ in an article: aligned annotations, each pair with its kind.
//!
//! The alignment is that of γ. Two annotations that it pairs although they share no text are listed as one of each. Links
//! are compared by what they lead to: each analyst links to annotations of a layer of their own, so two links are the same
//! where their targets are aligned with each other.

use super::{Dissimilarity, Unit, align};
use crate::{
    compare::units::is_present,
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeValue, LabelId},
    text::ByteRange,
};
use std::collections::BTreeMap;

/// How two annotations, or one without counterpart, relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Range, label, fragments and attributes are the same.
    Identical,
    /// All but attributes is the same.
    AttributesDiffer,
    /// Beginning, end and label are the same, the fragments are not.
    FragmentsDiffer,
    /// The same range under another label.
    OtherLabel,
    /// The same label with other edges.
    OtherBoundary,
    /// Overlapping, with another label.
    Overlapping,
    /// Only the first analyst has it.
    OnlyA,
    /// Only the second analyst has it.
    OnlyB,
}

impl Kind {
    /// All kinds, those that agree most first.
    pub const ALL: [Self; 8] = [
        Self::Identical,
        Self::AttributesDiffer,
        Self::FragmentsDiffer,
        Self::OtherLabel,
        Self::OtherBoundary,
        Self::Overlapping,
        Self::OnlyA,
        Self::OnlyB,
    ];

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::AttributesDiffer => "attributes_differ",
            Self::FragmentsDiffer => "fragments_differ",
            Self::OtherLabel => "other_label",
            Self::OtherBoundary => "other_boundary",
            Self::Overlapping => "overlapping",
            Self::OnlyA => "only_a",
            Self::OnlyB => "only_b",
        }
    }

    /// What it is, for people.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::AttributesDiffer => "attributes differ",
            Self::FragmentsDiffer => "fragments differ",
            Self::OtherLabel => "same range, other label",
            Self::OtherBoundary => "same label, other boundary",
            Self::Overlapping => "overlapping, other label",
            Self::OnlyA => "only the first",
            Self::OnlyB => "only the second",
        }
    }
}

/// One pair of annotations, or one without counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How they relate.
    pub kind: Kind,
    /// The first analyst's annotation.
    pub a: Option<AnnotationId>,
    /// The second analyst's annotation.
    pub b: Option<AnnotationId>,
}

impl Difference {
    /// The ids of the annotations it is about, in order: by these decisions are known.
    pub fn key(&self) -> Vec<AnnotationId> {
        let mut key: Vec<_> = self.a.into_iter().chain(self.b).collect();
        key.sort();
        key.dedup();
        key
    }

    /// The first analyst's annotation, if there is one.
    pub fn annotation_a<'r>(&self, record: &'r ArticleRecord) -> Option<&'r Annotation> {
        record.annotations.get(&self.a?)
    }

    /// The second analyst's annotation, if there is one.
    pub fn annotation_b<'r>(&self, record: &'r ArticleRecord) -> Option<&'r Annotation> {
        record.annotations.get(&self.b?)
    }

    /// From the first byte that either annotation covers to the last; `None` if the article lacks both.
    pub fn extent(&self, record: &ArticleRecord) -> Option<ByteRange> {
        let both = [self.annotation_a(record), self.annotation_b(record)];
        both.into_iter().flatten().map(extent).reduce(ByteRange::hull)
    }
}

/// Every annotation of both analysts under `labels` (all if empty), in reading order, each in one entry. Nothing where one
/// of them never opened the article.
pub fn differences(record: &ArticleRecord, a: &AnalystId, b: &AnalystId, labels: &[LabelId]) -> Vec<Difference> {
    if !is_present(record, a) || !is_present(record, b) {
        return Vec::new();
    }
    let aligned = aligned(record, a, b, labels);
    let has_links = |id: &AnnotationId| record.annotations.get(id).is_some_and(|found| found.attributes.values().any(is_link));
    let partners = if !aligned.iter().any(|(a, _)| a.as_ref().is_some_and(has_links)) {
        Partners::new()
    } else if labels.is_empty() {
        partners(record, &aligned)
    } else {
        // What is linked to may have a label that is not compared.
        partners(record, &self::aligned(record, a, b, &[]))
    };
    let mut found = Vec::new();
    for (a, b) in aligned {
        let both = a.and_then(|a| record.annotations.get(&a)).zip(b.and_then(|b| record.annotations.get(&b)));
        match both.and_then(|(x, y)| kind_of(x, y, &partners)) {
            Some(kind) => found.push(Difference { kind, a, b }),
            None => {
                found.extend(a.map(|a| Difference { kind: Kind::OnlyA, a: Some(a), b: None }));
                found.extend(b.map(|b| Difference { kind: Kind::OnlyB, a: None, b: Some(b) }));
            }
        }
    }
    let place = |id: Option<AnnotationId>| id.and_then(|id| record.annotations.get(&id)).map(extent);
    found.sort_by_key(|difference| (place(difference.a.or(difference.b)), difference.kind, difference.a, difference.b));
    found
}

/// Two annotations that γ aligns, or one without counterpart.
type Pair = (Option<AnnotationId>, Option<AnnotationId>);

/// For each annotation of the first analyst the second one's that it is aligned with and shares text with.
pub type Partners = BTreeMap<AnnotationId, AnnotationId>;

/// The aligned annotations of an article's differences.
pub fn partners_of(differences: &[Difference]) -> Partners {
    differences.iter().filter_map(|found| found.a.zip(found.b)).collect()
}

/// Whether two answers are the same, links by what they lead to.
pub fn is_same_answer(a: Option<&AttributeValue>, b: Option<&AttributeValue>, partners: &Partners) -> bool {
    let (Some(AttributeValue::Links(a)), Some(AttributeValue::Links(b))) = (a, b) else { return a == b };
    // A link that has no counterpart, or leads into the other's own layer, is compared as it is.
    let mut led: Vec<AnnotationId> = a.iter().map(|id| partners.get(id).copied().unwrap_or(*id)).collect();
    let mut other = b.clone();
    led.sort();
    led.dedup();
    other.sort();
    other.dedup();
    led == other
}

fn aligned(record: &ArticleRecord, a: &AnalystId, b: &AnalystId, labels: &[LabelId]) -> Vec<Pair> {
    let layer = |analyst| -> Vec<&Annotation> {
        let layer = record.layer(analyst).into_iter();
        layer.filter(|annotation| labels.is_empty() || labels.contains(&annotation.label)).collect()
    };
    let (a, b) = (layer(a), layer(b));
    let mut names: Vec<&LabelId> = a.iter().chain(&b).map(|annotation| &annotation.label).collect();
    names.sort();
    names.dedup();
    let unit = |annotation: &&Annotation| -> Unit {
        let (start, end) = record.article.text.char_range_of(extent(annotation)).unwrap_or_default();
        let label = names.binary_search(&&annotation.label).unwrap_or(0) as u32;
        Unit { start: f64::from(start.get()), end: f64::from(end.get()), label }
    };
    let layers = [a.iter().map(unit).collect(), b.iter().map(unit).collect()];
    // Two layers always have a best alignment.
    let Ok(alignment) = align(&layers, Dissimilarity::default()) else { return Vec::new() };
    let id = |layer: &[&Annotation], place: Option<usize>| Some(layer.get(place?)?.id);
    alignment.unitary.iter().map(|group| (id(&a, group[0]), id(&b, group[1]))).collect()
}

fn partners(record: &ArticleRecord, aligned: &[Pair]) -> Partners {
    let shares_text = |a: &AnnotationId, b: &AnnotationId| {
        let both = record.annotations.get(a).zip(record.annotations.get(b));
        both.is_some_and(|(a, b)| overlap(a, b))
    };
    aligned.iter().filter_map(|(a, b)| (*a).zip(*b)).filter(|(a, b)| shares_text(a, b)).collect()
}

fn extent(annotation: &Annotation) -> ByteRange {
    annotation.fragments.first().hull(annotation.fragments.last())
}

fn overlap(a: &Annotation, b: &Annotation) -> bool {
    a.fragments.iter().any(|x| b.fragments.iter().any(|y| x.overlaps(y)))
}

/// How two annotations relate, or `None` if they share no text.
fn kind_of(a: &Annotation, b: &Annotation, partners: &Partners) -> Option<Kind> {
    if !overlap(a, b) {
        return None;
    }
    Some(match (extent(a) == extent(b), a.label == b.label) {
        (true, true) if a.fragments != b.fragments => Kind::FragmentsDiffer,
        (true, true) if !same_answers(a, b, partners) => Kind::AttributesDiffer,
        (true, true) => Kind::Identical,
        (true, false) => Kind::OtherLabel,
        (false, true) => Kind::OtherBoundary,
        (false, false) => Kind::Overlapping,
    })
}

fn same_answers(a: &Annotation, b: &Annotation, partners: &Partners) -> bool {
    a.attributes.len() == b.attributes.len()
        && a.attributes.iter().all(|(attribute, value)| is_same_answer(Some(value), b.attributes.get(attribute), partners))
}

fn is_link(value: &AttributeValue) -> bool {
    matches!(value, AttributeValue::Links(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        project::{AttributeId, AttributeValue, Fragments},
        text::ByteOffset,
    };

    fn tag(label: &str, ranges: &[(u32, u32)]) -> Annotation {
        let range = |(start, end): &(u32, u32)| ByteRange::between(ByteOffset::new(*start), ByteOffset::new(*end));
        Annotation {
            id: AnnotationId::from_random(1),
            analyst: "ana".into(),
            label: label.into(),
            fragments: Fragments::new(ranges.iter().map(range)).expect("in order"),
            attributes: std::collections::BTreeMap::new(),
            same_as: Vec::new(),
            note: String::new(),
            is_unsure: false,
            created: jiff::Timestamp::UNIX_EPOCH,
            modified: jiff::Timestamp::UNIX_EPOCH,
            codebook_version: 1,
        }
    }

    #[test]
    fn each_pair_has_its_kind() {
        let kind = |label: &str, ranges: &[(u32, u32)]| kind_of(&tag("claim", &[(4, 20)]), &tag(label, ranges), &Partners::new());
        assert_eq!(kind("claim", &[(4, 20)]), Some(Kind::Identical));
        assert_eq!(kind("claim", &[(4, 9), (12, 20)]), Some(Kind::FragmentsDiffer));
        assert_eq!(kind("quote", &[(4, 20)]), Some(Kind::OtherLabel));
        assert_eq!(kind("claim", &[(4, 19)]), Some(Kind::OtherBoundary));
        assert_eq!(kind("quote", &[(9, 30)]), Some(Kind::Overlapping));
        assert_eq!(kind("claim", &[(20, 30)]), None, "touching spans share no text");
        let mut answered = tag("claim", &[(4, 20)]);
        answered.attributes.insert(AttributeId::new("modality"), AttributeValue::NotStated);
        assert_eq!(kind_of(&tag("claim", &[(4, 20)]), &answered, &Partners::new()), Some(Kind::AttributesDiffer));
    }
}
