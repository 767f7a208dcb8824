//! Handles the mouse on the page: selects words, clicks annotations, and drags their edges.

use super::{
    caret::Caret,
    content::{PageContent, PageEvent, Side},
    flow::Placed,
    mark_index::FragmentRef,
    marks::edges,
    paragraph::Place,
    view::PageView,
};
use crate::{
    project::AnnotationId,
    text::{ByteOffset, ByteRange, segment},
};
use egui::{CursorIcon, PointerButton, Pos2, Response, Ui};

/// The distance, in points, within which the pointer grabs a handle.
const GRAB: f32 = 7.0;
/// The speed of scrolling while dragging beyond the page's edge: this many times the distance beyond the edge, in each
/// second.
const AUTOSCROLL: f32 = 12.0;

/// The thing that is being dragged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Drag {
    #[default]
    Nothing,
    /// A selection that began at `origin`.
    Select { origin: ByteOffset },
    /// One end of a fragment.
    Edge { id: AnnotationId, fragment: usize, is_end: bool, original: ByteRange, range: ByteRange },
}

/// The visible pieces and where their text begins.
type Visible = [(Placed, Pos2)];

impl PageView {
    /// The fragment whose edge is being dragged, and the range that it would have if it were dropped now.
    pub(super) fn preview(&self, content: &PageContent<'_>) -> Option<(AnnotationId, usize, ByteRange)> {
        match self.drag {
            Drag::Edge { id, fragment, range, .. } if content.selected == Some(id) => Some((id, fragment, range)),
            _ => None,
        }
    }

    /// Handles the pointer on the visible pieces.
    pub(super) fn take_pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        content: &PageContent<'_>,
        visible: &Visible,
        events: &mut Vec<PageEvent>,
    ) {
        self.hover(ui, response, content, visible);
        let text = content.article.text.as_str();
        let Some(at) = response.interact_pointer_pos() else { return };
        let Some((offset, is_after)) = offset_at(visible, at) else { return };
        if response.drag_started_by(PointerButton::Primary) {
            self.begin_drag(ui.input(|input| input.pointer.press_origin()).unwrap_or(at), content, visible);
        }
        if response.dragged_by(PointerButton::Primary) || response.drag_stopped_by(PointerButton::Primary) {
            let by_word = !ui.input(|input| input.modifiers.alt);
            self.drag_to(content, offset, by_word);
            self.autoscroll(ui, response, at);
        }
        if response.drag_stopped_by(PointerButton::Primary) {
            self.end_drag(content, events);
        } else if response.triple_clicked() {
            self.select_by_click(segment::sentence_at(text, offset), events);
        } else if response.double_clicked() {
            self.select_by_click(segment::word_at(text, offset), events);
        } else if response.clicked() && ui.input(|input| input.modifiers.shift) {
            (self.reader.caret.head, self.reader.caret.head_is_after) = (offset, is_after);
            events.extend(self.reader.caret.selection(text).map(PageEvent::Selected));
        } else if response.clicked() {
            self.reader.caret = Caret { head: offset, anchor: offset, head_is_after: is_after, ..Caret::default() };
            events.push(self.pointed_at(content, visible, at));
        }
    }

    fn hover(&mut self, ui: &Ui, response: &Response, content: &PageContent<'_>, visible: &Visible) {
        let at = response.hover_pos().filter(|_| response.contains_pointer());
        let Some(at) = at else {
            self.set_hovered(None);
            return;
        };
        let under = self.marks_at(content, visible, at);
        self.set_hovered(under.first().and_then(|mark| content.marks.get(*mark)).map(|mark| mark.id));
        let on_handle = matches!(self.drag, Drag::Edge { .. }) || self.handle_at(content, visible, at).is_some();
        ui.ctx().set_cursor_icon(if on_handle { CursorIcon::ResizeHorizontal } else { CursorIcon::Text });
    }

    fn begin_drag(&mut self, origin: Pos2, content: &PageContent<'_>, visible: &Visible) {
        self.drag = if let Some(edge) = self.handle_at(content, visible, origin) {
            edge
        } else if let Some((origin, _)) = offset_at(visible, origin) {
            self.reader.caret = Caret { head: origin, anchor: origin, ..Caret::default() };
            Drag::Select { origin }
        } else {
            Drag::Nothing
        };
    }

    fn drag_to(&mut self, content: &PageContent<'_>, offset: ByteOffset, by_word: bool) {
        let text = content.article.text.as_str();
        match &mut self.drag {
            Drag::Nothing => {}
            Drag::Select { origin } => {
                let range = ByteRange::between(*origin, offset);
                let range = if by_word { snap_to_words(text, range) } else { segment::widen_to_graphemes(text, range) };
                let forward = offset >= *origin;
                (self.reader.caret.anchor, self.reader.caret.head) =
                    if forward { (range.start(), range.end()) } else { (range.end(), range.start()) };
                self.reader.caret.head_is_after = forward;
            }
            Drag::Edge { id, fragment, is_end, original, range } => {
                let fixed = if *is_end { original.start() } else { original.end() };
                // The edge that is not dragged stays where it is, wherever the other one goes.
                let inside = if *is_end { offset > fixed } else { offset < fixed };
                let snapped = snap_to_words(text, ByteRange::between(offset, offset));
                let moved = match (by_word, *is_end) {
                    (false, _) => segment::widen_to_graphemes(text, ByteRange::between(offset, offset)).start(),
                    (true, true) => snapped.end(),
                    (true, false) => snapped.start(),
                };
                // Fragments of one annotation never overlap.
                let is_free = |new: &ByteRange| {
                    let mark = content.marks.iter().find(|mark| mark.id == *id);
                    mark.is_some_and(|mark| {
                        mark.fragments.iter().enumerate().all(|(i, other)| i == *fragment || !other.overlaps(*new))
                    })
                };
                let new = segment::trim(text, ByteRange::between(fixed, moved));
                if let Some(new) = new.filter(|new| inside && is_free(new)) {
                    *range = new;
                }
            }
        }
    }

    fn end_drag(&mut self, content: &PageContent<'_>, events: &mut Vec<PageEvent>) {
        match std::mem::take(&mut self.drag) {
            Drag::Nothing => {}
            Drag::Select { .. } => events.extend(self.reader.selection(content.article).map(PageEvent::Selected)),
            Drag::Edge { id, fragment, original, range, .. } => {
                if range != original {
                    events.push(PageEvent::EdgeDragged { id, fragment, range });
                }
            }
        }
    }

    /// Scrolls while something is dragged beyond the page's upper or lower edge.
    fn autoscroll(&mut self, ui: &Ui, response: &Response, at: Pos2) {
        let beyond = (at.y - response.rect.bottom()).max(0.0) + (at.y - response.rect.top()).min(0.0);
        if beyond != 0.0 && self.drag != Drag::Nothing {
            let seconds = ui.input(|input| input.stable_dt).min(0.1);
            self.reader.pending_scroll += beyond * AUTOSCROLL * seconds;
            ui.ctx().request_repaint();
        }
    }

    fn select_by_click(&mut self, range: Option<ByteRange>, events: &mut Vec<PageEvent>) {
        if let Some(range) = range {
            self.reader.set_selection(range);
            events.push(PageEvent::Selected(range));
        }
    }

    /// The event that a click causes. It selects the innermost annotation there, or the next one if one of them is already
    /// selected.
    fn pointed_at(&self, content: &PageContent<'_>, visible: &Visible, at: Pos2) -> PageEvent {
        let under: Vec<_> = self.marks_at(content, visible, at).into_iter().filter_map(|mark| content.marks.get(mark)).collect();
        let next = under.iter().position(|mark| Some(mark.id) == content.selected).map_or(0, |i| i + 1);
        match under.get(next).or(under.first()) {
            Some(mark) => PageEvent::AnnotationClicked(mark.id),
            None => PageEvent::Cleared,
        }
    }

    /// The marks whose words are under the pointer, the innermost first.
    fn marks_at(&self, content: &PageContent<'_>, visible: &Visible, at: Pos2) -> Vec<usize> {
        let Some((placed, offset)) = visible.iter().find_map(|(placed, text_at)| {
            let index = placed.set.cluster_at(at.x - text_at.x, at.y - text_at.y)?;
            Some((placed, placed.global(index)))
        }) else {
            return Vec::new();
        };
        let covers = |FragmentRef { mark, fragment }: &FragmentRef| {
            content.marks.get(*mark).and_then(|mark| mark.fragments.iter().nth(*fragment)).is_some_and(|r| r.contains(offset))
        };
        let mut under: Vec<usize> = self.index().in_piece(placed.index).filter(covers).map(|at| at.mark).collect();
        under.sort_by_key(|mark| (content.marks[*mark].fragments.covered_bytes(), std::cmp::Reverse(*mark)));
        under
    }

    /// The edge of the selected annotation that the pointer would grab.
    fn handle_at(&self, content: &PageContent<'_>, visible: &Visible, at: Pos2) -> Option<Drag> {
        for (placed, text_at) in visible {
            for FragmentRef { mark, fragment } in self.index().in_piece(placed.index) {
                let Some(mark) = content.marks.get(mark).filter(|mark| Some(mark.id) == content.selected) else { continue };
                if content.guest.is_some() && mark.side == Side::Above {
                    continue;
                }
                let Some(range) = mark.fragments.iter().nth(fragment) else { continue };
                let near = edges(placed, range, *text_at).into_iter().flatten().find(|edge| {
                    let beside = (at.x - edge.x).abs() <= GRAB * 0.6 && (edge.top..=edge.bottom).contains(&at.y);
                    beside || edge.knob().distance(at) <= GRAB
                });
                if let Some(edge) = near {
                    return Some(Drag::Edge { id: mark.id, fragment, is_end: edge.is_end, original: range, range });
                }
            }
        }
        None
    }
}

/// The position in the text that is nearest to a point, and whether it belongs to the character before it.
fn offset_at(visible: &Visible, at: Pos2) -> Option<(ByteOffset, bool)> {
    let below = visible.partition_point(|(placed, text_at)| text_at.y - placed.above / 2.0 <= at.y);
    let (placed, text_at) = visible.get(below.saturating_sub(1))?;
    let Place { index, is_after } = placed.set.hit(at.x - text_at.x, at.y - text_at.y);
    Some((placed.global(index), is_after))
}

/// Widens `range` to whole words if an end lies inside a word. The result never splits a character.
fn snap_to_words(text: &str, range: ByteRange) -> ByteRange {
    let word_around =
        |offset: ByteOffset| segment::word_at(text, offset).filter(|word| word.start() < offset && offset < word.end());
    let start = word_around(range.start()).map_or(range.start(), ByteRange::start);
    let end = word_around(range.end()).map_or(range.end(), ByteRange::end);
    segment::widen_to_graphemes(text, ByteRange::between(start, end))
}
