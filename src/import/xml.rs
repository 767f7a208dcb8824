//! Reads XML as office documents have it: elements and words, one after the other.
//!
//! Entities are never expanded, and nothing outside the file is ever read. An entity that is not one of the five of XML
//! stays as it is written, with a warning.

use super::{decode, error::Warnings};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// How far into a file its first element is looked for, in bytes: behind a declaration and comments.
const HEAD_BYTES: usize = 8 << 10;

/// The name of the first element of XML, without prefix; `None` if a text does not begin as XML does.
pub(super) fn root_name(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    let limit = rest.len().saturating_sub(HEAD_BYTES);
    while rest.len() >= limit {
        let inner = rest.strip_prefix('<')?;
        let end = if inner.starts_with("!--") {
            inner.find("-->")? + 3
        } else if inner.starts_with("!DOCTYPE") && inner[..inner.find('>')?].contains('[') {
            // Declarations may stand inside it.
            inner.find("]>")? + 2
        } else if inner.starts_with(['?', '!']) {
            inner.find('>')? + 1
        } else {
            let name = &inner[..inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?];
            return Some(name.rsplit(':').next().unwrap_or(name)).filter(|name| !name.is_empty());
        };
        rest = inner[end..].trim_start();
    }
    None
}

/// The next piece of a file.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// The beginning of an element.
    Start(Element<'a>),
    /// The end of the element with this local name.
    End(String),
    /// Words.
    Words(String),
}

/// The beginning of an element. Names have no prefix.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its local name.
    pub(super) name: String,
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// The value of the attribute with this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let mut found = attributes.with_checks(false).flatten();
        let found = found.find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes());
        found.map(|attribute| {
            let raw = String::from_utf8_lossy(&attribute.value).into_owned();
            quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), std::borrow::Cow::into_owned)
        })
    }
}

/// Reads a part of a file from beginning to end. A fault ends the reading with a warning; what precedes it is kept.
pub(super) fn read(part: &str, bytes: &[u8], warnings: &mut Warnings<'_>, mut take: impl FnMut(Piece<'_>)) {
    let decoded;
    let bytes = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            decoded = decode::characters(part, bytes).map_or_else(|_| String::new(), |(text, _)| text);
            decoded.as_bytes()
        }
        bytes => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
    };
    let mut reader = Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut unknown_entities = 0_usize;
    let mut num_open = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                num_open += 1;
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                take(Piece::Start(Element { name, start }));
            }
            Ok(Event::End(end)) => {
                num_open = num_open.saturating_sub(1);
                take(Piece::End(String::from_utf8_lossy(end.local_name().as_ref()).into_owned()));
            }
            Ok(Event::Text(words)) => {
                take(Piece::Words(String::from_utf8_lossy(&words).replace("\r\n", "\n").replace('\r', "\n")));
            }
            Ok(Event::CData(words)) => take(Piece::Words(String::from_utf8_lossy(&words).into_owned())),
            Ok(Event::GeneralRef(reference)) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let known = character.or_else(|| quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned));
                unknown_entities += usize::from(known.is_none());
                take(Piece::Words(known.unwrap_or_else(|| format!("&{name};"))));
            }
            Ok(Event::DocType(kind)) if kind.windows(8).any(|window| window == b"<!ENTITY") => {
                warnings.add(None, format!("{part} declares entities; they are not expanded, and nothing they point to is read"));
            }
            Ok(Event::Eof) => {
                if num_open > 0 {
                    warnings.add(None, format!("{part} ends in the middle of its text; what comes before that was read"));
                }
                break;
            }
            Ok(_) => {}
            Err(error) => {
                let at = reader.error_position();
                warnings.add(None, format!("{part} is damaged at offset {at}: {error}; what comes before it was read"));
                break;
            }
        }
    }
    if unknown_entities > 0 {
        warnings.add(
            None,
            format!("{part} has {unknown_entities} entities that XML does not define; they are in the text as written"),
        );
    }
}
