//! Chips in the margin, which show the labels of the annotations in a paragraph, and not by colour alone.
//!
//! The chips of a paragraph stay within its height, so that chips of two paragraphs never collide. The last chip counts
//! those that do not fit.

use super::{
    flow::Placed,
    lines::paint_line,
    marks::{GUEST_OPACITY, MarkPainter},
    outline::PieceKind,
    style::{TextStyle, Weight},
    typesetter::Typesetter,
};
use crate::{project::AnnotationId, text::ByteRange};
use egui::{CornerRadius, Id, Pos2, Rangef, Rect, Sense, Ui, pos2, vec2};

/// Height of a chip, and its swatch, in points.
const ROW: f32 = 20.0;
const SWATCH: egui::Vec2 = vec2(14.0, 9.0);
const SIZE: f32 = 11.0;

/// The annotations of one label and layer in a paragraph.
struct Chip {
    label: usize,
    is_guest: bool,
    count: usize,
    first: AnnotationId,
    /// The annotation to select when the chip is clicked: the one after the selected annotation.
    next: Option<AnnotationId>,
    has_selected: bool,
}

/// Shows the chips of one piece beside its first line, and returns the annotation to select if a chip was clicked.
pub(super) fn show(
    ui: &Ui,
    typesetter: &mut Typesetter,
    placed: &Placed,
    at: Pos2,
    area: Rect,
    marks: &MarkPainter<'_>,
) -> Option<AnnotationId> {
    let chips = collect(placed, marks);
    let room = if placed.piece.kind == PieceKind::Blank { 0 } else { ((placed.set.height() + 12.0) / ROW).max(1.0) as usize };
    let shown = room.min(chips.len());
    let painter = ui.painter_at(area);
    let mut clicked = None;
    for (row, chip) in chips.iter().take(shown).enumerate() {
        let Some(look) = marks.labels.get(chip.label) else { continue };
        let top = at.y + placed.set.line_height() / 2.0 - ROW / 2.0 + row as f32 * ROW;
        let hidden: usize = chips.iter().skip(shown).map(|chip| chip.count).sum();
        let count = if chip.count > 1 { format!(" ×{}", chip.count) } else { String::new() };
        let more = if hidden > 0 && row + 1 == shown { format!("  +{hidden}") } else { String::new() };
        let swatch = Rect::from_min_size(pos2(at.x, top + 4.0), SWATCH);
        let whose = if chip.is_guest { marks.guest } else { None };
        let color = if chip.is_guest { look.color.gamma_multiply(GUEST_OPACITY) } else { look.color };
        let line = Rangef::new(swatch.left(), swatch.right());
        if chip.is_guest {
            // As on the page, another layer has its line above the words and no tint.
            paint_line(&painter, line, swatch.top() + 1.0, color, look.pattern);
        } else {
            painter.rect_filled(swatch, CornerRadius::same(2), color.gamma_multiply(marks.style.tint_opacity * 1.6));
            paint_line(&painter, line, swatch.bottom() + 1.5, color, look.pattern);
        }
        let style = TextStyle { weight: Weight::Medium, line_height_px: ROW, ..marks.style.chrome(SIZE, color) };
        let left = swatch.right() + 6.0;
        let name = whose.map_or_else(|| look.name.clone(), |whose| format!("{whose}: {}", look.name));
        let words = format!("{name}{count}{more}");
        // A long name is elided, the numbers are not.
        let numbers = typesetter.set_elided(format!("{count}{more}").trim_start(), &style, f32::INFINITY, 1);
        let gap = if numbers.width() > 0.0 { 4.0 } else { 0.0 };
        let room = area.right() - left - numbers.width() - gap;
        let name = typesetter.paint_text(&painter, pos2(left, top), &name, &style, room, 1);
        typesetter.paint(&painter, &numbers, pos2(name.right() + gap, top), color);
        let used = name.right() + gap + numbers.width();
        let hit = Rect::from_min_max(pos2(at.x, top), pos2(used, top + ROW)).intersect(area);
        let id = Id::unique(("margin chip", placed.index, chip.label, chip.is_guest));
        let response = ui.interact(hit, ui.scope_id().with(id), Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{words} in this paragraph")));
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            clicked = Some(chip.next.unwrap_or(chip.first));
        }
    }
    clicked
}

/// The labels of the annotations that have words in this piece and not only in earlier ones, in reading order.
fn collect(placed: &Placed, marks: &MarkPainter<'_>) -> Vec<Chip> {
    let mut chips: Vec<Chip> = Vec::new();
    let mut last_mark = None;
    for at in marks.index.in_piece(placed.index) {
        let Some(mark) = marks.marks.get(at.mark) else { continue };
        let begins_here = marks.range_of(at).map(ByteRange::start).is_some_and(|start| start >= placed.piece.range.start());
        if !begins_here || last_mark == Some(at.mark) {
            continue;
        }
        last_mark = Some(at.mark);
        let is_selected = marks.selected == Some(mark.id);
        let is_guest = marks.is_guest(mark.side);
        match chips.iter_mut().find(|chip| chip.label == mark.label_index && chip.is_guest == is_guest) {
            Some(chip) => {
                chip.count += 1;
                if chip.has_selected && chip.next.is_none() {
                    chip.next = Some(mark.id);
                }
                chip.has_selected |= is_selected;
            }
            None => chips.push(Chip {
                label: mark.label_index,
                is_guest,
                count: 1,
                first: mark.id,
                next: None,
                has_selected: is_selected,
            }),
        }
    }
    chips.sort_by_key(|chip| chip.is_guest);
    chips
}
