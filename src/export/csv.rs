//! CSV: `annotations.csv`, one annotation a row, and `articles.csv`, one article a row with its whole text.
//!
//! Both files begin with a byte order mark (Excel reads them in the local code page otherwise), rows end with CR LF, and
//! every cell is quoted. A cell that a spreadsheet would take for a formula, or that begins with an apostrophe, gets one
//! apostrophe in front: to undo it take one off every cell that begins with one. `start` and `end` never have one.
//!
//! Columns of `annotations.csv`: `id` (the article), `analyst`, `start`, `end`, `label`, `text` (the words of the fragments,
//! joined by " … "), `fragments` (as in `14-28;40-51`), `offset_unit`, `annotation` (its id), `analyst_name`, `unsure`,
//! `note`, `same_as`, `created`, `modified`, `codebook_version`, `text_sha256`; then for each attribute of each label two
//! columns, `attr:label.attribute` and `state:label.attribute`. The state is `filled`, `not_filled`, `not_stated` or
//! `unclear`, and empty in rows with another label. Offsets are code points, the end excluded. Lists are joined by `;`,
//! yes and no are `true` and `false`.
//!
//! Columns of `articles.csv`: `id`, what is known about the article, `other` as a JSON object, one `status:analyst` for each
//! analyst (empty when never opened), and `text` last.

use super::{
    ExportError, ExportFile, Loss, LossReport, OFFSET_UNIT, Selected,
    span::{Located, Span, span_of},
};
use crate::project::{Annotation, ArticleRecord, AttributeId, AttributeKind, AttributeValue, LabelId, Status};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::collections::BTreeSet;

const ANNOTATION_COLUMNS: [&str; 17] = [
    "id",
    "analyst",
    "start",
    "end",
    "label",
    "text",
    "fragments",
    "offset_unit",
    "annotation",
    "analyst_name",
    "unsure",
    "note",
    "same_as",
    "created",
    "modified",
    "codebook_version",
    "text_sha256",
];
const ARTICLE_COLUMNS: [&str; 18] = [
    "id",
    "headline",
    "byline",
    "outlet",
    "published",
    "url",
    "language",
    "regions",
    "themes",
    "series",
    "source_note",
    "copyright",
    "other",
    "file_name",
    "format",
    "encoding",
    "source_sha256",
    "imported",
];
const BYTE_ORDER_MARK: &str = "\u{FEFF}";
const LIST_SEPARATOR: &str = ";";

/// Writes both tables.
pub fn write(selected: &Selected<'_>, report: &mut LossReport) -> Result<Vec<ExportFile>, ExportError> {
    let annotations = write_annotations(selected, report)?;
    Ok(vec![
        ExportFile { name: "annotations.csv".to_owned(), bytes: annotations },
        ExportFile { name: "articles.csv".to_owned(), bytes: write_articles(selected, report) },
    ])
}

fn write_annotations(selected: &Selected<'_>, report: &mut LossReport) -> Result<Vec<u8>, ExportError> {
    let columns = attribute_columns(selected);
    let mut table = Table::new();
    let head = columns.iter().flat_map(|c| ["attr", "state"].map(|what| format!("{what}:{}.{}", c.label, c.attribute)));
    table.push(ANNOTATION_COLUMNS.iter().map(|&name| name.to_owned()).chain(head));
    for record in &selected.articles {
        for annotation in selected.annotations(record) {
            let mut row = annotation_cells(selected, record, annotation)?;
            for column in &columns {
                row.extend(answer_cells(column, record, annotation, report)?);
            }
            table.push(row);
            report.written += 1;
        }
    }
    Ok(table.finish())
}

fn annotation_cells(
    selected: &Selected<'_>,
    record: &ArticleRecord,
    annotation: &Annotation,
) -> Result<Vec<String>, ExportError> {
    let located = Located::new(record, annotation)?;
    let analyst_name = selected.project.analyst(&annotation.analyst).map_or("", |analyst| &analyst.name);
    let cells: [String; ANNOTATION_COLUMNS.len()] = [
        record.article.id.to_string(),
        annotation.analyst.to_string(),
        located.hull.start.to_string(),
        located.hull.end.to_string(),
        annotation.label.to_string(),
        located.quote,
        list(located.fragments.iter().map(span_cell)),
        OFFSET_UNIT.to_owned(),
        annotation.id.to_string(),
        analyst_name.to_owned(),
        annotation.is_unsure.to_string(),
        annotation.note.clone(),
        list(annotation.same_as.iter().map(ToString::to_string)),
        annotation.created.to_string(),
        annotation.modified.to_string(),
        annotation.codebook_version.to_string(),
        record.article.text_sha256.to_string(),
    ];
    Ok(cells.into())
}

/// The columns of one attribute of one label.
struct AttributeColumns<'p> {
    label: &'p LabelId,
    attribute: &'p AttributeId,
    /// `None` for one that the codebook lacks.
    kind: Option<&'p AttributeKind>,
}

/// The attributes of the codebook in its order, then those that only annotations have.
fn attribute_columns<'p>(selected: &Selected<'p>) -> Vec<AttributeColumns<'p>> {
    let codebook = selected.project.codebook();
    let of_label = |label: &'p crate::project::Label| {
        label.attributes.iter().map(|attribute| AttributeColumns {
            label: &label.id,
            attribute: &attribute.id,
            kind: Some(&attribute.kind),
        })
    };
    let mut columns: Vec<_> = codebook.labels.iter().flat_map(of_label).collect();
    let known: BTreeSet<_> = columns.iter().map(|column| (column.label, column.attribute)).collect();
    let annotations = selected.articles.iter().flat_map(|record| selected.annotations(record));
    let used: BTreeSet<_> = annotations.flat_map(|a| a.attributes.keys().map(move |key| (&a.label, key))).collect();
    columns.extend(used.difference(&known).map(|(label, attribute)| AttributeColumns { label, attribute, kind: None }));
    columns
}

/// Value and state.
fn answer_cells(
    column: &AttributeColumns<'_>,
    record: &ArticleRecord,
    annotation: &Annotation,
    report: &mut LossReport,
) -> Result<[String; 2], ExportError> {
    if annotation.label != *column.label {
        return Ok(Default::default());
    }
    let Some(value) = annotation.attributes.get(column.attribute) else {
        return Ok([String::new(), "not_filled".to_owned()]);
    };
    let cell = match value {
        AttributeValue::NotStated => return Ok([String::new(), "not_stated".to_owned()]),
        AttributeValue::Unclear => return Ok([String::new(), "unclear".to_owned()]),
        AttributeValue::Text(text) | AttributeValue::Choice(text) => text.clone(),
        AttributeValue::Integer(number) => number.to_string(),
        AttributeValue::Number(number) => number.to_string(),
        AttributeValue::YesNo(yes) => yes.to_string(),
        AttributeValue::Choices(choices) => list(choices.iter().cloned()),
        AttributeValue::Date(day) => day.to_string(),
        AttributeValue::Links(links) => list(links.iter().map(ToString::to_string)),
        AttributeValue::SubSpan(range) => span_cell(&span_of(record, annotation, *range)?),
    };
    let id = column.attribute;
    let losses = [
        (!is_of_kind(value, column.kind)).then(|| format!("the kind of {id}, which is not the codebook's; its value is written")),
        has_separator(value).then(|| format!("where one choice of {id} ends: one of them holds a “{LIST_SEPARATOR}”")),
    ];
    report.losses.extend(losses.into_iter().flatten().map(|what| Loss {
        article: record.article.id,
        annotation: Some(annotation.id),
        what,
    }));
    Ok([cell, "filled".to_owned()])
}

/// Whether the codebook tells a reader what `value` is.
fn is_of_kind(value: &AttributeValue, kind: Option<&AttributeKind>) -> bool {
    matches!(
        (value, kind),
        (AttributeValue::Text(_), Some(AttributeKind::Text))
            | (AttributeValue::Integer(_), Some(AttributeKind::Integer { .. }))
            | (AttributeValue::Number(_), Some(AttributeKind::Number))
            | (AttributeValue::YesNo(_), Some(AttributeKind::YesNo))
            | (AttributeValue::Choice(_), Some(AttributeKind::OneOf(_)))
            | (AttributeValue::Choices(_), Some(AttributeKind::SeveralOf(_)))
            | (AttributeValue::Date(_), Some(AttributeKind::Date))
            | (AttributeValue::Links(_), Some(AttributeKind::Links { .. }))
            | (AttributeValue::SubSpan(_), Some(AttributeKind::SubSpan))
    )
}

fn has_separator(value: &AttributeValue) -> bool {
    matches!(value, AttributeValue::Choices(choices) if choices.iter().any(|choice| choice.contains(LIST_SEPARATOR)))
}

fn write_articles(selected: &Selected<'_>, report: &mut LossReport) -> Vec<u8> {
    let analysts: Vec<_> = selected.project.analysts().iter().filter(|analyst| selected.has(&analyst.id)).collect();
    let mut table = Table::new();
    let head = ARTICLE_COLUMNS.iter().map(|&name| name.to_owned());
    let statuses = analysts.iter().map(|analyst| format!("status:{}", analyst.id));
    table.push(head.chain(statuses).chain(["text_sha256", "text"].map(str::to_owned)));
    for record in &selected.articles {
        let statuses = analysts.iter().map(|analyst| match record.status.get(&analyst.id) {
            None => String::new(),
            Some(Status::InProgress) => "in_progress".to_owned(),
            Some(Status::Done) => "done".to_owned(),
        });
        let text = [record.article.text_sha256.to_string(), record.article.text.as_str().to_owned()];
        table.push(article_cells(record, report).into_iter().chain(statuses).chain(text));
    }
    table.finish()
}

fn article_cells(record: &ArticleRecord, report: &mut LossReport) -> [String; ARTICLE_COLUMNS.len()] {
    let (article, known) = (&*record.article, &record.article.metadata);
    for (name, items) in [("regions", &known.regions), ("themes", &known.themes), ("series", &known.series)] {
        if items.iter().any(|item| item.contains(LIST_SEPARATOR)) {
            let what = format!("where one item of {name} ends: one of them holds a “{LIST_SEPARATOR}”");
            report.losses.push(Loss { article: article.id, annotation: None, what });
        }
    }
    let other = if known.other.is_empty() { String::new() } else { serde_json::json!(known.other).to_string() };
    [
        article.id.to_string(),
        known.headline.clone(),
        known.byline.clone(),
        known.outlet.clone(),
        known.published.map(|day| day.to_string()).unwrap_or_default(),
        known.url.clone(),
        known.language.clone(),
        list(known.regions.iter().cloned()),
        list(known.themes.iter().cloned()),
        list(known.series.iter().cloned()),
        known.source_note.clone(),
        known.copyright.clone(),
        other,
        article.source.file_name.clone(),
        article.source.format.clone(),
        article.source.encoding.clone(),
        article.source.sha256.map(|digest| digest.to_string()).unwrap_or_default(),
        article.imported.to_string(),
    ]
}

/// Rows of guarded cells.
struct Table(Writer<Vec<u8>>);

impl Table {
    fn new() -> Self {
        let mut builder = WriterBuilder::new();
        builder.quote_style(QuoteStyle::Always).terminator(Terminator::CRLF);
        Self(builder.from_writer(BYTE_ORDER_MARK.into()))
    }

    fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        // Every row of a table is made from the same lists of columns, and a vector takes every write.
        self.0.write_record(cells.into_iter().map(guard)).expect("rows have the columns of the head");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("a vector takes every write")
    }
}

/// `cell`, with an apostrophe in front if a spreadsheet would take it for a formula or it begins with one.
fn guard(cell: String) -> String {
    const GUARDED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];
    if cell.starts_with(GUARDED) { format!("'{cell}") } else { cell }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(LIST_SEPARATOR)
}

fn span_cell(span: &Span) -> String {
    format!("{}-{}", span.start, span.end)
}
