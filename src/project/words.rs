//! Answers as people read them, in one wording for the window, the history, the pages and the reports.

use super::{annotation::AttributeValue, codebook::Attribute, id::AnnotationId};
use crate::text::ByteRange;

impl AttributeValue {
    /// The answer in words, as in “not stated”, “yes” or “at least”. Choices have their names in `attribute`; those that it
    /// lacks, and all of them without it, are named by their ids. Links and passages refer to an article, and each reader
    /// needs them differently: `links` and `passage` write them.
    pub fn words(
        &self,
        attribute: Option<&Attribute>,
        links: impl FnOnce(&[AnnotationId]) -> String,
        passage: impl FnOnce(ByteRange) -> String,
    ) -> String {
        let choices = attribute.map_or(&[][..], |attribute| attribute.kind.choices());
        let name = |id: &str| choices.iter().find(|choice| choice.id == id).map_or(id, |choice| &choice.name).to_owned();
        match self {
            Self::NotStated => "not stated".to_owned(),
            Self::Unclear => "unclear".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::Choice(id) => name(id),
            Self::Choices(ids) => ids.iter().map(|id| name(id)).collect::<Vec<_>>().join(", "),
            Self::Date(date) => date.to_string(),
            Self::Links(ids) => links(ids),
            Self::SubSpan(range) => passage(*range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{AttributeId, AttributeKind, Choice};

    #[test]
    fn choices_have_their_names_and_unknown_ones_their_ids() {
        let choices = vec![Choice { id: "at_least".to_owned(), name: "at least".to_owned() }];
        let kind = AttributeKind::SeveralOf(choices);
        let precision =
            Attribute { id: AttributeId::new("precision"), name: String::new(), kind, is_required: false, help: String::new() };
        let chosen = AttributeValue::Choices(vec!["at_least".to_owned(), "gone".to_owned()]);
        let words = |attribute| chosen.words(attribute, |_| String::new(), |_| String::new());
        assert_eq!((words(Some(&precision)), words(None)), ("at least, gone".to_owned(), "at_least, gone".to_owned()));
    }

    #[test]
    fn what_refers_to_an_article_is_written_by_the_reader() {
        let links = AttributeValue::Links(vec![AnnotationId::from_random(1), AnnotationId::from_random(2)]);
        assert_eq!(links.words(None, |ids| format!("{} links", ids.len()), |_| String::new()), "2 links");
        let passage = AttributeValue::SubSpan(ByteRange::from_usize(3..8));
        assert_eq!(passage.words(None, |_| String::new(), |range| format!("{} bytes", range.end().get() - 3)), "5 bytes");
    }
}
