//! Finds the main text of a page, as the reading view of Firefox does.

use super::{
    parse::{self, Size},
    values::Values,
    walk::first_chars,
};
use dom_query::{Document, NodeData, NodeRef};
use dom_smoothie::{Config, Readability};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// With more elements than this, the main text is not looked for.
const MAX_ELEMENTS: usize = 300_000;
/// The limit on [`Size::work`], because each element is examined several times with everything inside it.
const MAX_WORK: usize = 30_000_000;
/// The length of the pieces that texts are written in, in bytes: `html5ever`'s writer searches for the end of a text at each
/// `&`.
const PIECE_BYTES: usize = 4096;
/// Texts up to this length, in bytes, are left alone.
const LONG_BYTES: usize = 16 << 10;
/// Titles and values longer than this, in bytes, are not compared with every heading.
const MAX_TITLE_BYTES: usize = 2000;
/// Classes of advertisements; others begin with "ad-" or "advert".
const ADVERTISEMENTS: [&str; 9] = ["ad", "ads", "adbox", "ad_box", "adsbygoogle", "sponsored", "promo", "outbrain", "taboola"];
/// A head or foot with more of its characters in links than one in this many is not of the article.
const MAX_LINKED_OF_HEAD: i64 = 5;
/// Words that classes of bylines contain.
const BYLINES: [&str; 4] = ["byline", "author", "dateline", "writtenby"];

/// Whether the main text can be looked for in reasonable time.
pub(super) fn is_small(document: &Document) -> bool {
    let Size { num_elements, work, .. } = parse::size(document);
    num_elements <= MAX_ELEMENTS && work <= MAX_WORK
}

/// Finds the main text.
pub(super) fn of(document: Document) -> Option<Document> {
    prepare(&document);
    bound(&document);
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, keep_classes: true, ..Config::default() };
    // The crate panics on a few pages, such as one with a film whose address has another letter in place of “www.”.
    let article = catch_unwind(AssertUnwindSafe(|| {
        Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse())
    }));
    parse::fragment(&article.ok()?.ok()?.content).ok()
}

/// Removes advertisements, keeps the head and foot of an article, and hides from the heuristic which line is the byline, because it would remove that too.
fn prepare(document: &Document) {
    let names = |node: &dom_query::NodeRef<'_>| {
        let (class, id) = (node.attr("class").unwrap_or_default(), node.attr("id").unwrap_or_default());
        format!("{class} {id}").to_ascii_lowercase()
    };
    for node in document.select("div, section, aside, p, ins, figure, span, ul").nodes() {
        let is_advertisement =
            |name: &str| ADVERTISEMENTS.contains(&name) || name.starts_with("ad-") || name.starts_with("advert");
        if names(node).split_whitespace().any(is_advertisement) {
            node.remove_from_parent();
        }
    }
    let values = Values::of(&document.root());
    // The heuristic drops every header and footer.
    for node in document.select("article header, article footer, main header").nodes() {
        let value = values.get(node);
        if value.prose > 0 && value.linked * MAX_LINKED_OF_HEAD < value.chars {
            node.rename("div");
        }
    }
    for node in document.select("[class], [id], [rel], [itemprop]").nodes() {
        let is_rel = |name: &str| node.attr(name).is_some_and(|value| value.contains("author"));
        let named = names(node);
        if is_rel("rel") || is_rel("itemprop") || BYLINES.iter().any(|byline| named.contains(byline)) {
            node.remove_attrs(&["class", "id", "rel", "itemprop"]);
        }
    }
}

/// Removes or divides whatever would take the heuristic too long.
fn bound(document: &Document) {
    for node in document.select("title").nodes() {
        if first_chars(node, MAX_TITLE_BYTES + 1).len() > MAX_TITLE_BYTES {
            node.remove_from_parent();
        }
    }
    for node in document.select("h1").nodes() {
        if first_chars(node, MAX_TITLE_BYTES + 1).len() > MAX_TITLE_BYTES {
            node.rename("p");
        }
    }
    for node in document.select("meta[content]").nodes() {
        if node.attr("content").is_some_and(|content| content.len() > MAX_TITLE_BYTES) {
            node.remove_from_parent();
        }
    }
    let nodes: Vec<NodeRef<'_>> = document.root().descendants_it().collect();
    for node in &nodes {
        drop_long_attributes(node);
        part(node);
    }
}

/// An address of this length is an embedded picture or film, not a link that anybody follows.
fn drop_long_attributes(node: &NodeRef<'_>) {
    let long = node.query(|node| {
        let attributes = node.as_element().map(|element| element.attrs.iter()).into_iter().flatten();
        let is_long = |value: &str| value.len() > LONG_BYTES && has_special(value);
        attributes
            .filter(|attribute| is_long(&attribute.value))
            .map(|attribute| attribute.name.local.to_string())
            .collect::<Vec<_>>()
    });
    for name in long.unwrap_or_default() {
        node.remove_attr(&name);
    }
}

/// Divides a long text into several. When the fragment is written, they are one text again.
fn part(node: &NodeRef<'_>) {
    let text = node.query(|node| match &node.data {
        NodeData::Text { contents } if contents.len() > LONG_BYTES && has_special(contents) => Some(contents.to_string()),
        _ => None,
    });
    let Some(text) = text.flatten() else { return };
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        node.insert_before(&node.tree.new_text(piece));
        rest = after;
    }
    node.remove_from_parent();
}

/// Whether a text contains characters that are written as references, or that begin with the same byte as one.
fn has_special(text: &str) -> bool {
    text.contains(['&', '<', '>', '"']) || text.bytes().any(|byte| byte == 0xC2)
}
