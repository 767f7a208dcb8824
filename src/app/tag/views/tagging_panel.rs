//! The tagging panel: the labels, the selected annotation, and all annotations of the article.

use super::{attributes, strip};
use crate::{
    app::{
        desk::{command::Command, fold::Side},
        look::{
            theme::{medium, pattern_name, semibold, size},
            widgets::{heading, inset, keycap, quiet_button, row, swatch, text_at, title_style},
        },
        page::Mark,
        tag::{self, Cx},
    },
    project::{BlockKind, Label},
};
use egui::{Align2, FontId, Frame, Margin, Rect, RichText, ScrollArea, Ui, UiBuilder, pos2, vec2};

/// Inner margin of the panel.
const PADDING: i8 = 16;
const LABEL_ROW: f32 = 30.0;
const LIST_ROW: f32 = 30.0;
/// Least height of the list at the bottom.
const LIST_MIN: f32 = 150.0;

/// Shows the panel.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let whole = ui.available_height();
    ScrollArea::vertical()
        .id_salt("labels and attributes")
        .max_height((whole - LIST_MIN).max(200.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.add_space(14.0);
            let top = ui.cursor().top();
            inset(ui, |ui| heading(ui, cx.tokens, "Tags", ""));
            let right = ui.max_rect().right() - 8.0;
            let corner = Rect::from_min_max(pos2(right - strip::WIDTH, top), pos2(right, top + size::CONTROL));
            strip::fold(&mut ui.new_child(UiBuilder::new().max_rect(corner)), cx, Side::Tagging);
            ui.add_space(4.0);
            labels(ui, cx);
            if cx.desk.annotation().is_some() {
                ui.add_space(12.0);
                selected(ui, cx);
            } else if cx.desk.open.looked_at.is_some() {
                ui.add_space(12.0);
                super::looked_at::show(ui, cx);
            }
            ui.add_space(12.0);
        });
    all(ui, cx);
}

fn labels(ui: &mut Ui, cx: &mut Cx<'_>) {
    let current = cx.desk.annotation().map(|annotation| annotation.label.clone());
    let codebook = cx.desk.project().codebook();
    for (index, label) in codebook.labels.iter().enumerate() {
        let count = cx.room.layer.label_counts.get(index).copied().unwrap_or(0);
        let is_current = current.as_ref() == Some(&label.id);
        let key = label.key.map_or_else(String::new, |key| key.to_string());
        let name = format!("Tag as {}, {count} in this article, key {key}", label.name.to_lowercase());
        let (rect, response) = row(ui, cx.tokens, LABEL_ROW, is_current, &name);
        let y = rect.center().y;
        let left = rect.left() + f32::from(PADDING);
        let color = cx.tokens.label(label.color);
        swatch(ui, cx.tokens, pos2(left, y - 6.0), color, label.pattern);
        let right = rect.right() - f32::from(PADDING);
        let key_left = if key.is_empty() { right } else { keycap(ui, cx.tokens, pos2(right, y), &key) };
        let number = text_at(
            ui,
            pos2(key_left - 10.0, y),
            Align2::RIGHT_CENTER,
            &count.to_string(),
            FontId::proportional(12.0),
            cx.tokens.muted,
            60.0,
        );
        let font = if is_current { medium(size::TEXT) } else { FontId::proportional(size::TEXT) };
        text_at(ui, pos2(left + 24.0, y), Align2::LEFT_CENTER, &label.name, font, cx.tokens.ink, number.left() - left - 32.0);
        let is_pointed_at = is_current || response.has_focus();
        if response.on_hover_ui(|ui| rules(ui, label)).clicked() {
            cx.ask(tag::Ask::Tag(label.id.clone()));
        }
        if is_pointed_at {
            definition(ui, cx, label);
        }
    }
}

/// Shows the definition of the label in a few lines, while an annotation with it is selected.
fn definition(ui: &mut Ui, cx: &mut Cx<'_>, label: &Label) {
    Frame::new().fill(cx.tokens.raised).inner_margin(Margin { left: 40, right: 16, top: 0, bottom: 10 }).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.label(RichText::new(&label.definition).size(12.0).line_height(Some(17.0)).color(cx.tokens.muted));
        let shows_rules = cx.desk.prefs.shows_rules;
        if shows_rules {
            rest_of_rules(ui, label);
        }
        ui.add_space(2.0);
        let words = format!("{}  {}", if shows_rules { "Less" } else { "Rules" }, cx.desk.keys.key_text(Command::Rules));
        let link = egui::Button::new(RichText::new(words).size(size::LABEL).color(cx.tokens.accent)).frame(false);
        let response = ui.add(link);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, Command::Rules.label()));
        if response.on_hover_text(cx.desk.keys.tooltip(Command::Rules)).clicked() {
            cx.run(Command::Rules);
        }
    });
}

/// The whole rule of a label, for its tooltip.
fn rules(ui: &mut Ui, label: &Label) {
    ui.set_max_width(420.0);
    ui.label(RichText::new(&label.name).font(semibold(size::TEXT)));
    ui.label(&label.definition);
    rest_of_rules(ui, label);
    ui.add_space(4.0);
    ui.label(RichText::new(format!("Drawn as a {}", pattern_name(label.pattern))).small().weak());
}

/// Shows what to tag and what not, where the span ends, hard cases and examples.
fn rest_of_rules(ui: &mut Ui, label: &Label) {
    for (name, text) in
        [("Tag", &label.include), ("Leave", &label.exclude), ("Span", &label.span_rule), ("Cases", &label.edge_cases)]
    {
        if !text.is_empty() {
            ui.add_space(6.0);
            ui.label(RichText::new(name).font(semibold(size::LABEL)).weak());
            ui.label(RichText::new(text).size(12.0));
        }
    }
    for example in &label.examples {
        let sign = if example.is_tagged { "✓" } else { "×" };
        ui.label(RichText::new(format!("{sign} {}", example.words)).size(12.0).weak());
    }
}

fn selected(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (Some(record), Some(annotation)) = (cx.desk.record(), cx.desk.annotation()) else { return };
    inset(ui, |ui| {
        heading(ui, cx.tokens, "Selected", if annotation.is_unsure { "unsure" } else { "" });
        ui.add_space(6.0);
        let words = annotation.fragments.words(record.article.text.as_str());
        let style = title_style(cx.tokens, 14.5, 20.0);
        cx.typesetter.label(ui, &words, &style, 3);
        ui.add_space(6.0);
        if annotation.fragments.count() > 1 {
            fragments(ui, cx);
        }
        ui.spacing_mut().item_spacing.y = 5.0;
        attributes::show(ui, cx);
        actions(ui, cx);
    });
}

fn fragments(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (Some(record), Some(annotation)) = (cx.desk.record(), cx.desk.annotation()) else { return };
    let text = record.article.text.as_str();
    for (index, range) in annotation.fragments.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(RichText::new(format!("{}", index + 1)).size(size::LABEL).color(cx.tokens.muted));
            let style = title_style(cx.tokens, 12.5, 18.0);
            let width = ui.available_width() - 28.0;
            ui.allocate_ui(vec2(width, 20.0), |ui| {
                ui.set_width(width);
                cx.typesetter.label(ui, range.of(text).unwrap_or(""), &style, 1);
            });
            if quiet_button(ui, cx.tokens, "×", &format!("Remove fragment {}", index + 1), true)
                .on_hover_text("Remove this fragment")
                .clicked()
            {
                cx.ask(tag::Ask::RemoveFragment(index));
            }
        });
    }
    ui.add_space(4.0);
}

fn actions(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(annotation) = cx.desk.annotation() else { return };
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let mut unsure = annotation.is_unsure;
        if ui.checkbox(&mut unsure, "Unsure").on_hover_text(cx.desk.keys.tooltip(Command::ToggleUnsure)).changed() {
            cx.run(Command::ToggleUnsure);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Delete").on_hover_text(cx.desk.keys.tooltip(Command::Delete)).clicked() {
                cx.run(Command::Delete);
            }
            let why = cx.unavailable(Command::AddFragment);
            let add = ui.add_enabled(why.is_none(), egui::Button::new("Add fragment"));
            if add
                .on_hover_text(cx.desk.keys.tooltip(Command::AddFragment))
                .on_disabled_hover_text(why.unwrap_or_default())
                .clicked()
            {
                cx.run(Command::AddFragment);
            }
        });
    });
}

/// All annotations of the article, in reading order.
fn all(ui: &mut Ui, cx: &mut Cx<'_>) {
    let line = ui.available_rect_before_wrap();
    ui.painter().hline(line.x_range(), line.top(), egui::Stroke::new(1.0, cx.tokens.hairline));
    ui.add_space(12.0);
    let items = &cx.room.layer.items;
    inset(ui, |ui| heading(ui, cx.tokens, "In this article", &format!("{} · by position", items.len())));
    ui.add_space(4.0);
    if items.is_empty() {
        inset(ui, |ui| {
            ui.add_space(4.0);
            ui.add(
                egui::Label::new(
                    RichText::new(
                        "Nothing tagged yet. Drag over some words, or press W, C, S, P, Q or F at the caret; then press a label’s key.",
                    )
                    .color(cx.tokens.muted),
                )
                .wrap(),
            );
        });
        return;
    }
    let mut area = ScrollArea::vertical().id_salt("all annotations").auto_shrink(false);
    let chosen = || items.iter().position(|item| Some(item.id) == cx.desk.open.selected);
    if selection_changed(ui, cx)
        && let Some(at) = chosen()
    {
        let wanted = at as f32 * LIST_ROW - ui.available_height() / 2.0 + LIST_ROW / 2.0;
        // No row is cut off at the top.
        area = area.vertical_scroll_offset((wanted / LIST_ROW).round().max(0.0) * LIST_ROW);
    }
    area.show_rows(ui, LIST_ROW, items.len(), |ui, rows| {
        for item in &items[rows] {
            annotation_row(ui, cx, item);
        }
    });
}

/// Returns whether the selection differs from that of the last frame, so that the list can scroll to it.
fn selection_changed(ui: &Ui, cx: &Cx<'_>) -> bool {
    let id = crate::app::look::widgets::id("selected in list");
    let now = cx.desk.open.selected.map(|selected| selected.bits());
    let before: Option<Option<u64>> = ui.data(|data| data.get_temp(id));
    ui.data_mut(|data| data.insert_temp(id, now));
    before != Some(now)
}

fn annotation_row(ui: &mut Ui, cx: &mut Cx<'_>, item: &Mark) {
    let Some(record) = cx.desk.record() else { return };
    let Some(label) = cx.desk.project().codebook().labels.get(item.label_index) else { return };
    let indexed = &record.article.text;
    let words = item.fragments.words(indexed.as_str());
    let is_chosen = cx.desk.open.selected == Some(item.id);
    let (rect, response) = row(ui, cx.tokens, LIST_ROW, is_chosen, &format!("{}: {words}", label.name.to_lowercase()));
    let left = rect.left() + f32::from(PADDING);
    let y = rect.center().y;
    swatch(ui, cx.tokens, pos2(left, y - 6.0), cx.tokens.label(label.color), label.pattern);
    let start = item.fragments.first().start();
    let (number, place) = match (record.article.block_at(item.fragments.first()), cx.room.layer.paragraph_of(start)) {
        (Some(BlockKind::Headline), _) => ("H".to_owned(), "headline".to_owned()),
        (_, 0) => ("–".to_owned(), "before the first paragraph".to_owned()),
        (_, paragraph) => (paragraph.to_string(), format!("paragraph {paragraph}")),
    };
    let right = rect.right() - f32::from(PADDING);
    let mark = if record.annotations.get(&item.id).is_some_and(|annotation| annotation.is_unsure) { "?" } else { "" };
    let number = text_at(
        ui,
        pos2(right, y),
        Align2::RIGHT_CENTER,
        &format!("{mark} {number}"),
        FontId::proportional(size::LABEL),
        cx.tokens.faint,
        60.0,
    );
    let style = title_style(cx.tokens, 13.5, 20.0);
    let short: String = words.chars().take(90).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let painter = ui.painter_at(rect);
    cx.typesetter.paint_text(&painter, pos2(left + 24.0, y - 10.0), &short, &style, number.left() - left - 34.0, 1);
    if response.on_hover_text(format!("{}, {place}", label.name)).clicked() {
        cx.ask(tag::Ask::Reveal(item.id));
    }
}
