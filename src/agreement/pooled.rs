//! Statistics of documents, added up: what the figures of a corpus are made of.

use super::{
    gamma::{CategoryDisorders, Disorders, Expected, Observed},
    statistics::{DocumentGamma, DocumentStatistics, PairSpans},
    values::ValueTable,
};
use std::borrow::Borrow;

/// The matches of pair number `pair` over all documents.
pub fn pooled_spans<S: Borrow<DocumentStatistics>>(statistics: &[S], pair: usize) -> PairSpans {
    let mut pooled = PairSpans::default();
    for spans in statistics.iter().filter_map(|document| document.borrow().spans.get(pair)?.as_ref()) {
        pooled += spans;
    }
    pooled
}

/// The sum of the tables of documents.
pub fn pooled_table<S: Borrow<DocumentStatistics>>(
    statistics: &[S],
    of: impl Fn(&DocumentStatistics) -> &ValueTable,
) -> ValueTable {
    let mut sum = ValueTable::default();
    for document in statistics {
        sum += of(document.borrow());
    }
    sum
}

/// γ's share of every document in which it is defined.
pub fn defined_gammas<S: Borrow<DocumentStatistics>>(statistics: &[S]) -> Vec<&DocumentGamma> {
    statistics.iter().filter_map(|document| document.borrow().gamma.as_ref()).collect()
}

/// γ over documents, against model number `model`.
pub fn pooled_gamma(gammas: &[&DocumentGamma], model: usize) -> Disorders {
    let mut sum = Disorders::default();
    for (observed, expected) in parts(gammas, model) {
        sum += Disorders::of(observed, expected);
    }
    sum
}

/// γ-cat over documents, or γ-k of a label.
pub fn pooled_category(gammas: &[&DocumentGamma], model: usize, label: Option<usize>) -> CategoryDisorders {
    let mut sum = CategoryDisorders::default();
    for (observed, expected) in parts(gammas, model) {
        match label {
            None => sum += CategoryDisorders::of(observed.category, &expected.category),
            Some(label) => sum += CategoryDisorders::of(observed.by_label[label], &expected.by_label[label]),
        }
    }
    sum
}

fn parts<'a>(gammas: &[&'a DocumentGamma], model: usize) -> impl Iterator<Item = (&'a Observed, &'a Expected)> {
    gammas.iter().filter_map(move |gamma| Some((gamma.observed.first()?, gamma.expected.get(model)?)))
}
