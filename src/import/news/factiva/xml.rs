//! Factiva's XML: an element `ppsarticle` for each article.

use super::plain_words;
use crate::import::{
    draft::Paragraph,
    error::Warnings,
    metadata::day_of,
    news::{
        article::{NewsArticle, key},
        count::Count,
        download::Download,
        keep::keep_copyright,
    },
    xml::{self, Piece},
};

/// Whether a text is such a file.
pub(in super::super) fn tell(text: &str) -> bool {
    const HEAD_BYTES: usize = 4096;
    let head: String = text.chars().take(HEAD_BYTES).collect();
    head.trim_start().starts_with('<') && (head.contains("global.factiva.com/pps") || head.contains("<PPSResponse"))
}

/// Reads all articles.
pub(in super::super) fn read(text: &str, download: &mut Download) {
    let mut faults = Warnings::new("");
    let mut reader = Reader::default();
    xml::read("the file", text.as_bytes(), &mut faults, |piece| reader.piece(piece, download));
    if let Some(open) = reader.open.take() {
        let what = format!("the document {} is cut off", open.name());
        download.notes.push((None, what));
        reader.finish(open, download);
    }
    download.notes.extend(faults.sorted().into_iter().map(|fault| (None, fault.message)));
    download.count = Some(Count::of_number(reader.num_stated, download.num_documents()));
}

#[derive(Default)]
struct Reader {
    open: Option<NewsArticle>,
    num_stated: Option<usize>,
    /// The names of the open elements inside the article.
    path: Vec<String>,
    /// The words of the innermost element with words of its own.
    words: String,
    lead: Vec<Paragraph>,
    tail: Vec<Paragraph>,
}

/// The elements that hold paragraphs of a body or a headline, or their bare text.
const PARTS: [&str; 3] = ["headline", "leadParagraph", "tailParagraphs"];

impl Reader {
    fn piece(&mut self, piece: Piece<'_>, download: &mut Download) {
        match piece {
            Piece::Start(element) if element.name == "ppsarticleResultSet" => {
                self.num_stated = element.attribute("count").and_then(|count| count.trim().parse().ok());
            }
            Piece::Start(element) if element.name == "article" => {
                if let Some(open) = self.open.replace(NewsArticle::default()) {
                    self.finish(open, download);
                }
                self.path.clear();
                self.words.clear();
            }
            Piece::Start(element) => {
                if self.open.is_some() {
                    // Hits are marked inside a paragraph.
                    if element.name != "hlt" {
                        self.bare();
                        self.path.push(element.name);
                    }
                }
            }
            Piece::Words(words) => {
                if self.open.is_some() {
                    self.words.push_str(&words);
                }
            }
            Piece::End(name) if name == "article" => {
                if let Some(open) = self.open.take() {
                    self.finish(open, download);
                }
            }
            Piece::End(name) if name != "hlt" => {
                if self.open.is_some() {
                    self.end();
                    self.path.pop();
                }
            }
            Piece::End(_) => {}
        }
    }

    /// Takes bare words between elements of a part as paragraphs.
    fn bare(&mut self) {
        if self.path.last().is_some_and(|name| PARTS.contains(&name.as_str())) && !self.words.trim().is_empty() {
            self.end();
        }
        self.words.clear();
    }

    fn end(&mut self) {
        let words = std::mem::take(&mut self.words);
        let Some(article) = &mut self.open else { return };
        let value = plain_words(&words);
        if value.is_empty() {
            return;
        }
        let is_bare = self.path.last().is_some_and(|name| PARTS.contains(&name.as_str()));
        let part = self.path.iter().rev().find(|name| PARTS.contains(&name.as_str()));
        match part.map(String::as_str) {
            Some("leadParagraph") => self.lead.extend(paragraphs(&words, is_bare)),
            Some("tailParagraphs") => self.tail.extend(paragraphs(&words, is_bare)),
            Some(_) if article.headline.is_empty() => article.headline = value,
            Some(_) => article.headline = format!("{} {value}", article.headline),
            None => field(article, &self.path, &value),
        }
    }

    fn finish(&mut self, mut article: NewsArticle, download: &mut Download) {
        article.body = std::mem::take(&mut self.lead);
        article.body.append(&mut self.tail);
        download.add(article);
    }
}

/// Keeps the value of an element.
fn field(article: &mut NewsArticle, path: &[String], value: &str) {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["accessionNo"] => article.keep(key::ID, value),
        ["baseLanguage"] => article.language = value.to_lowercase(),
        ["copyright", ..] => keep_copyright(article, value),
        ["publicationDate", "date" | "dateTime"] | ["publicationDate"] => {
            if article.published.is_none() {
                article.published = day_of(value);
            }
            if value.contains('T') || article.published.is_none() {
                article.keep(key::DATE, value);
            }
        }
        ["publicationTime", ..] => article.keep(key::TIME, value),
        ["sourceName", ..] => article.outlet = value.to_owned(),
        ["sourceCode"] => article.keep("source code", value),
        ["publisherName", ..] => article.keep("publisher", value),
        ["byline", ..] => article.set_byline(value),
        ["credit", ..] => article.keep("credit", value),
        ["page" | "pages", ..] => article.keep(key::PAGE, value),
        ["sectionName" | "section", ..] => article.keep(key::SECTION, value),
        ["columnName", ..] => article.keep("column", value),
        ["edition", ..] => article.keep(key::EDITION, value),
        ["wordCount"] => article.num_words = value.replace(',', "").parse().ok(),
        ["region", "name"] => article.keep("geographic", value),
        ["newsSubject", "name"] => article.keep("subject", value),
        ["industry", "name"] => article.keep("industry", value),
        ["company", "name"] => article.keep("company", value),
        ["notes", ..] => article.keep("notes", value),
        ["corrections" | "correction", ..] => article.keep("correction", value),
        ["artWork" | "artWorks", ..] => article.keep(key::GRAPHIC, value),
        _ => {}
    }
}

/// The paragraph of an element, or the paragraphs of bare text, in which an indented line begins one and the others go on.
fn paragraphs(words: &str, is_bare: bool) -> Vec<Paragraph> {
    if !is_bare {
        return vec![Paragraph { text: plain_words(words), ..Paragraph::default() }];
    }
    let mut texts: Vec<String> = Vec::new();
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        match texts.last_mut().filter(|_| !is_indented) {
            Some(text) => {
                text.push(' ');
                text.push_str(line.trim());
            }
            None => texts.push(line.trim().to_owned()),
        }
    }
    texts.iter().map(|text| Paragraph { text: plain_words(text), ..Paragraph::default() }).collect()
}
