//! A folder that somebody else has filled, or that others can look into: links, pipes and devices under the names of our
//! files, rights, names of another project. Nothing outside is written, nobody waits for ever, nothing is read by others.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::{
    random,
    scaffold::{self, at_work, new_project, one_saved_two_logged, open, title},
};
use obelus::{
    project::Project,
    store::{self, Ids, LogLimit, StoreError, list_backups, read_codebook_file, with_causes},
};
use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Every file and folder below `folder`, with what others than its owner may do with it.
fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = path.symlink_metadata().unwrap().permissions().mode() & 0o077;
        if mode != 0 {
            found.push((path.clone(), mode));
        }
        if path.is_dir() {
            found.extend(open_to_others(&path));
        }
    }
    found
}

fn close_to_others(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn of_a_project_that_only_its_owner_reads_nothing_beside_it_is_read_by_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    close_to_others(&path);
    let mut session = open(&path);
    let project = session.project().clone();
    let edit = random::edit(&project, session.ids(), &mut random::Numbers::new(&[3, 1, 4, 1, 5, 9, 2, 6])).unwrap();
    session.apply(edit, &scaffold::author()).unwrap();
    for number in 0..6 {
        title(&mut session, &number.to_string());
        session.save().unwrap();
    }
    session.set_log_limit(LogLimit { lines: 1, ..LogLimit::default() }).unwrap();
    session.compact_log().unwrap();
    let theirs = fs::read_to_string(&path).unwrap().replace("\"5\"", "\"theirs\"");
    fs::write(&path, &theirs).unwrap();
    session.keep_mine().unwrap().unwrap();
    session.save_beside(random::time(0)).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(session.keep_mine().unwrap(), None);
    assert_eq!(open_to_others(folder.path()), []);
    drop(session);
    let log = folder.path().join("dravna.ron.log");
    let torn = fs::read_to_string(&log).unwrap() + "torn";
    fs::write(&log, torn).unwrap();
    fs::write(&path, "damaged").unwrap();
    drop(store::open(&path, "a test", 1).unwrap());
    assert_eq!(open_to_others(folder.path()), []);
}

#[test]
fn what_others_could_read_is_closed_when_the_project_is() {
    let (folder, path) = one_saved_two_logged();
    close_to_others(&path);
    drop(open(&path));
    let names: Vec<_> = open_to_others(folder.path()).into_iter().map(|(path, _)| path).collect();
    let inside: Vec<_> = list_backups(&path).into_iter().map(|backup| backup.path).collect();
    assert!(names.iter().all(|path| inside.contains(path)), "only what lies in the closed folder: {names:?}");
}

#[test]
fn no_name_of_ours_leads_through_a_link() {
    for name in ["lock", "log", "backups"] {
        let (folder, path) = one_saved_two_logged();
        let ours = folder.path().join(format!("dravna.ron.{name}"));
        let elsewhere = tempfile::tempdir().unwrap();
        let precious = elsewhere.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        let target = if name == "backups" {
            fs::remove_dir_all(&ours).unwrap();
            // A file that looks like an old backup, and would be removed with them.
            for day in 10..20 {
                fs::copy(&path, elsewhere.path().join(format!("2020-01-01T00-00-{day}.000Z.ron"))).unwrap();
            }
            elsewhere.path()
        } else {
            let _gone = fs::remove_file(&ours);
            &precious
        };
        symlink(target, &ours).unwrap();
        let before = fs::read_dir(elsewhere.path()).unwrap().count();
        match (name, store::open(&path, "a test", 1)) {
            ("log", opened) => {
                let error = opened.unwrap_err();
                assert!(with_causes(&error).contains("it is a link, not a file") && error.hint().is_some(), "{error}");
            }
            ("lock", opened) => assert!(opened.unwrap().session.read_only().unwrap().contains("it is a link, not a file")),
            (_, opened) => {
                let mut opened = opened.unwrap();
                assert!(opened.notices.iter().any(|notice| notice.to_string().contains("a link to one")), "{:?}", opened.notices);
                title(&mut opened.session, "three");
                let error = opened.session.save().unwrap_err();
                assert!(matches!(error, StoreError::Backup { .. }), "{error:?}");
                assert_eq!(list_backups(&path), []);
            }
        }
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), before);
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
    }
}

#[test]
fn a_file_that_gives_way_to_a_link_while_the_project_is_open_is_not_written_through_it() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "mine");
    let precious = folder.path().join("precious");
    fs::rename(&path, &precious).unwrap();
    symlink(&precious, &path).unwrap();
    let before = fs::read(&precious).unwrap();
    assert!(matches!(session.save(), Err(StoreError::ChangedElsewhere { .. })));
    let kept = session.keep_mine().unwrap().unwrap();
    assert!(kept.symlink_metadata().unwrap().is_symlink(), "the link itself is kept");
    assert_eq!(fs::read(&precious).unwrap(), before);
    assert_eq!(store::read(&path).unwrap().project.title(), "mine");
}

#[test]
fn a_project_has_one_log_and_one_lock_however_it_is_named() {
    let (folder, path) = one_saved_two_logged();
    let elsewhere = tempfile::tempdir().unwrap();
    let (link, to_link) = (elsewhere.path().join("link.ron"), elsewhere.path().join("to link.ron"));
    symlink(&path, &link).unwrap();
    symlink("link.ron", &to_link).unwrap();
    assert_eq!(store::read(&to_link).unwrap().project.title(), "two");
    assert_eq!(list_backups(&link).len(), 1);
    let mut session = open(&to_link);
    assert!(store::open(&path, "another", 1).unwrap().session.read_only().unwrap().contains("open elsewhere (a test)"));
    title(&mut session, "three");
    session.save().unwrap();
    drop(session);
    assert_eq!(open(&path).project().title(), "three");
    assert!(to_link.symlink_metadata().unwrap().is_symlink());
    let names: Vec<_> = fs::read_dir(elsewhere.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is beside the links: {names:?}");
    // A link to nothing leads to the backups of what it named.
    fs::remove_file(&path).unwrap();
    assert!(matches!(store::open(&link, "a test", 1), Err(StoreError::Gone { .. })));
    store::bring_back(&link).unwrap();
    assert!(path.symlink_metadata().unwrap().is_file());
    drop(folder);
    for name in ["a.ron", "b.ron"] {
        let other = if name == "a.ron" { "b.ron" } else { "a.ron" };
        symlink(other, elsewhere.path().join(name)).unwrap();
    }
    assert!(store::read(&elsewhere.path().join("a.ron")).is_err(), "links that lead round end");
}

#[test]
fn pipes_and_devices_are_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("pipe.ron");
    pipe(&fifo);
    let zero = folder.path().join("zero.ron");
    symlink("/dev/zero", &zero).unwrap();
    for path in [&fifo, &zero, Path::new("/dev/zero")] {
        for said in [
            with_causes(&store::read(path).unwrap_err()),
            with_causes(&store::open(path, "a test", 1).unwrap_err()),
            read_codebook_file(path).unwrap_err().to_string(),
        ] {
            assert!(said.contains("it is a pipe or a device, not a file"), "{said}");
        }
    }
    for name in ["log", "lock"] {
        let (folder, path) = one_saved_two_logged();
        let ours = folder.path().join(format!("dravna.ron.{name}"));
        let _gone = fs::remove_file(&ours);
        pipe(&ours);
        let said = match store::open(&path, "a test", 1) {
            Ok(opened) => opened.session.read_only().unwrap().to_owned(),
            Err(error) => with_causes(&error),
        };
        assert!(said.contains("it is a pipe or a device, not a file"), "{said}");
    }
    // A backup that is a pipe is none.
    let (_folder, path) = one_saved_two_logged();
    open(&path).save().unwrap();
    assert_eq!(list_backups(&path).len(), 2);
    let newest = list_backups(&path)[0].path.clone();
    fs::remove_file(&newest).unwrap();
    pipe(&newest);
    fs::write(&path, "damaged").unwrap();
    assert_eq!(store::read(&path).unwrap().project.title(), "two");
}

/// What the program says, which must have ended within a minute.
fn says(arguments: &[&Path]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let _ended = child.kill();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn no_command_waits_for_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let project = new_project(folder.path());
    let fifo = folder.path().join("pipe.ron");
    pipe(&fifo);
    let new = folder.path().join("new.ron");
    let path = |word: &'static str| Path::new(word);
    let commands: [&[&Path]; 10] = [
        &[path("stats"), &fifo],
        &[path("check"), &fifo],
        &[path("check"), path("--repair"), &fifo],
        &[path("export"), &fifo, path("csv")],
        &[path("compare"), &fifo],
        &[path("compare"), &project, &fifo],
        &[path("compare"), path("--reduce"), &fifo],
        &[path("import"), &project, &fifo],
        &[path("import"), &project, &project, &fifo],
        &[path("new"), &new, path("--codebook"), &fifo],
    ];
    for arguments in commands {
        let (code, said) = says(arguments);
        assert!(matches!(code, Some(1 | 2)) && !said.is_empty(), "{arguments:?}: {code:?} {said}");
    }
    assert!(!new.exists());
}

#[test]
fn a_name_is_refused_whose_log_could_not_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(Ids::from_seed(1).project(), "Long", store::default_codebook());
    for length in [180, 190, 200, 215, 230, 245, 251] {
        let path = folder.path().join("n".repeat(length) + ".ron");
        match store::create_project(&path, &project) {
            Ok(()) => {
                let mut session = open(&path);
                title(&mut session, "one");
                session.save().unwrap();
                fs::write(&path, fs::read_to_string(&path).unwrap().replace("\"one\"", "\"theirs\"")).unwrap();
                session.keep_mine().unwrap().unwrap();
            }
            Err(error) => {
                assert!(matches!(error, StoreError::NameTooLong { .. }) && length > 180, "{length}: {error:?}");
                assert!(error.hint().unwrap().contains("shorter"));
                assert!(!path.exists());
            }
        }
    }
    let path = folder.path().join("n".repeat(245) + ".ron");
    assert!(matches!(store::create_project(&path, &project), Err(StoreError::NameTooLong { .. })));
    // The same for a copy.
    let session = open(&new_project(folder.path()));
    assert!(matches!(session.snapshot().write_copy(&path), Err(StoreError::NameTooLong { .. })));
}
