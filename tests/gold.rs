//! Settling differences: what the gold layer holds after each choice, what is open again, and what analysts are told.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/marked.rs"]
mod marked;

use marked::{codebook, marked, project};
use obelus::{
    compare::{
        align::differences::{Difference, Kind, differences},
        gold::{
            Choice, Decider, Draft, GoldError, Start, State, decide, feedback, feedback_csv, feedback_markdown, reopen, start,
            state_of,
        },
        page::Comparison,
        pairwise::{self, PairFigure},
        statistics::Settings,
    },
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord, AttributeKind, AttributeValue, Change, Edit, Project},
};
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
            "0000000001,\"nine died, he said, =it burned\",nine died,claim,the other was taken,nine,claim,ana,2026-02-01T10:00:00Z,rule 3",
            "0000000001,\"nine died, he said, =it burned\",,,you had none here,'=it burned,claim,ana,2026-02-01T10:00:00Z,rule 3",
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
    let figures = comparison.figures(|_| true);
    assert_eq!((figures.num_articles, figures.num_spans), (2, [2, 2]));
    assert_eq!(figures.kinds, [0, 0, 0, 0, 1, 0, 1, 1]);
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
    assert_eq!(comparison.figures(|_| true).kinds, [0, 0, 0, 0, 0, 1, 1, 1]);
    assert_eq!(comparison.confusion(&project).counts, [[0, 0, 1], [1, 0, 0], [0, 1, 0]]);
    let mut fresh = Comparison::new(&project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    fresh.update(&project, 3);
    let gamma = |comparison: &Comparison| comparison.figures(|_| true).gamma.unwrap();
    assert_eq!(gamma(&fresh), gamma(&comparison), "the same, whatever was done before and on how many threads");
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
