//! How text and page look: sizes, distances and colours, all given by the theme.

use crate::project::LinePattern;
use egui::Color32;

/// Which typefaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// The reading face.
    Serif,
    /// The interface's face.
    Sans,
}

/// How heavy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400.
    Regular,
    /// 500; the reading face has none and takes 400.
    Medium,
    /// 600.
    Semibold,
}

/// How a piece of text is set; lengths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Typefaces.
    pub family: Family,
    /// Size of the Latin letters.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
    /// True italics where the family has them.
    pub italic: bool,
    /// Distance between baselines, whatever scripts a line mixes.
    pub line_height_px: f32,
    /// Ink.
    pub color: Color32,
}

/// How an annotation's label looks.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelLook {
    /// What chips and screen readers call it.
    pub name: String,
    /// Colour of line, chip and, at low opacity, tint.
    pub color: Color32,
    /// Line under the words.
    pub pattern: LinePattern,
}

/// How a page looks; lengths in points at zoom 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageStyle {
    /// Paper.
    pub page: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// Paragraph numbers.
    pub faint: Color32,
    /// Rules.
    pub hairline: Color32,
    /// Caret.
    pub accent: Color32,
    /// Behind words that were found.
    pub hit: Color32,
    /// Behind selected words.
    pub selection: Color32,
    /// Of the label's colour, behind annotated words.
    pub tint_opacity: f32,
    /// The same for the selected annotation.
    pub tint_opacity_selected: f32,
    /// Size of body text.
    pub body_px: f32,
    /// Distance between its baselines.
    pub line_px: f32,
    /// Size of the headline.
    pub headline_px: f32,
    /// Distance between its baselines.
    pub headline_line_px: f32,
    /// The widest the column gets: 60 to 75 characters.
    pub column_px: f32,
    /// The reading face, or else the interface's.
    pub is_serif: bool,
    /// Multiplies every length of the text column.
    pub zoom: f32,
}

impl PageStyle {
    /// The style of body text.
    pub(super) fn body(&self) -> TextStyle {
        TextStyle {
            family: if self.is_serif { Family::Serif } else { Family::Sans },
            size: self.body_px * self.zoom,
            weight: Weight::Regular,
            italic: false,
            line_height_px: (self.line_px * self.zoom).round(),
            color: self.ink,
        }
    }

    /// Body text at another size, its lines as far apart as `line_px` says.
    pub(super) fn sized(&self, size_px: f32, line_px: f32) -> TextStyle {
        TextStyle { size: size_px * self.zoom, line_height_px: (line_px * self.zoom).round(), ..self.body() }
    }

    /// The interface's type beside the text.
    pub(super) fn chrome(&self, size: f32, color: Color32) -> TextStyle {
        TextStyle {
            family: Family::Sans,
            size,
            weight: Weight::Regular,
            italic: false,
            line_height_px: (size * 1.45).round(),
            color,
        }
    }

    /// Everything on which line breaks depend. When it changes, all heights become unknown.
    pub(super) fn measure_key(&self) -> [u32; 7] {
        let Self { body_px, line_px, headline_px, headline_line_px, column_px, zoom, is_serif, .. } = *self;
        [body_px, line_px, headline_px, headline_line_px, column_px, zoom, f32::from(u8::from(is_serif))].map(f32::to_bits)
    }
}

/// The typography of the page, as shares of the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextChoices {
    /// Size of the type.
    pub zoom: f32,
    /// Length of the lines.
    pub line_length: f32,
    /// Distance of the lines.
    pub line_spacing: f32,
    /// In the interface's face.
    pub is_sans: bool,
}
