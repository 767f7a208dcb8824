//! Gold and the decisions it is made of, in datasets: which articles, under which names, and how it came about.

use crate::{answer, codebook, marked, schema};
use arrow_array::{Array as _, ListArray, RecordBatch, StringArray, StructArray};
use obelus::{
    compare::{
        differences::{Difference, differences},
        gold::{Choice, Decider, Settlement, Start, decide, settlement, start},
    },
    export::{
        Format, Selection,
        dataset::{DatasetError, Layers, Names, Plan, Settings, memory},
        export,
    },
    import::{join, jsonl},
    project::{Analyst, AnnotationId, AttributeValue, Change, Edit, Project, Verdict, stats::stats},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

const ARTICLES: [(&str, &str); 3] = [
    ("Rain\n[At least [14]{figure} died]{claim}, [he said]{quote}.", "Rain\n[At least 14]{claim@bo} died, [he said]{quote@bo}."),
    ("Snow\n[They fled]{claim} at dawn.", "Snow\n[They fled at dawn]{claim@bo}."),
    ("Wind\n[It burned]{claim}.", "Wind\n[It burned]{claim@bo}."),
];

fn tagged() -> Project {
    let texts = ARTICLES.map(|(ana, bo)| marked::marked(ana).and(bo));
    let mut project = marked::project(codebook(), &texts);
    answer(&mut project, 2, "low", AttributeValue::Integer(14));
    project
}

fn ids(first: u64) -> impl FnMut() -> AnnotationId {
    let mut next = first;
    move || {
        next += 1;
        AnnotationId::from_random(next)
    }
}

fn by(analyst: &str) -> Decider {
    Decider { by: Some(analyst.into()), now: "2026-02-01T10:00:00Z".parse().unwrap(), comment: "rule 3".to_owned() }
}

fn open(project: &Project, article: usize) -> Vec<Difference> {
    differences(&project.articles()[article], &"ana".into(), &"bo".into(), &[])
}

/// The first and the last article are settled, the second is not.
fn settled() -> Project {
    let mut project = tagged();
    let mut ids = ids(500);
    let nobody = Decider { by: None, ..by("ana") };
    let identical = start(&project, &["ana".into(), "bo".into()], &[], Start::Identical, &nobody, &mut ids).unwrap();
    project.apply(identical).unwrap();
    let article = project.articles()[0].article.id;
    for (place, difference) in open(&project, 0).into_iter().enumerate() {
        if difference.a.is_some() && difference.b.is_some() {
            let choice = if place == 0 { Choice::Union } else { continue };
            project.apply(decide(&project, article, &difference, choice, &by("bo"), &mut ids).unwrap()).unwrap();
        } else {
            project.apply(decide(&project, article, &difference, Choice::Neither, &by("ana"), &mut ids).unwrap()).unwrap();
        }
    }
    project
}

fn gold() -> Settings {
    Settings { layers: Layers::Gold, ..Settings::default() }
}

fn files_of(project: &Project, settings: &Settings) -> BTreeMap<String, Vec<u8>> {
    let plan = Plan::new(project, settings).unwrap();
    let (files, _) = memory(|sink| plan.write(None, &mut |_| true, sink)).unwrap();
    files.into_iter().map(|file| (file.name, file.bytes)).collect()
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn only_settled_articles_are_gold_and_the_others_are_named() {
    let files = files_of(&settled(), &gold());
    let rows: Vec<Value> = text(&files, "project.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let titles: Vec<_> = rows.iter().filter_map(|row| row["text"].as_str()?.lines().next()).collect();
    assert_eq!(titles, ["Rain", "Wind"]);
    let status: Vec<_> = rows.iter().filter(|row| row["obelus"] == "status").map(|row| &row["status"]).collect();
    assert_eq!(status, ["done", "done"]);
    let why = "not all of its differences are settled: 2 annotations are open";
    let report: Value = serde_json::from_str(&text(&files, "loss-report.json")).unwrap();
    let lost = report["losses"].as_array().unwrap();
    assert_eq!(lost[0]["title"], "Snow");
    assert_eq!(lost[0]["what"], format!("left out of gold: {why}"));
    let card = text(&files, "README.md");
    assert!(
        card.contains(&format!("Left out: 1 article, because not everything in them is settled.\n\n* “Snow”: {why}\n")),
        "{card}"
    );
}

#[test]
fn the_card_of_gold_has_the_analysts_agreement_and_what_was_decided() {
    let project = settled();
    let card = text(&files_of(&project, &gold()), "README.md");
    assert!(
        card.contains("Of the analysts' own layers, on the 2 articles that at least two worked on, as they tagged before"),
        "{card}"
    );
    assert!(card.contains("\n\nAgreement of ANA and BO:\n\n| figure | value |"), "gold is not a rater: {card}");
    let table = [
        "| settled by | all alike | none taken | what either covers |",
        "| --- | ---: | ---: | ---: |",
        "| nobody: taken over | 2 | 0 | 0 |",
        "| ANA | 0 | 1 | 0 |",
        "| BO | 0 | 0 | 1 |",
    ];
    assert!(card.contains(&table.join("\n")), "{card}");
    // Beside the analysts' layers gold is not a rater either.
    let each = text(&files_of(&project, &Settings::default()), "README.md");
    let untouched = text(&files_of(&tagged(), &Settings::default()), "README.md");
    let figures = |card: &str| card.split("## ").find(|part| part.starts_with("Agreement")).unwrap().to_owned();
    assert_eq!(figures(&each), figures(&untouched));
}

#[test]
fn the_figures_of_a_gold_folder_are_there_in_full() {
    let hf = |project: &Project, layers| {
        let settings = Settings { format: Format::HuggingFace, layers, ..Settings::default() };
        let card = text(&files_of(project, &settings), "README.md");
        let line = card.lines().find_map(|line| line.strip_prefix("agreement: ")).unwrap().to_owned();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    let mut project = settled();
    let article = project.articles()[1].article.id;
    let difference = open(&project, 1)[0];
    let before = hf(&tagged(), Layers::Each(Vec::new()));
    project.apply(decide(&project, article, &difference, Choice::A, &by("ana"), &mut ids(600)).unwrap()).unwrap();
    assert_eq!(hf(&project, Layers::Gold), before, "settling changes nothing about how analysts agree");
    assert_eq!(before["pairs"][0]["analysts"], serde_json::json!(["ANA", "BO"]));
}

/// The status of gold in each article, as an export of all layers has it, by title.
fn statuses_of_gold(project: &Project) -> Vec<(String, String)> {
    let lines = text(&files_of(project, &Settings::default()), "project.jsonl");
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let title =
        |row: &Value| rows.iter().find(|other| other["id"] == row["doc_id"]).unwrap()["text"].as_str().unwrap().to_owned();
    let of_gold = rows.iter().filter(|row| row["obelus"] == "status" && row["coder_id"] == "gold");
    of_gold.map(|row| (title(row)[..4].to_owned(), row["status"].as_str().unwrap().to_owned())).collect()
}

fn progress_of_gold(project: &Project) -> (usize, usize) {
    let progress = stats(project).analysts.iter().find(|found| found.analyst.is_gold()).unwrap().progress;
    (progress.num_done, progress.num_in_progress)
}

#[test]
fn gold_is_done_only_as_long_as_nobody_changes_what_was_decided_on() {
    let mut project = settled();
    let said = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(statuses_of_gold(&project), said(&[("Rain", "done"), ("Wind", "done")]));
    assert_eq!(progress_of_gold(&project), (2, 0));
    let wind = project.articles()[2].clone();
    let (id, _) = wind.annotations.iter().find(|(_, found)| found.analyst == "ana".into()).unwrap();
    let (article, modified) = (wind.article.id, "2026-03-01T10:00:00Z".parse().unwrap());
    let change = Change::Label("quote".into());
    let back = project.apply(Edit::ChangeAnnotation { article, annotation: *id, change, modified }).unwrap();
    assert_eq!(statuses_of_gold(&project), said(&[("Rain", "done"), ("Wind", "in_progress")]));
    assert_eq!(progress_of_gold(&project), (1, 1), "the counts say so too");
    let files = files_of(&project, &gold());
    let report: Value = serde_json::from_str(&text(&files, "loss-report.json")).unwrap();
    let lost = report["losses"].as_array().unwrap().iter();
    let lost = lost.filter(|loss| loss["what"].as_str().unwrap().starts_with("left out of gold"));
    assert_eq!(lost.map(|loss| loss["title"].as_str().unwrap()).collect::<Vec<_>>(), ["Snow", "Wind"]);
    // As one of several layers it is not finished work either.
    let plan = Settings { only_done: true, layers: Layers::Each(vec!["gold".to_owned()]), ..Settings::default() };
    let plan = Plan::new(&project, &plan).unwrap();
    assert_eq!(plan.articles().map(|(record, _)| record.article.title()).collect::<Vec<_>>(), ["Rain"]);
    project.apply(back).unwrap();
    assert_eq!(progress_of_gold(&project), (2, 0), "and done again when the change is taken back");
}

#[test]
fn gold_is_done_when_what_was_open_goes() {
    let mut project = settled();
    let snow = project.articles()[1].clone();
    for (id, _) in snow.annotations.iter() {
        project.apply(Edit::RemoveAnnotation { article: snow.article.id, annotation: *id }).unwrap();
    }
    assert_eq!(statuses_of_gold(&project).len(), 2, "where nothing was decided there is nothing to be done");
    let rain = project.articles()[0].clone();
    let decided = rain.decisions.values().find(|decision| decision.verdict == Verdict::Neither).unwrap().clone();
    let source = decided.key()[0];
    let reopened = Edit::SetDecision { article: rain.article.id, about: decided.key(), decision: None };
    project.apply(reopened).unwrap();
    assert_eq!(progress_of_gold(&project).0, 1);
    project.apply(Edit::RemoveAnnotation { article: rain.article.id, annotation: source }).unwrap();
    assert_eq!(progress_of_gold(&project).0, 2);
    assert_eq!(settlement(&project.articles()[0]), Settlement::Settled);
}

#[test]
fn nothing_settled_is_refused_with_examples() {
    let mut project = tagged();
    let analyst = Analyst { id: "gold".into(), name: "Gold".to_owned() };
    project.apply(Edit::AddAnalyst { at: 2, analyst }).unwrap();
    let Err(DatasetError::NothingSettled(examples)) = Plan::new(&project, &gold()) else { panic!("it was planned") };
    assert!(
        examples.starts_with("“Rain” (not all of its differences are settled: 5 annotations are open), “Snow”"),
        "{examples}"
    );
}

#[test]
fn gold_keeps_its_name_among_pseudonyms_and_nobody_elses_is_told() {
    let settings = Settings { names: Names::Pseudonyms, format: Format::HuggingFace, ..gold() };
    let files = files_of(&settled(), &settings);
    let card = text(&files, "README.md");
    assert!(card.contains("| `gold` | Gold |") && card.contains("Analyst 1 and Analyst 2"), "{card}");
    let by: Vec<_> = column(&decisions(&files), "by_name").into_iter().map(|by| by.unwrap_or("-").to_owned()).collect();
    assert_eq!(by.iter().filter(|by| *by != "-").count(), 2);
    assert!(by.iter().all(|by| by == "-" || by.starts_with("Analyst ")), "{by:?}");
    for name in ["README.md", "croissant.json", "loss-report.json"] {
        let text = text(&files, name);
        assert!(!text.contains("ANA") && !text.contains("BO"), "{text}");
    }
    let each = Settings { names: Names::Pseudonyms, ..Settings::default() };
    let rows = text(&files_of(&settled(), &each), "project.jsonl");
    assert!(rows.contains(r#"{"id":"gold","name":"Gold"}"#) && rows.contains(r#""by":"analyst_2""#), "{rows}");
}

fn decisions(files: &BTreeMap<String, Vec<u8>>) -> RecordBatch {
    let bytes = files["decisions/split=train/part-00000.parquet"].clone();
    ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap().build().unwrap().next().unwrap().unwrap()
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Vec<Option<&'b str>> {
    batch.column_by_name(name).unwrap().as_any().downcast_ref::<StringArray>().unwrap().iter().collect()
}

/// A column of text of the annotations that each decision has.
fn inner(batch: &RecordBatch, list: &str, name: &str) -> Vec<Vec<String>> {
    let lists: &ListArray = batch.column_by_name(list).unwrap().as_any().downcast_ref().unwrap();
    let of = |place| {
        let said = lists.value(place);
        let said: &StructArray = said.as_any().downcast_ref().unwrap();
        let column: &StringArray = said.column_by_name(name).unwrap().as_any().downcast_ref().unwrap();
        column.iter().map(|value| value.unwrap_or("-").to_owned()).collect()
    };
    (0..lists.len()).map(of).collect()
}

#[test]
fn a_table_has_what_was_decided_why_and_what_came_of_it() {
    let settings = Settings { format: Format::HuggingFace, ..gold() };
    let batch = decisions(&files_of(&settled(), &settings));
    let rows: Vec<_> = (0..batch.num_rows())
        .map(|place| {
            let of = |name| column(&batch, name)[place].unwrap_or("-").to_owned();
            let list = |list, name| inner(&batch, list, name)[place].join(" / ");
            [
                of("differed"),
                list("about", "analyst"),
                list("about", "quote"),
                of("verdict"),
                of("by_name"),
                of("comment"),
                list("gold", "quote"),
                list("gold", "origin"),
            ]
        })
        .collect();
    let mut rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            ["identical", "ana / bo", "It burned / It burned", "all", "-", "rule 3", "It burned", "unanimous"],
            ["identical", "ana / bo", "he said / he said", "all", "-", "rule 3", "he said", "unanimous"],
            ["only_one", "ana", "14", "neither", "ANA", "rule 3", "", ""],
            [
                "other_boundary",
                "ana / bo",
                "At least 14 died / At least 14",
                "union",
                "BO",
                "rule 3",
                "At least 14 died",
                "union"
            ],
        ]
    );
}

/// What the JSON lines of a project make where there is none.
fn back(project: &Project) -> Project {
    let (files, report) = export(project, Format::Jsonl, &Selection::default()).unwrap();
    assert_eq!(report.losses, [], "nothing is lost");
    let source = jsonl::read("project.jsonl", &files[0].bytes).unwrap();
    assert_eq!(source.warnings, []);
    let origin = source.origin.clone().unwrap();
    let mut made = Project::new(origin.id, origin.title, origin.codebook);
    let joined = join(&made, vec![source], "2026-03-01T00:00:00Z".parse().unwrap(), &mut || 1);
    made.apply(Edit::Batch(joined.edits)).unwrap();
    made
}

#[test]
fn json_lines_lose_no_decision() {
    let project = settled();
    assert_eq!(back(&project), project);
    assert_eq!(schema::faults(&project), Vec::<String>::new());
    // Where a layer is left out, so is what was decided about it, and this is said.
    let alone = Selection { analysts: Some(vec!["ana".into()]), articles: None };
    let (files, report) = export(&project, Format::Jsonl, &alone).unwrap();
    let lines = String::from_utf8_lossy(&files[0].bytes);
    assert_eq!(lines.matches("\"obelus\":\"decision\"").count(), 1, "what was decided about Ana's alone");
    let told: Vec<_> = report.losses.iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(told[0], "how 2 differences were settled is not written: not everything that this is about is exported");
    let of_ana = Settings { format: Format::HuggingFace, layers: Layers::Each(vec!["ana".to_owned()]), ..Settings::default() };
    let files = files_of(&project, &of_ana);
    assert_eq!(decisions(&files).num_rows(), 1);
    assert!(text(&files, "loss-report.json").contains("how 2 differences were settled is not written"));
    let (_, report) = export(&project, Format::Csv, &Selection::default()).unwrap();
    assert_eq!(report.losses[0].what, "how 3 differences were settled is not written");
}

#[test]
fn rows_of_decisions_that_cannot_be_read_are_told() {
    let (files, _) = export(&settled(), Format::Jsonl, &Selection::default()).unwrap();
    let lines = String::from_utf8(files[0].bytes.clone()).unwrap();
    let line = lines.lines().find(|line| line.contains("\"verdict\":\"union\"")).unwrap();
    for (from, to, why) in [
        ("\"union\"", "\"one\"", "“one” is not a verdict, or names no annotation that was read"),
        ("\"union\"", "\"maybe\"", "“maybe” is not a verdict"),
        ("\"fingerprint\":\"", "\"fingerprint\":\"+", "is not a fingerprint"),
        ("\"doc_id\":\"", "\"doc_id\":\"zz", "there is no such article before it"),
    ] {
        let broken = lines.replace(line, &line.replacen(from, to, 1));
        let read = jsonl::read("project.jsonl", broken.as_bytes()).unwrap();
        let told = read.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(told.contains(why), "{told}");
        assert_eq!(read.articles.iter().map(|article| article.decisions.len()).sum::<usize>(), 3);
    }
}

proptest! {
    #[test]
    fn whatever_was_settled_comes_back(choices in prop::collection::vec((0usize..3, 0usize..6, 0usize..7), 1..12)) {
        let mut project = tagged();
        let mut ids = ids(500);
        for (article, place, choice) in choices {
            let found = open(&project, article);
            let difference = found[place % found.len()];
            let all = [Choice::A, Choice::B, Choice::Both, Choice::Neither, Choice::Union, Choice::Intersection];
            let choice = all.get(choice).cloned().unwrap_or_else(|| {
                let answers = [("low".into(), Some(AttributeValue::Integer(3)))].into_iter().collect();
                Choice::Answered(Box::new(Choice::A), answers)
            });
            let id = project.articles()[article].article.id;
            if let Ok(edit) = decide(&project, id, &difference, choice, &by("ana"), &mut ids) {
                project.apply(edit).unwrap();
            }
        }
        prop_assert_eq!(back(&project), project);
    }
}

#[test]
fn articles_that_were_not_asked_for_are_not_missed() {
    let project = settled();
    let first = project.articles()[0].article.id;
    let settings = Settings { articles: Some(vec![first.to_string()]), ..gold() };
    assert!(Plan::new(&project, &settings).unwrap().view().left_out().is_empty());
}

#[test]
fn the_decisions_that_gold_came_from_go_along_with_it() {
    let project = settled();
    let files = files_of(&project, &gold());
    let lines = text(&files, "project.jsonl");
    assert_eq!(lines.matches("\"obelus\":\"decision\"").count(), 4, "as many as the table of Hugging Face has: {lines}");
    let report = text(&files, "loss-report.json");
    assert!(!report.contains("settled is not written") && !report.contains("settled are not written"), "{report}");
    let source = jsonl::read("project.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(source.warnings, []);
    let names: Vec<_> = source.analysts.iter().map(|analyst| analyst.name.as_str()).collect();
    assert_eq!(names, ["Gold", "ANA", "BO"], "those who decided have names");
    // Where there is no project yet, the gold is complete.
    let origin = source.origin.clone().unwrap();
    let mut made = Project::new(origin.id, origin.title, origin.codebook);
    let joined = join(&made, vec![source.clone()], "2026-03-01T00:00:00Z".parse().unwrap(), &mut || 1);
    made.apply(Edit::Batch(joined.edits)).unwrap();
    assert!(made.articles().iter().all(|record| settlement(record) == Settlement::Settled));
    // In the project of the analysts, the decisions are about their annotations.
    let mut again = tagged();
    let joined = join(&again, vec![source], "2026-03-01T00:00:00Z".parse().unwrap(), &mut || 1);
    again.apply(Edit::Batch(joined.edits)).unwrap();
    for place in [0, 2] {
        assert_eq!(again.articles()[place].decisions, project.articles()[place].decisions);
        assert_eq!(settlement(&again.articles()[place]), Settlement::Settled);
    }
}
