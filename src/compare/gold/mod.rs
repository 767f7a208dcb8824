//! Adjudication: settling differences, as edits that write the gold layer and record what was decided.
//!
//! [`state_of`] says whether a difference is settled; [`decide`] makes the edit for one difference, [`start`] for many at
//! once. Each answers with one edit, so that one undo takes a decision back. The project's own layers are never touched.
//!
//! What was decided before about just these annotations, or about what they were before, is replaced: its gold annotations
//! go, and links that led to them lead to the new one. A decision that also is about a third analyst's annotation stands
//! beside it; where two decisions give the same, gold has it once. A gold annotation's links lead to gold annotations
//! wherever a counterpart exists.

mod draft;
mod feedback;
mod starts;

pub use feedback::{Feedback, feedback, feedback_csv, feedback_markdown, verdict};
pub use starts::{Start, open_differences, start};

use super::align::differences::Difference;
use crate::project::{
    Analyst, AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeId, AttributeValue, Change, Decision, Edit,
    Fingerprint, Fragments, LabelId, Project, Verdict,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the adjudicator takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first analyst's annotation.
    A,
    /// The second analyst's annotation.
    B,
    /// Both; one, if they say the same.
    Both,
    /// None.
    Neither,
    /// One annotation that covers what either covers, otherwise as the first one.
    Union,
    /// One annotation that covers what both cover, otherwise as the first one.
    Intersection,
    /// Something made by hand.
    Edited(Draft),
}

/// A gold annotation made by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it is.
    pub label: LabelId,
    /// Where it stands.
    pub fragments: Fragments,
    /// Its answers.
    pub attributes: BTreeMap<AttributeId, AttributeValue>,
    /// A remark; empty for none.
    pub note: String,
}

/// Who decides, when and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decider {
    /// Who; `None` where nobody looked.
    pub by: Option<AnalystId>,
    /// When.
    pub now: Timestamp,
    /// Why; empty for no remark.
    pub comment: String,
}

/// How far a difference is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State<'r> {
    /// Nothing was decided.
    Open,
    /// Decided, and the annotations are still what they were.
    Settled(&'r Decision),
    /// Decided, but an annotation has changed, come or gone since.
    Reopened(&'r Decision),
}

/// Why nothing can be decided so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// No such article.
    #[error("the project has no article {0}")]
    NoArticle(ArticleId),
    /// The difference is of an earlier state of the article.
    #[error("an annotation of this difference is gone; compare again")]
    Outdated,
    /// One side has no annotation to take.
    #[error("there is no annotation on this side to take")]
    NothingToTake,
    /// No text is in both.
    #[error("the two annotations share no text; take one of them, both or neither")]
    NothingShared,
}

/// Whether a difference is settled: by a decision about just its annotations, or about these and more.
pub fn state_of<'r>(record: &'r ArticleRecord, difference: &Difference) -> State<'r> {
    let key = difference.key();
    match record.decisions.get(&key) {
        Some(decision) if decision.holds(record) => return State::Settled(decision),
        Some(decision) => return State::Reopened(decision),
        None => {}
    }
    let about_more = |decision: &&Decision| key.iter().all(|id| decision.sources.contains_key(id)) && decision.holds(record);
    if let Some(decision) = touching(record, &key).find(about_more) {
        return State::Settled(decision);
    }
    let is_changed = |id: &AnnotationId, decision: &Decision| {
        !decision.sources.contains_key(id) && record.annotations.get(id).is_some_and(|found| found.modified >= decision.time)
    };
    let is_former = |decision: &&Decision| {
        is_replaced(record, decision, &key)
            && (!decision.holds(record) || decision.sources.len() > 1 || key.iter().any(|id| is_changed(id, decision)))
    };
    touching(record, &key).find(is_former).map_or(State::Open, State::Reopened)
}

/// The decisions about any of these annotations.
fn touching<'r>(record: &'r ArticleRecord, ids: &[AnnotationId]) -> impl Iterator<Item = &'r Decision> {
    record.decisions.values().filter(move |decision| ids.iter().any(|id| decision.sources.contains_key(id)))
}

/// Whether a decision that touches these annotations is replaced by one about them: it does not hold any more, it is about
/// no other analyst's annotations, or it is about all of these. Otherwise it is another decision, as where the first of
/// three analysts was settled with the second, and now is with the third.
fn is_replaced(record: &ArticleRecord, decision: &Decision, about: &[AnnotationId]) -> bool {
    let analyst = |id: &AnnotationId| record.annotations.get(id).map(|found| &found.analyst);
    let analysts: BTreeSet<_> = about.iter().map(analyst).collect();
    !decision.holds(record)
        || decision.sources.keys().all(|id| analysts.contains(&analyst(id)))
        || about.iter().all(|id| decision.sources.contains_key(id))
}

/// The edit that settles a difference. `new_id` makes ids for gold annotations.
///
/// # Errors
/// When the difference does not fit the article any more, or leaves nothing to take.
pub fn decide(
    project: &Project,
    article: ArticleId,
    difference: &Difference,
    choice: Choice,
    decider: &Decider,
    new_id: &mut dyn FnMut() -> AnnotationId,
) -> Result<Edit, GoldError> {
    let record = project.article(article).ok_or(GoldError::NoArticle(article))?;
    let (verdict, drafts) = draft::drafts(record, difference, choice)?;
    let mut writer = Writer::new(project, record, decider, new_id);
    writer.settle(&difference.key(), verdict, drafts)?;
    Ok(Edit::all(writer.finish()))
}

/// The edit that opens a difference again and removes what stands in the gold layer for it; `None` if it is open.
pub fn reopen(project: &Project, article: ArticleId, difference: &Difference) -> Option<Edit> {
    let record = project.article(article)?;
    let decider = Decider { by: None, now: Timestamp::UNIX_EPOCH, comment: String::new() };
    let mut no_id = || AnnotationId::from_random(0);
    let mut writer = Writer::new(project, record, &decider, &mut no_id);
    writer.forget(&difference.key(), None);
    let edits = writer.finish();
    (!edits.is_empty()).then(|| Edit::all(edits))
}

/// Gathers the edits of decisions in one article.
struct Writer<'a> {
    project: &'a Project,
    record: &'a ArticleRecord,
    decider: &'a Decider,
    new_id: &'a mut dyn FnMut() -> AnnotationId,
    decisions: Vec<Edit>,
    removals: Vec<Edit>,
    additions: Vec<Annotation>,
    /// Decisions that are taken back or replaced, by what they are about.
    forgotten: BTreeSet<Vec<AnnotationId>>,
    /// Gold annotations that go.
    gone: BTreeSet<AnnotationId>,
    /// Where links to these are to lead.
    counterparts: BTreeMap<AnnotationId, AnnotationId>,
}

impl<'a> Writer<'a> {
    fn new(
        project: &'a Project,
        record: &'a ArticleRecord,
        decider: &'a Decider,
        new_id: &'a mut dyn FnMut() -> AnnotationId,
    ) -> Self {
        let standing = record.decisions.values().filter_map(|decision| Some((decision, *decision.gold.first()?)));
        let counterparts = standing.flat_map(|(decision, gold)| decision.sources.keys().map(move |source| (*source, gold)));
        Self {
            project,
            record,
            decider,
            new_id,
            decisions: Vec::new(),
            removals: Vec::new(),
            additions: Vec::new(),
            forgotten: BTreeSet::new(),
            gone: BTreeSet::new(),
            counterparts: counterparts.collect(),
        }
    }

    /// Takes back what was decided about these annotations; links to its gold will lead to `replacement`.
    fn forget(&mut self, about: &[AnnotationId], replacement: Option<AnnotationId>) {
        let article = self.record.article.id;
        let former = touching(self.record, about).filter(|decision| is_replaced(self.record, decision, about));
        let former: BTreeMap<Vec<AnnotationId>, &Decision> = former.map(|decision| (decision.key(), decision)).collect();
        self.forgotten.extend(former.keys().cloned());
        for (key, decision) in former {
            if key != about || replacement.is_none() {
                self.decisions.push(Edit::SetDecision { article, about: key, decision: None });
            }
            for gold in &decision.gold {
                if self.is_still_gold(gold) {
                    continue;
                }
                if self.record.annotations.get(gold).is_some_and(|found| found.analyst.is_gold()) && self.gone.insert(*gold) {
                    self.removals.push(Edit::RemoveAnnotation { article, annotation: *gold });
                }
                self.counterparts.extend(replacement.map(|replacement| (*gold, replacement)));
            }
        }
    }

    /// Whether a decision that is not taken back gives this gold annotation too.
    fn is_still_gold(&self, gold: &AnnotationId) -> bool {
        let gives = |decision: &&Decision| decision.gold.contains(gold);
        self.record.decisions.values().filter(gives).any(|decision| !self.forgotten.contains(&decision.key()))
    }

    /// The gold annotation of another decision about one of these annotations that says just this.
    fn standing(&self, about: &[AnnotationId], draft: &Draft) -> Option<AnnotationId> {
        let others = touching(self.record, about).filter(|decision| !is_replaced(self.record, decision, about));
        let mut gold = others.flat_map(|decision| &decision.gold).filter(|id| !self.gone.contains(id));
        gold.find(|id| self.record.annotations.get(id).is_some_and(|found| draft.says_the_same(found))).copied()
    }

    fn settle(&mut self, about: &[AnnotationId], verdict: Verdict, drafts: Vec<Draft>) -> Result<(), GoldError> {
        let seen = |id: &AnnotationId| Some((*id, Fingerprint::of(self.record.annotations.get(id)?)));
        let sources: BTreeMap<_, _> = about.iter().map(seen).collect::<Option<_>>().ok_or(GoldError::Outdated)?;
        let standing: Vec<Option<AnnotationId>> = drafts.iter().map(|draft| self.standing(about, draft)).collect();
        let gold: Vec<AnnotationId> = standing.iter().map(|known| known.unwrap_or_else(|| (self.new_id)())).collect();
        let decision = Decision {
            sources,
            verdict,
            gold: gold.clone(),
            by: self.decider.by.clone(),
            time: self.decider.now,
            comment: self.decider.comment.clone(),
        };
        let article = self.record.article.id;
        // First, so that the history names it.
        self.decisions.push(Edit::SetDecision { article, about: about.to_vec(), decision: Some(Box::new(decision)) });
        let first = gold.first().copied();
        self.forget_others(about, first);
        self.counterparts.extend(first.into_iter().flat_map(|gold| about.iter().map(move |source| (*source, gold))));
        let new = gold.into_iter().zip(drafts).zip(standing).filter(|(_, standing)| standing.is_none());
        for ((id, draft), _) in new {
            self.additions.push(Annotation {
                id,
                analyst: AnalystId::gold(),
                label: draft.label,
                fragments: draft.fragments,
                attributes: draft.attributes,
                same_as: Vec::new(),
                note: draft.note,
                is_unsure: false,
                created: self.decider.now,
                modified: self.decider.now,
                codebook_version: self.project.codebook().version,
            });
        }
        Ok(())
    }

    /// As [`Self::forget`], but what was decided about just these is replaced already.
    fn forget_others(&mut self, about: &[AnnotationId], replacement: Option<AnnotationId>) {
        let before = self.decisions.len();
        self.forget(about, replacement);
        let is_other = |edit: &Edit| !matches!(edit, Edit::SetDecision { about: key, decision: None, .. } if key == about);
        let others: Vec<_> = self.decisions.drain(before..).filter(is_other).collect();
        self.decisions.extend(others);
    }

    /// All edits, in an order in which they can be made.
    fn finish(mut self) -> Vec<Edit> {
        let mut edits = self.decisions;
        let gold = AnalystId::gold();
        if !self.additions.is_empty() && self.project.analyst(&gold).is_none() {
            let analyst = Analyst { id: gold, name: "Gold".to_owned() };
            edits.push(Edit::AddAnalyst { at: self.project.analysts().len(), analyst });
        }
        edits.extend(self.removals);
        let article = self.record.article.id;
        let counterpart = |id: &AnnotationId| self.counterparts.get(id).copied().unwrap_or(*id);
        for annotation in &mut self.additions {
            for value in annotation.attributes.values_mut() {
                if let AttributeValue::Links(links) = value {
                    links.iter_mut().for_each(|link| *link = counterpart(link));
                }
            }
        }
        edits.extend(
            self.additions.into_iter().map(|annotation| Edit::AddAnnotation { article, annotation: Box::new(annotation) }),
        );
        let standing = self.record.annotations.values().filter(|found| found.analyst.is_gold() && !self.gone.contains(&found.id));
        for annotation in standing {
            for (attribute, value) in &annotation.attributes {
                let AttributeValue::Links(links) = value else { continue };
                let led: Vec<AnnotationId> = links.iter().map(counterpart).collect();
                if led != *links {
                    let change = Change::Attribute(attribute.clone(), Some(AttributeValue::Links(led)));
                    let modified = self.decider.now;
                    edits.push(Edit::ChangeAnnotation { article, annotation: annotation.id, change, modified });
                }
            }
        }
        edits
    }
}
