//! Web pages: the main text without menus and advertisements, and what the page says about itself.
//!
//! A readability heuristic (that of the reading view of Firefox) finds the main text. What it leaves out is counted and
//! told; where it finds nothing, the whole page is taken.

mod meta;
mod walk;

use super::{
    ImportError, TextEncoding,
    decode::{self, Decoded, decode_as},
    draft::{Draft, Paragraph},
    error::Warnings,
};
use crate::{
    project::{BlockKind, Metadata},
    text::segment,
};
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use std::collections::HashSet;

pub(super) use walk::paragraphs_of;

/// The longest page that is read, in bytes: beyond it, finding the main text takes minutes.
const MAX_PAGE_BYTES: usize = 16 << 20;
/// How deep elements may be nested: beyond it, no browser shows them either.
const MAX_DEPTH: usize = 600;
/// Tags of a page, at most: each that is none takes two hundred bytes as a fault.
const MAX_TAGS: usize = 2_000_000;
/// Character references of a page, at most: `html5ever`'s writer, by which the main text is handed on, looks for the end of
/// the text at each `&`, so that three millions of them take minutes.
const MAX_REFERENCES: usize = 200_000;
/// Attributes of an element, at most.
const MAX_ATTRIBUTES: usize = 1000;
/// Elements beyond which the main text is not looked for.
const MAX_ELEMENTS: usize = 300_000;
/// Classes of advertisements; more begin with "ad-" or "advert".
const ADVERTISEMENTS: [&str; 9] = ["ad", "ads", "adbox", "ad_box", "adsbygoogle", "sponsored", "promo", "outbrain", "taboola"];
/// What classes of bylines contain.
const BYLINES: [&str; 4] = ["byline", "author", "dateline", "writtenby"];
/// Where the headline stands in a main text that has it.
const HEADLINE_WITHIN: usize = 4;
/// A main text of fewer words than one in so many of the page is not the main text.
const MIN_SHARE_OF_PAGE: usize = 12;

/// Reads a page.
pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    warnings: &mut Warnings<'_>,
) -> Result<Draft, ImportError> {
    let declared = encoding.or_else(|| declared_encoding(bytes).filter(|_| std::str::from_utf8(bytes).is_err()));
    let is_declared = encoding.is_none() && declared.is_some();
    let Decoded { text, encoding } = decode_as(file_name, bytes, declared, warnings)?;
    let mut draft = read_page(file_name, &text, warnings)?;
    draft.encoding = if is_declared { format!("{encoding}, as the page says") } else { encoding };
    Ok(draft)
}

/// Reads a page whose characters are known.
pub(super) fn read_page(file_name: &str, html: &str, warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let document = parse(file_name, html)?;
    let mut known = meta::of(&document);
    let whole = document.body().map(|body| paragraphs_of(&body)).unwrap_or_default();
    let num_words =
        |paragraphs: &[Paragraph]| paragraphs.iter().map(|paragraph| segment::num_words(&paragraph.text)).sum::<usize>();
    let of_page = num_words(&whole);
    let headline = meta::visible_headline(&document, &known);
    prepare(&document);
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let main = article.map(|article| {
        let content = Document::fragment(article.content);
        paragraphs_of(&content.root())
    });
    let mut paragraphs = match main {
        Ok(main) if num_words(&main) * MIN_SHARE_OF_PAGE >= of_page => main,
        _ => {
            warnings.add(None, "the main text could not be told from the rest; the whole page was taken");
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

/// Takes advertisements out, and hides from the heuristic that a line is the byline: it would take that out too.
fn prepare(document: &Document) {
    let names = |node: &dom_query::NodeRef<'_>| {
        let (class, id) = (node.attr("class").unwrap_or_default(), node.attr("id").unwrap_or_default());
        format!("{class} {id}").to_ascii_lowercase()
    };
    for node in document.select("div, section, aside, p, ins, figure, span, ul").nodes() {
        let is_advertisement =
            |name: &str| ADVERTISEMENTS.contains(&name) || name.starts_with("ad-") || name.starts_with("advert");
        if names(node).split_whitespace().any(is_advertisement) {
            node.remove_from_parent();
        }
    }
    for node in document.select("[class], [id], [rel], [itemprop]").nodes() {
        let is_rel = |name: &str| node.attr(name).is_some_and(|value| value.contains("author"));
        let named = names(node);
        if is_rel("rel") || is_rel("itemprop") || BYLINES.iter().any(|byline| named.contains(byline)) {
            node.remove_attrs(&["class", "id", "rel", "itemprop"]);
        }
    }
}

/// All of a page, as a chapter of a book or a letter has it: nothing in it is a menu.
pub(super) fn read_whole(file_name: &str, html: &str) -> Result<Vec<Paragraph>, ImportError> {
    let document = parse(file_name, html)?;
    Ok(document.body().map(|body| paragraphs_of(&body)).unwrap_or_default())
}

fn parse(file_name: &str, html: &str) -> Result<Document, ImportError> {
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: "html", message };
    if html.len() > MAX_PAGE_BYTES {
        return Err(bad(format!(
            "expected a page of at most {} MiB, found {}; save its text as a text file and import that",
            MAX_PAGE_BYTES >> 20,
            html.len().div_ceil(1 << 20)
        )));
    }
    if depth(html) > MAX_DEPTH {
        return Err(bad(format!(
            "its elements are nested more than {MAX_DEPTH} deep; save its text as a text file and import that"
        )));
    }
    let num_of = |mark: u8| html.bytes().filter(|byte| *byte == mark).count();
    if num_of(b'<') > MAX_TAGS || num_of(b'&') > MAX_REFERENCES {
        return Err(bad(format!(
            "it has more than {MAX_TAGS} tags or {MAX_REFERENCES} character references; save its text as a text file and import that"
        )));
    }
    if has_too_many_attributes(html) {
        return Err(bad(
            "one of its elements has more attributes than any page; save its text as a text file and import that".to_owned()
        ));
    }
    Ok(Document::from(html))
}

/// Whether an element has more than [`MAX_ATTRIBUTES`], at a guess: a parser compares each with all before it. Counted is what
/// can stand between two, outside of quoted values.
fn has_too_many_attributes(html: &str) -> bool {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        let (mut quote, mut last, mut is_in_value, mut num_between) = (None, b' ', false, 0_usize);
        let end = rest.bytes().position(|byte| {
            let is_space = byte.is_ascii_whitespace();
            match quote {
                Some(open) if byte == open => (quote, last) = (None, b' '),
                Some(_) => {}
                None if last == b'=' && matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => {
                    is_in_value = !is_space && (is_in_value || last == b'=');
                    num_between += usize::from(is_space || byte == b'/' && !is_in_value);
                    // A value may stand behind white space.
                    last = if is_space && last == b'=' { last } else { byte };
                }
            }
            num_between += usize::from(quote == Some(byte));
            byte == b'>' && quote.is_none() || num_between > MAX_ATTRIBUTES
        });
        if num_between > MAX_ATTRIBUTES {
            return true;
        }
        // What stands between here and there is in the tag.
        rest = &rest[end.unwrap_or(rest.len())..];
        if matches!(name.to_ascii_lowercase().as_str(), "script" | "style") {
            rest = find_end(rest, &name.to_ascii_lowercase());
        }
    }
    false
}

/// How deep elements are nested at most, at a guess. It is told before parsing, because parsing takes time in proportion
/// to length times depth.
fn depth(html: &str) -> usize {
    /// Elements without an end, or whose end is often left out.
    const OPEN: [&str; 30] = [
        "p", "li", "br", "img", "td", "tr", "th", "dt", "dd", "meta", "link", "input", "hr", "option", "source", "area", "base",
        "col", "embed", "param", "track", "wbr", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "optgroup", "html",
    ];
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_end = rest.starts_with('/');
        let name: String = rest.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        let name = name.to_ascii_lowercase();
        if name.is_empty() || OPEN.contains(&name.as_str()) {
            continue;
        }
        if is_end {
            depth = depth.saturating_sub(1);
        } else if matches!(name.as_str(), "script" | "style") {
            // What stands in them is no markup.
            rest = find_end(rest, &name);
        } else {
            let tag = &rest[..rest.find(['>', '<']).unwrap_or(rest.len())];
            depth += usize::from(!tag.ends_with('/'));
            deepest = deepest.max(depth);
        }
    }
    deepest
}

fn find_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut after = rest;
    while let Some(at) = after.find("</") {
        after = &after[at + 2..];
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after;
        }
    }
    ""
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

/// Makes `headline` the first paragraph, unless it is among the first.
fn put_on_top(paragraphs: &mut Vec<Paragraph>, headline: &str) {
    let found = paragraphs.iter_mut().take(HEADLINE_WITHIN).find(|paragraph| paragraph.text.trim() == headline);
    match found {
        Some(paragraph) => paragraph.kind = Some(BlockKind::Heading(1)),
        None => {
            let on_top = Paragraph { text: headline.to_owned(), kind: Some(BlockKind::Heading(1)), ..Paragraph::default() };
            paragraphs.insert(0, on_top);
        }
    }
}

/// The beginning of the first paragraph of some length that is not in the main text.
fn first_left_out(whole: &[Paragraph], main: &[Paragraph]) -> Option<String> {
    let in_main: HashSet<&str> = main.iter().map(|paragraph| paragraph.text.trim()).collect();
    let is_in_main = |text: &str| in_main.contains(text);
    let left_out =
        whole.iter().map(|paragraph| paragraph.text.trim()).find(|text| text.chars().count() > 3 && !is_in_main(text))?;
    let start: String = left_out.chars().take(50).map(|c| if c == '\n' { ' ' } else { c }).collect();
    Some(if start.len() < left_out.len() { format!("{start}…") } else { start })
}

/// Metadata without words that are only white space.
fn drop_empty(mut known: Metadata) -> Metadata {
    for field in [&mut known.headline, &mut known.byline, &mut known.outlet, &mut known.url, &mut known.language] {
        *field = decode::with_line_feeds(std::mem::take(field)).split_whitespace().collect::<Vec<_>>().join(" ");
    }
    known
}
