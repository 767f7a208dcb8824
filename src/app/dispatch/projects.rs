//! Another project, or another version of this one, comes into the window.

use crate::{
    app::{
        desk::{
            Dialog,
            choices::keep_prefs,
            saving::{finish_save, not_saved, save_before_leaving},
            sessions::{holder, new_project, open_session, seed},
        },
        rooms::{State, drafts},
    },
    store::{self, Opened, StoreError},
};
use std::path::Path;

/// Opens the project at `path` in place of the open one.
pub fn open(state: &mut State, path: &Path) {
    let is_itself = match (path.canonicalize(), state.desk.session.path().canonicalize()) {
        (Ok(asked), Ok(own)) => asked == own,
        _ => path == state.desk.session.path(),
    };
    if is_itself {
        state.desk.status = "This project is open already".to_owned();
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
                state.desk.complain("The other project was not opened, because your typed text could not be saved yet.");
                return;
            }
            save_before_leaving(&mut state.desk);
            state.desk.messages.clear();
            take(state, opened);
            state.desk.dialog = None;
        }
        Err(StoreError::Gone { path, backup }) => state.desk.dialog = Some(Dialog::Gone { path, backup }),
        Err(error) => state.desk.complain_of(&error),
    }
}

/// Puts the newest backup in the place of a project file that is gone, and opens it.
pub fn bring_back(state: &mut State, path: &Path) {
    let opened = store::bring_back(path).and_then(|_| open_session(path));
    replace(state, opened);
}

/// Shows a project that was opened.
fn take(state: &mut State, opened: Opened) {
    state.take(opened);
    keep_prefs(&mut state.desk);
}

/// Writes a copy of the project to `path` and goes on in it.
pub fn copy(state: &mut State, path: &Path) {
    // An error here has been reported; the former file stays unchanged.
    let _said = drafts::leave(state);
    let drafts = drafts::collect(state);
    let written = state.desk.session.snapshot().write_copy(path).and_then(|()| open_session(path));
    if let Ok(opened) = &written
        && let Err(error) = opened.session.keep_drafts(&drafts)
    {
        state
            .desk
            .complain(format!("Typed text that is not applied yet stays with the former file and is not in the copy: {error}."));
    }
    replace(state, written);
}

/// Goes on with the version in the file; the one in the window is kept.
pub fn keep_theirs(state: &mut State) {
    let _said = drafts::leave(state);
    finish_save(&mut state.desk);
    let now = (state.desk.now)();
    match seed().and_then(|seed| state.desk.session.keep_theirs(now, &holder(), seed)) {
        Ok((kept, notices)) => {
            state.refresh(notices);
            state.desk.tell(format!("Your version is kept as {}.", kept.display()));
        }
        Err(error) => state.desk.complain_of(&error),
    }
}

/// Goes back to a backup.
pub fn restore(state: &mut State, from: &Path) {
    let _said = drafts::leave(state);
    finish_save(&mut state.desk);
    match seed().and_then(|seed| state.desk.session.restore(from, &holder(), seed)) {
        Ok(notices) => {
            state.refresh(notices);
            state.desk.tell("The backup is restored. The project as it was before is the newest backup now.");
        }
        Err(error) => not_saved(&mut state.desk, &error),
    }
}
