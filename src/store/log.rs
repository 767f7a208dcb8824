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
    compact::LogLimit,
    file::{EditV1, edit_from, edit_to},
    regular::open_own,
};
use crate::project::{AnalystId, Edit, ProjectId};
use jiff::Timestamp;
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};
use std::{
    fs::OpenOptions,
    io::Read as _,
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

pub(super) fn write_line(record: &Record, before: u32) -> (String, u32) {
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
