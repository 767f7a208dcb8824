//! The rows of the JSON lines, as their specification shows them.

use super::{answer, any_project, change, codebook, column, cut, dravna, known_article, project_of, rows, rows_of};
use crate::marked::{self, marked};
use obelus::{
    export::{Format, Selection, export},
    project::{AnnotationId, AttributeValue, Change},
    text::ByteRange,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn an_annotation_row_has_everything() {
    let mut project = dravna();
    answer(&mut project, 2, "low", AttributeValue::Integer(14));
    answer(&mut project, 2, "precision", AttributeValue::Choice("at_least".to_owned()));
    answer(&mut project, 2, "share", AttributeValue::NotStated);
    change(&mut project, 2, Change::Note("per hospital".to_owned()));
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    let row = text.lines().find(|line| line.contains(r#""span_id":"0000000002""#)).unwrap();
    assert_eq!(
        row,
        concat!(
            r#"{"obelus":"annotation","doc_id":"0000000001","#,
            r#""text_sha256":"8ce9119361341307898f110d2d74efde6167c95533553d37ec6fbdc8d7444ab8","#,
            r#""span_id":"0000000002","tag":"figure","fragments":[{"start":11,"end":13}],"start":11,"end":13,"quote":"14","#,
            r#""prefix":"💥 At least ","suffix":" died in Dravna.\n“We ran,” he sa","#,
            r#""coder_id":"ana","coder_name":"ANA","layer":"ana","#,
            r#""created":"2026-01-05T09:00:00Z","modified":"2026-01-06T10:00:00.5Z","codebook_version":1,"#,
            r#""unsure":false,"note":"per hospital","#,
            r#""attributes":{"low":{"integer":14},"precision":{"choice":"at_least"}},"#,
            r#""attribute_states":{"share":"not_stated"},"same_as":[],"links":[],"offset_unit":"unicode_code_point"}"#,
        )
    );
}

#[test]
fn fragments_nested_and_right_to_left_passages_keep_their_places() {
    let places: Vec<_> = rows_of(&dravna(), "annotation")
        .iter()
        .map(|row| json!([row["coder_id"], row["tag"], row["fragments"], row["start"], row["end"], row["quote"]]))
        .collect();
    let expected = [
        json!(["ana", "claim", [{"start": 2, "end": 28}], 2, 28, "At least 14 died in Dravna"]),
        json!(["ana", "figure", [{"start": 11, "end": 13}], 11, 13, "14"]),
        json!(["ana", "quote", [{"start": 30, "end": 39}, {"start": 49, "end": 60}], 30, 60, "“We ran,” … “then hid.”"]),
        json!(["bo", "claim", [{"start": 61, "end": 76}], 61, 76, "قال إن ١٢ قتلوا"]),
    ];
    assert_eq!(places, expected);
}

#[test]
fn passages_that_cross_are_two_rows() {
    let project = marked::project(codebook(), &[marked("[a b]{claim} c").and("a [b c]{quote}")]);
    let places: Vec<_> =
        rows_of(&project, "annotation").iter().map(|row| json!([row["tag"], row["start"], row["end"]])).collect();
    assert_eq!(places, [json!(["claim", 0, 3]), json!(["quote", 2, 5])]);
}

#[test]
fn every_type_of_answer_names_itself() {
    let mut project = dravna();
    let sub_span = {
        let text = project.articles()[0].article.text.as_str();
        let start = text.find("died").unwrap();
        ByteRange::from_usize(start..start + 4)
    };
    answer(&mut project, 1, "source", AttributeValue::Links(vec![AnnotationId::from_random(3)]));
    answer(&mut project, 1, "cue", AttributeValue::SubSpan(sub_span));
    answer(&mut project, 2, "day", AttributeValue::Date("2017-09-21".parse().unwrap()));
    answer(&mut project, 2, "low", AttributeValue::Unclear);
    answer(&mut project, 2, "means", AttributeValue::Choices(vec!["exact".to_owned(), "at_least".to_owned()]));
    answer(&mut project, 2, "official", AttributeValue::YesNo(true));
    answer(&mut project, 2, "share", AttributeValue::Number(f64::INFINITY));
    answer(&mut project, 3, "speaker", AttributeValue::Text("2017-09-21".to_owned()));
    change(&mut project, 3, Change::SameAs(vec![AnnotationId::from_random(1)]));
    let rows = rows_of(&project, "annotation");
    assert_eq!(
        rows[0]["attributes"],
        json!({"cue": {"sub_span": {"start": 14, "end": 18}}, "source": {"links": ["0000000003"]}})
    );
    assert_eq!(rows[0]["links"], json!([{"type": "source", "target": "0000000003"}]));
    assert_eq!(
        rows[1]["attributes"],
        json!({
            "day": {"date": "2017-09-21"},
            "means": {"choices": ["exact", "at_least"]},
            "official": {"yes_no": true},
            "share": {"number": "Infinity"},
        })
    );
    assert_eq!(rows[1]["attribute_states"], json!({"low": "unclear"}));
    assert_eq!(rows[2]["attributes"], json!({"speaker": {"text": "2017-09-21"}}), "words, not a day");
    assert_eq!(rows[2]["links"], json!([{"type": "same_as", "target": "0000000001"}]));
}

#[test]
fn an_article_row_has_everything() {
    let expected = json!({
        "obelus": "article",
        "id": "0000000005",
        "text": "Shelling in Dravna\n💥 Read more.",
        "text_sha256": "d0021f56a73ac6918a9f52fe616881f020d3c9e7e27ff832e00396c37d67d9d1",
        "imported": "2026-01-05T09:00:00Z",
        "metadata": {
            "headline": "Shelling in Dravna", "byline": "", "outlet": "", "published": "2026-01-04", "url": "", "language": "",
            "regions": ["Marentia", "Sel valley"], "themes": [], "series": [], "source_note": "", "copyright": "",
            "other": {"desk": "night"},
        },
        "source": {"file_name": "dravna.txt", "format": "text", "encoding": "UTF-8", "sha256": null},
        "blocks": [
            {"start": 0, "end": 18, "kind": "headline", "level": null},
            {"start": 19, "end": 31, "kind": "heading", "level": 2},
        ],
        "links": [{"start": 21, "end": 30, "target": "https://example.org/a?b=1"}],
    });
    let project = project_of(known_article());
    assert_eq!(rows_of(&project, "article"), [expected]);
    assert_eq!(column(&project, "articles.csv", "regions"), ["Marentia;Sel valley"]);
    assert_eq!(column(&project, "articles.csv", "other"), [r#"{"desk":"night"}"#]);
}

#[test]
fn the_header_names_the_unit_and_holds_the_codebook() {
    let header = rows(&dravna(), &Selection::default()).0.remove(0);
    let start = ["obelus", "format_version", "offset_unit", "offset_end"].map(|field| header[field].clone());
    assert_eq!(start, [json!("header"), json!(1), json!("unicode_code_point"), json!("exclusive")]);
    assert_eq!(header["analysts"], json!([{"id": "ana", "name": "ANA"}, {"id": "bo", "name": "BO"}]));
    let figure = &header["codebook"]["labels"][2];
    assert_eq!(figure["color"], json!({"light": "#0010ff", "dark": "#aabbcc"}));
    assert_eq!(figure["attributes"][0]["kind"], json!({"type": "integer", "min": 0, "max": null}));
    assert_eq!(figure["attributes"][5]["kind"], json!({"type": "date"}));
}

#[test]
fn no_character_of_a_text_ends_a_line_of_json() {
    let text = "One\u{2028}two\u{2029}three\u{85}four\u{b}five\u{c}six\u{1c}seven\u{7f}[eight]{claim}\r nine";
    let project = marked::project(codebook(), &[marked(text)]);
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let written = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert!(written.chars().all(|c| c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))));
    assert_eq!(written.matches('\n').count(), 3, "header, article, annotation");
    assert_eq!(rows_of(&project, "article")[0]["text"], marked(text).text);
}

proptest! {
    #[test]
    fn code_points_cut_the_quote_out_of_the_text(project in any_project()) {
        let text = rows_of(&project, "article")[0]["text"].as_str().unwrap().to_owned();
        let number = |value: &Value| value.as_u64().unwrap() as usize;
        let annotations = rows_of(&project, "annotation");
        prop_assert_eq!(annotations.len(), project.num_annotations());
        for row in annotations {
            let pieces = row["fragments"].as_array().unwrap().iter();
            let pieces: Vec<_> = pieces.map(|f| cut(&text, number(&f["start"]), number(&f["end"]))).collect();
            prop_assert_eq!(pieces.join(" … "), row["quote"].as_str().unwrap());
            let (start, end) = (number(&row["start"]), number(&row["end"]));
            prop_assert!(cut(&text, 0, start).ends_with(row["prefix"].as_str().unwrap()));
            prop_assert!(cut(&text, end, text.chars().count()).starts_with(row["suffix"].as_str().unwrap()));
        }
    }
}

proptest! {
    #[test]
    fn numbers_are_written_exactly(number: f64) {
        let mut project = dravna();
        answer(&mut project, 2, "share", AttributeValue::Number(number));
        let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
        let written = String::from_utf8(files[0].bytes.clone()).unwrap();
        let (_, rest) = written.split_once(r#""share":{"number":"#).unwrap();
        let read: f64 = rest.split('}').next().unwrap().trim_matches('"').parse().unwrap();
        prop_assert!(read == number || (read.is_nan() && number.is_nan()), "{read} is not {number}");
    }
}
