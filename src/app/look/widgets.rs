//! Small things that several views draw.

use super::theme::{Tokens, semibold, size};
use crate::{
    app::page::{Family, TextStyle, Weight, lines::paint_line},
    project::LinePattern,
};
use egui::{
    Align2, Color32, CornerRadius, FontId, Id, Pos2, Rangef, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

/// The heading of a part of a panel, with something small at its right end.
pub fn heading(ui: &mut Ui, tokens: &Tokens, text: &str, right: &str) {
    ui.horizontal(|ui| {
        let text = RichText::new(text.to_uppercase()).font(semibold(size::LABEL)).extra_letter_spacing(0.4).color(tokens.muted);
        ui.label(text);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(right).size(size::LABEL).color(tokens.muted));
        });
    });
}

/// Tint and line of a label, as big as a letter.
pub fn swatch(ui: &Ui, tokens: &Tokens, at: Pos2, color: Color32, pattern: LinePattern) {
    let rect = Rect::from_min_size(at, vec2(14.0, 9.0));
    ui.painter().rect_filled(rect, CornerRadius::same(2), color.gamma_multiply(tokens.tint_opacity * 1.8));
    paint_line(ui.painter(), Rangef::new(rect.left(), rect.right()), rect.bottom() + 1.5, color, pattern);
}

/// An outlined key cap with its right edge at `right`; where it begins.
pub fn keycap(ui: &Ui, tokens: &Tokens, right: Pos2, key: &str) -> f32 {
    let galley = ui.painter().layout_no_wrap(key.to_owned(), FontId::proportional(size::LABEL), tokens.muted);
    let width = (galley.size().x + 8.0).max(18.0);
    let rect = Rect::from_min_max(pos2(right.x - width, right.y - 9.0), pos2(right.x, right.y + 9.0));
    ui.painter().rect(rect, CornerRadius::same(4), tokens.raised, Stroke::new(1.0, tokens.hairline), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.muted);
    rect.left()
}

/// A row of a list that can be chosen: its area and what happened to it.
pub fn row(ui: &mut Ui, tokens: &Tokens, height: f32, is_chosen: bool, name: &str) -> (Rect, Response) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, name));
    if is_chosen {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.raised);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.raised.gamma_multiply(0.5));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), CornerRadius::same(4), Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    }
    (rect, response.on_hover_cursor(egui::CursorIcon::PointingHand))
}

/// Text on one line at a place, cut off at `width`.
pub fn text_at(ui: &Ui, at: Pos2, align: Align2, text: &str, font: FontId, color: Color32, width: f32) -> Rect {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let rect = align.anchor_size(at, galley.size());
    ui.painter().galley(rect.min, galley, color);
    rect
}

/// How titles in lists are set.
pub fn title_style(tokens: &Tokens, size: f32, line_height_px: f32) -> TextStyle {
    TextStyle { family: Family::Serif, size, weight: Weight::Regular, italic: false, line_height_px, color: tokens.ink }
}

/// How captions in any script are set.
pub fn small_style(tokens: &Tokens) -> TextStyle {
    TextStyle {
        family: Family::Sans,
        size: size::LABEL,
        weight: Weight::Regular,
        italic: false,
        line_height_px: 16.0,
        color: tokens.muted,
    }
}

/// The sign of a list that opens downward, in a field's `rect`.
pub fn chevron(ui: &Ui, rect: Rect, visuals: &egui::style::WidgetVisuals, _is_open: bool) {
    let stroke = Stroke::new(1.2, visuals.fg_stroke.color.gamma_multiply(0.7));
    let (at, half) = (rect.center(), vec2(3.5, 2.0));
    ui.painter().line(vec![at - half, at + vec2(0.0, half.y), at + vec2(half.x, -half.y)], stroke);
}

/// A quiet button without a frame until it is pointed at.
pub fn quiet_button(ui: &mut Ui, tokens: &Tokens, text: &str, name: &str, is_enabled: bool) -> Response {
    let color = if is_enabled { tokens.ink } else { tokens.faint };
    let button = egui::Button::new(RichText::new(text).color(color)).frame_when_inactive(false);
    let response = ui.add_enabled(is_enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, name));
    response
}

/// Contents of a side panel, as far from its edges as everything there.
pub fn inset<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 0)).show(ui, add).inner
}

/// An id that stays the same from frame to frame.
pub fn id(name: &str) -> Id {
    Id::unique(("obelus", name))
}

/// Tells screen readers and tests what a text field is called.
pub fn name_field(response: &Response, name: &str, before: &str, text: &str) {
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, before, text, "") });
}

/// How much of something is done, from 0 to 1.
pub fn progress_bar(tokens: &Tokens, share: f32) -> egui::ProgressBar {
    const WIDTH_POINTS: f32 = 140.0;
    const HEIGHT_POINTS: f32 = 8.0;
    egui::ProgressBar::new(share).desired_width(WIDTH_POINTS).desired_height(HEIGHT_POINTS).fill(tokens.accent)
}
