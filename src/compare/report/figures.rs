//! The figures of a report: cards, tables, the confusion matrix.

use super::{MIN_SPANS_FOR_GAMMA, Report, escape, fewest_spans, plots, shown};
use crate::compare::{
    agreement::{
        bootstrap::{FEW_DOCUMENTS, Interval, MIN_DOCUMENTS, resamples},
        coefficient::{Distance, alpha, kappa},
    },
    align::differences::Kind,
    json::{NUM_RESAMPLES, comparable},
    page::Confusion,
    pooled::{defined_gammas, pooled_category, pooled_gamma, pooled_spans, pooled_table},
    resample::{NAMES, Parts, means},
    statistics::DocumentStatistics,
};
use std::fmt::Write as _;

/// What everything was computed on.
pub(super) fn basis(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics]) {
    let both = comparable(statistics);
    let words: u64 = both.iter().map(|place| statistics[*place].tokens.num_units()).sum();
    let spans = |place: usize| -> u64 { both.iter().filter_map(|document| statistics[*document].num_spans[place]).sum() };
    let annotations: Vec<String> = report
        .analyst_names()
        .iter()
        .enumerate()
        .map(|(place, name)| format!("{} by <bdi>{}</bdi>", spans(place), escape(name)))
        .collect();
    let labels: Vec<String> =
        report.partial.labels.iter().map(|label| format!("<bdi>{}</bdi>", escape(report.label_name(label)))).collect();
    let _infallible = writeln!(
        out,
        "<p>Computed on {} of {} articles, those that at least two analysts opened, with {words} words and these \
         annotations: {}. Labels: {}.</p>",
        both.len(),
        statistics.len(),
        annotations.join(", "),
        labels.join(", "),
    );
    if !report.left_out.is_empty() {
        let _infallible = write!(out, "<details><summary>Left out or incomplete: {}</summary><ul>", report.left_out.len());
        for line in &report.left_out {
            let _infallible = write!(out, "<li dir=\"auto\">{}</li>", escape(line));
        }
        out.push_str("</ul></details>\n");
    }
}

pub(super) fn sections(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics], names: &[String]) {
    headline(out, report, statistics);
    for (place, (a, b)) in report.partial.corpus().pairs().into_iter().enumerate() {
        let pair = format!("<bdi>{}</bdi> and <bdi>{}</bdi>", escape(&names[a]), escape(&names[b]));
        let _infallible = writeln!(out, "<h2>{pair}</h2>");
        kinds(out, report, place, (&names[a], &names[b]));
        labels(out, report, statistics, place, (&names[a], &names[b]));
        confusion(out, report, (a, b), names);
        attributes(out, report, place);
    }
    coefficients(out, report, statistics);
}

/// The figures that are shown first, with intervals.
fn headline(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics]) {
    out.push_str("<h2>Agreement</h2>\n<div class=\"cards\">\n");
    let places = comparable(statistics);
    let parts = Parts::of(statistics);
    let intervals = (places.len() >= MIN_DOCUMENTS)
        .then(|| parts.intervals(&resamples(&places, NUM_RESAMPLES, report.partial.settings.seed), report.num_threads));
    let means = means(&parts.of_each());
    let interval_of = |key: &str| -> String {
        let place = NAMES.iter().position(|name| *name == key);
        let interval = place.zip(intervals.as_ref()).and_then(|(place, found)| found[place]);
        let mean = place.map(|place| means[place]);
        let interval = interval.map(|Interval { low, high, .. }| format!("{} to {}", shown(Some(low)), shown(Some(high))));
        let mean = mean.map(|(mean, n)| format!("mean over {n} articles {}", shown(mean)));
        [interval, mean].into_iter().flatten().map(|line| format!("<span>{line}</span>")).collect()
    };
    let mut card = |name: &str, value: String, more: String, says: &str| {
        let _infallible = writeln!(out, "<div class=\"card\"><span>{name}</span><b>{value}</b>{more}<span>{says}</span></div>");
    };
    card_rows(report, statistics, &interval_of, &mut card);
    let note = match places.len() {
        n if n < MIN_DOCUMENTS => format!("No intervals: they need at least {MIN_DOCUMENTS} articles, and there are {n}."),
        n if n < FEW_DOCUMENTS => format!("Intervals of 95 % over {n} articles; rough, because articles are few."),
        n => format!("Intervals of 95 % over {n} articles."),
    };
    let _infallible = writeln!(out, "</div>\n<p class=\"quiet\">{note}</p>");
}

/// Calls `card` with name, value, interval and meaning of each figure shown first.
fn card_rows(
    report: &Report<'_>,
    statistics: &[DocumentStatistics],
    interval_of: &dyn Fn(&str) -> String,
    card: &mut dyn FnMut(&str, String, String, &str),
) {
    if report.analysts.len() == 2 {
        let spans = pooled_spans(statistics, 0);
        let says = "annotations on which both agree completely: range and label";
        card("strict F1", shown(spans.strict.f1()), interval_of("strict_f1_set"), says);
        let says = "annotations that overlap one with the same label";
        card("type F1", shown(spans.same_type.f1()), interval_of("type_f1_matched"), says);
    }
    let fewest = fewest_spans(report, statistics);
    match defined_gammas(statistics) {
        Err(error) => {
            card("γ", "<span class=\"none\">not computed</span>".to_owned(), String::new(), &escape(&error.to_string()));
        }
        Ok(_) if fewest < MIN_SPANS_FOR_GAMMA => {
            let says = format!("unstable below {MIN_SPANS_FOR_GAMMA} annotations of each analyst; one has {fewest}");
            card("γ", "<span class=\"none\">not shown</span>".to_owned(), String::new(), &says);
        }
        Ok(gammas) => {
            let sum = pooled_gamma(&gammas, 0);
            let error = sum.sampling_error().map_or_else(String::new, |error| format!("; chance drawn to ± {:.3}", 1.96 * error));
            let says = format!("place, extent and label against chance{error}");
            card("γ", shown(sum.gamma()), interval_of("gamma_pooled"), &says);
            let says = "labels of what is aligned, against chance";
            card("γ-cat", shown(pooled_category(&gammas, 0, None).gamma()), String::new(), says);
        }
    }
}

fn kinds(out: &mut String, report: &Report<'_>, pair: usize, (a, b): (&str, &str)) {
    out.push_str("<table><tbody>\n");
    for (kind, count) in Kind::ALL.iter().zip(report.partial.kinds(pair)) {
        let description = match kind {
            Kind::OnlyA => format!("only <bdi>{}</bdi>", escape(a)),
            Kind::OnlyB => format!("only <bdi>{}</bdi>", escape(b)),
            _ => kind.description().to_owned(),
        };
        let _infallible = writeln!(out, "<tr><th scope=\"row\">{description}</th><td class=\"number\">{count}</td></tr>");
    }
    out.push_str("</tbody></table>\n");
}

fn labels(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics], pair: usize, (a, b): (&str, &str)) {
    let spans = pooled_spans(statistics, pair);
    let _infallible = write!(
        out,
        "<h3>By label</h3>\n<div class=\"wide\"><table><thead><tr><th>label</th><th class=\"number\"><bdi>{}</bdi></th>\
         <th class=\"number\"><bdi>{}</bdi></th><th class=\"number\">strict F1</th><th class=\"number\">type F1</th>\
         <th></th></tr></thead><tbody>\n",
        escape(a),
        escape(b)
    );
    let each = report.partial.labels.iter().zip(spans.strict_by_label.iter().zip(&spans.type_by_label));
    for (label, (strict, same_type)) in each {
        let class = report.label_class(label);
        let _infallible = writeln!(
            out,
            "<tr><th scope=\"row\"><span class=\"chip {class}\" dir=\"auto\">{}</span></th><td class=\"number\">{}</td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            escape(report.label_name(label)),
            strict.num_reference,
            strict.num_candidate,
            shown(strict.f1()),
            shown(same_type.f1()),
            plots::bar(strict.f1(), same_type.f1(), &class),
        );
    }
    let _infallible = writeln!(
        out,
        "<tr class=\"total\"><th scope=\"row\">all</th><td class=\"number\">{}</td><td class=\"number\">{}</td>\
         <td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n</tbody></table></div>\n\
         <p class=\"quiet\">Bars: strict F1 filled, type F1 as outline.</p>",
        spans.strict.num_reference,
        spans.strict.num_candidate,
        shown(spans.strict.f1()),
        shown(spans.same_type.f1()),
        plots::bar(spans.strict.f1(), spans.same_type.f1(), ""),
    );
}

fn confusion(out: &mut String, report: &Report<'_>, (a, b): (usize, usize), names: &[String]) {
    let mut table = Confusion::new(report.partial.labels.clone());
    for record in report.project.articles() {
        for difference in (report.differences)(record, (a, b)) {
            table.count(record, &difference);
        }
    }
    let largest = table.counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let nothing = table.labels.len();
    let name = |place: usize| match table.labels.get(place) {
        Some(label) => {
            format!("<span class=\"chip {}\" dir=\"auto\">{}</span>", report.label_class(label), escape(report.label_name(label)))
        }
        None => "nothing".to_owned(),
    };
    let _infallible = write!(
        out,
        "<h3>Which label met which</h3>\n<p class=\"quiet\">Rows: <bdi>{}</bdi>; columns: <bdi>{}</bdi>. Aligned annotations that share \
         text; outlined where the labels are the same.</p>\n<div class=\"wide\"><table class=\"matrix\"><thead><tr><th></th>",
        escape(&names[a]),
        escape(&names[b])
    );
    (0..=nothing).for_each(|column| {
        let _infallible = write!(out, "<th scope=\"col\">{}</th>", name(column));
    });
    out.push_str("</tr></thead><tbody>\n");
    for (row, counts) in table.counts.iter().enumerate() {
        let _infallible = write!(out, "<tr><th scope=\"row\">{}</th>", name(row));
        for (column, count) in counts.iter().enumerate() {
            let share = (*count as f64 / largest as f64).sqrt() * 34.0;
            let same = if row == column && row < nothing { " class=\"same\"" } else { "" };
            let cell = if row == nothing && column == nothing { String::new() } else { count.to_string() };
            let _infallible = write!(
                out,
                "<td{same} style=\"background: color-mix(in srgb, var(--accent) {share:.0}%, transparent)\">{cell}</td>"
            );
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn attributes(out: &mut String, report: &Report<'_>, pair: usize) {
    let answers = report.partial.answers(pair);
    if answers.is_empty() {
        return;
    }
    out.push_str(
        "<h3>Answers to attributes</h3>\n<div class=\"wide\"><table><thead><tr><th>label</th><th>attribute</th>\
         <th class=\"number\">pairs</th><th class=\"number\">same answer</th><th class=\"number\">nominal α</th>\
         <th class=\"number\">numbers within a tenth</th></tr></thead><tbody>\n",
    );
    for ((label, attribute), found) in &answers {
        let _infallible = writeln!(
            out,
            "<tr><th scope=\"row\"><span class=\"chip {}\" dir=\"auto\">{}</span></th><td dir=\"auto\">{}</td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            report.label_class(label),
            escape(report.label_name(label)),
            escape(&report.attribute_name(label, attribute)),
            found.num_pairs(),
            shown(found.observed_agreement()),
            shown(found.alpha()),
            found.within_tolerance().map_or_else(|| "–".to_owned(), |share| shown(Some(share))),
        );
    }
    out.push_str(
        "</tbody></table></div>\n<p class=\"quiet\">Pairs: annotations aligned under the same label, at least one of them \
         answered. “Same answer” takes an answer that only one gave for another one; α is of pairs that both answered, and \
         not defined where all of these have one answer. Links and stretches of text are left out.</p>\n",
    );
}

fn coefficients(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics]) {
    let tokens = pooled_table(statistics, |document: &DocumentStatistics| &document.tokens);
    let characters = pooled_table(statistics, |document: &DocumentStatistics| &document.code_points);
    let is_pair = report.analysts.len() == 2;
    out.push_str(
        "<h2>Words and characters</h2>\n<p class=\"quiet\">Blind to how annotations are cut; long annotations and large \
         untagged stretches dominate.</p>\n<table><thead><tr><th></th><th class=\"number\">α, words</th>",
    );
    out.push_str(if is_pair { "<th class=\"number\">κ, words</th>" } else { "" });
    out.push_str("<th class=\"number\">α, characters</th></tr></thead><tbody>\n");
    let mut row = |name: String, tokens: &_, characters: &_, distance| {
        let kappa = if is_pair && distance == Distance::Nominal {
            format!("<td class=\"number\">{}</td>", shown(kappa(tokens, 0, 1)))
        } else if is_pair {
            "<td></td>".to_owned()
        } else {
            String::new()
        };
        let _infallible = writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td class=\"number\">{}</td>{kappa}<td class=\"number\">{}</td></tr>",
            shown(alpha(tokens, distance)),
            shown(alpha(characters, distance)),
        );
    };
    for (place, label) in report.partial.labels.iter().enumerate() {
        let name = format!(
            "<span class=\"chip {}\" dir=\"auto\">{}</span>",
            report.label_class(label),
            escape(report.label_name(label))
        );
        row(name, &tokens.of_label(place as u32), &characters.of_label(place as u32), Distance::Nominal);
    }
    row("label sets".to_owned(), &tokens, &characters, Distance::Nominal);
    row("label sets, MASI".to_owned(), &tokens, &characters, Distance::Masi);
    out.push_str("</tbody></table>\n");
}
