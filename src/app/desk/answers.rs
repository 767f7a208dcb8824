//! Answers as people read and type them.

use crate::{
    project::{Attribute, AttributeKind, AttributeValue},
    text::words::plural,
};

/// An answer as people read it.
pub fn answer(attribute: &Attribute, value: &AttributeValue) -> String {
    let name = |id: &String| {
        let choice = attribute.kind.choices().iter().find(|choice| choice.id == *id);
        choice.map_or_else(|| id.clone(), |choice| choice.name.clone())
    };
    match value {
        AttributeValue::NotStated => "not stated".to_owned(),
        AttributeValue::Unclear => "unclear".to_owned(),
        AttributeValue::Text(text) => text.clone(),
        AttributeValue::Integer(number) => number.to_string(),
        AttributeValue::Number(number) => number.to_string(),
        AttributeValue::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        AttributeValue::Choice(id) => name(id),
        AttributeValue::Choices(ids) => ids.iter().map(name).collect::<Vec<_>>().join(", "),
        AttributeValue::Date(date) => date.to_string(),
        AttributeValue::Links(links) => plural(links.len(), "link"),
        AttributeValue::SubSpan(_) => "marked".to_owned(),
    }
}

/// Typed text as a value: `Some(None)` is *not filled*, `None` is nothing that fits. "–" is *not stated*, "?" *unclear*.
#[expect(clippy::option_option, reason = "nothing typed and nothing that fits are different")]
pub fn parse(kind: &AttributeKind, text: &str) -> Option<Option<AttributeValue>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    match text {
        "–" | "-" | "not stated" => return Some(Some(AttributeValue::NotStated)),
        "?" | "unclear" => return Some(Some(AttributeValue::Unclear)),
        _ => {}
    }
    Some(Some(match kind {
        AttributeKind::Text => AttributeValue::Text(text.to_owned()),
        AttributeKind::Integer { .. } => AttributeValue::Integer(text.parse().ok()?),
        AttributeKind::Number => AttributeValue::Number(text.parse().ok().filter(|number: &f64| number.is_finite())?),
        AttributeKind::Date => AttributeValue::Date(text.parse().ok()?),
        _ => return None,
    }))
}
