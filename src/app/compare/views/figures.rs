//! How much they agree: the figures with their intervals, and what they were computed on.

use super::{
    PADDING, attributes, confusion, pairs,
    parts::{ROW, link, paint, two, unbroken},
    plots,
    take::{self, headed},
};
use crate::{
    app::{
        compare::{
            Ask, Behind, Cx, Exhibit, Filter, Key,
            summary::{self, FIRST, behind},
        },
        desk::command::Command,
        look::theme::size,
    },
    compare::{
        results::{Figure, Measure},
        summary::Summary,
    },
    project::ArticleId,
    text::words::{grouped, plural},
};
use egui::{CornerRadius, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};

/// Shows the panel.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(PADDING as i8, 0)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(16.0);
            take::progress(ui, cx);
            pairs::show(ui, cx);
            headed(ui, cx, "How much they agree", Exhibit::Figures);
            ui.add_space(8.0);
            let room = cx.room;
            match &room.work.summary {
                Some(summary) => known(ui, cx, summary),
                None => progress(ui, cx),
            }
            ui.add_space(16.0);
        });
    });
}

fn known(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let has_gold = cx.room.has_gold();
    let is_shown = |figure: &&Figure| match figure.measure {
        Measure::StrictF1 | Measure::TypeF1 => true,
        measure => !has_gold && FIRST.contains(&measure),
    };
    for figure in summary.results.figures.iter().filter(is_shown) {
        row(ui, cx, figure);
    }
    if has_gold {
        let note = "The other is measured against gold, which is not a rater: γ, α and κ do not count it.";
        ui.label(RichText::new(note).size(size::LABEL).line_height(Some(16.0)).color(cx.tokens.muted));
    }
    ui.add_space(6.0);
    basis(ui, cx, summary);
    progress(ui, cx);
    ui.add_space(18.0);
    headed(ui, cx, "By tag", Exhibit::ByLabel);
    ui.add_space(6.0);
    plots::by_label(ui, cx, summary);
    ui.add_space(16.0);
    confusion::show(ui, cx);
    ui.add_space(18.0);
    headed(ui, cx, "By article", Exhibit::ByArticle);
    ui.add_space(8.0);
    plots::by_article(ui, cx, summary);
    ui.add_space(16.0);
    attributes::show(ui, cx, summary);
    if !has_gold {
        more(ui, cx, summary);
    }
}

/// A figure; a click shows the annotations behind it.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, figure: &Figure) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let interval = figure.interval.map(|found| format!("{}–{}", two(found.low), two(found.high)));
    let (name, meaning) = (figure.measure.name(), figure.measure.meaning());
    let observed = figure.observed.map(|observed| format!("observed {}", two(observed)));
    let (value, note) = match &figure.value {
        Ok(value) => (two(*value), std::iter::once(meaning.to_owned()).chain(observed.clone()).collect::<Vec<_>>().join(" · ")),
        Err(why) => ("–".to_owned(), why.clone()),
    };
    let told = match (&figure.value, &interval) {
        (Err(why), _) => format!("{name}: {why}"),
        (_, None) => format!("{name} {value}: {note}"),
        (_, Some(interval)) => format!("{name} {value}, {interval}: {note}"),
    };
    let filter = Filter::Behind(behind(figure.measure));
    let is_on = cx.room.filter == filter;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, &told));
    let is_near = response.hovered() || response.has_focus();
    if is_near || is_on {
        let area = rect.expand2(vec2(8.0, -2.0));
        let stroke = Stroke::new(1.0, if is_on { cx.tokens.accent } else { cx.tokens.hairline });
        ui.painter().rect(area, CornerRadius::same(4), cx.tokens.raised, stroke, StrokeKind::Inside);
    }
    paint(ui, cx, rect, figure, (&value, interval.as_deref(), &note));
    let error = figure.sampling_error.map_or_else(String::new, |error| format!(" Sampling error of chance: ± {error:.3}."));
    let hint = format!("{}{error} A click shows the annotations behind it.", figure.measure.misleads());
    take::context(cx, &response, Exhibit::Figures);
    if response.on_hover_text(hint).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.ask(Ask::Show(filter));
    }
}

/// What the figures were computed on, each number a way to it; what was left out and why.
fn basis(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let names = cx.room.names(cx.desk.project());
    let articles = plural(summary.results.compared.num_articles, "article");
    let told = summary::basis(summary);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        ui.spacing_mut().interact_size.y = 16.0;
        let plain = |words: &str| RichText::new(words).size(size::LABEL).color(cx.tokens.muted);
        ui.label(plain(&format!("{articles}; annotations: ")));
        for (place, mark) in [(0, ", "), (1, ".")] {
            let filter = Filter::Behind(Behind::Analyst(place));
            let words = format!("{} by {}", summary.num_spans()[place], names[place]);
            if link(ui, cx, &words, "Show them in the list") {
                cx.ask(Ask::Show(filter));
            }
            ui.label(RichText::new(mark).size(size::LABEL).color(cx.tokens.muted));
        }
    })
    .response
    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
    let mut words = String::new();
    let title = |id: &ArticleId| cx.desk.project().article(*id).map(|record| record.article.title());
    for (name, left_out) in names.iter().zip(&cx.room.counts().left_out) {
        for (reason, (count, first)) in left_out {
            words.push_str(&format!("Left out: {}. ", reason.sentence(name, *count, first.iter().filter_map(title))));
        }
    }
    match summary.num_repeats {
        0 => {}
        1 => words.push_str("1 tag repeats the same analyst's other one (same words, same tag) and is not counted. "),
        count => words
            .push_str(&format!("{count} tags repeat the same analyst's other ones (same words, same tag) and are not counted. ")),
    }
    words.push_str(&unbroken(&summary::about_intervals(summary)));
    ui.label(RichText::new(words).size(size::LABEL).line_height(Some(16.0)).color(cx.tokens.muted));
}

/// How far the figures are, and a way to stop.
fn progress(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some((done, total)) = cx.room.work.progress() else { return };
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let counts = format!("Measuring: {} of {} articles", grouped(done), grouped(total));
        let words = if done < total { counts } else { "Computing intervals".to_owned() };
        ui.label(RichText::new(words).size(size::LABEL).color(cx.tokens.muted));
        if ui.small_button("Stop").on_hover_text("Stop computing figures; the next edit goes on with them").clicked() {
            cx.ask(Ask::Stop);
        }
    });
}

fn more(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let is_open = cx.room.shows_more;
    let words = if is_open { "Fewer figures" } else { "More figures: κ, α, u-α" };
    let link = egui::Label::new(RichText::new(words).size(12.0).color(cx.tokens.accent)).sense(Sense::click());
    let response = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    if response.on_hover_text(cx.desk.keys.tooltip(Command::Compare(Key::Figures))).clicked() {
        cx.ask(Ask::ToggleMore);
    }
    if !is_open {
        return;
    }
    ui.add_space(6.0);
    for figure in summary.results.figures.iter().filter(|figure| !FIRST.contains(&figure.measure)) {
        row(ui, cx, figure);
    }
    let note = "These flatten what overlaps, long annotations dominate them, and they do not see how annotations are cut.";
    ui.label(RichText::new(note).size(size::LABEL).line_height(Some(16.0)).color(cx.tokens.muted));
}
