//! Shows the open dialog, including those that ask for a path, a name or a number.

use super::{Cx, versions};
use crate::app::{
    compare, dataset,
    desk::{self, Dialog, KeyChange, files::PathQuestion, others},
    dispatch::request::Request,
    import,
    look::{
        dialog::{from_right, title},
        theme::size,
        widgets::id,
    },
    merge,
};
use egui::{Align2, Color32, Key, Modal, TextEdit, Ui, vec2};

/// Shows the dialog that is open, if one is.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (desk, room) = (cx.desk, cx.room);
    let Some(dialog) = &desk.dialog else { return };
    // egui remembers the size of an area by its id, so every kind of dialog has its own.
    let kind = match dialog {
        Dialog::KeySheet => "key sheet",
        Dialog::ImportPreview => "import preview",
        Dialog::Palette(_) => "palette",
        Dialog::Keys(_) => "keys dialog",
        Dialog::Path(_) => "path dialog",
        Dialog::Overwrite(_) => "overwrite dialog",
        Dialog::Analyst(_) => "analyst dialog",
        Dialog::ShowOthers => "show others dialog",
        Dialog::Restore(_) => "restore dialog",
        Dialog::FileChanged(_) => "file changed dialog",
        Dialog::Paragraph(_) => "paragraph dialog",
        Dialog::Text => "text dialog",
        Dialog::Merge => "merge dialog",
        Dialog::Feedback(_) => "feedback dialog",
        Dialog::Take => "take dialog",
        Dialog::Report => "report dialog",
        Dialog::Closing => "closing dialog",
        Dialog::Gone { .. } => "gone dialog",
    };
    let frame = egui::Frame::popup(ui.style()).inner_margin(24);
    let mut modal = Modal::new(id(kind)).frame(frame);
    if matches!(dialog, Dialog::Text) {
        // At the side and without a veil: the page shows what is chosen.
        let area = Modal::default_area(id(kind)).anchor(Align2::RIGHT_TOP, vec2(-16.0, 56.0));
        modal = modal.area(area).backdrop_color(Color32::TRANSPARENT);
    }
    if matches!(dialog, Dialog::Palette(_)) {
        // Its field stays where it is while the list below gets longer and shorter.
        let area = Modal::default_area(id(kind)).anchor(Align2::CENTER_TOP, vec2(0.0, 88.0));
        modal = modal.area(area).frame(egui::Frame::popup(ui.style()).inner_margin(12));
    }
    let response = modal.show(ui.ctx(), |ui| match dialog {
        Dialog::KeySheet => super::key_sheet::show(ui, cx),
        Dialog::Palette(found) => super::palette::show(ui, cx, found),
        Dialog::Keys(change) => super::keys_dialog::show(ui, cx, change),
        Dialog::ImportPreview => cx.enter(&room.import, Request::Import, |cx| import::view::show(ui, cx)),
        Dialog::Path(question) => path(ui, cx, question),
        Dialog::Overwrite(target) => overwrite(ui, cx, target),
        Dialog::Analyst(name) => analyst(ui, cx, name),
        Dialog::ShowOthers => show_others(ui, cx),
        Dialog::Merge => cx.enter(&room.merge, Request::Merge, |cx| merge::view::show(ui, cx)),
        Dialog::Feedback(whose) => cx.enter(&room.compare, Request::Compare, |cx| compare::show_feedback(ui, cx, whose)),
        Dialog::Take => cx.enter(&room.compare, Request::Compare, |cx| compare::take_dialog(ui, cx)),
        Dialog::Report => cx.enter(&room.compare, Request::Compare, |cx| compare::report_dialog(ui, cx)),
        Dialog::Restore(backups) => versions::restore(ui, cx, backups),
        Dialog::Closing => versions::closing(ui, cx),
        Dialog::Gone { path, backup } => versions::gone(ui, cx, path, backup),
        Dialog::FileChanged(file) => versions::file_changed(ui, cx, *file),
        Dialog::Paragraph(number) => paragraph(ui, cx, number),
        Dialog::Text => super::text_dialog::show(ui, cx),
    });
    if response.should_close() {
        match dialog {
            // Escape leaves the question first, then the dialog.
            Dialog::Keys(change) if *change != KeyChange::default() => {
                cx.ask_desk(desk::Ask::SetDialog(Dialog::Keys(KeyChange::default())));
            }
            _ => cx.ask_desk(desk::Ask::CloseDialog),
        }
    }
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
        cx.ask_all(request());
    }
    if path != question.path {
        cx.ask_desk(desk::Ask::SetDialog(Dialog::Path(PathQuestion { path, ..question.clone() })));
    }
}

fn overwrite(ui: &mut Ui, cx: &mut Cx<'_>, target: &std::path::Path) {
    ui.set_width(460.0);
    title(ui, "Overwrite?");
    ui.label(target.display().to_string());
    ui.add_space(4.0);
    ui.weak(if target.is_dir() {
        "This folder has files. Those with the names of new ones are replaced; those of an earlier dataset of Obelus that the \
         new one lacks and that nobody has changed since are removed; all others stay."
    } else {
        "This file exists already."
    });
    if buttons(ui, cx, "Overwrite", false) {
        cx.ask(Request::Dataset(dataset::Ask::Overwrite));
    }
}

fn analyst(ui: &mut Ui, cx: &mut Cx<'_>, name: &str) {
    ui.set_width(360.0);
    title(ui, "Who is tagging?");
    let mut typed = name.to_owned();
    let confirmed = field(ui, &mut typed, "Name of the analyst");
    ui.weak("Every analyst has a layer of tags of their own; layers never touch each other.");
    if buttons(ui, cx, "Add analyst", confirmed) {
        cx.ask_desk(desk::Ask::AddAnalyst(typed.clone()));
    }
    if typed != name {
        cx.ask_desk(desk::Ask::SetDialog(Dialog::Analyst(typed)));
    }
}

/// Whose tags to show: each name is the way on.
fn show_others(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(380.0);
    title(ui, "Show another analyst’s tags?");
    ui.label("They appear beside yours, read-only. If you have seen them, you no longer tag independently, so the history records that you looked.");
    ui.add_space(12.0);
    let others: Vec<_> = others::others(cx.desk).map(|(id, name)| (id.clone(), name.to_owned())).collect();
    for (at, (layer, name)) in others.into_iter().enumerate() {
        let words = format!("Show the tags of {name}");
        let button = ui.add_sized(vec2(ui.available_width(), size::CONTROL), egui::Button::new(words));
        if at == 0 && ui.memory(|memory| memory.focused().is_none()) {
            button.request_focus();
        }
        ui.add_space(4.0);
        if button.clicked() {
            cx.ask_desk(desk::Ask::ShowLayer(layer));
        }
    }
    ui.add_space(8.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), from_right(), |ui| {
        if ui.button("Cancel").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

fn paragraph(ui: &mut Ui, cx: &mut Cx<'_>, number: &str) {
    ui.set_width(300.0);
    title(ui, "Go to paragraph");
    let last = cx.desk.open.page.position().num_paragraphs;
    let mut typed = number.to_owned();
    let confirmed = field(ui, &mut typed, &format!("Number in the margin, 1 to {last}"));
    let go = buttons(ui, cx, "Go", confirmed);
    match typed.trim().parse() {
        Ok(number) if go => cx.ask_desk(desk::Ask::GoToParagraph(number)),
        _ if typed != number => cx.ask_desk(desk::Ask::SetDialog(Dialog::Paragraph(typed))),
        _ => {}
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
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), from_right(), |ui| {
        let go = ui.button(go).clicked();
        if ui.button("Cancel").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        go || confirmed
    })
    .inner
}
