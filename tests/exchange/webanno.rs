//! WebAnno TSV: analysts' files of one text break it into sentences at different places, and leave out what is between them.
//! In the small examples, sentences of a file are set apart by `‖`, which stands for what the file leaves out: as many
//! characters as the text has there.

use super::{Exchange, exchange, expected_of, folder_of, found, inputs, wanted_of};
use obelus::import::{Annotated, InputFile};
use std::collections::BTreeMap;

/// A file of `text` with the sentences of `marked` and a claim on the word `word`. `¶` is CR LF.
fn file(text: &str, marked: &str, word: &str) -> String {
    let (text, marked) = (text.replace('¶', "\r\n"), marked.replace('¶', "\r\n"));
    let units = |part: &str| part.encode_utf16().count();
    let mut out = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n".to_owned();
    let mut from = 0;
    for (number, sentence) in marked.split('‖').filter(|sentence| !sentence.is_empty()).enumerate() {
        let start = from + text[from..].find(sentence).unwrap();
        from = start + sentence.len();
        out.push('\n');
        for line in sentence.split('\n') {
            out.push_str(&format!("#Text={}\n", line.replace('\r', "\\r")));
        }
        let mut at = start;
        for (place, token) in sentence.split_whitespace().enumerate() {
            at += text[at..].find(token).unwrap();
            let (begin, label) = (units(&text[..at]), if token == word { "claim[1]" } else { "_" });
            let end = begin + units(token);
            out.push_str(&format!("{}-{}\t{begin}-{end}\t{token}\t{label}\t\n", number + 1, place + 1));
            at += token.len();
        }
    }
    out
}

fn read_files(files: &[(&str, String)]) -> Annotated {
    let files: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    exchange::read(&files, None).0.remove(0).1
}

fn texts(read: &Annotated) -> Vec<&str> {
    read.articles.iter().map(|article| article.article.text.as_str()).collect()
}

fn marks(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.starts_with("text ")).collect()
}

#[test]
fn what_one_analysts_file_leaves_out_is_taken_from_the_others() {
    let text = "14 died.\n\t  In Dravna.  \n 💥 The Sel rose.";
    let ana = file(text, "14 died.‖In Dravna.  \n 💥 The Sel rose.", "rose.");
    let bo = file(text, "14 died.\n\t  In Dravna.‖The Sel rose.", "Dravna.");
    let read = read_files(&[("d/ana.tsv", ana), ("d/bo.tsv", bo)]);
    assert_eq!(texts(&read), [text]);
    assert_eq!(marks(found(&read, true)), ["ana claim 36–41 \"rose.\" []", "bo claim 15–22 \"Dravna.\" []"]);
    assert_eq!(read.warnings, []);
}

#[test]
fn three_analysts_know_the_whole_text_together() {
    let text = "One.  Two.\n\nThree.\tFour.";
    let files = ["One.  Two.‖Three.‖Four.", "One.‖Two.\n\nThree.‖Four.", "One.‖Two.‖Three.\tFour."];
    let files = ["ana", "bo", "cy"].into_iter().zip(files).map(|(name, marked)| (name, file(text, marked, "Four.")));
    let files: Vec<_> = files.map(|(name, file)| (format!("d/{name}.tsv"), file)).collect();
    let files: Vec<_> = files.iter().map(|(path, file)| (path.as_str(), file.clone())).collect();
    let read = read_files(&files);
    assert_eq!(texts(&read), [text]);
    assert_eq!(read.articles[0].annotations.len(), 3);
}

#[test]
fn what_nobody_knows_is_a_line_end_and_spaces() {
    for (text, marked, expected) in [
        ("One. Two.", "One.‖Two.", "One.\nTwo."),
        ("One.\n\n\tTwo.", "One.‖Two.", "One.\n  Two."),
        ("\n\nOne.\nTwo.", "One.\nTwo.", "  One.\nTwo."),
        ("One.\nTwo.\n\n", "One.\nTwo.", "One.\nTwo."),
        // All known line ends are CR LF, so these are; the text has LF in the end.
        ("¶¶One.¶Two.¶¶Three.", "One.¶Two.‖Three.", "\n\nOne.\nTwo.\n\nThree."),
        ("One.¶Two. Three.¶\tFour.", "One.¶Two.‖Three.‖Four.", "One.\nTwo. Three.\n Four."),
        // Some are not.
        ("One.¶Two.\nThree.¶Four.", "One.¶Two.\nThree.‖Four.", "One.\nTwo.\nThree.\n Four."),
        // The line end's first half is known.
        ("One.¶Two.", "One.\r‖Two.", "One.\nTwo."),
    ] {
        let read = read_files(&[("d/ana.tsv", file(text, marked, "One."))]);
        assert_eq!(texts(&read), [expected], "{text:?}");
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn line_ends_that_one_file_knows_say_what_those_of_the_text_are() {
    let text = "One.¶Two.¶Three.";
    let files = [("d/ana.tsv", file(text, "One.¶Two.‖Three.", "Three.")), ("d/bo.tsv", file(text, "One.‖Two.‖Three.", "Two."))];
    let read = read_files(&files);
    assert_eq!(texts(&read), ["One.\nTwo.\nThree."]);
    assert_eq!(marks(found(&read, true)), ["ana claim 10–16 \"Three.\" []", "bo claim 5–9 \"Two.\" []"]);
}

#[test]
fn white_space_before_the_first_word_of_a_sentence_stays_before_it() {
    let text = "One.\n  Two.";
    let read = read_files(&[("d/ana.tsv", file(text, "One.‖  Two.", "Two."))]);
    assert_eq!(texts(&read), [text]);
    assert_eq!(marks(found(&read, true)), ["ana claim 7–11 \"Two.\" []"]);
}

#[test]
fn files_of_a_folder_that_contradict_each_other_stay_two_articles() {
    let (ana, bo) = ("At least 14 people died. In Dravna.", "At least 15 people died. In Dravna.");
    let files = [
        ("d/ana.tsv", file(ana, "At least 14 people died.‖In Dravna.", "14")),
        ("d/bo.tsv", file(bo, "At least 15 people died.‖In Dravna.", "15")),
    ];
    let read = read_files(&files);
    assert_eq!(texts(&read), ["At least 14 people died.\nIn Dravna.", "At least 15 people died.\nIn Dravna."]);
    let told: Vec<_> = read.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["d/bo.tsv: its text differs from that of d/ana.tsv at UTF-16 unit 10; it is an article of its own"]);
}

#[test]
fn a_folder_of_several_texts_is_told_once_and_not_where_one_person_made_all() {
    let texts = ["People left Dravna.", "The Sel rose by 3 m.", "No word from Marentia."];
    let files: Vec<_> = (1..).zip(texts).map(|(n, text)| (format!("d/{n}.tsv"), file(text, text, "Dravna."))).collect();
    let files: Vec<_> = files.iter().map(|(path, file)| (path.as_str(), file.clone())).collect();
    let read = read_files(&files);
    assert_eq!((read.articles.len(), read.warnings.len()), (3, 1), "{:?}", read.warnings);
    assert!(read.warnings[0].message.contains("hold 3 texts"), "{:?}", read.warnings);
    let inputs: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    assert_eq!(exchange::read(&inputs, Some("Ilse")).0[0].1.warnings, []);
}

/// For each unit of a text whether one of the files of its folder has it in a sentence; the fixtures' sentences go from
/// their first token to their last.
fn known_units(files: &[(String, Vec<u8>)], folder: &str) -> Vec<bool> {
    let mut known = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/"))) {
        let mut sentences: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for line in std::str::from_utf8(bytes).unwrap().lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            let mut cells = line.split('\t');
            let sentence = cells.next().unwrap().split_once('-').unwrap().0.parse().unwrap();
            let (start, end) = cells.next().unwrap().split_once('-').unwrap();
            let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
            sentences.entry(sentence).or_insert((start, end)).1 = end;
        }
        for (start, end) in sentences.into_values() {
            known.resize(known.len().max(end), false);
            known[start..end].fill(true);
        }
        assert!(!known.is_empty(), "{path}");
    }
    known
}

#[test]
fn the_hard_example_comes_back_place_for_place() {
    for variant in ["", "-crlf", "-controls"] {
        let files = folder_of(variant, "webannotsv");
        let (formats, _) = exchange::read(&inputs(&files), None);
        let [(Exchange::WebannoTsv, read)] = &formats[..] else { panic!("one format") };
        assert_eq!((read.failed.len(), &read.warnings[..]), (0, &[][..]), "{variant}");
        assert_eq!(marks(found(read, true)), marks(wanted_of(variant, true, true)), "{variant}");
        let expected = expected_of(variant);
        let documents = expected["documents"].as_array().unwrap();
        assert_eq!(read.articles.len(), documents.len(), "{variant}");
        for (article, document) in read.articles.iter().zip(documents) {
            let (folder, raw) = (document["id"].as_str().unwrap(), document["text"].as_str().unwrap());
            let known = known_units(&files, folder);
            // The white space at the end has no place in the format; elsewhere the runs are as long as they were.
            let text = raw.trim_end().replace("\r\n", "\n");
            let mut at = 0;
            let units = raw.trim_end().chars().map(|c| {
                at += c.len_utf16();
                (c, known[at - c.len_utf16()])
            });
            let is_known = units.filter(|(c, _)| *c != '\r').map(|(_, is_known)| is_known);
            let found: Vec<char> = article.article.text.chars().collect();
            assert_eq!(found.len(), text.chars().count(), "{folder}{variant}: {:?}", article.article.text);
            for ((found, expected), is_known) in found.into_iter().zip(text.chars()).zip(is_known) {
                let is_guess = !is_known && found.is_whitespace() && expected.is_whitespace();
                assert!(found == expected || is_guess, "{folder}{variant}: {found:?} for {expected:?}");
            }
        }
    }
}

#[test]
fn damaged_numbers_neither_panic_nor_take_memory() {
    let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n";
    let far: String =
        (1..3000).map(|n| format!("\n#Text=a\n{n}-1\t{}-{}\ta\tclaim[{n}]\t\n", n * 60_000, n * 60_000 + 1)).collect();
    let empty = "\n#Text=\n".repeat(100_000) + "#Text=a\n1-1\t0-1\ta\t_\t\n";
    let back = "\n#Text=One.\n1-1\t9-13\tOne.\tclaim[1]\t\n\n#Text=Two.\n2-1\t3-7\tTwo.\tclaim[2]\t\n".to_owned();
    for (rows, is_told) in [(far, true), (empty, false), (back, true)] {
        let read = read_files(&[("d/ana.tsv", format!("{head}{rows}"))]);
        assert_eq!(read.articles.len(), 1);
        assert!(read.articles[0].article.text.len() < 200_000);
        let tells = read.warnings.iter().any(|warning| warning.message.contains("should begin at"));
        assert_eq!(tells, is_told, "{:?}", read.warnings);
    }
}
