//! The view of the palette: a text field and the hits.

use super::Cx;
use crate::app::{
    desk::{
        self,
        palette::{Hit, Palette, Target},
    },
    dispatch::request::Request,
    look::widgets::{id, keycap, name_field, row, small_style, title_style},
    tag,
};
use egui::{Event, Key, Modifiers, ScrollArea, TextEdit, Ui, pos2, vec2};

const ROW: f32 = 30.0;
const NUM_ROWS: f32 = 11.0;

/// Shows the palette.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, palette: &Palette) {
    ui.set_width(560.0);
    let step = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        isize::from(pressed(Key::ArrowDown)) - isize::from(pressed(Key::ArrowUp))
            + (isize::from(pressed(Key::PageDown)) - isize::from(pressed(Key::PageUp))) * (NUM_ROWS as isize - 1)
    });
    let is_taken = ui.input(|input| input.key_pressed(Key::Enter));
    let mut query = palette.query.clone();
    let edit = TextEdit::singleline(&mut query).id(id("palette field")).hint_text("Command, label, article or analyst");
    let response = ui.add(edit.desired_width(f32::INFINITY).margin(vec2(10.0, 8.0)));
    name_field(&response, "Command, label, article or analyst", &palette.query, &query);
    if !response.has_focus() {
        response.request_focus();
    }
    ui.add_space(8.0);
    let last = palette.hits.len().saturating_sub(1);
    let chosen = palette.chosen.saturating_add_signed(step).min(last);
    let mut area = ScrollArea::vertical().max_height(ROW * NUM_ROWS).auto_shrink([false, true]);
    if step != 0 || response.changed() {
        area = area.vertical_scroll_offset(((chosen as f32 - NUM_ROWS + 2.0).max(0.0)) * ROW);
    }
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW, palette.hits.len(), |ui, rows| {
        for at in rows {
            if let Some(hit) = palette.hits.get(at)
                && entry(ui, cx, hit, at == chosen)
            {
                clicked = Some(at);
            }
        }
    });
    if palette.hits.is_empty() {
        ui.add_space(8.0);
        ui.weak("Nothing of this name");
    }
    if let Some(hit) = clicked.or(is_taken.then_some(chosen)).and_then(|at| palette.hits.get(at)) {
        // What cannot be done now says why, and the palette stays.
        if hit.unavailable.is_none() {
            cx.ask_desk(desk::Ask::CloseDialog);
            match hit.target.clone() {
                Target::Command(command) => cx.run(command),
                Target::Label(label) => cx.ask(Request::Tag(tag::Ask::Tag(label))),
                Target::Analyst(analyst) => cx.ask_desk(desk::Ask::SetAnalyst(analyst)),
                Target::Article(article) => cx.ask_desk(desk::Ask::OpenArticle(article)),
            }
        }
    } else if query != palette.query {
        cx.ask_desk(desk::Ask::SearchPalette(query));
    } else if chosen != palette.chosen {
        cx.ask_desk(desk::Ask::ChooseInPalette(chosen));
    }
    // Enter is spent here: nothing below may take it for its own.
    ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Key { key: Key::Enter, .. })));
}

fn entry(ui: &mut Ui, cx: &mut Cx<'_>, hit: &Hit, is_chosen: bool) -> bool {
    let told = [hit.name.as_str(), hit.kind, &hit.key, hit.unavailable.unwrap_or("")];
    let told: Vec<_> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let (rect, response) = row(ui, cx.tokens, ROW, false, &told.join(", "));
    if is_chosen {
        ui.painter().rect_filled(rect, 4.0, cx.tokens.selection);
    }
    let mut right = rect.right() - 8.0;
    if !hit.key.is_empty() {
        right = keycap(ui, cx.tokens, pos2(right, rect.center().y), &hit.key) - 8.0;
    }
    let color = if hit.unavailable.is_some() { cx.tokens.muted } else { cx.tokens.ink };
    let name = egui::TextStyle::Body.resolve(ui.style()).size;
    let name_style =
        crate::app::page::TextStyle { family: crate::app::page::Family::Sans, color, ..title_style(cx.tokens, name, 20.0) };
    let painter = ui.painter_at(rect);
    let left = rect.left() + 8.0;
    let name =
        cx.typesetter.paint_text(&painter, pos2(left, rect.center().y - 10.0), &hit.name, &name_style, (right - left) * 0.7, 1);
    let why = hit.unavailable.unwrap_or(hit.kind);
    if !why.is_empty() {
        let at = pos2(name.right() + 12.0, rect.center().y - 8.0);
        cx.typesetter.paint_text(&painter, at, why, &small_style(cx.tokens), (right - at.x).max(0.0), 1);
    }
    response.clicked()
}
