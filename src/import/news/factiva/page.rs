//! Pages that Factiva saves.

use super::{accession_number, codes, keep_number, plain, plain_words};
use crate::import::{
    draft::Paragraph,
    html::{document_of, paragraphs_of},
    news::{
        article::{NewsArticle, key},
        count::Count,
        download::Download,
    },
};
use dom_query::NodeRef;

/// Whether the source of a page is Factiva's.
pub(in super::super) fn tell(html: &str) -> bool {
    // A page that is only about Factiva has no articles marked so.
    html.contains("Factiva") && html.contains("articleParagraph") && has_article(html)
}

/// Whether an element is marked as an article in some language: `class="article enArticle"`.
fn has_article(html: &str) -> bool {
    html.match_indices("Article").any(|(at, _)| {
        let before = &html[..at];
        let start = before.len().saturating_sub(20);
        before.get(start..).is_some_and(|before| before.contains("article ") && before.contains("class="))
    })
}

/// Reads all articles.
pub(in super::super) fn read(html: &str, download: &mut Download) {
    let Some(page) = document_of(html) else {
        download.notes.push((None, "the page has more elements than are read; save fewer articles at once".to_owned()));
        return;
    };
    let articles: Vec<NodeRef<'_>> = page.select("div.article").nodes().to_vec();
    let is_outer = |article: &&NodeRef<'_>| !article.ancestors_it(None).any(|above| above.has_class("article"));
    for article in articles.iter().filter(is_outer) {
        download.add(read_article(article));
    }
    summary(&page, download);
    let num_numbers = num_numbers(html);
    download.count = Some(Count::of_number((num_numbers > 0).then_some(num_numbers), download.num_documents()));
}

/// How many numbers of documents are in the source of a page. Each document has one.
fn num_numbers(html: &str) -> usize {
    const MAX_BYTES: usize = 60;
    let number = |(at, _): (usize, &str)| {
        let rest = &html[at..];
        let end = rest.find(['<', '\n', '\r']).filter(|end| *end <= MAX_BYTES)?;
        accession_number(&rest[..end])
    };
    html.match_indices("Document ").filter_map(number).collect::<std::collections::BTreeSet<_>>().len()
}

/// Keeps what was searched, from the table at the end.
fn summary(page: &dom_query::Document, download: &mut Download) {
    for row in page.select("tr").nodes() {
        let cells: Vec<String> = row.element_children().iter().map(|cell| plain_words(&cell.text())).collect();
        match cells.as_slice() {
            [name, value] if matches!(name.as_str(), "Text" | "Texte" | "Texto" | "Testo") => {
                download.keep("search terms", value);
            }
            [name, value] if matches!(name.as_str(), "Timestamp" | "Zeitstempel" | "Horodatage") => {
                download.keep("download time", value);
            }
            _ => {}
        }
    }
}

fn read_article(node: &NodeRef<'_>) -> NewsArticle {
    let mut article = NewsArticle::default();
    let rows = rows(node);
    if rows.is_empty() {
        plain_article(node, &mut article);
    } else {
        for (code, value) in rows {
            codes::keep(&mut article, &code, paragraphs_of(&value));
        }
    }
    article
}

/// The rows of the index: a code and the cell with its value, which in languages from right to left comes first.
fn rows<'d>(node: &NodeRef<'d>) -> Vec<(String, NodeRef<'d>)> {
    let mut rows = Vec::new();
    for row in node.descendants_it().filter(|inside| inside.has_name("tr")) {
        let cells = row.element_children();
        let [first, second] = cells.as_slice() else { continue };
        let code_of = |cell: &NodeRef<'d>| Some(plain_words(&cell.text())).filter(|code| codes::is_code(code));
        if let Some(code) = code_of(first) {
            rows.push((code, *second));
        } else if let Some(code) = code_of(second) {
            rows.push((code, *first));
        }
    }
    rows
}

/// A part of an article without index.
struct Part<'d> {
    node: NodeRef<'d>,
    text: String,
    is_headline: bool,
    is_author: bool,
    is_body: bool,
}

fn plain_article(node: &NodeRef<'_>, article: &mut NewsArticle) {
    let mut parts = Vec::new();
    collect(node, 0, &mut parts);
    let headline = parts.iter().position(|part| part.is_headline);
    let (above, mut rest) = parts.split_at(headline.unwrap_or(0));
    above.iter().for_each(|part| article.keep(key::SECTION, &part.text));
    if let Some((first, after)) = rest.split_first().filter(|(first, _)| first.is_headline) {
        article.headline.clone_from(&first.text);
        rest = after;
    }
    let body = rest.iter().position(|part| part.is_body).unwrap_or(rest.len());
    let (head, rest) = rest.split_at(body);
    let lines: Vec<String> = head.iter().filter(|part| !part.is_author).map(|part| part.text.clone()).collect();
    head.iter().filter(|part| part.is_author).for_each(|part| article.set_byline(&part.text));
    let (lines, last) = match lines.iter().position(|line| accession_number(line).is_some()) {
        Some(number) => lines.split_at(number),
        None => (lines.as_slice(), &[] as &[String]),
    };
    plain::read(lines, article);
    last.iter().for_each(|line| below(line, article));
    let last_of_body = rest.iter().rposition(|part| part.is_body).map_or(0, |at| at + 1);
    for part in &rest[..last_of_body] {
        article.body.extend(paragraphs_in(&part.node));
    }
    rest[last_of_body..].iter().for_each(|part| below(&part.text, article));
}

/// Reads a line below the body.
fn below(line: &str, article: &mut NewsArticle) {
    if accession_number(line).is_some() {
        keep_number(article, line);
    } else {
        article.keep("publisher", line);
    }
}

/// The paragraphs of an element, or its own words if it is a paragraph.
fn paragraphs_in(node: &NodeRef<'_>) -> Vec<Paragraph> {
    let paragraphs = paragraphs_of(node).into_iter();
    paragraphs.map(|paragraph| Paragraph { text: plain_words(&paragraph.text), ..Paragraph::default() }).collect()
}

/// Collects the elements with words in their order; those around others are opened.
fn collect<'d>(node: &NodeRef<'d>, depth: usize, parts: &mut Vec<Part<'d>>) {
    const MAX_DEPTH: usize = 8;
    for child in node.element_children() {
        let is_headline = child.attr("id").is_some_and(|id| &*id == "hd");
        let has_blocks = child.descendants_it().any(|inside| inside.has_name("div") || inside.has_name("p"));
        if has_blocks && !is_headline && depth < MAX_DEPTH {
            collect(&child, depth + 1, parts);
            continue;
        }
        let text = plain_words(&child.text());
        if !text.is_empty() {
            let (is_author, is_body) = (child.has_class("author"), child.has_class("articleParagraph"));
            parts.push(Part { node: child, text, is_headline, is_author, is_body });
        }
    }
}
