//! The files of a project as a paper cites them: their names, with the SHA-256 of their bytes.

use super::log::log_path;
use crate::project::Sha256;
use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

/// A file with the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its name, without the folder.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
}

/// Cites the project file, and its log if there is one: together they are the project.
///
/// # Errors
/// The operating system's error.
pub fn cited(project: &Path) -> io::Result<Vec<Cited>> {
    let log = log_path(project);
    let has_log = log.symlink_metadata().is_ok_and(|found| found.is_file());
    let files = [project].into_iter().chain(has_log.then_some(log.as_path()));
    files.map(one).collect()
}

fn one(path: &Path) -> io::Result<Cited> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Cited { name, sha256: Sha256::of(&bytes) })
}

#[cfg(test)]
mod tests {
    use super::cited;
    use crate::store::save;

    #[test]
    fn a_project_is_cited_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.ron");
        save::create(&path, b"abc").unwrap();
        let names = |found: Vec<super::Cited>| found.into_iter().map(|file| file.name).collect::<Vec<_>>();
        let found = cited(&path).unwrap();
        assert_eq!(found[0].sha256.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        save::create(&folder.path().join("p.ron.log"), b"x").unwrap();
        assert_eq!(names(cited(&path).unwrap()), ["p.ron", "p.ron.log"]);
        assert!(cited(&folder.path().join("none.ron")).is_err());
    }
}
