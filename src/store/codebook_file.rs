//! Codebooks in files of their own.

use super::{file::read_codebook, regular::open_file};
use crate::project::Codebook;
use std::{
    io::{self, Read as _},
    path::Path,
};

/// The largest codebook file that is read, in bytes.
const MAX_CODEBOOK_BYTES: u64 = 16 << 20;

/// The reason why a codebook file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CodebookFileError {
    /// It cannot be read.
    #[error("cannot read the codebook {0}: {1}")]
    Read(String, io::Error),
    /// It is too large.
    #[error("cannot use the codebook {0}: it has {1} bytes, a codebook may have {MAX_CODEBOOK_BYTES}")]
    TooLarge(String, u64),
    /// It does not hold a codebook.
    #[error("cannot use the codebook {0}: {1}")]
    Content(String, String),
}

/// Reads a codebook in RON, as [`write_codebook`](super::file::write_codebook) writes it.
///
/// # Errors
/// If the file cannot be read, is too large, or does not hold a codebook (with line and column).
pub fn read_codebook_file(path: &Path) -> Result<Codebook, CodebookFileError> {
    let name = || path.display().to_string();
    let unreadable = |error| CodebookFileError::Read(name(), error);
    let file = open_file(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length > MAX_CODEBOOK_BYTES {
        return Err(CodebookFileError::TooLarge(name(), length));
    }
    let mut text = String::new();
    // Some files of the system have more bytes than they claim.
    let read = file.take(MAX_CODEBOOK_BYTES + 1).read_to_string(&mut text).map_err(unreadable)? as u64;
    if read > MAX_CODEBOOK_BYTES {
        return Err(CodebookFileError::TooLarge(name(), read));
    }
    read_codebook(&text).map_err(|why| CodebookFileError::Content(name(), why))
}
