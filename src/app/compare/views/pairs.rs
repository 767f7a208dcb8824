//! All pairs of three analysts or more in a table: one figure, which can be chosen; a click compares the pair.

use super::{
    parts::{row_of_all, two, unbroken},
    take::{self, headed},
};
use crate::{
    app::{
        compare::{Ask, Cx, Exhibit, name_of},
        look::{
            theme::{medium, size},
            widgets::{id, text_at},
        },
    },
    compare::{
        pairwise::{PairFigure, PairValue},
        results::{Measure, Spread},
    },
    project::AnalystId,
    text::words::{plural, sentence},
};
use egui::{Align2, CornerRadius, FontId, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// Figures of all analysts that are shown first.
const OF_ALL: [Measure; 3] = [Measure::Alpha, Measure::AlphaMasi, Measure::U];
/// Height of a cell, its greatest width, and the width of the names at the left.
const CELL: f32 = 36.0;
const CELL_WIDTH: f32 = 52.0;
const NAMES: f32 = 76.0;

/// Shows the table, if there are three analysts or more.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let matrix = &cx.room.matrix;
    if matrix.analysts.len() < 3 {
        return;
    }
    overall(ui, cx);
    let matrix = &cx.room.matrix;
    headed(ui, cx, "All pairs", Exhibit::Pairs);
    ui.add_space(4.0);
    let shown = matrix.figure;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for figure in PairFigure::ALL {
            let text = RichText::new(figure.name()).size(size::LABEL);
            if ui.selectable_label(figure == shown, text).on_hover_text("Show this figure of every pair").clicked() {
                cx.ask(Ask::ShowPairs(figure));
            }
        }
    });
    ui.add_space(4.0);
    table(ui, cx);
    let note = "Below each figure: articles that both worked on.";
    ui.label(RichText::new(note).size(size::LABEL).color(cx.tokens.muted));
    if let Some((done, total)) = cx.room.matrix.progress() {
        ui.horizontal(|ui| {
            let words = format!("Measuring pairs: {done} of {}", plural(total, "article"));
            ui.label(RichText::new(words).size(size::LABEL).color(cx.tokens.muted));
            if ui.small_button("Stop").on_hover_text("Stop measuring pairs").clicked() {
                cx.ask(Ask::StopPairs);
            }
        });
    }
    ui.add_space(18.0);
}

/// The figures of all analysts together, and mean and range of the figure that the table of pairs shows.
fn overall(ui: &mut Ui, cx: &mut Cx<'_>) {
    let matrix = &cx.room.matrix;
    headed(ui, cx, &format!("All {} analysts", matrix.analysts.len()), Exhibit::Overall);
    ui.add_space(6.0);
    let Some(results) = &matrix.results else {
        ui.add_space(8.0);
        return;
    };
    for figure in results.figures.iter().filter(|figure| OF_ALL.contains(&figure.measure)) {
        row_of_all(ui, cx, figure);
    }
    let mut words = format!(
        "{} that two or more worked on. {}",
        plural(results.compared.num_articles, "article"),
        unbroken(&sentence(&results.about_intervals()))
    );
    if let Some(Spread { values: Some([mean, low, high]), num_defined, num_pairs, .. }) = matrix.spread() {
        words.push_str(&format!(
            " {} of pairs: mean {}, {} to {}, {num_defined} of {num_pairs} pairs.",
            matrix.figure.name(),
            two(mean),
            two(low),
            two(high)
        ));
    }
    ui.add_space(4.0);
    ui.label(RichText::new(words).size(size::LABEL).line_height(Some(16.0)).color(cx.tokens.muted));
    ui.add_space(16.0);
}

fn table(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (desk, room) = (cx.desk, cx.room);
    let matrix = &room.matrix;
    let names: Vec<String> = matrix.analysts.iter().map(|id| name_of(desk.project(), id)).collect();
    let count = names.len();
    let width = ((ui.available_width() - NAMES) / (count - 1) as f32).min(CELL_WIDTH).floor();
    let size = vec2(NAMES + width * (count - 1) as f32, CELL * count as f32);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let font = FontId::proportional(12.0);
    // The first analyst needs no row, the last one no column.
    for (place, name) in names.iter().enumerate() {
        if place + 1 < count {
            let at = pos2(area.left() + NAMES + (place as f32 + 0.5) * width, area.top() + CELL / 2.0);
            text_at(ui, at, Align2::CENTER_CENTER, name, font.clone(), cx.tokens.muted, width - 4.0);
        }
        if place > 0 {
            let at = pos2(area.left(), area.top() + (place as f32 + 0.5) * CELL);
            text_at(ui, at, Align2::LEFT_CENTER, name, font.clone(), cx.tokens.muted, NAMES - 6.0);
        }
    }
    for found in &matrix.values {
        let (a, b) = found.pair;
        let (Some(first), Some(second)) = (matrix.analysts.get(a), matrix.analysts.get(b)) else { continue };
        let at = pos2(area.left() + NAMES + a as f32 * width, area.top() + b as f32 * CELL);
        let rect = Rect::from_min_size(at, vec2(width, CELL));
        cell(ui, cx, found, [&names[a], &names[b]], [first, second], rect);
    }
}

fn cell(ui: &mut Ui, cx: &mut Cx<'_>, found: &PairValue, names: [&String; 2], pair: [&AnalystId; 2], rect: Rect) {
    let figure = cx.room.matrix.figure.name();
    let current = cx.room.pair.as_ref();
    let is_on = current.is_some_and(|current| current.iter().all(|id| pair.contains(&id)));
    let (shown, said) = match &found.value {
        Ok(value) => (two(*value), two(*value)),
        Err(why) => ("–".to_owned(), why.clone()),
    };
    let basis =
        format!("{}, {} and {} annotations", plural(found.num_articles, "article"), found.num_spans[0], found.num_spans[1]);
    let told = format!("{} and {}: {figure} {said}; {basis}", names[0], names[1]);
    let response = ui.interact(rect, id("pair").with(found.pair), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, &told));
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::ZERO, cx.tokens.raised);
    if let Ok(value) = found.value {
        let strength = 0.7 * value.clamp(0.0, 1.0) as f32;
        painter.rect_filled(rect, CornerRadius::ZERO, cx.tokens.good.gamma_multiply(strength));
    }
    painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(1.0, cx.tokens.panel), StrokeKind::Middle);
    if is_on || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, cx.tokens.accent);
        painter.rect_stroke(rect.shrink(1.0), CornerRadius::same(2), stroke, StrokeKind::Inside);
    }
    let font = if is_on { medium(12.0) } else { FontId::proportional(12.0) };
    let (at, below) = (rect.center() - vec2(0.0, 6.0), rect.center() + vec2(0.0, 9.0));
    text_at(ui, at, Align2::CENTER_CENTER, &shown, font, cx.tokens.ink, rect.width());
    let count = found.num_articles.to_string();
    text_at(ui, below, Align2::CENTER_CENTER, &count, FontId::proportional(10.0), cx.tokens.muted, rect.width());
    take::context(cx, &response, Exhibit::Pairs);
    if response.on_hover_text(told).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.ask(Ask::SetPair(pair.map(Clone::clone)));
    }
}
