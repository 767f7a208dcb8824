//! One document: headline, outlet and date, labelled lines, the body, and labelled lines again.

use super::{is_body_label, is_end};
use crate::{
    import::{
        draft::Paragraph,
        metadata::date_line,
        news::{
            article::{NewsArticle, key},
            fields::{Role, label_field},
            keep::{is_copyright, keep, keep_copyright, keep_date},
        },
    },
    text::words::one_line,
};

/// The headings of the parts behind a body, in lower case, and the field that each fills.
const PARTS: &[(&str, Role)] = &[
    ("classification", Role::Other("classification")),
    ("klassifizierung", Role::Other("classification")),
    ("classificatie", Role::Other("classification")),
    ("clasificación", Role::Other("classification")),
    ("classificazione", Role::Other("classification")),
    ("graphic", Role::Graphic),
    ("grafik", Role::Graphic),
    ("graphique", Role::Graphic),
    ("gráfico", Role::Graphic),
    ("grafiek", Role::Graphic),
    ("correction", Role::Other("correction")),
    ("korrektur", Role::Other("correction")),
    ("correctie", Role::Other("correction")),
    ("correction-date", Role::Other("correction date")),
    ("notes", Role::Other("notes")),
    ("anmerkungen", Role::Other("notes")),
];
/// A heading of a part is at most so many paragraphs above the next one.
const MAX_PART: usize = 12;
/// What stands before the address of the original page, in lower case.
const ORIGINAL: &[&str] =
    &["view original page", "bekijk de oorspronkelijke pagina", "originalseite anzeigen", "voir la page originale"];

/// The id of a document, with the address that holds it.
#[derive(Clone, Debug)]
pub(super) struct Id {
    id: String,
    address: String,
}

impl Id {
    pub(super) fn keep(&self, article: &mut NewsArticle) {
        article.keep(key::ID, &self.id);
        if article.url.is_empty() {
            article.url.clone_from(&self.address);
        }
    }
}

/// The id in a link to a document.
pub(super) fn id_of(paragraph: &Paragraph) -> Option<Id> {
    const START: &str = "urn:contentItem:";
    let id = |address: &str| {
        let plain = address.replace("%3A", ":").replace("%3a", ":");
        let at = plain.find(START)?;
        let rest = &plain[at + START.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        (end > 0).then(|| Id { id: plain[at..at + START.len() + end].to_owned(), address: address.to_owned() })
    };
    paragraph.links.iter().find_map(|(_, target)| id(target))
}

/// Reads the paragraphs of a document.
pub(super) fn read(paragraphs: &[Paragraph]) -> NewsArticle {
    let mut article = NewsArticle::default();
    let end = paragraphs.iter().position(|paragraph| is_end(&paragraph.text));
    let (paragraphs, last) = match end {
        Some(end) => (&paragraphs[..end], above_end(&paragraphs[end])),
        None => (paragraphs, None),
    };
    let label = paragraphs.iter().position(is_body_label);
    let head_len = label.unwrap_or_else(|| end_of_labels(paragraphs));
    head(&paragraphs[..head_len], &mut article);
    let rest = paragraphs.get(head_len + usize::from(label.is_some())..).unwrap_or_default();
    let has_bold = label.is_some_and(|label| paragraphs[label].is_bold());
    let body_len = body_len(rest, has_bold);
    article.body = rest[..body_len].to_vec();
    if body_len == rest.len() {
        article.body.extend(last);
    }
    drop_original_page(&mut article);
    tail(&rest[body_len..], &mut article);
    article
}

/// The words above the line that ends a document, in the same paragraph.
fn above_end(paragraph: &Paragraph) -> Option<Paragraph> {
    let (above, _) = paragraph.text.trim().rsplit_once('\n')?;
    (!above.trim().is_empty()).then(|| Paragraph { text: above.to_owned(), ..Paragraph::default() })
}

/// Where the labelled lines at the beginning end, if no label is above the body.
fn end_of_labels(paragraphs: &[Paragraph]) -> usize {
    const WITHIN: usize = 14;
    let is_label = |paragraph: &Paragraph| label_field(&paragraph.text).is_some();
    let head = paragraphs.iter().take(WITHIN);
    let first = head.clone().position(is_label);
    match first {
        Some(first) => first + paragraphs[first..].iter().take_while(|paragraph| is_label(paragraph)).count(),
        None => head.clone().position(|paragraph| date_line(&one_line(&paragraph.text)).is_some()).map_or(0, |date| date + 1),
    }
}

/// Reads what is above the body.
fn head(paragraphs: &[Paragraph], article: &mut NewsArticle) {
    if let Some(id) = paragraphs.iter().find_map(id_of) {
        id.keep(article);
    }
    let is_label = |paragraph: &Paragraph| label_field(&paragraph.text).is_some() || is_copyright(&[paragraph.text.trim()]);
    let num_plain = paragraphs.iter().take_while(|paragraph| !is_label(paragraph)).count();
    let plain: Vec<String> = paragraphs[..num_plain].iter().map(|paragraph| one_line(&paragraph.text)).collect();
    let date = plain.iter().skip(1).position(|line| date_line(line).is_some()).map(|at| at + 1);
    let outlet = date.map_or(1, |date| date - 1);
    article.outlet = plain.get(outlet).cloned().unwrap_or_default();
    article.headline = plain[..outlet.min(plain.len())].join(" ");
    let mut rest = &plain[(outlet + 1).min(plain.len())..];
    if let (Some(line), Some((_, after))) = (date.and_then(|date| plain.get(date)), rest.split_first()) {
        keep_date(article, line);
        rest = after;
    }
    for line in rest {
        // The same date in another language says nothing new.
        if date_line(line).is_none() {
            article.keep(key::EDITION, line);
        }
    }
    paragraphs[num_plain..].iter().for_each(|paragraph| labelled(&paragraph.text, article));
}

/// Reads labelled lines; several may be in a paragraph.
fn labelled(text: &str, article: &mut NewsArticle) {
    const BESIDE: &str = " Highlight:";
    let mut lines: Vec<(Role, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_copyright(&[line]) {
            keep_copyright(article, line);
        } else if let Some((role, value)) = label_field(line) {
            let value = value.replace('\u{A0}', " ");
            match value.split_once(BESIDE) {
                Some((value, highlight)) => {
                    lines.extend([(role, value.to_owned()), (Role::Highlight, highlight.to_owned())]);
                }
                None => lines.push((role, value)),
            }
        } else if let Some((_, value)) = lines.last_mut() {
            value.push(' ');
            value.push_str(line);
        } else {
            article.keep(key::EDITION, line);
        }
    }
    lines.iter().for_each(|(role, value)| keep(article, *role, value));
}

/// The number of paragraphs of the body; what follows are parts with headings, and labelled lines. They are found from the end,
/// because a body can have a line "Notes" too.
/// `has_bold` says whether the headings of the document are bold.
fn body_len(paragraphs: &[Paragraph], has_bold: bool) -> usize {
    let mut end = paragraphs.len();
    while let Some(start) = part_before(paragraphs, end, has_bold) {
        end = start;
    }
    end
}

/// Where the last part before `end` begins: a labelled line directly above, or a heading not far above.
fn part_before(paragraphs: &[Paragraph], end: usize, has_bold: bool) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if is_tail_label(&paragraphs[last]) {
        return Some(last);
    }
    // Where nothing of these has followed yet, the heading must look like one.
    let is_sure = end < paragraphs.len() && !has_bold;
    let is_heading = |at: &usize| part_of(&paragraphs[*at]).is_some() && (is_sure || paragraphs[*at].is_bold());
    (end.saturating_sub(MAX_PART)..end).rev().find(is_heading)
}

/// Whether a paragraph is a labelled line of those that follow a body.
fn is_tail_label(paragraph: &Paragraph) -> bool {
    // In a body, "Subject: …" is a sentence.
    matches!(
        label_field(&paragraph.text),
        Some((
            Role::LoadDate
                | Role::Language
                | Role::Other(
                    "publication type"
                        | "document type"
                        | "journal code"
                        | "subject"
                        | "company"
                        | "organization"
                        | "person"
                        | "geographic"
                        | "industry"
                        | "ticker"
                        | "city"
                        | "state"
                        | "country"
                        | "correction date"
                        | "issn"
                ),
            _
        ))
    )
}

/// The field that a heading alone in its paragraph begins.
fn part_of(paragraph: &Paragraph) -> Option<Role> {
    let text = paragraph.text.trim();
    const MAX_BYTES: usize = 24;
    let name = (text.len() <= MAX_BYTES && text.starts_with(char::is_uppercase)).then(|| text.to_lowercase())?;
    PARTS.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
}

fn tail(paragraphs: &[Paragraph], article: &mut NewsArticle) {
    let mut open: Option<Role> = None;
    for paragraph in paragraphs {
        if let Some(role) = part_of(paragraph) {
            open = Some(role);
        } else if is_tail_label(paragraph) {
            labelled(&paragraph.text, article);
        } else if is_copyright(&[paragraph.text.trim()]) {
            keep_copyright(article, &paragraph.text);
        } else {
            keep(article, open.unwrap_or(Role::Other("notes")), &paragraph.text);
        }
    }
}

/// Takes the address of the original page out of the end of a body.
fn drop_original_page(article: &mut NewsArticle) {
    while let Some(last) = article.body.last() {
        let text = one_line(&last.text);
        let lower = text.to_lowercase();
        let is_original = ORIGINAL.iter().any(|start| lower.starts_with(start));
        if !is_original {
            return;
        }
        let linked = last.links.first().map(|(_, target)| target.clone());
        let written = text.split_once(':').map(|(_, address)| address.trim().to_owned());
        let address = linked.or(written).filter(|address| address.starts_with("http"));
        if let Some(address) = address {
            article.url = address;
        }
        article.body.pop();
    }
}
