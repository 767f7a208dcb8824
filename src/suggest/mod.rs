//! Proposals for what an analyst would otherwise type. A proposal is never an answer: somebody has to take it.
//!
//! [`figures_in`] finds what may be a casualty figure, [`amount()`] reads its words, and [`values`] says what that means for
//! the attributes of a label.

mod amount;
mod digits;
mod figure;
mod numbers;
mod qualifier;

pub use amount::{Amount, Precision, amount};
pub use figure::figures_in;

use crate::project::{Annotation, AttributeId, AttributeKind, AttributeValue, Label};

/// What the words of `annotation` propose for attributes that are not filled, in the order precision, low, best, high.
///
/// The label must have these attributes, by these ids. Nothing is proposed where an answer that is already there
/// contradicts the proposal: the analyst has read the words differently.
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
        // An amount is not proposed for a text field of the same name.
        let is_typed = matches!(attribute.kind, AttributeKind::OneOf(_) | AttributeKind::Integer { .. });
        (is_typed && attribute.allows(value) && held(id.as_str()).is_none()).then_some(())
    };
    let all = all.into_iter().filter_map(|(id, value)| Some((AttributeId::from(id), value?)));
    all.filter(|(id, value)| fits(id, value).is_some()).collect()
}
