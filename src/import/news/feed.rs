//! Feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom. An item is an article.
//!
//! A feed has the text, or only a summary of it, and only the last items of its site.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    markup::{self, head_has_root},
    text_kind::TextKind,
};
use crate::import::{
    metadata::day_of,
    xml_tree::{Element, Node},
};
use crate::text::words::one_line;

/// Words with which content systems end every item.
const FOOTERS: [&str; 3] = ["appeared first on", "est apparu en premier sur", "erschien zuerst auf"];

/// Whether a text is a feed.
pub(super) fn tell(text: &str) -> bool {
    head_has_root(text, &["rss", "feed"]) || head_has_root(text, &["RDF"]) && text.contains("http://purl.org/rss/1.0/")
}

/// Reads a feed.
pub(super) fn read(text: &str, download: &mut Download) {
    let Some(root) = markup::tree(text, download) else { return };
    let mut items = Vec::new();
    root.descendants("item", &mut items);
    root.descendants("entry", &mut items);
    let channel = root.child("channel").unwrap_or(&root);
    let outlet = child_text(channel, &["title"]);
    let language = [child_text(channel, &["language"]), root.attribute("xml:lang").unwrap_or_default().to_owned()]
        .into_iter()
        .find(|tag| !tag.is_empty());
    let base = link_of(channel).or_else(|| root.attribute("xml:base").map(str::to_owned)).unwrap_or_default();
    for item in &items {
        let article = article(item, &outlet, language.as_deref().unwrap_or_default(), &base);
        download.add(article);
    }
    let stated = channel
        .child("totalResults")
        .and_then(|number| number.text().trim().parse::<usize>().ok())
        .filter(|number| *number > items.len());
    if let Some(stated) = stated {
        download
            .notes
            .push((None, format!("the feed has {} of {stated} results; the others are on its further pages", items.len())));
    }
    download.count = Some(Count::of_number(None, items.len()));
}

fn article(item: &Element, outlet: &str, language: &str, base: &str) -> NewsArticle {
    let source = item.child("source").map(|source| source.child("title").map_or_else(|| source.text(), Element::text));
    let mut article = NewsArticle {
        headline: markup::line(&child_text(item, &["title"])),
        outlet: source.map(|source| one_line(&source)).filter(|source| !source.is_empty()).unwrap_or_else(|| outlet.to_owned()),
        language: item.attribute("xml:lang").unwrap_or(language).to_owned(),
        url: absolute(&child_text(item, &["origLink"]), base)
            .or_else(|| link_of(item).and_then(|link| absolute(&link, base)))
            .unwrap_or_default(),
        ..NewsArticle::default()
    };
    article.set_byline(&byline(item));
    let id = child_text(item, &["guid", "id"]);
    if id != article.url {
        article.keep(key::ID, &id);
    }
    for name in ["pubDate", "published", "date", "issued", "updated", "modified"] {
        let value = child_text(item, &[name]);
        if value.is_empty() {
            continue;
        }
        if article.published.is_none() {
            article.published = day_of(&value).or_else(|| markup::mail_day(&value));
            article.keep(key::DATE, &value);
        }
    }
    let subjects: Vec<String> = item
        .elements()
        .filter(|element| element.name == "category" || element.name == "subject")
        .map(|element| one_line(element.attribute("term").unwrap_or(&element.text())))
        .collect();
    article.keep("subject", &subjects.join("; "));
    text(item, &mut article);
    article
}

/// Takes the text, or the summary if there is none.
fn text(item: &Element, article: &mut NewsArticle) {
    let of = |names: &[&str]| {
        let mut found = item.elements().filter(|element| names.contains(&element.full_name.as_str()));
        found.find_map(|element| Some(html_of(element)).filter(|html| !html.trim().is_empty()))
    };
    let content = of(&["content:encoded", "encoded", "content", "atom:content", "xhtml:body", "body"]);
    let summary = of(&["description", "summary", "atom:summary", "media:description", "itunes:summary"]);
    let (html, is_summary) = match (content, summary) {
        (Some(content), _) => (content, false),
        (None, Some(summary)) => (summary, true),
        (None, None) => return,
    };
    let Some(mut paragraphs) = markup::paragraphs(&html) else { return };
    while paragraphs
        .last()
        .is_some_and(|last| last.text.chars().count() < 300 && FOOTERS.iter().any(|footer| last.text.contains(footer)))
    {
        let footer = paragraphs.pop().map(|footer| footer.text).unwrap_or_default();
        article.keep("footer of the feed", &footer);
    }
    article.body = paragraphs;
    if is_summary && article.has_body() {
        TextKind::Summary.mark(article);
    }
}

/// The HTML in an element: escaped, or as elements of its own.
fn html_of(element: &Element) -> String {
    if element.elements().next().is_some() { markup::source_of(element) } else { element.text() }
}

/// The names of the authors.
fn byline(item: &Element) -> String {
    let creators: Vec<String> =
        item.elements().filter(|element| element.name == "creator").map(|element| one_line(&element.text())).collect();
    if creators.iter().any(|name| !name.is_empty()) {
        return creators.join(", ");
    }
    let authors = item.elements().filter(|element| element.name == "author");
    let name = |author: &Element| match author.child("name") {
        Some(name) => one_line(&name.text()),
        // “desk@courier.example (Ana Orr)”
        None => {
            let text = one_line(&author.text());
            let inside = text.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).map(str::to_owned);
            inside.unwrap_or_else(|| if text.contains('@') { String::new() } else { text })
        }
    };
    authors.map(name).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The address that an element links to.
fn link_of(element: &Element) -> Option<String> {
    let links: Vec<&Element> = element.elements().filter(|element| element.name == "link").collect();
    let is_page = |link: &&&Element| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    let href = links
        .iter()
        .find(|link| link.attribute("href").is_some() && is_page(link))
        .and_then(|link| link.attribute("href"))
        .map(str::to_owned);
    let text = links.iter().map(|link| one_line(&link.text())).find(|text| !text.is_empty());
    text.or(href)
}

/// An address with its host, which may be that of the feed.
fn absolute(link: &str, base: &str) -> Option<String> {
    if link.is_empty() {
        return None;
    }
    if link.starts_with('/') && !link.starts_with("//") {
        let host = base.find("://").map(|at| at + 3).map(|at| base[at..].find('/').map_or(base, |end| &base[..at + end]))?;
        return Some(format!("{host}{link}"));
    }
    Some(link.to_owned())
}

/// The words of the first of these elements, by its own name before one of another vocabulary such as Dublin Core.
fn child_text(element: &Element, names: &[&str]) -> String {
    let of = |name: &&str| {
        let children = || element.elements().filter(|child| child.name == **name && has_words(child));
        children()
            .find(|child| child.full_name == **name)
            .or_else(|| children().find(|child| !child.full_name.starts_with("media:")))
    };
    names.iter().find_map(of).map(|found| one_line(&found.text())).unwrap_or_default()
}

fn has_words(element: &Element) -> bool {
    element.children.iter().any(|node| match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(_) => true,
    })
}
