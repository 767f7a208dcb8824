//! The view of the room: the search on the left, the results in the middle, and the actions at the bottom.

use super::{Ask, Bulk, Cx, What, table};
use crate::{
    app::{
        desk::{answers, messages},
        look::{
            theme::{Tokens, size},
            widgets::{chevron, heading, id, inset, name_field, row, text_at},
        },
    },
    project::{Attribute, AttributeKind, AttributeValue, LabelId},
    text::words::{grouped, plural},
};
use egui::{Align2, CentralPanel, Frame, Margin, Panel, RichText, ScrollArea, TextEdit, Ui, containers::menu::MenuButton, vec2};

/// Queries that stand ready, with what they are for.
const READY: [(&str, &str); 6] = [
    ("unsure", "marked as unsure"),
    ("old", "made before the label’s rule was last changed"),
    ("findings", "with something to look at: a required answer empty, low above high"),
    ("note", "with a note"),
    ("inside:quote", "within a quote"),
    ("", "all tags"),
];

/// What a query may be made of: how it is typed, and what it means.
const HELP: [(&str, &str); 10] = [
    ("word  \"two words\"", "the words contain it"),
    ("label:claim", "has the label"),
    ("by:ana", "is in the layer"),
    ("unsure  note  note:word", ""),
    ("old  findings", "older rule; checks"),
    ("inside:quote", "lies within one"),
    ("around:claim", "has one within it"),
    ("overlaps:quote", "shares words with one"),
    ("precision=exact  low>10", "the answer"),
    ("low=?  low=-  low=~", "not filled, not stated, unclear"),
];

/// Shows the room.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let left = Panel::left("find").frame(side(cx.tokens)).exact_size(size::LIST).resizable(false);
    left.show(ui, |ui| ScrollArea::vertical().auto_shrink(false).show(ui, |ui| choices(ui, cx)));
    messages::show(ui, cx);
    let foot = Frame::new().fill(cx.tokens.panel).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("find actions").frame(foot).exact_size(44.0).resizable(false).show(ui, |ui| actions(ui, cx));
    let center = CentralPanel::default().frame(Frame::new().fill(cx.tokens.page));
    center.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        table::show(ui, cx);
    });
}

fn choices(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add_space(12.0);
    inset(ui, |ui| heading(ui, cx.tokens, "Find", ""));
    for what in What::ALL {
        let is_chosen = cx.room.what == what;
        let (rect, response) = row(ui, cx.tokens, 28.0, is_chosen, what.name());
        let at = rect.left_center() + vec2(18.0, 0.0);
        let color = if is_chosen { cx.tokens.ink } else { cx.tokens.muted };
        text_at(ui, at, Align2::LEFT_CENTER, what.name(), egui::FontId::proportional(size::TEXT), color, rect.width() - 30.0);
        if response.clicked() {
            cx.ask(Ask::What(what));
        }
    }
    ui.add_space(12.0);
    inset(ui, |ui| match cx.room.what {
        What::Words => words(ui, cx),
        What::Tags => query(ui, cx),
        What::TaggedOtherwise => note(ui, cx, "Passages of up to eight words that you tagged with more than one label."),
        What::NotTagged => not_tagged(ui, cx),
    });
    ui.add_space(12.0);
    inset(ui, |ui| scope(ui, cx));
}

fn note(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).size(12.0).color(cx.tokens.muted)).wrap());
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, hint: &str, before: &str) -> Option<String> {
    let mut text = before.to_owned();
    let field = TextEdit::singleline(&mut text).id(id("find field")).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(field.margin(vec2(8.0, 5.0)));
    if cx.room.wants_field {
        response.request_focus();
        cx.ask(Ask::HasField);
    }
    name_field(&response, name, before, &text);
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        cx.ask(Ask::At(0));
    }
    (text != before).then_some(text)
}

fn words(ui: &mut Ui, cx: &mut Cx<'_>) {
    let before = cx.room.words.clone();
    if let Some(words) = field(ui, cx, "Words to find", "words to find", &before) {
        cx.ask(Ask::Words(words));
    }
    if crate::text::has_rtl(&before) {
        // A text field shows such words in the wrong order; this shows them in the right one.
        let style = crate::app::look::widgets::title_style(cx.tokens, 15.0, 22.0);
        cx.typesetter.label(ui, &before, &style, 2);
    }
    ui.add_space(4.0);
    let mut options = cx.room.options;
    ui.checkbox(&mut options.whole_words, "Whole words");
    ui.checkbox(&mut options.match_case, "Capitals and small letters differ");
    ui.checkbox(&mut options.is_regex, "Regular expression");
    if options != cx.room.options {
        cx.ask(Ask::Options(options));
    }
}

fn query(ui: &mut Ui, cx: &mut Cx<'_>) {
    let before = cx.room.query.clone();
    if let Some(query) = field(ui, cx, "Query on tags", "label:claim unsure", &before) {
        cx.ask(Ask::Query(query));
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for (query, what) in READY {
            let name = if query.is_empty() { "all" } else { query };
            let button = egui::Button::new(RichText::new(name).size(size::LABEL)).selected(before.trim() == query);
            if ui.add(button).on_hover_text(format!("Tags {what}")).clicked() {
                cx.ask(Ask::Query(query.to_owned()));
            }
        }
    });
    ui.add_space(8.0);
    for (typed, meaning) in HELP {
        ui.add(egui::Label::new(RichText::new(typed).size(size::LABEL).color(cx.tokens.ink)).selectable(true));
        if !meaning.is_empty() {
            ui.label(RichText::new(format!("    {meaning}")).size(size::LABEL).color(cx.tokens.muted));
        }
    }
    note(ui, cx, "All conditions must hold; “-” before one means that it must not.");
}

fn not_tagged(ui: &mut Ui, cx: &mut Cx<'_>) {
    note(ui, cx, "Passages of up to eight words that you tagged somewhere, where they are not tagged.");
    ui.add_space(4.0);
    let chosen = cx.room.label.clone();
    let label_name = |id: &Option<LabelId>| {
        let named = id.as_ref().and_then(|id| cx.desk.project().codebook().label(id));
        named.map_or_else(|| "any label".to_owned(), |label| label.name.clone())
    };
    let mut asked = None;
    let combo = egui::ComboBox::from_id_salt("label of passages")
        .icon(chevron)
        .selected_text(format!("tagged as {}", label_name(&chosen)));
    let response = combo.width(ui.available_width()).show_ui(ui, |ui| {
        let labels = cx.desk.project().codebook().labels.iter().map(|label| Some(label.id.clone()));
        for label in std::iter::once(None).chain(labels) {
            if ui.selectable_label(label == chosen, label_name(&label)).clicked() {
                asked = Some(label);
            }
        }
    });
    let name = format!("Only passages tagged as: {}", label_name(&chosen));
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
    if let Some(label) = asked {
        cx.ask(Ask::Label(label));
    }
}

fn scope(ui: &mut Ui, cx: &mut Cx<'_>) {
    heading(ui, cx.tokens, "Where", "");
    let only = cx.room.only;
    let all = plural(cx.desk.project().articles().len(), "article");
    if ui.radio(only.is_none(), format!("In all {all}")).clicked() {
        cx.ask(Ask::Only(None));
    }
    let article = only.or(cx.desk.open.article);
    if ui.add_enabled(article.is_some(), egui::RadioButton::new(only.is_some(), "In this article")).clicked() {
        cx.ask(Ask::Only(article));
    }
    if let Some(record) = article.and_then(|article| cx.desk.project().article(article)) {
        let style = crate::app::look::widgets::small_style(cx.tokens);
        cx.typesetter.label(ui, record.article.title(), &style, 2);
    }
}

/// How much was found and ticked, and what can be done with it.
fn actions(ui: &mut Ui, cx: &mut Cx<'_>) {
    let find = cx.room;
    let (num_rows, num_ticked) = (find.rows.len(), find.ticked.len());
    let mut text = format!("{} found", grouped(num_rows));
    if let Some((done, total)) = find.progress() {
        text = format!("{text}, looked through {} of {}", grouped(done), grouped(total));
    }
    if let Some(left_out) = &find.left_out {
        text = format!("{text}, {left_out}");
    }
    let (is_busy, is_of_tags) = (find.is_busy(), find.what.is_of_tags());
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new(text).color(cx.tokens.muted));
        if is_busy && ui.button("Stop").clicked() {
            cx.ask(Ask::Stop);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let is_ready = num_ticked > 0 && cx.desk.session.read_only().is_none();
            ui.add_enabled_ui(is_ready, |ui| {
                if is_of_tags {
                    if ui.button("Delete").on_hover_text("Delete the ticked tags; undo brings them back").clicked() {
                        cx.ask(Ask::Do(Bulk::Delete));
                    }
                    answer_menu(ui, cx);
                    if ui.button("Unsure").on_hover_text("Mark the ticked tags as unsure").clicked() {
                        cx.ask(Ask::Do(Bulk::Unsure(true)));
                    }
                    if ui.button("Sure").on_hover_text("Mark the ticked tags as sure").clicked() {
                        cx.ask(Ask::Do(Bulk::Unsure(false)));
                    }
                }
                label_menu(ui, cx, is_of_tags);
            });
            ui.label(RichText::new(format!("{num_ticked} ticked")).color(cx.tokens.ink));
        });
    });
}

fn label_menu(ui: &mut Ui, cx: &mut Cx<'_>, is_of_tags: bool) {
    let name = if is_of_tags { "Relabel as  ⌄" } else { "Tag as  ⌄" };
    let (response, _) = MenuButton::new(name).ui(ui, |ui| {
        ui.set_min_width(180.0);
        for label in &cx.desk.project().codebook().labels {
            let key = label.key.map_or_else(String::new, String::from);
            if ui.add(egui::Button::new(&label.name).shortcut_text(key).frame_when_inactive(false)).clicked() {
                let bulk = if is_of_tags { Bulk::Relabel(label.id.clone()) } else { Bulk::Tag(label.id.clone()) };
                cx.ask(Ask::Do(bulk));
                ui.close();
            }
        }
    });
    response.on_hover_text("With the label’s key, too. One undo takes all of it back.");
}

/// The attributes that labels of the codebook ask for, each with the answers it allows.
fn answer_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut seen: Vec<&Attribute> = Vec::new();
    for attribute in cx.desk.project().codebook().labels.iter().flat_map(|label| &label.attributes) {
        if !seen.iter().any(|known| known.id == attribute.id && known.kind == attribute.kind) {
            seen.push(attribute);
        }
    }
    MenuButton::new("Answer  ⌄").ui(ui, |ui| {
        ui.set_min_width(200.0);
        let mut typed = cx.room.answer.clone();
        for attribute in seen.iter().filter(|attribute| !is_linking(&attribute.kind)) {
            ui.menu_button(&attribute.name, |ui| {
                let mut set = |ui: &mut Ui, name: &str, value| answer_item(ui, cx, attribute, name, value);
                for choice in attribute.kind.choices() {
                    let value = match attribute.kind {
                        AttributeKind::SeveralOf(_) => AttributeValue::Choices(vec![choice.id.clone()]),
                        _ => AttributeValue::Choice(choice.id.clone()),
                    };
                    set(ui, &choice.name, Some(value));
                }
                if attribute.kind == AttributeKind::YesNo {
                    set(ui, "yes", Some(AttributeValue::YesNo(true)));
                    set(ui, "no", Some(AttributeValue::YesNo(false)));
                }
                if is_typed(&attribute.kind) {
                    let response = ui.add(TextEdit::singleline(&mut typed).hint_text("type, then Enter").desired_width(160.0));
                    let is_done = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                    if is_done && let Some(value) = answers::parse(&attribute.kind, &typed) {
                        cx.ask(Ask::Do(Bulk::Answer(attribute.id.clone(), value)));
                        ui.close();
                    }
                }
                ui.separator();
                answer_item(ui, cx, attribute, "not stated", Some(AttributeValue::NotStated));
                answer_item(ui, cx, attribute, "unclear", Some(AttributeValue::Unclear));
                answer_item(ui, cx, attribute, "not filled", None);
            });
        }
        if typed != cx.room.answer {
            cx.ask(Ask::Answer(typed));
        }
    });
}

/// A line of the menu that gives this answer to what is ticked.
fn answer_item(ui: &mut Ui, cx: &mut Cx<'_>, attribute: &Attribute, name: &str, value: Option<AttributeValue>) {
    if ui.button(name).clicked() {
        cx.ask(Ask::Do(Bulk::Answer(attribute.id.clone(), value)));
        ui.close();
    }
}

fn is_linking(kind: &AttributeKind) -> bool {
    matches!(kind, AttributeKind::Links { .. } | AttributeKind::SubSpan)
}

fn is_typed(kind: &AttributeKind) -> bool {
    matches!(kind, AttributeKind::Text | AttributeKind::Integer { .. } | AttributeKind::Number | AttributeKind::Date)
}
