//! The hard example with line ends as CR LF, and with control characters: in every format the same annotations, with line
//! ends as LF.

use super::{brat, exchange, expected_of, folder_of, found, inputs, wanted_of};
use obelus::import::{self, ImportOptions, read_folder};

const VARIANTS: [&str; 2] = ["-crlf", "-controls"];

/// Formats that carry everything of these examples.
const FORMATS: [&str; 10] = ["cas", "csv", "docbin", "doccano", "hf", "labelstudio", "refiqda", "spacy", "tei", "w3c"];

#[test]
fn every_format_gives_the_same_with_other_line_ends_and_with_control_characters() {
    for variant in VARIANTS {
        for name in FORMATS {
            let files = folder_of(variant, name);
            let (_, read) = exchange::read(&inputs(&files), None).0.remove(0);
            assert_eq!(read.failed, [], "{name}{variant}");
            assert_eq!(found(&read, true), wanted_of(variant, true, true), "{name}{variant}: {:?}", read.warnings);
        }
    }
}

#[test]
fn formats_with_less_in_them_give_what_they_carry() {
    for variant in VARIANTS {
        let places = |lines: Vec<String>| -> Vec<String> {
            lines.into_iter().map(|line| line.split(" [").next().unwrap().to_owned()).collect()
        };
        let (files, tables) = (folder_of(variant, "brat"), folder_of(variant, "conll"));
        let read = brat::read(&inputs(&files), Some(brat::AnalystFrom::Folder), "nobody");
        assert_eq!(places(found(&read, true)), places(wanted_of(variant, true, true)), "brat{variant}: {:?}", read.warnings);
        let (_, read) = exchange::read(&inputs(&tables), None).0.remove(0);
        assert_eq!(found(&read, true), wanted_of(variant, false, true), "conll{variant}: {:?}", read.warnings);
    }
}

#[test]
fn taguette_gives_the_same_with_control_characters() {
    // Taguette itself has no CR LF: it reads texts as HTML.
    let files = folder_of("-controls", "taguette");
    let (_, read) = exchange::read(&inputs(&files), None).0.remove(0);
    assert_eq!(found(&read, false), wanted_of("-controls", false, false), "{:?}", read.warnings);
}

#[test]
fn nothing_of_an_annotated_folder_is_an_article_by_mistake() {
    for variant in ["", "-crlf", "-controls"] {
        let num_documents = expected_of(variant)["documents"].as_array().unwrap().len();
        for name in FORMATS.into_iter().chain(["conll", "webannotsv"]) {
            let files = folder_of(variant, name);
            let read = read_folder(&inputs(&files), None, &ImportOptions::default());
            assert_eq!(read.failed, [], "{name}{variant}");
            let articles: usize = read.sources.iter().map(|(_, source)| source.articles.len()).sum();
            assert_eq!(articles, num_documents, "{name}{variant}");
            assert!(files.iter().any(|(_, bytes)| import::is_annotated_data(bytes)), "{name}{variant}");
        }
    }
}
