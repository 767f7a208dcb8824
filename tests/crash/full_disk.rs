//! A disk that is full: a limit on the size of files stands in for it, which `ulimit` sets for a child process.

use super::{author, child, child_folder, digest, new_project};
use obelus::{
    project::Edit,
    store::{self, StoreError},
};
use std::{fs, process::Command};

/// The child: files cannot grow beyond 64 KiB here.
#[test]
fn child_works_on_a_full_disk() {
    let Some(folder) = child_folder() else { return };
    let path = folder.join("dravna.ron");
    let mut session = store::open(&path, "a test", 1).unwrap().session;
    session.apply(Edit::SetTitle("one".to_owned()), &author()).unwrap();
    let before = digest(session.project());

    // The log has no space for this edit, so it is not made.
    let large = "x".repeat(200_000);
    let error = session.apply(Edit::SetTitle(large), &author()).unwrap_err();
    assert!(matches!(&error, StoreError::Unwritable { .. }), "{error:?}");
    assert_eq!(digest(session.project()), before, "the project is as it was");
    assert_eq!(session.history().steps().len(), 1, "and so is what can be undone");

    // Shorter ones fit again: what follows the failed write is whole.
    session.apply(Edit::SetTitle("two".to_owned()), &author()).unwrap();
    assert_eq!(digest(&store::read(&path).unwrap().project), digest(session.project()));

    // And the project file can be written, here and elsewhere.
    session.save().unwrap();
    session.snapshot().write_copy(&folder.join("copy.ron")).unwrap();
    fs::write(folder.join("passed"), digest(session.project())).unwrap();
}

/// The child: the project file itself does not fit.
#[test]
fn child_saves_on_a_full_disk() {
    let Some(folder) = child_folder() else { return };
    let path = folder.join("dravna.ron");
    let before = fs::read(&path).unwrap();
    let mut session = store::open(&path, "a test", 1).unwrap().session;
    let error = session.save().unwrap_err();
    assert!(matches!(&error, StoreError::Unwritable { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before, "the file is as it was");
    assert!(fs::read_dir(&folder).unwrap().all(|entry| !entry.unwrap().file_name().to_string_lossy().ends_with(".tmp")));
    session.apply(Edit::SetTitle("work goes on".to_owned()), &author()).unwrap();
    fs::write(folder.join("passed"), digest(session.project())).unwrap();
}

/// Runs a child under a limit; the digest it left. `None` where the system has no `sh` with `ulimit`.
fn run_limited(test: &str, folder: &std::path::Path, kibibytes: u64) -> Option<String> {
    let inner = child(test, folder, 1);
    // Blocks of 512 bytes in `sh`. Without the signal a write beyond the limit fails as on a full disk.
    let script = format!("trap '' XFSZ && ulimit -f {} && exec \"$0\" \"$@\"", kibibytes * 2);
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(inner.get_program()).args(inner.get_args());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: no sh on this system: {error}");
            return None;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Some(fs::read_to_string(folder.join("passed")).unwrap_or_else(|_| panic!("the child failed:\n{said}")))
}

#[test]
fn an_edit_without_space_is_not_reported_done_and_later_ones_are() {
    if child_folder().is_some() || cfg!(not(unix)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    let Some(left) = run_limited("full_disk::child_works_on_a_full_disk", folder.path(), 64) else { return };
    assert_eq!(digest(&store::read(&path).unwrap().project), left);
    let mut session = store::open(&path, "a test", 2).unwrap().session;
    session.apply(Edit::SetTitle("space is back".to_owned()), &author()).unwrap();
    session.save().unwrap();
    assert_eq!(store::read(&path).unwrap().project.title(), "space is back");
}

#[test]
fn a_project_file_without_space_stays_as_it_was() {
    if child_folder().is_some() || cfg!(not(unix)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    let size = fs::metadata(&path).unwrap().len();
    assert!(size > 1024, "{size}");
    let Some(left) = run_limited("full_disk::child_saves_on_a_full_disk", folder.path(), 1) else { return };
    assert_eq!(digest(&store::read(&path).unwrap().project), left);
}
