//! Work that must not hold up a frame: writing snapshots, reading articles, exporting a dataset.
//!
//! Each kind of work runs at most once at a time, on a thread of its own; the window polls for what came of it.

use super::dataset::{self, Exported};
use super::reading::{self, Order, Progress, Read};
use crate::store::{Shortening, Snapshot, StoreError};
use std::sync::{Arc, atomic::Ordering, mpsc};

/// What is going on.
#[derive(Default)]
pub struct Tasks {
    saving: Option<mpsc::Receiver<(Snapshot, Result<(), StoreError>)>>,
    compacting: Option<mpsc::Receiver<(Shortening, std::io::Result<()>)>>,
    importing: Option<Importing>,
    exporting: Option<Exporting>,
}

/// A dataset that is being written.
struct Exporting {
    receive: mpsc::Receiver<Exported>,
    progress: Arc<Progress>,
}

/// Articles that are being read.
struct Importing {
    receive: mpsc::Receiver<Read>,
    progress: Arc<Progress>,
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

    /// Whether the log is being shortened.
    pub fn is_compacting(&self) -> bool {
        self.compacting.is_some()
    }

    /// Writes what stays of a log to a file beside it. One at a time, as with [`Self::save`].
    pub fn compact(&mut self, mut shortening: Shortening, wake: impl FnOnce() + Send + 'static) -> bool {
        if self.is_compacting() {
            return false;
        }
        let (send, receive) = mpsc::channel();
        self.compacting = Some(receive);
        std::thread::spawn(move || {
            let prepared = shortening.prepare();
            let _received = send.send((shortening, prepared));
            wake();
        });
        true
    }

    /// A log that was prepared, once.
    pub fn poll_compaction(&mut self) -> Option<(Shortening, std::io::Result<()>)> {
        let prepared = self.compacting.as_ref()?.try_recv().ok()?;
        self.compacting = None;
        Some(prepared)
    }

    /// Waits for the log that is being prepared.
    pub fn finish_compaction(&mut self) -> Option<(Shortening, std::io::Result<()>)> {
        self.compacting.take()?.recv().ok()
    }

    /// Reads files and folders for import. One at a time.
    pub fn import(&mut self, order: Order, wake: impl Fn() + Send + Sync + 'static) -> bool {
        if self.importing.is_some() {
            return false;
        }
        let (send, receive) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        self.importing = Some(Importing { receive, progress: Arc::clone(&progress) });
        std::thread::spawn(move || {
            let _received = send.send(reading::read_all(&order, &progress, &wake));
            wake();
        });
        true
    }

    /// How many of how many files have been read.
    pub fn import_progress(&self) -> Option<(usize, usize)> {
        let progress = &self.importing.as_ref()?.progress;
        let total = progress.total.load(Ordering::Relaxed);
        Some((progress.done.load(Ordering::Relaxed).min(total), total))
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

    /// Writes a dataset. One at a time.
    pub fn export(&mut self, order: dataset::Order, wake: impl FnOnce() + Send + 'static) -> bool {
        if self.exporting.is_some() {
            return false;
        }
        let (send, receive) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        self.exporting = Some(Exporting { receive, progress: Arc::clone(&progress) });
        std::thread::spawn(move || {
            let _received = send.send(dataset::write(&order, &progress));
            wake();
        });
        true
    }

    /// How many of how many articles of the dataset have been written.
    pub fn export_progress(&self) -> Option<(usize, usize)> {
        let progress = &self.exporting.as_ref()?.progress;
        Some((progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed)))
    }

    /// Stops writing the dataset.
    pub fn cancel_export(&self) {
        if let Some(exporting) = &self.exporting {
            exporting.progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// What came of the dataset, once.
    pub fn poll_export(&mut self) -> Option<Exported> {
        let exported = match self.exporting.as_ref()?.receive.try_recv() {
            Ok(exported) => exported,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Exported::Failed("the export broke off".to_owned()),
        };
        self.exporting = None;
        Some(exported)
    }

    /// Stops writing the dataset and waits until nothing of it is left behind.
    pub fn finish_export(&mut self) {
        self.cancel_export();
        if let Some(exporting) = self.exporting.take() {
            // Written or not: the window closes.
            let _exported = exporting.receive.recv();
        }
    }

    /// Whether the window must look again soon.
    pub fn is_busy(&self) -> bool {
        self.saving.is_some() || self.compacting.is_some() || self.importing.is_some() || self.exporting.is_some()
    }
}
