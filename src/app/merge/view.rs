//! The preview of layers from another copy of the project: whose, in which articles, and what the codebooks differ in.

use super::{Ask, Cx, Merge};
use crate::{
    app::{
        desk,
        look::{
            dialog::{from_right, is_confirmed, title},
            theme::{Tokens, size},
            widgets::{chevron, heading, progress_bar},
        },
    },
    text::words::plural,
};
use egui::{Button, ComboBox, RichText, ScrollArea, Ui, vec2};

/// Articles, labels and warnings that are named at most.
const MAX_NAMED: usize = 8;

/// Shows the dialog.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let room = cx.room;
    let Some(merge) = &room.merge else { return };
    let space = ui.ctx().content_rect().size();
    ui.set_width(560.0_f32.min(space.x - 100.0));
    title(ui, &format!("Add layers from “{}”", merge.title));
    ScrollArea::vertical().max_height(space.y - 260.0).show(ui, |ui| {
        layers(ui, cx, merge);
        articles(ui, cx, merge);
        labels(ui, cx, merge);
        contradictions(ui, cx, merge);
        for warning in merge.outcome.warnings.iter().take(MAX_NAMED) {
            ui.label(quiet(cx.tokens, warning));
        }
        if merge.outcome.warnings.len() > MAX_NAMED {
            ui.label(quiet(cx.tokens, &format!("… and {} more", merge.outcome.warnings.len() - MAX_NAMED)));
        }
    });
    ui.add_space(12.0);
    outcome(ui, cx, merge);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), from_right(), |ui| {
        let add = ui.add_enabled(merge.is_ready(), Button::new("Add layers")).on_hover_text("Enter");
        if add.clicked() || merge.is_ready() && is_confirmed(ui) {
            cx.ask(Ask::Add);
        }
        if ui.button("Cancel").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
    });
}

/// What would come of it, or how far finding out is.
fn outcome(ui: &mut Ui, cx: &mut Cx<'_>, merge: &Merge) {
    if let Some((done, total)) = merge.progress() {
        ui.horizontal(|ui| {
            // The bar's own ground is that of the dialog.
            ui.visuals_mut().extreme_bg_color = cx.tokens.hairline;
            ui.add(progress_bar(cx.tokens, done as f32 / total.max(1) as f32));
            ui.label(format!("{done} of {}", plural(total, "article")));
        });
        return;
    }
    let mut words = format!("{} new", plural(merge.outcome.num_new, "annotation"));
    if merge.outcome.num_articles > 0 {
        words.push_str(&format!(", {}", plural(merge.outcome.num_articles, "article")));
    }
    if merge.outcome.num_replaced > 0 {
        words.push_str(&format!(", {} replaced by a later state", merge.outcome.num_replaced));
    }
    if merge.outcome.num_present > 0 {
        words.push_str(&format!("; {} here already", merge.outcome.num_present));
    }
    ui.label(words);
}

fn quiet(tokens: &Tokens, words: &str) -> RichText {
    RichText::new(words).size(size::LABEL).color(tokens.muted)
}

fn layers(ui: &mut Ui, cx: &mut Cx<'_>, merge: &Merge) {
    heading(ui, cx.tokens, "Layers", "");
    for (place, layer) in merge.layers.iter().enumerate() {
        let mut is_included = layer.is_included;
        let own = if layer.is_own { "; yours stays as it is unless you tick this" } else { "" };
        let stranger = layer.stranger_to.as_ref().map_or_else(String::new, |known| {
            format!("; its id “{}” is that of {known} here, so it would be another person’s layer", layer.analyst)
        });
        let words = format!("{}: {}{own}{stranger}", layer.name, plural(layer.num_annotations, "annotation"));
        if ui.checkbox(&mut is_included, words).changed() {
            cx.ask(Ask::Include(place, is_included));
        }
    }
    if merge.layers.is_empty() {
        ui.label(quiet(cx.tokens, "Nobody has tagged anything there."));
    }
    ui.add_space(10.0);
}

fn articles(ui: &mut Ui, cx: &mut Cx<'_>, merge: &Merge) {
    heading(ui, cx.tokens, "Articles", "");
    let all = merge.num_known + merge.only_there.len();
    ui.label(format!("{} of {} there have the same text as one here.", merge.num_known, plural(all, "article")));
    if !merge.only_there.is_empty() {
        let mut adds = merge.adds_articles;
        let words = format!("Add the {} that this project lacks", plural(merge.only_there.len(), "article"));
        if ui.checkbox(&mut adds, words).changed() {
            cx.ask(Ask::AddArticles(adds));
        }
        for name in merge.only_there.iter().take(MAX_NAMED) {
            ui.add(egui::Label::new(quiet(cx.tokens, name)).truncate());
        }
        if merge.only_there.len() > MAX_NAMED {
            ui.label(quiet(cx.tokens, &format!("… and {} more", merge.only_there.len() - MAX_NAMED)));
        }
    }
    ui.add_space(10.0);
}

/// What the copy settled otherwise, which is left out, and whether these places are opened again.
fn contradictions(ui: &mut Ui, cx: &mut Cx<'_>, merge: &Merge) {
    let all = &merge.outcome.contradictions;
    if all.is_empty() {
        return;
    }
    heading(ui, cx.tokens, "Settled differently there", "");
    ui.label("The gold of this project stays as it is, and nothing is added beside it.");
    let mut reopens = merge.reopens;
    if ui.checkbox(&mut reopens, format!("Open {} again here", plural(all.len(), "place"))).changed() {
        cx.ask(Ask::Reopen(reopens));
    }
    for contradiction in all.iter().take(MAX_NAMED) {
        ui.label(quiet(cx.tokens, contradiction));
    }
    if all.len() > MAX_NAMED {
        ui.label(quiet(cx.tokens, &format!("… and {} more", all.len() - MAX_NAMED)));
    }
    ui.add_space(10.0);
}

/// Labels that the codebook lacks or has otherwise, each with what it is taken for.
fn labels(ui: &mut Ui, cx: &mut Cx<'_>, merge: &Merge) {
    if merge.labels.is_empty() {
        return;
    }
    heading(ui, cx.tokens, "Labels that differ", "");
    let codebook = cx.desk.project().codebook_arc();
    for (place, (found, chosen)) in merge.labels.iter().enumerate() {
        let as_is = match &found.here {
            Some(_) => "as it is here".to_owned(),
            None => "add it".to_owned(),
        };
        let name = |id| codebook.label(id).map_or_else(String::new, |label| label.name.clone());
        let shown = chosen.as_ref().map_or_else(|| as_is.clone(), name);
        ui.horizontal(|ui| {
            let what = format!("{}: {}", found.name, plural(found.num_annotations, "annotation"));
            ui.allocate_ui_with_layout(vec2(230.0, size::CONTROL), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_width(230.0);
                ui.add(egui::Label::new(what).truncate());
            });
            let combo = ComboBox::from_id_salt(("label of the copy", place)).icon(chevron).selected_text(shown).width(200.0);
            let response = combo.show_ui(ui, |ui| {
                if ui.selectable_label(chosen.is_none(), &as_is).clicked() {
                    cx.ask(Ask::Map(place, None));
                }
                for label in codebook.labels.iter().filter(|label| found.here.as_ref() != Some(&label.id)) {
                    let is_chosen = chosen.as_ref() == Some(&label.id);
                    if ui.selectable_label(is_chosen, format!("map to {}", label.name)).clicked() {
                        cx.ask(Ask::Map(place, Some(label.id.clone())));
                    }
                }
            });
            let told = format!("What becomes of {}", found.name);
            response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, told.clone()));
        });
        if !found.how.is_empty() {
            ui.label(quiet(cx.tokens, &found.how.join(", ")));
        }
    }
    ui.add_space(10.0);
}
