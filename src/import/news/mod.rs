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
mod factiva;
mod fields;
mod keep;
mod languages;
mod lexis;
mod nexis;
mod stated;
mod wrapped;

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
];

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
