//! Does the same work on many things in several threads, with results that do not depend on the number of threads.
//!
//! The usual number of threads is one for each core; each exception is a function here, with its reason.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// Beyond this many threads that each read a file, threads wait for the disk and for memory instead of working.
const MAX_READING_FILES: usize = 16;

/// Beyond this many threads for one file, threads wait for the one that cuts the file into lines.
const MAX_READING_ONE_FILE: usize = 8;

/// The stack of each thread, in bytes: as large as that of a program's first thread, for deep recursion.
pub const STACK_BYTES: usize = 8 << 20;

/// The number of threads for work that needs only the processor: one for each core.
pub fn num_threads_computing() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The number of threads for work beside a window that must stay responsive: [`num_threads_computing`] without the core that
/// is left to the window, unless that halves it. A window that waits needs little.
pub fn num_threads_beside_window() -> usize {
    match num_threads_computing() {
        few @ ..=2 => few,
        cores => cores - 1,
    }
}

/// The number of threads for many files or texts: one for each core, at most 16.
pub fn num_threads() -> usize {
    num_threads_computing().min(MAX_READING_FILES)
}

/// The number of threads for the lines of one file: one for each core, at most 8.
pub fn num_threads_of_one_file() -> usize {
    num_threads_computing().min(MAX_READING_ONE_FILE)
}

/// Returns `work` of each of `things`, in their order. With one thread or one thing, no other thread is started.
pub fn map<'t, T: Sync, R: Send>(things: &'t [T], num_threads: usize, work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    map_until(things, num_threads, || false, work)
}

/// As [`map`], until `is_stopped`. Work that has begun is then finished, so the results are those of the first things.
pub fn map_until<'t, T: Sync, R: Send>(
    things: &'t [T],
    num_threads: usize,
    is_stopped: impl Fn() -> bool + Sync,
    work: impl Fn(&'t T) -> R + Sync,
) -> Vec<R> {
    let num_threads = num_threads.min(things.len());
    if num_threads <= 1 {
        return things.iter().take_while(|_| !is_stopped()).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(things.len()));
    let run = || {
        let mut own = Vec::new();
        // Work begins in the order of the things, so what has begun is always the first part.
        while !is_stopped() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(place) else { break };
            own.push((place, work(thing)));
        }
        // Nothing panics while it holds the lock: the vector is only appended to.
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
    };
    std::thread::scope(|scope| {
        for _ in 1..num_threads {
            // If a thread cannot be started, the others do its work.
            if std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{map, map_until};
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_are_in_the_order_of_the_things_on_any_number_of_threads() {
        let things: Vec<usize> = (0..1000).collect();
        let expected: Vec<usize> = things.iter().map(|thing| thing * 2).collect();
        for num_threads in [0, 1, 2, 7, 2000] {
            assert_eq!(map(&things, num_threads, |thing| thing * 2), expected, "{num_threads} threads");
        }
    }

    #[test]
    fn whoever_stops_has_the_first_results() {
        let things: Vec<usize> = (0..1000).collect();
        for num_threads in [1, 4] {
            let num_done = AtomicUsize::new(0);
            let is_stopped = || num_done.load(Ordering::SeqCst) >= 100;
            let results = map_until(&things, num_threads, is_stopped, |thing| {
                num_done.fetch_add(1, Ordering::SeqCst);
                *thing
            });
            assert!((100..100 + 4).contains(&results.len()), "{} results", results.len());
            assert_eq!(results, things[..results.len()]);
        }
    }
}
