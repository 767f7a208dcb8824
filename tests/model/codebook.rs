//! Changes to the codebook and what becomes of the annotations.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use crate::marked::{self, marked};
use obelus::project::{
    AnnotationId, ArticleId, AttributeKind, AttributeValue, Change, CodebookChange, CodebookError, CodebookPlan, Edit, LabelId,
    Project,
};
use std::collections::BTreeSet;

/// Two articles: a claim with a speaker and a figure in it, linked from a disclaimer; and a claim.
fn project() -> Project {
    let links = AttributeKind::Links { labels: vec!["claim".into(), "figure".into()], many: true };
    let mut codebook = marked::codebook(&[
        ("claim", vec![("speaker", AttributeKind::Text)]),
        ("figure", vec![("speaker", AttributeKind::Text), ("low", AttributeKind::Number)]),
        ("disclaimer", vec![("targets", links)]),
    ]);
    codebook.labels.iter_mut().zip(['1', '2', '3']).for_each(|(label, key)| label.key = Some(key));
    let first = marked("[[Two]{figure} died]{claim}. Not verified").and("Two died. [Not verified]{disclaimer}");
    let mut project = marked::project(codebook, &[first, marked("[Dravna fell]{claim}")]);
    for (annotation, key, value) in [
        (1, "speaker", AttributeValue::Text("the ministry".to_owned())),
        (2, "low", AttributeValue::Number(2.0)),
        (3, "targets", AttributeValue::Links(vec![AnnotationId::from_random(1), AnnotationId::from_random(2)])),
    ] {
        change(&mut project, annotation, Change::Attribute(key.into(), Some(value)));
    }
    project
}

fn change(project: &mut Project, annotation: u64, change: Change) {
    let (article, annotation) = (ArticleId::from_random(1), AnnotationId::from_random(annotation));
    project.apply(Edit::ChangeAnnotation { article, annotation, change, modified: now() }).unwrap();
}

fn now() -> jiff::Timestamp {
    "2026-01-06T10:00:00Z".parse().unwrap()
}

/// What the plan says, and the project after it; taken back, it is the project before.
fn make(project: &Project, change: CodebookChange) -> (CodebookPlan, Project) {
    let plan = project.plan_codebook(change, now()).unwrap();
    let mut after = project.clone();
    let inverse = after.apply(plan.edit.clone()).unwrap();
    let mut back = after.clone();
    back.apply(inverse).unwrap();
    assert_eq!(back, *project, "undo brings everything back");
    (plan, after)
}

/// Labels of the codebook with the version of their rules; labels of the annotations.
fn shown(project: &Project) -> (Vec<(String, u32)>, Vec<String>) {
    let labels = project.codebook().labels.iter().map(|label| (label.id.to_string(), label.rule_version)).collect();
    let annotations = project.articles().iter().flat_map(|record| record.annotations.values());
    (labels, annotations.map(|annotation| annotation.label.to_string()).collect())
}

#[test]
fn a_new_name_changes_the_codebook_but_not_the_rule() {
    let project = project();
    let mut label = project.codebook().labels[0].clone();
    label.name = "Assertion".to_owned();
    let (plan, after) = make(&project, CodebookChange::EditLabel(Box::new(label)));
    assert_eq!((plan.num_annotations, plan.num_answers), (0, 0));
    assert_eq!(plan.edit.describe(&project), "Rename label “claim” to “Assertion”");
    assert_eq!(after.codebook().version, 2);
    assert_eq!(after.codebook().labels[0].rule_version, 0);
}

#[test]
fn a_new_rule_carries_the_codebook_s_version() {
    let project = project();
    let mut label = project.codebook().labels[0].clone();
    label.include = "Denials.".to_owned();
    let (plan, after) = make(&project, CodebookChange::EditLabel(Box::new(label)));
    assert_eq!(plan.edit.describe(&project), "Change the rule of label “claim”");
    assert_eq!(after.codebook().labels[0].rule_version, 2);
    assert_eq!(after.codebook().labels[1].rule_version, 0);
}

#[test]
fn answers_that_are_no_longer_asked_for_are_emptied_and_counted() {
    let project = project();
    let mut label = project.codebook().labels[0].clone();
    label.attributes.clear();
    let (plan, after) = make(&project, CodebookChange::EditLabel(Box::new(label)));
    assert_eq!((plan.num_annotations, plan.num_articles, plan.num_answers), (1, 1, 1));
    assert!(after.articles()[0].annotations[&AnnotationId::from_random(1)].attributes.is_empty());
}

#[test]
fn a_merged_label_s_annotations_become_the_other_s() {
    let project = project();
    let (plan, after) = make(&project, CodebookChange::MergeLabel { from: "claim".into(), into: "figure".into() });
    assert_eq!((plan.num_annotations, plan.num_articles, plan.num_answers), (2, 2, 0), "figures ask for the speaker, too");
    let (labels, annotations) = shown(&after);
    assert_eq!(labels, [("figure".to_owned(), 0), ("disclaimer".to_owned(), 2)], "whose targets changed");
    assert_eq!(annotations, ["figure", "figure", "disclaimer", "figure"]);
    assert_eq!(after.codebook().labels[1].attributes[0].kind, AttributeKind::Links { labels: vec!["figure".into()], many: true });
    assert_eq!(plan.edit.describe(&project), "Remove label “claim” and change 2 annotations");
}

#[test]
fn a_split_label_gives_away_the_chosen_annotations() {
    let project = project();
    let mut new = project.codebook().labels[0].clone();
    (new.id, new.name, new.key) = ("denial".into(), "Denial".to_owned(), None);
    new.attributes.clear();
    let moved = BTreeSet::from([(ArticleId::from_random(1), AnnotationId::from_random(1))]);
    let (plan, after) = make(&project, CodebookChange::SplitLabel { from: "claim".into(), new: Box::new(new), moved });
    assert_eq!((plan.num_annotations, plan.num_answers), (1, 1));
    let (labels, annotations) = shown(&after);
    assert_eq!(labels.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["claim", "denial", "figure", "disclaimer"]);
    assert_eq!(annotations, ["denial", "figure", "disclaimer", "claim"]);
}

#[test]
fn a_deleted_label_takes_its_annotations_and_the_links_to_them() {
    let project = project();
    let (plan, after) = make(&project, CodebookChange::DeleteLabel("claim".into()));
    assert_eq!((plan.num_annotations, plan.num_articles), (3, 2), "two go, and one loses a link");
    assert_eq!(shown(&after).1, ["figure", "disclaimer"]);
    let disclaimer = &after.articles()[0].annotations[&AnnotationId::from_random(3)];
    assert_eq!(disclaimer.attributes["targets"], AttributeValue::Links(vec![AnnotationId::from_random(2)]));
}

#[test]
fn another_codebook_keeps_the_labels_that_are_used() {
    let project = project();
    let mut codebook = project.codebook().clone();
    codebook.labels.retain(|label| label.id == LabelId::from("figure"));
    codebook.labels[0].key = Some('1');
    let (plan, after) = make(&project, CodebookChange::Replace(Box::new(codebook)));
    assert_eq!(plan.kept, [LabelId::from("claim"), LabelId::from("disclaimer")]);
    let keys: Vec<_> = after.codebook().labels.iter().map(|label| (label.id.as_str(), label.key)).collect();
    assert_eq!(keys, [("figure", Some('1')), ("claim", None), ("disclaimer", Some('3'))]);
}

#[test]
fn what_would_confuse_is_refused() {
    let project = project();
    let plan = |change| project.plan_codebook(change, now()).unwrap_err();
    let edited = |edit: &dyn Fn(&mut obelus::project::Label)| {
        let mut label = project.codebook().labels[0].clone();
        edit(&mut label);
        plan(CodebookChange::EditLabel(Box::new(label)))
    };
    assert_eq!(
        edited(&|label| label.key = Some('2')),
        CodebookError::KeyTaken { key: '2', one: "claim".to_owned(), other: "figure".to_owned() }
    );
    assert_eq!(edited(&|label| label.name = "figure".to_owned()), CodebookError::NameTaken("figure".to_owned()));
    assert_eq!(edited(&|label| label.name.clear()), CodebookError::NoName);
    assert_eq!(edited(&|_| ()), CodebookError::Nothing);
    let twice = Box::new(project.codebook().labels[0].clone());
    assert_eq!(plan(CodebookChange::AddLabel { at: 0, label: twice }), CodebookError::Exists("claim".into()));
    assert_eq!(plan(CodebookChange::DeleteLabel("rumour".into())), CodebookError::NoLabel("rumour".into()));
    let itself = CodebookChange::MergeLabel { from: "claim".into(), into: "claim".into() };
    assert_eq!(plan(itself), CodebookError::Itself);
}
