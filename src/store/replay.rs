//! Replays the log on top of a snapshot. The same lines are the undo history.

use super::{
    compact::{LogLimit, LogSize},
    error::StoreError,
    file::{Header, Loaded, Notice},
    log::{Action, LineEnd, LogContents, Position, Record, log_path, name_of_project, project_of_log, read_log},
    recover::free_name,
    regular::read_own,
    save,
};
use crate::{
    project::{Done, History, ProjectId, Reach},
    text::words::counted,
};
use std::{
    fs::{self, Permissions},
    io,
    path::{Path, PathBuf},
};

/// The outcome of replaying a log.
#[derive(Default)]
pub(super) struct Replayed {
    pub(super) history: History,
    /// How long the log may grow.
    pub(super) limit: LogLimit,
    /// The length of the log.
    pub(super) size: LogSize,
    /// The name of the project file that the log was written for, if the log has it.
    pub(super) of: Option<String>,
    /// The ends of the sound lines of the log; `None` if there is no log to continue.
    pub(super) sound: Option<Vec<LineEnd>>,
    /// Whether there is no log at all.
    pub(super) is_missing: bool,
    /// The number of its lines that the project file did not contain.
    pub(super) num_replayed: usize,
    pub(super) problem: Option<LogProblem>,
}

impl Replayed {
    /// Says so if edits were taken from a log that was written for another file, which still exists: it is the log of a
    /// copy.
    pub(super) fn another_files_log(&self, path: &Path) -> Option<Notice> {
        let of = self.of.as_ref().filter(|of| self.num_replayed > 0 && Some(of.as_ref()) != path.file_name())?;
        let is_there = path.with_file_name(of).symlink_metadata().is_ok();
        let brought = counted(self.num_replayed, "edit", "edits");
        is_there.then(|| {
            Notice(format!(
                "the log beside the project was written for “{of}”; {brought} that the project file lacked came from it"
            ))
        })
    }

    /// The position at the end of the log.
    pub(super) fn end(&self) -> Option<Position> {
        self.sound.as_ref()?.last().map(|line| line.at)
    }

    /// Whether there is a log, but none of it could be used.
    pub(super) fn is_foreign(&self) -> bool {
        self.problem.as_ref().is_some_and(LogProblem::is_foreign)
    }
}

/// A fault of a log.
pub(super) enum LogProblem {
    /// None of it belongs to the project file.
    Foreign(String),
    /// It is damaged from this byte on.
    Damaged(usize, String),
}

impl LogProblem {
    pub(super) fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    pub(super) fn describe(&self) -> String {
        match self {
            Self::Foreign(why) => format!("the log beside the project was not used: {why}"),
            Self::Damaged(_, what) => format!("the end of the log was not used: {what}"),
        }
    }

    /// Saves the unusable part of the log in a file of its own and returns that file's path.
    pub(super) fn set_aside(&self, log: &Path, permissions: Option<&Permissions>) -> Result<PathBuf, StoreError> {
        let aside = free_name(log, "unused");
        let unwritable = |source| StoreError::Unwritable { path: aside.clone(), source };
        match self {
            Self::Foreign(_) => fs::rename(log, &aside).map_err(unwritable)?,
            Self::Damaged(from, _) => {
                let bytes = read_own(log).map_err(unwritable)?;
                let damaged = &bytes[(*from).min(bytes.len())..];
                save::create_own(&aside, damaged, permissions).map_err(unwritable)?;
            }
        }
        Ok(aside)
    }
}

/// Replays the log at `path` on the project of the snapshot.
///
/// # Errors
/// If the log cannot be opened, or was swapped with that of a copy.
pub(super) fn replay(loaded: &mut Loaded, path: &Path) -> Result<Replayed, StoreError> {
    let bytes = match read_own(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Replayed { is_missing: true, ..Replayed::default() }),
        Err(error) => return Err(StoreError::Log { path: path.to_owned(), message: error.to_string() }),
    };
    let size_bytes = bytes.len() as u64;
    let foreign = |why: String| Replayed { problem: Some(LogProblem::Foreign(why)), ..Replayed::default() };
    let log = match read_log(&bytes) {
        Ok(log) => log,
        Err(error) => return Ok(foreign(error)),
    };
    drop(bytes);
    if log.project != loaded.project.id() {
        return Ok(foreign("it belongs to another project".to_owned()));
    }
    let (limit, size) = (log.limit, LogSize { bytes: size_bytes, lines: log.records.len() });
    let (of, project) = (log.of.clone(), log.project);
    let replayed = match held_by_snapshot(&log, &loaded.header) {
        Some(held) => replay_records(loaded, log, held),
        None => foreign("the project file was written by a copy that went another way".to_owned()),
    };
    match of.as_ref().filter(|of| replayed.num_replayed > 0 && is_swapped(path, of, project)) {
        Some(of) => Err(StoreError::Log {
            path: path.to_owned(),
            message: format!(
                "it was written for “{of}”, and the log beside that for another copy: they were swapped; swap them back"
            ),
        }),
        None => Ok(Replayed { limit, size, of, ..replayed }),
    }
}

/// Whether the log at `path`, which was written for the project file `of`, has changed places with another: the log that is
/// now beside `of` was written for yet another copy of the project. (If a project was merely copied with its log, the first
/// log is still in its place.)
fn is_swapped(path: &Path, of: &str, project: ProjectId) -> bool {
    if of == name_of_project(path) || Path::new(of).file_name() != Some(of.as_ref()) {
        return false;
    }
    let beside = log_path(&path.with_file_name(of));
    project_of_log(&beside).is_some_and(|(id, name)| id == project && name.is_some_and(|name| name != of))
}

/// The number of the log's records that the project file already contains; `None` if the two do not meet.
fn held_by_snapshot(log: &LogContents, header: &Header) -> Option<usize> {
    let snapshot = Position { sequence: header.sequence, mark: header.mark };
    if snapshot == log.start {
        return Some(0);
    }
    let last_held = |(record, mark): &(Record, u32)| Position { sequence: record.sequence, mark: *mark } == snapshot;
    log.records.iter().position(last_held).map(|at| at + 1)
}

fn replay_records(loaded: &mut Loaded, log: LogContents, held: usize) -> Replayed {
    let LogContents { records, mut ends, sound_bytes, damage, .. } = log;
    let mut replayed = Replayed { num_replayed: records.len() - held, ..Replayed::default() };
    replayed.problem = damage.map(|what| LogProblem::Damaged(sound_bytes, what));
    // The number of steps from before the log's first line that are undone. A shortened log does not say what they were.
    let mut undone_before = 0_usize;
    for (i, (record, _)) in records.into_iter().enumerate() {
        if i >= held
            && let Err(error) = loaded.project.apply(record.edit.clone())
        {
            // A line whose checksum is right but which does not fit can only come from a fault in this program: keep
            // everything.
            let why = format!("its line {} does not fit the project: {error}", i + 2);
            loaded.unreadable.push(Notice(why.clone()));
            replayed.problem = Some(LogProblem::Foreign(why));
            ends.truncate(i + 1);
            break;
        }
        let history = &mut replayed.history;
        match record.action {
            Action::Do => {
                let done = Done {
                    edit: record.edit,
                    inverse: record.inverse,
                    sentence: record.sentence,
                    analyst: record.analyst,
                    time: record.time,
                };
                if done.reach() == Reach::Look {
                    history.record(done, false);
                    continue;
                }
                undone_before = 0;
                if record.joins && history.next_undo().is_none() {
                    // The line is part of a step whose beginning is not in the log, so that the step cannot be undone in
                    // full.
                    history.forget_steps();
                    history.remember(&done);
                    continue;
                }
                history.record(done, record.joins);
            }
            Action::Undo if history.next_undo().is_none() => undone_before += 1,
            Action::Undo => history.undo(),
            Action::Redo if undone_before > 0 => undone_before -= 1,
            Action::Redo => history.redo(),
        }
    }
    if undone_before > 0 {
        // Those steps would have to be made again before the known ones.
        replayed.history.forget_undone();
    }
    replayed.sound = Some(ends);
    replayed
}
