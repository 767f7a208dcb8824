//! Ends commands: exit codes, and errors with hints about what to do.

use super::progress::INTERRUPTED;
use crate::store::{StoreError, with_causes};
use std::{io, path::Path, process::ExitCode};

/// The exit status that the shell receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done: 0.
    Done,
    /// The input is at fault, or the check failed: 1.
    Input,
    /// Wrong usage: 2.
    Usage,
    /// Our fault: 70, as in `sysexits.h`.
    Internal,
    /// Stopped by Ctrl+C: 130.
    Stopped,
}

impl Exit {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Input => 1,
            Self::Usage => 2,
            Self::Internal => 70,
            Self::Stopped => INTERRUPTED,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// The reason why a command failed, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    /// The error with its causes, on one line.
    pub(super) message: String,
    /// The advice to a person.
    pub(super) hint: Option<String>,
}

impl Failure {
    /// A fault of the input.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self { exit: Exit::Input, message: message.into(), hint: None }
    }

    /// Arguments that make no sense.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, ..Self::input(message) }
    }

    /// A fault of this program.
    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self { exit: Exit::Internal, ..Self::input(message) }
    }

    /// Stopped by Ctrl+C.
    pub(super) fn stopped(message: impl Into<String>) -> Self {
        Self { exit: Exit::Stopped, ..Self::input(message) }
    }

    /// A file or folder that the operating system does not let be written.
    pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        match folder.filter(|folder| error.kind() == io::ErrorKind::NotFound && folder.symlink_metadata().is_err()) {
            Some(folder) => Self::input(format!("cannot write {}: there is no folder {}", path.display(), folder.display()))
                .hint("make the folder first, or choose another place; nothing was written"),
            None => Self::input(format!("cannot write {}: {error}", path.display()))
                .hint("check the folder and the disk, then try again"),
        }
    }

    /// Adds what a person can do about it.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        // The command line makes every edit from the project itself, so one that does not fit is a fault of this program.
        let exit = if matches!(error, StoreError::Edit(_)) { Exit::Internal } else { Exit::Input };
        Self { exit, message: with_causes(&error), hint: error.hint().map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_that_scripts_rely_on() {
        let codes = [Exit::Done, Exit::Input, Exit::Usage, Exit::Internal, Exit::Stopped].map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 70, 130]);
    }

    #[test]
    fn an_edit_that_does_not_fit_is_our_fault() {
        let failure = Failure::from(StoreError::Edit(crate::project::EditError::Place(3)));
        assert_eq!(failure.exit, Exit::Internal);
        assert_eq!(failure.message, "the change was not made: place 3 is beyond the end of the list");
    }
}
