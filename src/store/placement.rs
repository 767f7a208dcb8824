//! Decides where the files of an export go: a single file to the path itself, with its companions beside it; several files
//! into a folder.

use super::{
    Staging,
    staging::{Maker, Moved},
};
use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

/// A file that accompanies the data: its name in a folder, and the ending of its name beside a single file of data. `None`
/// means that it is left out there.
pub type Companion<'c> = (&'c str, Option<&'c str>);

/// A request to put files in a place.
#[derive(Clone, Copy, Debug)]
pub struct Placement<'a> {
    /// A file or a folder.
    pub target: &'a Path,
    /// The files that are not data.
    pub companions: &'a [Companion<'a>],
    /// How to recognise a data set that Obelus wrote; only its files are removed.
    pub maker: Maker<'a>,
    /// The project file, which is never overwritten.
    pub project: &'a Path,
    /// Whether existing files are overwritten.
    pub is_replacing: bool,
}

/// The reason why files were not put in their place. Nothing has changed then, except what was moved before the system
/// refused.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The path leads to a file that belongs to a project.
    #[error("{} is {what}, which no result may overwrite", .path.display())]
    Own {
        /// The path.
        path: PathBuf,
        /// The kind of file, as in "the log of a project".
        what: &'static str,
    },
    /// The path leads to something that is not a file.
    #[error("{} is {what}, not a file", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// The kind of thing, as in "a folder".
        what: &'static str,
    },
    /// A link is in the place of a file or folder of the data set.
    #[error("{} is a link, and nothing is written through links", .0.display())]
    Linked(PathBuf),
    /// There is a file where a folder is needed.
    #[error("{} is a file, but this format has {num_files} files", .path.display())]
    IsFile {
        /// The file.
        path: PathBuf,
        /// The number of files of data.
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
    /// Puts the files in their places, and returns their paths and what became of the files that were there.
    ///
    /// # Errors
    /// If something that exists would be overwritten without permission, or the system refuses.
    pub fn place(self, placement: Placement<'_>) -> Result<Moved, PlaceError> {
        let Placement { target, companions, maker, project, is_replacing } = placement;
        let is_data = |name: &&String| !companions.iter().any(|(companion, _)| companion == *name);
        let num_data = self.names().iter().filter(is_data).count();
        let is_folder = target.is_dir();
        if is_folder || num_data > 1 {
            if !is_folder && target.symlink_metadata().is_ok() {
                return Err(PlaceError::IsFile { path: target.to_owned(), num_files: num_data });
            }
            return self.into_folder(maker, &[project], is_replacing);
        }
        let place = |name: &str| match companions.iter().find(|(companion, _)| *companion == name) {
            Some((_, ending)) => ending.map(|ending| beside(target, ending)),
            None => Some(target.to_owned()),
        };
        self.into_places(place, &[project], is_replacing)
    }
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.file_name().unwrap_or_else(|| OsStr::new("dataset")).to_owned();
    name.push(ending);
    target.with_file_name(name)
}
