//! Agreement on attributes: for each how often both gave the same answer; a click shows the pairs behind it.

use super::{
    parts::{link, two},
    take,
};
use crate::{
    app::{
        compare::{Ask, Behind, Cx, Exhibit, Filter},
        look::{theme::size, widgets::text_at},
    },
    compare::{attributes::Answers, summary::Summary},
    text::words::plural,
};
use egui::{Align2, FontId, RichText, Sense, Ui, pos2, vec2};

/// Height of a row, and how far the share and the number of pairs stand from the right edge.
const ROW: f32 = 24.0;
const SHARE_RIGHT: f32 = 92.0;
const ALPHA_RIGHT: f32 = 44.0;

/// Shows the section, folded to a link as long as nobody asks for it.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    if summary.answers.is_empty() {
        return;
    }
    let is_open = cx.room.shows_attributes;
    let top = ui.cursor().top();
    let words = if is_open { "No attributes" } else { "Agreement on attributes" };
    if link(ui, cx, words, "How often both gave the same answer, attribute by attribute") {
        cx.ask(Ask::ToggleAttributes);
    }
    if is_open {
        take::menu_right_of(ui, cx, top, Exhibit::Attributes);
    }
    ui.add_space(6.0);
    if !is_open {
        return;
    }
    let codebook = cx.desk.project().codebook_arc();
    for (place, label) in codebook.labels.iter().enumerate() {
        if !summary.answers.keys().any(|(of, _)| *of == label.id) {
            continue;
        }
        head(ui, cx, &label.name);
        for (number, attribute) in label.attributes.iter().enumerate() {
            if let Some(found) = summary.answers.get(&(label.id.clone(), attribute.id.clone())) {
                row(ui, cx, (place, number), &attribute.name, found);
            }
        }
        ui.add_space(6.0);
    }
    let note = if cx.room.has_gold() {
        "The same answer, of the pairs in which at least one answered; how many pairs. With few pairs they say little."
    } else {
        "The same answer, of the pairs in which at least one answered; nominal α of those that both answered; how many pairs. \
         With few pairs they say little."
    };
    ui.label(RichText::new(note).size(size::LABEL).line_height(Some(16.0)).color(cx.tokens.muted));
    ui.add_space(10.0);
}

/// The label, and over its columns what they are.
fn head(ui: &mut Ui, cx: &Cx<'_>, name: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let small = FontId::proportional(size::LABEL);
    let y = rect.center().y + 2.0;
    text_at(ui, pos2(rect.left(), y), Align2::LEFT_CENTER, name, small.clone(), cx.tokens.ink, 150.0);
    let alpha = if cx.room.has_gold() { "" } else { "α" };
    for (right, words) in [(SHARE_RIGHT, "same"), (ALPHA_RIGHT, alpha), (0.0, "pairs")] {
        text_at(ui, pos2(rect.right() - right, y), Align2::RIGHT_CENTER, words, small.clone(), cx.tokens.faint, 60.0);
    }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, place: (usize, usize), name: &str, found: &Answers) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), two);
    let near = found.within_tolerance().map_or_else(String::new, |near| format!(", {} within a tenth", two(near)));
    let with_alpha = !cx.room.has_gold();
    let alpha = match found.alpha() {
        _ if !with_alpha => String::new(),
        None => ", α not defined".to_owned(),
        Some(alpha) => format!(", α {}", two(alpha)),
    };
    let both = plural(found.num_both() as usize, "pair");
    let one_only = match found.num_one_only() {
        0 => String::new(),
        count => format!("; {count} more answered by one of them only"),
    };
    let same = shown(found.observed_agreement());
    let told = format!("{name}: same answer {same}{alpha}{near}; {both} answered by both{one_only}");
    let filter = Filter::Behind(Behind::Answered(place.0, place.1));
    let is_on = cx.room.filter == filter;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, &told));
    let color = if is_on || response.hovered() || response.has_focus() { cx.tokens.accent } else { cx.tokens.ink };
    let font = FontId::proportional(12.0);
    let y = rect.center().y;
    let width = rect.width() - SHARE_RIGHT - 44.0;
    text_at(ui, pos2(rect.left() + 8.0, y), Align2::LEFT_CENTER, name, font.clone(), color, width);
    for (right, words, color) in [
        (SHARE_RIGHT, shown(found.observed_agreement()), cx.tokens.ink),
        (ALPHA_RIGHT, if with_alpha { shown(found.alpha()) } else { String::new() }, cx.tokens.muted),
        (0.0, found.num_both().to_string(), cx.tokens.muted),
    ] {
        text_at(ui, pos2(rect.right() - right, y), Align2::RIGHT_CENTER, &words, font.clone(), color, 60.0);
    }
    take::context(cx, &response, Exhibit::Attributes);
    if response.on_hover_text(told).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.ask(Ask::Show(filter));
    }
}
