//! The outline of an article on the page: one piece per paragraph, and several pieces for a long paragraph.

use super::style::{PageStyle, TextStyle, Weight};
use crate::{
    project::{Article, BlockKind},
    text::{ByteOffset, ByteRange},
};

/// A longer paragraph is cut at white space near this many bytes, so that setting a piece never holds up a frame.
pub const MAX_PIECE_BYTES: usize = 20 * 1024;

/// The kind of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Body text.
    Body,
    /// A line without any text.
    Blank,
    /// A block that the importer marked as special.
    Block(BlockKind),
}

/// A paragraph or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Its text, without the line feed.
    pub range: ByteRange,
    /// What it is.
    pub kind: PieceKind,
    /// The paragraph's number in the margin, at its first piece.
    pub number: Option<u32>,
    /// Number of code points.
    pub chars: u32,
    /// Empty space before it, in points at zoom 1.
    pub above: f32,
    /// Whether the byline comes before this piece.
    pub follows_byline: bool,
}

/// All pieces of an article in order; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pieces: Vec<Piece>,
}

impl Outline {
    /// Cuts the article up.
    pub fn new(article: &Article) -> Self {
        let text = article.text.as_str();
        let mut pieces: Vec<Piece> = Vec::with_capacity(article.text.num_lines());
        let (mut number, mut before) = (0, None);
        for line in 0..article.text.num_lines() {
            let Some(range) = article.text.line_range(line) else { continue };
            let words = range.of(text).unwrap_or("");
            let kind = if words.trim().is_empty() {
                PieceKind::Blank
            } else {
                article.block_at(range).map_or(PieceKind::Body, PieceKind::Block)
            };
            let numbered = matches!(kind, PieceKind::Body | PieceKind::Block(BlockKind::ListItem | BlockKind::Quotation));
            number += u32::from(numbered);
            let above = space_between(before, pieces.last().is_some_and(|piece| piece.kind == PieceKind::Blank), kind);
            before = if kind == PieceKind::Blank { before } else { Some(kind) };
            for (i, part) in cut(range, words).enumerate() {
                pieces.push(Piece {
                    range: part,
                    kind,
                    number: (numbered && i == 0).then_some(number),
                    chars: part.of(text).map_or(0, |words| words.chars().count()) as u32,
                    above: if i == 0 { above } else { 0.0 },
                    follows_byline: false,
                });
            }
        }
        let headline = pieces.iter().rposition(|piece| piece.kind == PieceKind::Block(BlockKind::Headline));
        let after = headline.map_or(0, |at| at + 1);
        if let Some(piece) = pieces.get_mut(after) {
            piece.follows_byline = true;
        }
        Self { pieces }
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The piece that holds `offset`; a line feed belongs to the piece it ends.
    pub fn piece_at(&self, offset: ByteOffset) -> usize {
        self.pieces.partition_point(|piece| piece.range.start() <= offset).saturating_sub(1)
    }

    /// The pieces that share text with `range`.
    pub fn pieces_in(&self, range: ByteRange) -> std::ops::Range<usize> {
        let start = self.pieces.partition_point(|piece| piece.range.end() <= range.start());
        let end = self.pieces.partition_point(|piece| piece.range.start() < range.end());
        start..end.max(start)
    }

    /// The number of the paragraph that piece `index` belongs to, or of the last one before it; 0 before the first.
    pub fn number_of(&self, index: usize) -> u32 {
        self.pieces.iter().take(index + 1).rev().find_map(|piece| piece.number).unwrap_or(0)
    }

    /// Where the paragraph with this number in the margin begins.
    pub fn paragraph(&self, number: u32) -> Option<ByteOffset> {
        self.pieces.iter().find(|piece| piece.number == Some(number)).map(|piece| piece.range.start())
    }

    /// Number of numbered paragraphs.
    pub fn num_paragraphs(&self) -> u32 {
        self.number_of(self.pieces.len().saturating_sub(1))
    }
}

impl PieceKind {
    /// How its text is set.
    pub(super) fn text_style(self, style: &PageStyle) -> TextStyle {
        let heading = |size: f32, line: f32| TextStyle { weight: Weight::Semibold, ..style.sized(size, line) };
        match self {
            Self::Body | Self::Blank | Self::Block(BlockKind::ListItem | BlockKind::Quotation) => style.body(),
            Self::Block(BlockKind::Headline) => heading(style.headline_px, style.headline_line_px),
            Self::Block(BlockKind::Heading(1)) => heading(style.body_px * 1.33, style.line_px * 1.13),
            Self::Block(BlockKind::Heading(2)) => heading(style.body_px * 1.17, style.line_px),
            Self::Block(BlockKind::Heading(_)) => heading(style.body_px, style.line_px),
            Self::Block(BlockKind::Metadata | BlockKind::Notice) => {
                TextStyle { color: style.muted, ..style.sized(style.body_px * 0.83, style.line_px * 0.8) }
            }
        }
    }

    /// The indent of its text in the column, in points.
    pub(super) fn indent(self, style: &PageStyle) -> f32 {
        match self {
            Self::Block(BlockKind::ListItem | BlockKind::Quotation) => (24.0 * style.zoom).round(),
            _ => 0.0,
        }
    }
}

/// The space before a piece of `kind` if `before` is the last piece with text: a gap between paragraphs, less inside lists
/// and metadata, and more before headings. The first blank line takes the place of the gap that its neighbours have anyway.
fn space_between(before: Option<PieceKind>, after_blank: bool, kind: PieceKind) -> f32 {
    use BlockKind::{Heading, Headline, ListItem, Metadata};
    use PieceKind::{Blank, Block};
    match (before, kind) {
        (_, Blank) if after_blank => 8.0,
        (None, _) | (_, Blank) | (Some(Block(Headline)), Block(Headline)) => 0.0,
        (Some(Block(Metadata)), Block(Metadata)) => 0.0,
        (Some(Block(ListItem)), Block(ListItem)) => 6.0,
        (_, Block(Heading(_))) => 26.0,
        (Some(Block(Heading(_))), _) => 8.0,
        _ => 16.0,
    }
}

/// Cuts `range` into parts of at most [`MAX_PIECE_BYTES`], each of which ends with white space if there is any, except the
/// last.
fn cut(range: ByteRange, words: &str) -> impl Iterator<Item = ByteRange> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start > words.len() || (start == words.len() && start > 0) {
            return None;
        }
        let rest = &words[start..];
        let end = if rest.len() <= MAX_PIECE_BYTES {
            words.len().max(1)
        } else {
            let head = &rest[..rest.floor_char_boundary(MAX_PIECE_BYTES)];
            let at_space = head.char_indices().rev().find(|(_, c)| c.is_whitespace()).map(|(i, c)| i + c.len_utf8());
            // Without white space, the cut at least does not split a grapheme cluster.
            let by_grapheme = || crate::text::segment::previous_grapheme(rest, ByteOffset::from_usize(head.len())).to_usize();
            start + at_space.unwrap_or_else(|| by_grapheme().max(1))
        };
        let part = ByteRange::from_usize(range.start().to_usize() + start..range.start().to_usize() + end.min(words.len()));
        start = end;
        Some(part)
    })
}
