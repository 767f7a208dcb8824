//! The caret and its motions, with the keys of any editor.

use super::{
    content::PageContent,
    flow::Placed,
    object::TextObject,
    outline::{Outline, PieceKind},
    paragraph::Place,
    scroll::Setting,
    typesetter::Typesetter,
    view::PageView,
};
use crate::text::{ByteOffset, ByteRange, segment};

/// The share of the viewport by which a page motion moves.
const PAGE_SHARE: f32 = 0.9;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// To the left, up, to the start.
    Back,
    /// To the right, down, to the end.
    Forward,
}

/// How far the caret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One character as painted: `Forward` is to the right, in text from right to left too.
    Grapheme(Toward),
    /// One word; `Forward` is to the right.
    Word(Toward),
    /// One line.
    Line(Toward),
    /// One viewport.
    Page(Toward),
    /// To the start or the end of the line.
    LineEdge(Toward),
    /// To the start of this paragraph or the one before, or of the next.
    Paragraph(Toward),
    /// To the start or the end of the article.
    Article(Toward),
}

/// The caret, and the other end of the selection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Caret {
    pub head: ByteOffset,
    /// The caret belongs to the character before it: at the end of a line rather than at the start of the next.
    pub head_is_after: bool,
    pub anchor: ByteOffset,
    /// The horizontal position that the caret keeps to while it moves up and down.
    pub goal_x: Option<f32>,
    /// What [`super::Reader::select_object`] selected last, and around which position.
    pub object: Option<(TextObject, ByteRange, ByteOffset)>,
}

impl Caret {
    /// Whole characters, without white space at the ends.
    pub fn selection(&self, text: &str) -> Option<ByteRange> {
        let range = segment::widen_to_graphemes(text, ByteRange::between(self.anchor, self.head));
        if self.anchor == self.head { None } else { segment::trim(text, range) }
    }

    /// The piece in which the caret is drawn, and its place in that piece.
    pub fn place_in(&self, outline: &Outline) -> (usize, Place) {
        let mut piece = outline.piece_at(self.head);
        let ends_before = |piece: usize| outline.pieces().get(piece).is_some_and(|piece| piece.range.end() == self.head);
        if self.head_is_after && piece > 0 && ends_before(piece - 1) {
            piece -= 1;
        }
        let start = outline.pieces().get(piece).map_or(ByteOffset::ZERO, |piece| piece.range.start());
        (piece, Place { index: self.head.to_usize().saturating_sub(start.to_usize()), is_after: self.head_is_after })
    }
}

impl PageView {
    /// Moves the caret and scrolls to it. With `extend`, the other end of the selection stays. Does nothing before the page
    /// has been shown once.
    pub fn move_caret(&mut self, typesetter: &mut Typesetter, content: &PageContent<'_>, motion: Motion, extend: bool) {
        let (Some(style), Some((id, outline))) = (self.style, self.reader.outline.clone()) else { return };
        if id != content.article.id {
            return;
        }
        let text = content.article.text.as_str();
        let was = self.reader.caret;
        let mut mover = Mover {
            setting: Setting { flow: &mut self.flow, typesetter, text, style: &style },
            outline: &outline,
            caret: self.reader.caret,
        };
        let collapses = !extend && was.anchor != was.head && matches!(motion, Motion::Grapheme(_));
        match motion {
            Motion::Grapheme(toward) if collapses => mover.collapse(toward),
            Motion::Grapheme(toward) => mover.by_grapheme(toward),
            Motion::Word(toward) => mover.by_word(toward),
            Motion::Line(toward) => _ = mover.by_line(toward),
            Motion::Page(toward) => {
                let distance = mover.by_page(toward, self.reader.viewport * PAGE_SHARE);
                self.scroll.scroll_by(&mut mover.setting, distance, self.reader.viewport);
            }
            Motion::LineEdge(toward) => mover.along_line(toward),
            Motion::Paragraph(toward) => mover.by_paragraph(toward),
            Motion::Article(Toward::Back) => mover.put(ByteOffset::ZERO, false),
            Motion::Article(Toward::Forward) => mover.put(content.article.text.end(), true),
        }
        self.reader.caret = Caret { object: None, ..mover.caret };
        if !matches!(motion, Motion::Line(_) | Motion::Page(_)) {
            self.reader.caret.goal_x = None;
        }
        self.reader.caret.anchor = if extend { was.anchor } else { self.reader.caret.head };
        self.reader.scroll_to(ByteRange::between(self.reader.caret.head, self.reader.caret.head));
    }
}

/// Moves a copy of the caret.
struct Mover<'a> {
    setting: Setting<'a>,
    outline: &'a Outline,
    caret: Caret,
}

impl Mover<'_> {
    fn put(&mut self, offset: ByteOffset, is_after: bool) {
        (self.caret.head, self.caret.head_is_after) = (offset, is_after);
    }

    fn here(&mut self) -> Option<(Placed, Place)> {
        let (piece, place) = self.caret.place_in(self.outline);
        Some((self.placed(piece)?, place))
    }

    fn placed(&mut self, piece: usize) -> Option<Placed> {
        self.setting.flow.piece(self.setting.typesetter, self.setting.text, self.setting.style, piece)
    }

    /// To the left or right end of the selection.
    fn collapse(&mut self, toward: Toward) {
        let Some((placed, _)) = self.here() else { return };
        let range = ByteRange::between(self.caret.anchor, self.caret.head);
        let to_end = (toward == Toward::Forward) != placed.set.is_rtl();
        self.put(if to_end { range.end() } else { range.start() }, to_end);
    }

    fn by_grapheme(&mut self, toward: Toward) {
        let Some((placed, place)) = self.here() else { return };
        if let Some(next) = placed.set.beside(place, toward == Toward::Forward) {
            self.put(placed.global(next.index), next.is_after);
            return;
        }
        let forward = (toward == Toward::Forward) != placed.set.is_rtl();
        let text = self.setting.text;
        if forward {
            self.put(segment::next_grapheme(text, placed.piece.range.end()), false);
        } else {
            self.put(segment::previous_grapheme(text, placed.piece.range.start()), true);
        }
    }

    fn by_word(&mut self, toward: Toward) {
        let Some((placed, _)) = self.here() else { return };
        let text = self.setting.text;
        if (toward == Toward::Forward) != placed.set.is_rtl() {
            self.put(segment::next_word_end(text, self.caret.head), true);
        } else {
            self.put(segment::previous_word_start(text, self.caret.head), false);
        }
    }

    /// Moves by a line and returns how far down the caret went, in points, or `None` at the ends of the article.
    fn by_line(&mut self, toward: Toward) -> Option<f32> {
        let (placed, place) = self.here()?;
        let (line, x) = placed.set.caret(place);
        let goal = *self.caret.goal_x.get_or_insert(placed.left + x);
        let height = placed.set.line_height();
        let last = placed.set.lines().len().saturating_sub(1);
        let (target, line, distance) = match toward {
            Toward::Forward if line < last => (placed, line + 1, height),
            Toward::Back if line > 0 => (placed, line - 1, -height),
            Toward::Forward => {
                let (next, passed) = self.neighbour(placed.index, toward)?;
                let distance = height + passed + next.above;
                (next, 0, distance)
            }
            Toward::Back => {
                let (previous, passed) = self.neighbour(placed.index, toward)?;
                let distance = placed.above + passed + previous.set.line_height();
                let line = previous.set.lines().len().saturating_sub(1);
                (previous, line, -distance)
            }
        };
        let next = target.set.hit(goal - target.left, (line as f32 + 0.5) * target.set.line_height());
        self.put(target.global(next.index), next.is_after);
        Some(distance)
    }

    /// The next or previous piece with text, and the height of the space between.
    fn neighbour(&mut self, index: usize, toward: Toward) -> Option<(Placed, f32)> {
        let mut passed = 0.0;
        let mut index = index;
        loop {
            index = if toward == Toward::Forward { index + 1 } else { index.checked_sub(1)? };
            let placed = self.placed(index)?;
            if placed.piece.kind != PieceKind::Blank {
                return Some((placed, passed));
            }
            passed += self.setting.height(index);
        }
    }

    /// Moves by about a page and returns how far down the caret went, in points.
    fn by_page(&mut self, toward: Toward, distance: f32) -> f32 {
        let mut gone = 0.0;
        while let Some(step) = self.by_line(toward) {
            gone += step;
            if gone.abs() >= distance {
                return gone;
            }
        }
        match toward {
            Toward::Forward => self.put(ByteOffset::from_usize(self.setting.text.len()), true),
            Toward::Back => self.put(ByteOffset::ZERO, false),
        }
        gone
    }

    fn along_line(&mut self, toward: Toward) {
        let Some((placed, place)) = self.here() else { return };
        let Some(line) = placed.set.lines().get(placed.set.line_of(place)) else { return };
        let hanging = line.clusters.iter().filter(|cluster| cluster.hangs).map(|cluster| cluster.start as usize).min();
        match toward {
            Toward::Back => self.put(placed.global(line.range.start), false),
            Toward::Forward => self.put(placed.global(hanging.unwrap_or(line.range.end)), true),
        }
    }

    fn by_paragraph(&mut self, toward: Toward) {
        let Some((placed, _)) = self.here() else { return };
        let start = placed.piece.range.start();
        if toward == Toward::Back && self.caret.head > start {
            self.put(start, false);
        } else if let Some((neighbour, _)) = self.neighbour(placed.index, toward) {
            self.put(neighbour.piece.range.start(), false);
        } else if toward == Toward::Forward {
            self.put(placed.piece.range.end(), true);
        }
    }
}
