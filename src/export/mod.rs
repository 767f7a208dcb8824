//! Exporters: each turns a project into files and a loss report. Each format has one file of this room.
//!
//! [`export`] writes nothing to disk. Every offset is a position in Unicode code points, counted from 0, and the end is
//! excluded; only CAS and WebAnno TSV use UTF-16 units, as their programs do. No exporter drops anything silently:
//! [`Format::loses`] says what a format never carries, and the [`LossReport`] says what it dropped of this project.

#[cfg(not(feature = "parquet"))]
mod absent;
mod answers;
mod ascii;
mod brat;
mod cas;
pub mod codebook;
mod conll;
mod csv;
pub mod dataset;
mod docbin;
mod doccano;
mod features;
mod format;
mod html;
#[cfg(feature = "parquet")]
mod hugging_face;
mod jsonl;
mod label_studio;
mod loss;
mod names;
mod out;
pub mod refi;
mod selected;
mod spacy;
mod span;
mod tei;
mod tokens;
mod w3c;
mod webanno_tsv;
mod xml;

pub use format::Format;
pub use loss::{Loss, LossReport};

use crate::project::{AnalystId, AnnotationId, ArticleId, Project};
#[cfg(not(feature = "parquet"))]
use absent as hugging_face;
use dataset::DatasetError;
use out::Out;
use selected::{Selected, links_of};

/// The unit of every offset in an export.
pub const OFFSET_UNIT: &str = "unicode_code_point";

/// The part of a project to export. The default is all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The analysts whose annotations and progress are exported; `None` means everybody. Their order does not matter.
    pub analysts: Option<Vec<AnalystId>>,
    /// The articles; `None` means all. They are written in the project's order.
    pub articles: Option<Vec<ArticleId>>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name, with slashes between the folders that must be made for it.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// The reason why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The selection names an analyst whom the project lacks.
    #[error("the project has no analyst “{0}”; name one it has, or export everybody")]
    NoAnalyst(AnalystId),
    /// The selection names an article that the project lacks.
    #[error("the project has no article {0}; name one it has, or export all")]
    NoArticle(ArticleId),
    /// An edge of an annotation is not between two characters of its article.
    #[error(
        "article {article}, annotation {annotation}: bytes {start}–{end} lie outside the text or cut a character; \
         run “obelus check”, remove the annotation and tag the passage again"
    )]
    Span {
        /// The article.
        article: ArticleId,
        /// The annotation.
        annotation: AnnotationId,
        /// The first byte.
        start: u32,
        /// The byte after the last.
        end: u32,
    },
    /// An edge of a block or hyperlink is not between two characters of its article.
    #[error(
        "article {article}: a {what} at bytes {start}–{end} lies outside the text or cuts a character; \
         import the article again"
    )]
    Part {
        /// The article.
        article: ArticleId,
        /// "block" or "hyperlink".
        what: &'static str,
        /// The first byte.
        start: u32,
        /// The byte after the last.
        end: u32,
    },
    /// The tables could not be written.
    #[error("{0}")]
    Tables(String),
}

/// Writes the selected part of `project` in `format`.
///
/// The same project and selection always give the same bytes.
///
/// # Errors
/// If the selection names something that the project lacks, or an offset does not fit its text. Nothing should be written
/// then.
pub fn export(project: &Project, format: Format, selection: &Selection) -> Result<(Vec<ExportFile>, LossReport), ExportError> {
    if format == Format::HuggingFace {
        let selected = Selected::new(project, selection)?;
        let mut report = selected.report(format);
        let files = hugging_face::write(&selected, &mut report)?;
        selected.count_dropped(&mut report);
        return Ok((files, report));
    }
    let written = dataset::memory(|sink| {
        let mut files = dataset::files::Files::new(sink);
        export_into(project, format, selection, &mut files)
    });
    written.map_err(DatasetError::into_export)
}

/// Writes the selected part of `project` to `out` in any format except that of Hugging Face, whose tables have parts of
/// their own.
fn export_into(project: &Project, format: Format, selection: &Selection, out: &mut dyn Out) -> Result<LossReport, DatasetError> {
    let selected = Selected::new(project, selection)?;
    let mut report = selected.report(format);
    let Some(write) = format.write() else {
        return Err(DatasetError::Internal("Parquet tables are no files of a part"));
    };
    write(&selected, &mut report, out)?;
    if !format.carries_empty() {
        selected.lose_empty(&mut report);
    }
    selected.count_dropped(&mut report);
    Ok(report)
}
