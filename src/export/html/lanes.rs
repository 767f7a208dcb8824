//! Decides which lane below the words each annotation's line takes, and cuts lines of text into stretches.

use crate::{project::Annotation, text::ByteRange};
use std::cmp::Reverse;

/// The number of lanes in one place; further lines share the last lane.
const MAX_LANES: usize = 12;
/// The width, in pixels, of a digit in the numbers above the words, and of the space after a number, as `style.css` sets
/// them.
const DIGIT_PX: usize = 6;
const NUMBER_GAP_PX: usize = 3;
/// The width of a letter of the text, in pixels; most are wider.
const LETTER_PX: usize = 5;

/// Gives each annotation, in reading order, its lane: 0 is nearest to the words, and an outer annotation lies below those
/// inside it.
pub fn lanes(annotations: &[&Annotation]) -> Vec<usize> {
    let neighbours = neighbours(annotations);
    let mut inner_first: Vec<usize> = (0..annotations.len()).collect();
    inner_first.sort_by_key(|i| (annotations[*i].fragments.covered_bytes(), Reverse(*i)));
    let mut lanes: Vec<Option<usize>> = vec![None; annotations.len()];
    for this in inner_first {
        let taken: Vec<usize> = neighbours[this].iter().filter_map(|other| lanes[*other]).collect();
        let free = (0..MAX_LANES).find(|lane| !taken.contains(lane));
        // Nested annotations cover less and have their lanes by now; the outer one goes below all of them.
        let below = taken.iter().max().map_or(0, |lane| lane + 1);
        let is_outer =
            neighbours[this].iter().any(|other| lanes[*other].is_some() && is_within(annotations[*other], annotations[this]));
        lanes[this] = Some(if is_outer { below } else { free.unwrap_or(MAX_LANES) }.min(MAX_LANES - 1));
    }
    lanes.into_iter().map(|lane| lane.unwrap_or(0)).collect()
}

fn is_within(inner: &Annotation, outer: &Annotation) -> bool {
    inner.fragments.iter().all(|range| outer.fragments.iter().any(|whole| whole.covers(range)))
}

/// For each annotation, the others that share words with it.
fn neighbours(annotations: &[&Annotation]) -> Vec<Vec<usize>> {
    let mut fragments: Vec<(ByteRange, usize)> =
        annotations.iter().enumerate().flat_map(|(i, a)| a.fragments.iter().map(move |range| (range, i))).collect();
    fragments.sort_by_key(|(range, i)| (range.start(), Reverse(range.end()), *i));
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); annotations.len()];
    let mut open: Vec<(ByteRange, usize)> = Vec::new();
    for (range, this) in fragments {
        open.retain(|(other, _)| other.end() > range.start());
        for (_, other) in &open {
            neighbours[this].push(*other);
            neighbours[*other].push(this);
        }
        open.push((range, this));
    }
    neighbours
}

/// A stretch of text that the same annotations cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The bytes it spans.
    pub range: ByteRange,
    /// The places of these annotations in the list, the outermost first.
    pub covering: Vec<usize>,
}

/// For each stretch of a line, finds the annotations whose numbers are above its first letter: those that begin there, and
/// those that begin so soon after it that their numbers would overlap.
pub fn numbers(text: &str, stretches: &[Stretch], annotations: &[&Annotation]) -> Vec<Vec<usize>> {
    let mut numbers: Vec<Vec<usize>> = vec![Vec::new(); stretches.len()];
    // The last stretch with numbers, and how far these reach beyond the current stretch, in pixels.
    let (mut last, mut reach): (Option<usize>, usize) = (None, 0);
    for (this, stretch) in stretches.iter().enumerate() {
        let is_start = |place: &&usize| annotations[**place].fragments.first().start() == stretch.range.start();
        let starting: Vec<usize> = stretch.covering.iter().filter(is_start).copied().collect();
        let width: usize = starting.iter().map(|place| NUMBER_GAP_PX + DIGIT_PX * (place + 1).to_string().len()).sum();
        match last.filter(|_| reach > 0 && !starting.is_empty()) {
            Some(last) => {
                numbers[last].extend(starting);
                reach += width;
            }
            None if !starting.is_empty() => {
                numbers[this] = starting;
                (last, reach) = (Some(this), width);
            }
            None => {}
        }
        let num_chars = stretch.range.of(text).unwrap_or_default().chars().count();
        reach = reach.saturating_sub(num_chars * LETTER_PX);
    }
    numbers
}

/// Walks through a text from beginning to end and cuts it at every edge of a fragment.
pub struct Stretches {
    /// The fragments, sorted by start.
    fragments: Vec<(ByteRange, usize)>,
    next: usize,
    open: Vec<(ByteRange, usize)>,
    /// The number of bytes that each annotation covers.
    covered: Vec<usize>,
}

impl Stretches {
    /// Starts at the beginning of the text.
    pub fn new(annotations: &[&Annotation]) -> Self {
        let mut fragments: Vec<(ByteRange, usize)> =
            annotations.iter().enumerate().flat_map(|(i, a)| a.fragments.iter().map(move |range| (range, i))).collect();
        fragments.sort();
        let covered = annotations.iter().map(|annotation| annotation.fragments.covered_bytes()).collect();
        Self { fragments, next: 0, open: Vec::new(), covered }
    }

    /// The stretches of a line. Lines must be requested in order.
    pub fn of_line(&mut self, line: ByteRange) -> Vec<Stretch> {
        self.open.retain(|(range, _)| range.end() > line.start());
        while let Some(fragment) = self.fragments.get(self.next).filter(|(range, _)| range.start() < line.end()) {
            if fragment.0.end() > line.start() {
                self.open.push(*fragment);
            }
            self.next += 1;
        }
        let edges = self.open.iter().flat_map(|(range, _)| [range.start(), range.end()]);
        let mut cuts: Vec<_> = edges.filter(|edge| line.start() < *edge && *edge < line.end()).collect();
        cuts.extend([line.start(), line.end()]);
        cuts.sort();
        cuts.dedup();
        let stretch = |pair: &[crate::text::ByteOffset]| {
            let range = ByteRange::between(pair[0], pair[1]);
            let mut covering: Vec<usize> =
                self.open.iter().filter(|(fragment, _)| fragment.covers(range)).map(|(_, place)| *place).collect();
            covering.sort_by_key(|place| (Reverse(self.covered[*place]), *place));
            Stretch { range, covering }
        };
        cuts.windows(2).map(stretch).collect()
    }
}
