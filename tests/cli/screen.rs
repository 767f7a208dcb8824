//! Titles, names and paths come from anybody's files. No command passes on what a terminal obeys.

use super::program::Folder;
use obelus::{
    project::{AnalystId, AttributeValue, Edit},
    store::{self, Author},
};
use std::fs;

/// Colours, clears the screen in the old way and in that of C1, turns the line round, moves the cursor, and would begin a
/// line of its own.
const EVIL: &str =
    "Sel\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J\u{85}\u{202e}\u{2067}\u{200f}\u{2028}\r\u{8}\u{7f}\nFORGED: no fault";

/// A project in which everything that has a name is called so.
fn project(folder: &Folder, file: &str) {
    let mut codebook = store::default_codebook();
    codebook.title = EVIL.to_owned();
    for label in &mut codebook.labels {
        label.name = format!("{} {EVIL}", label.name);
        label.attributes.iter_mut().for_each(|attribute| attribute.name.push_str(EVIL));
    }
    let marked = super::marked::marked("[Nine people]{quote} died.\n\n[The army]{claim@bo} denied it.");
    let mut project = super::marked::project(codebook, &[marked]);
    let mut record = (*project.articles()[0]).clone();
    let mut article = (*record.article).clone();
    article.metadata.headline = EVIL.to_owned();
    article.source.file_name = EVIL.to_owned();
    record.article = article.into();
    let bad = format!("{EVIL}-key");
    for annotation in record.annotations.values_mut() {
        annotation.note = EVIL.to_owned();
        annotation.attributes.insert(bad.as_str().into(), AttributeValue::Choice(EVIL.to_owned()));
    }
    let id = record.article.id;
    project.apply(Edit::RemoveArticle(id)).unwrap();
    let names = [("ana", "a"), ("bo", "b")].map(|(id, name)| (AnalystId::from(id), format!("{name} {EVIL}")));
    for (id, name) in names {
        project.apply(Edit::RenameAnalyst { analyst: id, name }).unwrap();
    }
    project.apply(Edit::SetTitle(EVIL.to_owned())).unwrap();
    project.apply(Edit::AddArticle { at: 0, record: record.into() }).unwrap();
    let path = folder.path(file);
    store::create_project(&path, &project).unwrap();
    // A line of the log, whose sentence has the name too.
    let mut session = store::open(&path, EVIL, 1).unwrap().session;
    let author = Author { analyst: Some("ana".into()), now: "2026-05-04T12:00:00Z".parse().unwrap() };
    session.apply(Edit::RenameAnalyst { analyst: "bo".into(), name: format!("b {EVIL}") }, &author).unwrap();
}

/// Runs the words as they are, and looks at all that comes out.
fn clean(folder: &Folder, words: &[&str]) -> (i32, String, String) {
    let output = folder.command("").args(words).output().unwrap();
    let [results, rest] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    for (whence, text) in [("results", &results), ("the rest", &rest)] {
        let obeyed = text.chars().find(|c| {
            let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            (c.is_control() && *c != '\n') || turns || matches!(c, '\u{2028}' | '\u{2029}')
        });
        assert_eq!(obeyed, None, "{words:?}: {whence}: {text:?}");
        let is_csv = words.contains(&"--feedback") || words.contains(&"--csv");
        assert!(is_csv || text.lines().all(|line| !line.starts_with("FORGED")), "{words:?}: {whence}: {text}");
    }
    (output.status.code().unwrap(), results, rest)
}

#[test]
fn no_command_passes_on_what_a_terminal_obeys() {
    let folder = Folder::new();
    project(&folder, "p.ron");
    project(&folder, "q.ron");
    let evil_name = format!("{}.txt", EVIL.replace('/', ""));
    // With more of these it would be taken for a binary file.
    fs::write(folder.path(&evil_name), "Sel\u{1b}[31m \u{9b}2J\u{202e}\n\nBy Ana \u{7f}\n\nNine people died.\n").unwrap();
    fs::write(folder.path("broken.docx"), EVIL).unwrap();
    fs::write(folder.path("lines.jsonl"), serde_json::json!({ "text": "Nine died.", "label": [[0, 4, EVIL]] }).to_string())
        .unwrap();
    let evil_project = EVIL.replace('/', "") + ".ron";

    let mut tried = std::collections::BTreeSet::new();
    let mut run = |code: i32, words: &[&str]| {
        tried.insert(words[0].to_owned());
        let (got, results, rest) = clean(&folder, words);
        assert_eq!(got, code, "{words:?}\n{results}\n{rest}");
        (results, rest)
    };
    run(0, &["new", &evil_project, "--title", EVIL, "--analyst", EVIL]);
    run(1, &["new", &evil_project]);
    run(2, &["new", "n.ron", &format!("--{}", EVIL.replace('\n', ""))]);
    let (results, _) = run(1, &["import", &evil_project, &evil_name, "broken.docx", "gone\u{1b}[2J.txt"]);
    assert!(results.contains("Sel\\u001b[31m"), "{results}");
    run(0, &["import", &evil_project, &evil_name]);
    run(0, &["import", "l.ron", "lines.jsonl"]);
    run(0, &["import", "m.ron", "p.ron", "--label-map", &format!("{}=x", EVIL.replace('\n', ""))]);
    run(0, &["check", "p.ron"]);
    run(0, &["check", "p.ron", "--repair"]);
    run(0, &["stats", "p.ron"]);
    let (json, _) = run(0, &["stats", "p.ron", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["project"]["title"], EVIL, "escapes of JSON mean what was there");
    run(0, &["compare", "p.ron"]);
    run(0, &["compare", "p.ron", "--json"]);
    run(0, &["compare", "p.ron", "--latex"]);
    run(0, &["compare", "p.ron", "--csv"]);
    run(0, &["compare", "p.ron", "q.ron"]);
    run(0, &["compare", "p.ron", "--html", "r\u{1b}[2J.html", "--partial", "r\u{9b}2J.part"]);
    run(0, &["compare", "--reduce", "r\u{9b}2J.part"]);
    run(0, &["compare", "p.ron", "--feedback", "ana"]);
    run(1, &["compare", "p.ron", "--analysts", "\u{1b}[2J"]);
    run(1, &["compare", "p.ron", "--label", "\u{1b}[2J"]);
    for format in obelus::export::Format::ALL {
        let out = format!("out\u{1b}[2J/{}", format.name());
        fs::create_dir_all(folder.path(&out)).unwrap();
        run(0, &["export", "p.ron", "--to", format.name(), "--out", &out]);
    }
    run(1, &["export", "p.ron", "--to", "jsonl", "--out", "out\u{1b}[2J/jsonl"]);
    run(1, &["export", "p.ron", "--to", "jsonl", "--out", "x", "--analyst", "\u{1b}[2J"]);
    run(0, &["formats"]);
    // What a damaged file quotes, and a window that does not open.
    let text = fs::read_to_string(folder.path("p.ron")).unwrap();
    fs::write(folder.path("d.ron"), text.replacen("articles:", "arti\u{1b}[31mcles:", 1)).unwrap();
    run(1, &["stats", "d.ron"]);
    run(1, &["check", "d.ron"]);
    run(1, &["gone\u{1b}[2J.ron"]);

    let (_, help, _) = clean(&folder, &["--help"]);
    let commands = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
    let names: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert!(names.len() >= 7, "{help}");
    for name in names {
        assert!(tried.contains(name), "“obelus {name}” is not tried here");
    }
}
