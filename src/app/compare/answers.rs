//! The answers of the current difference, row by row: those of both analysts, and the present or chosen one of gold.
//!
//! Answers that are chosen before the difference is settled are kept in the room and become part of the decision. If the
//! difference is settled already, each choice is an edit of its own.

use super::{Ask, CompareRoom, Picks, settle::apply_answers, settled};
use crate::{
    app::desk::Desk,
    compare::{
        differences::{Kind, is_same_answer, partners_of},
        gold::answer_words,
    },
    project::{Annotation, AttributeId, AttributeValue, Project},
};

/// The answer of gold.
#[derive(Clone, Debug, PartialEq)]
pub enum GoldAnswer {
    /// The answer of the annotation that is taken, because nothing was chosen.
    NotChosen,
    /// This, or nothing.
    Is(Option<AttributeValue>),
}

/// An attribute of the difference in front.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub attribute: AttributeId,
    /// What it is called.
    pub name: String,
    /// The answers of the two analysts.
    pub values: [Option<AttributeValue>; 2],
    /// The same in words.
    pub words: [String; 2],
    /// The answer of gold.
    pub gold: GoldAnswer,
    /// The same in words.
    pub gold_words: String,
    /// Whether the two answer differently.
    pub differs: bool,
}

impl Row {
    /// Whether gold has the answer of the first (0) or second (1) analyst.
    pub fn is_gold(&self, side: usize) -> bool {
        self.gold == GoldAnswer::Is(self.values[side].clone())
    }

    /// The answer that follows gold's when somebody steps through them: the first analyst's, the second's, none.
    fn next(&self) -> Option<AttributeValue> {
        let mut all: Vec<Option<AttributeValue>> = self.values.iter().filter(|value| value.is_some()).cloned().collect();
        all.push(None);
        all.dedup();
        let at = match &self.gold {
            GoldAnswer::NotChosen => None,
            GoldAnswer::Is(value) => all.iter().position(|known| known == value),
        };
        all.get(at.map_or(0, |at| (at + 1) % all.len())).cloned().flatten()
    }
}

/// The attributes that either of the two answers, in the codebook's order, starting with those that they answer differently.
/// Empty if only one of them has an annotation.
pub fn rows(project: &Project, room: &CompareRoom) -> Vec<Row> {
    let Some((article, difference)) = room.chosen else { return Vec::new() };
    let Some(record) = project.article(article) else { return Vec::new() };
    let (Some(a), Some(b)) = (difference.annotation_a(record), difference.annotation_b(record)) else { return Vec::new() };
    let codebook = project.codebook();
    let partners = room.list.entry(article).map(|entry| partners_of(&entry.differences)).unwrap_or_default();
    let gold = settled(record, &difference).and_then(|decision| match decision.gold[..] {
        [only] => record.annotations.get(&only),
        _ => None,
    });
    let row = |attribute: AttributeId| {
        let values = [a, b].map(|found| found.attributes.get(&attribute).cloned());
        let differs = !is_same_answer(values[0].as_ref(), values[1].as_ref(), &partners);
        // The label that asks for it: the names of its choices.
        let label =
            [a, b].into_iter().find(|found| codebook.label(&found.label).is_some_and(|l| l.attribute(&attribute).is_some()));
        let place = (label.map_or(&a.label, |found| &found.label), &attribute);
        let words = |value: Option<&AttributeValue>| answer_words(record, codebook, place, value);
        let answer = match (gold, room.answers.get(&attribute)) {
            (Some(gold), _) => GoldAnswer::Is(gold.attributes.get(&attribute).cloned()),
            (None, Some(picked)) => GoldAnswer::Is(picked.clone()),
            (None, None) if !differs => GoldAnswer::Is(values[0].clone()),
            (None, None) => GoldAnswer::NotChosen,
        };
        Row {
            name: codebook.attribute_name(place.0, place.1),
            words: values.each_ref().map(|value| words(value.as_ref())),
            gold_words: if let GoldAnswer::Is(value) = &answer { words(value.as_ref()) } else { "not chosen".to_owned() },
            gold: answer,
            attribute,
            values,
            differs,
        }
    };
    let mut rows: Vec<Row> = attributes(project, [Some(a), Some(b), gold]).into_iter().map(row).collect();
    rows.sort_by_key(|row| !row.differs);
    rows
}

/// The attributes that one of these annotations answers, in the order of the codebook, those it lacks at the end.
fn attributes(project: &Project, annotations: [Option<&Annotation>; 3]) -> Vec<AttributeId> {
    let annotations = || annotations.into_iter().flatten();
    let labels = annotations().filter_map(|found| project.codebook().label(&found.label));
    let asked = labels.flat_map(|label| label.attributes.iter().map(|attribute| &attribute.id));
    let answered = |id: &&AttributeId| annotations().any(|found| found.attributes.contains_key(*id));
    let mut all: Vec<AttributeId> = Vec::new();
    for id in asked.filter(answered).chain(annotations().flat_map(|found| found.attributes.keys())) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

impl CompareRoom {
    /// Whether the current difference is between two annotations with the same words and label.
    pub fn is_same_place(&self) -> bool {
        self.chosen.is_some_and(|(_, difference)| matches!(difference.kind, Kind::Identical | Kind::AttributesDiffer))
    }

    /// Whether answers were chosen for the current difference and are not settled yet.
    pub fn has_answers(&self) -> bool {
        !self.answers.is_empty()
    }
}

/// Carries out requests about answers.
pub(super) fn act(desk: &mut Desk, room: &mut CompareRoom, ask: Ask) {
    if let Some(reason) = room.why_not_settle(desk) {
        desk.status = reason.to_owned();
        return;
    }
    let rows = rows(desk.project(), room);
    let picks: Picks = match ask {
        Ask::CycleAnswer(place) => match rows.get(place) {
            Some(row) => [(row.attribute.clone(), row.next())].into(),
            None => {
                desk.status = match rows.len() {
                    0 => "No answers differ here: there is nothing to choose".to_owned(),
                    count => format!("There are {count} rows of answers"),
                };
                return;
            }
        },
        Ask::SetAnswer(attribute, value) => [(attribute, value)].into(),
        _ => {
            let is_empty = |row: &&Row| matches!(row.gold, GoldAnswer::NotChosen | GoldAnswer::Is(None));
            let fill = |row: &Row| match &row.values {
                [Some(one), None] | [None, Some(one)] => Some((row.attribute.clone(), Some(one.clone()))),
                _ => None,
            };
            let picks: Picks = rows.iter().filter(is_empty).filter_map(fill).collect();
            if picks.is_empty() {
                desk.status = "The other annotation fills no attribute that is empty here".to_owned();
                return;
            }
            picks
        }
    };
    desk.status.clear();
    let Some((article, difference)) = room.chosen else { return };
    let is_settled = desk.project().article(article).is_some_and(|record| settled(record, &difference).is_some());
    if is_settled {
        apply_answers(desk, room, (article, difference), &picks);
    } else {
        room.answers.extend(picks);
    }
}

/// The reason why the choices row by row cannot be kept like this; `None` if they can.
pub(super) fn why_not_keep(project: &Project, room: &CompareRoom) -> Option<String> {
    if !room.is_same_place() {
        return Some("Take one of the two, what either or what both cover: the chosen answers go with it".to_owned());
    }
    let num_open = rows(project, room).iter().filter(|row| row.gold == GoldAnswer::NotChosen).count();
    match num_open {
        0 => None,
        1 => Some("1 answer is not chosen yet".to_owned()),
        several => Some(format!("{several} answers are not chosen yet")),
    }
}
