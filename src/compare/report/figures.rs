//! Writes the figures of a report: cards, tables, and the table of which label met which.

use super::{Report, escape, html_table, plots, section};
use crate::compare::{
    confusion::Confusion,
    results::{
        Figure, Measure, PairResult, Spread,
        table::{Cell, Table, decimals},
        tables,
    },
};
use std::fmt::Write as _;

/// The figures of two analysts that have a card each.
const CARDS_OF_TWO: [Measure; 4] = [Measure::StrictF1, Measure::TypeF1, Measure::Gamma, Measure::GammaCat];
/// The same for more analysts: figures of all of them, and of the pairs.
const CARDS_OF_ALL: [Measure; 3] = [Measure::Alpha, Measure::U, Measure::Gamma];
/// With more columns than this, the names of a table of labels are set vertically.
const MANY_COLUMNS: usize = 6;

/// Writes what everything was computed on.
pub(super) fn basis(out: &mut String, report: &Report<'_>) {
    let compared = &report.results.compared;
    let counts = report.results.analysts.iter().zip(&compared.num_spans);
    let annotations: Vec<String> = counts.map(|(name, count)| format!("{count}\u{A0}by <bdi>{}</bdi>", escape(name))).collect();
    let labels: Vec<String> = report.results.labels.iter().map(|label| format!("<bdi>{}</bdi>", escape(label))).collect();
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        out,
        "<p>Computed on {}\u{A0}of {}\u{A0}articles, those that at least two analysts worked on, with {}\u{A0}words and these \
         annotations: {}. Labels: {}.{}</p>",
        compared.num_articles,
        report.results.num_articles,
        compared.num_words,
        annotations.join(", "),
        labels.join(", "),
        if report.left_out.is_empty() { "" } else { " What was left out is <a href=\"#left-out\">listed below</a>." },
    );
    if let Some(nothing) = report.results.nothing() {
        let _infallible = writeln!(out, "<p><b>Nothing was compared: {nothing}.</b></p>");
    }
}

/// Writes the overall figures: cards, then all of them; for three or more analysts, the pairs too.
pub(super) fn overall(out: &mut String, report: &Report<'_>) {
    let results = report.results;
    section(out, "agreement", "Agreement");
    out.push_str("<div class=\"cards\">\n");
    let measures = if results.analysts.len() == 2 { &CARDS_OF_TWO[..] } else { &CARDS_OF_ALL };
    measures.iter().filter_map(|measure| results.figure(*measure)).for_each(|figure| card(out, figure));
    results.spreads.iter().filter(|spread| spread.measure == Measure::StrictF1).for_each(|spread| card_of_pairs(out, spread));
    out.push_str("</div>\n");
    html_table(out, report, &Table { title: String::new(), ..tables::overall(results) });
    for (id, found) in [("over-pairs", tables::spreads(results)), ("pairs", tables::pairs(results, &[]))] {
        if let Some(table) = found {
            section(out, id, &table.title);
            html_table(out, report, &Table { title: String::new(), ..table });
        }
    }
}

fn card(out: &mut String, figure: &Figure) {
    let value = match &figure.value {
        Ok(value) => number(*value),
        Err(_) => "<span class=\"none\">–</span>".to_owned(),
    };
    let interval = figure.interval.map(|found| format!("95\u{A0}%: {} to\u{A0}{}", number(found.low), number(found.high)));
    let mean = figure.mean.0.map(|mean| format!("mean over {}\u{A0}articles {}", figure.mean.1, number(mean)));
    let error = figure.sampling_error.map(|error| format!("sampling error of chance ±\u{A0}{}", number(error)));
    let says = figure.reason().unwrap_or(figure.measure.meaning()).to_owned();
    let lines: String =
        [interval, mean, error, Some(escape(&says))].into_iter().flatten().map(|line| format!("<span>{line}</span>")).collect();
    let _infallible =
        writeln!(out, "<div class=\"card\"><span>{}</span><b>{value}</b>{lines}</div>", escape(figure.measure.name()));
}

fn card_of_pairs(out: &mut String, spread: &Spread) {
    let (value, range) = match spread.values {
        Some([mean, low, high]) => (number(mean), format!("{} to\u{A0}{}", number(low), number(high))),
        None => ("<span class=\"none\">–</span>".to_owned(), "not defined for any pair".to_owned()),
    };
    let _infallible = writeln!(
        out,
        "<div class=\"card\"><span>{}, mean of pairs</span><b>{value}</b><span>{range}</span><span>{}\u{A0}of {}\u{A0}pairs</span></div>",
        spread.measure.name(),
        spread.num_defined,
        spread.num_pairs
    );
}

/// A figure with a proper minus sign, which no line break separates from it.
fn number(value: f64) -> String {
    format!("<span class=\"nb\">{}</span>", decimals(value).replace('-', "−"))
}

/// Writes the results of a pair: how its annotations differ, label by label, which label met which, attributes.
pub(super) fn pair(out: &mut String, report: &Report<'_>, place: usize, pair: &PairResult) {
    let names = tables::names_of(report.results, pair.pair);
    section(out, &format!("pair-{}", place + 1), &names.join(" and "));
    if let Some(nothing) = pair.nothing() {
        let _infallible = writeln!(out, "<p>Nothing was compared: {nothing}.</p>");
        return;
    }
    html_table(out, report, &tables::kinds(names, &report.partial.kinds(place)));
    html_table(out, report, &Table { title: "By label".to_owned(), ..tables::pair_labels(report.results, pair) });
    plots::by_label(out, report, pair);
    confusion(out, report, pair.pair);
    attributes(out, report, place);
}

/// Writes which label met which. Labels that neither used have no row.
fn confusion(out: &mut String, report: &Report<'_>, pair: (usize, usize)) {
    let mut counts = Confusion::new(report.partial.labels.clone());
    for record in report.project.articles() {
        for difference in (report.differences)(record, pair) {
            counts.count(record, &difference);
        }
    }
    let names = tables::names_of(report.results, pair);
    let table = tables::confusion(names, &report.results.labels, &counts.counts);
    let largest = counts.counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let upright = if table.columns.len() > MANY_COLUMNS { " upright" } else { "" };
    let _infallible = write!(
        out,
        "<div class=\"keep\"><h3>Which label met which</h3>\n<p class=\"quiet lead\">Rows: <bdi>{}</bdi>; columns: <bdi>{}</bdi>. Aligned annotations that share \
         text; outlined where the labels are the same. Labels that neither used have no row.</p>\n\
         <div class=\"wide\"><table class=\"matrix{upright}\"><thead><tr><th></th>",
        escape(names[0]),
        escape(names[1])
    );
    for column in table.columns.iter().skip(1) {
        let _infallible = write!(out, "<th scope=\"col\"><span dir=\"auto\">{}</span></th>", escape(&column.name));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (number, row) in table.rows.iter().enumerate() {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let is_same = column == number + 1 && number + 1 < table.rows.len();
            confusion_cell(out, report, cell, is_same, largest);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></div>\n");
}

fn confusion_cell(out: &mut String, report: &Report<'_>, cell: &Cell, is_same: bool, largest: usize) {
    let _infallible = match cell {
        Cell::Count(count) => {
            let share = (*count as f64 / largest as f64).sqrt() * 34.0;
            let class = if is_same { " class=\"same\"" } else { "" };
            write!(
                out,
                "<td{class} style=\"background: color-mix(in srgb, var(--accent) {share:.0}%, transparent)\">{count}</td>"
            )
        }
        Cell::Label(place, name) => write!(out, "<th scope=\"row\">{}</th>", report.chip(*place, name)),
        Cell::Empty => write!(out, "<td></td>"),
        other => write!(out, "<th scope=\"row\">{}</th>", escape(&other.text())),
    };
}

fn attributes(out: &mut String, report: &Report<'_>, pair: usize) {
    let answers = report.partial.answers(pair);
    if answers.is_empty() {
        return;
    }
    let codebook = report.project.codebook();
    let names = |label: &str, attribute: &str| {
        [report.label_name(label).to_owned(), codebook.attribute_name(&label.into(), &attribute.into())]
    };
    html_table(out, report, &tables::attributes(&answers, names));
    out.push_str(
        "<p class=\"quiet\">Pairs: annotations aligned under the same label, at least one of them \
         answered. “Same answer” takes an answer that only one gave for another one; α is of pairs that both answered, and \
         not defined where all of these have one answer. Links and stretches of text are left out.</p>\n",
    );
}

/// Writes the agreement on each label over words and text.
pub(super) fn words(out: &mut String, report: &Report<'_>) {
    section(out, "words", "Words and text");
    out.push_str(
        "<p class=\"quiet lead\">Blind to how annotations are cut; long annotations and large untagged stretches dominate. A label is \
         one against the rest; label sets are all labels at once. Observed: the share of words, or for u-α of text, on which \
         analysts agree before chance is taken off.</p>\n",
    );
    html_table(out, report, &Table { title: String::new(), ..tables::by_label(report.results) });
}
