//! Handles the signals that ask the program to end: the window saves and closes as if somebody had closed it.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the first such signal and never cleared.
static IS_ASKED_TO_END: AtomicBool = AtomicBool::new(false);

/// Whether the window was asked to end.
pub fn is_asked_to_end() -> bool {
    IS_ASKED_TO_END.load(Ordering::SeqCst)
}

/// Installs a handler: from now on SIGTERM, SIGHUP and SIGINT set a flag and wake the window, and a second signal ends the
/// program at once. If SIGHUP is ignored, as in a program that was started with `nohup`, it stays ignored.
#[cfg(unix)]
pub fn listen(context: &egui::Context) {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    let signals = [SIGTERM, SIGINT, SIGHUP].into_iter().filter(|signal| *signal != SIGHUP || !ignores_hangup());
    // Without a handler, a signal ends the program at once. Even then, everything typed up to the last pause is on disk.
    let Ok(mut signals) = Signals::new(signals) else { return };
    let context = context.clone();
    let wait = move || {
        for signal in signals.forever() {
            if IS_ASKED_TO_END.swap(true, Ordering::SeqCst) {
                // This returns only if the system refuses, and then the next signal tries again.
                let _ended = emulate_default_handler(signal);
            }
            context.request_repaint();
        }
    };
    let _started = std::thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

/// Does nothing: other systems end a program by closing its window.
#[cfg(not(unix))]
pub fn listen(_context: &egui::Context) {}

/// Returns whether this process was started to outlive its terminal, which can be read only on Linux.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| is_hangup_in(&status))
}

/// Returns whether the mask of ignored signals includes SIGHUP, which is its lowest bit.
#[cfg(unix)]
fn is_hangup_in(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(all(test, unix))]
mod tests {
    use super::is_hangup_in;

    #[test]
    fn nohup_is_told_from_the_mask_of_ignored_signals() {
        assert!(is_hangup_in("Name:\tobelus\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000000000\n"));
        assert!(!is_hangup_in("Name:\tobelus\nSigIgn:\t0000000000001000\n"));
        assert!(!is_hangup_in(""));
    }
}
