//! The sample project: built from `tests/fixtures/dravna`, and compared with the file that comes with the app.
//!
//! After a change to the fixtures or to the file's format, `UPDATE_SAMPLE=1 cargo test --test dravna` writes it anew.

#[path = "dravna/build.rs"]
mod build;

use obelus::{
    project::{check::check_project, stats::stats},
    store::{file, save},
};
use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

fn sample_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("projects/dravna.ron")
}

fn obelus(command: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_obelus"))
        .args(command)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    (String::from_utf8(output.stdout).expect("results are UTF-8"), output.status.code())
}

#[test]
fn the_sample_project_is_what_the_fixtures_say() {
    let built = file::write_project(&build::project(), 0, 0);
    let path = sample_path();
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        fs::create_dir_all(path.parent().expect("it lies in a folder")).unwrap();
        save::replace(&path, built.as_bytes()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != built {
        let line = kept.lines().zip(built.lines()).take_while(|(kept, built)| kept == built).count();
        panic!(
            "projects/dravna.ron differs from what is built from tests/fixtures/dravna, first in line {}:\n{:.300}\n\
             To write it anew: UPDATE_SAMPLE=1 cargo test --test dravna",
            line + 1,
            built.lines().nth(line).unwrap_or("(the file is too long)"),
        );
    }
}

#[test]
fn a_learner_meets_the_worked_example_first_and_both_analysts_everywhere_but_in_the_last() {
    let project = build::project();
    let layers: Vec<_> = project
        .articles()
        .iter()
        .map(|record| {
            let of = |analyst: &str| record.layer(&analyst.into()).len();
            (record.article.source.file_name.as_str(), of("ana"), of("bo"))
        })
        .collect();
    assert_eq!(
        layers,
        [
            ("02-shelling.txt", 16, 13),
            ("01-bridge-toll.txt", 39, 30),
            ("03-hospital-ledger.txt", 36, 15),
            ("04-arabic-bus-stop.txt", 16, 14),
            ("05-drones-over-the-sel.txt", 37, 0),
        ]
    );
}

#[test]
fn only_what_is_meant_to_be_empty_is_found() {
    let project = build::project();
    let found: Vec<_> = check_project(&project)
        .into_iter()
        .map(|finding| {
            let record = project.article(finding.article).expect("the finding is in the project");
            let annotation = &record.annotations[&finding.annotation];
            let words = annotation.fragments.words(record.article.text.as_str());
            format!("{}, {}, {words}: {}", record.article.source.file_name, annotation.analyst, finding.problem)
        })
        .collect();
    assert_eq!(
        found,
        [
            "02-shelling.txt, ana, Two of them were children: required attribute source_type is not filled",
            "04-arabic-bus-stop.txt, bo, ستة منهم: required attribute source_type is not filled",
        ]
    );
}

#[test]
fn the_command_line_agrees_with_the_fixtures() {
    let (results, exit) = obelus(&["check", "projects/dravna.ron"]);
    assert_eq!(exit, Some(0), "{results}");
    assert_eq!(
        results.lines().last(),
        Some("projects/dravna.ron: the file is sound; 2 findings; checked 5 articles and 216 annotations")
    );

    let (results, exit) = obelus(&["stats", "projects/dravna.ron", "--json"]);
    assert_eq!(exit, Some(0));
    let counted: serde_json::Value = serde_json::from_str(&results).unwrap();
    let layers = build::layers();
    let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (layer, tag) in layers.iter().flat_map(|layer| layer.tags.iter().map(move |tag| (layer, tag))) {
        *expected.entry((tag.label.clone(), layer.analyst.to_lowercase())).or_default() += 1;
    }
    for label in counted["labels"].as_array().unwrap() {
        for analyst in ["ana", "bo"] {
            let key = (label["id"].as_str().unwrap().to_owned(), analyst.to_owned());
            assert_eq!(label["num_by_analyst"][analyst].as_u64(), expected.remove(&key).or(Some(0)), "{key:?}");
        }
    }
    assert_eq!(expected, BTreeMap::new(), "no label is left out");
    let tags = || layers.iter().flat_map(|layer| &layer.tags);
    let total = &counted["annotations"];
    assert_eq!(total["num_annotations"], tags().count());
    assert_eq!(total["num_fragments"], tags().map(|tag| tag.at.len()).sum::<usize>());
    assert_eq!(total["num_discontinuous"], tags().filter(|tag| tag.at.len() > 1).count());
    assert_eq!(total["num_unsure"], tags().filter(|tag| tag.unsure).count());
    assert_eq!(total["num_with_note"], tags().filter(|tag| !tag.note.is_empty()).count());
    assert_eq!(counted["num_articles"], 5);
    assert_eq!(counted["num_words"], stats(&build::project()).num_words);
    assert_eq!(
        counted["analysts"][1]["articles"],
        serde_json::json!({ "num_not_opened": 1, "num_in_progress": 1, "num_opened_empty": 0, "num_done": 3, "num_done_empty": 0 })
    );
}
