//! Backups, a project file that is damaged or changed by another program, and the log's limit.

#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    random,
    scaffold::{at_work, author, new_project, one_saved_two_logged, open, title},
};
use obelus::{
    project::Project,
    store::{self, FileState, LogLimit, Opened, Session, StoreError, list_backups},
};
use proptest::prelude::*;
use std::{fs, path::Path};

/// Titles of the backups, the newest first.
fn backups(path: &Path) -> Vec<String> {
    list_backups(path).iter().map(|backup| store::read(&backup.path).unwrap().project.title().to_owned()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_save_keeps_what_it_replaces_and_five_stay() {
    let (_folder, path, mut session) = at_work();
    assert_eq!(backups(&path), ["Dravna"], "work begins with a backup");
    for number in 0..8 {
        title(&mut session, &number.to_string());
        session.save().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5)); // a time of its own for each
    }
    assert_eq!(backups(&path), ["6", "5", "4", "3", "2"]);
}

#[test]
fn a_damaged_file_gives_way_to_the_newest_backup_and_the_log() {
    let (folder, path) = one_saved_two_logged();
    let damaged = b"(\n  obelus: (format: 1, app";
    fs::write(&path, damaged).unwrap();

    // Reading says so and changes nothing.
    let read = store::read(&path).unwrap();
    assert_eq!(read.project.title(), "two");
    assert!(read.notices[0].to_string().contains("the project file was damaged"), "{:?}", read.notices);
    assert_eq!(fs::read(&path).unwrap(), damaged);

    let Opened { mut session, notices } = store::open(&path, "a test", 1).unwrap();
    assert_eq!(session.project().title(), "two");
    let said = notices[0].to_string();
    assert!(said.contains("dravna.ron.damaged-1") && said.contains("2 edits made after it, from the log"), "{said}");
    assert_eq!(notices.len(), 1);
    assert_eq!(fs::read(folder.path().join("dravna.ron.damaged-1")).unwrap(), damaged, "never deleted");
    session.undo(&author()).unwrap();
    session.save().unwrap();
    drop(session);
    assert_eq!(open(&path).project().title(), "one", "undo goes on as before");
}

#[test]
fn an_empty_file_as_a_power_cut_leaves_it_is_recovered_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    title(&mut open(&path), "one");
    fs::write(&path, b"").unwrap();
    let opened = store::open(&path, "a test", 1).unwrap();
    assert_eq!(opened.session.project().title(), "one");
    assert_eq!(opened.notices.len(), 1);
}

#[test]
fn of_two_damaged_files_an_older_backup_takes_the_place() {
    let (_folder, path, mut session) = at_work();
    for name in ["one", "two", "three"] {
        title(&mut session, name);
        session.save().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    drop(session);
    fs::write(&path, b"no project").unwrap();
    fs::write(&list_backups(&path)[0].path, b"neither").unwrap();
    assert_eq!(store::read(&path).unwrap().project.title(), "three");
}

#[test]
fn a_log_that_does_not_reach_back_to_the_backup_is_kept_and_named() {
    let (folder, path) = one_saved_two_logged();
    fs::write(&path, b"no project").unwrap();
    let log = folder.path().join("dravna.ron.log");
    fs::write(&log, b"no log\n").unwrap();
    let opened = store::open(&path, "a test", 1).unwrap();
    assert_eq!(opened.session.project().title(), "Dravna");
    assert!(opened.notices[0].to_string().contains("edits made after it are missing"), "{:?}", opened.notices);
    assert!(opened.notices[1].to_string().contains("dravna.ron.log.unused-1"), "{:?}", opened.notices);
}

#[test]
fn a_file_that_another_program_changed_is_never_overwritten() {
    let (_folder, path, mut session) = at_work();
    title(&mut session, "mine");
    assert_eq!(session.file_state().unwrap(), FileState::Ours);
    let theirs = fs::read_to_string(&path).unwrap().replace("\"Dravna\"", "\"theirs\"");
    fs::write(&path, &theirs).unwrap();
    assert_eq!(session.file_state().unwrap(), FileState::Changed);
    assert!(matches!(session.save(), Err(StoreError::ChangedElsewhere { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);

    let kept = session.keep_mine().unwrap().unwrap();
    assert_eq!(fs::read_to_string(&kept).unwrap(), theirs, "theirs is kept beside");
    assert!(kept.file_name().unwrap().to_str().unwrap().starts_with("dravna.theirs-20"));
    assert_eq!(store::read(&path).unwrap().project.title(), "mine");
    title(&mut session, "still mine");
    session.save().unwrap();
    drop(session);
    assert_eq!(open(&path).project().title(), "still mine");
}

#[test]
fn taking_the_other_version_keeps_ours_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    let before = fs::read(&path).unwrap();
    let mut session = open(&path);
    title(&mut session, "mine");
    session.save().unwrap();
    fs::write(&path, &before).unwrap(); // version control brings back the earlier file
    let (kept, notices) = session.keep_theirs(random::time(0), "a test", 2).unwrap();
    assert_eq!(notices, []);
    assert_eq!(session.project().title(), "Dravna", "the log does not bring back what was left");
    assert_eq!(session.read_only(), None);
    assert_eq!(store::read(&kept).unwrap().project.title(), "mine");
    assert_eq!(kept.file_name().unwrap(), "dravna.mine-2026-09-21T14-13-20Z.ron");
    title(&mut session, "next");
    session.save().unwrap();
    drop(session);
    assert_eq!(open(&path).project().title(), "next");
}

#[test]
fn a_file_that_was_only_touched_is_still_ours() {
    let (_folder, path, mut session) = at_work();
    title(&mut session, "mine");
    fs::write(&path, fs::read(&path).unwrap()).unwrap();
    assert_eq!(session.file_state().unwrap(), FileState::Ours);
    session.save().unwrap();
}

#[test]
fn a_file_that_was_moved_away_is_said_to_be_missing_and_can_be_written_again() {
    let (folder, path, mut session) = at_work();
    let elsewhere = folder.path().join("elsewhere.ron");
    fs::rename(&path, &elsewhere).unwrap();
    title(&mut session, "mine");
    assert_eq!(session.file_state().unwrap(), FileState::Missing);
    assert!(matches!(session.save(), Err(StoreError::Missing { .. })));
    session.snapshot().write_copy(&folder.path().join("copy.ron")).unwrap();
    assert_eq!(store::read(&folder.path().join("copy.ron")).unwrap().project.title(), "mine");
    assert_eq!(session.keep_mine().unwrap(), None);
    assert_eq!(store::read(&path).unwrap().project.title(), "mine");
    assert_eq!(store::read(&elsewhere).unwrap().project.title(), "Dravna");
    title(&mut session, "on");
    session.save().unwrap();
}

#[test]
fn restoring_a_backup_keeps_the_present_state_as_one() {
    let (folder, path, mut session) = at_work();
    for name in ["one", "two"] {
        title(&mut session, name);
        session.save().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    title(&mut session, "three");
    assert_eq!(backups(&path), ["one", "Dravna"]);
    let from = list_backups(&path)[0].path.clone();
    assert_eq!(session.restore(&from, "a test", 2).unwrap(), []);
    assert_eq!(session.project().title(), "one");
    assert_eq!(backups(&path), ["three", "two", "one", "Dravna"]);
    title(&mut session, "four");
    drop(session);
    let mut session = open(&path);
    assert_eq!(session.project().title(), "four");
    // And back again.
    let three = list_backups(&path).into_iter().find(|b| store::read(&b.path).unwrap().project.title() == "three").unwrap();
    session.restore(&three.path, "a test", 3).unwrap();
    assert_eq!(session.project().title(), "three");
    assert!(names(folder.path()).contains(&"dravna.ron.log.unused-2".to_owned()), "{:?}", names(folder.path()));
}

#[test]
fn a_backups_folder_that_cannot_be_made_stops_the_save_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    fs::write(folder.path().join("dravna.ron.backups"), "in the way").unwrap();
    let Opened { mut session, notices } = store::open(&path, "a test", 1).unwrap();
    assert!(notices[0].to_string().contains("cannot keep a backup"), "{notices:?}");
    title(&mut session, "one");
    let error = session.save().unwrap_err();
    assert!(matches!(error, StoreError::Backup { .. }), "{error:?}");
    drop(session);
    assert_eq!(store::read(&path).unwrap().project.title(), "one", "the log has it");
}

#[test]
fn what_was_undone_past_the_beginning_of_a_shortened_log_is_not_made_again_out_of_order() {
    let (_folder, path, mut session) = at_work();
    for number in 0..6 {
        title(&mut session, &number.to_string());
        session.save().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    session.set_log_limit(LogLimit { lines: 1, ..LogLimit::default() }).unwrap();
    let num_dropped = session.compact_log().unwrap();
    assert!(num_dropped > 0);
    // One step more than the log still has.
    for _ in num_dropped..=6 {
        session.undo(&author()).unwrap().unwrap();
    }
    let expected = session.project().title().to_owned();
    drop(session);
    let mut session = open(&path);
    assert_eq!(session.project().title(), expected);
    assert!(session.redo(&author()).unwrap().is_none(), "the step to make again first is no longer in the log");
    title(&mut session, "new");
    assert_eq!(session.undo(&author()).unwrap().as_deref().map(|_| session.project().title()), Some(expected.as_str()));
}

#[test]
fn a_log_beyond_its_limit_loses_the_oldest_lines_and_no_edit() {
    let (_folder, path, mut session) = at_work();
    let limit = LogLimit { lines: 20, ..LogLimit::default() };
    for number in 0..30 {
        title(&mut session, &number.to_string());
        if number % 2 == 0 {
            session.save().unwrap();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
    assert_eq!(session.compact_log().unwrap(), 0);
    session.set_log_limit(limit).unwrap();
    let dropped = session.compact_log().unwrap();
    assert_eq!(dropped, 19, "the oldest of five backups holds 19 edits, and half the limit would be 10 lines");
    title(&mut session, "30");
    drop(session);

    let mut session = open(&path);
    assert_eq!(session.log_limit(), Some(limit), "the limit is kept with the log");
    assert_eq!(session.project().title(), "30");
    assert_eq!(session.history().steps().len(), 12);
    title(&mut session, "31");
    drop(session);
    // The oldest of the five backups still leads to the present.
    fs::write(&path, b"damaged").unwrap();
    for backup in &list_backups(&path)[..4] {
        fs::write(&backup.path, b"damaged").unwrap();
    }
    assert_eq!(store::read(&path).unwrap().project.title(), "31");
}

#[test]
fn a_backup_of_another_project_with_the_same_name_is_never_taken() {
    let (folder, path) = one_saved_two_logged();
    let former = fs::read(&path).unwrap();
    let other = Project::new(store::Ids::from_seed(99).project(), "Other", store::default_codebook());
    fs::remove_file(&path).unwrap();
    fs::remove_file(folder.path().join("dravna.ron.log")).unwrap();
    assert_eq!(list_backups(&path).len(), 1, "nothing says of which project they are, so they are offered");
    store::create_project(&path, &other).unwrap();
    assert_eq!(list_backups(&path), [], "those of the former project");

    // Work begins with a backup of its own, and those of the former project stay where they are.
    let mut session = open(&path);
    title(&mut session, "more");
    assert_eq!(backups(&path), ["Other"]);
    for number in 0..8 {
        title(&mut session, &number.to_string());
        session.save().unwrap();
    }
    let of_the_former = fs::read_dir(folder.path().join("dravna.ron.backups")).unwrap().filter(|entry| {
        let text = fs::read_to_string(entry.as_ref().unwrap().path()).unwrap();
        !text.contains(&other.id().to_string())
    });
    assert_eq!(of_the_former.count(), 1);
    let foreign = folder.path().join("foreign.ron");
    fs::write(&foreign, &former).unwrap();
    let error = session.restore(&foreign, "a test", 1).unwrap_err();
    assert!(matches!(&error, StoreError::OtherProject { title, .. } if title == "one"), "{error:?}");
    assert_eq!(session.project().title(), "7");
    drop(session);
    for backup in list_backups(&path) {
        fs::remove_file(backup.path).unwrap();
    }
    fs::write(&path, "damaged").unwrap();
    assert!(matches!(store::open(&path, "a test", 1), Err(StoreError::Invalid { .. })), "the log says which project it was");
    fs::remove_file(&path).unwrap();
    assert!(matches!(store::open(&path, "a test", 1), Err(StoreError::Unreadable { .. })));
    assert!(store::bring_back(&path).is_err());
}

#[test]
fn backups_dated_in_the_future_are_not_the_newest() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "old");
    session.save().unwrap();
    // The clock was wrong for a while.
    let backups_folder = folder.path().join("dravna.ron.backups");
    for second in 10..16 {
        fs::copy(&path, backups_folder.join(format!("2199-01-01T00-00-{second}.000Z.ron"))).unwrap();
    }
    for number in 0..8 {
        title(&mut session, &number.to_string());
        session.save().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(backups(&path), ["6", "5", "4", "3", "2", "old"], "of the wrong ones the last of their day stays, at the end");
    drop(session);
    fs::remove_file(folder.path().join("dravna.ron.log")).unwrap();
    fs::write(&path, "damaged").unwrap();
    assert_eq!(store::read(&path).unwrap().project.title(), "6");
}

#[test]
fn a_damaged_file_without_its_log_does_not_claim_that_nothing_was_done_after() {
    let (folder, path) = one_saved_two_logged();
    fs::remove_file(folder.path().join("dravna.ron.log")).unwrap();
    fs::write(&path, "damaged").unwrap();
    let said = store::open(&path, "a test", 1).unwrap().notices[0].to_string();
    assert!(said.contains("there is no log beside it, so edits made after it are missing"), "{said}");
}

#[test]
fn other_content_of_the_same_size_and_time_is_noticed() {
    let (_folder, path, mut session) = at_work();
    title(&mut session, "mine");
    session.save().unwrap();
    title(&mut session, "next");
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    let theirs = fs::read_to_string(&path).unwrap().replace("\"mine\"", "\"ours\"");
    fs::write(&path, &theirs).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
    assert!(matches!(session.save(), Err(StoreError::ChangedElsewhere { .. })));
    assert_eq!(session.file_state().unwrap(), FileState::Changed);
    let kept = session.keep_mine().unwrap().unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), theirs);
}

fn work(session: &mut Session, numbers: &[u32], project_at_start: &Project) {
    let mut numbers = random::Numbers::new(numbers);
    for _ in 0..12 {
        match numbers.below(6) {
            0 => drop(session.undo(&author()).unwrap()),
            1 => drop(session.redo(&author()).unwrap()),
            2 => session.save().unwrap(),
            choice => {
                let project = session.project().clone();
                if let Some(edit) = random::edit(&project, session.ids(), &mut numbers) {
                    let apply = if choice == 3 { Session::apply_joined } else { Session::apply };
                    apply(session, edit, &author()).unwrap();
                }
            }
        }
    }
    assert_eq!(session.project().id(), project_at_start.id());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_shortened_log_undoes_a_suffix_of_what_the_whole_one_did(
        numbers in prop::collection::vec(any::<u32>(), 0..200),
        more in prop::collection::vec(any::<u32>(), 0..80),
        lines in 0_usize..12,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = new_project(folder.path());
        let mut session = open(&path);
        let start = session.project().clone();
        work(&mut session, &numbers, &start);
        session.save().unwrap();
        session.set_log_limit(LogLimit { lines, ..LogLimit::default() }).unwrap();
        session.compact_log().unwrap();
        work(&mut session, &more, &start);
        let (expected, history) = (session.project().clone(), session.history().clone());
        drop(session);

        let mut session = open(&path);
        prop_assert_eq!(session.project(), &expected);
        let (found, whole) = (session.history().steps().len(), history.steps().len());
        prop_assert!(found <= whole);
        prop_assert!(session.history().steps().eq(history.steps().skip(whole - found)));
        // Everything that is offered for undo and redo fits.
        while session.redo(&author()).unwrap().is_some() {}
        while session.undo(&author()).unwrap().is_some() {}
    }
}
