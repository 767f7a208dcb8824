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
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashSet},
};

impl Join<'_> {
    /// Leaves out layers of a copy that differ from those here, if that is wanted, and reports what is added to others.
    pub(super) fn compare_layers(&mut self, source: &mut Annotated, digests: &[Sha256], names: &mut Names) {
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
                self.joined.warnings.push(Warning { file_name: names.place(), line: None, message });
            }
        }
        for article in source.articles.iter_mut().filter(|_| !left.is_empty()) {
            article.annotations.retain(|annotation| !left.contains(&annotation.analyst));
            article.status.retain(|analyst, _| !left.contains(analyst));
        }
    }

    /// How layers in both differ, by the analyst's id in the source.
    fn layer_differences(
        &mut self,
        source: &Annotated,
        digests: &[Sha256],
        names: &mut Names,
    ) -> BTreeMap<AnalystId, LayerDifference> {
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
            let Some(place) = self.places.get(digest).copied() else { continue };
            let mut renamed: Vec<Annotation> = article.annotations.clone();
            renamed.iter_mut().for_each(|annotation| self.rename(annotation, names));
            let record = match place {
                Place::Work(place) => &self.works[place].record,
                Place::Known(id) => match self.project.article(id) {
                    Some(record) => record,
                    None => continue,
                },
            };
            if names.is_plain {
                let text = &record.article.text;
                renamed.iter_mut().for_each(|annotation| Self::passages(&self.book, text, annotation));
            }
            compare(record, article.annotations.iter().zip(&renamed), names, &mut found);
        }
        // An analyst without work there does not contradict anything.
        found.retain(|_, difference| difference.num_there > 0);
        found
    }

    pub(super) fn tell_of_replaced(&mut self, num_replaced: usize, names: &Names) {
        if num_replaced > 0 {
            let what = counted(num_replaced, "annotation differs", "annotations differ");
            let message = format!("{what} and no state here is newer; the state of the data was taken");
            self.joined.warnings.push(Warning { file_name: names.place(), line: None, message });
        }
    }

    /// Says for whom the progress in a copy differed, and what became of it.
    pub(super) fn tell_of_progress(&mut self, names: &Names) {
        for ((analyst, is_taken), articles) in std::mem::take(&mut self.progress) {
            let name = self.people.name(&analyst);
            let shown = articles.shown();
            let count = articles.counted("article", "articles");
            let message = if is_taken {
                format!("{name}: {count} ({shown}) done in the copy and not here; the copy’s progress was taken")
            } else {
                let what = if names.copies == Copies::TakeNewer {
                    "done here and not in the copy; the progress here stays"
                } else {
                    "done in the copy and not here; the progress here stays, and “--layers” with the name takes the copy’s"
                };
                format!("{name}: {count} ({shown}) {what}")
            };
            self.joined.warnings.push(Warning { file_name: names.title.clone(), line: None, message });
        }
    }

    /// Counts an annotation that is added beside one here that has its id.
    pub(super) fn note_kept(&mut self, place: usize, annotation: &Annotation, other: AnnotationId) {
        let record = &self.works[place].record;
        let Some(other) = record.annotations.get(&other) else { return };
        let kept = self.kept.entry((annotation.analyst.clone(), other.analyst.clone())).or_default();
        kept.add(|| shown(record, other));
    }

    /// Tells of them.
    pub(super) fn tell_of_kept(&mut self, names: &Names) {
        for ((analyst, other), kept) in std::mem::take(&mut self.kept) {
            let (count, shown) = (kept.counted("annotation", "annotations"), kept.shown());
            let (name, other_name) = (self.people.name(&analyst), self.people.name(&other));
            let message = if analyst == other {
                format!("{name}: {count} changed in one of the copies ({shown}); both states are kept")
            } else {
                format!(
                    "{name}: {count} with the ids of annotations of {other_name} here ({shown}); both are kept, under new ids"
                )
            };
            self.joined.warnings.push(Warning { file_name: names.place(), line: None, message });
        }
    }
}

/// Adds to `found` how the layers of one article differ. `annotations` are those of the source, each with what it is here.
fn compare<'a>(
    record: &ArticleRecord,
    annotations: impl Iterator<Item = (&'a Annotation, &'a Annotation)>,
    names: &'a Names,
    found: &mut BTreeMap<AnalystId, LayerDifference>,
) {
    let said = Said::of(record);
    let mut met: HashSet<AnnotationId> = HashSet::new();
    let mut here: BTreeMap<&AnalystId, &AnalystId> = BTreeMap::new();
    for (annotation, renamed) in annotations {
        let Some(difference) = found.get_mut(&annotation.analyst) else { continue };
        let Some(analyst) = names.analysts.get(&annotation.analyst) else { continue };
        here.insert(analyst, &annotation.analyst);
        difference.num_there += 1;
        let own_id = names.own_id(annotation.id);
        if let Some(present) = said.find(renamed, own_id) {
            met.insert(present.id);
            continue;
        }
        match own_id.and_then(|id| record.annotations.get(&id)).filter(|itself| itself.analyst == renamed.analyst) {
            Some(itself) => {
                met.insert(itself.id);
                let list = match annotation.modified.cmp(&itself.modified) {
                    Ordering::Greater if names.has_real_ids => &mut difference.changed_there,
                    Ordering::Less if names.has_real_ids => &mut difference.changed_here,
                    _ => &mut difference.changed,
                };
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
