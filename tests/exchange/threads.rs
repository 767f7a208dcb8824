//! Files of a folder are read on several threads: how many they are changes nothing, whoever watches is told of every file,
//! and whoever stops it has what was read until then.

use super::{brat, exchange, folder_of, inputs};
use obelus::import::{ImportOptions, InputFile, Watch, read_folder_watched};
use std::sync::atomic::{AtomicUsize, Ordering};

const FORMATS: [&str; 13] =
    ["brat", "cas", "conll", "csv", "doccano", "hf", "labelstudio", "refiqda", "spacy", "taguette", "tei", "w3c", "webannotsv"];

/// The files of a format: of those that have a file or a folder for each article, several times over.
fn copies(name: &str, number: usize) -> Vec<(String, Vec<u8>)> {
    let files = folder_of("", name);
    if !matches!(name, "cas" | "webannotsv" | "tei") {
        return files;
    }
    let copy = |copy: usize| files.iter().map(move |(path, bytes)| (format!("{copy}/{path}"), bytes.clone()));
    (0..number).flat_map(copy).collect()
}

#[test]
fn any_number_of_threads_reads_the_same() {
    for name in FORMATS {
        let files = copies(name, 20);
        let files = inputs(&files);
        let read = |num_threads: usize| {
            let watch = Watch::default().on_threads(num_threads);
            match name {
                "brat" => (vec![brat::read_watched(&files, None, "nobody", watch)], Vec::new()),
                _ => {
                    let (found, parts) = exchange::read_watched(&files, None, watch);
                    (found.into_iter().map(|(_, read)| read).collect(), parts)
                }
            }
        };
        let alone = read(1);
        for num_threads in [2, 3, 16] {
            assert_eq!(read(num_threads), alone, "{name} on {num_threads} threads");
        }
    }
}

#[test]
fn whoever_watches_is_told_of_every_file_once() {
    for name in FORMATS {
        let mut files = copies(name, 3);
        files.push(("note.txt".to_owned(), b"A text that lies beside them.".to_vec()));
        let told = AtomicUsize::new(0);
        let step = |num_files| {
            told.fetch_add(num_files, Ordering::Relaxed);
        };
        let watch = Watch::new(&|| false, &step);
        if name == "brat" {
            brat::read_watched(&inputs(&files), None, "nobody", watch);
        } else {
            read_folder_watched(&inputs(&files), None, &ImportOptions::default(), watch);
        }
        assert_eq!(told.into_inner(), files.len(), "{name}");
    }
}

#[test]
fn whoever_stops_has_the_first_files() {
    let text: String = "At least 14 people died in Dravna.\n".repeat(1000);
    let anns: Vec<_> = (0..2000).map(|_| "T1\tclaim 9 18\t14 people\n".to_owned()).collect();
    let names: Vec<_> = (0..2000).map(|n| (format!("d{n:04}.txt"), format!("d{n:04}.ann"))).collect();
    let texts: Vec<_> = (0..2000).map(|n| format!("{text}{n}")).collect();
    let mut files = Vec::new();
    for ((names, text), ann) in names.iter().zip(&texts).zip(&anns) {
        files.push(InputFile { path: &names.0, bytes: text.as_bytes() });
        files.push(InputFile { path: &names.1, bytes: ann.as_bytes() });
    }
    let told = AtomicUsize::new(0);
    let step = |num_files| {
        told.fetch_add(num_files, Ordering::Relaxed);
    };
    let is_stopped = || told.load(Ordering::Relaxed) >= 2500;
    let read = brat::read_watched(&files, None, "nobody", Watch::new(&is_stopped, &step));
    let num_annotated = read.articles.iter().filter(|article| !article.annotations.is_empty()).count();
    assert!(read.articles.len() == 2000 && (400..600).contains(&num_annotated), "{num_annotated}");
    assert!(read.articles[..num_annotated].iter().all(|article| article.annotations.len() == 1), "the first ones");
    let read = brat::read_watched(&files, None, "nobody", Watch::new(&|| true, &step));
    assert_eq!((read.articles.len(), read.failed.len()), (0, 0));
}
