//! Limits the memory for large files when several threads read them at once.

use super::archive;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The memory that all threads together may use for files that are being read, in bytes.
pub const READING_BYTES: usize = 512 << 20;

/// Files up to this size, in bytes, never wait.
const SMALL_BYTES: usize = 4 << 20;

/// The memory that threads share for reading. A thread that needs more than is left waits until others are done. A file that
/// is read alone never waits, however much it needs.
#[derive(Debug)]
pub struct Budget {
    limit_bytes: usize,
    state: Mutex<State>,
    is_freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The sum of all shares, in bytes.
    used_bytes: usize,
    /// The number of shares.
    num_shares: usize,
    /// The number of shares that wait for more.
    num_waiting: usize,
}

/// The share of a [`Budget`] that one file holds until it is dropped.
#[derive(Debug)]
pub struct Share<'b> {
    budget: &'b Budget,
    bytes: usize,
    /// Whether it counts against the budget.
    is_counted: bool,
}

/// The memory that reading a file needs beyond the articles it produces, in bytes: the file itself, and the largest entry if
/// it is an archive. The archive's own statement of sizes is used, because unpacking has limits of its own.
pub fn needed_bytes(bytes: &[u8]) -> usize {
    bytes.len().saturating_add(archive::largest_entry(bytes))
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(READING_BYTES)
    }
}

impl Budget {
    /// Makes a budget of this many bytes.
    pub fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, state: Mutex::default(), is_freed: Condvar::new() }
    }

    /// Waits until `bytes` are left for a file, or no other file is being read. Small files do not wait.
    pub fn take(&self, bytes: usize) -> Share<'_> {
        let mut share = Share { budget: self, bytes: 0, is_counted: false };
        share.grow_to(bytes);
        share
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock: numbers are only added and subtracted.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share<'_> {
    /// Waits until the file may use `bytes` altogether. If all others are waiting too, one of them goes on, so that one
    /// always finishes.
    pub fn grow_to(&mut self, bytes: usize) {
        if bytes <= self.bytes.max(SMALL_BYTES) {
            return;
        }
        let more = bytes - self.bytes;
        let budget = self.budget;
        let mut state = budget.locked();
        if self.is_counted {
            state.num_waiting += 1;
            budget.is_freed.notify_all();
        }
        let must_wait = |state: &mut State| {
            let is_first = if self.is_counted { state.num_waiting == state.num_shares } else { state.num_shares == 0 };
            !is_first && state.used_bytes.saturating_add(more) > budget.limit_bytes
        };
        let waited = budget.is_freed.wait_while(state, must_wait);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if self.is_counted {
            state.num_waiting -= 1;
        } else {
            state.num_shares += 1;
        }
        state.used_bytes = state.used_bytes.saturating_add(more);
        drop(state);
        self.bytes = bytes;
        self.is_counted = true;
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        if self.is_counted {
            let mut state = self.budget.locked();
            state.used_bytes = state.used_bytes.saturating_sub(self.bytes);
            state.num_shares -= 1;
            drop(state);
            self.budget.is_freed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, SMALL_BYTES, needed_bytes};
    use crate::parallel;
    use std::{
        io::{Cursor, Write as _},
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    const MB: usize = 1 << 20;

    /// The most memory in use while 8 threads read files that need these amounts, at first and later.
    fn most_in_use(limit: usize, files: &[(usize, usize)]) -> usize {
        let (budget, most) = (Budget::new(limit), AtomicUsize::new(0));
        let read = parallel::map(files, 8, |(first, then)| {
            let mut share = budget.take(*first);
            most.fetch_max(budget.locked().used_bytes, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(1));
            share.grow_to(*then);
            most.fetch_max(budget.locked().used_bytes, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(1));
        });
        assert_eq!((read.len(), budget.locked().used_bytes), (files.len(), 0));
        most.into_inner()
    }

    #[test]
    fn no_more_is_in_use_than_the_budget_has() {
        assert!(most_in_use(512 * MB, &[(300 * MB, 300 * MB); 20]) <= 512 * MB);
        assert!(most_in_use(512 * MB, &[(100 * MB, 100 * MB); 20]) <= 512 * MB);
        // Files that wait for more keep what they have.
        assert!(most_in_use(512 * MB, &[(60 * MB, 400 * MB); 20]) <= 512 * MB + 400 * MB);
    }

    #[test]
    fn one_that_needs_more_than_there_is_goes_alone() {
        assert_eq!(most_in_use(100 * MB, &[(900 * MB, 900 * MB); 9]), 900 * MB);
        assert!(most_in_use(100 * MB, &[(50 * MB, 900 * MB); 9]) <= 1000 * MB);
    }

    #[test]
    fn small_files_wait_for_nobody() {
        let budget = Budget::new(100 * MB);
        let _large = budget.take(900 * MB);
        let _small = budget.take(SMALL_BYTES);
        assert_eq!(budget.locked().used_bytes, 900 * MB);
    }

    #[test]
    fn an_archive_needs_itself_and_its_largest_part() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in [("a.txt", MB), ("b.txt", 3 * MB), ("c.txt", MB)] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&vec![b'a'; size]).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert_eq!(needed_bytes(&bytes), bytes.len() + 3 * MB);
        assert_eq!(needed_bytes(b"Sel Wire"), 8);
        assert_eq!(needed_bytes(b"PK\x03\x04 and no more"), 16);
    }
}
