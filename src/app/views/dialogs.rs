//! What floats above the window: the key sheet, the path field, the question for a name.

use super::Cx;
use crate::app::{
    command::{COMMANDS, Request},
    files::PathQuestion,
    state::Dialog,
    theme::{semibold, size},
    widgets::{id, keycap},
};
use egui::{Key, Modal, RichText, TextEdit, Ui, pos2, vec2};

/// Shows the dialog that is open, if one is.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(dialog) = &cx.state.dialog else { return };
    let response = Modal::new(id("dialog")).show(ui.ctx(), |ui| match dialog {
        Dialog::KeySheet => key_sheet(ui, cx),
        Dialog::Path(question) => path(ui, cx, question),
        Dialog::Analyst(name) => analyst(ui, cx, name),
    });
    if response.should_close() {
        cx.ask(Request::CloseDialog);
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(semibold(size::FIGURE)));
    ui.add_space(8.0);
}

fn path(ui: &mut Ui, cx: &mut Cx<'_>, question: &PathQuestion) {
    ui.set_width(460.0);
    title(ui, question.purpose.title());
    let mut path = question.path.clone();
    let confirmed = field(ui, &mut path, question.purpose.question());
    ui.weak("No file dialog was found on this system, so please type or paste the path.");
    let request = || {
        let trimmed = path.trim();
        let expanded = match (trimmed.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => trimmed.into(),
        };
        if trimmed.is_empty() { None } else { question.purpose.request(vec![expanded]) }
    };
    if buttons(ui, cx, question.purpose.title(), confirmed) {
        cx.requests.extend(request());
    }
    if path != question.path {
        cx.ask(Request::SetDialog(Dialog::Path(PathQuestion { path, ..question.clone() })));
    }
}

fn analyst(ui: &mut Ui, cx: &mut Cx<'_>, name: &str) {
    ui.set_width(360.0);
    title(ui, "Who is tagging?");
    let mut typed = name.to_owned();
    let confirmed = field(ui, &mut typed, "Name of the analyst");
    ui.weak("Every analyst has a layer of tags of their own; layers never touch each other.");
    if buttons(ui, cx, "Add analyst", confirmed) {
        cx.ask(Request::AddAnalyst(typed.clone()));
    }
    if typed != name {
        cx.ask(Request::SetDialog(Dialog::Analyst(typed)));
    }
}

/// A text field that has the keys; whether Enter was pressed in it.
fn field(ui: &mut Ui, text: &mut String, name: &str) -> bool {
    let label = ui.label(name);
    let edit = TextEdit::singleline(text).id(id("dialog field")).desired_width(f32::INFINITY).margin(vec2(8.0, 6.0));
    let response = ui.add(edit).labelled_by(label.id);
    let confirmed = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if !response.has_focus() && !confirmed {
        response.request_focus();
    }
    ui.add_space(4.0);
    confirmed
}

/// "Cancel" and the way on; whether the way on was taken.
fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, go: &str, confirmed: bool) -> bool {
    ui.add_space(12.0);
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let go = ui.button(go).clicked();
        if ui.button("Cancel").clicked() {
            cx.ask(Request::CloseDialog);
        }
        go || confirmed
    })
    .inner
}

/// Keys that are no commands: what they do, and how they are written.
const OTHER_KEYS: &[(&str, &str)] = &[
    ("Move the caret by character, line", "← → ↑ ↓"),
    ("… by word, by paragraph", "Ctrl+← →, Ctrl+↑ ↓"),
    ("… to the edge of the line, of the article", "Home End, Ctrl+Home End"),
    ("… by page", "PgUp PgDn"),
    ("Extend the selection", "with Shift"),
    ("Select word, sentence, paragraph, quotation", "W  S  P  Q"),
    ("… again: the next one too, or the one around it", "once more"),
    ("Tag the selection, or relabel the selected tag", "1 – 9"),
    ("Start of the selected tag outward, inward", "[   Shift+["),
    ("End of the selected tag outward, inward", "]   Shift+]"),
    ("… by character instead of word", "with Alt"),
];

fn key_sheet(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(720.0_f32.min(ui.ctx().content_rect().width() - 80.0));
    title(ui, "Keys");
    let mut rows: Vec<(String, String)> =
        OTHER_KEYS.iter().map(|(what, keys)| ((*what).to_owned(), (*keys).to_owned())).collect();
    for info in COMMANDS.iter().filter(|info| info.key.is_some()) {
        if !rows.iter().any(|(what, _)| what == info.label) {
            rows.push((info.label.to_owned(), info.command.key_text()));
        }
    }
    let half = rows.len().div_ceil(2);
    ui.columns(2, |columns| {
        for (column, rows) in columns.iter_mut().zip(rows.chunks(half)) {
            for (what, keys) in rows {
                key_row(column, cx, what, keys);
            }
        }
    });
    ui.add_space(8.0);
    ui.weak(
        "With the mouse: drag over words (Alt: by character), double click a word, triple click a sentence, click a tag \
             to select it and again for the one under it, drag the ends of the selected tag.",
    );
    if buttons(ui, cx, "Close", false) {
        cx.ask(Request::CloseDialog);
    }
}

fn key_row(ui: &mut Ui, cx: &Cx<'_>, what: &str, keys: &str) {
    let response = ui.allocate_ui(vec2(ui.available_width(), 24.0), |ui| {
        ui.set_min_height(24.0);
        ui.horizontal_centered(|ui| ui.label(RichText::new(what).color(cx.tokens.ink)));
    });
    let rect = response.response.rect;
    keycap(ui, cx.tokens, pos2(ui.max_rect().right() - 8.0, rect.center().y), keys);
}
