//! The plots of the panel: agreement by tag and by article. All can be clicked.

use super::{parts::two, take};
use crate::{
    agreement::bootstrap::Interval,
    app::{
        compare::{Ask, Behind, Cx, Exhibit, Filter},
        look::{
            theme::size,
            widgets::{id, text_at},
        },
    },
    compare::{
        results::{LabelResult, Measure},
        summary::Summary,
    },
};
use egui::{Align2, CornerRadius, FontId, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

/// Height of a row of the plot by tag, where its axis begins, and the space right of its end.
const ROW: f32 = 29.0;
const AXIS_LEFT: f32 = 96.0;
const AXIS_RIGHT: f32 = 12.0;
/// Height of the strip by article; dots beyond so many are one control.
const STRIP: f32 = 60.0;
const MAX_CONTROLS: usize = 200;

/// Agreement on a label that either analyst used: strict F1 and its interval.
fn of_label<'s>(summary: &'s Summary, name: &str) -> Option<(&'s LabelResult, Option<f64>, Option<Interval>)> {
    let results = &summary.results;
    let found = results.pairs.first()?.by_label.iter().find(|found| results.label(found.label) == name)?;
    let figure = found.figure(Measure::StrictF1)?;
    Some((found, figure.number(), figure.interval))
}

/// Strict F1 of each label that either analyst used, with its interval.
pub fn by_label(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let small = FontId::proportional(size::LABEL);
    let mut axis = None;
    let codebook = cx.desk.project().codebook_arc();
    for (place, label) in codebook.labels.iter().enumerate() {
        let Some((found, value, interval)) = of_label(summary, &label.name) else { continue };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
        let filter = Filter::Behind(Behind::Label(place));
        let is_near = response.hovered() || response.has_focus() || cx.room.filter == filter;
        let (from, to, y) = (rect.left() + AXIS_LEFT, rect.right() - AXIS_RIGHT, rect.center().y);
        axis = Some((from, to));
        let x = |value: f64| from + (to - from) * value.clamp(0.0, 1.0) as f32;
        let color = cx.tokens.label(label.color);
        text_at(
            ui,
            pos2(rect.left(), y),
            Align2::LEFT_CENTER,
            &label.name,
            FontId::proportional(12.0),
            if is_near { cx.tokens.accent } else { cx.tokens.ink },
            AXIS_LEFT - 6.0,
        );
        let painter = ui.painter();
        painter.hline(from..=to, y, Stroke::new(2.0, cx.tokens.hairline));
        let mut told = match value {
            Some(value) => format!("{}: strict F1 {}", label.name, two(value)),
            None => format!("{}: not defined, no annotations", label.name),
        };
        match (value, interval) {
            (Some(value), interval) => {
                if let Some(interval) = interval {
                    painter.hline(x(interval.low)..=x(interval.high), y, Stroke::new(3.0, color.gamma_multiply(0.5)));
                    told.push_str(&format!(" ({}–{})", two(interval.low), two(interval.high)));
                }
                painter.circle_filled(pos2(x(value), y), 4.5, color);
            }
            (None, _) => {
                let area = Rect::from_center_size(pos2((from + to) / 2.0, y), vec2(76.0, 14.0));
                painter.rect_filled(area, CornerRadius::ZERO, cx.tokens.panel);
                text_at(ui, area.center(), Align2::CENTER_CENTER, "not defined", small.clone(), cx.tokens.muted, 80.0);
            }
        }
        told.push_str(&format!("; {} and {} annotations", found.num_spans[0], found.num_spans[1]));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
        take::context(cx, &response, Exhibit::ByLabel);
        if response.on_hover_text(told).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            cx.ask(Ask::Show(filter));
        }
    }
    let Some((from, to)) = axis else {
        ui.label(RichText::new("Neither tagged anything.").size(size::LABEL).color(cx.tokens.muted));
        return;
    };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 14.0), Sense::hover());
    for (share, text) in [(0.0, "0"), (0.5, "0.5"), (1.0, "1")] {
        let at = pos2(from + (to - from) * share, rect.center().y - 2.0);
        text_at(ui, at, Align2::CENTER_CENTER, text, FontId::proportional(10.0), cx.tokens.faint, 30.0);
    }
}

/// Strict F1 of each article, in the project's order.
pub fn by_article(ui: &mut Ui, cx: &mut Cx<'_>, summary: &Summary) {
    let (area, strip) = ui.allocate_exact_size(vec2(ui.available_width(), STRIP), Sense::click());
    let told = format!("Strict F1 of {} articles", summary.by_article.len());
    strip.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &told));
    take::context(cx, &strip, Exhibit::ByArticle);
    let line = Stroke::new(1.0, cx.tokens.hairline);
    ui.painter().hline(area.x_range(), area.top(), line);
    ui.painter().hline(area.x_range(), area.bottom() - 1.0, line);
    let count = summary.by_article.len().max(1) as f32;
    let place = |number: usize, value: Option<f64>| {
        let x = area.left() + 6.0 + (area.width() - 12.0) * (number as f32 + 0.5) / count;
        pos2(x, area.bottom() - 1.0 - (STRIP - 1.0) * value.unwrap_or(0.0).clamp(0.0, 1.0) as f32)
    };
    let title = |article| cx.desk.project().article(article).map_or("", |record| record.article.title());
    let (mut clicked, mut front): (Option<_>, Option<Pos2>) = (None, None);
    let is_one_control = summary.by_article.len() > MAX_CONTROLS;
    let nearest = strip.hover_pos().filter(|_| is_one_control).map(|at| {
        (((at.x - area.left() - 6.0) / (area.width() - 12.0) * count) as usize).min(summary.by_article.len().saturating_sub(1))
    });
    for (number, (article, value, _)) in summary.by_article.iter().enumerate() {
        let at = place(number, *value);
        let told = match value {
            Some(value) => format!("{}: strict F1 {}", title(*article), two(*value)),
            None => format!("{}: not defined, no annotations", title(*article)),
        };
        if cx.room.article == Some(*article) && value.is_some() {
            front = Some(at);
        } else if value.is_some() {
            ui.painter().circle_filled(at, 3.0, cx.tokens.faint.gamma_multiply(0.7));
        } else {
            // Not defined is no zero: an open ring below the line.
            ui.painter().circle_stroke(pos2(at.x, area.bottom() - 1.0), 2.5, Stroke::new(1.0, cx.tokens.faint));
        }
        if is_one_control {
            if nearest == Some(number) {
                ui.painter().circle_stroke(at, 5.0, Stroke::new(1.0, cx.tokens.accent));
                let response = strip.clone().on_hover_text(told);
                clicked = clicked.or(response.clicked().then_some(*article));
            }
            continue;
        }
        let size = vec2(((area.width() - 12.0) / count).clamp(4.0, 14.0), 14.0);
        let response = ui.interact(Rect::from_center_size(at, size), id("article dot").with(article), Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
        take::context(cx, &response, Exhibit::ByArticle);
        if response.hovered() || response.has_focus() {
            ui.painter().circle_stroke(at, 6.0, Stroke::new(1.0, cx.tokens.accent));
        }
        if response.on_hover_text(told).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            clicked = Some(*article);
        }
    }
    if let Some(at) = front {
        ui.painter().circle_filled(at, 5.0, cx.tokens.accent);
    }
    if let Some(article) = clicked {
        cx.ask(Ask::OpenArticle(article));
    }
}
