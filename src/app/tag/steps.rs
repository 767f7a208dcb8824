//! Goes from one annotation to the next, and from one article to the next.

use super::{TagRoom, articles};
use crate::{
    app::desk::{
        Desk,
        navigate::{open_article, reveal},
        room::Room,
    },
    project::{Annotation, AnnotationId, ArticleId},
    text::ByteOffset,
};
use std::cmp::Reverse;

/// The place of an annotation in the reading order of an article.
pub type Order = ((ByteOffset, Reverse<ByteOffset>), AnnotationId);

/// Before every annotation.
pub const FIRST: Order = ((ByteOffset::ZERO, Reverse(ByteOffset::new(u32::MAX))), AnnotationId::from_random(0));
/// After every annotation.
pub const LAST: Order = ((ByteOffset::new(u32::MAX), Reverse(ByteOffset::ZERO)), AnnotationId::from_random(u64::MAX));

/// The annotation before or after the selected one in reading order, without wrapping round at the ends.
pub fn neighbour(desk: &Desk, step: isize) -> Option<AnnotationId> {
    let from = desk.annotation()?;
    beside(desk, (from.fragments.reading_order(), from.id), step, |_| true)
}

/// The annotation on the page next to a place in reading order, found without sorting all of them.
pub fn beside(desk: &Desk, from: Order, step: isize, fits: impl Fn(&Annotation) -> bool) -> Option<AnnotationId> {
    let annotations = desk.record()?.annotations.values();
    let is_shown = |annotation: &&Annotation| Some(&annotation.analyst) == desk.open.analyst.as_ref() && fits(annotation);
    let of_analyst = annotations.filter(is_shown);
    let orders = of_analyst.map(|annotation| (annotation.fragments.reading_order(), annotation.id));
    let next = if step > 0 { orders.filter(|order| *order > from).min() } else { orders.filter(|order| *order < from).max() };
    next.map(|(_, id)| id)
}

/// Selects the next or the previous annotation.
pub fn step_annotation(desk: &mut Desk, step: isize) {
    let next = match desk.annotation() {
        Some(_) => neighbour(desk, step),
        // From the caret on: the next one that begins at or after it, or the last that begins before.
        None => {
            let first_here = ((desk.open.page.caret(), Reverse(ByteOffset::new(u32::MAX))), AnnotationId::from_random(0));
            beside(desk, first_here, step, |_| true)
        }
    };
    match next {
        Some(id) => reveal(desk, id),
        None => desk.status = if step > 0 { "No annotation after this one" } else { "No annotation before this one" }.to_owned(),
    }
}

/// Goes to the next or the previous article of the list as it is filtered.
pub fn step_article(desk: &mut Desk, tag: &mut TagRoom, step: isize) {
    articles::refresh(desk, tag);
    match article_at(desk, tag.articles.beside(desk.open.article, step)) {
        Some(article) => open_article(desk, article),
        None => desk.status = if step > 0 { "This is the last article" } else { "This is the first article" }.to_owned(),
    }
}

/// Goes to the next article that the analyst has not done; after the last comes the first.
pub fn next_to_do(desk: &mut Desk, tag: &mut TagRoom) {
    articles::refresh(desk, tag);
    match article_at(desk, tag.articles.next_to_do(desk.open.article)) {
        Some(article) => {
            if desk.room == Room::Compare {
                desk.room = Room::Tag;
            }
            open_article(desk, article);
        }
        None => desk.status = "No other article is left to do".to_owned(),
    }
}

fn article_at(desk: &Desk, place: Option<usize>) -> Option<ArticleId> {
    Some(desk.project().articles().get(place?)?.article.id)
}
