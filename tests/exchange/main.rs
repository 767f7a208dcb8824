//! The formats of other annotation programs. Files that hold one hard example (emoji, Arabic, Hebrew, combining marks,
//! U+2028, nested and overlapping tags) in each of them give exactly what `expected.json` says.
#![expect(clippy::disallowed_methods, reason = "these tests read fixtures")]
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod bad_offsets;
mod brat_folders;
mod docbin;
#[expect(dead_code, reason = "shared with other tests")]
#[path = "../support/marked.rs"]
mod marked;
mod odd_input;
mod others;
mod people;
#[path = "../support/random.rs"]
mod random;
mod round_trip;
mod survives;
mod threads;
mod variants;
mod webanno;
mod work;

use obelus::{
    import::{
        self, Annotated, InputFile, brat,
        exchange::{self, Exchange},
    },
    project::{AttributeValue, Codebook, Edit, Project, ProjectId},
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the hard example lies; `variant` is empty or one of `-crlf` and `-controls`.
fn fixtures(variant: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/exchange{variant}"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    inside.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The files of a folder with their paths inside it.
fn folder(name: &str) -> Vec<(String, Vec<u8>)> {
    folder_of("", name)
}

fn folder_of(variant: &str, name: &str) -> Vec<(String, Vec<u8>)> {
    let root = fixtures(variant).join(name);
    let inside = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files_below(&root).iter().map(|path| (inside(path), fs::read(path).unwrap())).collect()
}

fn inputs(files: &[(String, Vec<u8>)]) -> Vec<InputFile<'_>> {
    files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect()
}

fn read(name: &str) -> (Exchange, Annotated) {
    let files = folder(name);
    let mut found = exchange::read(&inputs(&files), None).0;
    assert_eq!(found.len(), 1, "{name} is one format: {:?}", found.iter().map(|(format, _)| format).collect::<Vec<_>>());
    found.remove(0)
}

fn expected() -> Value {
    expected_of("")
}

fn expected_of(variant: &str) -> Value {
    serde_json::from_slice(&fs::read(fixtures(variant).join("expected.json")).unwrap()).unwrap()
}

/// What is expected of a format: text, analyst, place, label and answers of each annotation, in one order.
fn wanted(has_answers: bool, has_analysts: bool) -> Vec<String> {
    wanted_of("", has_answers, has_analysts)
}

/// Line ends become LF, and places with them.
fn wanted_of(variant: &str, has_answers: bool, has_analysts: bool) -> Vec<String> {
    let mut all = Vec::new();
    for document in expected_of(variant)["documents"].as_array().unwrap() {
        let raw = document["text"].as_str().unwrap();
        let text = &raw.replace("\r\n", "\n");
        let in_lines = |at: usize| {
            let before: String = raw.chars().take(at).collect();
            at - before.matches("\r\n").count()
        };
        all.push(format!("text {text:?}"));
        for span in document["spans"].as_array().unwrap() {
            let at = |name: &str| in_lines(span[name].as_u64().unwrap() as usize);
            let words: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
            let mut answers: Vec<_> =
                span["attributes"].as_object().unwrap().iter().map(|(id, value)| format!("{id}={value}")).collect();
            answers.sort();
            if !has_answers {
                answers.clear();
            }
            let analyst = if has_analysts { span["analyst"].as_str().unwrap() } else { "anybody" };
            all.push(format!(
                "{analyst} {} {}–{} {words:?} {answers:?}",
                span["label"].as_str().unwrap(),
                at("start"),
                at("end")
            ));
        }
    }
    all.sort();
    all
}

/// What comes into an empty project of it, in the same words.
fn found(read: &Annotated, has_analysts: bool) -> Vec<String> {
    let codebook = Codebook { title: String::new(), version: 0, general_rules: Vec::new(), labels: Vec::new() };
    let mut project = Project::new(ProjectId::from_random(1), "Hard", codebook);
    let mut bits = 1000;
    let mut random_bits = || {
        bits += 1;
        bits
    };
    let joined = import::join(&project, vec![read.clone()], random::time(0), &mut random_bits);
    project.apply(Edit::Batch(joined.edits)).unwrap();
    let mut all = Vec::new();
    for record in project.articles() {
        let text = record.article.text.as_str();
        all.push(format!("text {text:?}"));
        for annotation in record.annotations.values() {
            let range = annotation.fragments.hull();
            let at = |byte: usize| text[..byte].chars().count();
            let mut answers: Vec<_> = annotation.attributes.iter().map(|(id, value)| format!("{id}={}", answer(value))).collect();
            answers.sort();
            let label = &project.codebook().label(&annotation.label).unwrap().name;
            let analyst = if has_analysts { &project.analyst(&annotation.analyst).unwrap().name } else { "anybody" };
            let (start, end) = (range.start().to_usize(), range.end().to_usize());
            all.push(format!("{analyst} {label} {}–{} {:?} {answers:?}", at(start), at(end), range.of(text).unwrap()));
        }
    }
    all.sort();
    all
}

/// As JSON, in which numbers are no words; a choice is its word.
fn answer(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Text(text) | AttributeValue::Choice(text) => Value::from(text.as_str()).to_string(),
        AttributeValue::Integer(number) => number.to_string(),
        AttributeValue::YesNo(yes) => yes.to_string(),
        other => format!("{other:?}"),
    }
}

fn is_as_expected(name: &str, format: Exchange, has_answers: bool) {
    let (found_format, read) = read(name);
    assert_eq!(found_format, format);
    assert_eq!(read.failed, []);
    assert_eq!(found(&read, true), wanted(has_answers, true), "{name}: {:?}", read.warnings);
    assert_eq!(read.warnings, []);
}

#[test]
fn doccano_gives_the_hard_example() {
    is_as_expected("doccano", Exchange::Doccano, true);
}

#[test]
fn label_studio_gives_the_hard_example() {
    is_as_expected("labelstudio", Exchange::LabelStudio, true);
}

#[test]
fn spacy_and_prodigy_give_the_hard_example() {
    is_as_expected("spacy", Exchange::Spacy, true);
}

#[test]
fn web_annotation_gives_the_hard_example() {
    is_as_expected("w3c", Exchange::W3c, true);
}

/// CoNLL has tags of words and nothing beside them: no answers. All else is exact, because these tables have columns with
/// the places of the words.
#[test]
fn conll_gives_the_hard_example_without_answers() {
    is_as_expected("conll", Exchange::Conll, false);
}

#[test]
fn brat_gives_the_hard_example() {
    let files = folder("brat");
    let read = brat::read(&inputs(&files), Some(brat::AnalystFrom::Folder), "nobody");
    assert_eq!((read.failed.len(), read.warnings.len()), (0, 0), "{:?}", read.warnings);
    assert_eq!(found(&read, true), wanted(true, true));
    // All that notes say was taken.
    assert!(read.articles.iter().flat_map(|article| &article.annotations).all(|annotation| annotation.note.is_empty()));
}

#[test]
fn cas_gives_the_hard_example() {
    is_as_expected("cas", Exchange::Cas, true);
    // Both files of an analyst say the same.
    let mut files = folder("cas");
    files.retain(|(path, _)| !path.ends_with(".json"));
    let read = exchange::read(&inputs(&files), None).0.remove(0).1;
    assert_eq!(found(&read, true), wanted(true, true));
}

#[test]
fn refi_qda_gives_the_hard_example() {
    is_as_expected("refiqda", Exchange::Refi, true);
}

#[test]
fn tei_gives_the_hard_example() {
    is_as_expected("tei", Exchange::Tei, true);
}

#[test]
fn tables_as_csv_give_the_hard_example() {
    is_as_expected("csv", Exchange::Csv, true);
    // Read as a spreadsheet has them, with the apostrophes that keep cells from being formulas.
    let mut files = folder("csv");
    files.retain(|(path, _)| path.ends_with(".csv"));
    let read = exchange::read(&inputs(&files), None).0.remove(0).1;
    assert_eq!(found(&read, true), wanted(true, true), "{:?}", read.warnings);
}

#[test]
fn datasets_for_hugging_face_give_the_hard_example() {
    is_as_expected("hf", Exchange::HuggingFace, true);
    // The documents alone too, whose labels are numbers; the card has their names.
    let mut files = folder("hf");
    files.retain(|(path, _)| !path.starts_with("tags/"));
    let read = exchange::read(&inputs(&files), None).0.remove(0).1;
    assert_eq!(found(&read, true), wanted(true, true), "{:?}", read.warnings);
}

/// Taguette has no attributes, so there are no answers, and says of no highlight whose it is (only its history may); texts,
/// labels and places are exact.
#[test]
fn taguette_gives_the_hard_example_without_answers_and_analysts() {
    let (format, read) = read("taguette");
    assert_eq!((format, read.failed.len()), (Exchange::Taguette, 0), "{:?}", read.failed);
    assert_eq!(found(&read, false), wanted(false, false), "{:?}", read.warnings);
    assert_eq!(read.warnings, []);
}
