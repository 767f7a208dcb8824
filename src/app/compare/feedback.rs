//! Shows the decisions against an analyst as a list, and saves them as a file to be sent.

use super::{Ask, Cx};
use crate::{
    app::{
        desk::{self, Desk},
        look::{
            theme::{medium, semibold, size},
            widgets::{small_style, title_style},
        },
    },
    compare::gold::{Feedback, feedback, feedback_csv, feedback_markdown, verdict},
    project::{AnalystId, Annotation},
    store,
    text::words::{capital, one_line, plural},
};
use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, vec2};

/// How the list is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackFormat {
    /// To be read.
    Markdown,
    /// For a spreadsheet.
    Csv,
}

/// Heights in points: of a line of words, of a small line, and the space between two entries.
const WORDS: f32 = 20.0;
const SMALL: f32 = 16.0;
const GAP: f32 = 12.0;
/// More entries than these are only in the file.
const MAX_SHOWN: usize = 500;

/// Writes the list beside the project, under an unused name.
pub(super) fn save(desk: &mut Desk, analyst: &AnalystId, format: FeedbackFormat) {
    let project = desk.project();
    let (text, ending) = match format {
        FeedbackFormat::Markdown => (feedback_markdown(project, analyst), "md"),
        FeedbackFormat::Csv => (feedback_csv(project, analyst), "csv"),
    };
    let time = (desk.now)().strftime("%Y-%m-%d %H-%M-%S").to_string();
    let who: String = super::list::name_of(project, analyst).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let mut name = desk.session.path().file_stem().unwrap_or_default().to_os_string();
    name.push(format!(" feedback for {} {time}.{ending}", who.trim()));
    let path = desk.session.path().with_file_name(name);
    match store::save::create(&path, text.as_bytes()) {
        Ok(()) => {
            desk.dialog = None;
            desk.tell(format!("The feedback is in {}.", path.display()));
        }
        Err(error) => desk.complain(format!("The feedback was not saved: {error}: {}", path.display())),
    }
}

/// Shows the list as a dialog.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analyst: &AnalystId) {
    let project = cx.desk.project();
    let name = super::list::name_of(project, analyst);
    let space = ui.ctx().content_rect().size();
    ui.set_width(640.0_f32.min(space.x - 100.0));
    ui.label(RichText::new(format!("Feedback for {name}")).font(semibold(size::FIGURE)));
    let all = feedback(project, analyst);
    let words = match all.len() {
        0 => format!("Nothing was decided against what {name} tagged."),
        count => format!("{} in which gold is not what {name} has.", plural(count, "decision")),
    };
    ui.label(RichText::new(words).color(cx.tokens.muted));
    ui.add_space(8.0);
    ScrollArea::vertical().max_height(space.y - 240.0).auto_shrink([false, true]).show(ui, |ui| {
        let mut last = None;
        for found in all.iter().take(MAX_SHOWN) {
            if last.replace(found.record.article.id) != Some(found.record.article.id) {
                ui.add_space(4.0);
                let style = title_style(cx.tokens, 14.5, WORDS);
                line(ui, cx, found.record.article.title(), &style, WORDS);
                ui.add_space(4.0);
            }
            entry(ui, cx, found);
        }
        if all.len() > MAX_SHOWN {
            ui.label(RichText::new(format!("{} more are in the file.", all.len() - MAX_SHOWN)).color(cx.tokens.muted));
        }
    });
    ui.add_space(8.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), Layout::right_to_left(Align::Center), |ui| {
        if ui.button("Close").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        for (format, words) in [(FeedbackFormat::Csv, "Save as CSV"), (FeedbackFormat::Markdown, "Save as Markdown")] {
            let button = ui.add_enabled(!all.is_empty(), egui::Button::new(words));
            if button.on_hover_text("Writes a file beside the project").clicked() {
                cx.ask(Ask::SaveFeedback(analyst.clone(), format));
            }
        }
    });
}

fn entry(ui: &mut Ui, cx: &mut Cx<'_>, found: &Feedback<'_>) {
    let Feedback { record, annotation, decision, answers } = found;
    let project = cx.desk.project();
    let text = record.article.text.as_str();
    let said = |annotation: &Annotation| {
        let label = project.codebook().label(&annotation.label);
        let label = label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
        format!("{label}: {}", one_line(&annotation.fragments.words(text)))
    };
    let own = annotation.map_or_else(|| "Nothing here".to_owned(), said);
    let gold: Vec<String> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).map(said).collect();
    let gold = if gold.is_empty() { "nothing".to_owned() } else { gold.join("; ") };
    let mut why = capital(verdict(found));
    if let Some(by) = &decision.by {
        why.push_str(&format!("; settled by {}", super::list::name_of(project, by)));
    }
    if !decision.comment.is_empty() {
        why.push_str(&format!(": “{}”", decision.comment));
    }
    let answers: Vec<String> = answers.iter().map(|answer| found.answer_sentence(project.codebook(), answer)).collect();
    let told = [format!("{own}; gold: {gold}. {why}")].into_iter().chain(answers.iter().cloned()).collect::<Vec<_>>().join(". ");
    let style = title_style(cx.tokens, 14.0, WORDS);
    let small = small_style(cx.tokens);
    let first = line(ui, cx, &own, &style, WORDS);
    first.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
    line(ui, cx, &format!("Gold: {gold}"), &small, SMALL);
    for answer in &answers {
        line(ui, cx, answer, &small, SMALL);
    }
    ui.label(RichText::new(why).font(medium(size::LABEL)).color(cx.tokens.accent));
    ui.add_space(GAP);
}

/// A line of an article's words, in their right order.
fn line(ui: &mut Ui, cx: &mut Cx<'_>, words: &str, style: &crate::app::page::TextStyle, height: f32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    cx.typesetter.paint_text(&ui.painter_at(rect), rect.min, words, style, rect.width(), 1);
    response
}
