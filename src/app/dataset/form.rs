//! The form of the room, with fields for format, articles, layers, labels, parts, names and place.

use super::{Ask, Choices, Cx, Parting, Which, choices::toggled};
use crate::{
    app::{
        desk::{self, files::Purpose},
        look::{
            theme::size,
            widgets::{chevron, heading, id, inset, name_field, small_style, swatch},
        },
    },
    export::{
        Format,
        dataset::{Layers, Layout, Names},
    },
    project::AnalystId,
    text::words::plural,
};
use egui::{RichText, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

/// Rows of the list of articles to tick.
const LIST_HEIGHT: f32 = 220.0;
const LIST_ROW: f32 = 22.0;
/// The indent of fields that belong to the line above.
const INDENT: f32 = 18.0;

/// Shows the fields.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(before) = cx.room.choices.as_ref() else { return };
    let mut choices = before.clone();
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.spacing_mut().interact_size.y = 20.0;
    ui.add_space(12.0);
    for part in [format, articles, layers, labels, parts, names, options, place] {
        let top = ui.cursor().top();
        inset(ui, |ui| part(ui, cx, &mut choices));
        // What a format does not ask for takes no room.
        let is_empty = ui.cursor().top() - top < 12.0;
        ui.add_space(if is_empty { 0.0 } else { 12.0 });
    }
    if choices != *before {
        cx.ask(Ask::Choose(Box::new(choices)));
    }
}

fn note(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).size(size::LABEL).color(cx.tokens.muted)).wrap());
}

fn field(ui: &mut Ui, text: &mut String, name: &str, hint: &str, width: f32) {
    let before = text.clone();
    let field = TextEdit::singleline(text).id(id(name)).hint_text(hint).desired_width(width).margin(vec2(8.0, 4.0));
    let response = ui.add(field);
    name_field(&response, name, &before, text);
}

fn format(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Format", "");
    let chosen = choices.settings.format;
    let combo = egui::ComboBox::from_id_salt("format of the dataset").selected_text(chosen.title());
    let response = combo.icon(chevron).width(ui.available_width()).height(420.0).show_ui(ui, |ui| {
        for format in Format::ALL {
            ui.selectable_value(&mut choices.settings.format, format, format.title()).on_hover_text(format.description());
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Format: {}", chosen.title())));
    note(ui, cx, chosen.description());
}

fn articles(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Articles", "");
    let num_articles = cx.desk.project().articles().len();
    ui.radio_value(&mut choices.which, Which::All, format!("All {}", plural(num_articles, "article")));
    let done = ui.radio_value(&mut choices.which, Which::Done, "Finished work only");
    done.on_hover_text("An analyst's work is left out of every article that this analyst has not marked as done");
    ui.radio_value(&mut choices.which, Which::Ticked, format!("Ticked: {}", choices.ticked.len()));
    if choices.which != Which::Ticked {
        return;
    }
    let mut filter = cx.room.filter.clone();
    field(ui, &mut filter, "Articles to tick", "title, outlet or byline", f32::INFINITY);
    if filter != cx.room.filter {
        cx.ask(Ask::Filter(filter));
    }
    let listed = cx.room.listed();
    ui.horizontal(|ui| {
        for (name, all) in [("Tick these", true), ("Untick these", false)] {
            if ui.small_button(name).clicked() {
                cx.ask(Ask::TickAll(all));
            }
        }
        ui.label(RichText::new(format!("{} listed", listed.len())).size(size::LABEL).color(cx.tokens.muted));
    });
    let list = ScrollArea::vertical().id_salt("articles to tick").max_height(LIST_HEIGHT).auto_shrink([false, true]);
    list.show_rows(ui, LIST_ROW, listed.len(), |ui, rows| {
        for article in listed[rows].iter().filter_map(|place| cx.desk.project().articles().get(*place)) {
            let article = &article.article;
            let was_ticked = choices.ticked.contains(&article.id.to_string());
            let mut is_ticked = was_ticked;
            ui.allocate_ui(vec2(ui.available_width(), LIST_ROW - 4.0), |ui| {
                ui.horizontal(|ui| {
                    let tick = ui.add(egui::Checkbox::without_text(&mut is_ticked));
                    tick.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, was_ticked, article.title()));
                    cx.typesetter.label(ui, article.title(), &small_style(cx.tokens), 1);
                });
            });
            if is_ticked != was_ticked {
                cx.ask(Ask::Tick(article.id));
            }
        }
    });
}

fn layers(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Layers", "");
    let chosen = match &choices.settings.layers {
        Layers::Each(ids) | Layers::Agreed(ids) => ids.clone(),
        _ => Vec::new(),
    };
    let (is_gold, is_agreed) = (choices.settings.layers == Layers::Gold, matches!(choices.settings.layers, Layers::Agreed(_)));
    if ui.radio(!is_gold && !is_agreed, "Each analyst’s").clicked() {
        choices.settings.layers = Layers::Each(chosen.clone());
    }
    let has_gold = cx.desk.project().analyst(&AnalystId::gold()).is_some();
    let gold = ui.add_enabled(has_gold || is_gold, egui::RadioButton::new(is_gold, "Gold alone"));
    if gold.on_disabled_hover_text("Nothing was settled yet: see Compare").clicked() {
        choices.settings.layers = Layers::Gold;
    }
    let num_people = cx.desk.project().analysts().iter().filter(|analyst| !analyst.id.is_gold()).count();
    let agreed = ui.add_enabled(num_people > 1 || is_agreed, egui::RadioButton::new(is_agreed, "Only what all agreed on"));
    if agreed.on_disabled_hover_text("This needs two analysts").clicked() {
        choices.settings.layers = Layers::Agreed(chosen.iter().filter(|id| *id != AnalystId::GOLD).cloned().collect());
    }
    if is_gold {
        return;
    }
    let all: Vec<_> = cx.desk.project().analysts().iter().filter(|analyst| !(is_agreed && analyst.id.is_gold())).collect();
    let ids: Vec<String> = all.iter().map(|analyst| analyst.id.to_string()).collect();
    for (analyst, id) in all.iter().zip(&ids) {
        let is_ticked = chosen.is_empty() || chosen.contains(id);
        let after = tick(ui, INDENT, is_ticked, &analyst.name, |_| {});
        if after != is_ticked {
            let chosen = Some(chosen.as_slice()).filter(|chosen| !chosen.is_empty());
            let after = toggled(chosen, &ids, id).unwrap_or_default();
            choices.settings.layers = if is_agreed { Layers::Agreed(after) } else { Layers::Each(after) };
        }
    }
}

/// A line to tick, with something drawn before its name; whether it is ticked now.
fn tick(ui: &mut Ui, indent: f32, is_ticked: bool, name: &str, draw: impl FnOnce(&mut Ui)) -> bool {
    let mut after = is_ticked;
    ui.horizontal(|ui| {
        ui.add_space(indent);
        let response = ui.add(egui::Checkbox::without_text(&mut after));
        response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, is_ticked, name));
        draw(ui);
        if ui.add(egui::Label::new(name).sense(egui::Sense::click())).clicked() {
            after = !is_ticked;
        }
    });
    after
}

fn labels(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Labels", "");
    let all = &cx.desk.project().codebook().labels;
    let ids: Vec<String> = all.iter().map(|label| label.id.to_string()).collect();
    for (label, id) in all.iter().zip(&ids) {
        let is_ticked = choices.settings.labels.as_ref().is_none_or(|chosen| chosen.contains(id));
        let tokens = cx.tokens;
        let after = tick(ui, 0.0, is_ticked, &label.name, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), egui::Sense::hover());
            swatch(ui, tokens, rect.min + vec2(0.0, 1.0), tokens.label(label.color), label.pattern);
        });
        if after != is_ticked {
            choices.settings.labels = toggled(choices.settings.labels.as_deref(), &ids, id);
        }
    }
}

fn parts(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Train, validation, test", "");
    ui.radio_value(&mut choices.parting, Parting::None, "Not parted");
    ui.radio_value(&mut choices.parting, Parting::Shares, "By shares");
    if choices.parting == Parting::Shares {
        ui.horizontal(|ui| {
            ui.add_space(INDENT);
            field(ui, &mut choices.shares, "Percent of each part", "80/10/10", 90.0);
            ui.label("%, seed");
            field(ui, &mut choices.seed, "Seed", "1", 56.0);
        });
        note(ui, cx, "Whole articles, labels spread as the shares say; near-duplicates stay in one part.");
    }
    ui.radio_value(&mut choices.parting, Parting::Field, "As a field of the metadata says");
    if choices.parting == Parting::Field {
        ui.horizontal(|ui| {
            ui.add_space(INDENT);
            field(ui, &mut choices.field, "Field of the metadata", "split", f32::INFINITY);
        });
    }
}

fn names(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Card", "");
    let mut is_hidden = choices.settings.names == Names::Pseudonyms;
    ui.checkbox(&mut is_hidden, "Call analysts analyst_1, analyst_2 …");
    choices.settings.names = if is_hidden { Names::Pseudonyms } else { Names::Real };
    ui.horizontal(|ui| {
        ui.label("Licence");
        field(ui, &mut choices.settings.licence, "Licence", "cc-by-4.0", f32::INFINITY);
    });
}

/// What only some formats ask for.
fn options(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    let format = choices.settings.format;
    if !matches!(format, Format::HuggingFace | Format::Csv) {
        return;
    }
    heading(ui, cx.tokens, "Tables", "");
    let hint = if format == Format::Csv { "articles,annotations" } else { "documents,annotations" };
    ui.horizontal(|ui| {
        ui.label("Names");
        field(ui, &mut choices.tables, "Names of the tables", hint, f32::INFINITY);
    });
    if format == Format::HuggingFace {
        ui.radio_value(&mut choices.settings.layout, Layout::Hive, "Folders, as in split=train/part-00000.parquet");
        ui.radio_value(&mut choices.settings.layout, Layout::Flat, "Flat, as in train-00000.parquet");
        ui.horizontal(|ui| {
            let label = ui.label("Files of up to");
            let size = egui::DragValue::new(&mut choices.settings.shard_mebibytes).range(1..=65_536).suffix(" MiB");
            ui.add(size).labelled_by(label.id).on_hover_text("Rows of a file, before compression");
        });
    }
}

fn place(ui: &mut Ui, cx: &mut Cx<'_>, choices: &mut Choices) {
    heading(ui, cx.tokens, "Write to", "");
    let target = super::target(cx.desk, cx.room).display().to_string();
    field(ui, &mut choices.target, "File or folder to write", &target, f32::INFINITY);
    if ui.button("Choose…").clicked() {
        let purpose = if choices.settings.format == Format::Jsonl { Purpose::DatasetFile } else { Purpose::DatasetFolder };
        cx.ask_desk(desk::Ask::AskFor(purpose));
    }
}
