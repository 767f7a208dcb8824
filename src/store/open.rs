//! Opens and makes projects: reads the last snapshot and replays the log on top of it. `recover` handles damaged snapshots.

use super::{
    backup,
    beneath::Beneath,
    compact::{LogLimit, LogSize},
    drafts::drafts_path,
    error::{StoreError, with_causes},
    file::{HEADER_WITHIN_BYTES, Header, Loaded, Notice, check_start, read_project, read_project_from, write_project},
    lock::{Lock, Locked, Locks, SystemLocks},
    log::{Action, LineEnd, LogContents, LogWriter, Position, log_path, name_of_project, project_of_log, read_log},
    recover::{self, Found, free_name},
    regular::{create_temporary, open_own, permissions_beside, read_own, resolve},
    save,
    session::{Ids, Opened, Session, Writer},
    stamp::{Known, Stamp},
    versions,
};
use crate::{
    project::{Done, History, Project, ProjectId, Reach},
    text::words::counted,
};
use jiff::Timestamp;
use std::{
    fs::{self, Permissions},
    io::{self, BufReader, Read, Seek},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// The number of bytes of a file that are read at a time.
const READ_BYTES: usize = 256 * 1024;

/// Makes a new project file.
///
/// # Errors
/// If a file exists at `path`, or it cannot be written.
pub fn create_project(path: &Path, project: &Project) -> Result<(), StoreError> {
    create_file(path, &write_project(project, 0, 0), None)
}

pub(super) fn create_file(path: &Path, contents: &str, permissions: Option<&Permissions>) -> Result<(), StoreError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
        io::ErrorKind::InvalidFilename => StoreError::NameTooLong { path: path.to_owned(), source },
        _ => StoreError::Unwritable { path: path.to_owned(), source },
    };
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Exists { path: path.to_owned() });
    }
    try_names(path).map_err(failed)?;
    save::create_own(path, contents.as_bytes(), permissions).map_err(failed)
}

/// Makes and removes a file with the longest name that is derived from that of the project, because the log and everything
/// else beside the project must be possible where the project itself is.
fn try_names(path: &Path) -> io::Result<()> {
    let longest = versions::beside(path, "theirs", Timestamp::UNIX_EPOCH, 99);
    let (longest, file) = create_temporary(&longest, None)?;
    drop(file);
    fs::remove_file(longest)
}

/// A project read from its file and log, without the right to change it.
#[derive(Debug)]
pub struct ReadProject {
    /// The project with every edit of the log.
    pub project: Project,
    /// Notices for a person.
    pub notices: Vec<Notice>,
    /// Parts of the file that this version could not keep; such a file is not written.
    pub unreadable: Vec<Notice>,
    /// The length of the log.
    pub log_size: LogSize,
    /// How long the log may grow.
    pub log_limit: LogLimit,
}

/// Reads a project without locking or changing anything.
///
/// # Errors
/// If the file cannot be read or understood.
pub fn read(path: &Path) -> Result<ReadProject, StoreError> {
    let path = &resolve(path);
    let found = recover::find(path)?;
    let damage = found.fell_back.as_ref().map(|fell_back| Notice(found.describe(fell_back, path)));
    let Found { loaded, replayed, .. } = found;
    let (log_size, log_limit) = (replayed.size, replayed.limit);
    let mut notices: Vec<_> = damage.into_iter().chain(loaded.notices).collect();
    notices.extend(replayed.problem.map(|problem| Notice(problem.describe())));
    Ok(ReadProject { project: loaded.project, notices, unreadable: loaded.unreadable, log_size, log_limit })
}

/// Opens a project for work. If it cannot be written to, because somebody else has it open or the folder does not allow it,
/// the session is read-only and gives the reason.
///
/// `holder` is shown to others while the project is open. New ids are made from `seed`, which should be random.
///
/// # Errors
/// If the file cannot be read or understood; nothing has changed then.
pub fn open(path: &Path, holder: &str, seed: u64) -> Result<Opened, StoreError> {
    open_with(path, holder, seed, &SystemLocks)
}

/// [`open`] with other locks than the operating system's.
///
/// # Errors
/// As [`open`].
pub fn open_with(path: &Path, holder: &str, seed: u64, locks: &dyn Locks) -> Result<Opened, StoreError> {
    // The lock comes first, because its holder could change what is read before.
    let path = &resolve(path);
    let permissions = permissions_beside(path);
    let mut lock = match path.is_file() {
        true => Lock::acquire(path, holder, permissions.as_ref(), locks),
        false => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    // Taken before the file is read, so that a change in the meantime is noticed at the latest when the file is written.
    let mut stamp = Stamp::of(path).ok();
    let found = recover::find(path)?;
    let log_path = log_path(path);
    if matches!(lock, Ok(Locked::Ours(_))) {
        save::remove_leftovers(path);
        save::remove_leftovers(&log_path);
        save::remove_leftovers(&drafts_path(path));
    }
    let mut damage = None;
    if let Some(fell_back) = &found.fell_back {
        let aside = match &lock {
            Ok(Locked::Ours(_)) => recover::put_back(path, fell_back),
            _ => Ok(path.to_owned()),
        };
        match aside {
            Ok(aside) => damage = Some(Notice(found.describe(fell_back, &aside))),
            Err(error) => {
                damage = Some(Notice(found.describe(fell_back, path)));
                lock = Err(io::Error::other(with_causes(&error)));
            }
        }
        stamp = Stamp::of(path).ok();
    }
    let Found { loaded: Loaded { project, header, mut notices, unreadable }, replayed, .. } = found;
    notices.splice(0..0, damage);
    let saved = Position { sequence: header.sequence, mark: header.mark };
    let of_another_file = replayed.another_files_log(path);
    let mut history = replayed.history;
    let writer = match lock {
        Ok(Locked::Theirs(holder)) if holder.is_empty() => Writer::ReadOnly("it is open elsewhere".to_owned()),
        Ok(Locked::Theirs(holder)) => Writer::ReadOnly(format!("it is open elsewhere ({holder})")),
        Err(error) if is_without_locks(&error) => {
            Writer::ReadOnly("its folder, perhaps on a network, has no locks, so two people could write at once".to_owned())
        }
        Err(error) => Writer::ReadOnly(format!("it cannot be locked: {error}")),
        Ok(Locked::Ours(_)) if !unreadable.is_empty() => {
            Writer::ReadOnly("parts of the file could not be read and would be lost".to_owned())
        }
        Ok(Locked::Ours(_)) if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) => {
            Writer::ReadOnly("the file is write-protected".to_owned())
        }
        Ok(Locked::Ours(lock)) => {
            if let Some(problem) = &replayed.problem {
                let kept = keep_what_only_the_log_has(path, &project, problem, permissions.as_ref());
                let aside = set_aside(&log_path, problem, permissions.as_ref())?;
                notices.push(Notice(format!("{}; kept aside as {}", problem.describe(), aside.display())));
                notices.extend(kept);
            }
            notices.extend(of_another_file);
            let log = match replayed.sound {
                Some(ends) if !replayed.problem.as_ref().is_some_and(LogProblem::is_foreign) => {
                    LogWriter::resume(&log_path, project.id(), ends, replayed.limit)
                }
                _ => {
                    history = History::default();
                    LogWriter::create(&log_path, project.id(), saved, replayed.limit, permissions.as_ref())
                }
            };
            // Work begins with a backup of the project as it was.
            let backup = backup::keep_first(path, project.id()).unwrap_or_else(|source| {
                let path = backup::backups_folder(path);
                notices.push(Notice(with_causes(&StoreError::Backup { path, source })));
                backup::FirstBackup::default()
            });
            let log = log.inspect(|log| log.set_permissions(permissions.as_ref())).map(|mut log| {
                // A log without the name works too, but cannot be told apart from that of a copy.
                let _named = log.set_name(replayed.of.as_deref());
                log
            });
            match log {
                Ok(log) => Writer::Open { log, _backup: backup, lock },
                Err(error) => Writer::ReadOnly(format!("its log cannot be written: {error}")),
            }
        }
    };
    if let (Writer::ReadOnly(_), Some(problem)) = (&writer, &replayed.problem) {
        notices.push(Notice(problem.describe()));
    }
    notices.extend(unreadable);
    let session = Session {
        path: path.to_owned(),
        project,
        history,
        writer,
        ids: Ids::from_seed(seed),
        saved,
        known: Arc::new(Mutex::new(Known::new(stamp))),
        permissions,
        holder: holder.to_owned(),
        beneath: Beneath::default(),
    };
    Ok(Opened { session, notices })
}

/// Rescues the edits of a log that does not fit the project file, as when another branch was checked out beneath an open
/// project. If a backup leads to that log, writes the project that the log leads to beside the file. Returns where, or why
/// not.
fn keep_what_only_the_log_has(
    path: &Path,
    project: &Project,
    problem: &LogProblem,
    permissions: Option<&Permissions>,
) -> Option<Notice> {
    if !problem.is_foreign() {
        return None;
    }
    let (left, at) = recover::left_in_log(path, project.id()).filter(|(left, _)| left != project)?;
    let log = log_path(path).symlink_metadata().ok()?;
    let beside = versions::free_beside(path, "mine", backup::written_at(&log));
    let contents = write_project(&left, at.sequence, at.mark);
    Some(Notice(match create_file(&beside, &contents, permissions) {
        Ok(()) => format!(
            "the project file holds another version than the one that was worked on last; that one, with every edit of the log, \
             is {}",
            beside.display(),
        ),
        Err(error) => {
            format!("the log holds work that the project file does not; it could not be written: {}", with_causes(&error))
        }
    }))
}

/// Whether the file system reports that it has no locks.
fn is_without_locks(error: &io::Error) -> bool {
    // ENOLCK, which the standard library does not name: 37 on Linux, 77 on macOS and the BSDs.
    let no_locks = if cfg!(target_os = "linux") { 37 } else { 77 };
    error.kind() == io::ErrorKind::Unsupported || (cfg!(unix) && error.raw_os_error() == Some(no_locks))
}

/// Reads the project file at `path`, without the log.
pub(super) fn load(path: &Path) -> Result<Loaded, StoreError> {
    let file = open_own(path, fs::OpenOptions::new().read(true)).map_err(|source| {
        match backup::list_backups(path).into_iter().next() {
            Some(newest) if source.kind() == io::ErrorKind::NotFound => {
                StoreError::Gone { path: path.to_owned(), backup: newest.path }
            }
            _ => StoreError::Unreadable { path: path.to_owned(), source },
        }
    })?;
    load_from(path, file)
}

/// Reads the project file at `path` from its open `file`. If it is not a project, only its beginning is read.
fn load_from(path: &Path, mut file: impl Read + Seek) -> Result<Loaded, StoreError> {
    let unreadable = |source| StoreError::Unreadable { path: path.to_owned(), source };
    let invalid = |source| StoreError::Invalid { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    file.by_ref().take(HEADER_WITHIN_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    check_start(&bytes).map_err(invalid)?;
    file.rewind().map_err(unreadable)?;
    let mut input = BufReader::with_capacity(READ_BYTES, &mut file);
    if let Some(loaded) = read_project_from(&mut input).map_err(unreadable)? {
        return loaded.map_err(invalid);
    }
    drop(input);
    file.rewind().map_err(unreadable)?;
    bytes.clear();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    read_project(&bytes).map_err(invalid)
}

/// The outcome of replaying a log.
#[derive(Default)]
pub(super) struct Replayed {
    history: History,
    /// How long the log may grow.
    limit: LogLimit,
    /// The length of the log.
    size: LogSize,
    /// The name of the project file that the log was written for, if the log has it.
    of: Option<String>,
    /// The ends of the sound lines of the log; `None` if there is no log to continue.
    sound: Option<Vec<LineEnd>>,
    /// Whether there is no log at all.
    pub(super) is_missing: bool,
    /// The number of its lines that the project file did not contain.
    pub(super) num_replayed: usize,
    problem: Option<LogProblem>,
}

impl Replayed {
    /// Says so if edits were taken from a log that was written for another file, which still exists: it is the log of a
    /// copy.
    fn another_files_log(&self, path: &Path) -> Option<Notice> {
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
enum LogProblem {
    /// None of it belongs to the project file.
    Foreign(String),
    /// It is damaged from this byte on.
    Damaged(usize, String),
}

impl LogProblem {
    fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    fn describe(&self) -> String {
        match self {
            Self::Foreign(why) => format!("the log beside the project was not used: {why}"),
            Self::Damaged(_, what) => format!("the end of the log was not used: {what}"),
        }
    }
}

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
    let last_held = |(record, mark): &(super::log::Record, u32)| Position { sequence: record.sequence, mark: *mark } == snapshot;
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

/// Saves the unusable part of the log in a file of its own and returns that file's path.
fn set_aside(log: &Path, problem: &LogProblem, permissions: Option<&Permissions>) -> Result<PathBuf, StoreError> {
    let aside = free_name(log, "unused");
    let unwritable = |source| StoreError::Unwritable { path: aside.clone(), source };
    match problem {
        LogProblem::Foreign(_) => fs::rename(log, &aside).map_err(unwritable)?,
        LogProblem::Damaged(from, _) => {
            let bytes = read_own(log).map_err(unwritable)?;
            let damaged = &bytes[(*from).min(bytes.len())..];
            save::create_own(&aside, damaged, permissions).map_err(unwritable)?;
        }
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{default_codebook, file::ReadError};
    use std::io::Cursor;

    #[test]
    fn of_a_large_file_that_is_no_project_only_the_beginning_is_read() {
        let mut file = Cursor::new(vec![b'x'; 3 * HEADER_WITHIN_BYTES]);
        let error = load_from(Path::new("x.ron"), &mut file).unwrap_err();
        assert!(matches!(error, StoreError::Invalid { source: ReadError::NotAProject(_), .. }), "{error:?}");
        assert_eq!(file.position(), HEADER_WITHIN_BYTES as u64);
    }

    #[test]
    fn a_project_is_read_to_its_end() {
        let project = Project::new(Ids::from_seed(1).project(), "ي".repeat(HEADER_WITHIN_BYTES), default_codebook());
        let mut file = Cursor::new(write_project(&project, 0, 0));
        assert_eq!(load_from(Path::new("x.ron"), &mut file).unwrap().project, project);
    }
}
