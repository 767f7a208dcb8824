//! Recognises the lines below the body: the source, the copyright, and notices.

use super::{
    super::lines::{LineMarks, Lines},
    MAX_LINE_CHARS,
    field::Field,
    set,
};
use crate::project::{BlockKind, Metadata};

/// The number of lines at the end, not counting empty ones, that may belong to the foot.
const MAX_FOOT_LINES: usize = 30;

/// The beginnings of sentences about the source, in lower case.
const SOURCE_NOTES: [&str; 5] = [
    "the original source of this article is",
    "this article was originally published",
    "this article first appeared",
    "this article was first published",
    "originally published",
];

/// The beginnings of notices, in lower case.
const NOTICES: [&str; 16] = [
    "disclaimer:",
    "for media inquiries",
    "for media enquiries",
    "media contact:",
    "press contact:",
    "all rights reserved",
    "the views expressed in this",
    "the opinions expressed in this",
    "views expressed in this",
    "opinions expressed in this",
    "haftungsausschluss:",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados",
    "جميع الحقوق محفوظة",
    "إخلاء مسؤولية",
];

/// Words, in lower case, that make a paragraph another notice if it is below the first notice, source note or copyright
/// line.
const RIGHTS: [&str; 7] =
    ["copyright", "fair use", "rights reserved", "permission", "liability", "responsible for any", "may not be reproduced"];

/// The labels of a line that names the authors again.
const AUTHOR_LABELS: [&str; 2] = ["articles by:", "more articles by:"];

/// Recognises the foot, which cannot begin before line `first`.
pub(super) fn recognise(lines: &Lines<'_>, first: usize, marks: &mut LineMarks, metadata: &mut Metadata) {
    let is_open = |line: &usize| !lines.is_blank(*line) && marks.get(*line).is_none_or(|kind| kind == BlockKind::Quotation);
    let start = (first..lines.len()).rev().filter(is_open).take(MAX_FOOT_LINES).last().unwrap_or(lines.len());
    let mut below_body = false;
    let mut line = start;
    while line < lines.len() {
        let text = lines.get(line).trim();
        let mut next = line + 1;
        if text.is_empty() {
        } else if read(text, metadata) {
            marks.mark(line..next, BlockKind::Metadata);
            below_body = true;
        } else {
            next = end_of_paragraph(lines, line);
            let paragraph = (line..next).map(|line| lines.get(line).to_lowercase()).collect::<Vec<_>>().join(" ");
            let is_notice = NOTICES.iter().any(|opening| paragraph.trim_start().starts_with(opening));
            if is_notice || (below_body && RIGHTS.iter().any(|words| paragraph.contains(words))) {
                marks.mark(line..next, BlockKind::Notice);
                below_body = true;
            } else {
                // A notice may follow directly, on the next line of the same paragraph.
                next = line + 1;
            }
        }
        line = next;
    }
}

/// The blank line or line of metadata that ends the paragraph of `line`.
fn end_of_paragraph(lines: &Lines<'_>, line: usize) -> usize {
    let ends = |at: &usize| lines.is_blank(*at) || read(lines.get(*at).trim(), &mut Metadata::default());
    (line + 1..lines.len()).find(ends).unwrap_or(lines.len())
}

/// Fills `metadata` from a line of the foot; `false` if nothing in the line is recognised.
fn read(line: &str, metadata: &mut Metadata) -> bool {
    if line.chars().nth(MAX_LINE_CHARS).is_some() {
        return false;
    }
    let small = line.to_lowercase();
    if SOURCE_NOTES.iter().any(|opening| small.starts_with(opening)) {
        return set(metadata, Field::SourceNote, "source note", &[line.to_owned()]);
    }
    if is_copyright(&small) {
        return set(metadata, Field::Copyright, "copyright", &[line.to_owned()]);
    }
    let author = AUTHOR_LABELS.iter().find(|label| small.starts_with(**label)).and_then(|_| line.split_once(':'));
    author.is_some_and(|(label, author)| set(metadata, Field::Byline, &label.to_lowercase(), &[author.trim().to_owned()]))
}

/// Whether a line in lower case is a copyright line, and not a sentence about copyright.
fn is_copyright(small: &str) -> bool {
    let rest = small.strip_prefix("copyright").map(str::trim_start);
    let sign = |text: &str| text.starts_with('©') || text.strip_prefix("(c)").is_some_and(|after| after.starts_with([' ', '©']));
    sign(small) || rest.is_some_and(|rest| sign(rest) || rest.starts_with(|c: char| c.is_ascii_digit()))
}
