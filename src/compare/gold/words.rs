//! Writes answers as words, for people who settle differences and for those who read the result.

use crate::{
    project::{AnnotationId, ArticleRecord, AttributeId, AttributeValue, Codebook, LabelId},
    text::ByteRange,
};

/// An answer in words, as in “not stated”, “at least” or the words of a link's target; “–” if there is none.
pub fn answer_words(
    record: &ArticleRecord,
    codebook: &Codebook,
    (label, attribute): (&LabelId, &AttributeId),
    value: Option<&AttributeValue>,
) -> String {
    let asked = codebook.label(label).and_then(|label| label.attribute(attribute));
    let text = record.article.text.as_str();
    let target = |id: &AnnotationId| {
        record.annotations.get(id).map_or_else(|| "a tag that is gone".to_owned(), |to| to.fragments.words(text))
    };
    let links = |ids: &[AnnotationId]| ids.iter().map(|id| format!("→ {}", target(id))).collect::<Vec<_>>().join(", ");
    let passage = |range: ByteRange| format!("“{}”", range.of(text).unwrap_or_default());
    value.map_or_else(|| "–".to_owned(), |value| value.words(asked, links, passage))
}
