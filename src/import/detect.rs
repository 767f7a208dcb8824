//! Detects the format of a file from its first bytes, and only if these do not show it, from its name.

use super::{
    Format, archive,
    compound::{self, Compound},
    mbox, table, warc,
};

/// The number of bytes at the start of a file that are searched for markup.
const HEAD_BYTES: usize = 2048;

/// Detects the format of a file. `None` means text, with or without Markdown's links.
pub(super) fn format_of(file_name: &str, bytes: &[u8]) -> Option<Format> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.starts_with(b"PK\x03\x04") {
        return archive::kind_of(bytes);
    }
    if head.starts_with(b"PAR1") && bytes.len() > 12 && bytes.ends_with(b"PAR1") {
        return Some(Format::Parquet);
    }
    if warc::is_warc(bytes) {
        return Some(Format::Warc);
    }
    if mbox::is_mbox(head) {
        return Some(Format::Mbox);
    }
    if head.starts_with(compound::MAGIC) {
        let is_workbook = |file: &Compound<'_>| file.has("Workbook") || file.has("Book");
        return Compound::open(bytes).is_some_and(|file| is_workbook(&file)).then_some(Format::Xls);
    }
    if head.windows(5).take(1024).any(|five| five == b"%PDF-")
        && !head.iter().take_while(|b| **b != b'%').any(u8::is_ascii_alphanumeric)
    {
        return Some(Format::Pdf);
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    let lower = start.to_ascii_lowercase();
    if is_html(&lower) {
        return Some(Format::Html);
    }
    if let Some(format) = mail(&lower) {
        return Some(format);
    }
    let by_name = Format::of_file_name(file_name);
    let is_bracket = start.starts_with(b"{") || start.starts_with(b"[");
    if let Some(format) = is_bracket.then(|| table::json_kind(bytes)).flatten() {
        return Some(format);
    }
    by_name.or_else(|| table::looks_like_tsv(head).then_some(Format::Tsv))
}

/// Whether a text begins like a web page.
fn is_html(lower: &[u8]) -> bool {
    let has = |tag: &[u8]| lower.windows(tag.len()).any(|window| window == tag);
    lower.starts_with(b"<!doctype html")
        || lower.starts_with(b"<html")
        || lower.starts_with(b"<!--") && has(b"<html")
        || lower.starts_with(b"<?xml") && has(b"<html")
        || lower.starts_with(b"<head") && has(b"<title")
}

/// Whether a text begins with the fields of an e-mail; a page saved by a browser does so too.
fn mail(lower: &[u8]) -> Option<Format> {
    let mut names = Vec::new();
    let mut is_related = false;
    for line in lower.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end) {
        if line.is_empty() {
            break;
        }
        is_related |= line.windows(17).any(|window| window == b"multipart/related");
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        // The examined part may end within a folded field.
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return None;
        }
        names.push(name);
    }
    let has = |name: &[u8]| names.contains(&name);
    let is_page = has(b"snapshot-content-location") || (has(b"mime-version") && is_related);
    if is_page {
        return Some(Format::Mhtml);
    }
    let is_mail = has(b"mime-version") || has(b"received") || has(b"message-id") || has(b"return-path");
    (is_mail && (has(b"from") || has(b"subject"))).then_some(Format::Eml)
}
