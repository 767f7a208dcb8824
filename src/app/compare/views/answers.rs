//! The answers of the difference in front, as a table under the page: attribute, what each of the two says, what gold has.

use crate::{
    app::{
        compare::{
            Ask, Cx, Key,
            answers::{GoldAnswer, Row, rows},
        },
        desk::command::Command,
        look::{
            theme::{medium, size},
            widgets::{id, keycap, small_style, text_at},
        },
    },
    project::AttributeValue,
};
use egui::{Align2, CornerRadius, FontId, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// Heights in points: of the head, of a row, of the space around the table.
const HEAD: f32 = 24.0;
const ROW: f32 = 24.0;
const AROUND: f32 = 8.0;
/// Rows in view; the others are scrolled to.
const MAX_ROWS: usize = 6;
/// Rows that have a key.
const MAX_KEYS: usize = 9;
/// The table's greatest width, and the width of the column of keys.
const WIDTH: f32 = 780.0;
const KEYS: f32 = 58.0;

/// The height that the table needs; 0 where there is none.
pub fn height(cx: &Cx<'_>) -> f32 {
    match num_rows(cx) {
        0 => 0.0,
        count => HEAD + count.min(MAX_ROWS) as f32 * ROW + 2.0 * AROUND,
    }
}

fn num_rows(cx: &Cx<'_>) -> usize {
    if cx.room.is_editing() { 0 } else { rows(cx.desk.project(), cx.room).len() }
}

/// Left edges of the columns: key, attribute, first, second, gold, and the right end.
struct Columns([f32; 6]);

impl Columns {
    fn of(rect: Rect) -> Self {
        let (left, rest) = (rect.left() + KEYS, rect.width() - KEYS);
        Self([rect.left(), left, left + 0.28 * rest, left + 0.52 * rest, left + 0.76 * rest, rect.right()])
    }

    fn cell(&self, column: usize, row: Rect) -> Rect {
        Rect::from_min_max(pos2(self.0[column], row.top()), pos2(self.0[column + 1], row.bottom()))
    }
}

/// Shows the table in `area`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
    let rows = rows(cx.desk.project(), cx.room);
    let width = WIDTH.min(area.width() - 32.0);
    let rect = Rect::from_center_size(area.center(), vec2(width, area.height() - 2.0 * AROUND));
    ui.painter().rect(rect, CornerRadius::same(6), cx.tokens.raised, Stroke::new(1.0, cx.tokens.hairline), StrokeKind::Inside);
    head(ui, cx, Rect::from_min_size(rect.min, vec2(width, HEAD)));
    let body = Rect::from_min_max(pos2(rect.left(), rect.top() + HEAD), rect.max);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt("answers"));
    ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, row) in rows.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
            table_row(ui, cx, rect, place, row);
        }
    });
}

fn head(ui: &Ui, cx: &Cx<'_>, rect: Rect) {
    let names = cx.room.names(cx.desk.project());
    let columns = Columns::of(rect);
    let heads = ["attribute", names[0].as_str(), names[1].as_str(), "gold"];
    for (column, name) in (1..5).zip(heads) {
        let cell = columns.cell(column, rect);
        let at = pos2(cell.left() + 6.0, cell.center().y);
        text_at(ui, at, Align2::LEFT_CENTER, name, FontId::proportional(size::LABEL), cx.tokens.muted, cell.width() - 12.0);
    }
    ui.painter().hline(rect.x_range().shrink(1.0), rect.bottom(), Stroke::new(1.0, cx.tokens.hairline));
}

fn table_row(ui: &Ui, cx: &mut Cx<'_>, rect: Rect, place: usize, row: &Row) {
    let columns = Columns::of(rect);
    let names = cx.room.names(cx.desk.project());
    if place > 0 {
        ui.painter().hline(rect.x_range().shrink(8.0), rect.top(), Stroke::new(1.0, cx.tokens.hairline.gamma_multiply(0.6)));
    }
    if place < MAX_KEYS {
        keycap(ui, cx.tokens, pos2(columns.0[1] - 8.0, rect.center().y), &format!("Alt+{}", place + 1));
    }
    let name = columns.cell(1, rect);
    let (font, color) =
        if row.differs { (medium(size::LABEL), cx.tokens.ink) } else { (FontId::proportional(size::LABEL), cx.tokens.muted) };
    text_at(ui, pos2(name.left() + 6.0, name.center().y), Align2::LEFT_CENTER, &row.name, font, color, name.width() - 12.0);
    for (side, name) in names.iter().enumerate() {
        let told = format!("{}: take {name}’s answer, {}", row.name, row.words[side]);
        // What both answer alike needs no mark.
        let is_gold = row.differs && row.is_gold(side);
        if cell(ui, cx, (columns.cell(2 + side, rect), place, side), (&row.words[side], row.differs, is_gold), &told) {
            ask(cx, row, row.values[side].clone());
        }
    }
    let gold = columns.cell(4, rect);
    let told = format!("{}: gold has {}", row.name, row.gold_words);
    let is_chosen = row.gold != GoldAnswer::NotChosen;
    if cell(ui, cx, (gold, place, 2), (&row.gold_words, is_chosen, false), &told) {
        cx.ask(Ask::CycleAnswer(place));
    }
}

fn ask(cx: &mut Cx<'_>, row: &Row, value: Option<AttributeValue>) {
    cx.ask(Ask::SetAnswer(row.attribute.clone(), value));
}

/// An answer that a click takes; whether it was clicked.
fn cell(
    ui: &Ui,
    cx: &mut Cx<'_>,
    (rect, place, column): (Rect, usize, usize),
    (words, is_strong, is_gold): (&str, bool, bool),
    told: &str,
) -> bool {
    let hit = rect.shrink2(vec2(1.0, 2.0));
    let response = ui.interact(hit, id("answer").with((place, column)), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_gold, told));
    let is_near = response.hovered() || response.has_focus();
    if is_gold || is_near {
        let stroke = Stroke::new(1.0, if is_gold { cx.tokens.accent } else { cx.tokens.hairline });
        ui.painter().rect(hit, CornerRadius::same(4), cx.tokens.panel, stroke, StrokeKind::Inside);
    }
    let color = if is_strong { cx.tokens.ink } else { cx.tokens.muted };
    let style = crate::app::page::TextStyle { color, ..small_style(cx.tokens) };
    let at = pos2(rect.left() + 6.0, rect.center().y - style.line_height_px / 2.0);
    cx.typesetter.paint_text(&ui.painter_at(rect), at, words, &style, rect.width() - 12.0, 1);
    let key = cx.desk.keys.tooltip(Command::Compare(Key::Fill));
    let key = if place < MAX_KEYS { format!("Alt+{} goes through them. {key}", place + 1) } else { key };
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(format!("{told}\n{key}")).clicked()
}
