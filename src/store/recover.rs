//! Finds what to open: the project file and its log, or, if the file is damaged, the newest backup and the log.

use super::{
    backup::{Backup, backups_of, list_backups},
    error::StoreError,
    file::{Loaded, ReadError},
    log::{Position, log_path},
    open::load,
    regular::{read_own, resolve},
    replay::{Replayed, replay},
    save,
};
use crate::project::{Project, ProjectId};
use std::path::{Path, PathBuf};

/// A project as it was found on the disk.
pub(super) struct Found {
    pub(super) loaded: Loaded,
    pub(super) replayed: Replayed,
    /// Set if the project file is damaged and the project comes from a backup.
    pub(super) fell_back: Option<FellBack>,
}

/// The backup that replaces a damaged project file, and the reason.
pub(super) struct FellBack {
    backup: Backup,
    damage: ReadError,
}

/// Reads the project at `path` and its log. If the file is damaged, it uses the newest sound backup, preferring one that the
/// log can bring up to date.
///
/// # Errors
/// If neither the file nor a backup can be read.
pub(super) fn find(path: &Path) -> Result<Found, StoreError> {
    let log = log_path(path);
    let damage = match load(path) {
        Ok(mut loaded) => {
            let replayed = replay(&mut loaded, &log)?;
            return Ok(Found { loaded, replayed, fell_back: None });
        }
        // A file of a newer version is sound, however little of it this version understands.
        Err(error @ StoreError::Invalid { source: ReadError::Newer { .. }, .. }) => return Err(error),
        Err(StoreError::Invalid { source, path }) => (source, path),
        Err(error) => return Err(error),
    };
    let mut without_log = None;
    for backup in list_backups(path) {
        let Ok(mut loaded) = load(&backup.path) else { continue };
        let replayed = replay(&mut loaded, &log)?;
        let fits = !replayed.is_foreign();
        let found = Found { loaded, replayed, fell_back: Some(FellBack { backup, damage: damage.0.clone() }) };
        if fits {
            return Ok(found);
        }
        without_log.get_or_insert(found);
    }
    let (source, path) = damage;
    without_log.ok_or(StoreError::Invalid { source, path })
}

impl Found {
    /// Describes for a person what became of a damaged file. `aside` is the path where it is kept.
    pub(super) fn describe(&self, fell_back: &FellBack, aside: &Path) -> String {
        let FellBack { backup, damage } = fell_back;
        let saved = backup.saved.strftime("%Y-%m-%d %H:%M:%S UTC");
        let from_log = if self.replayed.is_missing {
            "; there is no log beside it, so edits made after it are missing".to_owned()
        } else if self.replayed.is_foreign() {
            "; the log does not reach back to it, so edits made after it are missing".to_owned()
        } else {
            match self.replayed.num_replayed {
                0 => "; no edit was made after it".to_owned(),
                1 => " and of 1 edit made after it, from the log".to_owned(),
                num_edits => format!(" and of {num_edits} edits made after it, from the log"),
            }
        };
        format!(
            "the project file was damaged ({damage}) and is kept as {}; this is the state of the backup of {saved}{from_log}",
            aside.display(),
        )
    }
}

/// Rebuilds the project that a log leads to if the log does not fit the project file at `path`, starting from the newest
/// backup that the log continues. Also returns the log's position then. `None` if it leads no further than a backup.
pub(super) fn left_in_log(path: &Path, id: ProjectId) -> Option<(Project, Position)> {
    backups_of(path, id).into_iter().find_map(|backup| {
        let mut loaded = load(&backup.path).ok().filter(|loaded| loaded.unreadable.is_empty())?;
        let replayed = replay(&mut loaded, &log_path(path)).ok()?;
        let leads_on = !replayed.is_foreign() && replayed.num_replayed > 0;
        leads_on.then(|| replayed.end()).flatten().map(|end| (loaded.project, end))
    })
}

/// Renames the damaged file at `path`, puts the backup in its place, and returns the new name.
///
/// # Errors
/// If either cannot be written; the damaged file then still has its name.
pub(super) fn put_back(path: &Path, fell_back: &FellBack) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, "damaged");
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Unwritable { path, source }
    };
    let bytes = read_own(&fell_back.backup.path)
        .map_err(|source| StoreError::Unreadable { path: fell_back.backup.path.clone(), source })?;
    std::fs::hard_link(path, &aside).or_else(|_| save::create_copy(path, &aside)).map_err(unwritable(&aside))?;
    save::replace_own(path, &bytes, None).map_err(unwritable(path))?;
    Ok(aside)
}

/// Puts the newest sound backup in the place of a project file that is gone, and returns which one it is. Opening the
/// project then brings it up to date with the log.
///
/// # Errors
/// If there is a file at `path`, no backup can be read, or the file cannot be written.
pub fn bring_back(path: &Path) -> Result<PathBuf, StoreError> {
    let path = &resolve(path);
    let mut failure = StoreError::Missing { path: path.to_owned() };
    for backup in list_backups(path) {
        match load(&backup.path) {
            Ok(_) => {
                save::create_copy(&backup.path, path).map_err(|source| match source.kind() {
                    std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
                    _ => StoreError::Unwritable { path: path.to_owned(), source },
                })?;
                return Ok(backup.path);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Adds to `path` an ending and a number that no file has yet.
pub(super) fn free_name(path: &Path, ending: &str) -> PathBuf {
    let name = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{ending}-{number}"));
        PathBuf::from(name)
    };
    (1..).map(name).find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| name(u32::MAX))
}
