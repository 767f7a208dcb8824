//! Shows an annotation of another analyst's layer with all its attributes, read-only.

use crate::app::{
    desk::{answers::answer, others},
    look::{
        theme::size,
        widgets::{heading, inset, swatch, title_style},
    },
    tag::Cx,
};
use egui::{RichText, Sense, Ui, vec2};

/// Width of the names beside the answers.
const NAME_WIDTH: f32 = 118.0;

/// Shows the annotation that is looked at.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (Some(record), Some(id)) = (cx.desk.record(), cx.desk.open.looked_at) else { return };
    let Some(annotation) = record.annotations.get(&id) else { return };
    let Some(label) = cx.desk.project().codebook().label(&annotation.label) else { return };
    let whose = others::shown_name(cx.desk).unwrap_or_default().to_owned();
    inset(ui, |ui| {
        heading(ui, cx.tokens, &format!("By {whose}"), if annotation.is_unsure { "read-only · unsure" } else { "read-only" });
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 16.0), Sense::hover());
            swatch(ui, cx.tokens, rect.min + vec2(0.0, 2.0), cx.tokens.label(label.color), label.pattern);
            ui.label(RichText::new(&label.name).color(cx.tokens.ink));
        });
        ui.add_space(4.0);
        let words = annotation.fragments.words(record.article.text.as_str());
        cx.typesetter.label(ui, &words, &title_style(cx.tokens, 14.5, 20.0), 3);
        ui.add_space(6.0);
        let mut rows: Vec<(&str, String)> = Vec::new();
        for attribute in &label.attributes {
            let value = annotation.attributes.get(&attribute.id);
            rows.push((&attribute.name, value.map_or_else(|| "not filled".to_owned(), |value| answer(attribute, value))));
        }
        if !annotation.note.is_empty() {
            rows.push(("Note", annotation.note.clone()));
        }
        for (name, value) in rows {
            ui.horizontal_top(|ui| {
                let text = RichText::new(name).size(size::LABEL).color(cx.tokens.muted);
                ui.allocate_ui(vec2(NAME_WIDTH, 18.0), |ui| {
                    ui.set_width(NAME_WIDTH);
                    ui.label(text);
                });
                let style = title_style(cx.tokens, 12.5, 18.0);
                ui.vertical(|ui| cx.typesetter.label(ui, &value, &style, 4));
            });
            ui.add_space(3.0);
        }
    });
}
