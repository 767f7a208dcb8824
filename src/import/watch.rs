//! Reading many files on several threads, while somebody watches how far it is and may stop it.

use crate::parallel;

/// Files are read at one time until they have so many bytes together, so that what is made of them is small too.
const BATCH_BYTES: usize = 16 << 20;

/// Who watches a long reading or joining: is told of files or articles that are done, and is asked whether to go on.
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
    /// Nobody watches; all threads that are worth it work.
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
    /// Reading goes on until `is_stopped`, and then answers what it has, which is not all; `step` is told of so many more
    /// files that were read. Both are called on any thread.
    pub fn new(is_stopped: &'w (dyn Fn() -> bool + Sync), step: &'w (dyn Fn(usize) + Sync)) -> Self {
        Self { is_stopped, step, ..Self::default() }
    }

    /// As it is, on so many threads.
    #[must_use]
    pub fn on_threads(self, num_threads: usize) -> Self {
        Self { num_threads, ..self }
    }

    /// Whether to go on no longer.
    pub(super) fn is_stopped(&self) -> bool {
        (self.is_stopped)()
    }

    /// So many more files were read.
    pub(super) fn step(&self, num_files: usize) {
        (self.step)(num_files);
    }

    /// `work` of each of the things, in their order; of the first ones if it is stopped.
    pub(super) fn map<'t, T: Sync, R: Send>(&self, things: &'t [T], work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
        parallel::map_until(things, self.num_threads, self.is_stopped, work)
    }

    /// Has `take` have what `work` makes of each of the things, in their order. Not much more than a batch of it is there
    /// at one time; `size` tells the bytes of a thing.
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
