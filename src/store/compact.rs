//! Shortens the log: when it has grown beyond the user's limit, its oldest lines are dropped.
//!
//! Writing a large log anew takes a moment, so this has three steps. [`LogWriter::plan`] decides what stays, which costs
//! nothing; [`Shortening::prepare`] writes that to a file beside the log, on any thread; [`LogWriter::finish`] adds the
//! lines that were written in the meantime and puts the file in place.

use super::{
    log::{LineEnd, first_line, name_of_project},
    log_writer::{LogWriter, id_by_name},
    regular::{FileId, open_own},
    save,
};
use std::{
    fs::{OpenOptions, Permissions},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

/// How long a log may grow before its oldest lines are dropped. The log's first line holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLimit {
    /// In bytes.
    pub bytes: u64,
    /// In lines; there is one for each edit.
    pub lines: usize,
}

impl Default for LogLimit {
    /// 64 MiB or 20,000 lines, of which half stays.
    fn default() -> Self {
        Self { bytes: 64 * 1024 * 1024, lines: 20_000 }
    }
}

/// The length of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSize {
    /// In bytes.
    pub bytes: u64,
    /// In lines; there is one for each edit.
    pub lines: usize,
}

impl LogSize {
    /// Whether a log of this size must be shortened.
    pub fn is_beyond(self, limit: LogLimit) -> bool {
        self.bytes > limit.bytes || self.lines > limit.lines
    }
}

/// A planned shortening: which lines of a log stay, and the file that they are written to.
#[derive(Debug)]
pub struct Shortening {
    log: PathBuf,
    /// The identity of the open log file, if the name of a file tells it.
    id: Option<FileId>,
    limit: LogLimit,
    first_line: String,
    /// The permissions of the log.
    permissions: Option<Permissions>,
    /// The last line that is dropped; the lines after it stay.
    from: LineEnd,
    /// The last line at the time of planning.
    to: LineEnd,
    prepared: Option<PathBuf>,
}

impl Shortening {
    /// Writes the lines that stay to a file beside the log. The log may grow in the meantime.
    ///
    /// # Errors
    /// The operating system's error; the log is untouched.
    pub fn prepare(&mut self) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.first_line).into_bytes();
        read_between(&self.log, self.id, self.from, self.to, &mut bytes)?;
        self.prepared = Some(save::write_beside(&self.log, &bytes, self.permissions.as_ref())?);
        Ok(())
    }
}

impl Drop for Shortening {
    fn drop(&mut self) {
        if let Some(prepared) = self.prepared.take() {
            let _gone = std::fs::remove_file(prepared);
        }
    }
}

fn read_between(log: &Path, id: Option<FileId>, from: LineEnd, to: LineEnd, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut file = open_own(log, OpenOptions::new().read(true))?;
    if let Some(id) = id
        && FileId::of(&file.metadata()?) != id
    {
        return Err(io::Error::other("another program has put another file in its place"));
    }
    file.seek(io::SeekFrom::Start(from.offset))?;
    let expected = to.offset - from.offset;
    match file.take(expected).read_to_end(bytes)? as u64 {
        read if read == expected => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the log is shorter than what was written to it")),
    }
}

impl LogWriter {
    /// Plans what stays if the log has grown beyond its limit: half the limit, and everything after line number `needed`.
    /// `None` if nothing would be dropped.
    pub fn plan(&self, needed: u64) -> Option<Shortening> {
        if self.broken || !self.size().is_beyond(self.limit) {
            return None;
        }
        let (end, limit) = (self.last().offset, self.limit);
        let is_small = |i: usize| end - self.ends[i].offset <= limit.bytes / 2 && self.ends.len() - 1 - i <= limit.lines / 2;
        let wanted = (0..self.ends.len()).find(|i| is_small(*i)).unwrap_or(0);
        let allowed = self.ends.iter().rposition(|line| line.at.sequence <= needed).unwrap_or(0);
        let cut = wanted.min(allowed);
        (cut > 0).then(|| self.shortening(cut, limit))
    }

    fn shortening(&self, cut: usize, limit: LogLimit) -> Shortening {
        let from = self.ends[cut];
        let first_line = first_line(&self.path, self.project, from.at, limit);
        let permissions = self.file.metadata().ok().map(|metadata| metadata.permissions());
        Shortening { log: self.path.clone(), id: self.id, limit, first_line, permissions, from, to: self.last(), prepared: None }
    }

    /// Puts a shortened log in place and returns the number of lines that were dropped.
    ///
    /// # Errors
    /// The operating system's error; the log is then unchanged, or accepts no more lines.
    pub fn finish(&mut self, mut shortening: Shortening) -> io::Result<usize> {
        let place = |line: LineEnd| self.ends.iter().position(|end| (end.offset, end.at) == (line.offset, line.at));
        let (Some(cut), Some(_)) = (place(shortening.from), place(shortening.to)) else {
            // The log has been written anew since the plan was made.
            return Ok(0);
        };
        let Some(prepared) = shortening.prepared.clone() else { return Ok(0) };
        if self.broken || shortening.limit != self.limit || !self.is_in_place() {
            return Ok(0);
        }
        let mut later = Vec::new();
        read_between(&self.path, self.id, shortening.to, self.last(), &mut later)?;
        let mut file = open_own(&prepared, OpenOptions::new().append(true))?;
        file.write_all(&later)?;
        file.sync_all()?;
        let kept = self.last().offset - shortening.from.offset;
        let first_line_bytes = file.metadata()?.len() - kept;
        shortening.prepared = None;
        save::put(&prepared, &self.path)?;
        // From here on the open file is the old one, which no longer has a name.
        self.broken = true;
        self.file = open_own(&self.path, OpenOptions::new().read(true).append(true))?;
        self.id = id_by_name(&self.file, &self.path)?;
        self.broken = false;
        self.ends.drain(..cut);
        for line in &mut self.ends {
            line.offset = line.offset - shortening.from.offset + first_line_bytes;
        }
        Ok(cut)
    }

    /// Writes the project file's name into the log's first line, after the file was renamed or if an earlier version did not
    /// write it. `of` is the name that the line holds now.
    ///
    /// # Errors
    /// The operating system's error; the first line is then unchanged.
    pub(super) fn set_name(&mut self, of: Option<&str>) -> io::Result<()> {
        if of == Some(name_of_project(&self.path).as_str()) {
            return Ok(());
        }
        let mut whole = self.shortening(0, self.limit);
        whole.prepare()?;
        self.finish(whole).map(|_none| ())
    }

    /// Sets the limit and writes it into the log's first line.
    ///
    /// # Errors
    /// The operating system's error; the limit is then unchanged.
    pub fn set_limit(&mut self, limit: LogLimit) -> io::Result<()> {
        if limit == self.limit {
            return Ok(());
        }
        let mut whole = self.shortening(0, limit);
        whole.prepare()?;
        let before = std::mem::replace(&mut self.limit, limit);
        self.finish(whole).map(|_none| ()).inspect_err(|_| self.limit = before)
    }
}
