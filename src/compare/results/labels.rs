//! Agreement on each label that is in use.

use super::{Figure, Measure, Options, Results, collect::Group};
use crate::{
    agreement::{
        resample::Share,
        statistics::{DocumentStatistics, PairSpans},
        units::pairs,
    },
    parallel,
};
use std::borrow::Borrow;

/// Agreement on one label.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelResult {
    /// Its place among the labels.
    pub label: usize,
    /// The number of annotations of each analyst with it, in what was compared.
    pub num_spans: Vec<u64>,
    /// For all analysts α of words and u-α, and κ if there are two; for a pair strict and type F1.
    pub figures: Vec<Figure>,
}

impl LabelResult {
    /// Finds one of its figures.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }
}

/// Adds the figures of labels to results that have none.
pub(super) fn add<S: Borrow<DocumentStatistics> + Sync>(results: &mut Results, statistics: &[S], options: Options) {
    let documents: Vec<&DocumentStatistics> =
        statistics.iter().map(Borrow::borrow).filter(|document: &&DocumentStatistics| document.num_present() >= 2).collect();
    let num_labels =
        documents.iter().flat_map(|document| document.spans.iter().flatten()).map(|spans| spans.strict_by_label.len());
    let num_labels = num_labels.max().unwrap_or(0);
    let mut is_used = vec![false; num_labels];
    for counts in documents.iter().flat_map(|document| document.spans.iter().flatten()).map(|spans| &spans.strict_by_label) {
        for (used, counts) in is_used.iter_mut().zip(counts) {
            *used |= counts.num_reference + counts.num_candidate > 0;
        }
    }
    let used: Vec<usize> = (0..num_labels).filter(|label| is_used[*label]).collect();
    results.unused = (0..num_labels).filter(|label| !is_used[*label]).collect();
    results.by_label =
        parallel::map(&used, options.num_threads, |label| of_all(&documents, *label, results.analysts.len(), options));
    for (place, pair) in results.pairs.iter_mut().enumerate() {
        let both: Vec<&PairSpans> = documents.iter().filter_map(|document| document.spans.get(place)?.as_ref()).collect();
        let of_label = |label: &usize| of_pair(&both, *label, options);
        pair.by_label = parallel::map(&used, options.num_threads, of_label).into_iter().flatten().collect();
    }
}

/// The agreement of all analysts on whether a word or a stretch of text has the label.
fn of_all(documents: &[&DocumentStatistics], label: usize, num_analysts: usize, options: Options) -> LabelResult {
    let mut group = Group::new(num_analysts);
    for document in documents {
        let words = document.tokens.of_label(label as u32);
        let share = Share { words: Some(&words), lengths: document.by_label.get(label), ..Share::default() };
        let spans: Vec<Option<u64>> = (0..num_analysts).map(|analyst| num_spans(document, analyst, label)).collect();
        group.add(document, &share, &spans);
    }
    let with_kappa =
        if num_analysts == 2 { &[Measure::Alpha, Measure::Kappa, Measure::U][..] } else { &[Measure::Alpha, Measure::U] };
    let figures = group.figures(with_kappa, &group.draws(options), 1);
    LabelResult { label, num_spans: group.compared.num_spans, figures }
}

/// The number of annotations of an analyst with a label, from a pair that includes the analyst.
fn num_spans(document: &DocumentStatistics, analyst: usize, label: usize) -> Option<u64> {
    let pairs = pairs(document.num_spans.len());
    pairs.iter().zip(&document.spans).find_map(|((a, b), spans)| {
        let counts = spans.as_ref()?.strict_by_label.get(label)?;
        if *a == analyst { Some(counts.num_reference) } else { (*b == analyst).then_some(counts.num_candidate) }
    })
}

/// Strict and type F1 of a pair on a label; `None` if neither used it.
fn of_pair(both: &[&PairSpans], label: usize, options: Options) -> Option<LabelResult> {
    let mut group = Group::new(2);
    for spans in both {
        let strict = spans.strict_by_label.get(label).copied().unwrap_or_default();
        let same_type = spans.type_by_label.get(label).copied().unwrap_or_default();
        group.add_matches([strict, same_type]);
    }
    let figures = group.figures(&[Measure::StrictF1, Measure::TypeF1], &group.draws(options), 1);
    let num_spans = group.compared.num_spans;
    (num_spans.iter().sum::<u64>() > 0).then_some(LabelResult { label, num_spans, figures })
}
