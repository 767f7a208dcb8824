//! Work that runs on a thread: its progress, its results, and how it is cancelled.
//!
//! The window starts the work, polls it for results in each frame, and drops it when it is no longer wanted.

use crate::parallel::STACK_BYTES;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
    mpsc,
};

/// Work that runs on a thread. Dropping it cancels the work and does not wait for it.
#[derive(Debug)]
pub struct Running<T> {
    receive: mpsc::Receiver<T>,
    progress: Arc<Progress>,
}

/// Something that has arrived since the last poll.
#[derive(Debug, PartialEq, Eq)]
pub enum Came<T> {
    /// A result; more may come.
    News(T),
    /// The work has ended, and all results have arrived.
    End,
}

/// The progress of some work, shared by the work and the window.
#[derive(Debug, Default)]
pub struct Progress {
    total: AtomicUsize,
    done: AtomicUsize,
    is_cancelled: AtomicBool,
}

/// The sender through which the work reports to the window.
pub struct Teller<T> {
    send: mpsc::Sender<T>,
    progress: Arc<Progress>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl<T: Send + 'static> Running<T> {
    /// Starts `work` on a thread of this name. `wake` is called whenever there is something to poll.
    ///
    /// If the system has no thread to spare, the work is done before this returns.
    pub fn start(name: &str, wake: impl Fn() + Send + Sync + 'static, work: impl FnOnce(&Teller<T>) + Send + 'static) -> Self {
        let (send, receive) = mpsc::channel();
        let progress = Arc::new(Progress::default());
        let teller = Teller { send, progress: Arc::clone(&progress), wake: Box::new(wake) };
        // The new thread takes the work out and does it. If there is no new thread, this one does.
        let waiting = Arc::new(Mutex::new(Some((work, teller))));
        let of_thread = Arc::clone(&waiting);
        if std::thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES).spawn(move || run(&of_thread)).is_err() {
            run(&waiting);
        }
        Self { receive, progress }
    }

    /// As [`Running::start`], for work that has one result.
    pub fn once(
        name: &str,
        wake: impl Fn() + Send + Sync + 'static,
        work: impl FnOnce(&Teller<T>) -> T + Send + 'static,
    ) -> Self {
        Self::start(name, wake, move |teller| {
            teller.tell(work(teller));
        })
    }
}

impl<T> Running<T> {
    /// Work that already has its result.
    pub fn done(result: T) -> Self {
        let (send, receive) = mpsc::channel();
        // This cannot fail, because the receiver still exists.
        let _received = send.send(result);
        Self { receive, progress: Arc::default() }
    }

    /// Sets the number of things that the work has to do.
    pub fn expecting(self, total: usize) -> Self {
        self.progress.set_total(total);
        self
    }

    /// Returns the next thing that has arrived, or `None` if there is nothing yet. Never waits.
    pub fn poll(&self) -> Option<Came<T>> {
        match self.receive.try_recv() {
            Ok(news) => Some(Came::News(news)),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(Came::End),
        }
    }

    /// Waits for the next result. Returns `None` at the end of the work.
    pub fn wait(&self) -> Option<T> {
        self.receive.recv().ok()
    }

    /// Returns the number of things done and their total.
    pub fn progress(&self) -> (usize, usize) {
        self.progress.counts()
    }

    /// Cancels the work. Its end is still reported.
    pub fn cancel(&self) {
        self.progress.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Returns whether the work has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn run<T, W: FnOnce(&Teller<T>)>(waiting: &Mutex<Option<(W, Teller<T>)>>) {
    // Nothing panics while the lock is held, so it cannot be poisoned.
    let taken = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some((work, teller)) = taken else { return };
    work(&teller);
    let Teller { send, wake, .. } = teller;
    // Dropping the sender marks the end, so it comes before the window is woken to poll for it.
    drop(send);
    wake();
}

impl<T> Teller<T> {
    /// Sends a result and wakes the window. Returns whether more results are wanted.
    pub fn tell(&self, news: T) -> bool {
        // If the window has dropped the work, there is no receiver any more.
        let is_heard = self.send.send(news).is_ok();
        (self.wake)();
        is_heard && !self.progress.is_cancelled()
    }

    /// Wakes the window, so that it shows the current progress.
    pub fn wake(&self) {
        (self.wake)();
    }

    /// The progress of the work.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }
}

impl Progress {
    /// Sets the total number of things.
    pub fn set_total(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Adds `count` to the total.
    pub fn add_to_total(&self, count: usize) {
        self.total.fetch_add(count, Ordering::Relaxed);
    }

    /// Sets the number of things done.
    pub fn set_done(&self, done: usize) {
        self.done.store(done, Ordering::Relaxed);
    }

    /// Adds `count` to the number of things done, and returns the previous number.
    pub fn advance(&self, count: usize) -> usize {
        self.done.fetch_add(count, Ordering::Relaxed)
    }

    /// Adds `count` to the number of things done, and calls `wake` now and then.
    pub fn step(&self, count: usize, wake: &impl Fn()) {
        const AT_ONCE: usize = 64;
        let before = self.advance(count);
        if before.is_multiple_of(AT_ONCE) || before / AT_ONCE < (before + count) / AT_ONCE {
            wake();
        }
    }

    /// The number of things done, which is never more than the total, and the total.
    pub fn counts(&self) -> (usize, usize) {
        let total = self.total.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(total), total)
    }

    /// Returns whether the work has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

/// Begins what has one result, unless it is going on already.
pub fn begin<T: Send + 'static>(
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
pub fn take<T>(place: &mut Option<Running<T>>) -> Option<Option<T>> {
    let came = place.as_ref()?.poll()?;
    *place = None;
    Some(match came {
        Came::News(result) => Some(result),
        Came::End => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Came, Running};
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[test]
    fn results_come_in_order_and_then_the_end() {
        let woken = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&woken);
        let wake = move || {
            seen.fetch_add(1, Ordering::SeqCst);
        };
        let running = Running::start("test", wake, |teller| {
            teller.progress().set_total(3);
            for number in 0..3 {
                assert!(teller.tell(number), "wanted");
                teller.progress().advance(1);
            }
        });
        assert_eq!([running.wait(), running.wait(), running.wait(), running.wait()], [Some(0), Some(1), Some(2), None]);
        assert_eq!(running.poll(), Some(Came::End));
        assert_eq!(running.progress(), (3, 3));
        while woken.load(Ordering::SeqCst) < 4 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn whoever_cancels_or_drops_it_stops_it() {
        let until_stopped = |running: &Running<u32>| {
            while running.wait().is_some() {}
        };
        let work = |teller: &super::Teller<u32>| while teller.tell(1) {};
        let running = Running::start("test", || {}, work);
        running.cancel();
        until_stopped(&running);
        assert!(running.is_cancelled());

        let (send, receive) = std::sync::mpsc::channel();
        let running = Running::start(
            "test",
            || {},
            move |teller: &super::Teller<u32>| {
                work(teller);
                let _heard = send.send("stopped");
            },
        );
        drop(running);
        assert_eq!(receive.recv(), Ok("stopped"));
    }

    #[test]
    fn work_that_breaks_off_comes_to_its_end() {
        let running = Running::<()>::start("test", || {}, |_| panic!("this is part of the test"));
        assert_eq!(running.wait(), None);
        assert_eq!(running.poll(), Some(Came::End));
    }
}
