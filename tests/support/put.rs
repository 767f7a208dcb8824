//! Files to import.

use std::path::{Path, PathBuf};

/// Writes a file, and the folders that it lies in.
pub fn put(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}
