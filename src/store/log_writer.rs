//! A log that is open: appends to it, and tells whether its name still leads to it.

use super::{
    compact::{LogLimit, LogSize},
    log::{LineEnd, Position, Record, first_line, read_log, write_line},
    regular::{self, FileId, open_own},
    save,
};
use crate::project::ProjectId;
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

/// A log that is open for appending.
#[derive(Debug)]
pub struct LogWriter {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) project: ProjectId,
    /// The position where the log begins, after its first line, and the end of every line since; never empty.
    pub(super) ends: Vec<LineEnd>,
    pub(super) limit: LogLimit,
    /// The identity of the open file; `None` if the name of a file does not tell it, so that only its length can be
    /// compared.
    pub(super) id: Option<FileId>,
    /// Set when a failed write could not be taken back. Nothing may follow it.
    pub(super) broken: bool,
}

impl LogWriter {
    /// Starts a new log at `path`, which must not exist, with these permissions from the first byte on.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn create(
        path: &Path,
        project: ProjectId,
        start: Position,
        limit: LogLimit,
        permissions: Option<&Permissions>,
    ) -> io::Result<Self> {
        let line = first_line(path, project, start, limit);
        save::create_own(path, line.as_bytes(), permissions)?;
        Self::resume(path, project, vec![LineEnd { offset: line.len() as u64, at: start }], limit)
    }

    /// Continues the log at `path`, whose first line and sound lines end at `ends`, and cuts what follows.
    ///
    /// # Errors
    /// The operating system's error, or that there is no first line.
    pub fn resume(path: &Path, project: ProjectId, ends: Vec<LineEnd>, limit: LogLimit) -> io::Result<Self> {
        let length = ends.last().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?.offset;
        let file = open_own(path, OpenOptions::new().read(true).append(true))?;
        if file.metadata()?.len() != length {
            file.set_len(length)?;
            file.sync_all()?;
        }
        let id = id_by_name(&file, path)?;
        Ok(Self { file, path: path.to_owned(), project, ends, limit, id, broken: false })
    }

    /// Whether the log accepts lines, and its name still leads to the open file, with the length at which it was left.
    pub(super) fn is_in_place(&self) -> bool {
        let Ok(metadata) = self.path.symlink_metadata() else { return false };
        !self.broken && metadata.len() == self.last().offset && self.id.is_none_or(|id| FileId::of(&metadata) == id)
    }

    /// Whether a write failed and could not be taken back, so that the log accepts no more lines.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether a line with this number has ever been its last.
    pub(super) fn reaches(&self, sequence: u64) -> bool {
        (self.ends[0].at.sequence..=self.last().at.sequence).contains(&sequence)
    }

    /// Whether the open file is as long as it was left and still has a name, even if it is another one.
    pub(super) fn has_a_name(&self) -> bool {
        self.file.metadata().is_ok_and(|metadata| metadata.len() == self.last().offset && regular::has_a_name(&metadata))
    }

    /// The lines of the log after its first, if the open file still has them, whatever became of its name.
    pub(super) fn own_lines(&self) -> Option<Vec<u8>> {
        let (mut file, mut bytes) = (&self.file, Vec::new());
        file.seek(io::SeekFrom::Start(0)).ok()?;
        file.take(self.last().offset).read_to_end(&mut bytes).ok()?;
        let found = read_log(&bytes).ok().filter(|found| found.damage.is_none())?;
        let end = found.ends.last().map(|end| (end.offset, end.at));
        let is_whole = end == Some((self.last().offset, self.position()));
        is_whole.then(|| bytes.split_off(self.ends[0].offset as usize))
    }

    /// Writes this log anew at `path`: with these lines, or without any from here on. `clear` frees the name just before it
    /// is taken.
    ///
    /// # Errors
    /// The operating system's error.
    pub(super) fn begin_anew(
        &self,
        lines: Option<&[u8]>,
        path: &Path,
        permissions: Option<&Permissions>,
        clear: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<Self> {
        let start = lines.map_or_else(|| self.position(), |_| self.ends[0].at);
        let mut bytes = first_line(path, self.project, start, self.limit).into_bytes();
        let first_line_bytes = bytes.len() as u64;
        let ends = match lines {
            Some(lines) => {
                bytes.extend_from_slice(lines);
                let moved = |end: &LineEnd| LineEnd { offset: end.offset - self.ends[0].offset + first_line_bytes, ..*end };
                self.ends.iter().map(moved).collect()
            }
            None => vec![LineEnd { offset: first_line_bytes, at: start }],
        };
        let temporary = save::write_beside(path, &bytes, permissions)?;
        if let Err(error) = clear() {
            let _gone = std::fs::remove_file(&temporary);
            return Err(error);
        }
        save::put_new(&temporary, path)?;
        Self::resume(path, self.project, ends, self.limit)
    }

    /// Gives the log the permissions of its project, which others may have lost since the log was made.
    pub fn set_permissions(&self, permissions: Option<&Permissions>) {
        regular::set_permissions(&self.file, permissions);
    }

    /// The position at the end of the log.
    pub fn position(&self) -> Position {
        self.last().at
    }

    pub(super) fn last(&self) -> LineEnd {
        *self.ends.last().expect("a log has a first line: `resume` sees to it")
    }

    /// The path of its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line and waits until it is on disk. The record must have the next number.
    ///
    /// # Errors
    /// The operating system's error; the log is then unchanged, or accepts no more lines.
    pub fn append(&mut self, record: &Record) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier write to the log failed half way"));
        }
        let (line, mark) = write_line(record, self.position().mark);
        if let Err(error) = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data()) {
            self.broken = self.file.set_len(self.last().offset).is_err();
            return Err(error);
        }
        let offset = self.last().offset + line.len() as u64;
        self.ends.push(LineEnd { offset, at: Position { sequence: record.sequence, mark } });
        Ok(())
    }

    /// The length of the log.
    pub fn size(&self) -> LogSize {
        LogSize { bytes: self.last().offset, lines: self.ends.len() - 1 }
    }

    /// How long the log may grow.
    pub fn limit(&self) -> LogLimit {
        self.limit
    }
}

/// The identity of the open file, if its name gives the same one. Some network folders give a file a new number each time.
pub(super) fn id_by_name(file: &File, path: &Path) -> io::Result<Option<FileId>> {
    let id = FileId::of(&file.metadata()?);
    Ok(Some(id).filter(|id| FileId::at(path).is_ok_and(|found| found == Some(*id))))
}
