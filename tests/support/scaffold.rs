//! A project on disk to work on.

use super::random;
use obelus::{
    project::Edit,
    store::{self, Author, Ids, Opened, Session},
};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Ana, at a fixed time.
pub fn author() -> Author {
    Author { analyst: Some("ana".into()), now: random::time(60) }
}

/// A small project with the title "Dravna" in `folder`.
pub fn new_project(folder: &Path) -> PathBuf {
    let path = folder.join("dravna.ron");
    store::create_project(&path, &random::project(&mut Ids::from_seed(3))).expect("the folder can be written");
    path
}

/// Opens a project about which there is nothing to say.
pub fn open(path: &Path) -> Session {
    let Opened { session, notices } = store::open(path, "a test", 1).expect("it can be opened");
    assert_eq!(notices, []);
    assert_eq!(session.read_only(), None);
    session
}

/// Gives the project another title.
pub fn title(session: &mut Session, title: &str) {
    session.apply(Edit::SetTitle(title.to_owned()), &author()).expect("it can be written");
}

/// A small project in a folder of its own, opened.
pub fn at_work() -> (TempDir, PathBuf, Session) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = new_project(folder.path());
    let session = open(&path);
    (folder, path, session)
}

/// A small project whose file has the title "one"; its log goes on to "two".
pub fn one_saved_two_logged() -> (TempDir, PathBuf) {
    let (folder, path, mut session) = at_work();
    title(&mut session, "one");
    session.save().expect("it can be written");
    title(&mut session, "two");
    (folder, path)
}
