//! ProQuest: text files with a line of underscores before each document, and pages and e-mails of the same fields.
//!
//! A document is its headline and then fields, each a block that begins with its label. Labels may have lost a space or gained
//! one. Full texts have lines that look like fields, so a text ends only where nothing but fields follows.

use super::{
    article::{NewsArticle, key},
    count::{Count, Position},
    download::Download,
    text_kind::TextKind,
};
use crate::import::{
    draft::Paragraph,
    html,
    metadata::{date_line, day_of},
};

/// So many underscores part documents.
const MIN_UNDERSCORES: usize = 40;
/// The mark before each document of a page.
const MARK: &str = "<a name=\"DocID_";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Headline,
    Byline,
    PublicationInfo,
    Abstract,
    FullText,
    Outlet,
    Date,
    Section,
    Page,
    Url,
    Id,
    Copyright,
    Language,
    /// Kept under its label.
    Other,
    /// Says nothing of the article.
    Useless,
}

/// Labels without spaces and in lower case, in the languages of the service, and what they are.
const LABELS: &[(&str, Field)] = &[
    ("author", Field::Byline),
    ("autor", Field::Byline),
    ("auteur", Field::Byline),
    ("publicationinfo", Field::PublicationInfo),
    ("abstract", Field::Abstract),
    ("zusammenfassung", Field::Abstract),
    ("résumé", Field::Abstract),
    ("resumen", Field::Abstract),
    ("links", Field::Useless),
    ("fulltext", Field::FullText),
    ("volltext", Field::FullText),
    ("texteintégral", Field::FullText),
    ("textocompleto", Field::FullText),
    ("title", Field::Headline),
    ("titel", Field::Headline),
    ("titre", Field::Headline),
    ("título", Field::Headline),
    ("publicationtitle", Field::Outlet),
    ("titelderpublikation", Field::Outlet),
    ("titredelapublication", Field::Outlet),
    ("títulodepublicación", Field::Outlet),
    ("títulodelapublicación", Field::Outlet),
    ("publicationdate", Field::Date),
    ("publikationsdatum", Field::Date),
    ("datedepublication", Field::Date),
    ("fechadepublicación", Field::Date),
    ("section", Field::Section),
    ("bereich", Field::Section),
    ("sección", Field::Section),
    ("firstpage", Field::Page),
    ("pages", Field::Page),
    ("seiten", Field::Page),
    ("páginas", Field::Page),
    ("documenturl", Field::Url),
    ("dokument-url", Field::Url),
    ("urldudocument", Field::Url),
    ("urldeldocumento", Field::Url),
    ("proquestdocumentid", Field::Id),
    ("proquest-dokument-id", Field::Id),
    ("iddedocumentproquest", Field::Id),
    ("identificadordedocumentodeproquest", Field::Id),
    ("copyright", Field::Copyright),
    ("languageofpublication", Field::Language),
    ("publikationssprache", Field::Language),
    ("languedepublication", Field::Language),
    ("idiomadelapublicación", Field::Language),
    ("lastupdated", Field::Useless),
    ("subject", Field::Other),
    ("thema", Field::Other),
    ("sujet", Field::Other),
    ("materia", Field::Other),
    ("businessindexingterm", Field::Other),
    ("location", Field::Other),
    ("people", Field::Other),
    ("company/organization", Field::Other),
    ("identifier/keyword", Field::Other),
    ("classification", Field::Other),
    ("publicationyear", Field::Other),
    ("erscheinungsjahr", Field::Other),
    ("publisher", Field::Other),
    ("herausgeber", Field::Other),
    ("éditeur", Field::Other),
    ("editorial", Field::Other),
    ("placeofpublication", Field::Other),
    ("countryofpublication", Field::Other),
    ("publicationsubject", Field::Other),
    ("alternatetitle", Field::Other),
    ("volume", Field::Other),
    ("issue", Field::Other),
    ("dateline", Field::Other),
    ("column", Field::Other),
    ("issn", Field::Other),
    ("e-issn", Field::Other),
    ("eissn", Field::Other),
    ("sourcetype", Field::Other),
    ("documenttype", Field::Other),
    ("dokumententyp", Field::Other),
    ("documentfeature", Field::Other),
    ("numberofreferences", Field::Other),
    ("accessionnumber", Field::Other),
    ("doi", Field::Other),
    ("onlinepublicationdate", Field::Other),
    ("database", Field::Other),
    ("datenbank", Field::Other),
    ("basededonnées", Field::Other),
    ("basededatos", Field::Other),
    ("credit", Field::Byline),
];

/// Lines at the end of a text that are none of it, and the name they are kept under.
const AFTER_TEXT: &[(&str, &str)] = &[
    ("caption:", "caption"),
    ("credit:", "credit"),
    ("correction:", "correction"),
    ("illustration", "illustration"),
    ("photograph", "photograph"),
    ("photo:", "photograph"),
];
/// Values that say that there is none.
const NONE: [&str; 7] = [
    "none available.",
    "none available",
    "not available.",
    "not available",
    "full text not available.",
    "full text not available from proquest",
    "nicht verfügbar",
];
/// What stands in the place of a page that is a picture.
const PICTURE: &str = "enlarge this image";

/// Whether a text is a download: a line of underscores at its top, and fields of ProQuest.
pub(super) fn tell(text: &str) -> bool {
    let mut top = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4);
    top.any(is_separator)
        && text.lines().filter(|line| label(line).is_some()).take(4).count() == 4
        && (text.contains("ProQuest") || text.contains("proquest.com") || text.contains("Publication info:"))
}

/// Whether a text is the source of a page of documents.
pub(super) fn tell_page(text: &str) -> bool {
    text.contains(MARK) && text.contains("<strong") && text.to_lowercase().contains("proquest")
}

/// Reads a text file.
pub(super) fn read(text: &str, download: &mut Download) {
    let mut documents: Vec<(usize, Vec<&str>)> = vec![(0, Vec::new())];
    for (number, line) in text.lines().enumerate() {
        match documents.last_mut() {
            Some((_, lines)) if !is_separator(line.trim()) => lines.push(line.trim_end()),
            _ => documents.push((number + 1, Vec::new())),
        }
    }
    let mut positions = Vec::new();
    for (line, lines) in documents {
        let blocks = blocks(line, &lines);
        let Some(first) = blocks.first() else { continue };
        // A cover and the address of the service have no fields of a document.
        let num_fields = blocks.iter().filter(|block| label(block.text.lines().next().unwrap_or_default()).is_some()).count();
        if num_fields < 2 {
            continue;
        }
        let position = numbered(&first.text);
        let blocks = &blocks[usize::from(position.is_some())..];
        let mut article = article(blocks, None);
        article.position = position.map(|position| position.to_string()).unwrap_or_default();
        positions.extend(position);
        download.add(article);
    }
    let found = download.num_documents();
    let stated = positions.first().map(|position| position.of).filter(|of| positions.iter().all(|position| position.of == *of));
    let starts_at_one = positions.first().is_some_and(|position| position.number == 1);
    download.count = Some(Count::of_number(stated.filter(|_| starts_at_one), found));
}

/// Reads the source of a page.
pub(super) fn read_page(text: &str, download: &mut Download) {
    let starts: Vec<usize> = text.match_indices(MARK).map(|(at, _)| at).collect();
    for (at, start) in starts.iter().enumerate() {
        let source = &text[*start..starts.get(at + 1).copied().unwrap_or(text.len())];
        let line = text[..*start].matches('\n').count();
        let Ok(paragraphs) = html::read_whole("", source) else {
            let article = NewsArticle { line: Some(line), ..NewsArticle::default() };
            download.leave_out(&article, "its HTML is too long or too deep");
            continue;
        };
        let blocks: Vec<Block> = paragraphs
            .into_iter()
            .map(|paragraph| Block { line, text: paragraph.text.trim().to_owned() })
            .filter(|block| !block.text.is_empty())
            .collect();
        let count = source.split_once("wordcount=\"").and_then(|(_, rest)| rest.split('"').next()?.parse().ok());
        download.add(article(&blocks, count));
    }
    download.count = Some(Count::of_number(Some(starts.len()), download.num_documents()));
}

fn is_separator(line: &str) -> bool {
    line.len() >= MIN_UNDERSCORES && line.bytes().all(|byte| byte == b'_')
}

/// Reads `Document 1 of 3`.
fn numbered(line: &str) -> Option<Position> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["Document" | "Dokument" | "Documento", number, "of" | "von" | "de" | "sur", of] => {
            Some(Position { number: number.parse().ok()?, of: of.parse().ok()? })
        }
        _ => None,
    }
}

/// Lines between blank ones.
struct Block {
    line: usize,
    text: String,
}

fn blocks(first_line: usize, lines: &[&str]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_new = true;
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            is_new = true;
            continue;
        }
        match blocks.last_mut().filter(|_| !is_new) {
            Some(block) => {
                block.text.push('\n');
                block.text.push_str(line);
            }
            None => blocks.push(Block { line: first_line + at, text: (*line).to_owned() }),
        }
        is_new = false;
    }
    blocks
}

/// The field, the label and the value of a line that begins with a label.
fn label(line: &str) -> Option<(Field, &str, &str)> {
    let (name, value) = line.split_once(':')?;
    if name.chars().count() > 40 {
        return None;
    }
    let plain: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let (_, field) = LABELS.iter().find(|(known, _)| *known == plain)?;
    Some((*field, name.trim(), value.trim()))
}

/// Makes an article of the blocks of a document.
fn article(blocks: &[Block], num_words: Option<usize>) -> NewsArticle {
    let mut article = NewsArticle { line: blocks.first().map(|block| block.line), num_words, ..NewsArticle::default() };
    let field_of = |block: &Block| label(&block.text).map(|(field, _, _)| field);
    let num_head = blocks.iter().take_while(|block| label(&block.text).is_none()).count();
    article.headline = blocks[..num_head].first().map(|block| block.text.replace('\n', " ")).unwrap_or_default();
    let text_at = blocks.iter().position(|block| field_of(block) == Some(Field::FullText));
    // Behind the text there are only fields.
    let num_tail =
        blocks.iter().rev().take_while(|block| label(&block.text).is_some() && field_of(block) != Some(Field::FullText)).count();
    let tail_at = blocks.len() - num_tail;
    let mut summary = String::new();
    let head_end = text_at.unwrap_or(tail_at).min(tail_at);
    let mut is_abstract = false;
    for block in &blocks[num_head.min(head_end)..head_end] {
        match label(&block.text) {
            Some((Field::Abstract, _, value)) => (summary, is_abstract) = (value.to_owned(), true),
            Some((field, name, value)) => {
                is_abstract = false;
                take(&mut article, field, name, value);
            }
            None if is_abstract && !block.text.starts_with("http") && !block.text.contains("ProQuest document link") => {
                summary = format!("{summary}\n{}", block.text);
            }
            None if article.url.is_empty() && block.text.starts_with("http") => {
                article.url = block.text.replace(char::is_whitespace, "");
            }
            None => {}
        }
    }
    for block in &blocks[tail_at..] {
        if let Some((field, name, value)) = label(&block.text) {
            if field == Field::Abstract {
                summary = value.to_owned();
            } else {
                take(&mut article, field, name, value);
            }
        }
    }
    let is_none = |value: &str| value.trim().is_empty() || NONE.contains(&value.trim().to_lowercase().as_str());
    if let Some(at) = text_at {
        let mut lines: Vec<&str> = blocks[at..tail_at.max(at + 1)].iter().flat_map(|block| block.text.split('\n')).collect();
        lines[0] = label(lines[0]).map_or(lines[0], |(_, _, value)| value);
        lines.retain(|line| !is_none(line) && !line.trim().eq_ignore_ascii_case(PICTURE));
        take_after_text(&mut article, &mut lines);
        article.body = lines.into_iter().map(paragraph).collect();
    }
    if !is_none(&summary) {
        if article.has_body() {
            article.keep("abstract", &summary);
        } else {
            article.body = summary.split('\n').map(paragraph).collect();
            TextKind::Abstract.mark(&mut article);
        }
    }
    if article.byline.is_empty()
        && let Some(credit) = article.other.get("credit").cloned()
    {
        article.set_byline(credit.trim_matches([' ', ';']));
    }
    article
}

fn paragraph(line: &str) -> Paragraph {
    Paragraph { text: line.trim().to_owned(), ..Paragraph::default() }
}

/// Takes captions and credits away from the end of a text.
fn take_after_text(article: &mut NewsArticle, lines: &mut Vec<&str>) {
    while let Some(last) = lines.last() {
        let lower = last.trim().to_lowercase();
        let Some((start, name)) = AFTER_TEXT.iter().find(|(start, _)| lower.starts_with(start)) else { return };
        let value = last.trim().get(start.len()..).unwrap_or_default().trim_matches([' ', ';', ':']);
        article.keep(name, value);
        lines.pop();
    }
}

fn take(article: &mut NewsArticle, field: Field, name: &str, value: &str) {
    let value = crate::text::words::one_line(value);
    let value = value.as_str();
    match field {
        Field::Headline if article.headline.is_empty() => article.headline = value.to_owned(),
        Field::Byline if name.eq_ignore_ascii_case("credit") => article.keep("credit", value.trim_matches([' ', ';'])),
        Field::Byline if !value.is_empty() => article.set_byline(value),
        Field::Outlet => {
            // The town follows the name: “Toronto Star; Toronto, Ont.”
            let (outlet, place) = value.split_once(';').unwrap_or((value, ""));
            article.outlet = outlet.trim().to_owned();
            article.keep("place", place);
        }
        Field::PublicationInfo => publication_info(article, value),
        Field::Date => {
            article.published = day_of(value).or_else(|| date_line(value)?.day).or(article.published);
            if article.published.is_none() {
                article.keep(key::DATE, value);
            }
        }
        Field::Section => article.keep(key::SECTION, value),
        Field::Page => {
            article.other.remove(key::PAGE);
            article.keep(key::PAGE, value);
        }
        Field::Url => article.url = value.replace(char::is_whitespace, ""),
        Field::Id => article.keep(key::ID, &value.replace(char::is_whitespace, "")),
        Field::Copyright => value.clone_into(&mut article.copyright),
        Field::Language => value.clone_into(&mut article.language),
        Field::Other => article.keep(&name.to_lowercase(), value),
        Field::Headline | Field::Byline | Field::Abstract | Field::FullText | Field::Useless => {}
    }
}

/// Reads `Los Angeles Times ; Los Angeles, Calif. [Los Angeles, Calif]08 May 2010: AA.2.`, which fields of their own overrule.
fn publication_info(article: &mut NewsArticle, value: &str) {
    article.keep("publication info", value);
    let (outlet, rest) = value.split_once(';').unwrap_or(("", value));
    if article.outlet.is_empty() {
        article.outlet = outlet.trim().to_owned();
    }
    let rest = rest.rsplit(']').next().unwrap_or(rest);
    let (date, page) = rest.rsplit_once(':').unwrap_or((rest, ""));
    let date = date.trim_matches(['.', ' ']);
    article.published = article.published.or_else(|| day_of(date)).or_else(|| date_line(date)?.day);
    article.keep(key::PAGE, page.trim().trim_end_matches('.'));
}
