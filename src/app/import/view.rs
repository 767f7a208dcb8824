//! What is about to be imported: the articles, each as it will be tagged, and what is known about it, to be corrected.

use super::{Ask, Cx, Item, MetaField, Preview};
use crate::{
    app::{
        desk::{self, files::Purpose},
        look::{
            dialog::{is_confirmed, title},
            theme::size,
            widgets::{chevron, heading, id, name_field, row, small_style, title_style},
        },
        page::PageContent,
    },
    import::{Column, Columns, DayOrder, EmptyLayers, ImportedArticle, TaggedLayers, TextEncoding, Untagged},
    text::words::{capital, grouped, plural},
};
use egui::{
    Align, CornerRadius, Frame, Layout, Rect, RichText, ScrollArea, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, pos2, vec2,
};

/// The size of the dialog, where the window has room for it.
const WIDTH: f32 = 1180.0;
const HEIGHT: f32 = 700.0;
/// Widths of the list and of what is known.
const LIST: f32 = 270.0;
const KNOWN: f32 = 250.0;
const GAP: f32 = 16.0;
/// Height of an article in the list, and of the buttons.
const ROW: f32 = 58.0;
const BUTTONS: f32 = 44.0;

/// Shows the preview.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(preview) = &cx.room.preview else { return };
    let space = ui.ctx().content_rect().size();
    let size = vec2(WIDTH.min(space.x - 100.0), HEIGHT.min(space.y - 150.0));
    ui.set_width(size.x);
    title(ui, &format!("{} to import", plural(preview.items.len(), "article")));
    let (_, rect) = ui.allocate_space(size);
    let upper = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() - BUTTONS));
    let list = Rect::from_min_max(upper.min, pos2(upper.left() + LIST, upper.bottom()));
    let known = Rect::from_min_max(pos2(upper.right() - KNOWN, upper.top()), upper.max);
    let text = Rect::from_min_max(pos2(list.right() + GAP, upper.top()), pos2(known.left() - GAP, upper.bottom()));
    let lower = Rect::from_min_max(pos2(rect.left(), upper.bottom() + 10.0), rect.max);
    inside(ui, list, |ui| articles(ui, cx, preview));
    ui.painter().rect_stroke(text.expand(1.0), CornerRadius::same(2), Stroke::new(1.0, cx.tokens.hairline), StrokeKind::Outside);
    inside(ui, text, |ui| if preview.shows_warnings { warnings(ui, cx, preview) } else { page(ui, cx, preview) });
    inside(ui, known, |ui| metadata(ui, cx, preview));
    inside(ui, lower, |ui| buttons(ui, cx, preview));
}

fn inside(ui: &mut Ui, rect: Rect, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)), |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        add(ui);
    });
}

fn articles(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("preview list").auto_shrink(false).show_rows(ui, ROW, preview.items.len(), |ui, rows| {
        for place in rows {
            if let Some(item) = preview.items.get(place) {
                article(ui, cx, preview, place, item);
            }
        }
    });
}

fn article(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview, place: usize, item: &Item) {
    let Some(file) = preview.files.get(item.file) else { return };
    let name = preview.title(item);
    let (rect, response) = row(ui, cx.tokens, ROW, place == preview.selected, &name);
    if place == preview.selected {
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, CornerRadius::ZERO, cx.tokens.accent);
    }
    let check = Rect::from_min_size(pos2(rect.left() + 6.0, rect.top() + 8.0), vec2(22.0, 22.0));
    let mut is_included = item.is_included;
    // A child of its own, so that the next row stands where it would without it.
    let mut beside = ui.new_child(UiBuilder::new().max_rect(check));
    let checked = beside.add(egui::Checkbox::without_text(&mut is_included));
    checked.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_included, format!("Import {name}")));
    if checked.changed() {
        cx.ask(Ask::Include(place, is_included));
    }
    let painter = ui.painter_at(rect);
    let left = rect.left() + 34.0;
    let width = rect.right() - left - 8.0;
    let mut style = title_style(cx.tokens, 14.0, 18.0);
    if !item.is_included {
        style.color = cx.tokens.muted;
    }
    cx.typesetter.paint_text(&painter, pos2(left, rect.top() + 7.0), &name, &style, width, 1);
    let note = file.notes.get(item.article).filter(|note| !note.is_empty()).cloned();
    // It is longer than its line.
    let response = match &note {
        Some(note) => response.on_hover_text(note),
        None => response,
    };
    let annotations = file.annotated.articles.get(item.article).map_or(0, |article| article.annotations.len());
    let below = match note {
        Some(note) => note,
        None if annotations > 0 => plural(annotations, "annotation"),
        None => preview.imported(item).map(|article| article.source.file_name.clone()).unwrap_or_default(),
    };
    cx.typesetter.paint_text(&painter, pos2(left, rect.top() + 30.0), &below, &small_style(cx.tokens), width, 1);
    if response.clicked() {
        cx.ask(Ask::Show(place));
    }
}

fn page(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    let Some(article) = &preview.article else { return };
    let content = PageContent {
        article,
        outline: None,
        marks: &[],
        labels: &[],
        selected: None,
        revision: 0,
        byline: "",
        layers: None,
        guest: None,
        hits: Default::default(),
    };
    let style = cx.tokens.page_style(cx.desk.prefs.text());
    // Nothing can be tagged yet.
    let _events = cx.pages.import.show(ui, cx.typesetter, &content, &style);
}

fn warnings(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    Frame::new().inner_margin(12).show(ui, |ui| {
        ScrollArea::vertical().id_salt("preview warnings").auto_shrink(false).show(ui, |ui| {
            ui.label(RichText::new(preview.summary()).color(cx.tokens.muted));
            ui.add_space(8.0);
            for warning in preview.all_warnings() {
                ui.add(egui::Label::new(RichText::new(warning).color(cx.tokens.ink)).wrap().selectable(true));
                ui.add_space(4.0);
            }
        });
    });
}

fn metadata(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    let Some((file, article)) = preview.shown() else { return };
    ScrollArea::vertical().id_salt("preview metadata").auto_shrink(false).show(ui, |ui| {
        ui.set_width(KNOWN - 12.0);
        if let Some(columns) = &file.columns {
            heading(ui, cx.tokens, "Columns", "");
            sheet_choice(ui, cx, columns);
            for column in Column::ALL {
                column_choice(ui, cx, columns, column);
            }
            if columns.map.get(Column::Date).is_some() {
                day_order(ui, cx, file.options.day_order);
            }
            ui.add_space(12.0);
        }
        heading(ui, cx.tokens, "Recognised", &article.source.format);
        for (field, name) in MetaField::ALL {
            known_field(ui, cx, preview.selected, article, field, name);
        }
        ui.add_space(12.0);
        encoding(ui, cx, article);
    });
}

fn known_field(ui: &mut Ui, cx: &mut Cx<'_>, place: usize, article: &ImportedArticle, field: MetaField, name: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(name).size(size::LABEL).color(cx.tokens.muted));
    let known = field.get(&article.metadata);
    // A date that is half typed is kept by the field until it is one.
    let typed_id = id("preview date").with((place, name));
    // A comma at the end of a list is no item yet.
    let is_kept = field == MetaField::Published || field.is_list();
    let mut text =
        if is_kept { ui.data(|data| data.get_temp::<String>(typed_id)).unwrap_or_else(|| known.clone()) } else { known.clone() };
    let hint = if field == MetaField::Published { "2021-05-03" } else { "" };
    let edit = TextEdit::singleline(&mut text).id(id("preview field").with(name)).hint_text(hint);
    let response = ui.add(edit.desired_width(f32::INFINITY).margin(vec2(6.0, 4.0)));
    name_field(&response, name, &known, &text);
    if is_kept {
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(typed_id, text.clone()));
        } else {
            ui.data_mut(|data| data.remove::<String>(typed_id));
        }
    }
    if response.changed() {
        cx.ask(Ask::SetField(field, text));
    }
}

fn column_choice(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, column: Column) {
    let name = columns.map.get(column).unwrap_or_default();
    let none = if column == Column::Body { None } else { Some(String::new()) };
    let choices: Vec<String> = none.into_iter().chain(columns.names.iter().cloned()).collect();
    let shown = |choice: &str| if choice.is_empty() { "—".to_owned() } else { choice.to_owned() };
    let texts: Vec<String> = choices.iter().map(|choice| shown(choice)).collect();
    let chosen = choice(ui, cx, &capital(column.name()), &shown(name), &texts);
    if let Some(choice) = chosen.and_then(|at| choices.into_iter().nth(at)).filter(|choice| choice != name) {
        cx.ask(Ask::SetColumn(column, choice));
    }
}

fn sheet_choice(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    if columns.sheets.len() < 2 {
        return;
    }
    let chosen = choice(ui, cx, "Sheet", &columns.sheet, &columns.sheets);
    if let Some(name) = chosen.and_then(|at| columns.sheets.get(at)).filter(|name| **name != columns.sheet) {
        cx.ask(Ask::SetSheet(name.clone()));
    }
}

/// Asks in which order dates such as 05/03/2024 have day and month.
fn day_order(ui: &mut Ui, cx: &mut Cx<'_>, now: Option<DayOrder>) {
    let name = |order: Option<DayOrder>| order.map_or("as the column shows", DayOrder::words).to_owned();
    let orders: Vec<Option<DayOrder>> = std::iter::once(None).chain(DayOrder::ALL.map(Some)).collect();
    let texts: Vec<String> = orders.iter().map(|order| name(*order)).collect();
    if let Some(order) = choice(ui, cx, "Dates", &name(now), &texts).and_then(|at| orders.get(at)).filter(|order| **order != now)
    {
        cx.ask(Ask::SetDayOrder(*order));
    }
}

fn encoding(ui: &mut Ui, cx: &mut Cx<'_>, article: &ImportedArticle) {
    let common = TextEncoding::common();
    let names = common.iter().map(|encoding| encoding.name().to_owned());
    let texts: Vec<String> = std::iter::once("as detected".to_owned()).chain(names).collect();
    if let Some(at) = choice(ui, cx, "Encoding", &article.source.encoding, &texts) {
        let encoding = at.checked_sub(1).and_then(|at| common.get(at)).copied();
        cx.ask(Ask::SetEncoding(encoding));
    }
}

/// A field with a list to choose from; which of `texts` was chosen.
fn choice(ui: &mut Ui, cx: &Cx<'_>, name: &str, shown: &str, texts: &[String]) -> Option<usize> {
    ui.add_space(6.0);
    ui.label(RichText::new(name).size(size::LABEL).color(cx.tokens.muted));
    let mut chosen = None;
    let chooser =
        egui::ComboBox::from_id_salt(("preview", name)).icon(chevron).width(KNOWN - 12.0).truncate().selected_text(shown);
    let response = chooser.show_ui(ui, |ui| {
        for (at, text) in texts.iter().enumerate() {
            if ui.selectable_label(text == shown, text).clicked() {
                chosen = Some(at);
            }
        }
    });
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {shown}")));
    chosen
}

/// Asks what layers mean, with tags or without, where the files do not say how far their analysts are.
fn standing(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    let (num_empty, num_absent) = preview.num_untagged;
    let now = preview.untagged;
    if num_empty > 0 {
        let question = format!("{}:", plural(num_empty, "empty layer"));
        meanings(ui, cx, (&question, EMPTY), now.empty, |empty| Ask::SetUntagged(Untagged { empty, ..now }));
    }
    if num_absent > 0 {
        let question = format!("{}:", plural(num_absent, "missing layer"));
        meanings(ui, cx, (&question, EMPTY), now.absent, |absent| Ask::SetUntagged(Untagged { absent, ..now }));
    }
    if preview.num_tagged > 0 {
        let question = format!("{}:", plural(preview.num_tagged, "tagged layer"));
        meanings(ui, cx, (&question, TAGGED), preview.tagged, Ask::SetTagged);
    }
}

/// An answer, its name and what it says.
type Meaning<M> = (M, &'static str, &'static str);

/// What an empty layer may mean.
const EMPTY: [Meaning<EmptyLayers>; 2] = [
    (EmptyLayers::Done, "finished", "The analysts worked on these texts, and there was nothing to tag"),
    (EmptyLayers::Missing, "never opened", "The analysts have not opened these texts"),
];

/// What a layer with tags may mean.
const TAGGED: [Meaning<TaggedLayers>; 2] = [
    (TaggedLayers::Done, "done", "The analysts have finished these texts"),
    (TaggedLayers::InProgress, "in progress", "The analysts are still at work on these texts"),
];

/// A question with its two answers, of which `now` is given.
fn meanings<M: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (question, answers): (&str, [Meaning<M>; 2]),
    now: M,
    ask: impl Fn(M) -> Ask,
) {
    ui.label(RichText::new(question).color(cx.tokens.ink));
    for (meaning, name, hint) in answers {
        let response = ui.selectable_label(now == meaning, name).on_hover_text(hint);
        let accessible = format!("{question} {name}");
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, now == meaning, &accessible));
        if response.clicked() {
            cx.ask(ask(meaning));
        }
    }
    ui.add_space(GAP);
}

fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, preview: &Preview) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), Layout::right_to_left(Align::Center), |ui| {
        let num_included = preview.num_included();
        let import = egui::Button::new(format!("Import {}", plural(num_included, "article")));
        let response = ui.add_enabled(num_included > 0, import).on_hover_text("Enter, or Ctrl+Enter in a field");
        if response.clicked() || num_included > 0 && is_confirmed(ui) {
            cx.ask(Ask::Add);
        }
        if ui.button("Cancel").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        if let Some((done, total)) = cx.room.progress() {
            ui.label(RichText::new(format!("reading {} of {}", grouped(done), grouped(total))).color(cx.tokens.muted));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            standing(ui, cx, preview);
            let num_warnings = preview.all_warnings().count();
            if num_warnings == 0 {
                return;
            }
            if ui.selectable_label(preview.shows_warnings, plural(num_warnings, "warning")).clicked() {
                cx.ask(Ask::ShowWarnings(!preview.shows_warnings));
            }
            if preview.shows_warnings && ui.button("Save the list…").clicked() {
                cx.ask_desk(desk::Ask::AskFor(Purpose::SaveWarnings));
            }
            if let Some(saved) = &preview.saved {
                ui.add(egui::Label::new(RichText::new(saved).color(cx.tokens.muted)).truncate());
            }
        });
    });
}
