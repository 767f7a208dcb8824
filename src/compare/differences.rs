//! The differences of two analysts in an article: their aligned annotations, each pair with its kind.
//!
//! The alignment is that of γ. Two annotations that it pairs although they share no text are listed separately. Links are
//! compared by their targets. Each analyst links to annotations of a layer of their own, so two links are the same if their
//! targets are aligned with each other.

use crate::{
    agreement::align::{Dissimilarity, Unit, UnitaryAlignment, align},
    compare::{answer::comparable, units::is_present},
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeValue, LabelId, check::repeats},
    text::ByteRange,
};
use std::collections::BTreeMap;

/// The relation of two annotations, or of one without counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Range, label, fragments and attributes are the same.
    Identical,
    /// Everything except the attributes is the same.
    AttributesDiffer,
    /// Start, end and label are the same, but the fragments differ.
    FragmentsDiffer,
    /// The same range has another label.
    OtherLabel,
    /// The same label has other edges.
    OtherBoundary,
    /// They overlap and have different labels.
    Overlapping,
    /// Only the first analyst has it.
    OnlyA,
    /// Only the second analyst has it.
    OnlyB,
}

impl Kind {
    /// All kinds, starting with those that agree most.
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

    /// The description for people.
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
    /// The relation between them.
    pub kind: Kind,
    /// The first analyst's annotation.
    pub a: Option<AnnotationId>,
    /// The second analyst's annotation.
    pub b: Option<AnnotationId>,
}

impl Difference {
    /// The ids of the annotations it is about, in order, which identify decisions.
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

    /// The range from the first byte that either annotation covers to the last; `None` if the article lacks both.
    pub fn extent(&self, record: &ArticleRecord) -> Option<ByteRange> {
        let both = [self.annotation_a(record), self.annotation_b(record)];
        both.into_iter().flatten().map(extent).reduce(ByteRange::hull)
    }
}

/// Lists every annotation of both analysts under `labels` (all if empty), in reading order, each in one entry. Exact
/// duplicates of one analyst count once, as in all figures, and the one made first is listed. The list is empty if one of
/// them has no work in the article.
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
        // The target of a link may have a label that is not compared.
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

/// For each annotation of the first analyst, the second one's that is aligned with it and shares text with it.
pub type Partners = BTreeMap<AnnotationId, AnnotationId>;

/// The partners in an article's differences.
pub fn partners_of(differences: &[Difference]) -> Partners {
    differences.iter().filter_map(|found| found.a.zip(found.b)).collect()
}

/// Whether two answers are the same ([`comparable`]); links are compared by their targets.
pub fn is_same_answer(a: Option<&AttributeValue>, b: Option<&AttributeValue>, partners: &Partners) -> bool {
    // A link without counterpart, or one into the other analyst's own layer, is compared unchanged.
    let led = |value: &AttributeValue| match value {
        AttributeValue::Links(links) => {
            AttributeValue::Links(links.iter().map(|id| partners.get(id).copied().unwrap_or(*id)).collect())
        }
        other => other.clone(),
    };
    a.map(led).as_ref().and_then(comparable) == b.and_then(comparable)
}

/// An analyst's annotations under some labels, ready to be aligned: exact duplicates once, ordered by the text they cover.
struct Tagged<'r> {
    annotations: Vec<&'r Annotation>,
    units: Vec<Unit>,
}

impl<'r> Tagged<'r> {
    fn of(record: &'r ArticleRecord, analyst: &AnalystId, labels: &[LabelId], names: &[&LabelId]) -> Self {
        let mut annotations = compared(record, analyst, labels);
        annotations.sort_by_cached_key(|annotation| content(annotation));
        let unit = |annotation: &&Annotation| -> Unit {
            let (start, end) = record.article.text.char_range_of(extent(annotation)).unwrap_or_default();
            let label = names.binary_search(&&annotation.label).unwrap_or(0) as u32;
            Unit { start: f64::from(start.get()), end: f64::from(end.get()), label }
        };
        let units = annotations.iter().map(unit).collect();
        Self { annotations, units }
    }

    fn id(&self, place: Option<usize>) -> Option<AnnotationId> {
        Some(self.annotations.get(place?)?.id)
    }
}

/// The content of an annotation that does not depend on its analyst: extent, label and fragments.
fn content(annotation: &Annotation) -> (ByteRange, LabelId, Vec<ByteRange>) {
    (extent(annotation), annotation.label.clone(), annotation.fragments.joined().iter().collect())
}

/// An analyst's annotations under `labels` (all if empty), without repeats of another one.
fn compared<'r>(record: &'r ArticleRecord, analyst: &AnalystId, labels: &[LabelId]) -> Vec<&'r Annotation> {
    let layer = record.layer(analyst);
    let repeats = repeats(layer.iter().copied());
    let is_compared = |annotation: &&Annotation| {
        (labels.is_empty() || labels.contains(&annotation.label)) && !repeats.contains_key(&annotation.id)
    };
    layer.into_iter().filter(is_compared).collect()
}

fn aligned(record: &ArticleRecord, a: &AnalystId, b: &AnalystId, labels: &[LabelId]) -> Vec<Pair> {
    let mut names: Vec<&LabelId> = record.annotations.values().map(|annotation| &annotation.label).collect();
    names.sort();
    names.dedup();
    let (a, b) = (Tagged::of(record, a, labels, &names), Tagged::of(record, b, labels, &names));
    // So that of several equally good alignments the same one is found in either order of the analysts.
    let key = |tagged: &Tagged<'_>| tagged.annotations.iter().map(|annotation| content(annotation)).collect::<Vec<_>>();
    let is_swapped = key(&b) < key(&a);
    let (first, second) = if is_swapped { (&b, &a) } else { (&a, &b) };
    let alignment = align(&[first.units.clone(), second.units.clone()], Dissimilarity::default());
    let pair = |group: &UnitaryAlignment| (first.id(group[0]), second.id(group[1]));
    let mut pairs: Vec<Pair> = alignment.unitary.iter().map(pair).collect();
    same_fragments_first(record, &mut pairs);
    pairs.into_iter().map(|(x, y)| if is_swapped { (y, x) } else { (x, y) }).collect()
}

/// If several pairs have the same extent and label, between which γ sees no difference, pairs those with the same fragments.
fn same_fragments_first(record: &ArticleRecord, pairs: &mut [Pair]) {
    let annotation = |id: Option<AnnotationId>| id.and_then(|id| record.annotations.get(&id));
    let alike = |pair: &Pair| {
        let (a, b) = (annotation(pair.0)?, annotation(pair.1)?);
        (extent(a) == extent(b) && a.label == b.label).then_some((extent(a), &a.label))
    };
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, pair) in pairs.iter().enumerate() {
        if let Some(key) = alike(pair) {
            groups.entry(key).or_default().push(place);
        }
    }
    let joined = |id| annotation(id).map(|found| found.fragments.joined());
    for group in groups.into_values().filter(|group| group.len() > 1) {
        for place in 0..group.len() {
            let wanted = joined(pairs[group[place]].0);
            if let Some(other) = (place..group.len()).find(|other| joined(pairs[group[*other]].1) == wanted) {
                let (x, y) = (group[place], group[other]);
                (pairs[x].1, pairs[y].1) = (pairs[y].1, pairs[x].1);
            }
        }
    }
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

/// The relation of two annotations; `None` if they share no text.
fn kind_of(a: &Annotation, b: &Annotation, partners: &Partners) -> Option<Kind> {
    if !overlap(a, b) {
        return None;
    }
    Some(match (a.fragments.joined() == b.fragments.joined(), a.label == b.label) {
        (true, true) if !same_answers(a, b, partners) => Kind::AttributesDiffer,
        (true, true) => Kind::Identical,
        (true, false) => Kind::OtherLabel,
        (false, true) if extent(a) == extent(b) => Kind::FragmentsDiffer,
        (false, true) => Kind::OtherBoundary,
        (false, false) => Kind::Overlapping,
    })
}

fn same_answers(a: &Annotation, b: &Annotation, partners: &Partners) -> bool {
    let mut attributes = a.attributes.keys().chain(b.attributes.keys());
    attributes.all(|key| is_same_answer(a.attributes.get(key), b.attributes.get(key), partners))
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
        assert_eq!(kind("claim", &[(4, 9), (9, 20)]), Some(Kind::Identical), "fragments that touch leave nothing out");
        assert_eq!(kind("quote", &[(4, 9), (12, 20)]), Some(Kind::Overlapping), "that is not the same range");
        assert_eq!(kind("quote", &[(4, 20)]), Some(Kind::OtherLabel));
        assert_eq!(kind("claim", &[(4, 19)]), Some(Kind::OtherBoundary));
        assert_eq!(kind("quote", &[(9, 30)]), Some(Kind::Overlapping));
        assert_eq!(kind("claim", &[(20, 30)]), None, "touching spans share no text");
        let mut answered = tag("claim", &[(4, 20)]);
        answered.attributes.insert(AttributeId::new("modality"), AttributeValue::NotStated);
        assert_eq!(kind_of(&tag("claim", &[(4, 20)]), &answered, &Partners::new()), Some(Kind::AttributesDiffer));
    }
}
