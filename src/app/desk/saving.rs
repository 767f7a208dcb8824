//! Work that must not hold up a frame: writing snapshots, reading articles, exporting a dataset.
//!
//! Each kind of work runs at most once at a time; the window polls for what came of it.

use crate::{
    app::{
        dataset::{self, Exported},
        import::reading::{self, Order, Read},
        running::{Came, Running, Teller},
    },
    store::{Shortening, Snapshot, StoreError},
};

/// What is going on.
#[derive(Default)]
pub struct Tasks {
    saving: Option<Running<(Snapshot, Result<(), StoreError>)>>,
    compacting: Option<Running<(Shortening, std::io::Result<()>)>>,
    importing: Option<Running<Read>>,
    exporting: Option<Running<Exported>>,
}

impl Tasks {
    /// Whether the project file is being written.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Writes a snapshot. One at a time: while one is being written, this does nothing and answers false.
    pub fn save(&mut self, snapshot: Snapshot, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.saving, "save", wake, move |_| {
            let result = snapshot.write();
            (snapshot, result)
        })
    }

    /// What came of the last snapshot, once.
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

    /// Reads files and folders for import. One at a time.
    pub fn import(&mut self, order: Order, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.importing, "import", wake, move |teller| reading::read_all(&order, teller.progress(), &|| teller.wake()))
    }

    /// How many of how many files have been read.
    pub fn import_progress(&self) -> Option<(usize, usize)> {
        self.importing.as_ref().map(Running::progress)
    }

    /// Stops reading.
    pub fn cancel_import(&self) {
        self.importing.iter().for_each(Running::cancel);
    }

    /// What was read, once.
    pub fn poll_import(&mut self) -> Option<Read> {
        let broke_off = || Read { failed: vec!["the import broke off; nothing was added".to_owned()], ..Read::default() };
        take(&mut self.importing).map(|read| read.unwrap_or_else(broke_off))
    }

    /// Writes a dataset. One at a time.
    pub fn export(&mut self, order: dataset::Order, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.exporting, "export", wake, move |teller| dataset::write(&order, teller.progress()))
    }

    /// How many of how many articles of the dataset have been written.
    pub fn export_progress(&self) -> Option<(usize, usize)> {
        self.exporting.as_ref().map(Running::progress)
    }

    /// Stops writing the dataset.
    pub fn cancel_export(&self) {
        self.exporting.iter().for_each(Running::cancel);
    }

    /// What came of the dataset, once.
    pub fn poll_export(&mut self) -> Option<Exported> {
        take(&mut self.exporting).map(|exported| exported.unwrap_or_else(|| Exported::Failed("the export broke off".to_owned())))
    }

    /// Stops writing the dataset and waits until nothing of it is left behind.
    pub fn finish_export(&mut self) {
        self.cancel_export();
        // Written or not: the window closes.
        let _exported = self.exporting.take().and_then(|exporting| exporting.wait());
    }

    /// Whether the window must look again soon.
    pub fn is_busy(&self) -> bool {
        self.saving.is_some() || self.compacting.is_some() || self.importing.is_some() || self.exporting.is_some()
    }
}

/// Begins what has one result, unless it is going on already.
fn begin<T: Send + 'static>(
    place: &mut Option<Running<T>>,
    name: &str,
    wake: impl Fn() + Send + Sync + 'static,
    work: impl FnOnce(&Teller<T>) -> T + Send + 'static,
) -> bool {
    let is_free = place.is_none();
    if is_free {
        *place = Some(Running::once(name, wake, work));
    }
    is_free
}

/// The result, once: `None` while there is none, `Some(None)` if the work ended without one.
fn take<T>(place: &mut Option<Running<T>>) -> Option<Option<T>> {
    let came = place.as_ref()?.poll()?;
    *place = None;
    Some(match came {
        Came::News(result) => Some(result),
        Came::End => None,
    })
}
