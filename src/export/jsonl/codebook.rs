//! The codebook as the header row holds it.

use crate::project::{Attribute, AttributeKind, Choice, Codebook, Label};
use serde::Serialize;

#[derive(Serialize)]
pub struct CodebookRow<'p> {
    title: &'p str,
    version: u32,
    general_rules: &'p [String],
    labels: Vec<LabelRow<'p>>,
}

#[derive(Serialize)]
struct LabelRow<'p> {
    id: &'p str,
    name: &'p str,
    key: Option<char>,
    color: ColorRow,
    pattern: &'static str,
    definition: &'p str,
    include: &'p str,
    exclude: &'p str,
    span_rule: &'p str,
    edge_cases: &'p str,
    rule_version: u32,
    examples: Vec<ExampleRow<'p>>,
    attributes: Vec<AttributeRow<'p>>,
}

#[derive(Serialize)]
struct ColorRow {
    light: String,
    dark: String,
}

#[derive(Serialize)]
struct ExampleRow<'p> {
    words: &'p str,
    is_tagged: bool,
}

#[derive(Serialize)]
struct AttributeRow<'p> {
    id: &'p str,
    name: &'p str,
    kind: KindRow<'p>,
    is_required: bool,
    help: &'p str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum KindRow<'p> {
    Text,
    Integer { min: Option<i64>, max: Option<i64> },
    Number,
    YesNo,
    OneOf { choices: Vec<ChoiceRow<'p>> },
    SeveralOf { choices: Vec<ChoiceRow<'p>> },
    Date,
    Links { labels: Vec<&'p str>, many: bool },
    SubSpan,
}

#[derive(Serialize)]
struct ChoiceRow<'p> {
    id: &'p str,
    name: &'p str,
}

/// Converts `codebook`.
pub fn row(codebook: &Codebook) -> CodebookRow<'_> {
    CodebookRow {
        title: &codebook.title,
        version: codebook.version,
        general_rules: &codebook.general_rules,
        labels: codebook.labels.iter().map(label).collect(),
    }
}

fn label(label: &Label) -> LabelRow<'_> {
    LabelRow {
        id: label.id.as_str(),
        name: &label.name,
        key: label.key,
        color: ColorRow { light: hex(label.color.light), dark: hex(label.color.dark) },
        pattern: label.pattern.name(),
        definition: &label.definition,
        include: &label.include,
        exclude: &label.exclude,
        span_rule: &label.span_rule,
        edge_cases: &label.edge_cases,
        rule_version: label.rule_version,
        examples: label.examples.iter().map(|e| ExampleRow { words: &e.words, is_tagged: e.is_tagged }).collect(),
        attributes: label.attributes.iter().map(attribute).collect(),
    }
}

fn attribute(attribute: &Attribute) -> AttributeRow<'_> {
    AttributeRow {
        id: attribute.id.as_str(),
        name: &attribute.name,
        kind: kind(&attribute.kind),
        is_required: attribute.is_required,
        help: &attribute.help,
    }
}

fn kind(kind: &AttributeKind) -> KindRow<'_> {
    match kind {
        AttributeKind::Text => KindRow::Text,
        AttributeKind::Integer { min, max } => KindRow::Integer { min: *min, max: *max },
        AttributeKind::Number => KindRow::Number,
        AttributeKind::YesNo => KindRow::YesNo,
        AttributeKind::OneOf(choices) => KindRow::OneOf { choices: choice_rows(choices) },
        AttributeKind::SeveralOf(choices) => KindRow::SeveralOf { choices: choice_rows(choices) },
        AttributeKind::Date => KindRow::Date,
        AttributeKind::Links { labels, many } => {
            KindRow::Links { labels: labels.iter().map(|id| id.as_str()).collect(), many: *many }
        }
        AttributeKind::SubSpan => KindRow::SubSpan,
    }
}

fn choice_rows(choices: &[Choice]) -> Vec<ChoiceRow<'_>> {
    choices.iter().map(|choice| ChoiceRow { id: &choice.id, name: &choice.name }).collect()
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
