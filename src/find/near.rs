//! An index of annotations by place, so that each of ten thousand need not be compared with all others.

use crate::{
    project::Annotation,
    text::{ByteOffset, ByteRange},
};

/// The annotations of one article, indexed by place.
pub(super) struct Near<'r> {
    /// The annotations, sorted by the start of their hulls.
    sorted: Vec<&'r Annotation>,
    /// For each place of `sorted`, the largest end of a hull up to there.
    ends: Vec<ByteOffset>,
}

impl<'r> Near<'r> {
    /// Sorts the annotations.
    pub(super) fn new(mut sorted: Vec<&'r Annotation>) -> Self {
        sorted.sort_by_key(|annotation| annotation.fragments.hull().start());
        let mut last = ByteOffset::ZERO;
        let ends = sorted.iter().map(|annotation| {
            last = last.max(annotation.fragments.hull().end());
            last
        });
        Self { ends: ends.collect(), sorted }
    }

    /// The annotations whose hull shares text with `range`, the last first.
    pub(super) fn beside(&self, range: ByteRange) -> impl Iterator<Item = &'r Annotation> + '_ {
        let until = self.sorted.partition_point(|other| other.fragments.hull().start() < range.end());
        let near = (0..until).rev().take_while(move |at| self.ends[*at] > range.start()).map(|at| self.sorted[at]);
        near.filter(move |other| other.fragments.hull().overlaps(range))
    }
}
