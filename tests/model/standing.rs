//! How far an analyst is with an article, and what of it counts as work.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use crate::marked::{codebook, marked, project};
use obelus::{
    compare::{
        left_out::finished,
        units::{document_of, label_names},
    },
    project::{AnalystId, Annotation, AnnotationId, ArticleId, Edit, Fragments, Project, Standing, Status, stats::stats},
    text::ByteRange,
};

const BEGUN: Option<Status> = Some(Status::InProgress);
const DONE: Option<Status> = Some(Status::Done);

/// An article for each way in which Bo can be with one; Ana has tagged all of them.
fn all_ways() -> Project {
    let ways = [
        ("[One]{claim} one.", None, Standing::NeverOpened),
        ("[Two]{claim} two.", BEGUN, Standing::Opened),
        ("[Three]{claim} [three]{claim@bo}.", None, Standing::InProgress),
        ("[Four]{claim} [four]{claim@bo}.", BEGUN, Standing::InProgress),
        ("[Five]{claim} [five]{claim@bo}.", DONE, Standing::Done),
        ("[Six]{claim} six.", DONE, Standing::DoneEmpty),
    ];
    let mut project = project(codebook(&[("claim", Vec::new())]), &ways.map(|(text, ..)| marked(text)));
    for (place, (_, status, _)) in ways.into_iter().enumerate() {
        let article = ArticleId::from_random(place as u64 + 1);
        project.apply(Edit::SetStatus { article, analyst: "bo".into(), status }).unwrap();
    }
    let standings: Vec<_> = project.articles().iter().map(|record| record.standing(&"bo".into())).collect();
    assert_eq!(standings, ways.map(|(.., standing)| standing));
    project
}

/// In how many articles each analyst has work, and how many annotations both have in the articles in which both have.
fn compared(project: &Project) -> (Vec<usize>, usize) {
    let analysts: Vec<AnalystId> = vec!["ana".into(), "bo".into()];
    let labels = label_names(project, &[]);
    let documents: Vec<_> = project.articles().iter().map(|record| document_of(record, &analysts, &labels)).collect();
    let worked = |place: usize| documents.iter().filter(|document| document.layers[place].is_some()).count();
    let both = documents.iter().filter_map(|document| document.pair(0, 1));
    (vec![worked(0), worked(1)], both.map(|(a, b)| a.spans().len() + b.spans().len()).sum())
}

#[test]
fn counts_and_comparisons_have_one_rule() {
    let project = all_ways();
    let progress = stats(&project).analysts[1].progress;
    assert_eq!((progress.num_not_opened, progress.num_in_progress, progress.num_opened_empty), (1, 3, 1));
    assert_eq!((progress.num_done, progress.num_done_empty), (1, 1));
    assert_eq!(compared(&project), (vec![6, 4], 7));
}

#[test]
fn of_finished_work_only_what_is_marked_as_done_is_left() {
    let project = all_ways();
    let both = finished(&project, &["ana".into(), "bo".into()]).unwrap();
    assert_eq!(compared(&both), (vec![0, 2], 0), "Ana marked nothing as done");
    let bo = finished(&project, &["bo".into()]).unwrap();
    assert_eq!(compared(&bo), (vec![6, 2], 3));
    assert_eq!(project.num_annotations(), 9, "the project is as it was");
}

#[test]
fn a_decision_is_work_of_the_gold_layer() {
    let mut project = all_ways();
    let gold = AnalystId::gold();
    let record = project.articles()[0].clone();
    assert_eq!(record.standing(&gold), Standing::NeverOpened);
    let id = *record.annotations.keys().next().unwrap();
    let decision = obelus::project::Decision {
        sources: [(id, obelus::project::Fingerprint::of(&record.annotations[&id]))].into(),
        verdict: obelus::project::Verdict::Neither,
        gold: Vec::new(),
        by: None,
        time: "2026-01-05T09:00:00Z".parse().unwrap(),
        comment: String::new(),
    };
    let article = record.article.id;
    project.apply(Edit::SetDecision { article, about: vec![id], decision: Some(Box::new(decision)) }).unwrap();
    assert_eq!(project.articles()[0].standing(&gold), Standing::DoneEmpty, "everything is settled, and nothing is gold");
    let second = Fragments::new([ByteRange::from_usize(4..7)]).unwrap();
    let second = Annotation { id: AnnotationId::from_random(90), fragments: second, ..record.annotations[&id].clone() };
    project.apply(Edit::AddAnnotation { article, annotation: Box::new(second) }).unwrap();
    assert_eq!(project.articles()[0].standing(&gold), Standing::InProgress, "the new tag is not settled");
    assert_eq!(finished(&project, std::slice::from_ref(&gold)).unwrap().articles()[0].standing(&gold), Standing::NeverOpened);
}
