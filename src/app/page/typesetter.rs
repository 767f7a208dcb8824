//! Sets and paints text of any script. There is one typesetter for the whole window.

use super::{
    atlas::{Atlas, GlyphKey, SUBPIXELS, is_light_ink},
    fonts,
    paragraph::{Missing, SetParagraph},
    scripts,
    style::{TextStyle, Weight},
};
use crate::text::display::in_window;
use egui::{Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontStyle, LayoutContext, LineHeight, PositionedLayoutItem, StyleProperty,
};
use std::{collections::HashMap, ops::Range, rc::Rc, sync::Arc};

/// Arabic letters are set this much larger, so that they look as large as the Latin ones beside them.
const ARABIC_SCALE: f32 = 1.1;
/// The number of set labels that are kept, which is far more than a window shows.
const MAX_LABELS: usize = 1024;
/// The width of a label, in points, if the layout around it sets no limit.
const WIDTH_WITHOUT_LIMIT: f32 = 2000.0;
/// The number of lines up to which the meshes of a paragraph are kept. Of a longer paragraph only the visible lines are
/// painted, and nothing is kept.
const KEPT_LINES: usize = 40;
const ELLIPSIS: char = '…';

/// Fonts, shaping and glyph bitmaps.
pub struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    atlas: Atlas,
    labels: HashMap<LabelKey, Rc<SetParagraph>>,
}

#[derive(PartialEq, Eq, Hash)]
struct LabelKey {
    text: Box<str>,
    style: StyleKey,
    width: u32,
    max_lines: usize,
}

/// Ink, scale, and the fraction of a device pixel at which the text begins.
type InkKey = (Color32, u32, u32, u32);

/// The meshes of a paragraph as they were painted last.
pub(super) struct KeptMeshes {
    key: InkKey,
    /// Of the atlas.
    generation: u64,
    at: Pos2,
    meshes: Vec<Arc<Mesh>>,
}

type StyleKey = (super::style::Family, Weight, bool, u32, u32);

impl Typesetter {
    /// Makes a typesetter with the embedded fonts, followed by the system's if `system_fonts` is set.
    pub fn new(context: &egui::Context, system_fonts: bool) -> Self {
        Self {
            fonts: fonts::font_context(system_fonts),
            layouts: LayoutContext::new(),
            atlas: Atlas::new(context),
            labels: HashMap::new(),
        }
    }

    /// Sets one paragraph in lines at most `width` points wide. Its first strong character decides its direction.
    pub fn set(&mut self, text: &str, style: &TextStyle, width: f32) -> SetParagraph {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(fonts::stack(style.family).into()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(fonts::weight(style.weight)));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(style.line_height_px)));
        builder.push_default(StyleProperty::OverflowWrap(parley::OverflowWrap::Anywhere));
        if style.italic {
            builder.push_default(StyleProperty::FontStyle(FontStyle::Italic));
        }
        for range in scripts::arabic_ranges(text) {
            builder.push(StyleProperty::FontSize(style.size * ARABIC_SCALE), range);
        }
        for range in scripts::emoji_ranges(text) {
            builder.push(StyleProperty::FontFamily(fonts::emoji_stack(style.family).into()), range);
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        SetParagraph::new(layout, text, style.size, style.line_height_px)
    }

    /// Sets `text` in at most `max_lines` lines, and ends the last one with "…" if there is more. What would turn round the text
    /// beside it is shown as an escape. The result is kept for the next frame.
    pub fn set_elided(&mut self, text: &str, style: &TextStyle, width: f32, max_lines: usize) -> Rc<SetParagraph> {
        let style_key = (style.family, style.weight, style.italic, style.size.to_bits(), style.line_height_px.to_bits());
        let key = LabelKey { text: text.into(), style: style_key, width: width.to_bits(), max_lines };
        if let Some(known) = self.labels.get(&key) {
            return Rc::clone(known);
        }
        let set = Rc::new(self.elide(&in_window(text), style, width, max_lines));
        if self.labels.len() >= MAX_LABELS {
            self.labels.clear();
        }
        self.labels.insert(key, Rc::clone(&set));
        set
    }

    /// Shows text in any script, elided with "…". Text that reads from right to left is aligned to the right.
    pub fn label(&mut self, ui: &mut Ui, text: &str, style: &TextStyle, max_lines: usize) -> Response {
        let width = Some(ui.available_width()).filter(|width| width.is_finite()).unwrap_or(WIDTH_WITHOUT_LIMIT);
        let set = self.set_elided(text, style, width, max_lines);
        let used = if set.is_rtl() { width } else { set.width().ceil().min(width) };
        let (rect, response) = ui.allocate_exact_size(vec2(used, set.height()), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, ui.is_enabled(), text));
        if ui.is_rect_visible(rect) {
            self.paint(ui.painter(), &set, rect.min, style.color);
        }
        response
    }

    /// Paints text with its top left corner at `at`, elided to `max_lines` lines of `width` points, and returns the area
    /// that it covers.
    pub fn paint_text(
        &mut self,
        painter: &Painter,
        at: Pos2,
        text: &str,
        style: &TextStyle,
        width: f32,
        max_lines: usize,
    ) -> Rect {
        let set = self.set_elided(text, style, width, max_lines);
        self.paint(painter, &set, at, style.color);
        let left = if set.is_rtl() { at.x + width - set.width() } else { at.x };
        Rect::from_min_size(pos2(left, at.y), vec2(set.width(), set.height()))
    }

    /// Breaks a paragraph into lines of another width. This is much quicker than setting it, because the shaped letters are
    /// kept.
    pub fn set_in_width(&mut self, set: &SetParagraph, text: &str, width: f32) -> SetParagraph {
        let mut layout = set.layout.clone();
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        SetParagraph::new(layout, text, set.size(), set.line_height())
    }

    /// Paints a set paragraph, as far as the painter's clip rectangle shows it.
    pub fn paint(&mut self, painter: &Painter, set: &SetParagraph, at: Pos2, color: Color32) {
        let clip = painter.clip_rect();
        let first = set.line_at(clip.top() - at.y - set.line_height());
        let last = set.line_at(clip.bottom() - at.y + set.line_height());
        let pen = Pen { at, color, pixels_per_point: painter.pixels_per_point(), is_light: is_light_ink(color) };
        if set.lines().len() <= KEPT_LINES {
            painter.extend(self.kept_meshes(set, &pen).into_iter().map(Shape::mesh));
        } else {
            painter.extend(self.meshes(set, first..last + 1, &pen).into_iter().map(Shape::mesh));
        }
        for missing in &set.missing {
            if (first..=last).contains(&missing.line) {
                self.paint_code_point(painter, set, missing, at, color);
            }
        }
    }

    /// Makes the meshes of these lines, one for each texture.
    fn meshes(&mut self, set: &SetParagraph, lines: Range<usize>, pen: &Pen) -> Vec<Mesh> {
        let mut meshes: Vec<Mesh> = Vec::new();
        for (number, line) in set.layout.lines().enumerate().take(lines.end).skip(lines.start) {
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    self.add_run(&mut meshes, &run, set.baseline(number), pen);
                }
            }
        }
        meshes
    }

    /// The meshes of all lines as they were painted last, moved to the pen. They are made anew if moving them would not give
    /// the same picture.
    fn kept_meshes(&mut self, set: &SetParagraph, pen: &Pen) -> Vec<Arc<Mesh>> {
        let key = pen.ink_key();
        let mut kept = set.kept.borrow_mut();
        match &mut *kept {
            Some(kept) if kept.key == key && kept.generation == self.atlas.generation() => {
                let distance = pen.at - kept.at;
                if distance != egui::Vec2::ZERO {
                    kept.meshes.iter_mut().for_each(|mesh| Arc::make_mut(mesh).translate(distance));
                    kept.at = pen.at;
                }
                kept.meshes.clone()
            }
            _ => {
                let before = self.atlas.generation();
                let meshes: Vec<Arc<Mesh>> = self.meshes(set, 0..set.lines().len(), pen).into_iter().map(Arc::new).collect();
                let generation = self.atlas.generation();
                // If the atlas dropped textures in between, the meshes are not kept, because those textures are gone with
                // the next frame.
                *kept = (before == generation).then(|| KeptMeshes { key, generation, at: pen.at, meshes: meshes.clone() });
                meshes
            }
        }
    }

    /// Adds a run's glyphs to the mesh of the texture each is in.
    fn add_run(&mut self, meshes: &mut Vec<Mesh>, glyphs: &parley::GlyphRun<'_, ()>, baseline: f32, pen: &Pen) {
        let run = glyphs.run();
        let synthesis = run.synthesis();
        let scale = pen.pixels_per_point;
        let key = GlyphKey {
            font: run.font().data.id(),
            font_index: run.font().index,
            glyph: 0,
            size: (run.font_size() * scale).to_bits(),
            subpixel: 0,
            variation: run.normalized_coords().iter().fold(0, |digest: u64, coord| {
                digest.wrapping_mul(0x100_0193).wrapping_add(u64::from(coord.to_bits().cast_unsigned()) + 1)
            }),
            is_bold: synthesis.embolden(),
            skew: synthesis.skew().unwrap_or(0.0) as i8,
            is_light: pen.is_light,
        };
        for glyph in glyphs.positioned_glyphs().filter(|glyph| glyph.id != 0) {
            let x = (pen.at.x + glyph.x) * scale + 0.5 / f32::from(SUBPIXELS);
            let y = ((pen.at.y + baseline + glyph.y - glyphs.baseline()) * scale).round();
            let subpixel = ((x - x.floor()) * f32::from(SUBPIXELS)) as u8;
            let key = GlyphKey { glyph: glyph.id, subpixel: subpixel.min(SUBPIXELS - 1), ..key };
            let Some(bitmap) = self.atlas.glyph(key, run) else { continue };
            let min = pos2(x.floor(), y) + bitmap.offset;
            let rect = Rect::from_min_max(min / scale, (min + bitmap.size) / scale);
            let tint = if bitmap.is_colored { Color32::WHITE } else { pen.color };
            match meshes.iter_mut().find(|mesh| mesh.texture_id == bitmap.texture) {
                Some(mesh) => mesh.add_rect_with_uv(rect, bitmap.uv, tint),
                None => {
                    let mut mesh = Mesh::with_texture(bitmap.texture);
                    mesh.add_rect_with_uv(rect, bitmap.uv, tint);
                    meshes.push(mesh);
                }
            }
        }
    }

    /// Paints a small box with the code point, in place of a character that no font has.
    fn paint_code_point(&mut self, painter: &Painter, set: &SetParagraph, missing: &Missing, at: Pos2, color: Color32) {
        let digits = format!("{:04X}", u32::from(missing.character));
        let (upper, lower) = digits.split_at(digits.len().div_ceil(2));
        let baseline = at.y + set.baseline(missing.line);
        let letter = Rect::from_min_max(
            pos2(at.x + missing.x0 + 0.5, baseline - set.size() * 0.82),
            pos2(at.x + missing.x1 - 0.5, baseline + set.size() * 0.16),
        );
        // The box of a combining mark is to the right of its letter, where the font left room for it.
        let frame =
            if missing.is_mark { letter.with_min_x(letter.right() - letter.width().min(set.size() * 0.5)) } else { letter };
        painter.rect_stroke(frame, CornerRadius::same(1), Stroke::new(0.75, color), StrokeKind::Inside);
        let size = (frame.width() / upper.len() as f32 * 1.35).min(set.size() * 0.42);
        let style = TextStyle {
            family: super::style::Family::Sans,
            size,
            weight: Weight::Medium,
            italic: false,
            line_height_px: frame.height() / 2.0,
            color,
        };
        for (row, part) in [upper, lower].into_iter().enumerate() {
            let digits = self.set_elided(part, &style, f32::INFINITY, 1);
            let x = frame.center().x - digits.width() / 2.0;
            self.paint(painter, &digits, pos2(x, frame.top() + row as f32 * frame.height() / 2.0), color);
        }
    }

    fn elide(&mut self, text: &str, style: &TextStyle, width: f32, max_lines: usize) -> SetParagraph {
        // A label has a line or two, so no more of a long text is examined than could fit.
        let letters = (width / style.size * 4.0).clamp(8.0, 2000.0) as usize * max_lines + 8;
        let head = text.char_indices().nth(letters).map_or(text, |(end, _)| &text[..end]);
        let head = head.split('\n').next().unwrap_or(head);
        let set = self.set(head, style, width);
        if head.len() == text.len() && set.lines().len() <= max_lines {
            return set;
        }
        let end = set.lines().get(max_lines.saturating_sub(1)).map_or(head.len(), |line| line.range.end);
        let mut kept = head.get(..end).unwrap_or(head).trim_end();
        loop {
            let shortened = self.set(&format!("{kept}{ELLIPSIS}"), style, width);
            if shortened.lines().len() <= max_lines || kept.is_empty() {
                return shortened;
            }
            let end = crate::text::segment::previous_grapheme(kept, crate::text::ByteOffset::from_usize(kept.len()));
            kept = kept[..end.to_usize()].trim_end();
        }
    }
}

/// A glyph as the share of each pixel that it covers. Positions are in pixels from the start of its line on the baseline.
pub(super) struct GlyphImage {
    pub left: i32,
    pub top: i32,
    /// Pixels of a row.
    pub width: usize,
    pub coverage: Vec<u8>,
}

/// A width in which no line is broken.
const ONE_LINE: f32 = 1e5;

impl Typesetter {
    /// The glyphs of words on one line, and its width, for pictures without a window. Sizes are in pixels.
    pub(super) fn glyph_images(&mut self, words: &str, style: &TextStyle) -> (f32, Vec<GlyphImage>) {
        let set = self.set(words, style, ONE_LINE);
        let width = set.width().ceil();
        // Words that read from right to left begin at the right edge of the given width.
        let set = self.set_in_width(&set, words, width + 1.0);
        let mut images = Vec::new();
        for line in set.layout.lines().take(1) {
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    self.add_images(&mut images, &run);
                }
            }
        }
        (width, images)
    }

    fn add_images(&mut self, images: &mut Vec<GlyphImage>, glyphs: &parley::GlyphRun<'_, ()>) {
        let run = glyphs.run();
        let synthesis = run.synthesis();
        for glyph in glyphs.positioned_glyphs().filter(|glyph| glyph.id != 0) {
            let subpixel = ((glyph.x - glyph.x.floor()) * f32::from(SUBPIXELS)) as u8;
            let key = GlyphKey {
                font: run.font().data.id(),
                font_index: run.font().index,
                glyph: glyph.id,
                size: run.font_size().to_bits(),
                subpixel: subpixel.min(SUBPIXELS - 1),
                variation: 0,
                is_bold: synthesis.embolden(),
                skew: synthesis.skew().unwrap_or(0.0) as i8,
                is_light: false,
            };
            let Some(image) = self.atlas.rasterise(key, run) else { continue };
            let is_colored = image.content == swash::scale::image::Content::Color;
            let coverage = if is_colored { image.data.chunks_exact(4).map(|pixel| pixel[3]).collect() } else { image.data };
            images.push(GlyphImage {
                left: glyph.x.floor() as i32 + image.placement.left,
                top: (glyph.y - glyphs.baseline()).round() as i32 - image.placement.top,
                width: image.placement.width as usize,
                coverage,
            });
        }
    }
}

/// Where and how glyphs are painted.
struct Pen {
    at: Pos2,
    color: Color32,
    pixels_per_point: f32,
    is_light: bool,
}

impl Pen {
    /// Everything that decides how glyphs look, apart from a shift by whole device pixels.
    fn ink_key(&self) -> InkKey {
        let part = |points: f32| (points * self.pixels_per_point).rem_euclid(1.0).to_bits();
        (self.color, self.pixels_per_point.to_bits(), part(self.at.x), part(self.at.y))
    }
}
