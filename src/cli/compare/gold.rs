//! Measures each analyst against gold, as tables and as JSON: F1, and which label met which. Gold is not a rater.

use super::{super::table::table, Source};
use crate::{
    agreement::span::SpanCounts,
    compare::gold::{AgainstGold, Measured},
    text::listed,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The output for a single analyst, because no figure here needs a second one.
pub(super) fn alone(source: &Source, measured: &Measured, is_json: bool) -> String {
    if is_json {
        let project = json!({ "id": source.project.id().to_string(), "title": source.project.title() });
        let all = json!({ "format_version": 1, "project": project, "gold": as_json(measured) });
        return format!("{all:#}\n");
    }
    let mut out = format!("“{}”: one analyst, measured by gold\n", source.project.title());
    tables(&mut out, source, measured);
    out
}

/// The tables: a row for each analyst, then for each analyst how the labels of gold met the analyst's.
pub(super) fn tables(out: &mut String, source: &Source, measured: &Measured) {
    let mut rows = vec![["against gold", "articles", "annotations", "gold", "strict F1", "type F1"].map(str::to_owned).to_vec()];
    for found in &measured.analysts {
        let row = [
            source.analyst_name(found.analyst.as_str()),
            found.num_articles.to_string(),
            found.strict.num_candidate.to_string(),
            found.strict.num_reference.to_string(),
            figure(found.strict.f1()),
            figure(found.overlap.f1()),
        ];
        rows.push(row.to_vec());
    }
    table(out, &rows);
    measured.analysts.iter().filter(|found| found.num_articles > 0).for_each(|found| confusion(out, source, measured, found));
    if !measured.left_out.is_empty() {
        let left_out = measured.left_out.iter().map(|(title, why)| format!("“{title}” ({why})"));
        let named = listed(measured.left_out.len(), left_out);
        // Writing to a string cannot fail.
        let _infallible = writeln!(out, "\nnot measured by gold, because not everything in them is settled: {named}");
    }
}

/// The rows are gold's labels and the columns the analyst's, without labels that neither has.
fn confusion(out: &mut String, source: &Source, measured: &Measured, found: &AgainstGold) {
    let nothing = measured.labels.len();
    let is_used = |place: &usize| {
        found.confusion[*place].iter().any(|count| *count > 0) || found.confusion.iter().any(|row| row[*place] > 0)
    };
    let used: Vec<usize> = (0..=nothing).filter(is_used).collect();
    if used.is_empty() {
        return;
    }
    let name = |place: usize| match measured.labels.get(place) {
        Some(label) => source.label_name(label),
        None => "nothing".to_owned(),
    };
    let head = format!("gold \\ {}", source.analyst_name(found.analyst.as_str()));
    let mut rows = vec![std::iter::once(head).chain(used.iter().map(|column| name(*column))).collect::<Vec<_>>()];
    for row in &used {
        let counts = used.iter().map(|column| found.confusion[*row][*column].to_string());
        rows.push(std::iter::once(name(*row)).chain(counts).collect());
    }
    table(out, &rows);
}

/// The same figures for programs.
pub(super) fn as_json(measured: &Measured) -> Value {
    let counts = |counts: &SpanCounts| {
        json!({
            "precision": counts.precision(),
            "recall": counts.recall(),
            "f1": counts.f1(),
            "matched": counts.score,
            "gold": counts.num_reference,
            "analyst": counts.num_candidate,
        })
    };
    let analyst = |found: &AgainstGold| {
        let figures = json!({
            "articles": found.num_articles,
            "strict": counts(&found.strict),
            "type": counts(&found.overlap),
            "confusion": found.confusion,
        });
        (found.analyst.to_string(), figures)
    };
    let left_out = measured.left_out.iter().map(|(title, why)| json!({ "title": title, "why": why }));
    json!({
        "labels": measured.labels,
        "confusion": "rows are gold's labels, columns the analyst's, in the order of “labels”; the last of each is nothing",
        "analysts": measured.analysts.iter().map(analyst).collect::<serde_json::Map<_, _>>(),
        "left_out": left_out.collect::<Vec<_>>(),
    })
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "not defined".to_owned(), |value| format!("{value:.3}"))
}
