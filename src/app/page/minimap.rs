//! The minimap shows the whole article at a glance: annotations in their colours, and the visible part. Clicking and
//! dragging scroll.
//!
//! Heights are proportional to bytes and not to points, so that nothing moves when an estimated height is corrected. A short
//! article takes up no more of the strip than of the page.

use super::{
    content::{PageContent, Side},
    paint::Columns,
    style::PageStyle,
};
use crate::text::{ByteOffset, ByteRange};
use egui::{Color32, CornerRadius, Id, Mesh, Painter, Rangef, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

/// The least height of an annotation, the least height of the frame around the visible part, and the empty space beside the
/// colours.
const MIN_MARK: f32 = 3.0;
const MIN_FRAME: f32 = 16.0;
const INSET: f32 = 3.0;
/// The width of a byte of text as a share of the type size, including its part of the space between paragraphs.
const BYTE_WIDTH: f32 = 0.5;

/// The picture of all annotations, made anew only when they or the space for it change.
#[derive(Default)]
pub(super) struct Minimap {
    key: Option<(u64, u32, u32)>,
    colors: Vec<Color32>,
    rows: Vec<(Rangef, Color32)>,
}

impl Minimap {
    /// The position to which the reader clicked or dragged.
    pub fn pointed_at(ui: &Ui, id: Id, columns: &Columns, content: &PageContent<'_>, style: &PageStyle) -> Option<ByteOffset> {
        let response = ui.interact(columns.minimap, id, Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, "Overview of the article"));
        let at = response.interact_pointer_pos()?;
        let text = content.article.text.as_str();
        let height = height(columns.minimap, style, text.len());
        let share = ((at.y - columns.minimap.top()) / height.max(1.0)).clamp(0.0, 1.0);
        Some(ByteOffset::from_usize(text.floor_char_boundary((f64::from(share) * text.len() as f64) as usize)))
    }

    pub fn paint(
        &mut self,
        painter: &Painter,
        columns: &Columns,
        content: &PageContent<'_>,
        style: &PageStyle,
        shown: ByteRange,
    ) {
        let area = columns.minimap;
        let text_len = content.article.text.end().get();
        let height = height(area, style, text_len as usize);
        self.prepare(content, height, text_len);
        painter.vline(area.left(), area.y_range(), Stroke::new(1.0, style.hairline));
        let mut mesh = Mesh::default();
        for (y, color) in &self.rows {
            let min = pos2(area.left() + INSET + 0.5, area.top() + y.min);
            mesh.add_colored_rect(Rect::from_min_size(min, vec2(area.width() - 2.0 * INSET, y.span())), *color);
        }
        let per_row = f64::from(text_len.max(1)) / f64::from(height.max(1.0));
        let hits = content.hits.ranges;
        for row in 0..if hits.is_empty() { 0 } else { height.max(0.0) as usize } {
            let [from, to] = [row, row + 1].map(|row| (row as f64 * per_row) as u32);
            let at = hits.partition_point(|hit| hit.start().get() < from);
            if hits.get(at).is_some_and(|hit| hit.start().get() < to) {
                let min = pos2(area.right() - INSET - 4.0, area.top() + row as f32);
                mesh.add_colored_rect(Rect::from_min_size(min, vec2(6.0, 2.0)), style.hit);
            }
        }
        painter.add(Shape::mesh(mesh));
        let scale = height / text_len.max(1) as f32;
        let (top, bottom) = (shown.start().get() as f32 * scale, shown.end().get() as f32 * scale);
        let bottom = bottom.max(top + MIN_FRAME).min(height.max(MIN_FRAME) - 1.0);
        let top = top.min(bottom - MIN_FRAME).max(1.0);
        let frame = Rect::from_min_max(area.min + vec2(1.5, top), pos2(area.right() - 0.5, area.top() + bottom));
        painter.rect_stroke(frame, CornerRadius::same(2), Stroke::new(1.0, style.faint), StrokeKind::Inside);
    }

    /// Computes one colour for every row of points. If annotations share a row, the last in reading order wins, which is the
    /// innermost if they are nested.
    fn prepare(&mut self, content: &PageContent<'_>, height: f32, text_len: u32) {
        let key = Some((content.revision, height.to_bits(), text_len));
        let colors = content.labels.iter().map(|look| look.color);
        if self.key == key && colors.clone().eq(self.colors.iter().copied()) {
            return;
        }
        (self.key, self.colors) = (key, colors.collect());
        let mut rows: Vec<Option<Color32>> = vec![None; height.max(0.0) as usize];
        let scale = height / text_len.max(1) as f32;
        // Annotations of another layer do not appear in the minimap.
        for mark in content.marks.iter().filter(|mark| content.guest.is_none() || mark.side != Side::Above) {
            let Some(look) = content.labels.get(mark.label_index) else { continue };
            for range in mark.fragments.iter() {
                let top = (range.start().get() as f32 * scale) as usize;
                let bottom = ((range.end().get() as f32 * scale).max(top as f32 + MIN_MARK)) as usize;
                for row in rows.iter_mut().take(bottom).skip(top) {
                    *row = Some(look.color);
                }
            }
        }
        self.rows.clear();
        for (y, color) in rows.into_iter().enumerate().filter_map(|(y, color)| Some((y as f32, color?))) {
            match self.rows.last_mut() {
                Some((range, last)) if *last == color && range.max == y => range.max += 1.0,
                _ => self.rows.push((Rangef::new(y, y + 1.0), color)),
            }
        }
    }
}

/// The height of the strip that a text of `text_len` bytes takes up.
fn height(strip: Rect, style: &PageStyle, text_len: usize) -> f32 {
    let bytes_in_line = (style.column_px / (style.body_px * BYTE_WIDTH)).max(1.0);
    strip.height().min(text_len as f32 / bytes_in_line * style.line_px * style.zoom * style.zoom)
}
