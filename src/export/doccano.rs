//! doccano's JSON lines: a file for each analyst and a line for each article, with spans as `[start, end, label]`.
//!
//! doccano guesses encodings, so everything beyond ASCII is escaped. What it has no field for goes into the metadata of the
//! example: the lists `attributes` and `span_ids` with an entry for each label, and `status`, which says how far the analyst
//! is.

use super::{LossReport, Selected, answers, ascii, dataset::DatasetError, names, out::Out};
use crate::project::Standing;
use serde_json::json;

/// Writes a file for each analyst.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let analysts = names::of_analysts(selected);
    let num_rounds = analysts.len();
    for (analyst, name) in analysts {
        let mut file = out.begin(&format!("{name}.jsonl"))?;
        for record in &selected.articles {
            let (mut labels, mut attributes, mut ids) = (Vec::new(), Vec::new(), Vec::new());
            for annotation in record.layer(analyst) {
                report.unfit(selected, record, annotation);
                for span in answers::parted(record, annotation, report)? {
                    labels.push(json!([span.start, span.end, annotation.label.as_str()]));
                    attributes.push(answers::plain(record, annotation)?);
                    ids.push(annotation.id.to_string());
                }
                report.written += 1;
            }
            let article = &record.article;
            let line = json!({
                "text": article.text.as_str(),
                "label": labels,
                "doc_id": article.id.to_string(),
                "title": article.title(),
                "analyst": analyst.as_str(),
                "attributes": attributes,
                "span_ids": ids,
                "status": match record.standing(analyst) {
                    Standing::NeverOpened => "never_opened",
                    standing if standing.is_done() => "done",
                    _ => "in_progress",
                },
                "offset_unit": super::OFFSET_UNIT,
            });
            file.push(ascii::to_string(&line).as_bytes())?;
            file.push(b"\n")?;
            out.step(num_rounds)?;
        }
        out.end(file)?;
    }
    Ok(())
}
