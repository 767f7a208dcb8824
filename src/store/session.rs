//! The session: a project that is open, and the only way to change it.
//!
//! [`Session::apply`] makes an edit, writes it to the log, and only then reports it done; if the log cannot be written,
//! the edit is taken back. [`Session::snapshot`] takes what the project is now, to be written wherever is convenient.

use super::{
    backup,
    beneath::Beneath,
    error::StoreError,
    file::Notice,
    lock::Lock,
    log::{Action, LogWriter, Position, Record},
    save,
    stamp::{FileState, Known, Stamp},
};
use crate::project::{AnalystId, AnnotationId, ArticleId, Done, Edit, History, Project};
use jiff::Timestamp;
use std::{
    fs::Permissions,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Who makes an edit, and when.
#[derive(Clone, Debug)]
pub struct Author {
    /// The analyst at work; `None` for what the app or a script does for nobody in particular.
    pub analyst: Option<AnalystId>,
    /// The time.
    pub now: Timestamp,
}

/// A project that is open.
#[derive(Debug)]
pub struct Session {
    pub(super) path: PathBuf,
    pub(super) project: Project,
    pub(super) history: History,
    pub(super) writer: Writer,
    pub(super) ids: Ids,
    /// Where the log stood at the last snapshot that reached the disk.
    pub(super) saved: Position,
    /// What is known of the project file.
    pub(super) known: Arc<Mutex<Known>>,
    /// Who may read and write the project file, for the files that are made beside it or in its place.
    pub(super) permissions: Option<Permissions>,
    /// What others are told while the project is open.
    pub(super) holder: String,
    /// What is kept of what happens beneath the project.
    pub(super) beneath: Beneath,
}

/// What a session writes with.
#[derive(Debug)]
pub(super) enum Writer {
    /// The log, and the right to write it.
    Open { log: LogWriter, _backup: backup::FirstBackup, lock: Lock },
    /// Nothing, for this reason.
    ReadOnly(String),
}

/// A project at one moment, to be written to its file in the background.
#[derive(Clone, Debug)]
pub struct Snapshot {
    path: PathBuf,
    project: Project,
    position: Position,
    known: Arc<Mutex<Known>>,
    permissions: Option<Permissions>,
}

/// A project that was opened, and what a person should know about it.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// What was repaired, set aside or is wrong with the file.
    pub notices: Vec<Notice>,
}

/// New ids: a sequence of random numbers from one seed (splitmix64: Steele, Lea and Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Ids(u64);

impl Ids {
    /// Ids from a seed that is random itself, so that two copies of a project never make the same.
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A new article id.
    pub fn article(&mut self) -> ArticleId {
        ArticleId::from_random(self.next())
    }

    /// A new annotation id.
    pub fn annotation(&mut self) -> AnnotationId {
        AnnotationId::from_random(self.next())
    }

    /// A new project id.
    pub fn project(&mut self) -> crate::project::ProjectId {
        crate::project::ProjectId::from_random(self.next())
    }
}

impl Session {
    /// The project as it is.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// New ids for what edits add.
    pub fn ids(&mut self) -> &mut Ids {
        &mut self.ids
    }

    /// Why nothing can be changed, if nothing can.
    pub fn read_only(&self) -> Option<&str> {
        match &self.writer {
            Writer::Open { .. } => None,
            Writer::ReadOnly(reason) => Some(reason),
        }
    }

    /// Whether there are edits that are in the log but not yet in the project file.
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

    /// Takes the last step back. Answers what was taken back, or `None` if there was nothing.
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

    /// Makes the last undone step again. Answers what was made, or `None` if there was nothing.
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

    /// Changes the project and writes the log; answers the inverse.
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

    /// The project as it is now, to be written in the background; then call [`Self::was_saved`].
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            path: self.path.clone(),
            project: self.project.clone(),
            position: self.position(),
            known: Arc::clone(&self.known),
            permissions: self.permissions.clone(),
        }
    }

    /// Notes that `snapshot` is on disk.
    pub fn was_saved(&mut self, snapshot: &Snapshot) {
        if snapshot.path == self.path && snapshot.position.sequence >= self.saved.sequence {
            self.saved = snapshot.position;
        }
    }

    /// Writes the project file now.
    ///
    /// # Errors
    /// If it cannot be written; the file is then as it was, and every edit still in the log.
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
    /// Writes the project file in place of the old one, which is kept as a backup. A file that holds a later moment
    /// already, because the session had to write one meanwhile, is left as it is.
    ///
    /// # Errors
    /// If it cannot be written, or if the file there is not the one that was read or last written here; the file is then
    /// as it was.
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

    /// Writes the project to a new file elsewhere, which then has a log of its own.
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

/// What is known of the project file, also after a panic elsewhere: it was true until then.
pub(super) fn lock_known(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}
