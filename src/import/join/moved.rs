//! Finds annotations that are there twice after an import: one here and one of the data, of one analyst, with one label, about
//! nearly the same words. An edited export without the ids of annotations makes such pairs.

use super::{
    Join, Names,
    layers::{Fate, shown},
};
use crate::{
    import::Warning,
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, LabelId},
    text::listed,
};
use std::collections::{BTreeMap, HashSet};

/// The annotations of an article that the data does not have, by analyst and label, each list in the order of their starts.
struct Unmet<'r>(BTreeMap<(&'r AnalystId, &'r LabelId), Vec<Stretch<'r>>>);

/// What an annotation covers, with its gaps.
#[derive(Clone, Copy)]
struct Stretch<'r> {
    start: u32,
    end: u32,
    annotation: &'r Annotation,
    /// The place in the list of the one that ends last, of this one and those before it.
    last_to_end: usize,
}

impl<'r> Unmet<'r> {
    fn of(record: &'r ArticleRecord, met: &HashSet<AnnotationId>) -> Self {
        let mut unmet: BTreeMap<_, Vec<Stretch<'r>>> = BTreeMap::new();
        for annotation in record.annotations.values().filter(|annotation| !met.contains(&annotation.id)) {
            let (start, end) = hull(annotation);
            let list = unmet.entry((&annotation.analyst, &annotation.label)).or_default();
            list.push(Stretch { start, end, annotation, last_to_end: 0 });
        }
        for list in unmet.values_mut() {
            list.sort_by_key(|stretch| stretch.start);
            let mut last = 0;
            for place in 0..list.len() {
                last = if list[place].end > list[last].end { place } else { last };
                list[place].last_to_end = last;
            }
        }
        Self(unmet)
    }

    /// One that shares text with `annotation`, of the same analyst and with the same label.
    fn overlapping(&self, annotation: &Annotation) -> Option<&'r Annotation> {
        let list = self.0.get(&(&annotation.analyst, &annotation.label))?;
        let (start, end) = hull(annotation);
        let num_before = list.partition_point(|stretch| stretch.start < end);
        let last = list[list[..num_before].last()?.last_to_end];
        (last.end > start).then_some(last.annotation)
    }
}

fn hull(annotation: &Annotation) -> (u32, u32) {
    let hull = annotation.fragments.hull();
    (hull.start().get(), hull.end().get())
}

impl Join<'_> {
    /// Counts annotations of the present source that are added though the article has one that is probably the same.
    pub(super) fn note_moved<'a>(&mut self, place: usize, fates: impl Iterator<Item = (&'a Annotation, &'a Fate)> + Clone) {
        if !fates.clone().any(|(_, fate)| matches!(fate, Fate::New)) {
            return;
        }
        let met = fates.clone().filter_map(|(_, fate)| match fate {
            Fate::Present(id) | Fate::Older(id) | Fate::Newer(id) | Fate::Beside(id) => Some(*id),
            Fate::New => None,
        });
        let record = &self.works[place].record;
        let unmet = Unmet::of(record, &met.collect());
        for (annotation, _) in fates.filter(|(_, fate)| matches!(fate, Fate::New)) {
            if let Some(here) = unmet.overlapping(annotation) {
                let words = || format!("“{}” beside “{}”", shown(record, annotation), shown(record, here));
                self.moved.entry(annotation.analyst.clone()).or_default().add(words);
            }
        }
    }

    /// Tells of them.
    pub(super) fn tell_of_moved(&mut self, names: &Names) {
        for (analyst, found) in std::mem::take(&mut self.moved) {
            let name = self.people.name(&analyst);
            let who = found.counted("annotation is", "annotations are");
            let message = format!(
                "{name}: {who} added beside one with the same label that the data does not have and that shares words with it \
                 ({}); if the data is an edited export, remove one of the two",
                listed(found.count, found.first)
            );
            self.joined.warnings.push(Warning { file_name: names.place(), line: None, message });
        }
    }
}
