//! The schema of a label: its attributes with their kinds and closed lists.

use super::{
    Cx,
    fields::{small_button, text},
};
use crate::{
    app::look::{
        theme::size,
        widgets::{chevron, heading, name_field},
    },
    project::{Attribute, AttributeId, AttributeKind, Choice, LabelId},
};
use egui::{ComboBox, Frame, Margin, RichText, Stroke, TextEdit, Ui, vec2};

/// Shows the attributes; changes are in `attributes` afterwards.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, attributes: &mut Vec<Attribute>) {
    heading(ui, cx.tokens, "Asked of each annotation", &attributes.len().to_string());
    let mut moved: Option<(usize, usize)> = None;
    let mut removed = None;
    let count = attributes.len();
    for (at, attribute) in attributes.iter_mut().enumerate() {
        let card = Frame::new().fill(cx.tokens.raised).stroke(Stroke::new(1.0, cx.tokens.hairline)).corner_radius(6);
        card.inner_margin(Margin::same(12)).show(ui, |ui| {
            ui.horizontal(|ui| {
                kind_field(ui, cx, at, attribute);
                ui.checkbox(&mut attribute.is_required, "to be answered")
                    .on_hover_text("An empty answer is pointed out; nobody is held up by it");
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if small_button(ui, "×", &format!("Remove {}", attribute.name)) {
                        removed = Some(at);
                    }
                    if at + 1 < count && small_button(ui, "↓", &format!("Move {} down", attribute.name)) {
                        moved = Some((at, at + 1));
                    }
                    if at > 0 && small_button(ui, "↑", &format!("Move {} up", attribute.name)) {
                        moved = Some((at, at - 1));
                    }
                });
            });
            text(ui, cx, &format!("Name of attribute {}", at + 1), "What people read", 1, &mut attribute.name);
            text(ui, cx, &format!("Help for attribute {}", at + 1), "When to choose what", 1, &mut attribute.help);
            details(ui, cx, at, &mut attribute.kind);
        });
    }
    if let Some((from, to)) = moved {
        attributes.swap(from, to);
    }
    if let Some(at) = removed {
        attributes.remove(at);
    }
    if ui.button("Ask something more").clicked() {
        let number = attributes.len() + 1;
        let name = format!("Question {number}");
        let id = AttributeId::from_name(&name, |id| attributes.iter().any(|known| known.id == *id));
        attributes.push(Attribute { id, name, kind: AttributeKind::Text, is_required: false, help: String::new() });
    }
}

/// Every kind, with its name.
fn kinds() -> [(&'static str, AttributeKind); 9] {
    [
        ("text", AttributeKind::Text),
        ("whole number", AttributeKind::Integer { min: None, max: None }),
        ("number", AttributeKind::Number),
        ("yes or no", AttributeKind::YesNo),
        ("one of a list", AttributeKind::OneOf(Vec::new())),
        ("several of a list", AttributeKind::SeveralOf(Vec::new())),
        ("date", AttributeKind::Date),
        ("link to annotations", AttributeKind::Links { labels: Vec::new(), many: true }),
        ("words of the text", AttributeKind::SubSpan),
    ]
}

fn is_same_kind(one: &AttributeKind, other: &AttributeKind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn kind_field(ui: &mut Ui, cx: &Cx<'_>, at: usize, attribute: &mut Attribute) {
    ui.label(RichText::new("Answer").size(size::LABEL).color(cx.tokens.muted));
    let name = kinds().into_iter().find(|(_, kind)| is_same_kind(kind, &attribute.kind)).map_or("", |(name, _)| name);
    let combo = ComboBox::from_id_salt(("kind of attribute", at)).icon(chevron).selected_text(name);
    let response = combo.show_ui(ui, |ui| {
        for (name, kind) in kinds() {
            let is_chosen = is_same_kind(&kind, &attribute.kind);
            if ui.selectable_label(is_chosen, name).clicked() && !is_chosen {
                attribute.kind = match (kind, attribute.kind.choices()) {
                    // One of, several of: the list stays.
                    (AttributeKind::OneOf(_), list) => AttributeKind::OneOf(list.to_vec()),
                    (AttributeKind::SeveralOf(_), list) => AttributeKind::SeveralOf(list.to_vec()),
                    (kind, _) => kind,
                };
            }
        }
    });
    let label = format!("Kind of {}: {name}", attribute.name);
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
}

fn details(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, kind: &mut AttributeKind) {
    match kind {
        AttributeKind::OneOf(choices) | AttributeKind::SeveralOf(choices) => list(ui, at, choices),
        AttributeKind::Integer { min, max } => {
            ui.horizontal(|ui| {
                bound(ui, cx, at, "at least", min);
                bound(ui, cx, at, "at most", max);
            });
        }
        AttributeKind::Links { labels, many } => links(ui, cx, labels, many),
        _ => {}
    }
}

fn bound(ui: &mut Ui, cx: &Cx<'_>, at: usize, name: &str, bound: &mut Option<i64>) {
    ui.label(RichText::new(name).size(size::LABEL).color(cx.tokens.muted));
    let before = bound.map_or_else(String::new, |bound| bound.to_string());
    let mut text = before.clone();
    let response = ui.add(TextEdit::singleline(&mut text).hint_text("any").desired_width(60.0).margin(vec2(8.0, 5.0)));
    name_field(&response, &format!("Answer {} {name}", at + 1), &before, &text);
    if response.changed() {
        *bound = text.trim().parse().ok();
    }
}

/// The choices of a closed list. Their ids stay when they are renamed, so that annotations keep their answers.
fn list(ui: &mut Ui, at: usize, choices: &mut Vec<Choice>) {
    let mut removed = None;
    for (i, choice) in choices.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            let before = choice.name.clone();
            let field = TextEdit::singleline(&mut choice.name).desired_width(ui.available_width() - 64.0).margin(vec2(8.0, 4.0));
            let response = ui.add(field);
            name_field(&response, &format!("Choice {} of attribute {}", i + 1, at + 1), &before, &choice.name);
            if small_button(ui, "×", &format!("Remove choice {} of attribute {}", i + 1, at + 1)) {
                removed = Some(i);
            }
        });
    }
    if let Some(i) = removed {
        choices.remove(i);
    }
    if ui.button("Add a choice").clicked() {
        let number = (choices.len() + 1..).find(|n| choices.iter().all(|c| c.id != format!("choice_{n}")));
        let number = number.unwrap_or(choices.len() + 1);
        choices.push(Choice { id: format!("choice_{number}"), name: format!("choice {number}") });
    }
}

fn links(ui: &mut Ui, cx: &Cx<'_>, labels: &mut Vec<LabelId>, many: &mut bool) {
    ui.checkbox(many, "to more than one");
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("with label").size(size::LABEL).color(cx.tokens.muted));
        for label in &cx.desk.project().codebook().labels {
            let mut is_in = labels.contains(&label.id);
            if ui.checkbox(&mut is_in, &label.name).changed() {
                if is_in {
                    labels.push(label.id.clone());
                } else {
                    labels.retain(|known| *known != label.id);
                }
            }
        }
        if labels.is_empty() {
            ui.label(RichText::new("(any)").size(size::LABEL).color(cx.tokens.muted));
        }
    });
}
