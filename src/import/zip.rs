//! Reads archives of articles: every file in them is read as it would be outside.
//!
//! Entries with `../` or an absolute path can do no harm, because nothing is written. They are read under the rest of their
//! name, with a warning. The sizes that the archive states are not trusted.

use super::{
    Count, Format, ImportOptions, MAX_COLLECTION_BYTES, MAX_FILE_BYTES, Read,
    archive::{Archive, MAX_ENTRIES, MAX_RATIO, names_twice},
    error::{ImportError, Warnings},
    jsonl, read_file,
};
use crate::{
    import::quoted::short,
    text::{Examples, words::cut},
};

/// The depth to which archives may be nested.
const MAX_ARCHIVES_IN_ARCHIVES: usize = 2;

/// Reads all articles in an archive, sorted by name.
pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    depth: usize,
    warnings: &mut Warnings<'_>,
) -> Result<Read, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "zip")?;
    if archive.len() > MAX_ENTRIES {
        let message = format!("it has {} entries, expected at most {MAX_ENTRIES}", archive.len());
        return Err(ImportError::Malformed { file_name: file_name.to_owned(), format: "zip", message });
    }
    let mut read = Read::default();
    for (name, count) in names_twice(bytes) {
        read.num_skipped += count - 1;
        warnings.add(None, format!("{count} entries have the name “{}”; the last one was read", short(&name)));
    }
    for (name, index) in entries(&mut archive, warnings, &mut read.num_skipped) {
        let is_archive = name.to_lowercase().ends_with(".zip");
        if is_archive && depth >= MAX_ARCHIVES_IN_ARCHIVES {
            read.num_skipped += 1;
            warnings.add(None, format!("“{name}” was left out: archives may be nested {MAX_ARCHIVES_IN_ARCHIVES} deep"));
            continue;
        }
        let is_collection = Format::of_ending(&name).is_some_and(Format::is_collection);
        let most = usize::try_from(archive.packed_bytes(index).saturating_mul(MAX_RATIO)).unwrap_or(usize::MAX);
        let limit = if is_collection { most.clamp(MAX_FILE_BYTES, MAX_COLLECTION_BYTES) } else { MAX_FILE_BYTES };
        match archive.read_at(index, limit) {
            Ok(bytes) if jsonl::is_ours(&bytes) => {
                read.num_skipped += 1;
                warnings
                    .add(None, format!("“{name}” was left out: it holds annotations; take it out of the archive and import it"));
            }
            Ok(bytes) => entry(&name, &bytes, options, depth, &mut read, warnings),
            Err(error) => {
                read.num_skipped += 1;
                warnings.add(None, format!("“{name}” was left out: {error}"));
            }
        }
    }
    Ok(read)
}

/// The files of an archive that are articles by their names, sorted by name. Warns about what is left out.
fn entries(archive: &mut Archive<'_>, warnings: &mut Warnings<'_>, num_skipped: &mut usize) -> Vec<(String, usize)> {
    let mut entries = Vec::new();
    let mut hidden = Examples::default();
    for index in 0..archive.len() {
        let Some((name, is_folder)) = archive.name(index) else {
            *num_skipped += 1;
            warnings.add(None, format!("the entry number {} was left out: its header is damaged", index + 1));
            continue;
        };
        let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
        if is_folder || parts.is_empty() {
            continue;
        }
        let plain = parts.join("/");
        if parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX") {
            // Files that macOS adds were not written by anybody.
            let is_added = parts.iter().any(|part| part.starts_with("._") || *part == "__MACOSX");
            if !is_added && Format::of_ending(&plain).is_some() {
                hidden.add(|| short(&plain));
            }
            continue;
        }
        let is_odd = name.contains('\\') || name.starts_with('/') || name.split('/').any(|part| part == "..");
        if is_odd {
            let shown = cut(&name, 80);
            warnings
                .add(None, format!("an entry has the path “{shown}”, which leads out of the archive; it was read as “{plain}”"));
        }
        if Format::of_ending(&plain).is_some() {
            entries.push((plain, index));
        } else {
            *num_skipped += 1;
            warnings.add(None, format!("“{plain}” was left out: its name is not that of an article"));
        }
    }
    if hidden.count > 0 {
        *num_skipped += hidden.count;
        let (what, names) = (hidden.counted("hidden entry was", "hidden entries were"), hidden.shown());
        warnings.add(None, format!("{what} left out ({names}); take them out of the archive to import them"));
    }
    entries.sort();
    entries
}

fn entry(name: &str, bytes: &[u8], options: &ImportOptions, depth: usize, read: &mut Read, warnings: &mut Warnings<'_>) {
    // The requested format is that of the archive.
    let options = ImportOptions { format: None, ..options.clone() };
    match read_file(name, bytes, &options, depth + 1) {
        Ok(imported) => {
            warnings.extend_from_inside(name, imported.warnings);
            read.num_skipped += imported.num_skipped;
            read.count = Count::sum(read.count.iter().chain(&imported.count)).or(read.count.take());
            if read.columns.is_none() {
                read.columns = imported.columns;
            }
            read.done.extend(imported.articles);
        }
        Err(error) => {
            read.num_skipped += 1;
            warnings.add(None, format!("left out: {error}"));
        }
    }
}
