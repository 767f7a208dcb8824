//! Where the files of a format go while they are made, and who is told how far it is.

use super::dataset::{DatasetError, files::OpenFile};

/// What a format writes to.
pub trait Out {
    /// Begins a file that is written piece by piece.
    ///
    /// # Errors
    /// When it cannot be made.
    fn begin(&mut self, name: &str) -> Result<OpenFile, DatasetError>;

    /// Ends a file.
    ///
    /// # Errors
    /// When it cannot be written.
    fn end(&mut self, file: OpenFile) -> Result<(), DatasetError>;

    /// Says that an article was gone through, of `num_rounds` times that each is.
    ///
    /// # Errors
    /// [`DatasetError::Cancelled`] when nothing more is wanted.
    fn step(&mut self, num_rounds: usize) -> Result<(), DatasetError>;

    /// Writes a whole file.
    ///
    /// # Errors
    /// When it cannot be made or written.
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), DatasetError> {
        let mut file = self.begin(name)?;
        file.push(bytes)?;
        self.end(file)
    }
}
