//! Text objects: ranges around the caret that one key selects, and the larger ranges that the same key selects next.

use super::{caret::Caret, reader::Reader};
use crate::{
    project::Article,
    suggest,
    text::{ByteOffset, ByteRange, segment},
};

/// A kind of range that can be selected around the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextObject {
    /// The word; again: the next one too.
    Word,
    /// The clause at the caret or after it; again: the next one too.
    Clause,
    /// The sentence; again: the next one too.
    Sentence,
    /// The paragraph; again: the next one too.
    Paragraph,
    /// The innermost quotation; again: the one around it.
    Quotation,
    /// The figure at the caret or after it ("at least 14 people"); again: the next word too.
    Figure,
}

impl Reader {
    /// Selects the object at the caret or at the start of the selection. Called again, it selects the next larger one.
    /// Returns `false` if there is no object or no larger one.
    pub fn select_object(&mut self, object: TextObject, article: &Article) -> bool {
        let text = article.text.as_str();
        let current = self.current_range();
        let again = self.caret.object.filter(|(last, range, _)| *last == object && *range == current);
        let from = again.map_or(current.start(), |(_, _, from)| from);
        let found = match (again, object) {
            (None, _) => object_at(text, object, from),
            (Some(_), TextObject::Quotation) => {
                let mut around = segment::quotations_at(text, from).into_iter();
                around.find(|quotation| quotation.covers(current) && *quotation != current)
            }
            (Some(_), TextObject::Word | TextObject::Figure) => {
                let end = segment::next_word_end(text, current.end());
                (end > current.end()).then(|| ByteRange::between(current.start(), end))
            }
            (Some(_), _) => next_object(text, object, current.end()).map(|next| current.hull(next)),
        };
        self.select_found(object, found, from)
    }

    /// Selects the first object after the selection or the caret, in any paragraph. Returns `false` if there is none.
    pub fn select_next_object(&mut self, object: TextObject, article: &Article) -> bool {
        let found = next_object(article.text.as_str(), object, self.current_range().end());
        self.select_found(object, found, found.map_or(ByteOffset::ZERO, ByteRange::start))
    }

    fn current_range(&self) -> ByteRange {
        ByteRange::between(self.caret.anchor, self.caret.head)
    }

    fn select_found(&mut self, object: TextObject, found: Option<ByteRange>, from: ByteOffset) -> bool {
        let Some(range) = found else { return false };
        self.set_selection(range);
        self.caret = Caret { object: Some((object, range, from)), ..self.caret };
        self.scroll_to(ByteRange::between(range.end(), range.end()));
        true
    }
}

fn object_at(text: &str, object: TextObject, from: ByteOffset) -> Option<ByteRange> {
    let reaches_beyond = |range: ByteRange| range.end() > from;
    match object {
        TextObject::Word => segment::word_at(text, from),
        TextObject::Clause => segment::first_from(text, from, segment::clauses_in, reaches_beyond),
        TextObject::Sentence => segment::sentence_at(text, from),
        TextObject::Paragraph => segment::trim(text, segment::paragraph_at(text, from)),
        TextObject::Quotation => segment::quotations_at(text, from).into_iter().next(),
        TextObject::Figure => segment::first_from(text, from, suggest::figures_in, reaches_beyond),
    }
}

/// The first object that begins at or after `end`.
fn next_object(text: &str, object: TextObject, end: ByteOffset) -> Option<ByteRange> {
    let find = match object {
        TextObject::Word => |text: &str, range| segment::words_in(text, range).collect(),
        TextObject::Clause => segment::clauses_in,
        TextObject::Sentence => segment::sentences_in,
        TextObject::Paragraph => |text: &str, range| segment::trim(text, range).into_iter().collect(),
        TextObject::Quotation => segment::quotations_in,
        TextObject::Figure => suggest::figures_in,
    };
    segment::first_from(text, end, find, |range| range.start() >= end)
}
