//! The JSON Schema of our JSON lines fits what is written, and nothing else.

use super::{answer, any_project, change, dravna, known_article, project_of, rows};
use obelus::{
    export::Selection,
    project::{AnnotationId, AttributeValue, Change, Project},
    text::ByteRange,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(include_str!("../../docs/formats/obelus-jsonl-1.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

pub(super) fn faults(project: &Project) -> Vec<String> {
    let (rows, _) = rows(project, &Selection::default());
    rows.iter().flat_map(|row| SCHEMA.iter_errors(row).map(|error| format!("{error} in {row}")).collect::<Vec<_>>()).collect()
}

#[test]
fn every_row_fits_the_schema() {
    let mut project = dravna();
    let values = [
        ("low", AttributeValue::Integer(-14)),
        ("precision", AttributeValue::Choice("exact".to_owned())),
        ("means", AttributeValue::Choices(vec!["a".to_owned()])),
        ("share", AttributeValue::Number(0.5)),
        ("other_share", AttributeValue::Number(f64::NAN)),
        ("official", AttributeValue::YesNo(true)),
        ("day", AttributeValue::Date("2026-01-04".parse().unwrap())),
        ("note", AttributeValue::Text(String::new())),
        ("of", AttributeValue::Links(vec![AnnotationId::from_random(1)])),
        ("cue", AttributeValue::SubSpan(ByteRange::from_usize(0..4))),
        ("x", AttributeValue::NotStated),
        ("y", AttributeValue::Unclear),
    ];
    for (name, value) in values {
        answer(&mut project, 2, name, value);
    }
    change(&mut project, 1, Change::SameAs(vec![AnnotationId::from_random(4)]));
    assert_eq!(faults(&project), Vec::<String>::new());
    assert_eq!(faults(&project_of(known_article())), Vec::<String>::new());
}

#[test]
fn what_is_not_ours_does_not_fit() {
    let (rows, _) = rows(&dravna(), &Selection::default());
    let annotation = rows.iter().find(|row| row["obelus"] == "annotation").unwrap();
    let broken = [
        ("start", json!(-1)),
        ("fragments", json!([])),
        ("offset_unit", json!("utf16")),
        ("span_id", json!("1")),
        ("unsure", json!("no")),
    ];
    for (field, value) in broken {
        let mut row = annotation.clone();
        row[field] = value;
        assert!(!SCHEMA.is_valid(&row), "{field}");
        row.as_object_mut().unwrap().remove(field);
        assert!(!SCHEMA.is_valid(&row), "no {field}");
    }
    let mut header = rows[0].clone();
    header["format_version"] = json!(2);
    assert!(!SCHEMA.is_valid(&header));
    assert!(SCHEMA.is_valid(&json!({"obelus": "remark", "words": "a kind of row that is not known yet"})));
}

proptest! {
    #[test]
    fn rows_of_any_project_fit(project in any_project()) {
        prop_assert_eq!(faults(&project), Vec::<String>::new());
    }
}
