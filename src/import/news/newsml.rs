//! The formats of the IPTC for news: NITF, an article as XML, and NewsML-G2, which wraps articles of any kind.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    markup::{self, head_has_root},
};
use crate::import::{draft::Paragraph, metadata::day_of, xml_tree::Element};
use crate::text::words::one_line;
use std::collections::BTreeMap;

/// The elements that the files begin with; a piece of a file may begin with its contents.
const ROOTS: [&str; 6] = ["nitf", "newsItem", "newsMessage", "packageItem", "NewsML", "contentSet"];
/// Elements of NITF's text that are paragraphs.
const PARAGRAPHS: [&str; 9] = ["p", "hl2", "li", "td", "th", "pre", "bq", "dt", "dd"];

/// Whether a text is in one of these formats.
pub(super) fn tell(text: &str) -> bool {
    head_has_root(text, &ROOTS) && ["nitf", "NITF", "iptc.org", "NewsML"].iter().any(|sign| text.contains(sign))
}

/// Reads a file.
pub(super) fn read(text: &str, download: &mut Download) {
    let Some(root) = markup::tree(text, download) else { return };
    let mut items = Vec::new();
    match root.name.as_str() {
        "nitf" | "contentSet" | "newsItem" => items.push(&root),
        "NewsML" => root.descendants("NewsItem", &mut items),
        _ => root.descendants("newsItem", &mut items),
    }
    if items.is_empty() {
        download
            .notes
            .push((None, "all of it was left out: it refers to articles in other files and has none itself".to_owned()));
        return;
    }
    for item in newest(items, download) {
        let article = article(item);
        match status(item) {
            Some(status) if matches!(status.as_str(), "canceled" | "cancelled" | "withheld") => {
                download.leave_out(&article, &format!("its agency says that it is {status}"));
            }
            _ if !article.has_body() => download.leave_out(&article, "its text is in another file or there is none"),
            _ => download.add(article),
        }
    }
    download.count = Some(Count::of_number(None, download.num_documents()));
}

/// Leaves the last version of each item.
fn newest<'e>(items: Vec<&'e Element>, download: &mut Download) -> Vec<&'e Element> {
    let version = |item: &Element| item.attribute("version").and_then(|version| version.parse::<u64>().ok()).unwrap_or(0);
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for item in &items {
        if let Some(id) = item.attribute("guid") {
            let known = last.entry(id).or_default();
            *known = version(item).max(*known);
        }
    }
    let mut kept = Vec::new();
    for item in items {
        let of = item.attribute("guid").and_then(|id| last.get(id).copied());
        if of.is_some_and(|newest| version(item) < newest) {
            download.leave_out(&article(item), "a later version of it is in the file");
        } else {
            kept.push(item);
        }
    }
    kept
}

fn status(item: &Element) -> Option<String> {
    let status = find(item, "pubStatus")?;
    let code = status.attribute("qcode").or_else(|| status.attribute("FormalName"))?;
    Some(code.rsplit(':').next().unwrap_or(code).to_lowercase())
}

fn article(item: &Element) -> NewsArticle {
    let mut article = NewsArticle::default();
    if item.name == "newsItem" {
        of_item(item, &mut article);
    }
    let nitf = if item.name == "nitf" { Some(item) } else { find(item, "nitf") };
    match nitf {
        Some(nitf) => of_nitf(nitf, &mut article),
        None => of_other(item, &mut article),
    }
    article
}

/// Takes what NewsML-G2 says about an item.
fn of_item(item: &Element, article: &mut NewsArticle) {
    let content = item.child("contentMeta");
    let name_of = |element: &Element| {
        let name = element.child("name").map(|name| one_line(&name.text())).filter(|name| !name.is_empty());
        name.or_else(|| element.attribute("literal").map(str::to_owned))
    };
    article.headline =
        content.and_then(|meta| meta.child("headline")).map(|headline| one_line(&headline.text())).unwrap_or_default();
    let rights = item.child("rightsInfo");
    let holder = rights.and_then(|rights| rights.child("copyrightHolder")).and_then(name_of);
    let provider = item.child("itemMeta").and_then(|meta| meta.child("provider")).and_then(name_of);
    let source = content.and_then(|meta| meta.child("infoSource")).and_then(name_of);
    article.outlet = provider.or(holder).or_else(|| source.clone()).unwrap_or_default();
    article.keep("source", &source.unwrap_or_default());
    let creators: Vec<String> = content
        .map(|meta| meta.elements().filter(|element| element.name == "creator").filter_map(name_of).collect())
        .unwrap_or_default();
    article.set_byline(&content.and_then(|meta| meta.child("by")).map_or_else(|| creators.join(", "), |by| one_line(&by.text())));
    let language = content
        .and_then(|meta| meta.child("language"))
        .and_then(|language| language.attribute("tag"))
        .or_else(|| item.attribute("xml:lang"));
    article.language = language.unwrap_or_default().to_owned();
    article.copyright =
        rights.and_then(|rights| rights.child("copyrightNotice")).map(|notice| one_line(&notice.text())).unwrap_or_default();
    article.keep(key::ID, item.attribute("guid").unwrap_or_default());
    article.keep("version", item.attribute("version").unwrap_or_default());
    let subjects: Vec<String> = content
        .map(|meta| meta.elements().filter(|element| element.name == "subject").filter_map(name_of).collect())
        .unwrap_or_default();
    article.keep("subject", &subjects.join("; "));
    let text = |element: Option<&Element>, name: &str| {
        element.and_then(|element| element.child(name)).map(|found| one_line(&found.text())).unwrap_or_default()
    };
    for (name, value) in [
        ("slugline", text(content, "slugline")),
        (key::DATELINE, text(content, "dateline")),
        ("content created", text(content, "contentCreated")),
        ("version created", text(item.child("itemMeta"), "versionCreated")),
    ] {
        article.keep(name, &value);
    }
    let dates = ["version created", "content created"].iter().filter_map(|name| article.other.get(*name));
    article.published = dates.filter_map(|value| day_of(value)).next();
}

/// Takes an article in NITF.
fn of_nitf(nitf: &Element, article: &mut NewsArticle) {
    let first = |names: &[&str]| {
        names.iter().find_map(|name| find(nitf, name)).map(|found| one_line(&all_text(found))).filter(|words| !words.is_empty())
    };
    let headline = find(nitf, "hedline").and_then(|head| find(head, "hl1").or(Some(head))).map(|head| one_line(&all_text(head)));
    if article.headline.is_empty() {
        article.headline = headline.filter(|words| !words.is_empty()).or_else(|| first(&["title"])).unwrap_or_default();
    }
    article.keep("second headline", &find(nitf, "hedline").and_then(|head| find(head, "hl2")).map(all_text).unwrap_or_default());
    if let Some(byline) = first(&["byline"]) {
        article.byline.clear();
        article.set_byline(&byline);
    }
    article.keep(key::DATELINE, &first(&["dateline"]).unwrap_or_default());
    article.keep("abstract", &first(&["abstract"]).unwrap_or_default());
    let attribute =
        |element: &str, name: &str| find(nitf, element).and_then(|found| found.attribute(name)).unwrap_or_default().to_owned();
    if article.published.is_none() {
        let dates = [
            attribute("date.issue", "norm"),
            attribute("date.release", "norm"),
            attribute("pubdata", "date.publication"),
            attribute("story.date", "norm"),
        ];
        article.published = dates.iter().find_map(|value| basic_day(value));
    }
    if article.outlet.is_empty() {
        article.outlet = Some(attribute("pubdata", "name"))
            .filter(|name| !name.is_empty())
            .or_else(|| first(&["distributor"]))
            .unwrap_or_default();
    }
    if article.copyright.is_empty() {
        let (year, holder) = (attribute("doc.copyright", "year"), attribute("doc.copyright", "holder"));
        article.copyright = [year, holder].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    }
    article.keep(key::SECTION, &attribute("pubdata", "position.section"));
    article.keep(key::PAGE, &attribute("pubdata", "position.sequence"));
    article.keep(key::ID, &attribute("doc-id", "id-string"));
    article.url =
        Some(attribute("pubdata", "ex-ref")).filter(|link| !link.is_empty()).unwrap_or_else(|| std::mem::take(&mut article.url));
    if let Some(content) = find(nitf, "body.content") {
        // The corpus of the New York Times repeats the first paragraphs as a block of their own.
        let blocks: Vec<&Element> = content.elements().filter(|element| element.name == "block").collect();
        let full = blocks.iter().find(|block| block.attribute("class").is_some_and(|class| class == "full_text"));
        let mut captions = Vec::new();
        paragraphs(full.copied().unwrap_or(content), &mut article.body, &mut captions);
        for caption in captions {
            article.keep("caption", &caption);
        }
    }
}

/// Takes a text that is HTML or plain.
fn of_other(item: &Element, article: &mut NewsArticle) {
    let content = ["inlineXML", "DataContent"].iter().find_map(|name| find(item, name));
    if let Some(content) = content {
        article.body = markup::paragraphs(&markup::source_of(content)).unwrap_or_default();
    } else if let Some(content) = find(item, "inlineData") {
        article.body = markup::paragraphs(&content.text()).unwrap_or_default();
    }
    if article.headline.is_empty() {
        article.headline = ["headline", "HeadLine", "title"]
            .iter()
            .find_map(|name| find(item, name))
            .map(|found| one_line(&all_text(found)))
            .unwrap_or_default();
    }
    if let Some(by) = find(item, "ByLine") {
        article.set_byline(&all_text(by));
    }
    if article.published.is_none() {
        article.published =
            ["ThisRevisionCreated", "FirstCreated", "DateId"].iter().find_map(|name| basic_day(&find(item, name)?.text()));
    }
    if article.body.first().is_some_and(|first| first.text.trim() == article.headline) {
        article.body.remove(0);
    }
}

/// The paragraphs of NITF's content; captions of pictures are none.
fn paragraphs(element: &Element, found: &mut Vec<Paragraph>, captions: &mut Vec<String>) {
    for child in element.elements() {
        match child.name.as_str() {
            "media" => {
                let mut of_media = Vec::new();
                child.descendants("media-caption", &mut of_media);
                captions.extend(of_media.into_iter().map(all_text));
            }
            name if PARAGRAPHS.contains(&name) => {
                found.push(Paragraph { text: one_line(&all_text(child)), ..Paragraph::default() });
            }
            _ => paragraphs(child, found, captions),
        }
    }
}

/// Reads a day as `20240305T061000Z` or `2024-03-05`.
fn basic_day(value: &str) -> Option<jiff::civil::Date> {
    let digits = value.trim().get(..8).filter(|day| day.bytes().all(|byte| byte.is_ascii_digit()));
    day_of(value.trim()).or_else(|| day_of(&digits.map(|day| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))?))
}

/// The first element below one with this name, by depth.
fn find<'e>(element: &'e Element, name: &str) -> Option<&'e Element> {
    element.elements().find_map(|child| if child.name == name { Some(child) } else { find(child, name) })
}

/// All words in an element and those in it.
fn all_text(element: &Element) -> String {
    element.text()
}
