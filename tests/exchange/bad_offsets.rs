//! Offsets that lead out of the text, in every format: the texts come in, a warning tells what was left out, and nothing is
//! put in a wrong place. And offsets that count something else than the format says.

use super::{brat, exchange, expected, folder, found, inputs, wanted};
use obelus::import::{Annotated, InputFile};
use regex::{Captures, Regex};
use std::io::Read as _;

/// How each format writes its offsets: what stands in the group is all digits of offsets.
const OFFSETS: [(&str, &str); 9] = [
    ("brat", r"(?m)^T\d+\t\S+ ([\d ;]+)\t"),
    ("cas", r#"(?:begin|end)="(\d+)""#),
    ("csv", r"(?m)^(?:[^\t\n]*\t){3}(\d+\t\d+)\t"),
    ("doccano", r#"\[(\d+, ?\d+), ?""#),
    ("labelstudio", r#""(?:start|end)": ?(\d+)"#),
    ("refiqda", r#"(?:start|end)Position="(\d+)""#),
    ("spacy", r#""(?:start|end)": ?(\d+)"#),
    ("tei", r"string-range\([^,]*,(\d+),"),
    ("webannotsv", r"(?m)^\d+-\d+\t(\d+-\d+)\t"),
];

/// The files of a format without those that say the same in another way, and unpacked.
fn plain_files(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = folder(name);
    let is_twice = |path: &str| path.ends_with("tags.csv") || name == "cas" && path.ends_with(".json");
    files.retain(|(path, _)| !is_twice(path));
    let Some(at) = files.iter().position(|(path, _)| path.ends_with(".qdpx")) else { return files };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(files.remove(at).1)).unwrap();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.push((entry.name().unwrap().into_owned(), bytes));
    }
    files
}

fn read(name: &str, files: &[(String, Vec<u8>)]) -> Annotated {
    match name {
        "brat" => brat::read(&inputs(files), Some(brat::AnalystFrom::Folder), "nobody"),
        _ => exchange::read(&inputs(files), None).0.remove(0).1,
    }
}

#[test]
fn what_lies_beyond_the_text_is_left_out_and_told() {
    let digits = Regex::new(r"\d+").unwrap();
    for (name, pattern) in OFFSETS {
        let offsets = Regex::new(pattern).unwrap();
        let mut files = plain_files(name);
        assert_eq!(places(found(&read(name, &files), true)), places(wanted(true, true)), "{name} as it is");
        let mut num_changed = 0;
        for (_, bytes) in &mut files {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            let beyond = |found: &Captures<'_>| {
                num_changed += 1;
                let further = digits
                    .replace_all(&found[1], |number: &Captures<'_>| format!("{}", number[0].parse::<u64>().unwrap() + 9_000_000));
                found[0].replacen(&found[1], &further, 1)
            };
            let changed = offsets.replace_all(text, beyond).into_owned();
            *bytes = changed.into_bytes();
        }
        assert!(num_changed >= 22, "{name}: {num_changed}");
        let read = read(name, &files);
        assert_eq!(read.failed, [], "{name}");
        assert_eq!(read.articles.len(), expected()["documents"].as_array().unwrap().len(), "{name}");
        let num_annotations: usize = read.articles.iter().map(|article| article.annotations.len()).sum();
        assert_eq!(num_annotations, 0, "{name}");
        assert!(read.warnings.iter().any(|warning| warning.message.contains("left out")), "{name}: {:?}", read.warnings);
    }
}

/// Without answers, and without texts: WebAnno TSV loses the white space between sentences.
fn places(lines: Vec<String>) -> Vec<String> {
    let marks = lines.into_iter().filter(|line| !line.starts_with("text "));
    marks.map(|line| line.split(" [").next().unwrap().to_owned()).collect()
}

#[test]
fn tables_that_count_utf16_units_or_bytes_are_found_out_by_their_words() {
    let articles = "id\ttext\na\t💥 Café: 14 died in Dravna\n";
    for (unit, place) in [("code points", "8\t10"), ("UTF-16 units", "9\t11"), ("bytes", "12\t14")] {
        let rows = format!("id\tstart\tend\tlabel\ttext\na\t{place}\tfigure\t14\n");
        let files = [("articles.tsv", articles), ("rows.tsv", &rows)];
        let files: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
        let read = exchange::read(&files, None).0.remove(0).1;
        assert_eq!(places(found(&read, true)), ["rows figure 8–10 \"14\""], "{unit}");
        let told: Vec<_> = read.warnings.iter().map(|warning| warning.message.clone()).collect();
        assert_eq!(told.iter().any(|told| told.contains(&format!("read as {unit}"))), unit != "code points", "{told:?}");
    }
}
