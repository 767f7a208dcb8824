//! The top bar's part of the room: who is compared with whom, and which articles. The status bar's part.

use crate::{
    app::{
        compare::{Ask, Cx, Key, Scope},
        desk::command::Command,
        look::theme::{medium, size},
    },
    project::Project,
    text::words::{grouped, plural},
};
use egui::{Button, FontId, RichText, Ui, containers::menu::MenuButton};

/// Shows the menus; the surrounding layout runs from the right.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    scope_menu(ui, cx);
    if cx.room.pair.is_some() {
        analyst_menu(ui, cx, 1);
        ui.label(RichText::new("with").size(size::TEXT).color(cx.tokens.muted));
        analyst_menu(ui, cx, 0);
    }
}

fn analyst_menu(ui: &mut Ui, cx: &mut Cx<'_>, place: usize) {
    let project = cx.desk.project();
    let name = &cx.room.names(project)[place];
    let current = cx.room.pair.as_ref().and_then(|pair| pair.get(place));
    let text = RichText::new(format!("{name}  ⌄")).font(medium(size::TEXT)).color(cx.tokens.ink);
    let mut asked = None;
    let (response, _) = MenuButton::from_button(Button::new(text).frame_when_inactive(false)).ui(ui, |ui| {
        ui.set_min_width(180.0);
        for analyst in project.analysts() {
            if ui.selectable_label(current == Some(&analyst.id), &analyst.name).clicked() {
                asked = Some(Ask::SetAnalyst(place, analyst.id.clone()));
                ui.close();
            }
        }
    });
    cx.ask_all(asked);
    let whose = ["First", "Second"][place.min(1)];
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{whose} analyst {name}")));
    response.on_hover_text(format!("{whose} layer: lines {} the words", ["above", "below"][place.min(1)]));
}

fn scope_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let room = cx.room;
    let shown = match room.scope {
        Scope::All => plural(room.counts().num_articles, "article"),
        Scope::Article(_) => "this article".to_owned(),
    };
    let text = RichText::new(format!("{shown}  ⌄")).color(cx.tokens.muted);
    let mut asked = None;
    let key = cx.desk.keys.key_text(Command::Compare(Key::Scope));
    let (response, _) = MenuButton::from_button(Button::new(text).frame_when_inactive(false)).ui(ui, |ui| {
        ui.set_min_width(240.0);
        let item = |text: &'static str| Button::selectable(false, text).shortcut_text(key.clone());
        if ui.add(item("All articles that both worked on")).clicked() {
            asked = Some(Scope::All);
            ui.close();
        }
        if let Some(article) = room.article
            && ui.add(item("This article only")).clicked()
        {
            asked = Some(Scope::Article(article));
            ui.close();
        }
    });
    cx.ask_all(asked.map(Ask::SetScope));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Articles compared: {shown}")));
    response.on_hover_text(format!("Which articles are compared.  {}", cx.desk.keys.tooltip(Command::Compare(Key::Scope))));
}

/// The left part of the status bar.
pub fn status(ui: &mut Ui, cx: &mut Cx<'_>) {
    let text = |words: String| RichText::new(words).font(FontId::proportional(12.0)).color(cx.tokens.muted);
    let room = cx.room;
    if let Some(row) = room.chosen_row() {
        let (here, all) = (grouped(row + 1), grouped(room.num_rows()));
        ui.label(text(format!("difference {here} of {all}")));
    }
    ui.label(text(gold(cx.desk.project(), cx)));
}

fn gold(_: &Project, cx: &Cx<'_>) -> String {
    let counts = cx.room.counts();
    let ((decided, _), (taken, left)) = (counts.settled_of(), counts.identical());
    match (decided, taken, left) {
        (0, 0, left) => format!("gold layer: empty, {left} identical"),
        (decided, taken, 0) => format!("gold layer: {decided} decided, {taken} identical taken over"),
        (decided, taken, left) => format!("gold layer: {decided} decided, {taken} identical taken over, {left} not yet"),
    }
}
