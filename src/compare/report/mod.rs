//! Writes a comparison as a report in HTML: one file without scripts, light and dark on a screen and white on paper, to be
//! read, kept and cited. Nothing in it is folded away.
//!
//! Everything that comes from a project is escaped, in elements that take their direction from their own text. Every figure
//! comes with what it was computed on; if it is not defined, the report says so.

mod context;
mod figures;
mod notes;
mod plots;

use super::{
    differences::Difference,
    partial::Partial,
    results::{
        Citation, Results,
        table::{Cell, NONE, Table},
        tables::joined,
    },
};
use crate::project::{AnalystId, ArticleRecord, Project};
use std::fmt::Write as _;

/// The largest number of differences in a report; nobody reads a longer list.
const MAX_DIFFERENCES: usize = 2_000;

/// The largest number of rows of a table that is never divided between pages.
const MAX_KEPT_ROWS: usize = 18;
/// The largest number of characters of a cell that is not broken into lines.
const MAX_SHORT: usize = 24;

const STYLE: &str = include_str!("style.css");

/// Returns the differences of a pair of analysts in an article, by their places.
pub type DifferencesOf<'a> = dyn Fn(&ArticleRecord, (usize, usize)) -> Vec<Difference> + 'a;

/// The contents of a report.
pub struct Report<'a> {
    /// The texts, names and rules.
    pub project: &'a Project,
    /// The analysts who are compared.
    pub analysts: &'a [AnalystId],
    /// The figures.
    pub partial: &'a Partial,
    /// The figures for people.
    pub results: &'a Results,
    /// The origin of the figures.
    pub citation: &'a Citation,
    /// Sentences about what was left out.
    pub left_out: Vec<String>,
    /// The differences of a pair of analysts in an article, by their places.
    pub differences: &'a DifferencesOf<'a>,
}

/// Writes the report as HTML.
pub fn html(report: &Report<'_>) -> String {
    let statistics = report.partial.statistics();
    let names = report.analyst_names();
    let mut out = String::new();
    let title = format!("Agreement of {}", joined(&names));
    // Writing to a string cannot fail.
    let _infallible = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n<style>\n{STYLE}{1}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"over\" dir=\"auto\">{2}</p>\n<h1 dir=\"auto\">{0}</h1>\n",
        escape(&title),
        report.label_style(),
        escape(report.project.title()),
    );
    figures::basis(&mut out, report);
    out.push_str("</header>\n");
    let mut main = String::new();
    figures::overall(&mut main, report);
    if report.results.nothing().is_none() {
        figures::words(&mut main, report);
        report.results.pairs.iter().enumerate().for_each(|(place, pair)| figures::pair(&mut main, report, place, pair));
        if plots::has_articles(&statistics) {
            plots::articles(&mut main, report, &statistics);
        }
        context::differences(&mut main, report, &names);
    }
    if !report.left_out.is_empty() {
        notes::left_out(&mut main, report);
    }
    notes::notes(&mut main, report);
    contents(&mut out, &main);
    let _infallible = write!(out, "<main>\n{main}</main>\n</body>\n</html>\n");
    out
}

/// Writes the heading of a section, which the table of contents links to.
fn section(out: &mut String, id: &str, title: &str) {
    let _infallible = writeln!(out, "<h2 id=\"{id}\" dir=\"auto\">{}</h2>", escape(title));
}

/// Writes the table of contents, with a line for each heading of [`section`].
fn contents(out: &mut String, main: &str) {
    out.push_str("<nav><h2>Contents</h2>\n<ol>\n");
    for head in main.split("<h2 id=\"").skip(1) {
        let parts = head.split_once("\" dir=\"auto\">").and_then(|(id, rest)| Some((id, rest.split_once("</h2>")?.0)));
        if let Some((id, title)) = parts {
            let _infallible = writeln!(out, "<li><a href=\"#{id}\" dir=\"auto\">{title}</a></li>");
        }
    }
    out.push_str("</ol></nav>\n");
}

/// A table of figures.
fn html_table(out: &mut String, report: &Report<'_>, table: &Table) {
    // A table that fits on a page is not divided.
    out.push_str(if table.rows.len() <= MAX_KEPT_ROWS { "<div class=\"keep\">\n" } else { "<div>\n" });
    if !table.title.is_empty() {
        let _infallible = writeln!(out, "<h3 dir=\"auto\">{}</h3>", escape(&table.title));
    }
    out.push_str("<div class=\"wide\"><table><thead><tr>");
    for column in &table.columns {
        let class = if column.is_number { " class=\"number\"" } else { "" };
        let _infallible = write!(out, "<th scope=\"col\"{class}><span dir=\"auto\">{}</span></th>", escape(&column.name));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (number, row) in table.rows.iter().enumerate() {
        let is_total = table.has_total && number + 1 == table.rows.len();
        out.push_str(if is_total { "<tr class=\"total\">" } else { "<tr>" });
        for (place, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
            let (open, close) = match (place, column.is_number) {
                (0, _) => ("<th scope=\"row\" dir=\"auto\">", "</th>"),
                (_, true) => ("<td class=\"number\">", "</td>"),
                (_, false) => ("<td class=\"words\" dir=\"auto\">", "</td>"),
            };
            let text = html_cell(report, cell);
            let is_short = !column.is_number && cell.text().chars().count() <= MAX_SHORT;
            let text = if is_short { format!("<span class=\"short\">{text}</span>") } else { text };
            let _infallible = write!(out, "{open}{text}{close}");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    for note in &table.notes {
        let _infallible = writeln!(out, "<p class=\"quiet\">{}</p>", escape(note));
    }
    out.push_str("</div>\n");
}

fn html_cell(report: &Report<'_>, cell: &Cell) -> String {
    match cell {
        Cell::Label(place, name) => report.chip(*place, name),
        Cell::Figure(None) | Cell::Interval(None) => format!("<span class=\"none\">{NONE}</span>"),
        Cell::Figure(Some(_)) | Cell::Interval(Some(_)) => cell.text().replace('-', "−").replace(' ', "\u{A0}"),
        other => escape(&other.text()),
    }
}

impl Report<'_> {
    fn analyst_names(&self) -> Vec<String> {
        let name = |id: &AnalystId| self.project.analyst(id).map_or_else(|| id.to_string(), |analyst| analyst.name.clone());
        self.analysts.iter().map(name).collect()
    }

    fn label_name(&self, id: &str) -> &str {
        let label = self.project.codebook().labels.iter().find(|label| label.id.as_str() == id);
        label.map_or("", |label| label.name.as_str())
    }

    /// The name of the label at a place of the comparison, underlined in its colour.
    fn chip(&self, place: usize, name: &str) -> String {
        let id = self.partial.labels.get(place).map_or("", String::as_str);
        format!("<span class=\"chip {}\" dir=\"auto\">{}</span>", self.label_class(id), escape(name))
    }

    /// The CSS name of the colour of the label at a place of the comparison.
    fn label_color(&self, place: usize) -> String {
        let id = self.partial.labels.get(place).map_or("", String::as_str);
        let place = self.project.codebook().labels.iter().position(|label| label.id.as_str() == id);
        place.map_or_else(|| "var(--accent)".to_owned(), |place| format!("var(--label-{place})"))
    }

    /// The CSS class of a label's colour.
    fn label_class(&self, id: &str) -> String {
        let place = self.project.codebook().labels.iter().position(|label| label.id.as_str() == id);
        place.map_or_else(String::new, |place| format!("label-{place}"))
    }

    fn label_style(&self) -> String {
        let mut style = String::new();
        let hex = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
        for (place, label) in self.project.codebook().labels.iter().enumerate() {
            let _infallible = writeln!(
                style,
                ":root {{ --label-{place}: light-dark({}, {}); }} .label-{place} {{ --label: var(--label-{place}); }}",
                hex(label.color.light),
                hex(label.color.dark)
            );
        }
        style
    }
}

/// Escapes text for HTML elements and attributes. Control characters, which HTML cannot contain, become a mark.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // These could change the direction of the text beside them.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
