//! Reads the rows of articles and annotations, field by field.

use crate::{
    import::{AnnotatedArticle, ImportedArticle, quoted::short},
    project::{
        Annotation, AttributeValue, Block, BlockKind, Decision, Fingerprint, Fragments, Link, Metadata, Sha256, Source, Verdict,
    },
    text::{ByteRange, CharOffset, IndexedText},
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Display, str::FromStr};

#[derive(Deserialize, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Deserialize)]
pub(super) struct ArticleRow {
    pub(super) id: String,
    text: String,
    text_sha256: Option<String>,
    imported: Option<String>,
    #[serde(default)]
    metadata: MetadataRow,
    #[serde(default)]
    source: SourceRow,
    #[serde(default)]
    blocks: Vec<BlockRow>,
    #[serde(default)]
    links: Vec<HyperlinkRow>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct MetadataRow {
    headline: String,
    byline: String,
    outlet: String,
    published: Option<String>,
    url: String,
    language: String,
    regions: Vec<String>,
    themes: Vec<String>,
    series: Vec<String>,
    source_note: String,
    copyright: String,
    other: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SourceRow {
    file_name: String,
    format: String,
    encoding: String,
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct BlockRow {
    start: u32,
    end: u32,
    kind: String,
    level: Option<u8>,
}

#[derive(Deserialize)]
struct HyperlinkRow {
    start: u32,
    end: u32,
    target: String,
}

#[derive(Deserialize)]
pub(super) struct StatusRow {
    pub(super) doc_id: String,
    pub(super) coder_id: String,
    pub(super) status: String,
}

#[derive(Deserialize)]
pub(super) struct AnnotationRow {
    pub(super) doc_id: String,
    span_id: String,
    tag: String,
    fragments: Vec<Span>,
    quote: Option<String>,
    coder_id: String,
    created: String,
    modified: String,
    codebook_version: u32,
    #[serde(default)]
    unsure: bool,
    #[serde(default)]
    note: String,
    #[serde(default)]
    attributes: BTreeMap<String, AnswerRow>,
    #[serde(default)]
    attribute_states: BTreeMap<String, StateRow>,
    #[serde(default)]
    same_as: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct DecisionRow {
    pub(super) doc_id: String,
    about: Vec<SeenRow>,
    verdict: String,
    taken: Option<String>,
    #[serde(default)]
    gold: Vec<String>,
    by: Option<String>,
    time: String,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize)]
struct SeenRow {
    span_id: String,
    fingerprint: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerRow {
    Text(String),
    Integer(i64),
    Number(NumberRow),
    YesNo(bool),
    Choice(String),
    Choices(Vec<String>),
    Date(String),
    Links(Vec<String>),
    SubSpan(Span),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberRow {
    Finite(f64),
    Other(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateRow {
    NotStated,
    Unclear,
}

/// Reads the article of a row, and returns what is odd about it.
pub(super) fn article(row: ArticleRow) -> Result<(AnnotatedArticle, Vec<String>), String> {
    let mut odd = Vec::new();
    let text = IndexedText::new(row.text.as_str()).map_err(|error| error.to_string())?;
    if row.text_sha256.is_some_and(|hex| Sha256::from_hex(&hex) != Some(Sha256::of(row.text.as_bytes()))) {
        odd.push("the text is not the one that was exported: its digest differs; it was taken as it is".to_owned());
    }
    let mut blocks = Vec::new();
    for BlockRow { start, end, kind, level } in row.blocks {
        match (range(&text, Span { start, end }), block_kind(&kind, level)) {
            (Ok(range), Some(kind)) => blocks.push(Block { range, kind }),
            (Err(error), _) => odd.push(format!("a block was left out: {error}")),
            (_, None) => odd.push(format!("a block was left out: “{kind}” is not one of their kinds")),
        }
    }
    let mut links = Vec::new();
    for HyperlinkRow { start, end, target } in row.links {
        match range(&text, Span { start, end }) {
            Ok(range) => links.push(Link { range, target }),
            Err(error) => odd.push(format!("a hyperlink was left out: {error}")),
        }
    }
    let published = row.metadata.published.map(|day| parsed("published", &day)).transpose();
    let metadata = Metadata {
        headline: row.metadata.headline,
        byline: row.metadata.byline,
        outlet: row.metadata.outlet,
        published: published.unwrap_or_else(|error| {
            odd.push(error);
            None
        }),
        url: row.metadata.url,
        language: row.metadata.language,
        regions: row.metadata.regions,
        themes: row.metadata.themes,
        series: row.metadata.series,
        source_note: row.metadata.source_note,
        copyright: row.metadata.copyright,
        other: row.metadata.other,
    };
    let source = Source {
        file_name: row.source.file_name,
        format: row.source.format,
        encoding: row.source.encoding,
        sha256: row.source.sha256.as_deref().and_then(Sha256::from_hex),
    };
    let imported = row.imported.map(|time| parsed("imported", &time)).transpose()?;
    let id = Some(parsed("id", &row.id)?);
    let stated = metadata.clone();
    let article = ImportedArticle { text: row.text, metadata, source, blocks, links };
    Ok((AnnotatedArticle { id, imported, stated, ..AnnotatedArticle::new(article) }, odd))
}

/// Reads the annotation of a row, and returns what is odd about it.
pub(super) fn annotation(text: &IndexedText, row: AnnotationRow) -> Result<(Annotation, Option<String>), String> {
    let ranges = row.fragments.iter().map(|span| range(text, *span)).collect::<Result<Vec<_>, _>>()?;
    let fragments = Fragments::new(ranges).map_err(|error| error.to_string())?;
    let words = fragments.words(text.as_str());
    let odd = row.quote.filter(|quote| *quote != words).map(|quote| {
        format!("the offsets cover “{}”, but the quote is “{}”; the offsets were taken", short(&words), short(&quote))
    });
    let mut attributes = BTreeMap::new();
    for (id, value) in row.attributes {
        attributes.insert(id.as_str().into(), answer(text, value)?);
    }
    for (id, state) in row.attribute_states {
        let state = match state {
            StateRow::NotStated => AttributeValue::NotStated,
            StateRow::Unclear => AttributeValue::Unclear,
        };
        attributes.insert(id.as_str().into(), state);
    }
    let annotation = Annotation {
        id: parsed("span_id", &row.span_id)?,
        analyst: row.coder_id.as_str().into(),
        label: row.tag.as_str().into(),
        fragments,
        attributes,
        same_as: all_parsed("same_as", &row.same_as)?,
        note: row.note,
        is_unsure: row.unsure,
        created: parsed("created", &row.created)?,
        modified: parsed("modified", &row.modified)?,
        codebook_version: row.codebook_version,
    };
    Ok((annotation, odd))
}

/// Reads the decision of a row.
pub(super) fn decision(row: DecisionRow) -> Result<Decision, String> {
    let seen = |SeenRow { span_id, fingerprint }: &SeenRow| {
        let unknown = || format!("“{fingerprint}” is not a fingerprint; expected 16 hexadecimal digits");
        Ok((parsed("about", span_id)?, Fingerprint::from_hex(fingerprint).ok_or_else(unknown)?))
    };
    let taken = row.taken.map(|taken| parsed("taken", &taken)).transpose()?;
    let unknown = || format!("“{}” is not a verdict, or names no annotation that was read", row.verdict);
    if row.about.is_empty() {
        return Err("the decision is about nothing".to_owned());
    }
    Ok(Decision {
        sources: row.about.iter().map(seen).collect::<Result<_, String>>()?,
        verdict: Verdict::from_name(&row.verdict, taken).ok_or_else(unknown)?,
        gold: all_parsed("gold", &row.gold)?,
        by: row.by.as_deref().map(Into::into),
        time: parsed("time", &row.time)?,
        comment: row.comment,
    })
}

fn answer(text: &IndexedText, row: AnswerRow) -> Result<AttributeValue, String> {
    Ok(match row {
        AnswerRow::Text(text) => AttributeValue::Text(text),
        AnswerRow::Integer(number) => AttributeValue::Integer(number),
        AnswerRow::Number(NumberRow::Finite(number)) => AttributeValue::Number(number),
        AnswerRow::Number(NumberRow::Other(name)) => AttributeValue::Number(match name.as_str() {
            "NaN" => f64::NAN,
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ => return Err(format!("“{name}” is not a number")),
        }),
        AnswerRow::YesNo(yes) => AttributeValue::YesNo(yes),
        AnswerRow::Choice(choice) => AttributeValue::Choice(choice),
        AnswerRow::Choices(choices) => AttributeValue::Choices(choices),
        AnswerRow::Date(day) => AttributeValue::Date(parsed("date", &day)?),
        AnswerRow::Links(links) => AttributeValue::Links(all_parsed("links", &links)?),
        AnswerRow::SubSpan(span) => AttributeValue::SubSpan(range(text, span)?),
    })
}

fn range(text: &IndexedText, Span { start, end }: Span) -> Result<ByteRange, String> {
    let range = text.byte_range_of_chars(CharOffset::new(start), CharOffset::new(end));
    range.ok_or_else(|| format!("{start}–{end} is not a stretch of the article, which has {} code points", text.num_chars()))
}

fn parsed<T: FromStr<Err: Display>>(field: &str, written: &str) -> Result<T, String> {
    written.parse().map_err(|error| format!("{field}: {error}"))
}

fn all_parsed<T: FromStr<Err: Display>>(field: &str, written: &[String]) -> Result<Vec<T>, String> {
    written.iter().map(|written| parsed(field, written)).collect()
}

fn block_kind(kind: &str, level: Option<u8>) -> Option<BlockKind> {
    Some(match (kind, level) {
        ("headline", _) => BlockKind::Headline,
        ("metadata", _) => BlockKind::Metadata,
        ("heading", Some(level @ 1..=6)) => BlockKind::Heading(level),
        ("list_item", _) => BlockKind::ListItem,
        ("quotation", _) => BlockKind::Quotation,
        ("notice", _) => BlockKind::Notice,
        _ => return None,
    })
}
