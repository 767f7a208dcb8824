//! A Hugging Face dataset folder: Parquet shards of three tables, a card that `datasets` reads, and a Croissant description.
//!
//! `documents` has a row for each article with its annotations as a list, `annotations` a row for each annotation, and
//! `decisions` a row for each settled difference between analysts, with the annotations it was about and those it produced.
//! All tables are written as a stream: memory holds one batch of rows of each part, whatever the size of the project. The
//! same folder is a Hive-style data set for DuckDB, Polars and Spark. A part without rows has no file, because `datasets`
//! cannot read one.
//!
//! `start` and `end` are those of the whole annotation, `fragments` are its pieces, `text` is `text[start:end]` of the
//! article, and `quote` holds the words of the pieces. An attribute is `{name, value, type}`. Values are text; lists and
//! passages are JSON. *Not stated* and *unclear* are types without a value.

mod card;
mod columns;
mod croissant;
mod preview;
mod rows;
mod shards;

pub use preview::preview;

use super::{
    ExportError, ExportFile, LossReport, Selected,
    dataset::{
        DatasetError, Plan, Progress, Watch,
        facts::Facts,
        files::Files,
        memory,
        settings::{Layers, Settings, Tables},
    },
};
use columns::{Kind, of_annotations, of_articles, of_decisions, schema};
use shards::{Shape, Shard, Table};

const MEBIBYTE: usize = 1 << 20;

/// The tables' names, unless others are chosen.
fn default_tables() -> Tables {
    Tables { articles: "documents".to_owned(), annotations: "annotations".to_owned() }
}

/// The files of the tables.
pub struct Written {
    tables: [WrittenTable; 3],
}

/// A table: its name, its columns, and its files.
struct WrittenTable {
    name: String,
    columns: Vec<(&'static str, Kind)>,
    shards: Vec<Shard>,
}

/// The name of the table of decisions, unless another table has it.
fn decisions_table(tables: &Tables) -> &'static str {
    let is_taken = |name: &str| [&tables.articles, &tables.annotations].iter().any(|table| table.eq_ignore_ascii_case(name));
    // Two names cannot take all three.
    ["decisions", "adjudication", "settled"].into_iter().find(|name| !is_taken(name)).unwrap_or("decisions")
}

/// Writes the tables, counts their contents, and adds to the report.
pub fn write_tables(
    plan: &Plan<'_>,
    facts: &mut Facts,
    report: &mut LossReport,
    watch: &mut Watch<'_>,
    files: &mut Files<'_, '_>,
) -> Result<Written, DatasetError> {
    let settings = plan.settings();
    let tables = settings.tables.clone().unwrap_or_else(default_tables);
    let shard_bytes = (settings.shard_mebibytes.max(1) as usize).saturating_mul(MEBIBYTE);
    let shape = Shape { layout: settings.layout, shard_bytes };
    let mut articles = Table::new(&tables.articles, schema(&of_articles()), shape);
    let mut annotations = Table::new(&tables.annotations, schema(&of_annotations()), shape);
    let mut decisions = Table::new(decisions_table(&tables), schema(&of_decisions()), shape);
    let (view, layers, total) = (plan.view(), plan.view().layers(), plan.view().articles().len());
    for (done, (whole, part)) in plan.articles().enumerate() {
        if !watch(Progress { done, total }) {
            return Err(DatasetError::Cancelled);
        }
        let record = view.part_of(whole, &mut report.losses);
        facts.count(part, &record);
        for row in rows::decisions(whole, &view.decisions(whole), |analyst| view.written(analyst))? {
            decisions.push(part, row, files)?;
        }
        let row = rows::rows(&record, whole, &layers, view.codebook())?;
        report.written += row.spans.len();
        for span in &row.spans {
            annotations.push(part, span.clone(), files)?;
        }
        articles.push(part, row, files)?;
    }
    let decisions_name = decisions_table(&tables).to_owned();
    let written = |name, columns, shards| WrittenTable { name, columns, shards };
    Ok(Written {
        tables: [
            written(tables.articles, of_articles(), articles.finish(files)?),
            written(tables.annotations, of_annotations(), annotations.finish(files)?),
            written(decisions_name, of_decisions(), decisions.finish(files)?),
        ],
    })
}

/// Writes the Croissant description.
pub fn croissant(written: &Written, facts: &Facts, files: &Files<'_, '_>) -> String {
    croissant::croissant(facts, &written.tables, files.written())
}

/// Writes the YAML before the card.
pub fn front_matter(written: &Written, facts: &Facts) -> String {
    card::front_matter(facts, &written.tables, facts.settings.layout)
}

/// Makes the whole folder in memory, for a small project.
pub fn write(selected: &Selected<'_>, report: &mut LossReport) -> Result<Vec<ExportFile>, ExportError> {
    let analysts = selected.analysts.iter().flatten().map(ToString::to_string).collect();
    let settings = Settings {
        format: super::Format::HuggingFace,
        layers: Layers::Each(analysts),
        articles: Some(selected.articles.iter().map(|record| record.article.id.to_string()).collect()),
        ..Settings::default()
    };
    let written = Plan::new(selected.project, &settings)
        .and_then(|plan| memory(|sink| plan.write(None, &mut |_| true, sink)))
        .map_err(DatasetError::into_export);
    let (files, outcome) = written?;
    report.written = outcome.report.written;
    Ok(files)
}
