//! Answers as people read and type them.

use crate::{
    project::{Attribute, AttributeKind, AttributeValue},
    text::words::plural,
};

/// An answer as people read it where there is no room for what it refers to.
pub fn answer(attribute: &Attribute, value: &AttributeValue) -> String {
    value.words(Some(attribute), |links| plural(links.len(), "link"), |_| "marked".to_owned())
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
