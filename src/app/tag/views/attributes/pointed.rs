//! Fields that are filled by pointing at the text: links to other annotations, and stretches of the text.

use super::{
    NOT_FILLED, Slot, shown,
    typed::{empty_states, state_by_key},
};
use crate::{
    app::{
        desk::command::Command,
        look::{theme::size, widgets::quiet_button},
        tag::{self, Cx, pick::PickField},
    },
    project::{AnnotationId, AttributeValue},
    text::words::short,
};
use egui::{Button, Response, RichText, Ui, vec2};

/// Characters of linked words that a field shows.
const SHOWN_CHARS: usize = 44;
/// Width of the button that takes a link away.
const REMOVE: f32 = 24.0;

/// Shows a field with links: each target with a button that removes it, and a button that begins pointing.
pub(super) fn links(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, many: bool) -> Response {
    let held: &[AnnotationId] = if let Some(AttributeValue::Links(held)) = slot.value { held } else { &[] };
    let field = PickField::Attribute(slot.attribute.id.clone());
    let empty = match slot.value {
        Some(state @ (AttributeValue::NotStated | AttributeValue::Unclear)) => Some(shown(state)),
        _ => None,
    };
    let response = list(ui, cx, (&slot.attribute.name, &field), held, (empty, many), slot.width);
    if let Some(state) = state_by_key(ui, &response) {
        cx.ask(tag::Ask::SetAttribute(slot.attribute.id.clone(), state));
    }
    empty_states(cx, slot.attribute, &response);
    response
}

/// The annotations that say the same.
pub(super) fn same_as(ui: &mut Ui, cx: &mut Cx<'_>, held: &[AnnotationId]) {
    let width = ui.available_width();
    list(ui, cx, (crate::app::tag::links::SAME_AS, &PickField::SameAs), held, (None, true), width);
}

/// Shows the linked annotations one below the other, and the button that begins pointing.
fn list(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (name, field): (&str, &PickField),
    held: &[AnnotationId],
    (empty, many): (Option<String>, bool),
    width: f32,
) -> Response {
    let is_picking = cx.room.pick.as_ref().is_some_and(|pick| pick.field == *field);
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(2.0, 3.0);
        for other in held {
            ui.horizontal(|ui| {
                let words = words(cx, *other);
                let link = Button::new(RichText::new(&words)).truncate();
                let response = ui.add_sized(vec2(width - REMOVE - 2.0, size::CONTROL), link);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{name}: {words}")));
                if response.on_hover_text("Go there").clicked() {
                    cx.ask(tag::Ask::Reveal(*other));
                }
                if quiet_button(ui, cx.tokens, "×", &format!("Remove link {name}: {words}"), true).clicked() {
                    cx.ask(tag::Ask::Unlink(field.clone(), *other));
                }
            });
        }
        let command = if *field == PickField::SameAs { Command::SameAs } else { Command::Link };
        let key = cx.desk.keys.key_text(command);
        let (shown, color) = match (&empty, is_picking) {
            (_, true) => ("point at it in the text".to_owned(), cx.tokens.accent),
            (Some(state), _) => (state.clone(), cx.tokens.ink),
            (None, _) if held.is_empty() => (format!("point at one … {key}"), cx.tokens.muted),
            (None, _) if many => (format!("another … {key}"), cx.tokens.muted),
            (None, _) => (format!("another instead … {key}"), cx.tokens.muted),
        };
        let button = Button::new(RichText::new(&shown).size(12.0).color(color)).truncate().selected(is_picking);
        let response = ui.add_sized(vec2(width, size::CONTROL), button);
        let told = if held.is_empty() {
            format!("{name}: {}", empty.as_deref().unwrap_or(NOT_FILLED))
        } else {
            format!("{name}: {shown}")
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
        if response.clicked() {
            cx.ask(if is_picking { tag::Ask::LeavePick } else { tag::Ask::Pick(field.clone()) });
        }
        response.on_hover_text("Then click an annotation in the text, or go to it with Tab and press Enter")
    })
    .inner
}

/// The words of an annotation on one line.
fn words(cx: &Cx<'_>, id: AnnotationId) -> String {
    let Some(record) = cx.desk.record() else { return String::new() };
    let Some(annotation) = record.annotations.get(&id) else { return format!("{id}, which is gone") };
    short(&annotation.fragments.words(record.article.text.as_str()), SHOWN_CHARS)
}

/// Shows a field with a stretch of the text.
pub(super) fn sub_span(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let text = cx.desk.record().map(|record| record.article.text.as_str()).unwrap_or("");
    let words = match slot.value {
        Some(AttributeValue::SubSpan(range)) => short(range.of(text).unwrap_or(""), SHOWN_CHARS),
        Some(other) => shown(other),
        None => String::new(),
    };
    let response = point_button(ui, cx, slot, &words, slot.width);
    if let Some(state) = state_by_key(ui, &response) {
        cx.ask(tag::Ask::SetAttribute(slot.attribute.id.clone(), state));
    }
    empty_states(cx, slot.attribute, &response);
    response
}

/// Shows a button with words that begins pointing, or that takes the selected words.
fn point_button(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, words: &str, width: f32) -> Response {
    let field = PickField::Attribute(slot.attribute.id.clone());
    let is_picking = cx.room.pick.as_ref().is_some_and(|pick| pick.field == field);
    let shown = match (is_picking, words.is_empty(), cx.desk.selection()) {
        (true, ..) => "select the words",
        (false, false, _) => words,
        (false, true, Some(_)) => "take the selection",
        (false, true, None) => "select words …",
    };
    let color = if is_picking {
        cx.tokens.accent
    } else if words.is_empty() {
        cx.tokens.muted
    } else {
        cx.tokens.ink
    };
    let button = Button::new(RichText::new(shown).size(12.5).color(color)).truncate().selected(is_picking);
    let response = ui.add_sized(vec2(width, size::CONTROL), button);
    let state = if words.is_empty() { NOT_FILLED } else { words };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, slot.told(state)));
    if response.clicked() {
        cx.ask(if is_picking { tag::Ask::LeavePick } else { tag::Ask::Pick(field) });
    }
    response.on_hover_text("Then select the words in the text and press Enter; Delete empties it")
}
