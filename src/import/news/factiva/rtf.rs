//! Documents that Factiva saves as RTF.

use super::{accession_number, codes, keep_number, plain, plain_words};
use crate::import::{
    draft::Paragraph,
    news::{
        article::{NewsArticle, key},
        count::Count,
        download::Download,
    },
};

/// Whether paragraphs are such a download: numbers of documents, and above each a number of words with a date, or codes.
pub(in super::super) fn tell(paragraphs: &[Paragraph]) -> bool {
    let Some(first) = paragraphs.iter().position(|paragraph| number_in(paragraph).is_some()) else { return false };
    let lines = lines(&paragraphs[..first]);
    let num_codes = paragraphs[..=first].iter().filter(|paragraph| code_of(paragraph).is_some()).count();
    num_codes >= 4 || plain::words_at(&lines).is_some()
}

/// Reads all documents.
pub(in super::super) fn read(paragraphs: &[Paragraph], download: &mut Download) {
    let mut num_numbers = 0;
    let mut start = 0;
    for at in 0..paragraphs.len() {
        if number_in(&paragraphs[at]).is_some() {
            num_numbers += 1;
            download.add(document(&paragraphs[start..=at]));
            start = at + 1;
        }
    }
    let last = lines(&paragraphs[start..]);
    let is_cut = plain::words_at(&last).is_some() || paragraphs[start..].iter().any(|paragraph| code_of(paragraph).is_some());
    if is_cut {
        download.add(document(&paragraphs[start..]));
        let what = "the last document ends without its number; the file may be cut off";
        download.notes.push((None, what.to_owned()));
    } else {
        summary(&paragraphs[start..], download);
    }
    download.count = Some(Count::of_number(Some(num_numbers), num_numbers));
}

fn lines(paragraphs: &[Paragraph]) -> Vec<String> {
    paragraphs.iter().map(|paragraph| plain_words(&paragraph.text)).collect()
}

/// Keeps what was searched, from the table at the end.
fn summary(paragraphs: &[Paragraph], download: &mut Download) {
    for paragraph in paragraphs {
        match paragraph.text.split_once('\t') {
            Some(("Text" | "Texte" | "Texto" | "Testo", value)) => download.keep("search terms", value),
            Some(("Timestamp" | "Zeitstempel" | "Horodatage", value)) => download.keep("download time", value),
            _ => {}
        }
    }
}

/// The number of a document, in a line of its own or in a row of the index.
fn number_in(paragraph: &Paragraph) -> Option<&str> {
    let text = paragraph.text.trim();
    accession_number(text).or_else(|| {
        let (first, second) = text.split_once('\t')?;
        match (first.trim(), second.trim()) {
            ("AN", number) | (number, "AN") => accession_number(number),
            _ => None,
        }
    })
}

/// The code of a row or of a line, and the words beside it.
fn code_of(paragraph: &Paragraph) -> Option<(&str, std::ops::Range<usize>)> {
    let text = paragraph.text.as_str();
    let Some(tab) = text.find('\t') else {
        let code = text.trim();
        return codes::is_code(code).then_some((code, text.len()..text.len()));
    };
    let (first, second) = (text[..tab].trim(), text[tab + 1..].trim());
    if codes::is_code(first) {
        return Some((first, tab + 1..text.len()));
    }
    codes::is_code(second).then_some((second, 0..tab))
}

fn document(paragraphs: &[Paragraph]) -> NewsArticle {
    let mut article = NewsArticle::default();
    if paragraphs.iter().filter(|paragraph| code_of(paragraph).is_some()).count() >= 4 {
        indexed(paragraphs, &mut article);
    } else {
        plain_document(paragraphs, &mut article);
    }
    article
}

/// Reads rows of codes and values. The value of a code alone in its line follows it.
fn indexed(paragraphs: &[Paragraph], article: &mut NewsArticle) {
    let mut open: Option<(&str, Vec<Paragraph>)> = None;
    for paragraph in paragraphs {
        if let Some((code, value)) = code_of(paragraph) {
            if let Some((code, values)) = open.take() {
                codes::keep(article, code, values);
            }
            open = Some((code, cell(paragraph, value)));
        } else if let Some((_, values)) = &mut open {
            values.push(Paragraph { text: paragraph.text.clone(), ..Paragraph::default() });
        }
    }
    if let Some((code, values)) = open {
        codes::keep(article, code, values);
    }
}

/// The paragraphs of a cell.
fn cell(paragraph: &Paragraph, range: std::ops::Range<usize>) -> Vec<Paragraph> {
    let ends = paragraph.layout.cell_breaks.iter().copied().filter(|end| range.contains(end));
    let mut start = range.start;
    let mut paragraphs = Vec::new();
    for end in ends.chain([range.end]) {
        let text = paragraph.text.get(start..end).unwrap_or_default().trim().to_owned();
        if !text.is_empty() {
            paragraphs.push(Paragraph { text, ..Paragraph::default() });
        }
        start = end;
    }
    paragraphs
}

fn plain_document(paragraphs: &[Paragraph], article: &mut NewsArticle) {
    let (last, paragraphs) = match paragraphs.split_last() {
        Some((last, before)) if number_in(last).is_some() => (Some(last), before),
        _ => (None, paragraphs),
    };
    let lines = lines(paragraphs);
    let words = plain::words_at(&lines).unwrap_or(0);
    // The headline is bold; above it may be the section.
    let bold = paragraphs[..words].iter().position(Paragraph::is_bold).unwrap_or(0).min(words);
    let num_bold = paragraphs[bold..words].iter().take_while(|paragraph| paragraph.is_bold()).count().max(usize::from(words > 0));
    lines[..bold].iter().for_each(|line| article.keep(key::SECTION, line));
    article.headline = lines[bold..bold + num_bold].join(" ");
    let start = bold + num_bold;
    let end = plain::head_len(&lines, words).max(start).min(lines.len());
    plain::read(&lines[start..end], article);
    let mut body = &paragraphs[end..];
    if let Some(number) = last {
        keep_number(article, number.text.trim());
        if let Some((publisher, before)) =
            body.split_last().filter(|(last, before)| !before.is_empty() && is_publisher(&last.text, article))
        {
            article.keep("publisher", &publisher.text);
            body = before;
        }
    }
    article.body = body.iter().map(|paragraph| Paragraph { text: plain_words(&paragraph.text), ..paragraph.clone() }).collect();
}

/// Words of companies, in lower case.
const COMPANY: [&str; 18] = [
    "ltd",
    "limited",
    "inc",
    "llc",
    "plc",
    "corp",
    "gmbh",
    "ag",
    "kg",
    "sa",
    "bv",
    "nv",
    "pty",
    "group",
    "media",
    "publishing",
    "press",
    "verlag",
];

/// Whether the line above the number is the publisher and not the end of the text: it has the words of a company, or one
/// that the outlet or the rights have too.
fn is_publisher(line: &str, article: &NewsArticle) -> bool {
    const MIN_CHARS: usize = 4;
    let words =
        |text: &str| -> Vec<String> { text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect() };
    let known = words(&format!("{} {}", article.copyright, article.outlet));
    let is_known = |word: &String| word.chars().count() >= MIN_CHARS && known.contains(word);
    is_name(line) && words(line).iter().any(|word| COMPANY.contains(&word.as_str()) || is_known(word))
}

/// Whether a line may be a name: short, and no sentence.
fn is_name(line: &str) -> bool {
    const MAX_CHARS: usize = 90;
    let line = line.trim();
    line.chars().count() <= MAX_CHARS && !line.ends_with(['!', '?', '"', '”', '»', '…', ')']) && !ends_sentence(line)
}

/// Whether a full stop at the end belongs to a sentence and not to "Inc."
fn ends_sentence(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    line.ends_with('.') && (last.chars().count() > 5 || last.starts_with(char::is_lowercase))
}
