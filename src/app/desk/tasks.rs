//! Work on the project file that must not hold up a frame: writing snapshots, shortening the log.
//!
//! Each kind of work runs at most once at a time. The window polls for the results.

use crate::{
    app::running::{Running, begin, take},
    store::{Shortening, Snapshot, StoreError},
};

/// The work in progress.
#[derive(Default)]
pub struct Tasks {
    saving: Option<Running<(Snapshot, Result<(), StoreError>)>>,
    compacting: Option<Running<(Shortening, std::io::Result<()>)>>,
}

impl Tasks {
    /// Whether the project file is being written.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Writes a snapshot. While another one is being written, this does nothing and returns `false`.
    pub fn save(&mut self, snapshot: Snapshot, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.saving, "save", wake, move |_| {
            let result = snapshot.write();
            (snapshot, result)
        })
    }

    /// The result of the last snapshot, returned once.
    pub fn poll_save(&mut self) -> Option<(Snapshot, Result<(), StoreError>)> {
        take(&mut self.saving)?
    }

    /// Waits for the snapshot that is being written.
    pub fn finish_save(&mut self) -> Option<(Snapshot, Result<(), StoreError>)> {
        self.saving.take()?.wait()
    }

    /// Whether the log is being shortened.
    pub fn is_compacting(&self) -> bool {
        self.compacting.is_some()
    }

    /// Writes what stays of a log to a file beside it. One at a time, as with [`Self::save`].
    pub fn compact(&mut self, mut shortening: Shortening, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.compacting, "shorten the log", wake, move |_| {
            let prepared = shortening.prepare();
            (shortening, prepared)
        })
    }

    /// A log that was prepared, once.
    pub fn poll_compaction(&mut self) -> Option<(Shortening, std::io::Result<()>)> {
        take(&mut self.compacting)?
    }

    /// Waits for the log that is being prepared.
    pub fn finish_compaction(&mut self) -> Option<(Shortening, std::io::Result<()>)> {
        self.compacting.take()?.wait()
    }

    /// Whether the window must poll again soon.
    pub fn is_busy(&self) -> bool {
        self.saving.is_some() || self.compacting.is_some()
    }
}
