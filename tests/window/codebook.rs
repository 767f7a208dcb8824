//! Changing the codebook: a draft, what it would change, one step with undo.

use super::Desk;
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use obelus::app::desk::room::Room;

const CTRL: Modifiers = Modifiers::COMMAND;

impl Desk {
    /// Types into the field with this name, after what stands there.
    pub(crate) fn write(&mut self, field: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, field).focus();
        self.run();
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.run();
    }

    fn labels(&self) -> Vec<String> {
        self.state().desk.project().codebook().labels.iter().map(|label| label.name.clone()).collect()
    }
}

#[test]
fn a_label_is_renamed_after_a_look_at_what_changes_and_undone() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Num4);
    assert_eq!(desk.state().desk.room, Room::Codebook);
    desk.click("Claim");
    desk.write("Name", "s made");
    assert_eq!(desk.labels()[0], "Claim", "what is typed is a draft");
    desk.harness.get_by_label_contains("Rename label “Claim” to “Claims made”");
    desk.harness.get_by_label("No annotation changes.");
    desk.keys(CTRL, Key::Enter);
    assert_eq!(desk.labels()[0], "Claims made");
    assert_eq!(desk.state().desk.project().codebook().version, 2);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.labels()[0], "Claim");
}

#[test]
fn another_rule_leaves_annotations_to_review() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Num4);
    desk.click("Quote");
    desk.write("Definition", " Quotation marks are needed.");
    desk.keys(CTRL, Key::Enter);
    let quotes = |desk: &Desk| {
        let all = desk.state().desk.project().articles().iter().flat_map(|record| record.annotations.values().cloned());
        // One's own: another's tags are not shown unasked.
        let own = all.filter(|annotation| Some(&annotation.analyst) == desk.state().desk.open.analyst.as_ref());
        own.filter(|annotation| annotation.label.as_str() == "quote").count()
    };
    desk.click("Review these");
    for _ in 0..500 {
        desk.run();
        if !desk.state().find.is_busy() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert_eq!(desk.state().desk.room, Room::Find);
    assert_eq!(desk.state().find.query, "label:quote old");
    assert_eq!(desk.state().find.rows.len(), quotes(&desk));
}

#[test]
fn deleting_a_label_asks_first_and_undo_brings_everything_back() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().clone();
    desk.keys(CTRL, Key::Num4);
    desk.click("Disclaimer");
    desk.click("Delete the label and its annotations");
    assert_eq!(*desk.state().desk.project(), before, "it is only proposed");
    desk.click("Discard");
    assert_eq!(*desk.state().desk.project(), before);
    desk.click("Delete the label and its annotations");
    desk.click("Apply");
    assert_eq!(desk.labels(), ["Claim", "Quote", "Casualty figure"]);
    assert!(desk.state().desk.project().num_annotations() < before.num_annotations());
    desk.keys(CTRL, Key::Z);
    assert_eq!(*desk.state().desk.project(), before);
}

#[test]
fn a_new_label_gets_the_next_key_and_tags_at_once() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Num4);
    desk.click("Add a label");
    desk.write("Name", "Rumour");
    desk.click("Apply");
    assert_eq!(desk.labels().last().map(String::as_str), Some("Rumour"));
    desk.keys(CTRL, Key::Num1);
    desk.drag_over("Dravna");
    desk.key(Key::Num5);
    let annotation = desk.state().desk.annotation().expect("tagged");
    assert_eq!((annotation.label.as_str(), annotation.codebook_version), ("rumour", 2));
}

#[test]
fn a_change_that_would_confuse_is_said_and_not_made() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Num4);
    desk.click("Add a label");
    desk.write("Name", "Claim");
    desk.harness.get_by_label_contains("There is a label named “Claim” already");
    desk.keys(CTRL, Key::Enter);
    assert_eq!(desk.labels().len(), 4);
}

#[test]
fn a_codebook_goes_to_other_programs_and_comes_back_without_losing_what_they_do_not_know() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().codebook().clone();
    desk.keys(CTRL, Key::Num4);
    desk.click("Export…");
    let path = desk.path("mine.qdc");
    desk.harness.event(egui::Event::Text(path.display().to_string()));
    desk.run();
    desk.key(Key::Enter);
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("<CodeBook") && written.contains("name=\"casualty_figure\""), "{written}");
    let text = "<Description>An amount of people harmed by the war";
    assert!(written.contains(text));
    std::fs::write(
        &path,
        written.replace(text, "<Description>How many people were harmed by the war").replace(
            "<Codes>",
            "<Codes><Code guid=\"0BE10500-0000-4000-8000-000000000001\" name=\"Rumour\" isCodable=\"true\" color=\"#336699\"/>",
        ),
    )
    .unwrap();
    desk.keys(CTRL, Key::I);
    desk.harness.event(egui::Event::Text(path.display().to_string()));
    desk.run();
    desk.key(Key::Enter);
    assert_eq!(desk.state().desk.room, Room::Codebook, "a codebook alone offers itself as one: {:?}", desk.state().desk.messages);
    assert_eq!(*desk.state().desk.project().codebook(), before, "nothing has changed yet");
    desk.keys(CTRL, Key::Enter);
    let codebook = desk.state().desk.project().codebook();
    let rumour = codebook.labels.iter().find(|label| label.name == "Rumour").expect("it was added");
    assert_eq!((rumour.color.light, rumour.key), ([0x33, 0x66, 0x99], Some('5')));
    let figure = codebook.label(&"casualty_figure".into()).unwrap();
    assert!(figure.definition.starts_with("How many people were harmed"), "{}", figure.definition);
    let known = before.label(&"casualty_figure".into()).unwrap();
    assert_eq!((&figure.attributes, &figure.name, figure.color), (&known.attributes, &known.name, known.color));
    desk.keys(CTRL, Key::Z);
    assert_eq!(*desk.state().desk.project().codebook(), before);
}

#[test]
fn a_typed_name_of_an_existing_file_is_never_written_over() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Num4);
    let project = std::fs::read(desk.path("sample.ron")).unwrap();
    for name in ["sample.ron", "mine.ron"] {
        std::fs::write(desk.path("mine.ron"), "my notes").unwrap();
        desk.click("Export…");
        let path = desk.path(name);
        desk.harness.event(egui::Event::Text(path.display().to_string()));
        desk.run();
        desk.key(Key::Enter);
        let said = &desk.state().desk.messages.last().expect("it is said").text;
        assert!(said.starts_with("The codebook was not written: ") && said.contains(name), "{said}");
    }
    assert_eq!(std::fs::read(desk.path("sample.ron")).unwrap(), project);
    assert_eq!(std::fs::read_to_string(desk.path("mine.ron")).unwrap(), "my notes");
}
