//! Converts codebooks between file and model, and has the default codebook.

use super::v1::{AttributeV1, ChoiceV1, CodebookV1, ColorV1, ExampleV1, KindV1, LabelV1, PatternV1};
use crate::project::{Attribute, AttributeKind, Choice, Codebook, Example, Label, LabelColor, LabelId, LinePattern};

/// The codebook that a new project starts with.
pub const DEFAULT_CODEBOOK: &str = include_str!("../../../assets/codebook.ron");

/// Reads a codebook file.
///
/// # Errors
/// What is wrong, with line and column, in words for a person.
pub fn read_codebook(text: &str) -> Result<Codebook, String> {
    let stored: CodebookV1 = super::options().from_str(text).map_err(|error| error.to_string())?;
    let (codebook, repairs) = codebook_from(stored)?;
    // Somebody who writes a codebook by hand can also repair it.
    match repairs.into_iter().next() {
        Some(repair) => Err(repair),
        None => Ok(codebook),
    }
}

/// Writes a codebook as a file of its own, which [`read_codebook`] reads.
pub fn write_codebook(codebook: &Codebook) -> String {
    format!("{}\n", super::write::codebook_text(&codebook_to(codebook)))
}

/// Reads the codebook that comes with the app.
pub fn default_codebook() -> Codebook {
    // The asset is compiled in, and a test reads it.
    read_codebook(DEFAULT_CODEBOOK).expect("the default codebook is valid")
}

pub(super) fn codebook_to(codebook: &Codebook) -> CodebookV1 {
    let Codebook { title, version, general_rules, labels } = codebook;
    CodebookV1 {
        title: title.clone(),
        version: *version,
        general_rules: general_rules.clone(),
        labels: labels.iter().map(label_to).collect(),
    }
}

/// Converts the codebook of a file, and says what had to be repaired in it.
pub(super) fn codebook_from(stored: CodebookV1) -> Result<(Codebook, Vec<String>), String> {
    let mut codebook = codebook_as_written(stored)?;
    let repairs = codebook.repair();
    Ok((codebook, repairs))
}

/// Converts the codebook of a file without repairing anything, because a draft may be unfinished.
pub(super) fn codebook_as_written(stored: CodebookV1) -> Result<Codebook, String> {
    let CodebookV1 { title, version, general_rules, labels } = stored;
    let labels = labels.into_iter().map(label_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Codebook { title, version, general_rules, labels })
}

fn label_to(label: &Label) -> LabelV1 {
    let Label {
        id,
        name,
        key,
        color,
        pattern,
        definition,
        include,
        exclude,
        span_rule,
        edge_cases,
        examples,
        attributes,
        rule_version,
    } = label;
    let hex = |[r, g, b]: [u8; 3]| format!("#{r:02X}{g:02X}{b:02X}");
    LabelV1 {
        id: id.to_string(),
        name: name.clone(),
        key: key.map(String::from),
        color: ColorV1 { light: hex(color.light), dark: hex(color.dark) },
        pattern: match pattern {
            LinePattern::Single => PatternV1::Single,
            LinePattern::Double => PatternV1::Double,
            LinePattern::Thick => PatternV1::Thick,
            LinePattern::Dashed => PatternV1::Dashed,
            LinePattern::Dotted => PatternV1::Dotted,
            LinePattern::Wavy => PatternV1::Wavy,
        },
        definition: definition.clone(),
        include: include.clone(),
        exclude: exclude.clone(),
        span_rule: span_rule.clone(),
        edge_cases: edge_cases.clone(),
        rule_version: *rule_version,
        examples: examples.iter().map(|e| ExampleV1 { words: e.words.clone(), is_tagged: e.is_tagged }).collect(),
        attributes: attributes.iter().map(attribute_to).collect(),
    }
}

fn label_from(stored: LabelV1) -> Result<Label, String> {
    let LabelV1 {
        id,
        name,
        key,
        color,
        pattern,
        definition,
        include,
        exclude,
        span_rule,
        edge_cases,
        examples,
        attributes,
        rule_version,
    } = stored;
    let mut key_chars = key.as_deref().unwrap_or("").chars();
    let first = key_chars.next();
    if key_chars.next().is_some() {
        return Err(format!("the key of label “{id}” is longer than one character"));
    }
    Ok(Label {
        color: LabelColor { light: color_from(&color.light)?, dark: color_from(&color.dark)? },
        pattern: match pattern {
            PatternV1::Single => LinePattern::Single,
            PatternV1::Double => LinePattern::Double,
            PatternV1::Thick => LinePattern::Thick,
            PatternV1::Dashed => LinePattern::Dashed,
            PatternV1::Dotted => LinePattern::Dotted,
            PatternV1::Wavy => LinePattern::Wavy,
        },
        id: LabelId::new(id),
        name,
        key: first,
        definition,
        include,
        exclude,
        span_rule,
        edge_cases,
        rule_version,
        examples: examples.into_iter().map(|e| Example { words: e.words, is_tagged: e.is_tagged }).collect(),
        attributes: attributes.into_iter().map(attribute_from).collect(),
    })
}

fn color_from(hex: &str) -> Result<[u8; 3], String> {
    let bad = || format!("“{hex}” is not a colour: expected # and six hexadecimal digits");
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(bad)?;
    let number = u32::from_str_radix(digits, 16).ok().ok_or_else(bad)?;
    let [_, r, g, b] = number.to_be_bytes();
    Ok([r, g, b])
}

fn attribute_to(attribute: &Attribute) -> AttributeV1 {
    let Attribute { id, name, kind, is_required, help } = attribute;
    let choices =
        |choices: &[Choice]| choices.iter().map(|c| ChoiceV1 { id: c.id.clone(), name: c.name.clone() }).collect::<Vec<_>>();
    AttributeV1 {
        id: id.to_string(),
        name: name.clone(),
        kind: match kind {
            AttributeKind::Text => KindV1::Text,
            AttributeKind::Integer { min, max } => KindV1::Integer { min: *min, max: *max },
            AttributeKind::Number => KindV1::Number,
            AttributeKind::YesNo => KindV1::YesNo,
            AttributeKind::OneOf(list) => KindV1::OneOf(choices(list)),
            AttributeKind::SeveralOf(list) => KindV1::SeveralOf(choices(list)),
            AttributeKind::Date => KindV1::Date,
            AttributeKind::Links { labels, many } => {
                KindV1::Links { labels: labels.iter().map(LabelId::to_string).collect(), many: *many }
            }
            AttributeKind::SubSpan => KindV1::SubSpan,
        },
        is_required: *is_required,
        help: help.clone(),
    }
}

fn attribute_from(stored: AttributeV1) -> Attribute {
    let AttributeV1 { id, name, kind, is_required, help } = stored;
    let choices = |list: Vec<ChoiceV1>| list.into_iter().map(|c| Choice { id: c.id, name: c.name }).collect::<Vec<_>>();
    Attribute {
        id: id.as_str().into(),
        name,
        kind: match kind {
            KindV1::Text => AttributeKind::Text,
            KindV1::Integer { min, max } => AttributeKind::Integer { min, max },
            KindV1::Number => AttributeKind::Number,
            KindV1::YesNo => AttributeKind::YesNo,
            KindV1::OneOf(list) => AttributeKind::OneOf(choices(list)),
            KindV1::SeveralOf(list) => AttributeKind::SeveralOf(choices(list)),
            KindV1::Date => AttributeKind::Date,
            KindV1::Links { labels, many } => {
                AttributeKind::Links { labels: labels.into_iter().map(LabelId::new).collect(), many }
            }
            KindV1::SubSpan => AttributeKind::SubSpan,
        },
        is_required,
        help,
    }
}
