//! A software rasteriser for egui's meshes, so that pictures are the same on every machine.
//!
//! Colours are premultiplied and blended in gamma space, as egui's own renderers do. Triangles follow the top-left rule.

use egui::{
    Color32, Context, FullOutput, Pos2, Rect, TextureId, TextureOptions, TexturesDelta,
    epaint::{ClippedPrimitive, ImageData, ImageDelta, Primitive, Vertex, textures::TextureFilter},
};
use std::collections::HashMap;

/// Renders what egui paints into an image.
#[derive(Default)]
pub struct SoftRenderer {
    textures: HashMap<TextureId, Texture>,
    /// Still shown by the last frame, to be dropped with the next.
    outdated: Vec<TextureId>,
}

struct Texture {
    width: usize,
    height: usize,
    texels: Vec<[u8; 4]>,
    options: TextureOptions,
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 4]>,
}

/// Pixels that may be painted: left, top, right, bottom; the last two excluded.
type Clip = [i32; 4];

impl egui_kittest::TestRenderer for SoftRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for id in std::mem::replace(&mut self.outdated, delta.free.drain().collect()) {
            self.textures.remove(&id);
        }
        delta.set.drain().for_each(|(id, images)| images.iter().for_each(|image| self.update(id, image)));
    }

    fn render(&mut self, context: &Context, output: &FullOutput) -> Result<image::RgbaImage, String> {
        let scale = output.pixels_per_point;
        let primitives = context.tessellate(output.shapes.clone(), scale);
        let size = context.content_rect().size() * scale;
        let background = context.global_style().visuals.panel_fill;
        let canvas = self.draw(size.x.round() as usize, size.y.round() as usize, background, &primitives, scale);
        let bytes = canvas.pixels.into_iter().flatten().collect();
        image::RgbaImage::from_raw(canvas.width as u32, canvas.height as u32, bytes).ok_or_else(|| "wrong size".to_owned())
    }
}

impl SoftRenderer {
    fn update(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let [width, height] = image.size;
        let texels = image.pixels.iter().map(Color32::to_array);
        let Some([left, top]) = delta.pos else {
            self.textures.insert(id, Texture { width, height, texels: texels.collect(), options: delta.options });
            return;
        };
        if let Some(texture) = self.textures.get_mut(&id) {
            for (i, texel) in texels.enumerate() {
                texture.texels[(top + i / width) * texture.width + left + i % width] = texel;
            }
        }
    }

    fn draw(&self, width: usize, height: usize, background: Color32, primitives: &[ClippedPrimitive], scale: f32) -> Canvas {
        let mut canvas = Canvas { width, height, pixels: vec![background.to_array(); width * height] };
        for ClippedPrimitive { clip_rect, primitive } in primitives {
            let clip = clip_of(*clip_rect, scale, width, height);
            let Primitive::Mesh(mesh) = primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            for corners in mesh.indices.chunks_exact(3) {
                let [a, b, c] = [corners[0], corners[1], corners[2]].map(|i| mesh.vertices[i as usize]);
                canvas.triangle(texture, clip, scale, a, b, c);
            }
        }
        canvas
    }
}

impl Texture {
    /// The colour at texture coordinates `uv`, as the texture's filter says.
    fn sample(&self, uv: Pos2) -> [f32; 4] {
        let at = |x: f32, y: f32| {
            let column = (x.max(0.0) as usize).min(self.width - 1);
            let row = (y.max(0.0) as usize).min(self.height - 1);
            self.texels[row * self.width + column].map(f32::from)
        };
        let (x, y) = (uv.x * self.width as f32 - 0.5, uv.y * self.height as f32 - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        if self.options.magnification == TextureFilter::Nearest {
            return at((x + 0.5).floor(), (y + 0.5).floor());
        }
        let near = |share: f32| share < 0.004;
        if near(right_share) && near(bottom_share) {
            return at(left, top);
        }
        let mix = |a: [f32; 4], b: [f32; 4], share: f32| -> [f32; 4] { std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share) };
        let upper = mix(at(left, top), at(left + 1.0, top), right_share);
        let lower = mix(at(left, top + 1.0), at(left + 1.0, top + 1.0), right_share);
        mix(upper, lower, bottom_share)
    }
}

impl Canvas {
    fn triangle(&mut self, texture: &Texture, clip: Clip, scale: f32, a: Vertex, b: Vertex, c: Vertex) {
        let area = |a: Pos2, b: Pos2, c: Pos2| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        let [pa, mut pb, mut pc] = [a.pos * scale, b.pos * scale, c.pos * scale];
        let (mut b, mut c) = (b, c);
        if area(pa, pb, pc) < 0.0 {
            (pb, pc, b, c) = (pc, pb, c, b);
        }
        let whole = area(pa, pb, pc);
        if whole <= 0.0 {
            return;
        }
        let bounds = Rect::from_points(&[pa, pb, pc]);
        let top_left = |p: Pos2, q: Pos2| (p.y == q.y && q.x > p.x) || q.y < p.y;
        let edges = [top_left(pb, pc), top_left(pc, pa), top_left(pa, pb)];
        let channels = |vertex: Vertex| vertex.color.to_array().map(f32::from);
        let (color_a, color_b, color_c) = (channels(a), channels(b), channels(c));
        let is_flat = a.uv == b.uv && b.uv == c.uv && a.color == b.color && b.color == c.color;
        let paint = |[wa, wb, wc]: [f32; 3]| -> [f32; 4] {
            let uv = Pos2::new(a.uv.x * wa + b.uv.x * wb + c.uv.x * wc, a.uv.y * wa + b.uv.y * wb + c.uv.y * wc);
            let texel = texture.sample(uv);
            std::array::from_fn(|i| texel[i] * (color_a[i] * wa + color_b[i] * wb + color_c[i] * wc) / 255.0)
        };
        let flat = is_flat.then(|| paint([1.0, 0.0, 0.0]));
        for y in (bounds.top().floor() as i32).max(clip[1])..(bounds.bottom().ceil() as i32).min(clip[3]) {
            for x in (bounds.left().floor() as i32).max(clip[0])..(bounds.right().ceil() as i32).min(clip[2]) {
                let p = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                let weights = [area(pb, pc, p), area(pc, pa, p), area(pa, pb, p)];
                if !weights.iter().zip(edges).all(|(w, on_edge)| *w > 0.0 || (*w == 0.0 && on_edge)) {
                    continue;
                }
                let source = flat.unwrap_or_else(|| paint(weights.map(|w| w / whole)));
                self.blend(x as usize, y as usize, source);
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, source: [f32; 4]) {
        let pixel = &mut self.pixels[y * self.width + x];
        let behind = 1.0 - source[3] / 255.0;
        for (channel, source) in pixel.iter_mut().zip(source) {
            *channel = (source + f32::from(*channel) * behind + 0.5).min(255.0) as u8;
        }
    }
}

fn clip_of(rect: Rect, scale: f32, width: usize, height: usize) -> Clip {
    let pixel = |points: f32| (points * scale).round() as i32;
    [
        pixel(rect.min.x).max(0),
        pixel(rect.min.y).max(0),
        pixel(rect.max.x).min(width as i32),
        pixel(rect.max.y).min(height as i32),
    ]
}
