//! Writes tables as plain text, for a terminal and for the clipboard.

use super::table::Table;
use std::fmt::Write as _;

/// Writes the table with its title and notes: words aligned left, numbers right, two spaces between columns. A line end in a
/// name does not add a line.
pub fn text(table: &Table) -> String {
    let head = table.columns.iter().map(|column| on_one_line(&column.name)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(table.rows.iter().map(|row| row.iter().map(|cell| on_one_line(&cell.text())).collect()))
        .collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width_of(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let mut out = String::new();
    if !table.title.is_empty() {
        out.push_str(&on_one_line(&table.title));
        out.push('\n');
    }
    let is_table = !table.columns.is_empty();
    for row in rows.iter().filter(|_| is_table) {
        let mut line = String::new();
        for (place, ((cell, width), column)) in row.iter().zip(&widths).zip(&table.columns).enumerate() {
            let gap = " ".repeat(width.saturating_sub(width_of(cell)));
            let between = if place == 0 { "" } else { "  " };
            // Writing to a string cannot fail.
            let _infallible = match column.is_number {
                true => write!(line, "{between}{gap}{cell}"),
                false => write!(line, "{between}{cell}{gap}"),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    for note in &table.notes {
        out.push_str(&on_one_line(note));
        out.push('\n');
    }
    out
}

/// Replaces line ends in `words` by spaces.
fn on_one_line(words: &str) -> String {
    words.replace(['\n', '\r'], " ")
}

/// The approximate number of terminal columns that a cell takes; combining marks take none.
fn width_of(cell: &str) -> usize {
    cell.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}')).count()
}

#[cfg(test)]
mod tests {
    use super::super::table::{Cell, Column, Table};

    #[test]
    fn words_stand_at_the_left_and_numbers_at_the_right() {
        let table = Table {
            key: "t",
            title: "Figures".to_owned(),
            columns: vec![Column::words("a", "of"), Column::numbers("b", "value"), Column::words("c", "why")],
            rows: vec![
                vec![Cell::from("γ"), Cell::Figure(Some(0.5)), Cell::Empty],
                vec![Cell::from("cu-α"), Cell::Figure(None), Cell::from("nobody tagged")],
            ],
            has_total: false,
            notes: vec!["A note.".to_owned()],
        };
        assert_eq!(super::text(&table), "Figures\nof    value  why\nγ     0.500\ncu-α      –  nobody tagged\nA note.\n");
    }
}
