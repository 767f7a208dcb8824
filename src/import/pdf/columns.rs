//! Finds the order in which the lines of a page are read: one column after the other.
//!
//! The page is cut along a vertical gap from top to bottom, then along horizontal gaps, and so on (the recursive XY cut of
//! Nagy and Seth, 1984).

use super::lines::{PageLines, Piece};

/// The least width of the gap between two columns, as a share of the font size.
const GUTTER: f64 = 0.9;
/// The width of a gap between values in a row of a table, as a share of the font size; gaps in justified lines are narrower.
const ROW_GAP: f64 = 2.5;
/// The least number of lines on each side of a gutter; fewer are the ends of one line with a wide gap.
const MIN_LINES: usize = 2;
/// The number of times that a page is cut.
const MAX_CUTS: usize = 12;
/// A page with more pieces is not a page of an article, and is read from the top.
const MAX_PIECES: usize = 4000;
/// The number of gaps between lines that are tried as cuts.
const MAX_CANDIDATES: usize = 200;

/// Lines that are read one after the other.
pub(super) type Column = Vec<Piece>;

/// The columns of a page in order. Each has its lines from the top, with the pieces of a line joined.
pub(super) fn in_reading_order(page: PageLines) -> Vec<Column> {
    let mut columns = Vec::new();
    split(page.pieces, 0, &mut columns);
    columns
}

fn split(pieces: Vec<Piece>, depth: usize, columns: &mut Vec<Column>) {
    if pieces.is_empty() {
        return;
    }
    if depth < MAX_CUTS && pieces.len() <= MAX_PIECES {
        if let Some(at) = gutter(&pieces.iter().collect::<Vec<_>>()) {
            let is_rtl = pieces.iter().filter(|piece| piece.is_right_to_left).count() * 2 > pieces.len();
            let (left, right): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| (piece.left + piece.right) / 2.0 < at);
            let (first, second) = if is_rtl { (right, left) } else { (left, right) };
            split(first, depth + 1, columns);
            split(second, depth + 1, columns);
            return;
        }
        if let Some(at) = level_cut(&pieces) {
            let (upper, lower): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.baseline < at);
            split(upper, depth + 1, columns);
            split(lower, depth + 1, columns);
            return;
        }
    }
    let column = joined(pieces);
    // A part that was cut to look for columns, and has none, is joined again.
    columns.push(column);
}

/// The position at which the pieces fall into two columns.
fn gutter(pieces: &[&Piece]) -> Option<f64> {
    let mut spans: Vec<(f64, f64, f64)> = pieces.iter().map(|piece| (piece.left, piece.right, piece.size)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut right = spans.first()?.1;
    let mut found: Option<(f64, f64)> = None;
    for (left, end, size) in spans {
        let width = left - right;
        if width > GUTTER * size && found.is_none_or(|(widest, _)| width > widest) {
            found = Some((width, right + width / 2.0));
        }
        right = right.max(end);
    }
    let (_, at) = found?;
    let num_lines =
        |is_left: bool| num_lines(pieces.iter().copied().filter(|piece| ((piece.left + piece.right) / 2.0 < at) == is_left));
    (num_lines(true) >= MIN_LINES && num_lines(false) >= MIN_LINES && !is_list_or_table(pieces, at)).then_some(at)
}

/// Whether the pieces on the left are markers of a list: numbers and bullets.
fn is_list_or_table(pieces: &[&Piece], at: f64) -> bool {
    pieces.iter().filter(|piece| (piece.left + piece.right) / 2.0 < at).all(|piece| piece.text.chars().count() <= 4)
}

fn num_lines<'p>(pieces: impl Iterator<Item = &'p Piece>) -> usize {
    let mut baselines: Vec<f64> = pieces.map(|piece| piece.baseline).collect();
    baselines.sort_by(f64::total_cmp);
    baselines.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    baselines.len()
}

/// The height at which a line that spans the page ends, so that columns may begin below it (or end above it); `None` if no
/// cut shows columns.
fn level_cut(pieces: &[Piece]) -> Option<f64> {
    let mut sorted: Vec<&Piece> = pieces.iter().collect();
    sorted.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let gap_before = |at: usize| sorted[at].baseline - sorted[at - 1].baseline;
    let is_candidate = |at: &usize| gap_before(*at) > sorted[*at].size.max(sorted[*at - 1].size) * 0.9;
    let mut candidates: Vec<usize> = (1..sorted.len()).filter(is_candidate).collect();
    candidates.sort_by(|a, b| gap_before(*b).total_cmp(&gap_before(*a)));
    // The widest gap with columns above or below it.
    let shows_columns = |at: &usize| gutter(&sorted[..*at]).is_some() || gutter(&sorted[*at..]).is_some();
    let at = candidates.into_iter().take(MAX_CANDIDATES).find(shows_columns)?;
    // In the gap, below the descenders of the line.
    Some(sorted[at].baseline - gap_before(at).min(sorted[at].size) * 0.5)
}

/// Joins the pieces into whole lines, from the top.
fn joined(mut pieces: Vec<Piece>) -> Column {
    pieces.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line)
                if line.last().is_some_and(|last| (piece.baseline - last.baseline).abs() < 0.35 * piece.size.min(last.size)) =>
            {
                line.push(piece);
            }
            _ => lines.push(vec![piece]),
        }
    }
    let mut lines: Column = lines.into_iter().filter_map(one_line).collect();
    // One line with wide gaps is justified; two lines whose cells begin at the same places are a table.
    let is_beside = |a: &Piece, b: &Piece| {
        a.cells.len() == b.cells.len()
            && a.cells.iter().zip(&b.cells).all(|(a_left, b_left)| (a_left - b_left).abs() < 0.5 * a.size)
    };
    for at in 0..lines.len() {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|other| lines.get(other));
        let is_row = !lines[at].cells.is_empty() && beside.into_iter().any(|other| is_beside(&lines[at], other));
        lines[at].is_row = is_row;
        if !is_row {
            lines[at].text = lines[at].text.replace('\t', " ");
        }
    }
    lines
}

fn one_line(mut pieces: Vec<Piece>) -> Option<Piece> {
    let is_rtl = pieces.iter().filter(|piece| piece.is_right_to_left).count() * 2 > pieces.len();
    pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
    let left = pieces.first()?.left;
    let right = pieces.iter().map(|piece| piece.right).fold(left, f64::max);
    if is_rtl {
        pieces.reverse();
    }
    let is_wide = |pair: &[Piece]| (pair[1].left - pair[0].right).max(pair[0].left - pair[1].right) > ROW_GAP * pair[0].size;
    let is_row = pieces.windows(2).any(is_wide);
    let cells = if is_row { pieces.iter().map(|piece| piece.left).collect() } else { Vec::new() };
    let between = if is_row { "\t" } else { " " };
    let text = pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(between);
    let size = pieces.iter().map(|piece| piece.size).fold(0.0, f64::max);
    let baseline = pieces.first()?.baseline;
    Some(Piece { text, left, right, baseline, size, is_right_to_left: is_rtl, is_row, cells })
}
