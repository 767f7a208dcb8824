//! LexisNexis Academic and Nexis.com (to 2019) as plain text: documents between lines "7 of 100 DOCUMENTS".
//!
//! A document has centred lines (outlet, date, edition, copyright), the headline at the margin, fields in capitals, the body,
//! and more fields. In the layout of before 2004 the date follows the headline, and most fields follow the body. Lines are
//! wrapped at about 80 columns. Pages and documents are set in the same way first ([`set`]). The language of the fields is that of the outlet, so that one file has several.

mod blocks;
mod cover;
mod document;
mod marker;
pub(super) mod set;

use super::{
    count::{Count, Position},
    download::Download,
    fields::{Role, capital_field},
    keep::is_copyright,
    wrapped::Margin,
};
use crate::import::metadata::date_line;
use marker::{Marker, markers};

/// The lines within which a document has its date, or else its fields follow.
const HEAD_LINES: usize = 40;

/// Whether a text is such a download, or a single document of one.
pub(super) fn tell(text: &str) -> bool {
    if !may_have_marker(text) {
        return is_single(text);
    }
    let lines: Vec<&str> = text.lines().collect();
    let markers = markers(&lines);
    let Some(first) = markers.first() else { return is_single(text) };
    let num_documents = parts(&lines, &markers).filter(|part| is_document(part)).count();
    let before = &lines[..first.line];
    let is_start = before.iter().all(|line| line.trim().is_empty()) || cover::is_cover(before);
    // Text before the first line is a cover, or the end of a document that was cut off.
    if is_start || before.iter().any(|line| is_tail(line)) { num_documents > 0 } else { num_documents > 1 }
}

/// A quick check, which nearly all texts fail.
fn may_have_marker(text: &str) -> bool {
    ["DOCUMENT", "Document ", "Dokument ", "DOKUMENT", "Documento "].iter().any(|word| text.contains(word))
}

/// Whether the lines after a marker are those of a document.
fn is_document(lines: &[&str]) -> bool {
    let is_length = |line: &&str| matches!(capital_field(line), Some((Role::Length | Role::LoadDate, _)));
    let is_date = |line: &&str| !line.trim().is_empty() && date_line(line).is_some();
    lines.iter().any(is_length) || lines.iter().take(HEAD_LINES).any(is_date)
}

/// Whether a line is one of the fields at the end of a document.
fn is_tail(line: &str) -> bool {
    matches!(capital_field(line), Some((Role::LoadDate, value)) if date_line(value).is_some())
}

/// Whether a text is one document without a number: a date above a stated length and a date of loading.
fn is_single(text: &str) -> bool {
    if !text.contains(": ") {
        return false;
    }
    let lines: Vec<&str> = text.lines().collect();
    let after_blank = |line: usize| line == 0 || lines[line - 1].trim().is_empty();
    let find = |is: &dyn Fn(&str) -> bool| (0..lines.len()).find(|line| after_blank(*line) && is(lines[*line]));
    let Some(loaded) = find(&is_tail) else { return false };
    let Some(length) = find(&|line: &str| matches!(capital_field(line), Some((Role::Length, _)))) else { return false };
    let head = &lines[..length.min(loaded).min(HEAD_LINES)];
    head.iter().any(|line| date_line(line).is_some())
}

/// The lines of each document, after its marker.
fn parts<'a>(lines: &'a [&'a str], markers: &'a [Marker]) -> impl Iterator<Item = &'a [&'a str]> {
    let ends = markers.iter().skip(1).map(|marker| marker.line).chain([lines.len()]);
    markers.iter().zip(ends).map(|(marker, end)| &lines[marker.line + 1..end])
}

/// Where a second document begins in the lines of one: behind the fields that end it, at centred lines with a date, which
/// fields follow.
fn unmarked_start(part: &[&str]) -> Option<usize> {
    let is_centred = |line: &str| line.starts_with("          ") && !line.trim().is_empty();
    let tail = part.iter().position(|line| is_tail(line))?;
    let is_date = |at: &usize| is_centred(part[*at]) && date_line(part[*at]).is_some();
    let date = (tail + 1..part.len()).find(is_date)?;
    let has_fields = part[date..].iter().any(|line| matches!(capital_field(line), Some((Role::Length | Role::LoadDate, _))));
    let is_head = |at: &usize| part[*at].trim().is_empty() || is_centred(part[*at]) && !is_copyright(&[part[*at]]);
    let start = (tail + 1..date).rev().take_while(is_head).last()?;
    has_fields.then_some(start)
}

/// Reads all documents.
pub(super) fn read(text: &str, download: &mut Download) {
    let lines: Vec<&str> = text.lines().collect();
    let margin = Margin::of(lines.iter().copied());
    let markers = markers(&lines);
    let Some(first) = markers.first() else {
        download.add_document(document::read(&lines, 0, margin));
        return;
    };
    let before = &lines[..first.line];
    let selected = cover::read(before, download);
    if !cover::is_cover(before) && before.iter().any(|line| !line.trim().is_empty()) {
        let what = "the text before the first document was left out: it seems to be the end of one whose beginning is cut off";
        download.notes.push((Some(0), what.to_owned()));
    }
    let (mut num_closed, mut is_last_closed) = (0, true);
    let mut positions: Vec<Position> = Vec::new();
    for (at, (marker, part)) in markers.iter().zip(parts(&lines, &markers)).enumerate() {
        let own = unmarked_start(part).unwrap_or(part.len());
        positions.push(marker.position);
        let mut document = document::read(&part[..own], marker.line + 1, margin);
        document.article.position = marker.position.to_string();
        let mut rest = (own, &part[own..]);
        while !rest.1.is_empty() {
            let (start, lines) = rest;
            download.add_document(document);
            let end = unmarked_start(lines).unwrap_or(lines.len());
            let first_line = marker.line + 1 + start;
            document = document::read(&lines[..end], first_line, margin);
            // Its number is the next one, unless that comes.
            let number = positions.last().map_or(1, |last| last.number + 1);
            let inferred = Position { number, of: marker.position.of };
            if markers.get(at + 1).is_none_or(|next| next.position.number != number) {
                positions.push(inferred);
                document.article.position = inferred.to_string();
            }
            let what = format!("a document without its number follows {}; it was told by its fields", marker.position);
            download.notes.push((Some(first_line), what));
            rest = (start + end, &lines[end..]);
        }
        num_closed += usize::from(document.is_closed);
        is_last_closed = document.is_closed || !document.article.has_body();
        download.add_document(document);
    }
    if !is_last_closed && num_closed + 1 == markers.len() && num_closed > 0 {
        let last = markers.last().map_or(0, |marker| marker.line);
        let what = "the last document ends without the fields that end the others; the file may be cut off";
        download.notes.push((Some(last), what.to_owned()));
    }
    download.count = Some(Count::of_positions(&positions, selected));
}

impl Download {
    fn add_document(&mut self, document: document::Document) {
        match document.failure {
            Some(reason) => self.leave_out(&document.article, reason),
            None => self.add(document.article),
        }
    }
}
