//! Writes answers as words, for people who settle differences and for those who read the result.

use crate::project::{ArticleRecord, Attribute, AttributeId, AttributeValue, Codebook, LabelId};

/// An answer in words, as in “not stated”, “at least” or the words of a link's target; “–” if there is none.
pub fn answer_words(
    record: &ArticleRecord,
    codebook: &Codebook,
    (label, attribute): (&LabelId, &AttributeId),
    value: Option<&AttributeValue>,
) -> String {
    let asked = codebook.label(label).and_then(|label| label.attribute(attribute));
    let text = record.article.text.as_str();
    match value {
        None => "–".to_owned(),
        Some(AttributeValue::NotStated) => "not stated".to_owned(),
        Some(AttributeValue::Unclear) => "unclear".to_owned(),
        Some(AttributeValue::Text(text)) => text.clone(),
        Some(AttributeValue::Integer(number)) => number.to_string(),
        Some(AttributeValue::Number(number)) => number.to_string(),
        Some(AttributeValue::YesNo(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(AttributeValue::Choice(id)) => choice_name(asked, id),
        Some(AttributeValue::Choices(ids)) => ids.iter().map(|id| choice_name(asked, id)).collect::<Vec<_>>().join(", "),
        Some(AttributeValue::Date(date)) => date.to_string(),
        Some(AttributeValue::Links(links)) => {
            let words =
                |id| record.annotations.get(id).map_or_else(|| "a tag that is gone".to_owned(), |to| to.fragments.words(text));
            links.iter().map(|id| format!("→ {}", words(id))).collect::<Vec<_>>().join(", ")
        }
        Some(AttributeValue::SubSpan(range)) => format!("“{}”", range.of(text).unwrap_or_default()),
    }
}

/// The name of an attribute.
pub fn attribute_name(codebook: &Codebook, (label, attribute): (&LabelId, &AttributeId)) -> String {
    let asked = codebook.label(label).and_then(|label| label.attribute(attribute));
    asked.map_or_else(|| attribute.to_string(), |attribute| attribute.name.clone())
}

fn choice_name(attribute: Option<&Attribute>, id: &str) -> String {
    let choices = attribute.map_or(&[][..], |attribute| attribute.kind.choices());
    choices.iter().find(|choice| choice.id == id).map_or_else(|| id.to_owned(), |choice| choice.name.clone())
}
