//! Reads what a page says about itself: JSON-LD first, then `meta` elements and microdata, then what the page shows.

use super::{
    around::is_beside_article,
    authors, headline,
    json_ld::{self, Graph, Object, Page},
    shown_date,
    walk::first_chars,
};
use crate::{import::metadata::day_of, project::Metadata, text::words::one_line};
use dom_query::Document;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashSet;

/// The longest title, in characters.
const MAX_TITLE_CHARS: usize = 1000;
/// The `meta` elements with the date of publication, the most reliable first.
const DATES: [&str; 24] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "publication_date",
    "publicationdate",
    "article.published",
    "dc.date.created",
    "dcterms.created",
    "og:pubdate",
    "article_date_original",
    "displaydate",
    "dcterms.issued",
    "citation_publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "date",
    "dc.date",
    "dcterms.date",
];
/// The elements with the date of publication.
const TIMES: [&str; 4] = [
    "[itemprop~='datePublished']",
    "time[class*='published'], time[class*='entry-date'], time[pubdate], .published[title], .updated[title]",
    "article time[datetime], main time[datetime]",
    "time[datetime]",
];

/// What a page says about itself, outside its main text.
pub(super) struct About {
    /// The fields, except for the headline as the page shows it.
    pub(super) metadata: Metadata,
    /// The headline.
    pub(super) headline: Option<String>,
    /// The text of the article as the metadata repeats it.
    pub(super) article_body: Option<String>,
}

/// Reads everything that the page says about its article. Of a page that is not small, what it shows is not looked at.
pub(super) fn of(document: &Document, is_small: bool) -> About {
    let metas = metas(document);
    let meta = |names: &[&str]| names.iter().find_map(|name| content(&metas, name));
    let title = document.select("title").nodes().first().map(|node| one_line(&first_chars(node, MAX_TITLE_CHARS)));
    let title = title.unwrap_or_default();
    let canonical = attribute(document, "link[rel='canonical']", "href");
    let og_title = meta(&["og:title", "twitter:title", "dc.title", "citation_title"]);

    let blocks = json_ld::blocks(document);
    let graph = Graph::of(&blocks);
    let page = Page {
        addresses: canonical.iter().chain(&meta(&["og:url"])).map(|url| json_ld::address(url)).collect(),
        titles: og_title.iter().chain([&title]).map(|title| title.to_lowercase()).filter(|title| !title.is_empty()).collect(),
    };
    let article = graph.article(&page);
    let mut known = Metadata::default();
    if let Some(article) = article {
        of_article(&graph, article, &mut known);
    }
    let fill = |field: &mut String, value: Option<String>| {
        if field.is_empty() {
            *field = value.unwrap_or_default();
        }
    };
    fill(&mut known.headline, og_title);
    fill(&mut known.outlet, meta(&["og:site_name", "application-name", "dc.publisher", "twitter:app:name:iphone"]));
    fill(&mut known.url, meta(&["og:url", "parsely-link"]).or(canonical));
    fill(&mut known.copyright, meta(&["copyright", "dc.rights"]));
    fill(&mut known.language, attribute(document, "html", "lang").or_else(|| meta(&["og:locale"])));
    known.language = known.language.trim().replace('_', "-");
    if known.themes.is_empty() {
        known.themes = meta(&["article:section"]).into_iter().collect();
    }

    let outlets = outlets(&known, &graph);
    let titles = headline::Titles { known: &known.headline, page: &title, outlets: &outlets };
    let headline = headline::of(is_small.then_some(document), &titles);
    known.byline = byline(is_small.then_some(document), &graph, article, &metas, &outlets);
    let shown = || {
        let headline = headline.as_deref().unwrap_or_default();
        is_small.then(|| shown_date::of(document, headline, &known.language)).flatten()
    };
    known.published = published(document, &graph, article, &meta, &known.url).or_else(shown);
    let article_body = graph.article_body(&page).map(json_ld::unescaped);
    About { metadata: known, headline, article_body }
}

/// The authors, from the most reliable place that names any. The document is `None` if it is too large to be looked through.
fn byline(
    document: Option<&Document>,
    graph: &Graph<'_>,
    article: Option<&Object>,
    metas: &[Meta],
    outlets: &[String],
) -> String {
    let cleaned = |names: Vec<String>| {
        let mut seen = HashSet::new();
        let names =
            names.iter().flat_map(|name| authors::names_of(name, outlets)).filter(|name| seen.insert(name.to_lowercase()));
        Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
    };
    let of_object = |object: Option<&Object>, key: &str| {
        object.and_then(|object| object.get(key)).and_then(|value| cleaned(graph.names(value)))
    };
    let all = |name: &str| cleaned(contents(metas, name));
    // WordPress names the author in the card for Twitter, under a label in the site's language.
    let card = || content(metas, "twitter:label1").filter(|label| is_author_label(label)).and_then(|_| all("twitter:data1"));
    of_object(article, "author")
        .or_else(|| of_object(article, "creator"))
        .or_else(|| {
            ["parsely-author", "citation_author", "byl", "dc.creator", "dcterms.creator"].iter().find_map(|name| all(name))
        })
        .or_else(|| of_object(graph.web_page(), "author"))
        .or_else(card)
        .or_else(|| document.and_then(|document| authors::shown(document, outlets)))
        .or_else(|| all("author"))
        .or_else(|| all("article:author"))
        .unwrap_or_default()
}

fn is_author_label(label: &str) -> bool {
    let label = label.to_lowercase();
    let parts = [
        "written",
        "verfasst",
        "geschrieben",
        "écrit",
        "escrito",
        "scritto",
        "geschreven",
        "author",
        "autor",
        "napisa",
        "автор",
        "skriv",
        "di",
        "por",
    ];
    parts.iter().any(|part| label.starts_with(part))
}

/// The date of publication, from the most reliable place that gives it.
fn published(
    document: &Document,
    graph: &Graph<'_>,
    article: Option<&Object>,
    meta: &dyn Fn(&[&str]) -> Option<String>,
    url: &str,
) -> Option<Date> {
    let of_object = |object: Option<&Object>, key: &str| {
        object.and_then(|object| object.get(key)).and_then(Value::as_str).and_then(machine_date)
    };
    of_object(article, "datePublished")
        .or_else(|| DATES[..5].iter().find_map(|name| meta(&[name]).and_then(|day| machine_date(&day))))
        .or_else(|| date_of_times(document, &TIMES[..2]))
        .or_else(|| date_in_address(url))
        .or_else(|| of_object(graph.web_page(), "datePublished"))
        .or_else(|| DATES[5..].iter().find_map(|name| meta(&[name]).and_then(|day| machine_date(&day))))
        .or_else(|| of_object(article, "dateCreated"))
        .or_else(|| date_of_times(document, &TIMES[2..]))
}

fn date_of_times(document: &Document, selectors: &[&str]) -> Option<Date> {
    selectors.iter().find_map(|selector| {
        document.select(selector).nodes().iter().take(20).find_map(|node| {
            let is_clock = shown_date::is_in_head(node) || is_beside_article(node);
            let value = ["datetime", "content", "title"].iter().find_map(|name| node.attr(name)).map(|value| value.to_string());
            let value = value.filter(|value| !value.trim().is_empty()).unwrap_or_else(|| first_chars(node, 80));
            if is_clock { None } else { machine_date(&value) }
        })
    })
}

/// A date as machines write it, or else as people do.
fn machine_date(value: &str) -> Option<Date> {
    let value = value.trim();
    let short = value.chars().count() <= 60;
    day_of(value).or_else(|| short.then(|| shown_date::date_in(value, "")).flatten()).or_else(|| compact_date(value))
}

/// `20240305` or `20240305T081500`.
fn compact_date(value: &str) -> Option<Date> {
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = value.get(8..)?;
    let is_end = rest.is_empty() || rest.starts_with(['T', ' ']);
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    is_end.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

/// The date in an address such as `/2024/03/05/headline` or `/2024-03-05-headline`.
fn date_in_address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path.split(['/', '-']).skip(1).collect();
    parts.windows(3).find_map(|parts| {
        let [year, month, day] = parts else { return None };
        let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_date = is_number(year, 4..=4)
            && (year.starts_with("19") || year.starts_with("20"))
            && is_number(month, 1..=2)
            && is_number(day, 1..=2);
        is_date.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
    })
}

/// The names of the site, which are no authors and no headlines.
fn outlets(known: &Metadata, graph: &Graph<'_>) -> Vec<String> {
    let site = graph.names_of_sites();
    let host = json_ld::address(&known.url).split('/').next().unwrap_or_default().to_owned();
    let domain = host.rsplit('.').nth(1).unwrap_or_default().to_owned();
    [known.outlet.clone(), host, domain]
        .into_iter()
        .chain(site)
        .map(|name| one_line(&name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Fills what JSON-LD says about the article, except for authors and date.
fn of_article(graph: &Graph<'_>, article: &Object, known: &mut Metadata) {
    let text = |name: &str| article.get(name).map(|value| graph.names(value)).unwrap_or_default();
    let joined = |name: &str| text(name).join(", ");
    known.headline = joined("headline");
    known.outlet = text("publisher").into_iter().find(|name| !name.starts_with("http")).unwrap_or_default();
    known.language = text("inLanguage").into_iter().next().unwrap_or_default();
    known.copyright = joined("copyrightNotice");
    let address = article.get("url").or_else(|| article.get("mainEntityOfPage"));
    let address = address.map(|value| value.get("@id").or_else(|| value.get("url")).unwrap_or(value));
    known.url = address.and_then(Value::as_str).filter(|url| url.starts_with("http")).unwrap_or_default().to_owned();
    let day = |name: &str| article.get(name).and_then(Value::as_str).and_then(machine_date);
    if let Some(updated) = day("dateModified").filter(|updated| Some(*updated) != day("datePublished")) {
        known.other.entry("updated".to_owned()).or_insert(updated.to_string());
    }
    let mut themes = HashSet::new();
    for theme in text("articleSection").into_iter().chain(text("keywords")).flat_map(|themes| split_list(&themes)) {
        if !theme.is_empty() && themes.insert(theme.clone()) {
            known.themes.push(theme);
        }
    }
}

fn split_list(list: &str) -> Vec<String> {
    list.split(',').map(|item| item.trim().to_owned()).collect()
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
    contents(metas, name).into_iter().next()
}

/// The contents of all `meta` elements with this name or property.
fn contents(metas: &[Meta], name: &str) -> Vec<String> {
    let is_it = |(names, content): &&Meta| !content.is_empty() && names.iter().any(|known| known.as_str() == name);
    metas.iter().filter(is_it).map(|(_, content)| content.clone()).collect()
}
