//! Converts articles and annotations between file and model.
//!
//! Positions in the file are code points. Positions in the log are bytes, because the log must be readable without the
//! article. [`Positions`] names the two.

use super::{
    keys::Keys,
    v1::{AnnotationV1, ArticleV1, BlockKindV1, DecisionV1, FragmentV1, MetadataV1, SourceV1, StatusV1, ValueV1, VerdictV1},
};
use crate::{
    project::{
        Annotation, Article, ArticleRecord, AttributeId, AttributeValue, Block, BlockKind, Decision, Fingerprint, Fragments,
        Link, Metadata, Sha256, Source, Status, Verdict,
    },
    text::{ByteOffset, ByteRange, CharOffset, IndexedText},
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// The longest words of a fragment that the file shows in full, in code points; longer ones appear as head … tail.
const SHOWN_CHARS: usize = 60;
/// The length of head and tail of longer words, in code points.
const HEAD_CHARS: usize = 28;

/// The unit in which positions are written.
#[derive(Clone, Copy)]
pub enum Positions<'a> {
    /// Code points of this text.
    CodePoints(&'a IndexedText),
    /// UTF-8 bytes.
    Bytes,
}

impl Positions<'_> {
    fn write(self, range: ByteRange) -> (u32, u32) {
        match self {
            // Ranges of the model lie on character boundaries of their article (`Project::apply` makes sure of it).
            Self::CodePoints(text) => {
                text.char_range_of(range).map_or((u32::MAX, u32::MAX), |(start, end)| (start.get(), end.get()))
            }
            Self::Bytes => (range.start().get(), range.end().get()),
        }
    }

    fn read(self, start: u32, end: u32) -> Result<ByteRange, String> {
        match self {
            Self::CodePoints(text) => text.byte_range_of_chars(CharOffset::new(start), CharOffset::new(end)).ok_or_else(|| {
                format!("code points {start}–{end} do not lie in the text, which has {} of them", text.num_chars())
            }),
            Self::Bytes => ByteRange::new(ByteOffset::new(start), ByteOffset::new(end))
                .ok_or_else(|| format!("bytes {start}–{end} run backwards")),
        }
    }
}

/// Shortens the words of a fragment to what the file shows.
fn shown_words(words: &str) -> String {
    if words.chars().count() <= SHOWN_CHARS {
        return words.to_owned();
    }
    let head: String = words.chars().take(HEAD_CHARS).collect();
    let tail_start = words.char_indices().rev().nth(HEAD_CHARS - 1).map_or(0, |(i, _)| i);
    format!("{head} … {}", &words[tail_start..])
}

/// Writes a fragment for the file: code points and words.
pub fn fragment_to(text: &IndexedText, range: ByteRange) -> FragmentV1 {
    let (start, end) = Positions::CodePoints(text).write(range);
    (start, end, shown_words(text.slice(range).unwrap_or("")))
}

/// Reads a fragment of the file. The second value says how its words differ from those of the text, if they do.
pub fn fragment_from<S: AsRef<str>>(
    text: &IndexedText,
    (start, end, words): &FragmentV1<S>,
) -> Result<(ByteRange, Option<String>), String> {
    let (range, words) = (Positions::CodePoints(text).read(*start, *end)?, words.as_ref());
    let found = text.slice(range).unwrap_or("");
    // Words that are short in bytes are short in code points too, and shown in full.
    let is_same = if found.len() <= SHOWN_CHARS { found == words } else { shown_words(found) == words };
    let differs = || format!("the file says “{words}”, the text at code points {start}–{end} “{}”", shown_words(found));
    Ok((range, (!is_same).then(differs)))
}

/// Writes an annotation; `at` writes a fragment.
pub fn annotation_to<F>(article: &str, a: &Annotation, positions: Positions<'_>, at: impl Fn(ByteRange) -> F) -> AnnotationV1<F> {
    AnnotationV1 {
        id: a.id.to_string(),
        article: article.to_owned(),
        by: a.analyst.to_string(),
        label: a.label.to_string(),
        at: a.fragments.iter().map(at).collect(),
        attributes: a.attributes.iter().map(|(key, value)| (key.to_string(), value_to(value, positions))).collect(),
        same_as: a.same_as.iter().map(ToString::to_string).collect(),
        unsure: a.is_unsure,
        note: a.note.clone(),
        created: a.created.to_string(),
        modified: (a.modified != a.created).then(|| a.modified.to_string()),
        codebook: a.codebook_version,
    }
}

/// Reads an annotation, given its fragments.
pub fn annotation_from<F, S: AsRef<str>>(
    stored: &AnnotationV1<F, S>,
    positions: Positions<'_>,
    at: impl IntoIterator<Item = ByteRange>,
    keys: &mut Keys,
) -> Result<Annotation, String> {
    let created = time(stored.created.as_ref())?;
    let attributes: BTreeMap<AttributeId, AttributeValue> = stored
        .attributes
        .iter()
        .map(|(key, value)| Ok((keys.attribute(key), value_from(value, positions)?)))
        .collect::<Result<_, String>>()?;
    Ok(Annotation {
        id: id(stored.id.as_ref())?,
        analyst: keys.analyst(stored.by.as_ref()),
        label: keys.label(stored.label.as_ref()),
        fragments: Fragments::new(at).map_err(|error| error.to_string())?,
        attributes,
        same_as: stored.same_as.iter().map(|other| id(other)).collect::<Result<_, _>>()?,
        note: stored.note.clone(),
        is_unsure: stored.unsure,
        created,
        modified: stored.modified.as_ref().map_or(Ok(created), |modified| time(modified.as_ref()))?,
        codebook_version: stored.codebook,
    })
}

/// Writes a decision.
pub fn decision_to(article: &str, decision: &Decision) -> DecisionV1 {
    DecisionV1 {
        article: article.to_owned(),
        about: decision.sources.iter().map(|(id, seen)| (id.to_string(), seen.to_string())).collect(),
        verdict: match decision.verdict {
            Verdict::One(id) => VerdictV1::One(id.to_string()),
            Verdict::All => VerdictV1::All,
            Verdict::Majority => VerdictV1::Majority,
            Verdict::Neither => VerdictV1::Neither,
            Verdict::Union => VerdictV1::Union,
            Verdict::Intersection => VerdictV1::Intersection,
            Verdict::Edited => VerdictV1::Edited,
        },
        gold: decision.gold.iter().map(ToString::to_string).collect(),
        by: decision.by.as_ref().map(ToString::to_string),
        time: decision.time.to_string(),
        comment: decision.comment.clone(),
    }
}

/// Reads a decision.
pub fn decision_from(stored: &DecisionV1) -> Result<Decision, String> {
    let seen = |hex: &String| Fingerprint::from_hex(hex).ok_or_else(|| format!("“{hex}” is not a fingerprint"));
    Ok(Decision {
        sources: stored.about.iter().map(|(source, hex)| Ok((id(source)?, seen(hex)?))).collect::<Result<_, String>>()?,
        verdict: match &stored.verdict {
            VerdictV1::One(taken) => Verdict::One(id(taken)?),
            VerdictV1::All => Verdict::All,
            VerdictV1::Majority => Verdict::Majority,
            VerdictV1::Neither => Verdict::Neither,
            VerdictV1::Union => Verdict::Union,
            VerdictV1::Intersection => Verdict::Intersection,
            VerdictV1::Edited => Verdict::Edited,
        },
        gold: stored.gold.iter().map(|gold| id(gold)).collect::<Result<_, _>>()?,
        by: stored.by.as_deref().map(Into::into),
        time: time(&stored.time)?,
        comment: stored.comment.clone(),
    })
}

pub fn value_to(value: &AttributeValue, positions: Positions<'_>) -> ValueV1 {
    match value {
        AttributeValue::NotStated => ValueV1::NotStated,
        AttributeValue::Unclear => ValueV1::Unclear,
        AttributeValue::Text(text) => ValueV1::Text(text.clone()),
        AttributeValue::Integer(number) => ValueV1::Integer(*number),
        AttributeValue::Number(number) => ValueV1::Number(*number),
        AttributeValue::YesNo(yes) => ValueV1::YesNo(*yes),
        AttributeValue::Choice(choice) => ValueV1::Choice(choice.clone()),
        AttributeValue::Choices(choices) => ValueV1::Choices(choices.clone()),
        AttributeValue::Date(date) => ValueV1::Date(date.to_string()),
        AttributeValue::Links(links) => ValueV1::Links(links.iter().map(ToString::to_string).collect()),
        AttributeValue::SubSpan(range) => {
            let (start, end) = positions.write(*range);
            ValueV1::SubSpan(start, end)
        }
    }
}

pub fn value_from(stored: &ValueV1, positions: Positions<'_>) -> Result<AttributeValue, String> {
    Ok(match stored {
        ValueV1::NotStated => AttributeValue::NotStated,
        ValueV1::Unclear => AttributeValue::Unclear,
        ValueV1::Text(text) => AttributeValue::Text(text.clone()),
        ValueV1::Integer(number) => AttributeValue::Integer(*number),
        ValueV1::Number(number) => AttributeValue::Number(*number),
        ValueV1::YesNo(yes) => AttributeValue::YesNo(*yes),
        ValueV1::Choice(choice) => AttributeValue::Choice(choice.clone()),
        ValueV1::Choices(choices) => AttributeValue::Choices(choices.clone()),
        ValueV1::Date(text) => AttributeValue::Date(date(text)?),
        ValueV1::Links(links) => AttributeValue::Links(links.iter().map(|link| id(link)).collect::<Result<_, _>>()?),
        ValueV1::SubSpan(start, end) => AttributeValue::SubSpan(positions.read(*start, *end)?),
    })
}

/// Writes an article without its annotations.
pub fn article_to(record: &ArticleRecord) -> ArticleV1 {
    let Article { id, text, text_sha256, metadata, source, blocks, links, imported } = &*record.article;
    let positions = Positions::CodePoints(text);
    let at = |range: ByteRange| positions.write(range);
    ArticleV1 {
        id: id.to_string(),
        metadata: metadata_to(metadata),
        source: SourceV1 {
            file_name: source.file_name.clone(),
            format: source.format.clone(),
            encoding: source.encoding.clone(),
            sha256: source.sha256.map(|digest| digest.to_string()),
        },
        imported: imported.to_string(),
        status: record.status.iter().map(|(analyst, status)| (analyst.to_string(), status_to(*status))).collect(),
        blocks: blocks.iter().map(|block| (at(block.range).0, at(block.range).1, block_kind_to(block.kind))).collect(),
        links: links.iter().map(|link| (at(link.range).0, at(link.range).1, link.target.clone())).collect(),
        text_sha256: text_sha256.to_string(),
        text: text.as_str().to_owned(),
    }
}

/// Reads an article without annotations. The second value lists faults in spite of which it can be kept.
pub fn article_from(stored: ArticleV1) -> Result<(ArticleRecord, Vec<String>), String> {
    let mut problems = Vec::new();
    let text = IndexedText::new(stored.text).map_err(|error| error.to_string())?;
    let text_sha256 = Sha256::of(text.as_str().as_bytes());
    if Sha256::from_hex(&stored.text_sha256) != Some(text_sha256) {
        problems.push(format!(
            "its text does not match the recorded SHA-256 ({}); it was changed outside Obelus",
            stored.text_sha256
        ));
    }
    let positions = Positions::CodePoints(&text);
    let mut blocks = Vec::new();
    for (start, end, kind) in stored.blocks {
        match positions.read(start, end) {
            Ok(range) => blocks.push(Block { range, kind: block_kind_from(kind) }),
            Err(error) => problems.push(format!("a block is left out: {error}")),
        }
    }
    blocks.sort_by_key(|block| block.range);
    let mut links = Vec::new();
    for (start, end, target) in stored.links {
        match positions.read(start, end) {
            Ok(range) => links.push(Link { range, target }),
            Err(error) => problems.push(format!("the link to {target} is left out: {error}")),
        }
    }
    let article = Article {
        id: stored.id.parse().map_err(|error: crate::project::id::ParseIdError| error.to_string())?,
        text_sha256,
        metadata: metadata_from(stored.metadata)?,
        source: Source {
            file_name: stored.source.file_name,
            format: stored.source.format,
            encoding: stored.source.encoding,
            sha256: stored.source.sha256.as_deref().and_then(Sha256::from_hex),
        },
        blocks,
        links,
        imported: time(&stored.imported)?,
        text,
    };
    let mut record = ArticleRecord::new(article);
    record.status = stored.status.into_iter().map(|(analyst, status)| (analyst.as_str().into(), status_from(status))).collect();
    Ok((record, problems))
}

pub fn metadata_to(metadata: &Metadata) -> MetadataV1 {
    let m = metadata.clone();
    MetadataV1 {
        headline: m.headline,
        byline: m.byline,
        outlet: m.outlet,
        published: m.published.map(|date| date.to_string()),
        url: m.url,
        language: m.language,
        regions: m.regions,
        themes: m.themes,
        series: m.series,
        source_note: m.source_note,
        copyright: m.copyright,
        other: m.other,
    }
}

pub fn metadata_from(stored: MetadataV1) -> Result<Metadata, String> {
    Ok(Metadata {
        headline: stored.headline,
        byline: stored.byline,
        outlet: stored.outlet,
        published: stored.published.as_deref().map(date).transpose()?,
        url: stored.url,
        language: stored.language,
        regions: stored.regions,
        themes: stored.themes,
        series: stored.series,
        source_note: stored.source_note,
        copyright: stored.copyright,
        other: stored.other,
    })
}

pub fn status_to(status: Status) -> StatusV1 {
    match status {
        Status::InProgress => StatusV1::InProgress,
        Status::Done => StatusV1::Done,
    }
}

pub fn status_from(stored: StatusV1) -> Status {
    match stored {
        StatusV1::InProgress => Status::InProgress,
        StatusV1::Done => Status::Done,
    }
}

fn block_kind_to(kind: BlockKind) -> BlockKindV1 {
    match kind {
        BlockKind::Headline => BlockKindV1::Headline,
        BlockKind::Metadata => BlockKindV1::Metadata,
        BlockKind::Heading(level) => BlockKindV1::Heading(level),
        BlockKind::ListItem => BlockKindV1::ListItem,
        BlockKind::Quotation => BlockKindV1::Quotation,
        BlockKind::Notice => BlockKindV1::Notice,
    }
}

fn block_kind_from(stored: BlockKindV1) -> BlockKind {
    match stored {
        BlockKindV1::Headline => BlockKind::Headline,
        BlockKindV1::Metadata => BlockKind::Metadata,
        BlockKindV1::Heading(level) => BlockKind::Heading(level),
        BlockKindV1::ListItem => BlockKind::ListItem,
        BlockKindV1::Quotation => BlockKind::Quotation,
        BlockKindV1::Notice => BlockKind::Notice,
    }
}

/// Reads an id of any kind.
pub fn id<T: std::str::FromStr<Err = crate::project::id::ParseIdError>>(written: &str) -> Result<T, String> {
    written.parse().map_err(|error: crate::project::id::ParseIdError| error.to_string())
}

/// Reads a time in the format of RFC 3339.
pub fn time(written: &str) -> Result<Timestamp, String> {
    written.parse().map_err(|error| format!("“{written}” is not a time: {error}"))
}

fn date(written: &str) -> Result<Date, String> {
    written.parse().map_err(|error| format!("“{written}” is not a date: {error}"))
}
