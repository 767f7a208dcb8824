//! Parts that several views of figures share.

use super::take;
use crate::{
    app::{
        compare::{Cx, Exhibit},
        look::{theme::size, widgets::text_at},
    },
    compare::results::Figure,
};
use egui::{Align2, FontId, RichText, Sense, Ui, pos2, vec2};

const VALUE_RIGHT: f32 = 92.0;
/// Height of a figure's row, and how far its figure and its interval stand from the right edge.
pub const ROW: f32 = 46.0;

/// A figure of all analysts, which has no list of annotations behind it.
pub fn row_of_all(ui: &mut Ui, cx: &mut Cx<'_>, figure: &Figure) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let interval = figure.interval.map(|found| format!("{}–{}", two(found.low), two(found.high)));
    let (name, meaning) = (figure.measure.name(), figure.measure.meaning());
    let (value, note) = match (&figure.value, figure.observed) {
        (Ok(value), Some(observed)) => (two(*value), format!("{meaning} · observed {}", two(observed))),
        (Ok(value), None) => (two(*value), meaning.to_owned()),
        (Err(why), _) => ("–".to_owned(), why.clone()),
    };
    let told = format!("{name} of all {value}, {}: {note}", interval.as_deref().unwrap_or("no interval"));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
    paint(ui, cx, rect, figure, (&value, interval.as_deref(), &note));
    take::context(cx, &response, Exhibit::Overall);
    response.on_hover_text(figure.measure.misleads());
}

/// Name, value and interval of a figure, and a note below them.
pub fn paint(ui: &Ui, cx: &Cx<'_>, rect: egui::Rect, figure: &Figure, (value, interval, note): (&str, Option<&str>, &str)) {
    let name = figure.measure.name();
    let small = FontId::proportional(size::LABEL);
    let (left, right, y) = (rect.left(), rect.right(), rect.top() + 13.0);
    text_at(ui, pos2(left, y), Align2::LEFT_CENTER, name, FontId::proportional(size::TEXT), cx.tokens.ink, 150.0);
    let color = if figure.value.is_ok() { cx.tokens.ink } else { cx.tokens.muted };
    text_at(ui, pos2(right - VALUE_RIGHT, y), Align2::RIGHT_CENTER, value, FontId::proportional(size::FIGURE), color, 80.0);
    if let Some(interval) = interval {
        text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, interval, small.clone(), cx.tokens.muted, 84.0);
    }
    text_at(ui, pos2(left, rect.top() + 30.0), Align2::LEFT_CENTER, note, small, cx.tokens.muted, rect.width());
}

/// Two decimals; a proper minus sign.
pub fn two(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text.replace('-', "−") }
}

/// With no line break between a number and its percent sign.
pub fn unbroken(words: &str) -> String {
    words.replace(" %", "\u{a0}%")
}

/// A small link; whether it was clicked.
pub fn link(ui: &mut Ui, cx: &Cx<'_>, words: &str, hint: &str) -> bool {
    let text = RichText::new(words).size(size::LABEL).color(cx.tokens.accent);
    let response = ui.add(egui::Label::new(text).sense(Sense::click())).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    response.on_hover_text(hint).clicked()
}
