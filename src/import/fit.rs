//! Converts answers of formats without kinds to the kinds that the codebook asks for: `"12"` becomes 12 for a number.

use crate::project::{AttributeKind, AttributeValue};

/// Returns `value` as an answer of this `kind` if it is only written differently, and otherwise unchanged.
pub(super) fn fit(value: AttributeValue, kind: &AttributeKind) -> AttributeValue {
    use AttributeKind as Kind;
    use AttributeValue as Value;
    let id_of = |written: &str| {
        let choices = kind.choices();
        let found = choices.iter().find(|choice| choice.id == written);
        found.or_else(|| choices.iter().find(|choice| choice.name == written)).map(|choice| choice.id.clone())
    };
    let fitting = match (kind, &value) {
        (Kind::OneOf(_), Value::Text(written)) => id_of(written).map(Value::Choice),
        (Kind::OneOf(_), Value::Choices(written)) => match written.as_slice() {
            [only] => id_of(only).map(Value::Choice),
            _ => None,
        },
        (Kind::SeveralOf(_) | Kind::Links { .. }, Value::Text(written)) if written.is_empty() => Some(nothing(kind)),
        // Tables write lists in this way.
        (Kind::SeveralOf(_), Value::Text(written) | Value::Choice(written)) => {
            let only = id_of(written).map(|id| vec![id]);
            only.or_else(|| written.split(';').map(id_of).collect()).map(Value::Choices)
        }
        (Kind::SeveralOf(_), Value::Choices(written)) => {
            written.iter().map(|written| id_of(written)).collect::<Option<_>>().map(Value::Choices)
        }
        (Kind::Text, Value::Choice(written)) => Some(Value::Text(written.clone())),
        (Kind::Text, Value::Integer(number)) => Some(Value::Text(number.to_string())),
        (Kind::Integer { .. }, Value::Text(written)) => written.parse().ok().map(Value::Integer),
        // A program may write whole numbers as 12.0.
        (Kind::Integer { .. }, Value::Number(number)) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Some(Value::Integer(*number as i64))
        }
        (Kind::Number, Value::Text(written)) => written.parse().ok().map(Value::Number),
        (Kind::Number, Value::Integer(number)) => Some(Value::Number(*number as f64)),
        (Kind::YesNo, Value::Text(written) | Value::Choice(written)) => written.parse().ok().map(Value::YesNo),
        (Kind::Date, Value::Text(written)) => written.parse().ok().map(Value::Date),
        (Kind::Links { .. }, Value::Choices(ids)) => {
            ids.iter().map(|id| id.parse().ok()).collect::<Option<_>>().map(Value::Links)
        }
        (Kind::Links { .. }, Value::Text(ids)) => {
            ids.split(';').map(|id| id.parse().ok()).collect::<Option<_>>().map(Value::Links)
        }
        _ => None,
    };
    fitting.unwrap_or(value)
}

/// The empty list as an answer of this kind.
const fn nothing(kind: &AttributeKind) -> AttributeValue {
    match kind {
        AttributeKind::Links { .. } => AttributeValue::Links(Vec::new()),
        _ => AttributeValue::Choices(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Choice;

    #[test]
    fn what_was_only_written_otherwise_becomes_what_is_asked() {
        let choice = |id: &str, name: &str| Choice { id: id.to_owned(), name: name.to_owned() };
        let one_of = AttributeKind::OneOf(vec![choice("low", "Low"), choice("high", "High")]);
        let text = |text: &str| AttributeValue::Text(text.to_owned());
        let integer = AttributeKind::Integer { min: None, max: None };
        assert_eq!(fit(text("High"), &one_of), AttributeValue::Choice("high".to_owned()));
        assert_eq!(fit(text("medium"), &one_of), text("medium"));
        assert_eq!(fit(text("-12"), &integer), AttributeValue::Integer(-12));
        assert_eq!(fit(text("a dozen"), &integer), text("a dozen"));
        assert_eq!(fit(text("true"), &AttributeKind::YesNo), AttributeValue::YesNo(true));
        assert_eq!(fit(AttributeValue::Integer(2), &AttributeKind::Number), AttributeValue::Number(2.0));
        assert_eq!(fit(AttributeValue::Unclear, &one_of), AttributeValue::Unclear);
    }
}
