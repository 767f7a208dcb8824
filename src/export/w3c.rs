//! W3C Web Annotation: an `AnnotationPage` for each article, and the text that it annotates.
//!
//! Each fragment is a target with its position in code points, and with its words and 32 code points around them.

use super::{ExportError, LossReport, Selected, answers, dataset::DatasetError, names, out::Out, span::around, span::span_of};
use crate::project::{Annotation, ArticleRecord};
use serde_json::{Value, json};

/// The beginning of all IRIs.
const BASE: &str = "urn:x-obelus:";

/// Writes two files for each article.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let articles = names::of_articles(selected);
    for record in &selected.articles {
        let name = &articles[&record.article.id];
        let source = format!("{BASE}doc:{}", record.article.id);
        let mut items = Vec::new();
        for annotation in selected.annotations(record) {
            report.unfit(selected, record, annotation);
            items.push(item(&source, record, annotation)?);
            report.written += 1;
        }
        let page = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": format!("{source}:page"),
            "type": "AnnotationPage",
            "partOf": {
                "id": format!("{source}:annotations"),
                "type": "AnnotationCollection",
                "label": record.article.title(),
                "total": items.len(),
            },
            "startIndex": 0,
            "items": items,
        });
        out.put(&format!("{name}.jsonld"), format!("{page:#}\n").as_bytes())?;
        out.put(&format!("texts/{name}.txt"), record.article.text.as_str().as_bytes())?;
        out.step(1)?;
    }
    Ok(())
}

fn item(source: &str, record: &ArticleRecord, annotation: &Annotation) -> Result<Value, ExportError> {
    let label = annotation.label.as_str();
    let mut body = vec![
        json!({"type": "SpecificResource", "purpose": "classifying", "source": format!("{BASE}label:{}", iri(label))}),
        json!({"type": "TextualBody", "purpose": "tagging", "value": label, "format": "text/plain"}),
    ];
    for (name, value) in answers::plain(record, annotation)? {
        let value = if name == "#note" {
            json!({"type": "TextualBody", "purpose": "commenting", "value": value, "format": "text/plain"})
        } else {
            let value = json!({ "name": name, "value": value }).to_string();
            json!({"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": value})
        };
        body.push(value);
    }
    let text = record.article.text.as_str();
    let mut targets = Vec::new();
    for fragment in annotation.fragments.iter() {
        let span = span_of(record, annotation, fragment)?;
        let (prefix, suffix) = around(text, fragment);
        targets.push(json!({
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {"type": "TextQuoteSelector", "exact": fragment.of(text), "prefix": prefix, "suffix": suffix},
            ],
        }));
    }
    let target = if targets.len() == 1 { targets.swap_remove(0) } else { Value::Array(targets) };
    let analyst = annotation.analyst.as_str();
    Ok(json!({
        "id": format!("{source}:annotation:{}", annotation.id),
        "type": "Annotation",
        "motivation": "classifying",
        "created": annotation.created.to_string(),
        "modified": annotation.modified.to_string(),
        "creator": {"id": format!("{BASE}analyst:{}", iri(analyst)), "type": "Person", "nickname": analyst},
        "body": body,
        "target": target,
    }))
}

/// Percent-encodes a key as part of an IRI.
fn iri(key: &str) -> String {
    let encoded = key.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
