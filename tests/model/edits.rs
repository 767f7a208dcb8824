//! Laws of edits.

use crate::random;
use obelus::{
    project::{Change, Edit, EditError, Fragments, Status},
    store::Ids,
    text::ByteRange,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn an_edit_and_its_inverse_leave_the_project_as_it_was(numbers in prop::collection::vec(any::<u32>(), 0..200)) {
        let mut ids = Ids::from_seed(7);
        let mut project = random::project(&mut ids);
        let mut numbers = random::Numbers::new(&numbers);
        let mut taken_back = Vec::new();
        for _ in 0..12 {
            let Some(edit) = random::edit(&project, &mut ids, &mut numbers) else { continue };
            let before = project.clone();
            let inverse = project.apply(edit.clone()).unwrap();
            let after = project.clone();
            let again = project.apply(inverse.clone()).unwrap();
            prop_assert_eq!(&project, &before, "the inverse of {:?}", edit);
            project.apply(again).unwrap();
            prop_assert_eq!(&project, &after, "the inverse of the inverse of {:?}", edit);
            taken_back.push((before, inverse));
        }
        for (before, inverse) in taken_back.into_iter().rev() {
            project.apply(inverse).unwrap();
            prop_assert_eq!(&project, &before);
        }
    }

    #[test]
    fn a_batch_that_fails_half_way_changes_nothing(numbers in prop::collection::vec(any::<u32>(), 0..100)) {
        let mut ids = Ids::from_seed(7);
        let mut project = random::project(&mut ids);
        let mut numbers = random::Numbers::new(&numbers);
        let mut edits: Vec<_> = (0..1).filter_map(|_| random::edit(&project, &mut ids, &mut numbers)).collect();
        edits.push(Edit::RemoveArticle(ids.article()));
        let before = project.clone();
        prop_assert!(project.apply(Edit::Batch(edits)).is_err());
        prop_assert_eq!(project, before);
    }
}

#[test]
fn a_fragment_cannot_lie_outside_the_text_or_cut_a_character() {
    let mut ids = Ids::from_seed(1);
    let mut project = random::project(&mut ids);
    let article = project.articles()[1].article.id;
    let mut numbers = random::Numbers::new(&[1, 0, 11, 0, 3]);
    let Some(Edit::AddAnnotation { annotation, .. }) = random::edit(&project, &mut ids, &mut numbers) else { panic!() };
    for (start, end) in [(0, 5_000), (1, 2)] {
        let mut annotation = annotation.clone();
        annotation.fragments = Fragments::one(ByteRange::from_usize(start..end)).unwrap();
        let edit = Edit::AddAnnotation { article, annotation };
        assert!(matches!(project.apply(edit), Err(EditError::OutsideText(_))), "{start}..{end}");
    }
}

#[test]
fn an_analyst_who_only_opened_articles_can_go_and_comes_back_as_before() {
    let mut ids = Ids::from_seed(1);
    let mut project = random::project(&mut ids);
    let [first, second] = [0, 1].map(|place| project.articles()[place].article.id);
    let set = |article, status| Edit::SetStatus { article, analyst: "bo".into(), status: Some(status) };
    project.apply(set(first, Status::InProgress)).unwrap();
    let before = project.clone();
    let back = project.apply(Edit::RemoveAnalyst("bo".into())).unwrap();
    assert_eq!(project.articles()[0].status.len(), 0);
    project.apply(back).unwrap();
    assert_eq!(project, before);
    project.apply(set(second, Status::Done)).unwrap();
    let refused = project.apply(Edit::RemoveAnalyst("bo".into()));
    assert_eq!(refused, Err(EditError::AnalystHasWork("bo".into())));
}

#[test]
fn sentences_say_what_an_edit_does() {
    let mut ids = Ids::from_seed(1);
    let mut project = random::project(&mut ids);
    let article = project.articles()[0].article.id;
    let mut numbers = random::Numbers::new(&[0, 0, 11, 30, 21, 0, 2]);
    let add = random::edit(&project, &mut ids, &mut numbers).unwrap();
    assert_eq!(add.describe(&project), "Tag “At least” as casualty figure");
    let Edit::AddAnnotation { annotation, .. } = &add else { panic!() };
    let annotation = annotation.id;
    project.apply(add).unwrap();
    let change = Edit::ChangeAnnotation { article, annotation, change: Change::Label("claim".into()), modified: random::time(1) };
    assert_eq!(change.describe(&project), "Relabel “At least” as claim");
    let begin = Edit::SetStatus { article, analyst: "ana".into(), status: Some(Status::InProgress) };
    let opened = begin.describe(&project);
    assert!(opened.starts_with("Open “"), "{opened}");
    project.apply(Edit::SetStatus { article, analyst: "ana".into(), status: Some(Status::Done) }).unwrap();
    let again = begin.describe(&project);
    assert!(again.starts_with("Mark “") && again.ends_with(" as in progress"), "{again}");
    let both = Edit::Batch(vec![change, Edit::RemoveAnnotation { article, annotation }]);
    assert_eq!(both.describe(&project), "Relabel “At least” as claim and 1 more");
}
