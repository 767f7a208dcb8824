//! The answer of a web server as a web archive keeps it: a head, and a body that may be in chunks and packed.

use super::record::fields;
use crate::import::TextEncoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::{borrow::Cow, io::Read as _};

/// How much of a page is unpacked, in bytes: a little more than is read of one.
const MAX_BODY_BYTES: usize = 17 << 20;

/// Whether a media type is that of a page.
pub(super) fn is_page(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
}

/// An answer.
pub(super) struct Http<'b> {
    pub(super) status: u16,
    pub(super) media_type: String,
    fields: Vec<(String, String)>,
    /// The body as it was sent.
    pub(super) body: &'b [u8],
}

impl<'b> Http<'b> {
    /// Reads an answer with its head.
    pub(super) fn of(block: &'b [u8]) -> Option<Self> {
        let (first, fields, len) = fields(block).filter(|(first, ..)| first.starts_with("HTTP/"))?;
        let status = first.split_whitespace().nth(1)?.parse().ok()?;
        let mut http = Self { status, media_type: String::new(), fields, body: &block[len..] };
        http.media_type = http.field("Content-Type").unwrap_or_default().to_owned();
        Some(http)
    }

    /// A page that was stored without a head.
    pub(super) fn of_resource(media_type: &str, block: &'b [u8]) -> Self {
        Self { status: 200, media_type: media_type.to_owned(), fields: Vec::new(), body: block }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The encoding that the server named.
    pub(super) fn encoding(&self) -> Option<TextEncoding> {
        let (_, label) = self.media_type.split_once("charset=")?;
        TextEncoding::of_label(label.trim_matches(['"', '\'', ' ', ';']).as_bytes())
    }

    /// The body without its chunks. Some programs store it so and leave the head as it was.
    pub(super) fn joined(&self) -> Cow<'b, [u8]> {
        let is_chunked = self.field("Transfer-Encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
        is_chunked.then(|| without_chunks(self.body)).flatten().map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// The body as it was before the server packed it. If it cannot be unpacked, it was stored unpacked.
    pub(super) fn decoded(&self) -> Cow<'b, [u8]> {
        let body = self.joined();
        let packed = self.field("Content-Encoding").unwrap_or_default().to_ascii_lowercase();
        let unpacked = match packed.trim() {
            "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(&*body)),
            "deflate" => bounded(ZlibDecoder::new(&*body)).or_else(|| bounded(DeflateDecoder::new(&*body))),
            "br" => bounded(brotli::Decompressor::new(&*body, 4096)),
            "zstd" => zstd::stream::read::Decoder::new(&*body).ok().and_then(bounded),
            _ => None,
        };
        unpacked.map_or(body, Cow::Owned)
    }
}

/// Unpacks up to the length of a page; `None` if that fails.
fn bounded(decoder: impl std::io::Read) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    decoder.take(MAX_BODY_BYTES as u64).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

/// Joins the chunks of a body; `None` if it has none.
fn without_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let (mut joined, mut rest) = (Vec::new(), body);
    loop {
        let line_len = rest.iter().take(100).position(|byte| *byte == b'\n')? + 1;
        let line = std::str::from_utf8(&rest[..line_len]).ok()?;
        let len = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[line_len..];
        if len == 0 {
            return Some(joined);
        }
        // A body that was cut keeps what there is.
        joined.extend_from_slice(&rest[..len.min(rest.len())]);
        rest = rest.get(len..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(joined);
        }
    }
}
