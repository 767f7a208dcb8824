//! Cuts a project file into lines, so that a large one is read on all cores and is never in memory as a whole.
//!
//! [`super::write_project`] gives every article and every annotation a line of its own, and a file with such lines is read
//! piece by piece. Each piece is parsed by itself, so a comment or a string that runs across lines makes its piece fail. Any
//! other file, however it was edited, is left to the parser as a whole.

use crate::parallel;
use std::{
    io::{self, BufRead, Read as _},
    sync::{Arc, Mutex, PoisonError, mpsc},
};

/// The number of bytes of a file that one thread takes at a time; a line is never divided.
const BATCH_BYTES: usize = 128 * 1024;
/// The number of batches that are read ahead for each thread.
const BATCHES_AHEAD: usize = 2;

const FIRST_LINE: &[u8] = b"#![enable(implicit_some)]\n";
const ARTICLES: &[u8] = b"  articles: [\n";
const ANNOTATIONS: &[u8] = b"  annotations: [\n";
const DECISIONS: &[u8] = b"  decisions: [\n";
const END_OF_LIST: &[u8] = b"  ],\n";
const END: &[u8] = b")\n";

/// The reason why a file was not read line by line.
pub enum Stop {
    /// Its lines are not those that [`super::write_project`] writes, or one cannot be parsed.
    OtherLines,
    /// The operating system could not read it.
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads everything before the list of articles, and closes it so that it is a project by itself.
///
/// # Errors
/// [`Stop`].
pub fn head(input: &mut impl BufRead) -> Result<String, Stop> {
    let mut head = Vec::new();
    input.read_until(b'\n', &mut head)?;
    if head != FIRST_LINE {
        return Err(Stop::OtherLines);
    }
    loop {
        let start = head.len();
        input.read_until(b'\n', &mut head)?;
        match &head[start..] {
            ARTICLES => {
                head.truncate(start);
                head.push(b')');
                return String::from_utf8(head).map_err(|_invalid| Stop::OtherLines);
            }
            line if line.last() != Some(&b'\n') => return Err(Stop::OtherLines),
            _ => {}
        }
    }
}

/// Skips from the end of the articles to the first annotation.
///
/// # Errors
/// [`Stop`].
pub fn between(input: &mut impl BufRead) -> Result<(), Stop> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    if line == ANNOTATIONS { Ok(()) } else { Err(Stop::OtherLines) }
}

/// Skips from the end of the annotations to the first decision; `false` if the file ends instead.
///
/// # Errors
/// [`Stop`].
pub fn has_decisions(input: &mut impl BufRead) -> Result<bool, Stop> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    if line == DECISIONS {
        return Ok(true);
    }
    let is_end = (line == END || line == END.trim_ascii_end()) && input.fill_buf()?.is_empty();
    if is_end { Ok(false) } else { Err(Stop::OtherLines) }
}

/// Checks that only the end of the file follows the decisions.
///
/// # Errors
/// [`Stop`].
pub fn end(input: &mut impl BufRead) -> Result<(), Stop> {
    let mut rest = Vec::new();
    input.take(END.len() as u64 + 1).read_to_end(&mut rest)?;
    if rest == END || rest == END.trim_ascii_end() { Ok(()) } else { Err(Stop::OtherLines) }
}

/// Reads the lines of a list up to its end, on all cores, and returns their contents in order. `reader` makes the function
/// that reads one line; every thread has its own.
///
/// # Errors
/// [`Stop`], also when a reader returns `None`.
pub fn list<T, R>(input: &mut impl BufRead, reader: impl Fn() -> R + Sync) -> Result<Vec<Vec<T>>, Stop>
where
    T: Send,
    R: FnMut(&str) -> Option<T>,
{
    let num_threads = parallel::num_threads_of_one_file();
    std::thread::scope(|scope| {
        let (send_batch, batches) = mpsc::sync_channel::<(usize, Vec<u8>)>(BATCHES_AHEAD * num_threads);
        let (send_result, results) = mpsc::channel();
        let batches = Arc::new(Mutex::new(batches));
        let reader = &reader;
        for _ in 0..num_threads {
            let (batches, send_result) = (Arc::clone(&batches), send_result.clone());
            scope.spawn(move || {
                let mut read = reader();
                loop {
                    // The lock is released before the work begins. Nothing panics while it is held.
                    let received = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, batch)) = received else { break };
                    if send_result.send((number, read_batch(&batch, &mut read))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((batches, send_result));
        let sent = send_batches(input, &send_batch);
        drop(send_batch);
        let mut done: Vec<_> = results.into_iter().collect();
        sent?;
        done.sort_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, items)| items.ok_or(Stop::OtherLines)).collect()
    })
}

fn send_batches(input: &mut impl BufRead, send: &mpsc::SyncSender<(usize, Vec<u8>)>) -> Result<(), Stop> {
    for number in 0.. {
        let mut batch = Vec::with_capacity(BATCH_BYTES + BATCH_BYTES / 8);
        let mut is_last = false;
        while batch.len() < BATCH_BYTES && !is_last {
            let start = batch.len();
            input.read_until(b'\n', &mut batch)?;
            let line = &batch[start..];
            is_last = line == END_OF_LIST;
            if line.last() != Some(&b'\n') {
                return Err(Stop::OtherLines);
            }
            if is_last {
                batch.truncate(start);
            }
        }
        // If no thread is left to receive, one of them has panicked, and the scope reports it.
        if send.send((number, batch)).is_err() || is_last {
            break;
        }
    }
    Ok(())
}

fn read_batch<T>(batch: &[u8], read: &mut impl FnMut(&str) -> Option<T>) -> Option<Vec<T>> {
    let text = std::str::from_utf8(batch).ok()?;
    text.split_terminator('\n').map(|line| read(line.strip_prefix("    ")?.strip_suffix(',')?)).collect()
}
