//! The destination for the files of a format while they are made, and for reports of progress.

use super::dataset::{DatasetError, files::OpenFile};

/// The interface through which a format writes its files.
pub trait Out {
    /// Begins a file that is written piece by piece.
    ///
    /// # Errors
    /// If it cannot be made.
    fn begin(&mut self, name: &str) -> Result<OpenFile, DatasetError>;

    /// Ends a file.
    ///
    /// # Errors
    /// If it cannot be written.
    fn end(&mut self, file: OpenFile) -> Result<(), DatasetError>;

    /// Reports that an article was visited, which happens `num_rounds` times to each.
    ///
    /// # Errors
    /// [`DatasetError::Cancelled`] if the export is to stop.
    fn step(&mut self, num_rounds: usize) -> Result<(), DatasetError>;

    /// Writes a complete file.
    ///
    /// # Errors
    /// If it cannot be made or written.
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), DatasetError> {
        let mut file = self.begin(name)?;
        file.push(bytes)?;
        self.end(file)
    }
}
