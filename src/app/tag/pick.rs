//! Pointing: chooses in the text an annotation or some words to which the selected annotation links. These are pure
//! functions, and `dispatch` carries out their edits.

use super::{editing, links::SAME_AS};
use crate::{
    app::desk::Desk,
    project::{Annotation, AnnotationId, AttributeId, AttributeKind, AttributeValue, Edit, Label},
    text::{ByteRange, segment, words::one_line},
};

/// What is being chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// The annotation that gets the link.
    pub annotation: AnnotationId,
    /// The field that is being filled.
    pub field: PickField,
    /// The annotation that Enter takes.
    pub candidate: Option<AnnotationId>,
}

/// A field of an annotation that can be filled by pointing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickField {
    /// An attribute that holds links, a stretch of the text, or words as printed.
    Attribute(AttributeId),
    /// The annotations that say the same.
    SameAs,
}

impl PickField {
    /// The name that people read.
    pub fn name<'a>(&self, label: &'a Label) -> &'a str {
        match self {
            Self::Attribute(id) => label.attribute(id).map_or("", |attribute| &attribute.name),
            Self::SameAs => SAME_AS,
        }
    }

    /// Returns whether the field takes words of the text. Otherwise it takes annotations.
    pub fn wants_words(&self, label: &Label) -> bool {
        match self {
            Self::Attribute(id) => !matches!(label.attribute(id).map(|a| &a.kind), Some(AttributeKind::Links { .. })),
            Self::SameAs => false,
        }
    }

    /// Returns whether the field takes more than one.
    fn takes_many(&self, label: &Label) -> bool {
        match self {
            Self::Attribute(id) => {
                matches!(label.attribute(id).map(|a| &a.kind), Some(AttributeKind::Links { many: true, .. }))
            }
            Self::SameAs => true,
        }
    }
}

/// The fields that the key for links goes through: links first, then stretches of the text, then words as printed.
pub fn fields(label: &Label) -> Vec<PickField> {
    let rank = |kind: &AttributeKind| match kind {
        AttributeKind::Links { .. } => Some(0),
        AttributeKind::SubSpan => Some(1),
        AttributeKind::Text => Some(2),
        _ => None,
    };
    let mut ranked: Vec<_> = label.attributes.iter().filter_map(|a| Some((rank(&a.kind)?, &a.id))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, id)| PickField::Attribute(id.clone())).collect()
}

/// The annotations that an annotation links to in this field.
pub fn held<'a>(annotation: &'a Annotation, field: &PickField) -> &'a [AnnotationId] {
    match field {
        PickField::SameAs => &annotation.same_as,
        PickField::Attribute(id) => match annotation.attributes.get(id) {
            Some(AttributeValue::Links(held)) => held,
            _ => &[],
        },
    }
}

/// The reason why an annotation cannot be chosen, or `None` if it can.
pub fn refusal(desk: &Desk, pick: &Pick, other: &Annotation) -> Option<String> {
    let codebook = desk.project().codebook();
    let Some(label) = desk.annotation_label() else { return Some("Nothing is selected".to_owned()) };
    if other.id == pick.annotation {
        return Some("An annotation is not linked to itself".to_owned());
    }
    let PickField::Attribute(id) = &pick.field else { return None };
    let Some(AttributeKind::Links { labels, .. }) = label.attribute(id).map(|attribute| &attribute.kind) else {
        return Some(format!("{} takes words of the text: select them", pick.field.name(label)));
    };
    if labels.is_empty() || labels.contains(&other.label) {
        return None;
    }
    let names: Vec<_> = labels.iter().filter_map(|id| codebook.label(id)).map(|label| label.name.to_lowercase()).collect();
    Some(format!("{} leads to: {}", pick.field.name(label), names.join(", ")))
}

/// Links the selected annotation to another one, or removes that link. Also returns whether there may be more links.
pub fn link(desk: &Desk, pick: &Pick, other: AnnotationId) -> Option<(Edit, bool)> {
    let (annotation, label) = (desk.annotation()?, desk.annotation_label()?);
    let takes_many = pick.field.takes_many(label);
    let held = held(annotation, &pick.field);
    let mut links: Vec<_> = held.iter().copied().filter(|id| *id != other && takes_many).collect();
    if !held.contains(&other) {
        links.push(other);
    }
    set_links(desk, &pick.field, links).map(|edit| (edit, takes_many))
}

/// Removes one link of the selected annotation.
pub fn unlink(desk: &Desk, field: &PickField, other: AnnotationId) -> Option<Edit> {
    let links = held(desk.annotation()?, field).iter().copied().filter(|id| *id != other).collect();
    set_links(desk, field, links)
}

fn set_links(desk: &Desk, field: &PickField, links: Vec<AnnotationId>) -> Option<Edit> {
    match field {
        PickField::SameAs => editing::set_same_as(desk, links),
        PickField::Attribute(id) => editing::set_attribute(desk, id, (!links.is_empty()).then_some(AttributeValue::Links(links))),
    }
}

/// Fills a field of the selected annotation with words of the text.
pub fn take_words(desk: &Desk, field: &PickField, range: ByteRange) -> Option<Edit> {
    let PickField::Attribute(id) = field else { return None };
    let text = desk.record()?.article.text.as_str();
    let range = segment::trim(text, segment::widen_to_graphemes(text, range))?;
    let value = match desk.annotation_label()?.attribute(id)?.kind {
        AttributeKind::SubSpan => AttributeValue::SubSpan(range),
        AttributeKind::Text => AttributeValue::Text(one_line(range.of(text)?)),
        _ => return None,
    };
    editing::set_attribute(desk, id, Some(value))
}
