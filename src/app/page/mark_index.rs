//! An index of the marks in the pieces that are shown, with their lanes.
//!
//! The data for all marks of an article are made in one pass of a few instructions for each. Everything else is computed
//! only for the marks near the viewport, so a change costs about the same in any article.

use super::{
    content::{Mark, Side},
    lanes::lanes,
    outline::Outline,
};
use crate::text::{ByteOffset, ByteRange};
use smallvec::SmallVec;
use std::ops::Range;

/// The number of pieces that are indexed on either side of the visible ones, so that scrolling by a line changes nothing.
const NEIGHBOURS: usize = 6;

/// One fragment of one mark, by its place in the list of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FragmentRef {
    pub mark: usize,
    pub fragment: usize,
}

/// The index of the marks by place.
#[derive(Default)]
pub(super) struct MarkIndex {
    /// For each mark, the furthest end of it and of all marks before it. These values never decrease.
    reach: Vec<ByteOffset>,
    /// The lanes of marks that have been needed so far.
    lanes: Vec<Option<u8>>,
    /// The pieces that `entries` cover.
    pieces: Range<usize>,
    /// Sorted by piece.
    entries: Vec<(u32, FragmentRef)>,
}

impl MarkIndex {
    /// Of marks in reading order.
    pub fn new(marks: &[Mark]) -> Self {
        let mut furthest = ByteOffset::ZERO;
        let reach = marks.iter().map(|mark| {
            furthest = furthest.max(mark.fragments.last().end());
            furthest
        });
        Self { reach: reach.collect(), lanes: vec![None; marks.len()], pieces: 0..0, entries: Vec::new() }
    }

    /// Prepares the answers of [`Self::in_piece`] and [`Self::lane`] for the marks in `pieces`.
    pub fn look_at(&mut self, marks: &[Mark], outline: &Outline, pieces: Range<usize>) {
        if self.pieces.start <= pieces.start && pieces.end <= self.pieces.end {
            return;
        }
        let last = outline.pieces().len();
        self.pieces = pieces.start.saturating_sub(NEIGHBOURS)..(pieces.end + NEIGHBOURS).min(last);
        self.entries.clear();
        let Some(all) = outline.pieces().get(self.pieces.clone()) else { return };
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
        let bytes = ByteRange::between(first.range.start(), last.range.end());
        let near = self.near(marks, bytes);
        for (mark, fragments) in near.clone().filter_map(|mark| Some((mark, &marks.get(mark)?.fragments))) {
            for (fragment, range) in fragments.iter().enumerate().filter(|(_, range)| range.overlaps(bytes)) {
                let found = outline.pieces_in(range);
                let shown = found.start.max(self.pieces.start)..found.end.min(self.pieces.end);
                self.entries.extend(shown.map(|piece| (piece as u32, FragmentRef { mark, fragment })));
            }
        }
        self.entries.sort_by_key(|(piece, _)| *piece);
        self.lay(marks, near);
    }

    /// The fragments that share text with piece `index`, in reading order of their annotations.
    pub fn in_piece(&self, index: usize) -> impl Iterator<Item = FragmentRef> + '_ {
        let from = self.entries.partition_point(|(piece, _)| (*piece as usize) < index);
        self.entries[from..].iter().take_while(move |(piece, _)| *piece as usize == index).map(|(_, fragment)| *fragment)
    }

    pub fn lane(&self, mark: usize) -> u8 {
        self.lanes.get(mark).copied().flatten().unwrap_or(0)
    }

    /// All marks that may have a fragment in `bytes`, and some that have none.
    fn near(&self, marks: &[Mark], bytes: ByteRange) -> Range<usize> {
        let from = self.reach.partition_point(|reach| *reach <= bytes.start());
        let to = marks.partition_point(|mark| mark.fragments.first().start() < bytes.end());
        from..to.max(from)
    }

    /// Assigns lanes to these marks and, because lanes depend on all marks that are connected by overlaps, to those as well.
    fn lay(&mut self, marks: &[Mark], near: Range<usize>) {
        let Range { mut start, mut end } = near;
        let joins = |at: usize| match (at.checked_sub(1).and_then(|before| self.reach.get(before)), marks.get(at)) {
            (Some(reach), Some(mark)) => *reach > mark.fragments.first().start(),
            _ => false,
        };
        while joins(start) {
            start -= 1;
        }
        while joins(end) {
            end += 1;
        }
        let (Some(connected), Some(known)) = (marks.get(start..end), self.lanes.get_mut(start..end)) else { return };
        if known.iter().any(Option::is_none) {
            for sides in Side::LANES {
                let of_side = connected.iter().filter(|mark| sides.contains(&mark.side));
                let ranges: Vec<SmallVec<[ByteRange; 1]>> = of_side.map(|mark| mark.fragments.iter().collect()).collect();
                let places = connected.iter().zip(known.iter_mut()).filter(|(mark, _)| sides.contains(&mark.side));
                places.zip(lanes(&ranges)).for_each(|((_, lane), new)| *lane = Some(new));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        project::{AnnotationId, Fragments},
        text::IndexedText,
    };
    use proptest::prelude::*;

    /// Twenty lines of nine letters.
    fn outline() -> Outline {
        let article = crate::project::Article {
            id: crate::project::ArticleId::from_random(1),
            text: IndexedText::new("nine let.\n".repeat(20)).unwrap(),
            text_sha256: crate::project::Sha256::of(b""),
            metadata: Default::default(),
            source: Default::default(),
            blocks: Vec::new(),
            links: Vec::new(),
            imported: jiff::Timestamp::UNIX_EPOCH,
        };
        Outline::new(&article)
    }

    proptest! {
        #[test]
        fn what_is_near_a_piece_is_what_all_marks_say(
            spans in proptest::collection::vec((0_usize..180, 1_usize..40, 0_usize..40), 0..30), pieces in (0_usize..20, 1_usize..4),
        ) {
            let outline = outline();
            let mut marks: Vec<Mark> = spans.iter().enumerate().map(|(i, (start, len, gap))| {
                let first = ByteRange::from_usize(*start..(start + len).min(199));
                // A second fragment further on, sometimes.
                let second = first.end().to_usize() + gap..(first.end().to_usize() + 2 * gap).min(199);
                let ranges = [Some(first), (*gap > 20 && second.end > second.start).then(|| ByteRange::from_usize(second))];
                Mark { id: AnnotationId::from_random(i as u64), fragments: Fragments::new(ranges.into_iter().flatten()).unwrap(), label_index: 0, side: Side::Below }
            }).collect();
            marks.sort_by_key(|mark| (mark.fragments.reading_order(), mark.id));
            let all: Vec<Vec<ByteRange>> = marks.iter().map(|mark| mark.fragments.iter().collect()).collect();
            let all_lanes = lanes(&all);
            let mut index = MarkIndex::new(&marks);
            let shown = pieces.0..(pieces.0 + pieces.1).min(20);
            index.look_at(&marks, &outline, shown.clone());
            for piece in shown {
                let found: Vec<_> = index.in_piece(piece).map(|at| (at.mark, at.fragment)).collect();
                let range = outline.pieces()[piece].range;
                let wanted: Vec<_> = all.iter().enumerate().flat_map(|(mark, fragments)| {
                    fragments.iter().enumerate().filter(|(_, fragment)| fragment.overlaps(range)).map(move |(i, _)| (mark, i))
                }).collect();
                prop_assert_eq!(&found, &wanted);
                for (mark, _) in found { prop_assert_eq!(index.lane(mark), all_lanes[mark]); }
            }
        }
    }
}
