//! The column of text: pieces one below the other, laid out when they come near the viewport.

use super::{
    outline::{Outline, Piece, PieceKind},
    paragraph::SetParagraph,
    style::PageStyle,
    typesetter::Typesetter,
};
use crate::text::{ByteOffset, ByteRange};
use std::{collections::HashMap, ops::Range, rc::Rc};

/// The width of an average letter as a share of the type size, for estimating unknown heights.
const LETTER_WIDTH: f32 = 0.45;
/// The greatest amount of text, in bytes, that is kept typeset: dozens of screens, at about a hundred times its size in
/// memory.
const MAX_SET_BYTES: usize = 200 * 1024;
/// The number of pieces that are kept on either side of the visible ones when there is too much text.
const KEPT_NEIGHBOURS: usize = 8;
/// The meta line: space above, its own height, space below.
pub(super) const BYLINE: [f32; 3] = [10.0, 20.0, 10.0];

/// An article's text in a column of one width and style.
#[derive(Default)]
pub(super) struct Flow {
    outline: Option<Rc<Outline>>,
    /// The heights of pieces that have been set in this width.
    heights: HashMap<usize, f32>,
    style: Option<PageStyle>,
    set: HashMap<usize, Rc<SetParagraph>>,
    /// The pieces that were set in the previous width.
    narrower_or_wider: HashMap<usize, Rc<SetParagraph>>,
    set_bytes: usize,
    /// Whether something has been laid out since the last query.
    has_set: bool,
    width: f32,
    style_key: [u32; 7],
}

impl Flow {
    /// Prepares for an article, or for another width or style. Returns true if all heights have become unknown.
    pub fn prepare(&mut self, outline: &Rc<Outline>, style: &PageStyle, width: f32) -> bool {
        let known = self.outline.as_ref().is_some_and(|old| Rc::ptr_eq(old, outline));
        if known && self.width.to_bits() == width.to_bits() && self.style_key == style.measure_key() {
            return false;
        }
        // If only the width differs, the shaped letters are kept and only broken into lines anew.
        let keeps_letters = known && self.style_key == style.measure_key();
        self.narrower_or_wider = if keeps_letters { std::mem::take(&mut self.set) } else { HashMap::new() };
        self.outline = Some(Rc::clone(outline));
        (self.width, self.style_key) = (width, style.measure_key());
        self.set.clear();
        self.set_bytes = 0;
        self.heights.clear();
        self.style = Some(*style);
        true
    }

    pub fn len(&self) -> usize {
        self.outline.as_ref().map_or(0, |outline| outline.pieces().len())
    }

    /// The height of piece `index` with the space above it, estimated if it has not been set; 0 beyond the end.
    pub fn height(&self, index: usize) -> f32 {
        self.heights.get(&index).copied().or_else(|| self.estimate(index)).unwrap_or(0.0)
    }

    fn estimate(&self, index: usize) -> Option<f32> {
        let (piece, style) = (self.outline.as_ref()?.pieces().get(index)?, self.style.as_ref()?);
        let text = piece.kind.text_style(style);
        let letters = ((self.width - piece.kind.indent(style)) / (text.size * LETTER_WIDTH)).max(1.0);
        let lines = if piece.kind == PieceKind::Blank { 0.0 } else { (piece.chars as f32 / letters).ceil().max(1.0) };
        Some(space_above(piece, style) + lines * text.line_height_px)
    }

    /// Sets piece `index` if it is not set yet, and corrects its height.
    pub fn piece(&mut self, typesetter: &mut Typesetter, text: &str, style: &PageStyle, index: usize) -> Option<Placed> {
        let piece = *self.outline.as_ref()?.pieces().get(index)?;
        let indent = piece.kind.indent(style);
        let set = match self.set.get(&index) {
            Some(set) => Rc::clone(set),
            None => {
                let words = piece.range.of(text).unwrap_or("");
                let width = (self.width - indent).max(40.0);
                let set = Rc::new(match self.narrower_or_wider.remove(&index) {
                    Some(set) => typesetter.set_in_width(&set, words, width),
                    None => typesetter.set(words, &piece.kind.text_style(style), width),
                });
                let height = if piece.kind == PieceKind::Blank { 0.0 } else { set.height() };
                self.heights.insert(index, space_above(&piece, style) + height);
                self.set_bytes += words.len();
                self.has_set = true;
                self.set.insert(index, Rc::clone(&set));
                set
            }
        };
        // Text from right to left is indented from the right.
        let left = if set.is_rtl() { 0.0 } else { indent };
        Some(Placed { index, piece, set, left, above: space_above(&piece, style) })
    }

    /// Returns whether anything has been set since the last call.
    pub fn take_has_set(&mut self) -> bool {
        std::mem::take(&mut self.has_set)
    }

    /// Sets a viewport of pieces before the visible ones and another after them, but at most `bytes` of text. Returns
    /// whether all of them are set.
    pub fn set_around(
        &mut self,
        typesetter: &mut Typesetter,
        text: &str,
        visible: Range<usize>,
        viewport: f32,
        bytes: usize,
    ) -> bool {
        let Some(style) = self.style else { return true };
        let (len, mut left) = (self.len(), bytes);
        let mut walk = |pieces: &mut dyn Iterator<Item = usize>| {
            let mut height = 0.0;
            for index in pieces {
                if height > viewport || index >= len {
                    break;
                }
                if !self.set.contains_key(&index) {
                    if left == 0 {
                        return false;
                    }
                    let Some(placed) = self.piece(typesetter, text, &style, index) else { break };
                    left = left.saturating_sub(placed.piece.range.len().max(1));
                }
                height += self.height(index);
            }
            true
        };
        walk(&mut (visible.end..)) && walk(&mut (0..visible.start).rev())
    }

    /// Forgets pieces far from the visible ones, when there is too much text.
    pub fn forget_far_from(&mut self, visible: Range<usize>) {
        if self.set_bytes <= MAX_SET_BYTES {
            return;
        }
        let keep = visible.start.saturating_sub(KEPT_NEIGHBOURS)..visible.end + KEPT_NEIGHBOURS;
        self.narrower_or_wider.clear();
        self.set.retain(|index, _| keep.contains(index));
        self.set_bytes = self.set.values().map(|set| set.text_len()).sum();
    }
}

/// A piece that has been set, and where in the column its text begins.
#[derive(Clone)]
pub(super) struct Placed {
    pub index: usize,
    pub piece: Piece,
    pub set: Rc<SetParagraph>,
    /// The distance from the left edge of the column to that of the text.
    pub left: f32,
    /// The distance from the top of the piece to the top of the text.
    pub above: f32,
}

impl Placed {
    /// The part of `range` that lies in this piece, from the piece's start.
    pub fn local(&self, range: ByteRange) -> Option<Range<usize>> {
        let base = self.piece.range.start().to_usize();
        let part = range.intersection(self.piece.range)?.to_usize();
        Some(part.start - base..part.end - base)
    }

    /// The article's offset of one in this piece.
    pub fn global(&self, index: usize) -> ByteOffset {
        ByteOffset::from_usize((self.piece.range.start().to_usize() + index).min(self.piece.range.end().to_usize()))
    }
}

/// The whole space between the piece before and the text of this one.
fn space_above(piece: &Piece, style: &PageStyle) -> f32 {
    let byline = if piece.follows_byline { BYLINE.iter().sum() } else { 0.0 };
    byline + (piece.above * style.zoom).round()
}
