//! Errors with a project's files: each says what happened, where, and what to do.

use super::file::ReadError;
use crate::project::EditError;
use std::{io, path::PathBuf};

/// The error for a project that could not be opened, made or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be read at all.
    #[error("cannot read the project file {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The file is gone, but there are backups of it.
    #[error("there is no project file {}, but a backup of it: {}", path.display(), backup.display())]
    Gone {
        /// The file.
        path: PathBuf,
        /// The newest backup.
        backup: PathBuf,
    },
    /// The file can be read, but is not a project that this version understands.
    #[error("cannot open the project file {}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: ReadError,
    },
    /// A file of this name exists already.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The names of the log and the other files beside the project would be too long.
    #[error(
        "the name {} is too long: its log and its backups have longer ones, which cannot be written here",
        path.file_name().unwrap_or_default().display()
    )]
    NameTooLong {
        /// The project file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// The backup belongs to another project than the open one.
    #[error("{} is a backup of another project, “{title}”", path.display())]
    OtherProject {
        /// The backup.
        path: PathBuf,
        /// The title of that project.
        title: String,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The state of the file before a save could not be kept as a backup.
    #[error("cannot keep a backup in {}; the project file was not written", path.display())]
    Backup {
        /// The folder of the backups.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The project file is no longer the one that was opened.
    #[error("{} was changed by another program while it was open", path.display())]
    ChangedElsewhere {
        /// The file.
        path: PathBuf,
    },
    /// The project file is no longer there.
    #[error("{} was deleted, moved or renamed while it was open", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is a log beside the project, but it cannot be used.
    #[error("cannot use the log {}: {message}", path.display())]
    Log {
        /// The log.
        path: PathBuf,
        /// The reason.
        message: String,
    },
    /// The project is open for reading only.
    #[error("the project is read-only: {0}")]
    ReadOnly(String),
    /// There are no random numbers from which to make ids that no copy of the project can have too.
    #[error("the operating system gives no random numbers: {0}")]
    NoRandomNumbers(String),
    /// The edit does not fit the project.
    #[error("the change was not made")]
    Edit(#[from] EditError),
}

impl StoreError {
    /// The advice to a person about the error.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "check the path; “obelus new PROJECT” makes a new project"
            }
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "ask for the right to read it, or copy it to a folder of yours"
            }
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidInput => {
                "name a project file; a project is never read from anything else"
            }
            Self::Unreadable { .. } => "check the path and the disk",
            Self::Gone { .. } => {
                "if the file was moved, open it where it is now; “obelus check --repair PROJECT” puts the backup in its place"
            }
            Self::NoRandomNumbers(_) => {
                "nothing was changed; without them new tags could not be told apart from those of other copies"
            }
            Self::Invalid { source: ReadError::Newer { .. }, .. } => "install the newer version of Obelus; nothing was changed",
            Self::Invalid { source: ReadError::NotAProject(_), .. } => {
                "to bring in an article, use “obelus import PROJECT FILE”; nothing was changed"
            }
            Self::Invalid { .. } => "restore the file from a backup or from version control; nothing was changed",
            Self::NameTooLong { .. } => {
                "choose a shorter name, of at most about 190 letters, or fewer where a letter takes several bytes; nothing was written"
            }
            Self::OtherProject { .. } => {
                "nothing was changed; copy it to a folder of its own to open it, or add its layers to this project"
            }
            Self::Exists { .. } => "choose another name; nothing was changed",
            Self::Unwritable { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "choose a folder that you may write to"
            }
            Self::Unwritable { source, .. }
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                "free some space on the disk, then try again"
            }
            Self::Unwritable { .. } => "check the folder and the disk, then try again",
            Self::Backup { .. } => {
                "every edit is in the log; free some space or check the folder, then save again, or save a copy elsewhere"
            }
            Self::ChangedElsewhere { .. } => "neither version is lost; choose which one to go on with",
            Self::Missing { .. } => "put the file back, or save a copy; nothing is lost while the project stays open",
            Self::Log { .. } => "nothing was changed; move the log elsewhere to open the project without it",
            Self::ReadOnly(_) => "save a copy under another name to change it",
            Self::Edit(_) => return None,
        })
    }
}

/// Puts an error and all its causes on one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
