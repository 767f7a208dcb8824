//! The tagging panel: attributes, note, unsure.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::project::AttributeValue;

fn on_a_figure() -> Desk {
    let mut desk = Desk::sample();
    desk.keys(Modifiers::COMMAND, Key::Home);
    for _ in 0..3 {
        desk.key(Key::Tab);
    }
    assert_eq!(desk.selected().unwrap().1, "At least 14 people were killed");
    desk
}

#[test]
fn enter_goes_to_the_attributes_and_keys_step_through_the_answers() {
    let mut desk = on_a_figure();
    desk.key(Key::Enter);
    desk.key(Key::ArrowDown);
    assert_eq!(desk.annotation().unwrap().attributes.get("harm"), Some(&AttributeValue::Choice("injured".to_owned())));
    desk.key(Key::Delete);
    assert_eq!(desk.annotation().unwrap().attributes.get("harm"), None, "not filled");
    desk.harness.event(egui::Event::Text("u".to_owned()));
    desk.run();
    assert_eq!(
        desk.annotation().unwrap().attributes.get("harm"),
        Some(&AttributeValue::Unclear),
        "the letter u goes to “unclear”"
    );
    desk.key(Key::Escape);
    desk.key(Key::Num1);
    assert_eq!(desk.selected().unwrap().0, "claim", "the text has the keys again");
}

#[test]
fn a_number_is_typed_and_what_is_none_is_not_stored() {
    let mut desk = on_a_figure();
    desk.harness.get_by_label("Low").focus();
    desk.run();
    desk.keys(Modifiers::COMMAND, Key::A);
    desk.harness.event(egui::Event::Text("15".to_owned()));
    desk.run();
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("low"), Some(&AttributeValue::Integer(15)));
    desk.harness.get_by_label("Low").focus();
    desk.run();
    desk.keys(Modifiers::COMMAND, Key::A);
    desk.harness.event(egui::Event::Text("dozens".to_owned()));
    desk.run();
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("low"), Some(&AttributeValue::Integer(15)));
    assert!(desk.state().desk.status.contains("does not fit"), "{}", desk.state().desk.status);
}

#[test]
fn a_note_is_one_step_however_many_letters_it_has() {
    let mut desk = on_a_figure();
    let steps = desk.state().desk.session.history().steps().len();
    desk.key(Key::N);
    for letter in ["w", "h", "o", "?"] {
        desk.harness.event(egui::Event::Text(letter.to_owned()));
        desk.run();
    }
    desk.key(Key::Escape);
    assert!(desk.annotation().unwrap().note.contains("who?"), "{}", desk.annotation().unwrap().note);
    assert_eq!(desk.state().desk.session.history().steps().len(), steps + 1);
    desk.key(Key::U);
    assert!(desk.annotation().unwrap().is_unsure);
}

#[test]
fn a_click_on_a_label_tags_and_every_label_says_its_count_and_key() {
    let mut desk = on_a_figure();
    desk.click("Tag as quote, 2 in this article, key 2");
    assert_eq!(desk.selected().unwrap().0, "quote");
}

#[test]
fn undo_in_the_menu_bar_says_what_it_takes_back() {
    let mut desk = on_a_figure();
    desk.key(Key::U);
    desk.click("Undo");
    assert!(!desk.annotation().unwrap().is_unsure);
}
