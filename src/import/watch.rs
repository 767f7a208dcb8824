//! Reads many files on several threads, with progress and a way to stop.

use crate::parallel;

/// The number of bytes that the files read at one time may have together, so that their results are small too.
const BATCH_BYTES: usize = 16 << 20;

/// The watcher of a long reading or joining. It receives the number of files or articles that are done, and is asked whether
/// to stop.
#[derive(Clone, Copy)]
pub struct Watch<'w> {
    num_threads: usize,
    is_stopped: &'w (dyn Fn() -> bool + Sync),
    step: &'w (dyn Fn(usize) + Sync),
}

fn never() -> bool {
    false
}

fn nowhere(_num_files: usize) {}

impl Default for Watch<'_> {
    /// A watcher that does nothing, with the usual number of threads.
    fn default() -> Self {
        Self { num_threads: parallel::num_threads(), is_stopped: &never, step: &nowhere }
    }
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("num_threads", &self.num_threads).finish_non_exhaustive()
    }
}

impl<'w> Watch<'w> {
    /// Reading goes on until `is_stopped`, and then returns what it has so far. `step` receives the number of further files
    /// that were read. Both are called on any thread.
    pub fn new(is_stopped: &'w (dyn Fn() -> bool + Sync), step: &'w (dyn Fn(usize) + Sync)) -> Self {
        Self { is_stopped, step, ..Self::default() }
    }

    /// Uses this many threads.
    #[must_use]
    pub fn on_threads(self, num_threads: usize) -> Self {
        Self { num_threads, ..self }
    }

    /// Whether to stop.
    pub(super) fn is_stopped(&self) -> bool {
        (self.is_stopped)()
    }

    /// Reports that this many more files were read.
    pub(super) fn step(&self, num_files: usize) {
        (self.step)(num_files);
    }

    /// Returns `work` of each of the things, in their order; if it is stopped, of the first ones.
    pub(super) fn map<'t, T: Sync, R: Send>(&self, things: &'t [T], work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
        parallel::map_until(things, self.num_threads, self.is_stopped, work)
    }

    /// Passes to `take` what `work` makes of each of the things, in their order. Little more than a batch of results exists
    /// at one time; `size` gives the bytes of a thing.
    pub(super) fn each<'t, T: Sync, R: Send>(
        &self,
        things: &'t [T],
        size: impl Fn(&T) -> usize,
        work: impl Fn(&'t T) -> R + Sync,
        mut take: impl FnMut(&'t T, R),
    ) {
        let mut rest = things;
        while !rest.is_empty() && !self.is_stopped() {
            let mut num_bytes = 0;
            let is_in = |thing: &&T| {
                let is_in = num_bytes < BATCH_BYTES;
                num_bytes += size(thing);
                is_in
            };
            let (batch, later) = rest.split_at(rest.iter().take_while(is_in).count());
            let made = self.map(batch, |thing| {
                let made = work(thing);
                self.step(1);
                made
            });
            batch.iter().zip(made).for_each(|(thing, made)| take(thing, made));
            rest = later;
        }
    }
}
