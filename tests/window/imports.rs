//! The preview of an import: columns of a table, the list of warnings, and what is said at the end.

use super::{
    Desk,
    projects::{answer_path, wait},
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{app::desk::Dialog, import::Column, project::Standing};

/// A table of which one row cannot be read and whose columns have names that tell nothing.
const TABLE: &str = "titel,c1,c2,c3,c4\n\
    Bridge toll rises,The toll of the bridge at Orlo rose to 17 on Monday and nobody asked,Ilse Maren,Dravna; Orlo,de\n\
    Empty,,x,,\n";

fn preview(desk: &mut Desk) {
    let table = desk.path("table.csv");
    std::fs::write(&table, TABLE).unwrap();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(desk, &table);
    wait(desk, |desk| desk.state().desk.dialog == Some(Dialog::ImportPreview));
    desk.run();
}

/// Chooses `choice` in the field of this name and of this value, and waits until the table was read again.
fn choose(desk: &mut Desk, field: &str, choice: &str) {
    let chooser = desk.harness.get_by_label(field);
    chooser.scroll_to_me();
    desk.run();
    desk.click(field);
    desk.run();
    desk.click(choice);
    wait(desk, |desk| desk.state().import.progress().is_none());
    desk.run();
}

#[test]
fn every_column_can_be_chosen_and_the_preview_follows() {
    let mut desk = Desk::sample();
    preview(&mut desk);
    for column in Column::ALL {
        let (first, rest) = column.name().split_at(1);
        let name = format!("{}{rest}:", first.to_uppercase());
        assert!(desk.harness.query_by_label_contains(&name).is_some(), "{name}");
    }
    choose(&mut desk, "Byline: —", "c2");
    choose(&mut desk, "Region: —", "c3");
    choose(&mut desk, "Language: —", "c4");
    // A column that is nothing stays nothing when another becomes nothing.
    choose(&mut desk, "Headline: titel", "—");
    choose(&mut desk, "Language: c4", "—");
    desk.keys(Modifiers::COMMAND, Key::Enter);
    wait(&mut desk, |desk| desk.state().desk.dialog != Some(Dialog::ImportPreview));
    let article = &desk.state().desk.record().unwrap().article;
    let known = &article.metadata;
    assert_eq!((known.byline.as_str(), known.language.as_str()), ("Ilse Maren", ""));
    assert_eq!(known.regions, ["Dravna", "Orlo"]);
    assert!(article.text.as_str().starts_with("The toll"), "{}", article.text.as_str());
}

#[test]
fn the_list_of_warnings_is_saved_where_one_says_and_summed_up_at_the_end() {
    let mut desk = Desk::sample();
    preview(&mut desk);
    desk.click("2 warnings");
    assert!(desk.harness.query_by_label("1 of 2 articles read; 1 skipped, 2 warnings").is_some());
    desk.click("Save the list…");
    wait(&mut desk, |desk| matches!(desk.state().desk.dialog, Some(Dialog::Path(_))));
    desk.run();
    // Whoever gives up is back at the list.
    desk.click("Cancel");
    assert_eq!(desk.state().desk.dialog, Some(Dialog::ImportPreview));
    desk.run();
    desk.click("Save the list…");
    wait(&mut desk, |desk| matches!(desk.state().desk.dialog, Some(Dialog::Path(_))));
    desk.run();
    let list = desk.path("odd rows");
    answer_path(&mut desk, &list);
    desk.run();
    assert_eq!(desk.state().desk.dialog, Some(Dialog::ImportPreview));
    let written = std::fs::read_to_string(list.with_extension("txt")).unwrap();
    assert!(written.contains("table.csv, line 3: this row was left out: expected words in the column “c1”"), "{written}");
    assert!(written.ends_with("\n\n1 of 2 articles read; 1 skipped, 2 warnings\n"), "{written}");
    desk.keys(Modifiers::NONE, Key::Enter);
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    assert_eq!(desk.state().desk.messages[0].text, "1 of 2 articles imported; 1 skipped, 2 warnings.");
}

/// Goes to what has this name by Tab alone, and presses it.
fn press_by_keys(desk: &mut Desk, name: &str) {
    for _ in 0..200 {
        if desk.harness.query_by_label(name).is_some_and(|found| found.is_focused()) {
            return desk.keys(Modifiers::NONE, Key::Space);
        }
        desk.keys(Modifiers::NONE, Key::Tab);
        desk.run();
    }
    panic!("Tab leads nowhere to “{name}”");
}

/// A text that Ana tagged, and one on which she has an empty layer or none at all.
fn untagged(desk: &mut Desk, files: &[(&str, &str)]) {
    let folder = desk.path("data");
    for (name, text) in files {
        std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(desk, &folder);
    wait(desk, |desk| desk.state().desk.dialog == Some(Dialog::ImportPreview));
    desk.run();
}

/// Imports what is shown; how far Ana is with the text that begins so, and what the window says.
fn imported(desk: &mut Desk, start: &str) -> (Standing, String) {
    desk.keys(Modifiers::COMMAND, Key::Enter);
    wait(desk, |desk| desk.state().desk.dialog != Some(Dialog::ImportPreview));
    let project = desk.state().desk.project();
    let record = project.articles().iter().find(|record| record.article.text.as_str().starts_with(start)).unwrap();
    let said: Vec<_> = desk.state().desk.messages.iter().map(|message| message.text.clone()).collect();
    (record.standing(&"ana".into()), said.join("\n"))
}

const BRAT: [(&str, &str); 4] =
    [("a.txt", "Nine died."), ("a_ana.ann", "T1\tclaim 0 4\tNine\n"), ("b.txt", "It rained."), ("b_ana.ann", "")];

#[test]
fn an_empty_layer_is_read_as_the_preview_is_told_by_keys() {
    let mut desk = Desk::sample();
    untagged(&mut desk, &BRAT);
    assert!(desk.harness.query_by_label("1 empty layer:").is_some());
    let (standing, said) = imported(&mut desk, "It rained");
    assert_eq!(standing, Standing::DoneEmpty, "unless somebody says otherwise");
    assert!(!said.contains("--empty"), "the preview has asked: {said}");
    let mut desk = Desk::sample();
    untagged(&mut desk, &BRAT);
    press_by_keys(&mut desk, "1 empty layer: never opened");
    assert_eq!(imported(&mut desk, "It rained").0, Standing::NeverOpened);
}

#[test]
fn a_layer_with_tags_is_read_as_the_preview_is_told_by_keys() {
    let mut desk = Desk::sample();
    untagged(&mut desk, &BRAT);
    let (standing, said) = imported(&mut desk, "Nine died");
    assert_eq!(standing, Standing::Done, "unless somebody says otherwise");
    assert!(!said.contains("--tagged"), "the preview has asked: {said}");
    let mut desk = Desk::sample();
    untagged(&mut desk, &BRAT);
    press_by_keys(&mut desk, "1 tagged layer: in progress");
    assert_eq!(imported(&mut desk, "Nine died").0, Standing::InProgress);
}

#[test]
fn a_missing_layer_is_read_as_the_preview_is_told_by_keys() {
    let tei = |text: &str, annotation: &str| {
        format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/>{annotation}<text><body><ab xml:id=\"t\">{text}</ab></body></text></TEI>"
        )
    };
    let tagged = "<standOff><listAnnotation><annotation target=\"#string-range(t,0,4)\"><respStmt><resp>by</resp><name>ana</name>\
                  </respStmt></annotation></listAnnotation></standOff>";
    let (tagged, bare) = (tei("Nine died.", tagged), tei("It rained.", ""));
    let files = [("a.xml", tagged.as_str()), ("b.xml", bare.as_str())];
    let mut desk = Desk::sample();
    untagged(&mut desk, &files);
    assert_eq!(imported(&mut desk, "It rained").0, Standing::NeverOpened, "unless somebody says otherwise");
    let mut desk = Desk::sample();
    untagged(&mut desk, &files);
    press_by_keys(&mut desk, "1 missing layer: finished");
    assert_eq!(imported(&mut desk, "It rained").0, Standing::DoneEmpty);
}
