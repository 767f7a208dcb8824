//! The view of the history panel: the edits of the project as sentences, and buttons for the chosen one.

use crate::{
    app::{
        desk::command::Command,
        look::{
            theme::size,
            widgets::{chevron, heading, id, inset, quiet_button, row, small_style, title_style},
        },
        tag::{
            self, Cx,
            history::{self, Ask, list_id},
        },
    },
    project::{AnalystId, Entry},
    text::words::plural,
};
use egui::{CornerRadius, Key, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use jiff::{Timestamp, tz::TimeZone};

/// Height of a row: two lines of the sentence, one of the rest.
const ROW: f32 = 66.0;
const PADDING: f32 = 16.0;
/// The height of the part below the list.
const FOOT: f32 = 76.0;

/// Shows the panel.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.expand_to_include_rect(ui.max_rect());
    ui.add_space(14.0);
    let count = plural(cx.room.history.num_rows(), "edit");
    inset(ui, |ui| {
        let line = vec2(ui.available_width(), 22.0);
        ui.allocate_ui_with_layout(line, egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if quiet_button(ui, cx.tokens, "×", "Close the history", true)
                .on_hover_text(cx.desk.keys.tooltip(Command::History))
                .clicked()
            {
                cx.run(Command::History);
            }
            let rest = ui.available_rect_before_wrap();
            let mut left =
                ui.new_child(egui::UiBuilder::new().max_rect(rest).layout(egui::Layout::left_to_right(egui::Align::Center)));
            heading(&mut left, cx.tokens, "History", &count);
        });
        ui.add_space(8.0);
        filters(ui, cx);
    });
    ui.add_space(8.0);
    let area = ui.available_rect_before_wrap();
    let list = Rect::from_min_max(area.min, pos2(area.right(), area.bottom() - FOOT));
    ui.scope_builder(egui::UiBuilder::new().max_rect(list), |ui| self::list(ui, cx, list));
    let foot = Rect::from_min_max(pos2(area.left(), list.bottom()), area.max);
    ui.painter().hline(foot.x_range(), foot.top(), egui::Stroke::new(1.0, cx.tokens.hairline));
    ui.scope_builder(egui::UiBuilder::new().max_rect(foot), |ui| inset(ui, |ui| self::foot(ui, cx)));
}

fn filters(ui: &mut Ui, cx: &mut Cx<'_>) {
    let chosen = cx.room.history.analyst.clone();
    let name_of = |id: &Option<AnalystId>| match id {
        None => "Everybody".to_owned(),
        Some(id) => cx.desk.project().analyst(id).map_or_else(|| id.to_string(), |analyst| analyst.name.clone()),
    };
    let mut asked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let combo = egui::ComboBox::from_id_salt("history analyst").icon(chevron).selected_text(name_of(&chosen)).width(130.0);
        let response = combo.show_ui(ui, |ui| {
            let analysts = cx.desk.project().analysts().iter().map(|analyst| Some(analyst.id.clone()));
            for analyst in std::iter::once(None).chain(analysts) {
                if ui.selectable_label(analyst == chosen, name_of(&analyst)).clicked() {
                    asked = Some(Ask::Analyst(analyst));
                }
            }
        });
        let told = format!("Edits of: {}", name_of(&chosen));
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &told));
        let mut is_only_here = cx.room.history.is_only_here;
        if ui.checkbox(&mut is_only_here, "This article only").changed() {
            asked = Some(Ask::OnlyHere(is_only_here));
        }
    });
    cx.ask_all(asked.map(tag::Ask::History));
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
    let response = ui.interact(area, list_id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Edits, the newest first"));
    if cx.room.history.wants_keys {
        response.request_focus();
    }
    if cx.room.history.wants_keys || cx.room.history.scrolls {
        cx.ask(tag::Ask::History(Ask::HasKeys));
    }
    let has_focus = response.has_focus();
    let had_focus = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(list_id()), has_focus));
    if has_focus {
        if !had_focus {
            // egui lets a widget have the arrows from the second frame on.
            ui.request_repaint();
        }
        let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), filter));
        let page = (area.height() / ROW).max(1.0) as isize;
        keys(ui, cx, page);
    }
    let num_rows = cx.room.history.num_rows();
    if num_rows == 0 {
        inset(ui, |ui| {
            ui.add_space(8.0);
            ui.weak("No edits here.");
        });
        return;
    }
    let mut scroll = ScrollArea::vertical().id_salt("history rows").auto_shrink(false);
    if let Some(at) = cx.room.history.row().filter(|_| cx.room.history.scrolls) {
        let seen: f32 = ui.data(|data| data.get_temp(id("history offset"))).unwrap_or(0.0);
        let (top, bottom) = (at as f32 * ROW, (at + 1) as f32 * ROW);
        scroll = scroll.vertical_scroll_offset(seen.min(top).max(bottom - area.height()));
    }
    let output = scroll.show_rows(ui, ROW, num_rows, |ui, shown| {
        for at in shown {
            let entry = cx.room.history.entry_in(at).and_then(|place| cx.desk.session.history().trail().get(place));
            if let Some(entry) = entry {
                edit(ui, cx, at, entry, has_focus);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id("history offset"), output.state.clamped_offset().y));
}

/// Handles keys while the list has the focus.
fn keys(ui: &Ui, cx: &mut Cx<'_>, page: isize) {
    let all = isize::MAX / 2;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::End, all),
        (Key::Home, -all),
    ];
    for (key, by) in steps {
        if ui.input(|input| input.modifiers.is_none() && input.key_pressed(key)) {
            cx.ask(tag::Ask::History(Ask::Step(by)));
        }
    }
    if ui.input(|input| input.modifiers.is_none() && input.key_pressed(Key::Enter)) {
        cx.ask(tag::Ask::History(Ask::GoHere));
    }
}

fn edit(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, entry: &Entry, has_keys: bool) {
    let is_at = cx.room.history.row() == Some(at);
    let sentence = history::sentence(cx.desk, entry);
    let article = entry.site.and_then(|site| cx.desk.project().article(site.article)).map(|record| record.article.title());
    let time = time(entry.time, (cx.desk.now)());
    let undone = if entry.is_undone { "undone" } else { "" };
    let told = [sentence.as_str(), article.unwrap_or_default(), &time, undone];
    let told = told.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let (rect, response) = row(ui, cx.tokens, ROW, is_at, &told);
    if is_at && has_keys {
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, CornerRadius::ZERO, cx.tokens.accent);
    }
    let (left, right) = (rect.left() + PADDING, rect.right() - PADDING);
    let painter = ui.painter_at(rect);
    let mut style = title_style(cx.tokens, 13.5, 18.0);
    if entry.is_undone {
        style.color = cx.tokens.faint;
    }
    let set = cx.typesetter.set_elided(&sentence, &style, right - left, 2);
    let inward = if set.lines().len() < 2 { 8.0 } else { 0.0 };
    cx.typesetter.paint(&painter, &set, pos2(left, rect.top() + 7.0 + inward), style.color);
    let y = rect.bottom() - 22.0 - inward;
    let small = small_style(cx.tokens);
    let ends = if entry.is_undone { format!("undone · {time}") } else { time };
    let ends = cx.typesetter.set_elided(&ends, &small, 140.0, 1);
    cx.typesetter.paint(&painter, &ends, pos2(right - ends.width(), y), small.color);
    let room = right - left - ends.width() - 12.0;
    cx.typesetter.paint_text(&painter, pos2(left, y), article.unwrap_or_default(), &small, room, 1);
    if response.clicked() {
        cx.ask(tag::Ask::History(Ask::Go(at)));
    }
}

/// Shows what undo would take back, or why it takes back nothing.
fn foot(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(10.0);
    let why = cx.unavailable(Command::UndoBack);
    let key = cx.desk.keys.key_text(Command::UndoBack);
    let button = egui::Button::new("Undo back to here").shortcut_text(RichText::new(key).size(size::LABEL));
    let response = ui.add_enabled(why.is_none(), button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, why.is_none(), "Undo back to here"));
    let tooltip = cx.desk.keys.tooltip(Command::UndoBack);
    if response.on_hover_text(tooltip).on_disabled_hover_text(why.unwrap_or_default()).clicked() {
        cx.run(Command::UndoBack);
    }
    ui.add_space(4.0);
    let said = match (why, history::steps_back(cx.desk, cx.room)) {
        (Some(why), _) | (None, Err(why)) => why.to_owned(),
        (None, Ok(1)) => "Takes back this step.".to_owned(),
        (None, Ok(count)) => format!("Takes back this step and {} after it.", count - 1),
    };
    ui.add(egui::Label::new(RichText::new(said).size(size::LABEL).color(cx.tokens.muted)).wrap());
}

/// "12:04", with the day if it is another one.
fn time(time: Timestamp, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let (then, today) = (time.to_zoned(zone.clone()), now.to_zoned(zone));
    let format = match (then.date() == today.date(), then.year() == today.year()) {
        (true, _) => "%H:%M",
        (false, true) => "%-d %b %H:%M",
        (false, false) => "%-d %b %Y %H:%M",
    };
    then.strftime(format).to_string()
}
