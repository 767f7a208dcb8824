//! Finds annotations that break a rule of the codebook or of the text.
//!
//! Findings never stop anybody. An imported annotation may cut a grapheme cluster or begin in white space; it is kept as it
//! is and reported here.

use super::{
    annotation::{Annotation, AttributeValue},
    article::ArticleRecord,
    codebook::{Attribute, AttributeKind, Codebook},
    id::{AnnotationId, ArticleId, AttributeId},
    model::Project,
};
use crate::text::{ByteRange, segment};
use std::{collections::BTreeMap, fmt};

/// An annotation that somebody should look at, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The article it is in.
    pub article: ArticleId,
    /// The annotation.
    pub annotation: AnnotationId,
    /// The problem.
    pub problem: Problem,
}

/// A problem of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A fragment begins or ends inside what a reader sees as one character.
    SplitsGrapheme(ByteRange),
    /// A fragment begins or ends in white space.
    WhiteSpaceAtEdge(ByteRange),
    /// The codebook requires this attribute, and it has no answer.
    RequiredEmpty(AttributeId),
    /// The label has no such attribute.
    UnknownAttribute(AttributeId),
    /// The value is not of the attribute's kind, or not in its list or bounds.
    BadValue(AttributeId),
    /// A link leads to an annotation that the article does not have.
    DanglingLink(AnnotationId),
    /// Two of `low`, `best` and `high` are in the wrong order.
    Disordered(AttributeId, AttributeId),
    /// The answers contradict the precision: it is exact and `low` differs from `high`, or it is zero and they are not 0.
    PrecisionContradicted(&'static str),
    /// The same analyst has made this annotation already: the same label on the same text.
    Repeats(AnnotationId),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SplitsGrapheme(range) => write!(f, "fragment {range:?} (bytes) splits a grapheme cluster"),
            Self::WhiteSpaceAtEdge(range) => write!(f, "fragment {range:?} (bytes) begins or ends in white space"),
            Self::RequiredEmpty(attribute) => write!(f, "required attribute {attribute} is not filled"),
            Self::UnknownAttribute(attribute) => write!(f, "the label has no attribute {attribute}"),
            Self::BadValue(attribute) => write!(f, "the value of {attribute} is not one that the codebook allows"),
            Self::DanglingLink(id) => write!(f, "a link leads to annotation {id}, which the article does not have"),
            Self::Disordered(low, high) => write!(f, "{low} is larger than {high}"),
            Self::PrecisionContradicted(precision) => write!(f, "precision is {precision}, but low and high say otherwise"),
            Self::Repeats(id) => {
                write!(f, "repeats annotation {id}: the same label on the same text; comparisons count the two once")
            }
        }
    }
}

/// Finds everything worth a look in a project, in the order of the articles and of their text.
pub fn check_project(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for record in project.articles() {
        let mut annotations: Vec<_> = record.annotations.values().collect();
        annotations.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
        let repeats = repeats(annotations.iter().copied());
        for annotation in annotations {
            let mut problems = check_annotation(project.codebook(), record, annotation);
            problems.extend(repeats.get(&annotation.id).map(|first| Problem::Repeats(*first)));
            findings.extend(problems.into_iter().map(|problem| Finding {
                article: record.article.id,
                annotation: annotation.id,
                problem,
            }));
        }
    }
    findings
}

/// Finds the annotations of an article that repeat another one of the same analyst. Returns each with the one that it
/// repeats.
///
/// An annotation repeats another if it has the same label and covers the same text. The one that was made first is the
/// original.
pub fn repeats<'a>(annotations: impl IntoIterator<Item = &'a Annotation>) -> BTreeMap<AnnotationId, AnnotationId> {
    let mut alike: BTreeMap<_, Vec<&Annotation>> = BTreeMap::new();
    for annotation in annotations {
        let covered: Vec<ByteRange> = annotation.fragments.joined().iter().collect();
        alike.entry((&annotation.analyst, &annotation.label, covered)).or_default().push(annotation);
    }
    let mut repeats = BTreeMap::new();
    for mut found in alike.into_values() {
        found.sort_by_key(|annotation| (annotation.created, annotation.id));
        if let Some((first, others)) = found.split_first() {
            repeats.extend(others.iter().map(|other| (other.id, first.id)));
        }
    }
    repeats
}

/// Finds everything worth a look in one annotation by itself; [`repeats`] compares it with others.
pub fn check_annotation(codebook: &Codebook, record: &ArticleRecord, annotation: &Annotation) -> Vec<Problem> {
    let mut problems = Vec::new();
    let text = record.article.text.as_str();
    for fragment in annotation.fragments.iter() {
        if ![fragment.start(), fragment.end()].into_iter().all(|edge| segment::is_grapheme_boundary(text, edge)) {
            problems.push(Problem::SplitsGrapheme(fragment));
        }
        if segment::trim(text, fragment) != Some(fragment) {
            problems.push(Problem::WhiteSpaceAtEdge(fragment));
        }
    }
    let Some(label) = codebook.label(&annotation.label) else { return problems };
    for attribute in &label.attributes {
        match annotation.attributes.get(&attribute.id) {
            None if attribute.is_required => problems.push(Problem::RequiredEmpty(attribute.id.clone())),
            Some(value) if !attribute.allows(value) => problems.push(Problem::BadValue(attribute.id.clone())),
            _ => {}
        }
    }
    let unknown = annotation.attributes.keys().filter(|key| label.attribute(key).is_none());
    problems.extend(unknown.map(|key| Problem::UnknownAttribute(key.clone())));
    let links = annotation.attributes.values().filter_map(|value| match value {
        AttributeValue::Links(links) => Some(links),
        _ => None,
    });
    let dangling = links.flatten().chain(&annotation.same_as).filter(|id| !record.annotations.contains_key(id));
    problems.extend(dangling.map(|id| Problem::DanglingLink(*id)));
    problems.extend(check_amounts(annotation));
    problems
}

/// Checks the bounds of a figure: low ≤ best ≤ high; exact means low = high; zero means that both are 0.
fn check_amounts(annotation: &Annotation) -> Vec<Problem> {
    let number = |key: &str| match annotation.attributes.get(key) {
        Some(AttributeValue::Integer(number)) => Some(*number),
        _ => None,
    };
    let mut problems = Vec::new();
    for (low, high) in [("low", "best"), ("best", "high"), ("low", "high")] {
        if number(low).zip(number(high)).is_some_and(|(low, high)| low > high) {
            problems.push(Problem::Disordered(low.into(), high.into()));
        }
    }
    let bounds = (number("low"), number("high"));
    match annotation.attributes.get("precision") {
        Some(AttributeValue::Choice(precision)) if precision == "exact" && bounds.0 != bounds.1 => {
            problems.push(Problem::PrecisionContradicted("exact"));
        }
        Some(AttributeValue::Choice(precision))
            if precision == "zero" && [bounds.0, bounds.1].into_iter().flatten().any(|n| n != 0) =>
        {
            problems.push(Problem::PrecisionContradicted("zero"));
        }
        _ => {}
    }
    problems
}

impl Attribute {
    /// Whether the codebook allows `value` as an answer here; *not stated* and *unclear* are always allowed.
    pub fn allows(&self, value: &AttributeValue) -> bool {
        let known = |choice: &String| self.kind.choices().iter().any(|known| known.id == *choice);
        match (&self.kind, value) {
            (_, AttributeValue::NotStated | AttributeValue::Unclear)
            | (AttributeKind::Text, AttributeValue::Text(_))
            | (AttributeKind::YesNo, AttributeValue::YesNo(_))
            | (AttributeKind::Date, AttributeValue::Date(_))
            | (AttributeKind::SubSpan, AttributeValue::SubSpan(_)) => true,
            (AttributeKind::Integer { min, max }, AttributeValue::Integer(n)) => {
                min.is_none_or(|min| min <= *n) && max.is_none_or(|max| *n <= max)
            }
            (AttributeKind::Number, AttributeValue::Number(n)) => n.is_finite(),
            (AttributeKind::OneOf(_), AttributeValue::Choice(choice)) => known(choice),
            (AttributeKind::SeveralOf(_), AttributeValue::Choices(choices)) => choices.iter().all(known),
            (AttributeKind::Links { many, .. }, AttributeValue::Links(links)) => *many || links.len() <= 1,
            _ => false,
        }
    }
}
