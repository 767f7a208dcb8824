//! Fields with a closed list of values, of which one or several can be chosen.

use super::{NOT_FILLED, Slot, shown, typed::state_by_key};
use crate::{
    app::{
        look::widgets::chevron,
        tag::{self, Cx},
    },
    project::{AttributeValue, Choice},
};
use egui::{ComboBox, EventFilter, Key, Response, RichText, Ui};

/// A value and the words that show it.
pub(super) type Answer = (String, AttributeValue);

/// Shows a closed list from which one value is chosen.
pub(super) fn one_of(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, answers: &[Answer]) -> Response {
    let Slot { attribute, value, proposed, control, width } = *slot;
    let states = [("not stated".to_owned(), AttributeValue::NotStated), ("unclear".to_owned(), AttributeValue::Unclear)];
    let all: Vec<&Answer> = answers.iter().chain(&states).collect();
    let current = all.iter().position(|(_, answer)| Some(answer) == value);
    let text = match (current, value) {
        (Some(at), _) => RichText::new(all[at].0.as_str()),
        (None, Some(value)) => RichText::new(shown(value)).color(cx.tokens.warning),
        (None, None) => {
            let proposed = all.iter().find(|(_, answer)| Some(answer) == proposed);
            let words = proposed.map_or(NOT_FILLED.to_owned(), |(name, _)| format!("{name}, proposed"));
            RichText::new(words).color(cx.tokens.muted)
        }
    };
    let plain = text.text().to_owned();
    let mut chosen: Option<Option<AttributeValue>> = None;
    let response =
        ComboBox::from_id_salt(control).selected_text(text).width(width).truncate().icon(chevron).height(320.0).show_ui(
            ui,
            |ui| {
                ui.set_min_width(width.max(190.0));
                if ui.selectable_label(value.is_none(), RichText::new(NOT_FILLED).color(cx.tokens.muted)).clicked() {
                    chosen = Some(None);
                }
                for (at, (name, answer)) in all.iter().enumerate() {
                    if at == answers.len() {
                        ui.separator();
                    }
                    if ui.selectable_label(current == Some(at), name).clicked() {
                        chosen = Some(Some(answer.clone()));
                    }
                }
            },
        );
    let response = response.response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, slot.told(&plain)));
    if let Some(step) = step_by_key(ui, &response, &all, current) {
        chosen = Some(step.map(|at| all[at].1.clone()));
    }
    if let Some(value) = chosen {
        cx.ask(tag::Ask::SetAttribute(attribute.id.clone(), value));
    }
    response
}

/// The value that the keys choose, while the field has the focus.
#[expect(clippy::option_option, reason = "no key and the key that empties the field are different")]
fn step_by_key(ui: &Ui, response: &Response, all: &[&Answer], current: Option<usize>) -> Option<Option<usize>> {
    if !response.has_focus() || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (down, up, empty, typed) = ui.input(|input| {
        let typed = input.events.iter().find_map(|event| match event {
            egui::Event::Text(text) => text.chars().next(),
            _ => None,
        });
        let empty = input.key_pressed(Key::Delete) || input.key_pressed(Key::Backspace);
        (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp), empty, typed)
    });
    if empty {
        return Some(None);
    }
    if down {
        return Some(Some(current.map_or(0, |at| (at + 1).min(all.len().saturating_sub(1)))));
    }
    if up {
        return Some(current.and_then(|at| at.checked_sub(1)));
    }
    let wanted = match typed? {
        // The same keys work in fields for typed text.
        '–' | '-' => return Some(Some(all.len().checked_sub(2)?)),
        '?' => return Some(Some(all.len().checked_sub(1)?)),
        letter if letter.is_alphanumeric() => letter.to_lowercase().next()?,
        _ => return None,
    };
    let begins = |at: &usize| all[*at].0.to_lowercase().starts_with(wanted);
    let after = current.map_or(0, |at| at + 1);
    (after..all.len()).chain(0..after.min(all.len())).find(begins).map(Some)
}

/// Shows a closed list from which several values can be chosen.
pub(super) fn several_of(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, choices: &[Choice]) -> Response {
    let value = slot.value;
    let held: &[String] = if let Some(AttributeValue::Choices(held)) = value { held } else { &[] };
    let names: Vec<_> = choices.iter().filter(|choice| held.contains(&choice.id)).map(|choice| choice.name.as_str()).collect();
    let text = if value.is_none() {
        NOT_FILLED.to_owned()
    } else if names.is_empty() {
        value.map(shown).unwrap_or_default()
    } else {
        names.join(", ")
    };
    tick_list(ui, cx, slot, &text, |ui| {
        let mut changed = None;
        for choice in choices {
            let mut is_held = held.contains(&choice.id);
            if ui.checkbox(&mut is_held, &choice.name).changed() {
                let ids = choices.iter().map(|c| &c.id).filter(|id| if **id == choice.id { is_held } else { held.contains(id) });
                let ids: Vec<String> = ids.cloned().collect();
                changed = Some((!ids.is_empty()).then_some(AttributeValue::Choices(ids)));
            }
        }
        changed
    })
}

/// Shows a field whose list stays open while several values are ticked.
fn tick_list(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    slot: &Slot<'_>,
    text: &str,
    list: impl FnOnce(&mut Ui) -> Option<Option<AttributeValue>>,
) -> Response {
    let Slot { attribute, value, control, width, .. } = *slot;
    let color = if value.is_none() { cx.tokens.muted } else { cx.tokens.ink };
    let combo = ComboBox::from_id_salt(control)
        .selected_text(RichText::new(text).color(color))
        .width(width)
        .truncate()
        .icon(chevron)
        .height(320.0);
    let mut chosen = None;
    let response = combo.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show_ui(ui, |ui| {
        ui.set_min_width(width.max(190.0));
        chosen = list(ui);
        ui.separator();
        for (name, state) in
            [(NOT_FILLED, None), ("not stated", Some(AttributeValue::NotStated)), ("unclear", Some(AttributeValue::Unclear))]
        {
            if ui.selectable_label(value == state.as_ref(), name).clicked() {
                chosen = Some(state);
            }
        }
    });
    let response = response.response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, slot.told(text)));
    chosen = chosen.or_else(|| state_by_key(ui, &response));
    if let Some(value) = chosen {
        cx.ask(tag::Ask::SetAttribute(attribute.id.clone(), value));
    }
    response
}
