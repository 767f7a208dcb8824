//! WACZ: a Zip archive with web archives, a list of the pages that somebody meant to keep, and digests of its files.

use super::{Crawl, digest};
use crate::{
    import::{
        ImportError, MAX_COLLECTION_BYTES, Read,
        archive::{Archive, names},
        error::Warnings,
        quoted::short,
    },
    text::{listed, words::counted},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the pages of the archives in an archive.
pub(in super::super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Read, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "wacz")?;
    let package = archive.read_part("datapackage.json").ok().flatten().unwrap_or_default();
    let digests = digests(&package);
    let pages = archive.read_part("pages/pages.jsonl").ok().flatten().unwrap_or_default();
    let pages = pages_of(&pages);
    let mut crawl = Crawl::default();
    let mut entries: Vec<(usize, String)> = names(bytes).into_iter().enumerate().collect();
    entries.sort_by(|a, b| a.1.cmp(&b.1));
    let mut changed = Vec::new();
    for (index, name) in entries {
        let is_archive = name.starts_with("archive/") && (name.ends_with(".warc") || name.ends_with(".warc.gz"));
        if !is_archive {
            continue;
        }
        match archive.read_at(index, MAX_COLLECTION_BYTES) {
            Ok(content) => {
                if digests.get(&name).and_then(|stated| digest::fits(stated, &[&content])) == Some(false) {
                    changed.push(format!("“{}”", short(&name)));
                }
                // A list without pages names none of them.
                crawl.read(file_name, &content, Some(&pages).filter(|pages| !pages.is_empty()), warnings);
            }
            Err(error) => {
                crawl.read.num_skipped += 1;
                warnings.add(None, format!("“{}” was left out: {error}", short(&name)));
            }
        }
    }
    if !changed.is_empty() {
        warnings.add(
            None,
            format!("{} in it do not fit their digests, so somebody or something changed them", listed(changed.len(), changed)),
        );
    }
    let missing: Vec<String> = pages.iter().filter(|page| !crawl.captures.contains_key(*page)).map(|page| short(page)).collect();
    if !missing.is_empty() {
        let what = counted(missing.len(), "page of its list was", "pages of its list were");
        warnings.add(None, format!("{what} not found in it: {}", listed(missing.len(), missing)));
    }
    crawl.tell(warnings);
    Ok(crawl.read)
}

/// The digests of files, by their paths.
fn digests(package: &[u8]) -> BTreeMap<String, String> {
    let package: Value = serde_json::from_slice(package).unwrap_or_default();
    let files = package.get("resources").and_then(Value::as_array).into_iter().flatten();
    let digest = |file: &Value| Some((file.get("path")?.as_str()?.to_owned(), file.get("hash")?.as_str()?.to_owned()));
    files.filter_map(digest).collect()
}

/// The addresses of the pages on the list, whose first line is about the list itself.
fn pages_of(list: &[u8]) -> BTreeSet<String> {
    let lines = list.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    lines.filter_map(|line| Some(line.get("url")?.as_str()?.to_owned())).collect()
}
