//! Signals by which the system asks the program to end: the window saves and closes as if it had been closed by hand.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the first such signal, for good.
static IS_ASKED_TO_END: AtomicBool = AtomicBool::new(false);

/// Whether the window was asked to end.
pub fn is_asked_to_end() -> bool {
    IS_ASKED_TO_END.load(Ordering::SeqCst)
}

/// From here on SIGTERM, SIGHUP and SIGINT set a flag and wake the window; a second one ends the program at once. A hangup
/// that is ignored stays ignored, as for a program that was started with `nohup`.
#[cfg(unix)]
pub fn listen(context: &egui::Context) {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    let signals = [SIGTERM, SIGINT, SIGHUP].into_iter().filter(|signal| *signal != SIGHUP || !ignores_hangup());
    // Without a handler a signal ends the program at once; what was typed before the last pause is on disk then too.
    let Ok(mut signals) = Signals::new(signals) else { return };
    let context = context.clone();
    let wait = move || {
        for signal in signals.forever() {
            if IS_ASKED_TO_END.swap(true, Ordering::SeqCst) {
                // It returns only if the system refuses; then the next signal tries again.
                let _ended = emulate_default_handler(signal);
            }
            context.request_repaint();
        }
    };
    let _started = std::thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

/// Other systems end a window by closing it.
#[cfg(not(unix))]
pub fn listen(_context: &egui::Context) {}

/// Whether this process was started so that it outlives its terminal; told only by Linux.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| is_hangup_in(&status))
}

/// Whether the mask of ignored signals has that of hangup, which is the lowest bit.
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
