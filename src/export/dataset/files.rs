//! Passes the files of a dataset to the caller while they are written, counting bytes and computing checksums.

use super::{DatasetError, Progress, Watch};
use crate::{export::out::Out, project::Sha256};
use sha2::Digest as _;
use std::io::{self, Write};

/// Makes a file of this name (with slashes between folders) and returns the writer for its bytes.
pub type Sink<'s> = dyn FnMut(&str) -> io::Result<Box<dyn Write + Send>> + 's;

/// A file that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name, with slashes for folders.
    pub name: String,
    /// Its size in bytes.
    pub num_bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
}

/// Files on their way to a [`Sink`].
pub struct Files<'a, 's> {
    sink: &'a mut Sink<'s>,
    written: Vec<WrittenFile>,
}

impl<'a, 's> Files<'a, 's> {
    /// Starts without any files.
    pub fn new(sink: &'a mut Sink<'s>) -> Self {
        Self { sink, written: Vec::new() }
    }

    /// Begins a file that is written piece by piece.
    pub fn begin(&mut self, name: String) -> Result<OpenFile, DatasetError> {
        match (self.sink)(&name) {
            Ok(inner) => Ok(OpenFile { name, inner, hasher: sha2::Sha256::new(), num_bytes: 0 }),
            Err(source) => Err(DatasetError::Write { name, source }),
        }
    }

    /// Ends a file.
    pub fn end(&mut self, mut file: OpenFile) -> Result<(), DatasetError> {
        file.inner.flush().map_err(|source| DatasetError::Write { name: file.name.clone(), source })?;
        let sha256 = Sha256::new(file.hasher.finalize().into());
        self.written.push(WrittenFile { name: file.name, num_bytes: file.num_bytes, sha256 });
        Ok(())
    }

    /// Writes a complete file.
    pub fn put(&mut self, name: impl Into<String>, bytes: &[u8]) -> Result<(), DatasetError> {
        let mut file = self.begin(name.into())?;
        file.push(bytes)?;
        self.end(file)
    }

    /// The files written so far, in order.
    pub fn written(&self) -> &[WrittenFile] {
        &self.written
    }

    /// All files that were written.
    pub fn into_written(self) -> Vec<WrittenFile> {
        self.written
    }
}

/// The files of one part of a dataset, under the names that they have in the dataset.
pub struct PartFiles<'p, 'a, 's> {
    /// All files.
    pub files: &'p mut Files<'a, 's>,
    /// Gives the name in the dataset for a file of the format.
    pub name_of: &'p dyn Fn(&str) -> String,
    /// The function that receives progress.
    pub watch: &'p mut Watch<'p>,
    /// The number of articles in the parts before.
    pub num_before: usize,
    /// The number of articles in the dataset.
    pub total: usize,
    /// How often the articles of this part have been visited.
    pub num_steps: usize,
}

impl Out for PartFiles<'_, '_, '_> {
    fn begin(&mut self, name: &str) -> Result<OpenFile, DatasetError> {
        self.files.begin((self.name_of)(name))
    }

    fn end(&mut self, file: OpenFile) -> Result<(), DatasetError> {
        self.files.end(file)
    }

    fn step(&mut self, num_rounds: usize) -> Result<(), DatasetError> {
        self.num_steps += 1;
        let done = self.num_before + self.num_steps / num_rounds.max(1);
        if (self.watch)(Progress { done, total: self.total }) { Ok(()) } else { Err(DatasetError::Cancelled) }
    }
}

/// Writes all files of a format under their own names, without reporting progress.
impl Out for Files<'_, '_> {
    fn begin(&mut self, name: &str) -> Result<OpenFile, DatasetError> {
        Files::begin(self, name.to_owned())
    }

    fn end(&mut self, file: OpenFile) -> Result<(), DatasetError> {
        Files::end(self, file)
    }

    fn step(&mut self, _num_rounds: usize) -> Result<(), DatasetError> {
        Ok(())
    }
}

/// A file that is being written.
pub struct OpenFile {
    name: String,
    inner: Box<dyn Write + Send>,
    hasher: sha2::Sha256,
    num_bytes: u64,
}

impl OpenFile {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Appends bytes to the file.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), DatasetError> {
        self.write_all(bytes).map_err(|source| DatasetError::Write { name: self.name.clone(), source })
    }
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.num_bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
