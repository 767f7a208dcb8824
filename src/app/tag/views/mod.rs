//! The parts of the room. Each reads the state and pushes requests; none changes anything.

pub mod article_list;
pub mod attributes;
pub mod document;
mod find_bar;
pub mod history_panel;
mod looked_at;
mod pick_bar;
pub mod strip;
pub mod tagging_panel;

use crate::app::{
    desk::{fold::Side, messages},
    look::theme::{Tokens, size},
    tag::Cx,
};
use egui::{CentralPanel, Frame, Panel, Ui};

/// Shows the room.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let (breadth, folds) = (cx.desk.breadth, cx.desk.prefs.folds);
    let share = breadth.panel_share();
    if folds.is_open(Side::Articles, breadth) {
        let list = Panel::left("articles").frame(side(cx.tokens)).exact_size(size::LIST * share).resizable(false);
        list.show(ui, |ui| article_list::show(ui, cx));
    } else {
        let strip = Panel::left("folded articles").frame(side(cx.tokens)).exact_size(strip::WIDTH).resizable(false);
        strip.show(ui, |ui| strip::show(ui, cx, Side::Articles));
    }
    if cx.room.history.is_open {
        let panel = Panel::right("history").frame(side(cx.tokens)).exact_size(size::PANEL * share).resizable(false);
        panel.show(ui, |ui| history_panel::show(ui, cx));
    } else if folds.is_open(Side::Tagging, breadth) {
        let panel = Panel::right("tagging").frame(side(cx.tokens)).exact_size(size::PANEL * share).resizable(false);
        panel.show(ui, |ui| tagging_panel::show(ui, cx));
    } else {
        let strip = Panel::right("folded tagging").frame(side(cx.tokens)).exact_size(strip::WIDTH).resizable(false);
        strip.show(ui, |ui| strip::show(ui, cx, Side::Tagging));
    }
    messages::show(ui, cx);
    let center = CentralPanel::default().frame(Frame::new().fill(cx.tokens.page));
    center.show(ui, |ui| document::show(ui, cx));
}
