//! Where the reader is in an article: the caret and the selection, and what is to come into view. It says nothing of how
//! the page is set, so that whatever carries out a request can move it, and views can read it while the page is drawn.

use super::{caret::Caret, content::PagePosition, flow::Placed, outline::Outline};
use crate::{
    project::{Article, ArticleId},
    text::{ByteOffset, ByteRange},
};
use egui::{Pos2, Rect};
use std::rc::Rc;

/// Where the reader is in an article.
#[derive(Clone)]
pub struct Reader {
    pub(super) caret: Caret,
    /// To be brought into view with the next frame.
    pub(super) reveal: Option<ByteRange>,
    /// To be scrolled with the next frame, in points.
    pub(super) pending_scroll: f32,
    /// Height of what is in view, in points.
    pub(super) viewport: f32,
    pub(super) outline: Option<(ArticleId, Rc<Outline>)>,
    /// The pieces that were painted in the last frame, and their places.
    pub(super) shown: Rc<Vec<(Placed, Pos2)>>,
    pub(super) shown_in: Rect,
    pub(super) wants_focus: bool,
    pub(super) id: Option<egui::Id>,
    /// The page begins anew with the next frame.
    pub(super) is_new: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// At the start of an article.
    pub fn new() -> Self {
        Self {
            caret: Caret::default(),
            reveal: None,
            pending_scroll: 0.0,
            viewport: 0.0,
            outline: None,
            shown: Rc::default(),
            shown_in: Rect::NOTHING,
            wants_focus: false,
            id: None,
            is_new: true,
        }
    }

    /// The selection in whole characters and without white space at its ends, or `None` if it is empty.
    pub fn selection(&self, article: &Article) -> Option<ByteRange> {
        self.caret.selection(article.text.as_str())
    }

    /// The position of the caret.
    pub fn caret(&self) -> ByteOffset {
        self.caret.head
    }

    /// Selects `range` and puts the caret at its end.
    pub fn set_selection(&mut self, range: ByteRange) {
        self.caret = Caret { anchor: range.start(), head: range.end(), head_is_after: !range.is_empty(), ..Caret::default() };
    }

    /// Selects nothing; the caret stays.
    pub fn clear_selection(&mut self) {
        self.caret.anchor = self.caret.head;
    }

    /// Brings `range` into view with the next frame.
    pub fn scroll_to(&mut self, range: ByteRange) {
        self.reveal = Some(range);
    }

    /// Scrolls in the next frame by a share of the viewport, up if it is negative.
    pub fn scroll_by_share(&mut self, share: f32) {
        self.pending_scroll += share * self.viewport;
    }

    /// Where the caret is, in paragraphs.
    pub fn position(&self) -> PagePosition {
        let Some((_, outline)) = &self.outline else { return PagePosition::default() };
        let paragraph = outline.number_of(outline.piece_at(self.caret.head));
        PagePosition { paragraph, num_paragraphs: outline.num_paragraphs() }
    }

    /// Where the paragraph with this number begins.
    pub fn paragraph(&self, number: u32) -> Option<ByteOffset> {
        self.outline.as_ref()?.1.paragraph(number)
    }

    /// The reader's place: the caret, or if the caret is out of view, the first visible paragraph.
    pub fn reading_place(&self) -> ByteOffset {
        match self.shown.first() {
            Some((first, _)) if self.rect_of(self.caret.head).is_none() => first.piece.range.start(),
            _ => self.caret.head,
        }
    }

    /// The area in which the character at `offset` was painted in the last frame, if it was visible, for pop-ups beside it.
    pub fn rect_of(&self, offset: ByteOffset) -> Option<Rect> {
        let (placed, text_at) = self.shown.iter().find(|(placed, _)| {
            placed.piece.range.contains(offset) || (placed.piece.range.end() == offset && placed.piece.range.is_empty())
        })?;
        let index = offset.to_usize() - placed.piece.range.start().to_usize();
        let span = placed.set.spans(index..index + 1).into_iter().next()?;
        let rect = super::marks::tint_rect(placed, &span, *text_at);
        self.shown_in.intersects(rect).then_some(rect)
    }

    /// Returns whether the page has the focus.
    pub fn has_focus(&self, context: &egui::Context) -> bool {
        self.id.is_some_and(|id| context.memory(|memory| memory.has_focus(id)))
    }

    /// Gives the page the focus from the next frame on.
    pub fn request_focus(&mut self) {
        self.wants_focus = true;
    }
}
