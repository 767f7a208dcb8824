//! Reads electronic books (EPUB 2 and 3): the chapters in the order of the spine, as one article.

use crate::{
    import::{
        ImportError, MAX_FILE_BYTES,
        archive::Archive,
        decode::characters,
        draft::{Draft, Paragraph},
        error::Warnings,
        html,
        metadata::day_of,
        xml::{self, Piece},
    },
    project::Metadata,
};
use std::collections::{BTreeMap, HashSet};

/// The number of chapters that are read.
const MAX_CHAPTERS: usize = 5000;

/// The contents of the package file.
#[derive(Default)]
struct Package {
    /// The path and properties of each file, by its id.
    files: BTreeMap<String, (String, String)>,
    /// The ids of the chapters.
    spine: Vec<String>,
    known: Metadata,
}

/// Reads a book.
pub(in super::super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let bad =
        |message: &str| ImportError::Malformed { file_name: file_name.to_owned(), format: "epub", message: message.to_owned() };
    let mut archive = Archive::open(file_name, bytes, "epub")?;
    let is_encrypted = |list: &[u8]| {
        [b"xmlenc#aes".as_slice(), b"xmlenc#kw-aes"].iter().any(|name| list.windows(name.len()).any(|at| at == *name))
    };
    if matches!(archive.read("META-INF/encryption.xml", MAX_FILE_BYTES), Ok(Some(list)) if is_encrypted(&list)) {
        return Err(ImportError::Encrypted { file_name: file_name.to_owned(), format: "epub" });
    }
    let container = archive.need(file_name, "META-INF/container.xml", "epub")?;
    let mut package_path = None;
    xml::read("META-INF/container.xml", &container, warnings, |piece| {
        if let Piece::Start(element) = piece
            && element.name == "rootfile"
            && package_path.is_none()
        {
            package_path = element.attribute("full-path");
        }
    });
    let package_path = package_path.ok_or_else(|| bad("expected a path of the package in META-INF/container.xml, found none"))?;
    let package = package(&archive.need(file_name, &package_path, "epub")?, warnings);
    let folder = package_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let (mut seen, mut num_again) = (HashSet::new(), 0_usize);
    let mut left_bytes = MAX_FILE_BYTES;
    if package.spine.len() > MAX_CHAPTERS {
        let num_beyond = package.spine.len() - MAX_CHAPTERS;
        warnings.add(None, format!("the last {num_beyond} chapters were left out: expected at most {MAX_CHAPTERS}"));
    }
    for id in package.spine.iter().take(MAX_CHAPTERS) {
        let Some((path, properties)) = package.files.get(id) else { continue };
        // In EPUB 3, the table of contents is a page among the others.
        if properties.split(' ').any(|property| property == "nav") {
            continue;
        }
        let path = joined(folder, path);
        if !seen.insert(path.clone()) {
            num_again += 1;
            continue;
        }
        match chapter(&mut archive, file_name, &path, &mut left_bytes) {
            Ok(chapter) => paragraphs.extend(chapter),
            Err(error) => warnings.add(None, format!("the chapter {path} was left out: {error}")),
        }
    }
    if num_again > 0 {
        warnings
            .add(None, format!("the book names {num_again} of its chapters again; each was taken once, where it comes first"));
    }
    if paragraphs.is_empty() {
        return Err(bad("expected chapters with words, found none"));
    }
    Ok(Draft { known: package.known, encoding: "UTF-8".to_owned(), ..Draft::of_paragraphs(paragraphs) })
}

/// Reads the paragraphs of a chapter. All chapters together may be as long as one article.
fn chapter(archive: &mut Archive<'_>, file_name: &str, path: &str, left_bytes: &mut usize) -> Result<Vec<Paragraph>, String> {
    let bytes = match archive.read(path, *left_bytes) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err("there is no such file in the book".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    *left_bytes -= bytes.len();
    let (text, _) = characters(file_name, &bytes).map_err(|error| error.to_string())?;
    html::read_whole(file_name, &without_xml_head(&text)).map_err(|error| error.to_string())
}

/// Removes what only XML understands: a reader of HTML would take `<title/>` for a title without an end.
fn without_xml_head(text: &str) -> String {
    text.replace("<title/>", "").replace("<script/>", "")
}

fn package(bytes: &[u8], warnings: &mut Warnings<'_>) -> Package {
    let mut package = Package::default();
    let mut name = String::new();
    xml::read("the package of the book", bytes, warnings, |piece| match piece {
        Piece::Start(element) => {
            match element.name.as_str() {
                "item" => {
                    let value = |name: &str| element.attribute(name).unwrap_or_default();
                    package.files.insert(value("id"), (value("href"), value("properties")));
                }
                "itemref" if element.attribute("linear").is_none_or(|linear| linear != "no") => {
                    package.spine.extend(element.attribute("idref"));
                }
                _ => {}
            }
            name = element.name;
        }
        Piece::Words(words) => keep(&mut package.known, &name, words.trim()),
        Piece::End(_) => name.clear(),
    });
    package
}

fn keep(known: &mut Metadata, name: &str, words: &str) {
    let fill = |field: &mut String| {
        if field.is_empty() {
            words.clone_into(field);
        }
    };
    match name {
        _ if words.is_empty() => {}
        // It need not occur in the text, as a headline must.
        "title" => drop(known.other.entry("document title".to_owned()).or_insert_with(|| words.to_owned())),
        // LibreOffice writes these if it has no name.
        "creator" if words != "Unknown Author" && words != "Unknown" => fill(&mut known.byline),
        "publisher" => fill(&mut known.outlet),
        "language" => fill(&mut known.language),
        "rights" => fill(&mut known.copyright),
        "date" if known.published.is_none() => known.published = day_of(words),
        _ => {}
    }
}

/// A path of the package in the archive, with escapes decoded. It cannot lead above the top.
fn joined(folder: &str, path: &str) -> String {
    let path = unescaped(path.split('#').next().unwrap_or_default());
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
