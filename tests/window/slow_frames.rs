//! Several keys within one frame, as when the machine is busy: each means what it means after the one before.

use super::Desk;
use egui::{Event, Key, Modifiers};
use obelus::app::desk::{Dialog, room::Room};

impl Desk {
    /// All of this arrives within one frame: letters as they are typed, `^` with Ctrl, names of keys in `<>`.
    fn at_once(&mut self, keys: &str) {
        let mut chars = keys.chars();
        while let Some(c) = chars.next() {
            let (modifiers, key, text) = match c {
                '<' => {
                    let name: String = chars.by_ref().take_while(|c| *c != '>').collect();
                    (Modifiers::NONE, Key::from_name(&name), None)
                }
                '^' => (Modifiers::COMMAND, chars.next().and_then(|c| Key::from_name(&c.to_string())), None),
                c => (Modifiers::NONE, Key::from_name(&c.to_uppercase().to_string()), Some(c.to_string())),
            };
            let events = &mut self.harness.input_mut().events;
            let event = |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            events.extend(key.map(|key| event(key, true)));
            events.extend(text.map(Event::Text));
            events.extend(key.map(|key| event(key, false)));
        }
        self.run();
    }
}

fn on_a_claim() -> Desk {
    let mut desk = Desk::article("The army said that nobody died in Sel. More is not known.", "nobody died");
    desk.key(Key::Tab);
    desk
}

#[test]
fn what_is_typed_right_after_the_note_was_asked_for_is_the_note() {
    let mut desk = on_a_claim();
    desk.at_once("n3 of 4");
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().note, "3 of 4");
    assert_eq!(desk.selected().unwrap().0, "claim");
}

#[test]
fn a_note_is_typed_left_and_the_next_command_given_in_one_frame() {
    let mut desk = on_a_claim();
    desk.at_once("nus<Escape>u3");
    let annotation = desk.annotation().unwrap();
    assert_eq!((&*annotation.note, annotation.is_unsure, annotation.label.as_str()), ("us", true, "casualty_figure"));
}

#[test]
fn keys_after_a_command_that_is_not_possible_are_commands() {
    let mut desk = on_a_claim();
    desk.key(Key::Escape);
    desk.key(Key::Escape);
    desk.at_once("nws");
    assert_eq!(desk.selection(), Some("The army said that nobody died in Sel."));
}

#[test]
fn fields_and_dialogs_get_what_is_typed_after_they_were_asked_for() {
    let mut desk = on_a_claim();
    desk.at_once("^Fsel");
    assert_eq!((desk.state().tag.bar.words.as_str(), desk.state().tag.bar.hits.len()), ("sel", 1));
    desk.at_once("<Escape>^Larmy");
    assert_eq!(desk.state().tag.filter, "army");
    desk.at_once("<Escape>^G1<Enter>u");
    assert_eq!(desk.state().desk.dialog, None);
    desk.at_once("^Kquote");
    assert!(matches!(&desk.state().desk.dialog, Some(Dialog::Palette(palette)) if palette.query == "quote"));
    desk.at_once("<Escape>^Osomewhere");
    assert!(matches!(&desk.state().desk.dialog, Some(Dialog::Path(question)) if question.path == "somewhere"));
}

#[test]
fn enter_takes_what_the_palette_finds_for_all_that_was_typed() {
    let mut desk = on_a_claim();
    desk.at_once("^Klarger text<Enter>");
    assert_eq!(desk.state().desk.dialog, None);
    assert!(desk.state().desk.prefs.zoom > 1.0);
}

#[test]
fn a_key_means_what_it_means_in_the_room_that_was_gone_to() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().clone();
    desk.at_once("^2c3");
    assert_eq!(desk.state().desk.room, Room::Compare);
    assert_eq!((desk.state().compare.is_commenting, desk.state().compare.comment.as_str()), (true, "3"));
    assert_eq!(*desk.state().desk.project(), before, "nothing was tagged");
}

#[test]
fn what_is_typed_right_after_a_click_into_a_field_goes_there() {
    use egui_kittest::kittest::Queryable as _;
    let mut desk = on_a_claim();
    let place = desk.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Note").rect().center();
    let click =
        |pressed| Event::PointerButton { pos: place, button: egui::PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    desk.harness.input_mut().events.extend([Event::PointerMoved(place), click(true), click(false)]);
    desk.at_once("34");
    desk.key(Key::Escape);
    assert_eq!((&*desk.annotation().unwrap().note, desk.selected().unwrap().0), ("34", "claim"));
}
