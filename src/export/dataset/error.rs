//! Errors of writing a dataset.

use crate::{
    export::ExportError,
    project::{ArticleId, EditError, LabelId},
};
use std::io;

/// The reason why no dataset was written, or only a part of it.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The settings name something that the project lacks, or an offset does not fit its text.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The chosen part of the project breaks a rule.
    #[error("the chosen part of the project cannot be put together: {0}; run “obelus check”")]
    Part(#[from] EditError),
    /// The settings name a label that the codebook lacks.
    #[error("the codebook has no label “{0}”; name one it has, or export all")]
    NoLabel(LabelId),
    /// The settings name an article by something that is not an id.
    #[error("“{0}” is not the id of an article; “obelus export --to csv” lists them")]
    NoSuchArticle(String),
    /// No difference has been settled yet.
    #[error("the project has no gold layer yet; settle differences first, or export each layer")]
    NoGold,
    /// No chosen article is settled.
    #[error("no article is settled yet: {0}; settle its differences first, or export each layer")]
    NothingSettled(String),
    /// Agreement needs two analysts.
    #[error("what analysts agreed on needs two of them, and {0} is chosen; choose more, or export each layer")]
    FewAnalysts(usize),
    /// The metadata of an article do not name its part.
    #[error(
        "article {article}: its field “{field}” says “{value}”, not train, validation or test; correct it, or part by shares"
    )]
    NoPart {
        /// The article.
        article: ArticleId,
        /// The field of the metadata.
        field: String,
        /// Its value; empty if the field is missing.
        value: String,
    },
    /// The selection leaves no article, or the project has none.
    #[error("no article is chosen, so there is nothing to write as {0}")]
    Nothing(&'static str),
    /// A file could not be made or written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The file's name in the dataset.
        name: String,
        /// The reason.
        source: io::Error,
    },
    /// A Parquet file could not be written.
    #[error("cannot write {name}: {source}")]
    Parquet {
        /// The file's name in the dataset.
        name: String,
        /// The reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Rows do not fit their table.
    #[error("rows do not fit their table: {0}; please report this")]
    Arrow(String),
    /// The writer of this format was left out when this program was built.
    #[error(
        "this build of Obelus writes no {format} (it was made without its feature “{feature}”); use a complete build, or choose another format"
    )]
    NotInBuild {
        /// The kind of files, in the plural.
        format: &'static str,
        /// The feature in `Cargo.toml` that it needs.
        feature: &'static str,
    },
    /// A fault of this program.
    #[error("{0}; please report this")]
    Internal(&'static str),
    /// The watcher asked to stop.
    #[error("stopped; nothing was exported")]
    Cancelled,
}

impl DatasetError {
    /// Converts it to the error type of a single format.
    pub(in crate::export) fn into_export(self) -> ExportError {
        match self {
            Self::Export(error) => error,
            other => ExportError::Tables(other.to_string()),
        }
    }
}
