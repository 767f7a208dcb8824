//! The history panel: edits as sentences, the way to their places, and undo back to one of them.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use obelus::{
    app::{desk::command::Command, tag::history},
    project::AnalystId,
};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };

impl Desk {
    /// The rows of the panel, the newest first.
    fn edits(&self) -> Vec<String> {
        let state = self.state();
        let entry = |row| state.desk.session.history().trail().get(state.tag.history.entry_in(row)?);
        (0..state.tag.history.num_rows()).filter_map(entry).map(|entry| history::sentence(&state.desk, entry)).collect()
    }

    /// The same project after the window was closed.
    pub(crate) fn reopened(self) -> Self {
        let path = self.state().desk.session.path().to_owned();
        let Self { harness, folder } = self;
        drop(harness);
        Self::open(folder, &path)
    }

    fn unsure(&self) -> usize {
        let all = self.state().desk.project().articles().iter().flat_map(|record| record.annotations.values());
        all.filter(|annotation| annotation.is_unsure).count()
    }
}

/// Three annotations marked as unsure, one after the other.
fn three_edits() -> Desk {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Home);
    for _ in 0..3 {
        desk.key(Key::Tab);
        desk.key(Key::U);
    }
    desk
}

#[test]
fn edits_are_sentences_also_those_from_before_a_restart_and_those_undone() {
    let mut desk = three_edits();
    desk.keys(CTRL, Key::Z);
    let mut desk = desk.reopened();
    desk.keys(CTRL, Key::H);
    let edits = desk.edits();
    assert_eq!(edits.len(), 3);
    assert_eq!(edits[0], "Ana marked “At least 14 people were killed” as unsure");
    let rows: Vec<_> =
        desk.harness.query_all_by_label_contains("Ana marked “").map(|row| row.accesskit_node().label().unwrap()).collect();
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].ends_with(", undone") && !rows[1].ends_with(", undone"), "{rows:?}");
}

#[test]
fn enter_goes_to_the_place_and_selects_the_annotation() {
    let mut desk = three_edits();
    desk.keys(CTRL, Key::End);
    assert_eq!(desk.selected(), None);
    desk.keys(CTRL, Key::H);
    desk.key(Key::ArrowDown);
    desk.key(Key::ArrowUp);
    desk.key(Key::Enter);
    assert_eq!(desk.selected().unwrap().1, "At least 14 people were killed");
    desk.keys(CTRL, Key::H);
    assert!(desk.state().tag.history.is_open, "the list has the keys again");
    desk.keys(CTRL, Key::H);
    assert!(!desk.state().tag.history.is_open);
}

#[test]
fn undo_back_takes_back_the_chosen_edit_and_every_later_one_and_redo_brings_them_back() {
    let mut desk = three_edits();
    let before = desk.unsure();
    desk.keys(CTRL, Key::H);
    desk.key(Key::ArrowDown);
    assert!(desk.harness.query_by_label_contains("Takes back this step and 1 after it").is_some());
    desk.keys(CTRL_ALT, Key::Z);
    assert_eq!(desk.unsure(), before - 2);
    assert_eq!(desk.state().desk.status, "2 steps undone");
    assert_eq!(Command::UndoBack.unavailable(desk.state()), Some("This edit is undone already; redo brings it back"));
    for _ in 0..2 {
        desk.keys(Modifiers { shift: true, ..CTRL }, Key::Z);
    }
    assert_eq!(desk.unsure(), before);
}

#[test]
fn what_another_analyst_did_stays_and_is_told_without_its_words() {
    let mut desk = three_edits();
    let bo = AnalystId::from("bo");
    let before = desk.unsure();
    desk.choose_analyst("Bo");
    assert_eq!(desk.state().desk.open.analyst, Some(bo));
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.unsure(), before, "layers never touch each other");
    desk.keys(CTRL, Key::H);
    assert_eq!(desk.edits()[0], "Ana worked on a tag");
    let why = Command::UndoBack.unavailable(desk.state()).unwrap();
    assert!(why.contains("another analyst’s"), "{why}");
    assert!(desk.harness.query_by_label_contains("At least 14 people were killed” as unsure").is_none());
}

#[test]
fn the_list_is_filtered_by_analyst_and_by_article() {
    let mut desk = three_edits();
    desk.open_article("Drones");
    desk.keys(CTRL, Key::Home);
    desk.key(Key::Tab);
    desk.key(Key::U);
    desk.keys(CTRL, Key::H);
    assert_eq!(desk.edits().len(), 4);
    desk.click("This article only");
    assert_eq!(desk.edits().len(), 1);
    desk.click("This article only");
    desk.harness.get_by_label("Edits of: Everybody").click();
    desk.run();
    desk.click("Bo");
    assert_eq!(desk.edits(), Vec::<String>::new());
    assert!(desk.harness.query_by_label("No edits here.").is_some());
}
