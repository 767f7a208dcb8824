//! Compares a layer that both the project and a copy of it have, and decides what becomes of the differences.

use super::{
    Copies, Join, Names, Place,
    layers::{Said, shown},
};
use crate::{
    import::{Annotated, LayerDifference, Warning},
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, Sha256},
    text::words::counted,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

impl Join<'_> {
    /// Leaves out layers of a copy that differ from those here, if that is wanted, and reports what is added to others.
    pub(super) fn compare_layers(&mut self, source: &mut Annotated, digests: &[Sha256], names: &Names) {
        if names.copies != Copies::LeaveDiffering {
            return;
        }
        let mut left = BTreeSet::new();
        for (analyst, difference) in self.layer_differences(source, digests, names) {
            if difference.is_contradiction() {
                left.insert(analyst);
                self.joined.left_layers.push(difference);
            } else if difference.only_there.count > 0 {
                let message = format!(
                    "{} of {} that only the copy has {} to the layer here ({}): made there, or removed here",
                    difference.only_there.counted("annotation", "annotations"),
                    difference.name,
                    if difference.only_there.count == 1 { "is added" } else { "are added" },
                    difference.only_there.shown(),
                );
                self.joined.warnings.push(Warning { file_name: names.title.clone(), line: None, message });
            }
        }
        for article in source.articles.iter_mut().filter(|_| !left.is_empty()) {
            article.annotations.retain(|annotation| !left.contains(&annotation.analyst));
            article.status.retain(|analyst, _| !left.contains(analyst));
        }
    }

    /// How layers in both differ, by the analyst's id in the source.
    fn layer_differences(&self, source: &Annotated, digests: &[Sha256], names: &Names) -> BTreeMap<AnalystId, LayerDifference> {
        let mut found: BTreeMap<AnalystId, LayerDifference> = BTreeMap::new();
        let has_work: HashSet<&AnalystId> = self
            .works
            .iter()
            .map(|work| &work.record)
            .chain(self.project.articles().iter().map(|record| &**record))
            .flat_map(|record| record.annotations.values().map(|annotation| &annotation.analyst))
            .collect();
        let people = source.analysts.iter().filter(|analyst| !analyst.id.is_gold());
        for analyst in people {
            let here = names.analysts.get(&analyst.id).filter(|here| has_work.contains(here));
            if here.is_some() {
                found.insert(analyst.id.clone(), LayerDifference::new(analyst.name.clone()));
            }
        }
        for (article, digest) in source.articles.iter().zip(digests) {
            let record = match self.places.get(digest) {
                Some(Place::Work(place)) => &self.works[*place].record,
                Some(Place::Known(id)) => match self.project.article(*id) {
                    Some(record) => record,
                    None => continue,
                },
                None => continue,
            };
            compare(record, &article.annotations, names, &mut found);
        }
        // An analyst without work there does not contradict anything.
        found.retain(|_, difference| difference.num_there > 0);
        found
    }

    pub(super) fn tell_of_replaced(&mut self, num_replaced: usize, names: &Names) {
        if num_replaced > 0 {
            let what = counted(num_replaced, "annotation was", "annotations were");
            let message = format!("{what} changed there after here; the copy’s state was taken");
            self.joined.warnings.push(Warning { file_name: names.title.clone(), line: None, message });
        }
    }
}

/// Adds to `found` how the layers of one article differ.
fn compare(record: &ArticleRecord, annotations: &[Annotation], names: &Names, found: &mut BTreeMap<AnalystId, LayerDifference>) {
    let said = Said::of(record);
    let mut met: HashSet<AnnotationId> = HashSet::new();
    let mut here: BTreeMap<&AnalystId, &AnalystId> = BTreeMap::new();
    for annotation in annotations {
        let Some(difference) = found.get_mut(&annotation.analyst) else { continue };
        let Some(analyst) = names.analysts.get(&annotation.analyst) else { continue };
        here.insert(analyst, &annotation.analyst);
        difference.num_there += 1;
        let label = names.labels.get(&annotation.label).unwrap_or(&annotation.label);
        let renamed = Annotation { analyst: analyst.clone(), label: label.clone(), ..annotation.clone() };
        if let Some(present) = said.find(&renamed) {
            met.insert(present.id);
            continue;
        }
        match record.annotations.get(&annotation.id) {
            Some(itself) => {
                met.insert(itself.id);
                let is_newer = annotation.modified > itself.modified;
                let list = if is_newer { &mut difference.changed_there } else { &mut difference.changed_here };
                list.add(|| shown(record, itself));
            }
            None => difference.only_there.add(|| shown(record, annotation)),
        }
    }
    for annotation in record.annotations.values().filter(|annotation| !met.contains(&annotation.id)) {
        let there = here
            .get(&annotation.analyst)
            .copied()
            .or_else(|| names.analysts.iter().find(|(_, here)| **here == annotation.analyst).map(|(there, _)| there));
        if let Some(difference) = there.and_then(|there| found.get_mut(there)) {
            difference.only_here.add(|| shown(record, annotation));
        }
    }
}
