//! Says how much each element of a page is worth as the text of an article: sentences count, lists of links count against it.

use dom_query::{NodeData, NodeId, NodeRef};
use std::collections::HashMap;

/// A block with at least this much text, in characters, is a paragraph, whatever it ends with.
const LONG_CHARS: i64 = 80;
/// A block with at least this much text is one if it ends as a sentence does.
const SHORT_CHARS: i64 = 20;
/// The number of Latin letters that say as much as a letter of a script that needs fewer.
const LETTERS_OF_DENSE: i64 = 3;
/// Elements that do not divide paragraphs.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
];
/// Elements whose text is not shown.
const HIDDEN: [&str; 10] = ["script", "style", "template", "noscript", "iframe", "svg", "select", "button", "textarea", "title"];

/// What an element holds.
#[derive(Clone, Copy, Default)]
pub(super) struct Value {
    /// Characters outside links, in sentences.
    pub(super) prose: i64,
    /// All characters, and those in links.
    pub(super) chars: i64,
    pub(super) linked: i64,
    /// Prose, less what counts against it.
    pub(super) worth: i64,
}

/// The values of all elements below one.
pub(super) struct Values(HashMap<NodeId, Value>);

/// The text of one block, as far as it has been read.
#[derive(Default)]
struct Block {
    chars: i64,
    linked: i64,
    last: Option<char>,
    num_links: i64,
}

impl Values {
    /// Measures everything below `root`.
    pub(super) fn of(root: &NodeRef<'_>) -> Self {
        let mut blocks: HashMap<NodeId, Block> = HashMap::new();
        let mut order: Vec<(NodeId, Option<NodeId>)> = Vec::new();
        // The block and the link around each element.
        let mut around: HashMap<NodeId, (NodeId, bool, bool)> = HashMap::new();
        around.insert(root.id, (root.id, false, false));
        order.push((root.id, None));
        for node in root.descendants_it() {
            let Some(parent) = node.parent() else { continue };
            let (block, is_linked, is_hidden) = around.get(&parent.id).copied().unwrap_or((root.id, false, false));
            if node.is_element() {
                let name = node.node_name().unwrap_or_default();
                let is_block = !INLINE.contains(&&*name);
                let is_link = &*name == "a" && node.has_attr("href");
                let own = if is_block { node.id } else { block };
                if is_link {
                    blocks.entry(own).or_default().num_links += 1;
                }
                around.insert(node.id, (own, is_linked || is_link, is_hidden || HIDDEN.contains(&&*name)));
                order.push((node.id, Some(parent.id)));
            } else if !is_hidden {
                node.query(|node| {
                    if let NodeData::Text { contents } = &node.data {
                        blocks.entry(block).or_default().add(contents, is_linked);
                    }
                });
            }
        }
        let mut values: HashMap<NodeId, Value> = blocks.iter().map(|(id, block)| (*id, block.value())).collect();
        for (id, parent) in order.iter().rev() {
            let value = values.get(id).copied().unwrap_or_default();
            if let Some(parent) = parent {
                values.entry(*parent).or_default().add(value);
            }
        }
        Self(values)
    }

    /// The value of an element and everything in it.
    pub(super) fn get(&self, node: &NodeRef<'_>) -> Value {
        self.0.get(&node.id).copied().unwrap_or_default()
    }

    pub(super) fn prose(&self, node: &NodeRef<'_>) -> i64 {
        self.get(node).prose
    }
}

impl Value {
    /// The worth, and less the more there is beside prose.
    pub(super) fn score(self) -> i64 {
        self.worth * (self.prose.max(0) + 50) / (self.chars.max(1) + 50)
    }

    fn add(&mut self, other: Self) {
        self.prose += other.prose;
        self.chars += other.chars;
        self.linked += other.linked;
        self.worth += other.worth;
    }
}

impl Block {
    fn add(&mut self, text: &str, is_linked: bool) {
        let mut chars = 0;
        for c in text.chars() {
            if c.is_alphanumeric() {
                chars += if c >= '\u{2E80}' { LETTERS_OF_DENSE } else { 1 };
            }
            if !c.is_whitespace() {
                self.last = Some(c);
            }
        }
        // White space and marks are about a fifth.
        chars = chars * 5 / 4;
        self.chars += chars;
        self.linked += if is_linked { chars } else { 0 };
    }

    fn value(&self) -> Value {
        let ends_sentence = ends_sentence(self.last);
        let is_mostly_linked = self.linked * 2 > self.chars;
        let is_paragraph = self.chars >= LONG_CHARS || (self.chars >= SHORT_CHARS && ends_sentence);
        let plain = self.chars - self.linked;
        let (prose, worth) = if is_mostly_linked && self.num_links <= 1 && ends_sentence && self.chars >= LONG_CHARS {
            (self.chars / 2, self.chars / 2)
        } else if is_mostly_linked {
            (0, -self.chars * 2 / 5)
        } else if is_paragraph {
            (plain, plain + self.linked / 2)
        } else {
            (0, self.chars / 5)
        };
        Value { prose, chars: self.chars, linked: self.linked, worth }
    }
}

/// Whether a text whose last character this is ends as a sentence does.
pub(super) fn ends_sentence(last: Option<char>) -> bool {
    last.is_some_and(|c| {
        matches!(c, '.' | '!' | '?' | '…' | ':' | '。' | '！' | '？' | '।' | '؟' | '۔' | '"' | '”' | '“' | '»' | '’' | ')' | ';')
    })
}
