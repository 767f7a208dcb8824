//! Which files the paths of a command line mean: files themselves, and of folders the articles in them.

use super::say;
use crate::import::Format;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Files in the order in which they are to be read, and the folders that could not be listed.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) files: Vec<PathBuf>,
    pub(super) unlisted: Vec<(PathBuf, io::Error)>,
}

impl Walk {
    /// The files that `paths` mean, in the order of `paths`, and within a folder by name. Of a folder those files whose
    /// name is that of an article are taken; what is left out is said.
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        let mut walk = Self::default();
        for path in paths {
            if path.is_dir() {
                let mut left = LeftOut::default();
                walk.folder(path, &mut left);
                left.say(path);
            } else {
                walk.files.push(path.clone());
            }
        }
        walk
    }

    fn folder(&mut self, folder: &Path, left: &mut LeftOut) {
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                self.unlisted.push((folder.to_owned(), error));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // A link to a folder is not followed: it could lead back up.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.folder(&path, left);
            } else if !path.is_dir() {
                match ending(&path) {
                    Some(ending) if is_article(&ending) => self.files.push(path),
                    ending => left.add(ending),
                }
            }
        }
    }
}

/// Files in a folder that are no articles by their name.
#[derive(Default)]
struct LeftOut {
    num_files: usize,
    endings: BTreeSet<String>,
}

impl LeftOut {
    fn add(&mut self, ending: Option<String>) {
        self.num_files += 1;
        self.endings.insert(ending.map_or_else(|| "no ending".to_owned(), |ending| format!(".{ending}")));
    }

    fn say(&self, folder: &Path) {
        if self.num_files > 0 {
            let endings = self.endings.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let files = super::counted(self.num_files, "file", "files");
            say(&format!("note: {files} in {} left alone ({endings}); name a file to have it tried", folder.display()));
        }
    }
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_lowercase())
}

fn is_article(ending: &str) -> bool {
    Format::ALL.iter().any(|format| format.extensions().contains(&ending))
}
