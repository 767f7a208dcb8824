//! Every command by its key, the mouse untouched; the palette; changing keys.

use super::Desk;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::desk::{
        Dialog,
        command::{COMMANDS, Command},
        room::Room,
    },
    project::AttributeValue,
};

const CTRL: Modifiers = Modifiers::COMMAND;

fn typed(desk: &mut Desk, text: &str) {
    desk.harness.event(Event::Text(text.to_owned()));
    desk.run();
}

/// Opens the palette, types, and takes the first entry.
fn by_palette(desk: &mut Desk, query: &str) {
    desk.keys(CTRL, Key::K);
    typed(desk, query);
    desk.key(Key::Enter);
}

fn on_the_second_tag(desk: &mut Desk) {
    desk.keys(CTRL, Key::Home);
    desk.key(Key::Tab);
    desk.key(Key::Tab);
}

#[test]
fn every_command_has_a_name_of_its_own_and_says_what_it_needs() {
    let desk = Desk::sample();
    let mut names: Vec<_> = COMMANDS.iter().map(|info| (info.label, info.command.stored_name())).collect();
    names.dedup();
    for (at, (label, stored)) in names.iter().enumerate() {
        assert!(names[..at].iter().all(|(other, name)| other != label && name != stored), "{label}");
    }
    for info in COMMANDS {
        if let Some(reason) = info.command.unavailable(desk.state()) {
            assert!(reason.starts_with(char::is_uppercase) && !reason.ends_with('.'), "{reason}");
        }
    }
    let nothing_selected = Some("Select an annotation first: click it, or press Tab");
    assert_eq!(Command::Delete.unavailable(desk.state()), nothing_selected);
    assert_eq!(Command::Undo.unavailable(desk.state()), Some("Nothing to undo"));
    assert_eq!(Command::Show(Room::Tag).unavailable(desk.state()), None);
}

#[test]
fn every_command_about_an_annotation_works_by_its_key() {
    let mut desk = Desk::sample();
    on_the_second_tag(&mut desk);
    let before = desk.annotation().unwrap().clone();
    for (held, key) in [
        (Modifiers::NONE, Key::CloseBracket),
        (Modifiers::SHIFT, Key::CloseBracket),
        (Modifiers::SHIFT, Key::OpenBracket),
        (Modifiers::NONE, Key::OpenBracket),
        (Modifiers::ALT, Key::CloseBracket),
        (Modifiers::ALT | Modifiers::SHIFT, Key::OpenBracket),
        (Modifiers::NONE, Key::U),
    ] {
        let fragments = (desk.annotation().unwrap().fragments.clone(), desk.annotation().unwrap().is_unsure);
        desk.keys(held, key);
        assert_ne!((desk.annotation().unwrap().fragments.clone(), desk.annotation().unwrap().is_unsure), fragments, "{key:?}");
    }
    desk.key(Key::R);
    assert!(desk.state().desk.prefs.shows_rules);
    desk.keys(CTRL, Key::D);
    assert!(desk.state().desk.status.starts_with("Mark “"), "{}", desk.state().desk.status);
    for _ in 0..8 {
        desk.keys(CTRL, Key::Z);
    }
    assert_eq!(
        desk.state().desk.project().annotation(desk.state().desk.open.article.unwrap(), before.id),
        Some(&before),
        "all taken back"
    );
    desk.key(Key::N);
    desk.key(Key::Escape);
    desk.key(Key::Delete);
    assert_eq!(desk.state().desk.project().annotation(desk.state().desk.open.article.unwrap(), before.id), None);
}

#[test]
fn the_palette_finds_commands_labels_articles_and_analysts() {
    let mut desk = Desk::sample();
    by_palette(&mut desk, "keys");
    assert_eq!(desk.state().desk.dialog, Some(Dialog::KeySheet));
    desk.key(Key::Escape);
    desk.key(Key::W);
    by_palette(&mut desk, "quote");
    assert_eq!(desk.selected().unwrap().0, "quote");
    let title = desk.state().desk.project().articles()[1].article.title().to_owned();
    by_palette(&mut desk, &title);
    assert_eq!(desk.state().desk.record().unwrap().article.title(), title);
    let second = desk.state().desk.project().analysts()[1].clone();
    by_palette(&mut desk, &format!("work as {}", second.name));
    assert_eq!(desk.state().desk.open.analyst, Some(second.id));
}

#[test]
fn the_palette_says_why_a_command_cannot_be_had_and_stays() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Home);
    by_palette(&mut desk, "delete the annotation");
    let told = "Delete the annotation, Delete, Select an annotation first: click it, or press Tab";
    assert!(desk.harness.query_by_label(told).is_some());
    assert!(matches!(desk.state().desk.dialog, Some(Dialog::Palette(_))));
    desk.key(Key::ArrowDown);
    desk.key(Key::Escape);
    assert_eq!(desk.state().desk.dialog, None);
}

#[test]
fn a_figure_proposes_its_values_and_one_key_takes_them() {
    let mut desk = Desk::sample();
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    let at = state.desk.record().unwrap().article.text.as_str().find("At least 14").unwrap();
    state.desk.open.page.set_selection(obelus::text::ByteRange::from_usize(at..at + "At least 14 people".len()));
    desk.run();
    desk.key(Key::Num3);
    let value = |desk: &Desk, id: &str| desk.annotation().unwrap().attributes.get(id).cloned();
    assert_eq!(value(&desk, "low"), None, "a proposal is no answer");
    desk.key(Key::Y);
    assert_eq!(value(&desk, "low"), Some(AttributeValue::Integer(14)));
    assert_eq!(value(&desk, "high"), None);
    assert_eq!(value(&desk, "precision"), Some(AttributeValue::Choice("at_least".to_owned())));
    desk.key(Key::Y);
    assert_eq!(desk.state().desk.status, "Nothing is proposed for this annotation");
    desk.keys(CTRL, Key::Z);
    assert_eq!(value(&desk, "low"), None, "taken back in one step");
}

/// Goes by Tab to the annotation with these words.
fn tab_to(desk: &mut Desk, words: &str) {
    desk.keys(CTRL, Key::Home);
    for _ in 0..40 {
        desk.key(Key::Tab);
        if desk.selected().is_some_and(|(_, found)| found == words) {
            return;
        }
    }
    panic!("no annotation “{words}”");
}

#[test]
fn a_link_is_made_by_keys_and_taken_away_again() {
    let mut desk = Desk::sample();
    tab_to(&mut desk, "four soldiers");
    let four = desk.annotation().unwrap().id;
    desk.key(Key::L);
    desk.key(Key::L);
    desk.key(Key::Tab);
    desk.key(Key::Enter);
    assert_eq!(desk.annotation().unwrap().id, four, "it stays selected");
    let Some(AttributeValue::Links(links)) = desk.annotation().unwrap().attributes.get("supersedes").cloned() else {
        panic!("not linked: {}", desk.state().desk.status);
    };
    assert_eq!(links.len(), 1);
    assert!(desk.state().tag.pick.is_none(), "one link is all that the field takes");
    desk.key(Key::Equals);
    desk.keys(Modifiers::SHIFT, Key::Tab);
    desk.key(Key::Enter);
    assert_eq!(desk.annotation().unwrap().same_as.len(), 1);
    assert!(desk.state().tag.pick.is_some(), "several may say the same");
    desk.key(Key::Enter);
    assert_eq!(desk.annotation().unwrap().same_as.len(), 0, "again: taken away");
    desk.key(Key::Escape);
    assert_eq!((desk.state().tag.pick.clone(), desk.annotation().unwrap().id), (None, four));
}

#[test]
fn a_quote_gets_its_cue_from_words_that_are_selected_by_keys() {
    let mut desk = Desk::sample();
    tab_to(&mut desk, "“We pulled nine bodies from one stall,” … “Two of them were children.”");
    desk.key(Key::L);
    desk.key(Key::L);
    for _ in 0..8 {
        desk.keys(CTRL, Key::ArrowRight);
    }
    desk.key(Key::W);
    assert_eq!(desk.selection(), Some("said"));
    desk.key(Key::Enter);
    let text = desk.state().desk.record().unwrap().article.text.as_str().to_owned();
    let Some(AttributeValue::SubSpan(cue)) = desk.annotation().unwrap().attributes.get("cue").cloned() else {
        panic!("no cue: {}", desk.state().desk.status);
    };
    assert_eq!(cue.of(&text), Some("said"));
}

#[test]
fn a_figure_is_linked_with_the_mouse_and_a_wrong_target_is_told() {
    let mut desk = Desk::sample();
    tab_to(&mut desk, "four soldiers");
    desk.key(Key::L);
    let wrong = desk.place_of("firing on");
    desk.click_at(wrong);
    assert_eq!(desk.state().desk.status, "Part of leads to: casualty figure");
    let figure = desk.place_of("dozens");
    desk.click_at(figure);
    let Some(AttributeValue::Links(links)) = desk.annotation().unwrap().attributes.get("subset_of").cloned() else {
        panic!("not linked");
    };
    assert_eq!(links.len(), 1);
}

#[test]
fn not_stated_and_unclear_are_typed_where_numbers_are() {
    let mut desk = Desk::sample();
    tab_to(&mut desk, "four soldiers");
    desk.harness.get_by_label("Best").focus();
    desk.run();
    typed(&mut desk, "?");
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("best"), Some(&AttributeValue::Unclear));
    desk.harness.get_by_label("Best").focus();
    desk.run();
    desk.keys(CTRL, Key::A);
    typed(&mut desk, "–");
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("best"), Some(&AttributeValue::NotStated));
}

#[test]
fn a_check_stands_at_its_field_and_blocks_nothing() {
    let mut desk = Desk::sample();
    tab_to(&mut desk, "four soldiers");
    desk.harness.get_by_label("Low").focus();
    desk.run();
    desk.keys(CTRL, Key::A);
    typed(&mut desk, "9");
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("low"), Some(&AttributeValue::Integer(9)));
    assert!(desk.harness.query_by_label("⚠ Low is larger than high").is_some());
}
