//! The user's choices for the window: who is at work, how large the text is, which keys do what.

use super::{
    Desk, Dialog, Focus, KeyChange, KeyUse,
    bindings::{Bindings, Shortcut},
    change::apply,
    command::{COMMANDS, Command, Place},
    others,
    prefs::{ThemeChoice, ZOOM_RANGE},
    room::Room,
};
use crate::{
    project::{Analyst, AnalystId, Edit},
    store::with_causes,
    text::{look_of, words::sentence},
};

/// Works in the layer of this analyst.
pub fn set_analyst(desk: &mut Desk, analyst: AnalystId) {
    let Some(name) = desk.project().analyst(&analyst).map(|analyst| analyst.name.clone()) else { return };
    others::hide(desk);
    desk.open.analyst = Some(analyst);
    desk.open.selected = None;
    desk.revision += 1;
    desk.prefs.analyst = Some(name);
    keep_prefs(desk);
}

/// Works as the analyst with this name, who joins the project if it has none.
pub fn add_analyst(desk: &mut Desk, name: &str) {
    let name = name.trim();
    if name.is_empty() {
        return;
    }
    let project = desk.project();
    let alike = project.analysts().iter().find(|other| other.name != name && look_of(&other.name) == look_of(name));
    let alike = alike.map(|other| other.name.clone());
    let known = project.analysts().iter().find(|analyst| analyst.name == name).map(|analyst| analyst.id.clone());
    let id = known.clone().unwrap_or_else(|| AnalystId::of_person(name, |id| project.analyst(id).is_some()));
    if known.is_none() {
        let analyst = Analyst { id: id.clone(), name: name.to_owned() };
        let at = project.analysts().len();
        if !apply(desk, Edit::AddAnalyst { at, analyst }) {
            return;
        }
    }
    desk.dialog = None;
    desk.focus = Some(Focus::Page);
    set_analyst(desk, id);
    if let (Some(other), true) = (alike, known.is_none()) {
        desk.status = format!("“{name}” is another analyst than “{other}”, though the names look alike");
    }
}

/// Makes the page’s type larger or smaller.
pub fn zoom(desk: &mut Desk, factor: f32) {
    desk.prefs.zoom = (desk.prefs.zoom * factor).clamp(*ZOOM_RANGE.start(), *ZOOM_RANGE.end());
    desk.status = format!("Text at {:.0} %", desk.prefs.zoom * 100.0);
    keep_prefs(desk);
}

/// Writes the user's choices. If that fails, they last until the window closes.
pub fn keep_prefs(desk: &mut Desk) {
    match desk.prefs.save() {
        Ok(None) => {}
        Ok(Some(told)) => desk.complain(sentence(&told.to_string())),
        Err(error) => {
            let why = with_causes(&error);
            desk.status = format!("The choice holds until the window closes; it could not be kept: {why}");
        }
    }
}

/// Gives a command the key that was pressed for it, or says what the key does already.
pub fn offer_key(desk: &mut Desk, command: Command, shortcut: Shortcut) {
    match key_use(desk, command, shortcut) {
        None => bind(desk, command, Some(shortcut)),
        Some(used) => desk.dialog = Some(Dialog::Keys(KeyChange { waiting: None, conflict: Some((command, shortcut, used)) })),
    }
}

/// What a key does already where it would start `command`.
fn key_use(desk: &Desk, command: Command, shortcut: Shortcut) -> Option<KeyUse> {
    if let Some(fixed) = shortcut.fixed_use() {
        return Some(KeyUse::Fixed(fixed));
    }
    let place = command.info().place;
    let typed = shortcut.key().name().chars().next().filter(|_| shortcut.key().name().chars().count() == 1);
    let label = typed.and_then(|typed| desk.project().codebook().label_of_key(typed.to_ascii_lowercase()));
    if let Some(label) = label.filter(|_| shortcut.is_bare() && place.overlaps(Place::Text(Room::Tag))) {
        return Some(KeyUse::Label(label.name.clone()));
    }
    let holders: Vec<_> = desk.keys.holders(shortcut, place).filter(|holder| *holder != command).collect();
    (!holders.is_empty()).then_some(KeyUse::Commands(holders))
}

/// Gives a command this key, or none. Commands that had the key where it would start this one have none then.
pub fn bind(desk: &mut Desk, command: Command, shortcut: Option<Shortcut>) {
    if let Some(shortcut) = shortcut {
        for holder in desk.keys.holders(shortcut, command.info().place).filter(|holder| *holder != command).collect::<Vec<_>>() {
            store_key(desk, holder, Some(String::new()));
        }
    }
    let stored = shortcut.map_or_else(String::new, Shortcut::stored);
    let usual = COMMANDS.iter().filter(|info| info.command == command).filter_map(|info| info.key);
    if usual.map(|(modifiers, key)| Shortcut::new(modifiers, key)).eq(shortcut) {
        store_key(desk, command, None);
    } else {
        store_key(desk, command, Some(stored));
    }
    take_keys(desk);
}

/// Remembers a command's key, or that it is the usual one; what an earlier version remembered is replaced.
fn store_key(desk: &mut Desk, command: Command, stored: Option<String>) {
    desk.prefs.keys.remove(command.former_name());
    match stored {
        Some(stored) => drop(desk.prefs.keys.insert(command.stored_name().to_owned(), stored)),
        None => drop(desk.prefs.keys.remove(command.stored_name())),
    }
}

/// Gives one command, or every one, its usual key again.
pub fn reset_keys(desk: &mut Desk, command: Option<Command>) {
    let Some(command) = command else {
        desk.prefs.keys.clear();
        take_keys(desk);
        return;
    };
    let usual = command.info().key.map(|(modifiers, key)| Shortcut::new(modifiers, key));
    match usual.and_then(|usual| Some((usual, key_use(desk, command, usual)?))) {
        Some((usual, used)) => {
            desk.dialog = Some(Dialog::Keys(KeyChange { waiting: None, conflict: Some((command, usual, used)) }));
        }
        None => {
            store_key(desk, command, None);
            take_keys(desk);
        }
    }
}

fn take_keys(desk: &mut Desk) {
    desk.keys = Bindings::new(&desk.prefs.keys);
    desk.dialog = Some(Dialog::Keys(KeyChange::default()));
    keep_prefs(desk);
}

/// Asks for the analyst's name where there is none, and gives the keys to the page otherwise.
pub fn ask_who_is_tagging(desk: &mut Desk) {
    if desk.open.analyst.is_none() && desk.session.read_only().is_none() {
        desk.dialog = Some(Dialog::Analyst(String::new()));
    } else {
        desk.focus = Some(Focus::Page);
    }
}

/// Changes from light to dark or back.
pub fn toggle_theme(desk: &mut Desk, theme: egui::Theme) {
    desk.prefs.theme = if theme == egui::Theme::Dark { ThemeChoice::Light } else { ThemeChoice::Dark };
    keep_prefs(desk);
}
