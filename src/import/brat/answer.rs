//! Reads the answers that Obelus writes into notes, as JSON.

use crate::{import::offsets, project::AttributeValue, text::ByteRange};
use serde_json::Value;

/// Reads an answer from a value in a note of Obelus.
pub(super) fn answer(value: &Value, table: &[u32]) -> Option<AttributeValue> {
    Some(match value {
        Value::String(text) => AttributeValue::Text(text.clone()),
        Value::Bool(yes) => AttributeValue::YesNo(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(number) => AttributeValue::Integer(number),
            None => AttributeValue::Number(number.as_f64()?),
        },
        Value::Array(choices) => {
            AttributeValue::Choices(choices.iter().map(|choice| choice.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        }
        Value::Object(typed) => {
            let (kind, value) = typed.iter().next()?;
            if let ("sub_span", [start, end]) = (kind.as_str(), value.as_array().map(Vec::as_slice).unwrap_or_default()) {
                let at = |number: &Value| usize::try_from(number.as_u64()?).ok();
                let range = offsets::bytes(table, at(start)?, at(end)?)?;
                return Some(AttributeValue::SubSpan(ByteRange::from_usize(range)));
            }
            match (kind.as_str(), value.as_str()?) {
                ("state", "not_stated") => AttributeValue::NotStated,
                ("state", "unclear") => AttributeValue::Unclear,
                ("choice", choice) => AttributeValue::Choice(choice.to_owned()),
                ("number", number) => AttributeValue::Number(number.parse().ok()?),
                ("date", day) => AttributeValue::Date(day.parse().ok()?),
                _ => return None,
            }
        }
        Value::Null => return None,
    })
}
