//! The window when a project cannot be written: somebody else has it, its file is gone, saving fails.

use super::{
    Desk, holder,
    projects::{answer_path, wait},
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::desk::{Closing, Dialog, prefs::Prefs},
    store,
};

#[test]
fn child_holds_a_project() {
    holder::hold_if_child();
}

fn sample() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.ron");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron"), &path).unwrap();
    (folder, path)
}

#[test]
fn a_second_window_reads_only_says_who_has_the_project_and_saves_a_copy() {
    let (folder, path) = sample();
    let held = holder::start("faults::child_holds_a_project", &path);
    let mut desk = Desk::open(folder, &path);
    let said = desk.state().desk.messages[0].text.clone();
    assert!(said.contains("can only be read") && said.contains(&held.name()), "{said}");
    let before = desk.state().desk.project().num_annotations();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    assert_eq!(desk.state().desk.project().num_annotations(), before, "nothing can be changed");
    assert_eq!(desk.state().desk.messages[0].text, said, "the message stays until it is put away");

    let copy = desk.path("copy.ron");
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    answer_path(&mut desk, &copy);
    assert_eq!(desk.state().desk.session.path(), copy);
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    assert_eq!(desk.state().desk.project().num_annotations(), before - 1, "the copy can be changed");
    held.kill();
}

#[test]
fn a_save_that_fails_is_told_until_read_and_the_work_is_saved_elsewhere() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().num_annotations();
    let backups = store::backups_folder(&desk.path("sample.ron"));
    std::fs::remove_dir_all(&backups).unwrap();
    std::fs::write(&backups, "in the way").unwrap();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| !desk.state().desk.messages.is_empty());
    let said = desk.state().desk.messages[0].text.clone();
    assert!(said.contains("Not saved") && said.contains("Save a copy as…"), "{said}");
    desk.key(Key::Tab);
    assert_eq!(desk.state().desk.messages[0].text, said);

    // The window does not close over it at the first wish.
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Refused && desk.state().desk.dialog.is_none());

    let copy = desk.path("copy.ron");
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    answer_path(&mut desk, &copy);
    assert_eq!(store::read(&copy).unwrap().project.num_annotations(), before - 1);
}

#[test]
fn a_project_file_that_is_gone_is_offered_from_its_backup() {
    let mut desk = Desk::sample();
    let other = desk.path("other.ron");
    std::fs::copy(desk.path("sample.ron"), &other).unwrap();
    drop(store::open(&other, "a test", 1).unwrap());
    std::fs::remove_file(&other).unwrap();
    desk.keys(Modifiers::COMMAND, Key::O);
    answer_path(&mut desk, &other);
    assert!(matches!(desk.state().desk.dialog, Some(Dialog::Gone { .. })), "{:?}", desk.state().desk.messages);
    desk.click("Bring the backup back");
    assert_eq!(desk.state().desk.session.path(), other);
    assert_eq!(desk.state().desk.session.read_only(), None);
}

#[test]
fn the_window_writes_the_project_before_it_closes() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    assert!(desk.state().desk.session.has_unsaved_edits());
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Ready);
    assert!(!desk.state().desk.session.has_unsaved_edits());
}

#[test]
fn the_limit_of_the_log_is_shown_and_set_beside_the_backups() {
    let mut desk = Desk::sample();
    desk.click("Project Dravna shelling");
    desk.harness.get_by_label_contains("Restore…").click();
    desk.run();
    assert_eq!(desk.state().desk.session.log_limit().unwrap().lines, 20_000);
    desk.click("Edits kept: less");
    assert_eq!(desk.state().desk.session.log_limit().unwrap().lines, 10_000);
    desk.click("Close");
    assert_eq!(store::read(&desk.path("sample.ron")).unwrap().log_limit.lines, 10_000, "it is written with the log");
}

#[test]
fn a_log_that_is_deleted_beneath_the_window_is_written_anew_and_said() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    let log = desk.path("sample.ron.log");
    std::fs::remove_file(&log).unwrap();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    desk.run();
    let said = &desk.state().desk.messages[0].text;
    assert!(said.contains("was deleted, cut or replaced by another program"), "{said}");
    assert!(log.exists());
    let now = desk.state().desk.project().num_annotations();
    assert_eq!(store::read(&desk.path("sample.ron")).unwrap().project.num_annotations(), now);
}

#[test]
fn a_folder_that_is_deleted_and_the_window_closed_twice_leaves_the_work_in_the_users_folder() {
    let work = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = work.path().join("sample.ron");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron"), &path).unwrap();
    let rescue = folder.path().join("Obelus");
    let mut desk = Desk::open(folder, &path);
    desk.harness.state_mut().as_mut().unwrap().state.desk.set_rescue_folder(rescue.clone());
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    let now = desk.state().desk.project().num_annotations();
    std::fs::remove_dir_all(work.path()).unwrap();
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Refused && !desk.state().desk.tasks.is_saving());
    let copy = rescue.join("sample.mine-2026-05-04T12-00-00Z.ron");
    let said = &desk.state().desk.messages[0].text;
    assert!(said.contains(copy.to_str().unwrap()), "{said}");
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Ready);
    assert_eq!(store::read(&copy).unwrap().project.num_annotations(), now);
    let names: Vec<_> =
        std::fs::read_dir(&rescue).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with(".ron")).count(), 1, "one copy: {names:?}");
}

#[test]
fn a_file_that_was_changed_after_the_last_save_is_asked_about_before_the_window_closes() {
    let mut desk = Desk::sample();
    desk.key(Key::Tab);
    desk.key(Key::Delete);
    desk.keys(Modifiers::COMMAND, Key::S);
    wait(&mut desk, |desk| !desk.state().desk.session.has_unsaved_edits());
    let now = desk.state().desk.project().num_annotations();
    let path = desk.path("sample.ron");
    let theirs = std::fs::read_to_string(&path).unwrap().replace("Dravna shelling", "Their title");
    std::fs::write(&path, &theirs).unwrap();
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Refused);
    assert_eq!(desk.state().desk.dialog, Some(Dialog::FileChanged(store::FileState::Changed)));
    desk.click("Decide later");
    desk.harness.get_by_label("file changed by another program, your edits in the log");
    desk.keys(Modifiers::COMMAND, Key::Q);
    wait(&mut desk, |desk| desk.state().desk.closing == Closing::Ready);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), theirs);
    let mine = store::read(&desk.path("sample.mine-2026-05-04T12-00-00Z.ron")).unwrap().project;
    assert_eq!(mine.num_annotations(), now);
}

#[test]
fn settings_that_cannot_be_read_are_told_and_kept() {
    let (folder, path) = sample();
    let settings = folder.path().join("obelus.ron");
    let written = "(theme: Dark, keys: {\"compare-neither\": \"X\"}, analyst: Some(\"Ana\"";
    std::fs::write(&settings, written).unwrap();
    let mut desk = Desk::open_with(folder, &path, Prefs::load(settings.clone()));
    let kept = desk.path("obelus.unreadable.ron");
    let said = desk.state().desk.messages[0].text.clone();
    assert!(said.starts_with(&format!("The settings in {} cannot be read: line 1, column ", settings.display())), "{said}");
    assert!(said.contains(&format!("the file is kept as {}; to have your settings back", kept.display())), "{said}");
    assert!(desk.harness.query_by_label(&said).is_some(), "the message is on the screen");
    assert_eq!(std::fs::read_to_string(&settings).unwrap(), written, "nothing was chosen yet");
    desk.keys(Modifiers::COMMAND, Key::Plus);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), written);
    let now = std::fs::read_to_string(&settings).unwrap();
    assert!(now.contains("    zoom: 1.1,\n") && !now.contains("theme"), "only what was chosen is written: {now}");
    assert_eq!(desk.state().desk.messages.len(), 1, "it is told once");
}
