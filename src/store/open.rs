//! Opens and makes projects: reads the last snapshot, on which `replay` replays the log. `recover` handles damaged snapshots.

use super::{
    backup,
    beneath::Beneath,
    compact::{LogLimit, LogSize},
    drafts::drafts_path,
    error::{StoreError, with_causes},
    file::{HEADER_WITHIN_BYTES, Loaded, Notice, check_start, read_project, read_project_from, write_project},
    lock::{Lock, Locked, Locks, SystemLocks},
    log::{Position, log_path},
    log_writer::LogWriter,
    recover::{self, Found},
    regular::{create_temporary, open_own, permissions_beside, resolve},
    replay::LogProblem,
    save,
    session::{Ids, Opened, Session, Writer},
    stamp::{Known, Stamp},
    versions,
};
use crate::project::{History, Project};
use jiff::Timestamp;
use std::{
    fs::{self, Permissions},
    io::{self, BufReader, Read, Seek},
    path::Path,
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
                let aside = problem.set_aside(&log_path, permissions.as_ref())?;
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
