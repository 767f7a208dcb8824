//! Opening, making, saving and filling projects from the window.

use super::drafts;
use crate::{
    app::{
        desk::{
            Closing, Dialog, Focus, State,
            choices::keep_prefs,
            sessions::{holder, new_project, open_session, seed},
        },
        import::{self as preview, reading::Order},
    },
    import::ImportOptions,
    store::{self, FileState, LogLimit, Opened, Shortening, Snapshot, StoreError},
    text::words::sentence,
};
use egui::Context;
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The project file is written this long after the last change, if nobody saves before.
const IDLE_BEFORE_SAVE: Duration = Duration::from_secs(20);

/// How often it is looked what other programs did to the project's files while edits are only in the log.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Opens the project at `path` in place of the open one.
pub fn open(state: &mut State, path: &Path) {
    let is_itself = match (path.canonicalize(), state.session.path().canonicalize()) {
        (Ok(asked), Ok(own)) => asked == own,
        _ => path == state.session.path(),
    };
    if is_itself {
        state.status = "This project is open already".to_owned();
        return;
    }
    let opened = open_session(path);
    replace(state, opened);
}

/// Makes a project at `path` and opens it.
pub fn create(state: &mut State, path: &Path) {
    let opened = new_project(path);
    replace(state, opened);
}

fn replace(state: &mut State, opened: Result<Opened, StoreError>) {
    match opened {
        Ok(opened) => {
            if !drafts::leave(state) {
                state.complain("The other project was not opened, because what is typed here could not be written yet.");
                return;
            }
            save_before_leaving(state);
            state.messages.clear();
            take(state, opened);
            state.dialog = None;
        }
        Err(StoreError::Gone { path, backup }) => state.dialog = Some(Dialog::Gone { path, backup }),
        Err(error) => state.complain_of(&error),
    }
}

/// Puts the newest backup in the place of a project file that is gone, and opens it.
pub fn bring_back(state: &mut State, path: &Path) {
    let opened = store::bring_back(path).and_then(|_| open_session(path));
    replace(state, opened);
}

/// Sets how long the log may grow.
pub fn set_log_limit(state: &mut State, limit: LogLimit) {
    if let Err(error) = state.session.set_log_limit(limit) {
        state.complain_of(&error);
    }
}

/// Shows a project that was opened.
fn take(state: &mut State, opened: Opened) {
    state.take(opened);
    keep_prefs(state);
}

/// Writes a copy of the project to `path` and goes on in it.
pub fn copy(state: &mut State, path: &Path) {
    // What goes wrong here is said; the former file stays as it is.
    let _said = drafts::leave(state);
    let drafts = drafts::collect(state);
    let written = state.session.snapshot().write_copy(path).and_then(|()| open_session(path));
    if let Ok(opened) = &written
        && let Err(error) = opened.session.keep_drafts(&drafts)
    {
        state.complain(format!("What is typed and not applied yet stays with the former file, not with the copy: {error}."));
    }
    replace(state, written);
}

/// Writes the project file in the background.
pub fn save(state: &mut State, context: &Context) {
    if state.session.read_only().is_some() {
        state.status = "This project can only be read; save a copy to change it".to_owned();
        return;
    }
    let wake = waker(context);
    let snapshot = state.session.snapshot();
    if !state.tasks.save(snapshot, wake) {
        state.status = "The project is being saved".to_owned();
    }
}

fn waker(context: &Context) -> impl Fn() + Send + Clone + 'static {
    let context = context.clone();
    move || context.request_repaint()
}

/// What becomes of a wish to close the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It may close.
    Now,
    /// First the project is written; a dialog says so.
    Later,
}

/// Begins to close the window: what is not yet in the project file is written in the background. A second wish, after
/// that has failed, is granted: the log has every edit.
pub fn leave(state: &mut State, context: &Context) -> Leave {
    let is_idle = !state.tasks.is_saving() && !state.tasks.is_compacting();
    if state.closing == Closing::No && look_beneath(state) {
        // What was just said is read before the window closes.
        state.closing = Closing::Refused;
        return Leave::Later;
    }
    match state.closing {
        Closing::Ready => return Leave::Now,
        Closing::Refused if is_idle => {
            state.closing = Closing::Ready;
            return Leave::Now;
        }
        Closing::No | Closing::Refused | Closing::Writing => {}
    }
    state.closing = Closing::Writing;
    if is_idle && is_written(state) {
        compact(state, context);
        if !state.tasks.is_compacting() {
            state.closing = Closing::Ready;
            return Leave::Now;
        }
    } else if !state.tasks.is_saving() && !is_written(state) {
        state.tasks.save(state.session.snapshot(), waker(context));
    }
    state.dialog = Some(Dialog::Closing);
    Leave::Later
}

/// Whether the project file holds everything, and is where it was written.
fn is_written(state: &State) -> bool {
    let session = &state.session;
    let is_whole = || !session.has_unsaved_edits() && matches!(session.file_state(), Ok(FileState::Ours));
    session.read_only().is_some() || is_whole()
}

/// Whether what had to be written before closing has been written. If it could not be, the window stays, with a message.
pub fn may_leave_now(state: &mut State, context: &Context) -> bool {
    if state.tasks.is_saving() || state.tasks.is_compacting() {
        return false;
    }
    match state.closing {
        Closing::Writing => leave(state, context) == Leave::Now,
        Closing::Refused if state.dialog == Some(Dialog::Closing) => {
            state.dialog = None;
            false
        }
        _ => false,
    }
}

/// Writes the project file before the session ends. The log holds every edit already, so a failure loses nothing.
pub fn save_before_leaving(state: &mut State) {
    finish_save(state);
    look_beneath(state);
    if state.session.read_only().is_some() {
        return;
    }
    let saved = match (!is_written(state)).then(|| state.session.save()) {
        // There is no time left to ask: both versions stay.
        Some(Err(StoreError::ChangedElsewhere { .. } | StoreError::Missing { .. })) => {
            state.session.save_beside((state.now)()).map(|_| ())
        }
        Some(result) => result,
        None => Ok(()),
    };
    if let Err(error) = saved.and_then(|()| state.session.compact_log().map(|_| ())) {
        state.complain_of(&error);
    }
}

/// Waits for the snapshot that is being written, and closes what floats above the window.
fn finish_save(state: &mut State) {
    if let Some((snapshot, result)) = state.tasks.finish_save() {
        saved(state, &snapshot, result);
    }
    if let Some(prepared) = state.tasks.finish_compaction() {
        compacted(state, prepared);
    }
    state.dialog = None;
}

/// Shortens the log in the background if it has grown beyond its limit.
fn compact(state: &mut State, context: &Context) {
    if !state.tasks.is_compacting()
        && let Some(shortening) = state.session.plan_compaction()
    {
        state.tasks.compact(shortening, waker(context));
    }
}

fn compacted(state: &mut State, (shortening, prepared): (Shortening, std::io::Result<()>)) {
    if let Err(error) = state.session.finish_compaction(shortening, prepared) {
        state.complain_of(&error);
    }
}

fn saved(state: &mut State, snapshot: &Snapshot, result: Result<(), StoreError>) {
    match result {
        Ok(()) => {
            state.session.was_saved(snapshot);
            state.saved_at = Some((state.now)());
            state.closing = state.closing.after_save();
        }
        Err(error) => {
            // Tried again after the next change, or when the user asks; until then the log has it all.
            state.changed_at = None;
            state.closing = state.closing.after_failure();
            not_saved(state, &error);
        }
    }
}

/// Says why the project file was not written, and asks what to do where another program has changed it.
fn not_saved(state: &mut State, error: &StoreError) {
    look_beneath(state);
    // The session may have had to go on in a copy, which is whole.
    let changed = state.session.file_state().unwrap_or(FileState::Missing);
    match error {
        StoreError::ChangedElsewhere { .. } | StoreError::Missing { .. } if changed != FileState::Ours => {
            ask_which_version(state, changed);
        }
        _ => {}
    }
    let hint = error.hint().map_or_else(String::new, |hint| format!(" To go on: {hint}."));
    let copy = match state.session.is_log_safe() {
        true => "All work is in the log; “Save a copy as…” (Ctrl+Shift+S) writes it elsewhere.",
        false => "The log is gone too: “Save a copy as…” (Ctrl+Shift+S) writes all work elsewhere.",
    };
    state.complain(format!("Not saved: {}.{hint} {copy}", store::with_causes(error)));
    if state.closing == Closing::Refused && (changed != FileState::Ours || !state.session.is_log_safe()) {
        keep_before_closing(state);
    }
}

/// Asks which version stays, and not again about the same change.
fn ask_which_version(state: &mut State, changed: FileState) {
    let _asked_now = state.session.take_file_change();
    state.dialog = Some(Dialog::FileChanged(changed));
}

/// Writes all work to a copy, as the window may close without another question, and says where that is.
fn keep_before_closing(state: &mut State) {
    match state.session.save_beside((state.now)()) {
        Ok(kept) => state.tell(format!("All your work is kept in {}. Closing the window again leaves it there.", kept.display())),
        Err(error) => {
            let lost = "Closing the window again loses what is not in the log.";
            state.complain(format!("A copy could be written nowhere: {}. {lost}", store::with_causes(&error)));
        }
    }
}

/// Looks what other programs did to log, lock and project file; the session makes everything safe at once. Says what
/// happened, and whether anything did.
fn look_beneath(state: &mut State) -> bool {
    let now = (state.now)();
    state.looked_beneath = Some(now);
    let was_safe = state.session.is_log_safe();
    if let Err(error) = state.session.make_safe(now)
        && was_safe
    {
        state.complain_of(&error);
    }
    let notices = state.session.take_notices();
    for notice in &notices {
        state.complain(format!("{}.", sentence(&notice.0)));
    }
    if !notices.is_empty() && state.prefs.last_project.as_deref() != Some(state.session.path()) {
        // It went on in a copy.
        state.prefs.last_project = Some(state.session.path().to_owned());
        keep_prefs(state);
    }
    !notices.is_empty() || was_safe && !state.session.is_log_safe()
}

/// Looks again when some time has passed, and asks about a project file that was found to be changed.
fn watch_beneath(state: &mut State, context: &Context) {
    let now = (state.now)();
    let has_passed = |at: Timestamp| Duration::try_from(now - at).is_ok_and(|passed| passed >= LOOK_EVERY) || now < at;
    if state.looked_beneath.is_none_or(has_passed) || state.session.has_notices() {
        look_beneath(state);
    }
    if state.dialog.is_none()
        && !state.tasks.is_saving()
        && let Some(changed) = state.session.take_file_change()
        && state.session.file_state().is_ok_and(|now| now == changed)
    {
        ask_which_version(state, changed);
    }
    if state.session.has_unsaved_edits() {
        context.request_repaint_after(LOOK_EVERY);
    }
}

/// Looks whether another program has changed the project file, and asks what to do if so.
pub fn look_at_file(state: &mut State) {
    if state.tasks.is_saving() || state.dialog.is_some() {
        return;
    }
    match state.session.file_state() {
        Ok(FileState::Ours) => {}
        Ok(changed) => ask_which_version(state, changed),
        Err(error) => state.complain(format!("The project file cannot be reached: {error}. All work stays in the window.")),
    }
}

/// Goes on with the version in the window; the other is kept.
pub fn keep_mine(state: &mut State) {
    finish_save(state);
    match state.session.keep_mine() {
        Ok(kept) => {
            state.saved_at = Some((state.now)());
            state.status = "Saved".to_owned();
            if let Some(kept) = kept {
                state.tell(format!("The other version is kept as {}.", kept.display()));
            }
        }
        Err(error) => not_saved(state, &error),
    }
}

/// Goes on with the version in the file; the one in the window is kept.
pub fn keep_theirs(state: &mut State) {
    let _said = drafts::leave(state);
    finish_save(state);
    let now = (state.now)();
    match seed().and_then(|seed| state.session.keep_theirs(now, &holder(), seed)) {
        Ok((kept, notices)) => {
            state.refresh(notices);
            state.tell(format!("Your version is kept as {}.", kept.display()));
        }
        Err(error) => state.complain_of(&error),
    }
}

/// Asks which backup to go back to.
pub fn ask_for_backup(state: &mut State) {
    state.dialog = Some(Dialog::Restore(state.session.backups()));
}

/// Goes back to a backup.
pub fn restore(state: &mut State, from: &Path) {
    let _said = drafts::leave(state);
    finish_save(state);
    match seed().and_then(|seed| state.session.restore(from, &holder(), seed)) {
        Ok(notices) => {
            state.refresh(notices);
            state.tell("The backup is restored. The project as it was before is the newest backup now.");
        }
        Err(error) => not_saved(state, &error),
    }
}

/// Reads articles in the background.
pub fn import(state: &mut State, paths: Vec<PathBuf>, context: &Context) {
    state.dialog = None;
    if state.session.read_only().is_some() {
        state.complain("Articles cannot be imported into a project that can only be read; save a copy first.");
        return;
    }
    let known = state.project().articles().to_vec();
    // What was taken for the text is seen, and changed, before anything is imported.
    let options = ImportOptions { takes_any_body: true, ..ImportOptions::default() };
    if !state.tasks.import(Order { paths, known, options, ..Order::default() }, waker(context)) {
        state.status = "Articles are being imported already".to_owned();
    }
}

/// Looks whether a snapshot or an import has come to an end, and saves when the user has paused.
pub fn poll(state: &mut State, context: &Context) {
    if let Some((snapshot, result)) = state.tasks.poll_save() {
        let is_saved = result.is_ok();
        saved(state, &snapshot, result);
        if is_saved {
            compact(state, context);
        }
    }
    if let Some(prepared) = state.tasks.poll_compaction() {
        compacted(state, prepared);
    }
    if let Some(read) = state.tasks.poll_import() {
        preview::take(state, read);
    }
    if state.session.read_only().is_none() {
        watch_beneath(state, context);
    }
    if state.session.read_only().is_some() || !state.session.has_unsaved_edits() || state.tasks.is_saving() {
        return;
    }
    let Some(changed_at) = state.changed_at else { return };
    let idle = Duration::try_from((state.now)() - changed_at).unwrap_or_default();
    match IDLE_BEFORE_SAVE.checked_sub(idle) {
        Some(rest) if !rest.is_zero() => context.request_repaint_after(rest),
        _ => save(state, context),
    }
}

/// Asks for the analyst's name where there is none, and gives the keys to the page otherwise.
pub fn ask_who_is_tagging(state: &mut State) {
    if state.analyst.is_none() && state.session.read_only().is_none() {
        state.dialog = Some(Dialog::Analyst(String::new()));
    } else {
        state.focus = Some(Focus::Page);
    }
}
