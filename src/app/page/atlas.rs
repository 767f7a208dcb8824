//! The glyph atlas: bitmaps of glyphs in textures. Each glyph is rasterised once for each size, strength of ink and quarter
//! of a pixel.
//!
//! The textures are pages of fixed size, so that coordinates that were handed out never change. When all pages are full, the
//! atlas drops them and begins new ones. egui frees a texture only after the frame that still shows it.

use egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureId, TextureOptions, Vec2, pos2, vec2};
use std::collections::HashMap;
use swash::{
    FontRef,
    scale::{Render, ScaleContext, Source, StrikeWith, image::Content, image::Image},
    zeno::{Angle, Format, Transform, Vector},
};

/// Width and height of a page, in texels.
const PAGE_TEXELS: usize = 1024;
/// The greatest number of pages before the atlas begins anew, which is 32 MB of texture memory.
const MAX_PAGES: usize = 8;
/// Horizontal positions within a pixel at which a glyph is rasterised.
pub(super) const SUBPIXELS: u8 = 4;
/// Luminance of the ink above which its edges are strengthened, as egui does on dark backgrounds.
const LIGHT_INK: f32 = 0.4;

/// The key of a bitmap.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct GlyphKey {
    pub font: u64,
    pub font_index: u32,
    pub glyph: u32,
    /// Bits of the size in device pixels.
    pub size: u32,
    /// Quarters of a pixel to the right.
    pub subpixel: u8,
    /// Digest of a variable font's settings.
    pub variation: u64,
    pub is_bold: bool,
    /// Degrees of slant.
    pub skew: i8,
    /// Light ink on a dark ground.
    pub is_light: bool,
}

/// The place of a bitmap in its texture, and where it is painted: offset from the pen and size, in device pixels.
#[derive(Clone, Copy)]
pub(super) struct AtlasGlyph {
    pub texture: TextureId,
    pub uv: Rect,
    pub offset: Vec2,
    pub size: Vec2,
    /// Has its own colours.
    pub is_colored: bool,
}

struct Page {
    texture: TextureHandle,
    x: usize,
    y: usize,
    row_height: usize,
}

/// All bitmaps made so far.
pub(super) struct Atlas {
    context: Context,
    scaler: ScaleContext,
    pages: Vec<Page>,
    generation: u64,
    /// `None` for glyphs without any ink.
    glyphs: HashMap<GlyphKey, Option<AtlasGlyph>>,
}

impl Atlas {
    pub fn new(context: &Context) -> Self {
        Self { context: context.clone(), scaler: ScaleContext::new(), pages: Vec::new(), generation: 0, glyphs: HashMap::new() }
    }

    /// A number that grows whenever textures are dropped, so that meshes that use them are made anew.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The bitmap of a glyph of `run`'s font, rasterised now if it is new. `None` if there is nothing to paint.
    pub fn glyph(&mut self, key: GlyphKey, run: &parley::Run<'_, ()>) -> Option<AtlasGlyph> {
        if let Some(known) = self.glyphs.get(&key) {
            return *known;
        }
        let placed = self.rasterise(key, run).and_then(|image| self.place(&image, key.is_light));
        self.glyphs.insert(key, placed);
        placed
    }

    /// A glyph of `run`'s font as coverage or colours; `None` if there is nothing to paint.
    pub(super) fn rasterise(&mut self, key: GlyphKey, run: &parley::Run<'_, ()>) -> Option<Image> {
        let font = run.font();
        let coords = run.normalized_coords().iter().map(|coord| coord.to_bits());
        let face = FontRef::from_index(font.data.data(), font.index as usize)?;
        let size = f32::from_bits(key.size);
        // Glyphs are not hinted: hinting distorts small sizes, and positions in quarters of a pixel keep the distances
        // between letters.
        let mut scaler = self.scaler.builder(face).size(size).hint(false).normalized_coords(coords).build();
        let mut render = Render::new(&[Source::ColorOutline(0), Source::ColorBitmap(StrikeWith::BestFit), Source::Outline]);
        render.format(Format::Alpha).offset(Vector::new(f32::from(key.subpixel) / f32::from(SUBPIXELS), 0.0));
        if key.is_bold {
            render.embolden(size / 40.0);
        }
        if key.skew != 0 {
            render.transform(Some(Transform::skew(Angle::from_degrees(f32::from(key.skew)), Angle::ZERO)));
        }
        let image = render.render(&mut scaler, u16::try_from(key.glyph).ok()?)?;
        (image.placement.width > 0 && image.placement.height > 0).then_some(image)
    }

    fn place(&mut self, image: &Image, is_light: bool) -> Option<AtlasGlyph> {
        let (width, height) = (image.placement.width as usize, image.placement.height as usize);
        let is_colored = image.content == Content::Color;
        let pixels = if is_colored {
            image.data.chunks_exact(4).map(|p| Color32::from_rgba_unmultiplied(p[0], p[1], p[2], p[3])).collect()
        } else {
            image.data.iter().map(|coverage| Color32::from_white_alpha(strengthened(*coverage, is_light))).collect()
        };
        let (x, y) = self.reserve(width, height)?;
        let page = self.pages.last_mut()?;
        page.texture.set_partial([x, y], ColorImage::new([width, height], pixels), TextureOptions::LINEAR);
        let texel = |x: usize, y: usize| pos2(x as f32, y as f32) / PAGE_TEXELS as f32;
        Some(AtlasGlyph {
            texture: page.texture.id(),
            uv: Rect::from_min_max(texel(x, y), texel(x + width, y + height)),
            offset: vec2(image.placement.left as f32, -image.placement.top as f32),
            size: vec2(width as f32, height as f32),
            is_colored,
        })
    }

    /// Reserves room on the last page for a bitmap with an empty texel around it, and begins a new page if there is no room.
    /// Returns `None` for a bitmap larger than a page, which only a letter of a thousand pixels is.
    fn reserve(&mut self, width: usize, height: usize) -> Option<(usize, usize)> {
        if width + 2 > PAGE_TEXELS || height + 2 > PAGE_TEXELS {
            return None;
        }
        if let Some(page) = self.pages.last_mut()
            && let Some(place) = page.reserve(width, height)
        {
            return Some(place);
        }
        if self.pages.len() == MAX_PAGES {
            self.pages.clear();
            self.glyphs.clear();
            self.generation += 1;
        }
        let empty = ColorImage::filled([PAGE_TEXELS, PAGE_TEXELS], Color32::TRANSPARENT);
        let texture = self.context.load_texture("glyphs", empty, TextureOptions::LINEAR);
        self.pages.push(Page { texture, x: 1, y: 1, row_height: 0 });
        self.pages.last_mut()?.reserve(width, height)
    }
}

impl Page {
    fn reserve(&mut self, width: usize, height: usize) -> Option<(usize, usize)> {
        if self.x + width + 1 > PAGE_TEXELS {
            (self.x, self.y, self.row_height) = (1, self.y + self.row_height + 1, 0);
        }
        if self.y + height + 1 > PAGE_TEXELS {
            return None;
        }
        let place = (self.x, self.y);
        self.x += width + 1;
        self.row_height = self.row_height.max(height);
        Some(place)
    }
}

/// Whether ink of this colour is light enough to need stronger edges.
pub(super) fn is_light_ink(color: Color32) -> bool {
    egui::Rgba::from(color.to_opaque()).intensity() > LIGHT_INK
}

/// Turns coverage into alpha: unchanged for dark ink, and `2c − c²` for light ink, which is egui's own choice for each.
fn strengthened(coverage: u8, is_light: bool) -> u8 {
    if !is_light {
        return coverage;
    }
    let c = u32::from(coverage);
    (2 * c - c * c / 255) as u8
}
