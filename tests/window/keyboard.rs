//! Everything by keys alone.

use super::Desk;
use egui::{Key, Modifiers};

/// Puts the caret at the start of the words, as a search would; the rest is keys.
fn caret_at(desk: &mut Desk, words: &str) {
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    let at = state.desk.record().unwrap().article.text.as_str().find(words).unwrap();
    state.desk.open.page.set_selection(obelus::text::ByteRange::from_usize(at..at));
    state.desk.open.selected = None;
    desk.run();
}

#[test]
fn a_sentence_is_tagged_with_two_keys() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.layer().len();
    caret_at(&mut desk, "rescue workers said");
    desk.key(Key::S);
    assert!(desk.selection().unwrap().ends_with("rescue workers said."), "{:?}", desk.selection());
    desk.key(Key::Num1);
    assert_eq!(desk.selected().unwrap().0, "claim");
    assert_eq!(desk.state().desk.layer().len(), before + 1);
    assert_eq!(
        desk.state().desk.open.page.selection(&desk.state().desk.record().unwrap().article),
        None,
        "the selection has become the tag"
    );
}

#[test]
fn all_four_labels_by_their_keys_then_relabel_delete_undo_redo() {
    let mut desk = Desk::sample();
    for (key, label) in [(Key::Num1, "claim"), (Key::Num2, "quote"), (Key::Num3, "casualty_figure"), (Key::Num4, "disclaimer")] {
        caret_at(&mut desk, "volunteer with");
        desk.key(Key::W);
        desk.key(key);
        assert_eq!(desk.selected(), Some((label, "volunteer".to_owned())));
    }
    desk.key(Key::Num1);
    assert_eq!(desk.selected().unwrap().0, "claim", "a label’s key relabels the selected tag");
    let count = desk.state().desk.layer().len();
    desk.key(Key::Delete);
    assert_eq!(desk.state().desk.layer().len(), count - 1);
    desk.keys(Modifiers::COMMAND, Key::Z);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.state().desk.layer().len(), count);
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.state().desk.layer().len(), count - 1);
}

#[test]
fn text_objects_grow_when_repeated() {
    let mut desk = Desk::sample();
    caret_at(&mut desk, "nine bodies");
    desk.key(Key::W);
    assert_eq!(desk.selection(), Some("nine"));
    desk.key(Key::W);
    assert_eq!(desk.selection(), Some("nine bodies"));
    desk.key(Key::Q);
    assert_eq!(desk.selection(), Some("“We pulled nine bodies from one stall,”"));
    desk.key(Key::P);
    assert!(desk.selection().unwrap().contains("Dravna Rescue Corps"));
}

#[test]
fn tab_goes_through_nested_tags_and_edges_move_by_word_and_by_character() {
    let mut desk = Desk::sample();
    desk.keys(Modifiers::COMMAND, Key::Home);
    desk.key(Key::Tab);
    assert_eq!(desk.selected().unwrap().1, "Shelling hits Dravna market");
    desk.key(Key::Tab);
    desk.key(Key::Tab);
    assert_eq!(desk.selected().unwrap(), ("casualty_figure", "At least 14 people were killed".to_owned()));
    desk.key(Key::CloseBracket);
    assert_eq!(desk.selected().unwrap().1, "At least 14 people were killed and");
    desk.keys(Modifiers::SHIFT, Key::CloseBracket);
    assert_eq!(desk.selected().unwrap().1, "At least 14 people were killed");
    desk.keys(Modifiers::SHIFT, Key::OpenBracket);
    assert_eq!(desk.selected().unwrap().1, "least 14 people were killed");
    desk.press("⌥]");
    assert_eq!(desk.selected().unwrap().1, "least 14 people were killed a", "over the space, which it cannot end with");
    desk.press("⌥⇧] ⌥⇧]");
    assert_eq!(desk.selected().unwrap().1, "least 14 people were kille");
    desk.keys(Modifiers::SHIFT, Key::Tab);
    assert!(desk.selected().unwrap().1.starts_with("At least 14 people were killed and dozens"));
}

#[test]
fn a_further_fragment_is_added_with_plus_and_removed_again() {
    let mut desk = Desk::sample();
    caret_at(&mut desk, "volunteer with");
    desk.key(Key::W);
    desk.key(Key::Num2);
    for _ in 0..3 {
        desk.keys(Modifiers::COMMAND, Key::ArrowRight);
    }
    let quote = desk
        .state()
        .desk
        .layer()
        .iter()
        .find(|a| a.fragments.words(desk.state().desk.record().unwrap().article.text.as_str()) == "volunteer")
        .unwrap()
        .id;
    desk.harness.state_mut().as_mut().unwrap().state.desk.open.selected = Some(quote);
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight);
    desk.key(Key::Plus);
    assert_eq!(desk.annotation().unwrap().fragments.count(), 2, "{:?}", desk.selected());
    desk.click("Remove fragment 2");
    assert_eq!(desk.selected().unwrap().1, "volunteer");
}

#[test]
fn articles_are_gone_through_with_alt_and_arrows() {
    let mut desk = Desk::sample();
    let titles: Vec<_> = desk.state().desk.project().articles().iter().map(|record| record.article.title().to_owned()).collect();
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.state().desk.record().unwrap().article.title(), titles[1]);
    desk.keys(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.state().desk.record().unwrap().article.title(), titles[0]);
}

#[test]
fn f1_shows_the_keys_and_escape_puts_them_away() {
    let mut desk = Desk::sample();
    desk.key(Key::F1);
    assert_eq!(desk.state().desk.dialog, Some(obelus::app::desk::Dialog::KeySheet));
    desk.key(Key::Escape);
    assert_eq!(desk.state().desk.dialog, None);
    desk.key(Key::Num1);
    assert!(desk.state().desk.status.starts_with("Select some words first"), "the text has the keys again");
}
