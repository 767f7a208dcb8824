//! The attributes of the selected annotation, each as a field of the kind that the codebook gives it.
//!
//! A closed list with the focus handles keys: up and down step through it, a letter goes to the next value that begins with
//! it, and Delete empties it. Consecutive attributes that are whole numbers share a row, as low, best and high do. Below a
//! field are the warnings about its value; no value is ever refused.

mod choice;
mod pointed;
mod typed;

use crate::{
    app::{
        desk::{Focus, command::Command, typing::Field},
        look::{
            theme::size,
            widgets::{id, name_field},
        },
        tag::{self, Cx, editing},
    },
    project::{
        Annotation, AnnotationId, Attribute, AttributeId, AttributeKind, AttributeValue, Label,
        check::{Problem, check_annotation},
    },
};
use egui::{Id, Response, RichText, Stroke, StrokeKind, TextEdit, Ui, vec2};

/// Width of the names beside the fields.
const NAME_WIDTH: f32 = 118.0;
/// The words in the field of an attribute without a value.
const NOT_FILLED: &str = "not filled";

/// An attribute and its place among the fields.
#[derive(Clone, Copy)]
struct Slot<'a> {
    attribute: &'a Attribute,
    value: Option<&'a AttributeValue>,
    /// The value that the words of the annotation suggest while the attribute has none.
    proposed: Option<&'a AttributeValue>,
    control: Id,
    width: f32,
}

impl Slot<'_> {
    /// The words for a screen reader.
    fn told(&self, answer: &str) -> String {
        let required = if self.attribute.is_required && self.value.is_none() { ", required" } else { "" };
        format!("{}: {answer}{required}", self.attribute.name)
    }
}

/// Shows a field for every attribute of the label, then the annotations that say the same, then the note.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (Some(annotation), Some(label)) = (cx.desk.annotation(), cx.desk.annotation_label()) else { return };
    let mut problems =
        cx.desk.record().map(|record| check_annotation(cx.desk.project().codebook(), record, annotation)).unwrap_or_default();
    let proposals = editing::proposal(cx.desk);
    let mut wants_focus = cx.desk.focus == Some(Focus::Attributes);
    let mut rest = label.attributes.as_slice();
    while let Some(first) = rest.first() {
        let is_number = |attribute: &&Attribute| matches!(attribute.kind, AttributeKind::Integer { .. });
        let together = rest.iter().take_while(is_number).count().clamp(1, 3);
        let (row, after) = rest.split_at(together);
        rest = after;
        let names: Vec<_> = row.iter().map(|attribute| attribute.name.as_str()).collect();
        let name = if row.len() == 1 { first.name.clone() } else { names.join(" · ") };
        named_row(ui, cx, &name, &first.help, |ui, cx| {
            let width = (ui.available_width() - 6.0 * (row.len() - 1) as f32) / row.len() as f32;
            ui.spacing_mut().item_spacing.x = 6.0;
            for attribute in row {
                let slot = Slot {
                    attribute,
                    value: annotation.attributes.get(&attribute.id),
                    proposed: proposals.iter().find(|(id, _)| *id == attribute.id).map(|(_, value)| value),
                    control: id("attribute").with((annotation.id.bits(), attribute.id.as_str())),
                    width,
                };
                let needs_answer = problems.contains(&Problem::RequiredEmpty(attribute.id.clone()));
                let response = field(ui, cx, &slot);
                if std::mem::take(&mut wants_focus) {
                    response.request_focus();
                    response.scroll_to_me(None);
                }
                if needs_answer || problems.iter().any(|problem| is_about(problem, &attribute.id)) {
                    ui.painter().rect_stroke(response.rect, 5.0, Stroke::new(1.0, cx.tokens.warning), StrokeKind::Inside);
                }
            }
        });
        let is_here = |problem: &Problem| row.iter().any(|attribute| is_about(problem, &attribute.id));
        problems.extract_if(.., |problem| is_here(problem)).for_each(|problem| warn(ui, cx, label, &problem));
        let is_last_proposed = |(id, _): &(AttributeId, AttributeValue)| row.iter().any(|attribute| attribute.id == *id);
        if proposals.last().is_some_and(is_last_proposed) {
            take_proposal(ui, cx);
        }
    }
    named_row(
        ui,
        cx,
        crate::app::tag::links::SAME_AS,
        "Other annotations that say the same, as in headline and body",
        |ui, cx| {
            pointed::same_as(ui, cx, &annotation.same_as);
        },
    );
    hidden_answers(ui, cx, annotation, label);
    note(ui, cx, annotation);
    for problem in problems.iter().filter(|problem| !matches!(problem, Problem::RequiredEmpty(_) | Problem::UnknownAttribute(_)))
    {
        warn(ui, cx, label, problem);
    }
}

/// Shows the button that takes all suggested values.
fn take_proposal(ui: &mut Ui, cx: &mut Cx<'_>) {
    named_row(ui, cx, "", "Read from the words of the annotation; nothing is filled in until you take it", |ui, cx| {
        let key = cx.desk.keys.key_text(Command::TakeProposal);
        let button =
            egui::Button::new(RichText::new("Take what is proposed").size(12.0).color(cx.tokens.accent)).shortcut_text(key);
        let response = ui.add_sized(vec2(ui.available_width(), size::CONTROL), button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, Command::TakeProposal.label()));
        if response.on_hover_text(cx.desk.keys.tooltip(Command::TakeProposal)).clicked() {
            cx.run(Command::TakeProposal);
        }
    });
}

/// Shows a warning below the field that it concerns.
fn warn(ui: &mut Ui, cx: &Cx<'_>, label: &Label, problem: &Problem) {
    let name = |id: &AttributeId| label.attribute(id).map_or_else(|| id.to_string(), |attribute| attribute.name.clone());
    let said = match problem {
        Problem::Disordered(low, high) => format!("{} is larger than {}", name(low), name(high).to_lowercase()),
        Problem::PrecisionContradicted("exact") => "Exact: low and high are the same number".to_owned(),
        Problem::PrecisionContradicted("zero") => "Zero: low and high are 0".to_owned(),
        Problem::BadValue(id) => format!("{}: not an answer that the codebook allows", name(id)),
        problem => problem.to_string(),
    };
    ui.add(egui::Label::new(RichText::new(format!("⚠ {said}")).size(size::LABEL).color(cx.tokens.warning)).wrap());
}

/// Whether a problem is shown at this attribute.
fn is_about(problem: &Problem, id: &AttributeId) -> bool {
    match problem {
        Problem::BadValue(wrong) => wrong == id,
        Problem::Disordered(low, high) => low == id || high == id,
        Problem::PrecisionContradicted(_) => matches!(id.as_str(), "low" | "high"),
        _ => false,
    }
}

fn named_row(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, help: &str, add: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
    ui.horizontal(|ui| {
        let color = cx.tokens.muted;
        let label = ui.allocate_ui(vec2(NAME_WIDTH, size::CONTROL), |ui| {
            ui.set_min_size(vec2(NAME_WIDTH, size::CONTROL));
            ui.horizontal_centered(|ui| ui.add(egui::Label::new(RichText::new(name).size(12.0).color(color)).truncate()));
        });
        let response = label.response.interact(egui::Sense::hover());
        response.on_hover_text(if help.is_empty() { name.to_owned() } else { format!("{name}: {help}") });
        add(ui, cx);
    });
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    match &slot.attribute.kind {
        AttributeKind::Text | AttributeKind::Number | AttributeKind::Date | AttributeKind::Integer { .. } => {
            typed::typed(ui, cx, slot)
        }
        AttributeKind::YesNo => {
            let answers = [("yes", true), ("no", false)].map(|(name, yes)| (name.to_owned(), AttributeValue::YesNo(yes)));
            choice::one_of(ui, cx, slot, &answers)
        }
        AttributeKind::OneOf(choices) => {
            let answers: Vec<_> = choices.iter().map(|c| (c.name.clone(), AttributeValue::Choice(c.id.clone()))).collect();
            choice::one_of(ui, cx, slot, &answers)
        }
        AttributeKind::SeveralOf(choices) => choice::several_of(ui, cx, slot, choices),
        AttributeKind::Links { many, .. } => pointed::links(ui, cx, slot, *many),
        AttributeKind::SubSpan => pointed::sub_span(ui, cx, slot),
    }
}

/// Shows values of attributes that the label does not have, which an import may bring. They are shown so that nothing is
/// hidden, and they can be removed.
fn hidden_answers(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation, label: &Label) {
    for (key, value) in annotation.attributes.iter().filter(|(key, _)| label.attribute(key).is_none()) {
        named_row(ui, cx, key.as_str(), "The codebook does not ask this of the label", |ui, cx| {
            ui.label(RichText::new(shown(value)).color(cx.tokens.warning));
            if ui.small_button("×").on_hover_text("Remove this answer").clicked() {
                cx.ask(tag::Ask::SetAttribute(key.clone(), None));
            }
        });
    }
}

fn note(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
    named_row(ui, cx, "Note", "A remark on this annotation", |ui, cx| {
        let mut text = typed::drafted(cx, &Field::Note).unwrap_or_else(|| annotation.note.clone());
        let rows = text.lines().count().clamp(1, 6);
        let control = id("note").with(annotation.id.bits());
        let edit = TextEdit::multiline(&mut text).id(control).hint_text("N").desired_rows(rows).margin(vec2(8.0, 5.0));
        let response = ui.add(edit.desired_width(ui.available_width()));
        name_field(&response, "Note", &annotation.note, &text);
        if cx.desk.focus == Some(Focus::Note) {
            response.request_focus();
            response.scroll_to_me(None);
        }
        if response.changed() {
            cx.ask(tag::Ask::Draft(Field::Note, text.clone()));
        }
        if response.lost_focus() {
            cx.ask(tag::Ask::ApplyDraft);
        }
        typed::preview_of_rtl(ui, cx, &response, &text);
        response.on_hover_text(cx.desk.keys.tooltip(Command::Note));
    });
}

/// A value that does not fit its field, or that no field asks for.
fn shown(value: &AttributeValue) -> String {
    let ids = |links: &[AnnotationId]| links.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    value.words(None, ids, |range| format!("{range:?}"))
}
