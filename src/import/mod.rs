//! Importers: bytes in; articles and warnings, or an error, out.
//!
//! Each format has a file of its own here, which reads decoded text and says which parts are structure. This file has what
//! all formats share: the size limit, the encoding (`decode`), what an article says about itself (`metadata`), and the way
//! into a project (`add`). No importer drops words of an article, stops at the first flaw, or panics on any bytes.

#[cfg(not(all(feature = "parquet", feature = "sqlite")))]
mod absent;
mod add;
mod annotated;
mod archive;
pub mod brat;
mod budget;
mod cas;
pub mod codebook;
mod collect;
mod compound;
mod conll;
mod copies;
mod csv;
mod dataset;
mod decode;
mod detect;
mod docbin;
mod doccano;
mod draft;
mod encoding;
mod error;
pub mod exchange;
mod fit;
mod folder;
mod html;
mod hugging_face;
mod join;
mod json_parts;
pub mod jsonl;
mod kinds;
mod label_studio;
mod lines;
mod mail;
mod mail_parts;
mod markdown;
mod mbox;
mod metadata;
mod news;
mod office;
mod offsets;
mod options;
mod pdf;
mod people;
mod project;
mod quoted;
mod records;
mod refi;
mod rtf;
pub mod similar;
mod spacy;
mod stated;
mod table;
mod tagged;
#[cfg(feature = "sqlite")]
mod taguette;
mod tei;
mod text;
mod unread;
mod untagged;
mod variants;
mod w3c;
mod warc;
mod watch;
mod webanno_tsv;
mod xml;
mod xml_tree;
mod zip;

pub use add::{
    Added, AddedArticle, Duplicate, ImportedFile, Similar, add, import_file, import_file_with, is_article_name, max_bytes,
};
pub use annotated::{Annotated, AnnotatedArticle, InputFile, Origin};
pub use budget::{Budget, READING_BYTES, Share, needed_bytes};
pub use copies::{LabelDifference, LayerDifference, label_differences};
pub use encoding::{ParseEncodingError, TextEncoding};
pub use error::{ImportError, Warning};
pub use folder::{FolderRead, beside, is_annotated_data, is_readable_name, read_folder, read_folder_watched};
pub use join::{Contradiction, Copies, Joined, Outcome, Stranger, join, join_watched};
pub use news::{Count, POSITION};
pub use options::{Column, ColumnMap, Columns, DayOrder, ImportOptions, ParseColumnError};
pub use tagged::{TaggedLayers, settle_tagged};
pub use untagged::{EmptyLayers, Untagged, settle_untagged, unite_known};
pub use variants::{Variant, variants, variants_across};
pub use watch::Watch;

use crate::{
    project::{Article, ArticleId, Block, Link, Metadata, Sha256, Source},
    text::{IndexedText, TextTooLong, words::cut},
};
#[cfg(not(feature = "sqlite"))]
use absent::taguette;
use decode::{Decoded, decode_as, warn_of_odd_characters};
use draft::Draft;
use error::Warnings;
use lines::Lines;
use markdown::Dialect;

/// The longest file that is read as an article, in bytes. A longer one is a corpus: this is ten million words.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The longest collection of articles that is read, in bytes: a table or an archive.
pub const MAX_COLLECTION_BYTES: usize = 512 << 20;

/// A kind of file that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark), and text with Markdown's links.
    Markdown,
    /// A web page.
    Html,
    /// A web page that a browser saved with all its parts in one file.
    Mhtml,
    /// A PDF file with a text layer.
    Pdf,
    /// An Office Open XML document.
    Docx,
    /// An OpenDocument text.
    Odt,
    /// An electronic book.
    Epub,
    /// Rich text.
    Rtf,
    /// An e-mail.
    Eml,
    /// A mailbox of many e-mails.
    Mbox,
    /// A web archive.
    Warc,
    /// A Zip archive of web archives, with a list of pages.
    Wacz,
    /// A table with commas or semicolons.
    Csv,
    /// A table with tabs.
    Tsv,
    /// JSON, an object a line.
    Jsonl,
    /// JSON, an object or a list of them.
    Json,
    /// A Parquet table.
    Parquet,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An archive of any of these.
    Zip,
}

/// The error for a text that is not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a format that can be imported; expected one of {formats}", formats = Format::ALL.map(Format::name).join(", "))]
pub struct ParseFormatError(String);

/// The contents of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Its articles, in order; at least one.
    pub articles: Vec<ImportedArticle>,
    /// Warnings for the analyst, by line.
    pub warnings: Vec<Warning>,
    /// The columns if it is a table, with the fields that they were taken for.
    pub columns: Option<Columns>,
    /// The number of rows of a table, files of an archive or documents of a download that were left out; a warning says why.
    pub num_skipped: usize,
    /// For a download of a news database, the number of documents that it states beside the number found.
    pub count: Option<Count>,
}

/// An article that is not yet part of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedArticle {
    /// See [`Article::text`].
    pub text: String,
    /// See [`Article::metadata`].
    pub metadata: Metadata,
    /// See [`Article::source`].
    pub source: Source,
    /// See [`Article::blocks`].
    pub blocks: Vec<Block>,
    /// See [`Article::links`].
    pub links: Vec<Link>,
}

/// The result of a format's importer: articles, the columns of a table, and the number of parts that were left out.
#[derive(Debug, Default)]
struct Read {
    drafts: Vec<Draft>,
    /// Articles whose metadata have been recognised already.
    done: Vec<ImportedArticle>,
    columns: Option<Columns>,
    num_skipped: usize,
    count: Option<Count>,
}

impl From<Draft> for Read {
    fn from(draft: Draft) -> Self {
        Self { drafts: vec![draft], ..Self::default() }
    }
}

/// Reads the articles in a file and keeps `file_name` (without its folder). If `format` is not given, the content shows it,
/// or else the name: `.md` and `.markdown` are Markdown, and so is text with at least one inline link.
///
/// # Errors
/// If the file is too large, empty, damaged, of an unknown format, or in an encoding that cannot be read.
pub fn import(file_name: &str, bytes: &[u8], format: Option<Format>) -> Result<Imported, ImportError> {
    import_with(file_name, bytes, &ImportOptions { format, ..ImportOptions::default() })
}

/// Like [`import`], with a person's choices.
///
/// # Errors
/// As [`import`].
pub fn import_with(file_name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    read_file(file_name, bytes, options, 0)
}

/// Reads a file at this depth of nested archives.
fn read_file(file_name: &str, bytes: &[u8], options: &ImportOptions, depth: usize) -> Result<Imported, ImportError> {
    let is_too_large = |limit| ImportError::TooLarge { file_name: file_name.to_owned(), bytes: bytes.len(), limit };
    if bytes.len() > MAX_COLLECTION_BYTES {
        return Err(is_too_large(MAX_COLLECTION_BYTES));
    }
    if options.format.is_none() {
        unread::refuse(file_name, bytes)?;
    }
    let format = options.format.or_else(|| detect::format_of(file_name, bytes));
    if bytes.len() > MAX_FILE_BYTES && !format.is_some_and(Format::is_collection) {
        return Err(is_too_large(MAX_FILE_BYTES));
    }
    let mut warnings = Warnings::new(file_name);
    let (format, read) = read(format, file_name, bytes, options, depth, &mut warnings)?;
    let Read { drafts, done, columns, num_skipped, count } = read;
    let digest = Sha256::of(bytes);
    let mut articles = done;
    articles.extend(drafts.into_iter().filter_map(|draft| finish(draft, file_name, digest, format, &mut warnings)));
    if articles.is_empty() {
        let reason = warnings.why_nothing();
        return Err(match reason.filter(|_| format.is_collection() || count.is_some()) {
            Some(message) => ImportError::Malformed { file_name: file_name.to_owned(), format: format.name(), message },
            None => ImportError::Empty { file_name: file_name.to_owned(), bytes: bytes.len() },
        });
    }
    Ok(Imported { articles, warnings: warnings.sorted(), columns, num_skipped, count })
}

/// Makes an article from a draft; `None` if it has no words.
fn finish(draft: Draft, file_name: &str, digest: Sha256, format: Format, warnings: &mut Warnings<'_>) -> Option<ImportedArticle> {
    let Draft { text, links, mut marks, known, num_front_matter_lines, inner_name, encoding, format: inner_format, is_complete } =
        draft;
    if text.trim().is_empty() {
        return None;
    }
    let lines = Lines::new(&text);
    let mut own = Warnings::new(file_name);
    let metadata = match is_complete {
        true => known,
        false => metadata::recognise_more(known, &lines, num_front_matter_lines, &mut marks, &mut own),
    };
    warnings.extend(own);
    let blocks = marks.blocks(&lines);
    let source = Source {
        file_name: inner_name.unwrap_or_else(|| file_name.to_owned()),
        format: inner_format.unwrap_or(format.name()).to_owned(),
        encoding,
        sha256: Some(digest),
    };
    Some(ImportedArticle { text, metadata, source, blocks, links })
}

/// Reads a file in its format and returns the format, because text may turn out to be Markdown.
fn read(
    format: Option<Format>,
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    depth: usize,
    warnings: &mut Warnings<'_>,
) -> Result<(Format, Read), ImportError> {
    let format = match format {
        None | Some(Format::Text | Format::Markdown) => {
            let Decoded { text, encoding } = decode_as(file_name, bytes, options.encoding, warnings)?;
            let download = options.format.is_none().then(|| news::of_text(&text, &encoding, warnings)).flatten();
            if let Some(read) = download {
                return Ok((Format::Text, read));
            }
            if options.format.is_none() {
                unread::refuse_xml(file_name, &text)?;
            }
            let (format, draft) = read_text(file_name, text, encoding, format, warnings);
            return Ok((format, draft.into()));
        }
        Some(format) => format,
    };
    // A user who names columns wants a table.
    if format == Format::Json && options.format.is_none() && options.columns.0.is_empty() && news::is_told(bytes) {
        let Decoded { text, encoding } = decode_as(file_name, bytes, options.encoding, warnings)?;
        if let Some(read) = news::of_text(&text, &encoding, warnings) {
            return Ok((format, read));
        }
    }
    let read = match format {
        Format::Text | Format::Markdown | Format::Html => {
            let page = html::decode(file_name, bytes, options.encoding, warnings)?;
            let download = options.format.is_none().then(|| news::of_text(&page.text, &page.encoding, warnings));
            match download.flatten() {
                Some(read) => read,
                None => html::read(file_name, &page, !options.leaves_out_captions, warnings)?.into(),
            }
        }
        Format::Mhtml => mail::read_page(file_name, bytes, warnings)?.into(),
        Format::Eml if options.format.is_none() => mail::read_any(file_name, bytes, warnings)?,
        Format::Eml => mail::read(file_name, bytes, warnings)?.into(),
        Format::Mbox => mbox::read(file_name, bytes, warnings)?,
        Format::Warc => warc::read(file_name, bytes, warnings),
        Format::Wacz => warc::read_wacz(file_name, bytes, warnings)?,
        Format::Pdf => pdf::read(file_name, bytes, warnings)?.into(),
        Format::Docx => document(office::docx::read(file_name, bytes, warnings)?, options, warnings),
        Format::Odt => office::odt::read(file_name, bytes, warnings)?.into(),
        Format::Epub => office::epub::read(file_name, bytes, warnings)?.into(),
        Format::Rtf => {
            let read = document(rtf::read(file_name, bytes, warnings)?, options, warnings);
            read.drafts.iter().for_each(|draft| warn_of_odd_characters(&draft.text, warnings));
            read
        }
        Format::Csv | Format::Tsv | Format::Jsonl | Format::Json | Format::Parquet | Format::Xlsx | Format::Xls | Format::Ods => {
            table::read(format, file_name, bytes, options, warnings)?
        }
        Format::Zip => zip::read(file_name, bytes, options, depth, warnings)?,
    };
    Ok((format, read))
}

/// Makes the articles of a document: many of a download of a news database, else one.
fn document(document: draft::Document, options: &ImportOptions, warnings: &mut Warnings<'_>) -> Read {
    let download = options.format.is_none().then(|| news::of_paragraphs(&document.paragraphs, &document.encoding, warnings));
    download.flatten().unwrap_or_else(|| Draft::from(document).into())
}

/// Reads `text` in the given format, or else in the one it seems to have, and returns the format.
fn read_text(
    file_name: &str,
    text: String,
    encoding: String,
    format: Option<Format>,
    warnings: &mut Warnings<'_>,
) -> (Format, Draft) {
    let plain = |text, encoding| (Format::Text, Draft::of_stripped(text::read(text), 0, encoding));
    let dialect = match format {
        Some(Format::Markdown) => Dialect::Full,
        None if markdown::may_have_link(&text) => Dialect::PageDump,
        _ => return plain(text, encoding),
    };
    if markdown::has_too_much_markup(&text) {
        warnings.add(None, "it has more marks of Markdown than any article (links, lists, lines); they were left in the text");
        return plain(text, encoding);
    }
    let front_matter = metadata::num_front_matter_lines(&Lines::new(&text));
    let mut of_markdown = Warnings::new(file_name);
    let stripped = markdown::strip(&text, front_matter, dialect, &mut of_markdown);
    if dialect == Dialect::PageDump && stripped.num_inline_links == 0 {
        return plain(text, encoding);
    }
    warnings.extend(of_markdown);
    (Format::Markdown, Draft::of_stripped(stripped, front_matter, encoding))
}

impl Format {
    /// All formats, the simplest first.
    pub const ALL: [Self; 22] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Mhtml,
        Self::Pdf,
        Self::Docx,
        Self::Odt,
        Self::Epub,
        Self::Rtf,
        Self::Eml,
        Self::Mbox,
        Self::Warc,
        Self::Wacz,
        Self::Csv,
        Self::Tsv,
        Self::Jsonl,
        Self::Json,
        Self::Parquet,
        Self::Xlsx,
        Self::Xls,
        Self::Ods,
        Self::Zip,
    ];

    /// The name on the command line and in project files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Mhtml => "mhtml",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Epub => "epub",
            Self::Rtf => "rtf",
            Self::Eml => "eml",
            Self::Mbox => "mbox",
            Self::Warc => "warc",
            Self::Wacz => "wacz",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Zip => "zip",
        }
    }

    /// Describes it for a list of formats.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Text => "Plain text in UTF-8, UTF-16 or an older encoding, which is guessed and reported",
            Self::Markdown => "Markdown, and page dumps with links; markup goes, words and white space stay",
            Self::Html => "Web pages; the main text is found, metadata comes from JSON-LD, Open Graph, meta and time elements",
            Self::Mhtml => "Web pages that a browser saved as one file; read as html",
            Self::Pdf => "PDF with a text layer; paragraphs are rebuilt from the lines",
            Self::Docx => "Word documents of 2007 and later",
            Self::Odt => "OpenDocument texts",
            Self::Epub => "Books, the chapters in their order as one article",
            Self::Rtf => "Rich text",
            Self::Eml => "E-mail; the text part, or the HTML part if there is no other",
            Self::Mbox => "Mailboxes, each e-mail an article, as eml",
            Self::Warc => {
                "Web archives, plain or packed with gzip; each page that was fetched with success is an article, as html"
            }
            Self::Wacz => "Zip archives of web archives; the pages on their list, as warc",
            Self::Csv => "Tables with commas or semicolons, a row an article; columns are guessed, or named with --map",
            Self::Tsv => "Tables with tabs, otherwise as csv",
            Self::Jsonl => "JSON lines, an object an article; fields are columns as in csv",
            Self::Json => "JSON, a list of objects (or an object that holds one), as jsonl",
            Self::Parquet => "Parquet tables, a row an article, columns as in csv",
            Self::Xlsx => {
                "Workbooks of Excel since 2007; one sheet, a row an article, columns as in csv; --sheet names the sheet"
            }
            Self::Xls => "Workbooks of Excel 97 to 2003, as xlsx",
            Self::Ods => "OpenDocument spreadsheets, as xlsx",
            Self::Zip => "Archives of any of these, and archives in them",
        }
    }

    /// Says what is lost.
    pub const fn loses(self) -> &'static str {
        match self {
            Self::Text => "which line ends the file had (they become LF), and its byte order mark",
            Self::Markdown => {
                "marks of emphasis, links and headings; link targets, headings, lists and quotations are kept beside the text; \
                 line ends and byte order mark as in text"
            }
            Self::Html | Self::Mhtml => {
                "what is not the article (menus, advertisements, comments), pictures, emphasis, width of white space"
            }
            Self::Pdf => "pictures, fonts, running heads and page numbers, line breaks and hyphens at line ends",
            Self::Docx | Self::Odt | Self::Rtf => {
                "pictures, emphasis, headers and footers, comments, deleted words of tracked changes"
            }
            Self::Epub => "pictures, emphasis, table of contents, width of white space",
            Self::Eml | Self::Mbox => "attachments (they are named), all fields but sender, subject and date",
            Self::Warc | Self::Wacz => {
                "what is no page (pictures, scripts, requests; counted by kind), and of pages what html loses; address, time of \
                 capture, record and digest are kept"
            }
            Self::Csv | Self::Tsv | Self::Jsonl | Self::Json | Self::Parquet => {
                "types of values; columns without a meaning are kept as metadata"
            }
            Self::Xlsx | Self::Xls | Self::Ods => {
                "formulas, looks of cells, comments and pictures; other sheets (they are named); columns without a meaning are \
                 kept as metadata"
            }
            Self::Zip => "folders; files that are not articles (they are named)",
        }
    }

    /// The endings of names of such files, in lower case and without the dot.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt", "text"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::Mhtml => &["mhtml", "mht"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Odt => &["odt"],
            Self::Epub => &["epub"],
            Self::Rtf => &["rtf"],
            Self::Eml => &["eml"],
            Self::Mbox => &["mbox", "mbx"],
            Self::Warc => &["warc", "gz"],
            Self::Wacz => &["wacz"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Json => &["json"],
            Self::Parquet => &["parquet"],
            Self::Xlsx => &["xlsx", "xlsm"],
            Self::Xls => &["xls"],
            Self::Ods => &["ods"],
            Self::Zip => &["zip"],
        }
    }

    /// Whether this build can read it.
    pub const fn is_in_build(self) -> bool {
        cfg!(feature = "parquet") || !matches!(self, Self::Parquet)
    }

    /// Whether such a file holds many articles.
    pub const fn is_collection(self) -> bool {
        self.is_table() || matches!(self, Self::Mbox | Self::Warc | Self::Wacz | Self::Zip)
    }

    /// Whether such a file has an article in each row.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Jsonl | Self::Json | Self::Parquet | Self::Xlsx | Self::Xls | Self::Ods)
    }

    /// The format that a file's name shows when its content does not. The name of a text file shows nothing, because many a
    /// `.txt` contains Markdown's links. Nor does that of a container, whose first bytes would have shown it.
    fn of_file_name(file_name: &str) -> Option<Self> {
        let settled = [Self::Markdown, Self::Html, Self::Mhtml, Self::Eml, Self::Csv, Self::Tsv, Self::Jsonl, Self::Json];
        let format = Self::of_ending(file_name)?;
        settled.contains(&format).then_some(format)
    }

    /// The format of files with this ending.
    fn of_ending(file_name: &str) -> Option<Self> {
        let (_, ending) = file_name.rsplit_once('.')?;
        let ending = ending.to_lowercase();
        Self::ALL.into_iter().find(|format| format.extensions().contains(&ending.as_str()))
    }
}

impl std::str::FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(name: &str) -> Result<Self, ParseFormatError> {
        let format = Self::ALL.into_iter().find(|format| format.name() == name);
        format.ok_or_else(|| ParseFormatError(cut(name, 40)))
    }
}

impl ImportedArticle {
    /// Makes it an article of a project, with a new id and the time of import.
    ///
    /// # Errors
    /// [`TextTooLong`] beyond 4 GiB, which cannot happen to an article that [`import`] returned.
    pub fn into_article(self, id: ArticleId, imported: jiff::Timestamp) -> Result<Article, TextTooLong> {
        let text_sha256 = Sha256::of(self.text.as_bytes());
        self.into_article_of(text_sha256, id, imported)
    }

    /// Like [`Self::into_article`], with the known digest of the text.
    fn into_article_of(self, text_sha256: Sha256, id: ArticleId, imported: jiff::Timestamp) -> Result<Article, TextTooLong> {
        let Self { text, metadata, source, blocks, links } = self;
        Ok(Article { id, text: IndexedText::new(text)?, text_sha256, metadata, source, blocks, links, imported })
    }
}
