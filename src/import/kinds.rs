//! Which kind of answer an attribute has, where a format writes every answer as words: tables, XML and WebAnno's columns
//! have `12` for the number and for the word alike. If all answers of an attribute are written as the values of one kind
//! are, and in no other way, it is of that kind; so nothing that was written is lost.

use super::Annotated;
use crate::project::{AttributeId, AttributeKind, AttributeValue, LabelId};
use std::collections::BTreeMap;

/// Kinds that words can be of, the narrowest first.
pub(super) const ALL: [AttributeKind; 4] =
    [AttributeKind::Integer { min: None, max: None }, AttributeKind::Number, AttributeKind::YesNo, AttributeKind::Date];

/// `read` with attributes of words as the first of `kinds` that all of their answers are.
pub(super) fn tell(mut read: Annotated, kinds: &[AttributeKind]) -> Annotated {
    let mut possible: BTreeMap<(LabelId, AttributeId), Vec<&AttributeKind>> = BTreeMap::new();
    let annotations = || read.articles.iter().flat_map(|article| &article.annotations);
    for annotation in annotations() {
        for (id, value) in annotation.attributes.iter().filter(|(_, value)| says_something(value)) {
            let left = possible.entry((annotation.label.clone(), id.clone())).or_insert_with(|| kinds.iter().collect());
            left.retain(|kind| as_written(value, kind).is_some());
        }
    }
    let told: BTreeMap<_, AttributeKind> =
        possible.into_iter().filter_map(|(place, kinds)| Some((place, (*kinds.first()?).clone()))).collect();
    for label in &mut read.labels {
        for attribute in &mut label.attributes {
            if let Some(kind) = told.get(&(label.id.clone(), attribute.id.clone())) {
                attribute.kind = kind.clone();
            }
        }
    }
    for annotation in read.articles.iter_mut().flat_map(|article| &mut article.annotations) {
        for (id, value) in &mut annotation.attributes {
            let kind = told.get(&(annotation.label.clone(), id.clone()));
            if let Some(told) = kind.and_then(|kind| as_written(value, kind)) {
                *value = told;
            }
        }
    }
    read
}

const fn says_something(value: &AttributeValue) -> bool {
    !matches!(value, AttributeValue::NotStated | AttributeValue::Unclear)
}

/// The value of this kind that is written exactly so.
fn as_written(value: &AttributeValue, kind: &AttributeKind) -> Option<AttributeValue> {
    let written = match (value, kind) {
        // Yes and no are the only choices of programs that have no other way to ask; numbers to choose from are a scale.
        (AttributeValue::Text(written), _) | (AttributeValue::Choice(written), AttributeKind::YesNo) => written,
        _ => return None,
    };
    let (value, again) = match kind {
        AttributeKind::Integer { .. } => {
            let number: i64 = written.parse().ok()?;
            (AttributeValue::Integer(number), number.to_string())
        }
        AttributeKind::Number => {
            let number = written.parse().ok().filter(|number: &f64| number.is_finite())?;
            (AttributeValue::Number(number), number.to_string())
        }
        AttributeKind::YesNo => {
            let is_yes: bool = written.parse().ok()?;
            (AttributeValue::YesNo(is_yes), is_yes.to_string())
        }
        AttributeKind::Date => {
            let day: jiff::civil::Date = written.parse().ok()?;
            (AttributeValue::Date(day), day.to_string())
        }
        _ => return None,
    };
    (again == *written).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{ALL, AttributeKind, AttributeValue, as_written};

    /// The kind that attributes with these answers get, and the answers.
    fn told(answers: &[&str]) -> Option<AttributeKind> {
        let is_all = |kind: &&AttributeKind| {
            answers.iter().all(|answer| as_written(&AttributeValue::Text((*answer).to_owned()), kind).is_some())
        };
        ALL.iter().find(is_all).cloned()
    }

    #[test]
    fn answers_are_of_a_kind_if_all_of_them_are_written_as_it_is() {
        assert_eq!(told(&["12", "-3", "0"]), Some(AttributeKind::Integer { min: None, max: None }));
        assert_eq!(told(&["12", "3.5"]), Some(AttributeKind::Number));
        assert_eq!(told(&["true", "false"]), Some(AttributeKind::YesNo));
        assert_eq!(told(&["2026-03-01"]), Some(AttributeKind::Date));
    }

    #[test]
    fn nothing_that_was_written_is_lost() {
        for written in
            ["007", "+5", "1e5", "1.50", "inf", "NaN", "True", "yes", "", " 1", "2026-3-1", "12 people", "99999999999999999999"]
        {
            let kind = told(&[written]);
            assert!(kind.is_none(), "“{written}” became {kind:?}");
        }
        assert_eq!(told(&["12", "a dozen"]), None);
    }

    #[test]
    fn numbers_to_choose_from_stay_choices() {
        let choice = |id: &str| AttributeValue::Choice(id.to_owned());
        assert_eq!(as_written(&choice("true"), &AttributeKind::YesNo), Some(AttributeValue::YesNo(true)));
        assert!(ALL.iter().all(|kind| as_written(&choice("3"), kind).is_none()));
    }
}
