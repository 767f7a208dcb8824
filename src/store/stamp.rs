//! Whether a project file is still the one that was read or written here.

use super::backup::written_at;
use jiff::Timestamp;
use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::Path,
};

/// What tells a file from every other that takes its place: size and time, which cost nothing to look at, and a checksum
/// for a file that was only touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Timestamp,
    crc32: u32,
}

/// What has become of a project file since it was read or written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Ours,
    /// Another program has written it or put another file in its place.
    Changed,
    /// It was deleted, moved or renamed.
    Missing,
}

impl Stamp {
    /// The stamp of the file at `path`.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn of(path: &Path) -> io::Result<Self> {
        // The time first: a file that changes while it is read is then told from this stamp.
        let metadata = fs::metadata(path)?;
        Ok(Self { length: metadata.len(), modified: written_at(&metadata), crc32: checksum(path)? })
    }

    /// The stamp of the file at `path`, to which `bytes` were written just now.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn of_written(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let modified = written_at(&fs::metadata(path)?);
        Ok(Self { length: bytes.len() as u64, modified, crc32: crc32fast::hash(bytes) })
    }

    /// This stamp for a file with the same bytes and this `metadata`.
    pub(super) fn at(self, metadata: &Metadata) -> Self {
        Self { modified: written_at(metadata), ..self }
    }

    /// Whether the file at `path` still has this stamp.
    ///
    /// # Errors
    /// What the operating system says, unless it is that there is no such file.
    pub fn state_of(&self, path: &Path) -> io::Result<FileState> {
        let is_same = |metadata: Metadata| metadata.len() == self.length && written_at(&metadata) == self.modified;
        match fs::metadata(path) {
            Ok(metadata) if is_same(metadata.clone()) => Ok(FileState::Ours),
            Ok(metadata) if metadata.len() == self.length && checksum(path)? == self.crc32 => Ok(FileState::Ours),
            Ok(_) => Ok(FileState::Changed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(FileState::Missing),
            Err(error) => Err(error),
        }
    }
}

fn checksum(path: &Path) -> io::Result<u32> {
    let mut file = File::open(path)?;
    let mut hasher = crc32fast::Hasher::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hasher.finalize()),
            length => hasher.update(&chunk[..length]),
        }
    }
}
