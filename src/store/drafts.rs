//! Drafts beside the project: `x.ron.drafts` holds typed text that cannot be an edit yet, such as an unfinished label, so
//! that it outlives the window and the process. The file exists only while there is something to keep.

use super::{
    Session,
    file::{Drafts, read_drafts, write_drafts},
    recover::free_name,
    regular::{open_own, permissions_beside, resolve},
    save,
    session::Writer,
};
use crate::project::ProjectId;
use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The largest file of drafts that is read, in bytes.
const MAX_DRAFTS_BYTES: u64 = 16 << 20;

/// The path of the drafts of the project at `project`.
pub fn drafts_path(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".drafts");
    PathBuf::from(name)
}

/// Reads the drafts of the project at `project`, which has this id, and changes nothing.
///
/// # Errors
/// The reason why existing drafts cannot be used, as a sentence for people.
pub fn kept_drafts(project: &Path, id: ProjectId) -> Result<Drafts, String> {
    let path = drafts_path(&resolve(project));
    let kept = match look(&path) {
        Ok(false) => Ok(Drafts::default()),
        Ok(true) => read(&path).map_err(|error| error.to_string()).and_then(|text| read_drafts(id, &text)),
        Err(error) => Err(error.to_string()),
    };
    kept.map_err(|why| format!("the drafts in {} cannot be used: {why}", path.display()))
}

impl Session {
    /// Reads the drafts of this project.
    ///
    /// # Errors
    /// The reason why existing drafts cannot be used, as a sentence for people. Unless the session is read-only, their file
    /// is then renamed, and the sentence gives the new name.
    pub fn drafts(&self) -> Result<Drafts, String> {
        kept_drafts(self.path(), self.project().id()).map_err(|why| self.put_aside(why))
    }

    /// Renames a file that cannot be used, so that new drafts do not replace it.
    fn put_aside(&self, why: String) -> String {
        let path = drafts_path(self.path());
        if matches!(self.writer, Writer::ReadOnly(_)) || !look(&path).unwrap_or(false) {
            return why;
        }
        let aside = free_name(&path, "unused");
        match fs::rename(&path, &aside) {
            Ok(()) => format!("{why}; they are kept as {}", aside.display()),
            Err(error) => format!("{why}; they cannot be set aside either: {error}"),
        }
    }

    /// Replaces the kept drafts by these; if there are none, removes the file. A read-only session keeps none.
    ///
    /// # Errors
    /// The operating system's error, or that the name belongs to something that is not a file.
    pub fn keep_drafts(&self, drafts: &Drafts) -> io::Result<()> {
        if matches!(self.writer, Writer::ReadOnly(_)) {
            return Ok(());
        }
        let path = drafts_path(self.path());
        let exists = look(&path)?;
        if !drafts.is_empty() {
            let text = write_drafts(self.project().id(), drafts);
            return save::replace_own(&path, text.as_bytes(), permissions_beside(self.path()).as_ref());
        }
        if exists {
            fs::remove_file(&path)?;
            save::sync_folder(&path)?;
        }
        Ok(())
    }
}

/// Whether the file exists; a link or a folder with this name is not ours.
fn look(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a link or a folder, not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let length = open_own(path, fs::OpenOptions::new().read(true))?.take(MAX_DRAFTS_BYTES + 1).read_to_string(&mut text)?;
    if length as u64 > MAX_DRAFTS_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is larger than any draft"));
    }
    Ok(text)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::{
        project::{AnnotationId, ArticleId, Project},
        store::{create_project, file::CommentDraft, open},
    };
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn one_comment() -> Drafts {
        let annotations = vec![AnnotationId::from_random(2)];
        let comment = CommentDraft { article: ArticleId::from_random(1), annotations, text: "Why?".to_owned() };
        Drafts { comments: vec![comment], ..Drafts::default() }
    }

    #[test]
    fn drafts_have_the_rights_of_the_project_and_go_when_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ron");
        let project = Project::new(ProjectId::from_random(1), "X", crate::store::default_codebook());
        create_project(&path, &project).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let session = open(&path, "a test", 1).unwrap().session;
        session.keep_drafts(&one_comment()).unwrap();
        assert_eq!(fs::metadata(drafts_path(&path)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(session.drafts(), Ok(one_comment()));
        session.keep_drafts(&Drafts::default()).unwrap();
        assert!(!drafts_path(&path).exists());
        session.keep_drafts(&Drafts::default()).unwrap();
    }

    #[test]
    fn nothing_is_read_or_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("x.ron"), folder.path().join("other"));
        let project = Project::new(ProjectId::from_random(1), "X", crate::store::default_codebook());
        create_project(&path, &project).unwrap();
        let session = open(&path, "a test", 1).unwrap().session;
        save::create(&other, b"somebody's").unwrap();
        symlink(&other, drafts_path(&path)).unwrap();
        assert!(session.keep_drafts(&one_comment()).is_err());
        assert!(session.drafts().unwrap_err().contains("it is a link or a folder"));
        assert_eq!(fs::read(&other).unwrap(), b"somebody's");
    }
}
