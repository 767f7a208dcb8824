//! Writes a layer as CAS JSON 0.4.

use super::{FIRST_NUMBER, LAYER, Layer, METADATA};
use crate::export::{ascii, features::Features};
use serde_json::{Map, Value, json};

/// Writes the document.
pub(super) fn write(layer: &Layer<'_>, features: &Features) -> String {
    let article = &layer.record.article;
    let mut structures = vec![
        json!({"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain",
               "sofaString": article.text.as_str()}),
        json!({"%ID": 2, "%TYPE": METADATA, "@sofa": 1, "begin": 0, "end": layer.num_units, "language": "x-unspecified",
               "documentTitle": article.title(), "documentId": article.id.to_string()}),
    ];
    let mut members = vec![2];
    for (number, (start, end, values)) in (FIRST_NUMBER..).zip(&layer.spans) {
        let mut span = Map::from_iter([
            ("%ID".to_owned(), json!(number)),
            ("%TYPE".to_owned(), json!(LAYER)),
            ("@sofa".to_owned(), json!(1)),
            ("begin".to_owned(), json!(start)),
            ("end".to_owned(), json!(end)),
        ]);
        span.extend(values.iter().map(|(name, value)| (name.clone(), json!(value))));
        structures.push(Value::Object(span));
        members.push(number);
    }
    let described = |name: &str, parent: &str, features: &[&str]| {
        let mut described = Map::from_iter([("%NAME".to_owned(), json!(name)), ("%SUPER_TYPE".to_owned(), json!(parent))]);
        let range = |name: &str| json!({"%NAME": name, "%RANGE": "uima.cas.String"});
        described.extend(features.iter().map(|name| ((*name).to_owned(), range(name))));
        Value::Object(described)
    };
    let names: Vec<_> = std::iter::once("label").chain(features.names.iter().map(String::as_str)).collect();
    let types = json!({
        METADATA: described(METADATA, "uima.tcas.DocumentAnnotation", &["documentTitle", "documentId"]),
        LAYER: described(LAYER, "uima.tcas.Annotation", &names),
    });
    let cas = json!({
        "%TYPES": types,
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}},
    });
    ascii::to_string(&cas) + "\n"
}
