//! Removes what stands on a page beside its article and within it: notices about cookies, comments, menus, teasers of other
//! articles, buttons to share, boxes about newsletters and authors.
//!
//! Names of classes and ids say what an element is. They are not always right: an “ad portal” can hold the whole page. So
//! nothing is removed that holds the headline, or much of the prose of the page.

use super::{values::Values, walk::first_chars};
use dom_query::{Document, NodeRef};
use std::collections::BTreeMap;

/// Words of names that make an element boilerplate, in lower case. Names are cut at everything but letters and digits, and
/// where a capital follows a small letter.
const WORDS: &[&str] = &[
    "ad",
    "ads",
    "adbox",
    "adsbygoogle",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "captcha",
    "cookiebar",
    "cookielaw",
    "donation",
    "footer",
    "jp",
    "login",
    "masthead",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsticker",
    "noprint",
    "outbrain",
    "pager",
    "pagination",
    "paging",
    "popup",
    "postnav",
    "promo",
    "promotion",
    "recirc",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "relatedposts",
    "share",
    "sharebar",
    "sharedaddy",
    "shares",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "skyscraper",
    "social",
    "sociallinks",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "taglist",
    "toolbar",
    "widget",
    "bookmarks",
    "sociable",
    "addtoany",
    "metadata",
    "hidden",
    "rating",
    "ratings",
    "whatsapp",
    "crp",
    "yarpp",
    "wpulike",
    "tooltip",
    "noscreen",
    "teasers",
    "trending",
];
/// Two words that follow each other in a name.
const PAIRS: &[(&str, &str)] = &[
    ("author", "box"),
    ("author", "bio"),
    ("author", "info"),
    ("about", "author"),
    ("about", "the"),
    ("author", "description"),
    ("author", "profile"),
    ("author", "card"),
    ("read", "more"),
    ("read", "next"),
    ("read", "also"),
    ("see", "also"),
    ("more", "from"),
    ("more", "stories"),
    ("more", "news"),
    ("more", "articles"),
    ("most", "read"),
    ("most", "popular"),
    ("next", "post"),
    ("post", "navigation"),
    ("post", "nav"),
    ("tag", "list"),
    ("post", "tags"),
    ("entry", "meta"),
    ("post", "meta"),
    ("entry", "footer"),
    ("entry", "utility"),
    ("article", "meta"),
    ("article", "footer"),
    ("article", "tools"),
    ("article", "tags"),
    ("article", "topics"),
    ("article", "share"),
    ("article", "related"),
    ("latest", "news"),
    ("print", "only"),
    ("screen", "reader"),
    ("sr", "only"),
    ("visually", "hidden"),
    ("back", "to"),
    ("affiliate", "disclosure"),
    ("ad", "slot"),
    ("also", "like"),
    ("you", "may"),
    ("inline", "related"),
    ("cat", "links"),
    ("tags", "links"),
    ("byline", "block"),
];
/// Words of what people other than the author say, and of what lies over the page. It may be longer than the article.
const STRONG: &[&str] = &[
    "comment",
    "commentlist",
    "comments",
    "commentform",
    "kommentare",
    "commentaires",
    "comentarios",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "gdpr",
    "newsletter",
    "onetrust",
    "respond",
    "cookieconsent",
    "cmp",
    "cmplz",
    "borlabs",
    "usercentrics",
    "wm",
    "wayback",
];
/// Words of names of captions.
const CAPTIONS: &[&str] = &[
    "caption",
    "captions",
    "figcaption",
    "credit",
    "credits",
    "subcaption",
    "bildunterschrift",
    "bildtext",
    "legende",
    "imagecaption",
    "copyright",
];
/// The number of characters at the beginning of a line of links in which an address is looked for.
const ADDRESS_WITHIN_CHARS: usize = 40;
/// Elements that are removed by these names.
const NAMED: &str =
    "div, section, aside, p, ins, ul, ol, dl, span, nav, footer, header, form, details, table, figure, h2, h3, h4, h5";
/// Elements that hold nothing of an article.
const NEVER: &str = "nav, dialog, [role='navigation'], [role='dialog'], [role='banner'], [role='contentinfo'], [role='search'], [role='menu'], [role='complementary'], [aria-hidden='true'], [aria-modal='true'], \
    #wm-ipp-base, #wm-ipp, #donato, [hidden]";
/// What no boilerplate holds.
const KEPT: &str = "h1, [itemprop~='articleBody'], main";
/// The largest share of the prose of a page that is removed because of a name, in per cent.
const MAX_SHARE: i64 = 25;
const MAX_SHARE_OF_STRONG: i64 = 95;
const MAX_SHARE_OF_CAPTIONS: i64 = 70;
/// The word that stands for all words of [`CAPTIONS`].
const CAPTION: &str = "caption";

/// Removes captions of pictures.
pub(super) fn remove_captions(document: &Document) {
    let words = |node: &NodeRef<'_>| {
        let is_caption = node.has_name("figcaption") || words_of(node).iter().any(|word| CAPTIONS.contains(&word.as_str()));
        is_caption.then(|| CAPTION.to_owned())
    };
    remove_named(document, "figcaption, div, p, span, small, dd, strong, em", words);
}

/// Removes what others than the author say and what lies over the page, which may be longer than the article.
pub(super) fn remove_overlays(document: &Document) {
    remove_named(document, NAMED, |node| words_of(node).into_iter().find(|word| STRONG.contains(&word.as_str())));
}

/// Removes boilerplate from the page, or from a part of it.
pub(super) fn remove(document: &Document) {
    let root = document.body().unwrap_or_else(|| document.root());
    let values = Values::of(&root);
    let of_page = values.prose(&root).max(1);
    for node in document.select(NEVER).nodes() {
        if values.prose(node) * 100 <= of_page * MAX_SHARE && !holds(node, KEPT) {
            node.remove_from_parent();
        }
    }
    for node in document.select("footer").nodes() {
        let is_of_article = node.ancestors_it(None).any(|around| around.has_name("article"));
        if !is_of_article && values.prose(node) * 100 <= of_page * MAX_SHARE {
            node.remove_from_parent();
        }
    }
    remove_named(document, NAMED, boilerplate_word);
    remove_links(document);
}

/// Removes lines and lists that are links to other articles. A linked sentence is text, and so is an address.
fn remove_links(document: &Document) {
    let root = document.body().unwrap_or_else(|| document.root());
    let values = Values::of(&root);
    for node in document.select("p, h2, h3, h4, h5, h6, ul, ol, div, section, aside, table, dl, blockquote").nodes() {
        let value = values.get(node);
        let is_teaser = value.chars > 0 && value.linked * 10 >= value.chars * 8 && value.worth <= 0;
        if is_teaser && !holds(node, KEPT) && !has_address(node) {
            node.remove_from_parent();
        }
    }
}

fn has_address(node: &NodeRef<'_>) -> bool {
    first_chars(node, ADDRESS_WITHIN_CHARS).contains("://")
}

/// Removes the elements to which `word_of` gives a word. Where one word stands on much of the prose, piece by piece, it means
/// something else on this page, and these elements stay.
fn remove_named(document: &Document, selector: &str, word_of: impl Fn(&NodeRef<'_>) -> Option<String>) {
    let root = document.body().unwrap_or_else(|| document.root());
    let values = Values::of(&root);
    let of_page = values.prose(&root).max(1);
    let mut by_word: BTreeMap<String, (i64, Vec<NodeRef<'_>>)> = BTreeMap::new();
    for node in document.select(selector).nodes() {
        if let Some(word) = word_of(node)
            && !is_column(node)
            && !holds(node, KEPT)
        {
            let (prose, nodes) = by_word.entry(word).or_default();
            let is_inside = nodes.last().is_some_and(|last| node.ancestors_it(None).any(|around| around.id == last.id));
            *prose += if is_inside { 0 } else { values.prose(node) };
            nodes.push(*node);
        }
    }
    for (word, (prose, nodes)) in by_word {
        let share = match word.as_str() {
            CAPTION => MAX_SHARE_OF_CAPTIONS,
            word if STRONG.contains(&word) => MAX_SHARE_OF_STRONG,
            _ => MAX_SHARE,
        };
        if prose * 100 <= of_page * share {
            nodes.iter().for_each(NodeRef::remove_from_parent);
        }
    }
}

/// The first word of an element's names that makes it boilerplate.
fn boilerplate_word(node: &NodeRef<'_>) -> Option<String> {
    let words = words_of(node);
    let single = words.iter().find(|word| STRONG.contains(&word.as_str()) || WORDS.contains(&word.as_str()));
    single.cloned().or_else(|| {
        let pair = words.windows(2).find(|pair| PAIRS.iter().any(|(a, b)| pair[0] == *a && pair[1] == *b))?;
        Some(pair.join(" "))
    })
}

fn holds(node: &NodeRef<'_>, selector: &str) -> bool {
    dom_query::Selection::from(*node).select_single(selector).exists()
}

/// Whether the names are those of a layout: “has-sidebar” is the column beside a sidebar, and not one.
fn is_column(node: &NodeRef<'_>) -> bool {
    let names = super::around::names(node);
    names
        .split_whitespace()
        .any(|name| ["has-", "with-", "no-", "without-", "col-", "is-"].iter().any(|lead| name.starts_with(lead)))
}

/// The words of the class and id, in lower case.
fn words_of(node: &NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in ["class", "id"] {
        let Some(names) = node.attr(attribute) else { continue };
        let mut word = String::new();
        let mut was_small = false;
        for c in names.chars().take(400) {
            let ends_word = !c.is_alphanumeric() || (was_small && c.is_uppercase());
            if ends_word && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            was_small = c.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}
