//! Collects the letters of a file with their places, as an interpreter of pages draws them.

use super::work::{self, MAX_STREAM_BYTES, MAX_WORK, Work};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings,
    SoftMask, TransformExt as _,
    font::{Glyph, GlyphRun},
    hayro_cmap::BfString,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf},
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The number of pages that are read: those of a thick book.
const MAX_PAGES: usize = 3000;
/// The number of letters that are read.
const MAX_GLYPHS: usize = 8_000_000;
/// Letters smaller than this, in points, are not meant to be read.
const MIN_SIZE: f64 = 0.5;
/// The unit of advance widths.
const UNITS_PER_EM: f64 = 1000.0;

/// A letter. Places are in points from the upper left corner of the page, downward.
#[derive(Clone, Debug)]
pub(super) struct PlacedGlyph {
    /// Its text; several characters for a ligature.
    pub(super) text: String,
    /// Left edge.
    pub(super) left: f64,
    /// Right edge, where the next letter would follow.
    pub(super) right: f64,
    /// The height of its baseline.
    pub(super) baseline: f64,
    /// Size of the font.
    pub(super) size: f64,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its letters, in the order of drawing.
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// Its height in points.
    pub(super) height: f64,
}

/// The contents of a file.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) pages: Vec<Page>,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    /// The number of letters whose font does not say which they are.
    pub(super) num_unknown: usize,
    /// The numbers of pages that were left out because there is too much to draw on them and the pages before.
    pub(super) left_out: Vec<usize>,
}

/// The reason why a file was not read.
#[derive(Debug)]
pub(super) enum Failure {
    Encrypted,
    Damaged(String),
}

/// Reads all pages.
pub(super) fn read(bytes: &[u8]) -> Result<Document, Failure> {
    read_within(bytes, MAX_WORK)
}

/// Reads the pages as long as their content together has at most this many bytes.
pub(super) fn read_within(bytes: &[u8], most_work: u64) -> Result<Document, Failure> {
    // The interpreter is young. If it panics on a damaged file, only that file fails.
    let read = catch_unwind(AssertUnwindSafe(|| interpret(bytes, most_work)));
    read.unwrap_or_else(|_| Err(Failure::Damaged("its pages are damaged".to_owned())))
}

fn interpret(bytes: &[u8], most_work: u64) -> Result<Document, Failure> {
    if work::has_bomb(bytes) {
        return Err(Failure::Damaged(format!(
            "a part of it unpacks to more than {} MiB, as a bomb does",
            MAX_STREAM_BYTES >> 20
        )));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            Failure::Encrypted
        }
        LoadPdfError::Decryption(error) => Failure::Damaged(format!("its encryption is damaged: {error:?}")),
        LoadPdfError::Invalid => Failure::Damaged("expected a table of objects and pages, found none".to_owned()),
    })?;
    let num_pages = pdf.pages().len();
    if num_pages > MAX_PAGES {
        return Err(Failure::Damaged(format!("expected at most {MAX_PAGES} pages, found {num_pages}")));
    }
    let metadata = pdf.metadata();
    let mut document = Document {
        title: metadata.title.as_deref().map(text_string),
        author: metadata.author.as_deref().map(text_string),
        ..Document::default()
    };
    let cache = InterpreterCache::new();
    let mut num_glyphs = 0;
    let (mut work, mut left_work) = (Work::within(most_work), most_work);
    for (number, page) in pdf.pages().iter().enumerate() {
        match left_work.checked_sub(work.of_page(page, number)) {
            Some(left) => left_work = left,
            None => {
                document.left_out.push(number + 1);
                document.pages.push(Page::default());
                continue;
            }
        }
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        let mut collect = Collect { bounds, left: MAX_GLYPHS.saturating_sub(num_glyphs), ..Collect::default() };
        interpret_page(page, &mut context, &mut collect);
        num_glyphs += collect.glyphs.len();
        document.num_unknown += collect.num_unknown;
        document.pages.push(Page { glyphs: collect.glyphs, height: f64::from(height) });
    }
    Ok(document)
}

/// Decodes a text of the document information: UTF-16 or UTF-8 with a byte order mark, or else approximately Latin 1.
fn text_string(bytes: &[u8]) -> String {
    let (encoding, _) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::WINDOWS_1252, 0));
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

#[derive(Default)]
struct Collect {
    glyphs: Vec<PlacedGlyph>,
    bounds: Rect,
    left: usize,
    num_unknown: usize,
}

impl Collect {
    fn take(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let origin = transform * Point::ZERO;
        let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let top = transform * Point::new(0.0, UNITS_PER_EM);
        let size = origin.distance(top);
        // Upside down or along the edge of the page: printers' notes and watermarks.
        let is_upright = (end.y - origin.y).abs() <= 0.1 * (end.x - origin.x).abs().max(size * 0.1) && top.y <= origin.y;
        let is_on_page = self.bounds.inflate(2.0, 2.0).contains(origin);
        if !is_upright || !is_on_page || !size.is_finite() || size < MIN_SIZE || self.glyphs.len() >= self.left {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => {
                self.num_unknown += 1;
                char::REPLACEMENT_CHARACTER.to_string()
            }
        };
        let text: String = text.chars().filter(|c| !c.is_control() || *c == '\t').map(parted).collect();
        // Bold letters are sometimes drawn twice.
        let is_again = self.glyphs.iter().rev().take(200).any(|before| {
            before.text == text
                && (before.left - origin.x).abs() < size * 0.08
                && (before.baseline - origin.y).abs() < size * 0.08
        });
        if !text.is_empty() && !is_again {
            let (left, right) = (origin.x.min(end.x), origin.x.max(end.x));
            self.glyphs.push(PlacedGlyph { text, left, right, baseline: origin.y, size });
        }
    }
}

/// The letters of a Latin ligature, which the typesetter made and nobody wrote.
fn parted(c: char) -> String {
    match c {
        '\u{FB00}' => "ff".to_owned(),
        '\u{FB01}' => "fi".to_owned(),
        '\u{FB02}' => "fl".to_owned(),
        '\u{FB03}' => "ffi".to_owned(),
        '\u{FB04}' => "ffl".to_owned(),
        '\u{FB05}' | '\u{FB06}' => "st".to_owned(),
        c => c.to_string(),
    }
}

impl Device<'_> for Collect {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.take(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
