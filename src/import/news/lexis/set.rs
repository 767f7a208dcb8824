//! Pages and documents of LexisNexis, set as its plain text, which says with spaces what they say with layout.

use super::{marker::position, read, tell};
use crate::import::{
    draft::Paragraph,
    html::{document_of, paragraphs_of},
    news::{count::Position, download::Download},
};
use dom_query::NodeRef;

/// The beginning of a centred line.
const INDENT: &str = "                              ";
/// The beginning of the name of an anchor at which a document begins.
const ANCHOR: &str = "DOC_ID_";
/// Elements in each other that are looked into.
const MAX_DEPTH: usize = 1000;

/// Whether the source of a page is of LexisNexis.
pub(in super::super) fn tell_page(html: &str) -> bool {
    let has_comments = html.contains("<!-- LXNComment") || html.contains("<DOCFULL>");
    has_comments && (html.contains(ANCHOR) || html.contains("DOCUMENT"))
}

/// Reads the documents of a page.
pub(in super::super) fn read_page(html: &str, download: &mut Download) {
    let Some(page) = document_of(&with_ends(html)) else {
        download.notes.push((None, "the page has more elements than are read; save fewer documents at once".to_owned()));
        return;
    };
    let mut setter = Setter { centred: centred_classes(html), ..Setter::default() };
    if let Some(body) = page.body() {
        setter.children(&body, false, 0);
    }
    read(&setter.out, download);
}

/// Whether the paragraphs of a document are a download that was saved as RTF or DOC.
pub(in super::super) fn tell_paragraphs(paragraphs: &[Paragraph]) -> bool {
    paragraphs.iter().any(|paragraph| position(&paragraph.text).is_some()) && tell(&text_of(paragraphs))
}

/// Reads the documents among paragraphs.
pub(in super::super) fn read_paragraphs(paragraphs: &[Paragraph], download: &mut Download) {
    read(&text_of(paragraphs), download);
}

fn text_of(paragraphs: &[Paragraph]) -> String {
    let mut setter = Setter::default();
    for paragraph in paragraphs {
        setter.block(&paragraph.text, paragraph.layout.is_centred);
    }
    setter.out
}

/// Gives an end to elements that are written as if they were empty, because a browser leaves these open.
fn with_ends(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("/>") {
        let start = rest[..at].rfind('<').unwrap_or(at);
        let is_div = rest[start..at].get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("<div"));
        out.push_str(&rest[..at]);
        out.push_str(if is_div { "></div>" } else { "/>" });
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}

/// The classes that the page's style centres.
fn centred_classes(html: &str) -> Vec<String> {
    let rules = html.split('}').filter(|rule| rule.contains("text-align: center") || rule.contains("text-align:center"));
    let class = |rule: &str| {
        let selector = rule.rsplit_once('{')?.0.trim().rsplit(char::is_whitespace).next()?;
        selector.strip_prefix('.').map(str::to_owned)
    };
    rules.filter_map(class).collect()
}

/// Writes blocks of lines.
#[derive(Default)]
struct Setter {
    out: String,
    centred: Vec<String>,
    /// Whether a document begins that has had no line yet.
    begins_document: bool,
    last: Option<Position>,
}

impl Setter {
    fn children(&mut self, node: &NodeRef<'_>, is_centred: bool, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for child in node.element_children() {
            let name = child.node_name().map(|name| name.to_string()).unwrap_or_default();
            match name.as_str() {
                "a" if child.attr("name").is_some_and(|name| name.starts_with(ANCHOR)) => {
                    self.begins_document = true;
                    self.children(&child, is_centred, depth + 1);
                }
                "p" | "table" => {
                    let lines: Vec<String> = paragraphs_of(&child).into_iter().map(|paragraph| paragraph.text).collect();
                    self.block(&lines.join("\n"), is_centred);
                }
                "div" => {
                    let is_centred = child.attr("class").is_some_and(|class| self.centred.iter().any(|known| **known == *class))
                        || child.attr("align").is_some_and(|align| align.eq_ignore_ascii_case("center"));
                    self.children(&child, is_centred, depth + 1);
                }
                _ => self.children(&child, is_centred, depth + 1),
            }
        }
    }

    /// Writes a block. A document without its number, as an error notice is, gets the next one.
    fn block(&mut self, text: &str, is_centred: bool) {
        if text.trim().is_empty() {
            return;
        }
        let number = position(text.trim());
        if std::mem::take(&mut self.begins_document)
            && number.is_none()
            && let Some(Position { number, of }) = self.last
        {
            let next = Position { number: number + 1, of: of.max(number + 1) };
            self.last = Some(next);
            self.lines(&format!("{next} DOCUMENTS"), true);
        }
        self.last = number.or(self.last);
        self.lines(text, is_centred || number.is_some());
    }

    fn lines(&mut self, text: &str, is_centred: bool) {
        for line in text.trim().lines() {
            if is_centred && !line.trim().is_empty() {
                self.out.push_str(INDENT);
            }
            self.out.push_str(line.trim());
            self.out.push('\n');
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_centres_is_found() {
        let html =
            "<STYLE><!-- .c0 { text-align: center; }\n.c1 { color: red; }\n.c3 { text-align: center; margin: 0 } --></STYLE>";
        assert_eq!(centred_classes(html), ["c0", "c3"]);
    }

    #[test]
    fn divisions_without_an_end_get_one() {
        assert_eq!(with_ends("<DIV CLASS=\"c10\"/><BR/><p>a/>b"), "<DIV CLASS=\"c10\"></div><BR/><p>a/>b");
    }
}
