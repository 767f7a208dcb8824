//! Mailboxes (mbox): e-mails one after the other in one file. Each is read as a file of its own would be.
//!
//! A mail begins with a line "From ", which follows a blank line; in bodies such lines have a `>` before them, which is taken
//! away. Lengths that mails state are not trusted.

use super::{ImportError, Read, error::Warnings, mail};
use crate::text::{Examples, listed};

/// The number of mails that are read.
const MAX_MAILS: usize = 500_000;

/// Whether bytes begin as a mailbox does: with a sender, a time, and then the fields of a mail.
pub(super) fn is_mbox(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let is_first = lines.next().is_some_and(is_start);
    let is_field = |line: &[u8]| {
        let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        name > 0 && line.get(name) == Some(&b':') || line.starts_with(b">From ")
    };
    is_first && lines.next().is_some_and(is_field)
}

/// Whether a line begins a mail: “From ana@sel.example Tue Mar  5 07:12:00 2024”.
fn is_start(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = rest.trim_ascii();
    let has_time = rest.windows(3).any(|three| three[0].is_ascii_digit() && three[1] == b':' && three[2].is_ascii_digit());
    let has_year = rest.windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    has_time && has_year && rest.len() < 300
}

/// Reads all mails.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Read, ImportError> {
    let mut read = Read::default();
    let (mut left_out, mut num_beyond) = (Examples::default(), 0_usize);
    for (at, message) in (Messages { rest: bytes }).enumerate() {
        let number = at + 1;
        if read.drafts.len() >= MAX_MAILS {
            num_beyond += 1;
            continue;
        }
        let name = format!("mail {number}");
        let mut own = Warnings::new(file_name);
        match mail::read_any(&name, &unquoted(message), &mut own) {
            Ok(found) if found.drafts.iter().any(|draft| !draft.text.trim().is_empty()) => {
                warnings.extend_from_inside(&name, own.sorted());
                read.num_skipped += found.num_skipped;
                read.drafts.extend(found.drafts);
            }
            Ok(_) => left_out.add(|| format!("{name} (it has no words)")),
            Err(error) => left_out.add(|| error.to_string()),
        }
    }
    read.num_skipped += left_out.count + num_beyond;
    if left_out.count > 0 {
        let mails = left_out.counted("mail was", "mails were");
        warnings.add(None, format!("{mails} left out: {}", listed(left_out.count, left_out.first)));
    }
    if num_beyond > 0 {
        warnings
            .add(None, format!("{num_beyond} mails were left out: expected at most {MAX_MAILS}; split the mailbox into several"));
    }
    Ok(read)
}

/// The mails of a mailbox, without their first lines.
struct Messages<'b> {
    rest: &'b [u8],
}

impl<'b> Iterator for Messages<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let first = self.rest.iter().position(|byte| *byte == b'\n')? + 1;
        let (mut at, mut is_after_blank) = (first, false);
        loop {
            let line_len = self.rest[at..].iter().position(|byte| *byte == b'\n').map_or(self.rest.len() - at, |end| end + 1);
            let line = &self.rest[at..at + line_len];
            if line.is_empty() || is_after_blank && is_start(line.trim_ascii_end()) {
                let message = &self.rest[first..at];
                self.rest = &self.rest[at..];
                return Some(message);
            }
            is_after_blank = line.trim_ascii().is_empty();
            at += line_len;
        }
    }
}

/// A mail without the `>` that was put before its lines “From ”.
fn unquoted(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let num_marks = line.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = num_marks > 0 && line[num_marks..].starts_with(b"From ");
        out.extend_from_slice(&line[usize::from(is_quoted)..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: &str = "From ana@sel.example Tue Mar  5 07:12:00 2024\nFrom: Ana <ana@sel.example>\nSubject: Nine die in Sel\nDate: Tue, 5 Mar 2024 07:12:00 +0000\n\n\
        Nine people died.\n>From the market nothing is left.\nFrom now on, nobody at 07:12:00 in 2024 goes there.\n\nFrom bo@sel.example Wed Mar  6 07:12:00 2024\nSubject: Army denies\nFrom: bo@sel.example\n\nThe army denied it.\n";

    #[test]
    fn each_mail_is_an_article() {
        assert!(is_mbox(BOX.as_bytes()) && !is_mbox(b"From here on, 2024 was worse.\n\nIt was 07:12.\n"));
        let mut warnings = Warnings::new("a.mbox");
        let read = read("a.mbox", BOX.as_bytes(), &mut warnings).unwrap();
        let texts: Vec<&str> = read.drafts.iter().map(|draft| draft.text.as_str()).collect();
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("\nFrom the market nothing is left.\nFrom now on"), "{}", texts[0]);
        assert!(texts[1].starts_with("Army denies"), "{}", texts[1]);
    }
}
