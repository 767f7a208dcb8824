//! An annotation: one analyst's marked passage, its label and its attribute values.

use super::id::{AnalystId, AnnotationId, AttributeId, LabelId};
use crate::text::{ByteOffset, ByteRange};
use jiff::Timestamp;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// One analyst's marked passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Unique in the project and across its copies.
    pub id: AnnotationId,
    /// Whose layer it is in.
    pub analyst: AnalystId,
    /// What it is.
    pub label: LabelId,
    /// Where it stands.
    pub fragments: Fragments,
    /// Answers to the label's attributes. One that is absent is *not filled*.
    pub attributes: BTreeMap<AttributeId, AttributeValue>,
    /// Annotations that say the same.
    pub same_as: Vec<AnnotationId>,
    /// The analyst's remark; empty for none.
    pub note: String,
    /// The analyst marked it as unsure.
    pub is_unsure: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// The codebook's version when it was made.
    pub codebook_version: u32,
}

/// An answer to an attribute. *Not filled* is the third empty state: no answer at all.
#[derive(Clone, Debug)]
pub enum AttributeValue {
    /// The text does not say.
    NotStated,
    /// The text says, but not clearly.
    Unclear,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// The id of a choice.
    Choice(String),
    /// The ids of choices, in the schema's order.
    Choices(Vec<String>),
    /// A day as in 2017-09-21.
    Date(jiff::civil::Date),
    /// Other annotations.
    Links(Vec<AnnotationId>),
    /// A stretch of the article.
    SubSpan(ByteRange),
}

/// A number that is none (NaN) is the same answer as another that is none, so that a project equals its copy.
impl PartialEq for AttributeValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NotStated, Self::NotStated) | (Self::Unclear, Self::Unclear) => true,
            (Self::Text(a), Self::Text(b)) | (Self::Choice(a), Self::Choice(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b || a.is_nan() && b.is_nan(),
            (Self::YesNo(a), Self::YesNo(b)) => a == b,
            (Self::Choices(a), Self::Choices(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Links(a), Self::Links(b)) => a == b,
            (Self::SubSpan(a), Self::SubSpan(b)) => a == b,
            _ => false,
        }
    }
}

/// The pieces of an annotation: at least one, each non-empty, in order, not overlapping and not touching.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragments(SmallVec<[ByteRange; 1]>);

/// Ranges that cannot be the fragments of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FragmentsError {
    /// There are none.
    #[error("an annotation needs at least one fragment")]
    None,
    /// One covers nothing.
    #[error("a fragment at byte {0:?} covers no text")]
    Empty(ByteOffset),
    /// Two share text, or are not in order.
    #[error("the fragments overlap or are out of order at byte {0:?}")]
    Disordered(ByteOffset),
}

impl Fragments {
    /// One piece.
    ///
    /// # Errors
    /// [`FragmentsError::Empty`].
    pub fn one(range: ByteRange) -> Result<Self, FragmentsError> {
        Self::new([range])
    }

    /// Several pieces, kept as they are given (imported ones may touch).
    ///
    /// # Errors
    /// When there are none, one is empty, or they are out of order or overlap.
    pub fn new(ranges: impl IntoIterator<Item = ByteRange>) -> Result<Self, FragmentsError> {
        let ranges: SmallVec<[ByteRange; 1]> = ranges.into_iter().collect();
        if ranges.is_empty() {
            return Err(FragmentsError::None);
        }
        if let Some(empty) = ranges.iter().find(|range| range.is_empty()) {
            return Err(FragmentsError::Empty(empty.start()));
        }
        match ranges.windows(2).find(|pair| pair[0].end() > pair[1].start()) {
            Some(pair) => Err(FragmentsError::Disordered(pair[1].start())),
            None => Ok(Self(ranges)),
        }
    }

    /// These and `range`, joined with what it touches or overlaps.
    pub fn with(&self, range: ByteRange) -> Self {
        if range.is_empty() {
            return self.clone();
        }
        let mut merged = range;
        let mut ranges: SmallVec<[ByteRange; 1]> = SmallVec::new();
        for fragment in self.iter() {
            if fragment.start() <= merged.end() && merged.start() <= fragment.end() {
                merged = merged.hull(fragment);
            } else {
                ranges.push(fragment);
            }
        }
        ranges.push(merged);
        ranges.sort();
        Self(ranges)
    }

    /// These without number `index`, unless it is the only one or there is no such.
    pub fn without(&self, index: usize) -> Option<Self> {
        (self.0.len() > 1 && index < self.0.len())
            .then(|| Self(self.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, r)| r).collect()))
    }

    /// The same text in as few pieces as it takes: those that touch as one.
    pub fn joined(&self) -> Self {
        let mut ranges: SmallVec<[ByteRange; 1]> = SmallVec::new();
        for fragment in self.iter() {
            match ranges.last_mut().filter(|last| last.end() == fragment.start()) {
                Some(last) => *last = last.hull(fragment),
                None => ranges.push(fragment),
            }
        }
        Self(ranges)
    }

    /// The pieces in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ByteRange> + DoubleEndedIterator + '_ {
        self.0.iter().copied()
    }

    /// The first piece.
    pub fn first(&self) -> ByteRange {
        self.0[0] // never empty
    }

    /// The last piece.
    pub fn last(&self) -> ByteRange {
        self.0[self.0.len() - 1] // never empty
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Bytes covered, gaps left out.
    pub fn covered_bytes(&self) -> usize {
        self.iter().map(ByteRange::len).sum()
    }

    /// From the first byte of the first piece to the last of the last.
    pub fn hull(&self) -> ByteRange {
        self.first().hull(self.last())
    }

    /// Whether any piece shares text with `range`.
    pub fn overlaps(&self, range: ByteRange) -> bool {
        self.iter().any(|fragment| fragment.overlaps(range))
    }

    /// Whether `offset` lies in a piece.
    pub fn contains(&self, offset: ByteOffset) -> bool {
        self.iter().any(|fragment| fragment.contains(offset))
    }

    /// The words of all pieces, joined by an ellipsis.
    pub fn words(&self, text: &str) -> String {
        self.iter().map(|fragment| fragment.of(text).unwrap_or("")).collect::<Vec<_>>().join(" … ")
    }

    /// Orders annotations for reading: by start, the longer first.
    pub fn reading_order(&self) -> (ByteOffset, std::cmp::Reverse<ByteOffset>) {
        (self.first().start(), std::cmp::Reverse(self.last().end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(pairs: &[(usize, usize)]) -> Result<Fragments, FragmentsError> {
        Fragments::new(pairs.iter().map(|(start, end)| ByteRange::from_usize(*start..*end)))
    }

    #[test]
    fn fragments_are_never_empty_and_in_order() {
        assert_eq!(ranges(&[]), Err(FragmentsError::None));
        assert_eq!(ranges(&[(3, 3)]), Err(FragmentsError::Empty(ByteOffset::new(3))));
        assert_eq!(ranges(&[(0, 4), (2, 6)]), Err(FragmentsError::Disordered(ByteOffset::new(2))));
        assert!(ranges(&[(0, 4), (4, 6)]).is_ok(), "an imported pair may touch");
        assert_eq!(ranges(&[(0, 4), (4, 6), (8, 9)]).map(|found| found.joined()), ranges(&[(0, 6), (8, 9)]));
    }

    #[test]
    fn adding_a_fragment_joins_what_it_touches() {
        let two = ranges(&[(0, 4), (10, 14)]).unwrap();
        assert_eq!(two.with(ByteRange::from_usize(20..22)), ranges(&[(0, 4), (10, 14), (20, 22)]).unwrap());
        assert_eq!(two.with(ByteRange::from_usize(4..10)), ranges(&[(0, 14)]).unwrap());
        assert_eq!(two.without(0), ranges(&[(10, 14)]).ok());
        assert_eq!(ranges(&[(0, 4)]).unwrap().without(0), None, "the last one stays");
    }
}
