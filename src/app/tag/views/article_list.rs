//! The list of articles: title, outlet and date, the number of tags, and the analyst's standing.

use super::strip;
use crate::{
    app::{
        desk::{self, Focus, command::Command, fold::Side},
        look::{
            article::outlet_and_date,
            theme::size,
            widgets::{chevron, heading, id, inset, name_field, row, small_style, text_at, title_style},
        },
        tag::{
            self, Cx,
            articles::{Ask, Only, Sort, name_of},
        },
    },
    project::{ArticleRecord, Standing},
    text::words::{grouped, plural},
};
use egui::{Align2, CornerRadius, FontId, Rect, ScrollArea, TextEdit, Ui, pos2, vec2};

/// The height of a row, which holds two lines of title and one line of everything else.
const ROW: f32 = 72.0;
const PADDING: f32 = 16.0;

/// Shows the list.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let project = cx.desk.project();
    ui.add_space(12.0);
    inset(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = ui.available_width() - strip::WIDTH;
            ui.allocate_ui(vec2(width, size::CONTROL), |ui| filter(ui, cx));
            strip::fold(ui, cx, Side::Articles);
        });
    });
    ui.add_space(10.0);
    inset(ui, |ui| choices(ui, cx));
    ui.add_space(10.0);
    let shown = cx.room.articles.shown();
    let mut count = format!("{} of {} done", grouped(cx.room.layer.num_done), grouped(project.articles().len()));
    if shown.len() < project.articles().len() {
        count = format!("{} shown · {count}", grouped(shown.len()));
    }
    inset(ui, |ui| heading(ui, cx.tokens, "Articles", &count));
    ui.add_space(4.0);
    if shown.is_empty() {
        inset(ui, |ui| nothing(ui, cx));
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, shown.len(), |ui, rows| {
        for place in &shown[rows] {
            if let Some(record) = project.articles().get(*place) {
                article(ui, cx, record, cx.room.articles.standing(*place));
            }
        }
    });
}

fn filter(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut text = cx.room.filter.clone();
    let hint = format!("Filter {}", plural(cx.desk.project().articles().len(), "article"));
    let field = TextEdit::singleline(&mut text).id(id("article filter")).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(field.margin(vec2(8.0, 5.0)));
    if cx.desk.focus == Some(Focus::Filter) {
        response.request_focus();
    }
    name_field(&response, "Filter articles", &cx.room.filter, &text);
    if response.changed() {
        cx.ask(tag::Ask::Filter(text));
    }
    response.on_hover_text(cx.desk.keys.tooltip(Command::Filter));
}

fn nothing(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(8.0);
    if cx.desk.project().articles().is_empty() {
        ui.label("No articles yet.");
        ui.add_space(8.0);
        if ui.button("Import articles…").on_hover_text(cx.desk.keys.tooltip(Command::Import)).clicked() {
            cx.run(Command::Import);
        }
        ui.add_space(8.0);
        ui.weak("Texts, web pages, PDF, office files, tables, folders; they can also be dropped on the window.");
    } else {
        ui.weak("No article fits the filter.");
    }
}

/// Which articles are shown, and in which order.
fn choices(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let width = (ui.available_width() - 8.0) / 2.0;
        let (only, sort) = (cx.room.articles.only, cx.room.articles.sort);
        let mut asked = None;
        combo(ui, "article status", "Show articles", only.name(), width, |ui| {
            for choice in Only::ALL {
                let count = grouped(cx.room.articles.count(choice));
                let button = egui::Button::selectable(choice == only, choice.name()).shortcut_text(count.as_str());
                let response = ui.add(button);
                let name = format!("{}: {count}", choice.name());
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, choice == only, &name));
                if response.clicked() {
                    asked = Some(Ask::Only(choice));
                }
            }
        });
        combo(ui, "article order", "Sort articles", sort.name(), width, |ui| {
            for choice in Sort::ALL {
                if ui.selectable_label(choice == sort, choice.name()).clicked() {
                    asked = Some(Ask::Sort(choice));
                }
            }
        });
        cx.ask_all(asked.map(tag::Ask::Articles));
    });
}

fn combo(ui: &mut Ui, salt: &str, name: &str, chosen: &str, width: f32, list: impl FnOnce(&mut Ui)) {
    let combo = egui::ComboBox::from_id_salt(salt).icon(chevron).width(width).truncate();
    let response = combo.selected_text(egui::RichText::new(chosen).size(12.0)).show_ui(ui, list).response;
    let told = format!("{name}: {}", chosen.to_lowercase());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &told));
}

fn article(ui: &mut Ui, cx: &mut Cx<'_>, record: &ArticleRecord, standing: Standing) {
    let article = &record.article;
    let is_open = cx.desk.open.article == Some(article.id);
    let (rect, response) = row(ui, cx.tokens, ROW, is_open, &format!("{}, {}", article.title(), name_of(standing)));
    if is_open {
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(edge, CornerRadius::ZERO, cx.tokens.accent);
    }
    let left = rect.left() + PADDING + 2.0;
    let right = rect.right() - PADDING;
    let style = title_style(cx.tokens, 14.5, 19.0);
    let title = cx.typesetter.set_elided(article.title(), &style, right - left, 2);
    // A title of one line and the line below it are centred in the row.
    let inward = if title.lines().len() < 2 { 9.0 } else { 0.0 };
    let painter = ui.painter_at(rect);
    cx.typesetter.paint(&painter, &title, pos2(left, rect.top() + 8.0 + inward), style.color);
    let y = rect.bottom() - 15.0 - inward;
    let small = FontId::proportional(size::LABEL);
    let counts = cx.room.layer.counts_of(cx.desk, record);
    let ends = match standing {
        Standing::DoneEmpty => {
            text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, "no tags ✓", small.clone(), cx.tokens.good, 70.0)
        }
        Standing::Done => text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, "✓", small.clone(), cx.tokens.good, 20.0),
        Standing::NeverOpened => text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, "to do", small.clone(), cx.tokens.faint, 40.0),
        Standing::Opened => text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, "opened", small.clone(), cx.tokens.muted, 60.0),
        Standing::InProgress => {
            let count = counts.iter().sum::<usize>().to_string();
            text_at(ui, pos2(right, y), Align2::RIGHT_CENTER, &count, small.clone(), cx.tokens.muted, 40.0)
        }
    };
    let bars = bars(ui, cx, &counts, pos2(ends.left() - 6.0, y));
    let meta = outlet_and_date(article);
    let width = (bars - left - 8.0).max(20.0);
    cx.typesetter.paint_text(&painter, pos2(left, y - 8.0), &meta, &small_style(cx.tokens), width, 1);
    if response.clicked() {
        cx.ask_desk(desk::Ask::OpenArticle(article.id));
    }
}

/// Paints the number of tags of each label as bars that end at `right`, and returns where they begin.
fn bars(ui: &Ui, cx: &Cx<'_>, counts: &[usize], right: egui::Pos2) -> f32 {
    let total: usize = counts.iter().sum();
    let mut x = right.x;
    for (label, count) in cx.desk.project().codebook().labels.iter().zip(counts).rev() {
        if *count > 0 {
            let width = (*count as f32 / total as f32 * 44.0).max(4.0);
            let bar = Rect::from_min_max(pos2(x - width, right.y - 3.0), pos2(x, right.y + 3.0));
            ui.painter().rect_filled(bar, CornerRadius::same(1), cx.tokens.label(label.color));
            x -= width + 2.0;
        }
    }
    x
}
