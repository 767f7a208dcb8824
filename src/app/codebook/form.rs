//! A label as a form: name, key, look, rule, examples, and the schema of its attributes.

use super::{
    Ask, Cx, Subject, act,
    fields::{field, small_button, text},
    schema,
};
use crate::{
    app::look::{
        theme::{semibold, size},
        widgets::{heading, name_field, swatch, title_style},
    },
    project::{Example, Label, LabelColor, LinePattern},
};
use egui::{Align, CornerRadius, Layout, RichText, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, vec2};

/// The parts of a rule, each with its name and the hint in its empty field.
const PARTS: [(&str, &str); 5] = [
    ("Definition", "One sentence: what it is"),
    ("Tag", "What to tag"),
    ("Leave", "What to leave"),
    ("Span", "Where it begins and ends"),
    ("Cases", "Decisions on hard cases"),
];

/// Shows the label, or the rules for all labels.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let codebook = cx.desk.project().codebook();
    match &cx.room.subject {
        Subject::Rules => rules(ui, cx),
        Subject::Label(id) => {
            let Some(label) = cx.room.draft.as_deref().or(codebook.label(id)) else { return };
            label_form(ui, cx, label);
        }
        Subject::New => {
            if let Some(label) = cx.room.draft.as_deref() {
                label_form(ui, cx, label);
            }
        }
    }
}

fn rules(ui: &mut Ui, cx: &mut Cx<'_>) {
    let codebook = cx.desk.project().codebook();
    let (mut title, mut rules) =
        cx.room.rules.clone().unwrap_or_else(|| (codebook.title.clone(), codebook.general_rules.clone()));
    let before = (title.clone(), rules.clone());
    ui.label(RichText::new("Rules for all labels").font(semibold(size::FIGURE)));
    ui.add_space(8.0);
    text(ui, cx, "Title", "What the codebook is for", 1, &mut title);
    let mut removed = None;
    for (at, rule) in rules.iter_mut().enumerate() {
        let name = format!("Rule {}", at + 1);
        ui.horizontal(|ui| {
            ui.label(RichText::new(&name).size(size::LABEL).color(cx.tokens.muted));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if small_button(ui, "×", &format!("Remove rule {}", at + 1)) {
                    removed = Some(at);
                }
            });
        });
        field(ui, cx, &name, "A rule for every label", 2, rule);
    }
    if let Some(at) = removed {
        rules.remove(at);
    }
    if ui.button("Add a rule").clicked() {
        rules.push(String::new());
    }
    if before != (title.clone(), rules.clone()) {
        cx.ask(Ask::Rules(title, rules));
    }
}

fn label_form(ui: &mut Ui, cx: &mut Cx<'_>, label: &Label) {
    let mut draft = label.clone();
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 24.0), Sense::hover());
        swatch(ui, cx.tokens, rect.left_center() - vec2(0.0, 6.0), cx.tokens.label(draft.color), draft.pattern);
        let title = if draft.name.trim().is_empty() { "New label" } else { draft.name.as_str() };
        let mut style = title_style(cx.tokens, 20.0, 26.0);
        style.weight = crate::app::page::Weight::Semibold;
        cx.typesetter.label(ui, title, &style, 1);
    });
    ui.add_space(8.0);
    text(ui, cx, "Name", "What people read", 1, &mut draft.name);
    look(ui, cx, &mut draft);
    ui.add_space(8.0);
    heading(ui, cx.tokens, "Rule", "");
    let Label { definition, include, exclude, span_rule, edge_cases, .. } = &mut draft;
    for ((name, hint), part) in PARTS.into_iter().zip([definition, include, exclude, span_rule, edge_cases]) {
        let lines = 2.max(part.lines().count()).min(8);
        text(ui, cx, name, hint, lines, part);
    }
    examples(ui, cx, &mut draft.examples);
    ui.add_space(8.0);
    schema::show(ui, cx, &mut draft.attributes);
    ui.add_space(40.0);
    if draft != *label {
        cx.ask(Ask::Draft(Box::new(draft)));
    }
}

/// Key, colour and pattern.
fn look(ui: &mut Ui, cx: &Cx<'_>, draft: &mut Label) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Key").size(size::LABEL).color(cx.tokens.muted));
        let mut key = draft.key.map_or_else(String::new, String::from);
        let before = key.clone();
        let response = ui.add(TextEdit::singleline(&mut key).desired_width(28.0).char_limit(1).margin(vec2(8.0, 5.0)));
        name_field(&response, "Key", &before, &key);
        if response.on_hover_text("A digit or a letter that tags with it").changed() {
            draft.key = key.chars().next().map(|c| c.to_ascii_lowercase()).filter(char::is_ascii_alphanumeric);
        }
        ui.add_space(16.0);
        ui.label(RichText::new("Colour").size(size::LABEL).color(cx.tokens.muted));
        for color in act::colors() {
            color_button(ui, cx, *color, &mut draft.color);
        }
        if !act::colors().contains(&draft.color) {
            let own = draft.color;
            color_button(ui, cx, own, &mut draft.color);
        }
        let side = if cx.tokens.is_dark { &mut draft.color.dark } else { &mut draft.color.light };
        ui.color_edit_button_srgb(side).on_hover_text("Another colour for this theme");
    });
    ui.horizontal(|ui| {
        ui.label(RichText::new("Line").size(size::LABEL).color(cx.tokens.muted));
        for pattern in LinePattern::ALL {
            let (rect, response) = ui.allocate_exact_size(vec2(44.0, 26.0), Sense::click());
            let is_chosen = draft.pattern == pattern;
            let name = format!("{pattern:?}").to_lowercase();
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, format!("Line {name}")));
            frame(ui, cx, rect, is_chosen || response.has_focus());
            let line = egui::Rangef::new(rect.left() + 8.0, rect.right() - 8.0);
            crate::app::page::lines::paint_line(ui.painter(), line, rect.center().y + 2.0, cx.tokens.label(draft.color), pattern);
            if response.on_hover_text(name).clicked() {
                draft.pattern = pattern;
            }
        }
    });
}

fn frame(ui: &Ui, cx: &Cx<'_>, rect: egui::Rect, is_chosen: bool) {
    let color = if is_chosen { cx.tokens.accent } else { cx.tokens.hairline };
    ui.painter().rect_stroke(rect, CornerRadius::same(5), Stroke::new(1.0, color), StrokeKind::Inside);
}

fn color_button(ui: &mut Ui, cx: &Cx<'_>, color: LabelColor, chosen: &mut LabelColor) {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    let is_chosen = *chosen == color;
    let [r, g, b] = color.light;
    let name = format!("Colour #{r:02X}{g:02X}{b:02X}");
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &name));
    ui.painter().circle_filled(rect.center(), 7.0, cx.tokens.label(color));
    if is_chosen || response.has_focus() {
        ui.painter().circle_stroke(rect.center(), 10.0, Stroke::new(1.5, cx.tokens.label(color)));
    }
    if response.on_hover_text(name).clicked() {
        *chosen = color;
    }
}

fn examples(ui: &mut Ui, cx: &mut Cx<'_>, examples: &mut Vec<Example>) {
    heading(ui, cx.tokens, "Examples", "");
    let mut removed = None;
    for (at, example) in examples.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let name = format!("Example {} is tagged", at + 1);
            let response = ui.checkbox(&mut example.is_tagged, "");
            let is_tagged = example.is_tagged;
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_tagged, &name));
            response.on_hover_text("Ticked: to tag. Not ticked: to leave");
            let before = example.words.clone();
            let field = TextEdit::singleline(&mut example.words).desired_width(ui.available_width() - 44.0);
            let response = ui.add(field.margin(vec2(8.0, 5.0)));
            name_field(&response, &format!("Example {}", at + 1), &before, &example.words);
            if small_button(ui, "×", &format!("Remove example {}", at + 1)) {
                removed = Some(at);
            }
        });
    }
    if let Some(at) = removed {
        examples.remove(at);
    }
    if ui.button("Add an example").clicked() {
        examples.push(Example { words: String::new(), is_tagged: true });
    }
}
