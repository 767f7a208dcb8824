//! Label Studio: `tasks.json` with the articles and their regions, and the `label_config.xml` that a project needs for it.
//!
//! Each analyst's regions are one annotation of the task. Of those who finished it without a region it is one without
//! results, and the data list them; the list is there even if it is empty, so that the importer has nothing to guess.
//! Answers are results with the region's id, of a control named `label__attribute`; those that no control holds are in the
//! region's `meta`, together with the analyst.

use super::{ExportError, LossReport, Selected, answers, ascii, dataset::DatasetError, out::Out, span::Span, xml};
use crate::project::{AnalystId, Annotation, ArticleRecord, AttributeKind, AttributeValue, Codebook, Label};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Writes the configuration and the tasks.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let codebook = selected.project.codebook();
    out.put("label_config.xml", configuration(codebook).as_bytes())?;
    let mut tasks = out.begin("tasks.json")?;
    let mut before = "[";
    for record in &selected.articles {
        let mut annotations = Vec::new();
        for analyst in selected.project.analysts().iter().filter(|analyst| selected.has(&analyst.id)) {
            let mut results = Vec::new();
            for annotation in record.layer(&analyst.id) {
                report.unfit(selected, record, annotation);
                for (number, span) in answers::parted(record, annotation, report)?.into_iter().enumerate() {
                    region(&mut results, codebook, (record, annotation), (number, span))?;
                }
                report.written += 1;
            }
            if !results.is_empty() {
                annotations.push(json!({"result": results, "ground_truth": false, "was_cancelled": false}));
            }
        }
        let article = &record.article;
        let known = &article.metadata;
        let finished: Vec<_> = selected.finished_empty(record).into_iter().map(AnalystId::as_str).collect();
        annotations.extend(finished.iter().map(|_| json!({"result": [], "ground_truth": false, "was_cancelled": false})));
        let data = json!({
            "text": article.text.as_str(),
            "doc_id": article.id.to_string(),
            "title": article.title(),
            "outlet": known.outlet,
            "published": known.published.map(|day| day.to_string()),
            "url": known.url,
            "offset_unit": super::OFFSET_UNIT,
            "finished_without_tags": finished,
        });
        tasks.push(before.as_bytes())?;
        tasks.push(ascii::to_string(&json!({ "data": data, "annotations": annotations })).as_bytes())?;
        before = ",";
        out.step(1)?;
    }
    // Without articles, an empty list.
    tasks.push(if before == "[" { "[]\n" } else { "]\n" }.as_bytes())?;
    out.end(tasks)
}

/// Adds a region and its answers.
fn region(
    results: &mut Vec<Value>,
    codebook: &Codebook,
    (record, annotation): (&ArticleRecord, &Annotation),
    (number, Span { start, end }): (usize, Span),
) -> Result<(), ExportError> {
    let id = if number == 0 { annotation.id.to_string() } else { format!("{}-{number}", annotation.id) };
    let words = annotation.fragments.iter().nth(number).and_then(|range| range.of(record.article.text.as_str()));
    let label = codebook.label(&annotation.label);
    let mut rest = answers::plain(record, annotation)?;
    let mut answers = Vec::new();
    for (attribute, value) in &annotation.attributes {
        let kind = label.and_then(|label| label.attribute(attribute)).map(|attribute| &attribute.kind);
        if let Some((control, mut value)) = kind.and_then(|kind| result(kind, value)) {
            value.insert("start".to_owned(), json!(start));
            value.insert("end".to_owned(), json!(end));
            let from_name = format!("{}__{attribute}", annotation.label);
            answers.push(json!({
                "id": id, "from_name": from_name, "to_name": "text", "origin": "manual", "type": control, "value": value,
            }));
            rest.remove(attribute.as_str());
        }
    }
    let analyst = annotation.analyst.as_str();
    let mut meta = json!({"text": [analyst], "analyst": analyst, "span_id": annotation.id.to_string()});
    if !rest.is_empty() {
        meta["answers"] = Value::Object(rest);
    }
    results.push(json!({
        "id": id, "from_name": "label", "to_name": "text", "origin": "manual", "type": "labels", "meta": meta,
        "value": {"start": start, "end": end, "text": words, "labels": [annotation.label.as_str()]},
    }));
    results.extend(answers);
    Ok(())
}

/// The control and value for an answer, if the answer is of the right kind.
fn result(kind: &AttributeKind, value: &AttributeValue) -> Option<(&'static str, Map<String, Value>)> {
    let (control, field, value) = match (kind, value) {
        (AttributeKind::YesNo, AttributeValue::YesNo(yes)) => ("choices", "choices", json!([yes.to_string()])),
        (AttributeKind::OneOf(known), AttributeValue::Choice(choice)) if known.iter().any(|k| k.id == *choice) => {
            ("choices", "choices", json!([choice]))
        }
        (AttributeKind::SeveralOf(known), AttributeValue::Choices(choices))
            if choices.iter().all(|choice| known.iter().any(|k| k.id == *choice)) =>
        {
            ("choices", "choices", json!(choices))
        }
        (AttributeKind::Integer { .. }, AttributeValue::Integer(number)) => ("number", "number", json!(number)),
        (AttributeKind::Number, AttributeValue::Number(number)) if number.is_finite() => ("number", "number", json!(number)),
        (AttributeKind::Text, AttributeValue::Text(text)) => ("textarea", "text", json!([text])),
        (AttributeKind::Date, AttributeValue::Date(day)) => ("textarea", "text", json!([day.to_string()])),
        _ => return None,
    };
    Some((control, Map::from_iter([(field.to_owned(), value)])))
}

fn configuration(codebook: &Codebook) -> String {
    let mut xml = "<View>\n  <Labels name=\"label\" toName=\"text\">\n".to_owned();
    for label in &codebook.labels {
        let [red, green, blue] = label.color.light;
        // Writing to a string cannot fail.
        let _infallible =
            writeln!(xml, "    <Label value={} background=\"#{red:02x}{green:02x}{blue:02x}\"/>", quoted(label.id.as_str()));
    }
    xml.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n");
    for label in &codebook.labels {
        controls(&mut xml, label);
    }
    xml + "</View>\n"
}

fn controls(xml: &mut String, label: &Label) {
    for attribute in &label.attributes {
        let name = quoted(&format!("{}__{}", label.id, attribute.id));
        let of = quoted(label.id.as_str());
        let head = format!("name={name} toName=\"text\" perRegion=\"true\" whenTagName=\"label\" whenLabelValue={of}");
        let choices = |how: &str, ids: &mut dyn Iterator<Item = &str>| {
            let choices: String = ids.map(|id| format!("<Choice value={}/>", quoted(id))).collect();
            format!("<Choices {head} choice=\"{how}\">{choices}</Choices>")
        };
        let control = match &attribute.kind {
            AttributeKind::YesNo => choices("single-radio", &mut ["true", "false"].into_iter()),
            AttributeKind::OneOf(known) => choices("single-radio", &mut known.iter().map(|choice| choice.id.as_str())),
            AttributeKind::SeveralOf(known) => choices("multiple", &mut known.iter().map(|choice| choice.id.as_str())),
            AttributeKind::Integer { .. } | AttributeKind::Number => format!("<Number {head}/>"),
            AttributeKind::Text | AttributeKind::Date => format!("<TextArea {head} maxSubmissions=\"1\"/>"),
            AttributeKind::Links { .. } | AttributeKind::SubSpan => continue,
        };
        let _infallible = writeln!(xml, "  {control}");
    }
}

/// Writes the value of an XML attribute with its quotation marks.
fn quoted(text: &str) -> String {
    format!("\"{}\"", xml::attribute(text))
}
