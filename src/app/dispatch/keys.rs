//! Turns keys into requests. Keys that write are left to a text field that has the keyboard.

use super::request::Request;
use crate::{
    app::{
        compare::{self, ask_of},
        desk::{
            self, Dialog,
            bindings::{Bindings, Shortcut},
            command::{By, Command, Place, Way},
            room::Room,
        },
        find,
        page::{Motion, Toward},
        rooms::State,
        tag,
    },
    project::{Codebook, LabelId},
};
use egui::{Context, Event, Key, Modifiers};

/// The part of the window that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// The text.
    Page,
    /// A control of a panel.
    Control,
    /// A dialog: only Escape and the keys of the key sheet and of quitting work.
    Dialog,
}

/// Reads the keys of this frame, and removes those it uses so that widgets do not see them.
pub fn requests(context: &Context, state: &State, keyboard: Keyboard) -> Vec<Request> {
    let mut requests = Vec::new();
    if egui::Popup::is_any_open(context) {
        // An open menu or list has the keys; Escape closes it.
        return requests;
    }
    context.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else { return true };
            let shortcut = Shortcut::new(*modifiers, latin(*key, *physical_key));
            let request = match waiting(state) {
                Some(command) => offer(command, shortcut),
                None if state.desk.room == Room::Compare && keyboard == Keyboard::Page && state.compare.is_editing() => {
                    making(shortcut, state).or_else(|| any(shortcut, *modifiers, state, keyboard))
                }
                None => any(shortcut, *modifiers, state, keyboard),
            };
            let is_taken = request.is_some();
            requests.extend(request);
            !is_taken
        });
    });
    requests
}

fn any(shortcut: Shortcut, modifiers: Modifiers, state: &State, keyboard: Keyboard) -> Option<Request> {
    request(shortcut, modifiers, &state.desk.keys, state.desk.project().codebook(), keyboard, state.desk.room)
}

/// What a key means while gold is made by hand in the Compare room: a label, or an edge that moves, as in tagging.
fn making(shortcut: Shortcut, state: &State) -> Option<Request> {
    if let Some(label) = label_of(shortcut, state.desk.project().codebook()) {
        return Some(Request::Compare(compare::Ask::SetLabel(label)));
    }
    let is_edge = |command: Command, _| matches!(command, Command::MoveEdge(..));
    match state.desk.keys.command(shortcut, is_edge)? {
        Command::MoveEdge(edge, way, by) => {
            Some(Request::Compare(compare::Ask::MoveEdge { edge, outward: way == Way::Outward, by_grapheme: by == By::Char }))
        }
        _ => None,
    }
}

/// The label for a key without modifiers.
fn label_of(shortcut: Shortcut, codebook: &Codebook) -> Option<LabelId> {
    let name = shortcut.key().name();
    let typed = name.chars().next().filter(|_| shortcut.is_bare() && name.chars().count() == 1)?;
    codebook.label_of_key(typed.to_ascii_lowercase()).map(|label| label.id.clone())
}

/// The command whose new key is waited for.
fn waiting(state: &State) -> Option<Command> {
    match &state.desk.dialog {
        Some(Dialog::Keys(change)) => change.waiting,
        _ => None,
    }
}

/// Any key but Escape, which leaves everything as it was, and those that are only held.
fn offer(command: Command, shortcut: Shortcut) -> Option<Request> {
    let is_only_held = matches!(
        shortcut.key(),
        Key::ShiftLeft
            | Key::ShiftRight
            | Key::ControlLeft
            | Key::ControlRight
            | Key::AltLeft
            | Key::AltRight
            | Key::SuperLeft
            | Key::SuperRight
            | Key::CapsLock
            | Key::NumLock
    );
    (!is_only_held && shortcut.key() != Key::Escape).then_some(Request::Desk(desk::Ask::OfferKey(command, shortcut)))
}

/// The key by its place where the layout has no Latin letter or digit there.
fn latin(key: Key, physical: Option<Key>) -> Key {
    let is_latin = key.name().len() == 1 && key.name().is_ascii();
    match physical {
        Some(physical) if !is_latin && physical.name().len() == 1 && key.name().chars().all(|c| !c.is_ascii()) => physical,
        _ => key,
    }
}

fn request(
    shortcut: Shortcut,
    modifiers: Modifiers,
    keys: &Bindings,
    codebook: &Codebook,
    keyboard: Keyboard,
    room: Room,
) -> Option<Request> {
    let works = |command: Command, place: Place| {
        let is_here = match place {
            Place::Anywhere => true,
            Place::Room(of) => of == room,
            Place::Text(of) => of == room && keyboard == Keyboard::Page,
        };
        is_here && (keyboard != Keyboard::Dialog || matches!(command, Command::Escape | Command::KeySheet | Command::Quit))
    };
    let command = keys.command(shortcut, works);
    if command.is_none() && keyboard == Keyboard::Page && room == Room::Compare {
        return ask_of(shortcut.key(), modifiers).map(Request::Compare);
    }
    if command.is_some() || keyboard != Keyboard::Page {
        return command.map(Request::run);
    }
    let label = || label_of(shortcut, codebook);
    match room {
        Room::Tag => {}
        Room::Find => return label().map(|label| Request::Find(find::Ask::DoLabel(label))),
        _ => return None,
    }
    if shortcut == Shortcut::new(Modifiers::NONE, Key::Backspace) {
        return Some(Request::run(Command::Delete));
    }
    movement(shortcut.key(), modifiers).or_else(|| label().map(|label| Request::Tag(tag::Ask::Tag(label))))
}

fn movement(key: Key, modifiers: Modifiers) -> Option<Request> {
    if modifiers.alt {
        return None;
    }
    let by_more = modifiers.command || modifiers.ctrl;
    let motion = match (key, by_more) {
        (Key::ArrowLeft, false) => Motion::Grapheme(Toward::Back),
        (Key::ArrowRight, false) => Motion::Grapheme(Toward::Forward),
        (Key::ArrowLeft, true) => Motion::Word(Toward::Back),
        (Key::ArrowRight, true) => Motion::Word(Toward::Forward),
        (Key::ArrowUp, false) => Motion::Line(Toward::Back),
        (Key::ArrowDown, false) => Motion::Line(Toward::Forward),
        (Key::ArrowUp, true) => Motion::Paragraph(Toward::Back),
        (Key::ArrowDown, true) => Motion::Paragraph(Toward::Forward),
        (Key::PageUp, _) => Motion::Page(Toward::Back),
        (Key::PageDown, _) => Motion::Page(Toward::Forward),
        (Key::Home, false) => Motion::LineEdge(Toward::Back),
        (Key::End, false) => Motion::LineEdge(Toward::Forward),
        (Key::Home, true) => Motion::Article(Toward::Back),
        (Key::End, true) => Motion::Article(Toward::Forward),
        _ => return None,
    };
    Some(Request::Tag(tag::Ask::Move(motion, modifiers.shift)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{app::page::TextObject, project::Edge, store::default_codebook};

    fn pressed(key: Key, modifiers: Modifiers, keyboard: Keyboard) -> Option<Request> {
        let shortcut = Shortcut::new(modifiers, key);
        request(shortcut, modifiers, &Bindings::default(), &default_codebook(), keyboard, Room::Tag)
    }

    fn on_page(key: Key, modifiers: Modifiers) -> Option<Request> {
        pressed(key, modifiers, Keyboard::Page)
    }

    #[test]
    fn keys_mean_what_the_key_sheet_says() {
        let shift = Modifiers::SHIFT;
        let none = Modifiers::NONE;
        assert_eq!(on_page(Key::Num3, none), Some(Request::Tag(tag::Ask::Tag("casualty_figure".into()))));
        assert_eq!(on_page(Key::Q, none), Some(Request::run(Command::SelectText(TextObject::Quotation))));
        assert_eq!(on_page(Key::Q, Modifiers::CTRL), Some(Request::run(Command::Quit)));
        assert_eq!(on_page(Key::ArrowRight, shift), Some(Request::Tag(tag::Ask::Move(Motion::Grapheme(Toward::Forward), true))));
        let inward = Request::run(Command::MoveEdge(Edge::Start, Way::Inward, By::Word));
        assert_eq!(on_page(Key::OpenBracket, shift), Some(inward.clone()));
        assert_eq!(on_page(Key::OpenCurlyBracket, shift), Some(inward));
        assert_eq!(on_page(Key::Equals, shift), Some(Request::run(Command::AddFragment)));
        assert_eq!(on_page(Key::Z, Modifiers::CTRL | shift), Some(Request::run(Command::Redo)));
        assert_eq!(on_page(Key::Backspace, none), Some(Request::run(Command::Delete)));
    }

    #[test]
    fn letters_belong_to_a_field_that_is_typed_into() {
        assert_eq!(pressed(Key::W, Modifiers::NONE, Keyboard::Control), None);
        assert_eq!(pressed(Key::Num1, Modifiers::NONE, Keyboard::Control), None);
        assert_eq!(pressed(Key::S, Modifiers::CTRL, Keyboard::Control), Some(Request::run(Command::Save)));
        assert_eq!(pressed(Key::S, Modifiers::CTRL, Keyboard::Dialog), None);
        assert_eq!(pressed(Key::Q, Modifiers::CTRL, Keyboard::Dialog), Some(Request::run(Command::Quit)));
    }

    #[test]
    fn a_layout_without_latin_letters_is_read_by_the_place_of_the_key() {
        assert_eq!(latin(Key::Num1, Some(Key::Num1)), Key::Num1);
        assert_eq!(latin(Key::W, Some(Key::Z)), Key::W, "a Latin layout is read by what the key says");
    }
}
