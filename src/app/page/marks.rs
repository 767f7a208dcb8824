//! Annotations on the page: tints behind the words, lines under them, handles and connectors of the selected one.

use super::{
    content::{Mark, Side, TwoLayers},
    flow::Placed,
    lines::{paint_connector, paint_line},
    mark_index::{FragmentRef, MarkIndex},
    paragraph::Span,
    style::{LabelLook, PageStyle, TextStyle, Weight},
    typesetter::Typesetter,
};
use crate::{project::AnnotationId, text::ByteRange};
use egui::{Color32, CornerRadius, Painter, Pos2, Rangef, Rect, pos2};

/// Distance between two lanes, in points.
const LANE: f32 = 4.0;
/// The number of lanes that fit between two lines of text. Deeper lanes share the last.
const MAX_LANES_SHOWN: u8 = 4;
/// The distance between the ends of a line and the ends of its words, so that neighbouring lines do not run together.
const LINE_INSET: f32 = 0.75;
/// The extent of the tint above and below the baseline, and the distance of the first lane below it, as shares of the type
/// size.
const TINT_ABOVE: f32 = 1.0;
const TINT_BELOW: f32 = 0.37;
const FIRST_LANE: f32 = 0.41;
/// The distance from the tint to the first line above it, in points.
const ABOVE_GAP: f32 = 3.5;
/// The type size, line distance and greatest width of the names at the lines of compared layers.
const NAME_SIZE: f32 = 9.0;
const NAME_LINE: f32 = 10.0;
const NAME_WIDTH: f32 = 120.0;
/// The opacity of another layer's lines and names.
pub(super) const GUEST_OPACITY: f32 = 0.6;
const NAME_GAP: f32 = 6.0;
/// The name at the line of a gold annotation.
const GOLD: &str = "Gold";
/// Radius of the knobs of the selected annotation's handles, and width of their bars.
const KNOB: f32 = 3.75;
const BAR: f32 = 1.75;

/// A fragment in a piece, ready to be painted.
struct Painted<'a> {
    mark: usize,
    side: Side,
    range: std::ops::Range<usize>,
    look: &'a LabelLook,
    /// Whether the fragment begins in this piece.
    begins_here: bool,
    is_selected: bool,
    /// The length of the annotation's words. The shortest annotation is the innermost.
    covered: usize,
}

/// Everything that one frame needs to paint marks.
pub(super) struct MarkPainter<'a> {
    pub marks: &'a [Mark],
    pub labels: &'a [LabelLook],
    pub index: &'a MarkIndex,
    pub style: &'a PageStyle,
    pub selected: Option<AnnotationId>,
    pub hovered: Option<AnnotationId>,
    /// The fragment whose edge is being dragged, and the range that it would have if it were dropped now.
    pub preview: Option<(AnnotationId, usize, ByteRange)>,
    /// Two layers that are compared.
    pub layers: Option<TwoLayers<'a>>,
    /// The analyst whose annotations are shown read-only above the words, beside those of the current analyst.
    pub guest: Option<&'a str>,
}

impl MarkPainter<'_> {
    /// The range that a fragment covers, with the drag taken into account.
    pub fn range_of(&self, at: FragmentRef) -> Option<ByteRange> {
        let mark = self.marks.get(at.mark)?;
        match self.preview {
            Some((id, fragment, range)) if id == mark.id && fragment == at.fragment => Some(range),
            _ => mark.fragments.iter().nth(at.fragment),
        }
    }

    /// Paints the tints of one piece; selection, lines and words come on top.
    pub fn paint_tints(&self, painter: &Painter, placed: &Placed, text_at: Pos2) {
        let mut parts = self.collect(placed);
        // Words of another layer get no tint until they are selected.
        parts.retain(|part| part.is_selected || !self.is_guest(part.side));
        for (range, owner) in innermost(&parts) {
            let opacity = if owner.is_selected { self.style.tint_opacity_selected } else { self.style.tint_opacity };
            let color = owner.look.color.gamma_multiply(opacity);
            for span in placed.set.spans(range) {
                painter.rect_filled(tint_rect(placed, &span, text_at), CornerRadius::same(2), color);
            }
        }
    }

    /// Paints the lines of one piece.
    pub fn paint_lines(&self, painter: &Painter, placed: &Placed, text_at: Pos2) {
        for part in &self.collect(placed) {
            for span in placed.set.spans(part.range.clone()) {
                let Some(y) = self.line_y(placed, &span, text_at, part.mark) else { continue };
                let (start, end) = (f32::from(span.has_start), f32::from(span.has_end));
                let (left, right) = if span.is_rtl { (end, start) } else { (start, end) };
                let x = Rangef::new(text_at.x + span.x0 + left * LINE_INSET, text_at.x + span.x1 - right * LINE_INSET);
                let color = if self.is_guest(part.side) && !part.is_selected {
                    part.look.color.gamma_multiply(GUEST_OPACITY)
                } else {
                    part.look.color
                };
                paint_line(painter, x, y, color, part.look.pattern);
            }
        }
    }

    /// The height of the line of mark number `mark` at these words, if it has a line.
    pub(super) fn line_y(&self, placed: &Placed, span: &Span, text_at: Pos2, mark: usize) -> Option<f32> {
        let lane = f32::from(self.index.lane(mark).min(MAX_LANES_SHOWN - 1)) * LANE;
        match self.marks.get(mark)?.side {
            Side::Below | Side::Gold => Some(text_at.y + placed.set.baseline(span.line) + placed.set.size() * FIRST_LANE + lane),
            Side::Above => Some(tint_rect(placed, span, text_at).top() - ABOVE_GAP - lane),
            Side::Nowhere => None,
        }
    }

    /// Paints the names of two compared layers, at the first line of each fragment and beyond the lanes.
    pub fn paint_names(&self, painter: &Painter, typesetter: &mut Typesetter, placed: &Placed, text_at: Pos2) {
        let Some(layers) = self.layers else { return };
        let parts = self.collect(placed);
        // The places that are taken: line, side, horizontal extent and lane of each line or name.
        let mut bars: Vec<(usize, Side, Rangef, f32)> = Vec::new();
        for part in &parts {
            let lane = f32::from(self.index.lane(part.mark).min(MAX_LANES_SHOWN - 1)) * LANE;
            let spans = placed.set.spans(part.range.clone());
            bars.extend(
                spans.iter().map(|span| (span.line, part.side, Rangef::new(text_at.x + span.x0, text_at.x + span.x1), lane)),
            );
        }
        let mut names: Vec<(usize, Side, Rangef)> = Vec::new();
        let begins = |is_gold: bool| parts.iter().filter(move |part| part.begins_here && (part.side == Side::Gold) == is_gold);
        for part in begins(false).chain(begins(true)) {
            let name = match part.side {
                Side::Above => layers.names[0],
                Side::Below => layers.names[1],
                Side::Gold => GOLD,
                Side::Nowhere => continue,
            };
            let spans = placed.set.spans(part.range.clone());
            let Some(span) = spans.iter().find(|span| span.has_start) else { continue };
            let style = TextStyle {
                weight: Weight::Semibold,
                line_height_px: NAME_LINE,
                ..self.style.chrome(NAME_SIZE, part.look.color)
            };
            let set = typesetter.set_elided(name, &style, NAME_WIDTH, 1);
            let left = if span.is_rtl { text_at.x + span.x1 - set.width() } else { text_at.x + span.x0 };
            let mut x = Rangef::new(left, left + set.width());
            let taken = |x: Rangef| {
                let here = names.iter().filter(|(line, side, _)| *line == span.line && is_same_lanes(*side, part.side));
                here.map(|(.., other)| *other).find(|other| other.intersects(x))
            };
            // The gold annotation often has the same words as the second analyst's, and then both names are shown.
            while let Some(other) = taken(x).filter(|_| part.side == Side::Gold) {
                x = Rangef::new(other.max + NAME_GAP, other.max + NAME_GAP + set.width());
            }
            if taken(x).is_some() {
                continue;
            }
            names.push((span.line, part.side, x));
            let deep = bars
                .iter()
                .filter(|(line, side, other, _)| *line == span.line && is_same_lanes(*side, part.side) && other.intersects(x));
            let lane = deep.map(|(.., lane)| *lane).fold(0.0, f32::max);
            let y = match part.side {
                Side::Above => tint_rect(placed, span, text_at).top() - ABOVE_GAP - lane - NAME_LINE - 1.0,
                _ => text_at.y + placed.set.baseline(span.line) + placed.set.size() * FIRST_LANE + lane + 2.0,
            };
            typesetter.paint(painter, &set, pos2(x.min, y), part.look.color);
        }
    }

    /// Paints the handles of the selected annotation's fragments that begin or end in this piece.
    pub fn paint_handles(&self, painter: &Painter, placed: &Placed, text_at: Pos2) {
        for at in self.index.in_piece(placed.index) {
            let Some(mark) = self.marks.get(at.mark).filter(|mark| Some(mark.id) == self.selected) else { continue };
            if self.is_guest(mark.side) {
                continue;
            }
            let (Some(range), Some(look)) = (self.range_of(at), self.labels.get(mark.label_index)) else { continue };
            for edge in edges(placed, range, text_at).into_iter().flatten() {
                let bar = Rect::from_min_max(pos2(edge.x - BAR / 2.0, edge.top), pos2(edge.x + BAR / 2.0, edge.bottom));
                painter.rect_filled(bar, CornerRadius::ZERO, look.color);
                painter.circle_filled(edge.knob(), KNOB, look.color);
            }
        }
    }

    /// Paints the dots that join the fragments of the selected and of the hovered annotation, in `visible` pieces.
    pub fn paint_connectors(&self, painter: &Painter, visible: &[(Placed, Pos2)]) {
        let mut last: Option<(usize, Pos2, Color32)> = None;
        let is_shown = |id| self.is_in_front(id) || Some(id) == self.hovered;
        let mut parts: Vec<(FragmentRef, &Placed, Pos2)> = Vec::new();
        for (placed, text_at) in visible {
            for at in self.index.in_piece(placed.index) {
                if self.marks.get(at.mark).is_some_and(|mark| mark.fragments.count() > 1 && is_shown(mark.id)) {
                    parts.push((at, placed, *text_at));
                }
            }
        }
        parts.sort_by_key(|(at, placed, _)| (at.mark, at.fragment, placed.index));
        for (at, placed, text_at) in parts {
            let Some(look) = self.marks.get(at.mark).and_then(|mark| self.labels.get(mark.label_index)) else { continue };
            let Some(range) = self.range_of(at) else { continue };
            let [start, end] = edges(placed, range, text_at);
            if let (Some((mark, from, color)), Some(edge)) = (last, start)
                && mark == at.mark
            {
                // The dots lead to the top of a fragment on a later line, so that they run between lines and not through
                // words.
                let y = if edge.top > from.y - LANE { edge.top } else { edge.bottom };
                paint_connector(painter, from, pos2(edge.x, y), color);
            }
            if let Some(edge) = end {
                last = Some((at.mark, pos2(edge.x, edge.bottom), look.color));
            }
        }
    }

    /// Returns whether a mark belongs to another analyst and is read-only.
    pub fn is_guest(&self, side: Side) -> bool {
        self.guest.is_some() && side == Side::Above
    }

    /// " by Ana", where there are two layers.
    pub fn whose(&self, side: Side) -> String {
        let name = match (self.layers, side) {
            (None, Side::Above) => match self.guest {
                Some(name) => name,
                None => return String::new(),
            },
            (Some(layers), Side::Above) => layers.names[0],
            (Some(layers), Side::Below) => layers.names[1],
            (Some(_), Side::Gold) => GOLD,
            _ => return String::new(),
        };
        format!(" by {name}")
    }

    /// Returns whether the annotation is selected, or is one of the compared annotations in front.
    pub fn is_in_front(&self, id: AnnotationId) -> bool {
        let front = self.layers.map_or([None, None], |layers| layers.front);
        Some(id) == self.selected || self.selected.is_none() && front.contains(&Some(id))
    }

    fn collect<'a>(&'a self, placed: &Placed) -> Vec<Painted<'a>> {
        let near = self.near_pointer();
        let fragments = self.index.in_piece(placed.index).filter_map(|at| {
            let mark = self.marks.get(at.mark)?;
            Some(Painted {
                mark: at.mark,
                side: mark.side,
                begins_here: placed.piece.range.start() <= self.range_of(at)?.start(),
                range: placed.local(self.range_of(at)?)?,
                look: self.labels.get(mark.label_index)?,
                is_selected: self.is_in_front(mark.id) || near.contains(&Some(mark.id)),
                covered: mark.fragments.covered_bytes(),
            })
        });
        fragments.collect()
    }
}

fn is_same_lanes(one: Side, other: Side) -> bool {
    Side::LANES.iter().any(|sides| sides.contains(&one) && sides.contains(&other))
}

/// Cuts the piece at every edge of a fragment, and gives each stretch the tint of the selected annotation, or else of the
/// innermost one.
fn innermost<'a>(painted: &'a [Painted<'a>]) -> Vec<(std::ops::Range<usize>, &'a Painted<'a>)> {
    let mut cuts: Vec<usize> = painted.iter().flat_map(|part| [part.range.start, part.range.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut stretches: Vec<(std::ops::Range<usize>, &Painted<'_>)> = Vec::new();
    for pair in cuts.windows(2) {
        let covering = painted.iter().filter(|part| part.range.start <= pair[0] && pair[1] <= part.range.end);
        let Some(owner) = covering.min_by_key(|part| (!part.is_selected, part.covered, std::cmp::Reverse(part.mark))) else {
            continue;
        };
        match stretches.last_mut() {
            Some((range, last)) if range.end == pair[0] && std::ptr::eq(*last, owner) => range.end = pair[1],
            _ => stretches.push((pair[0]..pair[1], owner)),
        }
    }
    stretches
}

/// Where the start or the end of a fragment stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub x: f32,
    pub top: f32,
    pub bottom: f32,
    pub is_end: bool,
}

impl Edge {
    /// The middle of the knob: above the start, below the end.
    pub fn knob(self) -> Pos2 {
        pos2(self.x, if self.is_end { self.bottom + 1.0 } else { self.top - 1.0 })
    }
}

/// The start and the end of `range`, where they lie in this piece.
pub(super) fn edges(placed: &Placed, range: ByteRange, text_at: Pos2) -> [Option<Edge>; 2] {
    let Some(local) = placed.local(range) else { return [None, None] };
    let spans = placed.set.spans(local);
    let edge = |span: &Span, is_end: bool| {
        let tint = tint_rect(placed, span, text_at);
        let x = if is_end == span.is_rtl { tint.left() } else { tint.right() };
        Edge { x, top: tint.top(), bottom: tint.bottom() + 2.0, is_end }
    };
    let start = spans.iter().find(|span| span.has_start).filter(|_| placed.piece.range.start() <= range.start());
    let end = spans.iter().rev().find(|span| span.has_end).filter(|_| range.end() <= placed.piece.range.end());
    [start.map(|span| edge(span, false)), end.map(|span| edge(span, true))]
}

/// The area behind the words of `span`.
pub(super) fn tint_rect(placed: &Placed, span: &Span, text_at: Pos2) -> Rect {
    let (baseline, size) = (text_at.y + placed.set.baseline(span.line), placed.set.size());
    Rect::from_min_max(
        pos2(text_at.x + span.x0, (baseline - size * TINT_ABOVE).round()),
        pos2(text_at.x + span.x1, (baseline + size * TINT_BELOW).round()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::LinePattern;

    #[test]
    fn each_stretch_has_the_tint_of_the_innermost_or_of_the_selected_annotation() {
        let look = LabelLook { name: "claim".to_owned(), color: Color32::WHITE, pattern: LinePattern::Single };
        let part = |mark, range: std::ops::Range<usize>, is_selected| Painted {
            mark,
            side: Side::Below,
            begins_here: true,
            covered: range.len(),
            range,
            look: &look,
            is_selected,
        };
        let tints = |painted: &[Painted<'_>]| -> Vec<_> {
            innermost(painted).into_iter().map(|(range, owner)| (range, owner.mark)).collect()
        };
        let nested = [part(0, 0..30, false), part(1, 10..20, false), part(2, 12..14, false)];
        assert_eq!(tints(&nested), [(0..10, 0), (10..12, 1), (12..14, 2), (14..20, 1), (20..30, 0)]);
        let outer_selected = [part(0, 0..30, true), part(1, 10..20, false)];
        assert_eq!(tints(&outer_selected), [(0..30, 0)]);
        let apart = [part(0, 0..5, false), part(1, 8..9, false)];
        assert_eq!(tints(&apart), [(0..5, 0), (8..9, 1)]);
    }
}
