//! Going somewhere: to another annotation, paragraph or article, and back to where the reader was.

use super::{Focus, State, opened, others, room::Room};
use crate::{
    app::{compare, page::PageView, tag::articles},
    project::{Annotation, AnnotationId, ArticleId},
    text::{ByteOffset, ByteRange},
};
use std::cmp::Reverse;

/// Where an annotation stands among all of an article.
pub type Order = ((ByteOffset, Reverse<ByteOffset>), AnnotationId);

/// Before every annotation.
pub const FIRST: Order = ((ByteOffset::ZERO, Reverse(ByteOffset::new(u32::MAX))), AnnotationId::from_random(0));
/// After every annotation.
pub const LAST: Order = ((ByteOffset::new(u32::MAX), Reverse(ByteOffset::ZERO)), AnnotationId::from_random(u64::MAX));

/// The annotation before or after the selected one in reading order, without going round.
pub fn neighbour(state: &State, step: isize) -> Option<AnnotationId> {
    let from = state.annotation()?;
    beside(state, (from.fragments.reading_order(), from.id), step, |_| true)
}

/// The annotation on the page next to a place in reading order, found without sorting all of them.
pub fn beside(state: &State, from: Order, step: isize, fits: impl Fn(&Annotation) -> bool) -> Option<AnnotationId> {
    let annotations = state.record()?.annotations.values();
    let is_shown = |annotation: &&Annotation| Some(&annotation.analyst) == state.analyst.as_ref() && fits(annotation);
    let of_analyst = annotations.filter(is_shown);
    let orders = of_analyst.map(|annotation| (annotation.fragments.reading_order(), annotation.id));
    let next = if step > 0 { orders.filter(|order| *order > from).min() } else { orders.filter(|order| *order < from).max() };
    next.map(|(_, id)| id)
}

/// Selects the next or the previous annotation.
pub fn step_annotation(state: &mut State, step: isize) {
    let next = match state.annotation() {
        Some(_) => neighbour(state, step),
        // From the caret on: the next one that begins at or after it, or the last that begins before.
        None => {
            let first_here = ((state.page.caret(), Reverse(ByteOffset::new(u32::MAX))), AnnotationId::from_random(0));
            beside(state, first_here, step, |_| true)
        }
    };
    match next {
        Some(id) => reveal(state, id),
        None => state.status = if step > 0 { "No annotation after this one" } else { "No annotation before this one" }.to_owned(),
    }
}

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

/// Goes to the next or the previous article of the list as it is filtered.
pub fn step_article(state: &mut State, step: isize) {
    if state.room == Room::Compare {
        compare::step_article(state, step);
        return;
    }
    articles::refresh(state);
    match article_at(state, state.articles.beside(state.article, step)) {
        Some(article) => open_article(state, article),
        None => state.status = if step > 0 { "This is the last article" } else { "This is the first article" }.to_owned(),
    }
}

/// Goes to the next article that the analyst has not done; after the last comes the first.
pub fn next_to_do(state: &mut State) {
    articles::refresh(state);
    match article_at(state, state.articles.next_to_do(state.article)) {
        Some(article) => {
            if state.room == Room::Compare {
                state.room = Room::Tag;
            }
            open_article(state, article);
        }
        None => state.status = "No other article is to do".to_owned(),
    }
}

fn article_at(state: &State, place: Option<usize>) -> Option<ArticleId> {
    Some(state.project().articles().get(place?)?.article.id)
}
