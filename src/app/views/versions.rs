//! Dialogs about versions of a project: which backup to restore, and what to do when another program changed the file.

use super::{Cx, dialogs::title};
use crate::{
    app::command::{Command, Request},
    store::{Backup, FileState},
};
use egui::{Align, Layout, ScrollArea, Ui, vec2};
use jiff::tz::TimeZone;

/// Lists the backups with their times in the system's time zone.
pub fn restore(ui: &mut Ui, cx: &mut Cx<'_>, backups: &[Backup]) {
    ui.set_width(460.0);
    title(ui, "Restore a backup");
    ui.weak("The project as it is now becomes a backup itself, so nothing is lost. Undo begins anew.");
    ui.add_space(8.0);
    let zone = TimeZone::system();
    let height = (ui.ctx().content_rect().height() - 240.0).max(100.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for backup in backups {
            let saved = backup.saved.to_zoned(zone.clone()).strftime("%A, %-d %B %Y, %H:%M:%S");
            let name = format!("{saved}   ·   {}", size(backup.size_bytes));
            let button = egui::Button::new(name).frame_when_inactive(false);
            if ui.add_sized(vec2(ui.available_width(), 28.0), button).clicked() {
                cx.ask(Request::RestoreFrom(backup.path.clone()));
            }
        }
    });
    footer(ui, |ui| {
        if ui.button("Cancel").clicked() {
            cx.ask(Request::CloseDialog);
        }
    });
}

/// Asks which version stays.
pub fn file_changed(ui: &mut Ui, cx: &mut Cx<'_>, file: FileState) {
    ui.set_width(520.0);
    let path = cx.state.session.path().display();
    let (heading, text, mine) = match file {
        FileState::Missing => (
            "The project file is gone",
            format!("{path} was deleted, moved or renamed by another program. Your work is whole and stays in this window."),
            "Write it again",
        ),
        FileState::Changed | FileState::Ours => (
            "The project file was changed",
            format!("{path} was changed by another program. Whichever version you go on with, the other is kept beside it."),
            "Go on with mine",
        ),
    };
    title(ui, heading);
    ui.add(egui::Label::new(text).wrap());
    footer(ui, |ui| {
        if ui.button(mine).clicked() {
            cx.ask(Request::KeepMine);
        }
        if file == FileState::Changed && ui.button("Take the other").clicked() {
            cx.ask(Request::KeepTheirs);
        }
        if ui.button(Command::SaveCopy.label()).clicked() {
            cx.ask(Request::CloseDialog);
            cx.run(Command::SaveCopy);
        }
        if ui.button("Decide later").clicked() {
            cx.ask(Request::CloseDialog);
        }
    });
}

fn footer(ui: &mut Ui, buttons: impl FnOnce(&mut Ui)) {
    ui.add_space(12.0);
    ui.with_layout(Layout::right_to_left(Align::Center), buttons);
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / (1024 * 1024)),
    }
}
