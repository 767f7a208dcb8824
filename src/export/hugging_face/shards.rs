//! Writes a table as Parquet files of a chosen size, as a stream: memory holds one batch of rows for each part.

use crate::export::dataset::{
    DatasetError,
    files::{Files, OpenFile},
    settings::Layout,
    split::Part,
};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::{
    arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
    basic::Compression,
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties},
    schema::types::ColumnPath,
};
use std::{collections::BTreeMap, mem};

/// The number of bytes of rows in a row group.
const GROUP_BYTES: usize = 8 << 20;

/// A row of a table.
pub trait Row: Sized {
    /// The approximate number of bytes it takes.
    fn num_bytes(&self) -> usize;
    /// Converts these rows to columns.
    fn batch(rows: Vec<Self>, schema: &SchemaRef) -> Result<RecordBatch, DatasetError>;
}

/// How files are named and how large they grow.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How the files are named.
    pub layout: Layout,
    /// The number of bytes of rows in a file.
    pub shard_bytes: usize,
}

/// A Parquet file of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its name, with slashes.
    pub name: String,
    /// The part it belongs to.
    pub part: Part,
    /// The number of rows in it.
    pub num_rows: usize,
}

/// A table that is being written.
pub struct Table<R> {
    name: String,
    schema: SchemaRef,
    shape: Shape,
    parts: BTreeMap<Part, Open<R>>,
    shards: Vec<Shard>,
}

struct Open<R> {
    rows: Vec<R>,
    num_bytes: usize,
    writer: Option<ArrowWriter<OpenFile>>,
    num_rows: usize,
    num_shard_bytes: usize,
    num_shards: usize,
}

impl<R> Default for Open<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), num_bytes: 0, writer: None, num_rows: 0, num_shard_bytes: 0, num_shards: 0 }
    }
}

impl<R: Row> Table<R> {
    /// Makes a table without rows. Without rows, no file is made.
    pub fn new(name: &str, schema: SchemaRef, shape: Shape) -> Self {
        Self { name: name.to_owned(), schema, shape, parts: BTreeMap::new(), shards: Vec::new() }
    }

    /// Adds a row, and writes a batch when enough rows have been collected.
    pub fn push(&mut self, part: Part, row: R, files: &mut Files<'_, '_>) -> Result<(), DatasetError> {
        let open = self.parts.entry(part).or_default();
        open.num_bytes += row.num_bytes();
        open.rows.push(row);
        if open.num_bytes >= GROUP_BYTES.min(self.shape.shard_bytes) {
            self.write_group(part, files)?;
        }
        Ok(())
    }

    fn write_group(&mut self, part: Part, files: &mut Files<'_, '_>) -> Result<(), DatasetError> {
        let Some(open) = self.parts.get_mut(&part).filter(|open| !open.rows.is_empty()) else { return Ok(()) };
        if open.writer.is_none() {
            let name = shard_name(&self.name, part, open.num_shards, self.shape.layout);
            let file = files.begin(name.clone())?;
            let options = ArrowWriterOptions::new().with_properties(properties()).with_skip_arrow_metadata(true);
            let writer = ArrowWriter::try_new_with_options(file, self.schema.clone(), options);
            open.writer = Some(writer.map_err(|error| failed(&name, error))?);
            open.num_shards += 1;
        }
        let Some(writer) = &mut open.writer else { return Ok(()) };
        let rows = mem::take(&mut open.rows);
        open.num_rows += rows.len();
        let batch = R::batch(rows, &self.schema)?;
        writer.write(&batch).and_then(|()| writer.flush()).map_err(|error| failed(&self.name, error))?;
        open.num_shard_bytes += mem::take(&mut open.num_bytes);
        if open.num_shard_bytes >= self.shape.shard_bytes {
            self.end_shard(part, files)?;
        }
        Ok(())
    }

    fn end_shard(&mut self, part: Part, files: &mut Files<'_, '_>) -> Result<(), DatasetError> {
        let Some(open) = self.parts.get_mut(&part) else { return Ok(()) };
        let Some(writer) = open.writer.take() else { return Ok(()) };
        let file = writer.into_inner().map_err(|error| failed(&self.name, error))?;
        self.shards.push(Shard { name: file.name().to_owned(), part, num_rows: mem::take(&mut open.num_rows) });
        open.num_shard_bytes = 0;
        files.end(file)
    }

    /// Writes the remaining rows, and returns the files by part and number.
    pub fn finish(mut self, files: &mut Files<'_, '_>) -> Result<Vec<Shard>, DatasetError> {
        for part in Part::ALL {
            self.write_group(part, files)?;
            self.end_shard(part, files)?;
        }
        self.shards.sort_by(|a, b| (a.part, &a.name).cmp(&(b.part, &b.name)));
        Ok(self.shards)
    }
}

fn shard_name(table: &str, part: Part, number: usize, layout: Layout) -> String {
    match layout {
        Layout::Hive => format!("{table}/split={}/part-{number:05}.parquet", part.name()),
        Layout::Flat => format!("{table}/{}-{number:05}.parquet", part.name()),
    }
}

/// The pattern that matches a part's files of a table.
pub fn pattern(table: &str, part: Part, layout: Layout) -> String {
    match layout {
        Layout::Hive => format!("{table}/split={}/*.parquet", part.name()),
        Layout::Flat => format!("{table}/{}-*.parquet", part.name()),
    }
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // A text hardly ever occurs twice.
        .set_column_dictionary_enabled(ColumnPath::from("text"), false)
        .set_key_value_metadata(Some(vec![KeyValue::new("offset_unit".to_owned(), crate::export::OFFSET_UNIT.to_owned())]))
        .build()
}

fn failed(name: &str, source: ParquetError) -> DatasetError {
    DatasetError::Parquet { name: name.to_owned(), source: Box::new(source) }
}
