//! Adds up the statistics of documents, from which the figures of a corpus are computed.
//!
//! ```
//! use obelus::agreement::{
//!     coefficient::kappa,
//!     pooled::{pooled_spans, pooled_table},
//!     statistics::{DocumentStatistics, Settings},
//!     units::{Corpus, Document, Layer, Span},
//! };
//!
//! // Two documents of three words each. Ana and Bo mark the first word of both; Ana marks the second word of the last, too.
//! let tokens = vec![(0, 3), (4, 8), (9, 14)];
//! let layer = |spans: &[(u32, u32)]| {
//!     Some(Layer::new(spans.iter().filter_map(|(start, end)| Span::new(*start, *end, 0)).collect()))
//! };
//! let document = |ana: &[(u32, u32)], bo: &[(u32, u32)]| Document {
//!     num_chars: 14,
//!     tokens: tokens.clone(),
//!     layers: vec![layer(ana), layer(bo)],
//!     ..Document::default()
//! };
//! let corpus = Corpus {
//!     labels: vec!["claim".to_owned()],
//!     analysts: vec!["ana".to_owned(), "bo".to_owned()],
//!     documents: vec![document(&[(0, 3)], &[(0, 3)]), document(&[(0, 3), (4, 8)], &[(0, 3)])],
//! };
//! let measure = |document| DocumentStatistics::of(&corpus, document, &Settings::default(), 1);
//! let statistics: Vec<DocumentStatistics> = corpus.documents.iter().map(measure).collect();
//!
//! // 2 of 3 and 2 spans match: F1 = 2 · 2 / (3 + 2).
//! assert_eq!(pooled_spans(&statistics, 0).strict.f1(), Some(0.8));
//! // 5 of 6 words are equal, ½ by chance: κ = (5/6 − 1/2) / (1 − 1/2).
//! let words = pooled_table(&statistics, |document| &document.tokens);
//! assert_eq!(format!("{:.4}", kappa(&words, 0, 1).unwrap()), "0.6667");
//! ```

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

/// γ's contribution of every document in which it is defined.
pub fn defined_gammas<S: Borrow<DocumentStatistics>>(statistics: &[S]) -> Vec<&DocumentGamma> {
    statistics.iter().filter_map(|document| document.borrow().gamma.as_ref()).collect()
}

/// The sums of γ over documents, for model number `model`.
pub fn pooled_gamma(gammas: &[&DocumentGamma], model: usize) -> Disorders {
    let mut sum = Disorders::default();
    for (observed, expected) in parts(gammas, model) {
        sum += Disorders::of(observed, expected);
    }
    sum
}

/// The sums of γ-cat over documents, or those of γ-k for a label.
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
