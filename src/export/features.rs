//! Writes answers as words, for formats whose features and cells hold only strings.

use super::{ExportError, answers};
use crate::project::{Annotation, AnnotationId, ArticleRecord, AttributeKind, AttributeValue, Codebook};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The features that a layer always has.
const RESERVED: [&str; 5] = ["sofa", "begin", "end", "label", "id"];

/// The features of annotations that are written, with their names.
pub struct Features {
    /// The names in use, in order, without `label`.
    pub names: Vec<String>,
    /// The annotations that others link to.
    targets: BTreeSet<AnnotationId>,
    is_marked: bool,
}

impl Features {
    /// Looks through the annotations that will be written. Features that none of them needs are left out.
    pub fn new<'p>(codebook: &Codebook, annotations: impl Iterator<Item = &'p Annotation>) -> Self {
        let mut names: BTreeSet<String> =
            codebook.labels.iter().flat_map(|label| &label.attributes).map(|a| name(a.id.as_str())).collect();
        let (mut targets, mut is_marked) = (BTreeSet::new(), false);
        for annotation in annotations {
            names.extend(annotation.attributes.keys().map(|id| name(id.as_str())));
            for (is_used, own) in [
                (!annotation.note.is_empty(), "obelus_note"),
                (annotation.is_unsure, "obelus_unsure"),
                (!annotation.same_as.is_empty(), "obelus_same_as"),
            ] {
                if is_used {
                    names.insert(own.to_owned());
                }
            }
            targets.extend(super::links_of(annotation).map(|(_, id)| id));
            let is_structured = |value: &AttributeValue| match value {
                AttributeValue::Text(text) => text.starts_with(['{', '[', '"']),
                AttributeValue::NotStated
                | AttributeValue::Unclear
                | AttributeValue::Choices(_)
                | AttributeValue::Links(_)
                | AttributeValue::SubSpan(_) => true,
                _ => false,
            };
            let is_odd = |id: &str| name(id) != id || id.chars().any(char::is_uppercase);
            is_marked |= annotation.fragments.count() > 1
                || annotation.attributes.values().any(is_structured)
                || annotation.attributes.keys().any(|id| is_odd(id.as_str()));
        }
        is_marked |= !targets.is_empty() || names.iter().any(|name| name.starts_with("obelus_"));
        if is_marked {
            names.insert("obelus_id".to_owned());
        }
        Self { names: names.into_iter().collect(), targets, is_marked }
    }

    /// The values of one annotation, by name. Its id is among them only if something needs it: another fragment, a link to
    /// it, or a reader who must know whose file this is.
    pub fn of(&self, record: &ArticleRecord, annotation: &Annotation) -> Result<BTreeMap<String, String>, ExportError> {
        let mut values = BTreeMap::new();
        for (id, value) in answers::plain(record, annotation)? {
            let name = id.strip_prefix('#').map_or_else(|| name(&id), |own| format!("obelus_{own}"));
            let is_note = name == "obelus_note";
            values.insert(name, if is_note { value.as_str().unwrap_or_default().to_owned() } else { written(&value) });
        }
        let is_needed = annotation.fragments.count() > 1 || self.targets.contains(&annotation.id) || !values.is_empty();
        if self.is_marked && is_needed {
            values.insert("obelus_id".to_owned(), annotation.id.to_string());
        }
        Ok(values)
    }
}

/// Writes a value as words; words that would be read as JSON are written as JSON.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) if !text.starts_with(['{', '[', '"']) => text.clone(),
        other => other.to_string(),
    }
}

/// Makes an unused feature name for an attribute: a letter, then ASCII letters, digits and underscores. Any other character
/// becomes `x_`, its number in hexadecimal, and `_`.
pub fn name(id: &str) -> String {
    let mut out = String::new();
    let is_reserved = RESERVED.contains(&id) || id.starts_with("obelus_");
    for (i, c) in id.char_indices() {
        let is_plain = c.is_ascii_alphabetic() || i > 0 && (c.is_ascii_digit() || c == '_');
        if is_plain && !(i == 0 && is_reserved) && !looks_escaped(&id[i..]) {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _infallible = write!(out, "x_{:x}_", u32::from(c));
        }
    }
    out
}

fn looks_escaped(rest: &str) -> bool {
    let code = rest.strip_prefix("x_").and_then(|rest| rest.split_once('_'));
    code.is_some_and(|(hex, _)| u32::from_str_radix(hex, 16).is_ok())
}

/// Finds the answers of an annotation that would be read back as something else, because their kind is not the one that the
/// codebook asks for. `is_words` is for formats that hold only words. Each is a sentence without its full stop.
pub fn unfit(codebook: &Codebook, annotation: &Annotation, is_words: bool) -> Vec<String> {
    use AttributeKind as Kind;
    use AttributeValue as Given;
    let label = codebook.label(&annotation.label);
    let mut losses = Vec::new();
    for (id, value) in &annotation.attributes {
        let kind = label.and_then(|label| label.attribute(id)).map(|attribute| &attribute.kind);
        let is_fit = match (kind, value) {
            _ if id.as_str().starts_with('#') => false,
            (_, Given::NotStated | Given::Unclear | Given::SubSpan(_)) => true,
            (Some(Kind::Text) | None, Given::Text(_)) => true,
            (Some(Kind::Integer { .. }), Given::Integer(_)) | (Some(Kind::YesNo), Given::YesNo(_)) => true,
            (Some(Kind::Date), Given::Date(_)) => true,
            (Some(Kind::Number), Given::Number(number)) => number.is_finite(),
            (Some(Kind::OneOf(known)), Given::Choice(choice)) => known.iter().any(|known| known.id == *choice),
            (Some(Kind::SeveralOf(known)), Given::Choices(choices)) => {
                choices.iter().all(|choice| known.iter().any(|known| known.id == *choice))
            }
            (Some(Kind::Links { .. }), Given::Links(_)) => true,
            (None, Given::Links(links)) => !links.is_empty(),
            (None, Given::Integer(_) | Given::YesNo(_)) => !is_words,
            (None, Given::Number(number)) => !is_words && number.is_finite(),
            _ => false,
        };
        if !is_fit {
            losses.push(format!(
                "of what kind the answer to “{id}” is: the codebook asks for another, and nothing beside it says so"
            ));
        }
    }
    losses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_and_differ() {
        assert_eq!(name("casualty_figure"), "casualty_figure");
        assert_eq!(
            (name("label"), name("é-x"), name("1st")),
            ("x_6c_abel".to_owned(), "x_e9_x_2d_x".to_owned(), "x_31_st".to_owned())
        );
        assert_eq!((name("max_count"), name("x_41_")), ("max_count".to_owned(), "x_78__41_".to_owned()));
        assert_eq!(written(&Value::String("[x]".to_owned())), "\"[x]\"");
    }
}
