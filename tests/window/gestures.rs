//! Every gesture of caret, selection and edges, as hands make it: keys and mouse on the window.

use super::Desk;
use egui::{Event, Key, Modifiers, Pos2, vec2};

const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// What breaks selections: a family of joined emoji, a letter with a mark of its own, two spaces, Arabic with digits.
const HARD: &str = "Dravna today\n\nAt least 14 👩\u{200d}👩\u{200d}👧 died, 3 cafe\u{301}s burned.  The Front denied it. Nobody knows.\n\nقال إن ١٧ شخصًا قُتلوا.\n\nThe end of it.";

fn hard() -> Desk {
    let mut desk = Desk::article(HARD, "The end");
    desk.keys(CTRL, Key::Home);
    desk
}

fn caret(desk: &Desk) -> usize {
    desk.state().desk.open.page.caret().to_usize()
}

/// Puts the caret before the words by a click on their first character.
fn click_before(desk: &mut Desk, words: &str) {
    let [left, _] = desk.edges_of(words);
    desk.drag(&[left + vec2(1.0, 0.0)], Modifiers::NONE);
    desk.harness.run_steps(40);
}

fn clicks(desk: &mut Desk, at: Pos2, times: usize) {
    desk.harness.run_steps(60);
    desk.harness.hover_at(at);
    desk.harness.step();
    for _ in 0..times {
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            desk.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        }
        desk.harness.step();
    }
    desk.run();
}

#[test]
fn arrows_go_by_character_word_line_and_paragraph() {
    let mut desk = hard();
    let at = |words: &str| HARD.find(words).unwrap();
    for (modifiers, key, expected) in [
        (Modifiers::NONE, Key::ArrowRight, 1),
        (CTRL, Key::ArrowRight, "Dravna".len()),
        (CTRL, Key::ArrowLeft, 0),
        (Modifiers::NONE, Key::End, "Dravna today".len()),
        (Modifiers::NONE, Key::Home, 0),
        (CTRL, Key::ArrowDown, at("At least")),
        (CTRL, Key::ArrowUp, 0),
        (Modifiers::NONE, Key::ArrowDown, at("At least")),
        (Modifiers::NONE, Key::ArrowUp, 0),
        (CTRL, Key::End, HARD.len()),
        (CTRL, Key::Home, 0),
        (Modifiers::NONE, Key::PageDown, HARD.len()),
        (Modifiers::NONE, Key::PageUp, 0),
    ] {
        desk.keys(modifiers, key);
        assert_eq!(caret(&desk), expected, "{modifiers:?} {key:?}");
        assert_eq!(desk.selection(), None);
    }
}

#[test]
fn shift_selects_with_every_one_of_them() {
    for (modifiers, key, expected) in [
        (SHIFT, Key::ArrowRight, "A"),
        (CTRL_SHIFT, Key::ArrowRight, "At"),
        (SHIFT, Key::End, "At least 14 👩\u{200d}👩\u{200d}👧 died, 3 cafe\u{301}s burned.  The Front denied it. Nobody knows."),
        (SHIFT, Key::Home, ""),
        (CTRL_SHIFT, Key::ArrowUp, "Dravna today"),
        (CTRL_SHIFT, Key::Home, "Dravna today"),
        (SHIFT, Key::PageUp, "Dravna today"),
        (SHIFT, Key::ArrowUp, "Dravna today"),
    ] {
        let mut desk = hard();
        desk.keys(CTRL, Key::ArrowDown);
        desk.keys(modifiers, key);
        assert_eq!(desk.selection().unwrap_or(""), expected, "{modifiers:?} {key:?}");
    }
    let mut desk = hard();
    desk.keys(CTRL_SHIFT, Key::End);
    assert_eq!(desk.selection(), Some(HARD));
    desk.keys(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!((desk.selection(), caret(&desk)), (None, 0), "an arrow goes to the selection’s edge");
}

#[test]
fn keys_never_split_a_character() {
    let mut desk = hard();
    click_before(&mut desk, "👩");
    desk.keys(SHIFT, Key::ArrowRight);
    assert_eq!(desk.selection(), Some("👩\u{200d}👩\u{200d}👧"));
    click_before(&mut desk, "e\u{301}s");
    desk.keys(SHIFT, Key::ArrowRight);
    assert_eq!(desk.selection(), Some("e\u{301}"));
}

#[test]
fn in_arabic_arrows_go_where_they_point() {
    let mut desk = hard();
    desk.keys(CTRL, Key::ArrowDown);
    desk.keys(CTRL, Key::ArrowDown);
    let start = HARD.find("قال").unwrap();
    assert_eq!(caret(&desk), start);
    desk.keys(SHIFT, Key::ArrowLeft);
    assert_eq!(desk.selection(), Some("ق"));
    desk.keys(CTRL_SHIFT, Key::ArrowLeft);
    assert_eq!(desk.selection(), Some("قال"));
    desk.keys(CTRL_SHIFT, Key::ArrowRight);
    assert_eq!((desk.selection(), caret(&desk)), (None, start));
}

#[test]
fn sentences_and_paragraphs_grow_when_asked_for_again() {
    let mut desk = hard();
    click_before(&mut desk, "Front denied");
    for expected in ["The Front denied it.", "The Front denied it. Nobody knows."] {
        desk.key(Key::S);
        assert_eq!(desk.selection(), Some(expected));
    }
    click_before(&mut desk, "today");
    for expected in ["Dravna today", HARD.split_once("\n\nقال").unwrap().0] {
        desk.key(Key::P);
        assert_eq!(desk.selection(), Some(expected));
    }
}

#[test]
fn a_drag_snaps_to_words_and_leaves_the_space_around_them() {
    let mut desk = hard();
    let [from, to] = [desk.edges_of("ront denied")[0], desk.edges_of("enied")[0]];
    desk.drag(&[from, from + (to - from) * 0.5, to], Modifiers::NONE);
    assert_eq!(desk.selection(), Some("Front denied"));
    // From one space into another: neither is taken.
    let [from, to] = [desk.edges_of("burned.")[1], desk.edges_of("it. Nobody")[0]];
    desk.drag(&[from + vec2(3.0, 0.0), from + (to - from) * 0.5, to - vec2(2.0, 0.0)], Modifiers::NONE);
    assert_eq!(desk.selection(), Some("The Front denied"));
}

#[test]
fn with_alt_a_drag_takes_characters_and_splits_none() {
    let mut desk = hard();
    let [from, to] = [desk.edges_of("ront")[0], desk.edges_of("den")[1]];
    desk.drag(&[from + vec2(1.0, 0.0), to, to - vec2(1.0, 0.0)], Modifiers::ALT);
    assert_eq!(desk.selection(), Some("ront den"));
    // Into the right half of the family, and past the accent's letter.
    let [family, accent] = [desk.edges_of("👩\u{200d}👩\u{200d}👧 died")[0], desk.edges_of("s burned")[0]];
    desk.drag(&[family + vec2(1.0, 0.0), accent - vec2(2.0, 0.0)], Modifiers::ALT);
    assert_eq!(desk.selection(), Some("👩\u{200d}👩\u{200d}👧 died, 3 cafe\u{301}"));
}

#[test]
fn two_clicks_take_the_word_and_three_the_sentence() {
    let mut desk = hard();
    let at = desk.place_of("denied");
    clicks(&mut desk, at, 2);
    assert_eq!(desk.selection(), Some("denied"));
    clicks(&mut desk, at, 3);
    assert_eq!(desk.selection(), Some("The Front denied it."));
}

#[test]
fn a_click_with_shift_extends_the_selection() {
    let mut desk = hard();
    click_before(&mut desk, "The Front");
    let [_, end] = desk.edges_of("denied it");
    desk.harness.event(Event::ModifiersChanged(SHIFT));
    desk.drag(&[end - vec2(1.0, 0.0)], SHIFT);
    assert_eq!(desk.selection(), Some("The Front denied it"));
}

#[test]
fn dragging_beyond_the_edge_scrolls_and_goes_on_selecting() {
    let text = "The river Sel rose in Dravna on Tuesday.\n".repeat(200);
    let mut desk = Desk::article(&text, "Dravna");
    let [from, _] = desk.edges_of("river");
    desk.harness.hover_at(from);
    desk.harness.step();
    desk.harness.drag_at(from);
    desk.harness.step();
    desk.harness.hover_at(Pos2::new(from.x, 899.0));
    desk.harness.run_steps(400);
    desk.harness.drop_at(Pos2::new(from.x, 899.0));
    desk.run();
    assert!(desk.selection().unwrap().len() >= 1000, "{}", desk.selection().unwrap().len());
    assert!(desk.selection().unwrap().starts_with("river Sel"));
}

#[test]
fn an_edge_of_the_selected_tag_is_dragged_by_word_and_with_alt_by_character() {
    let mut desk = hard();
    let inside = desk.place_of("end of");
    desk.click_at(inside);
    assert_eq!(desk.selected().unwrap().1, "The end");
    let [_, edge] = desk.edges_of("The end");
    let [target, _] = desk.edges_of("f it.");
    desk.drag(&[edge, edge + (target - edge) * 0.5, target], Modifiers::NONE);
    assert_eq!(desk.selected().unwrap().1, "The end of");
    let [edge, _] = desk.edges_of("The end");
    let [target, _] = desk.edges_of("e end");
    desk.drag(&[edge, edge + (target - edge) * 0.5, target], Modifiers::ALT);
    assert_eq!(desk.selected().unwrap().1, "e end of");
    desk.keys(CTRL, Key::Z);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.selected().unwrap().1, "The end", "each drag is one step");
}

#[test]
fn what_is_selected_is_copied() {
    let mut desk = hard();
    click_before(&mut desk, "The Front");
    desk.key(Key::S);
    desk.harness.event(Event::Copy);
    desk.harness.step();
    let commands = &desk.harness.output().platform_output.commands;
    let copied = |command: &egui::OutputCommand| matches!(command, egui::OutputCommand::CopyText(words) if words == "The Front denied it.");
    assert!(commands.iter().any(copied), "{commands:?}");
}
