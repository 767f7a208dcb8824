//! Infers the kind of answer that an attribute asks for, in formats that write every answer as words: tables, XML and
//! WebAnno's columns write the number and the word `12` alike. If all answers of an attribute are written exactly as values
//! of one kind are, the attribute asks for that kind. The answers remain words until they come into a project, whose
//! codebook may ask for another kind.

use super::Annotated;
use crate::project::{AttributeId, AttributeKind, AttributeValue, LabelId};
use std::collections::BTreeMap;

/// The kinds that words can be, the narrowest first.
pub(super) const ALL: [AttributeKind; 4] =
    [AttributeKind::Integer { min: None, max: None }, AttributeKind::Number, AttributeKind::YesNo, AttributeKind::Date];

/// Returns `read` with its attributes asking for the first of `kinds` that fits all of their answers.
pub(super) fn tell(mut read: Annotated, kinds: &[AttributeKind]) -> Annotated {
    let mut possible: BTreeMap<(LabelId, AttributeId), Vec<&AttributeKind>> = BTreeMap::new();
    for annotation in read.articles.iter().flat_map(|article| &article.annotations) {
        for (id, value) in annotation.attributes.iter().filter(|(_, value)| says_something(value)) {
            let left = possible.entry((annotation.label.clone(), id.clone())).or_insert_with(|| kinds.iter().collect());
            left.retain(|kind| is_written_so(value, kind));
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
    read
}

const fn says_something(value: &AttributeValue) -> bool {
    !matches!(value, AttributeValue::NotStated | AttributeValue::Unclear)
}

/// Whether an answer is written exactly as a value of this kind is.
fn is_written_so(answer: &AttributeValue, kind: &AttributeKind) -> bool {
    // Programs without another way to ask use yes and no as the only choices; numbers to choose from are a scale.
    let ((AttributeValue::Text(written), _) | (AttributeValue::Choice(written), AttributeKind::YesNo)) = (answer, kind) else {
        return false;
    };
    let again = match kind {
        AttributeKind::Integer { .. } => written.parse().ok().map(|number: i64| number.to_string()),
        AttributeKind::Number => written.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| number.to_string()),
        AttributeKind::YesNo => written.parse().ok().map(|is_yes: bool| is_yes.to_string()),
        AttributeKind::Date => written.parse().ok().map(|day: jiff::civil::Date| day.to_string()),
        _ => None,
    };
    again.as_ref() == Some(written)
}

#[cfg(test)]
mod tests {
    use super::{ALL, AttributeKind, AttributeValue, is_written_so};

    /// The kind that attributes with these answers get.
    fn told(answers: &[&str]) -> Option<AttributeKind> {
        let is_all =
            |kind: &&AttributeKind| answers.iter().all(|answer| is_written_so(&AttributeValue::Text((*answer).to_owned()), kind));
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
        assert!(is_written_so(&choice("true"), &AttributeKind::YesNo));
        assert!(!ALL.iter().any(|kind| is_written_so(&choice("3"), kind)));
    }
}
