//! The command line and the window read the same paths in the same way: the same articles, the same messages.

use super::{
    Desk,
    projects::{answer_path, wait},
    put::put,
};
use egui::{Key, Modifiers};
use obelus::app::desk::Dialog;
use std::{collections::BTreeSet, path::Path, process::Command};

/// The titles of the articles that were read, what was left out or failed, and the warnings.
#[derive(Debug, Default)]
struct Outcome {
    titles: BTreeSet<String>,
    told: BTreeSet<String>,
    warnings: BTreeSet<String>,
}

/// Imports `path` into a new project by the command line.
fn by_command(path: &Path, folder: &Path) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
    let output = command.arg("import").arg(folder.join("new.ron")).arg(path).arg("--dry-run").output().unwrap();
    let [results, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    let title = |line: &str| line.split_once('“').and_then(|(_, rest)| rest.split_once('”')).map(|(title, _)| title.to_owned());
    let with = |start: &[&str]| -> BTreeSet<String> {
        said.lines().filter_map(|line| start.iter().find_map(|start| line.strip_prefix(start))).map(str::to_owned).collect()
    };
    // What tags mean is asked in the preview.
    let is_in_both = |line: &String| !line.contains("nothing was imported") && !line.contains("“--tagged ");
    Outcome {
        titles: results.lines().filter_map(title).collect(),
        told: with(&["error: ", "note: "]).into_iter().filter(is_in_both).collect(),
        warnings: with(&["warning: "]),
    }
}

/// Imports `path` in the window, up to the preview.
fn by_window(path: &Path) -> Outcome {
    let mut desk = Desk::sample();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, path);
    wait(&mut desk, |desk| desk.state().import.progress().is_none());
    desk.run();
    let state = desk.state();
    let Some(preview) = state.import.preview.as_ref().filter(|_| state.desk.dialog == Some(Dialog::ImportPreview)) else {
        let told = state.desk.messages.iter().map(|message| message.text.clone()).collect();
        return Outcome { told, ..Outcome::default() };
    };
    let of_files = preview.files.iter().flat_map(|file| file.annotated.warnings.iter().map(ToString::to_string));
    Outcome {
        titles: preview.items.iter().map(|item| preview.title(item)).collect(),
        told: preview.warnings.iter().cloned().collect(),
        warnings: of_files.collect(),
    }
}

/// Checks that both say the same of `path`, and returns it.
fn check(path: &Path) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let (command, window) = (by_command(path, folder.path()), by_window(path));
    let at = path.display();
    assert_eq!(window.titles, command.titles, "{at}");
    assert_eq!(window.told, command.told, "{at}");
    // Joining to a project has warnings of its own, which the window gives after the preview.
    assert!(window.warnings.is_subset(&command.warnings), "{at}: {window:#?} {command:#?}");
    window
}

#[test]
fn every_fixture_of_annotated_data_is_read_alike() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/exchange");
    let mut num_read = 0;
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert!(!check(&path).titles.is_empty(), "{}", path.display());
            num_read += 1;
        }
    }
    assert!(num_read > 10);
}

#[test]
fn annotations_without_their_text_are_not_taken_for_an_article() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.txt", "Two shells hit Dravna.\n");
    let ann = put(folder.path(), "a.ann", "T1\tclaim 0 10\tTwo shells\n");
    let found = check(&ann);
    let expect = format!("{} has annotations without their text; import the folder that it lies in", ann.display());
    assert_eq!(found.told, BTreeSet::from([expect]));
    assert_eq!(check(folder.path()).titles, BTreeSet::from(["Two shells hit Dravna.".to_owned()]));
}

#[test]
fn another_project_comes_with_its_layers() {
    let project = concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron");
    assert_eq!(check(Path::new(project)).titles.len(), 5);
}

#[test]
fn a_file_of_annotations_takes_the_companions_beside_it() {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/exchange/w3c");
    let file = std::fs::read_dir(fixture).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "jsonld" || ending == "json"));
    assert!(!check(&file.expect("annotations")).titles.is_empty());
}

#[test]
fn what_is_no_article_is_told_alike() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "in/a.txt", "Bridge toll rises.\n");
    put(folder.path(), "in/b/picture.png", "no picture");
    put(folder.path(), "in/.hidden.txt", "Hidden.\n");
    put(folder.path(), "in/empty.pdf", "%PDF-1.4\n");
    let found = check(&folder.path().join("in"));
    assert_eq!(found.titles, BTreeSet::from(["Bridge toll rises.".to_owned()]));
    assert_eq!(found.told.len(), 2, "what was left out, and the broken file: {found:?}");
    assert_eq!(check(&folder.path().join("nowhere.txt")).told.len(), 1);
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/articles/report.epub");
    check(Path::new(archive));
}
