//! What readers of XML and JSON share: the root of a document, its tree, and HTML inside its values.

use super::download::Download;
use crate::import::{
    draft::Paragraph,
    html, xml,
    xml_tree::{self, Element, Node},
};
use crate::text::words::one_line;
use jiff::civil::Date;

/// Whether a text is XML whose first element has one of these names, without prefix.
pub(super) fn head_has_root(text: &str, names: &[&str]) -> bool {
    xml::root_name(text).is_some_and(|root| names.contains(&root))
}

/// The tree of a document. If it is damaged, the note says where, and there is none.
pub(super) fn tree(text: &str, download: &mut Download) -> Option<Element> {
    match xml_tree::parse(text.trim_start_matches('\u{FEFF}').trim_start()).or_else(|error| {
        // Feeds use HTML's names of characters without declaring them.
        let named = with_named_characters(text);
        if named == text { Err(error) } else { xml_tree::parse(named.trim_start_matches('\u{FEFF}').trim_start()) }
    }) {
        Ok(root) => Some(root),
        Err(error) => {
            download.notes.push((None, format!("all of it was left out, because its XML is damaged: {error}")));
            None
        }
    }
}

/// Replaces names of characters that HTML has and XML has not, and single `&`.
fn with_named_characters(text: &str) -> String {
    const NAMES: [(&str, &str); 22] = [
        ("nbsp", "\u{A0}"),
        ("ndash", "–"),
        ("mdash", "—"),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("hellip", "…"),
        ("copy", "©"),
        ("euro", "€"),
        ("eacute", "é"),
        ("egrave", "è"),
        ("agrave", "à"),
        ("ccedil", "ç"),
        ("auml", "ä"),
        ("ouml", "ö"),
        ("uuml", "ü"),
        ("szlig", "ß"),
        ("bull", "•"),
        ("middot", "·"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let name = after.get(..after.find(';').filter(|end| *end <= 10).unwrap_or(0)).unwrap_or_default();
        let is_known = name.starts_with('#') || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        match NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, character)) => {
                out.push_str(character);
                rest = &after[name.len() + 1..];
            }
            None => {
                out.push_str(if is_known { "&" } else { "&amp;" });
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The paragraphs of HTML, or of a text without any; `None` if it is too long or too deep.
pub(super) fn paragraphs(html: &str) -> Option<Vec<Paragraph>> {
    if !html.contains(['<', '&']) {
        return Some(plain(html));
    }
    html::read_whole("", html).ok()
}

/// The paragraphs of plain text: its lines, without blank ones.
pub(super) fn plain(text: &str) -> Vec<Paragraph> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Paragraph { text: line.to_owned(), ..Paragraph::default() }).collect()
}

/// The words of a line that may be HTML.
pub(super) fn line(html: &str) -> String {
    let words = paragraphs(html)
        .map(|paragraphs| paragraphs.iter().map(|paragraph| one_line(&paragraph.text)).collect::<Vec<_>>().join(" "));
    words.filter(|words| !words.is_empty()).unwrap_or_else(|| one_line(html))
}

/// Writes the contents of an element as HTML again.
pub(super) fn source_of(element: &Element) -> String {
    let mut out = String::new();
    write(element, &mut out);
    out
}

fn write(element: &Element, out: &mut String) {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    for node in &element.children {
        match node {
            Node::Text(text) => out.push_str(&escaped(text)),
            Node::Element(child) => {
                out.push('<');
                out.push_str(&child.name);
                if let Some(target) = child.attribute("href") {
                    out.push_str(&format!(" href=\"{}\"", escaped(target)));
                }
                out.push('>');
                write(child, out);
                if !matches!(child.name.as_str(), "br" | "img" | "hr") {
                    out.push_str(&format!("</{}>", child.name));
                }
            }
        }
    }
}

/// The day of a date as e-mails write it, with the day before the month and a year of two or four digits.
pub(super) fn mail_day(value: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = value.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (day, month, year) = (words[at].parse().ok()?, words.get(at + 1)?, words.get(at + 2)?);
    let start = month.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|known| *known == start)? + 1;
    let year: i16 = match (year.len(), year.parse::<i16>().ok()?) {
        (2, year @ 0..=69) => 2000 + year,
        (2, year) => 1900 + year,
        (4, year) => year,
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, day).ok()
}
