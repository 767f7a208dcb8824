//! `obelus compare` from outside: layers of one project, two project files, gold, parts, the report, feedback, and the JSON
//! in the structure of the published cases.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/corpus.rs"]
mod corpus;
#[expect(dead_code, reason = "shared with other tests")]
#[path = "support/marked.rs"]
mod marked;
#[path = "support/program.rs"]
mod program;

use corpus::ARTICLES;
use marked::{codebook, marked, project};
use obelus::{
    compare::{
        align::differences::differences,
        gold::{Choice, Decider, decide},
    },
    project::{AnalystId, AnnotationId, AttributeKind, AttributeValue, Change, Edit, Project},
    store,
};
use program::Folder;
use serde_json::{Value, json};
use std::fs;

impl Folder {
    fn project(&self, name: &str, project: &Project) -> &Self {
        store::create_project(&self.path(name), project).unwrap();
        self
    }

    fn said(&self, line: &str) -> String {
        let (code, out, err) = self.output(line);
        assert_eq!((code, err.as_str()), (0, ""), "obelus {line}");
        out
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.said(line)).unwrap()
    }
}

fn of(articles: &[&str]) -> Project {
    let articles: Vec<_> = articles.iter().map(|article| marked(article)).collect();
    let dead = ("dead", AttributeKind::Integer { min: None, max: None });
    project(codebook(&[("claim", vec![dead]), ("quote", vec![])]), &articles)
}

#[test]
fn layers_of_one_project_are_compared_in_the_structure_of_the_cases() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    let found = folder.json("compare p.ron --analysts ana,bo --seed 7 --json");
    for key in ["span", "token", "char", "unitizing", "gamma", "bootstrap", "differences", "settings", "seed", "excluded"] {
        assert!(found.get(key).is_some(), "{key} in {found:#}");
    }
    assert_eq!(found["seed"], 7);
    let pair = "ana|bo";
    assert_eq!(found["span"][pair]["set"]["strict"]["n_ref"], 8);
    // Twice what is alike, over all that both have.
    let strict = &found["span"][pair]["set"]["strict"];
    let (n_ref, n_cand) = (strict["n_ref"].as_f64().unwrap(), strict["n_cand"].as_f64().unwrap_or(f64::NAN));
    let alike = found["differences"][pair]["counts"]["identical"].as_f64().unwrap();
    assert!((strict["f1"].as_f64().unwrap() - 2.0 * alike / (n_ref + n_cand)).abs() < 1e-12, "{strict}");
    assert_eq!(found["differences"][pair]["list"].as_array().unwrap().len(), {
        let counts = found["differences"][pair]["counts"].as_object().unwrap();
        counts.values().map(|count| count.as_u64().unwrap() as usize).sum::<usize>()
    });
    assert!(found["bootstrap"].is_object(), "six articles are enough for intervals: {:#}", found["bootstrap"]);
}

#[test]
fn two_project_files_are_matched_by_their_texts_and_the_rest_is_listed() {
    let folder = Folder::new();
    let words = "[Nine died]{claim}, he said, near [Dravna]{claim}.";
    folder.project("mine.ron", &of(&[words, "Only [mine]{quote}."]));
    // Another project: other ids, another analyst, the articles in another order.
    folder.project("theirs.ron", &of(&["Only [theirs]{quote@bo}.", "[Nine]{claim@bo} died, he said, near [Dravna]{claim@bo}."]));
    let found = folder.json("compare mine.ron theirs.ron --json");
    assert_eq!(found["analysts"], json!(["ana", "bo"]));
    assert_eq!(found["span"]["ana|bo"]["documents"], 1);
    let counts = &found["differences"]["ana|bo"]["counts"];
    assert_eq!((&counts["identical"], &counts["other_boundary"]), (&json!(1), &json!(1)), "{counts}");
    let alone: Vec<_> = found["excluded"].as_array().unwrap().iter().filter_map(|found| found.get("only_in")).collect();
    assert_eq!(alone, ["mine.ron", "theirs.ron"]);
    let (_, table, _) = folder.output("compare mine.ron theirs.ron");
    assert!(table.contains("only in mine.ron: “Only mine.”\nonly in theirs.ron: “Only theirs.”\n"), "{table}");
    let before = [fs::read(folder.path("mine.ron")).unwrap(), fs::read(folder.path("theirs.ron")).unwrap()];
    assert!(before.iter().all(|bytes| !bytes.is_empty()));
    folder.project("other.ron", &of(&["Nothing [here]{claim@bo} is shared."]));
    let (code, _, said) = folder.output("compare mine.ron other.ron");
    assert!(code == 1 && said.contains("no article has the same text in both projects"), "{said}");
}

#[test]
fn one_analyst_in_two_files_is_compared_with_herself() {
    let folder = Folder::new();
    folder.project("first.ron", &of(&["[Nine died]{claim}, he said."]));
    folder.project("second.ron", &of(&["[Nine]{claim} died, [he said]{quote}."]));
    let found = folder.json("compare first.ron second.ron --json");
    assert_eq!(found["analysts"].as_array().unwrap().len(), 2, "{}", found["analysts"]);
    let pair = found["span"].as_object().unwrap().keys().next().unwrap().clone();
    assert_eq!(found["differences"][&pair]["counts"]["other_boundary"], 1);
    assert_eq!(found["differences"][&pair]["counts"]["only_b"], 1);
}

/// A project in which what Bo has was decided to be right, once with a remark.
fn settled() -> Project {
    let mut project = of(&["[[nine]{claim@bo} died]{claim}, [he said]{quote}, [=it burned]{claim@bo}"]);
    let mut next = 1000;
    for place in 0..3 {
        let record = project.articles()[0].clone();
        let difference = differences(&record, &"ana".into(), &"bo".into(), &[])[place];
        let decider = Decider { by: Some("ana".into()), now: "2026-02-01T10:00:00Z".parse().unwrap(), comment: "rule 3".into() };
        let choice = if difference.b.is_some() { Choice::B } else { Choice::Neither };
        let mut ids = || {
            next += 1;
            AnnotationId::from_random(next)
        };
        project.apply(decide(&project, record.article.id, &difference, choice, &decider, &mut ids).unwrap()).unwrap();
    }
    project
}

#[test]
fn gold_is_compared_with_each_analyst_and_feedback_says_what_was_decided_against_one() {
    let folder = Folder::new();
    folder.project("p.ron", &settled());
    let found = folder.json("compare p.ron --gold --json");
    assert_eq!(found["analysts"], json!(["gold", "ana", "bo"]));
    assert_eq!(found["span"]["gold|bo"]["set"]["strict"]["f1"], 1.0, "gold is what Bo has");
    assert_eq!(found["span"]["gold|ana"]["set"]["strict"]["f1"], 0.0);
    let table = folder.said("compare p.ron --feedback ana");
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some(
            "article,title,your_words,your_label,decision,gold_words,gold_label,by,time,comment,attribute,your_answer,\
             other_answer,gold_answer"
        ),
        "{table}"
    );
    assert_eq!(table.lines().count(), 4, "cut, rejected, missed: {table}");
    assert!(table.contains(",nine died,claim,the other was taken,nine,claim,ana,2026-02-01T10:00:00Z,rule 3"), "{table}");
    assert!(table.contains(",'=it burned,"), "no spreadsheet takes it for a formula: {table}");
    assert_eq!(folder.said("compare p.ron --feedback bo").lines().count(), 1, "nothing was decided against Bo");
    folder.project("none.ron", &of(&["[Nine]{claim} [died]{claim@bo}."]));
    let (code, _, said) = folder.output("compare none.ron --gold");
    assert!(code == 1 && said.contains("the project has no gold layer"), "{said}");
}

/// A project of some of the articles, with the ids that they have in the whole.
fn part(numbers: &[usize]) -> Project {
    let mut project = of(&ARTICLES);
    let all: Vec<_> = project.articles().iter().map(|record| record.article.id).collect();
    for (place, id) in all.into_iter().enumerate() {
        if !numbers.contains(&place) {
            project.apply(Edit::RemoveArticle(id)).unwrap();
        }
    }
    project
}

#[test]
fn parts_put_together_in_any_order_have_the_figures_of_the_whole() {
    let folder = Folder::new();
    let parts: [&[usize]; 3] = [&[4, 0], &[2], &[5, 1, 3]];
    folder.project("whole.ron", &of(&ARTICLES));
    folder.said("compare whole.ron --analysts ana,bo,cy --partial whole.part");
    for (place, numbers) in parts.iter().enumerate() {
        folder.project(&format!("{place}.ron"), &part(numbers));
        folder.said(&format!("compare {place}.ron --analysts ana,bo,cy --partial {place}.part"));
    }
    let figures = folder.said("compare --reduce whole.part --json");
    for order in ["0.part 1.part 2.part", "2.part 0.part 1.part", "1.part 2.part 0.part"] {
        assert_eq!(folder.said(&format!("compare --json --reduce {order}")), figures, "{order}");
    }
    // What the project itself says, but for what only it knows.
    let mut whole = folder.json("compare whole.ron --analysts ana,bo,cy --json");
    let reduced: Value = serde_json::from_str(&figures).unwrap();
    for key in ["project", "excluded"] {
        whole.as_object_mut().unwrap().remove(key);
    }
    for (_, found) in whole["differences"].as_object_mut().unwrap() {
        found.as_object_mut().unwrap().remove("list");
    }
    let mut without = reduced.clone();
    without.as_object_mut().unwrap().remove("excluded");
    assert_eq!(whole, without);
    let (code, _, said) = folder.output("compare --reduce 0.part 0.part");
    assert!(code == 1 && said.contains("is in two of the parts"), "{said}");
    let (code, _, said) = folder.output("compare --reduce whole.ron");
    assert!(code == 1 && said.contains("not a part of a comparison"), "{said}");
}

#[test]
fn the_report_is_one_file_that_fetches_nothing_and_escapes_what_it_shows() {
    let folder = Folder::new();
    let mut whole = of(&ARTICLES);
    let record = whole.articles()[3].clone();
    for annotation in record.annotations.values().filter(|found| found.analyst != AnalystId::from("cy")) {
        let value = if annotation.analyst == AnalystId::from("ana") { 9 } else { 12 };
        let change = Change::Attribute("dead".into(), Some(AttributeValue::Integer(value)));
        let (article, annotation, modified) = (record.article.id, annotation.id, annotation.modified);
        whole.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
    }
    folder.project("p.ron", &whole);
    let (code, said, _) = folder.output("compare p.ron --analysts ana,bo --html report.html");
    assert!(code == 0 && said.contains("report.html"), "{said}");
    let html = fs::read_to_string(folder.path("report.html")).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    assert!(!html.contains("<script") && !html.contains("http:") && !html.contains("https:"));
    assert!(html.contains("A bridge &lt;burned&gt; &amp; fell") && html.contains("قُتل ١٧"));
    assert!(html.contains("<bdi>9</bdi> · <bdi>12</bdi>"), "the answers that differ stand beside each other");
    assert!(html.contains("ANA") && html.contains("How this was computed"), "names, and notes to be cited");
}
