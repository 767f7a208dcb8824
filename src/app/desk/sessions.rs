//! Sessions on a project: on one that is there, on a new one, on a copy of the sample.

use super::prefs::Folders;
use crate::{
    project::Project,
    store::{self, Ids, Opened, StoreError},
};
use std::path::Path;

/// The sample project, a copy of which is opened when there is no other.
const SAMPLE: &[u8] = include_bytes!("../../../projects/dravna.ron");

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

/// A session on a new project in the user's folder, to be filled with articles.
///
/// # Errors
/// If it cannot be written or opened.
pub fn open_untitled(folders: &Folders) -> Result<Opened, StoreError> {
    let path = folders.free_project("Untitled");
    folders.make_data().map_err(|source| StoreError::Unwritable { path: path.clone(), source })?;
    new_project(&path)
}

/// A session on a new project at `path`, named after it.
///
/// # Errors
/// If it cannot be written or opened.
pub fn new_project(path: &Path) -> Result<Opened, StoreError> {
    let title = path.file_stem().map_or_else(|| "Untitled".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let project = Project::new(Ids::from_seed(seed()?).project(), title, store::default_codebook());
    store::create_project(path, &project)?;
    open_session(path)
}
