//! Writes a file so that it is always the complete old one or the complete new one, whatever happens in between.
//!
//! The new bytes go to a temporary file in the same folder, which is synced and renamed over the old one; then the folder is
//! synced. After a crash at any moment, the name leads to the old bytes or to the new ones. The order follows Pillai et al.,
//! "All File Systems Are Not Created Equal" (OSDI 2014), section 4.

use super::regular::{create_temporary, is_temporary_of, open_own, require_file};
use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Replaces the file at `path`, or makes it. If `path` is a link, the file it leads to is replaced.
///
/// # Errors
/// The operating system's error, or [`io::ErrorKind::InvalidInput`] for a device or a folder, which a rename would remove.
/// What is at `path` is then unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(path) {
        require_file(&metadata)?;
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace_own(&target, bytes, None)
}

/// Replaces whatever has the name `path`, or makes a file there. A link is replaced itself; nothing is written through it. A
/// file keeps its permissions; a new one gets `permissions`.
///
/// # Errors
/// As [`replace`].
pub(super) fn replace_own(path: &Path, bytes: &[u8], permissions: Option<&Permissions>) -> io::Result<()> {
    let existing = path.symlink_metadata().ok().filter(|metadata| !metadata.is_symlink());
    if let Some(metadata) = &existing {
        require_file(metadata)?;
    }
    let existing = existing.map(|metadata| metadata.permissions());
    let temporary = write_beside(path, bytes, existing.as_ref().or(permissions))?;
    finish(fs::rename(&temporary, path), &temporary, path)
}

/// Makes the file at `path`, which must not exist.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if it does, or another error of the operating system.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    create_own(path, bytes, None)
}

/// Does the same as [`create`], with these permissions from the first byte on; without any, with the usual ones.
///
/// # Errors
/// As [`create`].
pub(super) fn create_own(path: &Path, bytes: &[u8], permissions: Option<&Permissions>) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    put_new(&write_beside(path, bytes, permissions)?, path)
}

/// Makes the file at `path`, which must not exist, as a copy of `from`, whatever its size, with its permissions and, if the
/// system allows it, its time of change.
///
/// # Errors
/// As [`create`], or [`io::ErrorKind::InvalidInput`] if `from` is not a file.
pub(super) fn create_copy(from: &Path, path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    let mut from = open_own(from, OpenOptions::new().read(true))?;
    let metadata = from.metadata()?;
    let temporary = write_temporary(path, Some(&metadata.permissions()), |file| {
        io::copy(&mut from, file)?;
        if let Ok(modified) = metadata.modified() {
            // This helps people who look into the folder.
            let _kept = file.set_modified(modified);
        }
        Ok(())
    })?;
    put_new(&temporary, path)
}

/// Gives a file that [`write_beside`] wrote the name `path`, which nothing may have yet.
///
/// # Errors
/// As [`create`]; the temporary file is then gone.
pub(super) fn put_new(temporary: &Path, path: &Path) -> io::Result<()> {
    // A hard link fails if a file has appeared in the meantime; file systems without hard links get a rename.
    let linked = match fs::hard_link(temporary, path) {
        Ok(()) => fs::remove_file(temporary),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => fs::rename(temporary, path),
    };
    finish(linked, temporary, path)
}

/// Writes a temporary file in the folder of `path` and waits until it is on disk. It has these permissions from the first
/// byte on; without any, the usual ones.
///
/// # Errors
/// The operating system's error; the file does not exist then.
pub(super) fn write_beside(path: &Path, bytes: &[u8], permissions: Option<&Permissions>) -> io::Result<PathBuf> {
    write_temporary(path, permissions, |file| file.write_all(bytes))
}

fn write_temporary(
    path: &Path,
    permissions: Option<&Permissions>,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let (temporary, mut file) = create_temporary(path, permissions)?;
    match write(&mut file).and_then(|()| file.sync_all()) {
        Ok(()) => Ok(temporary),
        Err(error) => {
            let _gone = fs::remove_file(&temporary);
            Err(error)
        }
    }
}

/// Puts a file that [`write_beside`] wrote in the place of the one at `path`.
///
/// # Errors
/// The operating system's error; the file at `path` is then unchanged, and the temporary one is gone.
pub(super) fn put(temporary: &Path, path: &Path) -> io::Result<()> {
    finish(fs::rename(temporary, path), temporary, path)
}

/// Removes temporary files of processes that were killed while they wrote the file at `path`. Only the holder of the lock
/// may call this, because nobody else may be writing the file.
pub(super) fn remove_leftovers(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|found| is_temporary_of(name, found)) {
            // One that cannot be removed takes space but does no harm.
            let _gone = fs::remove_file(entry.path());
        }
    }
}

fn finish(moved: io::Result<()>, temporary: &Path, path: &Path) -> io::Result<()> {
    if let Err(error) = moved {
        let _gone = fs::remove_file(temporary);
        return Err(error);
    }
    sync_folder(path)
}

/// Makes a rename in the folder of `path` permanent. Only Unix can sync a folder; elsewhere the rename itself must suffice.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_replaced_but_never_created_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ron");
        create(&path, b"one").unwrap();
        assert_eq!(create(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("x.ron"), folder.path().join("link.ron"));
        create(&path, b"one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let inside = folder.path().join("folder");
        fs::create_dir(&inside).unwrap();
        assert_eq!(replace(&inside, b"three").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
