//! Answers as files of other programs have them: in JSON or as words, and the kind of attribute that each fits.

use crate::{
    import::offsets,
    project::{AttributeKind, AttributeValue},
    text::ByteRange,
};
use serde_json::Value;

/// The kind of attribute that `value` answers; `None` for *not stated* and *unclear*, which answer any.
pub(in crate::import) fn kind_of(value: &AttributeValue) -> Option<AttributeKind> {
    let choice = |id: &String| crate::project::Choice { id: id.clone(), name: id.clone() };
    Some(match value {
        AttributeValue::NotStated | AttributeValue::Unclear => return None,
        AttributeValue::Text(_) => AttributeKind::Text,
        AttributeValue::Integer(_) => AttributeKind::Integer { min: None, max: None },
        AttributeValue::Number(_) => AttributeKind::Number,
        AttributeValue::YesNo(_) => AttributeKind::YesNo,
        AttributeValue::Choice(id) => AttributeKind::OneOf(vec![choice(id)]),
        AttributeValue::Choices(ids) => AttributeKind::SeveralOf(ids.iter().map(choice).collect()),
        AttributeValue::Date(_) => AttributeKind::Date,
        AttributeValue::Links(_) => AttributeKind::Links { labels: Vec::new(), many: true },
        AttributeValue::SubSpan(_) => AttributeKind::SubSpan,
    })
}

/// Reads an answer in JSON, as Obelus and other programs write it.
pub(super) fn plain(answer: &Value) -> Option<AttributeValue> {
    Some(match answer {
        Value::Null => return None,
        Value::String(text) => AttributeValue::Text(text.clone()),
        Value::Bool(yes) => AttributeValue::YesNo(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(number) => AttributeValue::Integer(number),
            None => AttributeValue::Number(number.as_f64()?),
        },
        Value::Array(choices) => match choices.iter().map(|choice| choice.as_str().map(str::to_owned)).collect() {
            Some(choices) => AttributeValue::Choices(choices),
            None => AttributeValue::Text(answer.to_string()),
        },
        Value::Object(fields) => match (fields.len(), fields.get("state"), fields.get("choice")) {
            (1, Some(Value::String(state)), _) if state == "not_stated" => AttributeValue::NotStated,
            (1, Some(Value::String(state)), _) if state == "unclear" => AttributeValue::Unclear,
            (1, _, Some(Value::String(choice))) => AttributeValue::Choice(choice.clone()),
            (1, None, None) => match fields.get("date").and_then(Value::as_str).and_then(|day| day.parse().ok()) {
                Some(day) => AttributeValue::Date(day),
                None => AttributeValue::Text(answer.to_string()),
            },
            _ => AttributeValue::Text(answer.to_string()),
        },
    })
}

/// Reads a passage such as `{"start": 3, "end": 5}`.
pub(super) fn sub_span(table: &[u32], answer: &Value) -> Option<ByteRange> {
    let fields = answer.as_object().filter(|fields| fields.len() == 2)?;
    let at = |name: &str| usize::try_from(fields.get(name)?.as_u64()?).ok();
    offsets::bytes(table, at("start")?, at("end")?).map(ByteRange::from_usize)
}

/// Reads an answer that a file holds as words. In files of Obelus, words that begin like JSON are JSON.
pub(super) fn written_answer(words: &str, is_ours: bool) -> Value {
    let is_json = is_ours && words.starts_with(['{', '[', '"']);
    let parsed = if is_json { serde_json::from_str(words).ok() } else { None };
    parsed.unwrap_or_else(|| Value::String(words.to_owned()))
}
