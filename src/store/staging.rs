//! Several files at once: written to a temporary place, then put where they belong.
//!
//! Nothing is at the target before all files are whole and on the disk. A new folder appears by one rename. Into a folder that
//! exists, files are moved one after the other; those that an earlier data set of ours left there and that the new one has
//! no file for are removed, as its list of checksums names them, so that no old shard is read with the new ones.

use super::save::sync_folder;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Component, Path, PathBuf},
};

/// Name of the list of checksums that says which files belong to a data set.
const CHECKSUMS: &str = "SHA256SUMS";

/// How many files wait for the disk at a time.
const SYNCS_AT_A_TIME: usize = 32;

/// Files on their way to a target.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    names: Vec<String>,
}

impl Staging {
    /// Makes the temporary place, in the folder that `target` is in.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn begin(target: &Path) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_else(|| "dataset".as_ref()));
        name.push(format!(".{}.tmp", std::process::id()));
        let folder = match target.file_name() {
            Some(_) => target.with_file_name(name),
            None => target.join(name),
        };
        if folder.symlink_metadata().is_ok() {
            // What a process with our number left behind when it was killed.
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(Self { target: target.to_owned(), folder, names: Vec::new() })
    }

    /// Makes a file; slashes in `name` are folders.
    ///
    /// # Errors
    /// If the name leads out of the folder, or what the operating system says.
    pub fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        if !is_inside(name) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("“{name}” is no name in a folder")));
        }
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        self.names.push(name.to_owned());
        Ok(Box::new(BufWriter::new(file)))
    }

    /// The files so far.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Puts the files into the target folder, and answers with their paths. `is_replacing` allows to overwrite.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] with the path of a file that is there already, before anything is moved; or what
    /// the operating system says.
    pub fn into_folder(self, is_replacing: bool) -> io::Result<Vec<PathBuf>> {
        self.sync()?;
        let paths: Vec<PathBuf> = self.names.iter().map(|name| self.target.join(name)).collect();
        if self.target.symlink_metadata().is_err() {
            fs::rename(&self.folder, &self.target)?;
            sync_folder(&self.target)?;
            return Ok(paths);
        }
        if !is_replacing {
            paths.iter().try_for_each(|path| refuse_existing(path))?;
        }
        let former = former_files(&self.target);
        for (name, path) in self.names.iter().zip(&paths) {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(self.folder.join(name), path)?;
        }
        for name in former.iter().filter(|name| !self.names.contains(name)) {
            match fs::remove_file(self.target.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        paths.iter().try_for_each(|path| sync_folder(path))?;
        Ok(paths)
    }

    /// Puts the files beside one another: each goes to the path that `place` gives for its name; those without one are
    /// left out.
    ///
    /// # Errors
    /// As for [`Staging::into_folder`].
    pub fn into_places(self, place: impl Fn(&str) -> Option<PathBuf>, is_replacing: bool) -> io::Result<Vec<PathBuf>> {
        self.sync()?;
        let placed: Vec<(&String, PathBuf)> = self.names.iter().filter_map(|name| Some((name, place(name)?))).collect();
        for (_, path) in &placed {
            if !is_replacing {
                refuse_existing(path)?;
            }
            if path.is_dir() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{} is a folder", path.display())));
            }
        }
        for (name, path) in &placed {
            // A link stays, and the file it leads to is replaced.
            let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            fs::rename(self.folder.join(name), &path)?;
            sync_folder(&path)?;
        }
        Ok(placed.into_iter().map(|(_, path)| path).collect())
    }

    /// Waits for the disk, for many files at a time: a file system writes what many wait for in one go.
    fn sync(&self) -> io::Result<()> {
        let sync_all = |names: &[String]| names.iter().try_for_each(|name| File::open(self.folder.join(name))?.sync_all());
        let share = self.names.len().div_ceil(SYNCS_AT_A_TIME).max(1);
        if share == 1 {
            return sync_all(&self.names);
        }
        std::thread::scope(|scope| {
            let waiting: Vec<_> = self.names.chunks(share).map(|names| scope.spawn(move || sync_all(names))).collect();
            waiting.into_iter().try_for_each(|thread| match thread.join() {
                Ok(synced) => synced,
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After a rename it is gone; where it cannot be removed, the next run with the same number does it.
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

fn refuse_existing(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} exists already", path.display()))),
        Err(_) => Ok(()),
    }
}

/// The files that a list of checksums in `folder` names.
fn former_files(folder: &Path) -> Vec<String> {
    let list = fs::read_to_string(folder.join(CHECKSUMS)).unwrap_or_default();
    list.lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(_, name)| name.to_owned())
        .filter(|name| is_inside(name))
        .collect()
}

fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(target: &Path, files: &[(&str, &str)]) -> Staging {
        let mut staging = Staging::begin(target).unwrap();
        for (name, words) in files {
            staging.file(name).unwrap().write_all(words.as_bytes()).unwrap();
        }
        staging
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("set");
        let staging = staged(&target, &[("a.txt", "1"), ("sub/b.txt", "2")]);
        assert!(!target.exists());
        drop(staging);
        assert_eq!(names(place.path()), Vec::<String>::new(), "nothing stays of what was not finished");
        staged(&target, &[("a.txt", "1"), ("sub/b.txt", "2")]).into_folder(false).unwrap();
        assert_eq!(fs::read(target.join("sub/b.txt")).unwrap(), b"2");
        assert_eq!(names(place.path()), ["set"]);
    }

    #[test]
    fn what_exists_is_replaced_only_when_asked_and_old_shards_go() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("set");
        let first = [("0.parquet", "1"), ("1.parquet", "2"), (CHECKSUMS, "0  0.parquet\n0  1.parquet\n0  ../mine\n")];
        staged(&target, &first).into_folder(false).unwrap();
        for name in ["mine", "set/notes"] {
            OpenOptions::new().write(true).create_new(true).open(place.path().join(name)).unwrap();
        }
        let error = staged(&target, &[("0.parquet", "3")]).into_folder(false).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(target.join("0.parquet")).unwrap(), b"1");
        staged(&target, &[("0.parquet", "3"), (CHECKSUMS, "")]).into_folder(true).unwrap();
        assert_eq!(names(&target), ["0.parquet", CHECKSUMS, "notes"]);
        assert_eq!(names(place.path()), ["mine", "set"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let mut staging = Staging::begin(&place.path().join("set")).unwrap();
        for name in ["", "../x", "/x", "a/../../x"] {
            assert!(staging.file(name).is_err(), "{name}");
        }
    }
}
