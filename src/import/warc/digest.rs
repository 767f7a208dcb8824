//! Checks the digests of records. Programs write them in base 32, as hexadecimal digits or in base 64.

use super::{http::Http, record::Record};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// Which digest of a page does not fit; `None` if all that can be checked do.
pub(super) fn wrong(record: &Record<'_>, page: &Http<'_>) -> Option<&'static str> {
    let block = record.field("WARC-Block-Digest").and_then(|stated| fits(stated, &[record.block]));
    if block == Some(false) {
        return Some("digest of the record");
    }
    // What counts as the body of an answer in chunks differs between programs.
    let payload =
        record.field("WARC-Payload-Digest").and_then(|stated| fits(stated, &[page.body, &page.joined(), &page.decoded()]));
    (payload == Some(false)).then_some("digest of the page")
}

/// Whether a digest is that of one of these; `None` if it is of an unknown kind.
pub(super) fn fits(stated: &str, candidates: &[&[u8]]) -> Option<bool> {
    let (kind, value) = stated.trim().split_once(':')?;
    let hash = match kind.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => |bytes: &[u8]| Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => |bytes: &[u8]| Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim().trim_end_matches('=');
    Some(candidates.iter().any(|bytes| is_written(&hash(bytes), value)))
}

/// Whether `value` writes these bytes in one of the usual ways.
fn is_written(hash: &[u8], value: &str) -> bool {
    const BASE_64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const BASE_64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    written(hash, 4, b"0123456789abcdef").eq_ignore_ascii_case(value)
        || written(hash, 5, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").eq_ignore_ascii_case(value)
        || [BASE_64, BASE_64_URL].iter().any(|letters| written(hash, 6, letters) == value)
}

/// Writes bytes with so many bits for each letter, without a filler at the end.
fn written(bytes: &[u8], bits: u32, letters: &[u8]) -> String {
    let (mut out, mut left, mut num_left) = (String::new(), 0_u32, 0_u32);
    let mut put =
        |value: u32| out.push(letters.get((value & ((1 << bits) - 1)) as usize).map_or('?', |letter| char::from(*letter)));
    for byte in bytes {
        left = left << 8 | u32::from(*byte);
        num_left += 8;
        while num_left >= bits {
            put(left >> (num_left - bits));
            num_left -= bits;
            left &= (1 << num_left) - 1;
        }
    }
    if num_left > 0 {
        put(left << (bits - num_left));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn digests_are_read_in_every_spelling() {
        for stated in [
            "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            "SHA-1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
            "sha1:qZk-NkcGgWq6PiVxeFDCbJzQ2J0",
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ] {
            assert_eq!((fits(stated, &[b"abc"]), fits(stated, &[b"abd"])), (Some(true), Some(false)), "{stated}");
        }
        assert_eq!((fits("md5:900150983cd24fb0d6963f7d28e17f72", &[b"abc"]), fits("abc", &[b"abc"])), (None, None));
    }
}
