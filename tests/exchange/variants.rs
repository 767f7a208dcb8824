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
fn brat_gives_the_same_with_its_answers_in_lines_and_notes() {
    for variant in VARIANTS {
        let files = folder_of(variant, "brat");
        let read = brat::read(&inputs(&files), Some(brat::AnalystFrom::Folder), "nobody");
        assert_eq!(read.failed, [], "{variant}");
        assert_eq!(found(&read, true), wanted_of(variant, true, true), "{variant}: {:?}", read.warnings);
    }
}

/// A table of CoNLL has tags of words and nothing beside them, so there are no answers. Text, analysts, labels and places
/// are exact: those of the columns, which our tables and the fixtures have; of a table with words alone the white space
/// between them is not known.
#[test]
fn conll_gives_the_same_but_for_answers() {
    for variant in VARIANTS {
        let files = folder_of(variant, "conll");
        let (_, read) = exchange::read(&inputs(&files), None).0.remove(0);
        assert_eq!(read.failed, [], "{variant}");
        assert_eq!(found(&read, true), wanted_of(variant, false, true), "{variant}: {:?}", read.warnings);
    }
}

/// Taguette's parser makes CR LF one LF before it counts bytes (its `extract` does, with which each offset of the fixture
/// was checked), so its offsets are those of the text as it comes in. Answers it has none, and analysts on no highlight.
#[test]
fn taguette_gives_the_same_but_for_answers_and_analysts() {
    for variant in VARIANTS {
        let files = folder_of(variant, "taguette");
        let (_, read) = exchange::read(&inputs(&files), None).0.remove(0);
        assert_eq!(read.failed, [], "{variant}");
        assert_eq!(found(&read, false), wanted_of(variant, false, false), "{variant}");
        assert_eq!(read.warnings, [], "{variant}");
    }
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
