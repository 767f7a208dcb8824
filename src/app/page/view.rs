//! The page as a widget: shows the part of an article around the reader's place, and returns what the reader did.
//!
//! A frame has these steps: prepare (column, heights, index of marks), scroll, set the visible pieces, handle the pointer,
//! paint, and describe the page to screen readers. Only visible pieces are examined, so a frame costs the same in any
//! article.

use super::{
    access,
    caret::Caret,
    chips,
    content::{PageContent, PageEvent},
    flow::{Flow, Placed},
    links::PageLink,
    mark_index::MarkIndex,
    marks::MarkPainter,
    minimap::Minimap,
    outline::Outline,
    paint::{Columns, columns},
    pointer::Drag,
    reader::Reader,
    scroll::{MARGIN_TOP, Scroll, Setting},
    style::PageStyle,
    typesetter::Typesetter,
};
use crate::project::AnnotationId;
use egui::{CornerRadius, Pos2, Response, Sense, Ui, pos2};
use std::{ops::Range, rc::Rc, time::Duration};

/// The amount of text, in bytes, that is set ahead in one frame of a pause. It takes less than a millisecond.
const SET_IN_A_PAUSE: usize = 1024;
/// The time from one such frame to the next.
const PAUSE: Duration = Duration::from_millis(30);

/// One open article: where the reader is, and everything that is kept from frame to frame to draw it.
pub struct PageView {
    /// Where the reader is; moved by what the reader does on the page.
    pub reader: Reader,
    pub(super) flow: Flow,
    pub(super) scroll: Scroll,
    pub(super) drag: Drag,
    pub(super) style: Option<PageStyle>,
    index: MarkIndex,
    index_revision: Option<u64>,
    minimap: Minimap,
    hovered: Option<AnnotationId>,
    pub(super) links: Vec<PageLink>,
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
            reader: Reader::new(),
            flow: Flow::default(),
            scroll: Scroll { piece: 0, offset: -MARGIN_TOP },
            drag: Drag::Nothing,
            style: None,
            index: MarkIndex::default(),
            index_revision: None,
            minimap: Minimap::default(),
            hovered: None,
            links: Vec::new(),
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
        self.reader.id = Some(response.id);
        access::describe_page(ui, &response);
        self.take_focus(ui, &response, content);
        let columns = columns(rect, style);
        self.prepare(typesetter, content, style, &columns);
        self.take_scrolling(ui, &response, typesetter, content, &columns);
        let visible = self.visible(typesetter, content, style, &columns);
        if let (Some((_, outline)), Some(first), Some(last)) = (&self.reader.outline, visible.first(), visible.last()) {
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
        // Compared layers have their names at their lines instead.
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
        (self.reader.shown, self.reader.shown_in) = (Rc::new(visible), rect);
        events
    }

    /// Goes on where `reader` is: from the beginning, if its page is a new one.
    pub fn go_on(&mut self, reader: &Reader) {
        if reader.is_new {
            *self = Self::new();
        }
        self.reader = Reader { is_new: false, ..reader.clone() };
    }

    fn take_focus(&mut self, ui: &Ui, response: &Response, content: &PageContent<'_>) {
        if std::mem::take(&mut self.reader.wants_focus) || response.is_pointer_button_down_on() && !response.has_focus() {
            response.request_focus();
        }
        // Where layers are compared, and where there is nothing to tag with as in the preview of an import, Tab leads on to the
        // controls beside the page.
        let tab = content.layers.is_none() && !content.labels.is_empty();
        let filter = egui::EventFilter { tab, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }

    /// Updates everything that depends on article, width, style and marks.
    fn prepare(&mut self, typesetter: &mut Typesetter, content: &PageContent<'_>, style: &PageStyle, columns: &Columns) {
        if self.reader.outline.as_ref().is_none_or(|(id, _)| *id != content.article.id) {
            if self.reader.outline.is_some() {
                // For another article, nothing that was known of the last one holds.
                (self.reader.caret, self.drag, self.reader.reveal) = (Caret::default(), Drag::Nothing, None);
                self.scroll = Scroll { piece: 0, offset: -MARGIN_TOP };
            }
            self.reader.outline =
                Some((content.article.id, content.outline.cloned().unwrap_or_else(|| Rc::new(Outline::new(content.article)))));
            self.index_revision = None;
        }
        let Some((_, outline)) = &self.reader.outline else { return };
        let outline = Rc::clone(outline);
        self.reader.viewport = columns.text.height();
        self.style = Some(*style);
        let height = self.flow.height(self.scroll.piece);
        if self.flow.prepare(&outline, style, columns.text.width()) {
            // The same share of the paragraph stays at the top.
            let mut setting = Setting { flow: &mut self.flow, typesetter, text: content.article.text.as_str(), style };
            let corrected = setting.height(self.scroll.piece);
            if self.scroll.offset > 0.0 && height > 0.0 {
                self.scroll.offset *= corrected / height;
            }
            self.scroll.clamp(&mut setting, self.reader.viewport);
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
        let Some((_, outline)) = &self.reader.outline else { return };
        let mut setting = Setting { flow: &mut self.flow, typesetter, text: content.article.text.as_str(), style };
        let mut distance = std::mem::take(&mut self.reader.pending_scroll);
        if response.contains_pointer() {
            distance -= ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        }
        if distance != 0.0 {
            self.scroll.scroll_by(&mut setting, distance, self.reader.viewport);
        }
        if let Some(range) = self.reader.reveal.take() {
            self.scroll.reveal(&mut setting, outline, range, self.reader.viewport);
        }
        if let Some(offset) = Minimap::pointed_at(ui, response.id.with("minimap"), columns, content, style) {
            self.scroll.jump(&mut setting, outline, offset, self.reader.viewport);
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
        // A piece above the first may reach into view with a line in a deep lane, but never by more than a few points.
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

    /// In a pause, sets the text that a turn of the page would show, so that turning it costs no more than any other frame.
    fn set_ahead(&mut self, ui: &Ui, typesetter: &mut Typesetter, text: &str, shown: Range<usize>) {
        // A frame in which something happens, or that has already set new text, has enough to do.
        let is_pause = !self.flow.take_has_set() && ui.input(|input| input.events.is_empty());
        let bytes = if is_pause { SET_IN_A_PAUSE } else { 0 };
        if !self.flow.set_around(typesetter, text, shown, self.reader.viewport, bytes) {
            ui.ctx().request_repaint_after(PAUSE);
        }
        self.flow.take_has_set();
    }

    fn copy(&self, ui: &Ui, content: &PageContent<'_>) {
        if !self.reader.has_focus(ui.ctx()) || !ui.input(|input| input.events.contains(&egui::Event::Copy)) {
            return;
        }
        let text = content.article.text.as_str();
        if let Some(words) = self.reader.caret.selection(text).and_then(|range| range.of(text)) {
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
