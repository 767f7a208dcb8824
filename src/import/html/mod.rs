//! Reads web pages: the main text without menus and advertisements, and what the page says about itself.
//!
//! A readability heuristic (that of Firefox's reading view) finds the main text. What it leaves out is counted and reported.
//! If it finds nothing, the whole page is taken.

mod attributes;
mod main_text;
mod meta;
mod parse;
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
        words::{one_line, short},
    },
};
use dom_query::Document;
use std::collections::HashSet;

pub(super) use walk::paragraphs_of;

/// The longest page that is read, in bytes. With longer ones, finding the main text takes minutes.
const MAX_PAGE_BYTES: usize = 16 << 20;
/// The headline is among this many first paragraphs of a main text that contains it.
const HEADLINE_WITHIN: usize = 4;
/// A main text with fewer than one in this many words of the page is not accepted.
const MIN_SHARE_OF_PAGE: usize = 12;

/// Decodes a page, in the given encoding or in the one that it names.
pub(super) fn decode(
    file_name: &str,
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    warnings: &mut Warnings<'_>,
) -> Result<Decoded, ImportError> {
    let declared = encoding.or_else(|| declared_encoding(bytes).filter(|_| std::str::from_utf8(bytes).is_err()));
    let is_declared = encoding.is_none() && declared.is_some();
    let Decoded { text, encoding } = decode_as(file_name, bytes, declared, warnings)?;
    Ok(Decoded { text, encoding: if is_declared { format!("{encoding}, as the page says") } else { encoding } })
}

/// Reads a page that has been decoded from this encoding.
pub(super) fn read(file_name: &str, page: &Decoded, warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let draft = read_page(file_name, &page.text, warnings)?;
    Ok(Draft { encoding: page.encoding.clone(), ..draft })
}

/// Parses a page; `None` if it has more elements than are read.
pub(super) fn document_of(html: &str) -> Option<Document> {
    (html.len() <= MAX_PAGE_BYTES).then(|| parse::document(html, parse::FREE_OF_PAGE).ok()).flatten()
}

/// Reads a page that has been decoded.
pub(super) fn read_page(file_name: &str, html: &str, warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let document = parse(file_name, html, parse::FREE_OF_PAGE)?;
    let mut known = meta::of(&document);
    let whole = document.body().map(|body| paragraphs_of(&body)).unwrap_or_default();
    let num_words =
        |paragraphs: &[Paragraph]| paragraphs.iter().map(|paragraph| segment::num_words(&paragraph.text)).sum::<usize>();
    let of_page = num_words(&whole);
    let headline = meta::visible_headline(&document, &known);
    let main = main_text::of(document).map(|content| paragraphs_of(&content.root()));
    let mut paragraphs = match main {
        Some(main) if num_words(&main) * MIN_SHARE_OF_PAGE >= of_page => main,
        _ => {
            warnings.add(None, "the main text could not be distinguished from the rest; the whole page was taken");
            whole.clone()
        }
    };
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

/// The encoding that the head of a page names.
fn declared_encoding(bytes: &[u8]) -> Option<TextEncoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let at = head.find("charset=").map(|at| at + "charset=".len()).or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    TextEncoding::of_label(label.as_bytes())
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
