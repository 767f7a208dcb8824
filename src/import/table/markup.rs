//! Cells that hold HTML, as content systems and scrapers write them: their words are the text, not their tags.

use crate::import::{ImportError, draft::Paragraph, html};

/// Elements that people write in texts. Other words between angle brackets are words.
const ELEMENTS: [&str; 36] = [
    "a",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "section",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "u",
    "ul",
];
/// Elements that part paragraphs. Where there is none, blank lines do.
const PARTING: [&str; 8] = ["p", "br", "div", "li", "blockquote", "table", "section", "article"];

/// Whether a cell is HTML: it closes one of its elements, or has one that is never closed.
pub(super) fn is_markup(text: &str) -> bool {
    tags(text).any(|(name, is_end)| is_end || matches!(name.as_str(), "br" | "p" | "img" | "hr"))
}

/// The paragraphs of a cell that is HTML.
pub(super) fn paragraphs(file_name: &str, text: &str) -> Result<Vec<Paragraph>, ImportError> {
    let has_paragraphs = tags(text).any(|(name, _)| PARTING.contains(&name.as_str()));
    if has_paragraphs {
        return html::read_whole(file_name, text);
    }
    // Some systems store a text with its blank lines and only the marks inside its lines.
    let parted: Vec<String> = text.split("\n\n").map(|part| format!("<p>{}</p>", part.trim().replace('\n', "<br>"))).collect();
    html::read_whole(file_name, &parted.concat())
}

/// The words of a line that may hold entities such as `&amp;`.
pub(super) fn words(file_name: &str, line: &str) -> String {
    let read = html::read_whole(file_name, line).unwrap_or_default();
    let words: Vec<&str> = read.iter().map(|paragraph| paragraph.text.trim()).collect();
    if words.is_empty() { line.to_owned() } else { words.join(" ") }
}

/// The names of known elements in a text, each with whether it is the end of one.
fn tags(text: &str) -> impl Iterator<Item = (String, bool)> {
    text.match_indices('<').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let len = rest.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[..len].to_ascii_lowercase();
        let is_closed = rest[len..].starts_with(['>', ' ', '/', '\n', '\t']);
        (is_closed && ELEMENTS.contains(&name.as_str())).then_some((name, is_end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_known_by_its_elements() {
        for text in ["<p>Nine", "Nine<br>died", "<b>Nine</b>", "see <a href=\"x\">here</a>", "<div class='x'>a</div>"] {
            assert!(is_markup(text), "{text}");
        }
        for text in ["5 < 7 and 8 > 7", "<Ana> said: <no>", "a <b and c", "", "if (a<p>b)", "<3"] {
            assert_eq!(is_markup(text), text.contains("<p>"), "{text}");
        }
    }

    #[test]
    fn the_words_of_markup_are_its_paragraphs() {
        let texts =
            |text| -> Vec<String> { paragraphs("a.csv", text).unwrap().into_iter().map(|paragraph| paragraph.text).collect() };
        assert_eq!(texts("<p>Nine &amp; <b>more</b></p><p>No.</p>"), ["Nine & more", "No."]);
        assert_eq!(texts("The <i>army</i>\nsaid\n\nNo."), ["The army\nsaid", "No."]);
    }
}
