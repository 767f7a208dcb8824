//! Draws links between annotations as thin curves with an arrowhead and a word, but only those that somebody looks at.

use super::{flow::Placed, marks::tint_rect, paint::Columns, style::PageStyle, typesetter::Typesetter, view::PageView};
use crate::text::ByteRange;
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, epaint::CubicBezierShape, pos2, vec2};

/// The width of a curve, the length of its arrowhead, and how far it swings out if both ends are on one line, in points.
const WIDTH: f32 = 1.25;
const HEAD: f32 = 6.0;
const SWING: f32 = 20.0;
/// The distance between the letters and the upper and lower edge of the tint behind them, in points.
const LETTERS_WITHIN: f32 = 4.0;
/// Size of the word at a curve.
const WORD: f32 = 10.5;

/// A link as the page draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct PageLink {
    /// The words it comes from.
    pub from: ByteRange,
    /// The words it leads to.
    pub to: ByteRange,
    /// What it says.
    pub name: String,
    /// Its colour.
    pub color: Color32,
    /// Whether the link is only a candidate, whose target is outlined.
    pub is_aim: bool,
}

impl PageView {
    /// The links to be drawn in the next frame.
    pub fn set_links(&mut self, links: Vec<PageLink>) {
        self.links = links;
    }

    /// Paints the links that have at least one end in view.
    pub(super) fn paint_links(
        &self,
        painter: &Painter,
        typesetter: &mut Typesetter,
        visible: &[(Placed, Pos2)],
        columns: &Columns,
        style: &PageStyle,
    ) {
        let (mut words, mut heads): (Vec<Rect>, Vec<Shape>) = (Vec::new(), Vec::new());
        let text = if self.links.is_empty() { Vec::new() } else { lines_of_text(visible) };
        for (at, link) in self.links.iter().enumerate() {
            let (from, to) = (boxes(visible, link.from), boxes(visible, link.to));
            if link.is_aim {
                for area in &to {
                    let stroke = Stroke::new(1.5, link.color);
                    painter.rect_stroke(area.expand(1.0), CornerRadius::same(3), stroke, StrokeKind::Outside);
                }
            }
            let Some((start, end)) = ends(visible, columns, (link.from, &from), (link.to, &to)) else { continue };
            let curve = curve(start, end, at);
            let stroke = Stroke::new(WIDTH, link.color);
            let [_, _, before_end, tip] = curve;
            painter.add(CubicBezierShape::from_points_stroke(curve, false, Color32::TRANSPARENT, stroke));
            let along = (tip - before_end).normalized();
            let across = vec2(-along.y, along.x) * (HEAD * 0.5);
            let foot = tip - along * HEAD;
            heads.push(Shape::convex_polygon(vec![tip, foot + across, foot - across], link.color, Stroke::NONE));
            painter.circle_filled(curve[0], 2.0, link.color);
            let set = typesetter.set_elided(&link.name, &style.chrome(WORD, link.color), 160.0, 1);
            let size = vec2(set.width(), set.height());
            let marked: Vec<Rect> = from.iter().chain(&to).copied().collect();
            let mut area = word_place(curve, size + vec2(8.0, 0.0), &text, &marked, &words);
            while let Some(taken) = words.iter().find(|taken| taken.intersects(area)) {
                area = area.translate(vec2(0.0, taken.bottom() - area.top() + 2.0));
            }
            words.push(area);
            painter.rect(area, CornerRadius::same(3), style.page, Stroke::new(1.0, style.hairline), StrokeKind::Outside);
            typesetter.paint(painter, &set, area.min + vec2(4.0, 0.0), link.color);
        }
        // Arrowheads are painted last, so that no word hides where a link leads.
        painter.extend(heads);
    }
}

/// The boxes of words, one for each line.
fn boxes(visible: &[(Placed, Pos2)], range: ByteRange) -> Vec<Rect> {
    let of_piece = |(placed, text_at): &(Placed, Pos2)| {
        let spans = placed.local(range).map(|local| placed.set.spans(local)).unwrap_or_default();
        spans.iter().map(|span| tint_rect(placed, span, *text_at)).collect::<Vec<_>>()
    };
    visible.iter().flat_map(of_piece).collect()
}

/// The boxes at the two ends of a link. An end that is out of view lies at the edge of the page. `None` if neither end is in
/// view.
fn ends(
    visible: &[(Placed, Pos2)],
    columns: &Columns,
    (from_range, from): (ByteRange, &[Rect]),
    (to_range, to): (ByteRange, &[Rect]),
) -> Option<(Rect, Rect)> {
    let first = visible.first()?.0.piece.range.start();
    let beyond = |range: ByteRange, other: &Rect| {
        let y = if range.start() < first { columns.text.top() - HEAD } else { columns.text.bottom() + HEAD };
        Rect::from_center_size(pos2(other.center().x, y), vec2(1.0, 1.0))
    };
    match (from.first(), to.first()) {
        (Some(from), Some(to)) => Some((*from, *to)),
        (Some(from), None) => Some((*from, beyond(to_range, from))),
        (None, Some(to)) => Some((beyond(from_range, to), *to)),
        (None, None) => None,
    }
}

/// A Bézier curve as its start, two control points, and its end. Between lines it goes straight up or down, and within a
/// line it swings above it. Curves that begin at the same words begin side by side.
fn curve(from: Rect, to: Rect, number: usize) -> [Pos2; 4] {
    let aside = (number % 4) as f32 * 7.0;
    let start_x = (from.center().x + aside).min(from.right() - 2.0).max(from.left() + 2.0);
    let (upper, lower) = (from.bottom() <= to.top() + 4.0, to.bottom() <= from.top() + 4.0);
    if upper || lower {
        let start = pos2(start_x, if upper { from.bottom() } else { from.top() });
        let end = pos2(to.center().x, if upper { to.top() } else { to.bottom() });
        let pull = vec2(0.0, (end.y - start.y) * 0.5 + if upper { 10.0 } else { -10.0 });
        [start, start + pull, end - pull, end]
    } else {
        let (start, end) = (pos2(start_x, from.top()), pos2(to.center().x, to.top()));
        let pull = vec2(0.0, -SWING);
        [start, start + pull, end + pull, end]
    }
}

/// The point of a curve at `share` of its length.
fn along([a, b, c, d]: [Pos2; 4], share: f32) -> Pos2 {
    let rest = 1.0 - share;
    let (a, b) = (a.to_vec2() * rest.powi(3), b.to_vec2() * (3.0 * rest.powi(2) * share));
    let (c, d) = (c.to_vec2() * (3.0 * rest * share.powi(2)), d.to_vec2() * share.powi(3));
    (a + b + c + d).to_pos2()
}

/// The lines in view, each as high as its letters.
fn lines_of_text(visible: &[(Placed, Pos2)]) -> Vec<Rect> {
    let of_piece = |(placed, text_at): &(Placed, Pos2)| {
        let spans = placed.local(placed.piece.range).map(|local| placed.set.spans(local)).unwrap_or_default();
        spans.iter().map(|span| tint_rect(placed, span, *text_at).shrink2(vec2(0.0, LETTERS_WITHIN))).collect::<Vec<_>>()
    };
    visible.iter().flat_map(of_piece).collect()
}

/// Finds the place on a curve where its word covers least. The space between paragraphs is best and the linked words are
/// worst. Among equal places the one nearest to the middle wins.
fn word_place(curve: [Pos2; 4], size: egui::Vec2, text: &[Rect], marked: &[Rect], words: &[Rect]) -> Rect {
    let covered = |area: Rect, others: &[Rect]| -> f32 {
        others.iter().map(|other| area.intersect(*other)).filter(|shared| shared.is_positive()).map(|shared| shared.area()).sum()
    };
    let places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].map(|share| Rect::from_center_size(along(curve, share), size));
    let cost = |area: &Rect| covered(*area, text) + 3.0 * covered(*area, marked) + 6.0 * covered(*area, words);
    places.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(places[0])
}
