//! Shows what the files would lack: how much is written, moved, split and dropped, and every loss with its place.

use super::{Ask, Cx};
use crate::{
    app::look::{
        theme::size,
        widgets::{heading, inset, row, small_style, swatch, title_style},
    },
    export::{Format, Loss},
    text::words::grouped,
};
use egui::{CornerRadius, Rect, RichText, ScrollArea, Ui, pos2};

const ROW: f32 = 26.0;
const PADDING: f32 = 16.0;
/// Characters of an annotation's words that a row shows at most.
const MAX_WORDS_CHARS: usize = 120;

/// Shows them.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.painter().hline(ui.max_rect().x_range(), ui.max_rect().top(), egui::Stroke::new(1.0, cx.tokens.hairline));
    ui.add_space(12.0);
    let dataset = cx.room;
    let Some(choices) = &dataset.choices else { return };
    let report = &dataset.report;
    let (done, total) = dataset.looked_at;
    let progress =
        if done < total { format!("{} of {} articles looked at", grouped(done), grouped(total)) } else { String::new() };
    let counts =
        [(report.written, "written"), (report.num_moved, "moved"), (report.num_split, "split"), (report.num_dropped, "dropped")];
    let counts = counts.map(|(number, what)| format!("{} {what}", grouped(number))).join("  ·  ");
    inset(ui, |ui| {
        heading(ui, cx.tokens, "Losses", &progress);
        ui.add_space(4.0);
        ui.label(RichText::new(format!("Annotations: {counts}")).color(cx.tokens.ink));
        ui.add_space(4.0);
        never(ui, cx, choices.settings.format);
        for note in &report.notes {
            ui.add_space(4.0);
            ui.add(egui::Label::new(RichText::new(format!("{note}.")).color(cx.tokens.ink)).wrap().selectable(true));
        }
        if report.losses.is_empty() && dataset.is_complete() {
            ui.add_space(8.0);
            ui.label(RichText::new("Nothing else of these annotations is lost.").color(cx.tokens.good));
        }
    });
    ui.add_space(8.0);
    let rows = ScrollArea::vertical().id_salt("losses").auto_shrink(false);
    rows.show_rows(ui, ROW, report.losses.len(), |ui, rows| {
        for place in rows {
            if let Some(loss) = report.losses.get(place) {
                show_row(ui, cx, place, loss);
            }
        }
    });
}

fn never(ui: &mut Ui, cx: &Cx<'_>, format: Format) {
    let text = match format.loses() {
        Some(loses) => format!("Never carried: {loses}"),
        None => "This format carries everything.".to_owned(),
    };
    ui.add(egui::Label::new(RichText::new(text).size(12.0).color(cx.tokens.muted)).wrap());
}

fn show_row(ui: &mut Ui, cx: &mut Cx<'_>, place: usize, loss: &Loss) {
    let record = cx.desk.project().article(loss.article);
    let title = record.map_or("", |record| record.article.title());
    let annotation = record.zip(loss.annotation).and_then(|(record, id)| record.annotations.get(&id));
    let words: String = match (record, annotation) {
        (Some(record), Some(annotation)) => {
            let words = annotation.fragments.words(record.article.text.as_str());
            words.chars().take(MAX_WORDS_CHARS).map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
        }
        _ => "the article".to_owned(),
    };
    let number = loss.annotation.map_or_else(|| loss.article.to_string(), |id| id.to_string());
    let (rect, response) =
        ui.push_id(place, |ui| row(ui, cx.tokens, ROW, false, &format!("{words}: {}, in {title}", loss.what))).inner;
    let painter = ui.painter_at(rect);
    let width = rect.width() - 2.0 * PADDING;
    let at = |share: f32| rect.left() + PADDING + width * share;
    let y = rect.center().y;
    if let Some(label) = annotation.and_then(|annotation| cx.desk.project().codebook().label(&annotation.label)) {
        swatch(ui, cx.tokens, pos2(at(0.0), y - 6.0), cx.tokens.label(label.color), label.pattern);
    }
    let strong = title_style(cx.tokens, 13.5, 20.0);
    cx.typesetter.paint_text(&painter, pos2(at(0.0) + 22.0, y - 10.0), &words, &strong, width * 0.28 - 34.0, 1);
    let mut small = small_style(cx.tokens);
    small.size = size::LABEL + 1.0;
    let title_from = at(0.72);
    cx.typesetter.paint_text(&painter, pos2(title_from, y - 8.0), title, &small, width * 0.17 - 8.0, 1);
    let mut faint = small;
    faint.color = cx.tokens.faint;
    cx.typesetter.paint_text(&painter, pos2(at(0.9), y - 8.0), &number, &faint, width * 0.1, 1);
    small.color = cx.tokens.ink;
    cx.typesetter.paint_text(&painter, pos2(at(0.28), y - 8.0), &loss.what, &small, width * 0.44 - 12.0, 1);
    if response.has_focus() {
        let edge = Rect::from_min_size(rect.min, egui::vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, CornerRadius::ZERO, cx.tokens.accent);
    }
    if response.clicked() {
        cx.ask(Ask::Go(place));
    }
    response.on_hover_text(&loss.what);
}
