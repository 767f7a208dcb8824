//! Reads answers in notes. Many programs that write brat put words and numbers, which its attributes cannot hold, into a
//! note as a JSON object.

use super::{Labels, config::Config};
use crate::{
    import::collect::kind_of,
    project::{Annotation, AttributeId, AttributeKind, AttributeValue, LabelId},
};
use serde_json::{Map, Value};
use std::collections::btree_map::Entry;

/// The parts of a note that are not answers.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rest {
    /// The words of the note; empty if everything was taken.
    pub(super) words: String,
    /// Names that had an answer already; their second answers are in the words.
    pub(super) twice: Vec<String>,
}

/// Gives `annotation` the answers in a note that is a JSON object: words, numbers, and yes or no. Other values, and second
/// answers, remain an object. `None` if the note is not an object.
pub(super) fn take(words: &str, annotation: &mut Annotation, labels: &mut Labels, config: &Config) -> Option<Rest> {
    let fields = words.trim_start().starts_with('{').then(|| serde_json::from_str(words).ok()).flatten();
    let Some(Value::Object(fields)) = fields else { return None };
    let (mut left, mut rest) = (Map::new(), Rest::default());
    let mut own_words = None;
    for (name, value) in fields {
        match (name.as_str(), &value) {
            // Written by Obelus, in a folder whose configuration is missing.
            ("#note", Value::String(words)) => own_words = Some(words.clone()),
            ("#unsure", Value::Bool(is_unsure)) => annotation.is_unsure = *is_unsure,
            _ => match plain(&value).filter(|_| !name.trim().is_empty()) {
                None => drop(left.insert(name, value)),
                Some(answer) => {
                    let (id, answer) = labels.answer(&annotation.label, &name, answer, config);
                    match annotation.attributes.entry(id) {
                        Entry::Vacant(entry) => drop(entry.insert(answer)),
                        Entry::Occupied(known) if *known.get() == answer => {}
                        Entry::Occupied(_) => {
                            rest.twice.push(name.clone());
                            left.insert(name, value);
                        }
                    }
                }
            },
        }
    }
    let left = (!left.is_empty()).then(|| Value::Object(left).to_string());
    rest.words = own_words.into_iter().chain(left).collect::<Vec<_>>().join("\n");
    Some(rest)
}

/// Reads an answer of one value; `None` for lists, objects, null, and numbers that are too large.
fn plain(value: &Value) -> Option<AttributeValue> {
    match value {
        Value::String(words) => Some(AttributeValue::Text(words.clone())),
        Value::Bool(yes) => Some(AttributeValue::YesNo(*yes)),
        Value::Number(number) if number.is_f64() => number.as_f64().map(AttributeValue::Number),
        Value::Number(number) => number.as_i64().map(AttributeValue::Integer),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl Labels {
    /// Finds the attribute for an answer in a note, and the answer in its kind. Words are a choice if attribute lines of the
    /// same name have choices. If the answers differ in kind, the attribute takes numbers if all are numbers, and otherwise
    /// words.
    fn answer(&mut self, label: &LabelId, name: &str, answer: AttributeValue, config: &Config) -> (AttributeId, AttributeValue) {
        if let AttributeValue::Text(words) = &answer
            && config.values.get(name).is_some_and(|listed| listed.contains(words))
        {
            return self.value(label, name, Some(words), config);
        }
        let kind = || kind_of(&answer).unwrap_or(AttributeKind::Text);
        let (id, known) = self.attribute(label, name, config, kind);
        if let Some(known) = known {
            let is_number = |kind: &AttributeKind| matches!(kind, AttributeKind::Integer { .. } | AttributeKind::Number);
            let kind = kind();
            let is_same = std::mem::discriminant(&*known) == std::mem::discriminant(&kind);
            if !is_same && !matches!(known, AttributeKind::Links { .. }) {
                *known = if is_number(known) && is_number(&kind) { AttributeKind::Number } else { AttributeKind::Text };
            }
        }
        (id, answer)
    }
}
