//! Shows the progress of a command on one line of the terminal, and lets Ctrl+C stop the command cleanly.
//!
//! Nothing is written if standard error is not a terminal. The line never wraps: it is cut to the columns that the shell
//! names, and the terminal is told to cut what is still too long, because not every shell names them.

use super::screen::say;
use crate::intake::{Observer, Round};
use crate::text::display::is_harmless;
use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    process,
    sync::{
        Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// The shortest time between two updates of the line.
const EVERY: Duration = Duration::from_millis(66);
/// Work that is done within this time is not shown at all, because the line would only flicker.
const QUIET: Duration = Duration::from_millis(200);
/// The width of the bar, in characters.
const BAR_CHARS: usize = 20;
/// The number of columns that is assumed if the shell names none.
const COLUMNS: usize = 80;
/// The exit code of a program that Ctrl+C ended: 128 plus the number of the signal.
pub(super) const INTERRUPTED: u8 = 130;

/// Set by Ctrl+C, and never reset.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// The message if the command is ended before it checks for a stop; `None` if it must not be ended like this.
static LAST_WORDS: Mutex<Option<&str>> = Mutex::new(None);
/// How long a command may take to end by itself. Reading one large file takes longer.
const GRACE: Duration = Duration::from_millis(600);

/// From here on, Ctrl+C asks the command to stop at a point where everything is left unchanged. A second Ctrl+C ends it at
/// once.
pub(super) fn listen_for_stop() {
    // Without a handler, Ctrl+C ends the program at once, which does no harm to a project either.
    let _listening = ctrlc::set_handler(|| {
        if IS_STOPPED.swap(true, Ordering::SeqCst) {
            process::exit(i32::from(INTERRUPTED));
        }
        if io::stderr().is_terminal() {
            // Clears the line of the progress.
            let _cleared = io::stderr().write_all(b"\r\x1b[K");
            say("stopping; press Ctrl+C again to end at once");
        }
        std::thread::sleep(GRACE);
        // It is held until the end, so that nothing begins to be written in the meantime.
        let last_words = LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last_words) = *last_words {
            say(&format!("error: {last_words}"));
            process::exit(i32::from(INTERRUPTED));
        }
    });
}

/// Until [`must_finish`], Ctrl+C may end the command even in the middle of a file, with this message, because nothing has
/// been written.
pub(super) fn may_end(last_words: &'static str) {
    *LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner) = Some(last_words);
}

/// From here on, one Ctrl+C does not end the command: it writes, or reports itself that it was stopped.
pub(super) fn must_finish() {
    *LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Whether Ctrl+C was pressed.
pub(super) fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}

/// The progress of some work, which several threads may report.
pub(super) struct Progress {
    is_shown: bool,
    columns: usize,
    started: Instant,
    total: usize,
    num_done: AtomicUsize,
    num_bytes: AtomicU64,
    last_shown: Mutex<Option<Instant>>,
}

impl Progress {
    /// Starts with `total` things, none of which is done; 0 if their number is not known yet.
    pub(super) fn new(total: usize) -> Self {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        Self {
            is_shown: io::stderr().is_terminal(),
            columns: columns.unwrap_or(COLUMNS),
            started: Instant::now(),
            total,
            num_done: AtomicUsize::new(0),
            num_bytes: AtomicU64::new(0),
            last_shown: Mutex::new(None),
        }
    }

    /// Reports that a file of this many bytes was read.
    pub(super) fn read(&self, path: &Path, bytes: u64) {
        self.num_bytes.fetch_add(bytes, Ordering::Relaxed);
        let num_done = self.num_done.fetch_add(1, Ordering::Relaxed) + 1;
        self.show((num_done, self.total), path.file_name().map(|name| name.to_string_lossy()).as_deref().unwrap_or_default());
    }

    /// Reports that this many more things are done.
    pub(super) fn step(&self, num_things: usize) {
        let num_done = self.num_done.fetch_add(num_things, Ordering::Relaxed) + num_things;
        self.show((num_done, self.total), "");
    }

    /// Reports that `num_done` of `total` things are done.
    pub(super) fn done(&self, num_done: usize, total: usize) {
        self.show((num_done, total), "");
    }

    fn show(&self, (num_done, total): (usize, usize), name: &str) {
        let since_start = self.started.elapsed();
        if !self.is_shown || since_start < QUIET || is_stopped() {
            return;
        }
        // A thread that cannot get the line should work instead of waiting for it.
        let Ok(mut last) = self.last_shown.try_lock() else { return };
        if last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        *last = Some(Instant::now());
        let line = line(num_done, total, self.num_bytes.load(Ordering::Relaxed), since_start, name);
        // One column stays free, because some terminals wrap a line that fills the last column.
        let line = cut(&line, self.columns.saturating_sub(1));
        // It is written in one piece, and turns wrapping on again at its end.
        let _shown = io::stderr().write_all(format!("\r\x1b[K\x1b[?7l{line}\x1b[?7h").as_bytes());
    }

    /// Removes the line.
    pub(super) fn clear(&self) {
        let mut last = self.last_shown.lock().unwrap_or_else(PoisonError::into_inner);
        if last.take().is_some() {
            let _cleared = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

/// Shows on the terminal how far reading is, one line for each round, until Ctrl+C.
pub(super) struct OnTerminal(RwLock<Progress>);

impl OnTerminal {
    /// Shows nothing yet.
    pub(super) fn new() -> Self {
        Self(RwLock::new(Progress::new(0)))
    }

    fn progress(&self) -> RwLockReadGuard<'_, Progress> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for OnTerminal {
    fn is_stopped(&self) -> bool {
        is_stopped()
    }

    fn begin(&self, _round: Round, num_files: usize) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Progress::new(num_files);
    }

    fn file(&self, _round: Round, path: &Path, num_bytes: u64) {
        self.progress().read(path, num_bytes);
    }

    fn step(&self, num_files: usize) {
        self.progress().step(num_files);
    }

    fn end(&self) {
        self.progress().clear();
    }
}

/// Formats the line, with the most important parts first, because the end may be cut off.
fn line(num_done: usize, total: usize, num_bytes: u64, since_start: Duration, name: &str) -> String {
    let num_done = num_done.min(total);
    let share = |of: usize| (num_done * of).checked_div(total).unwrap_or(of);
    let bar = "#".repeat(share(BAR_CHARS));
    let mut parts = vec![format!("{:3} % [{bar:.<BAR_CHARS$}] {num_done} of {total}", share(100))];
    let millis = u64::try_from(since_start.as_millis()).unwrap_or(u64::MAX).max(1);
    if num_bytes > 0 {
        // A thousand bytes in a millisecond are a megabyte in a second.
        let kilobytes_a_second = num_bytes / millis;
        let speed = if kilobytes_a_second < 10_000 {
            format!("{}.{} MB/s", kilobytes_a_second / 1000, kilobytes_a_second % 1000 / 100)
        } else {
            format!("{} MB/s", kilobytes_a_second / 1000)
        };
        parts.push(speed);
    }
    if !name.is_empty() {
        parts.push(name.to_owned());
    }
    parts.join(", ")
}

/// The part of `line` that certainly fits into this many columns. Characters that could move the cursor or change the
/// direction become question marks, and every character beyond ASCII counts as a wide one.
fn cut(line: &str, columns: usize) -> String {
    let shown = line.chars().map(|c| if is_harmless(c) { c } else { '?' });
    let mut used = 0;
    let fitting = shown.take_while(|c| {
        used += if c.is_ascii() { 1 } else { 2 };
        used <= columns
    });
    fitting.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(num_done: usize, num_bytes: u64, name: &str, columns: usize) -> String {
        cut(&line(num_done, 10_000, num_bytes, Duration::from_secs(2), name), columns)
    }

    #[test]
    fn a_line_says_how_far_how_fast_and_what() {
        let line = " 45 % [#########...........] 4512 of 10000, 250 MB/s, dravna.txt";
        assert_eq!(shown(4512, 500_000_000, "dravna.txt", 80), line);
        assert_eq!(shown(1, 5_000_000, "", 80), "  0 % [....................] 1 of 10000, 2.5 MB/s");
        assert_eq!(shown(10_000, 0, "", 80), "100 % [####################] 10000 of 10000");
    }

    #[test]
    fn a_narrow_terminal_gets_the_beginning() {
        assert_eq!(shown(4512, 500_000_000, "dravna.txt", 39), " 45 % [#########...........] 4512 of 10");
        let wide = shown(4512, 0, "通信社.txt", 49);
        assert_eq!(wide, " 45 % [#########...........] 4512 of 10000, 通信");
        assert_eq!(shown(4512, 0, "x", 0), "");
    }

    #[test]
    fn a_name_cannot_move_the_cursor_or_turn_the_line() {
        let line = shown(1, 0, "a\u{1b}[2J\n\u{202E}b", 80);
        assert!(line.ends_with(", a?[2J??b"), "{line}");
    }

    #[test]
    fn nothing_to_do_is_done() {
        assert!(line(0, 0, 0, Duration::ZERO, "").starts_with("100 %"));
    }
}
