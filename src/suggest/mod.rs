//! Suggests values that an analyst would otherwise type. A suggestion is never an answer: somebody has to take it.
//!
//! [`figures_in`] finds possible casualty figures, [`amount()`] reads their words, and [`values`] turns the result into
//! values for the attributes of a label.

mod amount;
mod digits;
mod figure;
mod numbers;
mod qualifier;

pub use amount::{Amount, Precision, amount};
pub use figure::figures_in;

use crate::project::{Annotation, AttributeId, AttributeKind, AttributeValue, Label};

/// Suggests values for the unfilled attributes of `annotation` from its words, in the order precision, low, best, high.
///
/// The label must have attributes with these ids. Nothing is suggested if an existing answer contradicts the suggestion,
/// because the analyst has then read the words differently.
pub fn values(label: &Label, annotation: &Annotation, words: &str) -> Vec<(AttributeId, AttributeValue)> {
    if label.attribute(&"precision".into()).is_none() {
        return Vec::new();
    }
    let Some(amount) = amount(words) else { return Vec::new() };
    let precision = amount.precision.map(|precision| AttributeValue::Choice(precision.id().to_owned()));
    let number = |number: Option<i64>| number.map(AttributeValue::Integer);
    let all =
        [("precision", precision), ("low", number(amount.low)), ("best", number(amount.best)), ("high", number(amount.high))];
    let held = |id: &str| annotation.attributes.get(id);
    let is_contradicted = all.iter().any(|(id, value)| held(id).is_some_and(|held| Some(held) != value.as_ref()));
    if is_contradicted {
        return Vec::new();
    }
    let fits = |id: &AttributeId, value: &AttributeValue| {
        let attribute = label.attribute(id)?;
        // An amount is not suggested for a text field of the same name.
        let is_typed = matches!(attribute.kind, AttributeKind::OneOf(_) | AttributeKind::Integer { .. });
        (is_typed && attribute.allows(value) && held(id.as_str()).is_none()).then_some(())
    };
    let all = all.into_iter().filter_map(|(id, value)| Some((AttributeId::from(id), value?)));
    all.filter(|(id, value)| fits(id, value).is_some()).collect()
}
