//! Reads one file, with the companions beside it that belong to it.

use super::{Content, Order, Source, bytes_of};
use crate::{
    import::{
        self, Annotated, Budget, InputFile, Warning,
        exchange::{self, Exchange},
        jsonl,
    },
    store::{self, file::ReadError, with_causes},
};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

/// The number of bytes within which a project file has its header.
const HEAD_BYTES: u64 = 1 << 22;

/// Whether a file is a project or holds annotated data. If the user says of which format the articles are, only Obelus's own
/// data counts.
pub(super) fn is_annotated(path: &Path, order: &Order) -> bool {
    let is_data = |bytes: &[u8]| match order.options.format {
        Some(_) => jsonl::is_ours(bytes),
        None => import::is_annotated_data(bytes),
    };
    // A file that cannot be read is none; reading it says why.
    path.is_file() && (is_project(path) || bytes_of(path).is_ok_and(|bytes| is_data(&bytes)))
}

/// Reads a file of any kind.
///
/// # Errors
/// The reason with the path, and what to do.
pub(super) fn read(path: &Path, order: &Order, budget: &Budget) -> Result<Vec<Source>, String> {
    let options = &order.options;
    if options.format.is_none() && path.extension().is_some_and(|ending| ending == "ann") && path.is_file() {
        return Err(format!("{} has annotations without their text; import the folder that it lies in", path.display()));
    }
    if is_project(path) {
        return project(path).map(|read| vec![annotated(path, read)]);
    }
    let shown = path.display().to_string();
    let mut share = budget.take(store::article_bytes(path).min(import::max_bytes(path)));
    let bytes = bytes_of(path)?;
    share.grow_to(import::needed_bytes(&bytes));
    if jsonl::is_ours(&bytes) {
        return jsonl::read(&shown, &bytes).map(|read| vec![annotated(path, read)]).map_err(|error| with_causes(&error));
    }
    if options.format.is_none() && Exchange::detect(&bytes).is_some() {
        let companions = companions(path);
        let mut files = vec![InputFile { path: &shown, bytes: &bytes }];
        files.extend(companions.iter().map(|(name, bytes)| InputFile { path: name, bytes }));
        let (found, _) = exchange::read(&files, order.analyst.as_deref());
        return Ok(found.into_iter().map(|(_, read)| annotated(path, read)).collect());
    }
    let file = import::import_file_with(path, &bytes, options).map_err(|error| with_causes(&error))?;
    Ok(vec![Source { path: path.to_owned(), content: Content::Articles(file.imported) }])
}

fn annotated(path: &Path, read: Annotated) -> Source {
    Source { path: path.to_owned(), content: Content::Annotated(Box::new(read)) }
}

/// The files beside annotated data that may belong to it (texts, columns, types), by name. The format takes those it needs.
fn companions(path: &Path) -> Vec<(String, Vec<u8>)> {
    let beside = import::beside(path).into_iter().filter(|(_, place): &(String, PathBuf)| place.is_file());
    beside.filter_map(|(name, place)| Some((name, bytes_of(&place).ok()?))).collect()
}

/// Whether a file is a project, perhaps of a later version.
fn is_project(path: &Path) -> bool {
    let mut start = Vec::new();
    let is_read = store::open_file(path).is_ok_and(|file| file.take(HEAD_BYTES).read_to_end(&mut start).is_ok());
    is_read && !matches!(store::file::check_start(&start), Err(ReadError::Empty | ReadError::NotAProject(_)))
}

/// Reads another project, with the edits in its log that its file does not hold yet.
fn project(path: &Path) -> Result<Annotated, String> {
    let read = store::read(path).map_err(|error| with_causes(&error))?;
    let mut source = Annotated::of_project(&read.project);
    let file_name = path.display().to_string();
    let notices = read.notices.iter().chain(&read.unreadable);
    source.warnings =
        notices.map(|notice| Warning { file_name: file_name.clone(), line: None, message: notice.to_string() }).collect();
    Ok(source)
}
