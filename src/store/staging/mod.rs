//! Stages several files: writes them to a temporary place, then moves them to where they belong.
//!
//! Nothing appears at the target before all files are complete and on the disk. A new folder appears by one rename. Into an
//! existing folder, files are moved one after the other. Files of an earlier data set of Obelus that the new one does not
//! have are removed, so that no old shard is read with the new ones. Nothing is written or removed through a link.

mod former;
mod holding;

pub use former::Maker;

use super::{
    PlaceError,
    save::sync_folder,
    target::{check_inside, named_target},
};
use former::former_files;
use holding::Holding;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Component, Path, PathBuf},
};

/// The number of files that wait for the disk at a time.
const SYNCS_AT_A_TIME: usize = 32;

/// The number of entries of a folder that are searched for files outside the data set.
const MAX_ENTRIES: usize = 100_000;

/// Files on their way to a target.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    holding: Holding,
    names: Vec<String>,
}

/// The outcome of moving the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The paths where the files are now.
    pub paths: Vec<PathBuf>,
    /// Files of an earlier data set that were removed, with slashes between folders.
    pub removed: Vec<String>,
    /// Files that were in the target folder before and are not part of the data set, with slashes between folders.
    pub others: Vec<String>,
}

impl Staging {
    /// Makes the temporary place. It is in the target if that is a folder, because the target may be the root of a mount or
    /// lie in a folder that cannot be written to; otherwise it is in the folder that holds the target.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn begin(target: &Path) -> io::Result<Self> {
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let holding = Holding::new(if target.is_dir() { target } else { parent })?;
        Ok(Self { target: target.to_owned(), holding, names: Vec::new() })
    }

    /// Makes a file; slashes in `name` separate folders.
    ///
    /// # Errors
    /// If the name leads out of the folder, or the operating system's error.
    pub fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + Send>> {
        if !is_inside(name) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("“{name}” is not the name of a file in a folder")));
        }
        let path = self.holding.folder().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        self.names.push(name.to_owned());
        Ok(Box::new(BufWriter::new(file)))
    }

    /// The names of the files so far.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Moves the files into the target folder. `is_replacing` allows overwriting, except for `projects` and files of any
    /// project. Files that a data set of `maker` left there are removed.
    ///
    /// # Errors
    /// That a file exists or must not be written, before anything is moved; or the operating system's error.
    pub fn into_folder(self, maker: Maker<'_>, projects: &[&Path], is_replacing: bool) -> Result<Moved, PlaceError> {
        self.sync().map_err(PlaceError::Io)?;
        let paths: Vec<PathBuf> = self.names.iter().map(|name| self.target.join(name)).collect();
        if self.target.symlink_metadata().is_err() {
            fs::rename(self.holding.folder(), &self.target).map_err(PlaceError::Io)?;
            sync_folder(&self.target).map_err(PlaceError::Io)?;
            return Ok(Moved { paths, ..Moved::default() });
        }
        self.names.iter().try_for_each(|name| check_inside(&self.target, name, projects, is_replacing))?;
        let former = former_files(&self.target, maker, &self.names);
        self.move_inside(&former).map_err(PlaceError::Io)?;
        paths.iter().try_for_each(|path| sync_folder(path)).map_err(PlaceError::Io)?;
        Ok(Moved { paths, removed: former, others: self.others() })
    }

    /// Moves the files into the target folder, and removes the `former` ones.
    fn move_inside(&self, former: &[String]) -> io::Result<()> {
        for name in &self.names {
            let path = self.target.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(self.holding.folder().join(name), path)?;
        }
        for name in former {
            match fs::remove_file(self.target.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let folders = Path::new(name).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            // A folder that is not empty stays, and so do the folders around it.
            let _kept = folders.map(|folder| fs::remove_dir(self.target.join(folder))).find(Result::is_err);
        }
        Ok(())
    }

    /// Files in the target folder that are neither ours nor hidden.
    fn others(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![String::new()];
        let mut num_entries = 0;
        while let Some(folder) = folders.pop() {
            // A folder that cannot be listed is not ours, because we have just written there.
            let Ok(entries) = fs::read_dir(self.target.join(&folder)) else { continue };
            for entry in entries.flatten().take(MAX_ENTRIES - num_entries) {
                num_entries += 1;
                let name = format!("{folder}{}", entry.file_name().to_string_lossy());
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(format!("{name}/")),
                    _ => found.push(name),
                }
            }
        }
        let ours: std::collections::BTreeSet<&String> = self.names.iter().collect();
        found.retain(|name| !ours.contains(name));
        found.sort();
        found
    }

    /// Moves each file to the path that `place` gives for its name; files without a path are left out. Somebody named these
    /// paths, so a link is followed once, to a file.
    ///
    /// # Errors
    /// As for [`Staging::into_folder`].
    pub fn into_places(
        self,
        place: impl Fn(&str) -> Option<PathBuf>,
        projects: &[&Path],
        is_replacing: bool,
    ) -> Result<Moved, PlaceError> {
        self.sync().map_err(PlaceError::Io)?;
        let mut placed = Vec::new();
        for name in &self.names {
            if let Some(path) = place(name) {
                placed.push((name, named_target(&path, projects, is_replacing)?, path));
            }
        }
        for (name, real, _) in &placed {
            fs::rename(self.holding.folder().join(name), real).and_then(|()| sync_folder(real)).map_err(PlaceError::Io)?;
        }
        Ok(Moved { paths: placed.into_iter().map(|(_, _, path)| path).collect(), ..Moved::default() })
    }

    /// Waits for the disk, for many files at a time, because a file system can write them together.
    fn sync(&self) -> io::Result<()> {
        let sync_all =
            |names: &[String]| names.iter().try_for_each(|name| File::open(self.holding.folder().join(name))?.sync_all());
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

fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests;
