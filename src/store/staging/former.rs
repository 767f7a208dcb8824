//! Finds the files that an earlier data set of Obelus left in a folder.
//!
//! A list of checksums comes from Obelus if it names the file by which Obelus marks its data sets, with the right checksum.
//! Of the files it names, only those whose checksum still fits may be removed: a file that somebody changed or put there
//! stays.

use super::super::target::link_on_the_way;
use sha2::{Digest as _, Sha256};
use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

/// The name of the list of checksums, which says which files belong to a data set.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// The longest list that is read, in bytes; it has room for half a million files.
const MAX_LIST_BYTES: u64 = 64 << 20;

/// The number of bytes that are hashed at a time.
const HASHED_BYTES: usize = 1 << 16;

/// The file by which a data set of Obelus is recognised.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// Its name in the folder.
    pub file: &'a str,
    /// The beginning of its text.
    pub start: &'a str,
}

/// Names the files in `folder` that a data set of `maker` has left there, except those in `kept`, and the list itself.
pub fn former_files(folder: &Path, maker: Maker<'_>, kept: &[String]) -> Vec<String> {
    let Some(list) = list_of(folder) else { return Vec::new() };
    let rows: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once("  ")).collect();
    let is_ours = |&(checksum, name): &(&str, &str)| name == maker.file && fits(folder, name, checksum) && begins(folder, maker);
    if !rows.iter().any(is_ours) {
        return Vec::new();
    }
    let is_former = |&(checksum, name): &(&str, &str)| !kept.iter().any(|kept| kept == name) && fits(folder, name, checksum);
    let mut names: Vec<String> = rows.into_iter().filter(is_former).map(|(_, name)| name.to_owned()).collect();
    if !kept.iter().any(|kept| kept == CHECKSUMS) {
        names.push(CHECKSUMS.to_owned());
    }
    names
}

fn list_of(folder: &Path) -> Option<String> {
    let path = folder.join(CHECKSUMS);
    let found = path.symlink_metadata().ok()?;
    if !found.is_file() || found.len() > MAX_LIST_BYTES {
        return None;
    }
    fs::read_to_string(path).ok()
}

fn begins(folder: &Path, maker: Maker<'_>) -> bool {
    let mut start = Vec::new();
    let read = File::open(folder.join(maker.file)).and_then(|file| file.take(maker.start.len() as u64).read_to_end(&mut start));
    read.is_ok() && start == maker.start.as_bytes()
}

/// Whether `name` is a file in `folder` with this checksum, and not behind a link.
fn fits(folder: &Path, name: &str, checksum: &str) -> bool {
    let path = folder.join(name);
    super::is_inside(name)
        && link_on_the_way(folder, name).is_none()
        && path.symlink_metadata().is_ok_and(|found| found.is_file())
        && checksum_of(&path).is_ok_and(|found| found == checksum)
}

fn checksum_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; HASHED_BYTES]);
    loop {
        let num_read = file.read(&mut buffer)?;
        if num_read == 0 {
            break;
        }
        hasher.update(&buffer[..num_read]);
    }
    let mut hex = String::new();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _infallible = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
