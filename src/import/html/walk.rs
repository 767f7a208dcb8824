//! Divides elements into paragraphs: whatever a browser would set on separate lines.

use super::super::draft::{Paragraph, collapse_into};
use crate::project::BlockKind;
use dom_query::{NodeData, NodeRef};

/// Elements whose content is never shown, or is not text of the page.
const HIDDEN: [&str; 22] = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "annotation",
    "annotation-xml",
    "head",
    "title",
    "select",
    "button",
    "textarea",
    "audio",
    "video",
    "canvas",
    "input",
    "map",
    "embed",
    "rt",
    "rp",
];
/// Elements that begin and end a paragraph.
const BLOCKS: [&str; 40] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Marks where a browser may divide a word. It is no letter of the word.
const SOFT_HYPHEN: char = '\u{AD}';

/// The longest value in a cell, in characters, including white space of the markup.
const MAX_VALUE_CHARS: usize = 200;

/// The paragraphs below a node, in order; some may have no words.
pub(in super::super) fn paragraphs_of(node: &NodeRef<'_>) -> Vec<Paragraph> {
    let mut walk = Walk::default();
    walk.children(node, &Around::default());
    walk.end();
    walk.paragraphs
}

/// The effect of the surrounding elements on a node.
#[derive(Clone, Copy, Default)]
struct Around {
    kind: Option<BlockKind>,
    is_verbatim: bool,
    /// Whether this is a cell of a table whose rows are lines.
    is_cell: bool,
    /// Whether an item with words, of the same list or table, precedes this one.
    is_after_item: bool,
}

#[derive(Default)]
struct Walk {
    paragraphs: Vec<Paragraph>,
    open: Paragraph,
    /// Whether the next paragraph follows directly, as the next item of a list or table does.
    is_tight: bool,
    /// Whether the open paragraph contains words yet.
    has_words: bool,
    /// The number of pieces of text with words so far.
    num_worded: usize,
}

impl Walk {
    fn children(&mut self, node: &NodeRef<'_>, around: &Around) {
        let mut is_after_item = false;
        for child in node.children_it(false) {
            if child.is_text() {
                self.words(&child.text(), *around);
            } else if child.is_element() {
                let name = child.node_name().map(|name| name.to_string()).unwrap_or_default();
                let num_worded = self.num_worded;
                self.element(&child, &name, Around { is_after_item, ..*around });
                is_after_item |= is_item(&name) && self.num_worded > num_worded;
            }
        }
    }

    fn words(&mut self, words: &str, around: Around) {
        if !self.has_words {
            self.open.kind = around.kind;
        }
        let has_words = !words.trim().is_empty();
        self.has_words |= has_words;
        self.num_worded += usize::from(has_words);
        if around.is_verbatim {
            self.open.text.push_str(words);
        } else if words.contains(SOFT_HYPHEN) {
            collapse_into(&mut self.open.text, &words.replace(SOFT_HYPHEN, ""));
        } else {
            collapse_into(&mut self.open.text, words);
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, name: &str, mut around: Around) {
        if HIDDEN.contains(&name) || node.has_attr("hidden") || is_hidden_by_style(node) {
            return;
        }
        match name {
            "br" => {
                let end = self.open.text.trim_end_matches(' ').len();
                self.open.text.truncate(end);
                self.open.text.push('\n');
                return;
            }
            "a" => return self.link(node, around),
            "q" => {
                self.words("“", around);
                self.children(node, &around);
                self.open.text.push('”');
                return;
            }
            "td" | "th" if around.is_cell && node.prev_element_sibling().is_some() => {
                let end = self.open.text.trim_end_matches(' ').len();
                self.open.text.truncate(end);
                self.open.text.push('\t');
            }
            "blockquote" => around.kind = Some(BlockKind::Quotation),
            "li" => around.kind = around.kind.or(Some(BlockKind::ListItem)),
            "pre" => around.is_verbatim = true,
            _ => {}
        }
        if let Some(level) =
            name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()).filter(|level| (1..=6).contains(level))
        {
            around.kind = Some(BlockKind::Heading(level));
        }
        let is_block = BLOCKS.contains(&name);
        if is_block && around.is_cell {
            // The paragraphs of a cell become one.
            self.words(" ", around);
        }
        if !is_block || around.is_cell {
            return self.children(node, &around);
        }
        around.is_cell = name == "tr" && is_row_of_values(node);
        self.end();
        // The paragraphs of one list item are separated; the items are not.
        self.is_tight = is_item(name) && around.is_after_item;
        self.children(node, &around);
        self.end();
        self.is_tight = false;
    }

    fn link(&mut self, node: &NodeRef<'_>, around: Around) {
        let num_paragraphs = self.paragraphs.len();
        let start = self.open.text.len();
        self.children(node, &around);
        let target = node.attr("href").map(|target| target.trim().to_owned()).unwrap_or_default();
        let is_target = !target.is_empty() && !target.starts_with('#') && !target.to_ascii_lowercase().starts_with("javascript:");
        // A link around whole paragraphs is a teaser, not linked words.
        if is_target && self.paragraphs.len() == num_paragraphs && self.open.text.len() > start {
            let words = &self.open.text[start..];
            let (lead, trail) = (words.len() - words.trim_start().len(), words.len() - words.trim_end().len());
            if lead + trail < words.len() {
                self.open.links.push((start + lead..self.open.text.len() - trail, target));
            }
        }
    }

    fn end(&mut self) {
        let mut paragraph = std::mem::take(&mut self.open);
        self.has_words = false;
        if !paragraph.text.trim().is_empty() {
            paragraph.is_tight = self.is_tight;
            self.is_tight = false;
            self.paragraphs.push(paragraph);
        }
    }
}

/// Whether an element is an item of a list or a row of a table.
fn is_item(name: &str) -> bool {
    matches!(name, "li" | "tr" | "dt" | "dd")
}

/// Whether a row of a table has values in its cells. Tables are also used for the layout of pages.
fn is_row_of_values(row: &NodeRef<'_>) -> bool {
    let cells = row.element_children();
    cells.len() >= 2 && cells.iter().all(|cell| first_chars(cell, MAX_VALUE_CHARS + 1).chars().count() <= MAX_VALUE_CHARS)
}

/// The beginning of the words in a node. It reads no further, because it may be called for many nested nodes.
pub(super) fn first_chars(node: &NodeRef<'_>, num_chars: usize) -> String {
    let mut text = String::new();
    let mut num_left = num_chars;
    for inside in node.descendants_it() {
        if num_left == 0 {
            break;
        }
        if inside.parent().is_some_and(|parent| parent.has_name("style") || parent.has_name("script")) {
            continue;
        }
        inside.query(|inside| {
            if let NodeData::Text { contents } = &inside.data {
                let taken: String = contents.chars().filter(|c| *c != SOFT_HYPHEN).take(num_left).collect();
                num_left -= taken.chars().count();
                text.push_str(&taken);
            }
        });
    }
    text
}

fn is_hidden_by_style(node: &NodeRef<'_>) -> bool {
    node.attr("style").is_some_and(|style| {
        let style = style.to_ascii_lowercase().replace(' ', "");
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}
