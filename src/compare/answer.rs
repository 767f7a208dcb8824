//! Decides whether two answers to an attribute are the same.
//!
//! Texts compare without regard to white space: none counts at the ends, and any white space between words counts as one
//! space. Several choices compare as a set, whatever the order in which they were chosen; so do links. An answer that holds
//! nothing, such as blank text or no choice at all, is *not filled*.

use crate::project::AttributeValue;

/// Returns an answer in the form that is compared; `None` if it holds nothing.
pub fn comparable(value: &AttributeValue) -> Option<AttributeValue> {
    match value {
        AttributeValue::Text(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            (!words.is_empty()).then(|| AttributeValue::Text(words.join(" ")))
        }
        AttributeValue::Choices(choices) => as_set(choices).map(AttributeValue::Choices),
        AttributeValue::Links(links) => as_set(links).map(AttributeValue::Links),
        // −0 and 0 are the same number.
        AttributeValue::Number(number) => Some(AttributeValue::Number(number + 0.0)),
        other => Some(other.clone()),
    }
}

/// The items in order, each once; `None` if there are none.
fn as_set<T: Ord + Clone>(items: &[T]) -> Option<Vec<T>> {
    let mut items = items.to_vec();
    items.sort();
    items.dedup();
    (!items.is_empty()).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<AttributeValue> {
        comparable(&AttributeValue::Text(text.to_owned()))
    }

    fn choices(choices: &[&str]) -> Option<AttributeValue> {
        comparable(&AttributeValue::Choices(choices.iter().map(|choice| (*choice).to_owned()).collect()))
    }

    #[test]
    fn white_space_and_order_make_no_other_answer() {
        assert_eq!(text(" the\u{a0} army\n"), text("the army"));
        assert_ne!(text("the army"), text("thearmy"));
        assert_eq!(choices(&["women", "children"]), choices(&["children", "women", "women"]));
        assert_ne!(choices(&["women", "children"]), choices(&["women"]));
        assert_eq!([text(" \t"), choices(&[])], [None, None], "nothing is not filled");
        assert_eq!(comparable(&AttributeValue::Number(-0.0)), Some(AttributeValue::Number(0.0)));
        assert_eq!(comparable(&AttributeValue::NotStated), Some(AttributeValue::NotStated), "that is an answer");
    }
}
