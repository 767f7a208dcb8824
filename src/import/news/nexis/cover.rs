//! The cover of a download: how many documents it holds, what was searched, and a list of them.

use super::document::{Id, id_of};
use crate::{
    import::{
        draft::Paragraph,
        news::{
            article::{NewsArticle, key},
            download::Download,
        },
    },
    text::words::one_line,
};

/// The words before the number of documents, in lower case.
const DOCUMENTS: &[&str] = &[
    "documents",
    "document",
    "dokumente",
    "dokument",
    "documenten",
    "documentos",
    "documento",
    "documenti",
    "dokumenter",
    "result(s)",
    "results",
];
/// What is kept of the cover, by its labels in lower case.
const LABELS: &[(&str, &str)] = &[
    ("date and time", "download time"),
    ("datum und uhrzeit", "download time"),
    ("date et heure", "download time"),
    ("datum en tijd", "download time"),
    ("fecha y hora", "download time"),
    ("search terms", "search terms"),
    ("suchbegriffe", "search terms"),
    ("termes de recherche", "search terms"),
    ("zoektermen", "search terms"),
    ("términos de búsqueda", "search terms"),
];
/// The number of paragraphs within which the cover states the number.
const WITHIN: usize = 40;

/// What the cover says.
#[derive(Debug, Default)]
pub(super) struct Cover {
    pub(super) num_stated: Option<usize>,
    /// The ids of the listed documents, in their order.
    ids: Vec<Id>,
}

/// Whether paragraphs begin with a cover.
pub(super) fn is_cover(paragraphs: &[Paragraph]) -> bool {
    paragraphs.iter().take(WITHIN).any(|paragraph| num_documents(&paragraph.text).is_some())
}

/// Whether paragraphs are nothing but a cover: the list that some downloads have in a file of its own.
pub(super) fn is_list(paragraphs: &[Paragraph]) -> bool {
    const LABELS: [&str; 3] = ["Job Number:", "Client/Matter:", "User Name:"];
    let is_label = |paragraph: &Paragraph| LABELS.iter().any(|label| paragraph.text.trim_start().starts_with(label));
    is_cover(paragraphs) && paragraphs.iter().take(WITHIN).any(is_label)
}

/// Reads the paragraphs before the first document.
pub(super) fn read(paragraphs: &[Paragraph], download: &mut Download) -> Cover {
    let mut cover = Cover::default();
    for paragraph in paragraphs {
        cover.num_stated = cover.num_stated.or_else(|| num_documents(&paragraph.text));
        cover.ids.extend(id_of(paragraph));
        let labelled = paragraph.text.split_once(':').map(|(label, value)| (one_line(label).to_lowercase(), value));
        if let Some((label, value)) = labelled
            && let Some((_, key)) = LABELS.iter().find(|(known, _)| *known == label)
            && !download.about.contains_key(*key)
        {
            download.keep(key, value);
        }
    }
    cover
}

impl Cover {
    /// Fills in what the list on the cover says of the document with this number, if the document does not.
    pub(super) fn complete(&self, article: &mut NewsArticle, number: usize) {
        let is_whole = self.num_stated == Some(self.ids.len());
        if let Some(id) = number.checked_sub(1).and_then(|at| self.ids.get(at)).filter(|_| is_whole)
            && !article.other.contains_key(key::ID)
        {
            id.keep(article);
        }
    }
}

/// The number in "Documents (10)".
fn num_documents(text: &str) -> Option<usize> {
    const MAX_BYTES: usize = 40;
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return None;
    }
    let (word, number) = text.strip_suffix(')')?.rsplit_once('(')?;
    let digits: String = number.chars().filter(|c| !matches!(c, ',' | '.' | ' ')).collect();
    let is_known = DOCUMENTS.contains(&word.trim().to_lowercase().as_str());
    (is_known && (1..=6).contains(&digits.len())).then(|| digits.parse().ok()).flatten()
}
