//! The key bindings in force: the defaults from the table of commands, and the user's changes.

use super::command::{COMMANDS, Command, CommandInfo, Place};
use egui::{Key, Modifiers};
use std::collections::BTreeMap;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    ctrl: bool,
    alt: bool,
    shift: bool,
    key: Key,
}

impl Shortcut {
    /// A key press as commands know it: Ctrl and Command are one, and a key that is typed with Shift on some layouts is
    /// the key itself, so that "+" is "+" everywhere and "{" is Shift+"[".
    pub fn new(modifiers: Modifiers, key: Key) -> Self {
        let (key, shift) = match key {
            Key::Equals if modifiers.shift => (Key::Plus, false),
            Key::Plus => (Key::Plus, false),
            Key::OpenCurlyBracket => (Key::OpenBracket, true),
            Key::CloseCurlyBracket => (Key::CloseBracket, true),
            _ => (key, modifiers.shift),
        };
        Self { ctrl: modifiers.command || modifiers.ctrl, alt: modifiers.alt, shift, key }
    }

    /// The key alone.
    pub fn key(self) -> Key {
        self.key
    }

    /// Whether it has no modifiers.
    pub fn is_bare(self) -> bool {
        !(self.ctrl || self.alt || self.shift)
    }

    /// As people read it, as in "Ctrl+Shift+Z".
    pub fn text(self) -> String {
        self.with_held(match self.key {
            Key::ArrowUp => "↑",
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::ArrowDown => "↓",
            Key::Escape => "Esc",
            Key::Minus => "–",
            Key::Plus => "+",
            key => key.symbol_or_name(),
        })
    }

    /// As a file holds it, as in "Ctrl+Shift+Z" and "Alt+Down".
    pub fn stored(self) -> String {
        self.with_held(self.key.name())
    }

    /// What [`Self::stored`] wrote.
    pub fn parse(stored: &str) -> Option<Self> {
        let mut rest = stored;
        let mut held = Modifiers::NONE;
        loop {
            let (modifier, after) = match rest {
                _ if rest.len() > 5 && rest.starts_with("Ctrl+") => (Modifiers::COMMAND, &rest[5..]),
                _ if rest.len() > 4 && rest.starts_with("Alt+") => (Modifiers::ALT, &rest[4..]),
                _ if rest.len() > 6 && rest.starts_with("Shift+") => (Modifiers::SHIFT, &rest[6..]),
                _ => break,
            };
            (held, rest) = (held | modifier, after);
        }
        Key::from_name(rest).map(|key| Self::new(held, key))
    }

    fn with_held(self, key: &str) -> String {
        let held = [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")];
        held.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name).chain([key]).collect()
    }

    /// What the key does that no command can take from it.
    pub fn fixed_use(self) -> Option<&'static str> {
        match self.key {
            Key::Escape => Some("goes back to the text"),
            Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown if !self.alt => Some("moves the caret"),
            Key::Home | Key::End | Key::PageUp | Key::PageDown if !self.alt => Some("moves the caret"),
            _ => None,
        }
    }
}

/// A key that starts a command.
#[derive(Clone, Copy, Debug)]
struct Binding {
    command: Command,
    place: Place,
    shortcut: Shortcut,
}

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Bindings(Vec<Binding>);

impl Default for Bindings {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

impl Bindings {
    /// The default keys, except for the `changed` commands, which map a stored name to a stored key (empty for none).
    /// Entries that cannot be understood are ignored. If two commands want the same key, a changed one comes before a
    /// default one.
    pub fn new(changed: &BTreeMap<String, String>) -> Self {
        let mut bindings = Self(Vec::new());
        let stored =
            |info: &CommandInfo| changed.get(info.command.stored_name()).or_else(|| changed.get(info.command.former_name()));
        for info in COMMANDS {
            if let Some(shortcut) = stored(info).and_then(|stored| Shortcut::parse(stored)) {
                bindings.add(info, shortcut);
            }
        }
        for info in COMMANDS.iter().filter(|info| stored(info).is_none()) {
            if let Some((modifiers, key)) = info.key {
                bindings.add(info, Shortcut::new(modifiers, key));
            }
        }
        bindings
    }

    fn add(&mut self, info: &CommandInfo, shortcut: Shortcut) {
        if self.holders(shortcut, info.place).next().is_none() {
            self.0.push(Binding { command: info.command, place: info.place, shortcut });
        }
    }

    /// The commands that this key starts where a key of `place` works.
    pub fn holders(&self, shortcut: Shortcut, place: Place) -> impl Iterator<Item = Command> + '_ {
        let fits = move |binding: &&Binding| binding.shortcut == shortcut && binding.place.overlaps(place);
        self.0.iter().filter(fits).map(|binding| binding.command)
    }

    /// The command that this key starts, of those that work where `works` says so.
    pub fn command(&self, shortcut: Shortcut, works: impl Fn(Command, Place) -> bool) -> Option<Command> {
        let fits = |binding: &&Binding| binding.shortcut == shortcut && works(binding.command, binding.place);
        self.0.iter().find(fits).map(|binding| binding.command)
    }

    /// The first key that starts the command.
    pub fn shortcut(&self, command: Command) -> Option<Shortcut> {
        self.0.iter().find(|binding| binding.command == command).map(|binding| binding.shortcut)
    }

    /// Its key as people read it; empty if it has none.
    pub fn key_text(&self, command: Command) -> String {
        self.shortcut(command).map_or_else(String::new, Shortcut::text)
    }

    /// Its name with its key, for tooltips.
    pub fn tooltip(&self, command: Command) -> String {
        match self.key_text(command) {
            key if key.is_empty() => command.label().to_owned(),
            key => format!("{}  ({key})", command.label()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn changed(pairs: &[(Command, &str)]) -> Bindings {
        Bindings::new(&pairs.iter().map(|(command, key)| (command.stored_name().to_owned(), (*key).to_owned())).collect())
    }

    #[test]
    fn keys_read_as_on_the_keyboard() {
        let usual = Bindings::default();
        assert_eq!(usual.key_text(Command::Redo), "Ctrl+Shift+Z");
        assert_eq!(usual.tooltip(Command::NextArticle), "Next article  (Alt+↓)");
        assert_eq!(usual.key_text(Command::ToggleTheme), "");
    }

    #[test]
    fn a_changed_key_takes_the_place_of_all_usual_ones_and_comes_first() {
        let keys = changed(&[(Command::ZoomIn, "Ctrl+U"), (Command::Note, "U")]);
        assert_eq!(keys.key_text(Command::ZoomIn), "Ctrl+U");
        let pressed = |held, key| keys.command(Shortcut::new(held, key), |_, _| true);
        assert_eq!(pressed(Modifiers::COMMAND, Key::Equals), None, "the second usual key is gone too");
        assert_eq!(pressed(Modifiers::NONE, Key::U), Some(Command::Note));
        assert_eq!(keys.key_text(Command::ToggleUnsure), "", "who had the key has none");
    }

    #[test]
    fn a_command_may_have_no_key_and_nonsense_is_passed_over() {
        assert_eq!(changed(&[(Command::Undo, "")]).key_text(Command::Undo), "");
        assert_eq!(changed(&[(Command::Undo, "Ctrl+Nonsense")]).key_text(Command::Undo), "");
    }

    #[test]
    fn settings_of_the_first_versions_are_read() {
        let former = [("MoveEdge(Start, Outward, Word)", "Ctrl+M"), ("Note", "Ctrl+Y")];
        let keys = Bindings::new(&former.map(|(command, key)| (command.to_owned(), key.to_owned())).into());
        let edge = Command::MoveEdge(
            crate::project::Edge::Start,
            crate::app::desk::command::Way::Outward,
            crate::app::desk::command::By::Word,
        );
        assert_eq!((keys.key_text(edge).as_str(), keys.key_text(Command::Note).as_str()), ("Ctrl+M", "Ctrl+Y"));
    }

    #[test]
    fn a_key_is_the_same_however_a_layout_types_it() {
        assert_eq!(Shortcut::new(Modifiers::SHIFT, Key::Equals), Shortcut::new(Modifiers::NONE, Key::Plus));
        assert_eq!(Shortcut::new(Modifiers::NONE, Key::OpenCurlyBracket), Shortcut::new(Modifiers::SHIFT, Key::OpenBracket));
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(ctrl: bool, alt: bool, shift: bool, key in proptest::sample::select(Key::ALL)) {
            let held = Modifiers { command: ctrl, alt, shift, ..Modifiers::NONE };
            let shortcut = Shortcut::new(held, key);
            prop_assert_eq!(Shortcut::parse(&shortcut.stored()), Some(shortcut));
        }
    }
}
