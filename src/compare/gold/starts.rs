//! Starts: many decisions at once, so that only those that need a person are left.

use super::{Answers, Decider, Draft, State, Writer, state_of, touching};
use crate::{
    compare::differences::{Difference, Kind, differences},
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, Edit, Fragments, LabelId, Project, Verdict},
};
use std::collections::BTreeMap;

/// The rule for deciding at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// What two analysts have identically is gold; everything else stays open.
    Identical,
    /// What two analysts have identically is gold; everything else is not.
    AgreedOnly,
    /// What more than half of the analysts who worked on an article have, with the same label and fragments, is gold;
    /// everything else is not.
    Majority,
}

/// Makes the edit for a start in every article, without what is settled already; `None` if there is nothing to decide.
///
/// [`Start::Identical`] and [`Start::AgreedOnly`] compare the first two of `analysts`, under `labels` (all if empty).
pub fn start(
    project: &Project,
    analysts: &[AnalystId],
    labels: &[LabelId],
    start: Start,
    decider: &Decider,
    new_id: &mut dyn FnMut() -> AnnotationId,
) -> Option<Edit> {
    let mut edits = Vec::new();
    for record in project.articles() {
        let mut writer = Writer::new(project, record, decider, new_id);
        match (start, analysts) {
            (Start::Majority, _) => majority(&mut writer, record, analysts, labels),
            (_, [a, b, ..]) => agreed(&mut writer, record, (a, b), labels, start),
            _ => {}
        }
        let mut more = writer.finish();
        // The first article with a gold annotation adds the layer.
        if edits.iter().any(|edit| matches!(edit, Edit::AddAnalyst { .. })) {
            more.retain(|edit| !matches!(edit, Edit::AddAnalyst { .. }));
        }
        edits.append(&mut more);
    }
    (!edits.is_empty()).then(|| Edit::all(edits))
}

fn agreed(writer: &mut Writer<'_>, record: &ArticleRecord, (a, b): (&AnalystId, &AnalystId), labels: &[LabelId], start: Start) {
    for difference in differences(record, a, b, labels) {
        if matches!(state_of(record, &difference), State::Settled(_)) {
            continue;
        }
        match difference.annotation_a(record) {
            Some(annotation) if difference.kind == Kind::Identical => {
                settle(writer, &difference.key(), Verdict::All, vec![Draft::of(annotation)]);
            }
            _ if start == Start::AgreedOnly => settle(writer, &difference.key(), Verdict::Neither, Vec::new()),
            _ => {}
        }
    }
}

/// A label, and start and end of each fragment.
type Said<'r> = (&'r LabelId, Vec<(u32, u32)>);

fn majority(writer: &mut Writer<'_>, record: &ArticleRecord, analysts: &[AnalystId], labels: &[LabelId]) {
    let present: Vec<_> = analysts.iter().filter(|analyst| crate::compare::units::is_present(record, analyst)).collect();
    if present.len() < 2 {
        return;
    }
    let mut votes: BTreeMap<Said<'_>, Vec<&Annotation>> = BTreeMap::new();
    for analyst in &present {
        let layer = record.layer(analyst).into_iter();
        for annotation in layer.filter(|found| labels.is_empty() || labels.contains(&found.label)) {
            votes.entry((&annotation.label, places(&annotation.fragments))).or_default().push(annotation);
        }
    }
    for annotations in votes.into_values() {
        let mut key: Vec<AnnotationId> = annotations.iter().map(|annotation| annotation.id).collect();
        key.sort();
        if touching(record, &key).any(|decision| decision.holds(record)) {
            continue;
        }
        // A duplicate of one analyst is not a second vote.
        let mut voters: Vec<_> = annotations.iter().map(|annotation| &annotation.analyst).collect();
        voters.dedup();
        match annotations.first() {
            Some(first) if 2 * voters.len() > present.len() => {
                let verdict = if voters.len() == present.len() { Verdict::All } else { Verdict::Majority };
                settle(writer, &key, verdict, vec![Draft::of(first)]);
            }
            _ => settle(writer, &key, Verdict::Neither, Vec::new()),
        }
    }
}

fn places(fragments: &Fragments) -> Vec<(u32, u32)> {
    fragments.iter().map(|fragment| (fragment.start().get(), fragment.end().get())).collect()
}

fn settle(writer: &mut Writer<'_>, key: &[AnnotationId], verdict: Verdict, drafts: Vec<Draft>) {
    // The annotations are those of the record that the writer edits.
    let settled = writer.settle(key, verdict, drafts, Answers::Fill);
    debug_assert!(settled.is_ok());
}

/// The differences that are not settled yet, in reading order.
pub fn open_differences<'d>(record: &ArticleRecord, differences: &'d [Difference]) -> Vec<&'d Difference> {
    differences.iter().filter(|difference| !matches!(state_of(record, difference), State::Settled(_))).collect()
}
