//! What other programs do beneath an open project: they delete, cut or replace its log, remove its lock, check out another
//! commit, delete its folder. After the next edit all work is on disk where opening finds it, and what happened is said.

#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    random,
    scaffold::{at_work, author, new_project, one_saved_two_logged, open, title},
};
use obelus::{
    project::Edit,
    store::{self, FileState, Session, StoreError, list_backups, with_causes},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn log(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}.log", path.file_name().unwrap().to_str().unwrap()))
}

/// What was said, as one line.
fn said(session: &mut Session) -> String {
    session.take_notices().iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

fn titles_to_undo(session: &Session) -> usize {
    session.history().steps().len()
}

/// A way to change a file that lies open beneath a session.
type Harm = fn(&Path);

#[test]
fn a_log_that_is_deleted_replaced_or_added_to_is_written_anew_with_all_its_lines() {
    let harms: [(&str, Harm, bool); 4] = [
        ("deleted", |log| fs::remove_file(log).unwrap(), false),
        ("renamed", |log| fs::rename(log, log.with_extension("elsewhere")).unwrap(), false),
        (
            "replaced",
            |log| {
                let copy = fs::read(log).unwrap();
                fs::remove_file(log).unwrap();
                // So that its number is another one.
                fs::write(log.with_extension("first"), "").unwrap();
                fs::write(log, copy).unwrap();
            },
            true,
        ),
        (
            "added to",
            |log| {
                let longer = fs::read_to_string(log).unwrap() + "00000000 (n: 3)\n";
                fs::write(log, longer).unwrap();
            },
            true,
        ),
    ];
    for (name, harm, is_kept) in harms {
        let (folder, path, mut session) = at_work();
        title(&mut session, "one");
        title(&mut session, "two");
        harm(&log(&path));
        title(&mut session, "three");
        let told = said(&mut session);
        assert!(told.contains("was deleted, cut or replaced") && !told.contains("undo"), "{name}: {told}");
        assert_eq!(folder.path().join("dravna.ron.log.unused-1").exists(), is_kept, "{name}");
        assert_eq!(told.contains("dravna.ron.log.unused-1"), is_kept, "{name}: {told}");
        assert_eq!(store::read(&path).unwrap().project.title(), "three", "{name}");
        title(&mut session, "four");
        assert_eq!(said(&mut session), "", "{name}: once");
        drop(session);
        let session = open(&path);
        assert_eq!((session.project().title(), titles_to_undo(&session)), ("four", 4), "{name}");
    }
}

#[test]
fn a_log_that_was_cut_is_kept_and_a_new_one_begins() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "one");
    title(&mut session, "two");
    let length = fs::metadata(log(&path)).unwrap().len();
    fs::File::options().write(true).open(log(&path)).unwrap().set_len(length - 10).unwrap();
    title(&mut session, "three");
    let told = said(&mut session);
    assert!(told.contains("after a restart, undo will begin here"), "{told}");
    assert_eq!(fs::metadata(folder.path().join("dravna.ron.log.unused-1")).unwrap().len(), length - 10);
    session.undo(&author()).unwrap();
    session.undo(&author()).unwrap();
    session.redo(&author()).unwrap();
    drop(session);
    let mut session = open(&path);
    assert_eq!(session.project().title(), "two");
    session.redo(&author()).unwrap();
    assert_eq!(session.project().title(), "three");
}

#[test]
fn without_an_edit_the_look_alone_makes_everything_safe() {
    let (_folder, path) = one_saved_two_logged();
    let mut session = open(&path);
    let project = session.project().clone();
    let edit = random::edit(&project, session.ids(), &mut random::Numbers::new(&[3, 1, 4, 1, 5, 9, 2, 6])).unwrap();
    session.apply(edit, &author()).unwrap();
    let work = session.project().clone();
    fs::remove_file(log(&path)).unwrap();
    session.make_safe(random::time(0)).unwrap();
    assert!(said(&mut session).contains("written anew"));
    assert!(session.is_log_safe());
    assert_eq!(store::read(&path).unwrap().project, work);
}

#[test]
fn a_lock_that_was_removed_is_made_anew() {
    let (folder, path, mut session) = at_work();
    fs::remove_file(folder.path().join("dravna.ron.lock")).unwrap();
    title(&mut session, "one");
    let told = said(&mut session);
    assert!(told.contains("lock") && told.contains("made anew"), "{told}");
    let second = store::open(&path, "a second", 2).unwrap().session;
    assert_eq!(second.read_only(), Some("it is open elsewhere (a test)"));
}

#[test]
fn where_somebody_else_took_the_project_over_each_goes_on_in_a_file_of_its_own() {
    let (folder, path, mut first) = at_work();
    title(&mut first, "of the first");
    fs::remove_file(folder.path().join("dravna.ron.lock")).unwrap();
    let mut second = store::open(&path, "a second", 2).unwrap().session;
    title(&mut second, "of the second");
    title(&mut first, "of the first again");
    let told = said(&mut first);
    assert!(told.contains("open elsewhere (a second)") && told.contains("goes on there"), "{told}");
    assert_ne!(first.path(), path);
    first.save().unwrap();
    title(&mut second, "of the second again");
    assert_eq!(said(&mut second), "");
    let own = first.path().to_owned();
    drop((first, second));
    assert_eq!(open(&path).project().title(), "of the second again");
    let session = open(&own);
    assert_eq!((session.project().title(), titles_to_undo(&session)), ("of the first again", 2));
}

#[test]
fn another_commit_with_its_log_leaves_both_versions() {
    let (_folder, path, mut session) = at_work();
    let (file, lines) = (fs::read(&path).unwrap(), fs::read(log(&path)).unwrap());
    title(&mut session, "mine");
    session.save().unwrap();
    title(&mut session, "mine, not saved");
    for (path, bytes) in [(&path, &file), (&log(&path), &lines)] {
        fs::remove_file(path).unwrap();
        fs::write(path, bytes).unwrap();
    }
    title(&mut session, "mine, after");
    let told = said(&mut session);
    assert!(told.contains("was changed by another program, and so was its log"), "{told}");
    let own = session.path().to_owned();
    assert!(told.contains(own.to_str().unwrap()), "{told}");
    assert_eq!((fs::read(&path).unwrap(), fs::read(log(&path)).unwrap()), (file, lines), "theirs is as they left it");
    drop(session);
    let session = open(&own);
    assert_eq!((session.project().title(), titles_to_undo(&session)), ("mine, after", 3));
    assert_eq!(open(&path).project().title(), "Dravna");
}

#[test]
fn another_branch_beneath_the_project_is_noticed_by_the_next_edit_and_loses_nothing_in_a_crash() {
    let (_folder, path, mut session) = at_work();
    let theirs = fs::read_to_string(&path).unwrap().replace("\"Dravna\"", "\"theirs\"").replace("sequence: 0", "sequence: 7");
    title(&mut session, "mine");
    session.save().unwrap();
    fs::write(&path, &theirs).unwrap();
    title(&mut session, "mine, after");
    assert_eq!(session.take_file_change(), Some(FileState::Changed));
    title(&mut session, "mine, later");
    assert_eq!(session.take_file_change(), None, "it is said once");
    // The process is killed.
    drop(session);
    let opened = store::open(&path, "a test", 1).unwrap();
    assert_eq!(opened.session.project().title(), "theirs");
    assert!(opened.notices[0].to_string().contains("kept aside"), "{:?}", opened.notices);
    let told = opened.notices[1].to_string();
    let own = told.rsplit_once(" is ").unwrap().1;
    assert_eq!(store::read(Path::new(own)).unwrap().project.title(), "mine, later", "{told}");
}

#[test]
fn where_no_backup_leads_to_the_log_either_the_work_goes_on_in_a_copy() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "mine");
    fs::remove_dir_all(folder.path().join("dravna.ron.backups")).unwrap();
    fs::remove_file(&path).unwrap();
    title(&mut session, "mine, after");
    let told = said(&mut session);
    assert!(told.contains("deleted, moved or renamed") && told.contains("no backup leads to your work"), "{told}");
    assert_eq!(store::read(session.path()).unwrap().project.title(), "mine, after");
}

#[test]
fn when_the_folder_is_deleted_the_work_is_rescued_elsewhere() {
    let (folder, rescue) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let work = folder.path().join("work");
    fs::create_dir(&work).unwrap();
    let path = new_project(&work);
    let mut session = open(&path);
    session.set_rescue_folder(Some(rescue.path().join("Obelus")));
    title(&mut session, "one");
    fs::remove_dir_all(&work).unwrap();
    title(&mut session, "two");
    let told = said(&mut session);
    let own = session.path().to_owned();
    assert!(own.starts_with(rescue.path()) && told.contains(own.to_str().unwrap()), "{told}");
    title(&mut session, "three");
    drop(session);
    let session = open(&own);
    assert_eq!((session.project().title(), titles_to_undo(&session)), ("three", 3));
}

#[test]
fn an_edit_that_could_be_kept_nowhere_is_refused() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "one");
    if fs::remove_dir_all(folder.path()).is_err() || path.exists() {
        // This system does not let a folder go in which a file is open.
        return;
    }
    let error = session.apply(Edit::SetTitle("two".to_owned()), &author()).unwrap_err();
    assert!(matches!(error, StoreError::Unwritable { .. }) && error.hint().is_some(), "{error:?}");
    assert_eq!((session.project().title(), session.is_log_safe()), ("one", false));
    let elsewhere = tempfile::tempdir().unwrap();
    session.snapshot().write_copy(&elsewhere.path().join("copy.ron")).unwrap();
}

#[test]
fn an_older_snapshot_never_replaces_a_later_one() {
    let (_folder, path, mut session) = at_work();
    title(&mut session, "one");
    let in_the_background = session.snapshot();
    fs::remove_file(log(&path)).unwrap();
    title(&mut session, "two");
    let before = fs::read(&path).unwrap();
    in_the_background.write().unwrap();
    session.was_saved(&in_the_background);
    title(&mut session, "three");
    session.save().unwrap();
    assert_eq!(session.file_state().unwrap(), FileState::Ours);
    assert_ne!(before, fs::read(&path).unwrap());
    assert_eq!(open_title(&path), "three");
}

fn open_title(path: &Path) -> String {
    store::read(path).unwrap().project.title().to_owned()
}

#[test]
fn closing_twice_leaves_one_copy() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "mine");
    fs::write(&path, "theirs").unwrap();
    let first = session.save_beside(random::time(0)).unwrap();
    assert_eq!(session.save_beside(random::time(5)).unwrap(), first);
    let copies = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".mine-"));
    assert_eq!(copies.count(), 1);
    session.undo(&author()).unwrap();
    assert_ne!(session.save_beside(random::time(10)).unwrap(), first, "after another edit it is another state");
}

#[test]
fn logs_of_two_copies_that_were_swapped_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let a = new_project(folder.path());
    let b = folder.path().join("copy.ron");
    title(&mut open(&a), "both");
    fs::copy(&a, &b).unwrap();
    fs::copy(log(&a), log(&b)).unwrap();
    // The copy has its log; that the log was written for the other file is said once.
    let opened = store::open(&b, "a test", 1).unwrap();
    assert_eq!(opened.session.project().title(), "both");
    assert!(opened.notices[0].to_string().contains("written for “dravna.ron”; 1 edit that"), "{:?}", opened.notices);
    drop(opened);
    title(&mut open(&b), "only in the copy");
    title(&mut open(&a), "only here");

    let swap = folder.path().join("swap");
    for (from, to) in [(log(&a), &swap), (log(&b), &log(&a)), (swap.clone(), &log(&b))] {
        fs::rename(from, to).unwrap();
    }
    for (path, other) in [(&a, "copy.ron"), (&b, "dravna.ron")] {
        for error in [store::read(path).unwrap_err(), store::open(path, "a test", 1).unwrap_err()] {
            assert!(with_causes(&error).contains(&format!("written for “{other}”")), "{error}");
        }
    }
    for (from, to) in [(log(&a), &swap), (log(&b), &log(&a)), (swap.clone(), &log(&b))] {
        fs::rename(from, to).unwrap();
    }
    assert_eq!((open_title(&a).as_str(), open_title(&b).as_str()), ("only here", "only in the copy"));

    // A project that is renamed with its log stays what it was.
    let c = folder.path().join("renamed.ron");
    fs::rename(&a, &c).unwrap();
    fs::rename(log(&a), log(&c)).unwrap();
    assert_eq!(store::read(&c).unwrap().project.title(), "only here");
    assert_eq!(list_backups(&c), []);
}
