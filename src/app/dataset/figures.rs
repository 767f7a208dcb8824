//! Numbers for each part and label, and the first lines as they will be written.

use super::{Cx, Figures, look};
use crate::{
    app::look::{
        theme::{semibold, size},
        widgets::{heading, id, inset, swatch, text_at, title_style},
    },
    export::dataset::facts::PartCounts,
    text::words::{grouped, plural},
};
use egui::{Align2, FontId, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

const ROW: f32 = 22.0;
/// Width of the column with the parts' names.
const NAMES: f32 = 110.0;
/// A column of numbers is at least and at most so wide.
const NUMBERS: (f32, f32) = (72.0, 130.0);

/// Shows them.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(12.0);
    let dataset = cx.room;
    if let Some(problem) = &dataset.problem {
        inset(ui, |ui| {
            ui.add(egui::Label::new(egui::RichText::new(problem).color(cx.tokens.warning)).wrap().selectable(true));
        });
        return;
    }
    if let Some(figures) = &dataset.figures {
        inset(ui, |ui| numbers(ui, cx, figures));
        ui.add_space(12.0);
    }
    let Some(preview) = &dataset.preview else { return };
    inset(ui, |ui| heading(ui, cx.tokens, "First lines", &preview.name));
    ui.add_space(4.0);
    let style = title_style(cx.tokens, 13.0, 18.0);
    let style = crate::app::page::TextStyle { family: crate::app::page::Family::Sans, size: 12.0, ..style };
    ScrollArea::vertical().id_salt("first lines").auto_shrink(false).show(ui, |ui| {
        inset(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for line in &preview.lines {
                // A tab has no width of its own in a line that is set as text.
                cx.typesetter.label(ui, &line.replace('\t', "    "), &style, look::SHOWN_LINES);
            }
        });
    });
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, figures: &Figures) {
    let mut sum = PartCounts { num_by_label: vec![0; figures.labels.len()], ..PartCounts::default() };
    for part in figures.parts.values() {
        sum.num_articles += part.num_articles;
        sum.num_annotations += part.num_annotations;
        for (sum, count) in sum.num_by_label.iter_mut().zip(&part.num_by_label) {
            *sum += count;
        }
    }
    let right = match figures.duplicates {
        (0, _) => String::new(),
        (groups, articles) => {
            format!(
                "{} are near-duplicates, in {}; each group is in one part",
                plural(articles, "article"),
                plural(groups, "group")
            )
        }
    };
    heading(ui, cx.tokens, "In the dataset", &right);
    ui.add_space(4.0);
    let num_columns = figures.labels.len() + 2;
    let width = ((ui.available_width() - NAMES) / num_columns as f32).clamp(NUMBERS.0, NUMBERS.1);
    let total = NAMES + width * num_columns as f32;
    ScrollArea::horizontal().id_salt("numbers").show(ui, |ui| {
        ui.set_min_width(total);
        head(ui, cx, figures, width);
        let is_parted = figures.parts.len() > 1;
        for (part, counts) in &figures.parts {
            row(ui, cx, if is_parted { part.name() } else { "all" }, counts, figures, (width, total), false);
        }
        if is_parted {
            row(ui, cx, "all", &sum, figures, (width, total), true);
        }
        if figures.parts.is_empty() {
            row(ui, cx, "none", &sum, figures, (width, total), false);
        }
    });
}

fn head(ui: &mut Ui, cx: &Cx<'_>, figures: &Figures, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(NAMES + width * (figures.labels.len() + 2) as f32, ROW), Sense::hover());
    let font = FontId::proportional(size::LABEL);
    let labels = &cx.desk.project().codebook().labels;
    let names = ["articles", "annotations"].into_iter().chain(figures.labels.iter().map(String::as_str));
    for (column, name) in names.enumerate() {
        let right = pos2(rect.left() + NAMES + width * (column + 1) as f32, rect.center().y);
        let mark = labels.iter().find(|label| column > 1 && label.name == name);
        let room = width - if mark.is_some() { 28.0 } else { 8.0 };
        let text = text_at(ui, right, Align2::RIGHT_CENTER, name, font.clone(), cx.tokens.muted, room);
        if let Some(label) = mark {
            let at = pos2(text.left() - 18.0, rect.center().y - 6.0);
            swatch(ui, cx.tokens, at, cx.tokens.label(label.color), label.pattern);
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, cx.tokens.hairline));
}

fn row(ui: &mut Ui, cx: &Cx<'_>, name: &str, counts: &PartCounts, figures: &Figures, (width, total): (f32, f32), is_sum: bool) {
    let (_, rect) = ui.allocate_space(vec2(total, ROW));
    let response = ui.interact(rect, id(&format!("numbers of {name}")), Sense::hover());
    let of_labels = figures.labels.iter().zip(&counts.num_by_label).map(|(label, count)| format!(", {label} {count}"));
    let told = format!(
        "{name}: {}, {}{}",
        plural(counts.num_articles, "article"),
        plural(counts.num_annotations, "annotation"),
        of_labels.collect::<String>()
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    if is_sum {
        ui.painter().hline(rect.x_range(), rect.top(), egui::Stroke::new(1.0, cx.tokens.hairline));
    }
    let font = if is_sum { semibold(size::TEXT) } else { FontId::proportional(size::TEXT) };
    text_at(ui, rect.left_center(), Align2::LEFT_CENTER, name, font.clone(), cx.tokens.ink, NAMES);
    let numbers = [counts.num_articles, counts.num_annotations].into_iter().chain(counts.num_by_label.iter().copied());
    for (column, number) in numbers.enumerate() {
        let right = pos2(rect.left() + NAMES + width * (column + 1) as f32, rect.center().y);
        let color = if number == 0 { cx.tokens.faint } else { cx.tokens.ink };
        text_at(ui, right, Align2::RIGHT_CENTER, &grouped(number), font.clone(), color, width);
    }
}
