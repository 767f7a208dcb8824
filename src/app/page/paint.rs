//! Paints a frame of the page: columns, tints, selection, lines, words, numbers and caret.

use super::{
    content::PageContent,
    flow::{BYLINE, Placed},
    marks::{MarkPainter, tint_rect},
    outline::PieceKind,
    style::PageStyle,
    typesetter::Typesetter,
    view::PageView,
};
use crate::{project::BlockKind, text::ByteRange};
use egui::{CornerRadius, Pos2, Rect, pos2, vec2};

/// Widths in points: the minimap with its rule, the margin for paragraph numbers, the least margin that shows chips.
const MINIMAP: f32 = 14.0;
const LEFT_MARGIN: f32 = 84.0;
const NARROW_MARGIN: f32 = 56.0;
const CHIPS: f32 = 152.0;
const CHIPS_MIN: f32 = 110.0;
const CHIPS_GAP: f32 = 24.0;
/// From the column's edge to the rule beside a quoted block.
const QUOTE_RULE: f32 = 6.0;
/// The opacity of the tint of a hit, and of the current hit.
const HIT: f32 = 0.22;
const HIT_CURRENT: f32 = 0.55;
/// Width of the caret.
const CARET: f32 = 1.5;

/// The places of the columns in this frame.
pub(super) struct Columns {
    pub text: Rect,
    pub chips: Option<Rect>,
    pub minimap: Rect,
}

impl PageView {
    /// Paints the visible pieces.
    pub(super) fn paint(
        &self,
        painter: &egui::Painter,
        typesetter: &mut Typesetter,
        content: &PageContent<'_>,
        visible: &[(Placed, Pos2)],
        marks: &MarkPainter<'_>,
        columns: &Columns,
    ) {
        let style = marks.style;
        let selection = ByteRange::between(self.reader.caret.anchor, self.reader.caret.head);
        // Each kind of thing is painted in one go, because every change between plain areas and letters costs a call to the
        // graphics card.
        for (placed, text_at) in visible {
            marks.paint_tints(painter, placed, *text_at);
            // The current hit is selected and keeps its own tint.
            let current = content.hits.current.and_then(|at| content.hits.ranges.get(at));
            let shown = if current == Some(&selection) { ByteRange::default() } else { selection };
            for span in placed.local(shown).map(|local| placed.set.spans(local)).unwrap_or_default() {
                let area = tint_rect(placed, &span, *text_at);
                painter.rect_filled(area, CornerRadius::ZERO, style.selection);
            }
            paint_hits(painter, content, style, placed, *text_at);
            marks.paint_lines(painter, placed, *text_at);
            if placed.piece.kind == PieceKind::Block(BlockKind::Quotation) {
                let x = if placed.set.is_rtl() { columns.text.right() - QUOTE_RULE } else { columns.text.left() + QUOTE_RULE };
                let y = egui::Rangef::new(text_at.y + 4.0, text_at.y + placed.set.height() - 2.0);
                painter.vline(x, y, egui::Stroke::new(2.0, style.hairline));
            }
        }
        for (placed, text_at) in visible {
            if placed.piece.kind != PieceKind::Blank {
                typesetter.paint(painter, &placed.set, *text_at, placed.piece.kind.text_style(style).color);
            }
            if let Some(number) = placed.piece.number {
                let chrome = style.chrome(11.0, style.faint);
                let digits = typesetter.set_elided(&number.to_string(), &chrome, f32::INFINITY, 1);
                let baseline = text_at.y + placed.set.baseline(0) - digits.baseline(0);
                typesetter.paint(painter, &digits, pos2(columns.text.left() - 20.0 - digits.width(), baseline), style.faint);
            }
            if placed.piece.follows_byline {
                let at = pos2(columns.text.left(), text_at.y - placed.above + BYLINE[0]);
                typesetter.paint_text(painter, at, content.byline, &style.chrome(13.0, style.muted), columns.text.width(), 1);
            }
        }
        marks.paint_joins(painter, visible);
        for (placed, text_at) in visible {
            marks.paint_names(painter, typesetter, placed, *text_at);
            marks.paint_handles(painter, placed, *text_at);
        }
        marks.paint_connectors(painter, visible);
        if self.reader.has_focus(painter.ctx()) && content.layers.is_none() {
            self.paint_caret(painter, visible, style);
        }
    }

    fn paint_caret(&self, painter: &egui::Painter, visible: &[(Placed, Pos2)], style: &PageStyle) {
        let Some((_, outline)) = &self.reader.outline else { return };
        let (piece, place) = self.reader.caret.place_in(outline);
        if let Some((placed, text_at)) = visible.iter().find(|(placed, _)| placed.index == piece) {
            let rect = placed.set.caret_rect(place, CARET).translate(text_at.to_vec2());
            painter.rect_filled(rect, CornerRadius::ZERO, style.accent);
        }
    }

    /// From which byte to which the viewport reaches.
    pub(super) fn shown_bytes(&self, visible: &[(Placed, Pos2)], columns: &Columns) -> ByteRange {
        let at = |(placed, text_at): &(Placed, Pos2), y: f32| {
            let share = ((y - text_at.y) / placed.set.height().max(1.0)).clamp(0.0, 1.0);
            placed.global((share * placed.piece.range.len() as f32) as usize)
        };
        match (visible.first(), visible.last()) {
            (Some(first), Some(last)) => ByteRange::between(at(first, columns.text.top()), at(last, columns.text.bottom())),
            _ => ByteRange::default(),
        }
    }
}

/// Paints the hits of a search with a faint tint, and the current hit with a stronger one.
fn paint_hits(painter: &egui::Painter, content: &PageContent<'_>, style: &PageStyle, placed: &Placed, text_at: Pos2) {
    let hits = content.hits.ranges;
    let first = hits.partition_point(|hit| hit.end() <= placed.piece.range.start());
    let here = hits.iter().enumerate().skip(first).take_while(|(_, hit)| hit.start() < placed.piece.range.end());
    for (at, hit) in here {
        let opacity = if content.hits.current == Some(at) { HIT_CURRENT } else { HIT };
        for span in placed.local(*hit).map(|local| placed.set.spans(local)).unwrap_or_default() {
            let area = tint_rect(placed, &span, text_at);
            painter.rect_filled(area, CornerRadius::same(2), style.hit.gamma_multiply(opacity));
        }
    }
}

/// Text column left of the middle, chips beside it where there is room, minimap at the right edge.
pub(super) fn columns(page: Rect, style: &PageStyle) -> Columns {
    let minimap = Rect::from_min_max(pos2(page.right() - MINIMAP, page.top()), page.max);
    let free = page.width() - MINIMAP;
    let column = style.column_px * style.zoom;
    let left = ((free - column - CHIPS) / 2.0).max(LEFT_MARGIN);
    let left = if left + column > free { NARROW_MARGIN } else { left }.round();
    let width = column.min(free - left - CHIPS_GAP).max(80.0).floor();
    let text = Rect::from_min_size(pos2(page.left() + left, page.top()), vec2(width, page.height()));
    let margin = Rect::from_min_max(pos2(text.right() + CHIPS_GAP, page.top()), pos2(minimap.left() - 4.0, page.bottom()));
    Columns { text, chips: (margin.width() + CHIPS_GAP >= CHIPS_MIN).then_some(margin), minimap }
}
