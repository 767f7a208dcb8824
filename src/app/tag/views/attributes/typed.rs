//! Fields for typed text: words, numbers and dates.

use super::{NOT_FILLED, Slot, shown};
use crate::{
    app::{
        desk::{answers, typing::Field},
        look::{theme::size, widgets::name_field},
        tag::{self, Cx},
    },
    project::{Attribute, AttributeKind, AttributeValue},
};
use egui::{EventFilter, Key, Response, Stroke, StrokeKind, TextEdit, Ui, vec2};

/// Shows a text field whose text becomes an edit when the field is left.
pub(super) fn typed(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let Slot { attribute, value, proposed, control, width } = *slot;
    let field = Field::Attribute(attribute.id.clone());
    let stored = value.map(shown).unwrap_or_default();
    let mut text = drafted(cx, &field).unwrap_or_else(|| stored.clone());
    let hint = match (&attribute.kind, proposed) {
        (_, Some(proposed)) => shown(proposed),
        (AttributeKind::Date, _) => "2024-05-04".to_owned(),
        (AttributeKind::Integer { .. }, _) => "·".to_owned(),
        _ => NOT_FILLED.to_owned(),
    };
    let edit = TextEdit::singleline(&mut text).id(control).hint_text(hint).margin(vec2(8.0, 5.0)).desired_width(width - 16.0);
    let response = ui.add_sized(vec2(width, size::CONTROL), edit);
    name_field(&response, &attribute.name, &stored, &text);
    if response.changed() {
        cx.ask(tag::Ask::Draft(field, text.clone()));
    }
    if response.lost_focus() {
        cx.ask(tag::Ask::ApplyDraft);
    }
    if answers::parse(&attribute.kind, &text).is_none() {
        ui.painter().rect_stroke(response.rect, 5.0, Stroke::new(1.0, cx.tokens.warning), StrokeKind::Inside);
    }
    preview_of_rtl(ui, cx, &response, &text);
    empty_states(cx, attribute, &response);
    response.on_hover_text("Type – for “not stated”, ? for “unclear”")
}

/// Shows the text in its correct order below the field while it reads from right to left, because egui's own field shows it
/// in a wrong order.
pub(super) fn preview_of_rtl(ui: &Ui, cx: &mut Cx<'_>, response: &Response, text: &str) {
    if response.has_focus() && crate::text::has_rtl(text) {
        let style = crate::app::look::widgets::title_style(cx.tokens, 14.0, 22.0);
        let width = response.rect.width();
        let layer = egui::LayerId::new(egui::Order::Tooltip, response.id);
        let painter = ui.ctx().layer_painter(layer);
        let at = response.rect.left_bottom() + vec2(0.0, 2.0);
        painter.rect(
            egui::Rect::from_min_size(at, vec2(width, 26.0)),
            5.0,
            cx.tokens.raised,
            Stroke::new(1.0, cx.tokens.hairline),
            StrokeKind::Inside,
        );
        cx.typesetter.paint_text(&painter, at + vec2(6.0, 2.0), text, &style, width - 12.0, 1);
    }
}

/// Offers the two empty states that count as values, in the menu of the secondary button.
pub(super) fn empty_states(cx: &mut Cx<'_>, attribute: &Attribute, response: &Response) {
    response.context_menu(|ui| {
        for (name, value) in
            [(NOT_FILLED, None), ("not stated", Some(AttributeValue::NotStated)), ("unclear", Some(AttributeValue::Unclear))]
        {
            if ui.button(name).clicked() {
                cx.ask(tag::Ask::SetAttribute(attribute.id.clone(), value));
                ui.close();
            }
        }
    });
}

/// The empty state that a key chooses in a focused field that is not for typed text: Delete is *not filled*, "–" is *not
/// stated*, and "?" is *unclear*.
#[expect(clippy::option_option, reason = "no key and the key that empties the field are different")]
pub(super) fn state_by_key(ui: &Ui, response: &Response) -> Option<Option<AttributeValue>> {
    if !response.has_focus() || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, EventFilter::default()));
    ui.input(|input| {
        if input.key_pressed(Key::Delete) || input.key_pressed(Key::Backspace) {
            return Some(None);
        }
        input.events.iter().find_map(|event| match event {
            egui::Event::Text(text) if text == "–" || text == "-" => Some(Some(AttributeValue::NotStated)),
            egui::Event::Text(text) if text == "?" => Some(Some(AttributeValue::Unclear)),
            _ => None,
        })
    })
}

/// The text that is being typed into `field` of the selected annotation.
pub(super) fn drafted(cx: &Cx<'_>, field: &Field) -> Option<String> {
    let draft = cx.room.draft.as_ref()?;
    (Some(draft.annotation) == cx.desk.open.selected && draft.field == *field).then(|| draft.text.clone())
}
