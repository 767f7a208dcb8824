//! The lines under annotated words. Each label has its own pattern, so that labels can be distinguished without colour.

use crate::project::LinePattern;
use egui::{Color32, CornerRadius, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2, vec2};

/// Height of a single line, in points.
const SINGLE: f32 = 1.75;
const DOUBLE: f32 = 1.0;
const THICK: f32 = 3.0;
const DASH: (f32, f32) = (5.0, 3.0);
const DOT: (f32, f32) = (2.0, 2.25);
const WAVE: (f32, f32) = (6.0, 1.4);

/// Paints a line of `pattern` along `x`, its middle at `y`.
pub fn paint_line(painter: &Painter, x: Rangef, y: f32, color: Color32, pattern: LinePattern) {
    let pixel = 1.0 / painter.pixels_per_point();
    // Straight lines begin and end on device pixels, so that they are sharp at every scale.
    let snap = |points: f32| (points / pixel).round() * pixel;
    let bar = |left: f32, right: f32, middle: f32, height: f32| {
        let height = snap(height).max(pixel);
        let rect = Rect::from_min_max(pos2(left, snap(middle - height / 2.0)), pos2(right, snap(middle - height / 2.0) + height));
        painter.rect_filled(rect, CornerRadius::ZERO, color);
    };
    match pattern {
        LinePattern::Single => bar(x.min, x.max, y, SINGLE),
        LinePattern::Thick => bar(x.min, x.max, y, THICK),
        LinePattern::Double => {
            bar(x.min, x.max, y - 1.25, DOUBLE);
            bar(x.min, x.max, y + 1.25, DOUBLE);
        }
        LinePattern::Dashed => repeat(x, DASH, |left, right| bar(left, right, y, SINGLE)),
        LinePattern::Dotted => repeat(x, DOT, |left, right| bar(left, right, y, DOT.0)),
        LinePattern::Wavy => painter.add_wave(x, y, color),
    }
}

/// Paints dots from one place to another: what joins the fragments of an annotation.
pub(super) fn paint_connector(painter: &Painter, from: Pos2, to: Pos2, color: Color32) {
    painter.extend(Shape::dotted_line(&[from, to], color, 4.5, 0.9));
}

trait Wave {
    fn add_wave(&self, x: Rangef, y: f32, color: Color32);
}

impl Wave for Painter {
    fn add_wave(&self, x: Rangef, y: f32, color: Color32) {
        let (length, height) = WAVE;
        let steps = ((x.span() / length * 8.0) as usize).clamp(2, 4000);
        let points = (0..=steps).map(|i| {
            let along = x.span() * i as f32 / steps as f32;
            pos2(x.min, y) + vec2(along, height * (along / length * std::f32::consts::TAU).sin())
        });
        self.add(Shape::line(points.collect(), Stroke::new(1.25, color)));
    }
}

/// Calls `part` for every dash of `(length, gap)` along `x`; the last one is cut.
fn repeat(x: Rangef, (length, gap): (f32, f32), part: impl Fn(f32, f32)) {
    let mut left = x.min;
    while left < x.max {
        part(left, (left + length).min(x.max));
        left += length + gap;
    }
}
