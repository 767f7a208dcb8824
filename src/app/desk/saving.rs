//! Keeping the project file: it is written when the user pauses, asks or leaves, and never over what another program wrote.

use super::{Closing, Desk, Dialog, choices::keep_prefs};
use crate::{
    store::{self, FileState, LogLimit, Shortening, Snapshot, StoreError},
    text::words::sentence,
};
use egui::Context;
use jiff::Timestamp;
use std::time::Duration;

/// The time after the last change at which the project file is written, unless somebody saves before.
const IDLE_BEFORE_SAVE: Duration = Duration::from_secs(20);
/// How often the project's files are checked for changes by other programs while edits are only in the log.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Writes the project file in the background.
pub fn save(desk: &mut Desk, context: &Context) {
    if desk.session.read_only().is_some() {
        desk.status = "This project is read-only; save a copy to change it".to_owned();
        return;
    }
    let wake = waker(context);
    let snapshot = desk.session.snapshot();
    if !desk.tasks.save(snapshot, wake) {
        desk.status = "The project is being saved".to_owned();
    }
}

fn waker(context: &Context) -> impl Fn() + Send + Clone + 'static {
    let context = context.clone();
    move || context.request_repaint()
}

/// The result of a request to close the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It may close.
    Now,
    /// First the project is written; a dialog says so.
    Later,
}

/// Begins to close the window: what the project file lacks is written in the background. If that failed, a second request
/// closes the window, because the log has every edit.
pub fn leave(desk: &mut Desk, context: &Context) -> Leave {
    let is_idle = !desk.tasks.is_saving() && !desk.tasks.is_compacting();
    if desk.closing == Closing::No && look_beneath(desk) {
        // The message must be read before the window closes.
        desk.closing = Closing::Refused;
        return Leave::Later;
    }
    match desk.closing {
        Closing::Ready => return Leave::Now,
        Closing::Refused if is_idle => {
            desk.closing = Closing::Ready;
            return Leave::Now;
        }
        Closing::No | Closing::Refused | Closing::Writing => {}
    }
    desk.closing = Closing::Writing;
    if is_idle && is_written(desk) {
        compact(desk, context);
        if !desk.tasks.is_compacting() {
            desk.closing = Closing::Ready;
            return Leave::Now;
        }
    } else if !desk.tasks.is_saving() && !is_written(desk) {
        desk.tasks.save(desk.session.snapshot(), waker(context));
    }
    desk.dialog = Some(Dialog::Closing);
    Leave::Later
}

/// Whether the project file holds everything, and is where it was written.
fn is_written(desk: &Desk) -> bool {
    let session = &desk.session;
    let is_whole = || !session.has_unsaved_edits() && matches!(session.file_state(), Ok(FileState::Ours));
    session.read_only().is_some() || is_whole()
}

/// Whether what had to be written before closing has been written. If it could not be, the window stays, with a message.
pub fn may_leave_now(desk: &mut Desk, context: &Context) -> bool {
    if desk.tasks.is_saving() || desk.tasks.is_compacting() {
        return false;
    }
    match desk.closing {
        Closing::Writing => leave(desk, context) == Leave::Now,
        Closing::Refused if desk.dialog == Some(Dialog::Closing) => {
            desk.dialog = None;
            false
        }
        _ => false,
    }
}

/// Writes the project file before the session ends. The log holds every edit already, so a failure loses nothing.
pub fn save_before_leaving(desk: &mut Desk) {
    finish_save(desk);
    look_beneath(desk);
    if desk.session.read_only().is_some() {
        return;
    }
    let saved = match (!is_written(desk)).then(|| desk.session.save()) {
        // There is no time left for a question, so both versions are kept.
        Some(Err(StoreError::ChangedElsewhere { .. } | StoreError::Missing { .. })) => {
            desk.session.save_beside((desk.now)()).map(|_| ())
        }
        Some(result) => result,
        None => Ok(()),
    };
    if let Err(error) = saved.and_then(|()| desk.session.compact_log().map(|_| ())) {
        desk.complain_of(&error);
    }
}

/// Waits for the snapshot that is being written, and closes what floats above the window.
pub fn finish_save(desk: &mut Desk) {
    if let Some((snapshot, result)) = desk.tasks.finish_save() {
        saved(desk, &snapshot, result);
    }
    if let Some(prepared) = desk.tasks.finish_compaction() {
        compacted(desk, prepared);
    }
    desk.dialog = None;
}

/// Shortens the log in the background if it has grown beyond its limit.
fn compact(desk: &mut Desk, context: &Context) {
    if !desk.tasks.is_compacting()
        && let Some(shortening) = desk.session.plan_compaction()
    {
        desk.tasks.compact(shortening, waker(context));
    }
}

fn compacted(desk: &mut Desk, (shortening, prepared): (Shortening, std::io::Result<()>)) {
    if let Err(error) = desk.session.finish_compaction(shortening, prepared) {
        desk.complain_of(&error);
    }
}

fn saved(desk: &mut Desk, snapshot: &Snapshot, result: Result<(), StoreError>) {
    match result {
        Ok(()) => {
            desk.session.was_saved(snapshot);
            desk.open.saved_at = Some((desk.now)());
            desk.closing = desk.closing.after_save();
        }
        Err(error) => {
            // Tried again after the next change, or when the user asks; until then the log has it all.
            desk.open.changed_at = None;
            desk.closing = desk.closing.after_failure();
            not_saved(desk, &error);
        }
    }
}

/// Says why the project file was not written, and asks what to do where another program has changed it.
pub fn not_saved(desk: &mut Desk, error: &StoreError) {
    look_beneath(desk);
    // The session may have had to go on in a copy, which is whole.
    let changed = desk.session.file_state().unwrap_or(FileState::Missing);
    match error {
        StoreError::ChangedElsewhere { .. } | StoreError::Missing { .. } if changed != FileState::Ours => {
            ask_which_version(desk, changed);
        }
        _ => {}
    }
    let hint = error.hint().map_or_else(String::new, |hint| format!(" To go on: {hint}."));
    let copy = match desk.session.is_log_safe() {
        true => "All work is in the log; “Save a copy as…” (Ctrl+Shift+S) writes it elsewhere.",
        false => "The log is gone too: “Save a copy as…” (Ctrl+Shift+S) writes all work elsewhere.",
    };
    desk.complain(format!("Not saved: {}.{hint} {copy}", store::with_causes(error)));
    if desk.closing == Closing::Refused && (changed != FileState::Ours || !desk.session.is_log_safe()) {
        keep_before_closing(desk);
    }
}

/// Asks which version stays, and not again about the same change.
fn ask_which_version(desk: &mut Desk, changed: FileState) {
    let _asked_now = desk.session.take_file_change();
    desk.dialog = Some(Dialog::FileChanged(changed));
}

/// Writes all work to a copy, as the window may close without another question, and says where that is.
fn keep_before_closing(desk: &mut Desk) {
    match desk.session.save_beside((desk.now)()) {
        Ok(kept) => desk.tell(format!("All your work is kept in {}. Closing the window again leaves it there.", kept.display())),
        Err(error) => {
            let lost = "Closing the window again loses what is not in the log.";
            desk.complain(format!("A copy could not be written anywhere: {}. {lost}", store::with_causes(&error)));
        }
    }
}

/// Checks whether other programs changed log, lock or project file. The session makes everything safe at once. Reports what
/// happened, and returns whether anything did.
fn look_beneath(desk: &mut Desk) -> bool {
    let now = (desk.now)();
    desk.looked_beneath = Some(now);
    let was_safe = desk.session.is_log_safe();
    if let Err(error) = desk.session.make_safe(now)
        && was_safe
    {
        desk.complain_of(&error);
    }
    let notices = desk.session.take_notices();
    for notice in &notices {
        desk.complain(format!("{}.", sentence(&notice.0)));
    }
    if !notices.is_empty() && desk.prefs.last_project.as_deref() != Some(desk.session.path()) {
        // It went on in a copy.
        desk.prefs.last_project = Some(desk.session.path().to_owned());
        keep_prefs(desk);
    }
    !notices.is_empty() || was_safe && !desk.session.is_log_safe()
}

/// Looks again when some time has passed, and asks about a project file that was found to be changed.
fn watch_beneath(desk: &mut Desk, context: &Context) {
    let now = (desk.now)();
    let has_passed = |at: Timestamp| Duration::try_from(now - at).is_ok_and(|passed| passed >= LOOK_EVERY) || now < at;
    if desk.looked_beneath.is_none_or(has_passed) || desk.session.has_notices() {
        look_beneath(desk);
    }
    if desk.dialog.is_none()
        && !desk.tasks.is_saving()
        && let Some(changed) = desk.session.take_file_change()
        && desk.session.file_state().is_ok_and(|now| now == changed)
    {
        ask_which_version(desk, changed);
    }
    if desk.session.has_unsaved_edits() {
        context.request_repaint_after(LOOK_EVERY);
    }
}

/// Looks whether another program has changed the project file, and asks what to do if so.
pub fn look_at_file(desk: &mut Desk) {
    if desk.tasks.is_saving() || desk.dialog.is_some() {
        return;
    }
    match desk.session.file_state() {
        Ok(FileState::Ours) => {}
        Ok(changed) => ask_which_version(desk, changed),
        Err(error) => desk.complain(format!("The project file cannot be reached: {error}. All work stays in the window.")),
    }
}

/// Goes on with the version in the window; the other is kept.
pub fn keep_mine(desk: &mut Desk) {
    finish_save(desk);
    match desk.session.keep_mine() {
        Ok(kept) => {
            desk.open.saved_at = Some((desk.now)());
            desk.status = "Saved".to_owned();
            if let Some(kept) = kept {
                desk.tell(format!("The other version is kept as {}.", kept.display()));
            }
        }
        Err(error) => not_saved(desk, &error),
    }
}

/// Looks whether a snapshot has come to an end, and saves when the user has paused.
pub fn poll(desk: &mut Desk, context: &Context) {
    if let Some((snapshot, result)) = desk.tasks.poll_save() {
        let is_saved = result.is_ok();
        saved(desk, &snapshot, result);
        if is_saved {
            compact(desk, context);
        }
    }
    if let Some(prepared) = desk.tasks.poll_compaction() {
        compacted(desk, prepared);
    }
    if desk.session.read_only().is_none() {
        watch_beneath(desk, context);
    }
    if desk.session.read_only().is_some() || !desk.session.has_unsaved_edits() || desk.tasks.is_saving() {
        return;
    }
    let Some(changed_at) = desk.open.changed_at else { return };
    let idle = Duration::try_from((desk.now)() - changed_at).unwrap_or_default();
    match IDLE_BEFORE_SAVE.checked_sub(idle) {
        Some(rest) if !rest.is_zero() => context.request_repaint_after(rest),
        _ => save(desk, context),
    }
}

/// Sets how long the log may grow.
pub fn set_log_limit(desk: &mut Desk, limit: LogLimit) {
    if let Err(error) = desk.session.set_log_limit(limit) {
        desk.complain_of(&error);
    }
}

/// Asks which backup to go back to.
pub fn ask_for_backup(desk: &mut Desk) {
    desk.dialog = Some(Dialog::Restore(desk.session.backups()));
}
