//! A paragraph that has been set: its lines, and the place of every character.
//!
//! Lines are exactly one line height apart, however tall the fonts in a line are, so that the page keeps its rhythm. Offsets
//! are in bytes from the start of the paragraph's text, and distances in points from its top left corner.

use super::typesetter::KeptMeshes;
use egui::{Rect, pos2};
use parley::{Affinity, Cursor, Layout};
use std::{cell::RefCell, ops::Range};

/// The distance of the baseline below the middle of a line, as a share of the type size. It centres capitals in the line.
const BASELINE_BELOW_MIDDLE: f32 = 0.33;

/// One grapheme cluster in a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// First byte.
    pub start: u32,
    /// First byte after.
    pub end: u32,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Reads from right to left.
    pub is_rtl: bool,
    /// White space that hangs over the end of its line.
    pub hangs: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Bytes.
    pub range: Range<usize>,
    /// From left to right as painted.
    pub clusters: Vec<Cluster>,
}

/// A part of a text range on one line, painted as one box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Which line.
    pub line: usize,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Holds the range's first byte, at its left (left to right) or right edge.
    pub has_start: bool,
    /// Holds the range's last byte.
    pub has_end: bool,
    /// Begins at the right: its words read from right to left, or both ways in a paragraph that does.
    pub is_rtl: bool,
}

/// A place for the caret: the byte before which it is, and the side to which it belongs where a line breaks or the direction
/// changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Byte.
    pub index: usize,
    /// Belongs to the character before it (end of a line) rather than the one after.
    pub is_after: bool,
}

/// A character that no font has a glyph for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Missing {
    pub line: usize,
    pub x0: f32,
    pub x1: f32,
    pub character: char,
    /// Whether it is a combining mark on a letter that has a glyph.
    pub is_mark: bool,
}

/// A paragraph that has been set.
pub struct SetParagraph {
    pub(super) layout: Layout<()>,
    pub(super) missing: Vec<Missing>,
    /// The meshes with which the typesetter painted it last.
    pub(super) kept: RefCell<Option<KeptMeshes>>,
    lines: Vec<Line>,
    line_height: f32,
    size: f32,
    text_len: usize,
}

impl SetParagraph {
    /// Collects the places of all characters. `size` is the size of Latin letters.
    pub(super) fn new(layout: Layout<()>, text: &str, size: f32, line_height: f32) -> Self {
        let mut missing = Vec::new();
        let lines = layout.lines().enumerate().map(|(number, line)| set_line(number, &line, text, &mut missing)).collect();
        Self { layout, missing, kept: RefCell::new(None), lines, line_height, size, text_len: text.len() }
    }

    /// The lines, at least one.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Height of all lines.
    pub fn height(&self) -> f32 {
        self.lines.len().max(1) as f32 * self.line_height
    }

    /// Width of the widest line, white space at its end left out.
    pub fn width(&self) -> f32 {
        self.layout.width()
    }

    /// Whether the paragraph as a whole reads from right to left.
    pub fn is_rtl(&self) -> bool {
        self.layout.is_rtl()
    }

    /// Length of its text in bytes.
    pub fn text_len(&self) -> usize {
        self.text_len
    }

    /// Distance between lines.
    pub fn line_height(&self) -> f32 {
        self.line_height
    }

    /// Size of its Latin letters.
    pub fn size(&self) -> f32 {
        self.size
    }

    /// Where the baseline of line number `line` is.
    pub fn baseline(&self, line: usize) -> f32 {
        line as f32 * self.line_height + (self.line_height * 0.5 + self.size * BASELINE_BELOW_MIDDLE).round()
    }

    /// The line at height `y`; the first or last beyond the ends.
    pub fn line_at(&self, y: f32) -> usize {
        ((y / self.line_height).max(0.0) as usize).min(self.lines.len().saturating_sub(1))
    }

    /// The boxes that cover `range`: one per line, and more if a change of direction puts other words in between.
    pub fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            if line.range.end <= range.start || line.range.start >= range.end {
                continue;
            }
            let mut open: Option<Span> = None;
            for cluster in &line.clusters {
                let (start, end) = (cluster.start as usize, cluster.end as usize);
                if start >= range.end || end <= range.start || cluster.hangs {
                    spans.extend(open.take());
                    continue;
                }
                let (has_start, has_end) = (start <= range.start, end >= range.end);
                match &mut open {
                    Some(span) => {
                        span.x1 = cluster.x1;
                        span.has_start |= has_start;
                        span.has_end |= has_end;
                        if span.is_rtl != cluster.is_rtl {
                            span.is_rtl = self.is_rtl();
                        }
                    }
                    None => {
                        open = Some(Span {
                            line: number,
                            x0: cluster.x0,
                            x1: cluster.x1,
                            has_start,
                            has_end,
                            is_rtl: cluster.is_rtl,
                        });
                    }
                }
            }
            spans.extend(open);
        }
        spans
    }

    /// The place nearest to a point: before or after the cluster that is there.
    pub fn hit(&self, x: f32, y: f32) -> Place {
        let Some(line) = self.lines.get(self.line_at(y)) else { return Place::default() };
        let Some(cluster) = nearest(&line.clusters, x) else { return Place { index: line.range.start, is_after: false } };
        let left = x < (cluster.x0 + cluster.x1) / 2.0;
        if left == cluster.is_rtl && !(cluster.hangs && cluster.end as usize == line.range.end && !self.is_last(line)) {
            Place { index: cluster.end as usize, is_after: true }
        } else {
            Place { index: cluster.start as usize, is_after: false }
        }
    }

    /// The byte at which the cluster under a point begins, if one is there.
    pub fn cluster_at(&self, x: f32, y: f32) -> Option<usize> {
        if y < 0.0 || y >= self.height() {
            return None;
        }
        let line = self.lines.get(self.line_at(y))?;
        line.clusters.iter().find(|cluster| cluster.x0 <= x && x < cluster.x1).map(|cluster| cluster.start as usize)
    }

    /// The line of a caret and its distance from the left.
    pub fn caret(&self, place: Place) -> (usize, f32) {
        let number = self.line_of(place);
        let Some(line) = self.lines.get(number) else { return (0, 0.0) };
        let before = || line.clusters.iter().find(|cluster| cluster.end as usize == place.index);
        let after = || line.clusters.iter().find(|cluster| cluster.start as usize == place.index);
        let found = if place.is_after { before().or_else(after) } else { after().or_else(before) };
        let x = match found {
            Some(cluster) if (cluster.start as usize == place.index) != cluster.is_rtl => cluster.x0,
            Some(cluster) => cluster.x1,
            None => line.clusters.iter().find(|c| c.end as usize > place.index).map_or(self.start_x(), |c| c.x0),
        };
        (number, x)
    }

    /// Where the caret's line, `width` wide, is drawn.
    pub fn caret_rect(&self, place: Place, width: f32) -> Rect {
        let (line, x) = self.caret(place);
        let baseline = self.baseline(line);
        Rect::from_min_max(pos2(x - width / 2.0, baseline - self.size), pos2(x + width / 2.0, baseline + self.size * 0.33))
    }

    /// The line that a place belongs to.
    pub fn line_of(&self, place: Place) -> usize {
        let at =
            self.lines.partition_point(|line| line.range.end < place.index || (line.range.end == place.index && !place.is_after));
        at.min(self.lines.len().saturating_sub(1))
    }

    /// The place one cluster further to the right or left as painted; `None` beyond the paragraph's ends.
    pub fn beside(&self, place: Place, to_the_right: bool) -> Option<Place> {
        let affinity = if place.is_after { Affinity::Upstream } else { Affinity::Downstream };
        let mut cursor = Cursor::from_byte_index(&self.layout, place.index, affinity);
        // At the end of a wrapped line, parley first steps to the other side of the break, which is the same byte.
        for _ in 0..2 {
            let next = if to_the_right { cursor.next_visual(&self.layout) } else { cursor.previous_visual(&self.layout) };
            if next == cursor {
                return None;
            }
            if next.index() != place.index {
                let index = next.index().min(self.text_len);
                return Some(Place { index, is_after: next.affinity() == Affinity::Upstream });
            }
            cursor = next;
        }
        None
    }

    fn start_x(&self) -> f32 {
        if self.is_rtl() { self.layout.layout_max_advance() } else { 0.0 }
    }

    fn is_last(&self, line: &Line) -> bool {
        line.range.end >= self.text_len
    }
}

/// The cluster under `x`, or the nearest one.
fn nearest(clusters: &[Cluster], x: f32) -> Option<&Cluster> {
    let at = clusters.partition_point(|cluster| cluster.x1 <= x);
    clusters.get(at).or(clusters.last())
}

fn set_line(number: usize, line: &parley::Line<'_, ()>, text: &str, missing: &mut Vec<Missing>) -> Line {
    let range = line.text_range();
    let text_end = text.len();
    // White space hangs over the end of a wrapped line. At the end of the paragraph it keeps its width, so that the caret
    // can move over it.
    let visible_end =
        if range.end < text_end { range.start + text.get(range.clone()).unwrap_or("").trim_end().len() } else { range.end };
    let mut x = line.metrics().offset + line.metrics().inline_min_coord;
    let mut clusters = Vec::with_capacity(range.len());
    for run in line.runs() {
        for cluster in run.visual_clusters() {
            let bytes = cluster.text_range();
            let x0 = x;
            x += cluster.advance();
            if cluster.glyphs().any(|glyph| glyph.id == 0) {
                missing.extend(missing_in(&run, text.get(bytes.clone()).unwrap_or(""), number, x0, x));
            }
            clusters.push(Cluster {
                start: bytes.start as u32,
                end: bytes.end as u32,
                x0,
                x1: x,
                is_rtl: cluster.is_rtl(),
                hangs: bytes.start >= visible_end,
            });
        }
    }
    Line { range, clusters }
}

/// The first character of a cluster that the run's font has no glyph for, if a reader would miss it.
fn missing_in(run: &parley::Run<'_, ()>, cluster: &str, line: usize, x0: f32, x1: f32) -> Option<Missing> {
    let font = run.font();
    let face = swash::FontRef::from_index(font.data.data(), font.index as usize)?;
    let map = face.charmap();
    let (at, character) = cluster.char_indices().find(|(_, c)| is_visible(*c) && map.map(*c) == 0)?;
    Some(Missing { line, x0, x1, character, is_mark: at > 0 })
}

/// Whether a reader would miss the character: not white space, and no control of direction or joining.
fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
