//! Writing a file so that it is either the old one or the new one, whole, whatever happens in between.
//!
//! The new bytes go to a temporary file in the same folder, which is synced, renamed over the old one, and then the
//! folder is synced: after a crash at any moment the name leads to the old bytes or to the new ones. The order follows
//! Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014), section 4.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Replaces the file at `path`, or makes it. A link stays, and the file it leads to is replaced.
///
/// # Errors
/// What the operating system says, or [`io::ErrorKind::InvalidInput`] for a device or a folder, which a rename would take
/// away; what is at `path` is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a device or a folder, not a file"));
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let path = target.as_path();
    let temporary = write_beside(path, bytes)?;
    if let Some(metadata) = existing {
        // A file that others may read stays so; where that can't be kept, saving matters more.
        let _kept = fs::set_permissions(&temporary, metadata.permissions());
    }
    finish(fs::rename(&temporary, path), &temporary, path)
}

/// Makes the file at `path`, which must not exist.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if it does, or what else the operating system says.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    let temporary = write_beside(path, bytes)?;
    // A link fails where a file has appeared meanwhile; file systems without links get the rename.
    let linked = match fs::hard_link(&temporary, path) {
        Ok(()) => fs::remove_file(&temporary),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => fs::rename(&temporary, path),
    };
    finish(linked, &temporary, path)
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?);
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = OpenOptions::new().write(true).create(true).truncate(true).open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(temporary),
        Err(error) => {
            let _gone = fs::remove_file(&temporary);
            Err(error)
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

/// Makes a rename in the folder of `path` last. Only Unix lets a folder be synced; elsewhere the rename itself must do.
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
