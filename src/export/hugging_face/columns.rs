//! The columns of the tables: their Arrow types, their names in the card, and the conversion of rows.
//!
//! One list of columns makes both the Parquet schema and the features of the card, so that the two cannot differ.

use super::rows::{AnnotationRow, ArticleRow, Attribute, DecisionRow, Said};
use crate::export::{OFFSET_UNIT, dataset::DatasetError, hugging_face::shards::Row, span::Span};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, ListArray, RecordBatch, StringArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use std::sync::Arc;

/// The type of a column.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Yes or no.
    YesNo,
    /// A label, as the number of its place in the codebook.
    LabelPlace,
    /// A list of texts.
    Texts,
    /// A list of structs with these fields.
    Structs(Vec<(&'static str, Self)>),
}

fn pair(first: &'static str, second: &'static str) -> Kind {
    Kind::Structs(vec![(first, Kind::Text), (second, Kind::Text)])
}

fn fragments() -> Kind {
    Kind::Structs(vec![("start", Kind::Integer), ("end", Kind::Integer)])
}

fn attributes() -> Kind {
    Kind::Structs(vec![("name", Kind::Text), ("value", Kind::Text), ("type", Kind::Text)])
}

/// The columns of the table of articles.
pub fn of_articles() -> Vec<(&'static str, Kind)> {
    let spans = vec![
        ("annotation", Kind::Text),
        ("analyst", Kind::Text),
        ("start", Kind::Integer),
        ("end", Kind::Integer),
        ("label", Kind::LabelPlace),
        ("fragments", fragments()),
        ("unsure", Kind::YesNo),
        ("note", Kind::Text),
        ("attributes", attributes()),
    ];
    vec![
        ("id", Kind::Text),
        ("text", Kind::Text),
        ("spans", Kind::Structs(spans)),
        ("headline", Kind::Text),
        ("byline", Kind::Text),
        ("outlet", Kind::Text),
        ("published", Kind::Text),
        ("url", Kind::Text),
        ("language", Kind::Text),
        ("regions", Kind::Texts),
        ("themes", Kind::Texts),
        ("series", Kind::Texts),
        ("source_note", Kind::Text),
        ("copyright", Kind::Text),
        ("other", pair("name", "value")),
        ("file_name", Kind::Text),
        ("progress", pair("analyst", "status")),
        ("text_sha256", Kind::Text),
        ("offset_unit", Kind::Text),
    ]
}

/// The columns of the table of annotations.
pub fn of_annotations() -> Vec<(&'static str, Kind)> {
    vec![
        ("id", Kind::Text),
        ("annotation", Kind::Text),
        ("analyst", Kind::Text),
        ("analyst_name", Kind::Text),
        ("start", Kind::Integer),
        ("end", Kind::Integer),
        ("label", Kind::Text),
        ("text", Kind::Text),
        ("quote", Kind::Text),
        ("prefix", Kind::Text),
        ("suffix", Kind::Text),
        ("fragments", fragments()),
        ("attributes", attributes()),
        ("unsure", Kind::YesNo),
        ("note", Kind::Text),
        ("same_as", Kind::Texts),
        ("created", Kind::Text),
        ("modified", Kind::Text),
        ("codebook_version", Kind::Integer),
        ("text_sha256", Kind::Text),
        ("offset_unit", Kind::Text),
        ("origin", Kind::Text),
    ]
}

/// The columns of the table of decisions.
pub fn of_decisions() -> Vec<(&'static str, Kind)> {
    vec![
        ("id", Kind::Text),
        ("decision", Kind::Text),
        ("differed", Kind::Text),
        ("about", said(false)),
        ("verdict", Kind::Text),
        ("taken", Kind::Text),
        ("by", Kind::Text),
        ("by_name", Kind::Text),
        ("time", Kind::Text),
        ("comment", Kind::Text),
        ("gold", said(true)),
        ("text_sha256", Kind::Text),
        ("offset_unit", Kind::Text),
    ]
}

/// The annotations that a decision is about, or those that it produces.
fn said(with_origin: bool) -> Kind {
    let mut columns = vec![
        ("annotation", Kind::Text),
        ("analyst", Kind::Text),
        ("start", Kind::Integer),
        ("end", Kind::Integer),
        ("label", Kind::Text),
        ("quote", Kind::Text),
        ("fragments", fragments()),
        ("attributes", attributes()),
    ];
    columns.extend(with_origin.then_some(("origin", Kind::Text)));
    Kind::Structs(columns)
}

/// The Arrow schema of these columns.
pub fn schema(columns: &[(&'static str, Kind)]) -> SchemaRef {
    Arc::new(Schema::new(fields(columns)))
}

fn fields(columns: &[(&'static str, Kind)]) -> Fields {
    columns.iter().map(|(name, kind)| Field::new(*name, data_type(kind), true)).collect()
}

fn data_type(kind: &Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer | Kind::LabelPlace => DataType::Int64,
        Kind::YesNo => DataType::Boolean,
        Kind::Texts => DataType::List(item(DataType::Utf8)),
        Kind::Structs(columns) => DataType::List(item(DataType::Struct(fields(columns)))),
    }
}

fn item(kind: DataType) -> FieldRef {
    Arc::new(Field::new("item", kind, true))
}

/// Makes a column of text.
fn texts<'r, T: AsRef<str> + 'r>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn some_texts<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn integers(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn yes_no(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(values.map(Some).collect::<BooleanArray>())
}

fn list(lengths: impl Iterator<Item = usize>, values: ArrayRef) -> ArrayRef {
    let field = item(values.data_type().clone());
    Arc::new(ListArray::new(field, OffsetBuffer::from_lengths(lengths), values, None))
}

fn text_lists<'r>(lists: impl Iterator<Item = &'r Vec<String>> + Clone) -> ArrayRef {
    list(lists.clone().map(Vec::len), texts(lists.flatten()))
}

/// Makes a column with a list of structs in each row. `columns` holds the values of all rows, one row after the other.
fn struct_lists(kind: &Kind, lengths: impl Iterator<Item = usize>, columns: Vec<ArrayRef>) -> Result<ArrayRef, DatasetError> {
    let Kind::Structs(names) = kind else { return Err(DatasetError::Internal("a list of structs with another type")) };
    let values = StructArray::try_new(fields(names), columns, None).map_err(misfit)?;
    Ok(list(lengths, Arc::new(values)))
}

fn fragment_lists<'r>(lists: impl Iterator<Item = &'r Vec<Span>> + Clone) -> Result<ArrayRef, DatasetError> {
    let all = || lists.clone().flatten();
    let columns = vec![integers(all().map(|span| i64::from(span.start))), integers(all().map(|span| i64::from(span.end)))];
    struct_lists(&fragments(), lists.clone().map(Vec::len), columns)
}

fn attribute_lists<'r>(lists: impl Iterator<Item = &'r Vec<Attribute>> + Clone) -> Result<ArrayRef, DatasetError> {
    let all = || lists.clone().flatten();
    let columns = vec![
        texts(all().map(|attribute| &attribute.name)),
        some_texts(all().map(|attribute| attribute.value.as_deref())),
        texts(all().map(|attribute| attribute.kind)),
    ];
    struct_lists(&attributes(), lists.clone().map(Vec::len), columns)
}

fn pair_lists<'r>(kind: &Kind, lists: impl Iterator<Item = &'r Vec<(String, String)>> + Clone) -> Result<ArrayRef, DatasetError> {
    let all = || lists.clone().flatten();
    struct_lists(kind, lists.clone().map(Vec::len), vec![texts(all().map(|(a, _)| a)), texts(all().map(|(_, b)| b))])
}

fn misfit(error: ArrowError) -> DatasetError {
    DatasetError::Arrow(error.to_string())
}

fn batch(schema: &SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch, DatasetError> {
    RecordBatch::try_new(schema.clone(), columns).map_err(misfit)
}

impl Row for ArticleRow {
    fn num_bytes(&self) -> usize {
        let attributes = |span: &AnnotationRow| span.attributes.iter().map(Attribute::num_bytes).sum::<usize>();
        let spans: usize = self.spans.iter().map(|span| 96 + span.note.len() + attributes(span)).sum();
        self.text.len() + 512 + spans
    }

    fn batch(rows: Vec<Self>, schema: &SchemaRef) -> Result<RecordBatch, DatasetError> {
        let all = || rows.iter().flat_map(|row| &row.spans);
        let spans = vec![
            texts(all().map(|span| &span.annotation)),
            texts(all().map(|span| &span.analyst)),
            integers(all().map(|span| i64::from(span.hull.start))),
            integers(all().map(|span| i64::from(span.hull.end))),
            integers(all().map(|span| span.label_place)),
            fragment_lists(all().map(|span| &span.fragments))?,
            yes_no(all().map(|span| span.is_unsure)),
            texts(all().map(|span| &span.note)),
            attribute_lists(all().map(|span| &span.attributes))?,
        ];
        let columns = of_articles();
        let kind = |name: &str| columns.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind.clone());
        let spans_kind = kind("spans").ok_or(DatasetError::Internal("a table without spans"))?;
        let known = |of: fn(&Self) -> &String| texts(rows.iter().map(of));
        batch(
            schema,
            vec![
                known(|row| &row.id),
                known(|row| &row.text),
                struct_lists(&spans_kind, rows.iter().map(|row| row.spans.len()), spans)?,
                known(|row| &row.known.headline),
                known(|row| &row.known.byline),
                known(|row| &row.known.outlet),
                some_texts(rows.iter().map(|row| row.known.published.map(|day| day.to_string()))),
                known(|row| &row.known.url),
                known(|row| &row.known.language),
                text_lists(rows.iter().map(|row| &row.known.regions)),
                text_lists(rows.iter().map(|row| &row.known.themes)),
                text_lists(rows.iter().map(|row| &row.known.series)),
                known(|row| &row.known.source_note),
                known(|row| &row.known.copyright),
                pair_lists(&pair("name", "value"), rows.iter().map(|row| &row.other))?,
                known(|row| &row.file_name),
                pair_lists(&pair("analyst", "status"), rows.iter().map(|row| &row.progress))?,
                known(|row| &row.text_sha256),
                texts(rows.iter().map(|_| OFFSET_UNIT)),
            ],
        )
    }
}

impl Row for AnnotationRow {
    fn num_bytes(&self) -> usize {
        2 * self.quote.len() + 256 + self.note.len() + self.attributes.iter().map(Attribute::num_bytes).sum::<usize>()
    }

    fn batch(rows: Vec<Self>, schema: &SchemaRef) -> Result<RecordBatch, DatasetError> {
        let text = |of: fn(&Self) -> &String| texts(rows.iter().map(of));
        batch(
            schema,
            vec![
                text(|row| &row.article),
                text(|row| &row.annotation),
                text(|row| &row.analyst),
                text(|row| &row.analyst_name),
                integers(rows.iter().map(|row| i64::from(row.hull.start))),
                integers(rows.iter().map(|row| i64::from(row.hull.end))),
                text(|row| &row.label),
                text(|row| &row.text),
                text(|row| &row.quote),
                text(|row| &row.prefix),
                text(|row| &row.suffix),
                fragment_lists(rows.iter().map(|row| &row.fragments))?,
                attribute_lists(rows.iter().map(|row| &row.attributes))?,
                yes_no(rows.iter().map(|row| row.is_unsure)),
                text(|row| &row.note),
                text_lists(rows.iter().map(|row| &row.same_as)),
                text(|row| &row.created),
                text(|row| &row.modified),
                integers(rows.iter().map(|row| i64::from(row.codebook_version))),
                text(|row| &row.text_sha256),
                texts(rows.iter().map(|_| OFFSET_UNIT)),
                some_texts(rows.iter().map(|row| row.origin)),
            ],
        )
    }
}

fn said_lists<'r>(lists: impl Iterator<Item = &'r Vec<Said>> + Clone, with_origin: bool) -> Result<ArrayRef, DatasetError> {
    let all = || lists.clone().flatten();
    let mut columns = vec![
        texts(all().map(|said| &said.annotation)),
        texts(all().map(|said| &said.analyst)),
        integers(all().map(|said| i64::from(said.hull.start))),
        integers(all().map(|said| i64::from(said.hull.end))),
        texts(all().map(|said| &said.label)),
        texts(all().map(|said| &said.quote)),
        fragment_lists(all().map(|said| &said.fragments))?,
        attribute_lists(all().map(|said| &said.attributes))?,
    ];
    columns.extend(with_origin.then(|| some_texts(all().map(|said| said.origin))));
    struct_lists(&said(with_origin), lists.clone().map(Vec::len), columns)
}

impl Row for DecisionRow {
    fn num_bytes(&self) -> usize {
        let said = |said: &Said| 128 + said.quote.len() + said.attributes.iter().map(Attribute::num_bytes).sum::<usize>();
        256 + self.comment.len() + self.about.iter().chain(&self.gold).map(said).sum::<usize>()
    }

    fn batch(rows: Vec<Self>, schema: &SchemaRef) -> Result<RecordBatch, DatasetError> {
        let text = |of: fn(&Self) -> &String| texts(rows.iter().map(of));
        batch(
            schema,
            vec![
                text(|row| &row.article),
                text(|row| &row.decision),
                texts(rows.iter().map(|row| row.differed)),
                said_lists(rows.iter().map(|row| &row.about), false)?,
                texts(rows.iter().map(|row| row.verdict)),
                some_texts(rows.iter().map(|row| row.taken.as_ref())),
                some_texts(rows.iter().map(|row| row.by.as_ref())),
                some_texts(rows.iter().map(|row| row.by_name.as_ref())),
                text(|row| &row.time),
                text(|row| &row.comment),
                said_lists(rows.iter().map(|row| &row.gold), true)?,
                text(|row| &row.text_sha256),
                texts(rows.iter().map(|_| OFFSET_UNIT)),
            ],
        )
    }
}
