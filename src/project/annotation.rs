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
    /// The analyst whose layer it is in.
    pub analyst: AnalystId,
    /// The label that the analyst gave it.
    pub label: LabelId,
    /// The passage it covers.
    pub fragments: Fragments,
    /// The answers to the label's attributes. An attribute without an entry is *not filled*.
    pub attributes: BTreeMap<AttributeId, AttributeValue>,
    /// Other annotations that say the same, in a headline for example.
    pub same_as: Vec<AnnotationId>,
    /// The analyst's remark; empty for none.
    pub note: String,
    /// Whether the analyst marked it as unsure.
    pub is_unsure: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// The codebook's version when it was made.
    pub codebook_version: u32,
}

/// An answer to an attribute. *Not filled* is the third empty state: there is no answer at all.
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

/// Two values that are not a number (NaN) count as the same answer, so that a project equals its copy.
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

/// The pieces of an annotation: at least one, none empty, in order, neither overlapping nor touching.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fragments(SmallVec<[ByteRange; 1]>);

/// A list of ranges that cannot be the fragments of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FragmentsError {
    /// There are none.
    #[error("an annotation needs at least one fragment")]
    None,
    /// One of them covers no text.
    #[error("a fragment at byte {0:?} covers no text")]
    Empty(ByteOffset),
    /// Two of them share text, or they are not in order.
    #[error("the fragments overlap or are out of order at byte {0:?}")]
    Disordered(ByteOffset),
}

impl Fragments {
    /// Makes fragments of one piece.
    ///
    /// # Errors
    /// [`FragmentsError::Empty`].
    pub fn one(range: ByteRange) -> Result<Self, FragmentsError> {
        Self::new([range])
    }

    /// Makes fragments of several pieces, kept as they are given (imported ones may touch).
    ///
    /// # Errors
    /// If there are none, one is empty, they overlap, or they are out of order.
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

    /// Adds `range` and joins it with the pieces that it touches or overlaps.
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

    /// Removes piece number `index`; `None` if it is the only one or does not exist.
    pub fn without(&self, index: usize) -> Option<Self> {
        (self.0.len() > 1 && index < self.0.len())
            .then(|| Self(self.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, r)| r).collect()))
    }

    /// Covers the same text in as few pieces as possible: pieces that touch become one.
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

    /// The pieces, in order.
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

    /// The number of pieces.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The number of bytes covered, without the gaps.
    pub fn covered_bytes(&self) -> usize {
        self.iter().map(ByteRange::len).sum()
    }

    /// The range from the first byte of the first piece to the last byte of the last.
    pub fn hull(&self) -> ByteRange {
        self.first().hull(self.last())
    }

    /// Whether any piece shares text with `range`.
    pub fn overlaps(&self, range: ByteRange) -> bool {
        self.iter().any(|fragment| fragment.overlaps(range))
    }

    /// Whether `offset` lies in one of the pieces.
    pub fn contains(&self, offset: ByteOffset) -> bool {
        self.iter().any(|fragment| fragment.contains(offset))
    }

    /// The words of all pieces, joined by an ellipsis.
    pub fn words(&self, text: &str) -> String {
        self.iter().map(|fragment| fragment.of(text).unwrap_or("")).collect::<Vec<_>>().join(" … ")
    }

    /// The key that sorts annotations for reading: by start, the longer one first.
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
