//! The records of a WARC file, one after the other. A damaged one is named, and reading goes on at the next.

use flate2::bufread::GzDecoder;
use std::{borrow::Cow, io::Read as _};

/// The bytes that are unpacked from one archive.
pub(super) const MAX_UNPACKED_BYTES: usize = 512 << 20;
/// The largest ratio of a member's unpacked size to that of the rest of the file, beyond [`FREE_BYTES`].
const MAX_RATIO: usize = 200;
const FREE_BYTES: usize = 4 << 20;
/// The longest head of a record, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;
const GZIP: &[u8] = b"\x1F\x8B\x08";
const VERSION: &[u8] = b"WARC/";

/// Whether bytes begin as a web archive does, packed or not.
pub(in super::super) fn is_warc(bytes: &[u8]) -> bool {
    if bytes.starts_with(VERSION) {
        return true;
    }
    let mut start = [0; 5];
    bytes.starts_with(GZIP) && GzDecoder::new(bytes).read_exact(&mut start).is_ok() && start == VERSION
}

/// A record.
pub(super) struct Record<'b> {
    /// Where it begins in the file, in bytes; for packed records, where its member begins.
    pub(super) offset: usize,
    fields: Vec<(String, String)>,
    /// What follows its head.
    pub(super) block: &'b [u8],
}

impl Record<'_> {
    /// The value of a field, by its name in any case.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The address that was fetched.
    pub(super) fn address(&self) -> String {
        super::without_brackets(self.field("WARC-Target-URI").unwrap_or_default())
    }
}

/// The next thing in an archive.
pub(super) enum Item<'r> {
    Record(Record<'r>),
    /// A record that cannot be read.
    Damaged {
        offset: usize,
        why: String,
    },
    /// More than is unpacked follows.
    TooMuch,
}

/// Reads the records of an archive.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
    /// The member that is being read, and where it begins in the file.
    member: Cow<'b, [u8]>,
    member_at: usize,
    /// The place in the member.
    inner_at: usize,
    left_bytes: usize,
    is_packed: bool,
}

impl<'b> Records<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        let is_packed = bytes.starts_with(GZIP);
        let member = if is_packed { Cow::Borrowed(&bytes[..0]) } else { Cow::Borrowed(bytes) };
        Self { bytes, at: 0, member, member_at: 0, inner_at: 0, left_bytes: MAX_UNPACKED_BYTES, is_packed }
    }

    /// The next record or fault; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item<'_>> {
        loop {
            let rest = &self.member[self.inner_at..];
            let lead = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.inner_at += lead;
            if self.inner_at < self.member.len() {
                return Some(self.record());
            }
            if !self.is_packed || self.at >= self.bytes.len() {
                return None;
            }
            if let Some(item) = self.unpack() {
                return Some(item);
            }
        }
    }

    /// Reads the next member; returns what is wrong with it.
    fn unpack(&mut self) -> Option<Item<'static>> {
        let start = self.at;
        if !self.bytes[start..].starts_with(GZIP) {
            let next = self.next_member(start + 1);
            self.at = next;
            return Some(Item::Damaged { offset: start, why: "it is not packed as the others are".to_owned() });
        }
        let mut decoder = GzDecoder::new(&self.bytes[start..]);
        let most = (self.bytes.len() - start).saturating_mul(MAX_RATIO).max(FREE_BYTES).min(self.left_bytes);
        let mut unpacked = Vec::new();
        let read = decoder.by_ref().take(most as u64 + 1).read_to_end(&mut unpacked);
        if unpacked.len() > most {
            if most == self.left_bytes {
                self.at = self.bytes.len();
                return Some(Item::TooMuch);
            }
            self.at = self.next_member(start + GZIP.len());
            return Some(Item::Damaged {
                offset: start,
                why: format!("it unpacks to more than {} MiB, as a gzip bomb does", most >> 20),
            });
        }
        self.left_bytes -= unpacked.len();
        let left = decoder.into_inner().len();
        match read {
            Ok(_) => {
                self.at = self.bytes.len() - left;
                (self.member, self.member_at, self.inner_at) = (Cow::Owned(unpacked), start, 0);
                None
            }
            Err(error) => {
                self.at = self.next_member(start + GZIP.len());
                Some(Item::Damaged { offset: start, why: format!("it cannot be unpacked: {error}") })
            }
        }
    }

    /// Where the next member begins whose first bytes unpack to those of a record.
    fn next_member(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = self.bytes.get(at..).and_then(|rest| rest.windows(GZIP.len()).position(|three| three == GZIP)) {
            if is_warc(&self.bytes[at + found..]) {
                return at + found;
            }
            at += found + 1;
        }
        self.bytes.len()
    }

    /// Reads the record at this place of the member.
    fn record(&mut self) -> Item<'_> {
        let start = self.inner_at;
        let offset = if self.is_packed { self.member_at } else { start };
        let rest = &self.member[start..];
        let head = head_of(rest);
        let fault = match &head {
            None => Some("it does not begin as a record does".to_owned()),
            Some((fields, _)) => match length(fields) {
                None => Some("it does not say how long it is".to_owned()),
                Some(_) => None,
            },
        };
        if let Some(why) = fault {
            self.inner_at = next_version(&self.member, start + 1);
            return Item::Damaged { offset, why };
        }
        let Some((fields, head_len)) = head else { return Item::Damaged { offset, why: String::new() } };
        let len = length(&fields).unwrap_or(0);
        let begin = start + head_len;
        let end = begin.saturating_add(len);
        let behind = self.member.get(end..).unwrap_or_default();
        // Behind a record there are two ends of lines, or the file ends.
        let is_whole = end <= self.member.len()
            && (behind.is_empty() || behind[0] == b'\r' || behind[0] == b'\n' || behind.starts_with(VERSION));
        if !is_whole {
            let next = next_version(&self.member, begin);
            self.inner_at = next;
            let found = next.saturating_sub(begin);
            return Item::Damaged { offset, why: format!("it says that it has {len} bytes, and the next begins after {found}") };
        }
        self.inner_at = end;
        Item::Record(Record { offset, fields, block: &self.member[begin..end] })
    }
}

fn length(fields: &[(String, String)]) -> Option<usize> {
    fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"))?.1.trim().parse().ok()
}

/// Where the next record begins, at the beginning of a line.
fn next_version(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(VERSION.len()).position(|five| five == VERSION)) {
        if at + found == 0 || bytes[at + found - 1] == b'\n' {
            return at + found;
        }
        at += found + 1;
    }
    bytes.len()
}

/// The fields at the beginning of bytes, and the length of the head with the blank line behind it.
fn head_of(bytes: &[u8]) -> Option<(Vec<(String, String)>, usize)> {
    if !bytes.starts_with(VERSION) {
        return None;
    }
    fields(bytes).map(|(_, fields, len)| (fields, len))
}

/// A head of fields: its first line, the fields, and its length.
pub(super) type Head = (String, Vec<(String, String)>, usize);

/// Reads a first line and fields up to a blank line, as in WARC and in HTTP.
pub(super) fn fields(bytes: &[u8]) -> Option<Head> {
    let head = &bytes[..bytes.len().min(MAX_HEAD_BYTES)];
    let (mut fields, mut first, mut at) = (Vec::<(String, String)>::new(), None, 0);
    loop {
        let len = head.get(at..)?.iter().position(|byte| *byte == b'\n')? + 1;
        let line = String::from_utf8_lossy(head[at..at + len].trim_ascii_end()).into_owned();
        at += len;
        if first.is_none() {
            first = Some(line);
            continue;
        }
        if line.is_empty() {
            return Some((first.unwrap_or_default(), fields, at));
        }
        match (line.starts_with([' ', '\t']), fields.last_mut()) {
            // A field may go on in the next line.
            (true, Some((_, value))) => *value = format!("{value} {}", line.trim()),
            _ => {
                let (name, value) = line.split_once(':').unwrap_or((&line, ""));
                fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
}
