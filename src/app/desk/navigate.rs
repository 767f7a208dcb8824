//! Going somewhere: to an annotation, a paragraph or an article, and back to where the reader was.

use super::{Focus, State, opened, others, room::Room};
use crate::{
    app::page::PageView,
    project::{AnnotationId, ArticleId},
    text::{ByteOffset, ByteRange},
};

/// Selects an annotation and brings it into view.
pub fn reveal(state: &mut State, annotation: AnnotationId) {
    state.selected = Some(annotation);
    show_annotation(state, annotation);
}

/// Brings an annotation into view; the caret stands at its start.
pub fn show_annotation(state: &mut State, annotation: AnnotationId) {
    let found = state.record().and_then(|record| record.annotations.get(&annotation));
    let Some(range) = found.map(|annotation| annotation.fragments.first()) else { return };
    state.page.clear_selection();
    state.page.set_selection(ByteRange::between(range.start(), range.start()));
    state.page.scroll_to(range);
}

/// Shows words of an article, and selects the annotation on them or else the words.
pub fn go_to(state: &mut State, article: ArticleId, range: ByteRange, annotation: Option<AnnotationId>) {
    if state.project().article(article).is_none() {
        return;
    }
    state.leave_place();
    state.room = Room::Tag;
    if state.article != Some(article) {
        show_article(state, article);
    }
    state.focus = Some(Focus::Page);
    let found = annotation.and_then(|id| state.project().annotation(article, id));
    if found.is_some_and(|found| others::sees(state, Some(&found.analyst))) {
        others::select(state, annotation);
        state.page.set_selection(ByteRange::between(range.start(), range.start()));
    } else {
        others::select(state, None);
        state.page.set_selection(range);
    }
    state.page.scroll_to(range);
}

/// Shows an article and remembers where the reader was.
pub fn open_article(state: &mut State, article: ArticleId) {
    if state.article == Some(article) || state.project().article(article).is_none() {
        return;
    }
    state.leave_place();
    show_article(state, article);
}

/// Shows an article from its start.
pub fn show_article(state: &mut State, article: ArticleId) {
    if state.room == Room::Tag {
        opened::note_article(state);
    }
    state.article = Some(article);
    state.selected = None;
    state.page = PageView::new();
    state.focus = Some(Focus::Page);
    state.status.clear();
}

/// Goes to the paragraph with this number in the margin.
pub fn go_to_paragraph(state: &mut State, number: u32) {
    state.dialog = None;
    state.focus = Some(Focus::Page);
    let count = state.page.position().num_paragraphs;
    match state.page.paragraph(number) {
        Some(start) => {
            state.leave_place();
            state.selected = None;
            put_caret(state, start);
        }
        None => state.status = format!("There is no paragraph {number}; the last one is {count}"),
    }
}

fn put_caret(state: &mut State, offset: ByteOffset) {
    let here = ByteRange::between(offset, offset);
    state.page.set_selection(here);
    state.page.scroll_to(here);
}

/// Back to the place before the last leap, or forward again. Places in articles that are gone are passed over.
pub fn step_place(state: &mut State, is_back: bool) {
    let Some(here) = state.place() else { return };
    let mut from = here;
    loop {
        let next = if is_back { state.places.back(from) } else { state.places.forward(from) };
        let Some(place) = next else {
            state.status = if is_back { "No earlier place" } else { "No later place" }.to_owned();
            return;
        };
        if state.project().article(place.article).is_some() {
            if state.article != Some(place.article) {
                show_article(state, place.article);
            }
            state.selected = None;
            put_caret(state, place.offset);
            return;
        }
        from = place;
    }
}
