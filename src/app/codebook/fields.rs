//! Fields and buttons of the room's forms.

use super::Cx;
use crate::{
    app::look::{
        theme::size,
        widgets::{name_field, title_style},
    },
    text::has_rtl,
};
use egui::{RichText, Role, TextEdit, Ui, WidgetInfo, vec2};

/// A text field of one or several lines with its name above; right-to-left text is shown once more in its right order.
pub(super) fn text(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, hint: &str, lines: usize, text: &mut String) {
    ui.label(RichText::new(name).size(size::LABEL).color(cx.tokens.muted));
    field(ui, cx, name, hint, lines, text);
}

/// The field without its name, which is shown elsewhere.
pub(super) fn field(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, hint: &str, lines: usize, text: &mut String) {
    let before = text.clone();
    let field = if lines == 1 { TextEdit::singleline(text) } else { TextEdit::multiline(text) };
    let response = ui.add(field.hint_text(hint).desired_rows(lines).desired_width(f32::INFINITY).margin(vec2(8.0, 6.0)));
    name_field(&response, name, &before, text);
    if has_rtl(text) {
        let style = title_style(cx.tokens, 15.0, 24.0);
        cx.typesetter.label(ui, text, &style, lines * 3);
    }
    ui.add_space(4.0);
}

pub(super) fn small_button(ui: &mut Ui, sign: &str, name: &str) -> bool {
    let response = ui.add(egui::Button::new(sign).frame_when_inactive(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
