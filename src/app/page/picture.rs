//! Renders drawings as PNG pictures. Shapes are anti-aliased by the share of a pixel that they cover, and words are set as
//! on the page, in any script.

use super::{
    style::{Family, TextStyle, Weight},
    typesetter::{GlyphImage, Typesetter},
};
use crate::compare::results::drawing::{Anchor, Drawing, Ink, Item, Palette};
use egui::Color32;

/// The number of pixels per point, which is sharp in print at the width of a page.
const SCALE: f64 = 3.0;
/// Width and height at most, in pixels.
const MAX_PIXELS: f64 = 12_000.0;

/// The drawing on white paper as a PNG.
///
/// # Errors
/// If it is too large for a picture, in words for a reader.
pub fn png(drawing: &Drawing, palette: &Palette, typesetter: &mut Typesetter) -> Result<Vec<u8>, String> {
    let (width, height) = (drawing.width * SCALE, drawing.height * SCALE);
    if !(1.0..=MAX_PIXELS).contains(&width) || !(1.0..=MAX_PIXELS).contains(&height) {
        return Err("it is too large for a picture; save it as SVG".to_owned());
    }
    let mut canvas = Canvas::new(width.ceil() as usize, height.ceil() as usize, palette.color(Ink::Paper));
    for item in &drawing.items {
        canvas.draw(item, palette, typesetter);
    }
    canvas.encode().map_err(|error| format!("it cannot be written as PNG: {error}"))
}

/// Opaque pixels, row after row.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Canvas {
    fn new(width: usize, height: usize, paper: [u8; 3]) -> Self {
        Self { width, height, pixels: vec![paper; width * height] }
    }

    fn draw(&mut self, item: &Item, palette: &Palette, typesetter: &mut Typesetter) {
        match item {
            Item::Rect { area: [x, y, width, height], ink, opacity } => {
                self.rect([*x, *y, x + width, y + height], palette.color(*ink), *opacity);
            }
            // All lines in drawings are horizontal or vertical.
            Item::Line { ends: [x1, y1, x2, y2], ink, width } => {
                let half = width / 2.0;
                let area = if y1 == y2 { [*x1, y1 - half, *x2, y1 + half] } else { [x1 - half, *y1, x1 + half, *y2] };
                self.rect(area, palette.color(*ink), 1.0);
            }
            Item::Dot { at, radius, ink, is_filled } => {
                self.dot(*at, *radius, palette.color(*ink));
                if !is_filled {
                    self.dot(*at, radius - 1.5, palette.color(Ink::Paper));
                }
            }
            Item::Words { at, words, size, is_strong, anchor, ink } => {
                let weight = if *is_strong { Weight::Semibold } else { Weight::Regular };
                let color = palette.color(*ink);
                let ink = Color32::BLACK;
                let size = (*size * SCALE) as f32;
                let style =
                    TextStyle { family: Family::Sans, size, weight, italic: false, line_height_px: size * 1.5, color: ink };
                let (width, glyphs) = typesetter.glyph_images(words, &style);
                let left = at[0] * SCALE
                    - match anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => f64::from(width) / 2.0,
                        Anchor::End => f64::from(width),
                    };
                glyphs.iter().for_each(|glyph| self.glyph(glyph, [left.round(), (at[1] * SCALE).round()], color));
            }
        }
    }

    /// An area from left, top to right, bottom, in points.
    fn rect(&mut self, area: [f64; 4], color: [u8; 3], opacity: f64) {
        let [left, top, right, bottom] = area.map(|end| end * SCALE);
        let share = |pixel: usize, from: f64, to: f64| ((pixel as f64 + 1.0).min(to) - (pixel as f64).max(from)).clamp(0.0, 1.0);
        for y in rows(top, bottom, self.height) {
            for x in rows(left, right, self.width) {
                self.blend(x, y, color, opacity * share(x, left, right) * share(y, top, bottom));
            }
        }
    }

    fn dot(&mut self, [x, y]: [f64; 2], radius: f64, color: [u8; 3]) {
        let (x, y, radius) = (x * SCALE, y * SCALE, radius * SCALE);
        for row in rows(y - radius - 1.0, y + radius + 1.0, self.height) {
            for column in rows(x - radius - 1.0, x + radius + 1.0, self.width) {
                let distance = (column as f64 + 0.5 - x).hypot(row as f64 + 0.5 - y);
                self.blend(column, row, color, (radius - distance + 0.5).clamp(0.0, 1.0));
            }
        }
    }

    fn glyph(&mut self, glyph: &GlyphImage, [x, y]: [f64; 2], color: [u8; 3]) {
        let (left, top) = (x as i64 + i64::from(glyph.left), y as i64 + i64::from(glyph.top));
        for (number, alpha) in glyph.coverage.iter().enumerate() {
            let column = left + (number % glyph.width) as i64;
            let row = top + (number / glyph.width) as i64;
            if let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row)) {
                self.blend(column, row, color, f64::from(*alpha) / 255.0);
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, color: [u8; 3], share: f64) {
        if x >= self.width || y >= self.height {
            return;
        }
        let pixel = &mut self.pixels[y * self.width + x];
        for (channel, ink) in pixel.iter_mut().zip(color) {
            *channel = (f64::from(*channel) * (1.0 - share) + f64::from(ink) * share).round() as u8;
        }
    }

    fn encode(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.pixels.as_flattened())?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// The pixels that something from `from` to `to` touches.
fn rows(from: f64, to: f64, limit: usize) -> std::ops::Range<usize> {
    (from.floor().max(0.0) as usize).min(limit)..(to.ceil().max(0.0) as usize).min(limit)
}

#[cfg(test)]
mod tests {
    use super::{super::Typesetter, Anchor, Drawing, Ink, Item, Palette, SCALE, png};

    #[test]
    fn a_picture_has_shapes_and_words_on_white_paper() {
        let mut drawing = Drawing { key: "d", title: String::new(), width: 60.0, height: 20.0, items: Vec::new() };
        drawing.items.push(Item::Rect { area: [0.0, 0.0, 10.0, 20.0], ink: Ink::Label(0), opacity: 1.0 });
        drawing.words([30.0, 14.0], "قُتل A", 12.0, Anchor::Start, Ink::Ink);
        let mut typesetter = Typesetter::new(&egui::Context::default(), false);
        let palette = Palette { labels: vec![[200, 10, 20]] };
        let bytes = png(&drawing, &palette, &mut typesetter).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), ((60.0 * SCALE) as u32, (20.0 * SCALE) as u32));
        let at = |x: usize, y: usize| &pixels[(y * info.width as usize + x) * 3..][..3];
        assert_eq!(at(5, 30), [200, 10, 20]);
        assert_eq!(at(60, 3), [255, 255, 255]);
        assert!((95..170).any(|x| (10..50).any(|y| at(x, y)[0] < 80)), "there is ink where the words are");
        let huge = Drawing { width: 1e6, ..drawing };
        assert!(png(&huge, &palette, &mut typesetter).is_err());
    }
}
