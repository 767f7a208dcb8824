//! Reads the files in a Zip archive within limits. Neither their number nor their stated sizes are trusted.

use super::{Format, ImportError, MAX_FILE_BYTES};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};
use zip::ZipArchive;

/// The number of bytes that are unpacked from one archive, including archives within it.
const MAX_UNPACKED_BYTES: usize = 512 << 20;
/// The number of entries of an archive that are examined.
pub(super) const MAX_ENTRIES: usize = 200_000;

/// The lengths of records without their names: the end of the list, the locator and end of a long list, and an entry.
const END_BYTES: usize = 22;
const LOCATOR_BYTES: usize = 20;
const FAR_END_BYTES: usize = 56;
const LISTED_BYTES: usize = 46;

/// The largest ratio of unpacked to packed size. It holds beyond [`FREE_BYTES`] for entries that are unpacked all at once,
/// and beyond the size of an article for tables.
pub(super) const MAX_RATIO: u64 = 200;
/// Up to this size, entries may be compressed as tightly as they like.
const FREE_BYTES: u64 = 1 << 20;

/// The number of bytes that `packed_bytes` may become when they are unpacked all at once, at most `limit`.
pub(super) fn most_unpacked(packed_bytes: u64, limit: usize) -> usize {
    let most = packed_bytes.saturating_mul(MAX_RATIO).max(FREE_BYTES);
    usize::try_from(most).unwrap_or(limit).min(limit)
}

/// The name and the contents of an entry.
pub(super) type Entry = (String, Vec<u8>);

/// An archive, with the amount that may still be unpacked from it.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The number of bytes that may still be kept.
    left_bytes: usize,
    /// The number of bytes that may still be unpacked without being kept.
    left_waste_bytes: usize,
}

/// The reason why an entry was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum EntryError {
    /// It needs a password.
    #[error("it is encrypted; expected an archive without a password")]
    Encrypted,
    /// It is longer than it may be when unpacked.
    #[error("it unpacks to more than {} MiB, as a zip bomb does", .0 >> 20)]
    TooLarge(usize),
    /// So much of the archive has been unpacked that no more may be.
    #[error("all in the archive together unpacks to more than {} MiB; unpack it and import the folder", .0 >> 20)]
    ArchiveTooLarge(usize),
    /// It is damaged, or compressed in an unknown way.
    #[error("it cannot be unpacked: {0}")]
    Damaged(String),
}

/// Reads the files of the archive in `bytes` whose names `is_wanted`, in its order. Also returns what was left out, with
/// reasons.
pub(super) fn files(bytes: &[u8], is_wanted: impl Fn(&str) -> bool) -> Result<(Vec<Entry>, Vec<String>), String> {
    let mut archive = Archive::of(bytes).map_err(|message| format!("its archive is damaged: {message}"))?;
    if archive.len() > MAX_ENTRIES {
        return Err(format!("its archive has {} entries, more than {MAX_ENTRIES}", archive.len()));
    }
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for (name, count) in names_twice(bytes).into_iter().filter(|(name, _)| is_wanted(name)) {
        left_out.push(format!("the archive has {count} entries of the name “{name}”; the last one was read"));
    }
    for index in 0..archive.len() {
        let Some((name, is_folder)) = archive.name(index) else {
            left_out.push(format!("the entry number {} of the archive was left out: its header is damaged", index + 1));
            continue;
        };
        if is_folder || !is_wanted(&name) {
            continue;
        }
        if name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..") {
            left_out.push(format!("the entry “{name}” was left out: its name leads out of the archive"));
            continue;
        }
        let limit = most_unpacked(archive.packed_bytes(index), MAX_FILE_BYTES);
        match archive.read_at(index, limit) {
            Ok(content) => found.push((name, content)),
            Err(error) => left_out.push(format!("the entry “{name}” was left out: {error}")),
        }
    }
    Ok((found, left_out))
}

/// The names of an archive's entries; none if it is damaged or has too many.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    let Ok(archive) = Archive::of(bytes) else { return Vec::new() };
    if archive.len() > MAX_ENTRIES {
        Vec::new()
    } else {
        archive.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect()
    }
}

/// Finds names that several entries of the archive in `bytes` share, with the number of entries. Only the last of them is
/// read, because the list of contents is read by name.
pub(super) fn names_twice(bytes: &[u8]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for name in listed_names(bytes).unwrap_or_default() {
        *counts.entry(name).or_default() += 1;
    }
    let twice = counts.into_iter().filter(|(_, count)| *count > 1);
    twice.map(|(name, count)| (String::from_utf8_lossy(name).into_owned(), count)).collect()
}

/// The names in an archive's list of contents, as they are written there (APPNOTE.TXT 4.3.12 to 4.3.16).
fn listed_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let number = |at: usize, len: usize| -> Option<usize> {
        let field = bytes.get(at..at.checked_add(len)?)?;
        usize::try_from(field.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))).ok()
    };
    let search_from = bytes.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let end = search_from + bytes[search_from..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
    // A long list has an end record of its own, which a locator before the end points to.
    let far = end.checked_sub(LOCATOR_BYTES + FAR_END_BYTES).filter(|at| bytes[*at..].starts_with(b"PK\x06\x06"));
    let (end, len) = match far {
        Some(far) => (far, number(far + 40, 8)?),
        None => (end, number(end + 12, 4)?),
    };
    let mut at = end.checked_sub(len)?;
    let mut names = Vec::new();
    while at < end && names.len() < MAX_ENTRIES && bytes[at..].starts_with(b"PK\x01\x02") {
        let (name, extra, comment) = (number(at + 28, 2)?, number(at + 30, 2)?, number(at + 32, 2)?);
        names.push(bytes.get(at + LISTED_BYTES..at + LISTED_BYTES + name)?);
        at += LISTED_BYTES + name + extra + comment;
    }
    Some(names)
}

/// The kind of archive in `bytes`: an office document, a book, or just an archive.
pub(super) fn kind_of(bytes: &[u8]) -> Option<Format> {
    let Ok(mut archive) = Archive::open("", bytes, "zip") else { return Some(Format::Zip) };
    if archive.zip.len() > MAX_ENTRIES {
        return Some(Format::Zip);
    }
    let mimetype = archive.read("mimetype", 200).ok().flatten().unwrap_or_default();
    let has = |archive: &Archive<'_>, name: &str| archive.zip.index_for_name(name).is_some();
    let has_below =
        |archive: &Archive<'_>, folder: &str| archive.zip.file_names_raw().any(|name| name.starts_with(folder.as_bytes()));
    Some(match mimetype.trim_ascii() {
        b"application/epub+zip" => Format::Epub,
        kind if kind.starts_with(b"application/vnd.oasis.opendocument.text") => Format::Odt,
        kind if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") => Format::Ods,
        _ if has(&archive, "xl/workbook.xml") => Format::Xlsx,
        _ if has(&archive, "datapackage.json") && has_below(&archive, "archive/") => Format::Wacz,
        _ if has(&archive, "word/document.xml") => Format::Docx,
        _ if has(&archive, "META-INF/container.xml") && !has(&archive, "content.xml") => Format::Epub,
        _ if has(&archive, "content.xml") && has(&archive, "styles.xml") => Format::Odt,
        _ => Format::Zip,
    })
}

/// The stated length of an archive's largest entry in bytes, but at most what is unpacked of one; 0 if it is not an archive.
pub(super) fn largest_entry(bytes: &[u8]) -> usize {
    if !bytes.starts_with(b"PK") {
        return 0;
    }
    let Ok(mut archive) = Archive::of(bytes) else { return 0 };
    let sizes = (0..archive.len().min(MAX_ENTRIES)).filter_map(|index| Some(archive.zip.by_index_raw(index).ok()?.size()));
    usize::try_from(sizes.max().unwrap_or(0)).unwrap_or(MAX_UNPACKED_BYTES).min(MAX_UNPACKED_BYTES)
}

impl<'a> Archive<'a> {
    /// Opens an archive; the error says what is wrong with its list of contents.
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        Ok(Self { zip, left_bytes: MAX_UNPACKED_BYTES, left_waste_bytes: MAX_UNPACKED_BYTES })
    }

    /// Opens the archive of a file. `format` names the kind of file in the error.
    pub(super) fn open(file_name: &str, bytes: &'a [u8], format: &'static str) -> Result<Self, ImportError> {
        Self::of(bytes).map_err(|error| ImportError::Malformed {
            file_name: file_name.to_owned(),
            format,
            message: format!("its list of contents is damaged: {error}; a copy may be whole"),
        })
    }

    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    /// The name of an entry, and whether it is a folder.
    pub(super) fn name(&mut self, index: usize) -> Option<(String, bool)> {
        let entry = self.zip.by_index_raw(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        Some((name, entry.is_dir()))
    }

    /// The stated length of an entry as it is packed, in bytes.
    pub(super) fn packed_bytes(&mut self, index: usize) -> u64 {
        self.zip.by_index_raw(index).map_or(0, |entry| entry.compressed_size())
    }

    /// The bytes of an entry, at most `limit`.
    pub(super) fn read_at(&mut self, index: usize, limit: usize) -> Result<Vec<u8>, EntryError> {
        let most = limit.min(self.left_bytes);
        if self.left_bytes == 0 || self.left_waste_bytes == 0 {
            return Err(EntryError::ArchiveTooLarge(MAX_UNPACKED_BYTES));
        }
        let entry = self.zip.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => EntryError::Encrypted,
            error => EntryError::Damaged(error.to_string()),
        })?;
        let mut bytes = Vec::new();
        entry.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| EntryError::Damaged(error.to_string()))?;
        if bytes.len() <= most {
            self.left_bytes -= bytes.len();
            return Ok(bytes);
        }
        // An entry that is not kept leaves its room to those that are.
        self.left_waste_bytes = self.left_waste_bytes.saturating_sub(bytes.len());
        Err(if most < limit { EntryError::ArchiveTooLarge(MAX_UNPACKED_BYTES) } else { EntryError::TooLarge(limit) })
    }

    /// The bytes of the entry with this name, if there is one.
    pub(super) fn read(&mut self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, EntryError> {
        self.zip.index_for_name(name).map(|index| self.read_at(index, limit)).transpose()
    }

    /// The bytes of the entry with this name, if there is one, at most as many as its packed bytes can stand for.
    pub(super) fn read_part(&mut self, name: &str) -> Result<Option<Vec<u8>>, EntryError> {
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        let limit = most_unpacked(self.packed_bytes(index), MAX_UNPACKED_BYTES);
        self.read_at(index, limit).map(Some)
    }

    /// The bytes of a part that the file cannot do without.
    pub(super) fn need(&mut self, file_name: &str, name: &str, format: &'static str) -> Result<Vec<u8>, ImportError> {
        let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format, message };
        match self.read(name, MAX_FILE_BYTES) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(bad(format!("expected a part {name}, found none"))),
            Err(EntryError::Encrypted) => Err(ImportError::Encrypted { file_name: file_name.to_owned(), format }),
            Err(error) => Err(bad(format!("its part {name}: {error}"))),
        }
    }
}
