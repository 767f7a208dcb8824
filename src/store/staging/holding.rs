//! The temporary folder in which the files of an export are written. Also removes the folders that killed exports left
//! behind.
//!
//! Beside the folder `.obelus-….tmp` is `.obelus-….lock`, which the process that made it keeps locked. If the lock is free,
//! the process is gone, so the next export in that place removes both. On file systems without locks nothing is removed.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The beginning and ending of both names; sixteen hexadecimal digits are between them.
const START: &str = ".obelus-";
const FOLDER_END: &str = ".tmp";
const LOCK_END: &str = ".lock";

/// A temporary folder. Dropping it removes the folder.
#[derive(Debug)]
pub struct Holding {
    folder: PathBuf,
    lock: PathBuf,
    /// Locked for as long as it is open.
    _locked: Option<File>,
}

impl Holding {
    /// Makes a folder in `place`, after removing the folders that killed exports left there.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn new(place: &Path) -> io::Result<Self> {
        remove_leftovers(place);
        loop {
            let mut random = [0; 8];
            getrandom::fill(&mut random).map_err(io::Error::other)?;
            let stem = format!("{START}{:016x}", u64::from_le_bytes(random));
            let (folder, lock) = (place.join(format!("{stem}{FOLDER_END}")), place.join(format!("{stem}{LOCK_END}")));
            let file = OpenOptions::new().write(true).create_new(true).open(&lock)?;
            let locked = match file.try_lock() {
                Ok(()) => Some(file),
                // Another export took it for a leftover between our making and our locking it.
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(_)) => None,
            };
            if lock.symlink_metadata().is_err() {
                continue;
            }
            let held = Self { folder, lock, _locked: locked };
            fs::create_dir(&held.folder)?;
            return Ok(held);
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        // After a rename the folder is gone. What cannot be removed now is removed by the next export here.
        let _gone = fs::remove_dir_all(&self.folder);
        let _gone = fs::remove_file(&self.lock);
    }
}

/// Removes the folders of exports that were killed. What cannot be listed or removed takes space but does no harm.
fn remove_leftovers(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(LOCK_END)).filter(|stem| is_ours(stem)) else {
            continue;
        };
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let Ok(file) = OpenOptions::new().write(true).open(entry.path()) else { continue };
        if !is_file || file.try_lock().is_err() {
            continue;
        }
        // If a link is in its place, the link is removed, not what it leads to.
        let _gone = fs::remove_dir_all(place.join(format!("{stem}{FOLDER_END}")));
        let _gone = fs::remove_file(entry.path());
    }
}

fn is_ours(stem: &str) -> bool {
    let digits = stem.strip_prefix(START).unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_export_removes_what_a_killed_one_left_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let alive = Holding::new(place.path()).unwrap();
        fs::create_dir(at(".obelus-0123456789abcdef.tmp")).unwrap();
        super::super::super::save::create(&at(".obelus-0123456789abcdef.tmp/a.txt"), b"").unwrap();
        super::super::super::save::create(&at(".obelus-0123456789abcdef.lock"), b"").unwrap();
        for folder in [".obelus-mine.tmp", ".obelus-fedcba9876543210.tmp"] {
            fs::create_dir(at(folder)).unwrap();
        }
        drop(Holding::new(place.path()).unwrap());
        assert!(!at(".obelus-0123456789abcdef.tmp").exists() && !at(".obelus-0123456789abcdef.lock").exists());
        assert!(at(".obelus-mine.tmp").exists(), "a name of another kind");
        assert!(at(".obelus-fedcba9876543210.tmp").exists(), "no lock says that it is a leftover");
        assert!(alive.folder().exists(), "an export at work");
    }
}
