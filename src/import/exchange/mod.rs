//! Annotated data of other programs: detects the format of a file from its content, and reads it.

mod detect;
mod formats;

use super::{Annotated, InputFile, Watch};
pub use formats::Exchange;
use formats::Files;

/// Whether a file with this name may be annotated data, so that it is worth opening.
pub fn is_likely_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| Exchange::ALL.iter().any(|format| format.row().endings.contains(&ending.as_str())))
}

/// Reads those of `files` that are in one of these formats. Each format is read as a whole, because some have the layers of
/// one article, or its text, in several files. If the files are one person's, `analyst` is who made them; otherwise files,
/// folders and fields name the analysts. Returns the formats that were found, and the paths of other files that belong to
/// them.
pub fn read(files: &[InputFile<'_>], analyst: Option<&str>) -> (Vec<(Exchange, Annotated)>, Vec<String>) {
    read_watched(files, analyst, Watch::default())
}

/// Like [`read`], on several threads, with `watch` for progress. The result does not depend on the number of threads.
pub fn read_watched(
    files: &[InputFile<'_>],
    analyst: Option<&str>,
    watch: Watch<'_>,
) -> (Vec<(Exchange, Annotated)>, Vec<String>) {
    let formats = watch.map(files, |file| Exchange::detect(file.bytes));
    let mut detected: Vec<_> = files.iter().copied().zip(formats).collect();
    // A table without a single tag counts as such a table if it is beside others.
    let ending = |file: &InputFile<'_>| file.path.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
    let tables: Vec<_> =
        detected.iter().filter(|(_, known)| *known == Some(Exchange::Conll)).map(|(file, _)| ending(file)).collect();
    for (file, format) in detected.iter_mut().filter(|(_, format)| format.is_none()) {
        *format = tables.contains(&ending(file)).then_some(Exchange::Conll).filter(|_| !file.path.ends_with(".txt"));
    }
    let others: Vec<_> = detected.iter().filter(|(_, format)| format.is_none()).map(|(file, _)| *file).collect();
    let mut found = Vec::new();
    for format in Exchange::ALL {
        let is_columns = |file: &InputFile<'_>| format == Exchange::Conll && file.stem() == "columns";
        let of_format = detected.iter().filter(|(_, known)| *known == Some(format)).map(|(file, _)| *file);
        let of_format: Vec<_> = of_format.filter(|file| !is_columns(file)).collect();
        if of_format.is_empty() {
            continue;
        }
        let row = format.row();
        let read = (row.read)(&Files { files: &of_format, others: &others, all: files, analyst, watch });
        if !row.counts_files {
            watch.step(of_format.len());
        }
        found.push((format, read));
    }
    let is_part = |file: &InputFile<'_>| found.iter().any(|(format, _)| (format.row().is_part)(file));
    let beside: Vec<_> = others.iter().filter(|file| is_part(file)).collect();
    watch.step(beside.len());
    // Tables whose format is known only from those beside them are not articles either.
    let taken = detected.iter().filter(|(_, format)| format.is_some()).map(|(file, _)| file);
    let parts = beside.into_iter().chain(taken).map(|file| file.path.to_owned()).collect();
    (found, parts)
}
