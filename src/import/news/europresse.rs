//! Europresse and Eureka: pages of articles, in the layouts since about 2010.
//!
//! An article begins with the name of its publication. In the oldest layout its parts follow each other without elements of
//! their own; since about 2014 each has a class.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    stated,
};
use crate::import::{draft::Paragraph, html, metadata::date_line};
use crate::text::words::one_line;
use dom_query::{Document, NodeRef};

/// What the name of a publication has in its class, in all layouts.
const PUBLICATION: &str = "DocPublicationName";
/// What stands before the number of a document, in the languages of the service.
const NUMBER: [&str; 5] = ["Numéro de document", "Document number", "Número de documento", "Dokumentnummer", "N° de document"];
/// What stands in a line of rights.
const RIGHTS: [&str; 4] = ["tous droits réservés", "all rights reserved", "todos los derechos", "alle rechte vorbehalten"];
/// A line of this length after the headline may be a byline.
const MAX_BYLINE_CHARS: usize = 80;
/// Whether a text is the source of such a page.
pub(super) fn tell(text: &str) -> bool {
    text.contains(PUBLICATION)
        && ["cedrom", "europresse", "eureka", "DocHeader", "docOcurrContainer", "DocText"].iter().any(|sign| text.contains(sign))
}

/// Reads a page.
pub(super) fn read(text: &str, download: &mut Download) {
    // In the oldest layout an article ends where the next begins, so they are parted before they are parsed.
    let has_elements = text.contains("<article");
    let parts: Vec<&str> = if has_elements { vec![text] } else { parted(text) };
    for part in parts {
        let Some(document) = html::document_of(part) else {
            download.notes.push((None, "a part of the page was left out: it is too long or too deep".to_owned()));
            continue;
        };
        if has_elements {
            for node in document.select("article").nodes() {
                // Articles within articles are parts of one.
                if node.ancestors_it(None).all(|above| !above.has_name("article")) {
                    let article = of_element(node);
                    download.add(article);
                }
            }
        } else {
            let article = of_flow(&document);
            download.add(article);
        }
    }
    download.count = Some(Count::of_number(Some(num_publications(text, has_elements)), download.num_documents()));
}

/// The number of articles by their elements, or by the names of publications.
fn num_publications(text: &str, has_elements: bool) -> usize {
    if has_elements { text.matches("<article").count() } else { parted(text).len() }
}

/// The source of each article, from the name of its publication to that of the next.
fn parted(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = text.match_indices(PUBLICATION).filter_map(|(at, _)| text[..at].rfind('<')).collect();
    let mut parts = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(text.len());
        parts.push(&text[*start..end]);
    }
    parts
}

/// An article in the oldest layout.
fn of_flow(document: &Document) -> NewsArticle {
    let mut article = NewsArticle { outlet: text_of(document, "[class*=DocPublicationName]"), ..NewsArticle::default() };
    let header: String = document.select("[class*=DocHeader]").nodes().iter().map(|node| node.text().to_string()).collect();
    take_header(&mut article, &header);
    article.headline = text_of(document, "[class*=TitreArticleVisu], [class*=titreArticle]");
    let lines: Vec<Paragraph> = document.body().map(|body| html::paragraphs_of(&body)).unwrap_or_default();
    let mut lines: Vec<String> = lines
        .iter()
        .flat_map(|paragraph| paragraph.text.split('\n'))
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let title_at = lines.iter().position(|line| one_line(line) == article.headline);
    // A line above the headline is a kicker or a subtitle; the first lines are the publication and the header.
    let header = one_line(&header);
    let above = lines
        .drain(..title_at.map_or(0, |at| at + 1))
        .filter(|line| *line != article.headline && *line != article.outlet && !header.contains(line.as_str()));
    let above: Vec<String> = above.collect();
    article.keep("subtitle", &above.join(" "));
    end_of_flow(&mut article, &mut lines);
    if lines.len() > 1 && is_byline(&lines[0]) {
        let byline = lines.remove(0);
        article.set_byline(&byline);
    }
    article.body = lines.into_iter().map(|text| Paragraph { text, ..Paragraph::default() }).collect();
    article
}

/// Takes the rights and the number away, and everything after them.
fn end_of_flow(article: &mut NewsArticle, lines: &mut Vec<String>) {
    let number_at = lines.iter().position(|line| NUMBER.iter().any(|label| line.starts_with(label)));
    if let Some(at) = number_at {
        let id = lines[at].split_once(':').map(|(_, id)| id.trim().to_owned()).unwrap_or_default();
        article.keep(key::ID, &id);
        lines.truncate(at);
    }
    let is_rights = |line: &String| {
        line.starts_with('©') || RIGHTS.iter().any(|words| line.to_lowercase().contains(words)) && line.chars().count() < 200
    };
    if let Some(at) = lines.iter().rposition(is_rights).filter(|at| at + 3 >= lines.len()) {
        article.copyright = lines[at].clone();
        lines.truncate(at);
    }
}

/// A short line without an end of a sentence.
fn is_byline(line: &str) -> bool {
    line.chars().count() <= MAX_BYLINE_CHARS
        && !line.ends_with(['.', '?', '!', ':', '»', '…', '"'])
        && line.split_whitespace().count() <= 8
        && line.starts_with(|c: char| c.is_uppercase() || c == '(')
}

/// An article in the layouts with classes.
fn of_element(node: &NodeRef<'_>) -> NewsArticle {
    let first = |classes: &[&str]| classes.iter().find_map(|class| with_class(node, class));
    let line = |classes: &[&str]| first(classes).map(|found| one_line(&found.text())).unwrap_or_default();
    let mut article = NewsArticle { outlet: line(&["DocPublicationName"]), ..NewsArticle::default() };
    take_header(&mut article, &line(&["rdp__DocHeader", "DocHeader"]));
    article.headline = line(&["titreArticleVisu", "TitreArticleVisu", "titreArticle", "grandTitre"]);
    article.keep("subtitle", &line(&["rdp__subtitle", "sousTitre"]));
    article.set_byline(&line(&["docAuthors", "sm-margin-bottomNews"]));
    article.keep(key::ID, line(&["publiC-lblNodoc"]).trim_start_matches(|c: char| !c.is_alphanumeric()));
    let text = first(&["DocText", "docOcurrContainer"]).or_else(|| node.descendants_it().find(|inner| inner.has_name("section")));
    article.body = text.map(|text| html::paragraphs_of(&text)).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    if let Some(footer) = node.descendants_it().find(|inner| inner.has_name("footer")) {
        lines.extend(html::paragraphs_of(&footer).into_iter().map(|paragraph| one_line(&paragraph.text)));
    }
    if let Some(at) =
        article.body.iter().position(|paragraph| NUMBER.iter().any(|label| paragraph.text.trim().starts_with(label)))
    {
        lines.extend(article.body.drain(at..).map(|paragraph| one_line(&paragraph.text)));
    }
    let is_beside = |paragraph: &Paragraph| paragraph.text.trim() == article.headline || paragraph.text.trim() == article.byline;
    while article.body.first().is_some_and(is_beside) {
        article.body.remove(0);
    }
    let is_rights = |paragraph: &Paragraph| paragraph.text.trim().starts_with('©');
    if article.body.last().is_some_and(is_rights) {
        article.copyright = article.body.pop().map(|last| one_line(&last.text)).unwrap_or_default();
    }
    for line in lines {
        if NUMBER.iter().any(|label| line.starts_with(label)) {
            article.keep(key::ID, line.split_once(':').map_or("", |(_, id)| id.trim()));
        } else if line.starts_with('©') && article.copyright.is_empty() {
            article.copyright = line;
        }
    }
    article
}

/// The first element below a node whose classes have this one, outside of what stands beside the text.
fn with_class<'d>(node: &NodeRef<'d>, class: &str) -> Option<NodeRef<'d>> {
    let has = |inner: &NodeRef<'d>| inner.attr("class").is_some_and(|names| names.split_whitespace().any(|name| name == class));
    let is_beside = |inner: &NodeRef<'d>| inner.ancestors_it(None).any(|above| above.has_name("aside"));
    node.descendants_it().find(|inner| inner.is_element() && has(inner) && !is_beside(inner))
}

/// Reads a header, in which section, day, number of words and page follow each other in an order that is not fixed.
fn take_header(article: &mut NewsArticle, header: &str) {
    let header = one_line(header);
    let parts: Vec<&str> = header.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    // A day may have commas in it, so up to three parts are tried together.
    for num in [3, 2, 1] {
        for at in 0..parts.len() {
            let Some(joined) = parts.get(at..at + num) else { break };
            let joined = joined.join(", ");
            let Some(found) = date_with_words(&joined) else { continue };
            article.published = Some(found.0);
            article.num_words = found.1;
            for before in &parts[..at] {
                article.keep(key::SECTION, before);
            }
            for after in &parts[at + num..] {
                match after.strip_prefix("p.").or_else(|| after.strip_prefix("pp.")) {
                    Some(page) => article.keep(key::PAGE, page),
                    None => match stated::num_words(after) {
                        Some(number) => article.num_words = Some(number),
                        None => article.keep("header", after),
                    },
                }
            }
            return;
        }
    }
    article.keep("header", &header);
}

/// Reads a day, and a number of words that may follow it: “December 22, 2022 13887 mots”.
fn date_with_words(text: &str) -> Option<(jiff::civil::Date, Option<usize>)> {
    if let Some(day) = date_line(text).filter(|line| line.rest.is_empty()).and_then(|line| line.day) {
        return Some((day, None));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (date, count) = words.split_at(words.len().checked_sub(2)?);
    let number = stated::num_words(&count.join(" "))?;
    Some((date_line(&date.join(" ")).filter(|line| line.rest.is_empty())?.day?, Some(number)))
}

fn text_of(document: &Document, selector: &str) -> String {
    document.select(selector).nodes().first().map(|node| one_line(&node.text())).unwrap_or_default()
}
