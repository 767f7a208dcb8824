//! Counts of a project: how much text it has, how many annotations of each label by each analyst, and how far everybody is.

use super::{
    annotation::Annotation,
    id::{AnalystId, LabelId},
    model::Project,
    standing::Standing,
};
use crate::{
    project::Fragments,
    text::{ByteRange, segment},
};
use std::ops::AddAssign;

/// The counts of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Articles.
    pub num_articles: usize,
    /// Words in all articles (UAX #29).
    pub num_words: usize,
    /// Code points in all articles.
    pub num_code_points: usize,
    /// Annotations of all analysts.
    pub total: AnnotationCounts,
    /// The counts of each label, in the codebook's order, including labels without annotations.
    pub labels: Vec<LabelStats>,
    /// The counts of each analyst, in the project's order, including analysts without annotations.
    pub analysts: Vec<AnalystStats>,
}

/// The counts of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelStats {
    /// Which label.
    pub label: LabelId,
    /// The name that people read.
    pub name: String,
    /// Annotations of all analysts.
    pub num_annotations: usize,
    /// Annotations of each analyst, in the order of [`Stats::analysts`].
    pub num_by_analyst: Vec<usize>,
}

/// The counts of an analyst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalystStats {
    /// Who.
    pub analyst: AnalystId,
    /// The name that people read.
    pub name: String,
    /// The annotations in this layer.
    pub counts: AnnotationCounts,
    /// How far the analyst is.
    pub progress: Progress,
}

/// How far an analyst is. All fields add up to the number of articles, except `num_opened_empty`, which is part of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Articles never opened and without tags.
    pub num_not_opened: usize,
    /// Articles that were opened or tagged and are not finished.
    pub num_in_progress: usize,
    /// Those of `num_in_progress` in which nothing is tagged yet; no figure of agreement counts them.
    pub num_opened_empty: usize,
    /// Finished articles with annotations.
    pub num_done: usize,
    /// Finished articles without annotations: there is nothing to tag in them.
    pub num_done_empty: usize,
}

/// The counts of a set of annotations. Pairs are of annotations in the same layer of the same article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnnotationCounts {
    /// Annotations.
    pub num_annotations: usize,
    /// Their fragments.
    pub num_fragments: usize,
    /// Annotations with more than one fragment.
    pub num_discontinuous: usize,
    /// Pairs that cover the same text.
    pub num_same_span_pairs: usize,
    /// Pairs of which one covers all of the other's text and more.
    pub num_nested_pairs: usize,
    /// Pairs that share text, where each also has text of its own.
    pub num_crossing_pairs: usize,
    /// Annotations marked as unsure.
    pub num_unsure: usize,
    /// Annotations with a note.
    pub num_with_note: usize,
}

impl AddAssign for AnnotationCounts {
    fn add_assign(&mut self, other: Self) {
        self.num_annotations += other.num_annotations;
        self.num_fragments += other.num_fragments;
        self.num_discontinuous += other.num_discontinuous;
        self.num_same_span_pairs += other.num_same_span_pairs;
        self.num_nested_pairs += other.num_nested_pairs;
        self.num_crossing_pairs += other.num_crossing_pairs;
        self.num_unsure += other.num_unsure;
        self.num_with_note += other.num_with_note;
    }
}

/// Counts `project`. The time grows with the number of words, annotations and overlapping pairs.
pub fn stats(project: &Project) -> Stats {
    let mut stats = Stats { num_articles: project.articles().len(), ..Stats::default() };
    for record in project.articles() {
        stats.num_words += segment::num_words(record.article.text.as_str());
        stats.num_code_points += record.article.text.num_chars() as usize;
    }
    stats.labels = labels_of(project);
    for analyst in project.analysts() {
        let mut counts = AnnotationCounts::default();
        let mut progress = Progress::default();
        for record in project.articles() {
            progress.count(record.standing(&analyst.id));
            counts += count_layer(&record.layer(&analyst.id));
        }
        stats.total += counts;
        stats.analysts.push(AnalystStats { analyst: analyst.id.clone(), name: analyst.name.clone(), counts, progress });
    }
    stats
}

impl Progress {
    fn count(&mut self, standing: Standing) {
        match standing {
            Standing::NeverOpened => self.num_not_opened += 1,
            Standing::Opened | Standing::InProgress => self.num_in_progress += 1,
            Standing::DoneEmpty => self.num_done_empty += 1,
            Standing::Done => self.num_done += 1,
        }
        self.num_opened_empty += usize::from(standing == Standing::Opened);
    }
}

fn labels_of(project: &Project) -> Vec<LabelStats> {
    let (labels, analysts) = (&project.codebook().labels, project.analysts());
    let empty = |label: &super::Label| LabelStats {
        label: label.id.clone(),
        name: label.name.clone(),
        num_annotations: 0,
        num_by_analyst: vec![0; analysts.len()],
    };
    let mut counted: Vec<_> = labels.iter().map(empty).collect();
    for annotation in project.articles().iter().flat_map(|record| record.annotations.values()) {
        let Some(label) = labels.iter().position(|label| label.id == annotation.label) else { continue };
        counted[label].num_annotations += 1;
        if let Some(analyst) = analysts.iter().position(|analyst| analyst.id == annotation.analyst) {
            counted[label].num_by_analyst[analyst] += 1;
        }
    }
    counted
}

/// Counts one analyst's annotations in one article, given in reading order.
fn count_layer(layer: &[&Annotation]) -> AnnotationCounts {
    let mut counts = AnnotationCounts::default();
    for (place, annotation) in layer.iter().enumerate() {
        counts.num_annotations += 1;
        counts.num_fragments += annotation.fragments.count();
        counts.num_discontinuous += usize::from(annotation.fragments.count() > 1);
        counts.num_unsure += usize::from(annotation.is_unsure);
        counts.num_with_note += usize::from(!annotation.note.is_empty());
        let end = annotation.fragments.last().end();
        // Reading order is by start, so no annotation after the first one that begins beyond the end can share text.
        for other in layer[place + 1..].iter().take_while(|other| other.fragments.first().start() < end) {
            let shared = shared_bytes(&annotation.fragments, &other.fragments);
            let (a, b) = (annotation.fragments.covered_bytes(), other.fragments.covered_bytes());
            counts.num_same_span_pairs += usize::from(shared == a && shared == b);
            counts.num_nested_pairs += usize::from(shared > 0 && (shared == a) != (shared == b));
            counts.num_crossing_pairs += usize::from(shared > 0 && shared < a && shared < b);
        }
    }
    counts
}

/// The number of bytes that both cover.
fn shared_bytes(a: &Fragments, b: &Fragments) -> usize {
    let (mut rest_a, mut rest_b) = (a.iter().peekable(), b.iter().peekable());
    let mut shared = 0;
    while let (Some(first_a), Some(first_b)) = (rest_a.peek(), rest_b.peek()) {
        shared += first_a.intersection(*first_b).map_or(0, ByteRange::len);
        if first_a.end() <= first_b.end() {
            rest_a.next();
        } else {
            rest_b.next();
        }
    }
    shared
}
