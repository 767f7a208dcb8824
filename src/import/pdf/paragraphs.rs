//! Joins lines to paragraphs.

use super::{columns::Column, lines::Piece};
use crate::{import::draft::Paragraph, project::BlockKind};
use std::collections::BTreeSet;

/// The distance between lines that begins a paragraph, as a multiple of the usual one.
const PARAGRAPH_GAP: f64 = 1.25;
/// The indent that begins a paragraph, as a share of the font size.
const INDENT: f64 = 0.8;
/// The share of the column that a line leaves empty if it ends a paragraph, whatever it ends with.
const SHORT_LINE: f64 = 0.35;
/// The factor by which headings are larger than the text.
const HEADING_SIZE: f64 = 1.12;
/// The longest heading, in characters.
const MAX_HEADING_CHARS: usize = 250;
/// First parts of English words that keep their hyphen.
const COMPOUNDING: [&str; 18] = [
    "well", "self", "ex", "non", "half", "cross", "long", "short", "high", "low", "mid", "pro", "anti", "vice", "all", "so",
    "two", "three",
];
/// Characters that can end a sentence.
const SENTENCE_END: [char; 12] = ['.', '!', '?', '”', '"', '’', '»', ':', '…', '؟', '۔', ')'];

/// The text of a file.
#[derive(Debug, Default)]
pub(super) struct Rebuilt {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) num_hyphens: usize,
    pub(super) has_right_to_left: bool,
}

/// A paragraph, and how it is set.
struct Set {
    text: String,
    size: f64,
    /// Whether it is the last of its column and its last line is full.
    is_cut_off: bool,
    is_first_of_column: bool,
    /// Whether its first line is indented.
    is_indented: bool,
    is_item: bool,
    is_row: bool,
}

/// Joins the lines of all pages.
pub(super) fn of_pages(pages: Vec<Vec<Column>>) -> Rebuilt {
    let columns: Vec<Column> = pages.into_iter().flatten().collect();
    let mut rebuilt =
        Rebuilt { has_right_to_left: columns.iter().flatten().any(|line| line.is_right_to_left), ..Rebuilt::default() };
    let text_size = usual_size(&columns);
    let hyphened = hyphened_words(&columns);
    let mut all: Vec<Set> = Vec::new();
    for column in columns {
        for set in of_column(&column, &hyphened, &mut rebuilt.num_hyphens) {
            let goes_on = all.last().is_some_and(|last| goes_on(last, &set));
            match all.last_mut().filter(|_| goes_on) {
                Some(last) => {
                    append(&mut last.text, &set.text, &hyphened, &mut rebuilt.num_hyphens);
                    last.is_cut_off = set.is_cut_off;
                }
                None => all.push(set),
            }
        }
    }
    let mut sizes: Vec<f64> = all.iter().filter(|set| is_heading(set, text_size)).map(|set| set.size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.dedup_by(|a, b| (*a - *b).abs() < 0.6);
    let mut was = (false, false);
    for set in all {
        let level = is_heading(&set, text_size).then(|| sizes.iter().position(|size| (size - set.size).abs() < 0.6).unwrap_or(0));
        let kind = match level {
            Some(level) => Some(BlockKind::Heading(u8::try_from(level + 1).unwrap_or(6).min(6))),
            None => set.is_item.then_some(BlockKind::ListItem),
        };
        rebuilt.paragraphs.push(Paragraph {
            text: set.text,
            kind,
            is_tight: was == (set.is_item, set.is_row) && (set.is_item || set.is_row),
            ..Paragraph::default()
        });
        was = (set.is_item, set.is_row);
    }
    rebuilt
}

/// Whether a paragraph continues the one before it, from the previous column or page.
fn goes_on(last: &Set, next: &Set) -> bool {
    let ends_open = !last.text.ends_with(SENTENCE_END);
    let is_set_alike = (last.size - next.size).abs() < 0.6;
    next.is_first_of_column && last.is_cut_off && is_set_alike && ends_open && !next.is_item && !next.is_indented
}

fn is_heading(set: &Set, text_size: f64) -> bool {
    set.size > text_size * HEADING_SIZE && set.text.chars().count() <= MAX_HEADING_CHARS
}

/// The font size of most letters.
fn usual_size(columns: &[Column]) -> f64 {
    let mut counts: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for line in columns.iter().flatten() {
        // In tenths of a point.
        *counts.entry((line.size * 10.0).round() as i64).or_default() += line.text.chars().count();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(10.0, |(tenths, _)| tenths as f64 / 10.0)
}

/// Words with a hyphen inside a line, which therefore keep it at the end of a line.
fn hyphened_words(columns: &[Column]) -> BTreeSet<String> {
    let words = columns.iter().flatten().flat_map(|line| line.text.split_whitespace());
    let inside = words.map(bare).filter(|word| word.contains('-') && !word.ends_with('-') && !word.starts_with('-'));
    inside.map(str::to_lowercase).collect()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')
}

fn of_column(lines: &[Piece], hyphened: &BTreeSet<String>, num_hyphens: &mut usize) -> Vec<Set> {
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    let distance = usual_distance(lines);
    let mut sizes: Vec<f64> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f64::total_cmp);
    let usual_size_here = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0);
    let mut sets: Vec<Set> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        let begins = before.is_none_or(|before| {
            let gap = line.baseline - before.baseline;
            // The lines of a large heading are further apart.
            let usual = distance * (line.size.min(before.size) / usual_size_here).max(1.0);
            let is_far = gap > usual.max(line.size.min(before.size) * 1.05) * PARAGRAPH_GAP;
            let is_set_otherwise = (line.size - before.size).abs() > 0.1 * line.size.max(before.size);
            let (indent, indent_before) = if line.is_right_to_left {
                (right - line.right, right - before.right)
            } else {
                (line.left - left, before.left - left)
            };
            let is_indented = indent - indent_before > INDENT * line.size && indent < 6.0 * line.size;
            let slack = if before.is_right_to_left { before.left - left } else { right - before.right };
            // The first word of this line would have fitted on the line before.
            let first_word = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
            let has_room = slack > (first_word as f64 + 2.0) * before.size * 0.55 + before.size;
            let ends_short = has_room && (before.text.ends_with(SENTENCE_END) || slack > SHORT_LINE * (right - left));
            line.is_row
                || before.is_row
                || is_far
                || is_set_otherwise
                || is_indented && !is_item(&before.text)
                || ends_short
                || is_item(&line.text)
        });
        let is_full = {
            let slack = if line.is_right_to_left { line.left - left } else { right - line.right };
            slack < 8.0 * line.size
        };
        match sets.last_mut().filter(|_| !begins) {
            Some(set) => {
                append(&mut set.text, &line.text, hyphened, num_hyphens);
                set.is_cut_off = is_full;
            }
            None => sets.push(Set {
                text: line.text.clone(),
                size: line.size,
                is_cut_off: is_full,
                is_first_of_column: sets.is_empty(),
                is_indented: if line.is_right_to_left { right - line.right } else { line.left - left } > INDENT * line.size,
                is_item: is_item(&line.text),
                is_row: line.is_row,
            }),
        }
    }
    // Only the last one continues in the next column.
    let last = sets.len().saturating_sub(1);
    for set in &mut sets[..last] {
        set.is_cut_off = false;
    }
    sets
}

/// Whether a line begins with the marker of a list.
fn is_item(text: &str) -> bool {
    text.starts_with(['•', '‣', '◦', '▪', '●', '■']) && text.chars().nth(1).is_some_and(char::is_whitespace)
}

/// The usual distance between two lines.
fn usual_distance(lines: &[Piece]) -> f64 {
    let mut gaps: Vec<f64> = lines.windows(2).map(|pair| pair[1].baseline - pair[0].baseline).filter(|gap| *gap > 0.0).collect();
    gaps.sort_by(f64::total_cmp);
    // The lower third, because gaps between paragraphs are wider than those between lines, never narrower.
    gaps.get(gaps.len() / 3).copied().unwrap_or(0.0)
}

/// Appends a line to a text. A hyphen at the end of the text is removed if it only divides a word.
fn append(text: &mut String, line: &str, hyphened: &BTreeSet<String>, num_hyphens: &mut usize) {
    let next = line.chars().next();
    if text.ends_with('\u{AD}') {
        text.pop();
        *num_hyphens += 1;
        text.push_str(line);
        return;
    }
    let divided = text.ends_with(['-', '\u{2010}']) && text.chars().rev().nth(1).is_some_and(char::is_alphabetic);
    if divided && next.is_some_and(char::is_alphabetic) {
        let start = text.split_whitespace().next_back().unwrap_or_default();
        let end = line.split_whitespace().next().unwrap_or_default();
        let whole = format!("{}{}", bare(start), bare(end)).to_lowercase();
        let is_compound = hyphened.contains(&whole)
            || next.is_some_and(char::is_uppercase)
            || COMPOUNDING.contains(&bare(start).trim_end_matches('-').to_lowercase().as_str());
        if !is_compound {
            text.pop();
            *num_hyphens += 1;
        }
        text.push_str(line);
        return;
    }
    if !text.ends_with(['—', '/']) && !is_without_spaces(text.chars().next_back(), next) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether two letters belong to a script that has no spaces between words.
fn is_without_spaces(last: Option<char>, next: Option<char>) -> bool {
    let is_east_asian = |c: char| matches!(c, '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}');
    last.is_some_and(is_east_asian) && next.is_some_and(is_east_asian)
}
