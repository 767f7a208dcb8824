//! Copies of a project come together: what one analyst did in a copy joins what the other did in another.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    marked,
    random::{self, Numbers, edit, project, time},
};
use obelus::{
    compare::{
        differences::differences,
        gold::{Choice, Decider, Start, State, decide, reopen_places, start, state_of},
    },
    import::{Annotated, Copies, Joined, join},
    project::{AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeKind, AttributeValue, Change, Edit, Project},
    store::Ids,
};
use proptest::prelude::*;

fn joined(mine: &Project, theirs: &Project, seed: u64) -> Joined {
    let mut ids = Ids::from_seed(seed);
    join(mine, vec![Annotated::of_project(theirs)], time(0), &mut || ids.article().bits())
}

/// `mine` with what `theirs` has beyond it.
fn merged(mine: &Project, theirs: &Project, seed: u64) -> Project {
    let mut merged = mine.clone();
    merged.apply(Edit::Batch(joined(mine, theirs, seed).edits)).unwrap();
    merged
}

/// Every annotation by what it says, without the ids by which copies tell apart what was changed in one of them.
fn said(project: &Project) -> Vec<String> {
    let line = |annotation: &Annotation| {
        let Annotation { analyst, label, fragments, attributes, note, is_unsure, .. } = annotation;
        let mut answers: Vec<_> = attributes.iter().collect();
        answers.retain(|(_, value)| !matches!(value, obelus::project::AttributeValue::Links(_)));
        format!("{analyst} {label} {fragments:?} {answers:?} {note:?} {is_unsure}")
    };
    let of_article = |record: &std::sync::Arc<obelus::project::ArticleRecord>| {
        let text = record.article.text_sha256;
        record.annotations.values().map(move |annotation| format!("{text} {}", line(annotation))).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = project.articles().iter().flat_map(of_article).collect();
    all.sort();
    all.dedup();
    all
}

/// A project and two copies of it in which analysts went on working.
fn copies(base: &[u32], left: &[u32], right: &[u32]) -> (Project, Project) {
    let mut ids = Ids::from_seed(11);
    let mut start = project(&mut ids);
    work(&mut start, &mut ids, base);
    let (mut a, mut b) = (start.clone(), start);
    work(&mut a, &mut Ids::from_seed(12), left);
    work(&mut b, &mut Ids::from_seed(13), right);
    (a, b)
}

fn work(project: &mut Project, ids: &mut Ids, numbers: &[u32]) {
    let mut numbers = Numbers::new(numbers);
    for _ in 0..8 {
        // Articles stay: one that is removed in a copy comes back, which is another matter. So is who somebody is.
        match edit(project, ids, &mut numbers) {
            Some(
                Edit::RemoveArticle(_) | Edit::RemoveAnnotation { .. } | Edit::AddArticle { .. } | Edit::RenameAnalyst { .. },
            )
            | None => {}
            Some(edit) => drop(project.apply(edit).unwrap()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_again_changes_nothing(
        base in prop::collection::vec(any::<u32>(), 60), left in prop::collection::vec(any::<u32>(), 60),
        right in prop::collection::vec(any::<u32>(), 60),
    ) {
        let (a, b) = copies(&base, &left, &right);
        let once = merged(&a, &b, 1);
        prop_assert_eq!(joined(&once, &b, 2).edits, vec![]);
        prop_assert_eq!(joined(&once, &a, 3).edits, vec![]);
    }

    #[test]
    fn either_copy_may_come_first(
        base in prop::collection::vec(any::<u32>(), 60), left in prop::collection::vec(any::<u32>(), 60),
        right in prop::collection::vec(any::<u32>(), 60),
    ) {
        let (a, b) = copies(&base, &left, &right);
        prop_assert_eq!(said(&merged(&a, &b, 1)), said(&merged(&b, &a, 2)));
    }

    #[test]
    fn nothing_is_lost_and_one_undo_takes_it_back(
        base in prop::collection::vec(any::<u32>(), 60), left in prop::collection::vec(any::<u32>(), 60),
        right in prop::collection::vec(any::<u32>(), 60),
    ) {
        let (a, b) = copies(&base, &left, &right);
        let mut both = a.clone();
        let undo = both.apply(Edit::Batch(joined(&a, &b, 1).edits)).unwrap();
        let all = said(&both);
        prop_assert!(said(&a).iter().chain(&said(&b)).all(|line| all.contains(line)));
        both.apply(undo).unwrap();
        prop_assert_eq!(both, a);
    }
}

#[test]
fn what_was_changed_in_one_copy_is_told_and_kept() {
    // In the first article, by the first analyst, an annotation of the first eight bytes.
    let (mut a, b) = copies(&[0, 0, 12, 0, 8], &[], &[]);
    let record = a.articles().iter().find(|record| !record.annotations.is_empty()).unwrap();
    let (article, annotation) = (record.article.id, *record.annotations.keys().next().unwrap());
    let change = Change::Note("in this copy only".to_owned());
    a.apply(Edit::ChangeAnnotation { article, annotation, change, modified: time(9) }).unwrap();
    let joined = joined(&a, &b, 1);
    assert_eq!(joined.num_annotations, 1);
    let told: Vec<String> = joined.warnings.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.contains("both states are kept")), "{told:?}");
}

/// A project and a copy of it, which has an annotation by Ana that says otherwise since a later or an earlier time.
fn changed(is_later_there: bool) -> (Project, Project, String) {
    let (mut a, mut b) = copies(&[0, 0, 12, 0, 8], &[], &[]);
    let record = a.articles().iter().find(|record| !record.annotations.is_empty()).unwrap();
    let (article, annotation) = (record.article.id, *record.annotations.keys().next().unwrap());
    let change =
        |note: &str, time| Edit::ChangeAnnotation { article, annotation, change: Change::Note(note.to_owned()), modified: time };
    a.apply(change("here", time(2000))).unwrap();
    b.apply(change("there", time(if is_later_there { 3000 } else { 1000 }))).unwrap();
    (a, b, annotation.to_string())
}

fn note(project: &Project) -> Vec<&str> {
    project.articles().iter().flat_map(|record| record.annotations.values().map(|annotation| annotation.note.as_str())).collect()
}

fn joined_as(mine: &Project, theirs: &Project, copies: Copies) -> (Joined, Project) {
    let mut ids = Ids::from_seed(1);
    let source = Annotated { copies, ..Annotated::of_project(theirs) };
    let joined = join(mine, vec![source], time(0), &mut || ids.article().bits());
    let mut merged = mine.clone();
    merged.apply(Edit::Batch(joined.edits.clone())).unwrap();
    (joined, merged)
}

#[test]
fn a_layer_that_differs_is_left_out_and_told_or_the_later_state_is_taken() {
    for (is_later_there, which) in [(true, "the copy is newer"), (false, "the copy is older")] {
        let (a, b, _) = changed(is_later_there);
        let (joined, merged) = joined_as(&a, &b, Copies::LeaveDiffering);
        assert_eq!(merged, a);
        assert_eq!(joined.left_layers.len(), 1);
        let told = joined.left_layers[0].to_string();
        let side = if is_later_there { "changed there after here" } else { "changed here after there" };
        let expected = format!(
            "the layer of Ana was left as it is, because it differs from the copy’s ({which}): annotations 1 {side} (“Shelling”)"
        );
        assert_eq!(told, expected);
        let (joined, merged) = joined_as(&a, &b, Copies::TakeNewer);
        assert_eq!(note(&merged), [if is_later_there { "there" } else { "here" }]);
        assert_eq!((joined.num_replaced, joined.num_annotations), (usize::from(is_later_there), 0));
        assert_eq!(joined_as(&merged, &b, Copies::TakeNewer).0.edits, vec![], "again, nothing is left to do");
    }
}

#[test]
fn several_copies_at_once_come_together_as_one_after_the_other() {
    // Ana's first eight bytes in both, four more of hers in one copy, six of Bo's in the other.
    let (a, b) = copies(&[0, 0, 12, 0, 8], &[0, 0, 12, 9, 13, 0, 1], &[0, 0, 12, 14, 20, 0, 1, 0, 1]);
    let empty = Project::new(a.id(), "Dravna", a.codebook().clone());
    let both = || vec![Annotated::of_project(&a), Annotated::of_project(&b)];
    let mut ids = Ids::from_seed(4);
    let mut at_once = empty.clone();
    at_once.apply(Edit::Batch(join(&empty, both(), time(0), &mut || ids.article().bits()).edits)).unwrap();
    let one_by_one = both().into_iter().fold(empty, |mut project, source| {
        let edits = join(&project, vec![source], time(0), &mut || ids.article().bits()).edits;
        project.apply(Edit::Batch(edits)).unwrap();
        project
    });
    assert_eq!(said(&at_once), said(&one_by_one));
    assert_eq!(at_once.num_annotations(), one_by_one.num_annotations());
    assert_eq!(at_once.num_annotations(), 3);
    assert_eq!(at_once.analysts(), one_by_one.analysts());
}

#[test]
fn an_id_with_another_name_is_another_person_until_somebody_says_otherwise() {
    let (a, mut b) = copies(&[0, 0, 12, 0, 8], &[], &[]);
    b.apply(Edit::RenameAnalyst { analyst: "ana".into(), name: "Cy".to_owned() }).unwrap();
    let (joined, merged) = joined_as(&a, &b, Copies::KeepBoth);
    let [stranger] = &joined.strangers[..] else { panic!("{:?}", joined.strangers) };
    assert_eq!((stranger.id.as_str(), &*stranger.here, &*stranger.there), ("ana", "Ana", "Cy"));
    assert_eq!(merged.analysts().iter().map(|analyst| &*analyst.name).collect::<Vec<_>>(), ["Ana", "Bo", "Cy"]);
    assert_eq!(merged.num_annotations(), 2);
    let mut source = Annotated::of_project(&b);
    assert_eq!(source.rename_analysts(&[("Cy".to_owned(), "Ana".to_owned()), ("Eve".to_owned(), "Eve".to_owned())]), ["Eve"]);
    let mut ids = Ids::from_seed(1);
    let joined = join(&a, vec![source], time(0), &mut || ids.article().bits());
    assert_eq!((joined.edits, joined.num_present), (vec![], 1));
}

#[test]
fn two_people_of_a_copy_are_never_one_here() {
    let (a, mut b) = copies(&[0, 0, 12, 0, 8], &[], &[]);
    b.apply(Edit::RenameAnalyst { analyst: "bo".into(), name: "Ana".to_owned() }).unwrap();
    let (joined, merged) = joined_as(&a, &b, Copies::KeepBoth);
    assert_eq!(joined.strangers.len(), 1);
    let people: Vec<_> = merged.analysts().iter().map(|analyst| (analyst.id.as_str(), &*analyst.name)).collect();
    assert_eq!(people, [("ana", "Ana"), ("bo", "Bo"), ("ana_2", "Ana")]);
}

#[test]
fn choices_with_other_words_are_told() {
    let (a, mut b) = copies(&[], &[], &[]);
    let mut other = b.codebook().clone();
    let attribute = other.labels[0].attributes.iter_mut().find(|attribute| attribute.kind.choices().len() > 1).unwrap();
    let id = attribute.id.clone();
    let AttributeKind::OneOf(choices) = &mut attribute.kind else { panic!("{attribute:?}") };
    let (first, second) = (choices[0].name.clone(), choices[1].name.clone());
    choices[0].name.clone_from(&second);
    choices[1].name.clone_from(&first);
    let (one, two) = (choices[0].id.clone(), choices[1].id.clone());
    b.apply(Edit::SetCodebook(other.into())).unwrap();
    let told: Vec<String> = joined(&a, &b, 1).warnings.iter().map(|warning| warning.message.clone()).collect();
    let words = format!("“{one}: {first}, not {second}”, “{two}: {second}, not {first}”");
    assert_eq!(told, [format!("label “claim” has other words here for 2 choices of “{id}”, which stay ({words})")]);
}

#[test]
fn the_same_article_with_another_text_is_told_with_the_place() {
    let mut ids = Ids::from_seed(2);
    let mut a = Project::new(ids.project(), "p", obelus::store::default_codebook());
    let mut b = a.clone();
    let text = "Shells fell on the market of Dravna.\nNobody was hurt, the mayor said.";
    for (project, text) in [(&mut a, text.to_owned()), (&mut b, text.replace("mayor", "Mayor") + "\n")] {
        let record = ArticleRecord::new(random::article(&mut ids, &text));
        project.apply(Edit::AddArticle { at: 0, record: record.into() }).unwrap();
    }
    let mut joined = joined(&a, &b, 1);
    joined.tell_of_variants(&a);
    let [told] = &joined.warnings[..] else { panic!("{:?}", joined.warnings) };
    assert!(told.message.contains("from line 2, character 22 on"), "{told}");
    assert!(told.message.contains("hurt, the mayor said.”"), "{told}");
    assert!(told.message.contains("hurt, the Mayor said.⏎”"), "{told}");
}

#[test]
fn codebook_differences_are_listed() {
    let (a, b) = copies(&[], &[], &[]);
    let mut other = b.codebook().clone();
    other.labels[0].name = "Assertion".to_owned();
    other.labels[1].exclude = "scare quotes".to_owned();
    let mut b = b;
    b.apply(Edit::SetCodebook(other.into())).unwrap();
    let told: Vec<String> = joined(&a, &b, 1).warnings.iter().map(|warning| warning.message.clone()).collect();
    assert_eq!(told, ["label “claim” is called “Claim” here", "label “quote” has other rules here, which stay"]);
}

#[test]
fn whoever_watches_is_told_of_every_article_and_may_stop_it() {
    use obelus::import::{Watch, join_watched};
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (mine, theirs) = copies(&[7; 40], &[1, 2, 3, 5, 8, 13], &[21, 34, 55, 89, 144, 233]);
    let num_articles = theirs.articles().len();
    let told = AtomicUsize::new(0);
    let step = |num_articles| {
        told.fetch_add(num_articles, Ordering::Relaxed);
    };
    let join_until = |most: usize| {
        told.store(0, Ordering::Relaxed);
        let is_stopped = || told.load(Ordering::Relaxed) >= most;
        let mut ids = Ids::from_seed(1);
        let sources = vec![Annotated::of_project(&theirs)];
        join_watched(&mine, sources, time(0), &mut || ids.article().bits(), Watch::new(&is_stopped, &step))
    };
    assert_eq!(join_until(num_articles + 1), Some(joined(&mine, &theirs, 1)));
    assert_eq!(told.load(Ordering::Relaxed), num_articles);
    for most in 0..num_articles {
        assert_eq!(join_until(most), None, "after {most} articles");
        assert_eq!(told.load(Ordering::Relaxed), most);
    }
}

/// Two articles in which Ana and Bo agree once and differ once.
fn unsettled() -> Project {
    let article = |number: usize| {
        marked::marked(&format!(
            "Report {number}. [[Nine people]{{claim@bo}}]{{claim}} died, [[he said]{{quote@bo}} today]{{quote}}."
        ))
    };
    marked::project(marked::codebook(&[("claim", vec![]), ("quote", vec![])]), &[article(1), article(2)])
}

/// The project, settled in a copy with these choices for the difference of each article.
fn settled(project: &Project, choices: [Option<Choice>; 2], first_id: u64) -> Project {
    let mut project = project.clone();
    let mut next = first_id;
    let mut ids = || {
        next += 1;
        AnnotationId::from_random(next)
    };
    let pair: [AnalystId; 2] = ["ana".into(), "bo".into()];
    let decider = Decider { by: Some("ana".into()), now: time(first_id as usize), comment: String::new() };
    let identical = start(&project, &pair, &[], Start::Identical, &decider, &mut ids).unwrap();
    project.apply(identical).unwrap();
    for (place, choice) in choices.into_iter().enumerate() {
        let Some(choice) = choice else { continue };
        let record = &project.articles()[place];
        let difference = differences(record, &pair[0], &pair[1], &[])[1];
        let edit = decide(&project, record.article.id, &difference, choice, &decider, &mut ids).unwrap();
        project.apply(edit).unwrap();
    }
    project
}

/// The gold layer, as in `claim: Nine people`.
fn gold(project: &Project) -> Vec<String> {
    let said = |record: &std::sync::Arc<obelus::project::ArticleRecord>| {
        let text = record.article.text.as_str();
        let layer = record.layer(&AnalystId::gold()).into_iter();
        layer.map(|found| format!("{}: {}", found.label, found.fragments.words(text))).collect::<Vec<_>>()
    };
    project.articles().iter().flat_map(said).collect()
}

fn contradictions(joined: &Joined) -> Vec<String> {
    joined.contradictions.iter().map(ToString::to_string).collect()
}

#[test]
fn a_copy_that_settled_otherwise_changes_no_gold_and_is_listed() {
    let project = unsettled();
    let mine = settled(&project, [Some(Choice::A), Some(Choice::Union)], 1000);
    let theirs = settled(&project, [Some(Choice::B), Some(Choice::A)], 2000);
    let joined = joined(&mine, &theirs, 1);
    let title = "“Report 1. Nine people died, he said today.”";
    // In the second article both gave the same, by another way.
    assert_eq!(
        contradictions(&joined),
        [format!("{title}, “he said today”: gold is “he said today” (quote) here and “he said” (quote) in the copy")]
    );
    let after = merged(&mine, &theirs, 1);
    assert_eq!(gold(&after), gold(&mine));
    assert_eq!(after, mine, "there is nothing to add beside it");
    // On request the place is open again.
    let mut reopened = after.clone();
    reopened.apply(Edit::Batch(reopen_places(&after, &joined.contradicted()))).unwrap();
    assert_eq!(gold(&reopened), ["claim: Nine people", "claim: Nine people", "quote: he said today"]);
    let record = &reopened.articles()[0];
    let difference = differences(record, &"ana".into(), &"bo".into(), &[])[1];
    assert_eq!(state_of(record, &difference), State::Open);
}

#[test]
fn made_by_hand_otherwise_is_a_contradiction_too() {
    let project = unsettled();
    let by_hand = |project: &Project, label: &str| {
        let from = project.articles()[0].annotations.values().find(|found| found.label == "quote".into()).unwrap();
        let mut draft = obelus::compare::gold::Draft::of(from);
        draft.label = label.into();
        Choice::Edited(draft)
    };
    let mine = settled(&project, [Some(by_hand(&project, "claim")), None], 1000);
    let theirs = settled(&project, [Some(by_hand(&project, "quote")), None], 2000);
    let joined = joined(&mine, &theirs, 1);
    assert_eq!(joined.contradictions.len(), 1);
    assert_eq!(
        (joined.contradictions[0].here.as_str(), joined.contradictions[0].there.as_str()),
        ("“he said today” (claim)", "“he said today” (quote)")
    );
    assert_eq!(merged(&mine, &theirs, 1), mine);
}

#[test]
fn what_only_the_copy_settled_is_added_and_nothing_twice() {
    let project = unsettled();
    let mine = settled(&project, [Some(Choice::A), None], 1000);
    let theirs = settled(&project, [Some(Choice::A), Some(Choice::B)], 2000);
    let joined = joined(&mine, &theirs, 1);
    assert_eq!(contradictions(&joined), Vec::<String>::new());
    let after = merged(&mine, &theirs, 1);
    assert_eq!(gold(&after), gold(&theirs), "what both settled alike is there once");
    let record = &after.articles()[1];
    let difference = differences(record, &"ana".into(), &"bo".into(), &[])[1];
    let State::Settled(decision) = state_of(record, &difference) else { panic!("it is open") };
    assert!(record.annotations.contains_key(&decision.gold[0]));
    assert_eq!(merged(&after, &theirs, 2), after, "and once more changes nothing");
    // A project where nothing was settled takes all of it.
    assert_eq!(gold(&merged(&project, &theirs, 3)), gold(&theirs));
}

#[test]
fn other_answers_of_gold_are_a_contradiction() {
    let project = unsettled();
    let answered = |text: &str, first| {
        let mut copy = settled(&project, [Some(Choice::A), None], first);
        let record = &copy.articles()[0];
        let (article, annotation) = (record.article.id, record.layer(&AnalystId::gold())[1].id);
        let change = Change::Attribute("speaker".into(), Some(AttributeValue::Text(text.to_owned())));
        copy.apply(Edit::ChangeAnnotation { article, annotation, change, modified: time(9) }).unwrap();
        copy
    };
    let (mine, theirs) = (answered("the army", 1000), answered("the mayor", 2000));
    let told = contradictions(&joined(&mine, &theirs, 1));
    assert_eq!(told.len(), 1);
    assert!(told[0].ends_with("gold is “he said today” (quote, speaker “the army”) here and “he said today” (quote, speaker “the mayor”) in the copy"), "{told:?}");
    assert_eq!(merged(&mine, &theirs, 1), mine);
}

#[test]
fn gold_that_nobody_settled_is_not_doubled_either() {
    let made = |words: &str| {
        let article = marked::marked("[Nine people]{claim} died, he said today.").and(&format!("{words}, he said today."));
        marked::project(marked::codebook(&[("claim", vec![]), ("quote", vec![])]), &[article])
    };
    let mine = made("[Nine people]{claim@gold} died");
    let theirs = made("[Nine people died]{claim@gold}");
    let joined = joined(&mine, &theirs, 1);
    assert_eq!((joined.contradictions.len(), joined.contradicted().len()), (1, 0));
    assert_eq!(gold(&merged(&mine, &theirs, 1)), ["claim: Nine people"]);
}
