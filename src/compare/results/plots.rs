//! Draws figures: tables, agreement by label and by article, and matrices.

use super::{
    LabelResult, Measure, PairResult, Results,
    drawing::{Anchor, Drawing, Ink, Item, width_of},
    table::{Cell, NONE, Table, decimals},
};
use crate::text::words::{cut, sentence};

/// Font sizes and the height of a row, in points.
const SIZE: f64 = 13.0;
const SMALL: f64 = 11.0;
const ROW: f64 = 24.0;
/// The space around a drawing.
const EDGE: f64 = 12.0;
/// The width of an axis.
const AXIS: f64 = 360.0;
/// The number of characters of a name or note that are drawn.
const MAX_NAME: usize = 44;
const MAX_NOTE: usize = 110;
/// The number of articles that are plotted: those with the least agreement.
const MAX_ARTICLES: usize = 60;

/// Agreement in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleResult {
    /// Its title.
    pub title: String,
    /// The figure; `None` where it is not defined.
    pub value: Option<f64>,
    /// γ, if it is shown.
    pub gamma: Option<f64>,
}

fn empty(key: &'static str, title: String) -> Drawing {
    Drawing { key, title, width: 0.0, height: 0.0, items: Vec::new() }
}

/// Draws a table.
pub fn table(table: &Table) -> Drawing {
    let mut drawing = empty(table.key, table.title.clone());
    let cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| cut(&cell.text(), MAX_NAME)).collect()).collect();
    let width = |column: usize| {
        let cells = cells.iter().filter_map(|row| row.get(column)).map(|cell| width_of(cell, SIZE));
        cells.fold(width_of(&table.columns[column].name, SMALL), f64::max) + 22.0
    };
    let widths: Vec<f64> = (0..table.columns.len()).map(width).collect();
    let right: Vec<f64> = widths
        .iter()
        .scan(EDGE, |x, width| {
            *x += width;
            Some(*x)
        })
        .collect();
    let mut y = EDGE + ROW * 0.7;
    if !table.title.is_empty() {
        let (at, words) = ([EDGE, y], table.title.clone());
        drawing.items.push(Item::Words { at, words, size: SIZE + 1.0, is_strong: true, anchor: Anchor::Start, ink: Ink::Ink });
        y += ROW;
    }
    let at = |column: usize, y: f64| match table.columns[column].is_number {
        true => ([right[column] - 22.0, y], Anchor::End),
        false => ([right[column] - widths[column], y], Anchor::Start),
    };
    for (column, head) in table.columns.iter().enumerate() {
        let (place, anchor) = at(column, y);
        drawing.words(place, head.name.clone(), SMALL, anchor, Ink::Muted);
    }
    let end = right.last().copied().unwrap_or(EDGE);
    for (number, row) in cells.iter().enumerate() {
        let line = y + ROW * 0.35;
        drawing.items.push(Item::Line { ends: [EDGE, line, end, line], ink: Ink::Hairline, width: 1.0 });
        y += ROW;
        for (column, words) in row.iter().enumerate() {
            let (place, anchor) = at(column, y);
            let (ink, is_strong) = match &table.rows[number][column] {
                Cell::Figure(None) | Cell::Interval(None) => (Ink::Muted, false),
                _ => (Ink::Ink, table.has_total && number + 1 == cells.len()),
            };
            drawing.items.push(Item::Words { at: place, words: words.clone(), size: SIZE, is_strong, anchor, ink });
        }
    }
    y += ROW * 0.6;
    notes(&mut drawing, &table.notes, y, end + EDGE);
    drawing
}

/// Draws notes below a drawing and ends it after them.
fn notes(drawing: &mut Drawing, notes: &[String], mut y: f64, width: f64) {
    drawing.width = width;
    for note in notes {
        y += 16.0;
        let words = cut(note, MAX_NOTE);
        drawing.width = drawing.width.max(width_of(&words, SMALL) + 2.0 * EDGE);
        drawing.words([EDGE, y], words, SMALL, Anchor::Start, Ink::Muted);
    }
    drawing.height = y + EDGE;
}

/// Draws the strict F1 of a pair on each label, with its interval.
pub fn by_label(results: &Results, pair: &PairResult) -> Drawing {
    let mut drawing =
        empty("by_label", format!("Strict F1 by label: {}", super::tables::names_of(results, pair.pair).join(" and ")));
    let names: Vec<String> = pair.by_label.iter().map(|found| cut(&results.label(found.label), MAX_NAME)).collect();
    let left = EDGE + names.iter().map(|name| width_of(name, SIZE)).fold(60.0, f64::max) + 14.0;
    let x = |value: f64| left + value.clamp(0.0, 1.0) * AXIS;
    let mut y = EDGE + ROW / 2.0;
    for (found, name) in pair.by_label.iter().zip(&names) {
        one_label(&mut drawing, found, name, [left, y], &x);
        y += ROW;
    }
    axis(&mut drawing, &[0.0, 0.25, 0.5, 0.75, 1.0], &x, y + 2.0);
    let mut said = vec!["Strict F1: same words, same label.".to_owned(), sentence(&results.about_intervals())];
    said.extend(results.about_unused().map(|unused| sentence(&unused)));
    notes(&mut drawing, &said, y + 8.0, left + AXIS + 110.0);
    drawing
}

fn one_label(drawing: &mut Drawing, found: &LabelResult, name: &str, [left, y]: [f64; 2], x: &dyn Fn(f64) -> f64) {
    let ink = Ink::Label(found.label);
    drawing.words([left - 14.0, y + 4.0], name, SIZE, Anchor::End, Ink::Ink);
    drawing.items.push(Item::Line { ends: [left, y, left + AXIS, y], ink: Ink::Hairline, width: 1.0 });
    let figure = found.figure(Measure::StrictF1);
    if let Some(interval) = figure.and_then(|figure| figure.interval) {
        drawing.items.push(Item::Line { ends: [x(interval.low), y, x(interval.high), y], ink, width: 3.0 });
    }
    let value = figure.and_then(super::Figure::number);
    if let Some(value) = value {
        drawing.items.push(Item::Dot { at: [x(value), y], radius: 4.5, ink, is_filled: true });
    }
    let counts = found.num_spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let said = format!("{}  ({counts})", value.map_or_else(|| "not defined".to_owned(), decimals));
    drawing.words([left + AXIS + 12.0, y + 4.0], said, SMALL, Anchor::Start, Ink::Muted);
}

fn axis(drawing: &mut Drawing, ticks: &[f64], x: &dyn Fn(f64) -> f64, y: f64) {
    for tick in ticks {
        drawing.words([x(*tick), y], format!("{tick}"), SMALL, Anchor::Middle, Ink::Muted);
    }
}

/// Draws the agreement in each article, the lowest first: `what` as filled dots, γ as rings.
pub fn by_article(articles: &[ArticleResult], what: &str) -> Drawing {
    let mut rows: Vec<&ArticleResult> = articles.iter().collect();
    rows.sort_by(|a, b| a.value.unwrap_or(2.0).total_cmp(&b.value.unwrap_or(2.0)));
    let total = rows.len();
    rows.truncate(MAX_ARTICLES);
    let mut drawing = empty("by_article", format!("{what} and γ of each article"));
    let lowest = rows.iter().flat_map(|row| [row.value, row.gamma]).flatten().fold(0.0, f64::min).max(-1.0);
    let left = EDGE + 290.0;
    let x = |value: f64| left + (value.max(lowest) - lowest) / (1.0 - lowest) * AXIS;
    let height = rows.len() as f64 * ROW;
    let ticks: Vec<f64> = (-4..=4).map(|step| f64::from(step) / 4.0).filter(|tick| *tick >= lowest).collect();
    for tick in &ticks {
        drawing.items.push(Item::Line { ends: [x(*tick), EDGE, x(*tick), EDGE + height], ink: Ink::Hairline, width: 1.0 });
    }
    for (number, row) in rows.iter().enumerate() {
        let y = EDGE + (number as f64 + 0.5) * ROW;
        drawing.words([left - 14.0, y + 4.0], cut(&row.title, MAX_NAME - 4), SIZE, Anchor::End, Ink::Ink);
        if let Some(gamma) = row.gamma {
            drawing.items.push(Item::Dot { at: [x(gamma), y], radius: 4.5, ink: Ink::Accent, is_filled: false });
        }
        match row.value {
            Some(value) => drawing.items.push(Item::Dot { at: [x(value), y], radius: 4.5, ink: Ink::Accent, is_filled: true }),
            None => drawing.words([left + 4.0, y + 4.0], "not defined", SMALL, Anchor::Start, Ink::Muted),
        }
    }
    axis(&mut drawing, &ticks, &x, EDGE + height + 14.0);
    let mut said =
        vec![format!("Filled: {what}. Hollow: γ, where each analyst has at least {} annotations.", super::MIN_SPANS_FOR_GAMMA)];
    if total > rows.len() {
        said.push(format!("The {} articles of least agreement of {total}.", rows.len()));
    }
    notes(&mut drawing, &said, EDGE + height + 18.0, left + AXIS + 30.0);
    drawing
}

/// Draws a table of counts, with darker cells for higher counts; the diagonal is agreement.
pub fn matrix(table: &Table) -> Drawing {
    let most = table.rows.iter().flatten().filter_map(count).fold(1.0, f64::max);
    grid(table, 64.0, |row, column, cell| {
        let share = (count(cell).unwrap_or(0.0) / most).sqrt();
        let is_same = row + 1 == column && row + 1 < table.rows.len();
        if share == 0.0 {
            None
        } else if is_same {
            Some((Ink::Good, 0.75 * share))
        } else {
            Some((Ink::Warning, 0.06 + 0.4 * share))
        }
    })
}

fn count(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Count(count) => Some(*count as f64),
        _ => None,
    }
}

/// Draws a figure of every pair of analysts, who are the rows and columns.
pub fn pairs(results: &Results, name: &str, values: &[Option<f64>]) -> Drawing {
    let count = results.analysts.len();
    let columns = std::iter::once(super::table::Column::words("analyst", ""))
        .chain(results.analysts.iter().map(|name| super::table::Column::numbers("figure", cut(name, 14))));
    let cell = |row: usize, column: usize| {
        let place = results.pairs.iter().position(|pair| pair.pair == (row.min(column), row.max(column)));
        match place {
            Some(place) => Cell::Figure(values.get(place).copied().flatten()),
            None => Cell::Empty,
        }
    };
    let row = |row: usize| {
        let first = Cell::Words(cut(&results.analysts[row], MAX_NAME));
        std::iter::once(first).chain((0..count).map(|column| cell(row, column))).collect()
    };
    let title = format!("{name} of every pair");
    let table = Table {
        key: "pairs",
        title,
        columns: columns.collect(),
        rows: (0..count).map(row).collect(),
        has_total: false,
        notes: Vec::new(),
    };
    grid(&table, 76.0, |_, _, cell| match cell {
        Cell::Figure(Some(value)) => Some((Ink::Good, 0.7 * value.clamp(0.0, 1.0))),
        _ => None,
    })
}

/// Draws cells of one size, each with the tint that `tint` gives for its row and column. The first column has the names of
/// the rows.
fn grid(table: &Table, width: f64, tint: impl Fn(usize, usize, &Cell) -> Option<(Ink, f64)>) -> Drawing {
    let mut drawing = empty(table.key, table.title.clone());
    let names: Vec<String> = table.rows.iter().map(|row| row.first().map_or_else(String::new, Cell::text)).collect();
    let left = EDGE + names.iter().map(|name| width_of(name, SIZE)).fold(40.0, f64::max) + 14.0;
    let head = table.columns.iter().skip(1).map(|column| cut(&column.name, 18));
    let width = head.clone().map(|name| width_of(&name, SMALL) + 12.0).fold(width, f64::max);
    let mut y = EDGE + ROW * 0.7;
    let (at, words) = ([EDGE, y], table.title.clone());
    drawing.items.push(Item::Words { at, words, size: SIZE + 1.0, is_strong: true, anchor: Anchor::Start, ink: Ink::Ink });
    y += ROW;
    for (column, name) in head.enumerate() {
        drawing.words([left + (column as f64 + 0.5) * width, y], name, SMALL, Anchor::Middle, Ink::Muted);
    }
    y += 8.0;
    for (row, (cells, name)) in table.rows.iter().zip(&names).enumerate() {
        drawing.words([left - 10.0, y + ROW * 0.68], name.clone(), SIZE, Anchor::End, Ink::Ink);
        for (column, cell) in cells.iter().enumerate().skip(1) {
            let x = left + (column - 1) as f64 * width;
            let area = [x + 1.0, y + 1.0, width - 2.0, ROW - 2.0];
            if !matches!(cell, Cell::Empty) {
                let (ink, opacity) = tint(row, column, cell).unwrap_or((Ink::Hairline, 0.35));
                drawing.items.push(Item::Rect { area, ink, opacity });
            }
            let words = if matches!(cell, Cell::Figure(None)) { NONE.to_owned() } else { cell.text() };
            drawing.words([x + width / 2.0, y + ROW * 0.68], words, SIZE, Anchor::Middle, Ink::Ink);
        }
        y += ROW;
    }
    let columns = table.columns.len().saturating_sub(1) as f64;
    notes(&mut drawing, &table.notes, y, left + columns * width + EDGE);
    let title_width = width_of(&table.title, SIZE + 1.0) * 1.1 + 2.0 * EDGE;
    drawing.width = drawing.width.max(title_width);
    drawing
}
