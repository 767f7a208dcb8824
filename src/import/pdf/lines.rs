//! Joins letters to pieces of lines, and removes what repeats at the edges of pages.

use super::glyphs::{Page, PlacedGlyph};
use std::collections::BTreeMap;

/// The largest difference in height between letters on one line, as a share of their size.
const SAME_LINE: f64 = 0.35;
/// The least gap between two words, as a share of the font size.
const WORD_GAP: f64 = 0.17;
/// The same if a space was drawn.
const SPACE_GAP: f64 = 0.05;
/// The least gap after which text may belong to another column, as a share of the font size.
const COLUMN_GAP: f64 = 1.3;
/// The part of a page at its top and bottom that may contain running heads.
const EDGE: f64 = 0.12;
/// The number of lines at each edge that may be running heads.
const MAX_HEAD_LINES: usize = 3;

/// A piece of a line: words without a gap that could separate columns.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
    /// Whether its words run from right to left.
    pub(super) is_right_to_left: bool,
    /// Whether it was joined from pieces far apart, like the row of a table.
    pub(super) is_row: bool,
    /// The places where its cells begin, if it may be a row.
    pub(super) cells: Vec<f64>,
}

/// The pieces of a page, from top to bottom, and on one line from left to right.
#[derive(Debug, Default)]
pub(super) struct PageLines {
    pub(super) pieces: Vec<Piece>,
    height: f64,
}

/// Joins the letters of a page.
pub(super) fn of_page(page: Page) -> PageLines {
    let Page { mut glyphs, height } = page;
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.left.total_cmp(&b.left)));
    let mut pieces = Vec::new();
    let mut line: Vec<PlacedGlyph> = Vec::new();
    for glyph in glyphs {
        let is_same = line.last().is_some_and(|last| glyph.baseline - last.baseline < SAME_LINE * glyph.size.min(last.size));
        if !is_same {
            cut(std::mem::take(&mut line), &mut pieces);
        }
        line.push(glyph);
    }
    cut(line, &mut pieces);
    PageLines { pieces, height }
}

/// Cuts the letters of one line into pieces.
fn cut(mut line: Vec<PlacedGlyph>, pieces: &mut Vec<Piece>) {
    line.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut open: Vec<PlacedGlyph> = Vec::new();
    for glyph in line {
        // The edge of the last letter that is not a space, because justified text has wide spaces.
        let right = open.iter().rev().find(|before| !before.text.trim().is_empty()).map(|before| before.right);
        if right.is_some_and(|right| !glyph.text.trim().is_empty() && glyph.left - right > COLUMN_GAP * glyph.size) {
            pieces.extend(piece(std::mem::take(&mut open)));
        }
        open.push(glyph);
    }
    pieces.extend(piece(open));
}

fn piece(glyphs: Vec<PlacedGlyph>) -> Option<Piece> {
    let inked = || glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
    let (first, last) = (inked().next()?, inked().next_back()?);
    // The size of most letters; superscripts are smaller.
    let mut sizes: Vec<f64> = inked().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes[sizes.len() / 2];
    let mut baselines: Vec<f64> = inked().map(|glyph| glyph.baseline).collect();
    baselines.sort_by(f64::total_cmp);
    let baseline = baselines[baselines.len() / 2];
    let mut parts: Vec<String> = Vec::new();
    let mut right = None::<f64>;
    let mut has_space = false;
    for glyph in &glyphs {
        if glyph.text.trim().is_empty() {
            has_space = true;
            continue;
        }
        // A space without a visible gap is a place where a word could have been divided.
        let least = if has_space { SPACE_GAP } else { WORD_GAP };
        if right.is_some_and(|right| glyph.left - right > least * glyph.size) {
            parts.push(" ".to_owned());
        }
        has_space = false;
        parts.push(glyph.text.clone());
        right = Some(glyph.right.max(right.unwrap_or(glyph.right)));
    }
    let is_right_to_left = {
        let letters = || glyphs.iter().flat_map(|glyph| glyph.text.chars()).filter(|c| c.is_alphabetic());
        letters().filter(|c| is_rtl(*c)).count() * 2 > letters().count().max(1)
    };
    let has_rtl = parts.iter().any(|part| part.chars().any(is_rtl));
    let text = if has_rtl { logical(parts, is_right_to_left) } else { parts.concat() };
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(Piece {
        text,
        left: first.left,
        right: last.right,
        baseline,
        size,
        is_right_to_left,
        is_row: false,
        cells: Vec::new(),
    })
}

/// Whether a letter belongs to a script that runs from right to left: Hebrew, Arabic, Syriac, Thaana and their forms.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}') && !is_number_letter(c)
}

/// Digits and their signs run from left to right in every script.
fn is_number_letter(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{66C}' | '\u{6F0}'..='\u{6F9}')
}

/// Turns text in visual order, from left to right, into the order in which it is read.
fn logical(parts: Vec<String>, is_right_to_left: bool) -> String {
    #[derive(PartialEq, Clone, Copy)]
    enum Run {
        Right,
        Left,
        Neutral,
    }
    let kind = |part: &str| {
        if part.chars().any(is_rtl) {
            Run::Right
        } else if part.chars().any(|c| c.is_alphanumeric() || is_number_letter(c)) {
            Run::Left
        } else {
            Run::Neutral
        }
    };
    let kinds: Vec<Run> = parts.iter().map(|part| kind(part)).collect();
    let base = if is_right_to_left { Run::Right } else { Run::Left };
    // Characters without a direction take that of their neighbours if these agree, or else that of the line.
    let resolved: Vec<Run> = (0..kinds.len())
        .map(|at| match kinds[at] {
            Run::Neutral => {
                let before = kinds[..at].iter().rev().find(|kind| **kind != Run::Neutral).copied().unwrap_or(base);
                let after = kinds[at..].iter().find(|kind| **kind != Run::Neutral).copied().unwrap_or(base);
                if before == after { before } else { base }
            }
            kind => kind,
        })
        .collect();
    let mut runs: Vec<(Run, Vec<&str>)> = Vec::new();
    for (part, kind) in parts.iter().zip(&resolved) {
        match runs.last_mut().filter(|(last, _)| last == kind) {
            Some((_, run)) => run.push(part),
            None => runs.push((*kind, vec![part])),
        }
    }
    for (kind, run) in &mut runs {
        if *kind == Run::Right {
            run.reverse();
        }
    }
    if base == Run::Right {
        runs.reverse();
    }
    runs.iter().flat_map(|(_, run)| run.iter().copied()).collect()
}

/// Removes what repeats at the edges of pages, and page numbers. Returns the number of lines removed.
pub(super) fn remove_running_heads(pages: &mut [PageLines]) -> usize {
    let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let edges: Vec<Vec<(usize, bool)>> = pages.iter().map(edge_pieces).collect();
    for (page, edge) in pages.iter().zip(&edges) {
        let mut seen: Vec<(bool, String)> = edge.iter().map(|(at, is_top)| (*is_top, pattern(&page.pieces[*at].text))).collect();
        seen.sort();
        seen.dedup();
        for key in seen {
            *counts.entry(key).or_default() += 1;
        }
    }
    let needed = if pages.len() < 4 { 2 } else { pages.len().div_ceil(3) };
    let mut num_removed = 0;
    let num_pages = pages.len();
    for (page, edge) in pages.iter_mut().zip(&edges) {
        let mut gone: Vec<usize> = edge
            .iter()
            .filter(|(at, is_top)| {
                let text = &page.pieces[*at].text;
                let key = (*is_top, pattern(text));
                is_page_number(text, num_pages) || counts.get(&key).is_some_and(|count| *count >= needed)
            })
            .map(|(at, _)| *at)
            .collect();
        gone.sort_unstable();
        num_removed += gone.len();
        for at in gone.into_iter().rev() {
            page.pieces.remove(at);
        }
    }
    num_removed
}

/// The pieces at the edges of a page, each with whether it is at the top.
fn edge_pieces(page: &PageLines) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    for is_top in [true, false] {
        let is_in = |piece: &Piece| {
            if is_top { piece.baseline < page.height * EDGE } else { piece.baseline > page.height * (1.0 - EDGE) }
        };
        let mut baselines: Vec<f64> = Vec::new();
        let indices: Vec<usize> = if is_top { (0..page.pieces.len()).collect() } else { (0..page.pieces.len()).rev().collect() };
        for at in indices {
            let piece = &page.pieces[at];
            if !is_in(piece) {
                break;
            }
            if !baselines.iter().any(|baseline| (baseline - piece.baseline).abs() < 2.0) {
                baselines.push(piece.baseline);
            }
            if baselines.len() > MAX_HEAD_LINES {
                break;
            }
            found.push((at, is_top));
        }
    }
    found
}

/// A text with all its numbers replaced by the same sign.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        let c = if c.is_numeric() { '#' } else { c };
        if !(c == '#' && pattern.ends_with('#')) {
            pattern.push(c);
        }
    }
    pattern
}

/// Whether a line at the edge of a page is its number: "3", "– 3 –", "Page 3 of 8", "3/8".
fn is_page_number(text: &str, num_pages: usize) -> bool {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '–' | '—' | '|' | '.' | '[' | ']'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_number = |word: &String| word.parse::<usize>().is_ok_and(|number| number <= num_pages.max(9999));
    let is_filler =
        |word: &String| matches!(word.as_str(), "page" | "of" | "seite" | "von" | "p" | "página" | "de" | "sur" | "صفحة" | "من");
    let num_numbers = words.iter().filter(|word| is_number(word)).count();
    (1..=2).contains(&num_numbers) && words.iter().all(|word| is_number(word) || is_filler(word))
}
