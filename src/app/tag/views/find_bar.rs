//! The bar above the page: words that are typed into it are marked in the article.

use crate::{
    app::{
        desk::command::Command,
        look::{
            theme::size,
            widgets::{name_field, quiet_button},
        },
        tag::{
            self, Cx,
            find_bar::{BarAsk, bar_field},
        },
    },
    text::words::grouped,
};
use egui::{Key, RichText, TextEdit, Ui, vec2};

/// Widths of the field and of the count beside it.
const FIELD: f32 = 200.0;
const COUNT: f32 = 74.0;
/// Height of the bar, and how far its contents are from its left edge.
const HEIGHT: f32 = 44.0;
const INSET: f32 = 16.0;

/// Shows the bar above the page while it is open. It does not lie over the page, because it must not cover a hit.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if !cx.room.bar.is_open {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), egui::Sense::hover());
    ui.painter().rect_filled(bar, egui::CornerRadius::ZERO, cx.tokens.panel);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, egui::Stroke::new(1.0, cx.tokens.hairline));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(bar.shrink2(vec2(INSET, 0.0))).layout(layout));
    ui.spacing_mut().item_spacing.x = 4.0;
    field(&mut ui, cx);
    count(&mut ui, cx);
    for (sign, command) in [("‹", Command::PreviousHit), ("›", Command::NextHit)] {
        let is_possible = !cx.room.bar.hits.is_empty();
        let response = quiet_button(&mut ui, cx.tokens, sign, command.label(), is_possible);
        if response.on_hover_text(cx.desk.keys.tooltip(command)).clicked() {
            cx.run(command);
        }
    }
    options(&mut ui, cx);
    let key = cx.desk.keys.key_text(Command::FindHere);
    let list = quiet_button(&mut ui, cx.tokens, "List", "Hits as a list, to be tagged together", true);
    if list.on_hover_text(format!("All hits as a list, to be tagged together  ({key})")).clicked() {
        cx.ask(tag::Ask::FindBar(BarAsk::List));
    }
    if quiet_button(&mut ui, cx.tokens, "×", "Close the search", true).on_hover_text("Close  (Esc)").clicked() {
        cx.ask(tag::Ask::FindBar(BarAsk::Close));
    }
    if crate::text::has_rtl(&cx.room.bar.words) {
        // A text field shows such words in the wrong order; this shows them in the right one.
        let style = crate::app::look::widgets::title_style(cx.tokens, 15.0, 22.0);
        let words = cx.room.bar.words.clone();
        cx.typesetter.label(&mut ui, &words, &style, 1);
    }
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>) {
    let before = cx.room.bar.words.clone();
    let mut words = before.clone();
    let edit = TextEdit::singleline(&mut words).id(bar_field()).hint_text("find in this article").desired_width(FIELD);
    // Enter goes on to the next hit, and the field keeps the focus.
    let response = ui.add(edit.margin(vec2(8.0, 5.0)));
    name_field(&response, "Find in this article", &before, &words);
    if cx.room.bar.wants_field {
        response.request_focus();
        if let Some(mut typed) = TextEdit::load_state(ui.ctx(), response.id) {
            let all =
                egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(before.chars().count()));
            typed.cursor.set_char_range(Some(all));
            typed.store(ui.ctx(), response.id);
        }
        cx.ask(tag::Ask::FindBar(BarAsk::HasField));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let is_back = ui.input(|input| input.modifiers.shift);
        cx.run(if is_back { Command::PreviousHit } else { Command::NextHit });
        response.request_focus();
    }
    if words != before {
        cx.ask(tag::Ask::FindBar(BarAsk::Words(words)));
    }
}

/// "3 of 17".
fn count(ui: &mut Ui, cx: &Cx<'_>) {
    let bar = &cx.room.bar;
    let (text, color) = match (&bar.problem, bar.current) {
        (Some(_), _) => ("not valid".to_owned(), cx.tokens.warning),
        (None, Some(at)) => (format!("{} of {}", grouped(at + 1), grouped(bar.hits.len())), cx.tokens.muted),
        (None, None) if bar.words.trim().is_empty() => (String::new(), cx.tokens.muted),
        (None, None) => ("no hits".to_owned(), cx.tokens.warning),
    };
    ui.allocate_ui_with_layout(vec2(COUNT, size::CONTROL), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_width(COUNT);
        ui.add_space(4.0);
        let response = ui.label(RichText::new(text).size(12.0).color(color));
        if let Some(problem) = &bar.problem {
            response.on_hover_text(problem);
        }
    });
}

fn options(ui: &mut Ui, cx: &mut Cx<'_>) {
    let before = cx.room.bar.options;
    let mut options = before;
    let signs: [(&str, &str, &mut bool); 3] = [
        ("Aa", "Capitals and small letters differ", &mut options.match_case),
        ("W", "Whole words", &mut options.whole_words),
        (".*", "Regular expression", &mut options.is_regex),
    ];
    for (sign, name, is_on) in signs {
        let button = egui::Button::selectable(*is_on, RichText::new(sign).size(12.0));
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, *is_on, name));
        if response.on_hover_text(name).clicked() {
            *is_on = !*is_on;
        }
    }
    if options != before {
        cx.ask(tag::Ask::FindBar(BarAsk::Options(options)));
    }
}
