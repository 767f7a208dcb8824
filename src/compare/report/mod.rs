//! A comparison as a report in HTML: one file, no script, light and dark, to be read, kept and cited.
//!
//! Everything that comes from a project is escaped, and stands in elements that take their direction from their own text.
//! Every figure stands with what it was computed on; what is not defined says so.

mod context;
mod figures;
mod notes;
mod plots;

use super::{align::differences::Difference, partial::Partial, statistics::DocumentStatistics};
use crate::project::{AnalystId, ArticleRecord, Project};
use std::fmt::Write as _;

/// Below so many spans of an analyst γ is unstable and not shown.
pub const MIN_SPANS_FOR_GAMMA: u64 = 10;
/// Differences that a report lists at most; a longer list is nobody's reading.
const MAX_DIFFERENCES: usize = 2_000;

const STYLE: &str = include_str!("style.css");

/// Answers with the differences of a pair of analysts in an article, by their places.
pub type DifferencesOf<'a> = dyn Fn(&ArticleRecord, (usize, usize)) -> Vec<Difference> + 'a;

/// What a report is about.
pub struct Report<'a> {
    /// The texts, names and rules.
    pub project: &'a Project,
    /// Who is compared.
    pub analysts: &'a [AnalystId],
    /// The figures.
    pub partial: &'a Partial,
    /// What was left out, as sentences.
    pub left_out: Vec<String>,
    /// The differences of a pair of analysts in an article, by their places.
    pub differences: &'a DifferencesOf<'a>,
    /// Threads for the intervals; how many does not change them.
    pub num_threads: usize,
}

/// The report as HTML.
pub fn html(report: &Report<'_>) -> String {
    let statistics = report.partial.statistics();
    let names = report.analyst_names();
    let mut out = String::new();
    let title = format!("Agreement of {}", names.join(", "));
    // Writing to a string does not fail.
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
    figures::basis(&mut out, report, &statistics);
    out.push_str("</header>\n<main>\n");
    figures::sections(&mut out, report, &statistics, &names);
    plots::articles(&mut out, report, &statistics);
    context::differences(&mut out, report, &names);
    notes::notes(&mut out, report);
    out.push_str("</main>\n</body>\n</html>\n");
    out
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

    fn attribute_name(&self, label: &str, attribute: &str) -> String {
        let label = self.project.codebook().labels.iter().find(|known| known.id.as_str() == label);
        let known = label.and_then(|label| label.attributes.iter().find(|known| known.id.as_str() == attribute));
        known.map_or_else(|| attribute.to_owned(), |known| known.name.clone())
    }

    /// The class of a label's colour.
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
                ".label-{place} {{ --label: light-dark({}, {}); }}",
                hex(label.color.light),
                hex(label.color.dark)
            );
        }
        style
    }
}

/// Spans of the analyst who has fewest.
fn fewest_spans(report: &Report<'_>, statistics: &[DocumentStatistics]) -> u64 {
    let of = |place: usize| statistics.iter().filter_map(|document| document.num_spans.get(place).copied().flatten()).sum();
    (0..report.analysts.len()).map(of).min().unwrap_or(0)
}

/// Text as HTML shows it, in elements and in attributes. Control characters, which HTML cannot hold, become a mark.
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
            // These could turn round what stands beside them.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A figure for people.
fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "<span class=\"none\">not defined</span>".to_owned(), |value| format!("{value:.3}").replace('-', "−"))
}
