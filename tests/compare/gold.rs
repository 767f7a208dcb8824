//! Settling differences: what the gold layer holds after each choice, what is open again, and what analysts are told.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::marked::{codebook, marked, project};
use obelus::{
    agreement::statistics::Settings,
    compare::{
        comparison::Comparison,
        confusion::Confusion,
        differences::{Difference, Kind, differences},
        gold::{
            Choice, Decider, Draft, GoldError, Origin, Settlement, Start, State, answer, decide, feedback, feedback_csv,
            feedback_markdown, origin_of, reopen, settlement, start, state_of,
        },
        pairwise::{self, PairFigure},
        results::{Options, SEED},
        summary::Summary,
    },
    project::{
        AnalystId, AnnotationId, ArticleId, ArticleRecord, AttributeKind, AttributeValue, Change, Edit, Project, Status, Verdict,
    },
};
use proptest::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

fn of(article: &str) -> Project {
    project(codebook(&[("claim", vec![]), ("quote", vec![])]), &[marked(article)])
}

fn record(project: &Project) -> &ArticleRecord {
    &project.articles()[0]
}

fn found(project: &Project) -> Vec<Difference> {
    differences(record(project), &"ana".into(), &"bo".into(), &[])
}

fn decider() -> Decider {
    Decider { by: Some("ana".into()), now: "2026-02-01T10:00:00Z".parse().unwrap(), comment: "rule 3".to_owned() }
}

/// Settles a difference; answers with the edit that takes it back.
fn settle(project: &mut Project, difference: &Difference, choice: Choice) -> Edit {
    static NEXT: AtomicU64 = AtomicU64::new(1000);
    let mut ids = || AnnotationId::from_random(NEXT.fetch_add(1, Ordering::Relaxed));
    let article = record(project).article.id;
    let edit = decide(project, article, difference, choice, &decider(), &mut ids).unwrap();
    project.apply(edit).unwrap()
}

/// The gold layer as in `claim: nine died`.
fn gold(project: &Project) -> Vec<String> {
    let record = record(project);
    let line = |annotation: &&_| {
        let annotation: &obelus::project::Annotation = annotation;
        format!("{}: {}", annotation.label, annotation.fragments.words(record.article.text.as_str()))
    };
    record.layer(&AnalystId::gold()).iter().map(line).collect()
}

fn is_settled(project: &Project, difference: &Difference) -> bool {
    matches!(state_of(record(project), difference), State::Settled(_))
}

const DIFFERENT: &str = "Sources said [[nine people]{claim@bo} had died]{claim} in Dravna.";

#[test]
fn each_choice_writes_what_it_says() {
    let after = |choice| {
        let mut project = of(DIFFERENT);
        let difference = found(&project)[0];
        assert_eq!(difference.kind, Kind::OtherBoundary);
        settle(&mut project, &difference, choice);
        assert!(is_settled(&project, &difference));
        gold(&project)
    };
    assert_eq!(after(Choice::A), ["claim: nine people had died"]);
    assert_eq!(after(Choice::B), ["claim: nine people"]);
    assert_eq!(after(Choice::Both), ["claim: nine people had died", "claim: nine people"]);
    assert!(after(Choice::Neither).is_empty());
    assert_eq!(after(Choice::Union), ["claim: nine people had died"]);
    assert_eq!(after(Choice::Intersection), ["claim: nine people"]);
    let project = of("Sources said nine people had died [in Dravna]{quote}.");
    let by_hand = record(&project).annotations.values().next().map(Draft::of).unwrap();
    assert_eq!(after(Choice::Edited(by_hand)), ["quote: in Dravna"]);
}

#[test]
fn union_and_intersection_of_passages_that_cross() {
    let text = marked("At [least nine people]{claim} died.").and("At least [nine people died]{claim@bo}.");
    let after = |choice| {
        let mut project = project(codebook(&[("claim", vec![])]), std::slice::from_ref(&text));
        let difference = found(&project)[0];
        settle(&mut project, &difference, choice);
        gold(&project)
    };
    assert_eq!(after(Choice::Union), ["claim: least nine people died"]);
    assert_eq!(after(Choice::Intersection), ["claim: nine people"]);
}

#[test]
fn one_undo_takes_a_decision_back_with_its_layer() {
    let start = of(DIFFERENT);
    let mut project = start.clone();
    let difference = found(&project)[0];
    let undo = settle(&mut project, &difference, Choice::Both);
    assert_ne!(project, start);
    project.apply(undo).unwrap();
    assert_eq!(project, start);
}

#[test]
fn deciding_again_replaces() {
    let mut project = of(DIFFERENT);
    let difference = found(&project)[0];
    settle(&mut project, &difference, Choice::A);
    settle(&mut project, &difference, Choice::B);
    assert_eq!(gold(&project), ["claim: nine people"]);
    let article = record(&project).article.id;
    project.apply(reopen(&project, article, &difference).unwrap()).unwrap();
    assert!(gold(&project).is_empty() && record(&project).decisions.is_empty());
    assert_eq!(state_of(record(&project), &difference), State::Open);
    assert_eq!(reopen(&project, article, &difference), None);
}

#[test]
fn what_changes_is_open_again() {
    let mut project = of("[Nine died]{claim}, [he said]{quote}; [nine died]{claim@bo}, [she said]{quote@bo}.");
    for difference in found(&project) {
        settle(&mut project, &difference, if difference.a.is_some() { Choice::A } else { Choice::Neither });
    }
    assert!(found(&project).iter().all(|difference| is_settled(&project, difference)));
    let difference = found(&project)[0];
    let (article, annotation) = (record(&project).article.id, difference.a.unwrap());
    let change = |change| Edit::ChangeAnnotation { article, annotation, change, modified: decider().now };
    project.apply(change(Change::Note("a remark changes nothing".to_owned()))).unwrap();
    assert!(is_settled(&project, &difference));
    let undo = project.apply(change(Change::Label("quote".into()))).unwrap();
    assert!(matches!(state_of(record(&project), &found(&project)[0]), State::Reopened(_)));
    assert!(found(&project)[1..].iter().all(|difference| is_settled(&project, difference)), "the others stay settled");
    project.apply(undo).unwrap();
    assert!(is_settled(&project, &difference), "as it was when it was decided");
    // The other analyst removes hers: what is left of the pair is open again.
    project.apply(Edit::RemoveAnnotation { article, annotation }).unwrap();
    let open = found(&project).into_iter().filter(|difference| !is_settled(&project, difference)).count();
    assert_eq!(open, 0, "an annotation of its own that was settled alone stays so");
}

#[test]
fn one_side_gone_opens_the_pair() {
    let mut project = of(DIFFERENT);
    let difference = found(&project)[0];
    settle(&mut project, &difference, Choice::A);
    let article = record(&project).article.id;
    // An annotation elsewhere keeps the layer.
    project.apply(Edit::SetStatus { article, analyst: "ana".into(), status: Some(obelus::project::Status::Done) }).unwrap();
    project.apply(Edit::RemoveAnnotation { article, annotation: difference.a.unwrap() }).unwrap();
    let left = found(&project)[0];
    assert_eq!(left.kind, Kind::OnlyB);
    assert!(matches!(state_of(record(&project), &left), State::Reopened(_)));
    settle(&mut project, &left, Choice::Neither);
    assert!(gold(&project).is_empty(), "what was decided about the pair is replaced");
}

#[test]
fn nothing_is_taken_that_is_not_there() {
    let mut project = of("[Nine died]{claim}, he said; [he fled]{quote@bo}.");
    let all = found(&project);
    let article = record(&project).article.id;
    let mut ids = || AnnotationId::from_random(77);
    let mut attempt = |project: &Project, difference: &Difference, choice| {
        decide(project, article, difference, choice, &decider(), &mut ids).map(|_| ())
    };
    assert_eq!(attempt(&project, &all[0], Choice::B), Err(GoldError::NothingToTake));
    assert_eq!(attempt(&project, &all[0], Choice::Union), Err(GoldError::NothingToTake));
    project.apply(Edit::RemoveAnnotation { article, annotation: all[0].a.unwrap() }).unwrap();
    assert_eq!(attempt(&project, &all[0], Choice::A), Err(GoldError::Outdated));
}

fn started(article: &str, analysts: &[&str], what: Start) -> Project {
    let mut project = of(article);
    let analysts: Vec<AnalystId> = analysts.iter().map(|name| AnalystId::from(*name)).collect();
    let mut next = 500;
    let mut ids = || {
        next += 1;
        AnnotationId::from_random(next)
    };
    if let Some(edit) = start(&project, &analysts, &[], what, &decider(), &mut ids) {
        project.apply(edit).unwrap();
    }
    let again = start(&project, &analysts, &[], what, &decider(), &mut ids);
    assert_eq!(again, None, "nothing is left to start with");
    project
}

#[test]
fn starts_settle_what_needs_nobody() {
    let article = "[[Nine died]{claim@bo}]{claim}, [he said]{quote}; [[she] fled]{claim@bo}{quote}.";
    let article = article.replace("[[she] fled]{claim@bo}{quote}", "[they fled]{quote@bo}");
    let project = started(&article, &["ana", "bo"], Start::Identical);
    assert_eq!(gold(&project), ["claim: Nine died"]);
    assert_eq!(found(&project).iter().filter(|difference| is_settled(&project, difference)).count(), 1);
    let project = started(&article, &["ana", "bo"], Start::AgreedOnly);
    assert_eq!(gold(&project), ["claim: Nine died"]);
    assert!(found(&project).iter().all(|difference| is_settled(&project, difference)));
}

#[test]
fn a_majority_is_more_than_half() {
    let article = "[[[Nine died]{claim@cy}]{claim@bo}]{claim}, [[he said]{quote@bo}]{quote}; [they fled]{quote@cy}.";
    let project = started(article, &["ana", "bo", "cy"], Start::Majority);
    assert_eq!(gold(&project), ["claim: Nine died", "quote: he said"]);
    let two = started("[[Nine died]{claim@bo}]{claim}, [he said]{quote}.", &["ana", "bo"], Start::Majority);
    assert_eq!(gold(&two), ["claim: Nine died"], "one of two is not more than half");
}

#[test]
fn analysts_read_what_was_decided_against_them() {
    let mut project = of("[[nine]{claim@bo} died]{claim}, [he said]{quote}, [=it burned]{claim@bo}");
    for (difference, choice) in found(&project).into_iter().zip([Choice::B, Choice::A, Choice::B]) {
        settle(&mut project, &difference, choice);
    }
    let words = |analyst: &str| -> Vec<Option<String>> {
        let all = feedback(&project, &analyst.into());
        let text = record(&project).article.text.as_str();
        all.iter().map(|feedback| feedback.annotation.map(|own| own.fragments.words(text))).collect()
    };
    assert_eq!(words("ana"), [Some("nine died".to_owned()), None]);
    assert_eq!(words("bo"), [None]);
    let table = feedback_csv(&project, &"ana".into());
    assert_eq!(
        table.lines().skip(1).collect::<Vec<_>>(),
        [
            "0000000001,\"nine died, he said, =it burned\",nine died,claim,the other was taken,nine,claim,ana,2026-02-01T10:00:00Z,rule 3,,,,",
            "0000000001,\"nine died, he said, =it burned\",,,you had none here,'=it burned,claim,ana,2026-02-01T10:00:00Z,rule 3,,,,",
        ]
    );
}

#[test]
fn feedback_reads_well_too() {
    let mut project = of("[[nine]{claim@bo} died]{claim}, [he *said*]{quote}");
    for (difference, choice) in found(&project).into_iter().zip([Choice::B, Choice::Neither]) {
        settle(&mut project, &difference, choice);
    }
    let expected = "# Feedback for ANA\n\
        \n## nine died, he \\*said\\*\n\
        \n- You: claim: “nine died”\n  Gold: claim: “nine”\n  The other was taken; settled by ANA on 2026-02-01: rule 3\n\
        \n- You: quote: “he \\*said\\*”\n  Gold: nothing\n  None was taken; settled by ANA on 2026-02-01: rule 3\n";
    assert_eq!(feedback_markdown(&project, &"ana".into()), expected);
    let nothing = "# Feedback for BO\n\nNothing was decided against what you tagged.\n";
    assert_eq!(feedback_markdown(&project, &"bo".into()), nothing);
}

#[test]
fn every_pair_of_three_analysts_has_a_figure_over_the_articles_that_both_opened() {
    let texts = ["[[Nine died]{claim@bo}]{claim}, [he said]{quote@cy}.", "[Ten]{claim@cy} [fled]{claim}."].map(marked);
    let project = project(codebook(&[("claim", vec![]), ("quote", vec![])]), &texts);
    let analysts: Vec<AnalystId> = ["ana", "bo", "cy"].map(AnalystId::from).into();
    let labels = ["claim".to_owned(), "quote".to_owned()];
    let shown = |figure| -> Vec<(usize, [usize; 2], String)> {
        let shares: Vec<_> =
            project.articles().iter().map(|record| pairwise::share(record, &analysts, &labels, figure)).collect();
        let found = pairwise::values(3, figure, shares.iter().map(Vec::as_slice));
        let said = |value: Result<f64, String>| value.map_or_else(|why| why, |value| format!("{value:.2}"));
        found.into_iter().map(|found| (found.num_articles, found.num_spans, said(found.value))).collect()
    };
    // Bo never opened the second article.
    let strict = shown(PairFigure::StrictF1);
    assert_eq!(strict, [(1, [1, 1], "1.00".into()), (2, [2, 2], "0.00".into()), (1, [1, 1], "0.00".into())]);
    assert_eq!(shown(PairFigure::Kappa)[0].2, "1.00");
    assert_eq!(shown(PairFigure::Gamma)[0].2, "not shown: unstable below 10 annotations each");
}

#[test]
fn a_comparison_redoes_only_what_changed() {
    let texts = ["[Nine died]{claim}, [he said]{quote@bo}.", "[[Ten]{claim@bo} fled]{claim}."].map(marked);
    let mut project = project(codebook(&[("claim", vec![]), ("quote", vec![])]), &texts);
    let mut comparison = Comparison::new(&project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    comparison.update(&project, 2);
    assert!(comparison.stale(&project).is_empty());
    let order: Vec<ArticleId> = project.articles().iter().map(|record| record.article.id).collect();
    let summary = |comparison: &Comparison| Summary::of(comparison, |_| true, &order, Options::new(SEED, 1));
    assert_eq!(summary(&comparison).results.compared.num_articles, 2);
    assert_eq!(summary(&comparison).num_spans(), [2, 2]);
    assert_eq!(kinds(&comparison), [0, 0, 0, 0, 1, 0, 1, 1]);
    let before = Arc::clone(comparison.article(ArticleId::from_random(1)).unwrap());
    let second = found_in(&project, 1)[0];
    let article = ArticleId::from_random(2);
    let change = Change::Label("quote".into());
    let (annotation, modified) = (second.a.unwrap(), decider().now);
    project.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
    let stale: Vec<_> = comparison.stale(&project).iter().map(|record| record.article.id).collect();
    assert_eq!(stale, [article]);
    comparison.update(&project, 1);
    assert!(Arc::ptr_eq(&before, comparison.article(ArticleId::from_random(1)).unwrap()));
    assert_eq!(kinds(&comparison), [0, 0, 0, 0, 0, 1, 1, 1]);
    let mut met = Confusion::new(comparison.labels().to_vec());
    for (record, compared) in project.articles().iter().zip(comparison.articles()) {
        compared.differences.iter().for_each(|difference| met.count(record, difference));
    }
    assert_eq!(met.counts, [[0, 0, 1], [1, 0, 0], [0, 1, 0]]);
    let mut fresh = Comparison::new(&project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    fresh.update(&project, 3);
    let statistics =
        |comparison: &Comparison| comparison.articles().map(|article| article.statistics.clone()).collect::<Vec<_>>();
    let why = "the same, whatever was done before and on how many threads";
    assert_eq!(statistics(&fresh), statistics(&comparison), "{why}");
    assert_eq!(summary(&fresh), summary(&comparison), "{why}");
}

/// How many annotations or pairs of each kind, in the order of [`Kind::ALL`].
fn kinds(comparison: &Comparison) -> [usize; Kind::ALL.len()] {
    let found: Vec<Kind> =
        comparison.articles().flat_map(|article| &article.differences).map(|difference| difference.kind).collect();
    Kind::ALL.map(|kind| found.iter().filter(|one| **one == kind).count())
}

fn found_in(project: &Project, place: usize) -> Vec<Difference> {
    differences(&project.articles()[place], &"ana".into(), &"bo".into(), &[])
}

fn pair(project: &Project, a: &str, b: &str) -> Vec<Difference> {
    differences(record(project), &a.into(), &b.into(), &[])
}

#[test]
fn with_three_analysts_decisions_about_other_pairs_stand() {
    let article = "Sources said [[[nine people]{claim@bo} had died]{claim@cy} in Dravna]{claim}.";
    let mut project = of(article);
    let (with_bo, with_cy, others) =
        (pair(&project, "ana", "bo")[0], pair(&project, "ana", "cy")[0], pair(&project, "bo", "cy")[0]);
    settle(&mut project, &with_bo, Choice::B);
    assert_eq!(state_of(record(&project), &with_cy), State::Open, "what Cy has was not decided about");
    let undo = settle(&mut project, &with_cy, Choice::B);
    assert_eq!(gold(&project), ["claim: nine people had died", "claim: nine people"], "the first decision stands");
    for settled in [with_bo, with_cy] {
        assert!(is_settled(&project, &settled));
    }
    assert!(!is_settled(&project, &others));
    // Deciding again about one pair takes back what was decided about that pair alone.
    settle(&mut project, &with_bo, Choice::Neither);
    assert_eq!(gold(&project), ["claim: nine people had died"]);
    settle(&mut project, &with_bo, Choice::B);
    // The third pair says which of the two is right.
    settle(&mut project, &others, Choice::A);
    assert!(is_settled(&project, &with_bo) && is_settled(&project, &with_cy));
    drop(undo);
}

#[test]
fn what_two_decisions_give_is_in_gold_once() {
    let mut project = of("Sources said [[[nine people]{claim@bo} had died]{claim@cy} in Dravna]{claim}.");
    let (with_bo, with_cy) = (pair(&project, "ana", "bo")[0], pair(&project, "ana", "cy")[0]);
    settle(&mut project, &with_bo, Choice::A);
    let once = project.clone();
    let undo = settle(&mut project, &with_cy, Choice::A);
    assert_eq!(gold(&project), ["claim: nine people had died in Dravna"]);
    let article = record(&project).article.id;
    // Taking one of the two back leaves what the other gives.
    let mut less = project.clone();
    less.apply(reopen(&less, article, &with_bo).unwrap()).unwrap();
    assert_eq!(gold(&less), ["claim: nine people had died in Dravna"]);
    assert!(!is_settled(&less, &with_bo) && is_settled(&less, &with_cy));
    less.apply(reopen(&less, article, &with_cy).unwrap()).unwrap();
    assert!(gold(&less).is_empty());
    project.apply(undo).unwrap();
    assert_eq!(project, once);
}

#[test]
fn what_most_analysts_have_settles_each_pair() {
    let article = "[[[Nine died]{claim@cy}]{claim@bo}]{claim}, [[he said]{quote@bo}]{quote}; [they fled]{quote@cy}.";
    let project = started(article, &["ana", "bo", "cy"], Start::Majority);
    for (a, b) in [("ana", "bo"), ("ana", "cy"), ("bo", "cy")] {
        for difference in pair(&project, a, b) {
            assert!(is_settled(&project, &difference), "{a} and {b}: {difference:?}");
        }
    }
}

/// The first annotation of an analyst with this label.
fn id_of(project: &Project, analyst: &str, label: &str) -> AnnotationId {
    let found = record(project).annotations.values().find(|found| found.analyst == analyst.into() && found.label == label.into());
    found.unwrap().id
}

fn link(project: &mut Project, from: AnnotationId, to: &[AnnotationId]) {
    let article = record(project).article.id;
    let change = Change::Attribute("about".into(), Some(AttributeValue::Links(to.to_vec())));
    project.apply(Edit::ChangeAnnotation { article, annotation: from, change, modified: decider().now }).unwrap();
}

#[test]
fn links_are_the_same_where_they_lead_to_what_is_aligned() {
    let of = |article: &str| {
        let about = vec![("about", AttributeKind::Links { labels: vec!["claim".into()], many: true })];
        let labels = codebook(&[("claim", vec![]), ("quote", about)]);
        let mut project = project(labels, &[marked(article)]);
        for analyst in ["ana", "bo"] {
            let (quote, claim) = (id_of(&project, analyst, "quote"), id_of(&project, analyst, "claim"));
            link(&mut project, quote, &[claim]);
        }
        project
    };
    let mut project = of("[[Nine died]{claim@bo}]{claim}, [[he said]{quote@bo}]{quote}; [it burned]{claim@bo}.");
    let kinds = |project: &Project| found(project).iter().map(|found| found.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&project), [Kind::Identical, Kind::Identical, Kind::OnlyB]);
    let quotes = ["quote".into()];
    let only_quotes = differences(record(&project), &"ana".into(), &"bo".into(), &quotes);
    assert_eq!(only_quotes[0].kind, Kind::Identical, "what is linked to need not be compared");
    // Another boundary at the claim is no difference of the quote that links to it.
    let other = of("[[Nine]{claim@bo} died]{claim}, [[he said]{quote@bo}]{quote}; [it burned]{claim@bo}.");
    assert_eq!(kinds(&other), [Kind::OtherBoundary, Kind::Identical, Kind::OnlyB]);
    // A link to another annotation is.
    let second = record(&project).annotations.values().rfind(|found| found.label == "claim".into()).unwrap().id;
    let (quote, claim) = (id_of(&project, "bo", "quote"), id_of(&project, "bo", "claim"));
    link(&mut project, quote, &[second]);
    assert_eq!(kinds(&project)[1], Kind::AttributesDiffer);
    link(&mut project, quote, &[claim, second]);
    assert_eq!(kinds(&project)[1], Kind::AttributesDiffer, "one link more");
    link(&mut project, quote, &[claim]);
    // What is identical is taken over, with links among what was taken over.
    let mut next = 900;
    let mut ids = || {
        next += 1;
        AnnotationId::from_random(next)
    };
    let edit = start(&project, &["ana".into(), "bo".into()], &[], Start::Identical, &decider(), &mut ids).unwrap();
    project.apply(edit).unwrap();
    assert_eq!(gold(&project), ["claim: Nine died", "quote: he said"]);
    let (quote, claim) = (id_of(&project, "gold", "quote"), id_of(&project, "gold", "claim"));
    let links = &record(&project).annotations[&quote].attributes["about"];
    assert_eq!(*links, AttributeValue::Links(vec![claim]), "gold links to gold");
    let with_gold = differences(record(&project), &AnalystId::gold(), &"bo".into(), &[]);
    assert_eq!(with_gold.iter().filter(|found| found.kind == Kind::Identical).count(), 2);
}

#[test]
fn gold_is_compared_as_any_layer() {
    let mut project = of(DIFFERENT);
    let difference = found(&project)[0];
    settle(&mut project, &difference, Choice::Neither);
    let against = |project: &Project, analyst: &str| differences(record(project), &AnalystId::gold(), &analyst.into(), &[]);
    assert_eq!(against(&project, "bo")[0].kind, Kind::OnlyB, "an article in which none was right is not one nobody opened");
    settle(&mut project, &difference, Choice::B);
    assert_eq!(against(&project, "bo")[0].kind, Kind::Identical);
    assert_eq!(against(&project, "ana")[0].kind, Kind::OtherBoundary);
}

fn ids_from(first: u64) -> impl FnMut() -> AnnotationId {
    let mut next = first;
    move || {
        next += 1;
        AnnotationId::from_random(next)
    }
}

/// Four analysts, of whom every two have something alike and something else.
const FOUR: &str = "[[[[Nine died]{claim@dan}]{claim@cy}]{claim@bo}]{claim}, [[he said]{quote@bo}]{quote}; [[[they]{quote@cy} fled \
    the town]{quote@dan} at dawn]{claim@bo}, [[and burned]{claim@dan}]{claim}.";

const ANALYSTS: [&str; 4] = ["ana", "bo", "cy", "dan"];

fn four() -> Project {
    let stated = vec![("modality", AttributeKind::Text)];
    project(codebook(&[("claim", stated), ("quote", vec![])]), &[marked(&FOUR.replace("\\\n    ", ""))])
}

/// Pairs of analysts with their differences now.
fn all_pairs(project: &Project) -> Vec<(&'static str, &'static str, Vec<Difference>)> {
    let pairs = (0..4).flat_map(|a| (a + 1..4).map(move |b| (ANALYSTS[a], ANALYSTS[b])));
    pairs.map(|(a, b)| (a, b, pair(project, a, b))).collect()
}

/// What gold must be whatever was decided: each place and label once, everything given by a decision, nothing missing.
fn is_sound(project: &Project) -> Result<(), TestCaseError> {
    let record = record(project);
    let mut layer = record.layer(&AnalystId::gold());
    for gold in &layer {
        prop_assert!(record.decisions.values().any(|decision| decision.gold.contains(&gold.id)), "{} is nobody's", gold.id);
    }
    for id in record.decisions.values().flat_map(|decision| &decision.gold) {
        prop_assert!(layer.iter().any(|gold| gold.id == *id), "a decision gives {id}, which is not there");
    }
    let num_annotations = layer.len();
    layer.dedup_by(|a, b| a.label == b.label && a.fragments == b.fragments);
    prop_assert_eq!(layer.len(), num_annotations, "the same tag twice");
    let status = record.status.get(&AnalystId::gold());
    let is_done = !record.decisions.is_empty() && settlement(record) == Settlement::Settled;
    prop_assert_eq!(status == Some(&Status::Done), is_done);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn gold_has_each_tag_once_whoever_is_settled_with_whom(steps in prop::collection::vec((0usize..6, 0usize..8, 0usize..8), 1..40)) {
        let mut project = four();
        let mut ids = ids_from(5000);
        let mut undo = Vec::new();
        let start_of_all = project.clone();
        for (pair, place, what) in steps {
            let (a, b, differences) = all_pairs(&project).swap_remove(pair);
            let article = record(&project).article.id;
            let difference = differences[place % differences.len()];
            let choices = [Choice::A, Choice::B, Choice::Both, Choice::Neither, Choice::Union, Choice::Intersection];
            let edit = match choices.get(what) {
                Some(choice) => decide(&project, article, &difference, choice.clone(), &decider(), &mut ids).ok(),
                None if what == 6 => reopen(&project, article, &difference),
                None => start(&project, &[a.into(), b.into()], &[], Start::Identical, &decider(), &mut ids),
            };
            if let Some(edit) = edit {
                undo.push(project.apply(edit).unwrap());
            }
            is_sound(&project)?;
        }
        for edit in undo.into_iter().rev() {
            project.apply(edit).unwrap();
        }
        prop_assert_eq!(project, start_of_all);
    }
}

#[test]
fn what_is_identical_in_every_pair_is_in_gold_once() {
    let mut project = four();
    let mut ids = ids_from(6000);
    for (a, b, _) in all_pairs(&project) {
        if let Some(edit) = start(&project, &[a.into(), b.into()], &[], Start::Identical, &decider(), &mut ids) {
            project.apply(edit).unwrap();
        }
    }
    assert_eq!(gold(&project), ["claim: Nine died", "quote: he said", "claim: and burned"]);
    // One of six decisions that give it is taken back: the others still do.
    let article = record(&project).article.id;
    let first = pair(&project, "ana", "bo")[0];
    project.apply(reopen(&project, article, &first).unwrap()).unwrap();
    assert_eq!(gold(&project)[0], "claim: Nine died");
}

#[test]
fn gold_is_done_where_nothing_is_left_to_settle() {
    let gold_id = AnalystId::gold();
    let mut project = of("[Nine died]{claim}, [he said]{quote}; [nine died]{claim@bo}, [she said]{quote@bo}.");
    let status = |project: &Project| record(project).status.get(&gold_id).copied();
    for difference in found(&project) {
        assert_ne!(status(&project), Some(Status::Done));
        settle(&mut project, &difference, Choice::Neither);
    }
    assert_eq!((status(&project), settlement(record(&project))), (Some(Status::Done), Settlement::Settled), "none was right");
    let article = record(&project).article.id;
    let difference = found(&project)[0];
    let undo = project.apply(reopen(&project, article, &difference).unwrap()).unwrap();
    assert_eq!((status(&project), settlement(record(&project))), (Some(Status::InProgress), Settlement::Open { num_open: 1 }));
    project.apply(undo).unwrap();
    assert_eq!(status(&project), Some(Status::Done));
    // What an analyst changes afterwards opens the article again, whatever the status says.
    let annotation = record(&project).annotations.values().find(|found| found.analyst == "bo".into()).unwrap().id;
    let change = Change::Label("quote".into());
    project.apply(Edit::ChangeAnnotation { article, annotation, change, modified: decider().now }).unwrap();
    assert_eq!(settlement(record(&project)), Settlement::Open { num_open: 1 });
}

#[test]
fn gold_of_annotations_that_were_deleted_since_is_left_over_and_not_done() {
    let mut project = of(DIFFERENT);
    let difference = found(&project)[0];
    settle(&mut project, &difference, Choice::A);
    let article = record(&project).article.id;
    project.apply(Edit::SetStatus { article, analyst: "ana".into(), status: Some(Status::InProgress) }).unwrap();
    for annotation in difference.key() {
        project.apply(Edit::RemoveAnnotation { article, annotation }).unwrap();
    }
    let left_over = settlement(record(&project));
    assert_eq!(left_over, Settlement::LeftOver { num_left_over: 1 });
    assert!(left_over.reason().unwrap().starts_with("1 gold annotation is left over from differences"), "{left_over:?}");
    assert_eq!(record(&project).status_of(&AnalystId::gold()), Some(Status::InProgress));
    let gold = record(&project).annotations.keys().next().copied().unwrap();
    project.apply(Edit::RemoveAnnotation { article, annotation: gold }).unwrap();
    assert!(settlement(record(&project)).is_whole());
}

#[test]
fn gold_that_nobody_settled_is_whole_once_it_is_done() {
    let made = of("[Nine died]{claim}, [he said]{quote@bo}, [they fled]{claim@gold}.");
    assert_eq!(settlement(record(&made)), Settlement::ByHand);
    let mut begun = made.clone();
    let article = record(&made).article.id;
    let set = |status| Edit::SetStatus { article, analyst: AnalystId::gold(), status: Some(status) };
    begun.apply(set(Status::InProgress)).unwrap();
    assert_eq!(settlement(record(&begun)), Settlement::Open { num_open: 2 });
    begun.apply(set(Status::Done)).unwrap();
    assert_eq!(settlement(record(&begun)), Settlement::ByHand);
    assert_eq!(settlement(record(&of("[Nine died]{claim}."))), Settlement::Nothing, "one analyst differs from nobody");
}

#[test]
fn what_follows_from_other_decisions_is_settled() {
    let mut project = of("Sources said [[[nine people]{claim@bo} had died]{claim@cy} in Dravna]{claim}.");
    let pairs = [pair(&project, "ana", "bo")[0], pair(&project, "ana", "cy")[0], pair(&project, "bo", "cy")[0]];
    settle(&mut project, &pairs[0], Choice::A);
    assert!(!is_settled(&project, &pairs[2]));
    settle(&mut project, &pairs[1], Choice::A);
    assert!(is_settled(&project, &pairs[2]), "Ana is right, so that neither Bo nor Cy is");
    assert_eq!(settlement(record(&project)), Settlement::Settled);
    settle(&mut project, &pairs[1], Choice::B);
    assert!(!is_settled(&project, &pairs[2]) || is_settled(&project, &pairs[0]));
    settle(&mut project, &pairs[0], Choice::B);
    assert_eq!(gold(&project).len(), 2);
    assert!(!is_settled(&project, &pairs[2]), "gold has what Bo and what Cy has");
}

#[test]
fn every_gold_annotation_says_where_it_comes_from() {
    let origins = |project: &Project| -> Vec<Origin> {
        let record = record(project);
        record.layer(&AnalystId::gold()).iter().map(|found| origin_of(record, found.id)).collect()
    };
    let after = |choice| {
        let mut project = of(DIFFERENT);
        let difference = found(&project)[0];
        settle(&mut project, &difference, choice);
        origins(&project)
    };
    assert_eq!(after(Choice::A), [Origin::Taken]);
    assert_eq!(after(Choice::Both), [Origin::Both, Origin::Both]);
    assert_eq!(after(Choice::Union), [Origin::Union]);
    assert_eq!(after(Choice::Intersection), [Origin::Overlap]);
    let by_hand = record(&of(DIFFERENT)).annotations.values().next().map(Draft::of).unwrap();
    assert_eq!(after(Choice::Edited(by_hand)), [Origin::ByHand]);
    assert_eq!(origins(&of("[Nine]{claim@gold} died.")), [Origin::ByHand]);
    let mut alone = of("[Nine]{claim} died; [Bo]{quote@bo} [fled]{claim@bo}.");
    let difference = found(&alone)[0];
    settle(&mut alone, &difference, Choice::Both);
    assert_eq!(origins(&alone), [Origin::Taken], "both of one");
    let article = "[[[Nine died]{claim@cy}]{claim@bo}]{claim}, [[he said]{quote@bo}]{quote}; [they fled]{quote@cy}.";
    let most = started(article, &["ana", "bo", "cy"], Start::Majority);
    assert_eq!(origins(&most), [Origin::Unanimous, Origin::Majority]);
    assert_eq!(settlement(record(&most)), Settlement::Settled);
}

#[test]
fn both_are_taken_only_where_they_differ_in_more_than_answers() {
    let project = of("Sources said [[nine people]{claim@bo}]{claim} fled.");
    let (article, difference) = (record(&project).article.id, found(&project)[0]);
    let both = decide(&project, article, &difference, Choice::Both, &decider(), &mut ids_from(1));
    assert_eq!(both, Err(GoldError::SamePlace));
}

/// One passage that Ana and Bo tagged alike and answered otherwise.
fn answered() -> Project {
    let asked = vec![("modality", AttributeKind::Text), ("source", AttributeKind::Text), ("place", AttributeKind::Text)];
    let quote = vec![("modality", AttributeKind::Text)];
    let mut project = project(
        codebook(&[("claim", asked), ("quote", quote)]),
        &[marked("Sources said [[nine people]{claim@bo}]{claim} fled.")],
    );
    for (analyst, attribute, text) in
        [("ana", "modality", "denied"), ("ana", "source", "army"), ("bo", "modality", "asserted"), ("bo", "place", "Dravna")]
    {
        let annotation = id_of(&project, analyst, "claim");
        let article = record(&project).article.id;
        let change = Change::Attribute(attribute.into(), Some(AttributeValue::Text(text.to_owned())));
        project.apply(Edit::ChangeAnnotation { article, annotation, change, modified: decider().now }).unwrap();
    }
    project
}

fn gold_answers(project: &Project) -> Vec<String> {
    let record = record(project);
    let answers = record.layer(&AnalystId::gold()).into_iter().flat_map(|found| found.attributes.iter());
    answers.map(|(key, value)| format!("{key}: {value:?}")).collect()
}

#[test]
fn answers_are_settled_row_by_row() {
    let text = |text: &str| Some(AttributeValue::Text(text.to_owned()));
    let mut project = answered();
    let difference = found(&project)[0];
    assert_eq!(difference.kind, Kind::AttributesDiffer);
    let answers = [("place".into(), text("Dravna")), ("modality".into(), text("asserted")), ("source".into(), None)];
    let choice = Choice::Answered(Box::new(Choice::A), answers.into_iter().collect());
    let undo = settle(&mut project, &difference, choice);
    assert_eq!(gold_answers(&project), ["modality: Text(\"asserted\")", "place: Text(\"Dravna\")"]);
    assert!(is_settled(&project, &difference));
    // One answer more, where it is settled already.
    let article = record(&project).article.id;
    let source = [("source".into(), text("army"))].into_iter().collect();
    let edit = answer(&project, article, &difference, &source, &decider()).unwrap();
    let back = project.apply(edit).unwrap();
    assert_eq!(gold_answers(&project).len(), 3);
    project.apply(back).unwrap();
    project.apply(undo).unwrap();
    assert_eq!(project, answered());
    let answers = [("modality".into(), text("x"))].into_iter().collect();
    let neither = Choice::Answered(Box::new(Choice::Neither), answers);
    assert_eq!(decide(&project, article, &difference, neither, &decider(), &mut ids_from(1)), Err(GoldError::NotOne));
}

#[test]
fn a_decision_about_an_answer_outlives_the_other_decision_about_the_tag() {
    let mut project = answered();
    let text = AttributeValue::Text("asserted".to_owned());
    // Cy has the same passage with Bo's answer.
    let (article, from) = (record(&project).article.id, id_of(&project, "bo", "claim"));
    let mut third = record(&project).annotations[&from].clone();
    third.id = AnnotationId::from_random(77);
    third.analyst = "cy".into();
    let analyst = obelus::project::Analyst { id: "cy".into(), name: "Cy".to_owned() };
    project.apply(Edit::AddAnalyst { at: 2, analyst }).unwrap();
    project.apply(Edit::AddAnnotation { article, annotation: Box::new(third) }).unwrap();
    let with_bo = found(&project)[0];
    settle(&mut project, &with_bo, Choice::A);
    assert!(gold_answers(&project)[0].contains("denied"));
    let with_cy = pair(&project, "ana", "cy")[0];
    settle(&mut project, &with_cy, Choice::B);
    assert_eq!(gold(&project).len(), 1, "the same place and label is one tag");
    assert!(gold_answers(&project)[0].contains("asserted"), "the latest decision of a person counts");
    // What nobody looked at fills, but changes nothing.
    let others = start(&project, &["bo".into(), "cy".into()], &[], Start::Identical, &decider(), &mut ids_from(80));
    if let Some(edit) = others {
        project.apply(edit).unwrap();
    }
    let (with_bo, layer) = (found(&project)[0], gold(&project));
    project.apply(reopen(&project, article, &with_bo).unwrap()).unwrap();
    assert_eq!(gold(&project), layer, "the other decision still gives it");
    let gold = record(&project).layer(&AnalystId::gold())[0].attributes["modality"].clone();
    assert_eq!(gold, text);
}

#[test]
fn the_history_says_what_was_decided() {
    let said = |choice| {
        let project = of(DIFFERENT);
        let (article, difference) = (record(&project).article.id, found(&project)[0]);
        decide(&project, article, &difference, choice, &decider(), &mut ids_from(1)).unwrap().describe(&project)
    };
    assert_eq!(said(Choice::A), "Settle “nine people had died” as ANA has it (rule 3)");
    assert_eq!(said(Choice::B), "Settle “nine people” as BO has it (rule 3)");
    assert_eq!(said(Choice::Both), "Settle “nine people had died” by keeping both (rule 3)");
    assert_eq!(said(Choice::Neither), "Settle “nine people had died” by keeping none (rule 3)");
    assert_eq!(said(Choice::Union), "Settle “nine people had died” by what either covers (rule 3)");
    let mut project = of(DIFFERENT);
    let difference = found(&project)[0];
    settle(&mut project, &difference, Choice::Neither);
    let article = record(&project).article.id;
    let back = reopen(&project, article, &difference).unwrap();
    assert_eq!(back.describe(&project), "Open “nine people had died” again");
    let project = four();
    let all = start(&project, &["ana".into(), "bo".into()], &[], Start::AgreedOnly, &decider(), &mut ids_from(1)).unwrap();
    assert_eq!(all.describe(&project), "Settle 4 differences at once");
    assert_eq!(Verdict::from_name("majority", None), Some(Verdict::Majority));
}

#[test]
fn analysts_read_which_of_their_answers_gold_has_otherwise() {
    let mut project = answered();
    let difference = found(&project)[0];
    let answers = [("place".into(), Some(AttributeValue::Text("Dravna".to_owned())))].into_iter().collect();
    settle(&mut project, &difference, Choice::Answered(Box::new(Choice::A), answers));
    let rows = |analyst: &str| -> Vec<String> {
        let table = feedback_csv(&project, &analyst.into());
        table.lines().skip(1).map(|line| line.split(",rule 3,").nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(rows("ana"), ["place,–,Dravna,Dravna"], "what she did not answer");
    assert_eq!(rows("bo"), ["modality,asserted,denied,denied", "source,–,army,army"]);
    assert!(feedback_csv(&project, &"bo".into()).contains(",answered differently,nine people,claim,"));
    let expected = "# Feedback for BO\n\
        \n## Sources said nine people fled.\n\
        \n- You: claim: “nine people”\n  Gold: claim: “nine people”\n  Answered differently; settled by ANA on 2026-02-01: rule 3\n  \
        - modality: you asserted, the other denied, gold denied\n  \
        - source: you –, the other army, gold army\n";
    assert_eq!(feedback_markdown(&project, &"bo".into()), expected);
}
