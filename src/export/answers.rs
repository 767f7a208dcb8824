//! An analyst's answers as plain JSON, for formats that have a free field beside each passage.

use super::{ExportError, Loss, LossReport, span::Span, span::span_of};
use crate::project::{Annotation, ArticleRecord, AttributeValue};
use serde_json::{Map, Value, json};

/// Writes the answers by attribute. Words, numbers, true and false, and lists of choices stay as they are; *not stated* and
/// *unclear* become `{"state": …}`, links a list of ids, and a passage `{"start": …, "end": …}` in code points. The note is
/// `#note`, *unsure* `#unsure`, and *same as* `#same_as`, because attribute names do not usually begin with `#`.
pub fn plain(record: &ArticleRecord, annotation: &Annotation) -> Result<Map<String, Value>, ExportError> {
    let mut answers = Map::new();
    for (id, value) in &annotation.attributes {
        answers.insert(id.as_str().to_owned(), answer(record, annotation, value)?);
    }
    if !annotation.note.is_empty() {
        answers.insert("#note".to_owned(), json!(annotation.note));
    }
    if annotation.is_unsure {
        answers.insert("#unsure".to_owned(), json!(true));
    }
    if !annotation.same_as.is_empty() {
        answers.insert("#same_as".to_owned(), json!(annotation.same_as.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    Ok(answers)
}

fn answer(record: &ArticleRecord, annotation: &Annotation, value: &AttributeValue) -> Result<Value, ExportError> {
    Ok(match value {
        AttributeValue::NotStated => json!({"state": "not_stated"}),
        AttributeValue::Unclear => json!({"state": "unclear"}),
        AttributeValue::Text(text) => json!(text),
        AttributeValue::Integer(number) => json!(number),
        AttributeValue::Number(number) if number.is_finite() => json!(number),
        AttributeValue::Number(number) => json!(number.to_string()),
        AttributeValue::YesNo(yes) => json!(yes),
        AttributeValue::Choice(choice) => json!(choice),
        AttributeValue::Choices(choices) => json!(choices),
        AttributeValue::Date(day) => json!(day.to_string()),
        AttributeValue::Links(links) => json!(links.iter().map(ToString::to_string).collect::<Vec<_>>()),
        AttributeValue::SubSpan(range) => json!(span_of(record, annotation, *range)?),
    })
}

/// Writes each fragment as a span, for formats whose spans have one piece. The report says so.
pub fn parted(record: &ArticleRecord, annotation: &Annotation, report: &mut LossReport) -> Result<Vec<Span>, ExportError> {
    let num = annotation.fragments.count();
    if num > 1 {
        let what = format!("that its {num} fragments are one annotation: they are {num} spans");
        report.losses.push(Loss { article: record.article.id, annotation: Some(annotation.id), what });
        report.num_split += 1;
    }
    annotation.fragments.iter().map(|fragment| span_of(record, annotation, fragment)).collect()
}
