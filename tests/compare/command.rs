//! `obelus compare` from outside: layers of one project, two project files, gold, parts, the report, feedback, and the JSON
//! in the structure of the published cases.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    corpus::ARTICLES,
    marked::{codebook, marked, project},
    program::Folder,
};
use obelus::{
    compare::{
        differences::{Difference, differences},
        gold::{Choice, Decider, decide},
    },
    project::{AnalystId, AnnotationId, ArticleId, AttributeKind, AttributeValue, Change, Edit, Project, Sha256, Status},
    store::{self, save},
};
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
fn work_is_what_is_tagged_or_done_and_the_rest_is_told_by_reason() {
    let folder = Folder::new();
    let mut project = of(&[
        "[One]{claim} [one]{claim@bo}.",
        "[Two]{claim} two.",
        "[Three]{claim} three.",
        "[Four]{claim} four.",
        "[Five]{claim} five.",
        "[Six]{claim} six.",
        "[Seven]{claim} seven.",
    ]);
    // Bo finished the second and opened the third; the others he never saw.
    for (article, status) in [(2, Status::Done), (3, Status::InProgress)] {
        let article = ArticleId::from_random(article);
        project.apply(Edit::SetStatus { article, analyst: "bo".into(), status: Some(status) }).unwrap();
    }
    folder.project("x.ron", &project);
    let found = folder.json("compare x.ron --json");
    assert_eq!(found["span"]["ana|bo"]["documents"], 2, "the tagged one and the finished one");
    assert_eq!(found["excluded"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&found["excluded"][0]["opened_untagged_by"], &found["excluded"][0]["never_opened_by"]),
        (&json!(["bo"]), &json!([]))
    );
    assert_eq!(
        found["left_out"],
        json!([
            { "analyst": "bo", "reason": "never_opened_by", "num_articles": 4,
              "examples": ["Four four.", "Five five.", "Six six."] },
            { "analyst": "bo", "reason": "opened_untagged_by", "num_articles": 1, "examples": ["Three three."] },
        ])
    );
    let told = "never opened by BO: 4 articles, “Four four.”, “Five five.”, “Six six.” and 1 more\n\
                opened by BO, not finished and without tags: “Three three.”\n";
    assert!(folder.said("compare x.ron").contains(told));
    folder.said("compare x.ron --html report.html");
    let report = fs::read_to_string(folder.path("report.html")).unwrap();
    assert!(report.contains("opened by BO, not finished and without tags: “Three three.”"), "the report says the same");
}

#[test]
fn only_finished_work_is_compared_on_request() {
    let folder = Folder::new();
    let mut project = of(&["[One]{claim} [one]{claim@bo}.", "[Two]{claim} two.", "[Three]{claim} [three]{claim@bo}."]);
    for (article, analyst) in [(1, "ana"), (1, "bo"), (2, "ana"), (2, "bo"), (3, "ana")] {
        let (article, status) = (ArticleId::from_random(article), Some(Status::Done));
        project.apply(Edit::SetStatus { article, analyst: analyst.into(), status }).unwrap();
    }
    folder.project("x.ron", &project);
    assert_eq!(folder.json("compare x.ron --json")["span"]["ana|bo"]["documents"], 3);
    let done = folder.json("compare x.ron --json --done");
    assert_eq!(done["span"]["ana|bo"]["documents"], 2);
    assert_eq!(done["span"]["ana|bo"]["set"]["strict"]["n_cand"], 1, "an unfinished tag is in no figure");
    assert_eq!((&done["settings"]["only_done"], &done["excluded"][0]["not_done_by"]), (&json!(true), &json!(["bo"])));
    assert!(folder.said("compare x.ron --done").contains("not finished by BO: “Three three.”\n"));
    folder.said("compare x.ron --done --partial done.part");
    folder.said("compare x.ron --partial all.part");
    let (code, _, said) = folder.output("compare --reduce done.part all.part");
    assert!(code == 1 && said.contains("different choices of finished work"), "{said}");
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

#[test]
fn who_is_in_both_files_with_the_same_annotations_is_compared_once_and_named() {
    let folder = Folder::new();
    folder.project("first.ron", &of(&["[[Nine died]{claim@bo}]{claim}, he said.", "Only [here]{quote}."]));
    folder.project("second.ron", &of(&["[[Nine]{claim@cy} died]{claim}, he said.", "Only [there]{quote}."]));
    let (_, found, told) = folder.output("compare first.ron second.ron --json");
    assert!(told.contains("“Only there.” has another text than in the first project"), "{told}");
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["analysts"], json!(["bo", "ana", "cy"]), "what Ana has elsewhere does not matter");
    assert_eq!(found["counted_once"][0], json!({ "analyst": "ana", "in_files": ["first.ron", "second.ron"] }));
    let (_, table, _) = folder.output("compare first.ron second.ron");
    assert!(table.contains("ANA is in both files with the same annotations, and is compared once\n"), "{table}");
    folder.project("third.ron", &of(&["Nine [died]{claim}, he said."]));
    let (_, table, _) = folder.output("compare first.ron third.ron");
    assert!(table.starts_with("“Marked”: BO, ANA; "), "two raters, not Ana twice: {table}");
    let told = "ANA is in both files with different annotations: those of first.ron are compared, those of the second are left out, \
                unless “--analysts” names “ANA (third)”\n";
    assert!(table.contains(told), "{table}");
    let (_, json, _) = folder.output("compare first.ron third.ron --json");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["counted_once"][0], json!({ "analyst": "ana", "in_files": ["first.ron", "third.ron"] }));
    let named = folder.command("compare first.ron third.ron --analysts ANA --analysts").arg("ANA (third)").output().unwrap();
    let named = String::from_utf8(named.stdout).unwrap();
    assert!(named.contains("different annotations; those of the second are “ANA (third)”\n"), "{named}");
    folder.project("alone.ron", &of(&["[Nine died]{claim}, he said."]));
    let (code, _, said) = folder.output("compare alone.ron alone.ron");
    assert!(code == 1 && said.contains("ANA says the same in both files, and is compared once"), "{said}");
}

#[test]
fn figures_say_what_was_compared_and_gamma_needs_ten_annotations_where_both_worked() {
    let folder = Folder::new();
    let (by_ana, by_bo) = ("[Fire]{claim} ".repeat(12), "[Smoke]{claim@bo} ".repeat(12));
    folder.project("p.ron", &of(&[&by_ana, &by_bo, "Nine [[died]{claim@bo}]{claim} today."]));
    let table = folder.said("compare p.ron");
    assert!(table.starts_with("“Marked”: ANA, BO; compared: 1 of 3 articles, 3 words\n"), "{table}");
    assert!(table.contains("unstable below 10 annotations of each analyst; one has 1"), "{table}");
    let compared = &folder.json("compare p.ron --json")["compared"];
    let annotations = json!({ "ana": 1, "bo": 1 });
    assert_eq!((&compared["articles"], &compared["of_articles"], &compared["words"]), (&json!(1), &json!(3), &json!(3)));
    assert_eq!(compared["annotations"], annotations, "those of the article that both worked on");
    folder.said("compare p.ron --html r.html");
    let html = fs::read_to_string(folder.path("r.html")).unwrap();
    assert!(html.contains("one has 1"), "γ is not shown there either");
}

#[test]
fn exact_duplicates_count_once_in_every_table_and_are_named() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&["[[[Nine died]{claim@bo}]{claim@bo}]{claim}, [he said]{quote}."]));
    let found = folder.json("compare p.ron --analysts ana,bo --json");
    let strict = &found["span"]["ana|bo"]["set"]["strict"];
    assert_eq!((&strict["n_ref"], &strict["n_cand"], &strict["score"]), (&json!(2), &json!(1), &json!(1.0)));
    let counts = &found["differences"]["ana|bo"]["counts"];
    assert_eq!((&counts["identical"], &counts["only_a"], &counts["only_b"]), (&json!(1), &json!(1), &json!(0)), "{counts}");
    assert_eq!(found["gamma"]["documents"].as_object().unwrap().values().next().unwrap()["units"], json!([2, 1]));
    assert_eq!(found["counted_once"].as_array().unwrap().len(), 1);
    let table = folder.said("compare p.ron --analysts ana,bo");
    assert!(table.contains("counted once: “Nine died” by BO in “Nine died, he said.”\n"), "{table}");
    assert!(folder.said("check p.ron").contains("repeats annotation"), "and `check` names it");
}

#[test]
fn strict_f1_asks_for_the_same_fragments() {
    let folder = Folder::new();
    let across = "[[We ran]{quote#1}, he said, [and hid.]{quote#1}]{quote@bo}";
    let between = "[We ran]{quote#1}, [he said]{quote@bo}, [and hid.]{quote#1}";
    let alike = "[[We ran]{quote@bo#2}]{quote#1}, he said, [[and hid.]{quote@bo#2}]{quote#1}";
    for (text, strict, same_type, kind) in
        [(across, 0.0, 1.0, "fragments_differ"), (between, 0.0, 0.0, "only_a"), (alike, 1.0, 1.0, "identical")]
    {
        folder.project("p.ron", &of(&[text]));
        let found = folder.json("compare p.ron --analysts ana,bo --json");
        let span = &found["span"]["ana|bo"];
        assert_eq!((&span["set"]["strict"]["f1"], &span["set"]["exact"]["f1"]), (&json!(strict), &json!(strict)), "{text}");
        assert_eq!(span["matched"]["type"]["f1"], json!(same_type), "{text}");
        assert_eq!(found["differences"]["ana|bo"]["counts"][kind], 1, "{text}");
        fs::remove_file(folder.path("p.ron")).unwrap();
    }
}

#[test]
fn one_label_leaves_agreement_on_labels_not_defined() {
    let folder = Folder::new();
    let both = |n: usize| format!("[[Word{n}]{{claim@bo}}]{{claim}} more. ");
    let text: String = (0..12).map(both).collect();
    folder.project("p.ron", &of(&[&text]));
    let table = folder.said("compare p.ron");
    assert!(table.contains("not defined: only one label is in use"), "{table}");
    let pooled = &folder.json("compare p.ron --json")["gamma"]["pooled"]["shuffle"];
    assert_eq!((&pooled["gamma_cat"], &pooled["gamma_k"]["claim"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_same_seed_gives_the_same_gamma_in_any_order_of_the_analysts() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    let gamma = |analysts: &str| {
        let found = folder.json(&format!("compare p.ron --analysts {analysts} --seed 7 --json"));
        (found["gamma"]["pooled"].clone(), found["bootstrap"]["metrics"]["gamma_pooled"].clone())
    };
    assert_eq!(gamma("ana,bo"), gamma("bo,ana"));
    let first = gamma("ana,bo,cy");
    for other in ["ana,cy,bo", "bo,ana,cy", "bo,cy,ana", "cy,ana,bo", "cy,bo,ana"] {
        assert_eq!(gamma(other), first, "{other}");
    }
}

/// A project in which what Bo has was decided to be right, once with a remark.
fn settled() -> Project {
    settled_by(|difference| if difference.b.is_some() { Choice::B } else { Choice::Neither })
}

fn settled_by(choice: impl Fn(&Difference) -> Choice) -> Project {
    let mut project = of(&["[[nine]{claim@bo} died]{claim}, [he said]{quote}, [=it burned]{claim@bo}"]);
    let mut next = 1000;
    for place in 0..3 {
        let record = project.articles()[0].clone();
        let difference = differences(&record, &"ana".into(), &"bo".into(), &[])[place];
        let decider = Decider { by: Some("ana".into()), now: "2026-02-01T10:00:00Z".parse().unwrap(), comment: "rule 3".into() };
        let choice = choice(&difference);
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
    assert_eq!(found["analysts"], json!(["ana", "bo"]), "gold is not a rater");
    let without = folder.json("compare p.ron --json");
    for figures in ["span", "token", "unitizing", "gamma"] {
        assert_eq!(found[figures], without[figures], "{figures}");
    }
    let strict = |analyst: &str| found["gold"]["analysts"][analyst]["strict"]["f1"].as_f64();
    assert_eq!((strict("bo"), strict("ana")), (Some(1.0), Some(0.0)), "gold is what Bo has");
    let tables = folder.said("compare p.ron --gold");
    assert!(tables.contains("against gold") && tables.contains("gold \\ "), "{tables}");
    let one = folder.said("compare p.ron --gold --analysts bo");
    assert!(one.contains("one analyst, measured by gold") && one.contains("1.000"), "{one}");
    let (code, _, said) = folder.output("compare p.ron --analysts gold,ana");
    assert!(code == 1 && said.contains("gold is not a rater") && said.contains("--gold"), "{said}");
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

#[test]
fn an_answer_that_only_one_gave_is_no_agreement_and_says_why() {
    let folder = Folder::new();
    let mut project = of(&["[[Nine]{claim@bo}]{claim} died."]);
    let record = project.articles()[0].clone();
    let (annotation, _) = record.annotations.iter().find(|(_, found)| found.analyst == "ana".into()).unwrap();
    let change = Change::Attribute("dead".into(), Some(AttributeValue::Integer(9)));
    let (article, modified) = (record.article.id, "2026-02-01T10:00:00Z".parse().unwrap());
    project.apply(Edit::ChangeAnnotation { article, annotation: *annotation, change, modified }).unwrap();
    folder.project("p.ron", &project);
    let table = folder.said("compare p.ron --latex");
    assert!(table.contains("not defined: nothing was answered by both"), "{table}");
}

#[test]
fn what_has_no_place_for_analysts_beside_gold_refuses_it() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    for option in ["--html r.html", "--csv", "--latex", "--partial r.json", "--feedback ana"] {
        let (code, out, said) = folder.output(&format!("compare p.ron --gold {option}"));
        let name = option.split(' ').next().unwrap();
        assert_eq!((code, out.as_str()), (2, ""), "{option}");
        assert!(said.contains("'--gold' cannot be used with '--") && said.contains(name), "{option}: {said}");
    }
    let (code, _, said) = folder.output("compare --reduce r.json --gold");
    assert!(code == 2 && said.contains("cannot be used with"), "{said}");
    assert!(!folder.path("r.html").exists() && !folder.path("r.json").exists());
}

#[test]
fn of_two_projects_gold_is_no_rater_either() {
    let folder = Folder::new();
    folder.project("first.ron", &settled());
    folder.project("second.ron", &settled_by(|_| Choice::Neither));
    folder.project("third.ron", &settled_by(|difference| if difference.a.is_some() { Choice::A } else { Choice::Neither }));
    let (code, results, said) = folder.output("compare first.ron third.ron --json");
    assert_eq!(code, 0, "{said}");
    let found: Value = serde_json::from_str(&results).unwrap();
    assert_eq!(found["analysts"], json!(["ana", "bo"]), "{said}");
    assert!(said.contains("both projects have gold, and not the same: that of the second is left out"), "{said}");
    let (_, results, _) = folder.output("compare second.ron first.ron --gold --json");
    let gold: Value = serde_json::from_str(&results).unwrap();
    assert_eq!(gold["analysts"], json!(["ana", "bo"]));
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
    for key in ["project", "excluded", "left_out", "counted_once"] {
        whole.as_object_mut().unwrap().remove(key);
    }
    for (_, found) in whole["differences"].as_object_mut().unwrap() {
        found.as_object_mut().unwrap().remove("list");
    }
    let mut without = reduced.clone();
    for key in ["excluded", "left_out", "left_out_articles"] {
        without.as_object_mut().unwrap().remove(key);
    }
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
    assert!(!html.contains("<script") && !html.contains("https:"));
    assert_eq!(
        html.matches("http:").count(),
        html.matches("xmlns=\"http:").count(),
        "the name of a format, which nothing fetches"
    );
    assert!(html.contains("A bridge &lt;burned&gt; &amp; fell") && html.contains("قُتل ١٧"));
    assert!(html.contains("<bdi>9</bdi> · <bdi>12</bdi>"), "the answers that differ stand beside each other");
    assert!(html.contains("ANA") && html.contains("How this was computed"), "names, and notes to be cited");
}

/// The SHA-256 of a file in the folder, as a paper has it.
fn digest(folder: &Folder, name: &str) -> String {
    Sha256::of(&fs::read(folder.path(name)).unwrap()).to_string()
}

#[test]
fn where_no_article_is_common_nothing_is_shown_as_zero() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&["[Nine died]{claim}.", "[Ten fled]{claim@bo}."]));
    let table = folder.said("compare p.ron --analysts ana,bo");
    assert!(table.ends_with("\nno article that both opened\n"), "{table}");
    assert!(table.contains("compared: 0 of 2 articles, 0 words\n") && !table.contains("0.000"), "{table}");
    let found = folder.json("compare p.ron --analysts ana,bo --json");
    assert_eq!(
        (&found["compared"]["articles"], &found["compared"]["why_nothing"]),
        (&json!(0), &json!("no article that both opened"))
    );
    assert!(
        found["figures"]
            .as_array()
            .unwrap()
            .iter()
            .all(|figure| { figure["value"].is_null() && figure["why_none"] == "not defined: no article that both opened" })
    );
    folder.said("compare p.ron --analysts ana,bo --html p.html");
    let html = fs::read_to_string(folder.path("p.html")).unwrap();
    assert!(html.contains("Nothing was compared: no article that both opened.") && !html.contains("0.000"));
    // Of three, one pair has no article in common: that pair says so, the others have their figures.
    folder.project("three.ron", &of(&["[Nine died]{claim}, [he]{claim@cy} said.", "[Ten]{claim@bo} [fled]{claim@cy}."]));
    let table = folder.said("compare three.ron --analysts ana,bo,cy");
    let row =
        |pair: &str| table.lines().find(|line| line.starts_with(pair)).unwrap_or_else(|| panic!("{pair} in {table}")).to_owned();
    assert!(row("ANA    BO").contains("not defined: no article that both opened"), "{table}");
    assert!(row("ANA    CY").contains("0.000"), "these differ throughout: {table}");
}

#[test]
fn of_three_analysts_the_overall_figures_come_first() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    let table = folder.said("compare p.ron --analysts ana,bo,cy");
    let places =
        ["Agreement of ANA, BO and CY\n", "Mean and range over pairs\n", "All pairs\n", "How annotations of pairs differ\n"]
            .map(|title| table.find(title).unwrap_or_else(|| panic!("{title} in {table}")));
    assert!(places.is_sorted(), "{table}");
    let overall = &table[places[0]..places[1]];
    assert!(overall.contains("\nα ") && overall.contains("\nu-α ") && !overall.contains("Strict F1"), "{overall}");
    assert!(overall.contains(" to ") && overall.contains("observed"), "intervals, observed agreement: {overall}");
    let pairs = &table[places[2]..places[3]];
    // Cy worked on two of the six articles.
    let row =
        |pair: &str| pairs.lines().find(|line| line.starts_with(pair)).unwrap().split_whitespace().nth(2).unwrap().to_owned();
    assert_eq!([row("ANA"), row("BO")], ["6", "2"], "articles that both worked on: {pairs}");
}

#[test]
fn every_figure_is_a_row_of_csv_with_what_it_was_computed_on() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    let text = folder.said("compare p.ron --analysts ana,bo,cy --csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| row[head.iter().position(|other| other == name).unwrap()].to_owned();
    let find = |a: &str, b: &str, label: &str, measure: &str| {
        let same = |row: &&csv::StringRecord| {
            [("analyst_a", a), ("analyst_b", b), ("label", label), ("measure", measure)]
                .iter()
                .all(|(name, is)| cell(row, name) == *is)
        };
        rows.iter().find(same).unwrap_or_else(|| panic!("{a} {b} {label} {measure} in {text}"))
    };
    let json = folder.json("compare p.ron --analysts ana,bo,cy --json");
    let alpha = find("", "", "", "alpha_words");
    assert_eq!(cell(alpha, "value"), json["token"]["labelset"]["alpha_nominal"].to_string(), "in full");
    assert_eq!(cell(alpha, "interval_low"), json["bootstrap"]["metrics"]["alpha_token_labelset"]["low"].to_string());
    assert_eq!([cell(alpha, "articles"), cell(alpha, "unit")], ["6", "words"]);
    let strict = find("ANA", "BO", "", "strict_f1");
    assert_eq!(cell(strict, "value"), json["span"]["ana|bo"]["set"]["strict"]["f1"].to_string());
    assert_eq!(cell(find("ANA", "BO", "claim", "strict_f1"), "articles"), "6");
    let cu = find("BO", "CY", "", "kappa_words");
    assert_eq!(cell(cu, "articles"), "2");
    let whys: Vec<String> = rows.iter().filter(|row| cell(row, "value").is_empty()).map(|row| cell(row, "why_none")).collect();
    assert!(
        !whys.is_empty() && whys.iter().all(|why| why.starts_with("not ")),
        "no figure is missing without a reason: {whys:?}"
    );
    // The rows of the JSON are the same rows, under the ids of analysts and labels.
    let same = |(row, json): (&csv::StringRecord, &Value)| {
        cell(row, "value").parse::<f64>().ok() == json["value"].as_f64()
            && cell(row, "measure") == json["measure"]
            && cell(row, "analyst_a").to_lowercase() == json["analyst_a"].as_str().unwrap_or("")
    };
    let figures = json["figures"].as_array().unwrap();
    assert!(figures.len() == rows.len() && rows.iter().zip(figures).all(same));
}

#[test]
fn latex_says_where_the_figures_are_from() {
    let folder = Folder::new();
    let mut whole = of(&ARTICLES);
    let rename = Edit::SetTitle("50 % of {Dravna} & more".to_owned());
    whole.apply(rename).unwrap();
    folder.project("p.ron", &whole);
    let text = folder.said("compare p.ron --analysts ana,bo --latex --seed 5");
    assert!(text.contains(&format!("% p.ron: SHA-256 {}\n", digest(&folder, "p.ron"))), "{text}");
    assert!(text.contains("random seed 5.") && text.contains("\\toprule") && text.contains("$\\kappa$ & "), "{text}");
    assert_eq!(text.matches("\\begin{table}").count(), text.matches("\\end{table}").count());
    for line in text.lines().filter(|line| line.ends_with("\\\\")) {
        assert!(line.contains(" & "), "a row has cells: {line}");
    }
}

#[test]
fn what_exists_is_overwritten_only_when_asked_and_a_project_never() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES)).project("other.ron", &of(&ARTICLES[..1]));
    for (option, name) in [("--html", "r.html"), ("--partial", "r.part")] {
        let line = format!("compare p.ron --analysts ana,bo {option} {name}");
        folder.said(&line);
        save::replace(&folder.path(name), b"mine").unwrap();
        let (code, _, said) = folder.output(&line);
        assert!(code == 1 && said.contains(&format!("{name} exists already")) && said.contains("--force"), "{said}");
        assert_eq!(fs::read(folder.path(name)).unwrap(), b"mine", "{option}");
        folder.said(&format!("{line} --force"));
        assert!(fs::read(folder.path(name)).unwrap().len() > 1000, "{option}");
        let before = fs::read(folder.path("other.ron")).unwrap();
        let (code, _, _) = folder.output(&format!("compare p.ron --analysts ana,bo {option} other.ron --force"));
        assert!(code != 0 && fs::read(folder.path("other.ron")).unwrap() == before, "a project is never overwritten: {option}");
    }
}

#[test]
fn labels_that_nobody_used_take_no_row_but_are_named() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&["[Nine died]{claim}, [he]{claim@bo} said."]));
    let table = folder.said("compare p.ron --analysts ana,bo");
    assert!(!table.lines().any(|line| line.starts_with("quote ")), "{table}");
    assert!(table.ends_with("Labels that nobody used, without a row: quote.\n"), "{table}");
    folder.said("compare p.ron --analysts ana,bo --html p.html");
    let html = fs::read_to_string(folder.path("p.html")).unwrap();
    assert!(!html.contains("<th scope=\"row\" dir=\"auto\"><span class=\"chip label-1\""), "no row in any table");
    assert!(html.contains("Labels that nobody used, without a row: quote."));
}

#[test]
fn a_report_can_be_cited() {
    let folder = Folder::new();
    folder.project("p.ron", &of(&ARTICLES));
    folder.said("compare p.ron --analysts ana,bo --seed 9 --html p.html");
    let html = fs::read_to_string(folder.path("p.html")).unwrap();
    let cite = html.split_once("<h2 id=\"cite\"").unwrap().1;
    for part in [env!("CARGO_PKG_VERSION"), "random seed 9", "p.ron", &digest(&folder, "p.ron")] {
        assert!(cite.contains(part), "{part} in {cite}");
    }
    let json = folder.json("compare p.ron --analysts ana,bo --json");
    assert_eq!(json["project"]["files"][0]["sha256"], digest(&folder, "p.ron"));
}

#[test]
fn parts_put_together_have_the_names_of_people_and_say_who_is_left_out() {
    let folder = Folder::new();
    let whole = of(&["[Nine died]{claim@bo}, [he]{claim} said.", "[Ten fled]{claim}."]);
    for (place, name) in ["Ana Nowak", "Ana Novak"].into_iter().enumerate() {
        let mut part = whole.clone();
        part.apply(Edit::RemoveArticle(whole.articles()[1 - place].article.id)).unwrap();
        for (id, name) in [("ana", name), ("bo", "Bo Lind")] {
            part.apply(Edit::RenameAnalyst { analyst: id.into(), name: name.to_owned() }).unwrap();
        }
        folder.project(&format!("{place}.ron"), &part);
        folder.said(&format!("compare {place}.ron --analysts ana,bo --partial {place}.part"));
    }
    let (code, out, err) = folder.output("compare --reduce 0.part 1.part");
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("Ana Nowak, Bo Lind; compared: 1 of 2 articles"), "{out}");
    assert!(out.contains("never opened by Bo Lind: “Ten fled.”"), "{out}");
    let told = "warning: the analyst with the id ana is “Ana Nowak” in one part and “Ana Novak” in another; the figures take them as one";
    assert!(err.contains(told), "{err}");
}

#[test]
fn csv_has_rows_for_answers() {
    let folder = Folder::new();
    let mut project = of(&["[[Nine]{claim}]{claim@bo} died, [[ten]{claim}]{claim@bo} fled."]);
    let record = project.articles()[0].clone();
    for annotation in record.annotations.values() {
        let words = annotation.fragments.words(record.article.text.as_str());
        let value = match (words.as_str(), annotation.analyst.as_str()) {
            ("Nine", _) => 9,
            (_, "ana") => 10,
            _ => 12,
        };
        let change = Change::Attribute("dead".into(), Some(AttributeValue::Integer(value)));
        let edit = Edit::ChangeAnnotation {
            article: record.article.id,
            annotation: annotation.id,
            change,
            modified: annotation.modified,
        };
        project.apply(edit).unwrap();
    }
    folder.project("p.ron", &project);
    let text = folder.said("compare p.ron --csv");
    let row = |measure: &str| text.lines().find(|line| line.contains(measure)).unwrap_or_else(|| panic!("{text}")).to_owned();
    assert!(row("answers_same").starts_with("ANA,BO,claim,answers_same,0.5,"), "{text}");
    assert!(row("answers_same").ends_with(",2,answers,,dead"), "{text}");
    assert!(row("answers_one_only").contains(",answers_one_only,0,"), "{text}");
}

#[test]
fn a_name_that_two_analysts_have_is_refused_and_check_says_it() {
    let folder = Folder::new();
    let mut project = of(&["[[Nine]{claim} died]{quote@bo}."]);
    project.apply(Edit::RenameAnalyst { analyst: "bo".into(), name: "ANA".to_owned() }).unwrap();
    folder.project("p.ron", &project);
    for line in ["export p.ron --to jsonl --out x.jsonl --analyst ANA", "compare p.ron --analysts ANA,bo"] {
        let (code, _, said) = folder.output(line);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("“ANA” may be any of several analysts: “ANA” (id bo), “ANA” (id ana)"), "{said}");
    }
    assert_eq!(folder.output("export p.ron --to jsonl --out x.jsonl --analyst bo").0, 0);
    let (code, out, _) = folder.output("check p.ron");
    assert_eq!(code, 0);
    assert!(out.contains("finding: 2 analysts have one name: “ANA” (id bo), “ANA” (id ana)"), "{out}");
    let (code, _, said) = folder.output("new q.ron --analyst Ana --analyst ana");
    assert_eq!(code, 0);
    assert!(said.contains("“ana” is another analyst here than “Ana” (id ana), though the names look alike"), "{said}");
}
