//! Chooses the lane under the words for each annotation's line.
//!
//! Lane 0 is nearest to the words. An annotation lies below all annotations nested in it, and never shares a lane with one
//! that it overlaps. Lanes depend on the whole layer and not on the visible part, so lines stay put while the page scrolls.

use crate::text::ByteRange;

/// The greatest number of lanes. A place that is annotated more often gets no further lanes.
const MAX_LANES: u8 = 32;
/// The number of neighbours with which an annotation is compared. If there are more in one place, they share lanes.
const MAX_NEIGHBOURS: usize = 64;

/// The lanes of annotations, given by their fragments in reading order (by start, the longer first).
pub fn lanes<'a, I>(annotations: &[I]) -> Vec<u8>
where
    I: AsRef<[ByteRange]> + 'a,
{
    let covered: Vec<usize> = annotations.iter().map(|a| a.as_ref().iter().map(|range| range.len()).sum()).collect();
    let neighbours = overlapping(annotations);
    let mut inner_first: Vec<usize> = (0..annotations.len()).collect();
    // Of two that cover the same words, the later one in reading order counts as the inner one.
    inner_first.sort_by_key(|i| (covered[*i], std::cmp::Reverse(*i)));
    let mut lanes: Vec<Option<u8>> = vec![None; annotations.len()];
    for this in inner_first {
        let mut taken = 0_u32;
        let mut floor = 0;
        for other in &neighbours[this] {
            let Some(lane) = lanes[*other] else { continue };
            taken |= 1 << lane;
            if is_within(annotations[*other].as_ref(), annotations[this].as_ref()) {
                floor = floor.max(lane + 1);
            }
        }
        let free = (floor..MAX_LANES).find(|lane| taken & (1 << lane) == 0);
        lanes[this] = Some(free.unwrap_or(MAX_LANES - 1));
    }
    lanes.into_iter().map(|lane| lane.unwrap_or(0)).collect()
}

/// For each annotation the others that it shares words with.
fn overlapping<I: AsRef<[ByteRange]>>(annotations: &[I]) -> Vec<Vec<usize>> {
    let mut fragments: Vec<(ByteRange, usize)> =
        annotations.iter().enumerate().flat_map(|(i, a)| a.as_ref().iter().map(move |range| (*range, i))).collect();
    fragments.sort_by_key(|(range, i)| (range.start(), std::cmp::Reverse(range.end()), *i));
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); annotations.len()];
    let mut open: Vec<(ByteRange, usize)> = Vec::new();
    for (range, this) in fragments {
        open.retain(|(other, _)| other.end() > range.start());
        for (_, other) in open.iter().rev().take(MAX_NEIGHBOURS) {
            neighbours[this].push(*other);
            neighbours[*other].push(this);
        }
        open.push((range, this));
    }
    neighbours
}

/// Whether all of `inner` lies in `outer`.
fn is_within(inner: &[ByteRange], outer: &[ByteRange]) -> bool {
    inner.iter().all(|range| outer.iter().any(|whole| whole.covers(*range)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layer(spans: &[&[(usize, usize)]]) -> Vec<Vec<ByteRange>> {
        spans.iter().map(|span| span.iter().map(|(start, end)| ByteRange::from_usize(*start..*end)).collect()).collect()
    }

    #[test]
    fn an_outer_annotation_lies_below_the_nested_ones() {
        // claim over figure over number
        assert_eq!(lanes(&layer(&[&[(0, 90)], &[(0, 30)], &[(9, 11)]])), [2, 1, 0]);
    }

    #[test]
    fn neighbours_share_a_lane_and_overlaps_do_not() {
        assert_eq!(lanes(&layer(&[&[(0, 10)], &[(10, 20)], &[(30, 40)]])), [0, 0, 0]);
        let chain = lanes(&layer(&[&[(0, 10)], &[(5, 15)], &[(12, 22)]]));
        assert_ne!(chain[0], chain[1]);
        assert_ne!(chain[1], chain[2]);
        assert_eq!(chain[0], chain[2], "a chain needs two lanes, however long");
    }

    #[test]
    fn the_gap_between_two_fragments_is_free() {
        assert_eq!(lanes(&layer(&[&[(0, 10), (20, 30)], &[(12, 18)]])), [0, 0]);
    }

    proptest! {
        #[test]
        fn overlapping_annotations_never_share_a_lane(spans in proptest::collection::vec((0_usize..60, 1_usize..30), 0..12)) {
            let mut layer: Vec<Vec<ByteRange>> = spans.iter().map(|(start, len)| vec![ByteRange::from_usize(*start..start + len)]).collect();
            layer.sort_by_key(|a| (a[0].start(), std::cmp::Reverse(a[0].end())));
            let lanes = lanes(&layer);
            for (i, a) in layer.iter().enumerate() {
                for (j, b) in layer.iter().enumerate().take(i) {
                    prop_assert!(!a[0].overlaps(b[0]) || lanes[i] != lanes[j]);
                    if b[0].covers(a[0]) { prop_assert!(lanes[j] > lanes[i]); }
                }
            }
        }
    }
}
