//! Word documents (Office Open XML, ECMA-376).
//!
//! Tracked insertions are kept, tracked deletions are not. Footnotes and endnotes follow the text.

use super::Stack;
use crate::{
    import::{
        ImportError, MAX_FILE_BYTES,
        archive::Archive,
        draft::{Document, Paragraph},
        error::Warnings,
        xml::{self, Element, Piece},
    },
    project::{BlockKind, Metadata},
};
use std::collections::BTreeMap;

/// Elements whose words do not belong to the text: deletions, codes of fields, and alternatives for programs that cannot
/// show something else.
const SKIPPED: [&str; 8] = ["del", "moveFrom", "instrText", "delText", "Fallback", "pPrChange", "rPrChange", "sectPr"];

/// Reads a document.
pub(in super::super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Document, ImportError> {
    let mut archive = Archive::open(file_name, bytes, "docx")?;
    let document = archive.need(file_name, "word/document.xml", "docx")?;
    let mut part = |name: &str, warnings: &mut Warnings<'_>| match archive.read(name, MAX_FILE_BYTES) {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(error) => {
            warnings.add(None, format!("its part {name} was left out: {error}"));
            Vec::new()
        }
    };
    let styles = styles(&part("word/styles.xml", warnings), warnings);
    let numbers = part("word/numbering.xml", warnings);
    let links = targets(&part("word/_rels/document.xml.rels", warnings), warnings);
    let mut reader = Reader::new(&styles, &links, !numbers.is_empty());
    reader.part("word/document.xml", &document, warnings);
    let mut paragraphs = std::mem::take(&mut reader.stack).finish();
    let mut num_notes = 0;
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        reader.part(name, &part(name, warnings), warnings);
        let notes: Vec<Paragraph> = std::mem::take(&mut reader.stack).finish();
        num_notes += notes.len();
        paragraphs.extend(notes);
    }
    if num_notes > 0 {
        warnings.add(None, format!("{num_notes} paragraphs of footnotes and endnotes follow the text"));
    }
    if reader.num_deletions > 0 {
        warnings.add(None, format!("{} deletions of tracked changes were left out, insertions taken", reader.num_deletions));
    }
    let known = properties(&part("docProps/core.xml", warnings), warnings);
    Ok(Document { paragraphs, known, encoding: "UTF-8".to_owned() })
}

/// The kinds of paragraphs, by the id of their style.
type Styles = BTreeMap<String, BlockKind>;

fn styles(bytes: &[u8], warnings: &mut Warnings<'_>) -> Styles {
    let mut styles = Styles::new();
    let mut parents: Vec<(String, String)> = Vec::new();
    let mut id = String::new();
    xml::read("word/styles.xml", bytes, warnings, |piece| {
        let Piece::Start(element) = piece else { return };
        let value = element.attribute("val").unwrap_or_default();
        match element.name.as_str() {
            "style" => id = element.attribute("styleId").unwrap_or_default(),
            "name" => {
                if let Some(kind) = kind_of_style(&value) {
                    styles.insert(id.clone(), kind);
                }
            }
            "basedOn" => parents.push((id.clone(), value)),
            "outlineLvl" => {
                if let Ok(level @ 0..=5) = value.parse::<u8>() {
                    styles.entry(id.clone()).or_insert(BlockKind::Heading(level + 1));
                }
            }
            _ => {}
        }
    });
    // A style has the kind of the one it is based on. This is done twice, for a style based on one that is based on another.
    for _ in 0..2 {
        for (child, parent) in &parents {
            if let Some(kind) = styles.get(parent).copied() {
                styles.entry(child.clone()).or_insert(kind);
            }
        }
    }
    styles
}

/// The kind that the name of a style shows. Word keeps the English names in every language.
pub(in super::super) fn kind_of_style(name: &str) -> Option<BlockKind> {
    let name = name.to_lowercase().replace("_20_", " ");
    match name.as_str() {
        "title" => return Some(BlockKind::Heading(1)),
        "subtitle" => return None,
        "quote" | "intense quote" | "quotations" | "block text" | "quotation" => return Some(BlockKind::Quotation),
        _ => {}
    }
    let level = name.strip_prefix("heading ")?.parse::<u8>().ok()?;
    (1..=6).contains(&level).then_some(BlockKind::Heading(level))
}

/// The targets of links, by the id of the relation.
fn targets(bytes: &[u8], warnings: &mut Warnings<'_>) -> BTreeMap<String, String> {
    let mut targets = BTreeMap::new();
    xml::read("word/_rels/document.xml.rels", bytes, warnings, |piece| {
        if let Piece::Start(element) = piece
            && element.attribute("TargetMode").is_some_and(|mode| mode == "External")
            && let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
        {
            targets.insert(id, target);
        }
    });
    targets
}

/// Reads the file's properties. Title and author are often those of the template and the typist, so they are kept only as
/// other metadata.
fn properties(bytes: &[u8], warnings: &mut Warnings<'_>) -> Metadata {
    let mut known = Metadata::default();
    let mut name = String::new();
    xml::read("docProps/core.xml", bytes, warnings, |piece| match piece {
        Piece::Start(element) => name = element.name,
        Piece::Words(words) => keep_property(&mut known, &name, &words),
        Piece::End(_) => name.clear(),
    });
    known
}

/// Keeps a property of a document if it is not empty.
pub(super) fn keep_property(known: &mut Metadata, name: &str, value: &str) {
    let label = match name {
        "title" => "document title",
        "creator" | "initial-creator" => "document author",
        "created" | "creation-date" => "document made",
        "keywords" | "keyword" => "document keywords",
        _ => return,
    };
    if !value.trim().is_empty() {
        known.other.entry(label.to_owned()).or_insert_with(|| value.trim().to_owned());
    }
}

/// Whether an element that switches something on does so.
fn is_on(element: &Element<'_>) -> bool {
    element.attribute("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

struct Reader<'a> {
    styles: &'a Styles,
    links: &'a BTreeMap<String, String>,
    has_lists: bool,
    stack: Stack,
    /// The number of skipped elements that are open.
    num_skipped: usize,
    is_text: bool,
    open_links: Vec<(usize, String)>,
    num_deletions: usize,
    /// Whether the open note is one of those that only draw a line.
    is_separator: bool,
    /// Whether a run of letters is open, and whether it is bold.
    is_in_run: bool,
    is_bold: bool,
    /// Whether a section ends with the open paragraph.
    ends_section: bool,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles, links: &'a BTreeMap<String, String>, has_lists: bool) -> Self {
        Self {
            styles,
            links,
            has_lists,
            stack: Stack::default(),
            num_skipped: 0,
            is_text: false,
            open_links: Vec::new(),
            num_deletions: 0,
            is_separator: false,
            is_in_run: false,
            is_bold: false,
            ends_section: false,
        }
    }

    fn part(&mut self, name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) {
        xml::read(name, bytes, warnings, |piece| match piece {
            Piece::Start(element) => self.start(&element),
            Piece::End(name) => self.end(&name),
            Piece::Words(words) if self.is_text && self.num_skipped == 0 && !self.is_separator => {
                self.stack.words(&words);
                if self.is_bold {
                    self.stack.set_layout(|layout| layout.num_bold_bytes += words.len());
                }
            }
            Piece::Words(_) => {}
        });
    }

    fn start(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        if SKIPPED.contains(&name) {
            self.ends_section |= name == "sectPr" && self.num_skipped == 0;
            self.num_deletions += usize::from(name == "del" && self.num_skipped == 0 && !self.stack.open.is_empty());
            self.num_skipped += 1;
        }
        if self.num_skipped > 0 {
            return;
        }
        let value = || element.attribute("val").unwrap_or_default();
        match name {
            "p" => self.stack.begin(None),
            "pStyle" => self.mark(self.styles.get(&value()).copied()),
            "outlineLvl" => {
                self.mark(value().parse::<u8>().ok().filter(|level| *level < 6).map(|level| BlockKind::Heading(level + 1)));
            }
            "numId" if self.has_lists && value() != "0" => self.mark(Some(BlockKind::ListItem)),
            "r" => (self.is_in_run, self.is_bold) = (true, false),
            "b" if self.is_in_run => self.is_bold = is_on(element),
            "jc" => self.stack.set_layout(|layout| layout.is_centred = value() == "center"),
            "pageBreakBefore" if is_on(element) => self.stack.break_page(),
            "bookmarkStart" => self.stack.bookmark(element.attribute("name").unwrap_or_default()),
            "t" => self.is_text = true,
            "tab" if self.stack.text_len() > 0 => self.stack.words("\t"),
            "br" if element.attribute("type").is_none_or(|kind| kind == "textWrapping") => self.stack.words("\n"),
            "br" if element.attribute("type").is_some_and(|kind| kind == "page") => self.stack.break_page(),
            "cr" => self.stack.words("\n"),
            "noBreakHyphen" => self.stack.words("\u{2011}"),
            "softHyphen" => self.stack.words("\u{AD}"),
            "hyperlink" => {
                let target = element.attribute("id").and_then(|id| self.links.get(&id)).cloned().unwrap_or_default();
                self.open_links.push((self.stack.text_len(), target));
            }
            "tbl" => self.stack.begin_table(),
            "tr" => self.stack.begin_row(),
            "tc" => self.stack.begin_cell(),
            "footnote" | "endnote" => {
                self.is_separator = element.attribute("type").is_some_and(|kind| kind != "normal");
            }
            _ => {}
        }
    }

    fn mark(&mut self, kind: Option<BlockKind>) {
        if let (Some(kind), Some(paragraph)) = (kind, self.stack.open.last_mut()) {
            // Headings can be numbered.
            if !matches!(paragraph.kind, Some(BlockKind::Heading(_))) {
                paragraph.kind = Some(kind);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if SKIPPED.contains(&name) {
            self.num_skipped = self.num_skipped.saturating_sub(1);
            return;
        }
        if self.num_skipped > 0 {
            return;
        }
        match name {
            "p" => {
                self.stack.end();
                if std::mem::take(&mut self.ends_section) {
                    self.stack.break_page();
                }
            }
            "r" => (self.is_in_run, self.is_bold) = (false, false),
            "t" => self.is_text = false,
            "hyperlink" => {
                if let Some((start, target)) = self.open_links.pop().filter(|(_, target)| !target.is_empty()) {
                    self.stack.link(start, target);
                }
            }
            "tr" => self.stack.end_row(),
            "tbl" => self.stack.end_table(),
            "footnote" | "endnote" => self.is_separator = false,
            _ => {}
        }
    }
}
