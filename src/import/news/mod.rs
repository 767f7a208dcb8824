//! Reads downloads of news databases, in which one file holds many articles.
//!
//! [`SOURCES`] has a row for each kind of download: how it is told (by its content, never by its name) and how it is read. A
//! reader turns text or paragraphs into a [`Download`]: the articles in their order, what was left out, and the number that
//! the file states. What all readers share lies beside it: names of fields in the languages of the databases ([`fields`]),
//! stated numbers of words ([`stated`]), wrapped lines ([`wrapped`]), and the count ([`count`]). Date lines are read by
//! `metadata/date_line.rs`.
//!
//! An article's text is its headline and its body. Everything else that the file says of it becomes metadata, and nothing
//! is looked for in the text, where a quoted "By" or "Source:" would be taken for the article's own.

mod apa;
mod article;
mod count;
mod download;
mod europresse;
mod factiva;
mod feed;
mod fields;
mod keep;
mod languages;
mod lexis;
mod markup;
mod newsml;
mod nexis;
mod proquest;
mod references;
mod stated;
mod telegram;
mod text_kind;
mod wrapped;
mod zotero;

use super::{Read, draft::Paragraph, error::Warnings};

pub use article::POSITION;
pub use count::Count;
use download::Download;

/// A kind of download.
struct Source {
    /// The name that [`crate::project::Source::format`] keeps.
    name: &'static str,
    /// The database, as messages name it: "LexisNexis".
    database: &'static str,
    /// How it is told and read.
    reader: Reader,
}

/// How a download is told and read, by what the reader needs of the file. `tell` must be quick, because every file is asked,
/// and strict, because an article that quotes such a file must stay one article.
enum Reader {
    /// The decoded text, with line ends as LF: plain text, and the source of pages and of XML.
    Text { tell: fn(&str) -> bool, read: fn(&str, &mut Download) },
    /// The paragraphs of a document with their layout: DOCX and RTF.
    Paragraphs { tell: fn(&[Paragraph]) -> bool, read: fn(&[Paragraph], &mut Download) },
}

/// All kinds, in the order in which they are asked.
const SOURCES: &[Source] = &[
    Source { name: "nexis-document", database: "Nexis", reader: Reader::Paragraphs { tell: nexis::tell, read: nexis::read } },
    Source {
        name: "factiva-rtf",
        database: "Factiva",
        reader: Reader::Paragraphs { tell: factiva::rtf::tell, read: factiva::rtf::read },
    },
    Source { name: "apa-rtf", database: "APA", reader: Reader::Paragraphs { tell: apa::tell, read: apa::read } },
    Source {
        name: "lexisnexis-document",
        database: "LexisNexis",
        reader: Reader::Paragraphs { tell: lexis::set::tell_paragraphs, read: lexis::set::read_paragraphs },
    },
    Source {
        name: "factiva-html",
        database: "Factiva",
        reader: Reader::Text { tell: factiva::page::tell, read: factiva::page::read },
    },
    Source {
        name: "factiva-xml",
        database: "Factiva",
        reader: Reader::Text { tell: factiva::xml::tell, read: factiva::xml::read },
    },
    Source {
        name: "lexisnexis-html",
        database: "LexisNexis",
        reader: Reader::Text { tell: lexis::set::tell_page, read: lexis::set::read_page },
    },
    Source { name: "lexisnexis-text", database: "LexisNexis", reader: Reader::Text { tell: lexis::tell, read: lexis::read } },
    Source { name: "ris", database: "RIS", reader: Reader::Text { tell: references::tell, read: references::read } },
    Source {
        name: "web-of-science",
        database: "Web of Science",
        reader: Reader::Text { tell: references::tell_web_of_science, read: references::read_web_of_science },
    },
    Source { name: "proquest-text", database: "ProQuest", reader: Reader::Text { tell: proquest::tell, read: proquest::read } },
    Source {
        name: "proquest-html",
        database: "ProQuest",
        reader: Reader::Text { tell: proquest::tell_page, read: proquest::read_page },
    },
    Source {
        name: "europresse",
        database: "Europresse",
        reader: Reader::Text { tell: europresse::tell, read: europresse::read },
    },
    Source { name: "feed", database: "a feed", reader: Reader::Text { tell: feed::tell, read: feed::read } },
    Source { name: "telegram-json", database: "Telegram", reader: Reader::Text { tell: telegram::tell, read: telegram::read } },
    Source {
        name: "telegram-html",
        database: "Telegram",
        reader: Reader::Text { tell: telegram::tell_page, read: telegram::read_page },
    },
    Source { name: "newsml", database: "NITF or NewsML", reader: Reader::Text { tell: newsml::tell, read: newsml::read } },
    Source { name: "csl-json", database: "a library (CSL)", reader: Reader::Text { tell: zotero::tell, read: zotero::read } },
    Source { name: "zotero-rdf", database: "Zotero", reader: Reader::Text { tell: zotero::tell_rdf, read: zotero::read_rdf } },
];

/// How much of a file is looked at before it is decoded, in bytes.
const HEAD_BYTES: usize = 64 << 10;

/// Whether the beginning of a file is that of a download, so that it is worth decoding.
pub(super) fn is_told(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let head = head.trim_start_matches('\u{FEFF}');
    SOURCES.iter().any(|source| matches!(source.reader, Reader::Text { tell, .. } if tell(head)))
}

/// Reads a text if it is a download of a database; `None` if it is anything else.
pub(super) fn of_text(text: &str, encoding: &str, warnings: &mut Warnings<'_>) -> Option<Read> {
    SOURCES.iter().find_map(|source| match source.reader {
        Reader::Text { tell, read } if tell(text) => Some(source.open(|download| read(text, download), encoding, warnings)),
        _ => None,
    })
}

/// Reads the paragraphs of a document if it is a download of a database; `None` if it is anything else.
pub(super) fn of_paragraphs(paragraphs: &[Paragraph], encoding: &str, warnings: &mut Warnings<'_>) -> Option<Read> {
    SOURCES.iter().find_map(|source| match source.reader {
        Reader::Paragraphs { tell, read } if tell(paragraphs) => {
            Some(source.open(|download| read(paragraphs, download), encoding, warnings))
        }
        _ => None,
    })
}

impl Source {
    fn open(&self, read: impl FnOnce(&mut Download), encoding: &str, warnings: &mut Warnings<'_>) -> Read {
        let mut download = Download::default();
        read(&mut download);
        download.conclude(self.name, self.database, encoding, warnings)
    }
}
