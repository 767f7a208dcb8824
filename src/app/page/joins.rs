//! Joins between aligned annotations of two compared layers. A join runs from the line above the words to the line below
//! them, at the start of the words that both cover. It is faint, except for the pair in front and the one under the pointer.

use super::{
    flow::Placed,
    marks::{MarkPainter, tint_rect},
};
use crate::{project::AnnotationId, text::ByteRange};
use egui::{Painter, Pos2, Rangef, Stroke, lerp};

/// Two annotations that are aligned with each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Join {
    /// The first words that both cover.
    pub shared: ByteRange,
    /// The indices of the two in the list of marks: the one of the first layer, then the one of the second.
    pub marks: [usize; 2],
}

/// The widths of a faint and of a strong line in points, and the opacity of a faint line.
const QUIET: f32 = 1.0;
const STRONG: f32 = 2.0;
const QUIET_SHARE: f32 = 0.45;

impl MarkPainter<'_> {
    /// Paints the joins that begin in `visible` pieces, each half in the colour of the label at its end.
    pub fn paint_joins(&self, painter: &Painter, visible: &[(Placed, Pos2)]) {
        let Some(layers) = self.layers else { return };
        let near = self.near_pointer();
        for (placed, text_at) in visible {
            let begins_here = |join: &&Join| {
                placed.piece.range.start() <= join.shared.start() && join.shared.start() < placed.piece.range.end()
            };
            for join in layers.joins.iter().filter(begins_here) {
                let [Some(above), Some(below)] = join.marks.map(|place| self.marks.get(place)) else { continue };
                let looks = [above, below].map(|mark| self.labels.get(mark.label_index));
                let (Some(local), [Some(upper), Some(lower)]) = (placed.local(join.shared), looks) else { continue };
                let spans = placed.set.spans(local);
                let Some(span) = spans.iter().find(|span| span.has_start) else { continue };
                let tint = tint_rect(placed, span, *text_at);
                let x = if span.is_rtl { tint.right() + 0.5 } else { tint.left() - 0.5 };
                let ends = join.marks.map(|place| self.line_y(placed, span, *text_at, place));
                let [Some(top), Some(bottom)] = ends else { continue };
                let is_strong = [above.id, below.id].iter().any(|id| self.is_in_front(*id) || near.contains(&Some(*id)));
                let (width, share) = if is_strong { (STRONG, 1.0) } else { (QUIET, QUIET_SHARE) };
                let middle = lerp(top..=bottom, 0.5);
                painter.vline(x, Rangef::new(top, middle), Stroke::new(width, upper.color.gamma_multiply(share)));
                painter.vline(x, Rangef::new(middle, bottom), Stroke::new(width, lower.color.gamma_multiply(share)));
            }
        }
    }

    /// The compared annotation under the pointer, and the annotation with which it is aligned.
    pub fn near_pointer(&self) -> [Option<AnnotationId>; 2] {
        let (Some(layers), Some(hovered)) = (self.layers, self.hovered) else { return [None, None] };
        let ids = |join: &Join| join.marks.map(|place| self.marks.get(place).map(|mark| mark.id));
        let pair = layers.joins.iter().map(ids).find(|ids| ids.contains(&Some(hovered)));
        pair.unwrap_or([Some(hovered), None])
    }
}
