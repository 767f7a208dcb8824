//! Collects files in memory.

use super::{DatasetError, Sink};
use crate::export::ExportFile;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// Collects the files that `write` makes.
pub fn memory<T>(write: impl FnOnce(&mut Sink<'_>) -> Result<T, DatasetError>) -> Result<(Vec<ExportFile>, T), DatasetError> {
    let mut made: Vec<(String, Shared)> = Vec::new();
    let answer = write(&mut |name| {
        let bytes = Shared::default();
        made.push((name.to_owned(), bytes.clone()));
        Ok(Box::new(bytes))
    })?;
    Ok((made.into_iter().map(|(name, bytes)| ExportFile { name, bytes: bytes.take() }).collect(), answer))
}

/// A buffer that a writer and a reader share.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
