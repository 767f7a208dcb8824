//! What a file says oddly is read or told, and never costs more than what is odd: numbers that are none, keys twice, empty
//! cells, entries twice or hidden, documents that were cut.

use obelus::import::{self, Annotated, InputFile, exchange, jsonl};
use std::io::{Cursor, Write as _};
use zip::{ZipWriter, write::SimpleFileOptions};

fn read(path: &str, bytes: &[u8]) -> Annotated {
    let mut found = exchange::read(&[InputFile { path, bytes }], None).0;
    assert_eq!(found.len(), 1, "one format");
    found.remove(0).1
}

fn words(read: &Annotated) -> Vec<String> {
    let of = |article: &import::AnnotatedArticle| {
        article.annotations.iter().map(|annotation| annotation.fragments.words(&article.article.text)).collect::<Vec<_>>()
    };
    read.articles.iter().flat_map(of).collect()
}

fn told(read: &Annotated) -> Vec<String> {
    read.warnings.iter().map(|warning| warning.message.clone()).collect()
}

#[test]
fn regions_with_odd_numbers_are_read_or_told() {
    let region = |start: &str, end: &str| {
        let place = format!("\"start\":{start},\"end\":{end},\"labels\":[\"Claim\"]");
        format!("{{\"type\":\"labels\",\"from_name\":\"l\",\"to_name\":\"t\",\"value\":{{{place}}}}}")
    };
    let regions = [("0", "4"), ("5.0", "9.0"), ("\"10\"", "\"14\""), ("3.5", "9"), ("-1", "4"), ("1e99", "4"), ("null", "4")];
    let results: Vec<_> = regions.iter().map(|(start, end)| region(start, end)).collect();
    let tasks =
        format!("[{{\"data\":{{\"text\":\"Nine died here\"}},\"annotations\":[{{\"result\":[{}]}}]}}]", results.join(","));
    let read = self::read("tasks.json", tasks.as_bytes());
    assert_eq!(words(&read), ["Nine", "died", "here"]);
    let left_out =
        |start: &str, end: &str| format!("task 1: a region “Claim” was left out: its start is {start} and its end {end}");
    assert_eq!(told(&read), [left_out("3.5", "9"), left_out("-1", "4"), left_out("1e+99", "4"), left_out("null", "4")]);
}

#[test]
fn annotations_without_a_label_get_one_and_are_counted() {
    let read = self::read("ana.jsonl", "{\"text\":\"Nine died\",\"label\":[[0,4,\"\"],[5,9,\"\u{a0}\"]]}\n".as_bytes());
    assert_eq!(words(&read), ["Nine", "died"]);
    assert_eq!(read.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["unlabelled"]);
    let counted = "2 annotations have no label in the file; the label here is “unlabelled”".to_owned();
    assert!(told(&read).contains(&counted), "{:?}", told(&read));
}

#[test]
fn an_object_with_a_key_twice_is_told() {
    let rows = "{\"text\":\"Nine died\",\"label\":[[0,4,\"Claim\"]]}\n{\"text\":\"Ten fled\",\"label\":[[0,3,\"Claim\"]],\"text\":\"Eleven\"}\n";
    let read = self::read("ana.jsonl", rows.as_bytes());
    assert_eq!(words(&read), ["Nine"]);
    let [only] = &told(&read)[..] else { panic!("{:?}", told(&read)) };
    assert!(only.starts_with("this line was left out: it has the key “text” twice"), "{only}");
}

#[cfg(feature = "sqlite")]
#[test]
fn one_empty_cell_does_not_cost_a_database() {
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    database
        .execute_batch(
            "CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, contents TEXT);
             CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset, end_offset, snippet TEXT);
             CREATE TABLE tags (id INTEGER PRIMARY KEY, path TEXT, description TEXT);
             CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
             INSERT INTO documents VALUES (1, 'a', '<p>Nine died</p>'), (2, 'b', NULL), (3, NULL, '<p>Ten fled</p>');
             INSERT INTO tags VALUES (1, 'claim', NULL), (2, NULL, 'what?');
             INSERT INTO highlights VALUES (1, 1, 0, 4, NULL), (2, 1, NULL, 4, 'Nine'), (3, 3, 0, 3.0, 'Ten'), (4, 1, '5', 9, 'died');
             INSERT INTO highlight_tags VALUES (1, 1), (3, 1), (4, 2);",
        )
        .unwrap();
    let bytes = database.serialize("main").unwrap().to_vec();
    let read = self::read("taguette.sqlite3", &bytes);
    assert_eq!(read.failed, []);
    assert_eq!(words(&read), ["Nine", "died", "Ten"]);
    assert_eq!(
        told(&read),
        ["a highlight of “a” was left out: it has no place in the text", "“b” was left out: it has no words"]
    );
}

/// An archive with these entries.
fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn entries_of_one_name_and_hidden_ones_are_told() {
    let entries = [
        ("a.txt", "Nine died."),
        ("b.txt", "Ten fled."),
        (".draft.txt", "Eleven?"),
        ("__MACOSX/._a.txt", "x"),
        (".DS_Store", "x"),
    ];
    let mut bytes = archive(&entries);
    // No program that writes archives well gives two entries one name.
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"b.txt" {
            bytes[at] = b'a';
        }
    }
    let read = import::import("news.zip", &bytes, None).unwrap();
    let texts: Vec<_> = read.articles.iter().map(|article| article.text.trim().to_owned()).collect();
    assert_eq!(texts, ["Ten fled."]);
    let told: Vec<_> = read.warnings.iter().map(|warning| warning.message.clone()).collect();
    assert!(told.contains(&"2 entries have the name “a.txt”; the last one was read".to_owned()), "{told:?}");
    let hidden = "1 hidden entry was left out (“.draft.txt”); take them out of the archive to import them";
    assert!(told.contains(&hidden.to_owned()), "{told:?}");
    assert_eq!((read.num_skipped, told.len()), (2, 2), "{told:?}");
}

#[test]
fn a_document_that_was_cut_in_a_table_keeps_what_is_before_the_cut() {
    let head = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", paragraph(words));
    let table = format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}<w:tc>", cell("Town"), cell("Dead"), cell("Sel"));
    let cut = format!("{head}{}{table}{}", paragraph("Nine died."), "<w:p><w:r><w:t>9</w:t>");
    let read = import::import("report.docx", &archive(&[("word/document.xml", &cut)]), None).unwrap();
    let text = &read.articles[0].text;
    assert!(["Nine died.", "Town\tDead", "Sel\t9"].iter().all(|words| text.contains(words)), "{text:?}");
    let told: Vec<_> = read.warnings.iter().map(|warning| warning.message.clone()).collect();
    let end = "word/document.xml ends in the middle of its text; what comes before that was read";
    assert!(told.contains(&end.to_owned()), "{told:?}");
}

const HEADER: &str = r#"{"obelus":"header","format_version":1,"project":{"id":"0000000001","title":"p"},"analysts":[{"id":"ana","name":"Ana"},{"id":"ana","name":"Anna"}],"codebook":{"title":"c","version":1,"general_rules":null,"labels":[{"id":"claim","name":"Claim","definition":null},{"id":"claim","name":"Again"}]}}"#;

fn annotation(article: &str, id: &str) -> String {
    format!(
        r#"{{"obelus":"annotation","doc_id":"{article}","span_id":"{id}","tag":"claim","fragments":[{{"start":0,"end":4}}],"coder_id":"ana","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","codebook_version":1,"note":null}}"#
    )
}

#[test]
fn one_refused_row_is_told_once_with_how_many_hang_on_it() {
    let lines = [
        HEADER.to_owned(),
        r#"{"obelus":"article","id":"0000000002","text":"Nine died","metadata":{"headline":null}}"#.to_owned(),
        annotation("0000000002", "0000000010"),
        r#"{"obelus":"article","id":"oops","text":"Ten fled"}"#.to_owned(),
        annotation("oops", "0000000011"),
        annotation("oops", "0000000012"),
        annotation("0000000009", "0000000013"),
        r#"{"obelus":"poem","doc_id":"0000000002"}"#.to_owned(),
        r#"{"obelus":"poem","doc_id":"0000000002"}"#.to_owned(),
        r#"{"obelus":"status","doc_id":"0000000002","coder_id":"ana","status":"done","status":"in_progress"}"#.to_owned(),
    ];
    let read = jsonl::read("p.jsonl", lines.join("\n").as_bytes()).unwrap();
    assert_eq!(words(&read), ["Nine"]);
    let warnings: Vec<_> = read.warnings.iter().map(ToString::to_string).collect();
    let id = "“oops” is not an id: expected 10 of the digits 0-9 and letters a-z without i, l, o, u";
    assert_eq!(
        warnings,
        [
            "p.jsonl, line 1: label “claim” is in the codebook twice; the first is kept, with the attributes of both",
            "p.jsonl, line 1: analyst “ana” is in its list twice; “Ana” was taken, not “Anna”",
            &format!("p.jsonl, line 4: this row was left out: id: {id}"),
            "p.jsonl, line 4: 2 rows were left out with article oops: its own row was left out",
            "p.jsonl, line 7: 1 row was left out with article 0000000009: there is no such article before it",
            "p.jsonl, line 8: 2 rows were left out of the kind “poem”, which this Obelus does not know",
            "p.jsonl, line 10: this row was left out: it has the key “status” twice at line 1 column 97",
        ]
    );
}

#[test]
fn the_schema_of_our_lines_takes_the_ids_that_the_reader_takes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats/obelus-jsonl-1.schema.json");
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let pattern = regex::Regex::new(schema["$defs"]["id"]["pattern"].as_str().unwrap()).unwrap();
    for c in (0..128_u8).map(char::from) {
        let id: String = std::iter::repeat_n(c, 10).collect();
        assert_eq!(pattern.is_match(&id), id.parse::<obelus::project::ArticleId>().is_ok(), "{id:?}");
    }
    assert!(["000000000", "00000000000", ""].iter().all(|id| !pattern.is_match(id)));
}
