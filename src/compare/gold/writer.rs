//! Turns decisions in one article into edits that record them and update the gold layer.

use super::{Decider, Draft, GoldError, Settlement, is_replaced, settlement, touching};
use crate::project::{
    Analyst, AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeId, AttributeValue, Change, Decision, Edit,
    Fingerprint, Project, Status, Verdict,
};
use std::collections::{BTreeMap, BTreeSet};

/// How to treat the answers of an existing gold annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// Replace them by those of the decision, which a person made.
    Take,
    /// Keep them and fill the empty ones, because nobody looked.
    Fill,
}

/// Collects the edits for decisions in one article.
pub(super) struct Writer<'a> {
    project: &'a Project,
    record: &'a ArticleRecord,
    decider: &'a Decider,
    new_id: &'a mut dyn FnMut() -> AnnotationId,
    /// The decisions made and taken back, in this order.
    edits: Vec<Edit>,
    /// The decisions in force once these are made.
    decisions: BTreeMap<Vec<AnnotationId>, Decision>,
    additions: Vec<Annotation>,
    /// New answers for gold annotations of the project.
    answers: BTreeMap<AnnotationId, BTreeMap<AttributeId, AttributeValue>>,
    /// Gold annotations of former decisions, which are removed unless a decision still produces them.
    released: BTreeSet<AnnotationId>,
    /// New targets for links to these annotations.
    counterparts: BTreeMap<AnnotationId, AnnotationId>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        project: &'a Project,
        record: &'a ArticleRecord,
        decider: &'a Decider,
        new_id: &'a mut dyn FnMut() -> AnnotationId,
    ) -> Self {
        Self {
            project,
            record,
            decider,
            new_id,
            edits: Vec::new(),
            decisions: record.decisions.clone(),
            additions: Vec::new(),
            answers: BTreeMap::new(),
            released: BTreeSet::new(),
            counterparts: BTreeMap::new(),
        }
    }

    /// Records a decision about these annotations, and adds what it produces to gold.
    pub(super) fn settle(
        &mut self,
        about: &[AnnotationId],
        verdict: Verdict,
        drafts: Vec<Draft>,
        answers: Answers,
    ) -> Result<(), GoldError> {
        let seen = |id: &AnnotationId| Some((*id, Fingerprint::of(self.record.annotations.get(id)?)));
        let sources: BTreeMap<_, _> = about.iter().map(seen).collect::<Option<_>>().ok_or(GoldError::Outdated)?;
        let gold: Vec<AnnotationId> = drafts.into_iter().map(|draft| self.give(draft, answers)).collect();
        let first = gold.first().copied();
        let Decider { by, now, comment } = self.decider;
        let decision = Decision { sources, verdict, gold, by: by.clone(), time: *now, comment: comment.clone() };
        // It comes first, so that the history names it.
        self.set(about.to_vec(), Some(decision));
        self.forget(about, first);
        self.counterparts.extend(first.into_iter().flat_map(|gold| about.iter().map(move |source| (*source, gold))));
        Ok(())
    }

    /// Takes back the decision about these annotations.
    pub(super) fn reopen(&mut self, about: &[AnnotationId]) {
        if let Some(decision) = self.decisions.get(about) {
            self.released.extend(&decision.gold);
            self.set(about.to_vec(), None);
        }
        self.forget(about, None);
    }

    /// Takes back the decisions that a new one about these annotations replaces, and releases the gold of the former one
    /// about exactly these. Links to that gold will lead to `replacement`.
    fn forget(&mut self, about: &[AnnotationId], replacement: Option<AnnotationId>) {
        let former = touching(self.record, about).filter(|decision| is_replaced(self.record, decision, about));
        let former: BTreeMap<Vec<AnnotationId>, &Decision> = former.map(|decision| (decision.key(), decision)).collect();
        for (key, decision) in former {
            self.released.extend(&decision.gold);
            self.counterparts.extend(decision.gold.iter().filter_map(|gold| Some((*gold, replacement?))));
            if key != about && self.decisions.contains_key(&key) {
                self.set(key, None);
            }
        }
    }

    fn set(&mut self, about: Vec<AnnotationId>, decision: Option<Decision>) {
        match &decision {
            Some(decision) => drop(self.decisions.insert(about.clone(), decision.clone())),
            None => drop(self.decisions.remove(&about)),
        }
        self.edits.push(Edit::SetDecision { article: self.record.article.id, about, decision: decision.map(Box::new) });
    }

    /// The gold annotation for a draft: an existing one with the same place and label, or else a new one.
    fn give(&mut self, draft: Draft, answers: Answers) -> AnnotationId {
        if let Some(known) = self.additions.iter_mut().find(|known| draft.is_at(known)) {
            take_answers(&mut known.attributes, draft.attributes, answers);
            return known.id;
        }
        let known = self.record.annotations.values().find(|known| known.analyst.is_gold() && draft.is_at(known));
        if let Some(known) = known {
            let wanted = self.answers.entry(known.id).or_insert_with(|| known.attributes.clone());
            take_answers(wanted, draft.attributes, answers);
            return known.id;
        }
        let id = (self.new_id)();
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
        id
    }

    /// All edits, in an order in which they can be made.
    pub(super) fn finish(mut self) -> Vec<Edit> {
        let mut edits = std::mem::take(&mut self.edits);
        if edits.is_empty() {
            return edits;
        }
        let (article, gold) = (self.record.article.id, AnalystId::gold());
        let gone = self.gone();
        let status = self.status(&gone);
        let is_new = self.project.analyst(&gold).is_none();
        let is_done = status == Some(Status::Done);
        if is_new && (is_done || !self.additions.is_empty()) {
            let analyst = Analyst { id: gold.clone(), name: "Gold".to_owned() };
            edits.push(Edit::AddAnalyst { at: self.project.analysts().len(), analyst });
        }
        edits.extend(gone.iter().map(|gold| Edit::RemoveAnnotation { article, annotation: *gold }));
        let led = self.led(&gone);
        let has_layer = !is_new || is_done || !self.additions.is_empty();
        for mut annotation in std::mem::take(&mut self.additions) {
            annotation.attributes.values_mut().for_each(|value| lead(value, &led));
            edits.push(Edit::AddAnnotation { article, annotation: Box::new(annotation) });
        }
        edits.extend(self.changes(&gone, &led));
        if has_layer && self.record.status.get(&gold).copied() != status {
            edits.push(Edit::SetStatus { article, analyst: gold, status });
        }
        edits
    }

    /// The gold annotations that no decision produces any more.
    fn gone(&self) -> BTreeSet<AnnotationId> {
        let given: BTreeSet<&AnnotationId> = self.decisions.values().flat_map(|decision| &decision.gold).collect();
        let is_gold = |id: &AnnotationId| self.record.annotations.get(id).is_some_and(|found| found.analyst.is_gold());
        self.released.iter().filter(|id| is_gold(id) && !given.contains(id)).copied().collect()
    }

    /// The new targets of links: gold instead of what was decided on, and instead of what is gone.
    fn led(&self, gone: &BTreeSet<AnnotationId>) -> BTreeMap<AnnotationId, AnnotationId> {
        let decided = self.decisions.values().filter_map(|decision| Some((decision, *decision.gold.first()?)));
        let mut led: BTreeMap<_, _> =
            decided.flat_map(|(decision, gold)| decision.sources.keys().map(move |source| (*source, gold))).collect();
        led.extend(self.counterparts.iter().filter(|(from, to)| from != to && !gone.contains(to)));
        led
    }

    /// The changes to gold annotations that stay: new answers, and new targets of links.
    fn changes(&self, gone: &BTreeSet<AnnotationId>, led: &BTreeMap<AnnotationId, AnnotationId>) -> Vec<Edit> {
        let (article, modified) = (self.record.article.id, self.decider.now);
        let mut changes = Vec::new();
        for known in self.record.annotations.values().filter(|known| known.analyst.is_gold() && !gone.contains(&known.id)) {
            let wanted = self.answers.get(&known.id);
            // Taking a decision back says nothing about the links of others.
            if wanted.is_none() && self.counterparts.is_empty() {
                continue;
            }
            let mut wanted = wanted.unwrap_or(&known.attributes).clone();
            wanted.values_mut().for_each(|value| lead(value, led));
            let keys: BTreeSet<&AttributeId> = known.attributes.keys().chain(wanted.keys()).collect();
            for key in keys.into_iter().filter(|key| known.attributes.get(*key) != wanted.get(*key)) {
                let change = Change::Attribute(key.clone(), wanted.get(key).cloned());
                changes.push(Edit::ChangeAnnotation { article, annotation: known.id, change, modified });
            }
        }
        changes
    }

    /// The status of gold in the article once the edits are made.
    fn status(&self, gone: &BTreeSet<AnnotationId>) -> Option<Status> {
        let has_tags = !self.additions.is_empty()
            || self.record.annotations.values().any(|found| found.analyst.is_gold() && !gone.contains(&found.id));
        if self.decisions.is_empty() {
            return has_tags.then_some(Status::InProgress);
        }
        let after = ArticleRecord { decisions: self.decisions.clone(), ..self.record.clone() };
        Some(match settlement(&after) {
            Settlement::Settled => Status::Done,
            Settlement::ByHand | Settlement::Open { .. } | Settlement::LeftOver { .. } | Settlement::Nothing => {
                Status::InProgress
            }
        })
    }
}

fn take_answers(
    known: &mut BTreeMap<AttributeId, AttributeValue>,
    given: BTreeMap<AttributeId, AttributeValue>,
    answers: Answers,
) {
    match answers {
        Answers::Take => *known = given,
        Answers::Fill => {
            for (key, value) in given {
                known.entry(key).or_insert(value);
            }
        }
    }
}

fn lead(value: &mut AttributeValue, led: &BTreeMap<AnnotationId, AnnotationId>) {
    if let AttributeValue::Links(links) = value {
        links.iter_mut().for_each(|link| *link = led.get(link).copied().unwrap_or(*link));
    }
}
