//! Reads what a page says about itself: JSON-LD first, then Open Graph, then other `meta` elements, then the visible text.

use super::{parse, walk::first_chars};
use crate::{import::metadata::day_of, project::Metadata, text::words::one_line};
use dom_query::{Document, NodeRef};
use serde_json::Value;
use std::collections::HashSet;

/// The longest headline, in characters.
const MAX_HEADLINE_CHARS: usize = 1000;
/// How deep JSON-LD is searched for an article.
const MAX_JSON_DEPTH: usize = 6;

/// Reads everything that the page says outside its text.
pub(super) fn of(document: &Document) -> Metadata {
    let mut known = Metadata::default();
    for script in document.select("script[type='application/ld+json']").iter() {
        if let Ok(value) = serde_json::from_str::<Value>(script.text().trim())
            && let Some(article) = article_in(&value, 0)
        {
            of_json_ld(article, &mut known);
        }
    }
    let metas = metas(document);
    let meta = |names: &[&str]| names.iter().find_map(|name| content(&metas, name));
    let fill = |field: &mut String, names: &[&str]| {
        if field.is_empty() {
            *field = meta(names).unwrap_or_default();
        }
    };
    fill(&mut known.headline, &["og:title", "twitter:title", "dc.title", "citation_title"]);
    fill(&mut known.byline, &["author", "article:author", "dc.creator", "byl", "parsely-author", "citation_author"]);
    fill(&mut known.outlet, &["og:site_name", "application-name", "dc.publisher"]);
    fill(&mut known.url, &["og:url", "parsely-link"]);
    fill(&mut known.copyright, &["copyright", "dc.rights"]);
    // Some pages give the address of the author's page.
    if known.byline.starts_with("http") {
        known.byline.clear();
    }
    if known.url.is_empty() {
        known.url = attribute(document, "link[rel='canonical']", "href").unwrap_or_default();
    }
    if known.language.is_empty() {
        let language = attribute(document, "html", "lang").or_else(|| meta(&["og:locale"])).unwrap_or_default();
        known.language = language.trim().replace('_', "-");
    }
    if known.published.is_none() {
        let names =
            ["article:published_time", "og:published_time", "date", "dc.date", "dc.date.issued", "pubdate", "parsely-pub-date"];
        known.published = meta(&names).and_then(|day| day_of(&day));
    }
    if known.published.is_none() {
        known.published = attribute(document, "article time[datetime], main time[datetime], time[datetime]", "datetime")
            .and_then(|day| day_of(&day));
    }
    if known.themes.is_empty() {
        known.themes = meta(&["article:section"]).into_iter().collect();
    }
    known
}

/// The headline as the page shows it. If no heading shows it, as the metadata or the title gives it.
pub(super) fn visible_headline(document: &Document, known: &Metadata) -> Option<String> {
    let words_of = |node: &NodeRef<'_>| one_line(&first_chars(node, MAX_HEADLINE_CHARS + 1));
    let is_headline = |text: &String| !text.is_empty() && text.chars().count() <= MAX_HEADLINE_CHARS;
    let headings: Vec<String> = document.select("h1").nodes().iter().map(words_of).filter(is_headline).collect();
    let title = document.select("title").nodes().first().map(words_of).unwrap_or_default();
    let known = one_line(&known.headline);
    let is_same = |heading: &&String| **heading == known || (!title.is_empty() && title.contains(heading.as_str()));
    let in_article = document.select("article h1, main h1").nodes().first().map(words_of);
    headings
        .iter()
        .find(is_same)
        .cloned()
        .or(in_article.filter(is_headline))
        .or_else(|| (headings.len() == 1).then(|| headings[0].clone()))
        .or(Some(known))
        .filter(|headline| !headline.is_empty())
        .or(Some(title))
        .filter(|headline| !headline.is_empty())
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let element = document.select(selector).iter().next()?;
    element.attr(name).map(|value| value.to_string()).filter(|value| !value.trim().is_empty())
}

/// The names of a `meta` element in lower case, and its content.
type Meta = (Vec<String>, String);

/// All `meta` elements with a content.
fn metas(document: &Document) -> Vec<Meta> {
    let mut metas = Vec::new();
    for element in document.select("meta[content]").iter() {
        let names = ["name", "property", "itemprop"].iter().filter_map(|attribute| element.attr(attribute));
        let names: Vec<String> = names.map(|name| name.to_ascii_lowercase()).collect();
        if !names.is_empty() {
            metas.push((names, element.attr("content").map(|value| value.trim().to_owned()).unwrap_or_default()));
        }
    }
    metas
}

/// The content of the first `meta` element with this name or property.
fn content(metas: &[Meta], name: &str) -> Option<String> {
    let (_, content) = metas.iter().find(|(names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))?;
    (!content.is_empty()).then(|| content.clone())
}

/// The first object in JSON-LD that is an article.
fn article_in(value: &Value, depth: usize) -> Option<&Value> {
    if depth > MAX_JSON_DEPTH {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| article_in(value, depth + 1)),
        Value::Object(object) => {
            let is_article =
                |kind: &Value| kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting"));
            let is_it = object.get("@type").is_some_and(|kind| match kind {
                Value::Array(kinds) => kinds.iter().any(is_article),
                kind => is_article(kind),
            });
            if is_it { Some(value) } else { object.get("@graph").and_then(|graph| article_in(graph, depth + 1)) }
        }
        _ => None,
    }
}

fn of_json_ld(article: &Value, known: &mut Metadata) {
    let text = |name: &str| article.get(name).map(names).unwrap_or_default();
    let fill = |field: &mut String, value: Vec<String>| {
        if field.is_empty() {
            *field = unescaped(&value.join(", "));
        }
    };
    fill(&mut known.headline, text("headline"));
    fill(&mut known.byline, text("author"));
    fill(&mut known.outlet, text("publisher"));
    fill(&mut known.language, text("inLanguage"));
    fill(&mut known.copyright, text("copyrightNotice"));
    fill(&mut known.url, article.get("url").or_else(|| article.get("mainEntityOfPage")).map(names).unwrap_or_default());
    if known.published.is_none() {
        known.published = text("datePublished").first().and_then(|day| day_of(day));
    }
    if let Some(updated) = text("dateModified").first().and_then(|day| day_of(day)).filter(|day| Some(*day) != known.published) {
        known.other.entry("updated".to_owned()).or_insert(updated.to_string());
    }
    let mut themes: HashSet<String> = known.themes.iter().cloned().collect();
    for theme in text("articleSection")
        .into_iter()
        .chain(text("keywords"))
        .flat_map(|themes| themes.split(',').map(str::to_owned).collect::<Vec<_>>())
    {
        let theme = unescaped(theme.trim());
        if !theme.is_empty() && themes.insert(theme.clone()) {
            known.themes.push(theme);
        }
    }
}

/// The names in a value of JSON-LD: the value itself, or the names of its objects.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => {
            values.iter().take(50).flat_map(|value| if value.is_array() { Vec::new() } else { names(value) }).collect()
        }
        Value::Object(object) => {
            let name = object.get("name").or_else(|| object.get("@id")).or_else(|| object.get("alternateName"));
            name.and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Decodes the HTML entities that some sites leave in JSON.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // Text that is not HTML either stays as it is.
    parse::fragment(text).map_or_else(|_too_much| text.to_owned(), |document| document.text().to_string())
}
