//! Dialogs about versions of a project: which backup to restore, and what to do when another program changed the file.

use super::Cx;
use crate::{
    app::{
        desk::{self, command::Command},
        look::dialog::title,
    },
    store::{Backup, FileState, LogLimit},
    text::words::plural,
};
use egui::{Align, Layout, ScrollArea, Ui, vec2};
use jiff::tz::TimeZone;
use std::path::Path;

/// Lists the backups with their times in the system's time zone.
pub fn restore(ui: &mut Ui, cx: &mut Cx<'_>, backups: &[Backup]) {
    ui.set_width(460.0);
    title(ui, "Restore a backup");
    ui.weak(if backups.is_empty() {
        "There is no backup yet; every save keeps one."
    } else {
        "The project as it is now becomes a backup itself, so nothing is lost. Undo begins anew."
    });
    ui.add_space(8.0);
    let zone = TimeZone::system();
    let height = (ui.ctx().content_rect().height() - 400.0).max(100.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for backup in backups {
            let saved = backup.saved.to_zoned(zone.clone()).strftime("%A, %-d %B %Y, %H:%M:%S");
            let name = format!("{saved}   ·   {}", size(backup.size_bytes));
            let button = egui::Button::new(name).frame_when_inactive(false);
            if ui.add_sized(vec2(ui.available_width(), 28.0), button).clicked() {
                cx.ask_desk(desk::Ask::RestoreFrom(backup.path.clone()));
            }
        }
    });
    history(ui, cx);
    footer(ui, |ui| {
        if ui.button("Close").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

/// Limits that can be chosen for the log: edits and MiB.
const LINE_LIMITS: [usize; 8] = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000];
const MEBIBYTE_LIMITS: [u64; 6] = [4, 16, 64, 256, 1024, 4096];
/// Width of a limit between its buttons, and height of a row, in points.
const LIMIT: f32 = 120.0;
const ROW: f32 = 30.0;

/// How long the history of edits is, and how long it may grow.
fn history(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (Some(size_now), Some(limit)) = (cx.desk.session.log_size(), cx.desk.session.log_limit()) else { return };
    ui.add_space(12.0);
    title(ui, "History of edits");
    ui.weak(format!(
        "{}, {}. Beyond a limit the older half goes, except what the file and its newest backups need.",
        plural(size_now.lines, "edit"),
        size(size_now.bytes)
    ));
    ui.add_space(4.0);
    let lines = plural(limit.lines, "edit");
    if let Some(lines) = steps(ui, "Edits kept", &lines, &LINE_LIMITS, limit.lines) {
        cx.ask_desk(desk::Ask::SetLogLimit(LogLimit { lines, ..limit }));
    }
    if let Some(mebibytes) = steps(ui, "Space kept", &size(limit.bytes), &MEBIBYTE_LIMITS, limit.bytes / (1024 * 1024)) {
        cx.ask_desk(desk::Ask::SetLogLimit(LogLimit { bytes: mebibytes * 1024 * 1024, ..limit }));
    }
}

/// A limit with a button for the next lower and the next higher one; what was chosen.
fn steps<T: Copy + PartialOrd>(ui: &mut Ui, name: &str, shown: &str, choices: &[T], now: T) -> Option<T> {
    let lower = choices.iter().rev().find(|choice| **choice < now).copied();
    let higher = choices.iter().find(|choice| **choice > now).copied();
    let mut chosen = None;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.scope(|ui| {
            ui.set_width(LIMIT);
            ui.label(name);
        });
        for (sign, told, choice) in [("–", "less", lower), ("+", "more", higher)] {
            let button = ui.add_enabled(choice.is_some(), egui::Button::new(sign).min_size(vec2(28.0, 26.0)));
            let told = format!("{name}: {told}");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, choice.is_some(), &told));
            if button.clicked() {
                chosen = choice;
            }
            if sign == "–" {
                ui.add_sized(vec2(LIMIT, ROW), egui::Label::new(shown));
            }
        }
    });
    chosen
}

/// Says what the window waits for before it closes.
pub fn closing(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(360.0);
    title(ui, "Closing");
    let is_compacting = cx.desk.tasks.is_compacting();
    ui.label(if is_compacting { "The history of edits is being shortened." } else { "The project is being written." });
    if cx.desk.session.is_log_safe() {
        ui.weak("Every edit is in the log already.");
    }
    footer(ui, |ui| {
        if ui.button("Keep the window open").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

/// Offers the backup of a project file that is gone.
pub fn gone(ui: &mut Ui, cx: &mut Cx<'_>, path: &Path, backup: &Path) {
    ui.set_width(520.0);
    title(ui, "The project file is gone");
    let name = backup.file_name().unwrap_or_default().display();
    let text = format!(
        "There is no file {}, but a backup of it: {name}. Together with the log it may be the whole of it. If the file was \
         moved, open it where it is now.",
        path.display()
    );
    ui.add(egui::Label::new(text).wrap());
    footer(ui, |ui| {
        if ui.button("Bring the backup back").clicked() {
            cx.ask_desk(desk::Ask::BringBack(path.to_owned()));
        }
        if ui.button("Cancel").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

/// Asks which version stays.
pub fn file_changed(ui: &mut Ui, cx: &mut Cx<'_>, file: FileState) {
    ui.set_width(520.0);
    let path = cx.desk.session.path().display();
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
            cx.ask_desk(desk::Ask::KeepMine);
        }
        if file == FileState::Changed && ui.button("Take the other").clicked() {
            cx.ask_desk(desk::Ask::KeepTheirs);
        }
        if ui.button(Command::SaveCopy.label()).clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
            cx.run(Command::SaveCopy);
        }
        if ui.button("Decide later").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
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
