//! The list of differences: what sort, where, which words. Only what is in view is set, however many there are.

use super::{PADDING, heading};
use crate::{
    app::{
        compare::{
            Ask, Cx, Filter, Key, Progress,
            item::{Item, kind_name},
            list::lines_of,
        },
        desk::command::Command,
        look::{
            theme::{medium, size},
            widgets::{id, row, small_style, text_at, title_style},
        },
        page::TextStyle,
    },
    compare::{differences::Kind, gold::Start},
    text::words::{capital, grouped},
};
use egui::{
    Align, Align2, Button, CornerRadius, FontId, Layout, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    containers::menu::MenuButton, pos2, vec2,
};

/// Space between the list's edge and words: the accent's bar stands in it.
const LEFT: f32 = 19.0;

/// Shows the list.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(12.0);
    let margin = egui::Margin::symmetric(PADDING as i8, 0);
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        header(ui, cx);
        ui.add_space(6.0);
        chips(ui, cx);
        identical(ui, cx);
    });
    ui.add_space(8.0);
    if cx.room.list.rows.is_empty() {
        egui::Frame::new().inner_margin(margin).show(ui, |ui| none_left(ui, cx));
        return;
    }
    rows(ui, cx);
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        heading(ui, cx.tokens, "Differences");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            starts(ui, cx);
            let (settled, all) = cx.room.counts().settled_of();
            let (settled, all) = (grouped(settled), grouped(all));
            let is_narrow = ui.available_width() < 110.0;
            let text = if is_narrow { format!("{settled} of {all}") } else { format!("{settled} of {all} settled") };
            ui.label(RichText::new(text).size(size::LABEL).color(cx.tokens.muted));
        });
    });
}

fn identical_key(cx: &Cx<'_>) -> String {
    cx.desk.keys.key_text(Command::Compare(Key::Identical))
}

/// What settles many at once.
fn starts(ui: &mut Ui, cx: &mut Cx<'_>) {
    let can = cx.room.why_not_settle(cx.desk).is_none();
    let mut asked = None;
    let names = cx.room.names(cx.desk.project());
    let pair = cx.room.pair.clone().into_iter().flatten();
    let feedback: Vec<_> = names.into_iter().zip(pair).filter(|(_, analyst)| !analyst.is_gold()).collect();
    let button = Button::new(RichText::new("⌄").size(size::TEXT).color(cx.tokens.muted)).frame_when_inactive(false).small();
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(260.0);
        for (start, words, key) in [
            (Start::Identical, "Take over what is identical", identical_key(cx)),
            (Start::AgreedOnly, "Only what is identical, nothing else", String::new()),
            (Start::Majority, "What most analysts have, nothing else", String::new()),
        ] {
            if ui.add_enabled(can, Button::selectable(false, words).shortcut_text(key)).clicked() {
                asked = Some(Ask::Start(start));
                ui.close();
            }
        }
        ui.separator();
        for (name, analyst) in feedback {
            if ui.add(Button::selectable(false, format!("Feedback for {name}…"))).clicked() {
                asked = Some(Ask::Feedback(analyst));
                ui.close();
            }
        }
    });
    cx.ask_all(asked);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Settle many at once"));
    response.on_hover_text("Settle many at once, as one step; what was decided against an analyst");
}

fn chips(ui: &mut Ui, cx: &mut Cx<'_>) {
    let room = cx.room;
    let names = room.names(cx.desk.project());
    let counts = room.counts();
    let mut chips = vec![(Filter::Open, "all".to_owned(), counts.open.iter().skip(1).sum::<usize>())];
    for kind in [
        Kind::OtherBoundary,
        Kind::OtherLabel,
        Kind::Overlapping,
        Kind::FragmentsDiffer,
        Kind::OnlyA,
        Kind::OnlyB,
        Kind::AttributesDiffer,
    ] {
        chips.push((Filter::Kind(kind), kind_name(kind, &names), counts.open[kind as usize]));
    }
    chips.push((Filter::Settled, "settled".to_owned(), counts.settled_of().0));
    if !chips.iter().any(|(filter, ..)| *filter == room.filter) {
        let name = room.filter.name(cx.desk.project().codebook(), &names);
        chips.push((room.filter, name, room.num_rows()));
    }
    let filter = room.filter;
    ui.scope(|ui| {
        // What a row of a wrapped layout is at least high.
        ui.spacing_mut().interact_size.y = 20.0;
        chip_rows(ui, cx, &chips, filter);
    });
}

fn chip_rows(ui: &mut Ui, cx: &mut Cx<'_>, chips: &[(Filter, String, usize)], filter: Filter) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
        for (of, name, count) in chips.iter().map(|(of, name, count)| (*of, name, *count)) {
            if count == 0 && of != Filter::Open && of != filter {
                continue;
            }
            if chip(ui, cx, name, count, of == filter) {
                cx.ask(Ask::Show(of));
            }
        }
        by_tag_or_attribute(ui, cx);
    });
}

/// The menu of filters by label and by attribute.
fn by_tag_or_attribute(ui: &mut Ui, cx: &mut Cx<'_>) {
    let counts = cx.room.counts();
    let labels = counts.labels.iter().map(|(label, count)| (Filter::Label(*label), *count));
    let attributes = counts.attributes.iter().map(|((label, attribute), count)| (Filter::Attribute(*label, *attribute), *count));
    let all: Vec<(Filter, usize)> = labels.chain(attributes).collect();
    if all.is_empty() {
        return;
    }
    let names = cx.room.names(cx.desk.project());
    let text = RichText::new("by tag, attribute  ⌄").size(size::LABEL).color(cx.tokens.muted);
    let mut asked = None;
    let (response, _) = MenuButton::from_button(Button::new(text).frame_when_inactive(false).small()).ui(ui, |ui| {
        ui.set_min_width(240.0);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (filter, count) in &all {
                let name = capital(&filter.name(cx.desk.project().codebook(), &names));
                let is_on = *filter == cx.room.filter;
                if ui.add(Button::selectable(is_on, name).shortcut_text(grouped(*count))).clicked() {
                    asked = Some(Ask::Show(*filter));
                    ui.close();
                }
            }
        });
    });
    cx.ask_all(asked);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Filter by tag or attribute"));
    response.on_hover_text("Show only differences of one tag, or in one attribute");
}

fn chip(ui: &mut Ui, cx: &Cx<'_>, name: &str, count: usize, is_on: bool) -> bool {
    let text = format!("{name} {}", grouped(count));
    let color = if is_on { cx.tokens.accent } else { cx.tokens.ink };
    let galley = ui.painter().layout_no_wrap(text.clone(), medium(size::LABEL), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0, 20.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, format!("Show {text}")));
    let stroke = if is_on || response.has_focus() {
        cx.tokens.accent
    } else if response.hovered() {
        cx.tokens.faint
    } else {
        cx.tokens.hairline
    };
    ui.painter().rect(rect, CornerRadius::same(4), cx.tokens.raised, Stroke::new(1.0, stroke), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(format!("Show only these.  {}", cx.desk.keys.tooltip(Command::Compare(Key::Sort))))
        .clicked()
}

/// The way to take over what both have identically, while there is some left.
fn identical(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (_, left) = cx.room.counts().identical();
    if left == 0 || cx.room.why_not_settle(cx.desk).is_some() {
        return;
    }
    ui.add_space(8.0);
    let text = format!("Take over {} identical", grouped(left));
    let button = Button::new(RichText::new(&text).size(12.0).color(cx.tokens.accent))
        .shortcut_text(RichText::new(identical_key(cx)).size(size::LABEL));
    let response = ui.add(button.min_size(vec2(ui.available_width(), 24.0)));
    if response.on_hover_text("Gold gets what both have alike, as one step. The first decision does it too.").clicked() {
        cx.ask(Ask::Start(Start::Identical));
    }
}

fn none_left(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(12.0);
    let room = cx.room;
    let (_, all) = room.counts().settled_of();
    let words = if room.list.num_waiting > 0 {
        "Comparing…"
    } else if all == 0 {
        "Nothing differs."
    } else if room.filter == Filter::Open {
        "Everything is settled."
    } else {
        "None of this sort."
    };
    ui.label(RichText::new(words).color(cx.tokens.muted));
    if !matches!(room.filter, Filter::Open) && ui.button("Show all").on_hover_text("Show all that are open  (Esc)").clicked() {
        cx.ask(Ask::Show(Filter::Open));
    }
}

fn rows(ui: &mut Ui, cx: &mut Cx<'_>) {
    let height = cx.room.list.height();
    let chosen = cx.room.chosen_row();
    ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
        let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let rows = &cx.room.list.rows;
        let first = rows.partition_point(|row| row.top + row.height < viewport.top());
        let seen = rows.iter().enumerate().skip(first).take_while(|(_, row)| row.top < viewport.bottom());
        for (number, at) in seen {
            let rect = Rect::from_min_size(pos2(area.left(), area.top() + at.top), vec2(area.width(), at.height));
            let Some((difference, item, progress)) = cx.room.list.row(at) else { continue };
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt(number));
            let is_chosen = chosen == Some(number);
            let ask = Ask::Choose(at.article, *difference);
            if difference_row(&mut child, cx, item, progress, is_chosen, rect.height()) {
                cx.ask(ask);
            }
        }
        reveal(ui, cx, area);
    });
}

/// Scrolls to the chosen row, once.
fn reveal(ui: &Ui, cx: &Cx<'_>, area: Rect) {
    let room = cx.room;
    let key = (room.chosen_row(), room.num_rows());
    let memory = id("difference in view");
    let before = ui.data_mut(|data| data.get_temp::<(Option<usize>, usize)>(memory));
    if before == Some(key) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(memory, key));
    if let Some(row) = key.0.and_then(|row| room.list.rows.get(row)) {
        let rect = Rect::from_min_size(pos2(area.left(), area.top() + row.top), vec2(area.width(), row.height));
        ui.scroll_to_rect_animation(rect.expand2(vec2(0.0, 40.0)), None, egui::style::ScrollAnimation::none());
    }
}

fn difference_row(ui: &mut Ui, cx: &mut Cx<'_>, item: &Item, progress: Progress, is_chosen: bool, height: f32) -> bool {
    let told = match progress {
        Progress::Open => "",
        Progress::Reopened => ", open again: it has changed since it was settled",
        Progress::Settled => ", settled",
    };
    let (rect, response) = row(ui, cx.tokens, height, is_chosen, &format!("{}{told}", item.sentence()));
    let painter = ui.painter_at(rect);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.tokens.hairline));
    if is_chosen {
        painter.rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), CornerRadius::ZERO, cx.tokens.accent);
    }
    let (left, right) = (rect.left() + LEFT, rect.right() - PADDING);
    let small = FontId::proportional(size::LABEL);
    let head = rect.top() + 15.0;
    let (sign, color) = match progress {
        Progress::Open => ("", cx.tokens.muted),
        Progress::Reopened => ("↺ ", cx.tokens.warning),
        Progress::Settled => ("✓ ", cx.tokens.good),
    };
    let number = if item.paragraph > 0 { format!("{sign}¶ {}", item.paragraph) } else { sign.trim().to_owned() };
    let end = text_at(ui, pos2(right, head), Align2::RIGHT_CENTER, &number, small, color, 60.0);
    text_at(
        ui,
        pos2(left, head),
        Align2::LEFT_CENTER,
        &capital(&item.title),
        medium(size::LABEL),
        cx.tokens.muted,
        end.left() - left - 6.0,
    );
    let (lines, is_below) = lines_of(item);
    let style = title_style(cx.tokens, 14.5, 19.0);
    let words = if item.words.is_empty() { "–" } else { &item.words };
    let set = cx.typesetter.paint_text(&painter, pos2(left, rect.top() + 24.0), words, &style, right - left, lines);
    if !item.detail.is_empty() {
        let style = TextStyle { color: cx.tokens.accent, ..small_style(cx.tokens) };
        let at = if is_below {
            pos2(left, rect.top() + 25.0 + lines as f32 * 19.0)
        } else {
            pos2(set.right() + 6.0, rect.top() + 26.0)
        };
        cx.typesetter.paint_text(&painter, at, &item.detail, &style, (right - at.x).max(20.0), 1);
    }
    response.clicked()
}
