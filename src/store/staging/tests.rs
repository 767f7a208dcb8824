//! Tests where staging puts files, and what it leaves alone.

use super::*;

const MAKER: Maker<'static> = Maker { file: "report.json", start: "{made by us" };

fn staged(target: &Path, files: &[(&str, &str)]) -> Staging {
    let mut staging = Staging::begin(target).unwrap();
    for (name, words) in files {
        staging.file(name).unwrap().write_all(words.as_bytes()).unwrap();
    }
    staging
}

/// A data set of Obelus, with its list of checksums.
fn data_set(target: &Path, files: &[(&str, &str)]) -> Staging {
    let mut all = files.to_vec();
    all.push((MAKER.file, "{made by us}"));
    let list: String = all.iter().map(|(name, words)| format!("{}  {name}\n", sha256(words))).collect();
    all.push((former::CHECKSUMS, &list));
    staged(target, &all)
}

fn sha256(words: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(words).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn refused(moved: Result<Moved, PlaceError>, folder: &Path) -> String {
    moved.unwrap_err().to_string().replace(&format!("{}/", folder.display()), "")
}

#[test]
fn a_folder_appears_whole_or_not_at_all() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("set");
    let staging = staged(&target, &[("a.txt", "1"), ("sub/b.txt", "2")]);
    assert!(!target.exists());
    drop(staging);
    assert_eq!(names(place.path()), Vec::<String>::new(), "nothing stays of what was not finished");
    staged(&target, &[("a.txt", "1"), ("sub/b.txt", "2")]).into_folder(MAKER, &[], false).unwrap();
    assert_eq!(fs::read(target.join("sub/b.txt")).unwrap(), b"2");
    assert_eq!(names(place.path()), ["set"]);
}

#[test]
fn what_exists_is_replaced_only_when_asked_and_old_shards_go() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("set");
    data_set(&target, &[("0.parquet", "1"), ("split=test/1.parquet", "2")]).into_folder(MAKER, &[], false).unwrap();
    staged(&target.join("notes"), &[("x", "mine")]).into_places(|_| Some(target.join("notes")), &[], false).unwrap();
    let error = refused(data_set(&target, &[("0.parquet", "3")]).into_folder(MAKER, &[], false), place.path());
    assert_eq!(error, "set/0.parquet exists already");
    assert_eq!(fs::read(target.join("0.parquet")).unwrap(), b"1");
    let moved = data_set(&target, &[("0.parquet", "3")]).into_folder(MAKER, &[], true).unwrap();
    assert_eq!(moved.removed, ["split=test/1.parquet"]);
    assert_eq!(moved.others, ["notes"]);
    assert_eq!(names(&target), ["0.parquet", former::CHECKSUMS, "notes", "report.json"], "no empty folder stays either");
    assert_eq!(names(place.path()), ["set"]);
}

#[test]
fn only_what_a_list_of_ours_names_with_the_right_checksum_is_removed() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("set");
    let foreign = format!("{}  thesis.txt\n", sha256("mine"));
    staged(&target, &[("thesis.txt", "mine"), (former::CHECKSUMS, &foreign)]).into_folder(MAKER, &[], false).unwrap();
    let moved = staged(&target, &[("a.txt", "1"), (former::CHECKSUMS, "")]).into_folder(MAKER, &[], true).unwrap();
    assert_eq!((moved.removed, moved.others), (Vec::new(), vec!["thesis.txt".to_owned()]), "a list of another program");

    let target = place.path().join("changed");
    data_set(&target, &[("a.txt", "1"), ("b.txt", "2")]).into_folder(MAKER, &[], false).unwrap();
    super::super::save::replace(&target.join("b.txt"), b"corrected by hand").unwrap();
    let moved = data_set(&target, &[("c.txt", "3")]).into_folder(MAKER, &[], true).unwrap();
    assert_eq!((moved.removed, moved.others), (vec!["a.txt".to_owned()], vec!["b.txt".to_owned()]), "a changed file stays");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    let place = tempfile::tempdir().unwrap();
    let (target, outside) = (place.path().join("set"), place.path().join("outside"));
    data_set(&target, &[("sub/a.txt", "1")]).into_folder(MAKER, &[], false).unwrap();
    fs::rename(target.join("sub"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, target.join("sub")).unwrap();
    let moved = data_set(&target, &[("b.txt", "2")]).into_folder(MAKER, &[], true).unwrap();
    assert_eq!((moved.removed, names(&outside)), (Vec::new(), vec!["a.txt".to_owned()]));
    let error = refused(data_set(&target, &[("sub/a.txt", "3")]).into_folder(MAKER, &[], true), place.path());
    assert_eq!(error, "set/sub is a link, and nothing is written through links");
    std::os::unix::fs::symlink(outside.join("a.txt"), target.join("c.txt")).unwrap();
    let error = refused(data_set(&target, &[("c.txt", "3")]).into_folder(MAKER, &[], true), place.path());
    assert_eq!(error, "set/c.txt is a link, and nothing is written through links");
    assert_eq!(fs::read(outside.join("a.txt")).unwrap(), b"1");
}

#[cfg(unix)]
#[test]
fn a_folder_is_filled_where_its_parent_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("set");
    fs::create_dir(&target).unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let moved = data_set(&target, &[("a.txt", "1")]).into_folder(MAKER, &[], false);
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    moved.unwrap();
    // A user with all rights writes everywhere, so the folder itself must show where the temporary one was.
    assert_eq!(names(&target), [former::CHECKSUMS, "a.txt", "report.json"]);
    let held = Staging::begin(&target).unwrap();
    assert_eq!(names(place.path()), ["set"], "the temporary folder is inside");
    drop(held);
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let place = tempfile::tempdir().unwrap();
    let mut staging = Staging::begin(&place.path().join("set")).unwrap();
    for name in ["", "../x", "/x", "a/../../x"] {
        assert!(staging.file(name).is_err(), "{name}");
    }
}
