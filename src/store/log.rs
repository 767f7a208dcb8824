//! The log beside a project file: every edit, in order, as one checksummed line.
//!
//! ```text
//! (obelus_log: 1, project: "…", offsets: "utf8_bytes", after: 0, mark: 0)
//! 9c3e1f02 (n: 1, time: "…", by: "ana", action: Do, what: "Tag “nine bodies” as quote", edit: …, inverse: …)
//! ```
//! The number before a line is its *mark*: the CRC-32 of the previous mark (4 bytes, little endian) and the line. So a mark
//! identifies a line and everything before it. A snapshot names the mark of the last line it contains, and a log that went
//! another way is recognised however similar it looks.

use super::{
    compact::{LogLimit, LogSize},
    file::{EditV1, edit_from, edit_to},
    regular::{self, FileId, open_own},
    save,
};
use crate::project::{AnalystId, Edit, ProjectId};
use jiff::Timestamp;
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

/// The version of the log's format.
const LOG_FORMAT: u32 = 1;
/// The first line of a log is shorter than this, in bytes.
const FIRST_LINE_WITHIN_BYTES: u64 = 4096;

/// The action that a line of the log records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Something new.
    Do,
    /// The last step was taken back.
    Undo,
    /// The last undone step was made again.
    Redo,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The number of the line; the first edit of a project is 1.
    pub sequence: u64,
    /// The time of the edit.
    pub time: Timestamp,
    /// The analyst who made it.
    pub analyst: Option<AnalystId>,
    /// New, undo or redo.
    pub action: Action,
    /// Whether undo takes it back together with the edit of the line before.
    pub joins: bool,
    /// The edit as a sentence for people.
    pub sentence: String,
    /// The edit.
    pub edit: Edit,
    /// The edit that takes it back.
    pub inverse: Edit,
}

/// A position in a log: the number of a line and its mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Number of the last line.
    pub sequence: u64,
    /// Its mark.
    pub mark: u32,
}

/// The contents of a log.
#[derive(Debug)]
pub struct LogContents {
    /// The project it belongs to.
    pub project: ProjectId,
    /// The name of the project file beside which it was written; older logs lack it.
    pub of: Option<String>,
    /// How long it may grow.
    pub limit: LogLimit,
    /// The position before its first edit.
    pub start: Position,
    /// Its sound lines with their marks.
    pub records: Vec<(Record, u32)>,
    /// The ends of the first line and of each of these lines.
    pub ends: Vec<LineEnd>,
    /// The number of bytes up to the end of the last sound line.
    pub sound_bytes: usize,
    /// The fault of the rest, if there is a rest.
    pub damage: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct HeaderV1 {
    obelus_log: u32,
    project: String,
    offsets: String,
    after: u64,
    mark: u32,
    /// The name of the project file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// The limit in bytes and lines, if it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<(u64, usize)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordV1 {
    n: u64,
    time: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    action: Action,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    joins: bool,
    what: String,
    edit: EditV1,
    inverse: EditV1,
}

/// The path of the log that belongs to the project file at `project`.
pub fn log_path(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".log");
    PathBuf::from(name)
}

/// The id of the project that the log at `path` belongs to and the name of its file, from the log's first line.
pub(super) fn project_of_log(path: &Path) -> Option<(ProjectId, Option<String>)> {
    let mut start = Vec::new();
    open_own(path, OpenOptions::new().read(true)).ok()?.take(FIRST_LINE_WITHIN_BYTES).read_to_end(&mut start).ok()?;
    let (first, _) = sound_lines(&start).next()?;
    let header: HeaderV1 = options().from_str(first).ok()?;
    Some((header.project.parse().ok()?, header.of))
}

/// Reads a log as far as it is sound.
///
/// # Errors
/// If its first line is not that of a log this version can read.
pub fn read_log(bytes: &[u8]) -> Result<LogContents, String> {
    let mut lines = sound_lines(bytes);
    let (first, mut sound_bytes) = lines.next().ok_or("it has no first line")?;
    let header: HeaderV1 = options().from_str(first).map_err(|error| format!("its first line cannot be read: {error}"))?;
    if header.obelus_log > LOG_FORMAT || header.offsets != "utf8_bytes" {
        return Err(format!("it has format {}, this version of Obelus reads {LOG_FORMAT}", header.obelus_log));
    }
    let project = header.project.parse().map_err(|error: crate::project::id::ParseIdError| error.to_string())?;
    let start = Position { sequence: header.after, mark: header.mark };
    let mut at = start;
    let (mut records, mut ends) = (Vec::new(), vec![LineEnd { offset: sound_bytes as u64, at: start }]);
    let mut damage = None;
    for (line, end) in lines {
        match read_line(line, at) {
            Ok((record, mark)) => {
                at = Position { sequence: record.sequence, mark };
                records.push((record, mark));
                ends.push(LineEnd { offset: end as u64, at });
                sound_bytes = end;
            }
            Err(error) => {
                damage = Some(format!("line {}: {error}", records.len() + 2));
                break;
            }
        }
    }
    if damage.is_none() && sound_bytes < bytes.len() {
        damage = Some(format!("line {}: it is unfinished", records.len() + 2));
    }
    let limit = header.limit.map_or_else(LogLimit::default, |(bytes, lines)| LogLimit { bytes, lines });
    Ok(LogContents { project, of: header.of, limit, start, records, ends, sound_bytes, damage })
}

/// The lines that end in a line feed and are UTF-8, each with the offset after it.
fn sound_lines(bytes: &[u8]) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let length = bytes[start..].iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&bytes[start..start + length]).unwrap_or("\u{FFFD}");
        start += length + 1;
        Some((line, start))
    })
}

fn read_line(line: &str, before: Position) -> Result<(Record, u32), String> {
    let (mark, body) = line.split_once(' ').ok_or("it has no checksum")?;
    let mark = u32::from_str_radix(mark, 16).map_err(|error| format!("its checksum is not a number: {error}"))?;
    if mark != mark_of(before.mark, body) {
        return Err("its checksum does not match".to_owned());
    }
    let stored: RecordV1 = options().from_str(body).map_err(|error| error.to_string())?;
    if stored.n != before.sequence + 1 {
        return Err(format!("it has number {} where {} was expected", stored.n, before.sequence + 1));
    }
    let record = Record {
        sequence: stored.n,
        time: stored.time.parse().map_err(|error: jiff::Error| error.to_string())?,
        analyst: stored.by.map(AnalystId::new),
        action: stored.action,
        joins: stored.joins,
        sentence: stored.what,
        edit: edit_from(stored.edit)?,
        inverse: edit_from(stored.inverse)?,
    };
    Ok((record, mark))
}

fn mark_of(before: u32, body: &str) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&before.to_le_bytes());
    hasher.update(body.as_bytes());
    hasher.finalize()
}

fn write_line(record: &Record, before: u32) -> (String, u32) {
    let stored = RecordV1 {
        n: record.sequence,
        time: record.time.to_string(),
        by: record.analyst.as_ref().map(ToString::to_string),
        action: record.action,
        joins: record.joins,
        what: record.sentence.clone(),
        edit: edit_to(&record.edit),
        inverse: edit_to(&record.inverse),
    };
    // An imported article makes a line of many megabytes, so the line is written once, with room in front for its mark.
    let mut line = format!("{:08x} ", 0);
    let start = line.len();
    super::file::serialize(&mut line, &stored, PrettyConfig::new().depth_limit(0));
    let mark = mark_of(before, &line[start..]);
    line.replace_range(..start, &format!("{mark:08x} "));
    line.push('\n');
    (line, mark)
}

/// The name of the project file that the log at `path` belongs to, derived from the log's own name.
pub(super) fn name_of_project(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".log").unwrap_or(&name).to_owned()
}

/// Makes the first line of the log at `path`, which names its project and how long it may grow.
pub(super) fn first_line(path: &Path, project: ProjectId, start: Position, limit: LogLimit) -> String {
    let header = HeaderV1 {
        obelus_log: LOG_FORMAT,
        project: project.to_string(),
        offsets: "utf8_bytes".to_owned(),
        after: start.sequence,
        mark: start.mark,
        of: Some(name_of_project(path)),
        limit: (limit != LogLimit::default()).then_some((limit.bytes, limit.lines)),
    };
    to_line(&header) + "\n"
}

fn to_line(value: &impl Serialize) -> String {
    let mut line = String::new();
    super::file::serialize(&mut line, value, PrettyConfig::new().depth_limit(0));
    line
}

fn options() -> ron::Options {
    super::file::options()
}

/// The end of a line of a log.
#[derive(Clone, Copy, Debug)]
pub struct LineEnd {
    /// In bytes from the beginning of the log.
    pub offset: u64,
    /// The log's position there.
    pub at: Position,
}

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
