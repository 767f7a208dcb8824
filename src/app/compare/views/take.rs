//! Ways to take figures along: a small menu beside each heading, the same as a context menu, and all of them in a dialog.

use super::heading;
use crate::app::{
    compare::{Ask, Cx, Exhibit, Form, Key},
    desk::{self, command::Command},
    look::theme::{semibold, size},
};
use egui::{
    Align, Button, Layout, Rect, Response, RichText, ScrollArea, Ui, UiBuilder, containers::menu::MenuButton, pos2, vec2,
};

/// Width of the menu's button, in points.
const MENU: f32 = 24.0;

/// A heading with the menu of what is shown below it.
pub fn headed(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, exhibit: Exhibit) {
    let top = ui.cursor().top();
    heading(ui, cx.tokens, title);
    menu_right_of(ui, cx, top, exhibit);
}

/// The menu at the right edge of the line that was shown last and began at `top`; the line gets no taller.
pub fn menu_right_of(ui: &mut Ui, cx: &mut Cx<'_>, top: f32, exhibit: Exhibit) {
    let middle = (top + ui.cursor().top()) / 2.0;
    let right = ui.max_rect().right();
    let rect = Rect::from_center_size(pos2(right - MENU / 2.0, middle), vec2(MENU, size::CONTROL));
    let mut at_right = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)));
    let arrow = RichText::new("⌄").size(size::TEXT).color(cx.tokens.muted);
    let mut asked = None;
    let button = MenuButton::from_button(Button::new(arrow).frame_when_inactive(false).small());
    let (response, _) = button.ui(&mut at_right, |ui| items(ui, exhibit, &mut asked));
    cx.ask_all(asked);
    let told = format!("Copy or save: {}", exhibit.name());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
    response.on_hover_text(format!("{told}.  {}", cx.desk.keys.tooltip(Command::Compare(Key::Take))));
}

/// The same menu where the pointer is.
pub fn context(cx: &mut Cx<'_>, response: &Response, exhibit: Exhibit) {
    let mut asked = None;
    response.context_menu(|ui| items(ui, exhibit, &mut asked));
    cx.ask_all(asked);
}

fn items(ui: &mut Ui, exhibit: Exhibit, asked: &mut Option<Ask>) {
    ui.set_min_width(150.0);
    for form in Form::ALL {
        if ui.add(Button::selectable(false, form.name())).clicked() {
            *asked = Some(Ask::Take(exhibit, form));
            ui.close();
        }
    }
    ui.separator();
    if ui.add(Button::selectable(false, "Report…")).clicked() {
        *asked = Some(Ask::AskReport);
        ui.close();
    }
}

/// Every figure with every way to take it along.
pub fn dialog(ui: &mut Ui, cx: &mut Cx<'_>) {
    title(ui, "Copy or save figures");
    let note = "Files are written beside the project.";
    ui.label(RichText::new(note).color(cx.tokens.muted));
    ui.add_space(8.0);
    ScrollArea::vertical().max_height(ui.ctx().content_rect().height() - 220.0).show(ui, |ui| {
        egui::Grid::new("exhibits").num_columns(Form::ALL.len() + 1).spacing(vec2(10.0, 8.0)).show(ui, |ui| {
            for exhibit in Exhibit::ALL.into_iter().filter(|exhibit| !exhibit.tables(cx.desk, cx.room).is_empty()) {
                ui.label(exhibit.name());
                for form in Form::ALL {
                    let response = ui.button(form.name());
                    let told = format!("{}: {}", exhibit.name(), form.name());
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
                    if response.clicked() {
                        cx.ask(Ask::Take(exhibit, form));
                    }
                }
                ui.end_row();
            }
        });
    });
    close(ui, cx);
}

/// Of whom a report is to be.
pub fn report(ui: &mut Ui, cx: &mut Cx<'_>) {
    title(ui, "Report");
    let words = "One HTML file beside the project, for reading and printing: figures with intervals, plots, differences, method notes, \
                 and how to cite it.";
    ui.set_max_width(440.0);
    ui.label(RichText::new(words).color(cx.tokens.muted));
    ui.add_space(10.0);
    let names = cx.room.names(cx.desk.project()).join(" and ");
    if ui.button(format!("Write the report of {names}")).clicked() {
        cx.ask(Ask::Report { of_all: false });
    }
    let count = cx.desk.project().analysts().iter().filter(|analyst| !analyst.id.is_gold()).count();
    if count > 2 && ui.button(format!("Write the report of all {count} analysts")).clicked() {
        cx.ask(Ask::Report { of_all: true });
    }
    close(ui, cx);
}

fn title(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(semibold(size::FIGURE)));
}

fn close(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(8.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), Layout::right_to_left(Align::Center), |ui| {
        if ui.button("Close").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

/// How far what is being saved is, and a way to stop.
pub fn progress(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some((done, total)) = cx.room.taking.progress() else { return };
    ui.horizontal(|ui| {
        let words = if total == 0 { "Saving".to_owned() } else { format!("Writing the report: {done} of {total} articles") };
        ui.label(RichText::new(words).size(size::LABEL).color(cx.tokens.muted));
        if ui.small_button("Stop").on_hover_text("Write no file").clicked() {
            cx.ask(Ask::StopTaking);
        }
    });
    ui.add_space(8.0);
}
