//! Turns the HTML of a document into text as Taguette counts it, with line breaks between blocks, and highlights with it.

/// Elements that begin on a new line.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "blockquote",
    "pre",
    "br",
    "hr",
    "dt",
    "dd",
    "section",
    "article",
    "figcaption",
];
/// The longest character reference that is recognised, in bytes.
const MAX_REFERENCE_BYTES: usize = 10;

/// HTML without its tags, with a line break between blocks.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) text: String,
    /// The places where line breaks were inserted, in bytes of the text without them.
    breaks: Vec<usize>,
}

impl Plain {
    pub(super) fn new(html: &str) -> Self {
        let mut plain = Self::default();
        let (mut rest, mut is_break_due) = (html, false);
        let mut tags = Tags::of(html);
        while let Some(c) = rest.chars().next() {
            if c == '<'
                && let Some((name, after)) = tags.at(rest)
            {
                is_break_due |= BLOCKS.contains(&name.as_str());
                rest = after;
                continue;
            }
            let (found, after) = match c {
                '&' => reference(rest),
                // As in Taguette's parser: CR LF and CR become LF, and count as one.
                '\r' => ('\n', rest.strip_prefix("\r\n").unwrap_or(&rest[1..])),
                c => (c, &rest[c.len_utf8()..]),
            };
            if std::mem::take(&mut is_break_due) && !plain.text.is_empty() && !plain.text.ends_with('\n') && found != '\n' {
                plain.breaks.push(plain.text.len() - plain.breaks.len());
                plain.text.push('\n');
            }
            plain.text.push(found);
            rest = after;
        }
        plain
    }

    /// The new place of a passage that began at this byte.
    pub(super) fn start(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at <= byte))
    }

    /// The new place of a passage that ended at this byte.
    pub(super) fn end(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at < byte))
    }
}

/// The ends of a text's tags, found once from its end to its beginning. Otherwise each tag without an end would be searched
/// for to the end of the text.
struct Tags<'h> {
    html: &'h str,
    /// The place of each `<`, the last first, with that of the `>` outside quotation marks that closes it.
    ends: Vec<(usize, Option<usize>)>,
    has_comment_ends: bool,
}

impl<'h> Tags<'h> {
    fn of(html: &'h str) -> Self {
        let mut ends = Vec::new();
        // The place where a tag ends if this is its next byte: outside quotation marks, and inside each kind.
        let (mut plain, mut double, mut single) = (None, None, None);
        for (at, byte) in html.bytes().enumerate().rev() {
            (plain, double, single) = match byte {
                b'>' => (Some(at), double, single),
                b'"' => (double, plain, single),
                b'\'' => (single, double, plain),
                b'<' => {
                    ends.push((at, plain));
                    continue;
                }
                _ => continue,
            };
        }
        Self { html, ends, has_comment_ends: true }
    }

    /// The name of the tag at the beginning of `rest`, which is an end of the text, and the text after it. Comments have no
    /// name.
    fn at(&mut self, rest: &'h str) -> Option<(String, &'h str)> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = self.has_comment_ends.then(|| comment.split_once("-->")).flatten();
            self.has_comment_ends = end.is_some();
            return end.map(|(_, after)| (String::new(), after));
        }
        let place = self.html.len() - rest.len();
        while self.ends.last().is_some_and(|(at, _)| *at < place) {
            self.ends.pop();
        }
        let inside = rest.strip_prefix('<')?;
        let name = inside.strip_prefix('/').unwrap_or(inside);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let end = self.ends.last().and_then(|(_, end)| *end)?;
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        Some((name.to_ascii_lowercase(), &self.html[end + 1..]))
    }
}

/// Decodes a character reference of those that Taguette writes, and returns the text after it.
fn reference(html: &str) -> (char, &str) {
    let plain = ('&', &html[1..]);
    let near = &html[1..html.floor_char_boundary(MAX_REFERENCE_BYTES + 2)];
    let Some(name) = near.split_once(';').map(|(name, _)| name) else { return plain };
    let after = &html[name.len() + 2..];
    let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32),
    };
    c.map_or(plain, |c| (c, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_get_lines_and_highlights_move_with_them() {
        let plain = Plain::new("<h1>Dravna</h1><p class=\"a>b\">14 &lt; <b>20</b></p><!-- x --><p>é&#8212;&copy; <3</p>");
        assert_eq!(plain.text, "Dravna\n14 < 20\né—&copy; <3");
        assert_eq!((plain.start(6), plain.end(6), plain.start(8), plain.end(13)), (7, 6, 9, 14));
    }

    #[test]
    fn what_never_ends_is_no_tag() {
        let text = |html: &str| Plain::new(html).text;
        assert_eq!(text("a <b c\" d <i>e</i>"), "a <b c\" d e");
        assert_eq!(text("<!-- a <!-- b <i>c</i>"), "<!-- a <!-- b c");
        for endless in ["<a", "&", "<!--", "<a\"", "<a\"'"] {
            let many = endless.repeat(300_000);
            assert_eq!(text(&many), many);
        }
    }

    #[test]
    fn line_ends_are_those_of_html() {
        // What bs4 with html5lib, Taguette's parser, makes of it.
        assert_eq!(Plain::new("<p>a\r\nbc\rd\n\re&#13;&#10;f</p>").text, "a\nbc\nd\n\ne\r\nf");
    }
}
