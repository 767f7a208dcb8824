//! What the user chooses for the window: who is at work, how large the type is, which keys do what.

use super::{
    Dialog, Focus, KeyChange, KeyUse, State,
    bindings::{Bindings, Shortcut},
    change::commit,
    command::{COMMANDS, Command, Place},
    others,
    prefs::ZOOM_RANGE,
    room::Room,
};
use crate::{
    project::{Analyst, AnalystId, Edit},
    store::with_causes,
    text::words::sentence,
};

/// Works in the layer of this analyst.
pub fn set_analyst(state: &mut State, analyst: AnalystId) {
    let Some(name) = state.project().analyst(&analyst).map(|analyst| analyst.name.clone()) else { return };
    others::hide(state);
    state.analyst = Some(analyst);
    state.selected = None;
    state.revision += 1;
    state.prefs.analyst = Some(name);
    keep_prefs(state);
}

/// Works as the analyst of this name, who joins the project if it knows none such.
pub fn add_analyst(state: &mut State, name: &str) {
    let name = name.trim();
    if name.is_empty() {
        return;
    }
    let project = state.project();
    let known = project.analysts().iter().find(|analyst| analyst.name == name).map(|analyst| analyst.id.clone());
    let id = known.clone().unwrap_or_else(|| AnalystId::from_name(name, |id| project.analyst(id).is_some()));
    if known.is_none() {
        let analyst = Analyst { id: id.clone(), name: name.to_owned() };
        let at = project.analysts().len();
        if !commit(state, Edit::AddAnalyst { at, analyst }) {
            return;
        }
    }
    state.dialog = None;
    state.focus = Some(Focus::Page);
    set_analyst(state, id);
}

/// Makes the page’s type larger or smaller.
pub fn zoom(state: &mut State, factor: f32) {
    state.prefs.zoom = (state.prefs.zoom * factor).clamp(*ZOOM_RANGE.start(), *ZOOM_RANGE.end());
    state.status = format!("Text at {:.0} %", state.prefs.zoom * 100.0);
    keep_prefs(state);
}

/// Writes the user's choices; where that fails they hold until the window closes.
pub fn keep_prefs(state: &mut State) {
    match state.prefs.save() {
        Ok(None) => {}
        Ok(Some(told)) => state.complain(sentence(&told.to_string())),
        Err(error) => {
            let why = with_causes(&error);
            state.status = format!("The choice holds until the window closes; it could not be kept: {why}");
        }
    }
}

/// Gives a command the key that was pressed for it, or says what the key does already.
pub fn offer_key(state: &mut State, command: Command, shortcut: Shortcut) {
    match key_use(state, command, shortcut) {
        None => bind(state, command, Some(shortcut)),
        Some(used) => state.dialog = Some(Dialog::Keys(KeyChange { waiting: None, conflict: Some((command, shortcut, used)) })),
    }
}

/// What a key does already where it would start `command`.
fn key_use(state: &State, command: Command, shortcut: Shortcut) -> Option<KeyUse> {
    if let Some(fixed) = shortcut.fixed_use() {
        return Some(KeyUse::Fixed(fixed));
    }
    let place = command.info().place;
    let typed = shortcut.key().name().chars().next().filter(|_| shortcut.key().name().chars().count() == 1);
    let label = typed.and_then(|typed| state.project().codebook().label_of_key(typed.to_ascii_lowercase()));
    if let Some(label) = label.filter(|_| shortcut.is_bare() && place.overlaps(Place::Text(Room::Tag))) {
        return Some(KeyUse::Label(label.name.clone()));
    }
    let holders: Vec<_> = state.keys.holders(shortcut, place).filter(|holder| *holder != command).collect();
    (!holders.is_empty()).then_some(KeyUse::Commands(holders))
}

/// Gives a command this key, or none. Commands that had the key where it would start this one have none then.
pub fn bind(state: &mut State, command: Command, shortcut: Option<Shortcut>) {
    if let Some(shortcut) = shortcut {
        for holder in state.keys.holders(shortcut, command.info().place).filter(|holder| *holder != command).collect::<Vec<_>>() {
            store_key(state, holder, Some(String::new()));
        }
    }
    let stored = shortcut.map_or_else(String::new, Shortcut::stored);
    let usual = COMMANDS.iter().filter(|info| info.command == command).filter_map(|info| info.key);
    if usual.map(|(modifiers, key)| Shortcut::new(modifiers, key)).eq(shortcut) {
        store_key(state, command, None);
    } else {
        store_key(state, command, Some(stored));
    }
    take_keys(state);
}

/// Remembers a command's key, or that it is the usual one; what an earlier version remembered is replaced.
fn store_key(state: &mut State, command: Command, stored: Option<String>) {
    state.prefs.keys.remove(command.former_name());
    match stored {
        Some(stored) => drop(state.prefs.keys.insert(command.stored_name().to_owned(), stored)),
        None => drop(state.prefs.keys.remove(command.stored_name())),
    }
}

/// Gives one command, or every one, its usual key again.
pub fn reset_keys(state: &mut State, command: Option<Command>) {
    let Some(command) = command else {
        state.prefs.keys.clear();
        take_keys(state);
        return;
    };
    let usual = command.info().key.map(|(modifiers, key)| Shortcut::new(modifiers, key));
    match usual.and_then(|usual| Some((usual, key_use(state, command, usual)?))) {
        Some((usual, used)) => {
            state.dialog = Some(Dialog::Keys(KeyChange { waiting: None, conflict: Some((command, usual, used)) }));
        }
        None => {
            store_key(state, command, None);
            take_keys(state);
        }
    }
}

fn take_keys(state: &mut State) {
    state.keys = Bindings::new(&state.prefs.keys);
    state.dialog = Some(Dialog::Keys(KeyChange::default()));
    keep_prefs(state);
}
