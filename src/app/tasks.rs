//! Work that must not hold up a frame: writing snapshots and reading articles.
//!
//! Each kind of work runs at most once at a time, on a thread of its own; the window polls for what came of it.

use crate::{
    import::{self, Imported},
    store::{Snapshot, StoreError},
};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
};

/// What is going on.
#[derive(Default)]
pub struct Tasks {
    saving: Option<mpsc::Receiver<(Snapshot, Result<(), StoreError>)>>,
    importing: Option<Importing>,
}

/// Articles that are being read.
struct Importing {
    receive: mpsc::Receiver<Read>,
    progress: Arc<Progress>,
}

#[derive(Default)]
struct Progress {
    total: AtomicUsize,
    done: AtomicUsize,
    is_cancelled: AtomicBool,
}

/// Files that were read.
pub struct Read {
    /// What they held, file by file, in the order of their names.
    pub imported: Vec<Imported>,
    /// Files that could not be read, each with the reason and what to do.
    pub failed: Vec<String>,
    /// Whether the user stopped it.
    pub was_cancelled: bool,
}

impl Tasks {
    /// Whether the project file is being written.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Writes a snapshot. One at a time: while one is being written, this does nothing and answers false.
    pub fn save(&mut self, mut snapshot: Snapshot, wake: impl FnOnce() + Send + 'static) -> bool {
        if self.is_saving() {
            return false;
        }
        let (send, receive) = mpsc::channel();
        self.saving = Some(receive);
        std::thread::spawn(move || {
            let result = snapshot.write();
            let _received = send.send((snapshot, result));
            wake();
        });
        true
    }

    /// What came of the last snapshot, once.
    pub fn poll_save(&mut self) -> Option<(Snapshot, Result<(), StoreError>)> {
        let result = self.saving.as_ref()?.try_recv().ok()?;
        self.saving = None;
        Some(result)
    }

    /// Waits for the snapshot that is being written.
    pub fn finish_save(&mut self) -> Option<(Snapshot, Result<(), StoreError>)> {
        self.saving.take()?.recv().ok()
    }

    /// Reads files and folders for import. One at a time.
    pub fn import(&mut self, paths: Vec<PathBuf>, wake: impl Fn() + Send + 'static) -> bool {
        if self.importing.is_some() {
            return false;
        }
        let (send, receive) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        self.importing = Some(Importing { receive, progress: Arc::clone(&progress) });
        std::thread::spawn(move || {
            let _received = send.send(read_articles(paths, &progress, &wake));
            wake();
        });
        true
    }

    /// How many of how many files have been read.
    pub fn import_progress(&self) -> Option<(usize, usize)> {
        let progress = &self.importing.as_ref()?.progress;
        Some((progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed)))
    }

    /// Stops reading.
    pub fn cancel_import(&self) {
        if let Some(importing) = &self.importing {
            importing.progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// What was read, once.
    pub fn poll_import(&mut self) -> Option<Read> {
        let read = self.importing.as_ref()?.receive.try_recv().ok()?;
        self.importing = None;
        Some(read)
    }

    /// Whether the window must look again soon.
    pub fn is_busy(&self) -> bool {
        self.saving.is_some() || self.importing.is_some()
    }
}

fn read_articles(paths: Vec<PathBuf>, progress: &Progress, wake: &impl Fn()) -> Read {
    let mut read = Read { imported: Vec::new(), failed: Vec::new(), was_cancelled: false };
    let files = walk(paths, &mut read.failed);
    progress.total.store(files.len(), Ordering::Relaxed);
    for (i, path) in files.into_iter().enumerate() {
        if progress.is_cancelled.load(Ordering::Relaxed) {
            read.was_cancelled = true;
            break;
        }
        match read_file(&path) {
            Ok(imported) => read.imported.push(imported),
            Err(error) => read.failed.push(error),
        }
        progress.done.store(i + 1, Ordering::Relaxed);
        if i % 64 == 0 {
            wake();
        }
    }
    read
}

fn read_file(path: &std::path::Path) -> Result<Imported, String> {
    let size = std::fs::metadata(path).map(|metadata| metadata.len()).unwrap_or(0);
    if size > import::MAX_FILE_BYTES as u64 {
        let megabytes = import::MAX_FILE_BYTES / (1024 * 1024);
        return Err(format!("{} is larger than {megabytes} MiB; split it into single articles", path.display()));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    import::import(&name, &bytes, None).map_err(|error| format!("{}: {error}", path.display()))
}

/// All files of `paths`, those of folders in the order of their names.
fn walk(paths: Vec<PathBuf>, failed: &mut Vec<String>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.into_iter().rev().collect();
    while let Some(path) = waiting.pop() {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        match std::fs::read_dir(&path) {
            Ok(entries) => {
                let mut inside: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
                inside.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
                inside.sort();
                waiting.extend(inside.into_iter().rev());
            }
            Err(error) => failed.push(format!("cannot read the folder {}: {error}", path.display())),
        }
    }
    files
}
