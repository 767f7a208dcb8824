//! Tells whether a project file is still the one that was read or written here.

use super::{
    backup::written_at,
    regular::{FileId, open_own},
};
use jiff::Timestamp;
use std::{
    fs::{Metadata, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

/// A stamp identifies a file's contents by a checksum of its bytes, together with what can be checked at no cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    crc32: u32,
    look: Look,
}

/// A file's metadata, which the system gives without reading the file. On Unix they include the time of the last change of
/// any kind, which no program can set; elsewhere a program can restore the time after it has changed a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    id: FileId,
    modified: Timestamp,
    changed: Option<(i64, i64)>,
}

/// The state of a project file since it was read or written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is unchanged.
    Ours,
    /// Another program has written it or put another file in its place.
    Changed,
    /// It was deleted, moved or renamed.
    Missing,
}

impl Stamp {
    /// Takes the stamp of the file at `path`.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn of(path: &Path) -> io::Result<Self> {
        // Metadata comes first, so that a file that changes while it is read does not match this stamp.
        let metadata = path.symlink_metadata()?;
        Ok(Self { length: metadata.len(), crc32: checksum(path)?, look: Look::at(&metadata) })
    }

    /// Makes the stamp of the file at `path`, to which `bytes` were just written.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn of_written(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let look = Look::at(&path.symlink_metadata()?);
        Ok(Self { length: bytes.len() as u64, crc32: crc32fast::hash(bytes), look })
    }

    /// Makes this stamp for a file with the same bytes and this `metadata`.
    pub(super) fn at(self, metadata: &Metadata) -> Self {
        Self { look: Look::at(metadata), ..self }
    }

    /// Compares the bytes of the file at `path` with this stamp.
    ///
    /// # Errors
    /// The operating system's error, except that the file does not exist.
    pub fn state_of(&self, path: &Path) -> io::Result<FileState> {
        let metadata = match path.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if is_missing(&error) => return Ok(FileState::Missing),
            Err(error) => return Err(error),
        };
        let is_same = metadata.is_file() && metadata.len() == self.length && checksum(path)? == self.crc32;
        Ok(if is_same { FileState::Ours } else { FileState::Changed })
    }
}

/// The known state of a project file. A session and its snapshots share it, because one of them may write while another
/// checks.
#[derive(Debug)]
pub(super) struct Known {
    /// The file as it was last read or written here; `None` if there should be none.
    pub(super) stamp: Option<Stamp>,
    /// The number of the last line of the log that was written to the file since it was opened.
    pub(super) sequence: u64,
    /// A file that was found to be another one, remembered so that it is read only once.
    other: Option<(Look, u64)>,
    /// The state that was found last.
    last: FileState,
}

impl Known {
    pub(super) fn new(stamp: Option<Stamp>) -> Self {
        Self { stamp, sequence: 0, other: None, last: FileState::Ours }
    }

    /// Notes that the file was written with the edits up to this line of the log.
    pub(super) fn was_written(&mut self, stamp: Stamp, sequence: u64) {
        *self = Self { sequence, ..Self::new(Some(stamp)) };
    }

    /// The state that was found last.
    pub(super) fn last(&self) -> FileState {
        self.last
    }

    /// Checks the file at `path`. A file that looks untouched is not read, so this can be called often; [`Stamp::state_of`]
    /// reads the file before it is overwritten.
    ///
    /// # Errors
    /// As [`Stamp::state_of`].
    pub(super) fn look_at(&mut self, path: &Path) -> io::Result<FileState> {
        let Some(stamp) = &mut self.stamp else { return Ok(FileState::Ours) };
        let look = path.symlink_metadata().ok().map(|metadata| (Look::at(&metadata), metadata.len()));
        self.last = match look {
            Some(look) if look == (stamp.look, stamp.length) => FileState::Ours,
            Some(look) if self.other == Some(look) => FileState::Changed,
            look => {
                let state = stamp.state_of(path)?;
                match (state, look) {
                    // It was only touched.
                    (FileState::Ours, Some((look, _))) => stamp.look = look,
                    (FileState::Changed, look) => self.other = look,
                    _ => {}
                }
                state
            }
        };
        Ok(self.last)
    }
}

impl Look {
    fn at(metadata: &Metadata) -> Self {
        Self { id: FileId::of(metadata), modified: written_at(metadata), changed: changed(metadata) }
    }
}

/// The time of the last change of any kind, including its name and its times: seconds and nanoseconds.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ctime(), metadata.ctime_nsec()))
}

/// The standard library does not tell this here.
#[cfg(not(unix))]
fn changed(_metadata: &Metadata) -> Option<(i64, i64)> {
    None
}

/// Whether the error says that nothing is at a path, whether or not its folder exists.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn checksum(path: &Path) -> io::Result<u32> {
    let mut file = open_own(path, OpenOptions::new().read(true))?;
    let mut hasher = crc32fast::Hasher::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hasher.finalize()),
            length => hasher.update(&chunk[..length]),
        }
    }
}
