//! What is typed is on disk after a pause and at every way out, and is there again.

use super::{Desk, now};
use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::{Window, desk::room::Room, rooms::State},
    project::{AttributeValue, Project},
    store,
};
use std::{cell::Cell, path::Path};

const CTRL: Modifiers = Modifiers::COMMAND;

thread_local! {
    static SECONDS: Cell<i64> = const { Cell::new(0) };
}

/// A clock that goes on when a test says so.
fn clock() -> jiff::Timestamp {
    now() + jiff::SignedDuration::from_secs(SECONDS.get())
}

impl Desk {
    fn window(&mut self) -> &mut Window {
        self.harness.state_mut().as_mut().unwrap()
    }

    fn with_clock(mut self) -> Self {
        SECONDS.set(0);
        self.window().state.desk.now = clock;
        self
    }

    /// Nothing is typed for so many seconds.
    fn pause(&mut self, seconds: i64) {
        SECONDS.set(SECONDS.get() + seconds);
        self.run();
    }

    fn typed(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// What a process that is killed now leaves behind.
    fn on_disk(&self) -> Project {
        store::read(self.state().desk.session.path()).unwrap().project
    }

    fn note_on_disk(&self) -> String {
        let project = self.on_disk();
        let mut all = project.articles().iter().flat_map(|record| record.annotations.values());
        all.find(|annotation| Some(annotation.id) == self.state().desk.open.selected).unwrap().note.clone()
    }

    /// The process ends without a word, and the project is opened again.
    fn killed_and_opened(self) -> Self {
        let path = self.state().desk.session.path().to_owned();
        let Self { harness, folder } = self;
        drop(harness);
        Self::open(folder, &path).with_clock()
    }
}

fn on_a_claim() -> Desk {
    let mut desk = Desk::article("The army said that nobody died in Sel. More is not known.", "nobody died").with_clock();
    desk.key(Key::Tab);
    assert_eq!(desk.selected().unwrap().1, "nobody died");
    desk
}

fn drafts_file(desk: &Desk) -> std::path::PathBuf {
    store::drafts_path(desk.state().desk.session.path())
}

#[test]
fn a_note_is_on_disk_after_a_pause_and_one_step_for_undo() {
    let mut desk = on_a_claim();
    desk.key(Key::N);
    desk.typed("Only the");
    assert_eq!(desk.note_on_disk(), "", "no pause yet");
    desk.pause(1);
    assert_eq!(desk.note_on_disk(), "Only the");
    desk.typed(" army");
    desk.pause(2);
    desk.typed(" says so.");
    desk.key(Key::Escape);
    assert_eq!(desk.note_on_disk(), "Only the army says so.");
    desk.key(Key::N);
    desk.typed(" Check.");
    desk.pause(1);
    assert_eq!(desk.note_on_disk(), "Only the army says so. Check.");
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.note_on_disk(), "Only the army says so.", "the second time in the field is a step of its own");
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.note_on_disk(), "", "however many pauses the first time had");
    desk.keys(CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.note_on_disk(), "Only the army says so.");
}

#[test]
fn who_types_without_a_pause_is_kept_up_with() {
    let mut desk = on_a_claim();
    desk.key(Key::N);
    for _ in 0..13 {
        // Half a second, as far as a clock of seconds can tell.
        SECONDS.set(SECONDS.get() + SECONDS.get() % 2);
        desk.typed("x");
        SECONDS.set(SECONDS.get() + 1);
        desk.typed("y");
    }
    assert!(desk.note_on_disk().len() >= 8, "{}", desk.note_on_disk());
}

#[test]
fn another_edit_ends_the_step_of_a_draft() {
    let mut desk = on_a_claim();
    desk.key(Key::N);
    desk.typed("One");
    desk.pause(1);
    desk.window().state.desk.now = clock;
    desk.click("Unsure");
    desk.key(Key::N);
    desk.harness.get_by_role_and_label(Role::TextInput, "Note").focus();
    desk.run();
    desk.typed(" two");
    desk.pause(1);
    assert_eq!(desk.note_on_disk(), "One two");
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.note_on_disk(), "One");
    assert!(desk.annotation().unwrap().is_unsure);
}

#[test]
fn a_number_that_is_typed_with_pauses_stays_in_its_field_as_it_is_typed() {
    let mut desk = Desk::sample().with_clock();
    desk.press("^Home Tab Tab Tab");
    desk.harness.get_by_label("Low").focus();
    desk.run();
    desk.keys(CTRL, Key::A);
    desk.typed("0");
    desk.pause(1);
    desk.typed("17");
    assert_eq!(desk.state().tag.draft.as_ref().map(|draft| draft.text.as_str()), Some("017"));
    desk.pause(1);
    desk.key(Key::Escape);
    assert_eq!(desk.annotation().unwrap().attributes.get("low"), Some(&AttributeValue::Integer(17)));
}

#[test]
fn an_answer_that_does_not_fit_is_said_when_the_project_is_opened_again() {
    let mut desk = Desk::sample().with_clock();
    desk.press("^Home Tab Tab Tab");
    desk.harness.get_by_label("Low").focus();
    desk.run();
    desk.keys(CTRL, Key::A);
    desk.typed("a dozen");
    desk.pause(1);
    let desk = desk.killed_and_opened();
    let said = &desk.state().desk.messages[0].text;
    assert!(said.contains("“a dozen” was typed for low of “At least 14 people were killed”"), "{said}");
}

#[test]
fn a_rule_is_in_the_codebook_after_a_pause_as_one_step_and_one_version() {
    let mut desk = Desk::sample().with_clock();
    let before = desk.state().desk.project().codebook().clone();
    desk.keys(CTRL, Key::Num4);
    desk.click("Quote");
    desk.write("Definition", " Quotation marks");
    desk.pause(1);
    desk.write("Definition", " are needed.");
    desk.pause(1);
    let codebook = desk.on_disk().codebook().clone();
    assert!(codebook.labels[1].definition.ends_with(" Quotation marks are needed."), "{}", codebook.labels[1].definition);
    assert_eq!((codebook.version, codebook.labels[1].rule_version), (2, 2));
    desk.click("Claim");
    desk.write("Definition", " Another.");
    desk.pause(1);
    assert_eq!(desk.on_disk().codebook().version, 3);
    desk.keys(CTRL, Key::Z);
    desk.keys(CTRL, Key::Z);
    assert_eq!(*desk.on_disk().codebook(), before);
}

#[test]
fn a_change_of_the_codebook_that_changes_annotations_waits_on_disk_until_it_is_applied() {
    let mut desk = Desk::sample().with_clock();
    let before = desk.state().desk.project().clone();
    desk.keys(CTRL, Key::Num4);
    // So high that the attributes are in view.
    desk.harness.set_size(egui::Vec2::new(1440.0, 4000.0));
    desk.click("Casualty figure");
    let name = desk.state().desk.project().codebook().labels[2].attributes[0].name.clone();
    desk.click(&format!("Remove {name}"));
    desk.pause(1);
    assert_eq!(desk.on_disk(), before, "nothing is emptied unasked");
    assert!(drafts_file(&desk).is_file());
    let mut desk = desk.killed_and_opened();
    assert!(desk.state().desk.messages[0].text.contains("What you typed about the label “Casualty figure” is kept"));
    desk.keys(CTRL, Key::Num4);
    desk.harness.get_by_label_contains("emptied, because the label has no place");
    desk.harness.get_by_role_and_label(Role::ListItem, "Claim").click();
    desk.run();
    assert!(desk.state().desk.messages.iter().any(|message| message.text.contains("Apply or discard first")));
    desk.keys(CTRL, Key::Num1);
    desk.keys(CTRL, Key::Num4);
    assert_eq!(desk.on_disk(), before, "nor by going elsewhere");
    desk.click("Discard");
    desk.pause(1);
    assert!(!drafts_file(&desk).exists(), "what was given up does not come back");
    assert_eq!(desk.on_disk(), before);
}

#[test]
fn a_new_label_without_a_name_outlives_other_labels_other_rooms_and_the_window() {
    let mut desk = Desk::sample().with_clock();
    desk.keys(CTRL, Key::Num4);
    desk.click("Add a label");
    desk.write("Definition", "What nobody confirms");
    desk.click("Quote");
    desk.keys(CTRL, Key::Num1);
    desk.keys(CTRL, Key::Num4);
    desk.click("New label");
    desk.write("Tag", "Hearsay");
    desk.window().close();
    let mut desk = desk.killed_and_opened();
    assert_eq!(desk.state().desk.room, Room::Tag, "nobody is taken elsewhere");
    assert!(desk.state().desk.messages[0].text.contains("a new label"), "{:?}", desk.state().desk.messages);
    desk.keys(CTRL, Key::Num4);
    desk.write("Name", "Rumour");
    desk.keys(CTRL, Key::Enter);
    desk.pause(1);
    let label = desk.on_disk().codebook().labels.last().unwrap().clone();
    assert_eq!((&*label.name, &*label.definition, &*label.include), ("Rumour", "What nobody confirms", "Hearsay"));
    assert!(!drafts_file(&desk).exists());
}

#[test]
fn a_draft_that_cannot_be_made_an_edit_stays_when_something_else_is_asked_for() {
    let mut desk = Desk::sample().with_clock();
    desk.keys(CTRL, Key::Num4);
    desk.click("Quote");
    desk.harness.get_by_role_and_label(Role::TextInput, "Name").focus();
    desk.run();
    desk.keys(CTRL, Key::A);
    desk.typed("Claim");
    desk.write("Definition", " And more.");
    desk.click("Disclaimer");
    assert!(desk.state().desk.messages[0].text.contains("already"), "{:?}", desk.state().desk.messages);
    assert!(desk.state().codebook.draft.as_ref().unwrap().definition.ends_with(" And more."));
}

#[test]
fn opening_another_project_takes_what_is_typed_along_to_the_disk() {
    let mut desk = on_a_claim();
    let other = desk.path("other.ron");
    store::create_project(&other, &Desk::sample().on_disk()).unwrap();
    desk.key(Key::N);
    desk.typed("Half a sen");
    let (path, id) = (desk.state().desk.session.path().to_owned(), desk.state().desk.open.selected);
    open_path(&mut desk, &other);
    assert_eq!(desk.state().desk.session.path(), other);
    let project = store::read(&path).unwrap().project;
    let note = project.articles()[0].annotations.values().find(|found| Some(found.id) == id).unwrap().note.clone();
    assert_eq!(note, "Half a sen");
}

#[test]
fn a_new_label_is_there_again_when_its_project_is() {
    let mut desk = on_a_claim();
    let (path, other) = (desk.state().desk.session.path().to_owned(), desk.path("other.ron"));
    store::create_project(&other, &Desk::sample().on_disk()).unwrap();
    desk.keys(CTRL, Key::Num4);
    desk.click("Add a label");
    desk.write("Name", "Rumour");
    open_path(&mut desk, &other);
    assert!(desk.state().codebook.draft.is_none() && desk.state().codebook.begun.is_none());
    open_path(&mut desk, &path);
    assert_eq!(desk.state().codebook.draft.as_ref().map(|label| label.name.as_str()), Some("Rumour"));
    let copy = desk.path("copy.ron");
    desk.keys(CTRL | Modifiers::SHIFT, Key::S);
    desk.typed(&copy.display().to_string());
    desk.key(Key::Enter);
    assert_eq!(desk.state().desk.session.path(), copy);
    assert_eq!(desk.state().codebook.draft.as_ref().map(|label| label.name.as_str()), Some("Rumour"), "a copy has it too");
}

fn open_path(desk: &mut Desk, path: &Path) {
    desk.keys(CTRL, Key::O);
    desk.typed(&path.display().to_string());
    desk.key(Key::Enter);
}

#[test]
fn a_comment_waits_for_its_decision() {
    let mut desk = Desk::sample().with_clock();
    desk.keys(CTRL, Key::Num2);
    for _ in 0..20 {
        desk.run();
    }
    desk.key(Key::C);
    desk.typed("The army is no witness");
    desk.key(Key::Enter);
    desk.key(Key::ArrowDown);
    assert_eq!(desk.state().compare.comment, "", "the next difference has its own");
    desk.key(Key::ArrowUp);
    assert_eq!(desk.state().compare.comment, "The army is no witness");
    desk.pause(1);
    let mut desk = desk.killed_and_opened();
    assert!(
        desk.state().desk.messages[0].text.contains("1 comment on decisions not made yet"),
        "{:?}",
        desk.state().desk.messages
    );
    desk.keys(CTRL, Key::Num2);
    for _ in 0..20 {
        desk.run();
    }
    assert_eq!(desk.state().compare.comment, "The army is no witness");
    desk.key(Key::A);
    let decided = |state: &State| {
        let all = state.desk.project().articles().iter().flat_map(|record| record.decisions.values().cloned());
        all.map(|decision| decision.comment).collect::<Vec<_>>()
    };
    assert!(decided(desk.state()).contains(&"The army is no witness".to_owned()));
    desk.pause(1);
    assert!(!drafts_file(&desk).exists());
}

#[test]
fn drafts_that_cannot_be_used_are_set_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.ron");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron"), &path).unwrap();
    std::fs::write(store::drafts_path(&path), "(obelus_drafts: 1, project: \"0000000001\")").unwrap();
    let desk = Desk::open(folder, &path);
    let said = &desk.state().desk.messages[0].text;
    assert!(said.contains("they belong to another project; they are kept as "), "{said}");
    assert!(!drafts_file(&desk).exists());
}
