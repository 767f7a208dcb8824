//! Decides what results may overwrite: never a project's own files, never a device, and nothing behind a link that the user
//! did not name.

use super::{PlaceError, file::ReadError, file::check_start, save};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The beginning of a log's first line.
const LOG_START: &[u8] = b"(obelus_log:";

/// The number of bytes that show whether a file belongs to a project.
const START_BYTES: u64 = 4096;

/// Writes `bytes` to the file at `path`. The user named the path, so a link is followed once, to a file.
///
/// `projects` are files that are never overwritten, whatever is in them.
///
/// # Errors
/// If a file exists and `is_replacing` is not set, if the path leads to a file of a project or to something that is not a
/// file, or if the system refuses. Nothing has changed then.
pub fn write_named(path: &Path, bytes: &[u8], projects: &[&Path], is_replacing: bool) -> Result<(), PlaceError> {
    let real = named_target(path, projects, is_replacing)?;
    let written = if is_replacing { save::replace(&real, bytes) } else { save::create(&real, bytes) };
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => PlaceError::Exists(exists(path)),
        _ => PlaceError::Io(error),
    })
}

/// Returns the file that the named `path` leads to, if it may be written.
///
/// # Errors
/// As [`write_named`].
pub(super) fn named_target(path: &Path, projects: &[&Path], is_replacing: bool) -> Result<PathBuf, PlaceError> {
    let Ok(found) = path.symlink_metadata() else {
        // A name that is free now can still become that of a log or lock.
        return match owner_by_name(path) {
            Some(what) => Err(PlaceError::Own { path: path.to_owned(), what }),
            None => Ok(path.to_owned()),
        };
    };
    let real = if found.is_symlink() { fs::canonicalize(path).map_err(PlaceError::Io)? } else { path.to_owned() };
    check_existing(path, &real, projects)?;
    if is_replacing { Ok(real) } else { Err(PlaceError::Exists(exists(path))) }
}

/// Checks that the file called `name` in `folder` may be written: it is a file, no link leads to it or is on the way, and it
/// does not belong to a project.
///
/// # Errors
/// As [`write_named`].
pub(super) fn check_inside(folder: &Path, name: &str, projects: &[&Path], is_replacing: bool) -> Result<(), PlaceError> {
    let path = folder.join(name);
    if let Some(link) = link_on_the_way(folder, name) {
        return Err(PlaceError::Linked(link));
    }
    if path.symlink_metadata().is_err() {
        return match owner_by_name(&path) {
            Some(what) => Err(PlaceError::Own { path, what }),
            None => Ok(()),
        };
    }
    check_existing(&path, &path, projects)?;
    if is_replacing { Ok(()) } else { Err(PlaceError::Exists(exists(&path))) }
}

/// Finds the first link among the folders between `folder` and the file called `name` in it, and that file.
pub(super) fn link_on_the_way(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    name.split('/').find_map(|part| {
        path.push(part);
        path.symlink_metadata().is_ok_and(|found| found.is_symlink()).then(|| path.clone())
    })
}

fn check_existing(path: &Path, real: &Path, projects: &[&Path]) -> Result<(), PlaceError> {
    let found = fs::metadata(real).map_err(PlaceError::Io)?;
    if !found.is_file() {
        let what = if found.is_dir() { "a folder" } else { "a device or a pipe" };
        return Err(PlaceError::NotAFile { path: path.to_owned(), what });
    }
    let own = if projects.iter().any(|project| is_same_file(real, project)) {
        Some("the project itself")
    } else {
        owner_by_content(real).or_else(|| owner_by_name(real))
    };
    match own {
        Some(what) => Err(PlaceError::Own { path: path.to_owned(), what }),
        None => Ok(()),
    }
}

/// Recognises a file of a project by its beginning. This also catches a log without its project, a copy kept aside, and a
/// hard link to either.
fn owner_by_content(path: &Path) -> Option<&'static str> {
    let mut start = Vec::new();
    File::open(path).ok()?.take(START_BYTES).read_to_end(&mut start).ok()?;
    if start.starts_with(LOG_START) {
        return Some("the log of a project");
    }
    matches!(check_start(&start), Ok(()) | Err(ReadError::Newer { .. })).then_some("a project file")
}

/// Recognises a file that belongs, or would belong, to a project, by its name and the project beside it.
fn owner_by_name(path: &Path) -> Option<&'static str> {
    let is_project = |path: &Path| path.is_file() && owner_by_content(path) == Some("a project file");
    let is_beside = |ending: &str| {
        let name = path.file_name().and_then(OsStr::to_str)?.strip_suffix(ending)?;
        is_project(&path.with_file_name(name)).then_some(())
    };
    if is_beside(".log").is_some() {
        return Some("the log of a project");
    }
    if is_beside(".lock").is_some() {
        return Some("the lock of a project");
    }
    let is_backup = |folder: &Path| {
        let name = folder.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_suffix(".backups"));
        name.is_some_and(|name| is_project(&folder.with_file_name(name)))
    };
    path.ancestors().any(is_backup).then_some("a backup of a project")
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn exists(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, format!("{} exists already", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &[u8] = include_bytes!("../../projects/dravna.ron");

    fn words(refused: &Result<(), PlaceError>, folder: &Path) -> String {
        let folder = format!("{}/", folder.display());
        refused.as_ref().map_or_else(|error| error.to_string().replace(&folder, ""), |()| "written".to_owned())
    }

    #[test]
    fn no_file_of_any_project_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, bytes) in [
            ("x.ron", PROJECT),
            ("x.ron.log", b"(obelus_log: 1, \xff".as_slice()),
            ("alone.log", b"(obelus_log: 1, project: \"a\")\n"),
            ("damaged.ron", b"\0\0\0"),
            ("table.csv", b"a,b\n"),
        ] {
            save::create(&at(name), bytes).unwrap();
        }
        fs::create_dir_all(at("x.ron.backups")).unwrap();
        let mut seen = Vec::new();
        for name in
            ["x.ron", "x.ron.log", "x.ron.lock", "x.ron.backups/b.ron", "alone.log", "damaged.ron", "x.ron.backups", "table.csv"]
        {
            let refused = write_named(&at(name), b"new", &[&at("damaged.ron")], true);
            seen.push(words(&refused, folder.path()));
        }
        assert_eq!(
            seen,
            [
                "x.ron is a project file, which no result may overwrite",
                "x.ron.log is the log of a project, which no result may overwrite",
                "x.ron.lock is the lock of a project, which no result may overwrite",
                "x.ron.backups/b.ron is a backup of a project, which no result may overwrite",
                "alone.log is the log of a project, which no result may overwrite",
                "damaged.ron is the project itself, which no result may overwrite",
                "x.ron.backups is a folder, not a file",
                "written",
            ]
        );
        assert_eq!(fs::read(at("x.ron")).unwrap(), PROJECT);
        assert_eq!(fs::read(at("table.csv")).unwrap(), b"new");
    }

    #[test]
    fn an_existing_file_stays_unless_replacing_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        write_named(&path, b"one", &[], false).unwrap();
        let refused = write_named(&path, b"two", &[], false);
        assert_eq!(words(&refused, folder.path()), "report.html exists already");
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn links_to_a_project_and_devices_are_seen_through() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        save::create(&at("x.ron"), PROJECT).unwrap();
        std::os::unix::fs::symlink(at("x.ron"), at("soft")).unwrap();
        fs::hard_link(at("x.ron"), at("hard")).unwrap();
        std::os::unix::fs::symlink("/dev/null", at("null")).unwrap();
        for (name, expected) in [
            ("soft", "soft is a project file, which no result may overwrite"),
            ("hard", "hard is a project file, which no result may overwrite"),
            ("null", "null is a device or a pipe, not a file"),
        ] {
            assert_eq!(words(&write_named(&at(name), b"new", &[], true), folder.path()), expected);
        }
        assert_eq!(fs::read(at("x.ron")).unwrap(), PROJECT);
    }
}
