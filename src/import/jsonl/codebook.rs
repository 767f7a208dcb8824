//! The codebook as the header row holds it.

use crate::project::{Attribute, AttributeKind, Choice, Codebook, Example, Label, LabelColor, LinePattern};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct CodebookRow {
    title: String,
    version: u32,
    #[serde(default)]
    general_rules: Vec<String>,
    labels: Vec<LabelRow>,
}

#[derive(Deserialize)]
#[serde(default)]
struct LabelRow {
    id: String,
    name: String,
    key: Option<char>,
    color: ColorRow,
    pattern: String,
    definition: String,
    include: String,
    exclude: String,
    span_rule: String,
    edge_cases: String,
    #[serde(default)]
    rule_version: u32,
    examples: Vec<ExampleRow>,
    attributes: Vec<AttributeRow>,
}

#[derive(Deserialize, Clone)]
struct ColorRow {
    light: String,
    dark: String,
}

#[derive(Deserialize)]
struct ExampleRow {
    words: String,
    is_tagged: bool,
}

#[derive(Deserialize)]
struct AttributeRow {
    id: String,
    name: String,
    kind: KindRow,
    #[serde(default)]
    is_required: bool,
    #[serde(default)]
    help: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum KindRow {
    Text,
    Integer { min: Option<i64>, max: Option<i64> },
    Number,
    YesNo,
    OneOf { choices: Vec<ChoiceRow> },
    SeveralOf { choices: Vec<ChoiceRow> },
    Date,
    Links { labels: Vec<String>, many: bool },
    SubSpan,
}

#[derive(Deserialize)]
struct ChoiceRow {
    id: String,
    name: String,
}

impl Default for ColorRow {
    fn default() -> Self {
        Self { light: "#555555".to_owned(), dark: "#bbbbbb".to_owned() }
    }
}

impl Default for LabelRow {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            key: None,
            color: ColorRow::default(),
            pattern: "single".to_owned(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            span_rule: String::new(),
            edge_cases: String::new(),
            rule_version: 0,
            examples: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

/// Reads the whole codebook; the error names what cannot be read.
pub(super) fn read(row: CodebookRow) -> Result<Codebook, String> {
    let labels = row.labels.into_iter().map(label).collect::<Result<_, _>>()?;
    Ok(Codebook { title: row.title, version: row.version, general_rules: row.general_rules, labels })
}

fn label(row: LabelRow) -> Result<Label, String> {
    if row.id.is_empty() {
        return Err(format!("a label needs an id; “{}” has none", row.name));
    }
    Ok(Label {
        name: if row.name.is_empty() { row.id.clone() } else { row.name },
        key: row.key,
        color: LabelColor { light: color(&row.color.light)?, dark: color(&row.color.dark)? },
        pattern: pattern(&row.pattern)?,
        definition: row.definition,
        include: row.include,
        exclude: row.exclude,
        span_rule: row.span_rule,
        edge_cases: row.edge_cases,
        rule_version: row.rule_version,
        examples: row.examples.into_iter().map(|e| Example { words: e.words, is_tagged: e.is_tagged }).collect(),
        attributes: row.attributes.into_iter().map(attribute).collect(),
        id: row.id.as_str().into(),
    })
}

fn attribute(row: AttributeRow) -> Attribute {
    Attribute { id: row.id.as_str().into(), name: row.name, kind: kind(row.kind), is_required: row.is_required, help: row.help }
}

fn kind(row: KindRow) -> AttributeKind {
    let choices = |rows: Vec<ChoiceRow>| rows.into_iter().map(|row| Choice { id: row.id, name: row.name }).collect();
    match row {
        KindRow::Text => AttributeKind::Text,
        KindRow::Integer { min, max } => AttributeKind::Integer { min, max },
        KindRow::Number => AttributeKind::Number,
        KindRow::YesNo => AttributeKind::YesNo,
        KindRow::OneOf { choices: rows } => AttributeKind::OneOf(choices(rows)),
        KindRow::SeveralOf { choices: rows } => AttributeKind::SeveralOf(choices(rows)),
        KindRow::Date => AttributeKind::Date,
        KindRow::Links { labels, many } => {
            AttributeKind::Links { labels: labels.iter().map(|id| id.as_str().into()).collect(), many }
        }
        KindRow::SubSpan => AttributeKind::SubSpan,
    }
}

fn color(hex: &str) -> Result<[u8; 3], String> {
    let bad = || format!("“{hex}” is not a colour; expected one like #1f6fb4");
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or_else(bad)?;
    let number = u32::from_str_radix(digits, 16).ok().ok_or_else(bad)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Ok([red, green, blue])
}

fn pattern(name: &str) -> Result<LinePattern, String> {
    Ok(match name {
        "single" => LinePattern::Single,
        "double" => LinePattern::Double,
        "thick" => LinePattern::Thick,
        "dashed" => LinePattern::Dashed,
        "dotted" => LinePattern::Dotted,
        "wavy" => LinePattern::Wavy,
        _ => return Err(format!("“{name}” is not a line; expected single, double, thick, dashed, dotted or wavy")),
    })
}
