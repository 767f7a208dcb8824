//! Changing keys: every command with the key in force; a click or Enter on one, and the next key pressed is its key.

use super::Cx;
use crate::app::{
    desk::{
        self, Dialog, KeyChange, KeyUse,
        bindings::Bindings,
        command::{COMMANDS, Command},
    },
    look::{
        dialog::{from_right, title},
        theme::size,
        widgets::keycap,
    },
};
use egui::{RichText, ScrollArea, Ui, pos2, vec2};

const ROW: f32 = 28.0;

/// Shows the dialog.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, change: &KeyChange) {
    let space = ui.ctx().content_rect().size();
    ui.set_width(520.0);
    title(ui, "Change keys");
    match change {
        KeyChange { conflict: Some((command, shortcut, used)), .. } => {
            let key = shortcut.text();
            let (said, can_take) = match used {
                KeyUse::Commands(holders) => {
                    let names: Vec<_> = holders.iter().map(|holder| format!("“{}”", holder.label())).collect();
                    (format!("{key} is the key of {}.", names.join(" and ")), true)
                }
                KeyUse::Label(name) => {
                    (format!("{key} tags as {}; the codebook gives labels their keys.", name.to_lowercase()), false)
                }
                KeyUse::Fixed(what) => (format!("{key} {what}, always."), false),
            };
            ui.horizontal(|ui| {
                ui.colored_label(cx.tokens.warning, said);
                if can_take && ui.button(format!("Take it for “{}”", command.label())).clicked() {
                    cx.ask_desk(desk::Ask::Bind(*command, Some(*shortcut)));
                }
                if ui.button("Leave it").clicked() {
                    cx.ask_desk(desk::Ask::SetDialog(Dialog::Keys(KeyChange::default())));
                }
            });
        }
        KeyChange { waiting: Some(command), .. } => {
            ui.label(format!("Press the new key of “{}”, or Esc.", command.label()));
        }
        KeyChange { .. } => {
            ui.weak("Choose a command, then press its new key. Arrows, Home, End and Esc stay as they are.");
        }
    }
    ui.add_space(8.0);
    let usual = Bindings::default();
    // An area grows to its content frame by frame; with a height from the start no row moves under the pointer.
    let height = space.y - 240.0;
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(ui, |ui| {
        let mut last = None;
        for info in COMMANDS.iter().filter(|info| info.command != Command::Escape) {
            if last.replace(info.command) != Some(info.command) {
                row(ui, cx, info.command, &usual, change.waiting == Some(info.command));
            }
        }
    });
    ui.add_space(12.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), from_right(), |ui| {
        if ui.button("Close").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        let is_changed = !cx.desk.prefs.keys.is_empty();
        if ui.add_enabled(is_changed, egui::Button::new("All keys as usual")).clicked() {
            cx.ask_desk(desk::Ask::ResetKeys(None));
        }
    });
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, command: Command, usual: &Bindings, is_waiting: bool) {
    let key = cx.desk.keys.key_text(command);
    let is_changed = key != usual.key_text(command);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), ROW), from_right(), |ui| {
        ui.add_space(12.0);
        let reset = egui::Button::new(RichText::new("as usual").size(12.0)).frame_when_inactive(false);
        let response = ui.add_enabled_ui(is_changed, |ui| ui.add_visible(is_changed, reset)).inner;
        let told = format!("{}: as usual", command.label());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_changed, &told));
        let usual_key = usual.key_text(command);
        let shown = if usual_key.is_empty() { "no key" } else { usual_key.as_str() };
        if response.on_hover_text(format!("Usually {shown}")).clicked() {
            cx.ask_desk(desk::Ask::ResetKeys(Some(command)));
        }
        let width = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(width, ROW - 2.0), egui::Sense::click());
        let shown = if is_waiting { "press a key" } else { key.as_str() };
        response.widget_info(|| {
            let told = if shown.is_empty() { "no key" } else { shown };
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{}: {told}", command.label()))
        });
        if response.hovered() || response.has_focus() || is_waiting {
            let fill = if is_waiting { cx.tokens.selection } else { cx.tokens.panel };
            ui.painter().rect_filled(rect, 4.0, fill);
        }
        let color = if is_changed { cx.tokens.accent } else { cx.tokens.ink };
        ui.painter().text(
            rect.left_center() + vec2(8.0, 0.0),
            egui::Align2::LEFT_CENTER,
            command.label(),
            egui::FontId::proportional(size::TEXT),
            color,
        );
        if !shown.is_empty() {
            keycap(ui, cx.tokens, pos2(rect.right() - 4.0, rect.center().y), shown);
        }
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            cx.ask_desk(desk::Ask::SetDialog(Dialog::Keys(KeyChange { waiting: Some(command), conflict: None })));
        }
    });
}
