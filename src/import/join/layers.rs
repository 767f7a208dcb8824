//! Merges the layers of one article: adds annotations and progress to what exists.

use super::{Copies, Join, Names};
use crate::{
    import::{Warning, quoted::short},
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

    /// The annotation that says the same: the one with the same id if possible, or else another.
    pub(super) fn find(&self, annotation: &Annotation) -> Option<&'r Annotation> {
        let alike = self.0.get(&(&annotation.analyst, &annotation.label, &annotation.fragments))?;
        let same = || alike.iter().copied().filter(|known| says_the_same(known, annotation));
        same().find(|known| known.id == annotation.id).or_else(|| same().next())
    }
}

/// The fate of an annotation of a source.
enum Fate {
    /// It exists, as the annotation with this id.
    Present(AnnotationId),
    /// It exists in another state, which stays.
    Older(AnnotationId),
    /// It exists in another state, which it replaces.
    Newer,
    /// It is added. If there are words here, it also exists in another state.
    New(Option<String>),
}

impl Join<'_> {
    /// Adds what is new, and returns the id in the project for each annotation.
    pub(super) fn annotations(
        &mut self,
        place: usize,
        mut annotations: Vec<Annotation>,
        names: &mut Names,
        file_name: &str,
    ) -> BTreeMap<AnnotationId, AnnotationId> {
        for annotation in &mut annotations {
            self.rename(annotation, names);
            if names.is_plain {
                self.passages(place, annotation);
            }
        }
        let fates = self.fates(place, &annotations, names);
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
                Fate::Newer => {
                    self.remove(place, annotation.id);
                    annotation.id
                }
                Fate::New(other) => {
                    if let Some(words) = other {
                        let message =
                            format!("annotation {} (“{words}”) was changed in one of the copies; both are kept", annotation.id);
                        self.joined.warnings.push(Warning { file_name: file_name.to_owned(), line: None, message });
                    }
                    let is_free = names.has_real_ids && !self.annotation_ids.contains(&annotation.id);
                    if is_free { annotation.id } else { self.new_annotation_id() }
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
            let itself = record.annotations.get(&annotation.id).filter(|_| names.has_real_ids);
            match (said.find(annotation), itself) {
                (Some(present), _) => Fate::Present(present.id),
                (None, Some(itself)) if names.copies == Copies::TakeNewer && itself.analyst == annotation.analyst => {
                    if annotation.modified > itself.modified { Fate::Newer } else { Fate::Older(itself.id) }
                }
                (None, itself) => Fate::New(itself.map(|itself| shown(record, itself))),
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
            let is_further = known.is_some_and(|known| known < status);
            if analyst.is_gold() {
                // Gold that the copy completes is done.
                if is_gold_contradicted || known.is_some() && !is_further {
                    continue;
                }
            } else if known.is_some() {
                // What a stale copy knows less is no difference to act on, unless its layer was asked for.
                if known == Some(status) || !is_further && names.copies != Copies::TakeNewer {
                    continue;
                }
                let is_taken = is_further && names.copies == Copies::TakeNewer;
                let articles = self.progress.entry((analyst.clone(), is_taken)).or_default();
                articles.add(|| work.record.article.title().to_owned());
                if !is_taken {
                    continue;
                }
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

impl Join<'_> {
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
