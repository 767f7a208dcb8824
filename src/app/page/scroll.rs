//! The scroll position: a piece and a distance into it, which stays right when heights elsewhere are corrected.

use super::{flow::Flow, outline::Outline, paragraph::Place, style::PageStyle, typesetter::Typesetter};
use crate::text::{ByteOffset, ByteRange};

/// Empty paper before the first piece and after the last, in points.
pub(super) const MARGIN_TOP: f32 = 36.0;
const MARGIN_BOTTOM: f32 = 56.0;

/// The number of pieces within which a target counts as near, so that the heights on the way are measured.
const NEAR_PIECES: usize = 40;

/// Everything needed to set a piece.
pub(super) struct Setting<'a> {
    pub flow: &'a mut Flow,
    pub typesetter: &'a mut Typesetter,
    pub text: &'a str,
    pub style: &'a PageStyle,
}

impl Setting<'_> {
    /// The true height of piece `index`.
    pub fn height(&mut self, index: usize) -> f32 {
        self.flow.piece(self.typesetter, self.text, self.style, index);
        self.flow.height(index)
    }
}

/// The piece at the top of the viewport, and how far it has been scrolled off. A negative distance shows paper above it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    pub piece: usize,
    pub offset: f32,
}

impl Scroll {
    /// Puts `offset` roughly into the middle of the viewport, for clicks on the minimap.
    pub fn jump(&mut self, setting: &mut Setting<'_>, outline: &Outline, offset: ByteOffset, viewport: f32) {
        self.piece = outline.piece_at(offset);
        let range = outline.pieces().get(self.piece).map(|piece| piece.range).unwrap_or_default();
        let share = (offset.get().saturating_sub(range.start().get())) as f32 / range.len().max(1) as f32;
        self.offset = share * setting.height(self.piece) - viewport / 2.0;
        self.settle(setting);
        self.clamp(setting, viewport);
    }

    /// Scrolls as little as necessary to show the line on which `range` begins, or puts it at a third of the viewport if it
    /// is far away.
    pub fn reveal(&mut self, setting: &mut Setting<'_>, outline: &Outline, range: ByteRange, viewport: f32) {
        let piece = outline.piece_at(range.start());
        let Some(placed) = setting.flow.piece(setting.typesetter, setting.text, setting.style, piece) else { return };
        let index = range.start().to_usize().saturating_sub(placed.piece.range.start().to_usize());
        let line = placed.set.line_of(Place { index, is_after: false });
        let line_height = placed.set.line_height();
        let in_piece = placed.above + line as f32 * line_height;
        if piece.abs_diff(self.piece) > NEAR_PIECES {
            (self.piece, self.offset) = (piece, in_piece - viewport / 3.0);
            self.settle(setting);
            self.clamp(setting, viewport);
            return;
        }
        let between = |from: usize, to: usize, setting: &mut Setting<'_>| (from..to).map(|i| setting.height(i)).sum::<f32>();
        let top = in_piece - self.offset + between(self.piece, piece, setting) - between(piece, self.piece, setting);
        let margin = (2.0 * line_height).min(viewport / 4.0);
        let (over, under) = (top - margin, top + line_height + margin - viewport);
        let distance = if over < 0.0 { over } else { under.max(0.0) };
        if distance.abs() > viewport {
            self.scroll_by(setting, top - viewport / 3.0, viewport);
        } else if distance != 0.0 {
            self.scroll_by(setting, distance, viewport);
        }
    }

    /// Scrolls down by `points` (up if negative) over pieces of known height, then stays within the page.
    pub fn scroll_by(&mut self, setting: &mut Setting<'_>, points: f32, viewport: f32) {
        self.offset += points;
        self.settle(setting);
        self.clamp(setting, viewport);
    }

    /// Makes `piece` the one at the top of the viewport.
    fn settle(&mut self, setting: &mut Setting<'_>) {
        while self.offset < 0.0 && self.piece > 0 {
            self.piece -= 1;
            self.offset += setting.height(self.piece);
        }
        while self.piece + 1 < setting.flow.len() {
            let height = setting.height(self.piece);
            if self.offset < height {
                break;
            }
            self.offset -= height;
            self.piece += 1;
        }
    }

    /// Shows no more empty paper than the margins.
    pub fn clamp(&mut self, setting: &mut Setting<'_>, viewport: f32) {
        self.piece = self.piece.min(setting.flow.len().saturating_sub(1));
        // The height of the text below the top of the viewport, counted only as far as it matters.
        let mut below = -self.offset + MARGIN_BOTTOM;
        let mut piece = self.piece;
        while piece < setting.flow.len() && below < viewport {
            below += setting.height(piece);
            piece += 1;
        }
        if below < viewport {
            self.offset -= viewport - below;
            self.settle(setting);
        }
        if self.piece == 0 && self.offset < -MARGIN_TOP {
            self.offset = -MARGIN_TOP;
        }
    }
}
