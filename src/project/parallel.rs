//! The same work on many things, on several threads, with results that do not depend on how many.
//!
//! How many are worth starting is one a core; each exception is a function here, with its reason.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// More threads than this, reading a file each, wait for the disk and for memory rather than work.
const MAX_READING_FILES: usize = 16;

/// More threads than this, reading one file, wait for the one that cuts it into lines.
const MAX_READING_ONE_FILE: usize = 8;

/// What a thread may use for calls within calls: as much as the first thread of a program has.
pub const STACK_BYTES: usize = 8 << 20;

/// How many threads are worth starting for what needs the processor alone: one a core.
pub fn num_threads_computing() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// As [`num_threads_computing`], while a window is to stay quick: one core is left to it, unless that halves them. A window
/// that waits needs little.
pub fn num_threads_beside_window() -> usize {
    match num_threads_computing() {
        few @ ..=2 => few,
        cores => cores - 1,
    }
}

/// How many threads are worth starting for many files or texts: one a core, and not more than 16.
pub fn num_threads() -> usize {
    num_threads_computing().min(MAX_READING_FILES)
}

/// How many threads are worth starting for the lines of one file: one a core, and not more than 8.
pub fn num_threads_of_one_file() -> usize {
    num_threads_computing().min(MAX_READING_ONE_FILE)
}

/// `work` of each of `things`, in their order. One thread, or one thing, needs no other thread.
pub fn map<'t, T: Sync, R: Send>(things: &'t [T], num_threads: usize, work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    map_until(things, num_threads, || false, work)
}

/// As [`map`], until `is_stopped`: then what has been begun is finished, and the results are those of the first things.
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
        // Things are begun in their order, so those that were begun are the first ones.
        while !is_stopped() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(place) else { break };
            own.push((place, work(thing)));
        }
        // Nobody panics while holding it: it is only appended to.
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
    };
    std::thread::scope(|scope| {
        for _ in 1..num_threads {
            // Without it the others do its work.
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
