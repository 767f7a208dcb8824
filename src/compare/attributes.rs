//! Agreement on the attributes of annotations that two analysts aligned with each other under the same label.
//!
//! For each attribute, these figures are computed over the pairs in which both answered ("not stated" and "unclear" are
//! answers): the number of pairs, the share with the same answer ([`crate::compare::answer`]), the share of pairs of numbers
//! within a tolerance, and Krippendorff's nominal α. Beside them is the number of pairs that only one analyst answered.
//! Everything adds up over articles. Links and stretches of text are left out, because they name things of one layer only.

use crate::{
    agreement::{
        coefficient::{Distance, alpha},
        values::{LabelSet, ValueTable},
    },
    compare::{answer::comparable, differences::Difference},
    project::{Annotation, ArticleRecord, AttributeId, AttributeValue, LabelId},
};
use std::{collections::BTreeMap, ops::AddAssign};

/// The answers of two analysts to one attribute of one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Answers {
    /// The number of occurrences of each pair of answers; `None` is *not filled*.
    pairs: BTreeMap<(Option<String>, Option<String>), u64>,
    num_within_tolerance: u64,
    num_number_pairs: u64,
}

impl AddAssign<&Self> for Answers {
    fn add_assign(&mut self, other: &Self) {
        for (pair, count) in &other.pairs {
            *self.pairs.entry(pair.clone()).or_default() += count;
        }
        self.num_within_tolerance += other.num_within_tolerance;
        self.num_number_pairs += other.num_number_pairs;
    }
}

impl Answers {
    /// The number of pairs in which both analysts answered: the n of the figures.
    pub fn num_both(&self) -> u64 {
        self.both().map(|(_, count)| count).sum()
    }

    /// The number of pairs in which only one of the two answered.
    pub fn num_one_only(&self) -> u64 {
        self.pairs.values().sum::<u64>() - self.num_both()
    }

    /// The share of the pairs answered by both in which the answers are the same, from 0 to 1; `None` without such pairs.
    pub fn observed_agreement(&self) -> Option<f64> {
        let equal: u64 = self.both().filter(|((a, b), _)| a == b).map(|(_, count)| count).sum();
        (self.num_both() > 0).then(|| equal as f64 / self.num_both() as f64)
    }

    fn both(&self) -> impl Iterator<Item = ((&String, &String), u64)> {
        self.pairs.iter().filter_map(|((a, b), count)| Some(((a.as_ref()?, b.as_ref()?), *count)))
    }

    /// The share of the pairs of two numbers that lie within the tolerance; `None` without such pairs.
    pub fn within_tolerance(&self) -> Option<f64> {
        (self.num_number_pairs > 0).then(|| self.num_within_tolerance as f64 / self.num_number_pairs as f64)
    }

    /// Krippendorff's nominal α over the pairs answered by both; `None` if all of them have the same answer.
    pub fn alpha(&self) -> Option<f64> {
        let mut names: Vec<&String> = self.both().flat_map(|((a, b), _)| [a, b]).collect();
        names.sort();
        names.dedup();
        let value = |name: &String| Some(LabelSet::new(names.binary_search(&name).ok().map(|place| place as u32)));
        let mut table = ValueTable::default();
        for ((a, b), count) in self.both() {
            table.add(vec![value(a), value(b)], count);
        }
        alpha(&table, Distance::Nominal)
    }

    fn see(&mut self, a: Option<AttributeValue>, b: Option<AttributeValue>, tolerance: f64) {
        if let (Some(x), Some(y)) = (a.as_ref().and_then(number), b.as_ref().and_then(number)) {
            self.num_number_pairs += 1;
            self.num_within_tolerance += u64::from((x - y).abs() <= tolerance * x.abs().max(y.abs()));
        }
        self.count(a.map(answer), b.map(answer));
    }

    fn count(&mut self, a: Option<String>, b: Option<String>) {
        *self.pairs.entry((a, b)).or_default() += 1;
    }
}

/// Collects the answers of an article by label and attribute. `tolerance` is a share of the larger number: 0.1 for a tenth.
pub fn answers(record: &ArticleRecord, differences: &[Difference], tolerance: f64) -> BTreeMap<(LabelId, AttributeId), Answers> {
    let mut found: BTreeMap<(LabelId, AttributeId), Answers> = BTreeMap::new();
    let annotation = |id| record.annotations.get(&id);
    let pairs = differences.iter().filter_map(|difference| Some((annotation(difference.a?)?, annotation(difference.b?)?)));
    for (a, b) in pairs.filter(|(a, b): &(&Annotation, &Annotation)| a.label == b.label) {
        let mut attributes: Vec<&AttributeId> = a.attributes.keys().chain(b.attributes.keys()).collect();
        attributes.sort();
        attributes.dedup();
        for attribute in attributes {
            let values = (a.attributes.get(attribute), b.attributes.get(attribute));
            let is_local =
                |value: Option<&AttributeValue>| matches!(value, Some(AttributeValue::Links(_) | AttributeValue::SubSpan(_)));
            if !is_local(values.0) && !is_local(values.1) {
                let key = (a.label.clone(), attribute.clone());
                let [x, y] = [values.0, values.1].map(|value| value.and_then(comparable));
                if x.is_some() || y.is_some() {
                    found.entry(key).or_default().see(x, y, tolerance);
                }
            }
        }
    }
    found
}

fn number(value: &AttributeValue) -> Option<f64> {
    match value {
        AttributeValue::Integer(number) => Some(*number as f64),
        AttributeValue::Number(number) => Some(*number),
        _ => None,
    }
}

/// Writes a comparable answer as text. Except for the empty states, all answers of an attribute have the same kind.
fn answer(value: AttributeValue) -> String {
    match value {
        AttributeValue::NotStated => "\u{0}not stated".to_owned(),
        AttributeValue::Unclear => "\u{0}unclear".to_owned(),
        AttributeValue::Text(text) | AttributeValue::Choice(text) => text,
        AttributeValue::Integer(number) => number.to_string(),
        AttributeValue::Number(number) => number.to_string(),
        AttributeValue::YesNo(yes) => yes.to_string(),
        AttributeValue::Choices(choices) => choices.join("\u{0}"),
        AttributeValue::Date(date) => date.to_string(),
        AttributeValue::Links(_) | AttributeValue::SubSpan(_) => String::new(),
    }
}
