//! CSV and TSV: `annotations`, with a row for each annotation, and `articles`, with a row for each article and its whole
//! text.
//!
//! The `.csv` files are for spreadsheets. They begin with a byte order mark (without it, Excel reads them in the local code
//! page), rows end with CR LF, and every cell is quoted. A cell that a spreadsheet would take for a formula, or that begins
//! with an apostrophe, gets an apostrophe in front; to undo this, remove one apostrophe from every cell that begins with
//! one. `start` and `end` never have one. The `.tsv` files are for programs: they have no byte order mark and no such
//! apostrophes, rows end with LF, and a cell is quoted if it contains a tab, a line break, `"`, `'` or `#`.
//!
//! Columns of `annotations`: `id` (the article), `analyst`, `start`, `end`, `label`, `text` (the words of the fragments,
//! joined by " … "), `fragments` (as in `14-28;40-51`), `offset_unit`, `annotation` (its id), `analyst_name`, `unsure`,
//! `note`, `same_as`, `created`, `modified`, `codebook_version`, `text_sha256`; then for each attribute two columns,
//! `attr:attribute` and `state:attribute`. Labels with an attribute of the same name share these columns. The state is
//! `filled`, `not_filled`, `not_stated` or `unclear`, and empty in rows whose label does not have the attribute. Offsets are
//! code points, and the end is excluded. Lists are joined by `;`; yes and no are `true` and `false`.
//!
//! Columns of `articles`: `id`, the article's metadata with `other` as a JSON object, one `status:analyst` for each analyst
//! (empty if the analyst never opened it), and `text` last.

use super::{
    ExportError, Loss, LossReport, OFFSET_UNIT, Selected,
    dataset::{DatasetError, Tables, files::OpenFile},
    out::Out,
    span::{Located, Span, span_of},
};
use crate::project::{Annotation, ArticleRecord, AttributeId, AttributeKind, AttributeValue, Status};
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

/// Writes both tables in both forms.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    write_annotations(selected, report, out)?;
    write_articles(selected, report, out)
}

/// Renames a file of this format for tables with other names.
pub fn renamed(name: &str, tables: &Tables) -> String {
    match name.split_once('.') {
        Some(("annotations", ending)) => format!("{}.{ending}", tables.annotations),
        Some(("articles", ending)) => format!("{}.{ending}", tables.articles),
        _ => name.to_owned(),
    }
}

fn write_annotations(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let attributes = attributes(selected);
    let mut table = Table::begin("annotations", out)?;
    let head = attributes.iter().flat_map(|id| ["attr", "state"].map(|what| format!("{what}:{id}")));
    table.push(ANNOTATION_COLUMNS.iter().map(|&name| name.to_owned()).chain(head));
    for record in &selected.articles {
        for annotation in selected.annotations(record) {
            let mut row = annotation_cells(selected, record, annotation)?;
            for id in &attributes {
                row.extend(answer_cells(selected, id, record, annotation, report)?);
            }
            table.push(row);
            report.written += 1;
        }
        table.write()?;
        out.step(2)?;
    }
    table.end(out)
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

/// The attributes of the codebook in its order, then those that only annotations have, each once.
fn attributes<'p>(selected: &Selected<'p>) -> Vec<&'p AttributeId> {
    let of_codebook = selected.project.codebook().labels.iter().flat_map(|label| &label.attributes).map(|found| &found.id);
    let mut ids = Vec::new();
    for id in of_codebook {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let annotations = selected.articles.iter().flat_map(|record| selected.annotations(record));
    let used: BTreeSet<_> = annotations.flat_map(|annotation| annotation.attributes.keys()).collect();
    let known: BTreeSet<_> = ids.iter().copied().collect();
    ids.extend(used.difference(&known));
    ids
}

/// The cells for an answer: its value and its state.
fn answer_cells(
    selected: &Selected<'_>,
    id: &AttributeId,
    record: &ArticleRecord,
    annotation: &Annotation,
    report: &mut LossReport,
) -> Result<[String; 2], ExportError> {
    let label = selected.project.codebook().label(&annotation.label);
    let kind = label.and_then(|label| label.attribute(id)).map(|attribute| &attribute.kind);
    let Some(value) = annotation.attributes.get(id) else {
        return Ok([String::new(), if kind.is_some() { "not_filled".to_owned() } else { String::new() }]);
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
    let losses = [
        (!is_of_kind(value, kind)).then(|| format!("the kind of {id}, which is not the codebook's; its value is written")),
        has_separator(value).then(|| format!("where one choice of {id} ends: one of them holds a “{LIST_SEPARATOR}”")),
    ];
    report.losses.extend(losses.into_iter().flatten().map(|what| Loss {
        article: record.article.id,
        annotation: Some(annotation.id),
        what,
    }));
    Ok([cell, "filled".to_owned()])
}

/// Whether the codebook tells a reader the kind of `value`.
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

fn write_articles(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let analysts: Vec<_> = selected.project.analysts().iter().filter(|analyst| selected.has(&analyst.id)).collect();
    let mut table = Table::begin("articles", out)?;
    let head = ARTICLE_COLUMNS.iter().map(|&name| name.to_owned());
    let statuses = analysts.iter().map(|analyst| format!("status:{}", analyst.id));
    table.push(head.chain(statuses).chain(["text_sha256", "text"].map(str::to_owned)));
    for record in &selected.articles {
        let statuses = analysts.iter().map(|analyst| match record.status_of(&analyst.id) {
            None => String::new(),
            Some(Status::InProgress) => "in_progress".to_owned(),
            Some(Status::Done) => "done".to_owned(),
        });
        let text = [record.article.text_sha256.to_string(), record.article.text.as_str().to_owned()];
        table.push(article_cells(record, report).into_iter().chain(statuses).chain(text));
        table.write()?;
        out.step(2)?;
    }
    table.end(out)
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

/// A table that is written as CSV and as TSV at once.
struct Table {
    csv: Writer<Vec<u8>>,
    tsv: String,
    files: [OpenFile; 2],
}

impl Table {
    fn begin(name: &str, out: &mut dyn Out) -> Result<Self, DatasetError> {
        let mut files = [out.begin(&format!("{name}.csv"))?, out.begin(&format!("{name}.tsv"))?];
        files[0].push(BYTE_ORDER_MARK.as_bytes())?;
        Ok(Self { csv: rows_of_csv(), tsv: String::new(), files })
    }

    fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.tsv.push('\t');
            }
            push_tsv(&mut self.tsv, cell);
        }
        self.tsv.push('\n');
        // Every row of a table is made from the same lists of columns, and a vector accepts every write.
        self.csv.write_record(cells.into_iter().map(guard)).expect("rows have the columns of the head");
    }

    /// Writes the rows collected so far.
    fn write(&mut self) -> Result<(), DatasetError> {
        let rows = std::mem::replace(&mut self.csv, rows_of_csv());
        self.files[0].push(&rows.into_inner().expect("a vector takes every write"))?;
        self.files[1].push(self.tsv.as_bytes())?;
        self.tsv.clear();
        Ok(())
    }

    fn end(mut self, out: &mut dyn Out) -> Result<(), DatasetError> {
        self.write()?;
        self.files.into_iter().try_for_each(|file| out.end(file))
    }
}

fn rows_of_csv() -> Writer<Vec<u8>> {
    WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new())
}

/// Appends a cell for programs. It is also quoted if R's `read.table` would see a quotation mark or a comment in it, or
/// Python a line break.
fn push_tsv(out: &mut String, cell: &str) {
    let is_special = |c: char| c.is_control() || matches!(c, '"' | '\'' | '#' | '\u{2028}' | '\u{2029}');
    if cell.contains(is_special) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

/// Puts an apostrophe before `cell` if a spreadsheet would take it for a formula or it begins with one.
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
