//! Stands in for the readers whose feature was left out when this program was built. Each refuses its files by name.

use super::ImportError;

/// Refuses a file, because the reader of its format is not in this build.
fn refusal(file_name: &str, format: &'static str, feature: &'static str) -> ImportError {
    ImportError::NotInBuild { file_name: file_name.to_owned(), format, feature }
}

/// In place of `table/parquet.rs`. No file has columns here, so a dataset is refused like any other table.
#[cfg(not(feature = "parquet"))]
pub(super) mod parquet {
    use super::refusal;
    use crate::import::{ImportError, error::Warnings, table::Table};
    use serde_json::{Map, Value};

    pub(in crate::import) fn read(file_name: &str, _bytes: &[u8], _warnings: &mut Warnings<'_>) -> Result<Table, ImportError> {
        Err(refusal(file_name, "Parquet tables", "parquet"))
    }

    pub(in crate::import) fn column_names(_bytes: &[u8]) -> Option<Vec<String>> {
        None
    }

    pub(in crate::import) fn objects(
        file_name: &str,
        _bytes: &[u8],
        _warnings: &mut Warnings<'_>,
    ) -> Result<Vec<Map<String, Value>>, ImportError> {
        Err(refusal(file_name, "Parquet tables", "parquet"))
    }
}

/// In place of `taguette/`.
#[cfg(not(feature = "sqlite"))]
pub(super) mod taguette {
    use super::refusal;
    use crate::import::{Annotated, InputFile};

    pub(in crate::import) fn read(files: &[InputFile<'_>], _analyst: Option<&str>) -> Annotated {
        let failed = files.iter().map(|file| refusal(file.path, "databases of Taguette", "sqlite")).collect();
        Annotated { failed, ..Annotated::default() }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(not(feature = "parquet"))]
    #[test]
    fn a_parquet_table_is_refused_by_name() {
        let table = include_bytes!("../../tests/fixtures/articles/table.parquet");
        let refused = crate::import::import("table.parquet", table, None).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "this build of Obelus reads no Parquet tables (it was made without its feature “parquet”); \
             use a complete build: table.parquet"
        );
    }

    #[cfg(not(feature = "sqlite"))]
    #[test]
    fn a_database_of_taguette_is_refused_by_name() {
        use crate::import::{InputFile, exchange};
        let files = [InputFile { path: "tags.sqlite3", bytes: b"SQLite format 3\0 documents highlights" }];
        let (found, _) = exchange::read(&files, None);
        let refused: Vec<_> = found.iter().flat_map(|(_, read)| &read.failed).map(ToString::to_string).collect();
        assert_eq!(
            refused,
            ["this build of Obelus reads no databases of Taguette (it was made without its feature “sqlite”); \
              use a complete build: tags.sqlite3"]
        );
    }
}
