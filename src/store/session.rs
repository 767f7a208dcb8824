//! The session: an open project, and the only way to change it.
//!
//! [`Session::apply`] makes an edit, writes it to the log, and only then reports it done. If the log cannot be written, the
//! edit is taken back. [`Session::snapshot`] copies the present project, to be written on any thread.

use super::{
    backup,
    beneath::Beneath,
    error::StoreError,
    file::Notice,
    lock::Lock,
    log::{Action, Position, Record},
    log_writer::LogWriter,
    save,
    stamp::{FileState, Known, Stamp},
};
use crate::{
    project::{AnalystId, AnnotationId, ArticleId, Done, Edit, History, Project},
    splitmix,
};
use jiff::Timestamp;
use std::{
    fs::Permissions,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The author of an edit, and its time.
#[derive(Clone, Debug)]
pub struct Author {
    /// The analyst at work; `None` for edits that the app or a script makes on nobody's behalf.
    pub analyst: Option<AnalystId>,
    /// The time.
    pub now: Timestamp,
}

/// An open project.
#[derive(Debug)]
pub struct Session {
    pub(super) path: PathBuf,
    pub(super) project: Project,
    pub(super) history: History,
    pub(super) writer: Writer,
    pub(super) ids: Ids,
    /// The log's position at the last snapshot that reached the disk.
    pub(super) saved: Position,
    /// The known state of the project file on disk.
    pub(super) known: Arc<Mutex<Known>>,
    /// The permissions of the project file, for files that are made beside it or in its place.
    pub(super) permissions: Option<Permissions>,
    /// The text that others are shown while the project is open.
    pub(super) holder: String,
    /// The known changes by other programs.
    pub(super) beneath: Beneath,
}

/// The means by which a session writes.
#[derive(Debug)]
pub(super) enum Writer {
    /// The log, and the right to write it.
    Open { log: LogWriter, _backup: backup::FirstBackup, lock: Lock },
    /// None, for this reason.
    ReadOnly(String),
}

/// A project at one moment, which can be written to its file in the background.
#[derive(Clone, Debug)]
pub struct Snapshot {
    path: PathBuf,
    project: Project,
    position: Position,
    known: Arc<Mutex<Known>>,
    permissions: Option<Permissions>,
}

/// An opened project, with what a person should know about it.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Notices about what was repaired or set aside, or is wrong with the file.
    pub notices: Vec<Notice>,
}

/// A source of new ids: random numbers from one seed ([`splitmix`]).
#[derive(Clone, Debug)]
pub struct Ids(u64);

impl Ids {
    /// Makes ids from a seed, which must be random, so that two copies of a project never make the same ids.
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        splitmix::next(&mut self.0)
    }

    /// Makes a new article id.
    pub fn article(&mut self) -> ArticleId {
        ArticleId::from_random(self.next())
    }

    /// Makes a new annotation id.
    pub fn annotation(&mut self) -> AnnotationId {
        AnnotationId::from_random(self.next())
    }

    /// Makes a new project id.
    pub fn project(&mut self) -> crate::project::ProjectId {
        crate::project::ProjectId::from_random(self.next())
    }
}

impl Session {
    /// The project in its present state.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The path of its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The steps that can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The source of ids for what edits add.
    pub fn ids(&mut self) -> &mut Ids {
        &mut self.ids
    }

    /// The reason why the project cannot be changed, if it cannot.
    pub fn read_only(&self) -> Option<&str> {
        match &self.writer {
            Writer::Open { .. } => None,
            Writer::ReadOnly(reason) => Some(reason),
        }
    }

    /// Whether the log has edits that the project file does not have yet.
    pub fn has_unsaved_edits(&self) -> bool {
        self.position() != self.saved
    }

    /// Makes an edit. When this returns, the edit is in the log on disk.
    ///
    /// # Errors
    /// If the edit does not fit, the project is read-only, or the log cannot be written; the project is then unchanged.
    pub fn apply(&mut self, edit: Edit, author: &Author) -> Result<(), StoreError> {
        self.commit(edit, author, false)
    }

    /// Makes an edit that undo takes back together with the one before it.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn apply_joined(&mut self, edit: Edit, author: &Author) -> Result<(), StoreError> {
        self.commit(edit, author, true)
    }

    fn commit(&mut self, edit: Edit, author: &Author, joins: bool) -> Result<(), StoreError> {
        let sentence = edit.describe(&self.project);
        let joins = joins && self.history.next_undo().is_some();
        let inverse = self.write(Action::Do, edit.clone(), joins, &sentence, author)?;
        let done = Done { edit, inverse, sentence, analyst: author.analyst.clone(), time: author.now };
        self.history.record(done, joins);
        Ok(())
    }

    /// Undoes the last step and returns its description; `None` if there was nothing to undo.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn undo(&mut self, author: &Author) -> Result<Option<String>, StoreError> {
        let Some(step) = self.history.next_undo() else { return Ok(None) };
        let (sentence, edit) = (step.sentence().to_owned(), step.inverse());
        self.write(Action::Undo, edit, false, &sentence, author)?;
        self.history.undo();
        Ok(Some(sentence))
    }

    /// Redoes the last undone step and returns its description; `None` if there was nothing to redo.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn redo(&mut self, author: &Author) -> Result<Option<String>, StoreError> {
        let Some(step) = self.history.next_redo() else { return Ok(None) };
        let (sentence, edit) = (step.sentence().to_owned(), step.edit());
        self.write(Action::Redo, edit, false, &sentence, author)?;
        self.history.redo();
        Ok(Some(sentence))
    }

    /// Changes the project, writes the log, and returns the inverse of the edit.
    fn write(&mut self, action: Action, edit: Edit, joins: bool, sentence: &str, author: &Author) -> Result<Edit, StoreError> {
        self.make_safe(author.now)?;
        let log = match &mut self.writer {
            Writer::Open { log, .. } => log,
            Writer::ReadOnly(reason) => return Err(StoreError::ReadOnly(reason.clone())),
        };
        let inverse = self.project.apply(edit.clone())?;
        let record = Record {
            sequence: log.position().sequence + 1,
            time: author.now,
            analyst: author.analyst.clone(),
            action,
            joins,
            sentence: sentence.to_owned(),
            edit,
            inverse: inverse.clone(),
        };
        if let Err(source) = log.append(&record) {
            self.project.apply(inverse)?;
            return Err(StoreError::Unwritable { path: log.path().to_owned(), source });
        }
        Ok(inverse)
    }

    /// Takes a snapshot of the project, to be written in the background. Call [`Self::was_saved`] afterwards.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            path: self.path.clone(),
            project: self.project.clone(),
            position: self.position(),
            known: Arc::clone(&self.known),
            permissions: self.permissions.clone(),
        }
    }

    /// Notes that `snapshot` is on the disk.
    pub fn was_saved(&mut self, snapshot: &Snapshot) {
        if snapshot.path == self.path && snapshot.position.sequence >= self.saved.sequence {
            self.saved = snapshot.position;
        }
    }

    /// Writes the project file now.
    ///
    /// # Errors
    /// If it cannot be written. The file is then unchanged, and every edit is still in the log.
    pub fn save(&mut self) -> Result<(), StoreError> {
        if let Writer::ReadOnly(reason) = &self.writer {
            return Err(StoreError::ReadOnly(reason.clone()));
        }
        let snapshot = self.snapshot();
        snapshot.write()?;
        self.was_saved(&snapshot);
        Ok(())
    }

    pub(super) fn position(&self) -> Position {
        match &self.writer {
            Writer::Open { log, .. } => log.position(),
            Writer::ReadOnly(_) => self.saved,
        }
    }
}

impl Snapshot {
    /// Writes the project file in place of the old one, which is kept as a backup. If the file already holds a later state,
    /// because the session had to write one in the meantime, it is left as it is.
    ///
    /// # Errors
    /// If it cannot be written, or if the file is not the one that was last read or written here. The file is then
    /// unchanged.
    pub fn write(&self) -> Result<(), StoreError> {
        let (contents, permissions) = (self.bytes(), self.permissions.as_ref());
        let unwritable = |source| StoreError::Unwritable { path: self.path.clone(), source };
        let mut known = lock_known(&self.known);
        if known.sequence > self.position.sequence {
            return Ok(());
        }
        let written = match known.stamp {
            Some(stamp) => {
                match stamp.state_of(&self.path).map_err(unwritable)? {
                    FileState::Ours => {}
                    FileState::Changed => return Err(StoreError::ChangedElsewhere { path: self.path.clone() }),
                    FileState::Missing => return Err(StoreError::Missing { path: self.path.clone() }),
                }
                backup::keep(&self.path)
                    .map_err(|source| StoreError::Backup { path: backup::backups_folder(&self.path), source })?;
                save::replace_own(&self.path, contents.as_bytes(), permissions)
            }
            None => save::create_own(&self.path, contents.as_bytes(), permissions),
        };
        written.map_err(unwritable)?;
        known.was_written(Stamp::of_written(&self.path, contents.as_bytes()).map_err(unwritable)?, self.position.sequence);
        Ok(())
    }

    /// Writes the project to a new file elsewhere, which will have a log of its own.
    ///
    /// # Errors
    /// If a file exists there, or it cannot be written.
    pub fn write_copy(&self, path: &Path) -> Result<(), StoreError> {
        super::open::create_file(path, &self.bytes(), self.permissions.as_ref())
    }

    pub(super) fn bytes(&self) -> String {
        super::file::write_project(&self.project, self.position.sequence, self.position.mark)
    }
}

/// Locks what is known of the project file, even after a panic elsewhere, because it was true until then.
pub(super) fn lock_known(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}
