//! JSON lines for spaCy and Prodigy, with a line for each article and each analyst who worked on it; and the same as a
//! DocBin.
//!
//! The file contains its own tokens, because spaCy's would lose spans that begin or end inside a word. `token_end` is the
//! last token, as in Prodigy. Offsets are code points, and the end is excluded.

use super::{
    ExportError, LossReport, Selected, answers,
    dataset::DatasetError,
    docbin::{DocBin, DocSpan},
    out::Out,
    span::{Span, span_of},
    tokens::{Token, tokens},
};
use crate::project::{AnalystId, ArticleRecord};
use serde_json::json;
use std::collections::HashMap;

/// Writes both files.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let mut lines = out.begin("train.jsonl")?;
    let mut bin = DocBin::default();
    for record in &selected.articles {
        let tokens = tokens(record.article.text.as_str(), &all_spans(selected, record)?);
        let places = Places::of(&tokens);
        let token_rows: Vec<_> = tokens
            .iter()
            .enumerate()
            .map(|(id, token)| {
                json!({"text": token.text, "start": token.span.start, "end": token.span.end, "id": id, "ws": token.has_space})
            })
            .collect();
        // All analysts of an article have the same tokens, so these are written once and repeated.
        let token_rows = super::ascii::to_string(&token_rows);
        let mut layers = Vec::new();
        let workers = selected.workers(record);
        if workers.is_empty() {
            lines.push(line(record, None, &token_rows, &[]).as_bytes())?;
            lines.push(b"\n")?;
        }
        for analyst in workers {
            let (rows, spans) = layer(selected, record, analyst, &places, report)?;
            lines.push(line(record, Some(analyst), &token_rows, &rows).as_bytes())?;
            lines.push(b"\n")?;
            layers.push((analyst.to_string(), spans));
        }
        bin.push(&metadata(record), &tokens, &layers);
        out.step(1)?;
    }
    out.end(lines)?;
    let file = out.begin("train.spacy")?;
    let name = file.name().to_owned();
    let file = bin.write(file).map_err(|source| DatasetError::Write { name, source })?;
    out.end(file)
}

/// The tokens that begin and end at each code point.
struct Places {
    starts: HashMap<u32, usize>,
    ends: HashMap<u32, usize>,
}

impl Places {
    fn of(tokens: &[Token]) -> Self {
        let by = |edge: fn(&Token) -> u32| tokens.iter().enumerate().map(|(i, token)| (edge(token), i)).collect();
        Self { starts: by(|token| token.span.start), ends: by(|token| token.span.end) }
    }
}

/// The spans of one analyst in an article, as JSON and for the DocBin.
fn layer(
    selected: &Selected<'_>,
    record: &ArticleRecord,
    analyst: &AnalystId,
    places: &Places,
    report: &mut LossReport,
) -> Result<(Vec<serde_json::Value>, Vec<DocSpan>), ExportError> {
    let (mut rows, mut spans) = (Vec::new(), Vec::new());
    for annotation in record.layer(analyst) {
        report.unfit(selected, record, annotation);
        let answers = answers::plain(record, annotation)?;
        for span in answers::parted(record, annotation, report)? {
            // Tokens are cut at the edges of all spans, so both are found.
            let (first, last) = (places.starts.get(&span.start).copied(), places.ends.get(&span.end).copied());
            rows.push(json!({
                "start": span.start,
                "end": span.end,
                "token_start": first,
                "token_end": last,
                "label": annotation.label.as_str(),
                "attributes": answers,
                "span_id": annotation.id.to_string(),
            }));
            spans.push(DocSpan {
                span,
                tokens: (first.unwrap_or(0), last.map_or(0, |last| last + 1)),
                label: annotation.label.to_string(),
                attributes: super::ascii::to_string(&answers),
                annotation: annotation.id,
            });
        }
        report.written += 1;
    }
    Ok((rows, spans))
}

/// Writes a line. Without an analyst it is a text that nobody has worked on, and has no answer.
fn line(record: &ArticleRecord, analyst: Option<&AnalystId>, tokens: &str, spans: &[serde_json::Value]) -> String {
    let meta: serde_json::Map<_, _> = metadata(record).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let head = super::ascii::to_string(&json!({"text": record.article.text.as_str(), "meta": meta}));
    let mut tail = json!({ "spans": spans });
    if let Some(analyst) = analyst {
        tail = json!({
            "spans": spans,
            "_annotator_id": analyst.as_str(),
            "_session_id": analyst.as_str(),
            "_view_id": "spans_manual",
            "answer": "accept",
        });
    }
    let tail = super::ascii::to_string(&tail);
    format!("{},\"tokens\":{tokens},{}", &head[..head.len() - 1], &tail[1..])
}

/// The metadata of an article, without fields that are not known.
fn metadata(record: &ArticleRecord) -> Vec<(&'static str, String)> {
    let (article, known) = (&record.article, &record.article.metadata);
    let all = [
        ("id", article.id.to_string()),
        ("title", article.title().to_owned()),
        ("byline", known.byline.clone()),
        ("outlet", known.outlet.clone()),
        ("published", known.published.map(|day| day.to_string()).unwrap_or_default()),
        ("url", known.url.clone()),
        ("language", known.language.clone()),
        ("copyright", known.copyright.clone()),
        ("offset_unit", super::OFFSET_UNIT.to_owned()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Every fragment of every selected layer, because all layers of an article have the same tokens.
pub fn all_spans(selected: &Selected<'_>, record: &ArticleRecord) -> Result<Vec<Span>, ExportError> {
    let mut spans = Vec::new();
    for annotation in record.annotations.values().filter(|annotation| selected.has(&annotation.analyst)) {
        for fragment in annotation.fragments.iter() {
            spans.push(span_of(record, annotation, fragment)?);
        }
    }
    Ok(spans)
}
