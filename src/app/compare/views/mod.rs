//! What the Compare room shows: the list of differences, the page with both layers, and the figures.

mod answers;
mod attributes;
mod bar;
mod confusion;
mod figures;
mod list;
mod pairs;
mod parts;
mod plots;
mod take;
mod text;
mod top;

pub use take::{dialog as take_dialog, report as report_dialog};
pub use top::{show as top, status};

use crate::app::{
    compare::{Cx, Nothing},
    desk::{self, command::Command, room::Room},
    look::theme::{Tokens, semibold, size},
};
use egui::{CentralPanel, Frame, Panel, RichText, Ui};

/// Below this width the panels get narrower, in points.
const NARROW: f32 = 1200.0;
/// Space at the sides of panels.
const PADDING: f32 = 16.0;

/// Shows the room.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let paper = Frame::new().fill(cx.tokens.page);
    if let Some(nothing) = cx.room.nothing(cx.desk.project()) {
        crate::app::desk::messages::show(ui, cx);
        CentralPanel::default().frame(paper).show(ui, |ui| empty(ui, cx, nothing));
        return;
    }
    let share = if ui.available_width() < NARROW { 0.8 } else { 1.0 };
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let left = Panel::left("differences").frame(side(cx.tokens)).exact_size(size::LIST * share).resizable(false);
    left.show(ui, |ui| list::show(ui, cx));
    let right = Panel::right("figures").frame(side(cx.tokens)).exact_size(size::PANEL * share).resizable(false);
    right.show(ui, |ui| figures::show(ui, cx));
    crate::app::desk::messages::show(ui, cx);
    let height = bar::height(cx);
    let floor = Panel::bottom("settle").frame(paper).exact_size(height).resizable(false).show_separator_line(false);
    floor.show(ui, |ui| bar::show(ui, cx));
    CentralPanel::default().frame(paper).show(ui, |ui| text::show(ui, cx));
}

/// What to do where there is nothing to compare.
fn empty(ui: &mut Ui, cx: &mut Cx<'_>, nothing: Nothing) {
    let names = cx.room.names(cx.desk.project());
    let (title, words) = match nothing {
        Nothing::NoArticles => {
            ("No articles yet".to_owned(), "Import articles in the Tag room; two analysts tag them, and here they are compared.")
        }
        Nothing::OneAnalyst => (
            "Nobody to compare with".to_owned(),
            "A comparison needs two layers. Add a second analyst in the Tag room, or import another copy of this project.",
        ),
        Nothing::NoCommonArticle => (
            format!("{} and {} have no article in common", names[0], names[1]),
            "An article is compared once both have opened it. Choose two others at the top.",
        ),
    };
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new(title).heading());
        ui.add_space(8.0);
        ui.weak(words);
        ui.add_space(16.0);
        if ui.button("To the Tag room").on_hover_text(cx.desk.keys.tooltip(Command::Show(Room::Tag))).clicked() {
            cx.run(Command::Show(Room::Tag));
        }
        if nothing == Nothing::OneAnalyst && ui.button("Add an analyst…").clicked() {
            cx.ask_desk(desk::Ask::AskAnalyst);
        }
    });
}

/// A small heading in capitals.
fn heading(ui: &mut Ui, tokens: &Tokens, text: &str) {
    let text = RichText::new(text.to_uppercase()).font(semibold(size::LABEL)).extra_letter_spacing(0.4).color(tokens.muted);
    ui.label(text);
}
