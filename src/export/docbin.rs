//! spaCy's DocBin: zlib over MessagePack, as spaCy 3 reads and writes it.
//!
//! `doc.spans` has a group for each analyst, whose `attrs["attributes"]` hold the answers of each span as JSON and whose
//! `attrs["ids"]` name its annotation. The group `sc`, from which spancat learns, has every span of any analyst once.
//! `doc.user_data` names the article. Strings are stored once; tokens refer to them by the numbers of spaCy's string store.

use super::{span::Span, tokens::Token};
use crate::{project::AnnotationId, text::spacy_strings::id};
use flate2::{Compression, write::ZlibEncoder};
use rmp::encode::{write_array_len, write_bin, write_bool, write_map_len, write_sint, write_str};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufWriter, Write},
};

/// The number of bytes that are compressed at once.
const BUFFER_BYTES: usize = 1 << 16;
/// The number of the token attribute `ORTH`.
const ORTH: i64 = 65;

/// A span of a group.
pub struct DocSpan {
    /// Its place in code points.
    pub span: Span,
    /// The first token, and the one after the last.
    pub tokens: (usize, usize),
    /// The label.
    pub label: String,
    /// The answers as JSON.
    pub attributes: String,
    /// The id of the annotation.
    pub annotation: AnnotationId,
}

/// Documents that are packed into one file.
#[derive(Default)]
pub struct DocBin {
    strings: BTreeSet<String>,
    tokens: Vec<u8>,
    spaces: Vec<u8>,
    lengths: Vec<u8>,
    groups: Vec<Vec<u8>>,
    user_data: Vec<Vec<u8>>,
}

impl DocBin {
    /// Adds a document. `layers` are its span groups by name.
    pub fn push(&mut self, metadata: &[(&str, String)], tokens: &[Token], layers: &[(String, Vec<DocSpan>)]) {
        // A text is shorter than 4 GiB; it has more tokens than fit only where spaCy itself gives up.
        self.lengths.extend((tokens.len() as i32).to_le_bytes());
        for token in tokens {
            self.tokens.extend(id(&token.text).to_le_bytes());
            self.spaces.push(u8::from(token.has_space));
            if !self.strings.contains(&token.text) {
                self.strings.insert(token.text.clone());
            }
        }
        let mut once: BTreeMap<(usize, usize, &str), &DocSpan> = BTreeMap::new();
        let mut groups: Vec<(Vec<u8>, &str)> = Vec::new();
        for (name, spans) in layers {
            let all: Vec<&DocSpan> = spans.iter().collect();
            groups.push((group(name, &all, true), name));
            once.extend(spans.iter().map(|span| ((span.tokens.0, span.tokens.1, span.label.as_str()), span)));
            self.strings.extend(spans.iter().map(|span| span.label.clone()));
        }
        let once: Vec<&DocSpan> = once.into_values().collect();
        groups.push((group("sc", &once, false), "sc"));
        let mut bytes = Vec::new();
        pack(write_map_len(&mut bytes, groups.len() as u32));
        for (packed, name) in groups {
            pack(write_bin(&mut bytes, &packed));
            pack(write_array_len(&mut bytes, 1));
            pack(write_str(&mut bytes, name));
        }
        self.groups.push(bytes);
        let mut bytes = Vec::new();
        pack(write_map_len(&mut bytes, metadata.len() as u32));
        for (name, value) in metadata {
            pack(write_str(&mut bytes, name));
            pack(write_str(&mut bytes, value));
        }
        self.user_data.push(bytes);
    }

    /// Writes the file, compressing it on the way.
    pub fn write<W: Write>(self, file: W) -> io::Result<W> {
        let count = self.groups.len() as u32;
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, ZlibEncoder::new(file, Compression::default()));
        write_map_len(&mut out, 10)?;
        write_str(&mut out, "version")?;
        write_str(&mut out, "0.1")?;
        write_str(&mut out, "attrs")?;
        write_array_len(&mut out, 1)?;
        write_sint(&mut out, ORTH)?;
        for (name, bytes) in [("tokens", &self.tokens), ("spaces", &self.spaces), ("lengths", &self.lengths)] {
            write_str(&mut out, name)?;
            write_bin(&mut out, bytes)?;
        }
        write_str(&mut out, "strings")?;
        write_array_len(&mut out, self.strings.len() as u32)?;
        for string in &self.strings {
            write_str(&mut out, string)?;
        }
        write_str(&mut out, "cats")?;
        write_array_len(&mut out, count)?;
        for _ in 0..count {
            write_map_len(&mut out, 0)?;
        }
        write_str(&mut out, "flags")?;
        write_array_len(&mut out, count)?;
        for _ in 0..count {
            write_map_len(&mut out, 1)?;
            write_str(&mut out, "has_unknown_spaces")?;
            write_bool(&mut out, false)?;
        }
        for (name, blobs) in [("span_groups", &self.groups), ("user_data", &self.user_data)] {
            write_str(&mut out, name)?;
            write_array_len(&mut out, count)?;
            for blob in blobs {
                write_bin(&mut out, blob)?;
            }
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

/// Packs a span group as spaCy does.
fn group(name: &str, spans: &[&DocSpan], has_attributes: bool) -> Vec<u8> {
    let mut out = Vec::new();
    pack(write_map_len(&mut out, 3));
    pack(write_str(&mut out, "name"));
    pack(write_str(&mut out, name));
    pack(write_str(&mut out, "attrs"));
    pack(write_map_len(&mut out, 2));
    let told = if has_attributes { spans } else { &[] };
    pack(write_str(&mut out, "attributes"));
    pack(write_array_len(&mut out, told.len() as u32));
    for span in told {
        pack(write_str(&mut out, &span.attributes));
    }
    pack(write_str(&mut out, "ids"));
    pack(write_array_len(&mut out, told.len() as u32));
    for span in told {
        pack(write_str(&mut out, &span.annotation.to_string()));
    }
    pack(write_str(&mut out, "spans"));
    pack(write_array_len(&mut out, spans.len() as u32));
    for found in spans {
        // Big endian: id, id in a knowledge base and label as 64 bits each; then the first token, the token after the last,
        // the first code point, and the end.
        let mut bytes = Vec::with_capacity(40);
        bytes.extend([0; 16]);
        bytes.extend(id(&found.label).to_be_bytes());
        for number in [found.tokens.0 as u32, found.tokens.1 as u32, found.span.start, found.span.end] {
            bytes.extend(number.to_be_bytes());
        }
        pack(write_bin(&mut out, &bytes));
    }
    out
}

/// Checks a write to a vector, which accepts every write.
fn pack<T, E: std::fmt::Debug>(result: Result<T, E>) {
    result.map(|_| ()).expect("a vector takes every write");
}
