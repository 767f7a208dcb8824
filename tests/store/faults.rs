//! What goes wrong around a project: somebody else has it open, its folder cannot be written or has no locks, its file is
//! gone. Work is never lost, and what was done and not written can be saved elsewhere.

#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::print_stdout, reason = "what is skipped where it cannot be tested")]

use crate::{
    holder, random,
    scaffold::{at_work, author, new_project, one_saved_two_logged, open, title},
};
use obelus::{
    project::Edit,
    store::{self, FileState, Locks, StoreError},
};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    process::{Command, Output},
};

/// Runs the program; answers its exit code and everything it says.
fn obelus(arguments: &[&str], project: &Path) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
    command.arg(arguments[0]).arg(project).args(&arguments[1..]);
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code().unwrap_or(-1), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[test]
fn child_holds_a_project() {
    holder::hold_if_child();
}

#[test]
fn a_second_process_reads_only_and_names_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    let held = holder::start("faults::child_holds_a_project", &path);
    let mut second = store::open(&path, "a test", 1).unwrap().session;
    let reason = second.read_only().unwrap().to_owned();
    assert!(reason.contains("open elsewhere") && reason.contains(&held.name()), "{reason}");
    let refused = second.apply(Edit::SetTitle("mine".to_owned()), &author());
    assert!(matches!(refused, Err(StoreError::ReadOnly(_))));
    second.snapshot().write_copy(&folder.path().join("copy.ron")).unwrap();

    // The command line reads and does not write.
    let before = fs::read(&path).unwrap();
    assert_eq!(obelus(&["stats"], &path).0, 0);
    let article = folder.path().join("a.txt");
    fs::write(&article, "Nobody was hurt at the Sel bridge.\n").unwrap();
    let (code, said) = obelus(&["import", article.to_str().unwrap()], &path);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("open elsewhere") && said.contains(&held.name()), "{said}");
    let (code, said) = obelus(&["check", "--repair"], &path);
    assert_eq!(code, 1, "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);

    // The lock of a process that was killed is no obstacle.
    held.kill();
    title(&mut open(&path), "mine");
    assert_eq!(obelus(&["import", article.to_str().unwrap()], &path).0, 0);
}

/// A network folder that has no locks, or whose locks fail.
struct Without(io::ErrorKind);

impl Locks for Without {
    fn try_lock(&self, _file: &File) -> Result<(), TryLockError> {
        Err(TryLockError::Error(self.0.into()))
    }
}

#[test]
fn a_folder_without_locks_is_read_only_and_the_work_can_be_saved_elsewhere() {
    for kind in [io::ErrorKind::Unsupported, io::ErrorKind::PermissionDenied] {
        let folder = tempfile::tempdir().unwrap();
        let path = new_project(folder.path());
        let session = store::open_with(&path, "a test", 1, &Without(kind)).unwrap().session;
        let reason = session.read_only().unwrap();
        assert!(reason.contains(if kind == io::ErrorKind::Unsupported { "no locks" } else { "cannot be locked" }), "{reason}");
        session.snapshot().write_copy(&folder.path().join("copy.ron")).unwrap();
        drop(session);
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["copy.ron", "dravna.ron"], "nothing else is left there");
    }
}

#[test]
fn a_file_that_is_gone_comes_back_from_its_backup_and_the_log() {
    let (_folder, path) = one_saved_two_logged();
    fs::remove_file(&path).unwrap();
    let error = store::open(&path, "a test", 1).unwrap_err();
    assert!(matches!(&error, StoreError::Gone { .. }) && error.hint().unwrap().contains("--repair"), "{error:?}");

    let (code, said) = obelus(&["check", "--repair"], &path);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the project file was gone"), "{said}");
    assert_eq!(open(&path).project().title(), "two", "the log holds what the backup lacks");

    fs::remove_file(&path).unwrap();
    store::bring_back(&path).unwrap();
    assert_eq!(open(&path).project().title(), "two");
    assert!(matches!(store::bring_back(&path), Err(StoreError::Exists { .. })), "a file that is there is left alone");
}

#[test]
fn a_folder_that_is_renamed_while_the_project_is_open_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    fs::create_dir(&here).unwrap();
    let path = new_project(&here);
    let mut session = open(&path);
    fs::rename(&here, &there).unwrap();
    fs::write(&here, "a file where the folder was").unwrap();
    title(&mut session, "mine");
    let project = session.project().clone();
    let edit = random::edit(&project, session.ids(), &mut random::Numbers::new(&[3, 1, 4, 1, 5, 9, 2, 6])).unwrap();
    session.apply(edit, &author()).unwrap();
    assert!(session.save().is_err());
    let work = session.project().clone();
    assert_eq!(work.title(), "mine", "the work stays in memory");
    session.snapshot().write_copy(&folder.path().join("copy.ron")).unwrap();
    drop(session);
    assert_eq!(store::read(&folder.path().join("copy.ron")).unwrap().project, work);
    assert_eq!(store::read(&there.join("dravna.ron")).unwrap().project, work, "and the log went with its folder");
}

#[test]
fn a_file_that_is_renamed_while_open_is_missing_and_comes_to_no_harm() {
    let (folder, path, mut session) = at_work();
    title(&mut session, "mine");
    fs::rename(&path, folder.path().join("other.ron")).unwrap();
    assert_eq!(session.file_state().unwrap(), FileState::Missing);
    assert!(matches!(session.save(), Err(StoreError::Missing { .. })));
    fs::rename(folder.path().join("other.ron"), &path).unwrap();
    session.save().unwrap();
    assert_eq!(store::read(&path).unwrap().project.title(), "mine");
}

#[cfg(unix)]
mod permissions {
    use super::*;
    use std::os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    };

    const FOLDER: &str = "OBELUS_FAULTS_FOLDER";
    /// The user and group "nobody".
    const NOBODY: u32 = 65_534;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The child, whom permissions bind.
    #[test]
    fn child_meets_permissions() {
        let Some(folder) = std::env::var_os(FOLDER).map(std::path::PathBuf::from) else { return };
        let (work, elsewhere) = (folder.join("work"), folder.join("elsewhere"));
        let path = work.join("dravna.ron");

        // A folder that can only be read.
        set_mode(&work, 0o555);
        let session = store::open(&path, "a test", 1).unwrap().session;
        assert!(session.read_only().unwrap().contains("cannot be locked"), "{:?}", session.read_only());
        session.snapshot().write_copy(&elsewhere.join("read-only.ron")).unwrap();
        drop(session);

        // The permission is lost while the project is open.
        set_mode(&work, 0o755);
        let mut session = open(&path);
        title(&mut session, "before");
        set_mode(&work, 0o555);
        title(&mut session, "after");
        let error = session.save().unwrap_err();
        assert!(error.hint().is_some(), "{error:?}");
        assert_eq!(session.project().title(), "after", "the work stays");
        session.snapshot().write_copy(&elsewhere.join("lost.ron")).unwrap();
        drop(session);
        set_mode(&work, 0o755);
        assert_eq!(open(&path).project().title(), "after", "every edit is in the log");

        // The file is write-protected.
        set_mode(&path, 0o444);
        let session = store::open(&path, "a test", 1).unwrap().session;
        assert_eq!(session.read_only(), Some("the file is write-protected"));
        fs::write(elsewhere.join("passed"), "").unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_written_or_no_longer_can_leaves_the_work_in_memory() {
        if std::env::var_os(FOLDER).is_some() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        for name in ["work", "elsewhere"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let path = new_project(&folder.path().join("work"));
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["faults::permissions::child_meets_permissions", "--exact", "--nocapture"]).env(FOLDER, folder.path());
        // Permissions do not bind the superuser, so the child is somebody else then.
        let probe = folder.path().join("probe");
        fs::create_dir(&probe).unwrap();
        set_mode(&probe, 0o555);
        if fs::write(probe.join("x"), "").is_ok() {
            for path in [folder.path(), &folder.path().join("work"), &folder.path().join("elsewhere"), &path] {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => {
                println!("skipped: this user cannot start the child as another: {error}");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(folder.path().join("elsewhere").join("passed").exists(), "{said}");
    }
}
