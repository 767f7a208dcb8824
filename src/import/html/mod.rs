//! Reads web pages: the main text without menus and advertisements, and what the page says about itself.
//!
//! The main text is chosen among what the heuristic of Firefox's reading view finds and the elements that look like an
//! article (`candidates`). What is left out is counted and reported. If nothing is found, the whole page is taken.

mod afterwards;
mod around;
mod attributes;
mod authors;
mod boilerplate;
mod candidates;
mod headline;
mod json_ld;
mod main_text;
mod meta;
mod parse;
mod shown_date;
#[cfg(test)]
mod tests;
mod values;
mod walk;

use super::{
    ImportError, TextEncoding,
    decode::{Decoded, decode_as, with_line_feeds},
    draft::{Draft, Paragraph},
    error::Warnings,
};
use crate::{
    project::{BlockKind, Metadata},
    text::{
        segment,
        words::{counted, one_line, short},
    },
};
use candidates::Choice;
use dom_query::Document;
use meta::About;
use std::{borrow::Cow, collections::HashSet};

pub(super) use walk::paragraphs_of;

/// The longest page that is read, in bytes. With longer ones, finding the main text takes minutes.
const MAX_PAGE_BYTES: usize = 16 << 20;
/// The headline is among this many first paragraphs of a main text that contains it.
const HEADLINE_WITHIN: usize = 4;
/// If a page shows less of the text that it repeats in its metadata, in per cent of the words, that text is taken.
const MIN_SHOWN_PER_CENT: i64 = 60;
/// A text that the page repeats in its metadata counts from this length on, in words.
const MIN_WORDS_REPEATED: usize = 40;
/// The beginning of a page in which its encoding is looked for, in bytes.
const HEAD_BYTES: usize = 8192;
/// With more zero bytes than one in this many, a file is no page.
const ONE_NUL_IN: usize = 200;
/// A main text with fewer than one in this many words of the page is not accepted.
const MIN_SHARE_OF_PAGE: usize = 12;

/// Decodes a page, in the given encoding or in the one that it names.
pub(super) fn decode(
    file_name: &str,
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    warnings: &mut Warnings<'_>,
) -> Result<Decoded, ImportError> {
    let bytes = &*without_nul(bytes, warnings);
    let declared = encoding.or_else(|| declared_encoding(bytes).filter(|_| std::str::from_utf8(bytes).is_err()));
    let is_declared = encoding.is_none() && declared.is_some();
    let Decoded { text, encoding } = decode_as(file_name, bytes, declared, warnings)?;
    Ok(Decoded { text, encoding: if is_declared { format!("{encoding}, as the page says") } else { encoding } })
}

/// Reads a page that has been decoded from this encoding.
pub(super) fn read(
    file_name: &str,
    page: &Decoded,
    keeps_captions: bool,
    warnings: &mut Warnings<'_>,
) -> Result<Draft, ImportError> {
    let draft = read_page(file_name, &page.text, keeps_captions, warnings)?;
    Ok(Draft { encoding: page.encoding.clone(), ..draft })
}

/// Parses a page; `None` if it has more elements than are read.
pub(super) fn document_of(html: &str) -> Option<Document> {
    (html.len() <= MAX_PAGE_BYTES).then(|| parse::document(html, parse::FREE_OF_PAGE).ok()).flatten()
}

/// Reads a page that has been decoded.
pub(super) fn read_page(
    file_name: &str,
    html: &str,
    keeps_captions: bool,
    warnings: &mut Warnings<'_>,
) -> Result<Draft, ImportError> {
    let document = parse(file_name, html, parse::FREE_OF_PAGE)?;
    let is_small = main_text::is_small(&document);
    let About { metadata: mut known, headline, article_body } = meta::of(&document, is_small);
    let whole = document.body().map(|body| paragraphs_of(&body)).unwrap_or_default();
    let of_page = num_words(&whole);
    let choice = is_small
        .then(|| candidates::choose(document, headline.as_deref().unwrap_or_default(), article_body.as_deref(), keeps_captions))
        .flatten();
    let (main, runner_up) = choice.map(|Choice { main, runner_up }| (main, runner_up)).unwrap_or_default();
    let mut paragraphs = main;
    let repeated = article_body.as_deref().map(paragraphs_of_text).unwrap_or_default();
    let shown = candidates::share_of(&repeated, &paragraphs);
    if num_words(&repeated) > MIN_WORDS_REPEATED && shown < MIN_SHOWN_PER_CENT {
        warnings.add(
            None,
            format!(
                "the page shows {shown} % of the words of its article; the text was taken from what the page tells search engines"
            ),
        );
        paragraphs = repeated;
    } else if paragraphs.is_empty() || num_words(&paragraphs) * MIN_SHARE_OF_PAGE < of_page {
        warnings.add(None, "the main text could not be distinguished from the rest; the whole page was taken");
        paragraphs.clone_from(&whole);
    } else if let Some(other) = runner_up {
        let begins = other.iter().map(|paragraph| paragraph.text.trim()).find(|text| !text.is_empty()).unwrap_or_default();
        warnings.add(
            None,
            format!(
                "another part of the page, of {}, could be the article as well; it begins “{}”",
                counted(num_words(&other), "word", "words"),
                short(begins, 50)
            ),
        );
    }
    if let Some(headline) = headline {
        put_on_top(&mut paragraphs, &headline);
        known.headline = headline;
    }
    let taken = num_words(&paragraphs);
    if taken < of_page {
        let example = first_left_out(&whole, &paragraphs);
        let example = example.map(|words| format!(", such as “{words}”")).unwrap_or_default();
        warnings.add(None, format!("{taken} of the page's {of_page} words are the article; the rest was left out{example}"));
    }
    Ok(Draft { known: drop_empty(known), ..Draft::of_paragraphs(paragraphs) })
}

fn num_words(paragraphs: &[Paragraph]) -> usize {
    paragraphs.iter().map(|paragraph| segment::num_words(&paragraph.text)).sum()
}

/// The paragraphs of a text whose lines they are.
fn paragraphs_of_text(text: &str) -> Vec<Paragraph> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Paragraph { text: one_line(line), ..Paragraph::default() }).collect()
}

/// A page without the zero bytes that stray into some. In UTF-16, every second byte of Latin text is one.
fn without_nul<'a>(bytes: &'a [u8], warnings: &mut Warnings<'_>) -> Cow<'a, [u8]> {
    let num = bytes.iter().filter(|byte| **byte == 0).count();
    if num == 0 || num * ONE_NUL_IN > bytes.len() || bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Cow::Borrowed(bytes);
    }
    warnings.add(None, format!("{} left out, as browsers do", counted(num, "zero byte was", "zero bytes were")));
    Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect())
}

/// Reads a whole page, such as a chapter of a book or a letter, in which nothing is a menu.
pub(super) fn read_whole(file_name: &str, html: &str) -> Result<Vec<Paragraph>, ImportError> {
    let document = parse(file_name, html, parse::FREE_OF_PART)?;
    Ok(document.body().map(|body| paragraphs_of(&body)).unwrap_or_default())
}

fn parse(file_name: &str, html: &str, free_questions: usize) -> Result<Document, ImportError> {
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: "html", message };
    if html.len() > MAX_PAGE_BYTES {
        return Err(bad(format!(
            "expected a page of at most {} MiB, found {}; save its text as a text file and import that",
            MAX_PAGE_BYTES >> 20,
            html.len().div_ceil(1 << 20)
        )));
    }
    parse::document(html, free_questions)
        .map_err(|too_much| bad(format!("{too_much}; save its text as a text file and import that")))
}

/// The encoding that a `meta` element in the head of a page names, or the XML declaration. Scripts and style sheets have
/// encodings of their own.
fn declared_encoding(bytes: &[u8]) -> Option<TextEncoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let of_tag = |tag: &str, name: &str| {
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let label: String = tag[tag.find(name)? + name.len()..]
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
            .collect();
        TextEncoding::of_label(label.as_bytes())
    };
    let of_xml = || head.trim_start().strip_prefix("<?xml").and_then(|tag| of_tag(tag, "encoding="));
    head.match_indices("<meta").find_map(|(at, _)| of_tag(&head[at..], "charset=")).or_else(of_xml)
}

/// Makes `headline` the first paragraph, unless it is among the first ones.
pub(super) fn put_on_top(paragraphs: &mut Vec<Paragraph>, headline: &str) {
    let found = paragraphs.iter_mut().take(HEADLINE_WITHIN).find(|paragraph| paragraph.text.trim() == headline);
    match found {
        Some(paragraph) => paragraph.kind = Some(BlockKind::Heading(1)),
        None => {
            let on_top = Paragraph { text: headline.to_owned(), kind: Some(BlockKind::Heading(1)), ..Paragraph::default() };
            paragraphs.insert(0, on_top);
        }
    }
}

/// The beginning of the first paragraph of some length that the main text lacks.
fn first_left_out(whole: &[Paragraph], main: &[Paragraph]) -> Option<String> {
    let in_main: HashSet<&str> = main.iter().map(|paragraph| paragraph.text.trim()).collect();
    let is_in_main = |text: &str| in_main.contains(text);
    let left_out =
        whole.iter().map(|paragraph| paragraph.text.trim()).find(|text| text.chars().count() > 3 && !is_in_main(text))?;
    Some(short(left_out, 50))
}

/// Removes metadata that are only white space.
fn drop_empty(mut known: Metadata) -> Metadata {
    for field in [&mut known.headline, &mut known.byline, &mut known.outlet, &mut known.url, &mut known.language] {
        *field = one_line(&with_line_feeds(std::mem::take(field)));
    }
    known
}
