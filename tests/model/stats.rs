//! What is counted in a project.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use crate::marked::{self, marked};
use obelus::project::{AnnotationId, ArticleId, Change, Edit, Project, Status, stats::stats};

fn change(project: &mut Project, annotation: u64, change: Change) {
    let (article, annotation) = (ArticleId::from_random(1), AnnotationId::from_random(annotation));
    let modified = "2026-01-06T10:00:00Z".parse().unwrap();
    project.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
}

#[test]
fn counts_tell_labels_people_progress_and_overlaps_apart() {
    let crossing = marked("[a b]{claim} c d").and("a [b c]{quote} d").and("a b [c d]{claim@bo}");
    let same = marked("[[a b]{claim} [c]{figure}]{quote}").and("[a b]{figure} c");
    let mut project = marked::project(
        marked::codebook(&["claim", "quote", "figure"].map(|id| (id, Vec::new()))),
        &[crossing, same, marked("[a]{quote#1} b [c]{quote#1}")],
    );
    change(&mut project, 1, Change::Unsure(true));
    change(&mut project, 2, Change::Note("?".to_owned()));
    for (article, status) in [(1, Status::InProgress), (2, Status::Done)] {
        for analyst in ["ana", "bo"] {
            let article = ArticleId::from_random(article);
            project.apply(Edit::SetStatus { article, analyst: analyst.into(), status: Some(status) }).unwrap();
        }
    }
    let stats = stats(&project);
    assert_eq!((stats.num_articles, stats.num_words, stats.num_code_points), (3, 10, 17));
    let labels: Vec<_> = stats.labels.iter().map(|l| (l.label.as_str(), l.num_annotations, l.num_by_analyst.clone())).collect();
    assert_eq!(labels, [("claim", 3, vec![2, 1]), ("quote", 3, vec![3, 0]), ("figure", 2, vec![2, 0])]);
    let ana = &stats.analysts[0];
    assert_eq!((ana.counts.num_annotations, ana.counts.num_fragments, ana.counts.num_discontinuous), (7, 8, 1));
    assert_eq!((ana.counts.num_same_span_pairs, ana.counts.num_nested_pairs, ana.counts.num_crossing_pairs), (1, 3, 1));
    assert_eq!((ana.counts.num_unsure, ana.counts.num_with_note), (1, 1));
    assert_eq!((ana.progress.num_not_opened, ana.progress.num_in_progress, ana.progress.num_done), (0, 2, 1), "tags are work");
    assert_eq!(ana.progress.num_opened_empty, 0);
    assert_eq!((stats.analysts[1].progress.num_not_opened, stats.analysts[1].progress.num_done_empty), (1, 1));
    assert_eq!(stats.total.num_annotations, 8);
}
