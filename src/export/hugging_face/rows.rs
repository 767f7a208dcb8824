//! The contents of a row of each table.

use crate::{
    compare::{
        differences::Kind,
        gold::{origin_of, what_differed},
    },
    export::{
        ExportError,
        span::{Located, Span, span_of},
    },
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeId, AttributeValue, Codebook, Decision, Metadata,
        Status, Verdict,
    },
};
use serde_json::json;

/// An article.
pub struct ArticleRow {
    /// Its id.
    pub id: String,
    /// Its whole text.
    pub text: String,
    /// Its annotations, by analyst, then by place.
    pub spans: Vec<AnnotationRow>,
    /// Its metadata.
    pub known: Metadata,
    /// Further metadata, by name.
    pub other: Vec<(String, String)>,
    /// The file it came from.
    pub file_name: String,
    /// How far each analyst is.
    pub progress: Vec<(String, String)>,
    /// SHA-256 of the text.
    pub text_sha256: String,
}

/// An annotation.
#[derive(Clone)]
pub struct AnnotationRow {
    pub article: String,
    pub annotation: String,
    pub analyst: String,
    pub analyst_name: String,
    pub hull: Span,
    pub label: String,
    pub label_place: i64,
    /// The text from `start` to `end`, including what lies between fragments.
    pub text: String,
    /// The words of the fragments.
    pub quote: String,
    pub prefix: String,
    pub suffix: String,
    pub fragments: Vec<Span>,
    pub attributes: Vec<Attribute>,
    pub is_unsure: bool,
    pub note: String,
    pub same_as: Vec<String>,
    pub created: String,
    pub modified: String,
    pub codebook_version: u32,
    pub text_sha256: String,
    /// The origin of a gold annotation; `None` for an analyst's annotation.
    pub origin: Option<&'static str>,
}

/// A decision about a difference.
pub struct DecisionRow {
    pub article: String,
    /// The annotations it is about, joined by `+`.
    pub decision: String,
    /// How these differed; `changed` if one of them says something else now.
    pub differed: &'static str,
    pub about: Vec<Said>,
    pub verdict: &'static str,
    pub taken: Option<String>,
    pub by: Option<String>,
    pub by_name: Option<String>,
    pub time: String,
    pub comment: String,
    /// The gold annotations that it produced.
    pub gold: Vec<Said>,
    pub text_sha256: String,
}

/// An annotation that a decision is about, or one that it produced.
pub struct Said {
    pub annotation: String,
    pub analyst: String,
    pub hull: Span,
    pub label: String,
    pub quote: String,
    pub fragments: Vec<Span>,
    pub attributes: Vec<Attribute>,
    pub origin: Option<&'static str>,
}

/// An answer.
#[derive(Clone)]
pub struct Attribute {
    pub name: String,
    /// The value as text; lists and passages as JSON; none for *not stated* and *unclear*.
    pub value: Option<String>,
    pub kind: &'static str,
}

impl Attribute {
    /// The approximate number of bytes it takes.
    pub fn num_bytes(&self) -> usize {
        self.name.len() + self.kind.len() + self.value.as_ref().map_or(0, String::len)
    }
}

/// Makes the rows of an article; `whole` is the same article as the project has it. `analysts` are those of the dataset, in
/// order.
pub fn rows(
    record: &ArticleRecord,
    whole: &ArticleRecord,
    analysts: &[Analyst],
    codebook: &Codebook,
) -> Result<ArticleRow, ExportError> {
    let article = &*record.article;
    let mut spans = Vec::new();
    for analyst in analysts {
        for annotation in record.layer(&analyst.id) {
            let origin = annotation.analyst.is_gold().then(|| origin_of(whole, annotation.id).name());
            spans.push(AnnotationRow { origin, ..row(record, annotation, analyst, codebook)? });
        }
    }
    let status = |analyst: &Analyst| {
        let status = match record.status_of(&analyst.id)? {
            Status::InProgress => "in_progress",
            Status::Done => "done",
        };
        Some((analyst.id.to_string(), status.to_owned()))
    };
    Ok(ArticleRow {
        id: article.id.to_string(),
        text: article.text.as_str().to_owned(),
        spans,
        known: article.metadata.clone(),
        other: article.metadata.other.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        file_name: article.source.file_name.clone(),
        progress: analysts.iter().filter_map(status).collect(),
        text_sha256: article.text_sha256.to_string(),
    })
}

fn row(
    record: &ArticleRecord,
    annotation: &Annotation,
    analyst: &Analyst,
    codebook: &Codebook,
) -> Result<AnnotationRow, ExportError> {
    let located = Located::new(record, annotation)?;
    let text = annotation.fragments.hull().of(record.article.text.as_str()).unwrap_or_default();
    let place = codebook.labels.iter().position(|label| label.id == annotation.label);
    Ok(AnnotationRow {
        article: record.article.id.to_string(),
        annotation: annotation.id.to_string(),
        analyst: analyst.id.to_string(),
        analyst_name: analyst.name.clone(),
        hull: located.hull,
        label: annotation.label.to_string(),
        label_place: place.map_or(-1, |place| place as i64),
        text: text.to_owned(),
        quote: located.quote,
        prefix: located.prefix.to_owned(),
        suffix: located.suffix.to_owned(),
        fragments: located.fragments,
        attributes: attributes(record, annotation)?,
        is_unsure: annotation.is_unsure,
        note: annotation.note.clone(),
        same_as: annotation.same_as.iter().map(ToString::to_string).collect(),
        created: annotation.created.to_string(),
        modified: annotation.modified.to_string(),
        codebook_version: annotation.codebook_version,
        text_sha256: record.article.text_sha256.to_string(),
        origin: None,
    })
}

/// Makes the rows of an article's decisions, from the article as the project has it. `written` gives the names of analysts.
pub fn decisions(
    record: &ArticleRecord,
    decisions: &[&Decision],
    written: impl Fn(&AnalystId) -> Analyst,
) -> Result<Vec<DecisionRow>, ExportError> {
    let said = |id: &AnnotationId| -> Option<Result<Said, ExportError>> {
        let annotation = record.annotations.get(id)?;
        Some(said(record, annotation, &written))
    };
    let row = |decision: &&Decision| {
        let key: Vec<String> = decision.sources.keys().map(ToString::to_string).collect();
        Ok(DecisionRow {
            article: record.article.id.to_string(),
            decision: key.join("+"),
            differed: match what_differed(record, decision) {
                None => "changed",
                Some(Kind::OnlyA) => "only_one",
                Some(kind) => kind.name(),
            },
            about: decision.sources.keys().filter_map(said).collect::<Result<_, _>>()?,
            verdict: decision.verdict.name(),
            taken: if let Verdict::One(taken) = decision.verdict { Some(taken.to_string()) } else { None },
            by: decision.by.as_ref().map(|by| written(by).id.to_string()),
            by_name: decision.by.as_ref().map(|by| written(by).name),
            time: decision.time.to_string(),
            comment: decision.comment.clone(),
            gold: decision.gold.iter().filter_map(said).collect::<Result<_, _>>()?,
            text_sha256: record.article.text_sha256.to_string(),
        })
    };
    decisions.iter().map(row).collect()
}

fn said(record: &ArticleRecord, annotation: &Annotation, written: &impl Fn(&AnalystId) -> Analyst) -> Result<Said, ExportError> {
    let located = Located::new(record, annotation)?;
    Ok(Said {
        annotation: annotation.id.to_string(),
        analyst: written(&annotation.analyst).id.to_string(),
        hull: located.hull,
        label: annotation.label.to_string(),
        quote: located.quote,
        fragments: located.fragments,
        attributes: attributes(record, annotation)?,
        origin: annotation.analyst.is_gold().then(|| origin_of(record, annotation.id).name()),
    })
}

fn attributes(record: &ArticleRecord, annotation: &Annotation) -> Result<Vec<Attribute>, ExportError> {
    let attribute = |(name, value): (&AttributeId, &AttributeValue)| {
        let (value, kind) = answer(record, annotation, value)?;
        Ok(Attribute { name: name.to_string(), value, kind })
    };
    annotation.attributes.iter().map(attribute).collect()
}

fn answer(
    record: &ArticleRecord,
    annotation: &Annotation,
    value: &AttributeValue,
) -> Result<(Option<String>, &'static str), ExportError> {
    let (value, kind) = match value {
        AttributeValue::NotStated => return Ok((None, "not_stated")),
        AttributeValue::Unclear => return Ok((None, "unclear")),
        AttributeValue::Text(text) => (text.clone(), "text"),
        AttributeValue::Integer(number) => (number.to_string(), "integer"),
        AttributeValue::Number(number) => (number.to_string(), "number"),
        AttributeValue::YesNo(yes) => (yes.to_string(), "yes_no"),
        AttributeValue::Choice(choice) => (choice.clone(), "choice"),
        AttributeValue::Choices(choices) => (json!(choices).to_string(), "choices"),
        AttributeValue::Date(day) => (day.to_string(), "date"),
        AttributeValue::Links(links) => (json!(links.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string(), "links"),
        AttributeValue::SubSpan(range) => (json!(span_of(record, annotation, *range)?).to_string(), "sub_span"),
    };
    Ok((Some(value), kind))
}
