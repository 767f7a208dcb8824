//! Merges the gold of a copy into the project's. What both settled in the same way exists once, and what only the copy
//! settled is added. If the two contradict each other, the project's gold stays as it is and nothing is added beside it.

use super::{Join, Names};
use crate::{
    project::{
        AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeId, AttributeValue, Decision, Edit, Verdict,
        describe_value,
    },
    text::words::short,
};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a title and of an annotation's words that are shown.
const SHOWN_CHARS: usize = 60;

/// A place that a copy settled in another way than the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The article.
    pub article: ArticleId,
    /// The article's title, which may be shortened.
    pub title: String,
    /// The annotations that the project's decision is about, by which it can be reopened; empty if the project's gold came
    /// from no decision.
    pub about: Vec<AnnotationId>,
    /// The words of the place.
    pub words: String,
    /// The project's gold.
    pub here: String,
    /// The copy's gold.
    pub there: String,
}

impl std::fmt::Display for Contradiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { title, words, here, there, .. } = self;
        write!(f, "“{title}”, “{words}”: gold is {here} here and {there} in the copy")
    }
}

/// The additions of a copy's gold to an article.
#[derive(Default)]
struct Fate {
    /// The annotations that are added.
    gold: Vec<Annotation>,
    decisions: Vec<Decision>,
    /// The gold annotations of the copy that exist here, with the existing ones.
    same: BTreeMap<AnnotationId, AnnotationId>,
    contradictions: Vec<Contradiction>,
}

impl Join<'_> {
    /// Adds the gold of a copy with its decisions, as far as it does not contradict the project's. `ids` maps annotations of
    /// the copy to those of the project.
    pub(super) fn gold(
        &mut self,
        place: usize,
        (mut gold, decisions): (Vec<Annotation>, Vec<Decision>),
        (ids, names): (&BTreeMap<AnnotationId, AnnotationId>, &mut Names),
    ) {
        if gold.is_empty() && decisions.is_empty() {
            return;
        }
        let mut renamed = gold.clone();
        renamed.iter_mut().for_each(|annotation| self.rename(annotation, names));
        let decisions = decisions.into_iter().map(|decision| in_the_project(decision, ids, names)).collect();
        let record = &self.works[place].record;
        let Fate { gold: added, decisions, same, contradictions } = fate(record, renamed, decisions);
        // Names are translated once, when annotations are added, because two labels may have exchanged their ids.
        let added: BTreeSet<AnnotationId> = added.iter().map(|gold| gold.id).collect();
        gold.retain(|annotation| added.contains(&annotation.id));
        self.joined.num_present += same.len();
        self.joined.contradictions.extend(contradictions);
        let mut all = ids.clone();
        all.extend(same);
        let led = gold.into_iter().map(|gold| led(gold, &all)).collect();
        all.extend(self.annotations(place, led, names));
        for mut decision in decisions {
            decision.gold.iter_mut().for_each(|gold| *gold = all.get(gold).copied().unwrap_or(*gold));
            let about = decision.key();
            let work = &mut self.works[place];
            if work.new.is_none() {
                let (article, about) = (work.record.article.id, about.clone());
                self.late.push(Edit::SetDecision { article, about, decision: Some(Box::new(decision.clone())) });
            }
            work.record.decisions.insert(about, decision);
        }
    }
}

/// Translates a decision to the ids and names of the project.
fn in_the_project(mut decision: Decision, ids: &BTreeMap<AnnotationId, AnnotationId>, names: &Names) -> Decision {
    let id = |id: AnnotationId| ids.get(&id).copied().unwrap_or(id);
    decision.sources = decision.sources.into_iter().map(|(source, seen)| (id(source), seen)).collect();
    if let Verdict::One(taken) = &mut decision.verdict {
        *taken = id(*taken);
    }
    decision.by = decision.by.map(|by| names.analysts.get(&by).cloned().unwrap_or(by));
    decision
}

/// Translates the links to annotations of the project.
fn led(mut gold: Annotation, ids: &BTreeMap<AnnotationId, AnnotationId>) -> Annotation {
    for value in gold.attributes.values_mut() {
        if let AttributeValue::Links(links) = value {
            links.iter_mut().for_each(|link| *link = ids.get(link).copied().unwrap_or(*link));
        }
    }
    gold
}

fn fate(record: &ArticleRecord, gold: Vec<Annotation>, decisions: Vec<Decision>) -> Fate {
    // If nothing was settled here, everything is added as it is.
    if record.decisions.is_empty() && !record.annotations.values().any(|found| found.analyst.is_gold()) {
        return Fate { gold, decisions, ..Fate::default() };
    }
    let mut fate = Fate::default();
    let mut incoming: BTreeMap<AnnotationId, Annotation> = gold.into_iter().map(|gold| (gold.id, gold)).collect();
    let mut wanted: BTreeSet<AnnotationId> = BTreeSet::new();
    let mut decided: BTreeSet<AnnotationId> = BTreeSet::new();
    for decision in decisions {
        let there: Vec<&Annotation> = decision.gold.iter().filter_map(|id| incoming.get(id)).collect();
        decided.extend(&decision.gold);
        let known = decision_here(record, &decision);
        let here: Vec<&Annotation> = match known {
            Some(known) => known.gold.iter().filter_map(|id| record.annotations.get(id)).collect(),
            None => there.iter().filter_map(|gold| gold_at(record, gold)).collect(),
        };
        let is_same = match known {
            Some(_) => here.len() == there.len() && there.iter().all(|gold| here.iter().any(|here| says_the_same(here, gold))),
            None => there.iter().all(|gold| gold_at(record, gold).is_none_or(|here| says_the_same(here, gold))),
        };
        if !is_same {
            let about = known.map_or_else(|| giving(record, &here), Decision::key);
            let of = decision.sources.keys().find_map(|id| record.annotations.get(id)).or(there.first().copied());
            fate.contradictions.push(contradiction(record, about, of, &here, &there));
        } else if known.is_none() {
            wanted.extend(&decision.gold);
            fate.decisions.push(decision);
        } else {
            let same = there.iter().filter_map(|gold| Some((gold.id, gold_at(record, gold)?.id)));
            fate.same.extend(same);
        }
    }
    for id in wanted {
        let Some(gold) = incoming.remove(&id) else { continue };
        match gold_at(record, &gold) {
            Some(here) => drop(fate.same.insert(id, here.id)),
            None => fate.gold.push(gold),
        }
    }
    for gold in incoming.into_values().filter(|gold| !decided.contains(&gold.id)) {
        match gold_at(record, &gold).or_else(|| rival(record, &gold)) {
            Some(here) if says_the_same(here, &gold) => drop(fate.same.insert(gold.id, here.id)),
            Some(here) => {
                let about = giving(record, &[here]);
                fate.contradictions.push(contradiction(record, about, Some(&gold), &[here], &[&gold]));
            }
            None => fate.gold.push(gold),
        }
    }
    fate
}

/// The project's decision about the same annotations as a copy's decision: about exactly these, about these and more, or
/// about some of them and nobody else's.
fn decision_here<'r>(record: &'r ArticleRecord, decision: &Decision) -> Option<&'r Decision> {
    let key = decision.key();
    let whose = |ids: &[AnnotationId]| -> BTreeSet<&AnalystId> {
        ids.iter().filter_map(|id| record.annotations.get(id)).map(|found| &found.analyst).collect()
    };
    let analysts = whose(&key);
    let is_about = |known: &&Decision| {
        let about = known.key();
        let has_all = key.iter().all(|id| about.contains(id));
        let has_some = about.iter().any(|id| key.contains(id)) && whose(&about).is_subset(&analysts);
        has_all || has_some
    };
    record.decisions.get(&key).or_else(|| record.decisions.values().find(is_about))
}

/// The project's gold annotation with the same place and label, which identify gold annotations.
fn gold_at<'r>(record: &'r ArticleRecord, gold: &Annotation) -> Option<&'r Annotation> {
    let is_at = |known: &&Annotation| known.label == gold.label && known.fragments == gold.fragments;
    record.annotations.values().filter(|known| known.analyst.is_gold()).find(is_at)
}

/// The project's gold annotation with the same label that shares text with this one.
fn rival<'r>(record: &'r ArticleRecord, gold: &Annotation) -> Option<&'r Annotation> {
    let overlaps = |known: &&Annotation| known.fragments.iter().any(|x| gold.fragments.iter().any(|y| x.overlaps(y)));
    record.annotations.values().filter(|known| known.analyst.is_gold() && known.label == gold.label).find(overlaps)
}

/// The annotations that a decision is about that produced one of these gold annotations; empty if there is none.
fn giving(record: &ArticleRecord, gold: &[&Annotation]) -> Vec<AnnotationId> {
    let gives = |decision: &&Decision| gold.iter().any(|gold| decision.gold.contains(&gold.id));
    record.decisions.values().find(gives).map_or_else(Vec::new, Decision::key)
}

/// Whether two gold annotations have the same place, label and answers. Links are ignored, because their ids differ.
fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    fn answers(annotation: &Annotation) -> impl Iterator<Item = (&AttributeId, &AttributeValue)> {
        annotation.attributes.iter().filter(|(_, value)| !matches!(value, AttributeValue::Links(_)))
    }
    a.label == b.label && a.fragments == b.fragments && answers(a).eq(answers(b))
}

fn contradiction(
    record: &ArticleRecord,
    about: Vec<AnnotationId>,
    of: Option<&Annotation>,
    here: &[&Annotation],
    there: &[&Annotation],
) -> Contradiction {
    // If both have the same words and label, their answers differ.
    let with_answers = !here.is_empty()
        && here.len() == there.len()
        && here.iter().all(|here| there.iter().any(|gold| gold.label == here.label && gold.fragments == here.fragments));
    let said = |gold: &[&Annotation]| {
        let all: Vec<String> = gold.iter().map(|gold| said(record, gold, with_answers)).collect();
        if all.is_empty() { "nothing".to_owned() } else { all.join(" and ") }
    };
    Contradiction {
        article: record.article.id,
        title: short(record.article.title(), SHOWN_CHARS),
        about,
        words: of.map_or_else(String::new, |of| shown(record, of)),
        here: said(here),
        there: said(there),
    }
}

/// Describes a gold annotation, as in “nine people” (claim), with its answers if they matter.
fn said(record: &ArticleRecord, gold: &Annotation, with_answers: bool) -> String {
    let answers: Vec<String> = gold.attributes.iter().map(|(id, value)| format!("{id} {}", describe_value(value))).collect();
    let answers = if !with_answers { String::new() } else { format!(", {}", answers.join(", ")) };
    format!("“{}” ({}{})", shown(record, gold), gold.label, answers.trim_end_matches(", "))
}

/// The first words of an annotation.
fn shown(record: &ArticleRecord, annotation: &Annotation) -> String {
    short(&annotation.fragments.words(record.article.text.as_str()), SHOWN_CHARS)
}
