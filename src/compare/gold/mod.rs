//! Adjudication: settling differences, as edits that write the gold layer and record what was decided.
//!
//! [`state_of`] says whether a difference is settled; [`decide`] makes the edit for one difference, [`start`] for many at
//! once. Each returns one edit, so that one undo takes a decision back. The analysts' own layers are never touched.
//!
//! A new decision replaces the former one about the same annotations, or about what they were before: its gold annotations
//! are removed, and links to them lead to the new one. A decision that is also about a third analyst's annotation is kept
//! beside it. Gold has one annotation for each place and label, however many decisions produce it. The annotation stays
//! until the last of these is taken back, and its answers are those of the latest decision that a person made. The links of
//! a gold annotation lead to gold annotations wherever a counterpart exists.
//!
//! Once nothing in an article is left to settle, the gold layer is done there ([`settlement`]).

mod against;
mod draft;
mod feedback;
mod origin;
mod settlement;
mod starts;
mod words;
mod writer;

pub use against::{AgainstGold, Measured, against_gold};
pub use feedback::{AnswerFeedback, Feedback, feedback, feedback_csv, feedback_markdown, verdict};
pub use origin::{Origin, origin_of, what_differed};
pub use settlement::{Settlement, people_in, settlement};
pub use starts::{Start, open_differences, start};
pub use words::answer_words;

use super::differences::Difference;
use crate::project::{
    AnalystId, AnnotationId, ArticleId, ArticleRecord, AttributeId, AttributeValue, Change, Decision, Edit, Fragments, LabelId,
    Project,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use writer::{Answers, Writer};

/// The choice of the adjudicator.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first analyst's annotation.
    A,
    /// The second analyst's annotation.
    B,
    /// Both of them, if their labels or their fragments differ.
    Both,
    /// Neither of them.
    Neither,
    /// One annotation that covers what either covers, and is otherwise like the first one.
    Union,
    /// One annotation that covers what both cover, and is otherwise like the first one.
    Intersection,
    /// An annotation made by hand.
    Edited(Draft),
    /// Another choice that produces one annotation, with these answers instead of its own; `None` leaves an answer empty.
    Answered(Box<Self>, BTreeMap<AttributeId, Option<AttributeValue>>),
}

/// A gold annotation made by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The label.
    pub label: LabelId,
    /// The passage.
    pub fragments: Fragments,
    /// The answers.
    pub attributes: BTreeMap<AttributeId, AttributeValue>,
    /// The note; empty for none.
    pub note: String,
}

/// The author, time and reason of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decider {
    /// The analyst who decides; `None` if nobody looked.
    pub by: Option<AnalystId>,
    /// The time.
    pub now: Timestamp,
    /// The reason; empty without one.
    pub comment: String,
}

/// The state of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State<'r> {
    /// Nothing has been decided.
    Open,
    /// It has been decided, and the annotations are unchanged.
    Settled(&'r Decision),
    /// It was decided, but an annotation has changed, appeared or gone since.
    Reopened(&'r Decision),
}

/// The reason why this cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// The project has no such article.
    #[error("the project has no article {0}")]
    NoArticle(ArticleId),
    /// The difference comes from an earlier state of the article.
    #[error("an annotation of this difference is gone; compare again")]
    Outdated,
    /// One side has no annotation to take.
    #[error("there is no annotation on this side to take")]
    NothingToTake,
    /// They share no text.
    #[error("the two annotations share no text; take one of them, both or neither")]
    NothingShared,
    /// Both are the same except for their answers.
    #[error("both have the same words and the same label; take one of them, and its answers row by row")]
    SamePlace,
    /// Answers belong to a single annotation.
    #[error("answers are taken row by row for one annotation; take one of the two, what either or what both cover")]
    NotOne,
    /// Nothing has been decided yet.
    #[error("this difference is not settled")]
    NotSettled,
}

/// Whether a difference is settled. It is settled by a decision about exactly its annotations, about these and more, or
/// about each of them with others. The last case occurs if the first of three analysts was settled with the second and with
/// the third, and gold has at most one annotation for both.
pub fn state_of<'r>(record: &'r ArticleRecord, difference: &Difference) -> State<'r> {
    let key = difference.key();
    match record.decisions.get(&key) {
        Some(decision) if decision.holds(record) => return State::Settled(decision),
        Some(decision) => return State::Reopened(decision),
        None => {}
    }
    let about_more = |decision: &&Decision| key.iter().all(|id| decision.sources.contains_key(id)) && decision.holds(record);
    if let Some(decision) = touching(record, &key).find(about_more).or_else(|| implied(record, &key)) {
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

/// The decision that settles two annotations which were each decided on with others: the one that produced gold, or else the
/// latest.
fn implied<'r>(record: &'r ArticleRecord, key: &[AnnotationId]) -> Option<&'r Decision> {
    let decisions: Vec<&Decision> = touching(record, key).collect();
    let is_decided = |id: &AnnotationId| decisions.iter().any(|decision| decision.sources.contains_key(id));
    let gold: BTreeSet<_> = decisions.iter().flat_map(|decision| &decision.gold).collect();
    let is_settled =
        key.len() > 1 && gold.len() < 2 && key.iter().all(is_decided) && decisions.iter().all(|decision| decision.holds(record));
    let latest = decisions.into_iter().max_by_key(|decision| (!decision.gold.is_empty(), decision.time));
    latest.filter(|_| is_settled)
}

/// The decisions about any of these annotations.
fn touching<'r>(record: &'r ArticleRecord, ids: &[AnnotationId]) -> impl Iterator<Item = &'r Decision> {
    record.decisions.values().filter(move |decision| ids.iter().any(|id| decision.sources.contains_key(id)))
}

/// Whether a new decision about these annotations replaces `decision`, which touches them. It does if the old one no longer
/// holds, is about no other analyst's annotations, or is about all of these. Otherwise the old one remains a separate
/// decision, as when the first of three analysts was settled with the second and now is with the third.
fn is_replaced(record: &ArticleRecord, decision: &Decision, about: &[AnnotationId]) -> bool {
    let analyst = |id: &AnnotationId| record.annotations.get(id).map(|found| &found.analyst);
    let analysts: BTreeSet<_> = about.iter().map(analyst).collect();
    !decision.holds(record)
        || decision.sources.keys().all(|id| analysts.contains(&analyst(id)))
        || about.iter().all(|id| decision.sources.contains_key(id))
}

/// Makes the edit that settles a difference. `new_id` makes ids for gold annotations.
///
/// # Errors
/// If the difference does not fit the article any more, or the choice leaves nothing to take.
pub fn decide(
    project: &Project,
    article: ArticleId,
    difference: &Difference,
    choice: Choice,
    decider: &Decider,
    new_id: &mut dyn FnMut() -> AnnotationId,
) -> Result<Edit, GoldError> {
    let record = project.article(article).ok_or(GoldError::NoArticle(article))?;
    let (verdict, drafts) = draft::drafts(record, difference, choice, project.codebook())?;
    let mut writer = Writer::new(project, record, decider, new_id);
    writer.settle(&difference.key(), verdict, drafts, Answers::Take)?;
    Ok(Edit::all(writer.finish()))
}

/// Makes the edit that changes the answers of gold for a settled difference; `None` empties an answer.
///
/// # Errors
/// If the difference is not settled, or gold does not have exactly one annotation for it.
pub fn answer(
    project: &Project,
    article: ArticleId,
    difference: &Difference,
    answers: &BTreeMap<AttributeId, Option<AttributeValue>>,
    decider: &Decider,
) -> Result<Edit, GoldError> {
    let record = project.article(article).ok_or(GoldError::NoArticle(article))?;
    let State::Settled(decision) = state_of(record, difference) else { return Err(GoldError::NotSettled) };
    let [gold] = decision.gold[..] else { return Err(GoldError::NotOne) };
    let mut decided = Decision { by: decider.by.clone(), time: decider.now, ..decision.clone() };
    if !decider.comment.is_empty() {
        decided.comment.clone_from(&decider.comment);
    }
    let decision = Edit::SetDecision { article, about: decided.key(), decision: Some(Box::new(decided)) };
    let change = |(attribute, value): (&AttributeId, &Option<AttributeValue>)| Edit::ChangeAnnotation {
        article,
        annotation: gold,
        change: Change::Attribute(attribute.clone(), value.clone()),
        modified: decider.now,
    };
    Ok(Edit::Batch(std::iter::once(decision).chain(answers.iter().map(change)).collect()))
}

/// Makes the edit that reopens a difference and removes the gold that only it has produced; `None` if it is open.
pub fn reopen(project: &Project, article: ArticleId, difference: &Difference) -> Option<Edit> {
    reopen_about(project, article, &[difference.key()])
}

/// Makes the edit that reopens the decisions about each of these sets of annotations, in order of their ids, and removes the
/// gold that only they have produced; `None` if nothing was decided.
fn reopen_about(project: &Project, article: ArticleId, keys: &[Vec<AnnotationId>]) -> Option<Edit> {
    let record = project.article(article)?;
    let decider = Decider { by: None, now: Timestamp::UNIX_EPOCH, comment: String::new() };
    let mut no_id = || AnnotationId::from_random(0);
    let mut writer = Writer::new(project, record, &decider, &mut no_id);
    keys.iter().for_each(|key| writer.reopen(key));
    let edits = writer.finish();
    (!edits.is_empty()).then(|| Edit::all(edits))
}

/// Makes the edits that reopen each of these places: an article, and what the decision there is about, in order of the ids.
pub fn reopen_places(project: &Project, places: &[(ArticleId, Vec<AnnotationId>)]) -> Vec<Edit> {
    let mut keys: BTreeMap<ArticleId, Vec<Vec<AnnotationId>>> = BTreeMap::new();
    for (article, about) in places {
        keys.entry(*article).or_default().push(about.clone());
    }
    keys.iter().filter_map(|(article, keys)| reopen_about(project, *article, keys)).collect()
}
