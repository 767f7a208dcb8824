//! What the names of a source are in the project: analysts, labels with their questions, and answers as these ask for them.

use super::{Join, Names, Place};
use crate::{
    import::{Warning, annotated::bare_label, copies::differences, fit::fit},
    project::{Analyst, AnalystId, Annotation, AttributeKind, AttributeValue, Label, LabelId},
    text::{ByteRange, CharOffset, IndexedText},
};

impl Join<'_> {
    /// Finds or adds an analyst; in a copy of the project the id says who it is, elsewhere the name.
    pub(super) fn analyst(&mut self, analyst: &Analyst, is_copy: bool) -> AnalystId {
        let name = analyst.name.trim();
        let is_same = |known: &&Analyst| (known.id == analyst.id && (is_copy || known.name == name)) || known.id.as_str() == name;
        let known = self.analysts.iter().find(is_same).or_else(|| self.analysts.iter().find(|known| known.name == name));
        if let Some(known) = known {
            return known.id.clone();
        }
        let is_taken = |id: &AnalystId| self.analysts.iter().any(|known| known.id == *id);
        let id = if is_taken(&analyst.id) { AnalystId::from_name(name, is_taken) } else { analyst.id.clone() };
        self.analysts.push(Analyst { id: id.clone(), name: analyst.name.clone() });
        id
    }

    /// In what a label of the other codebook differs from the project's, which stays.
    pub(super) fn codebook_difference(&self, label: &Label, title: &str) -> Option<Warning> {
        let name = label.name.to_lowercase();
        let labels = &self.codebook.labels;
        let known = labels.iter().find(|known| known.id == label.id);
        let known = known.or_else(|| labels.iter().find(|known| known.name.to_lowercase() == name))?;
        let parts = differences(known, label);
        let message = format!("label “{}” {}", label.id, parts.join(", "));
        (!parts.is_empty() && !title.is_empty()).then(|| Warning { file_name: title.to_owned(), line: None, message })
    }

    /// Finds or adds a label, and adds what the project's lacks of its attributes and choices.
    pub(super) fn label(&mut self, label: &Label) -> LabelId {
        let labels = &mut self.codebook.labels;
        let name = label.name.to_lowercase();
        let place = labels.iter().position(|known| known.id == label.id);
        let place = place.or_else(|| labels.iter().position(|known| known.id.as_str() == label.name));
        let place = place.or_else(|| labels.iter().position(|known| known.name.to_lowercase() == name));
        let Some(place) = place else {
            let mut new = label.clone();
            new.key = new.key.filter(|key| labels.iter().all(|known| known.key != Some(*key)));
            self.joined.new_labels.push(new.name.clone());
            labels.push(new);
            return label.id.clone();
        };
        let known = &mut labels[place];
        for attribute in &label.attributes {
            match known.attributes.iter_mut().find(|known| known.id == attribute.id) {
                None => known.attributes.push(attribute.clone()),
                Some(known) => match (&mut known.kind, &attribute.kind) {
                    (AttributeKind::OneOf(known), AttributeKind::OneOf(more))
                    | (AttributeKind::SeveralOf(known), AttributeKind::SeveralOf(more)) => {
                        let new: Vec<_> = more.iter().filter(|c| known.iter().all(|k| k.id != c.id)).cloned().collect();
                        known.extend(new);
                    }
                    _ => {}
                },
            }
        }
        known.id.clone()
    }

    /// Writes the names and times of an annotation as the project does.
    pub(super) fn rename(&mut self, annotation: &mut Annotation, names: &mut Names) {
        if !names.analysts.contains_key(&annotation.analyst) {
            let unlisted = Analyst { id: annotation.analyst.clone(), name: annotation.analyst.to_string() };
            let id = self.analyst(&unlisted, false);
            names.analysts.insert(annotation.analyst.clone(), id);
        }
        if !names.labels.contains_key(&annotation.label) {
            let label = bare_label(annotation.label.clone(), annotation.label.as_str(), Vec::new(), self.codebook.labels.len());
            let id = self.label(&label);
            names.labels.insert(annotation.label.clone(), id);
        }
        annotation.analyst = names.analysts[&annotation.analyst].clone();
        annotation.label = names.labels[&annotation.label].clone();
        if names.is_plain
            && let Some(label) = self.codebook.label(&annotation.label)
        {
            for (id, value) in &mut annotation.attributes {
                if let Some(attribute) = label.attribute(id) {
                    *value = fit(value.clone(), &attribute.kind);
                }
            }
        }
        if !names.has_real_ids {
            annotation.created = self.now;
            annotation.modified = self.now;
            annotation.codebook_version = self.project.codebook().version;
        }
    }

    /// Makes passages of answers as tables write them, `3-5` in code points, where the codebook asks for a passage.
    pub(super) fn passages(&self, place: Place, annotation: &mut Annotation) {
        let text = match place {
            Place::New(at) => self.new.get(at).map(|record| &record.article.text),
            Place::Known(article) => self.project.article(article).map(|record| &record.article.text),
        };
        let (Some(text), Some(label)) = (text, self.codebook.label(&annotation.label)) else { return };
        for (id, value) in &mut annotation.attributes {
            let asks = label.attribute(id).is_some_and(|attribute| attribute.kind == AttributeKind::SubSpan);
            if let (true, AttributeValue::Text(written)) = (asks, &*value)
                && let Some(range) = passage(text, written)
            {
                *value = AttributeValue::SubSpan(range);
            }
        }
    }
}

fn passage(text: &IndexedText, written: &str) -> Option<ByteRange> {
    let (start, end) = written.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then(|| text.byte_range_of_chars(CharOffset::new(start), CharOffset::new(end)))?
}
