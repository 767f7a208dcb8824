//! A folded panel: a strip with a button that opens the panel again.

use crate::app::{
    desk::{command::Command, fold::Side},
    look::{theme::size, widgets::quiet_button},
    tag::Cx,
};
use egui::{Align, Layout, Ui, vec2};

/// Width of the strip.
pub const WIDTH: f32 = 28.0;

/// Shows the strip of a folded panel.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, side: Side) {
    let (sign, command) = match side {
        Side::Articles => ("›", Command::ToggleArticles),
        Side::Tagging => ("‹", Command::ToggleTagging),
    };
    ui.add_space(12.0);
    ui.vertical_centered(|ui| fold_button(ui, cx, sign, command));
}

/// The button that folds a panel, at the right end of a line with other things.
pub fn fold(ui: &mut Ui, cx: &mut Cx<'_>, side: Side) {
    let (sign, command) = match side {
        Side::Articles => ("‹", Command::ToggleArticles),
        Side::Tagging => ("›", Command::ToggleTagging),
    };
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), Layout::right_to_left(Align::Center), |ui| {
        fold_button(ui, cx, sign, command);
    });
}

fn fold_button(ui: &mut Ui, cx: &mut Cx<'_>, sign: &str, command: Command) {
    if quiet_button(ui, cx.tokens, sign, command.label(), true).on_hover_text(cx.desk.keys.tooltip(command)).clicked() {
        cx.run(command);
    }
}
