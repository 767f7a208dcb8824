//! The rows, field by field in the order of the specification.

use super::{
    FORMAT_VERSION,
    codebook::{self, CodebookRow},
};
use crate::{
    export::{
        ExportError, OFFSET_UNIT, Selected, links_of,
        span::{Located, Span, part_of, span_of},
    },
    project::{
        AnalystId, Annotation, ArticleRecord, AttributeValue, BlockKind, Decision, Metadata, Project, Source, Status, Verdict,
    },
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Display};

#[derive(Serialize)]
pub struct HeaderRow<'p> {
    obelus: &'static str,
    format_version: u32,
    offset_unit: &'static str,
    offset_end: &'static str,
    project: ProjectRow<'p>,
    analysts: Vec<AnalystRow<'p>>,
    codebook: CodebookRow<'p>,
    counts: CountsRow,
}

/// The numbers of rows of each kind.
#[derive(Serialize)]
struct CountsRow {
    article: usize,
    status: usize,
    annotation: usize,
    decision: usize,
}

#[derive(Serialize)]
struct ProjectRow<'p> {
    id: String,
    title: &'p str,
}

#[derive(Serialize)]
struct AnalystRow<'p> {
    id: &'p str,
    name: &'p str,
}

/// Makes the first row.
pub fn header<'p>(selected: &Selected<'p>) -> HeaderRow<'p> {
    let project = selected.project;
    let analysts = project.analysts().iter().filter(|analyst| selected.has(&analyst.id));
    HeaderRow {
        obelus: "header",
        format_version: FORMAT_VERSION,
        offset_unit: OFFSET_UNIT,
        offset_end: "exclusive",
        project: ProjectRow { id: project.id().to_string(), title: project.title() },
        analysts: analysts.map(|analyst| AnalystRow { id: analyst.id.as_str(), name: &analyst.name }).collect(),
        codebook: codebook::row(project.codebook()),
        counts: counts(selected),
    }
}

fn counts(selected: &Selected<'_>) -> CountsRow {
    let num = |count: &dyn Fn(&ArticleRecord) -> usize| selected.articles.iter().map(|record| count(record)).sum();
    CountsRow {
        article: selected.articles.len(),
        status: num(&|record| statuses(selected, record).count()),
        annotation: num(&|record| selected.num_annotations(record)),
        decision: selected.articles.iter().map(|record| selected.decisions(record).count()).sum(),
    }
}

#[derive(Serialize)]
pub struct ArticleRow<'p> {
    obelus: &'static str,
    id: String,
    text: &'p str,
    text_sha256: String,
    imported: String,
    metadata: MetadataRow<'p>,
    source: SourceRow<'p>,
    blocks: Vec<BlockRow>,
    links: Vec<HyperlinkRow<'p>>,
}

#[derive(Serialize)]
struct MetadataRow<'p> {
    headline: &'p str,
    byline: &'p str,
    outlet: &'p str,
    published: Option<String>,
    url: &'p str,
    language: &'p str,
    regions: &'p [String],
    themes: &'p [String],
    series: &'p [String],
    source_note: &'p str,
    copyright: &'p str,
    other: &'p BTreeMap<String, String>,
}

#[derive(Serialize)]
struct SourceRow<'p> {
    file_name: &'p str,
    format: &'p str,
    encoding: &'p str,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct BlockRow {
    #[serde(flatten)]
    span: Span,
    kind: &'static str,
    level: Option<u8>,
}

#[derive(Serialize)]
struct HyperlinkRow<'p> {
    #[serde(flatten)]
    span: Span,
    target: &'p str,
}

/// Makes the row of an article.
pub fn article(record: &ArticleRecord) -> Result<ArticleRow<'_>, ExportError> {
    let article = &*record.article;
    let blocks = article.blocks.iter().map(|block| {
        let (kind, level) = block_kind(block.kind);
        Ok(BlockRow { span: part_of(record, "block", block.range)?, kind, level })
    });
    let links = article
        .links
        .iter()
        .map(|link| Ok(HyperlinkRow { span: part_of(record, "hyperlink", link.range)?, target: &link.target }));
    Ok(ArticleRow {
        obelus: "article",
        id: article.id.to_string(),
        text: article.text.as_str(),
        text_sha256: article.text_sha256.to_string(),
        imported: article.imported.to_string(),
        metadata: metadata(&article.metadata),
        source: source(&article.source),
        blocks: blocks.collect::<Result<_, _>>()?,
        links: links.collect::<Result<_, _>>()?,
    })
}

fn metadata(metadata: &Metadata) -> MetadataRow<'_> {
    MetadataRow {
        headline: &metadata.headline,
        byline: &metadata.byline,
        outlet: &metadata.outlet,
        published: metadata.published.map(|day| day.to_string()),
        url: &metadata.url,
        language: &metadata.language,
        regions: &metadata.regions,
        themes: &metadata.themes,
        series: &metadata.series,
        source_note: &metadata.source_note,
        copyright: &metadata.copyright,
        other: &metadata.other,
    }
}

fn source(source: &Source) -> SourceRow<'_> {
    SourceRow {
        file_name: &source.file_name,
        format: &source.format,
        encoding: &source.encoding,
        sha256: source.sha256.map(|digest| digest.to_string()),
    }
}

fn block_kind(kind: BlockKind) -> (&'static str, Option<u8>) {
    match kind {
        BlockKind::Headline => ("headline", None),
        BlockKind::Metadata => ("metadata", None),
        BlockKind::Heading(level) => ("heading", Some(level)),
        BlockKind::ListItem => ("list_item", None),
        BlockKind::Quotation => ("quotation", None),
        BlockKind::Notice => ("notice", None),
    }
}

#[derive(Serialize)]
pub struct StatusRow<'p> {
    obelus: &'static str,
    doc_id: String,
    coder_id: &'p str,
    status: &'static str,
}

/// Makes a row for each selected analyst who has opened the article, in the project's order.
pub fn statuses<'p>(selected: &Selected<'p>, record: &'p ArticleRecord) -> impl Iterator<Item = StatusRow<'p>> {
    let analysts = selected.project.analysts().iter().filter(|analyst| selected.has(&analyst.id));
    analysts.filter_map(|analyst| {
        Some(StatusRow {
            obelus: "status",
            doc_id: record.article.id.to_string(),
            coder_id: analyst.id.as_str(),
            status: match record.status_of(&analyst.id)? {
                Status::InProgress => "in_progress",
                Status::Done => "done",
            },
        })
    })
}

#[derive(Serialize)]
pub struct AnnotationRow<'p> {
    obelus: &'static str,
    doc_id: String,
    text_sha256: String,
    span_id: String,
    tag: &'p str,
    fragments: Vec<Span>,
    start: u32,
    end: u32,
    quote: String,
    prefix: &'p str,
    suffix: &'p str,
    coder_id: &'p str,
    coder_name: &'p str,
    layer: &'p str,
    created: String,
    modified: String,
    codebook_version: u32,
    unsure: bool,
    note: &'p str,
    attributes: BTreeMap<&'p str, AnswerRow<'p>>,
    attribute_states: BTreeMap<&'p str, &'static str>,
    same_as: Vec<String>,
    links: Vec<LinkRow<'p>>,
    offset_unit: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum AnswerRow<'p> {
    Text(&'p str),
    Integer(i64),
    Number(NumberRow),
    YesNo(bool),
    Choice(&'p str),
    Choices(&'p [String]),
    Date(String),
    Links(Vec<String>),
    SubSpan(Span),
}

#[derive(Serialize)]
#[serde(untagged)]
enum NumberRow {
    Finite(f64),
    Other(&'static str),
}

#[derive(Serialize)]
struct LinkRow<'p> {
    #[serde(rename = "type")]
    kind: &'p str,
    target: String,
}

/// Makes the row of an annotation.
pub fn annotation<'p>(
    project: &'p Project,
    record: &'p ArticleRecord,
    annotation: &'p Annotation,
) -> Result<AnnotationRow<'p>, ExportError> {
    let located = Located::new(record, annotation)?;
    let mut attributes = BTreeMap::new();
    let mut attribute_states = BTreeMap::new();
    for (id, value) in &annotation.attributes {
        match answer(record, annotation, value)? {
            Answer::Value(row) => drop(attributes.insert(id.as_str(), row)),
            Answer::State(state) => drop(attribute_states.insert(id.as_str(), state)),
        }
    }
    Ok(AnnotationRow {
        obelus: "annotation",
        doc_id: record.article.id.to_string(),
        text_sha256: record.article.text_sha256.to_string(),
        span_id: annotation.id.to_string(),
        tag: annotation.label.as_str(),
        fragments: located.fragments,
        start: located.hull.start,
        end: located.hull.end,
        quote: located.quote,
        prefix: located.prefix,
        suffix: located.suffix,
        coder_id: annotation.analyst.as_str(),
        coder_name: project.analyst(&annotation.analyst).map_or("", |analyst| &analyst.name),
        layer: annotation.analyst.as_str(),
        created: annotation.created.to_string(),
        modified: annotation.modified.to_string(),
        codebook_version: annotation.codebook_version,
        unsure: annotation.is_unsure,
        note: &annotation.note,
        attributes,
        attribute_states,
        same_as: strings(&annotation.same_as),
        links: links_of(annotation).map(|(kind, target)| LinkRow { kind, target: target.to_string() }).collect(),
        offset_unit: OFFSET_UNIT,
    })
}

#[derive(Serialize)]
pub struct DecisionRow<'p> {
    obelus: &'static str,
    doc_id: String,
    about: Vec<SeenRow>,
    verdict: &'static str,
    taken: Option<String>,
    gold: Vec<String>,
    by: Option<&'p str>,
    time: String,
    comment: &'p str,
}

#[derive(Serialize)]
struct SeenRow {
    span_id: String,
    fingerprint: String,
}

/// Makes the row of a decision.
pub fn decision<'p>(record: &ArticleRecord, decision: &'p Decision) -> DecisionRow<'p> {
    let about = decision.sources.iter();
    DecisionRow {
        obelus: "decision",
        doc_id: record.article.id.to_string(),
        about: about.map(|(id, seen)| SeenRow { span_id: id.to_string(), fingerprint: seen.to_string() }).collect(),
        verdict: decision.verdict.name(),
        taken: if let Verdict::One(taken) = decision.verdict { Some(taken.to_string()) } else { None },
        gold: strings(&decision.gold),
        by: decision.by.as_ref().map(AnalystId::as_str),
        time: decision.time.to_string(),
        comment: &decision.comment,
    }
}

enum Answer<'p> {
    Value(AnswerRow<'p>),
    State(&'static str),
}

fn answer<'p>(record: &ArticleRecord, annotation: &Annotation, value: &'p AttributeValue) -> Result<Answer<'p>, ExportError> {
    Ok(Answer::Value(match value {
        AttributeValue::NotStated => return Ok(Answer::State("not_stated")),
        AttributeValue::Unclear => return Ok(Answer::State("unclear")),
        AttributeValue::Text(text) => AnswerRow::Text(text),
        AttributeValue::Integer(number) => AnswerRow::Integer(*number),
        AttributeValue::Number(number) => AnswerRow::Number(number_row(*number)),
        AttributeValue::YesNo(yes) => AnswerRow::YesNo(*yes),
        AttributeValue::Choice(choice) => AnswerRow::Choice(choice),
        AttributeValue::Choices(choices) => AnswerRow::Choices(choices),
        AttributeValue::Date(day) => AnswerRow::Date(day.to_string()),
        AttributeValue::Links(links) => AnswerRow::Links(strings(links)),
        AttributeValue::SubSpan(range) => AnswerRow::SubSpan(span_of(record, annotation, *range)?),
    }))
}

fn number_row(number: f64) -> NumberRow {
    match number {
        _ if number.is_nan() => NumberRow::Other("NaN"),
        f64::INFINITY => NumberRow::Other("Infinity"),
        f64::NEG_INFINITY => NumberRow::Other("-Infinity"),
        finite => NumberRow::Finite(finite),
    }
}

fn strings<T: Display>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
