//! Decides which annotations of an article match a query.

use super::near::Near;
use super::query::{Condition, Query, Relation, ValueTest};
use crate::{
    project::{
        AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeKind, AttributeValue, Codebook, LabelId, Project,
        check_annotation,
    },
    text::words::one_line,
};
use std::collections::BTreeSet;

/// A query prepared for one project.
#[derive(Debug)]
pub struct Matcher<'p> {
    codebook: &'p Codebook,
    tests: Vec<(bool, Test)>,
}

/// A condition whose names have been looked up.
#[derive(Debug)]
enum Test {
    Words(String),
    Labels(BTreeSet<LabelId>),
    Analysts(BTreeSet<AnalystId>),
    Unsure,
    OldRule,
    Note(String),
    Related(Relation, BTreeSet<LabelId>),
    Attribute(String, ValueTest),
    Findings,
}

impl<'p> Matcher<'p> {
    /// Looks up the names of `query` in `project`. A name that nothing has matches nothing.
    pub fn new(query: &Query, project: &'p Project) -> Self {
        let codebook = project.codebook();
        let labels = |name: &str| {
            let named = codebook.labels.iter().filter(|label| is_named(name, label.id.as_str(), &label.name));
            named.map(|label| label.id.clone()).collect()
        };
        let test = |condition: &Condition| match condition {
            Condition::Words(words) => Test::Words(words.to_lowercase()),
            Condition::Label(name) => Test::Labels(labels(name)),
            Condition::Analyst(name) => {
                let named = project.analysts().iter().filter(|analyst| is_named(name, analyst.id.as_str(), &analyst.name));
                Test::Analysts(named.map(|analyst| analyst.id.clone()).collect())
            }
            Condition::Unsure => Test::Unsure,
            Condition::OldRule => Test::OldRule,
            Condition::Note(words) => Test::Note(words.to_lowercase()),
            Condition::Related(relation, name) => Test::Related(*relation, labels(name)),
            Condition::Attribute(name, value) => Test::Attribute(name.clone(), value.clone()),
            Condition::Findings => Test::Findings,
        };
        Self { codebook, tests: query.conditions.iter().map(|(holds, condition)| (*holds, test(condition))).collect() }
    }

    /// All annotations of `record` that match, in reading order.
    pub fn of(&self, record: &ArticleRecord) -> Vec<AnnotationId> {
        let neighbours: Vec<_> = self.tests.iter().map(|(_, test)| Near::new(test.others(record))).collect();
        let fits = |annotation: &&Annotation| {
            self.tests.iter().zip(&neighbours).all(|((holds, test), near)| self.holds(test, near, record, annotation) == *holds)
        };
        let mut fitting: Vec<_> = record.annotations.values().filter(fits).collect();
        fitting.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
        fitting.into_iter().map(|annotation| annotation.id).collect()
    }

    fn holds(&self, test: &Test, near: &Near<'_>, record: &ArticleRecord, annotation: &Annotation) -> bool {
        match test {
            Test::Words(words) => {
                let covered = annotation.fragments.words(record.article.text.as_str());
                one_line(&covered).to_lowercase().contains(words)
            }
            Test::Labels(labels) => labels.contains(&annotation.label),
            Test::Analysts(analysts) => analysts.contains(&annotation.analyst),
            Test::Unsure => annotation.is_unsure,
            Test::OldRule => {
                self.codebook.label(&annotation.label).is_some_and(|label| annotation.codebook_version < label.rule_version)
            }
            Test::Note(words) => !annotation.note.is_empty() && annotation.note.to_lowercase().contains(words),
            Test::Related(relation, _) => near
                .beside(annotation.fragments.hull())
                .filter(|other| other.id != annotation.id && other.analyst == annotation.analyst)
                .any(|other| match relation {
                    Relation::Inside => is_inside(annotation, other),
                    Relation::Around => is_inside(other, annotation),
                    Relation::Overlaps => annotation.fragments.iter().any(|fragment| other.fragments.overlaps(fragment)),
                }),
            Test::Attribute(name, value) => self.answer_fits(name, value, annotation),
            Test::Findings => !check_annotation(self.codebook, record, annotation).is_empty(),
        }
    }

    /// Only an annotation whose label asks for the attribute can leave it unfilled.
    fn answer_fits(&self, name: &str, test: &ValueTest, annotation: &Annotation) -> bool {
        let Some(label) = self.codebook.label(&annotation.label) else { return false };
        label.attributes.iter().filter(|attribute| is_named(name, attribute.id.as_str(), &attribute.name)).any(|attribute| {
            let answer = annotation.attributes.get(&attribute.id);
            match (test, answer) {
                (ValueTest::NotFilled, None)
                | (ValueTest::NotStated, Some(AttributeValue::NotStated))
                | (ValueTest::Unclear, Some(AttributeValue::Unclear)) => true,
                (ValueTest::Is(wanted), Some(answer)) => is_answer(wanted, answer, &attribute.kind),
                (ValueTest::MoreThan(bound), Some(answer)) => number(answer).is_some_and(|number| number > *bound),
                (ValueTest::LessThan(bound), Some(answer)) => number(answer).is_some_and(|number| number < *bound),
                _ => false,
            }
        })
    }
}

impl Test {
    /// The annotations that a condition on relations compares with.
    fn others<'r>(&self, record: &'r ArticleRecord) -> Vec<&'r Annotation> {
        match self {
            Self::Related(_, labels) => record.annotations.values().filter(|other| labels.contains(&other.label)).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether every fragment of `inner` lies within a fragment of `outer`. Two annotations of the same words are inside each
/// other.
fn is_inside(inner: &Annotation, outer: &Annotation) -> bool {
    inner.fragments.iter().all(|piece| outer.fragments.iter().any(|around| around.covers(piece)))
}

fn is_named(wanted: &str, id: &str, name: &str) -> bool {
    let wanted = wanted.to_lowercase();
    id.to_lowercase() == wanted || name.to_lowercase() == wanted
}

fn is_answer(wanted: &str, answer: &AttributeValue, kind: &AttributeKind) -> bool {
    let is_choice = |id: &String| {
        let name = kind.choices().iter().find(|choice| choice.id == *id).map_or("", |choice| choice.name.as_str());
        is_named(wanted, id, name)
    };
    match answer {
        AttributeValue::Choice(id) => is_choice(id),
        AttributeValue::Choices(ids) => ids.iter().any(is_choice),
        AttributeValue::Text(text) => text.to_lowercase().contains(&wanted.to_lowercase()),
        AttributeValue::YesNo(yes) => is_named(wanted, if *yes { "yes" } else { "no" }, if *yes { "true" } else { "false" }),
        AttributeValue::Integer(_) | AttributeValue::Number(_) => {
            wanted.parse::<f64>().ok().zip(number(answer)).is_some_and(|(wanted, number)| (wanted - number).abs() < f64::EPSILON)
        }
        AttributeValue::Date(date) => date.to_string().starts_with(wanted),
        AttributeValue::NotStated | AttributeValue::Unclear | AttributeValue::Links(_) | AttributeValue::SubSpan(_) => false,
    }
}

fn number(answer: &AttributeValue) -> Option<f64> {
    match answer {
        #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^53")]
        AttributeValue::Integer(number) => Some(*number as f64),
        AttributeValue::Number(number) => Some(*number),
        _ => None,
    }
}
