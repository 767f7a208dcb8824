//! The bar at the top: the project and its menu, who is at work, undo and redo.

use super::Cx;
use crate::{
    app::{
        compare,
        desk::{self, command::Command, room::Room, undo},
        dispatch::request::Request,
        look::{
            theme::{medium, semibold, serif, size},
            widgets::{keycap, quiet_button},
        },
    },
    text::words::cut,
};
use egui::{Align, Layout, RichText, Sense, Ui, containers::menu::MenuButton, pos2, vec2};

/// Shows the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new("÷ Obelus").font(serif(18.0)).color(cx.tokens.ink));
        ui.add_space(8.0);
        project_menu(ui, cx);
        room_tabs(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            cap_button(ui, cx, Command::KeySheet, "Keys", 28.0);
            cap_button(ui, cx, Command::Palette, "Command palette", 46.0);
            ui.add_space(8.0);
            let can_redo = cx.desk.session.history().next_redo().map(|step| undo::said(cx.desk, step));
            step_button(ui, cx, "↻", Command::Redo, can_redo);
            let can_undo = cx.desk.session.history().next_undo().map(|step| undo::said(cx.desk, step));
            step_button(ui, cx, "↺", Command::Undo, can_undo);
            ui.add_space(8.0);
            if cx.desk.room == Room::Compare {
                let room = cx.room;
                cx.enter(&room.compare, Request::Compare, |cx| compare::views::top(ui, cx));
            } else {
                analyst_menu(ui, cx);
            }
        });
    });
}

fn project_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let title = cx.desk.project().title();
    let shown: String = cut(title, 40);
    let button = egui::Button::new(RichText::new(format!("{shown}  ⌄")).color(cx.tokens.muted)).frame_when_inactive(false);
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(230.0);
        item(ui, cx, Command::NewProject);
        item(ui, cx, Command::OpenProject);
        ui.separator();
        item(ui, cx, Command::Import);
        item(ui, cx, Command::AddLayers);
        ui.separator();
        item(ui, cx, Command::Save);
        item(ui, cx, Command::SaveCopy);
        item(ui, cx, Command::Restore);
        item(ui, cx, Command::History);
        item(ui, cx, Command::ShowOthers);
        ui.separator();
        item(ui, cx, Command::GoToParagraph);
        item(ui, cx, Command::Back);
        item(ui, cx, Command::Forward);
        ui.separator();
        item(ui, cx, Command::ToggleTheme);
        item(ui, cx, Command::ToggleArticles);
        item(ui, cx, Command::ToggleTagging);
        item(ui, cx, Command::TextSettings);
        item(ui, cx, Command::KeySettings);
        item(ui, cx, Command::ZoomIn);
        item(ui, cx, Command::ZoomOut);
        ui.separator();
        item(ui, cx, Command::Quit);
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Project {title}")));
    response.on_hover_text(cx.desk.session.path().display().to_string());
}

/// A tab for each room; none while there is only one.
fn room_tabs(ui: &mut Ui, cx: &mut Cx<'_>) {
    if Room::OFFERED.len() < 2 {
        return;
    }
    ui.add_space(24.0);
    for room in Room::OFFERED {
        let is_here = cx.desk.room == *room;
        let text = RichText::new(room.name());
        let (text, fill) = if is_here {
            (text.font(semibold(size::TEXT)).color(cx.tokens.ink), cx.tokens.raised)
        } else {
            (text.color(cx.tokens.muted), egui::Color32::TRANSPARENT)
        };
        let stroke = if is_here { egui::Stroke::new(1.0, cx.tokens.hairline) } else { egui::Stroke::NONE };
        let button = egui::Button::new(text).fill(fill).stroke(stroke).min_size(vec2(0.0, 28.0));
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_here, room.name()));
        if response.on_hover_text(cx.desk.keys.tooltip(Command::Show(*room))).clicked() {
            cx.run(Command::Show(*room));
        }
    }
}

/// A line of a menu: name and key.
fn item(ui: &mut Ui, cx: &mut Cx<'_>, command: Command) {
    let button = egui::Button::new(command.label()).shortcut_text(cx.desk.keys.key_text(command)).frame_when_inactive(false);
    let why = cx.unavailable(command);
    let response = ui.add_enabled_ui(why.is_none(), |ui| ui.add_sized(vec2(ui.available_width(), 24.0), button)).inner;
    if response.on_disabled_hover_text(why.unwrap_or_default()).clicked() {
        cx.run(command);
        ui.close();
    }
}

fn analyst_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let name = cx.desk.open.analyst.as_ref().and_then(|id| cx.desk.project().analyst(id)).map(|analyst| analyst.name.clone());
    let shown = name.clone().unwrap_or_else(|| "nobody yet".to_owned());
    let mut job = egui::text::LayoutJob::default();
    let mut part = |text: &str, font, color| {
        job.append(text, 0.0, egui::TextFormat { font_id: font, color, ..Default::default() });
    };
    part("Analyst ", egui::FontId::proportional(size::TEXT), cx.tokens.muted);
    part(&format!("{shown}  ⌄"), medium(size::TEXT), cx.tokens.ink);
    let (response, _) = MenuButton::from_button(egui::Button::new(job).frame_when_inactive(false)).ui(ui, |ui| {
        ui.set_min_width(180.0);
        for analyst in cx.desk.project().analysts() {
            let is_chosen = cx.desk.open.analyst.as_ref() == Some(&analyst.id);
            if ui.selectable_label(is_chosen, &analyst.name).clicked() {
                cx.ask_desk(desk::Ask::SetAnalyst(analyst.id.clone()));
                ui.close();
            }
        }
        ui.separator();
        if ui.button("Add an analyst…").clicked() {
            cx.ask_desk(desk::Ask::AskAnalyst);
            ui.close();
        }
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Analyst {shown}")));
    response.on_hover_text("Whose layer the page shows and new tags go to");
}

fn step_button(ui: &mut Ui, cx: &mut Cx<'_>, sign: &str, command: Command, sentence: Option<String>) {
    let why = cx.unavailable(command);
    let response = quiet_button(ui, cx.tokens, sign, command.label(), why.is_none());
    let tooltip = match sentence {
        Some(sentence) if why.is_some() => format!("{}: {sentence}. {}", cx.desk.keys.tooltip(command), why.unwrap_or_default()),
        Some(sentence) => format!("{}: {sentence}", cx.desk.keys.tooltip(command)),
        None => format!("{}: nothing", cx.desk.keys.tooltip(command)),
    };
    if response.on_hover_text(&tooltip).on_disabled_hover_text(&tooltip).clicked() {
        cx.run(command);
    }
}

/// A key cap that starts its command.
fn cap_button(ui: &mut Ui, cx: &mut Cx<'_>, command: Command, name: &str, width: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let key = cx.desk.keys.key_text(command);
    let shown = if key.is_empty() { name } else { key.as_str() };
    keycap(ui, cx.tokens, pos2(rect.right(), rect.center().y), shown);
    if response.on_hover_text(cx.desk.keys.tooltip(command)).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.run(command);
    }
}
