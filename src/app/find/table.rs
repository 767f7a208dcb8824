//! The table of results: words in the middle of their context, or annotations with their answers.

use super::{Ask, Column, Cx, Row, What};
use crate::{
    app::{
        desk::answers::answer,
        look::{
            theme::{semibold, size},
            widgets::{id, swatch, text_at, title_style},
        },
    },
    find::context,
    project::{Annotation, ArticleRecord, Label},
    text::{
        has_rtl,
        words::{one_line, sentence},
    },
};
use egui::{Align2, CornerRadius, FontId, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of a row.
const ROW: f32 = 30.0;
const HEADER: f32 = 26.0;
const PADDING: f32 = 16.0;
/// Bytes of text on either side of words that were found: more than fits beside them.
const AROUND: usize = 160;
/// Characters of an annotation's words that a row shows at most.
const MAX_WORDS_CHARS: usize = 160;

/// Where the columns of a row begin and end, in points from its left edge.
struct Columns {
    tick: f32,
    swatch: f32,
    words: (f32, f32),
    answers: (f32, f32),
    analyst: (f32, f32),
    article: (f32, f32),
    changed: (f32, f32),
}

impl Columns {
    fn new(width: f32, is_of_tags: bool) -> Self {
        let article = (width * 0.2).clamp(90.0, 260.0);
        let changed = if is_of_tags { 86.0 } else { 0.0 };
        let analyst = if is_of_tags { 80.0 } else { 0.0 };
        let right = width - PADDING;
        let article_at = right - changed - article;
        let analyst_at = article_at - analyst;
        let words_at = 68.0;
        let answers = if is_of_tags { (analyst_at - words_at) * 0.38 } else { 0.0 };
        Self {
            tick: PADDING,
            swatch: 44.0,
            words: (words_at, analyst_at - answers - 12.0),
            answers: (analyst_at - answers, analyst_at - 12.0),
            analyst: (analyst_at, article_at - 8.0),
            article: (article_at, article_at + article - 10.0),
            changed: (right - changed, right),
        }
    }
}

/// Shows the table in all the space there is.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let find = cx.room;
    let is_of_tags = find.what.is_of_tags();
    let columns = Columns::new(ui.available_width(), is_of_tags);
    header(ui, cx, &columns, is_of_tags);
    if find.rows.is_empty() {
        nothing(ui, cx);
        return;
    }
    let mut area = ScrollArea::vertical().id_salt("found").auto_shrink(false);
    let height = ui.available_height();
    if let Some(at) = find.scroll_to {
        let seen: f32 = ui.data(|data| data.get_temp(id("found offset"))).unwrap_or(0.0);
        let (top, bottom) = (at as f32 * ROW, (at + 1) as f32 * ROW);
        let offset = if top < seen {
            top
        } else if bottom > seen + height {
            bottom - height
        } else {
            seen
        };
        area = area.vertical_scroll_offset(offset);
    }
    let num_rows = find.rows.len();
    let output = area.show_rows(ui, ROW, num_rows, |ui, shown| {
        for at in shown {
            if let Some(row) = cx.room.rows.get(at).copied() {
                show_row(ui, cx, &columns, at, row);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id("found offset"), output.state.clamped_offset().y));
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    let find = cx.room;
    let text = match (&find.problem, find.is_busy()) {
        (Some(problem), _) => sentence(problem),
        (None, true) => "Looking …".to_owned(),
        (None, false) if find.what == What::Words && find.words.trim().is_empty() => {
            "Type the words to look for, at the left.".to_owned()
        }
        (None, false) => "Nothing was found.".to_owned(),
    };
    ui.add_space(24.0);
    ui.horizontal(|ui| {
        ui.add_space(PADDING);
        ui.label(egui::RichText::new(text).color(cx.tokens.muted));
    });
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, is_of_tags: bool) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, cx.tokens.hairline));
    let find = cx.room;
    let all = !find.rows.is_empty() && find.ticked.len() >= find.rows.len();
    let tick = Rect::from_center_size(pos2(rect.left() + columns.tick + 7.0, rect.center().y), vec2(14.0, 14.0));
    let response = checkbox(ui, cx, tick, all, "Tick all");
    if response.on_hover_text("Tick all or none  (Ctrl+A)").clicked() {
        cx.ask(Ask::TickAll(!all));
    }
    let title = |ui: &mut Ui, cx: &mut Cx<'_>, (from, to): (f32, f32), name: &str, column: Column| {
        let at = Rect::from_x_y_ranges(rect.left() + from..=rect.left() + to, rect.y_range());
        let response = ui.interact(at, id(&format!("column {name}")), Sense::click());
        let is_sorted = cx.room.column == column;
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_sorted, format!("Sort by {name}")));
        let color = if is_sorted { cx.tokens.ink } else { cx.tokens.muted };
        let shown = if is_sorted { format!("{name} ↓") } else { name.to_owned() };
        text_at(ui, at.left_center(), Align2::LEFT_CENTER, &shown, semibold(size::LABEL), color, at.width());
        if response.on_hover_text(format!("Sort by {name}")).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            cx.ask(Ask::Sort(column));
        }
    };
    if is_of_tags {
        title(ui, cx, (columns.swatch, columns.words.0 + 30.0), "label", Column::Label);
        title(ui, cx, (columns.words.0 + 34.0, columns.words.1), "words", Column::Words);
        title(ui, cx, columns.analyst, "analyst", Column::Analyst);
        title(ui, cx, columns.changed, "changed", Column::Changed);
    } else {
        title(ui, cx, columns.words, "words", Column::Words);
    }
    title(ui, cx, columns.article, "article", Column::Place);
}

fn checkbox(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, is_ticked: bool, name: &str) -> Response {
    let response = ui.interact(rect.expand(4.0), id(name), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, name));
    let fill = if is_ticked { cx.tokens.accent } else { cx.tokens.raised };
    let edge = if is_ticked || response.hovered() { cx.tokens.accent } else { cx.tokens.faint };
    ui.painter().rect(rect, CornerRadius::same(3), fill, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    if is_ticked {
        let c = rect.center();
        let points = vec![c + vec2(-3.5, 0.0), c + vec2(-1.0, 2.8), c + vec2(3.8, -3.0)];
        ui.painter().line(points, Stroke::new(1.6, cx.tokens.page));
    }
    response
}

fn show_row(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize, row: Row) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let find = &cx.room;
    let (is_at, is_ticked) = (find.at == at, find.ticked.contains(&row));
    if is_at {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, cx.tokens.raised);
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, CornerRadius::ZERO, cx.tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, cx.tokens.raised.gamma_multiply(0.5));
    }
    let desk = cx.desk;
    let Some(record) = desk.project().article(row.article) else { return };
    let text = record.article.text.as_str();
    let name = row.range.of(text).unwrap_or_default().to_owned();
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_at, format!("{name}, in {}", record.article.title())));
    let tick = Rect::from_center_size(pos2(rect.left() + columns.tick + 7.0, rect.center().y), vec2(14.0, 14.0));
    if checkbox(ui, cx, tick, is_ticked, &format!("Tick row {}", at + 1)).clicked() {
        cx.ask(Ask::Tick(at));
    }
    let annotation = row.annotation.and_then(|id| record.annotations.get(&id));
    match annotation {
        Some(annotation) => tag(ui, cx, rect, columns, record, annotation),
        None if row.annotation.is_some() => {
            let at = pos2(rect.left() + columns.words.0, rect.center().y);
            text_at(ui, at, Align2::LEFT_CENTER, "deleted meanwhile", FontId::proportional(size::TEXT), cx.tokens.faint, 200.0);
        }
        None => words(ui, cx, rect, columns, record, row),
    }
    let style = crate::app::look::widgets::small_style(cx.tokens);
    let painter = ui.painter_at(rect);
    let (from, to) = columns.article;
    let title = record.article.title();
    cx.typesetter.paint_text(&painter, pos2(rect.left() + from, rect.center().y - 8.0), title, &style, to - from, 1);
    if response.double_clicked() {
        cx.ask(Ask::Go(at));
    } else if response.clicked() {
        cx.ask(Ask::At(at));
    }
    response.on_hover_text("Double click or Enter: show it in its article");
}

/// Shows words in the middle of their context. In right-to-left text, the words before them are on the right.
fn words(ui: &Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns, record: &ArticleRecord, row: Row) {
    let found = context(record.article.text.as_str(), row.range, AROUND);
    if let Some(label) = tagged_as(cx, record, row) {
        let at = pos2(rect.left() + columns.swatch, rect.center().y - 6.0);
        swatch(ui, cx.tokens, at, cx.tokens.label(label.color), label.pattern);
    }
    let area = Rect::from_x_y_ranges(rect.left() + columns.words.0..=rect.left() + columns.words.1, rect.y_range());
    let is_rtl = has_rtl(&found.words) || has_rtl(&found.before);
    let mut strong = title_style(cx.tokens, 14.0, 20.0);
    strong.weight = crate::app::page::Weight::Semibold;
    let mut weak = title_style(cx.tokens, 14.0, 20.0);
    weak.color = cx.tokens.muted;
    let half = area.width() * 0.42;
    let top = area.center().y - 10.0;
    let set = cx.typesetter.set_elided(&found.words, &strong, area.width() - half, 1);
    let width = set.width();
    let middle = if is_rtl { area.right() - half - width } else { area.left() + half };
    let (left_text, right_text) = if is_rtl { (&found.after, &found.before) } else { (&found.before, &found.after) };
    // A comma stands at its word, another word a space away.
    let (is_before_apart, is_after_apart) = (found.before.ends_with(' '), found.after.starts_with(' '));
    let gap = |is_apart: bool| if is_apart { 4.0 } else { 0.0 };
    let (gap_left, gap_right) = if is_rtl { (is_after_apart, is_before_apart) } else { (is_before_apart, is_after_apart) };
    let left = ui.painter_at(Rect::from_x_y_ranges(area.left()..=middle, area.y_range()));
    let set_left = cx.typesetter.set_elided(left_text.trim(), &weak, 4096.0, 1);
    cx.typesetter.paint(&left, &set_left, pos2(middle - gap(gap_left) - set_left.width(), top), weak.color);
    let painter = ui.painter_at(area);
    cx.typesetter.paint(&painter, &set, pos2(middle, top), strong.color);
    let right = ui.painter_at(Rect::from_x_y_ranges(middle + width..=area.right(), area.y_range()));
    let set_right = cx.typesetter.set_elided(right_text.trim(), &weak, 4096.0, 1);
    cx.typesetter.paint(&right, &set_right, pos2(middle + width + gap(gap_right), top), weak.color);
}

/// What the analyst at work tagged these very words as, the first if there are several.
fn tagged_as<'s>(cx: &Cx<'s>, record: &ArticleRecord, row: Row) -> Option<&'s Label> {
    let analyst = cx.desk.open.analyst.as_ref()?;
    let is_it =
        |other: &&Annotation| other.analyst == *analyst && other.fragments.count() == 1 && other.fragments.first() == row.range;
    let found = record.annotations.values().find(is_it)?;
    cx.desk.project().codebook().label(&found.label)
}

fn tag(ui: &Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns, record: &ArticleRecord, annotation: &Annotation) {
    let Some(label) = cx.desk.project().codebook().label(&annotation.label) else { return };
    let y = rect.center().y;
    swatch(ui, cx.tokens, pos2(rect.left() + columns.swatch, y - 6.0), cx.tokens.label(label.color), label.pattern);
    let words = annotation.fragments.words(record.article.text.as_str());
    let short: String = words.chars().take(MAX_WORDS_CHARS).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let painter = ui.painter_at(rect);
    let style = title_style(cx.tokens, 14.0, 20.0);
    let (from, to) = columns.words;
    cx.typesetter.paint_text(&painter, pos2(rect.left() + from, y - 10.0), &short, &style, to - from, 1);
    let small = crate::app::look::widgets::small_style(cx.tokens);
    let (from, to) = columns.answers;
    let answers = answers(label, annotation);
    cx.typesetter.paint_text(&painter, pos2(rect.left() + from, y - 8.0), &answers, &small, to - from, 1);
    let analyst = cx.desk.project().analyst(&annotation.analyst).map_or("", |analyst| analyst.name.as_str());
    let (from, to) = columns.analyst;
    cx.typesetter.paint_text(&painter, pos2(rect.left() + from, y - 8.0), analyst, &small, to - from, 1);
    let changed = annotation.modified.strftime("%-d %b %H:%M").to_string();
    let (from, to) = columns.changed;
    cx.typesetter.paint_text(&painter, pos2(rect.left() + from, y - 8.0), &changed, &small, to - from, 1);
}

/// "unsure · note · precision at least · low 14".
fn answers(label: &Label, annotation: &Annotation) -> String {
    let mut parts = Vec::new();
    if annotation.is_unsure {
        parts.push("unsure".to_owned());
    }
    if !annotation.note.is_empty() {
        parts.push(format!("“{}”", one_line(&annotation.note)));
    }
    for attribute in &label.attributes {
        let Some(value) = annotation.attributes.get(&attribute.id) else { continue };
        parts.push(format!("{} {}", attribute.name.to_lowercase(), answer(attribute, value)));
    }
    parts.join("  ·  ")
}
