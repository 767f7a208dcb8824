//! Writes tables as LaTeX, with the rules of booktabs.
//!
//! Greek letters and minus signs are set in math mode, so that pdfLaTeX has them in every font. Other characters stay as
//! they are (UTF-8).

use super::table::{Cell, NONE, Table};
use std::fmt::Write as _;

/// Writes a table as a `table` with caption, label and notes. It needs `\usepackage{booktabs}`.
pub fn latex(table: &Table) -> String {
    let mut out = String::from("\\begin{table}\n\\centering\n");
    let places: String = table.columns.iter().map(|column| if column.is_number { 'r' } else { 'l' }).collect();
    let head: Vec<String> = table.columns.iter().map(|column| escape(&column.name)).collect();
    // Writing to a string cannot fail.
    let _infallible = write!(
        out,
        "\\caption{{{}}}\n\\label{{tab:{}}}\n\\begin{{tabular}}{{{places}}}\n\\toprule\n{} \\\\\n\\midrule\n",
        escape(&table.title),
        table.key,
        head.join(" & "),
    );
    for (place, row) in table.rows.iter().enumerate() {
        if table.has_total && place + 1 == table.rows.len() {
            out.push_str("\\midrule\n");
        }
        let cells: Vec<String> = row.iter().map(cell).collect();
        let _infallible = writeln!(out, "{} \\\\", cells.join(" & "));
    }
    out.push_str("\\bottomrule\n\\end{tabular}\n");
    if !table.notes.is_empty() {
        let notes: Vec<String> = table.notes.iter().map(|note| escape(note)).collect();
        let _infallible = writeln!(out, "\n\\smallskip\n{{\\footnotesize {}\\par}}", notes.join(" \\\\ "));
    }
    out.push_str("\\end{table}\n");
    out
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Figure(None) | Cell::Interval(None) => "--".to_owned(),
        Cell::Interval(Some(_)) => escape(&cell.text()).replace(" to ", "~to~"),
        other => escape(&other.text()),
    }
}

/// Escapes words for LaTeX.
pub fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let mut chars = words.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '|' => out.push_str("\\textbar{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            'α' => out.push_str("$\\alpha$"),
            'γ' => out.push_str("$\\gamma$"),
            'κ' => out.push_str("$\\kappa$"),
            '±' => out.push_str("$\\pm$"),
            '−' => out.push_str("$-$"),
            '-' if chars.peek().is_some_and(char::is_ascii_digit) && !before.is_alphanumeric() => out.push_str("$-$"),
            '–' if words == NONE => out.push_str("--"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        super::table::{Cell, Column, Table},
        escape,
    };

    #[test]
    fn nobodys_name_is_a_command() {
        assert_eq!(escape("A_b & {c} 50% \\x #1 $"), "A\\_b \\& \\{c\\} 50\\% \\textbackslash{}x \\#1 \\$");
        assert_eq!(escape("|u-α of -0.5, Dravna-2"), "\\textbar{}u-$\\alpha$ of $-$0.5, Dravna-2");
        assert_eq!(escape("نفي"), "نفي");
    }

    #[test]
    fn a_table_has_rules_caption_and_notes() {
        let table = Table {
            key: "agreement",
            title: "Agreement of A & B".to_owned(),
            columns: vec![Column::words("measure", "figure"), Column::numbers("value", "value"), Column::numbers("ci", "95 %")],
            rows: vec![
                vec![Cell::from("κ"), Cell::Figure(Some(-0.5)), Cell::Interval(Some((-0.75, 0.0)))],
                vec![Cell::from("γ"), Cell::Figure(None), Cell::Interval(None)],
            ],
            has_total: false,
            notes: vec!["seed 1".to_owned()],
        };
        assert_eq!(
            super::latex(&table),
            "\\begin{table}\n\\centering\n\\caption{Agreement of A \\& B}\n\\label{tab:agreement}\n\\begin{tabular}{lrr}\n\
             \\toprule\nfigure & value & 95 \\% \\\\\n\\midrule\n$\\kappa$ & $-$0.500 & $-$0.750~to~0.000 \\\\\n\
             $\\gamma$ & -- & -- \\\\\n\\bottomrule\n\\end{tabular}\n\n\\smallskip\n{\\footnotesize seed 1\\par}\n\\end{table}\n"
        );
    }
}
