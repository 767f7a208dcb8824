//! Functions that all dialogs share.

use super::theme::{semibold, size};
use egui::{Key, RichText, Ui};

pub fn from_right() -> egui::Layout {
    egui::Layout::right_to_left(egui::Align::Center)
}

pub fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(semibold(size::FIGURE)));
    ui.add_space(8.0);
}

/// Whether a key takes the way on of a dialog: Enter where nothing has the keys that would take it, Ctrl+Enter anywhere.
pub fn is_confirmed(ui: &Ui) -> bool {
    let is_free = ui.memory(|memory| memory.focused().is_none()) && !egui::Popup::is_any_open(ui.ctx());
    ui.input(|input| {
        let is_meant = input.modifiers.command_only() || input.modifiers.is_none() && is_free;
        is_meant && input.key_pressed(Key::Enter)
    })
}
