//! How the page's text is set: typeface, size, length and distance of the lines. What is chosen shows at once.

use super::Cx;
use crate::app::{
    desk::{
        self,
        command::Command,
        prefs::{LINE_LENGTH_RANGE, LINE_SPACING_RANGE, ZOOM_RANGE},
    },
    look::dialog::title,
    page::TextChoices,
};
use egui::{Align, Layout, Ui, vec2};
use std::ops::RangeInclusive;

/// Width of the names, and height of a row, in points.
const NAMES: f32 = 110.0;
const ROW: f32 = 32.0;
/// What a press on a button changes, as a share of the usual.
const STEP: f32 = 0.05;

/// Shows the choices.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(290.0);
    title(ui, "Text");
    let before = cx.desk.prefs.text();
    let mut text = before;
    row(ui, "Typeface", |ui| {
        for (name, is_sans) in [("Serif", false), ("Sans-serif", true)] {
            if ui.selectable_label(text.is_sans == is_sans, name).clicked() {
                text.is_sans = is_sans;
            }
        }
    });
    steps(ui, "Size", &mut text.zoom, ZOOM_RANGE);
    steps(ui, "Line length", &mut text.line_length, LINE_LENGTH_RANGE);
    steps(ui, "Line spacing", &mut text.line_spacing, LINE_SPACING_RANGE);
    ui.add_space(12.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.button("Close").on_hover_text(cx.desk.keys.key_text(Command::Escape)).clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        if ui.button("As usual").clicked() {
            text = TextChoices { zoom: 1.0, line_length: 1.0, line_spacing: 1.0, is_sans: false };
        }
    });
    if text != before {
        cx.ask_desk(desk::Ask::SetText(text));
    }
}

fn row(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.scope(|ui| {
            ui.set_width(NAMES);
            ui.label(name);
        });
        add(ui);
    });
}

/// A share of the usual with a button on either side.
fn steps(ui: &mut Ui, name: &str, value: &mut f32, range: RangeInclusive<f32>) {
    row(ui, name, |ui| {
        let now = *value;
        if button(ui, "–", &format!("{name}: less"), now > *range.start()) {
            *value = (now - STEP).max(*range.start());
        }
        let share = egui::Label::new(format!("{:.0} %", now * 100.0));
        ui.add_sized(vec2(52.0, ROW), share);
        if button(ui, "+", &format!("{name}: more"), now < *range.end()) {
            *value = (now + STEP).min(*range.end());
        }
    });
}

fn button(ui: &mut Ui, sign: &str, told: &str, is_possible: bool) -> bool {
    let response = ui.add_enabled(is_possible, egui::Button::new(sign).min_size(vec2(28.0, 26.0)));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_possible, told));
    response.clicked()
}
