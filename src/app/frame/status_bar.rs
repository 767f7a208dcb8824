//! The bar at the bottom: where the caret is, what is selected, what was done, when it was saved.

use super::Cx;
use crate::{
    app::{
        compare, dataset,
        desk::{command::Command, room::Room},
        dispatch::request::Request,
        import,
        look::widgets::progress_bar,
        merge,
    },
    store::FileState,
    text::{
        segment,
        words::{grouped, plural},
    },
};
use egui::{Align, Layout, RichText, Ui};

/// Shows the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let muted = cx.tokens.muted;
    let text = |words: String| RichText::new(words).size(12.0).color(muted);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let is_comparing = cx.desk.room == Room::Compare;
        if is_comparing {
            let room = cx.room;
            cx.enter(&room.compare, Request::Compare, |cx| compare::views::status(ui, cx));
        } else if let Some(record) = cx.desk.record() {
            let indexed = &record.article.text;
            let position = cx.desk.open.page.position();
            if position.paragraph > 0 {
                ui.label(text(format!("¶ {}", position.paragraph)));
            }
            if let Some(words) = &cx.room.tag.layer.words {
                let total = words.total();
                let here = words.before(indexed, cx.desk.open.page.caret()).min(total.saturating_sub(1)) + u32::from(total > 0);
                ui.label(text(format!("word {} of {}", grouped(here as usize), grouped(total as usize))));
            } else {
                ui.label(text("counting words".to_owned()));
            }
            if let Some(selection) = cx.desk.selection() {
                let words = indexed.slice(selection).map_or(0, segment::num_words);
                ui.label(text(format!("selection {}", plural(words, "word"))));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(text(saved(cx)));
            if cx.desk.record().is_some() && !is_comparing {
                ui.label(text(plural(cx.room.tag.layer.items.len(), "annotation")));
                done(ui, cx);
            }
            if let Some((done, total)) = cx.room.import.progress() {
                if ui.small_button("Stop").clicked() {
                    cx.ask(Request::Import(import::Ask::Stop));
                }
                let is_read = total > 0 && done == total;
                let counts = format!("reading {} of {} files", grouped(done), grouped(total));
                ui.label(text(if is_read { "looking for copies".to_owned() } else { counts }));
                if total > 0 && !is_read {
                    ui.add(progress_bar(cx.tokens, done as f32 / total as f32));
                }
            }
            if let Some((done, total)) = cx.room.merge.reading.as_ref().map(|reading| reading.progress()) {
                if ui.small_button("Stop").clicked() {
                    cx.ask(Request::Merge(merge::Ask::Stop));
                }
                if total == 0 {
                    ui.label(text("reading the other project".to_owned()));
                } else {
                    ui.label(text(format!("joining {} of {} articles", grouped(done), grouped(total))));
                    ui.add(progress_bar(cx.tokens, done as f32 / total as f32));
                }
            }
            if let Some((done, total)) = cx.room.dataset.export_progress().filter(|_| cx.desk.room != Room::Dataset) {
                if ui.small_button("Stop").clicked() {
                    cx.ask(Request::Dataset(dataset::Ask::Stop));
                }
                ui.label(text(format!("writing {} of {} articles", grouped(done), grouped(total))));
            }
            let status = RichText::new(cx.desk.status.as_str()).size(12.0).color(cx.tokens.ink);
            ui.add(egui::Label::new(status).truncate());
        });
    });
}

/// Whether the analyst is through with the article.
fn done(ui: &mut Ui, cx: &mut Cx<'_>) {
    let is_done = cx.desk.is_done();
    let (text, color) = if is_done { ("✓ Done", cx.tokens.good) } else { ("Mark as done", cx.tokens.ink) };
    let button = egui::Button::new(RichText::new(text).size(12.0).color(color)).frame_when_inactive(false);
    if ui.add_enabled(cx.desk.open.analyst.is_some(), button).on_hover_text(cx.desk.keys.tooltip(Command::ToggleDone)).clicked() {
        cx.run(Command::ToggleDone);
    }
}

fn saved(cx: &Cx<'_>) -> String {
    let session = &cx.desk.session;
    if session.read_only().is_some() {
        return "read-only".to_owned();
    }
    if cx.desk.tasks.is_saving() {
        return "saving…".to_owned();
    }
    if !session.is_log_safe() {
        return "not on disk: the log is gone".to_owned();
    }
    match session.seen_file_state() {
        FileState::Ours => {}
        FileState::Changed => return "file changed by another program, your edits in the log".to_owned(),
        FileState::Missing => return "file gone, your edits in the log".to_owned(),
    }
    match cx.desk.open.saved_at {
        Some(time) => {
            let time = time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string();
            if session.has_unsaved_edits() { format!("saved {time}, later edits in the log") } else { format!("saved {time}") }
        }
        None if session.has_unsaved_edits() => "every edit is in the log".to_owned(),
        None => "saved".to_owned(),
    }
}
