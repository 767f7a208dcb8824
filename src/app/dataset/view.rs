//! The view of the room: the form on the left, what the files would contain and lack in the middle, and the actions at the
//! bottom.

use super::{Ask, Cx, figures, form, losses};
use crate::{
    app::{
        desk::{command::Command, messages},
        look::theme::{Tokens, semibold, size},
    },
    text::words::{grouped, plural},
};
use egui::{CentralPanel, Frame, Margin, Panel, RichText, ScrollArea, Ui};

/// Width of the panel with the choices.
const FORM_WIDTH: f32 = 316.0;
/// Of the middle, the share of height that numbers and first lines take; losses have the rest.
const UPPER_SHARE: f32 = 0.56;

/// Shows the room.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let left = Panel::left("dataset").frame(side(cx.tokens)).exact_size(FORM_WIDTH).resizable(false);
    left.show(ui, |ui| ScrollArea::vertical().auto_shrink(false).show(ui, |ui| form::show(ui, cx)));
    messages::show(ui, cx);
    let foot = Frame::new().fill(cx.tokens.panel).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("dataset actions").frame(foot).exact_size(44.0).resizable(false).show(ui, |ui| actions(ui, cx));
    let page = |tokens: &Tokens| Frame::new().fill(tokens.page);
    let upper = ui.available_height() * UPPER_SHARE;
    let top = Panel::top("dataset preview").frame(page(cx.tokens)).exact_size(upper).resizable(false);
    top.show(ui, |ui| figures::show(ui, cx));
    let center = CentralPanel::default().frame(page(cx.tokens));
    center.show(ui, |ui| losses::show(ui, cx));
}

/// How far it is, and the ways on.
fn actions(ui: &mut Ui, cx: &mut Cx<'_>) {
    let dataset = cx.room;
    let writing = cx.room.export_progress();
    let (done, total) = dataset.looked_at;
    let articles = plural(total, "article");
    let text = match writing {
        Some((_, 0)) => "preparing to write".to_owned(),
        Some((done, total)) => format!("writing {} of {} articles", grouped(done), grouped(total)),
        None if dataset.problem.is_some() => "nothing to export".to_owned(),
        None if dataset.is_busy() && total == 0 => "looking".to_owned(),
        None if done < total => format!("looked at {} of {} articles", grouped(done), grouped(total)),
        None => format!("{articles}, {}", plural(dataset.report.written, "annotation")),
    };
    let (is_writing, is_busy, is_stopped) = (writing.is_some(), dataset.is_busy(), dataset.is_stopped);
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new(text).color(cx.tokens.muted));
        if (is_writing || is_busy) && ui.button("Stop").clicked() {
            cx.ask(Ask::Stop);
        } else if is_stopped && ui.button("Look again").clicked() {
            cx.ask(Ask::Look);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let can_export = !is_writing && cx.room.problem.is_none();
            let name = RichText::new("Export").font(semibold(size::TEXT));
            let export = ui.add_enabled(can_export, egui::Button::new(name));
            if export.on_hover_text(cx.desk.keys.tooltip(Command::ExportDataset)).clicked() {
                cx.run(Command::ExportDataset);
            }
            let copy = ui.add_enabled(cx.room.problem.is_none(), egui::Button::new("Copy the command"));
            let tip = format!("{}: the same export on a command line", cx.desk.keys.tooltip(Command::CopyDatasetCommand));
            if copy.on_hover_text(tip).clicked() {
                cx.run(Command::CopyDatasetCommand);
            }
            let target = super::target(cx.desk, cx.room).display().to_string();
            let shown = egui::Label::new(RichText::new(&target).size(12.0).color(cx.tokens.muted)).truncate();
            ui.add(shown).on_hover_text(&target);
        });
    });
}
