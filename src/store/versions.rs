//! Chooses between versions of a project: the file was changed by another program, or a backup is to be restored. No version
//! is ever overwritten without being kept first.

use super::{
    backup::{self, Backup},
    compact::{LogLimit, LogSize, Shortening},
    error::StoreError,
    file::{Notice, read_project, write_project},
    log::Position,
    log_writer::LogWriter,
    open,
    recover::free_name,
    regular::read_own,
    save,
    session::{Session, Writer, lock_known},
    stamp::{FileState, Stamp},
};
use jiff::Timestamp;
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

impl Session {
    /// Whether the project file is still the one that was read or written here. For a read-only session it always is.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn file_state(&self) -> std::io::Result<FileState> {
        match (&self.writer, self.known.try_lock()) {
            (Writer::Open { .. }, Ok(mut known)) => known.look_at(&self.path),
            // While a snapshot is being written, there is nothing to check.
            _ => Ok(FileState::Ours),
        }
    }

    /// Continues with this version after another program changed, moved or deleted the file. The other version is kept
    /// beside it under a name with its date, and this project is written. Returns where the other version is kept.
    ///
    /// # Errors
    /// If either cannot be written; nothing is lost then.
    pub fn keep_mine(&mut self) -> Result<Option<PathBuf>, StoreError> {
        let kept = match self.path.symlink_metadata() {
            Ok(metadata) => {
                let beside = free_beside(&self.path, "theirs", backup::written_at(&metadata));
                let unwritable = |source| StoreError::Unwritable { path: beside.clone(), source };
                if metadata.is_symlink() {
                    // Nothing is written through a link.
                    fs::rename(&self.path, &beside).map_err(unwritable)?;
                    lock_known(&self.known).stamp = None;
                    self.save()?;
                    return Ok(Some(beside));
                }
                // It is copied, because the other program may go on writing its file.
                save::create_copy(&self.path, &beside).map_err(unwritable)?;
                lock_known(&self.known).stamp = Some(Stamp::of(&beside).map_err(unwritable)?.at(&metadata));
                Some(beside)
            }
            Err(_) => {
                lock_known(&self.known).stamp = None;
                None
            }
        };
        self.save()?;
        Ok(kept)
    }

    /// Continues with the version that another program put in place. This version is written beside it under a name with
    /// `now`, and the log is set aside. Returns the path, and the notices of opening the file.
    ///
    /// # Errors
    /// If this version cannot be written, nothing has changed. If the other one cannot be opened, this session becomes
    /// read-only.
    pub fn keep_theirs(&mut self, now: Timestamp, holder: &str, seed: u64) -> Result<(PathBuf, Vec<Notice>), StoreError> {
        self.writable()?;
        // The other version must be sound before this one gives way.
        let bytes = read_own(&self.path).map_err(|source| StoreError::Unreadable { path: self.path.clone(), source })?;
        read_project(&bytes).map_err(|source| StoreError::Invalid { path: self.path.clone(), source })?;
        let beside = self.save_beside(now)?;
        self.set_log_aside()?;
        Ok((beside, self.reopen(holder, seed)?))
    }

    /// Writes this version to a file of its own under a name with `now`, and returns its path: beside the project file if
    /// possible, or else in the rescue folder. If there was no edit since the last such file, that file is reused.
    ///
    /// # Errors
    /// If it cannot be written anywhere; of several errors, the first.
    pub fn save_beside(&mut self, now: Timestamp) -> Result<PathBuf, StoreError> {
        let position = self.position();
        if let Some((at, path)) = &self.beneath.kept_beside
            && *at == position
            && path.is_file()
        {
            return Ok(path.clone());
        }
        let mut failure = None;
        for target in self.places_for_copy(now) {
            match self.snapshot().write_copy(&target) {
                Ok(()) => {
                    self.beneath.kept_beside = Some((position, target.clone()));
                    return Ok(target);
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or(StoreError::Missing { path: self.path.clone() }))
    }

    /// The backups of this project, the newest first.
    pub fn backups(&self) -> Vec<Backup> {
        backup::backups_of(&self.path, self.project.id())
    }

    /// Restores a backup. The present project is saved first and becomes a backup itself. The log, which led to it, is set
    /// aside, and undo starts afresh.
    ///
    /// # Errors
    /// If something cannot be read or written; the project is then unchanged.
    pub fn restore(&mut self, from: &Path, holder: &str, seed: u64) -> Result<Vec<Notice>, StoreError> {
        self.writable()?;
        let bytes = read_own(from).map_err(|source| StoreError::Unreadable { path: from.to_owned(), source })?;
        let restored = read_project(&bytes).map_err(|source| StoreError::Invalid { path: from.to_owned(), source })?;
        if restored.project.id() != self.project.id() {
            return Err(StoreError::OtherProject { path: from.to_owned(), title: restored.project.title().to_owned() });
        }
        let unreadable = |source| StoreError::Unreadable { path: self.path.clone(), source };
        if self.has_unsaved_edits() || self.file_state().map_err(unreadable)? != FileState::Ours {
            self.save()?;
        }
        backup::keep(&self.path).map_err(|source| self.no_backup(source))?;
        // A new position, which no log leads to, so that replaying a log cannot bring back what was left behind.
        let Position { sequence, mark } = self.position();
        let contents = write_project(&restored.project, sequence + 1, !mark);
        self.set_log_aside()?;
        let replaced = save::replace_own(&self.path, contents.as_bytes(), self.permissions.as_ref());
        let result = replaced.map_err(|source| StoreError::Unwritable { path: self.path.clone(), source });
        let notices = self.reopen(holder, seed)?;
        result.map(|()| notices)
    }

    /// The length of the log; `None` for a read-only session.
    pub fn log_size(&self) -> Option<LogSize> {
        match &self.writer {
            Writer::Open { log, .. } => Some(log.size()),
            Writer::ReadOnly(_) => None,
        }
    }

    /// How long the log may grow; `None` for a read-only session.
    pub fn log_limit(&self) -> Option<LogLimit> {
        match &self.writer {
            Writer::Open { log, .. } => Some(log.limit()),
            Writer::ReadOnly(_) => None,
        }
    }

    /// Sets how long the log may grow. The next call of [`Self::compact_log`] or [`Self::plan_compaction`] shortens it.
    ///
    /// # Errors
    /// If the project is read-only, or the log's first line cannot be written anew. The limit is then unchanged.
    pub fn set_log_limit(&mut self, limit: LogLimit) -> Result<(), StoreError> {
        match &mut self.writer {
            Writer::Open { log, .. } => log.set_limit(limit).map_err(|source| unwritable_log(log, source)),
            Writer::ReadOnly(reason) => Err(StoreError::ReadOnly(reason.clone())),
        }
    }

    /// Drops the oldest lines of the log if it has grown beyond its limit, except those that the project file does not
    /// contain or the newest backups need. Returns the number of lines dropped.
    ///
    /// # Errors
    /// If the log cannot be written anew; it is then unchanged.
    pub fn compact_log(&mut self) -> Result<usize, StoreError> {
        let Some(mut shortening) = self.plan_compaction() else { return Ok(0) };
        let prepared = shortening.prepare();
        self.finish_compaction(shortening, prepared)
    }

    /// Plans what stays of the log, if anything is to be dropped: the first of the three steps of [`Self::compact_log`]. The
    /// second, [`Shortening::prepare`], may take a while and run on any thread; the third is [`Self::finish_compaction`].
    pub fn plan_compaction(&self) -> Option<Shortening> {
        let saved = self.saved.sequence;
        let Writer::Open { log, .. } = &self.writer else { return None };
        if !log.size().is_beyond(log.limit()) {
            return None;
        }
        let needed = backup::oldest_position_needed(&self.path, self.project.id()).unwrap_or(saved).min(saved);
        log.plan(needed)
    }

    /// Puts a prepared log in place and returns the number of lines dropped.
    ///
    /// # Errors
    /// If it could not be prepared or put in place; the log is then unchanged.
    pub fn finish_compaction(&mut self, shortening: Shortening, prepared: io::Result<()>) -> Result<usize, StoreError> {
        let Writer::Open { log, .. } = &mut self.writer else { return Ok(0) };
        prepared.and_then(|()| log.finish(shortening)).map_err(|source| unwritable_log(log, source))
    }

    fn no_backup(&self, source: std::io::Error) -> StoreError {
        StoreError::Backup { path: backup::backups_folder(&self.path), source }
    }

    fn writable(&self) -> Result<(), StoreError> {
        self.read_only().map_or(Ok(()), |reason| Err(StoreError::ReadOnly(reason.to_owned())))
    }

    fn set_log_aside(&mut self) -> Result<(), StoreError> {
        if let Writer::Open { log, .. } = &self.writer {
            let aside = free_name(log.path(), "unused");
            match fs::rename(log.path(), &aside) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::Unwritable { path: aside, source });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads everything anew. The lock is released for a moment.
    fn reopen(&mut self, holder: &str, seed: u64) -> Result<Vec<Notice>, StoreError> {
        let (limit, rescue_folder) = (self.log_limit(), self.beneath.rescue_folder.take());
        self.writer = Writer::ReadOnly("it could not be opened again".to_owned());
        let opened = open::open(&self.path, holder, seed);
        self.beneath.rescue_folder = rescue_folder.clone();
        let opened = opened?;
        *self = opened.session;
        self.beneath.rescue_folder = rescue_folder;
        if let (Some(limit), None) = (limit, self.read_only()) {
            self.set_log_limit(limit)?;
        }
        Ok(opened.notices)
    }
}

/// As [`beside`], with the first number that is free.
pub(super) fn free_beside(project: &Path, whose: &str, time: Timestamp) -> PathBuf {
    let name = |number| beside(project, whose, time, number);
    (1..).map(name).find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| name(u32::MAX))
}

/// Names a file for another version: `x.ron` → `x.theirs-2026-05-04T12-00-00Z.ron`, with a number from the second on.
pub(super) fn beside(project: &Path, whose: &str, time: Timestamp, number: u32) -> PathBuf {
    let moment = time.strftime("%Y-%m-%dT%H-%M-%SZ");
    let mut name = project.file_stem().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(format!(".{whose}-{moment}"));
    name.push(if number == 1 { ".ron".to_owned() } else { format!("-{number}.ron") });
    project.with_file_name(name)
}

fn unwritable_log(log: &LogWriter, source: io::Error) -> StoreError {
    StoreError::Unwritable { path: log.path().to_owned(), source }
}
