//! Finding one's way: paragraphs by number, places visited, how the text is set, what is read out.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

fn paragraph(desk: &Desk) -> u32 {
    desk.state().desk.open.page.position().paragraph
}

/// Asks for a paragraph as a person does.
fn go_to(desk: &mut Desk, number: &str) {
    desk.keys(Modifiers::COMMAND, Key::G);
    let question = format!("Number in the margin, 1 to {}", desk.state().desk.open.page.position().num_paragraphs);
    desk.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, &question).type_text(number);
    desk.run();
    desk.key(Key::Enter);
}

#[test]
fn a_paragraph_is_found_by_its_number_and_left_again() {
    let mut desk = Desk::sample();
    go_to(&mut desk, "3");
    assert_eq!(paragraph(&desk), 3);
    assert!(desk.state().desk.open.page.has_focus(&desk.harness.ctx), "the keys are with the text again");
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    let second = desk.state().desk.open.article;
    go_to(&mut desk, "2");
    desk.keys(Modifiers::ALT, Key::ArrowLeft);
    desk.keys(Modifiers::ALT, Key::ArrowLeft);
    assert_ne!(desk.state().desk.open.article, second, "back leads across articles");
    assert_eq!(paragraph(&desk), 3);
    desk.keys(Modifiers::ALT, Key::ArrowRight);
    desk.keys(Modifiers::ALT, Key::ArrowRight);
    assert_eq!((desk.state().desk.open.article, paragraph(&desk)), (second, 2));
    go_to(&mut desk, "4000");
    assert!(desk.state().desk.status.starts_with("There is no paragraph 4000"), "{}", desk.state().desk.status);
}

#[test]
fn how_the_text_is_set_is_chosen_while_the_page_shows_it() {
    let mut desk = Desk::sample();
    go_to(&mut desk, "3");
    desk.keys(Modifiers::COMMAND, Key::T);
    for choice in ["Line length: less", "Line spacing: more", "Sans-serif"] {
        desk.click(choice);
    }
    let text = desk.state().desk.prefs.text();
    assert_eq!((text.line_length, text.line_spacing, text.is_sans), (0.95, 1.05, true));
    assert_eq!(paragraph(&desk), 3, "the reader stays where they were");
    desk.click("As usual");
    assert!(!desk.state().desk.prefs.is_sans);
    desk.key(Key::Escape);
    assert!(desk.state().desk.dialog.is_none());
}

#[test]
fn the_line_with_the_caret_is_read_out() {
    let mut desk = Desk::sample();
    go_to(&mut desk, "2");
    let told = |desk: &Desk| desk.harness.get_by_label("Line with the caret").value().unwrap_or_default();
    assert!(told(&desk).starts_with("“We pulled nine bodies"), "{}", told(&desk));
    desk.key(Key::Q);
    assert_eq!(told(&desk), "selected: “We pulled nine bodies from one stall,”");
}

#[test]
fn undo_leads_to_what_it_takes_back_and_redo_to_what_it_makes() {
    let mut desk = Desk::sample();
    let first = desk.state().desk.open.article;
    go_to(&mut desk, "1");
    desk.key(Key::W);
    desk.key(Key::Num1);
    let tagged = desk.selected().map(|(_, words)| words);
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    desk.keys(Modifiers::COMMAND, Key::End);
    assert_ne!(desk.state().desk.open.article, first);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!((desk.state().desk.open.article, paragraph(&desk)), (first, 1), "where the tag was");
    assert_eq!(desk.selected(), None);
    desk.keys(Modifiers::COMMAND, Key::End);
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!((desk.selected().map(|(_, words)| words), paragraph(&desk)), (tagged, 1));
    let place = desk.annotation().unwrap().fragments.first().start();
    assert!(desk.state().desk.open.page.rect_of(place).is_some(), "it is in view");
}

#[test]
fn panels_fold_in_a_narrow_window_and_by_key() {
    let mut desk = Desk::sample();
    let is_open = |desk: &Desk| {
        ["Filter articles", "Tag as quote, 2 in this article, key 2"].map(|name| desk.harness.query_by_label(name).is_some())
    };
    assert_eq!(is_open(&desk), [true, true]);
    for (size, expected) in [((1000.0, 640.0), [false, true]), ((700.0, 640.0), [false, false]), ((1440.0, 900.0), [true, true])]
    {
        desk.harness.set_size(size.into());
        desk.run();
        assert_eq!(is_open(&desk), expected, "{size:?}");
    }
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    assert_eq!(is_open(&desk), [true, false]);
    desk.keys(Modifiers::COMMAND, Key::B);
    desk.click("Show or hide the tagging panel");
    assert_eq!(is_open(&desk), [false, true], "the strip opens it again");
    desk.keys(Modifiers::COMMAND, Key::L);
    assert_eq!(is_open(&desk), [true, true], "to filter the list it must be open");
}
