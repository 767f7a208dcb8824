//! The program from outside, in a folder of its own.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder in which the program is run. It goes when this goes.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// The program with the words of a command line, in which `_` stands for a space inside a word.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
        command.args(line.split_whitespace().map(|word| word.replace('_', " "))).current_dir(self.root());
        command
    }

    /// Runs a command line; answers exit code, standard output and standard error.
    pub fn output(&self, line: &str) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(line).output().expect("the program can be started");
        let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
        (status.code().unwrap_or(-1), text(stdout), text(stderr))
    }
}
