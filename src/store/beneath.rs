//! Protects an open project against what other programs do beneath it: they delete, cut or replace its log, remove its lock,
//! check out another commit, or remove its folder.
//!
//! A log that is open accepts lines whatever becomes of its name, and so would accept edits that nobody finds again. Before
//! each edit the session therefore checks where the names lead ([`Session::make_safe`]). If they do not lead to what it has
//! open, it writes everything at once: into the project file and a new log if the file is still the one that was written
//! here, or else into a copy with its own log and lock, where the session goes on. [`Session::take_notices`] tells the user.

use super::{
    backup,
    error::{StoreError, with_causes},
    file::Notice,
    lock::{Lock, Locked, SystemLocks},
    log::{Position, log_path},
    open::create_file,
    recover::free_name,
    session::{Session, Writer},
    stamp::{FileState, Known, Stamp},
    versions::free_beside,
};
use jiff::Timestamp;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// The state that a session keeps about changes beneath it.
#[derive(Debug, Default)]
pub(super) struct Beneath {
    /// The folder for work that cannot be written beside its project.
    pub(super) rescue_folder: Option<PathBuf>,
    /// The last copy that was written beside the project, with the log's position at that time.
    pub(super) kept_beside: Option<(Position, PathBuf)>,
    notices: Vec<Notice>,
    file_change: Option<FileState>,
    is_log_lost: bool,
}

impl Session {
    /// Sets the folder for work that cannot be written beside its project, for example because its folder is gone.
    pub fn set_rescue_folder(&mut self, folder: Option<PathBuf>) {
        self.beneath.rescue_folder = folder;
    }

    /// Whether [`Self::take_notices`] has anything to return.
    pub fn has_notices(&self) -> bool {
        !self.beneath.notices.is_empty()
    }

    /// Takes the notices of what became of the project's files while it was open.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.beneath.notices)
    }

    /// Takes the change of the project file by another program that an edit noticed.
    pub fn take_file_change(&mut self) -> Option<FileState> {
        self.beneath.file_change.take()
    }

    /// The state of the project file when it was last checked.
    pub fn seen_file_state(&self) -> FileState {
        // While the file is being written here, it is ours.
        self.known.try_lock().map_or(FileState::Ours, |known| known.last())
    }

    /// Whether the log could be found again when it was last checked.
    pub fn is_log_safe(&self) -> bool {
        !self.beneath.is_log_lost
    }

    /// Checks whether the names of log, lock and project file still lead to the open files. If not, writes everything at
    /// once, and [`Self::take_notices`] says where. The check is cheap as long as nothing has happened; every edit begins
    /// with it. `now` is used in the names of copies.
    ///
    /// # Errors
    /// If the work cannot be written anywhere. It is then only in memory, and edits are refused.
    pub fn make_safe(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let result = self.look_beneath(now);
        self.beneath.is_log_lost = result.is_err();
        result
    }

    fn look_beneath(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let Writer::Open { log, lock, .. } = &self.writer else { return Ok(()) };
        let (has_log, has_lock) = (log.is_in_place(), lock.is_in_place().unwrap_or(false));
        let file = self.look_at_file();
        if has_log && has_lock && file == FileState::Ours {
            return Ok(());
        }
        let name = self.path.display().to_string();
        if !has_lock {
            match Lock::acquire(&self.path, &self.holder, self.permissions.as_ref(), &SystemLocks) {
                Ok(Locked::Ours(again)) => {
                    if let Writer::Open { lock, .. } = &mut self.writer {
                        *lock = again;
                    }
                    self.say(format!("the lock of {name} was removed by another program while it was open, and is made anew"));
                }
                Ok(Locked::Theirs(holder)) => {
                    return self
                        .go_on_in_copy(now, &format!("the lock of {name} was removed, and it is now open elsewhere ({holder})"));
                }
                // The folder is gone, or can no longer be written to.
                Err(_) => {
                    let why = format!("{name} and what lay beside it were deleted, moved or closed");
                    return self.go_on_in_copy(now, &why).or_else(|error| self.go_on_in_moved_log(&why, error));
                }
            }
        }
        match (has_log, file) {
            (true, FileState::Ours) => Ok(()),
            (false, FileState::Ours) => self.write_log_anew(),
            (true, changed) => {
                // The log goes on, and the next one who opens the project finds in it what the file lacks.
                if self.leads_from_a_backup() {
                    return Ok(());
                }
                self.go_on_in_copy(now, &format!("{name} was {}, and no backup leads to your work", what_became(changed)))
            }
            (false, changed) => {
                let why = format!("{name} was {}, and so was its log", what_became(changed));
                self.go_on_in_copy(now, &why).or_else(|error| self.go_on_in_moved_log(&why, error))
            }
        }
    }

    /// Checks the project file, and notes a change for the window when it is first seen.
    fn look_at_file(&mut self) -> FileState {
        // While the file is being written in the background, there is nothing to check.
        let Ok(mut known) = self.known.try_lock() else { return FileState::Ours };
        let before = known.last();
        // A file that can no longer be read has changed.
        let state = known.look_at(&self.path).unwrap_or(FileState::Changed);
        if state != FileState::Ours && state != before {
            self.beneath.file_change = Some(state);
        }
        state
    }

    fn leads_from_a_backup(&self) -> bool {
        let Writer::Open { log, .. } = &self.writer else { return false };
        backup::backups_of(&self.path, self.project.id()).iter().any(|backup| log.reaches(backup.sequence))
    }

    fn say(&mut self, what: String) {
        let notice = Notice(what);
        if !self.beneath.notices.contains(&notice) {
            self.beneath.notices.push(notice);
        }
    }

    /// Writes the project file, sets aside whatever has taken the log's name, and writes the log anew: with all its lines if
    /// they can still be read, or else from here on.
    fn write_log_anew(&mut self) -> Result<(), StoreError> {
        let Writer::Open { log, .. } = &self.writer else { return Ok(()) };
        let (path, lines, is_broken) = (log.path().to_owned(), log.own_lines(), log.is_broken());
        let saved = if self.has_unsaved_edits() { self.save() } else { Ok(()) };
        match saved {
            // The lines alone lead to the present state.
            Err(error) if lines.is_some() => self.say(format!("the project file could not be written: {}", with_causes(&error))),
            saved => saved?,
        }
        let unwritable = |source| StoreError::Unwritable { path: path.clone(), source };
        let Writer::Open { log, .. } = &mut self.writer else { return Ok(()) };
        let has_all = lines.is_some();
        let aside = free_name(&path, "unused");
        let anew = log.begin_anew(lines.as_deref(), &path, self.permissions.as_ref(), || match fs::rename(&path, &aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        *log = anew.map_err(unwritable)?;
        let kept = if aside.symlink_metadata().is_ok() {
            format!("; what was there is kept as {}", aside.display())
        } else {
            String::new()
        };
        let undo = if has_all { "" } else { "; after a restart, undo will begin here" };
        let what = if is_broken { "could not be written to its end" } else { "was deleted, cut or replaced by another program" };
        self.say(format!(
            "the log {} {what}{kept}. The project file and the log were written anew, and \
             no edit is lost{undo}",
            path.display(),
        ));
        Ok(())
    }

    /// Writes everything into a copy with a lock and a log of its own, and continues there: beside the project if possible,
    /// or else in the rescue folder. `why` begins the notice.
    fn go_on_in_copy(&mut self, now: Timestamp, why: &str) -> Result<(), StoreError> {
        let mut failure = StoreError::Missing { path: self.path.clone() };
        for target in self.places_for_copy(now) {
            match self.settle(&target) {
                Ok(()) => {
                    self.say(format!("{why}. All your work is in {}, and goes on there", target.display()));
                    return Ok(());
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Continues in the open log when no copy could be written but the log still has a name, as in a folder that was
    /// renamed.
    fn go_on_in_moved_log(&mut self, why: &str, failure: StoreError) -> Result<(), StoreError> {
        match &self.writer {
            Writer::Open { log, .. } if log.has_a_name() => {
                let to_do = "save a copy to have them in a place that you know";
                self.say(format!("{why}. Edits go on in its log, which was moved with it; {to_do}"));
                Ok(())
            }
            _ => Err(failure),
        }
    }

    /// The places where a copy may be written, the best one first.
    pub(super) fn places_for_copy(&self, now: Timestamp) -> Vec<PathBuf> {
        let in_rescue_folder = self.beneath.rescue_folder.as_ref().zip(self.path.file_name()).and_then(|(folder, name)| {
            fs::create_dir_all(folder).ok()?;
            Some(free_beside(&folder.join(name), "mine", now))
        });
        [free_beside(&self.path, "mine", now)].into_iter().chain(in_rescue_folder).collect()
    }

    /// Writes project, log and lock to `target` and continues there.
    fn settle(&mut self, target: &Path) -> Result<(), StoreError> {
        let Writer::Open { log, .. } = &self.writer else { return Ok(()) };
        let contents = self.snapshot().bytes();
        create_file(target, &contents, self.permissions.as_ref())?;
        let settled = (|| {
            let lock = match Lock::acquire(target, &self.holder, self.permissions.as_ref(), &SystemLocks)? {
                Locked::Ours(lock) => lock,
                Locked::Theirs(_) => return Err(io::Error::from(io::ErrorKind::ResourceBusy)),
            };
            let log = log.begin_anew(log.own_lines().as_deref(), &log_path(target), self.permissions.as_ref(), || Ok(()))?;
            Ok((log, lock, Stamp::of_written(target, contents.as_bytes())?))
        })();
        let (log, lock, stamp) = settled.map_err(|source| {
            // It was made just now, and is of no use without a log.
            let _gone = fs::remove_file(target);
            StoreError::Unwritable { path: target.to_owned(), source }
        })?;
        self.saved = log.position();
        self.writer = Writer::Open { log, _backup: backup::FirstBackup::default(), lock };
        self.path = target.to_owned();
        self.known = Arc::new(Mutex::new(Known::new(Some(stamp))));
        self.beneath.file_change = None;
        Ok(())
    }
}

fn what_became(file: FileState) -> &'static str {
    match file {
        FileState::Missing => "deleted, moved or renamed by another program",
        FileState::Changed | FileState::Ours => "changed by another program",
    }
}
