//! The rules that every project obeys. Every edit and every file that is read is checked against them.
//!
//! A project that obeys them can be saved and opened again and is then the same. Whether an answer fits the codebook is a
//! matter for `check`, which never stops anybody.

use super::{
    annotation::{Annotation, AttributeValue},
    article::{Article, ArticleRecord, Sha256},
    codebook::{Attribute, AttributeKind, Choice, Codebook, Label},
    codebook_change::CodebookError,
    edit::EditError,
    id::LabelId,
    model::Project,
};
use crate::text::{ByteRange, IndexedText};
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    mem,
};

impl Codebook {
    /// Checks that all labels, the attributes of a label and the choices of an attribute have different ids, that every
    /// label has a name, and that no key belongs to two labels.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn validate(&self) -> Result<(), CodebookError> {
        let mut ids = HashSet::new();
        let mut keys = HashMap::new();
        for label in &self.labels {
            if !ids.insert(&label.id) {
                return Err(CodebookError::Exists(label.id.clone()));
            }
            if label.name.trim().is_empty() {
                return Err(CodebookError::NoName);
            }
            if let Some(key) = label.key
                && let Some(one) = keys.insert(key, &label.name)
            {
                return Err(CodebookError::KeyTaken { key, one: one.clone(), other: label.name.clone() });
            }
            label.validate()?;
        }
        Ok(())
    }

    /// Repairs a codebook that somebody else wrote, so that [`Self::validate`] accepts it, and returns what was changed.
    /// Nothing that annotations refer to is removed: if two labels share an id, the attributes of both stay.
    pub fn repair(&mut self) -> Vec<String> {
        let mut repairs = Vec::new();
        let mut places: HashMap<_, usize> = HashMap::new();
        let mut labels: Vec<Label> = Vec::with_capacity(self.labels.len());
        for mut label in mem::take(&mut self.labels) {
            match places.get(&label.id) {
                Some(place) => {
                    repairs.push(format!(
                        "label “{}” is in the codebook twice; the first is kept, with the attributes of both",
                        label.id
                    ));
                    labels[*place].attributes.append(&mut label.attributes);
                }
                None => {
                    places.insert(label.id.clone(), labels.len());
                    labels.push(label);
                }
            }
        }
        let mut keys = HashSet::new();
        for label in &mut labels {
            label.repair(&mut repairs);
            if let Some(key) = label.key.take_if(|key| !keys.insert(*key)) {
                repairs.push(format!("the key “{key}” belongs to two labels; “{}” is left without", label.name));
            }
        }
        self.labels = labels;
        repairs
    }
}

impl Label {
    fn validate(&self) -> Result<(), CodebookError> {
        let mut ids = HashSet::new();
        for attribute in &self.attributes {
            if !ids.insert(&attribute.id) {
                return Err(CodebookError::AttributeTwice(attribute.id.clone()));
            }
            let choices = attribute.kind.choices();
            if let Some(choice) = first_twice(choices.iter().map(|choice| &choice.id)) {
                return Err(CodebookError::ChoiceTwice { attribute: attribute.id.clone(), choice: choice.clone() });
            }
        }
        Ok(())
    }

    fn repair(&mut self, repairs: &mut Vec<String>) {
        if self.name.trim().is_empty() {
            let is_named = !self.id.as_str().trim().is_empty();
            self.name = if is_named { self.id.to_string() } else { "unnamed".to_owned() };
            repairs.push(format!("label “{}” has no name; it was called “{}”", self.id, self.name));
        }
        let mut places: HashMap<_, usize> = HashMap::new();
        let mut attributes: Vec<Attribute> = Vec::with_capacity(self.attributes.len());
        for attribute in mem::take(&mut self.attributes) {
            match places.get(&attribute.id) {
                Some(place) => {
                    repairs.push(format!("attribute “{}” is in label “{}” twice; the first is kept", attribute.id, self.id));
                    unite(&mut attributes[*place].kind, attribute.kind);
                }
                None => {
                    places.insert(attribute.id.clone(), attributes.len());
                    attributes.push(attribute);
                }
            }
        }
        for attribute in &mut attributes {
            attribute.repair(&self.id, repairs);
        }
        self.attributes = attributes;
    }
}

impl Attribute {
    fn repair(&mut self, label: &LabelId, repairs: &mut Vec<String>) {
        let (AttributeKind::OneOf(choices) | AttributeKind::SeveralOf(choices)) = &mut self.kind else { return };
        let mut names: HashMap<String, String> = HashMap::new();
        choices.retain(|Choice { id, name }| {
            let Some(first) = names.get(id) else {
                names.insert(id.clone(), name.clone());
                return true;
            };
            let (attribute, kept) = (&self.id, if first == name { String::new() } else { format!(" (“{first}”, not “{name}”)") });
            repairs.push(format!("choice “{id}” is in “{attribute}” of label “{label}” twice; the first is kept{kept}"));
            false
        });
    }
}

/// Adds the choices of a closed list to another list of the same kind.
fn unite(kind: &mut AttributeKind, more: AttributeKind) {
    match (kind, more) {
        (AttributeKind::OneOf(known), AttributeKind::OneOf(more))
        | (AttributeKind::SeveralOf(known), AttributeKind::SeveralOf(more)) => {
            let ids: HashSet<String> = known.iter().map(|choice| choice.id.clone()).collect();
            known.extend(more.into_iter().filter(|choice| !ids.contains(&choice.id)));
        }
        _ => {}
    }
}

fn first_twice<T: Hash + Eq + Copy>(ids: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = HashSet::new();
    ids.into_iter().find(|id| !seen.insert(*id))
}

impl Article {
    /// Whether its digest is that of its text, and its blocks and links lie within the text, in order.
    fn is_sound(&self) -> bool {
        let is_inside = |range: ByteRange| self.text.slice(range).is_some();
        self.text_sha256 == Sha256::of(self.text.as_str().as_bytes())
            && self.blocks.iter().all(|block| is_inside(block.range))
            && self.blocks.is_sorted_by_key(|block| block.range)
            && self.links.iter().all(|link| is_inside(link.range))
    }
}

impl ArticleRecord {
    /// Whether every annotation and decision is filed under its own id.
    fn is_filed(&self) -> bool {
        self.annotations.iter().all(|(id, annotation)| *id == annotation.id)
            && self.decisions.iter().all(|(about, decision)| *about == decision.key())
    }
}

impl Project {
    /// Checks an article that is not part of the project yet, with its layers.
    pub(super) fn require_sound(&self, record: &ArticleRecord) -> Result<(), EditError> {
        if !record.article.is_sound() || !record.is_filed() {
            return Err(EditError::Unsound(record.article.id));
        }
        for annotation in record.annotations.values() {
            self.require_new(annotation)?;
            self.require_valid(&record.article.text, annotation)?;
        }
        record.status.keys().try_for_each(|analyst| self.require_analyst(analyst))
    }

    /// Checks that the project has no annotation of this id.
    pub(super) fn require_new(&self, annotation: &Annotation) -> Result<(), EditError> {
        match self.index.has_annotation(annotation.id) {
            true => Err(EditError::Exists("annotation", annotation.id.to_string())),
            false => Ok(()),
        }
    }

    /// Checks everything that an annotation of this text refers to.
    pub(super) fn require_valid(&self, text: &IndexedText, annotation: &Annotation) -> Result<(), EditError> {
        self.require_analyst(&annotation.analyst)?;
        self.require_label(&annotation.label)?;
        let sub_spans = annotation.attributes.values().filter_map(|value| match value {
            AttributeValue::SubSpan(range) => Some(*range),
            _ => None,
        });
        require_inside(text, annotation.fragments.iter().chain(sub_spans))
    }
}

/// Checks that ranges lie within a text and cut no character.
pub(super) fn require_inside(text: &IndexedText, ranges: impl IntoIterator<Item = ByteRange>) -> Result<(), EditError> {
    match ranges.into_iter().find(|range| text.slice(*range).is_none()) {
        Some(range) => Err(EditError::OutsideText(range.start())),
        None => Ok(()),
    }
}
