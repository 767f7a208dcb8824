//! Checks how an e-mail is divided into parts, before it is parsed. For every part, the parser searches for its end up to
//! the end of the file, and it reads nested messages recursively.

use std::collections::HashMap;

/// The number of parts whose boundary never occurs.
const MAX_UNCLOSED: usize = 50;
/// The longest boundary, in bytes; the standard allows 70.
const MAX_BOUNDARY_BYTES: usize = 256;
/// The number of nested messages.
const MAX_MESSAGES: usize = 1000;

/// The reason why an e-mail is not parsed; `Display` gives it as a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadParts {
    /// Boundaries that parts announce do not occur.
    #[error("more than {MAX_UNCLOSED} of its parts name a line between their parts that never comes; a copy may be whole")]
    Unclosed,
    /// A boundary is too long.
    #[error("expected a line between its parts (boundary) of at most {MAX_BOUNDARY_BYTES} bytes, found a longer one")]
    LongBoundary,
    /// Too many messages are nested.
    #[error("expected at most {MAX_MESSAGES} messages in it, found more; save them as files of their own and import those")]
    TooManyMessages,
}

/// Checks how an e-mail is divided.
pub(super) fn check(bytes: &[u8]) -> Result<(), BadParts> {
    let lower = bytes.to_ascii_lowercase();
    let num_messages = ["message/rfc822", "message/global", "multipart/digest"];
    let num_messages: usize = num_messages.iter().map(|kind| places_of(&lower, kind.as_bytes()).count()).sum();
    if num_messages > MAX_MESSAGES {
        return Err(BadParts::TooManyMessages);
    }
    let mut last_line = HashMap::new();
    let mut at = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Some(boundary) = line.strip_prefix(b"--") {
            let boundary = boundary.trim_ascii_end();
            last_line.insert(boundary, at);
            last_line.insert(boundary.strip_suffix(b"--").unwrap_or(boundary), at);
        }
        at += line.len() + 1;
    }
    let mut num_unclosed = 0_usize;
    for place in places_of(&lower, b"boundary") {
        let Some(boundary) = boundary_at(&bytes[place..]) else { continue };
        if boundary.len() > MAX_BOUNDARY_BYTES {
            return Err(BadParts::LongBoundary);
        }
        num_unclosed += usize::from(last_line.get(boundary).is_none_or(|last| *last < place));
    }
    if num_unclosed > MAX_UNCLOSED { Err(BadParts::Unclosed) } else { Ok(()) }
}

fn places_of<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(word.len()).enumerate().filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

/// The boundary that follows the word “boundary”, if there is one. A part of a boundary, as in `boundary*0=`, never occurs
/// by itself.
fn boundary_at(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes["boundary".len()..].trim_ascii_start();
    if rest.starts_with(b"*") {
        return Some(b"*");
    }
    let value = rest.strip_prefix(b"=")?.trim_ascii_start();
    let end = |is_end: fn(&u8) -> bool, value: &[u8]| value.iter().take(MAX_BOUNDARY_BYTES + 1).position(is_end);
    let most = |value: &[u8]| value.len().min(MAX_BOUNDARY_BYTES + 1);
    Some(match value.strip_prefix(b"\"") {
        Some(quoted) => &quoted[..end(|byte| *byte == b'"', quoted).unwrap_or(most(quoted))],
        None => &value[..end(|byte| byte.is_ascii_whitespace() || *byte == b';', value).unwrap_or(most(value))],
    })
}

#[cfg(test)]
mod tests {
    use super::{BadParts, check};

    #[test]
    fn parts_that_end_are_in_order() {
        let part = "Content-Type: text/plain\n\nA boundary is a line.\n";
        let mail = format!("Content-Type: multipart/mixed; boundary=\"x y\"\n\n--x y\n{part}--x y\n{part}--x y--\n");
        assert_eq!(check(mail.repeat(300).as_bytes()), Ok(()));
    }

    #[test]
    fn many_parts_that_never_begin_are_told() {
        let part = "--x\nContent-Type: multipart/mixed; boundary=never\n\na\n";
        assert_eq!(check(part.repeat(100).as_bytes()), Err(BadParts::Unclosed));
        assert_eq!(check(format!("--never\n{}", part.repeat(100)).as_bytes()), Err(BadParts::Unclosed));
        assert_eq!(check("Content-Type: a/b; boundary*0=never\n".repeat(100).as_bytes()), Err(BadParts::Unclosed));
    }

    #[test]
    fn messages_in_messages_and_endless_boundaries_are_told() {
        let message = "Content-Type: message/rfc822\n\n";
        assert_eq!(check(message.repeat(100_000).as_bytes()), Err(BadParts::TooManyMessages));
        assert_eq!(check(format!("boundary={}", "-".repeat(1000)).as_bytes()), Err(BadParts::LongBoundary));
    }
}
