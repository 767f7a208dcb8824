//! Drawings of rectangles, lines, dots and words, independent of colours and output: this file writes SVG, the window draws
//! pixels.

use std::fmt::Write as _;

/// The role of a colour in a drawing; a [`Palette`] gives the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Words.
    Ink,
    /// Less important words.
    Muted,
    /// Lines between parts.
    Hairline,
    /// Highlighted parts.
    Accent,
    /// Agreement.
    Good,
    /// Disagreement.
    Warning,
    /// The background.
    Paper,
    /// The label at this place.
    Label(usize),
}

/// The alignment of words to their point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The words begin there.
    Start,
    /// The middle of the words is there.
    Middle,
    /// The words end there.
    End,
}

/// An item of a drawing. Lengths are in points, places from the top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled rectangle.
    Rect {
        /// Left, top, width, height.
        area: [f64; 4],
        /// The colour.
        ink: Ink,
        /// From 0, invisible, to 1.
        opacity: f64,
    },
    /// A straight line.
    Line {
        /// The start and the end.
        ends: [f64; 4],
        /// The colour.
        ink: Ink,
        /// Its width.
        width: f64,
    },
    /// A dot, or a ring if it is not filled.
    Dot {
        /// The centre.
        at: [f64; 2],
        /// Its radius.
        radius: f64,
        /// The colour.
        ink: Ink,
        /// Whether it is filled.
        is_filled: bool,
    },
    /// Words on one line.
    Words {
        /// The point on the baseline.
        at: [f64; 2],
        /// The words.
        words: String,
        /// Their size.
        size: f64,
        /// Whether they are set in semibold.
        is_strong: bool,
        /// The alignment to the point.
        anchor: Anchor,
        /// The colour.
        ink: Ink,
    },
}

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Its name in files.
    pub key: &'static str,
    /// A description for those who cannot see it.
    pub title: String,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The items, each drawn over the ones before.
    pub items: Vec<Item>,
}

/// Colours on white paper, as red, green, blue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// The colours of labels, by their places.
    pub labels: Vec<[u8; 3]>,
}

impl Palette {
    /// The colour for a role.
    pub fn color(&self, ink: Ink) -> [u8; 3] {
        match ink {
            Ink::Ink => [0x20, 0x1E, 0x1A],
            Ink::Muted => [0x6B, 0x66, 0x5C],
            Ink::Hairline => [0xDF, 0xDA, 0xD0],
            Ink::Accent => [0x2B, 0x5C, 0x8A],
            Ink::Good => [0x4F, 0x8F, 0x6A],
            Ink::Warning => [0xB5, 0x6A, 0x2C],
            Ink::Paper => [0xFF, 0xFF, 0xFF],
            Ink::Label(place) => self.labels.get(place).copied().unwrap_or([0x2B, 0x5C, 0x8A]),
        }
    }

    /// The colour as SVG and CSS write it.
    pub fn hex(&self, ink: Ink) -> String {
        let [r, g, b] = self.color(ink);
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// The fonts of a drawing, in CSS.
const FONTS: &str = "Inter, 'Source Sans 3', 'Segoe UI', 'Noto Sans', sans-serif";

impl Drawing {
    /// Adds words at a place.
    pub fn words(&mut self, at: [f64; 2], words: impl Into<String>, size: f64, anchor: Anchor, ink: Ink) {
        self.items.push(Item::Words { at, words: words.into(), size, is_strong: false, anchor, ink });
    }

    /// Writes the drawing as an SVG file of its own, on white paper.
    pub fn svg_file(&self, palette: &Palette) -> String {
        let paper = Item::Rect { area: [0.0, 0.0, self.width, self.height], ink: Ink::Paper, opacity: 1.0 };
        let inner = self.body(std::iter::once(&paper).chain(&self.items), &|ink| palette.hex(ink));
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{inner}")
    }

    /// Writes the drawing as SVG inside a page; `color` gives the CSS name of a colour.
    pub fn svg(&self, color: &dyn Fn(Ink) -> String) -> String {
        self.body(self.items.iter(), color)
    }

    fn body<'i>(&self, items: impl Iterator<Item = &'i Item>, color: &dyn Fn(Ink) -> String) -> String {
        let (width, height, title) = (self.width, self.height, escape(&self.title));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"{FONTS}\">\n<title>{title}</title>\n"
        );
        for item in items {
            write_item(&mut out, item, color);
        }
        out.push_str("</svg>\n");
        out
    }
}

fn write_item(out: &mut String, item: &Item, color: &dyn Fn(Ink) -> String) {
    // Writing to a string cannot fail.
    let _infallible = match item {
        Item::Rect { area: [x, y, width, height], ink, opacity } => writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\" fill-opacity=\"{opacity:.2}\"/>",
            color(*ink)
        ),
        Item::Line { ends: [x1, y1, x2, y2], ink, width } => writeln!(
            out,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{}\" stroke-width=\"{width:.1}\"/>",
            color(*ink)
        ),
        Item::Dot { at: [x, y], radius, ink, is_filled } => {
            let (fill, stroke) = if *is_filled { (color(*ink), color(*ink)) } else { (color(Ink::Paper), color(*ink)) };
            writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.5\"/>"
            )
        }
        Item::Words { at: [x, y], words, size, is_strong, anchor, ink } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *is_strong { " font-weight=\"600\"" } else { "" };
            writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight} text-anchor=\"{anchor}\" direction=\"ltr\" \
                 unicode-bidi=\"plaintext\" fill=\"{}\">{}</text>",
                color(*ink),
                escape(words)
            )
        }
    };
}

/// Escapes words for XML. Characters that XML cannot contain, and those that could change the direction of text beside them,
/// become a mark.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            '-' if out.is_empty() && words[1..].starts_with(|next: char| next.is_ascii_digit()) => out.push('−'),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The approximate width of words at a size, because there are no fonts here.
pub fn width_of(words: &str, size: f64) -> f64 {
    words.chars().count() as f64 * size * 0.56
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Drawing, Ink, Item, Palette};

    #[test]
    fn a_drawing_is_one_file_that_fetches_nothing() {
        let mut drawing = Drawing { key: "d", title: "A < B".to_owned(), width: 100.0, height: 20.0, items: Vec::new() };
        drawing.items.push(Item::Dot { at: [5.0, 5.0], radius: 3.0, ink: Ink::Label(0), is_filled: true });
        drawing.words([10.0, 8.0], "قُتل <b>\u{202E}", 12.0, Anchor::End, Ink::Ink);
        let svg = drawing.svg_file(&Palette { labels: vec![[1, 2, 3]] });
        assert!(svg.starts_with("<?xml") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("<title>A &lt; B</title>") && svg.contains("fill=\"#010203\""), "{svg}");
        assert!(svg.contains(">قُتل &lt;b&gt;\u{FFFD}</text>"), "{svg}");
        assert_eq!(svg.matches("http").count(), 1, "only the name of the format");
    }
}
