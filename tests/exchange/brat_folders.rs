//! brat folders as other programs write them, and what becomes of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use obelus::{
    import::{
        Annotated, InputFile,
        brat::{AnalystFrom, read},
    },
    project::{AttributeKind, AttributeValue},
};

const TEXT: &str = "Two shells hit Dravna, Ilse Maren said.\nNobody died, she added.\n";

fn folder(files: &[(&str, &str)]) -> Annotated {
    let files: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    read(&files, None, "nobody")
}

/// Each annotation as analyst, label and words.
fn marks(read: &Annotated) -> Vec<String> {
    let articles = read.articles.iter();
    let all = articles.flat_map(|article| article.annotations.iter().map(|annotation| (annotation, &article.article.text)));
    all.map(|(annotation, text)| {
        let analyst = read.analysts.iter().find(|analyst| analyst.id == annotation.analyst).unwrap();
        let label = read.labels.iter().find(|label| label.id == annotation.label).unwrap();
        format!("{} {} {}", analyst.name, label.name, annotation.fragments.words(text))
    })
    .collect()
}

fn warnings(read: &Annotated) -> Vec<String> {
    read.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn analysts_are_told_from_suffixes() {
    let ann = "T1\tSource 23 33\tIlse Maren\nT2\tCue 34 38\tsaid\nT3\tContent 0 21;40 51\tTwo shells hit Dravna Nobody died\n";
    let read = folder(&[("a_b.txt", TEXT), ("a_b_4e07.ann", ann), ("a_b_ana.ann", "T1\tCue 57 62\tadded\n"), ("x.txt", "Rain.")]);
    let expected =
        ["4e07 Source Ilse Maren", "4e07 Cue said", "4e07 Content Two shells hit Dravna … Nobody died", "ana Cue added"];
    assert_eq!(marks(&read), expected);
    assert_eq!((read.articles.len(), warnings(&read).len()), (2, 0));
}

#[test]
fn analysts_are_told_from_folders_that_have_the_same_text() {
    let (one, two) = ("T1\tCue 34 38\tsaid\n", "T1\tCue 57 62\tadded\n");
    let read = folder(&[("in/ana/a.txt", TEXT), ("in/ana/a.ann", one), ("in/bo/a.txt", TEXT), ("in/bo/a.ann", two)]);
    assert_eq!(marks(&read), ["ana Cue said", "bo Cue added"]);
    assert_eq!(read.articles.len(), 1);
    let files = [InputFile { path: "a.txt", bytes: TEXT.as_bytes() }, InputFile { path: "a.ann", bytes: one.as_bytes() }];
    assert_eq!(marks(&self::read(&files, Some(AnalystFrom::Nothing), "Cem")), ["Cem Cue said"]);
}

#[test]
fn events_relations_attributes_and_notes_are_kept() {
    let ann = "T1\tSource 23 33\tIlse Maren\nT2\tAttribution 34 38\tsaid\nT3\tContent 0 21\tTwo shells hit Dravna\n\
               T4\tContent 40 51\tNobody died\n\
               E1\tAttribution:T2 Source:T1 Content:T3 Content2:T4\n\
               R1\tdenies Arg1:T4 Arg2:E1\n*\tEquiv T3 T4\nA1\tCertainty T3 high\nA2\tHearsay T3\nM1\tHearsay E1\n\
               #1\tAnnotatorNotes T3\tper hospital\nN1\tReference T1 Register:5\tIlse Maren\n";
    let conf = "[entities]\nSource\n[attributes]\nCertainty\tArg:<ENTITY>, Value:low|high\nHearsay\tArg:<ANY>\n";
    let read = folder(&[("annotation.conf", conf), ("a.txt", TEXT), ("a.ann", ann)]);
    assert_eq!(warnings(&read), [""; 0]);
    let [source, attribution, shells, nobody] = read.articles[0].annotations.as_slice() else { panic!("four annotations") };
    assert_eq!(attribution.attributes["source"], AttributeValue::Links(vec![source.id]));
    assert_eq!(attribution.attributes["content"], AttributeValue::Links(vec![shells.id, nobody.id]));
    assert_eq!(attribution.attributes["hearsay"], AttributeValue::YesNo(true));
    assert_eq!(nobody.attributes["denies"], AttributeValue::Links(vec![attribution.id]));
    assert_eq!(nobody.same_as, [shells.id]);
    assert_eq!(shells.attributes["certainty"], AttributeValue::Choice("high".to_owned()));
    assert_eq!((shells.note.as_str(), source.note.as_str()), ("per hospital", "Register:5"));
    let label = read.labels.iter().find(|label| label.name == "Content").unwrap();
    let choices: Vec<_> = label.attribute(&"certainty".into()).unwrap().kind.choices().iter().map(|c| c.id.as_str()).collect();
    assert_eq!(choices, ["low", "high"]);
    assert_eq!(label.attribute(&"hearsay".into()).unwrap().kind, AttributeKind::YesNo);
}

#[test]
fn offsets_in_other_units_are_found_out() {
    let text = "💥💥 é said\r\nIlse Maren";
    let ann = |start: usize| format!("T1\tCue {start} {}\tsaid\n", start + 4);
    for (start, reading) in [(5, None), (7, Some("UTF-16 units")), (12, Some("bytes"))] {
        let read = folder(&[("a.txt", text), ("a.ann", &ann(start))]);
        assert_eq!(marks(&read), ["nobody Cue said"]);
        let expected = reading.map(|unit| {
            format!("a.ann: the offsets were read as {unit}: so 1 of 1 lines fit their words, as code points only 0")
        });
        assert_eq!(warnings(&read), Vec::from_iter(expected));
    }
    let read = folder(&[("a.txt", text), ("a.ann", "T1\tSource 11 15\tIlse\n"), ("\u{e9}.conf", "")]);
    assert_eq!(marks(&read), ["nobody Source Ilse"], "brat counts both characters of a CRLF");
}

#[test]
fn a_bad_line_is_left_out_and_said() {
    let ann = "T1\tCue 34 38\tdenied\nT2\tCue 30 900\tx\nT3\tCue 5 5\t\njunk\nE1\tCue:T9\nA1\tSure T8\nT4\tCue 57 62\tadded\n";
    let read = folder(&[("a.txt", TEXT), ("a.ann", ann), ("b.ann", "")]);
    assert_eq!(marks(&read), ["nobody Cue said", "nobody Cue added"]);
    let expected = [
        "a.ann, line 1: the offsets cover “said”, but the line says “denied”; the offsets were taken",
        "a.ann, line 2: this annotation was left out: 30–900 is not a stretch of the text, which ends at 64",
        "a.ann, line 3: this annotation was left out: a fragment at byte 5 covers no text",
        "a.ann, line 4: this line was left out: expected a tab after the id",
        "a.ann, line 5: there is no “T9” in this file; what the line says about it was left out",
        "a.ann, line 6: there is no “T8” in this file; what the line says about it was left out",
        "b.ann: left out: there is no text of that name beside it; “--analyst-from” says how files are named",
    ];
    assert_eq!(warnings(&read), expected);
}

#[test]
fn a_note_that_is_an_object_holds_answers() {
    let ann = "T1\tSource 23 33\tIlse Maren\nT2\tContent 40 51\tNobody died\nT3\tCue 57 62\tadded\n\
               A1\tCertainty T2 high\nA2\tNamed T1 false\n\
               #1\tAnnotatorNotes T1\t{\"speaker\": \"O'Neill\", \"count\": 12, \"share\": 0.5, \"Is Official\": true}\n\
               #2\tAnnotatorNotes T2\t{\"count\": 3, \"Certainty\": \"low\", \"seen\": [1, 2], \"by\": null, \"\": 1}\n\
               #3\tAnnotatorNotes T3\t{not: an object}\n";
    let conf = "[entities]\nSource\n[attributes]\nCertainty\tArg:<ENTITY>, Value:low|high\nNamed\tArg:<ANY>, Value:true|false\n";
    let read = folder(&[("annotation.conf", conf), ("a.txt", TEXT), ("a.ann", ann)]);
    let [source, content, cue] = read.articles[0].annotations.as_slice() else { panic!("three annotations") };
    let answers = |annotation: &obelus::project::Annotation| {
        annotation.attributes.iter().map(|(id, value)| format!("{id} {value:?}")).collect::<Vec<_>>()
    };
    let expected =
        ["count Integer(12)", "is_official YesNo(true)", "named YesNo(false)", "share Number(0.5)", "speaker Text(\"O'Neill\")"];
    assert_eq!((answers(source), source.note.as_str()), (expected.map(str::to_owned).to_vec(), ""));
    // What is no answer, and what is answered already, stays in the note.
    assert_eq!(answers(content), ["certainty Choice(\"high\")", "count Integer(3)"]);
    assert_eq!(content.note, r#"{"":1,"Certainty":"low","by":null,"seen":[1,2]}"#);
    assert_eq!((answers(cue).len(), cue.note.as_str()), (0, "{not: an object}"));
    assert_eq!(warnings(&read), ["a.ann, line 7: “Certainty” is answered twice; the note holds the second answer"]);
    let label = read.labels.iter().find(|label| label.name == "Source").unwrap();
    let mut kinds: Vec<_> = label.attributes.iter().map(|attribute| format!("{} {:?}", attribute.name, attribute.kind)).collect();
    kinds.sort();
    let expected = ["Is Official YesNo", "Named YesNo", "count Integer { min: None, max: None }", "share Number", "speaker Text"];
    assert_eq!(kinds, expected);
}

#[test]
fn answers_of_several_kinds_are_words() {
    let ann = "T1\tCue 34 38\tsaid\nT2\tCue 57 62\tadded\n#1\tAnnotatorNotes T1\t{\"n\": 1, \"x\": 2}\n\
               #2\tAnnotatorNotes T2\t{\"n\": 1.5, \"x\": \"two\"}\n";
    let read = folder(&[("a.txt", TEXT), ("a.ann", ann)]);
    let kind = |id: &str| read.labels[0].attribute(&id.into()).unwrap().kind.clone();
    assert_eq!((kind("n"), kind("x")), (AttributeKind::Number, AttributeKind::Text));
    assert_eq!(warnings(&read), [""; 0]);
}
