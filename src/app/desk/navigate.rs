//! Going somewhere: to an annotation, a paragraph or an article, and back to where the reader was.

use super::{Desk, Focus, opened, others, room::Room};
use crate::{
    app::page::Reader,
    project::{AnnotationId, ArticleId},
    text::{ByteOffset, ByteRange},
};

/// Selects an annotation and brings it into view.
pub fn reveal(desk: &mut Desk, annotation: AnnotationId) {
    desk.open.selected = Some(annotation);
    show_annotation(desk, annotation);
}

/// Brings an annotation into view; the caret stands at its start.
pub fn show_annotation(desk: &mut Desk, annotation: AnnotationId) {
    let found = desk.record().and_then(|record| record.annotations.get(&annotation));
    let Some(range) = found.map(|annotation| annotation.fragments.first()) else { return };
    desk.open.page.clear_selection();
    desk.open.page.set_selection(ByteRange::between(range.start(), range.start()));
    desk.open.page.scroll_to(range);
}

/// Shows words of an article, and selects the annotation on them or else the words.
pub fn go_to(desk: &mut Desk, article: ArticleId, range: ByteRange, annotation: Option<AnnotationId>) {
    if desk.project().article(article).is_none() {
        return;
    }
    desk.leave_place();
    desk.room = Room::Tag;
    if desk.open.article != Some(article) {
        show_article(desk, article);
    }
    desk.focus = Some(Focus::Page);
    let found = annotation.and_then(|id| desk.project().annotation(article, id));
    if found.is_some_and(|found| others::sees(desk, Some(&found.analyst))) {
        others::select(desk, annotation);
        desk.open.page.set_selection(ByteRange::between(range.start(), range.start()));
    } else {
        others::select(desk, None);
        desk.open.page.set_selection(range);
    }
    desk.open.page.scroll_to(range);
}

/// Shows an article and remembers where the reader was.
pub fn open_article(desk: &mut Desk, article: ArticleId) {
    if desk.open.article == Some(article) || desk.project().article(article).is_none() {
        return;
    }
    desk.leave_place();
    show_article(desk, article);
}

/// Shows an article from its start.
pub fn show_article(desk: &mut Desk, article: ArticleId) {
    if desk.room == Room::Tag {
        opened::note_article(desk);
    }
    desk.open.article = Some(article);
    desk.open.selected = None;
    desk.open.page = Reader::new();
    desk.focus = Some(Focus::Page);
    desk.status.clear();
}

/// Goes to the paragraph with this number in the margin.
pub fn go_to_paragraph(desk: &mut Desk, number: u32) {
    desk.dialog = None;
    desk.focus = Some(Focus::Page);
    let count = desk.open.page.position().num_paragraphs;
    match desk.open.page.paragraph(number) {
        Some(start) => {
            desk.leave_place();
            desk.open.selected = None;
            put_caret(desk, start);
        }
        None => desk.status = format!("There is no paragraph {number}; the last one is {count}"),
    }
}

fn put_caret(desk: &mut Desk, offset: ByteOffset) {
    let here = ByteRange::between(offset, offset);
    desk.open.page.set_selection(here);
    desk.open.page.scroll_to(here);
}

/// Goes back to the place before the last jump, or forward again. Places in articles that are gone are skipped.
pub fn step_place(desk: &mut Desk, is_back: bool) {
    let Some(here) = desk.place() else { return };
    let mut from = here;
    loop {
        let next = if is_back { desk.open.places.back(from) } else { desk.open.places.forward(from) };
        let Some(place) = next else {
            desk.status = if is_back { "No earlier place" } else { "No later place" }.to_owned();
            return;
        };
        if desk.project().article(place.article).is_some() {
            if desk.open.article != Some(place.article) {
                show_article(desk, place.article);
            }
            desk.open.selected = None;
            put_caret(desk, place.offset);
            return;
        }
        from = place;
    }
}
