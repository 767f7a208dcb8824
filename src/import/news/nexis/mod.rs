//! Nexis Uni, Lexis Advance and Lexis+ (2017 to now), as DOCX and RTF.
//!
//! A cover lists the documents. Each document begins on a page of its own, at a bookmark, with headline, outlet and date in
//! the middle of the line, and ends with "End of Document". The words of the database follow the language of its user, so
//! bookmarks and breaks come first, and the phrase second.

mod cover;
mod document;

use super::{
    count::Count,
    download::Download,
    fields::{Role, label_field},
};
use crate::{
    import::{draft::Paragraph, metadata::date_line},
    text::words::one_line,
};
use cover::Cover;

/// The last line of a document, in lower case.
const END: &[&str] = &[
    "end of document",
    "ende des dokuments",
    "ende des dokumentes",
    "fin du document",
    "fin de document",
    "einde van document",
    "einde van het document",
    "fin del documento",
    "fine del documento",
    "fim do documento",
    "slutet på dokumentet",
    "slut på dokument",
];
/// The bookmarks at which documents begin have this name with a number.
const BOOKMARK: &str = "Bookmark_";
/// The bookmarks at the label above a body begin so.
const BODY_BOOKMARK: &str = "Body";
/// The date is within so many paragraphs of the headline.
const MAX_HEAD: usize = 6;

/// Whether paragraphs are such a download.
pub(super) fn tell(paragraphs: &[Paragraph]) -> bool {
    let has_body = paragraphs.iter().any(is_body_label);
    if !has_body {
        return cover::is_list(paragraphs);
    }
    let has_label = paragraphs
        .iter()
        .any(|paragraph| matches!(label_field(&paragraph.text), Some((Role::Length | Role::LoadDate | Role::Section, _))));
    let has_bookmark = paragraphs.iter().any(|paragraph| number_of(paragraph).is_some());
    let has_end = paragraphs.iter().any(|paragraph| is_end(&paragraph.text));
    let has_id = paragraphs.iter().any(|paragraph| document::id_of(paragraph).is_some());
    let num_signs = [has_label, has_bookmark, has_end, has_id, cover::is_cover(paragraphs)].iter().filter(|sign| **sign).count();
    num_signs >= 2
}

/// Reads all documents.
pub(super) fn read(paragraphs: &[Paragraph], download: &mut Download) {
    if !paragraphs.iter().any(is_body_label) {
        let what = "it was left out: it is the list of the documents of a download, and holds none of them";
        return download.notes.push((None, what.to_owned()));
    }
    let starts = starts(paragraphs);
    let Some(first) = starts.first().copied() else { return };
    let cover = cover::read(&paragraphs[..first], download);
    let ends = starts.iter().skip(1).copied().chain([paragraphs.len()]);
    let mut numbers = Vec::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let part = &paragraphs[start..end];
        let number = part.first().and_then(number_of);
        numbers.extend(number);
        let at = download.num_documents();
        let mut article = document::read(part);
        let of = cover.num_stated.unwrap_or(starts.len());
        article.position = format!("{} of {of}", number.unwrap_or(at + 1));
        cover.complete(&mut article, number.unwrap_or(at + 1));
        download.add(article);
    }
    download.count = Some(count(&cover, starts.len(), numbers));
}

/// Compares the numbers of the bookmarks with the number on the cover.
fn count(cover: &Cover, num_found: usize, mut numbers: Vec<usize>) -> Count {
    let mut count = Count::of_number(cover.num_stated, num_found);
    numbers.sort_unstable();
    let Some(stated) = cover.num_stated.filter(|_| numbers.len() == num_found) else { return count };
    let mut next = 1;
    for number in numbers.into_iter().chain([stated + 1]) {
        count.miss(next, number);
        next = next.max(number.saturating_add(1));
    }
    count
}

/// The paragraphs at which documents begin.
fn starts(paragraphs: &[Paragraph]) -> Vec<usize> {
    let after_end = |at: usize| at > 0 && is_end(&paragraphs[at - 1].text) && is_document(&paragraphs[at..]);
    let is_start =
        |at: &usize| number_of(&paragraphs[*at]).is_some() || after_end(*at) || is_page_of_document(&paragraphs[*at..]);
    let mut starts: Vec<usize> = (0..paragraphs.len()).filter(is_start).collect();
    let body = paragraphs.iter().position(is_body_label).unwrap_or(0);
    if starts.first().is_none_or(|first| *first > body) {
        starts.insert(0, first_start(&paragraphs[..body]));
    }
    let unmarked = unmarked_starts(paragraphs, &starts);
    starts.extend(unmarked);
    starts.sort_unstable();
    starts
}

/// Where documents begin of which nothing is left but their parts: a second label above a body, with a date between the two.
fn unmarked_starts(paragraphs: &[Paragraph], starts: &[usize]) -> Vec<usize> {
    let labels: Vec<usize> = (0..paragraphs.len()).filter(|at| is_body_label(&paragraphs[*at])).collect();
    let mut found = Vec::new();
    for pair in labels.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        let next = starts.partition_point(|start| *start <= first);
        if starts.get(next).is_some_and(|start| *start <= second) {
            continue;
        }
        let above = &paragraphs[second.saturating_sub(2 * MAX_HEAD).max(first + 1)..second];
        let has_label = above.iter().any(|paragraph| label_field(&paragraph.text).is_some());
        let date = above.iter().rposition(|paragraph| date_line(&one_line(&paragraph.text)).is_some());
        // Headline and outlet are above the date.
        found.extend(date.filter(|date| has_label && *date >= 2).map(|date| second - above.len() + date - 2));
    }
    found
}

/// Where the first document begins, of which only the label above its body is known: behind the cover, if there is one.
fn first_start(before_body: &[Paragraph]) -> usize {
    if !cover::is_cover(before_body) {
        return 0;
    }
    let date = before_body.iter().rposition(|paragraph| date_line(&one_line(&paragraph.text)).is_some());
    // Headline and outlet are above the date.
    date.map_or(0, |date| date.saturating_sub(2))
}

/// Whether a page begins here with headline, outlet and date in the middle of the line.
fn is_page_of_document(paragraphs: &[Paragraph]) -> bool {
    let Some((first, rest)) = paragraphs.split_first().filter(|(first, _)| first.layout.begins_page && first.layout.is_centred)
    else {
        return false;
    };
    let is_date = |paragraph: &Paragraph| date_line(&one_line(&paragraph.text)).is_some();
    !is_date(first) && rest.iter().take(MAX_HEAD).take_while(|paragraph| paragraph.layout.is_centred).any(is_date)
}

/// Whether a label of a document follows before another one ends.
fn is_document(paragraphs: &[Paragraph]) -> bool {
    paragraphs.iter().take_while(|paragraph| !is_end(&paragraph.text)).any(|paragraph| {
        is_body_label(paragraph) || matches!(label_field(&paragraph.text), Some((Role::Length | Role::LoadDate, _)))
    })
}

/// The number in the bookmark at which a document begins.
fn number_of(paragraph: &Paragraph) -> Option<usize> {
    const MAX_DIGITS: usize = 6;
    let number = |name: &String| {
        let digits = name.strip_prefix(BOOKMARK)?;
        (digits.len() <= MAX_DIGITS).then(|| digits.parse().ok()).flatten()
    };
    paragraph.layout.bookmarks.iter().find_map(number)
}

/// Whether a paragraph is the label above a body, which stands alone.
fn is_body_label(paragraph: &Paragraph) -> bool {
    const MAX_BYTES: usize = 30;
    let text = paragraph.text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return false;
    }
    let has_bookmark = paragraph.layout.bookmarks.iter().any(|name| name.starts_with(BODY_BOOKMARK));
    has_bookmark || text.starts_with(char::is_uppercase) && Role::of_name(text) == Some(Role::Body)
}

/// Whether the last line of a paragraph ends a document.
fn is_end(text: &str) -> bool {
    const MAX_BYTES: usize = 60;
    let last = text.trim().rsplit('\n').next().unwrap_or_default().trim();
    last.len() <= MAX_BYTES && END.contains(&last.to_lowercase().as_str())
}
