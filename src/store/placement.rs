//! Where the files of an export go: a single file to the path itself, with what belongs to it beside it; several into a
//! folder.

use super::Staging;
use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

/// A file that goes with the data: its name, and how its name ends beside a single file of data; `None` if it is then left
/// out.
pub type Companion<'c> = (&'c str, Option<&'c str>);

/// Where files are to go.
#[derive(Clone, Copy, Debug)]
pub struct Placement<'a> {
    /// A file or a folder.
    pub target: &'a Path,
    /// Which files are no data.
    pub companions: &'a [Companion<'a>],
    /// The project file, which is never overwritten.
    pub project: &'a Path,
    /// Files that exist are overwritten.
    pub is_replacing: bool,
}

/// Why files were not put where they belong. Nothing has changed there then, but for what the system refused half-way.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The export would overwrite the project it is made of.
    #[error("{} is the project itself", .0.display())]
    IsProject(PathBuf),
    /// There is a file where a folder is needed.
    #[error("{} is a file, but this format has {num_files} files", .path.display())]
    IsFile {
        /// The file.
        path: PathBuf,
        /// Number of files of data.
        num_files: usize,
    },
    /// A file exists already; the message names it.
    #[error("{0}")]
    Exists(io::Error),
    /// The system refused.
    #[error(transparent)]
    Io(io::Error),
}

impl Staging {
    /// Puts the files where they belong, and answers with their paths.
    ///
    /// # Errors
    /// When something that exists would be overwritten and must not be, or the system refuses.
    pub fn place(self, placement: Placement<'_>) -> Result<Vec<PathBuf>, PlaceError> {
        let Placement { target, companions, project, is_replacing } = placement;
        let is_data = |name: &&String| !companions.iter().any(|(companion, _)| companion == *name);
        let data: Vec<&String> = self.names().iter().filter(is_data).collect();
        let is_folder = target.is_dir();
        let placed = if is_folder || data.len() > 1 {
            if !is_folder && target.symlink_metadata().is_ok() {
                return Err(PlaceError::IsFile { path: target.to_owned(), num_files: data.len() });
            }
            refuse_project(data.iter().map(|name| target.join(name)), project)?;
            self.into_folder(is_replacing)
        } else {
            refuse_project([target.to_owned()].into_iter(), project)?;
            let place = |name: &str| match companions.iter().find(|(companion, _)| *companion == name) {
                Some((_, ending)) => ending.map(|ending| beside(target, ending)),
                None => Some(target.to_owned()),
            };
            self.into_places(place, is_replacing)
        };
        placed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => PlaceError::Exists(error),
            _ => PlaceError::Io(error),
        })
    }
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.file_name().unwrap_or_else(|| OsStr::new("dataset")).to_owned();
    name.push(ending);
    target.with_file_name(name)
}

fn refuse_project(mut paths: impl Iterator<Item = PathBuf>, project: &Path) -> Result<(), PlaceError> {
    match paths.find(|path| is_same_file(path, project)) {
        Some(path) => Err(PlaceError::IsProject(path)),
        None => Ok(()),
    }
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
