//! Projects and articles in the window: opening, importing, saving, leaving and coming back.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{app::desk::Dialog, store};

pub(crate) fn answer_path(desk: &mut Desk, path: &std::path::Path) {
    assert!(matches!(desk.state().desk.dialog, Some(Dialog::Path(_))), "without a dialog service the window asks itself");
    desk.harness.event(egui::Event::Text(path.display().to_string()));
    desk.run();
    desk.key(Key::Enter);
}

/// Waits for what runs in the background.
pub(crate) fn wait(desk: &mut Desk, until: impl Fn(&Desk) -> bool) {
    for _ in 0..200 {
        if until(desk) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        desk.harness.step();
    }
    panic!("it never came to an end: {:?}", desk.state().desk.messages);
}

/// Waits for the preview and imports all that it shows.
fn import_all(desk: &mut Desk, button: &str) {
    wait(desk, |desk| desk.state().desk.dialog == Some(Dialog::ImportPreview));
    desk.run();
    desk.click(button);
}

#[test]
fn articles_are_imported_tagged_and_found_again_after_closing_without_a_save() {
    let mut desk = Desk::sample();
    let article = desk.path("bridge.txt");
    std::fs::write(
        &article,
        "Bridge hit again\n\nBy Ilse Maren\n\nTwo people died at the Sel bridge on Monday, the Front said.\n",
    )
    .unwrap();
    let before = desk.state().desk.project().articles().len();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &article);
    import_all(&mut desk, "Import 1 article");
    wait(&mut desk, |desk| desk.state().desk.project().articles().len() == before + 1);
    desk.run();
    assert_eq!(desk.state().desk.record().unwrap().article.title(), "Bridge hit again", "it is shown");
    desk.keys(Modifiers::COMMAND, Key::End);
    desk.key(Key::S);
    desk.key(Key::Num1);
    let tagged = desk.selected().unwrap();
    assert_eq!(tagged.0, "claim");
    desk.key(Key::N);
    desk.harness.event(egui::Event::Text("half a note".to_owned()));
    desk.run();

    // The window is closed while the note still has the keys.
    let Desk { mut harness, folder } = desk;
    harness.state_mut().as_mut().unwrap().close();
    drop(harness);
    let path = folder.path().join("sample.ron");
    let project = store::read(&path).unwrap().project;
    let record = project.articles().last().unwrap();
    assert_eq!(record.annotations.values().next().unwrap().note, "half a note");

    let mut desk = Desk::open(folder, &path);
    desk.open_article("Bridge hit again");
    assert_eq!(desk.state().desk.layer().len(), 1);
    desk.keys(Modifiers::COMMAND, Key::Z);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.state().desk.layer().len(), 0, "undo works after a restart");
}

#[test]
fn saving_happens_in_the_background_and_is_told() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::U);
    assert!(desk.state().desk.session.has_unsaved_edits());
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| !desk.state().desk.session.has_unsaved_edits());
    assert!(desk.state().desk.open.saved_at.is_some());
}

#[test]
fn what_cannot_be_opened_leaves_the_open_project_in_place() {
    let mut desk = Desk::sample();
    let bad = desk.path("bad.ron");
    std::fs::write(&bad, "not a project").unwrap();
    desk.keys(Modifiers::COMMAND, Key::O);
    answer_path(&mut desk, &bad);
    let message = &desk.state().desk.messages[0].text;
    assert!(
        message.contains("bad.ron") && message.contains("not an Obelus project") && message.contains("To go on:"),
        "{message}"
    );
    assert_eq!(desk.state().desk.project().title(), "Dravna shelling");
    desk.click("Cancel");
    desk.click("Put the message away");
    assert_eq!(desk.state().desk.messages, []);
}

#[test]
fn a_new_project_asks_who_is_tagging_and_its_articles_can_be_tagged() {
    let mut desk = Desk::sample();
    let path = desk.path("new");
    desk.keys(Modifiers::COMMAND, Key::N);
    answer_path(&mut desk, &path);
    assert_eq!(desk.state().desk.project().title(), "new");
    let article = desk.path("a.txt");
    std::fs::write(&article, "Nobody was hurt.\n").unwrap();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &article);
    import_all(&mut desk, "Import 1 article");
    wait(&mut desk, |desk| desk.state().desk.dialog == Some(Dialog::Analyst(String::new())));
    desk.run();
    desk.harness.event(egui::Event::Text("Ilse Maren".to_owned()));
    desk.run();
    desk.key(Key::Enter);
    assert_eq!(desk.state().desk.open.analyst.as_ref().unwrap().as_str(), "ilse_maren");
    desk.key(Key::W);
    desk.key(Key::Num3);
    assert_eq!(desk.selected(), Some(("casualty_figure", "Nobody".to_owned())));
}

#[test]
fn an_import_that_fails_is_told_with_the_path_and_what_to_do() {
    let mut desk = Desk::sample();
    let empty = desk.path("empty.txt");
    std::fs::write(&empty, "").unwrap();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &empty);
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    assert!(desk.state().desk.messages[0].text.contains("empty.txt"), "{:?}", desk.state().desk.messages);
}

#[test]
fn annotations_without_their_text_are_not_taken_for_an_article() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().articles().len();
    let file = desk.path("layer.ann");
    std::fs::write(&file, "T1\tclaim 0 4\tNobo\n").unwrap();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &file);
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    assert!(desk.state().desk.messages[0].text.contains("import the folder that it lies in"), "{:?}", desk.state().desk.messages);
    assert_eq!(desk.state().desk.project().articles().len(), before);
}

#[test]
fn annotated_folders_come_in_through_the_preview() {
    let mut desk = Desk::sample();
    let folder = desk.path("brat");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "Nobody was hurt in Orlo.\n").unwrap();
    std::fs::write(folder.join("a.ann"), "T1\tclaim 0 6\tNobody\n").unwrap();
    let before = desk.state().desk.project().num_annotations();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &folder);
    import_all(&mut desk, "Import 1 article");
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    assert_eq!(desk.state().desk.messages[0].text, "1 article imported, 1 annotation in 1 layer.");
    assert_eq!(desk.state().desk.project().num_annotations(), before + 1);
}

#[test]
fn data_of_other_programs_come_in_through_the_preview() {
    let mut desk = Desk::sample();
    let folder = desk.path("doccano");
    std::fs::create_dir(&folder).unwrap();
    let line = r#"{"text":"Nobody was hurt in Orlo.","label":[[0,6,"claim"]]}"#;
    std::fs::write(folder.join("ana.jsonl"), format!("{line}\n")).unwrap();
    std::fs::write(folder.join("beside.txt"), "The bridge over the Sel is open again.\n").unwrap();
    std::fs::write(folder.join("README.md"), "A card, and no article.\n").unwrap();
    let before = desk.state().desk.project().num_annotations();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &folder);
    import_all(&mut desk, "Import 2 articles");
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    assert_eq!(desk.state().desk.messages[0].text, "2 articles imported, 1 annotation in 1 layer.");
    assert_eq!(desk.state().desk.project().num_annotations(), before + 1);
}

#[test]
fn what_is_not_wanted_is_left_out_of_an_import_and_cancel_adds_nothing() {
    let mut desk = Desk::sample();
    let table = desk.path("table.csv");
    std::fs::write(&table, "title,text\nFirst,The first text.\nSecond,The second text.\n").unwrap();
    let before = desk.state().desk.project().articles().len();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &table);
    wait(&mut desk, |desk| desk.state().desk.dialog == Some(Dialog::ImportPreview));
    desk.run();
    desk.click("Import Second");
    desk.click("Cancel");
    assert_eq!((desk.state().desk.project().articles().len(), desk.state().desk.dialog.clone()), (before, None));
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &table);
    wait(&mut desk, |desk| desk.state().desk.dialog == Some(Dialog::ImportPreview));
    desk.run();
    desk.click("Import First");
    import_all(&mut desk, "Import 1 article");
    desk.run();
    assert_eq!(desk.state().desk.project().articles().len(), before + 1);
    assert_eq!(desk.state().desk.record().unwrap().article.title(), "Second");
}

#[test]
fn of_a_folder_the_articles_are_imported_and_the_rest_is_told() {
    let mut desk = Desk::sample();
    let folder = desk.path("in");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in
        [("a.txt", "Nobody was hurt.\n"), ("again.txt", "Nobody was hurt.\n"), ("map.png", "x"), (".draft.txt", "Nothing yet.\n")]
    {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let before = desk.state().desk.project().articles().len();
    desk.keys(Modifiers::COMMAND, Key::I);
    answer_path(&mut desk, &folder);
    import_all(&mut desk, "Import 2 articles");
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    let said: Vec<_> = desk.state().desk.messages.iter().map(|message| message.text.as_str()).collect();
    let shown = folder.display();
    let left_out = format!(
        "1 file in {shown} left alone (.png); 1 hidden file in {shown} left alone (.draft.txt); name a file to have it tried"
    );
    assert_eq!(
        said,
        [
            "1 of 2 articles imported; 1 article left out because the project has the same text already; 1 warning.",
            left_out.as_str()
        ]
    );
    assert_eq!(desk.state().desk.project().articles().len(), before + 1);
}

#[test]
fn a_backup_is_restored_from_a_list_with_times() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    let after = desk.state().desk.project().num_annotations();
    desk.click("Project Dravna shelling");
    desk.harness.get_by_label_contains("Restore…").click();
    desk.run();
    let Some(Dialog::Restore(backups)) = &desk.state().desk.dialog else { panic!("no list") };
    assert_eq!(backups.len(), 1, "the state with which work began");
    let saved = backups[0].saved.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %B %Y, %H:%M:%S").to_string();
    desk.harness.get_by_label_contains(&saved).click();
    desk.run();
    assert_eq!(desk.state().desk.project().num_annotations(), after + 1);
    assert!(desk.state().desk.messages[0].text.starts_with("The backup is restored."));
    assert_eq!(store::list_backups(&desk.path("sample.ron")).len(), 2, "and the state before it was restored");
    assert_eq!(desk.state().desk.session.read_only(), None);
}

#[test]
fn a_file_changed_by_another_program_is_asked_about_when_the_window_gets_the_focus() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    let mine = desk.state().desk.project().num_annotations();
    let path = desk.path("sample.ron");
    let theirs = std::fs::read_to_string(&path).unwrap().replace("Dravna shelling", "Their title");
    std::fs::write(&path, &theirs).unwrap();
    desk.harness.event(egui::Event::WindowFocused(true));
    desk.run();
    assert_eq!(desk.state().desk.dialog, Some(Dialog::FileChanged(store::FileState::Changed)));
    desk.click("Decide later");
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| desk.state().desk.dialog.is_some());
    desk.run();
    assert!(desk.state().desk.messages[0].text.contains("was changed by another program"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), theirs, "it is not overwritten");

    desk.click("Go on with mine");
    assert_eq!(store::read(&path).unwrap().project.num_annotations(), mine);
    let kept = desk.path("");
    let kept = std::fs::read_dir(kept).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> = kept.filter(|path| path.to_string_lossy().contains(".theirs-")).collect();
    assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), theirs);
}

#[test]
fn the_other_version_is_taken_and_ours_stays_beside_it() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    let path = desk.path("sample.ron");
    let theirs = std::fs::read_to_string(&path).unwrap().replace("Dravna shelling", "Their title");
    std::fs::write(&path, &theirs).unwrap();
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| desk.state().desk.dialog.is_some());
    desk.run();
    desk.click("Take the other");
    assert_eq!(desk.state().desk.project().title(), "Their title");
    let mine = store::read(&desk.path("sample.mine-2026-05-04T12-00-00Z.ron")).unwrap().project;
    assert_eq!(mine.title(), "Dravna shelling");
}

#[test]
fn a_file_that_was_deleted_is_written_again_when_the_user_says_so() {
    let mut desk = Desk::sample();
    let path = desk.path("sample.ron");
    std::fs::remove_file(&path).unwrap();
    desk.key(Key::Tab);
    desk.key(Key::U);
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| desk.state().desk.dialog == Some(Dialog::FileChanged(store::FileState::Missing)));
    desk.run();
    desk.click("Write it again");
    assert!(store::read(&path).is_ok());
}
