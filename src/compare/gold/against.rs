//! Measures analysts against gold: F1, and which label met which. Gold is the measure here, not a rater: no figure that
//! corrects for chance counts it.

use super::settlement;
use crate::{
    agreement::span::{Matching, SpanCounts},
    compare::{
        differences::differences,
        units::{document_of, is_present, label_names},
    },
    project::{AnalystId, Annotation, LabelId, Project},
};

/// An analyst measured against gold, over the articles that the analyst worked on and in which gold is complete.
#[derive(Clone, Debug, PartialEq)]
pub struct AgainstGold {
    /// The analyst.
    pub analyst: AnalystId,
    /// The number of articles.
    pub num_articles: usize,
    /// Matches on the same text with the same label; gold is the reference.
    pub strict: SpanCounts,
    /// Matches that overlap and have the same label.
    pub overlap: SpanCounts,
    /// The number of annotations by gold's label (row) and the analyst's (column), both in the order of
    /// [`Measured::labels`]. The last row and the last column are for *nothing*.
    pub confusion: Vec<Vec<u64>>,
}

/// All analysts, measured against gold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The ids of the labels, sorted.
    pub labels: Vec<String>,
    /// The result for each analyst.
    pub analysts: Vec<AgainstGold>,
    /// The titles of articles in which gold is incomplete, each with the reason. They are left out.
    pub left_out: Vec<(String, String)>,
}

/// Measures these analysts against gold, under `labels` (all if empty).
pub fn against_gold(project: &Project, analysts: &[AnalystId], labels: &[LabelId]) -> Measured {
    let names = label_names(project, labels);
    let size = names.len() + 1;
    let none = |analyst: &AnalystId| AgainstGold {
        analyst: analyst.clone(),
        num_articles: 0,
        strict: SpanCounts::default(),
        overlap: SpanCounts::default(),
        confusion: vec![vec![0; size]; size],
    };
    let mut measured: Vec<AgainstGold> = analysts.iter().map(none).collect();
    let mut left_out = Vec::new();
    for record in project.articles() {
        if let Some(reason) = settlement(record).reason() {
            left_out.push((record.article.title().to_owned(), reason));
            continue;
        }
        for found in measured.iter_mut().filter(|found| is_present(record, &found.analyst)) {
            let pair = [AnalystId::gold(), found.analyst.clone()];
            let document = document_of(record, &pair, &names);
            // If nothing in an article was right, gold is complete without any annotation.
            let [gold, own] = &document.layers[..] else { continue };
            let (gold, own) = (gold.clone().unwrap_or_default(), own.clone().unwrap_or_default());
            found.num_articles += 1;
            found.strict += SpanCounts::of(&gold, &own, Matching::Strict, None);
            found.overlap += SpanCounts::of(&gold, &own, Matching::Type, None);
            let place = |annotation: Option<&Annotation>| {
                let place = annotation.and_then(|found| names.iter().position(|name| name == found.label.as_str()));
                place.unwrap_or(names.len())
            };
            for difference in differences(record, &pair[0], &pair[1], labels) {
                let (row, column) = (place(difference.annotation_a(record)), place(difference.annotation_b(record)));
                found.confusion[row][column] += 1;
            }
        }
    }
    Measured { labels: names, analysts: measured, left_out }
}
