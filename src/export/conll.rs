//! CoNLL-like tables in the BIO scheme: a file for each article, a row for each token, and a column for each layer and
//! label.
//!
//! Overlapping passages of one analyst and label go into further columns, so that nothing is dropped. All files have the
//! same columns, which `columns.json` lists: token, start and end (in code points), then the layers. A blank line ends a
//! sentence. A sentence is a line of the article, or several if a passage crosses their end. White space, control characters
//! and backslashes in a token are written as `\u{hex}`.

use super::{
    ExportError, Loss, LossReport, Selected, ascii,
    dataset::DatasetError,
    names,
    out::Out,
    spacy::all_spans,
    span::{Span, span_of},
    tokens::{Token, tokens},
};
use crate::project::{AnalystId, Annotation, ArticleRecord, LabelId};
use serde_json::{Map, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// Analyst, label, and the number of the column among those with this analyst and label, from 1.
type Column = (AnalystId, LabelId, usize);

/// Writes the tables and the list of their columns.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let mut articles = Vec::new();
    for record in &selected.articles {
        articles.push(layers(selected, record, report)?);
        out.step(2)?;
    }
    let columns: BTreeSet<&Column> = articles.iter().flat_map(BTreeMap::keys).collect();
    let columns: Vec<&Column> = columns.into_iter().collect();
    let names = names::of_articles(selected);
    out.put("columns.json", listed(&columns).as_bytes())?;
    for (record, layers) in selected.articles.iter().zip(&articles) {
        let spans = all_spans(selected, record)?;
        let tokens = tokens(record.article.text.as_str(), &spans);
        let name = format!("{}.tsv", names[&record.article.id]);
        out.put(&name, table(&tokens, &spans, &columns, layers).as_bytes())?;
        out.step(2)?;
    }
    Ok(())
}

/// Arranges the passages of an article in columns.
fn layers(
    selected: &Selected<'_>,
    record: &ArticleRecord,
    report: &mut LossReport,
) -> Result<BTreeMap<Column, Vec<Span>>, ExportError> {
    let mut layers: BTreeMap<Column, Vec<Span>> = BTreeMap::new();
    let mut annotations: Vec<&Annotation> = record.annotations.values().filter(|a| selected.has(&a.analyst)).collect();
    annotations.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
    for annotation in annotations {
        let lose = |what: String| Loss { article: record.article.id, annotation: Some(annotation.id), what };
        let num_fragments = annotation.fragments.count();
        if num_fragments > 1 {
            report.losses.push(lose(format!("that its {num_fragments} fragments are one annotation")));
            report.num_split += 1;
        }
        if !annotation.attributes.is_empty() || !annotation.note.is_empty() || annotation.is_unsure {
            report.losses.push(lose("its attributes and note, for which CoNLL has no place".to_owned()));
        }
        for fragment in annotation.fragments.iter() {
            let span = span_of(record, annotation, fragment)?;
            let column = |number| (annotation.analyst.clone(), annotation.label.clone(), number);
            let is_free = |spans: &Vec<Span>| spans.iter().all(|other| span.end <= other.start || other.end <= span.start);
            let number = (1..).find(|number| layers.get(&column(*number)).is_none_or(is_free)).unwrap_or(1);
            layers.entry(column(number)).or_default().push(span);
        }
        report.written += 1;
    }
    // A later fragment of one annotation may come after the next annotation.
    layers.values_mut().for_each(|spans| spans.sort_by_key(|span| span.start));
    Ok(layers)
}

fn table(tokens: &[Token], spans: &[Span], columns: &[&Column], layers: &BTreeMap<Column, Vec<Span>>) -> String {
    let mut out = String::new();
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| span.start);
    // The furthest end of all passages that begin before the current place.
    let (mut next, mut furthest) = (0, 0);
    for (number, token) in tokens.iter().enumerate() {
        // Writing to a string cannot fail.
        let _infallible = write!(out, "{}\t{}\t{}", escaped(&token.text), token.span.start, token.span.end);
        for column in columns {
            out.push('\t');
            let spans = layers.get(*column).map(Vec::as_slice).unwrap_or_default();
            // The passages of a column are in order and do not overlap.
            let place = spans.partition_point(|span| span.end <= token.span.start);
            match spans.get(place).filter(|span| span.start <= token.span.start) {
                Some(span) => {
                    out.push_str(if span.start == token.span.start { "B-" } else { "I-" });
                    out.push_str(&escaped(column.1.as_str()));
                }
                None => out.push('O'),
            }
        }
        out.push('\n');
        while let Some(span) = spans.get(next).filter(|span| span.start < token.span.end) {
            furthest = furthest.max(span.end);
            next += 1;
        }
        if token.text == "\n" && furthest <= token.span.end && number + 1 < tokens.len() {
            out.push('\n');
        }
    }
    out.push('\n');
    out
}

fn listed(columns: &[&Column]) -> String {
    let mut names: Vec<String> = ["token", "start", "end"].map(str::to_owned).to_vec();
    let mut layers = Map::new();
    for (analyst, label, number) in columns {
        let suffix = if *number > 1 { format!(".{number}") } else { String::new() };
        let mut name = format!("{analyst}.{label}{suffix}");
        while names.contains(&name) {
            name.push('_'); // “a.b” and “c”, “a” and “b.c”
        }
        layers.insert(name.clone(), json!({"analyst": analyst.as_str(), "label": label.as_str()}));
        names.push(name);
    }
    let list = json!({"scheme": "BIO", "offset_unit": super::OFFSET_UNIT, "columns": names, "layers": layers});
    ascii::to_string(&list) + "\n"
}

/// Escapes a token so that no reader of the table takes part of it for the end of a cell.
fn escaped(token: &str) -> String {
    let mut out = String::new();
    for c in token.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '\\' | '\u{feff}' | '\u{200b}' | '\u{2028}' | '\u{2029}') {
            let _infallible = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
