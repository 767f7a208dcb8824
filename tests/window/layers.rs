//! Other analysts' layers: unseen until they are shown on purpose, and then only to be read.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use obelus::{
    app::desk::{command::Command, room::Room},
    project::{AnalystId, Annotation, Reach},
};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

impl Desk {
    /// Chooses who is at work, in the menu at the top.
    pub(crate) fn choose_analyst(&mut self, name: &str) {
        self.harness.get_by_label_contains("Analyst ").click();
        self.run();
        self.click(name);
    }

    /// Shows Bo's tags beside Ana's.
    fn show_bo(&mut self) {
        self.keys(CTRL_SHIFT, Key::L);
        self.key(Key::Enter);
    }

    /// The first annotation of Bo's that is on the page, and what a screen reader calls it.
    fn of_bo(&self) -> (Annotation, String) {
        let record = self.state().desk.record().unwrap();
        let first = record.layer(&AnalystId::from("bo"))[0].clone();
        let names = self.harness.query_all_by_label_contains(" by Bo, ").map(|node| node.accesskit_node().label().unwrap());
        (first, names.into_iter().next().expect("Bo has tags in view"))
    }

    /// The looks that the trail tells of, as "who: whose".
    fn looks(&self) -> Vec<String> {
        let looks = self.state().desk.session.history().trail().iter().filter(|entry| entry.reach == Reach::Look);
        looks.map(|entry| format!("{}: {}", entry.analyst.as_ref().unwrap(), entry.sentence)).collect()
    }
}

#[test]
fn nobody_sees_anothers_tags_unasked() {
    let mut desk = Desk::sample();
    assert!(desk.harness.query_by_label_contains(" by Bo").is_none());
    let own = desk.state().desk.record().unwrap().layer(&AnalystId::from("ana")).len();
    assert!(desk.harness.query_by_label(&format!("{own} · by position")).is_some(), "the list has one's own");
    desk.keys(CTRL_SHIFT, Key::T);
    desk.searched();
    let state = desk.state();
    assert!(!state.find.rows.is_empty());
    for row in &state.find.rows {
        let found = state.desk.project().annotation(row.article, row.annotation.unwrap()).unwrap();
        assert_eq!(Some(&found.analyst), state.desk.open.analyst.as_ref());
    }
    assert_eq!(state.find.left_out.as_deref(), Some("tags of 1 other analyst are not shown"));
}

#[test]
fn a_layer_is_shown_after_a_question_kept_in_the_log_and_hidden_again() {
    let mut desk = Desk::sample();
    let steps = desk.state().desk.session.history().steps().len();
    desk.keys(CTRL_SHIFT, Key::L);
    assert!(desk.harness.query_by_label("Show another analyst’s tags?").is_some());
    assert_eq!(desk.looks(), Vec::<String>::new(), "nothing is shown yet");
    desk.click("Show the tags of Bo");
    assert_eq!(desk.state().desk.open.shown, Some(AnalystId::from("bo")));
    assert!(desk.of_bo().1.contains(" by Bo, "));
    assert_eq!(desk.looks(), ["ana: Show the tags of Bo"]);
    assert_eq!(desk.state().desk.session.history().steps().len(), steps, "undo passes over it");
    desk.keys(CTRL_SHIFT, Key::L);
    assert_eq!(desk.state().desk.open.shown, None);
    assert!(desk.harness.query_by_label_contains(" by Bo").is_none());
    desk.keys(CTRL, Key::H);
    assert!(desk.harness.query_by_label_contains("Ana showed the tags of Bo").is_some());
    let why = Command::UndoBack.unavailable(desk.state());
    assert_eq!(why, Some("That somebody looked stays in the history"));
    let desk = desk.reopened();
    assert_eq!(desk.state().desk.open.shown, None, "a new sitting begins blind");
    assert_eq!(desk.looks(), ["ana: Show the tags of Bo"]);
}

#[test]
fn what_is_shown_can_be_looked_at_and_not_changed() {
    let mut desk = Desk::sample();
    desk.show_bo();
    let (_, name) = desk.of_bo();
    let before = desk.state().desk.project().clone();
    desk.harness.query_all_by_label(&name).next().unwrap().click();
    desk.run();
    assert!(desk.state().desk.open.looked_at.is_some());
    assert_eq!(desk.selected(), None);
    assert!(desk.harness.query_by_label_contains("read-only").is_some());
    for key in [Key::Num1, Key::Num2, Key::U, Key::Delete, Key::OpenBracket, Key::N] {
        desk.key(key);
    }
    assert_eq!(*desk.state().desk.project(), before);
    desk.key(Key::Tab);
    assert!(desk.state().desk.open.looked_at.is_none() && desk.selected().is_some(), "one's own are in front again");
}

#[test]
fn tags_that_are_found_in_a_shown_layer_stay_as_they_are() {
    let mut desk = Desk::sample();
    desk.show_bo();
    let before = desk.state().desk.project().clone();
    desk.keys(CTRL_SHIFT, Key::T);
    desk.type_in("Query on tags", "by:bo");
    assert!(!desk.state().find.rows.is_empty());
    desk.key(Key::Enter);
    desk.keys(CTRL, Key::A);
    desk.key(Key::Num2);
    assert_eq!(*desk.state().desk.project(), before);
    assert!(desk.state().desk.status.starts_with("Nothing changes"), "{}", desk.state().desk.status);
}

#[test]
fn another_analyst_at_work_sees_only_that_layer() {
    let mut desk = Desk::sample();
    desk.show_bo();
    desk.choose_analyst("Bo");
    assert_eq!((desk.state().desk.open.shown.clone(), desk.state().desk.open.looked_at), (None, None));
}

#[test]
fn comparing_counts_as_looking_once() {
    let mut desk = Desk::sample();
    for room in [Room::Compare, Room::Tag, Room::Compare] {
        desk.keys(CTRL, if room == Room::Compare { Key::Num2 } else { Key::Num1 });
        assert_eq!(desk.state().desk.room, room);
    }
    assert_eq!(desk.looks(), ["ana: Show the tags of Bo"]);
}
