//! The page as a widget: shows the part of an article around the reader's place, and says what the reader did.
//!
//! A frame goes: make ready (column, heights, index of marks), scroll, set what is visible, let the pointer act, paint,
//! describe for screen readers. Only visible pieces are looked at, so a frame costs the same in any article.

use super::{
    access,
    caret::Caret,
    chips,
    content::{PageContent, PageEvent, PagePosition},
    flow::{Flow, Placed},
    links::PageLink,
    mark_index::MarkIndex,
    marks::MarkPainter,
    minimap::Minimap,
    outline::Outline,
    paint::{Columns, columns},
    pointer::Drag,
    scroll::{MARGIN_TOP, Scroll, Setting},
    style::PageStyle,
    typesetter::Typesetter,
};
use crate::{
    project::{AnnotationId, Article, ArticleId},
    text::{ByteOffset, ByteRange},
};
use egui::{CornerRadius, Pos2, Rect, Response, Sense, Ui, pos2};
use std::{ops::Range, rc::Rc, time::Duration};

/// Text that is set ahead in one frame of a pause, in bytes: less than a millisecond of work.
const SET_IN_A_PAUSE: usize = 1024;
/// From one such frame to the next.
const PAUSE: Duration = Duration::from_millis(30);

/// One open article: the reader's place, the caret, and everything that is kept from frame to frame.
pub struct PageView {
    pub(super) outline: Option<(ArticleId, Rc<Outline>)>,
    pub(super) flow: Flow,
    pub(super) scroll: Scroll,
    pub(super) caret: Caret,
    pub(super) drag: Drag,
    pub(super) viewport: f32,
    pub(super) reveal: Option<ByteRange>,
    pub(super) pending_scroll: f32,
    pub(super) style: Option<PageStyle>,
    index: MarkIndex,
    index_revision: Option<u64>,
    minimap: Minimap,
    hovered: Option<AnnotationId>,
    pub(super) links: Vec<PageLink>,
    /// What was painted in the last frame, and where.
    shown: Vec<(Placed, Pos2)>,
    shown_in: Rect,
    wants_focus: bool,
    id: Option<egui::Id>,
}

impl Default for PageView {
    fn default() -> Self {
        Self::new()
    }
}

impl PageView {
    /// At the start of an article.
    pub fn new() -> Self {
        Self {
            outline: None,
            flow: Flow::default(),
            scroll: Scroll { piece: 0, offset: -MARGIN_TOP },
            caret: Caret::default(),
            drag: Drag::Nothing,
            viewport: 0.0,
            reveal: None,
            pending_scroll: 0.0,
            style: None,
            index: MarkIndex::default(),
            index_revision: None,
            minimap: Minimap::default(),
            hovered: None,
            links: Vec::new(),
            shown: Vec::new(),
            shown_in: Rect::NOTHING,
            wants_focus: false,
            id: None,
        }
    }

    /// Shows the page in all the space there is, and returns what the reader did.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        typesetter: &mut Typesetter,
        content: &PageContent<'_>,
        style: &PageStyle,
    ) -> Vec<PageEvent> {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        self.id = Some(response.id);
        access::describe_page(ui, &response);
        self.take_focus(ui, &response, content);
        let columns = columns(rect, style);
        self.prepare(typesetter, content, style, &columns);
        self.take_scrolling(ui, &response, typesetter, content, &columns);
        let visible = self.visible(typesetter, content, style, &columns);
        if let (Some((_, outline)), Some(first), Some(last)) = (&self.outline, visible.first(), visible.last()) {
            self.index.look_at(content.marks, outline, first.0.index..last.0.index + 1);
        }

        let mut events = Vec::new();
        self.take_pointer(ui, &response, content, &visible, &mut events);
        self.copy(ui, content);

        let index = std::mem::take(&mut self.index);
        let marks = MarkPainter {
            marks: content.marks,
            labels: content.labels,
            index: &index,
            style,
            selected: content.selected,
            hovered: self.hovered,
            preview: self.preview(content),
            layers: content.layers,
            guest: content.guest,
        };
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, CornerRadius::ZERO, style.page);
        self.paint(&painter, typesetter, content, &visible, &marks, &columns);
        self.paint_links(&painter, typesetter, &visible, &columns, style);
        // The names of compared layers stand at their lines instead.
        if let Some(area) = columns.chips.filter(|_| content.layers.is_none()) {
            for (placed, text_at) in &visible {
                let chip = chips::show(ui, typesetter, placed, pos2(area.left(), text_at.y), area, &marks);
                events.extend(chip.map(PageEvent::AnnotationClicked));
            }
        }
        let text = content.article.text.as_str();
        for (placed, text_at) in &visible {
            let clicked = access::describe_piece(ui, response.id, text, placed, *text_at, &marks);
            events.extend(clicked.map(PageEvent::AnnotationClicked));
        }
        self.describe_caret(ui, response.id, text, &visible);
        self.minimap.paint(&painter, &columns, content, style, self.shown_bytes(&visible, &columns));
        self.index = index;
        if let (Some(first), Some(last)) = (visible.first(), visible.last()) {
            let shown = first.0.index..last.0.index + 1;
            self.flow.forget_far_from(shown.clone());
            self.set_ahead(ui, typesetter, text, shown);
        }
        (self.shown, self.shown_in) = (visible, rect);
        events
    }

    /// What is selected: never in part of a character, without white space at its ends. `None` if that is nothing.
    pub fn selection(&self, article: &Article) -> Option<ByteRange> {
        self.caret.selection(article.text.as_str())
    }

    /// Where the caret stands.
    pub fn caret(&self) -> ByteOffset {
        self.caret.head
    }

    /// Selects `range`; the caret stands at its end.
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

    /// Scrolls with the next frame, by a share of what is in view; up if it is negative.
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

    /// What the reader looks at: the caret, or if that is out of view the first paragraph that is not.
    pub fn reading_place(&self) -> ByteOffset {
        match self.shown.first() {
            Some((first, _)) if self.rect_of(self.caret.head).is_none() => first.piece.range.start(),
            _ => self.caret.head,
        }
    }

    /// Where the character at `offset` was painted in the last frame, if it was: for pop-ups beside it.
    pub fn rect_of(&self, offset: ByteOffset) -> Option<Rect> {
        let (placed, text_at) = self.shown.iter().find(|(placed, _)| {
            placed.piece.range.contains(offset) || (placed.piece.range.end() == offset && placed.piece.range.is_empty())
        })?;
        let index = offset.to_usize() - placed.piece.range.start().to_usize();
        let span = placed.set.spans(index..index + 1).into_iter().next()?;
        let rect = super::marks::tint_rect(placed, &span, *text_at);
        self.shown_in.intersects(rect).then_some(rect)
    }

    /// Whether keys go to the page.
    pub fn has_focus(&self, context: &egui::Context) -> bool {
        self.id.is_some_and(|id| context.memory(|memory| memory.has_focus(id)))
    }

    /// Lets keys go to the page from the next frame on.
    pub fn request_focus(&mut self) {
        self.wants_focus = true;
    }

    fn take_focus(&mut self, ui: &Ui, response: &Response, content: &PageContent<'_>) {
        if std::mem::take(&mut self.wants_focus) || response.is_pointer_button_down_on() && !response.has_focus() {
            response.request_focus();
        }
        // Where layers are compared, and where there is nothing to tag with as in the preview of an import, Tab leads on to the
        // controls beside the page.
        let tab = content.layers.is_none() && !content.labels.is_empty();
        let filter = egui::EventFilter { tab, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }

    /// Everything that depends on article, width, style and marks.
    fn prepare(&mut self, typesetter: &mut Typesetter, content: &PageContent<'_>, style: &PageStyle, columns: &Columns) {
        if self.outline.as_ref().is_none_or(|(id, _)| *id != content.article.id) {
            if self.outline.is_some() {
                // Another article: nothing that was known of the last one holds.
                (self.caret, self.drag, self.reveal) = (Caret::default(), Drag::Nothing, None);
                self.scroll = Scroll { piece: 0, offset: -MARGIN_TOP };
            }
            self.outline =
                Some((content.article.id, content.outline.cloned().unwrap_or_else(|| Rc::new(Outline::new(content.article)))));
            self.index_revision = None;
        }
        let Some((_, outline)) = &self.outline else { return };
        let outline = Rc::clone(outline);
        self.viewport = columns.text.height();
        self.style = Some(*style);
        let height = self.flow.height(self.scroll.piece);
        if self.flow.prepare(&outline, style, columns.text.width()) {
            // The same share of the paragraph stays at the top.
            let mut setting = Setting { flow: &mut self.flow, typesetter, text: content.article.text.as_str(), style };
            let corrected = setting.height(self.scroll.piece);
            if self.scroll.offset > 0.0 && height > 0.0 {
                self.scroll.offset *= corrected / height;
            }
            self.scroll.clamp(&mut setting, self.viewport);
        }
        if self.index_revision != Some(content.revision) {
            self.index = MarkIndex::new(content.marks);
            self.index_revision = Some(content.revision);
        }
    }

    fn take_scrolling(
        &mut self,
        ui: &Ui,
        response: &Response,
        typesetter: &mut Typesetter,
        content: &PageContent<'_>,
        columns: &Columns,
    ) {
        let Some(style) = &self.style else { return };
        let Some((_, outline)) = &self.outline else { return };
        let mut setting = Setting { flow: &mut self.flow, typesetter, text: content.article.text.as_str(), style };
        let mut distance = std::mem::take(&mut self.pending_scroll);
        if response.contains_pointer() {
            distance -= ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        }
        if distance != 0.0 {
            self.scroll.scroll_by(&mut setting, distance, self.viewport);
        }
        if let Some(range) = self.reveal.take() {
            self.scroll.reveal(&mut setting, outline, range, self.viewport);
        }
        if let Some(offset) = Minimap::pointed_at(ui, response.id.with("minimap"), columns, content, style) {
            self.scroll.jump(&mut setting, outline, offset, self.viewport);
        }
    }

    /// The pieces in the viewport, each with the place of its text.
    fn visible(
        &mut self,
        typesetter: &mut Typesetter,
        content: &PageContent<'_>,
        style: &PageStyle,
        columns: &Columns,
    ) -> Vec<(Placed, Pos2)> {
        let text = content.article.text.as_str();
        let mut visible = Vec::new();
        let mut y = columns.text.top() - self.scroll.offset;
        // A piece before the first may reach into view with a line in a deep lane; none has more than a few points there.
        for index in self.scroll.piece.. {
            if y > columns.text.bottom() {
                break;
            }
            let Some(placed) = self.flow.piece(typesetter, text, style, index) else { break };
            let text_at = pos2(columns.text.left() + placed.left, (y + placed.above).round());
            y += self.flow.height(index);
            visible.push((placed, text_at));
        }
        visible
    }

    /// In a pause, sets what a turn of the page would show: then it costs no more than any other frame.
    fn set_ahead(&mut self, ui: &Ui, typesetter: &mut Typesetter, text: &str, shown: Range<usize>) {
        // A frame in which something happens, or that has set new text already, has enough to do.
        let is_pause = !self.flow.take_has_set() && ui.input(|input| input.events.is_empty());
        let bytes = if is_pause { SET_IN_A_PAUSE } else { 0 };
        if !self.flow.set_around(typesetter, text, shown, self.viewport, bytes) {
            ui.ctx().request_repaint_after(PAUSE);
        }
        self.flow.take_has_set();
    }

    fn copy(&self, ui: &Ui, content: &PageContent<'_>) {
        if !self.has_focus(ui.ctx()) || !ui.input(|input| input.events.contains(&egui::Event::Copy)) {
            return;
        }
        let text = content.article.text.as_str();
        if let Some(words) = self.caret.selection(text).and_then(|range| range.of(text)) {
            ui.ctx().copy_text(words.to_owned());
        }
    }

    /// The annotation under the pointer in the last frame.
    pub fn hovered(&self) -> Option<AnnotationId> {
        self.hovered
    }

    pub(super) fn set_hovered(&mut self, hovered: Option<AnnotationId>) {
        self.hovered = hovered;
    }

    pub(super) fn index(&self) -> &MarkIndex {
        &self.index
    }
}
