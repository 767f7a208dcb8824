//! The lock that allows one writer at a time: an operating-system lock on a file beside the project.
//!
//! The lock belongs to the operating system, so it ends with the process however the process ends. The file itself only
//! names the holder, and means nothing when it is not locked.

use super::regular::{FileId, create_new, open_own};
use std::{
    fs::{File, OpenOptions, Permissions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

/// How often locking is tried again because its last holder removed the file between our opening and our locking it.
const TRIES: usize = 100;
/// The longest description of the holder that is read, in bytes.
const MAX_HOLDER_BYTES: u64 = 200;

/// A way to lock files: that of the operating system, or one that a test chooses.
pub trait Locks {
    /// Locks `file` for writing, without waiting; see [`File::try_lock`].
    ///
    /// # Errors
    /// That somebody else has locked it, or the operating system's error; for example [`io::ErrorKind::Unsupported`] in a
    /// network folder without locks.
    fn try_lock(&self, file: &File) -> Result<(), TryLockError>;
}

/// The locks of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLocks;

impl Locks for SystemLocks {
    fn try_lock(&self, file: &File) -> Result<(), TryLockError> {
        file.try_lock()
    }
}

/// The right to write a project. Dropping it gives the right up.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// The outcome of an attempt to lock.
#[derive(Debug)]
pub enum Locked {
    /// The lock is ours.
    Ours(Lock),
    /// Another program holds it; the text says which, as that program wrote it.
    Theirs(String),
}

fn lock_path(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

impl Lock {
    /// Tries to become the only writer of the project file at `project`. It always returns: if other processes make and
    /// remove the file again and again, it gives up. If the file is made here, it gets `permissions`.
    ///
    /// # Errors
    /// The operating system's error, for example in a folder that cannot be written to; or that the name of the lock
    /// belongs to a link or a pipe.
    pub fn acquire(project: &Path, holder: &str, permissions: Option<&Permissions>, locks: &dyn Locks) -> io::Result<Locked> {
        let path = lock_path(project);
        for _ in 0..TRIES {
            let mut file = open_or_make(&path, permissions)?;
            match locks.try_lock(&file) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(Locked::Theirs(holder_in(file))),
                Err(TryLockError::Error(error)) => {
                    // Without a lock, the file would claim that somebody is at work.
                    drop(file);
                    let _gone = std::fs::remove_file(&path);
                    return Err(error);
                }
            }
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(holder.as_bytes())?;
            let lock = Self { file, path: path.clone() };
            // Its last holder may have removed the file between our opening and our locking it. The lock then protects
            // nothing.
            if lock.is_in_place()? {
                return Ok(Locked::Ours(lock));
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "other programs take and leave it all the time"))
    }

    /// Whether the lock's name still leads to the locked file. If not, somebody else could lock another file.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn is_in_place(&self) -> io::Result<bool> {
        Ok(FileId::at(&self.path)? == Some(FileId::of(&self.file.metadata()?)))
    }
}

fn open_or_make(path: &Path, permissions: Option<&Permissions>) -> io::Result<File> {
    match create_new(path, permissions) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            open_own(path, OpenOptions::new().read(true).write(true).create(true))
        }
        made => made,
    }
}

/// Reads the description of the holder as one line of letters; empty if it cannot be read.
fn holder_in(file: File) -> String {
    let mut said = Vec::new();
    let _unknown = file.take(MAX_HOLDER_BYTES).read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    said.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock itself ends with the file handle, and a file left behind is harmless. A file that another program has put
        // there in the meantime may be that program's lock.
        if self.is_in_place().unwrap_or(false) {
            let _left = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn acquire(project: &Path) -> io::Result<Locked> {
        Lock::acquire(project, "a test", None, &SystemLocks)
    }

    #[cfg(unix)]
    #[test]
    fn no_link_and_no_pipe_is_taken_for_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (project, lock, mine) = (folder.path().join("x.ron"), folder.path().join("x.ron.lock"), folder.path().join("mine"));
        super::super::save::create(&mine, b"precious").unwrap();
        std::os::unix::fs::symlink(&mine, &lock).unwrap();
        assert_eq!(acquire(&project).unwrap_err().to_string(), "it is a link, not a file");
        assert_eq!(fs::read(&mine).unwrap(), b"precious");
        fs::remove_file(&lock).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
        assert_eq!(acquire(&project).unwrap_err().to_string(), "it is a pipe or a device, not a file");
    }

    /// Removes the lock's file each time it has been locked, like a holder that leaves at that moment.
    struct Removes(PathBuf);

    impl Locks for Removes {
        fn try_lock(&self, file: &File) -> Result<(), TryLockError> {
            let _gone = fs::remove_file(&self.0);
            file.try_lock()
        }
    }

    #[test]
    fn taking_the_lock_ends_though_its_file_is_never_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("x.ron");
        let error = Lock::acquire(&project, "a test", None, &Removes(lock_path(&project))).unwrap_err();
        assert!(error.to_string().contains("all the time"), "{error}");
    }

    #[test]
    fn the_lock_of_another_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("x.ron");
        let Ok(Locked::Ours(first)) = acquire(&project) else { panic!("it is free") };
        assert!(first.is_in_place().unwrap());
        fs::remove_file(lock_path(&project)).unwrap();
        let Ok(Locked::Ours(_second)) = acquire(&project) else { panic!("nobody has it by this name") };
        assert!(!first.is_in_place().unwrap());
        drop(first);
        assert!(matches!(acquire(&project).unwrap(), Locked::Theirs(holder) if holder == "a test"));
    }
}
