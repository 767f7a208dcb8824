//! Reads JSON-LD: the objects of all its blocks, which of them is about the page's article, and what their values name.

use super::parse;
use dom_query::Document;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How deep blocks are searched for objects.
const MAX_DEPTH: usize = 8;
/// The number of objects that are looked at.
const MAX_OBJECTS: usize = 10_000;
/// The number of names in one value.
const MAX_NAMES: usize = 50;

/// An object of JSON-LD.
pub(super) type Object = Map<String, Value>;

/// The blocks of a page, as far as they can be read.
pub(super) fn blocks(document: &Document) -> Vec<Value> {
    let scripts = document.select("script[type*='ld+json']");
    scripts.iter().filter_map(|script| read(&script.text())).collect()
}

/// Reads a block. Some sites leave line breaks in strings, a comma at the end of a list, or the marks of a comment around it.
fn read(block: &str) -> Option<Value> {
    let start = block.find(['{', '['])?;
    let end = block.rfind(['}', ']'])?;
    let json = block.get(start..=end)?;
    // Between `<![CDATA[` and `]]>` the first and last bracket belong to the mark.
    let json = json.strip_prefix("[CDATA[").map_or(json, |inside| inside.trim_end_matches(']').trim_end().trim_end_matches("//"));
    serde_json::from_str(json).or_else(|_broken| serde_json::from_str(&mended(json))).ok()
}

/// Replaces control characters in strings by spaces, and drops commas before a closing bracket.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut is_in_string, mut is_escaped) = (false, false);
    for c in json.chars() {
        if is_in_string {
            out.push(if c.is_control() { ' ' } else { c });
            is_in_string = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            continue;
        }
        if matches!(c, '}' | ']') {
            let end = out.trim_end().trim_end_matches(',').len();
            out.truncate(end);
        }
        is_in_string = c == '"';
        out.push(c);
    }
    out
}

/// The objects of all blocks, in their order, and where each `@id` is described.
pub(super) struct Graph<'a> {
    objects: Vec<&'a Object>,
    by_id: HashMap<&'a str, &'a Object>,
}

/// What tells an object about this page from one about another.
pub(super) struct Page {
    /// Its addresses, as [`address`] gives them.
    pub(super) addresses: Vec<String>,
    /// Its titles, in lower case.
    pub(super) titles: Vec<String>,
}

impl<'a> Graph<'a> {
    /// Collects the objects.
    pub(super) fn of(blocks: &'a [Value]) -> Self {
        let mut graph = Self { objects: Vec::new(), by_id: HashMap::new() };
        for block in blocks {
            graph.collect(block, 0);
        }
        graph
    }

    fn collect(&mut self, value: &'a Value, depth: usize) {
        if depth > MAX_DEPTH || self.objects.len() >= MAX_OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.collect(value, depth + 1)),
            Value::Object(object) => {
                self.objects.push(object);
                // An object that is nothing but its id refers to the one that says more.
                if let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| object.len() > 1) {
                    self.by_id.entry(id).or_insert(object);
                }
                object.values().for_each(|value| self.collect(value, depth + 1));
            }
            _ => {}
        }
    }

    /// The object about the page's article. Among several, the one with the page's address or headline; if none has, the
    /// page has teasers of others, and there is no telling.
    pub(super) fn article(&self, page: &Page) -> Option<&'a Object> {
        let says_something = |object: &&&Object| {
            ["headline", "author", "datePublished", "articleBody"].iter().any(|name| object.contains_key(*name))
        };
        let articles: Vec<&Object> =
            self.objects.iter().filter(|object| is_of_kind(object, is_article)).filter(says_something).copied().collect();
        let is_here = |object: &&&Object| page.has_address_of(object);
        let has_title = |object: &&&Object| page.has_title_of(object);
        let found = articles.iter().find(is_here).or_else(|| articles.iter().find(has_title));
        let only = if let [only] = articles.as_slice() { Some(*only) } else { None };
        found.copied().or(only)
    }

    /// The object about the page itself.
    pub(super) fn web_page(&self) -> Option<&'a Object> {
        let is_page = |kind: &str| kind.ends_with("WebPage") || kind.ends_with("ItemPage");
        self.objects.iter().find(|object| is_of_kind(object, is_page) && object.len() > 2).copied()
    }

    /// The names of the sites and publishers that it describes.
    pub(super) fn names_of_sites(&self) -> Vec<String> {
        let is_site = |kind: &str| kind == "WebSite" || kind.ends_with("Organization");
        let sites = self.objects.iter().filter(|object| is_of_kind(object, is_site));
        sites.filter_map(|object| object.get("name")).flat_map(|name| self.names(name)).collect()
    }

    /// The text of the article, if the page repeats it.
    pub(super) fn article_body(&self, page: &Page) -> Option<&'a str> {
        self.article(page)?.get("articleBody")?.as_str()
    }

    /// The names in a value: the value itself, or the names of its objects, whose ids are looked up.
    pub(super) fn names(&self, value: &Value) -> Vec<String> {
        let mut names = Vec::new();
        self.collect_names(value, 0, &mut names);
        names
    }

    fn collect_names(&self, value: &Value, depth: usize, names: &mut Vec<String>) {
        if depth > MAX_DEPTH || names.len() >= MAX_NAMES {
            return;
        }
        match value {
            Value::String(text) => names.push(unescaped(text)),
            Value::Array(values) => values.iter().for_each(|value| self.collect_names(value, depth + 1, names)),
            Value::Object(object) => {
                let described = || object.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id));
                let name_of = |object: &'a Object| object.get("name").or_else(|| object.get("alternateName"));
                let own = object.get("name").or_else(|| object.get("alternateName"));
                if let Some(name) = own.or_else(|| described().copied().and_then(name_of)) {
                    self.collect_names(name, depth + 1, names);
                }
            }
            _ => {}
        }
    }
}

impl Page {
    fn has_address_of(&self, object: &Object) -> bool {
        let of_value = |value: &Value| {
            let id = value.get("@id").or_else(|| value.get("url")).unwrap_or(value);
            id.as_str().map(address).is_some_and(|found| self.addresses.contains(&found))
        };
        ["url", "mainEntityOfPage", "@id"].iter().filter_map(|name| object.get(*name)).any(of_value)
    }

    fn has_title_of(&self, object: &Object) -> bool {
        let headline = object.get("headline").or_else(|| object.get("name")).and_then(Value::as_str).unwrap_or_default();
        let headline = unescaped(headline).trim().to_lowercase();
        !headline.is_empty() && self.titles.iter().any(|title| title.contains(&headline) || headline.contains(title.as_str()))
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
}

fn is_of_kind(object: &Object, is_it: impl Fn(&str) -> bool) -> bool {
    object.get("@type").is_some_and(|kind| match kind {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is_it),
        kind => kind.as_str().is_some_and(is_it),
    })
}

/// An address without what does not distinguish pages: the protocol, `www.`, a fragment, a slash at the end.
pub(super) fn address(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or_default();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_start_matches("www.").trim_end_matches('/').to_lowercase()
}

/// Decodes the HTML entities that some sites leave in JSON.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // Text that is not HTML either stays as it is.
    parse::fragment(text).map_or_else(|_too_much| text.to_owned(), |document| document.text().to_string())
}
