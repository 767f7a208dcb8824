//! The log and the project file of a small project, cut at every byte and with every byte flipped.

use super::{author, child_folder, digest, new_project};
use obelus::{project::Edit, store};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Ways to flip a byte: the lowest bit, the one that changes case, the one that breaks UTF-8.
const FLIPS: [u8; 3] = [0x01, 0x20, 0x80];

/// A project with five edits of which two are in the file, and the folder it lies in; the state after each.
fn with_edits() -> (TempDir, PathBuf, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = new_project(folder.path());
    let mut session = store::open(&path, "a test", 1).unwrap().session;
    let mut states = vec![digest(session.project())];
    for number in 0..5 {
        session.apply(Edit::SetTitle(format!("title {number}")), &author()).unwrap();
        states.push(digest(session.project()));
        if number == 1 {
            session.save().unwrap();
        }
    }
    (folder, path, states)
}

#[test]
fn a_log_cut_anywhere_loses_only_the_line_that_is_torn() {
    if child_folder().is_some() {
        return;
    }
    let (folder, path, states) = with_edits();
    let log = folder.path().join("dravna.ron.log");
    let whole = fs::read(&log).unwrap();
    for cut in 0..=whole.len() {
        fs::write(&log, &whole[..cut]).unwrap();
        // Lines that end before the cut, less the first, which names the log; the file itself holds two.
        let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
        let expected = lines.saturating_sub(1).max(2);
        let read = store::read(&path).unwrap();
        if lines < 3 {
            // The cut log does not reach the state of the file; that state stands.
            assert_eq!(digest(&read.project), states[2], "cut at {cut}");
        } else {
            assert_eq!(digest(&read.project), states[expected], "cut at {cut}");
        }
        let is_whole_line = cut == whole.len() || whole[..cut].ends_with(b"\n");
        assert_eq!(read.notices.is_empty(), is_whole_line && lines >= 3, "cut at {cut}: {:?}", read.notices);
    }
}

#[test]
fn a_log_with_any_byte_flipped_gives_a_state_that_was_and_says_so() {
    if child_folder().is_some() {
        return;
    }
    let (folder, path, states) = with_edits();
    let log = folder.path().join("dravna.ron.log");
    let whole = fs::read(&log).unwrap();
    let end_of_header = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for at in 0..whole.len() {
        for flip in FLIPS {
            let mut flipped = whole.clone();
            flipped[at] ^= flip;
            fs::write(&log, &flipped).unwrap();
            let read = store::read(&path).unwrap();
            let found = digest(&read.project);
            assert!(states[2..].contains(&found), "byte {at}");
            // The checksum may be written in either case, and nothing else is left to chance.
            assert!(found == states[5] || !read.notices.is_empty(), "byte {at}: lost without a word");
            assert!(at > end_of_header || !read.notices.is_empty() || found == states[5], "byte {at}");
        }
    }
}

#[test]
fn a_project_file_cut_anywhere_gives_way_to_its_backup_and_the_log() {
    if child_folder().is_some() {
        return;
    }
    let (_folder, path, states) = with_edits();
    let whole = fs::read(&path).unwrap();
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let read = store::read(&path).unwrap();
        assert_eq!(digest(&read.project), states[5], "cut at {cut}");
        // Only the last line feed may be missing.
        assert_eq!(read.notices.is_empty(), cut + 1 == whole.len(), "cut at {cut}");
    }
}

#[test]
fn a_project_file_flipped_anywhere_opens_or_gives_way_and_never_panics() {
    if child_folder().is_some() {
        return;
    }
    let (_folder, path, states) = with_edits();
    let whole = fs::read(&path).unwrap();
    let (mut num_recovered, mut num_readable) = (0, 0);
    for at in 0..whole.len() {
        for flip in FLIPS {
            let mut flipped = whole.clone();
            flipped[at] ^= flip;
            fs::write(&path, &flipped).unwrap();
            match store::read(&path) {
                Ok(read) if digest(&read.project) == states[5] => num_recovered += 1,
                // A flip in a name or a note makes another name: the file is made to be edited by people.
                Ok(_) => num_readable += 1,
                // A flip in the header's number of the format makes it a file of a newer version, which is left alone.
                Err(error) => assert!(store::with_causes(&error).contains("this is Obelus"), "byte {at}: {error}"),
            }
        }
    }
    println!("{num_recovered} flips recovered, {num_readable} still a project");
    assert!(num_recovered > num_readable);
}
