//! Why no dataset was written.

use crate::{
    export::ExportError,
    project::{ArticleId, EditError, LabelId},
};
use std::io;

/// Why no dataset was written, or only a part of it.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The settings name what the project lacks, or an offset does not fit its text.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The chosen part is no sound project.
    #[error("the chosen part of the project cannot be put together: {0}; run “obelus check”")]
    Part(#[from] EditError),
    /// The settings name a label that the codebook lacks.
    #[error("the codebook has no label “{0}”; name one it has, or export all")]
    NoLabel(LabelId),
    /// The settings name an article in a way that is no id.
    #[error("“{0}” is not the id of an article; “obelus export --to csv” lists them")]
    NoSuchArticle(String),
    /// Nothing was settled yet.
    #[error("the project has no gold layer yet; settle differences first, or export each layer")]
    NoGold,
    /// No chosen article is settled.
    #[error("no article is settled yet: {0}; settle its differences first, or export each layer")]
    NothingSettled(String),
    /// Agreement needs two.
    #[error("what analysts agreed on needs two of them, and {0} is chosen; choose more, or export each layer")]
    FewAnalysts(usize),
    /// An article's metadata do not say where it belongs.
    #[error(
        "article {article}: its field “{field}” says “{value}”, not train, validation or test; correct it, or part by shares"
    )]
    NoPart {
        /// Which article.
        article: ArticleId,
        /// Which field.
        field: String,
        /// What it says; empty if it is not there.
        value: String,
    },
    /// No article is left of the project by what was chosen, or it has none.
    #[error("no article is chosen, so that there is nothing to write as {0}")]
    Nothing(&'static str),
    /// A file could not be made or written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// Name in the dataset.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A Parquet file could not be written.
    #[error("cannot write {name}: {source}")]
    Parquet {
        /// Name in the dataset.
        name: String,
        /// Why.
        source: parquet::errors::ParquetError,
    },
    /// Rows do not fit their table.
    #[error("rows do not fit their table: {0}; please report this")]
    Arrow(String),
    /// A fault of ours.
    #[error("{0}; please report this")]
    Internal(&'static str),
    /// Whoever watched said to stop.
    #[error("stopped; nothing was exported")]
    Cancelled,
}

impl DatasetError {
    /// Rows that do not fit.
    pub(in crate::export) fn from_arrow(error: arrow_schema::ArrowError) -> Self {
        Self::Arrow(error.to_string())
    }

    /// The same as an error of a single format.
    pub(in crate::export) fn into_export(self) -> ExportError {
        match self {
            Self::Export(error) => error,
            other => ExportError::Tables(other.to_string()),
        }
    }
}
