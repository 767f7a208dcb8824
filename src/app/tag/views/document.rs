//! The document view: the page with the open article, and what the reader does on it.

use crate::{
    app::{
        desk::{Desk, Focus, command::Command, others},
        look::article::{date, joined, looks},
        page::{Hits, Motion, PageContent, PageEvent, PageView, Typesetter},
        tag::{self, Cx, TagRoom, layer::Layer},
    },
    project::Article,
    text::words::grouped,
};
use egui::{RichText, Ui};

/// The factor for the distance of text lines while another layer has its lines above the words.
const GUEST_LINES: f32 = 1.3;

/// Shows the page, or what to do when there is no article.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(record) = cx.desk.record() else {
        nothing(ui, cx);
        return;
    };
    if cx.desk.focus == Some(Focus::Page) || (cx.desk.dialog.is_none() && ui.memory(|memory| memory.focused().is_none())) {
        cx.pages.tag.reader.request_focus();
    }
    let byline = byline(&record.article, &cx.room.layer);
    let content = PageContent {
        article: &record.article,
        outline: cx.room.layer.outline.as_ref(),
        marks: cx.room.layer.on_page(),
        labels: &looks(cx.desk.project().codebook(), cx.tokens),
        selected: cx.desk.open.selected.or(cx.desk.open.looked_at),
        revision: cx.desk.revision,
        byline: &byline,
        layers: None,
        guest: others::shown_name(cx.desk),
        hits: hits(cx.room),
    };
    super::find_bar::show(ui, cx);
    let links = super::pick_bar::lines(cx, cx.pages.tag.hovered());
    cx.pages.tag.set_links(links);
    let area = ui.available_rect_before_wrap();
    let mut style = cx.tokens.page_style(cx.desk.prefs.text());
    if content.guest.is_some() {
        style.line_px *= GUEST_LINES;
    }
    for event in cx.pages.tag.show(ui, cx.typesetter, &content, &style) {
        match event {
            PageEvent::AnnotationClicked(id) if cx.room.pick.is_some() => cx.ask(tag::Ask::PickAnnotation(id)),
            PageEvent::Selected(range) if cx.room.pick.is_some() => cx.ask(tag::Ask::PickWords(range)),
            PageEvent::Cleared if cx.room.pick.is_some() => {}
            PageEvent::Selected(_) | PageEvent::Cleared => cx.ask(tag::Ask::Select(None)),
            PageEvent::AnnotationClicked(id) => cx.ask(tag::Ask::Select(Some(id))),
            PageEvent::EdgeDragged { id, fragment, range } => cx.ask(tag::Ask::SetFragment { annotation: id, fragment, range }),
        }
    }
    super::pick_bar::show(ui, cx, area);
}

/// What was found in the article, while the bar is open.
fn hits(tag: &TagRoom) -> Hits<'_> {
    let bar = &tag.bar;
    if bar.is_open { Hits { ranges: &bar.hits, current: bar.current } } else { Hits::default() }
}

/// Moves the caret; for that the typesetter has to know where lines break.
pub fn move_caret(
    desk: &mut Desk,
    tag: &TagRoom,
    (page, typesetter): (&mut PageView, &mut Typesetter),
    motion: Motion,
    extend: bool,
) {
    page.go_on(&desk.open.page);
    if let Some(record) = desk.record() {
        let content = PageContent {
            article: &record.article,
            outline: None,
            marks: &[],
            labels: &[],
            selected: None,
            revision: desk.revision,
            byline: "",
            layers: None,
            guest: None,
            hits: Default::default(),
        };
        page.move_caret(typesetter, &content, motion, extend);
    }
    desk.open.page = page.reader.clone();
    // The annotation stays selected while one of its fields is filled by pointing.
    if !extend && tag.pick.is_none() {
        desk.open.left = desk.open.selected.take().or(desk.open.left);
    }
    desk.open.looked_at = None;
}

fn nothing(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("No article is open").heading());
        ui.add_space(8.0);
        ui.weak("Import articles or annotated data, drop them on this window, or open another project.");
        ui.add_space(16.0);
        if ui.button("Import articles…").on_hover_text(cx.desk.keys.tooltip(Command::Import)).clicked() {
            cx.run(Command::Import);
        }
        if ui.button("Open project…").on_hover_text(cx.desk.keys.tooltip(Command::OpenProject)).clicked() {
            cx.run(Command::OpenProject);
        }
    });
}

/// The line under the headline; it begins on the headline's side.
fn byline(article: &Article, layer: &Layer) -> String {
    let words = layer.words.as_ref().map(|words| format!("{} words", grouped(words.total() as usize)));
    let metadata = &article.metadata;
    let parts = [metadata.byline.clone(), metadata.outlet.clone(), date(article), words.unwrap_or_default()];
    let first_letter = article.title().chars().find(|c| c.is_alphabetic());
    let is_rtl = first_letter.is_some_and(|letter| crate::text::has_rtl(letter.encode_utf8(&mut [0; 4])));
    // U+200F makes the whole line read from right to left.
    let direction = if is_rtl { "\u{200f}" } else { "" };
    format!("{direction}{}", joined(&parts, "  ·  ", is_rtl))
}
