//! The view of the room: the labels on the left, one of them in the middle, and the effect of its draft on the right.

use super::{Ask, Cx, Subject, form};
use crate::{
    app::{
        desk::{self, command::Command, files::Purpose, messages},
        look::{
            theme::{Tokens, size},
            widgets::{heading, inset, keycap, row, small_style, swatch, text_at},
        },
        page::TextStyle,
    },
    project::{CodebookChange, CodebookPlan, Label, LabelId},
    text::words::plural,
};
use egui::{
    Align2, CentralPanel, FontId, Frame, Key, Margin, Modifiers, Panel, RichText, ScrollArea, Ui, containers::menu::MenuButton,
    pos2, vec2,
};

/// Height of a row of the list of labels.
const ROW: f32 = 34.0;

/// Shows the room.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let left = Panel::left("labels").frame(side(cx.tokens)).exact_size(size::LIST).resizable(false);
    left.show(ui, |ui| labels(ui, cx));
    let right = Panel::right("consequences").frame(side(cx.tokens)).exact_size(size::PANEL).resizable(false);
    right.show(ui, |ui| ScrollArea::vertical().auto_shrink(false).show(ui, |ui| consequences(ui, cx)));
    messages::show(ui, cx);
    let page = Frame::new().fill(cx.tokens.page).inner_margin(Margin::symmetric(40, 24));
    CentralPanel::default().frame(page).show(ui, |ui| {
        ScrollArea::vertical().id_salt("codebook form").auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(720.0);
            form::show(ui, cx);
        });
    });
}

fn labels(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(12.0);
    let codebook = cx.desk.project().codebook();
    inset(ui, |ui| heading(ui, cx.tokens, "Codebook", &format!("version {}", codebook.version)));
    ui.add_space(4.0);
    line(ui, cx, "Title and rules for all labels", Subject::Rules);
    ui.add_space(8.0);
    for (at, label) in codebook.labels.iter().enumerate() {
        label_row(ui, cx, at, label);
    }
    if cx.room.subject == Subject::New || cx.room.begun.is_some() {
        line(ui, cx, "New label", Subject::New);
    }
    ui.add_space(12.0);
    inset(ui, |ui| {
        let is_editable = cx.desk.session.read_only().is_none();
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        ui.add_enabled_ui(is_editable, |ui| {
            if ui.button("Add a label").clicked() {
                cx.ask(Ask::Show(Subject::New));
            }
        });
        ui.horizontal(|ui| {
            let read = ui.add_enabled(is_editable, egui::Button::new("Import…"));
            if read.on_hover_text("Take the labels of another codebook file (.ron, or .qdc of another program)").clicked() {
                cx.ask_desk(desk::Ask::AskFor(Purpose::ReadCodebook));
            }
            let write = ui.button("Export…");
            if write.on_hover_text("To a file of its own (.ron), for other programs (.qdc) or for printing (.md)").clicked() {
                cx.ask_desk(desk::Ask::AskFor(Purpose::WriteCodebook));
            }
        });
    });
}

fn line(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, subject: Subject) {
    let is_chosen = cx.room.subject == subject;
    let (rect, response) = row(ui, cx.tokens, ROW, is_chosen, name);
    let at = rect.left_center() + vec2(18.0, 0.0);
    text_at(ui, at, Align2::LEFT_CENTER, name, FontId::proportional(size::TEXT), cx.tokens.ink, rect.width() - 30.0);
    if response.clicked() {
        cx.ask(Ask::Show(subject));
    }
}

/// A label's row; Alt with an arrow moves it while the row has the keys.
fn label_row(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, label: &Label) {
    let subject = Subject::Label(label.id.clone());
    let is_chosen = cx.room.subject == subject;
    let (rect, response) = row(ui, cx.tokens, ROW, is_chosen, &label.name);
    let left = rect.left() + 18.0;
    swatch(ui, cx.tokens, pos2(left, rect.center().y - 6.0), cx.tokens.label(label.color), label.pattern);
    let mut right = rect.right() - 16.0;
    if let Some(key) = label.key {
        right = keycap(ui, cx.tokens, pos2(right, rect.center().y), &key.to_string());
    }
    let style = TextStyle { size: size::TEXT, color: cx.tokens.ink, ..small_style(cx.tokens) };
    let painter = ui.painter_at(rect);
    cx.typesetter.paint_text(&painter, pos2(left + 24.0, rect.center().y - 8.0), &label.name, &style, right - left - 32.0, 1);
    let step = response.has_focus().then(|| {
        ui.input_mut(|input| {
            let up = input.consume_key(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
            let down = input.consume_key(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowDown);
            isize::from(down) - isize::from(up)
        })
    });
    if let Some(to) = step.filter(|step| *step != 0).and_then(|step| at.checked_add_signed(step)) {
        cx.ask(Ask::Move(label.id.clone(), to));
    }
    let response = response.on_hover_text("Alt+Shift+↑ and ↓ move it up and down");
    if response.clicked() {
        response.request_focus();
        cx.ask(Ask::Show(subject));
    }
}

fn consequences(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(12.0);
    inset(ui, |ui| {
        heading(ui, cx.tokens, "What changes", "");
        ui.add_space(4.0);
        match &cx.room.preview {
            None => {
                muted(
                    ui,
                    cx,
                    "Nothing more. What you type here becomes one step in a pause, which undo takes back; what changes annotations, or adds a label, waits until you apply it.",
                );
            }
            Some(Err(problem)) => {
                ui.add(egui::Label::new(RichText::new(format!("⚠ {problem}.")).color(cx.tokens.warning)).wrap());
                buttons(ui, cx, false);
            }
            Some(Ok(plan)) => {
                for sentence in sentences(cx, plan) {
                    ui.add(egui::Label::new(sentence).wrap());
                }
                buttons(ui, cx, true);
            }
        }
    });
    if let Subject::Label(id) = cx.room.subject.clone()
        && let Some(label) = cx.desk.project().codebook().label(&id)
    {
        ui.add_space(20.0);
        inset(ui, |ui| of_label(ui, cx, label));
    }
}

fn muted(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).size(12.0).color(cx.tokens.muted)).wrap());
}

fn sentences(cx: &Cx<'_>, plan: &CodebookPlan) -> Vec<String> {
    let mut sentences = vec![format!("{}.", plan.edit.describe(cx.desk.project()))];
    let (annotations, articles) = (plan.num_annotations, plan.num_articles);
    sentences.push(match annotations {
        0 => "No annotation changes.".to_owned(),
        1 => "1 annotation changes.".to_owned(),
        _ => format!("{annotations} annotations in {} change.", plural(articles, "article")),
    });
    match plan.num_answers {
        0 => {}
        1 => sentences.push("1 answer is emptied, because the label has no place for it.".to_owned()),
        several => sentences.push(format!("{several} answers are emptied, because the label has no place for them.")),
    }
    if !plan.kept.is_empty() {
        let names: Vec<_> = plan.kept.iter().map(LabelId::as_str).collect();
        sentences.push(format!("Labels that annotations use stay: {}.", names.join(", ")));
    }
    sentences
}

fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, can_apply: bool) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let can_apply = can_apply && cx.desk.session.read_only().is_none();
        let apply = ui.add_enabled(can_apply, egui::Button::new("Apply"));
        if apply.on_hover_text(cx.desk.keys.tooltip(Command::ApplyCodebook)).clicked() {
            cx.ask(Ask::Apply);
        }
        if ui.button("Discard").clicked() {
            cx.ask(Ask::Discard);
        }
    });
}

/// Shows how many annotations the label has, and what can be done with all of them.
fn of_label(ui: &mut Ui, cx: &mut Cx<'_>, label: &Label) {
    let desk = cx.desk;
    let of_label = || desk.project().articles().iter().flat_map(|r| r.annotations.values()).filter(|a| a.label == label.id);
    let key = (desk.revision, label.id.clone());
    let id = crate::app::look::widgets::id("annotations of the label");
    let known: Option<((u64, LabelId), (usize, usize))> = ui.data(|data| data.get_temp(id));
    let (count, num_old) = match known {
        Some((of, counts)) if of == key => counts,
        _ => {
            let counts = (of_label().count(), of_label().filter(|a| a.codebook_version < label.rule_version).count());
            ui.data_mut(|data| data.insert_temp(id, (key, counts)));
            counts
        }
    };
    heading(ui, cx.tokens, "Annotations", &count.to_string());
    ui.add_space(4.0);
    if num_old > 0 {
        muted(ui, cx, &format!("{num_old} made before the rule was last changed (version {}).", label.rule_version));
        ui.add_space(4.0);
        if ui.button("Review these").clicked() {
            cx.ask_desk(desk::Ask::FindTags(format!("label:{} old", label.id)));
        }
    }
    ui.add_space(8.0);
    let is_editable = desk.session.read_only().is_none();
    ui.add_enabled_ui(is_editable, |ui| {
        MenuButton::new("Merge into  ⌄").ui(ui, |ui| {
            for other in desk.project().codebook().labels.iter().filter(|other| other.id != label.id) {
                if ui.button(&other.name).clicked() {
                    let change = CodebookChange::MergeLabel { from: label.id.clone(), into: other.id.clone() };
                    cx.ask(Ask::Propose(change));
                    ui.close();
                }
            }
        });
        split_menu(ui, cx, label);
        let delete = ui.button("Delete the label and its annotations");
        if delete.on_hover_text("To keep the annotations, merge it into another label").clicked() {
            cx.ask(Ask::Propose(CodebookChange::DeleteLabel(label.id.clone())));
        }
    });
}

/// The menu for splitting a label by an answer, or by a query of the Find room.
fn split_menu(ui: &mut Ui, cx: &mut Cx<'_>, label: &Label) {
    let (response, _) = MenuButton::new("Split off  ⌄").ui(ui, |ui| {
        let mut item = |ui: &mut Ui, name: String, query: String| {
            if ui.button(name).clicked() {
                cx.ask(Ask::Split(label.id.clone(), query));
                ui.close();
            }
        };
        item(ui, "those marked as unsure".to_owned(), "unsure".to_owned());
        item(ui, "those within a quote".to_owned(), "inside:quote".to_owned());
        for attribute in &label.attributes {
            for choice in attribute.kind.choices() {
                let name = format!("{}: {}", attribute.name, choice.name);
                item(ui, name, format!("{}=\"{}\"", attribute.id, choice.id));
            }
        }
    });
    response.on_hover_text("Make a label of its own of some annotations. Others: relabel them in Find.");
}
