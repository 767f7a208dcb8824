//! The preview of an import: columns of a table, the list of warnings, and what is said at the end.

use super::{
    Desk,
    projects::{answer_path, wait},
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{app::desk::Dialog, import::Column};

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
