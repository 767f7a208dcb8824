//! Merges the layers of one article: adds annotations and progress to what exists.

use super::{Copies, Join, Names};
use crate::{
    import::quoted::short,
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeValue, Edit, Fragments, LabelId, Status},
};
use std::collections::{BTreeMap, HashMap};

/// The annotations of an article by place, label and analyst; everything else is compared one by one.
pub(super) struct Said<'r>(HashMap<(&'r AnalystId, &'r LabelId, &'r Fragments), Vec<&'r Annotation>>);

impl<'r> Said<'r> {
    pub(super) fn of(record: &'r ArticleRecord) -> Self {
        let mut said: HashMap<_, Vec<_>> = HashMap::new();
        for annotation in record.annotations.values() {
            said.entry((&annotation.analyst, &annotation.label, &annotation.fragments)).or_default().push(annotation);
        }
        Self(said)
    }

    /// The annotation that says the same: the one with this id if possible, or else another.
    pub(super) fn find(&self, annotation: &Annotation, own_id: Option<AnnotationId>) -> Option<&'r Annotation> {
        let alike = self.0.get(&(&annotation.analyst, &annotation.label, &annotation.fragments))?;
        let same = || alike.iter().copied().filter(|known| says_the_same(known, annotation));
        same().find(|known| Some(known.id) == own_id).or_else(|| same().next())
    }
}

/// The fate of an annotation of a source.
pub(super) enum Fate {
    /// It exists, as the annotation with this id.
    Present(AnnotationId),
    /// It exists in another state, which stays.
    Older(AnnotationId),
    /// It exists in another state, as the annotation with this id, which it replaces.
    Newer(AnnotationId),
    /// It is added.
    New,
    /// It is added beside the annotation with this id, which has the same id in the source and another state.
    Beside(AnnotationId),
}

impl Join<'_> {
    /// Adds what is new, and returns the id in the project for each annotation.
    pub(super) fn annotations(
        &mut self,
        place: usize,
        mut annotations: Vec<Annotation>,
        names: &mut Names,
    ) -> BTreeMap<AnnotationId, AnnotationId> {
        for annotation in &mut annotations {
            self.rename(annotation, names);
            if names.is_plain {
                Self::passages(&self.book, &self.works[place].record.article.text, annotation);
            }
        }
        let fates = self.fates(place, &annotations, names);
        if !names.is_copy {
            self.note_moved(place, annotations.iter().zip(&fates));
        }
        let num_replaced = self.joined.num_replaced;
        let mut ids = BTreeMap::new();
        let mut added = Vec::new();
        for (mut annotation, fate) in annotations.into_iter().zip(fates) {
            let id = match fate {
                Fate::Present(id) | Fate::Older(id) => {
                    self.joined.num_present += 1;
                    ids.insert(annotation.id, id);
                    continue;
                }
                Fate::Newer(id) => {
                    self.remove(place, id);
                    id
                }
                Fate::New | Fate::Beside(_) => {
                    if let Fate::Beside(other) = fate {
                        self.note_kept(place, &annotation, other);
                    }
                    let own = names.own_id(annotation.id).filter(|own| !self.annotation_ids.contains(own));
                    own.unwrap_or_else(|| self.new_annotation_id())
                }
            };
            self.annotation_ids.insert(id);
            ids.insert(annotation.id, id);
            annotation.id = id;
            added.push(annotation);
        }
        let target = |id: &mut AnnotationId| *id = ids.get(id).copied().unwrap_or(*id);
        for mut annotation in added {
            annotation.same_as.iter_mut().for_each(target);
            for value in annotation.attributes.values_mut() {
                if let AttributeValue::Links(links) = value {
                    links.iter_mut().for_each(target);
                }
            }
            self.add(place, annotation);
        }
        // An annotation that replaces another counts as replaced, not as new.
        self.joined.num_annotations -= self.joined.num_replaced - num_replaced;
        ids
    }

    fn fates(&self, place: usize, annotations: &[Annotation], names: &Names) -> Vec<Fate> {
        let record = &self.works[place].record;
        let said = Said::of(record);
        let fate = |annotation: &Annotation| {
            let own_id = names.own_id(annotation.id);
            let itself = own_id.and_then(|id| record.annotations.get(&id));
            match (said.find(annotation, own_id), itself) {
                (Some(present), _) => Fate::Present(present.id),
                (None, Some(itself)) if names.copies == Copies::TakeNewer && itself.analyst == annotation.analyst => {
                    // Where no time says which is newer, the state that was asked for is the one that counts.
                    let is_newer = !names.has_real_ids || annotation.modified >= itself.modified;
                    if is_newer { Fate::Newer(itself.id) } else { Fate::Older(itself.id) }
                }
                (None, Some(itself)) => Fate::Beside(itself.id),
                (None, None) => Fate::New,
            }
        };
        annotations.iter().map(fate).collect()
    }

    fn add(&mut self, place: usize, annotation: Annotation) {
        self.joined.num_annotations += 1;
        self.joined.analysts.insert(annotation.analyst.clone());
        let work = &mut self.works[place];
        if work.new.is_none() {
            let edit = Edit::AddAnnotation { article: work.record.article.id, annotation: Box::new(annotation.clone()) };
            self.late.push(edit);
        }
        work.record.annotations.insert(annotation.id, annotation);
    }

    fn remove(&mut self, place: usize, annotation: AnnotationId) {
        self.joined.num_replaced += 1;
        let work = &mut self.works[place];
        work.record.annotations.remove(&annotation);
        if work.new.is_none() {
            self.late.push(Edit::RemoveAnnotation { article: work.record.article.id, annotation });
        }
    }

    /// Adds how far analysts are, for those whose progress is not known, or who are further in a copy whose layer was asked
    /// for. Notes the other differences.
    pub(super) fn status(
        &mut self,
        place: usize,
        status: BTreeMap<AnalystId, Status>,
        names: &Names,
        is_gold_contradicted: bool,
    ) {
        let work = &mut self.works[place];
        for (analyst, status) in status {
            let Some(analyst) = names.analysts.get(&analyst) else { continue };
            let known = work.record.status.get(analyst).copied();
            let becomes = match analyst.is_gold() {
                true => Becomes { is_taken: is_gold_taken(known, status, is_gold_contradicted), is_told: false },
                false => of_a_person(known, status, names.copies),
            };
            if becomes.is_told {
                let articles = self.progress.entry((analyst.clone(), becomes.is_taken)).or_default();
                articles.add(|| work.record.article.title().to_owned());
            }
            if !becomes.is_taken {
                continue;
            }
            if status == Status::Done {
                self.joined.analysts.insert(analyst.clone());
            }
            if work.new.is_none() {
                let (article, analyst) = (work.record.article.id, analyst.clone());
                self.late.push(Edit::SetStatus { article, analyst, status: Some(status) });
            }
            work.record.status.insert(analyst.clone(), status);
        }
    }
}

/// What becomes of the progress that a source states.
struct Becomes {
    is_taken: bool,
    is_told: bool,
}

/// What becomes of a person's progress. Of somebody with none here it is taken. Somebody who is further in the source is told,
/// and the source's progress is taken if the layer was asked for. What a stale copy knows less is no difference to act on,
/// unless its layer was asked for.
fn of_a_person(known: Option<Status>, status: Status, copies: Copies) -> Becomes {
    let is_asked_for = copies == Copies::TakeNewer;
    match known {
        None => Becomes { is_taken: true, is_told: false },
        Some(known) if known < status => Becomes { is_taken: is_asked_for, is_told: true },
        Some(known) => Becomes { is_taken: false, is_told: is_asked_for && known != status },
    }
}

/// Whether the progress of gold is taken: gold that the source completes is done, unless it contradicts the one here.
fn is_gold_taken(known: Option<Status>, status: Status, is_contradicted: bool) -> bool {
    !is_contradicted && known.is_none_or(|known| known < status)
}

/// The words of an annotation, for messages.
pub(super) fn shown(record: &ArticleRecord, annotation: &Annotation) -> String {
    short(&annotation.fragments.words(record.article.text.as_str()))
}

/// Whether two annotations of one article differ only in ids and times.
pub(super) fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    fn answers(annotation: &Annotation) -> impl Iterator<Item = (&crate::project::AttributeId, &AttributeValue)> {
        annotation.attributes.iter().filter(|(_, value)| !matches!(value, AttributeValue::Links(_)))
    }
    a.analyst == b.analyst
        && a.label == b.label
        && a.fragments == b.fragments
        && a.is_unsure == b.is_unsure
        && a.note == b.note
        && answers(a).eq(answers(b))
}
