//! One document: head, headline, fields, body, fields.

use super::blocks::{Block, blocks};
use crate::import::{
    draft::Paragraph,
    metadata::{date_line, is_name, is_time_line},
    news::{
        article::{NewsArticle, key},
        fields::Role,
        keep::{PRESENTER, is_copyright, is_rights, keep, keep_copyright, keep_date},
        stated::num_words,
        wrapped::{Margin, joined, joined_address, joined_after},
    },
};

/// Longer blocks are a paragraph and no headline.
const MAX_HEADLINE_LINES: usize = 7;
/// Of a document without centred lines, the date is within so many blocks.
const MAX_FLAT_HEAD: usize = 6;
/// So many blocks after a caption may belong to it.
const MAX_CAPTION_BLOCKS: usize = 5;
/// The longest line that names an author, in characters.
const MAX_BYLINE_CHARS: usize = 60;

/// Words of notices in the head, in lower case.
const NOTICES: &[&str] = &["may be republished", "responsibility", "permission", "reproduced", "not be used without"];
/// Beginnings of bodies that come from the web page, not from its article.
const FURNITURE: &[&str] = &["Bewaar lees artikel"];
/// The beginning of what the database puts in place of a document that it cannot show.
const ERROR_NOTICE: &str = "We are sorry but there is an error in this document";

/// A document.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) article: NewsArticle,
    /// Whether fields end it, as they do in all but damaged documents.
    pub(super) is_closed: bool,
    /// Why it holds no article, if that is known.
    pub(super) failure: Option<&'static str>,
}

/// Reads the lines after a marker, of which the first has this number in the file.
pub(super) fn read(lines: &[&str], first_line: usize, margin: Margin) -> Document {
    let blocks = blocks(lines);
    let mut document = Document::default();
    let is_notice = |block: &Block<'_>| block.lines.first().is_some_and(|line| line.trim().starts_with(ERROR_NOTICE));
    let article = &mut document.article;
    article.line = Some(first_line + lines.iter().take_while(|line| line.trim().is_empty()).count());
    if blocks.iter().take(MAX_FLAT_HEAD).any(is_notice) {
        document.failure = Some("the database put a notice of an error in its place");
        return document;
    }
    let mut head = Head::default();
    let mut next = head_end(&blocks);
    blocks[..next].iter().for_each(|block| head.read(block, article));
    next = headline(&blocks, next, &mut head, article);
    head.finish(article);
    let start = head_fields(&blocks, next, head.is_late, article);
    let end = tail_start(&blocks, start);
    article.body = blocks[start..end].iter().map(|block| paragraph(block, margin)).collect();
    drop_furniture(&mut article.body);
    document.is_closed = end < blocks.len();
    tail_fields(&blocks[end..], article);
    if article.byline.is_empty()
        && let Some(presenter) = article.other.get(PRESENTER).cloned()
    {
        article.byline = presenter;
    }
    document
}

fn paragraph(block: &Block<'_>, margin: Margin) -> Paragraph {
    Paragraph { text: margin.join(block.lines), ..Paragraph::default() }
}

fn drop_furniture(body: &mut [Paragraph]) {
    if let Some(first) = body.first_mut()
        && let Some(rest) = FURNITURE.iter().find_map(|words| first.text.strip_prefix(words))
    {
        first.text = rest.trim_start().to_owned();
    }
}

/// The centred lines above the headline, or all lines up to the date if nothing is centred.
fn head_end(blocks: &[Block<'_>]) -> usize {
    let num_centred = blocks.iter().take_while(|block| block.is_centred).count();
    if num_centred > 0 {
        return num_centred;
    }
    let is_date = |block: &Block<'_>| block.lines.iter().any(|line| date_line(line).is_some());
    let is_head = |block: &&Block<'_>| block.field().is_none();
    let of_head = blocks.iter().take(MAX_FLAT_HEAD).take_while(is_head);
    let date = of_head.enumerate().find(|(_, block)| is_date(block)).map(|(at, _)| at + 1);
    date.unwrap_or(usize::from(blocks.first().is_some_and(|block| block.field().is_none())))
}

/// What the lines of the head have shown so far.
#[derive(Default)]
struct Head {
    has_date: bool,
    /// The last line of a block that begins with a copyright line: the outlet, if no other line is.
    below_copyright: String,
    /// Whether the date follows the headline, as before 2004.
    is_late: bool,
}

impl Head {
    fn read(&mut self, block: &Block<'_>, article: &mut NewsArticle) {
        let lines: Vec<&str> = block.lines.iter().map(|line| line.trim()).collect();
        if let Some((role, value)) = block.field() {
            return keep(article, role, &joined_after(value, &lines[1..]));
        }
        if is_copyright(&lines) {
            if let [_, .., last] = lines.as_slice()
                && !is_rights(last)
            {
                self.below_copyright = (*last).to_owned();
            }
            return keep_copyright(article, &joined(&lines));
        }
        if is_notice(&lines) {
            return article.keep(key::NOTICE, &joined(&lines));
        }
        if is_address(lines.first().copied().unwrap_or_default()) {
            article.url = joined_address(&lines);
            return;
        }
        let mut was_outlet = false;
        for line in &lines {
            was_outlet = self.line(line, was_outlet, article);
        }
    }

    /// Reads a line of the head, and returns whether it is the outlet.
    fn line(&mut self, line: &str, is_below_outlet: bool, article: &mut NewsArticle) -> bool {
        const WIDE_CHARS: usize = 60;
        if !self.has_date && keep_date(article, line) {
            self.has_date = true;
        } else if date_line(line).is_some() {
            // The same date in another language.
        } else if is_time_line(line) {
            article.keep(key::DATE, line);
        } else if self.has_date {
            article.keep(if line.ends_with(':') { key::NOTICE } else { key::EDITION }, line);
        } else if article.outlet.is_empty() {
            line.clone_into(&mut article.outlet);
            return line.chars().count() >= WIDE_CHARS;
        } else if is_below_outlet {
            article.outlet = format!("{} {line}", article.outlet);
        } else {
            article.keep(key::EDITION, line);
        }
        false
    }

    fn finish(&mut self, article: &mut NewsArticle) {
        if article.outlet.is_empty() {
            article.outlet = std::mem::take(&mut self.below_copyright);
        }
    }
}

/// Reads the headline at `at`, and the date behind it in the old layout; returns where the fields begin.
fn headline(blocks: &[Block<'_>], at: usize, head: &mut Head, article: &mut NewsArticle) -> usize {
    let Some(block) = blocks.get(at).filter(|block| block.field().is_none()) else { return at };
    let is_date = |block: &Block<'_>| block.is_centred && block.lines.first().is_some_and(|line| date_line(line).is_some());
    let date = blocks.iter().take(at + 4).skip(at + 1).position(is_date).filter(|_| !head.has_date).map(|place| at + 1 + place);
    if block.lines.len() > MAX_HEADLINE_LINES || is_copyright(block.lines) {
        return at;
    }
    article.headline = joined(block.lines);
    let Some(date) = date else { return at + 1 };
    head.is_late = true;
    blocks[at + 1..date].iter().for_each(|block| article.keep(key::HIGHLIGHT, &joined(block.lines)));
    let num_centred = blocks[date..].iter().take_while(|block| block.is_centred).count();
    blocks[date..date + num_centred].iter().for_each(|block| head.read(block, article));
    date + num_centred
}

/// Reads the fields above the body, and returns where the body begins.
fn head_fields(blocks: &[Block<'_>], start: usize, is_late: bool, article: &mut NewsArticle) -> usize {
    let mut at = start;
    let mut num_fields = 0;
    while let Some(block) = blocks.get(at) {
        if let Some((role, value)) = block.field() {
            if is_of_tail(role) {
                return at;
            }
            num_fields += 1;
            at += 1;
            let value = joined_after(value, &block.lines[1..]);
            if role == Role::Body {
                // Words on the line of the label cannot be told from a value, and begin the body.
                if !value.is_empty() {
                    at -= 1;
                }
                return at;
            }
            // A value may be the next block.
            if value.is_empty() && blocks.get(at).is_some_and(|next| next.field().is_none()) {
                keep(article, role, &joined(blocks[at].lines));
                at += 1;
            } else {
                keep(article, role, &value);
            }
            continue;
        }
        let Some(line) = block.only_line() else { return at };
        if let Some(number) = num_words(line) {
            article.num_words = Some(number);
        } else if num_fields == 0 && is_byline(line, is_late, blocks.get(at + 1)) {
            article.set_byline(line);
        } else {
            return at;
        }
        at += 1;
    }
    at
}

/// Whether the line below the headline names the author: it is short, and a field follows, or in the old layout the body.
fn is_byline(line: &str, is_late: bool, next: Option<&Block<'_>>) -> bool {
    let is_field = next.and_then(Block::field).is_some_and(|(role, _)| !is_of_tail(role));
    let is_short = line.chars().count() <= MAX_BYLINE_CHARS && !line.ends_with(['.', ':', ';', ',']);
    let num_words = line.split_whitespace().count();
    is_short && (is_field || is_late && next.is_some() && (2..=5).contains(&num_words) && is_name(line))
}

/// Whether a field follows the body in all layouts.
fn is_of_tail(role: Role) -> bool {
    matches!(
        role,
        Role::LoadDate | Role::Language | Role::Graphic | Role::Other("publication type" | "document type" | "journal code")
    )
}

/// Where the fields and rights behind the body begin. They are found from the end, because bodies have lines that look like
/// fields.
fn tail_start(blocks: &[Block<'_>], start: usize) -> usize {
    let mut tail = blocks.len();
    while tail > start {
        let block = &blocks[tail - 1];
        if block.field().is_some() || is_copyright(block.lines) {
            tail -= 1;
            continue;
        }
        let above = |num: usize| tail.checked_sub(1 + num).filter(|at| *at >= start).map(|at| &blocks[at]);
        let is_value = above(1).and_then(Block::field).is_some_and(|(role, value)| value.is_empty() && role != Role::Body);
        let caption = (1..=MAX_CAPTION_BLOCKS)
            .map_while(|num| above(num).map(|block| (num, block.field())))
            .find(|(_, field)| field.is_some())
            .filter(|(_, field)| field.is_some_and(|(role, _)| role.has_paragraphs()));
        match caption {
            Some((num, _)) => tail -= 1 + num,
            None if is_value => tail -= 2,
            None => break,
        }
    }
    tail
}

fn tail_fields(blocks: &[Block<'_>], article: &mut NewsArticle) {
    let mut open: Option<Role> = None;
    for block in blocks {
        if let Some((role, value)) = block.field() {
            keep(article, role, &joined_after(value, &block.lines[1..]));
            open = Some(role);
        } else if is_copyright(block.lines) {
            keep_copyright(article, &joined(block.lines));
        } else if let Some(role) = open {
            keep(article, role, &joined(block.lines));
        }
    }
}

fn is_notice(lines: &[&str]) -> bool {
    let all = lines.join(" ").to_lowercase();
    NOTICES.iter().any(|words| all.contains(words)) || all.starts_with("correction appended")
}

fn is_address(line: &str) -> bool {
    let line = line.trim();
    (line.starts_with("http://") || line.starts_with("https://") || line.starts_with("www.")) && !line.contains(' ')
}
