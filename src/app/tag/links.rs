//! The links from one annotation to others or to stretches of text, and an index of the links on the page.

use crate::{
    project::{Annotation, AnnotationId, ArticleRecord, AttributeValue, Codebook, Label},
    text::ByteRange,
};
use std::collections::HashMap;

/// The name of the link that every label has.
pub const SAME_AS: &str = "Same as";

/// The target of a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LinkEnd {
    /// To an annotation.
    Annotation(AnnotationId),
    /// To words of the article.
    Words(ByteRange),
}

/// A link of an annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Whose.
    pub from: AnnotationId,
    /// Where it leads.
    pub to: LinkEnd,
    /// The name of the link, as the window shows it.
    pub name: String,
}

/// Everything that `annotation` links to, in the codebook's order.
pub fn links_of(annotation: &Annotation, label: Option<&Label>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |to, name: &str| links.push(Link { from: annotation.id, to, name: name.to_lowercase() });
    for attribute in label.map(|label| label.attributes.as_slice()).unwrap_or_default() {
        match annotation.attributes.get(&attribute.id) {
            Some(AttributeValue::Links(linked)) => {
                linked.iter().for_each(|id| add(LinkEnd::Annotation(*id), &attribute.name));
            }
            Some(AttributeValue::SubSpan(range)) => add(LinkEnd::Words(*range), &attribute.name),
            _ => {}
        }
    }
    annotation.same_as.iter().for_each(|id| add(LinkEnd::Annotation(*id), SAME_AS));
    links
}

/// An index of the links, kept up to date from edit to edit.
#[derive(Debug, Default)]
pub struct LinkIndex {
    outgoing: HashMap<AnnotationId, Vec<AnnotationId>>,
    incoming: HashMap<AnnotationId, Vec<AnnotationId>>,
}

impl LinkIndex {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.outgoing.clear();
        self.incoming.clear();
    }

    /// Records the current state of an annotation; `None` means that it is gone.
    pub fn set(&mut self, id: AnnotationId, annotation: Option<&Annotation>) {
        for linked in self.outgoing.remove(&id).unwrap_or_default() {
            if let Some(from) = self.incoming.get_mut(&linked) {
                from.retain(|from| *from != id);
            }
        }
        let Some(annotation) = annotation else { return };
        let values = annotation.attributes.values().filter_map(|value| match value {
            AttributeValue::Links(linked) => Some(linked),
            _ => None,
        });
        let linked: Vec<_> = values.flatten().chain(&annotation.same_as).copied().collect();
        if !linked.is_empty() {
            linked.iter().for_each(|to| self.incoming.entry(*to).or_default().push(id));
            self.outgoing.insert(id, linked);
        }
    }

    /// The links from and to an annotation.
    pub fn around(&self, record: &ArticleRecord, codebook: &Codebook, id: AnnotationId) -> Vec<Link> {
        let links = |id: &AnnotationId| {
            let annotation = record.annotations.get(id);
            annotation.map(|annotation| links_of(annotation, codebook.label(&annotation.label))).unwrap_or_default()
        };
        let mut around = links(&id);
        let mut from = self.incoming.get(&id).cloned().unwrap_or_default();
        from.sort();
        from.dedup();
        for other in from.iter().filter(|other| **other != id) {
            around.extend(links(other).into_iter().filter(|link| link.to == LinkEnd::Annotation(id)));
        }
        around
    }
}
