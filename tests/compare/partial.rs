//! A corpus compared in parts, put together in any order, has the figures of the whole to the last bit.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    corpus::ARTICLES,
    marked::{codebook, marked, project},
};
use obelus::{
    agreement::statistics::Settings,
    compare::{
        differences::{Kind, differences},
        json::figures,
        partial::{Partial, PartialError},
        report::{self, Report},
        results::{Citation, Options, Results},
    },
    project::{AnalystId, AttributeKind, AttributeValue, Change, Edit, Project, Sha256},
};
use proptest::prelude::*;

fn analysts() -> [AnalystId; 3] {
    ["ana", "bo", "cy"].map(AnalystId::from)
}

fn part(project: &Project, num_threads: usize) -> Partial {
    let analysts = analysts();
    let settings = Settings { seed: 3, ..Settings::default() };
    Partial::of(project, &analysts, &[], &settings, num_threads, |record, (a, b)| {
        differences(record, &analysts[a], &analysts[b], &[])
    })
}

fn whole() -> Project {
    project(
        codebook(&[("claim", vec![("dead", AttributeKind::Integer { min: None, max: None })]), ("quote", vec![])]),
        &ARTICLES.map(marked),
    )
}

fn said(partial: &Partial) -> String {
    figures(&partial.corpus(), &partial.statistics(), &partial.settings, 1).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_in_any_order_are_the_whole(shares in prop::collection::vec(0..3_usize, 6), turn in 0..3_usize, threads in 1..4_usize) {
        let all = part(&whole(), threads);
        let mut parts: Vec<Partial> = (0..3)
            .map(|number| {
                let mut own = all.clone();
                let mut places = shares.iter();
                own.articles.retain(|_| places.next() == Some(&number));
                Partial::read(&own.write()).unwrap()
            })
            .collect();
        parts.rotate_left(turn);
        let (reduced, told) = Partial::reduce(parts).unwrap();
        prop_assert_eq!(told, Vec::<String>::new());
        prop_assert_eq!(said(&reduced), said(&part(&whole(), 1)));
        prop_assert_eq!(reduced, all);
    }
}

#[test]
fn parts_that_do_not_go_together_are_refused() {
    let all = part(&whole(), 1);
    assert!(matches!(Partial::reduce([all.clone(), all.clone()]), Err(PartialError::Twice(_))));
    let mut other = all.clone();
    other.articles.clear();
    other.settings.seed = 4;
    assert_eq!(Partial::reduce([all, other]), Err(PartialError::Different("settings (samples, seed or weights)")));
    assert_eq!(Partial::reduce([]), Err(PartialError::None));
    assert!(matches!(Partial::read("(nonsense"), Err(PartialError::NotAPartial(_))));
}

/// Ana's and Bo's answers to "how many dead" at one claim each, in one article after another.
fn answered(pairs: &[(Option<AttributeValue>, Option<AttributeValue>)]) -> Partial {
    let article = |number: usize| marked(&format!("{number} [[shells fell]{{claim@bo}}]{{claim}}."));
    let articles: Vec<_> = (0..pairs.len()).map(article).collect();
    let mut project = project(codebook(&[("claim", vec![("dead", AttributeKind::Integer { min: None, max: None })])]), &articles);
    for (place, (x, y)) in pairs.iter().enumerate() {
        let record = std::sync::Arc::clone(&project.articles()[place]);
        for annotation in record.annotations.values() {
            let value = if annotation.analyst.as_str() == "ana" { x } else { y };
            let change = Change::Attribute("dead".into(), value.clone());
            let (article, annotation, modified) = (record.article.id, annotation.id, annotation.modified);
            project.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
        }
    }
    let analysts = ["ana", "bo"].map(AnalystId::from);
    Partial::of(&project, &analysts, &[], &Settings::default(), 1, |record, _| {
        differences(record, &analysts[0], &analysts[1], &[])
    })
}

#[test]
fn answers_to_attributes_agree_exactly_or_nearly() {
    let number = |number| Some(AttributeValue::Integer(number));
    let partial = answered(&[
        (number(10), number(10)),
        (number(100), number(91)),
        (number(100), number(89)),
        (number(7), None),
        (Some(AttributeValue::NotStated), Some(AttributeValue::NotStated)),
        (None, None),
    ]);
    let answers = &partial.answers(0)[&("claim".to_owned(), "dead".to_owned())];
    assert_eq!((answers.num_both(), answers.num_one_only()), (4, 1), "where neither answered there is nothing to agree on");
    assert_eq!(answers.observed_agreement(), Some(2.0 / 4.0), "of the pairs that both answered, as α");
    assert_eq!(answers.within_tolerance(), Some(2.0 / 3.0), "10 and 10, 100 and 91, but not 100 and 89");
    // Four pairs of two answers: 10 10, 100 91, 100 89, not stated twice. D_o = 4 / 8; D_e = 1 − (2·1 + 2·1 + 2·1) / 56.
    let alpha = answers.alpha().unwrap();
    assert!((alpha - (1.0 - (4.0 / 8.0) / (50.0 / 56.0))).abs() < 1e-12, "{alpha}");
}

#[test]
fn one_answer_throughout_leaves_chance_no_room() {
    let same = || Some(AttributeValue::Choice("exact".to_owned()));
    let partial = answered(&[(same(), same()), (same(), same())]);
    let answers = &partial.answers(0)[&("claim".to_owned(), "dead".to_owned())];
    assert_eq!((answers.observed_agreement(), answers.alpha(), answers.within_tolerance()), (Some(1.0), None, None));
}

#[test]
fn several_choices_are_a_set_and_white_space_makes_no_other_answer() {
    let choices = |choices: [&str; 2]| Some(AttributeValue::Choices(choices.map(str::to_owned).to_vec()));
    let text = |text: &str| Some(AttributeValue::Text(text.to_owned()));
    let partial = answered(&[
        (choices(["women", "children"]), choices(["children", "women"])),
        (text("the ministry"), text(" the  ministry\n")),
        (text("the army"), text("the Army")),
        (text(" "), None),
    ]);
    let kinds = Kind::ALL.into_iter().zip(partial.kinds(0)).filter(|(_, count)| *count > 0).collect::<Vec<_>>();
    assert_eq!(kinds, [(Kind::Identical, 3), (Kind::AttributesDiffer, 1)], "blank text is not filled");
    let answers = &partial.answers(0)[&("claim".to_owned(), "dead".to_owned())];
    assert_eq!((answers.num_both(), answers.num_one_only(), answers.observed_agreement()), (3, 0, Some(2.0 / 3.0)));
}

#[test]
fn a_report_escapes_what_it_shows() {
    let project = whole();
    let analysts = analysts();
    let partial = part(&project, 1);
    let results = Results::of(partial.analysts.clone(), partial.labels.clone(), &partial.statistics(), Options::new(1, 1));
    let citation = Citation { files: vec![("<b>.ron".to_owned(), Sha256::of(b"x"))], ..Citation::default() };
    let report = Report {
        project: &project,
        analysts: &analysts,
        partial: &partial,
        results: &results,
        citation: &citation,
        left_out: vec!["<script>alert(1)</script>".to_owned()],
        differences: &|record, (a, b)| differences(record, &analysts[a], &analysts[b], &[]),
    };
    let html = report::html(&report);
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    assert!(html.contains("A bridge &lt;burned&gt; &amp; fell") && html.contains("&quot;it&quot; did"));
    assert!(html.contains("قُتل ١٧"), "words stay as they are");
    assert!(
        !html.contains("https:") && html.matches("http:").count() == html.matches("xmlns=\"http:").count(),
        "nothing is fetched"
    );
    assert!(html.contains("&lt;b&gt;.ron") && !html.contains("<b>.ron"));
    assert!(!html.contains("<details"), "nothing is folded away, on paper neither");
    for (number, head) in html.split("<h2 id=\"").skip(1).enumerate() {
        let id = head.split('"').next().unwrap();
        assert!(html.contains(&format!("<li><a href=\"#{id}\"")), "the contents lead to section {number}, {id}");
    }
}
