//! The annotations of an article, by id.
//!
//! Each annotation is shared. A change that is made while a snapshot of the project is being written copies the record, and
//! that copy then costs a pointer for each annotation, not the annotation itself.

use super::{annotation::Annotation, id::AnnotationId};
use std::{collections::BTreeMap, sync::Arc};

/// The annotations of an article, in the order of their ids. A clone shares them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations(BTreeMap<AnnotationId, Arc<Annotation>>);

impl Annotations {
    /// Makes an empty collection.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The number of annotations.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The annotation with this id.
    pub fn get(&self, id: &AnnotationId) -> Option<&Annotation> {
        self.0.get(id).map(Arc::as_ref)
    }

    /// Borrows the annotation with this id to change it; copies of the record keep the old one.
    pub fn get_mut(&mut self, id: &AnnotationId) -> Option<&mut Annotation> {
        self.0.get_mut(id).map(Arc::make_mut)
    }

    /// Whether there is an annotation with this id.
    pub fn contains_key(&self, id: &AnnotationId) -> bool {
        self.0.contains_key(id)
    }

    /// Adds an annotation under `id` and returns the one that it replaces.
    pub fn insert(&mut self, id: AnnotationId, annotation: Annotation) -> Option<Annotation> {
        self.0.insert(id, Arc::new(annotation)).map(Arc::unwrap_or_clone)
    }

    /// Removes the annotation with this id.
    pub fn remove(&mut self, id: &AnnotationId) -> Option<Annotation> {
        self.0.remove(id).map(Arc::unwrap_or_clone)
    }

    /// The ids with their annotations.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&AnnotationId, &Annotation)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(id, annotation)| (id, annotation.as_ref()))
    }

    /// The ids.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &AnnotationId> + ExactSizeIterator + Clone {
        self.0.keys()
    }

    /// The annotations.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Annotation> + ExactSizeIterator + Clone {
        self.0.values().map(Arc::as_ref)
    }

    /// Borrows all annotations to change them.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Annotation> + ExactSizeIterator {
        self.0.values_mut().map(Arc::make_mut)
    }
}

impl FromIterator<(AnnotationId, Annotation)> for Annotations {
    fn from_iter<I: IntoIterator<Item = (AnnotationId, Annotation)>>(annotations: I) -> Self {
        annotations.into_iter().map(|(id, annotation)| (id, Arc::new(annotation))).collect()
    }
}

impl FromIterator<(AnnotationId, Arc<Annotation>)> for Annotations {
    fn from_iter<I: IntoIterator<Item = (AnnotationId, Arc<Annotation>)>>(annotations: I) -> Self {
        Self(annotations.into_iter().collect())
    }
}

impl Extend<(AnnotationId, Annotation)> for Annotations {
    fn extend<I: IntoIterator<Item = (AnnotationId, Annotation)>>(&mut self, annotations: I) {
        self.0.extend(annotations.into_iter().map(|(id, annotation)| (id, Arc::new(annotation))));
    }
}

impl std::ops::Index<&AnnotationId> for Annotations {
    type Output = Annotation;

    /// The annotation with this id, which must exist.
    fn index(&self, id: &AnnotationId) -> &Annotation {
        &self.0[id]
    }
}
