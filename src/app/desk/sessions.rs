//! Sessions on a project: on one that is there, on a new one, on a copy of the sample.

use super::prefs::Folders;
use crate::{
    project::Project,
    store::{self, Ids, Opened, StoreError},
};
use std::path::Path;

/// The sample project, a copy of which is opened when there is no other.
const SAMPLE: &[u8] = include_bytes!("../../../projects/dravna.ron");

/// The title, and the name of the file, of a project that nobody has named.
const UNTITLED: &str = "Untitled";

/// Random bits for new ids.
///
/// # Errors
/// If the system gives none: ids from anything else could meet those of a copy.
pub fn seed() -> Result<u64, StoreError> {
    getrandom::u64().map_err(|error| StoreError::NoRandomNumbers(error.to_string()))
}

/// The holder's name in the lock, which is shown to others who open the project.
pub fn holder() -> String {
    format!("a window of Obelus, process {}", std::process::id())
}

/// Opens a project, and says what a person should know about it.
///
/// # Errors
/// As [`store::open`].
pub fn open_session(path: &Path) -> Result<Opened, StoreError> {
    store::open(path, &holder(), seed()?)
}

/// A session on a copy of the sample project in the user's folder; an earlier copy is opened again.
///
/// # Errors
/// If it cannot be written or opened.
pub fn open_sample(folders: &Folders) -> Result<Opened, StoreError> {
    let path = folders.data.join("Dravna sample.ron");
    let unwritable = |source| StoreError::Unwritable { path: path.clone(), source };
    folders.make_data().map_err(unwritable)?;
    if !path.exists() {
        store::save::create(&path, SAMPLE).map_err(unwritable)?;
    }
    open_session(&path)
}

/// A session on a new project in the user's folder, to be filled with articles. One that was made before and never filled is
/// opened again.
///
/// # Errors
/// If it cannot be written or opened.
pub fn open_untitled(folders: &Folders) -> Result<Opened, StoreError> {
    let earlier = folders.data.join(format!("{UNTITLED}.ron"));
    // Another window may have it open.
    if store::read(&earlier).is_ok_and(|read| is_unused(&read.project))
        && let Ok(opened) = open_session(&earlier)
        && opened.session.read_only().is_none()
    {
        return Ok(opened);
    }
    let path = folders.free_project(UNTITLED);
    folders.make_data().map_err(|source| StoreError::Unwritable { path: path.clone(), source })?;
    new_project(&path)
}

/// Whether nobody has put anything into a project that [`open_untitled`] made.
fn is_unused(project: &Project) -> bool {
    project.articles().is_empty() && project.title() == UNTITLED && *project.codebook() == store::default_codebook()
}

/// A session on a new project at `path`, named after it.
///
/// # Errors
/// If it cannot be written or opened.
pub fn new_project(path: &Path) -> Result<Opened, StoreError> {
    let title = path.file_stem().map_or_else(|| UNTITLED.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let project = Project::new(Ids::from_seed(seed()?).project(), title, store::default_codebook());
    store::create_project(path, &project)?;
    open_session(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{project::Edit, store::Author};

    #[test]
    fn a_project_that_was_never_filled_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders { config: folder.path().to_owned(), data: folder.path().join("data") };
        let path_of = |opened: &Opened| opened.session.path().to_owned();
        let first = open_untitled(&folders).unwrap();
        let path = path_of(&first);
        assert_ne!(path_of(&open_untitled(&folders).unwrap()), path, "it is open already");
        drop(first);
        let mut again = open_untitled(&folders).unwrap();
        assert_eq!(path_of(&again), path);
        let author = Author { analyst: None, now: jiff::Timestamp::UNIX_EPOCH };
        again.session.apply(Edit::SetTitle("Dravna".to_owned()), &author).unwrap();
        again.session.save().unwrap();
        drop(again);
        assert_ne!(path_of(&open_untitled(&folders).unwrap()), path, "it has been named");
    }
}
