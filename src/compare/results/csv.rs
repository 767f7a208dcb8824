//! Writes tables as CSV: UTF-8, column names for programs, numbers in full, an interval as two columns, and missing values
//! as empty cells.

use super::table::{Cell, Table};

/// Writes a table as CSV. No spreadsheet takes any of its cells for a formula.
pub fn csv(table: &Table) -> String {
    let mut rows = ::csv::Writer::from_writer(Vec::new());
    let is_interval = |column: usize| table.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Interval(_))));
    let intervals: Vec<bool> = (0..table.columns.len()).map(is_interval).collect();
    let mut write = |cells: Vec<String>| {
        // Writing to memory cannot fail, and all rows have the same length.
        let _infallible = rows.write_record(cells);
    };
    let head = table.columns.iter().zip(&intervals).flat_map(|(column, is_interval)| match is_interval {
        true => vec![format!("{}_low", column.key), format!("{}_high", column.key)],
        false => vec![column.key.clone()],
    });
    write(head.collect());
    for row in &table.rows {
        write(row.iter().zip(&intervals).flat_map(|(cell, is_interval)| cells(cell, *is_interval)).collect());
    }
    // Everything that was written is UTF-8.
    String::from_utf8(rows.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cells(cell: &Cell, is_interval: bool) -> Vec<String> {
    match cell {
        Cell::Interval(Some((low, high))) => vec![low.to_string(), high.to_string()],
        _ if is_interval => vec![String::new(), String::new()],
        Cell::Words(words) | Cell::Label(_, words) => vec![harmless(words)],
        Cell::Figure(value) => vec![value.map_or_else(String::new, |value| value.to_string())],
        other => vec![other.text()],
    }
}

/// Protects words so that no spreadsheet takes them for a formula.
fn harmless(words: &str) -> String {
    const GUARDED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];
    if words.starts_with(GUARDED) { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Cell, Column, Table};

    #[test]
    fn numbers_are_whole_and_names_are_no_formulas() {
        let table = Table {
            key: "t",
            title: String::new(),
            columns: vec![Column::words("analyst", "analyst"), Column::numbers("f1", "F1"), Column::numbers("interval", "95 %")],
            rows: vec![
                vec![Cell::from("=Ana, \"B\""), Cell::Figure(Some(1.0 / 3.0)), Cell::Interval(Some((-0.25, 0.5)))],
                vec![Cell::from("Bo"), Cell::Figure(None), Cell::Interval(None)],
            ],
            has_total: false,
            notes: Vec::new(),
        };
        let expected = "analyst,f1,interval_low,interval_high\n\"'=Ana, \"\"B\"\"\",0.3333333333333333,-0.25,0.5\nBo,,,\n";
        assert_eq!(super::csv(&table), expected);
    }
}
