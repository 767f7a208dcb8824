//! Reads rich text (RTF 1.9): words, paragraphs and headings; all formatting is dropped.
//!
//! Published readers handle neither code pages nor fallback characters, so this is our own. RTF is a stream of control words
//! with letters between them.

mod links;
mod tables;

use super::{
    ImportError, TextEncoding,
    draft::{Document, Layout, PARAGRAPH_END, Paragraph, without_ends},
    error::Warnings,
};
use crate::project::BlockKind;
use links::Links;
use std::collections::BTreeMap;
use tables::{KEPT, SKIPPED};

/// The bookmarks of a paragraph that are kept.
const MAX_BOOKMARKS: usize = 100;
/// The deepest nesting of groups.
const MAX_DEPTH: usize = 2000;

/// Reads a document.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Document, ImportError> {
    let mut reader = Reader::new(bytes);
    reader.read();
    if reader.is_too_deep {
        let message = format!("its groups are nested more than {MAX_DEPTH} deep");
        return Err(ImportError::Malformed { file_name: file_name.to_owned(), format: "rtf", message });
    }
    if reader.groups.len() > 1 {
        warnings.add(
            None,
            format!("expected the end of {} groups, found the end of the file; it may be cut off", reader.groups.len() - 1),
        );
    }
    if reader.is_in_table && !reader.open.text.trim().is_empty() {
        reader.end_row();
    }
    reader.end_paragraph();
    let mut paragraphs = reader.paragraphs;
    if !reader.notes.is_empty() {
        warnings.add(None, format!("{} footnotes follow the text", reader.notes.len()));
        paragraphs.append(&mut reader.notes);
    }
    let encoding = format!("{}, as the file says", reader.code_page.name());
    Ok(Document { paragraphs, encoding, ..Document::default() })
}

/// The state inside a group.
#[derive(Clone, Copy)]
struct Group {
    is_skipped: bool,
    /// The number of bytes that replace a `\u` character for readers that do not know it.
    fallback_bytes: usize,
    font: i64,
    is_bold: bool,
    destination: Destination,
}

#[derive(Clone, Copy, PartialEq)]
enum Destination {
    Text,
    FontTable,
    StyleSheet,
    Note,
    /// The instruction of a field; that of a link contains its address.
    Instruction,
    /// The name of a bookmark.
    Bookmark,
}

struct Reader<'a> {
    rest: &'a [u8],
    groups: Vec<Group>,
    code_page: TextEncoding,
    /// The code page of each font that has its own.
    fonts: BTreeMap<i64, TextEncoding>,
    font_in_table: i64,
    /// The style that is being defined, its name so far, and the kinds of all styles.
    style: i64,
    style_name: String,
    styles: BTreeMap<i64, BlockKind>,
    /// Bytes of the code page that are not decoded yet, because a character can have two.
    pending: Vec<u8>,
    /// Whether one of these is written as its number, which only bytes of the code page are.
    has_escaped: bool,
    /// The first half of a surrogate pair.
    surrogate: Option<u16>,
    num_to_skip: usize,
    open: Paragraph,
    note: String,
    bookmark: String,
    links: Links,
    is_in_table: bool,
    was_item: bool,
    was_row: bool,
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
    is_too_deep: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let windows = TextEncoding::of_code_page(1252).unwrap_or_else(|| TextEncoding::guess(b""));
        let start = Group { is_skipped: false, fallback_bytes: 1, font: -1, is_bold: false, destination: Destination::Text };
        Self {
            rest: bytes,
            groups: vec![start],
            code_page: windows,
            fonts: BTreeMap::new(),
            font_in_table: -1,
            style: 0,
            style_name: String::new(),
            styles: BTreeMap::new(),
            pending: Vec::new(),
            has_escaped: false,
            surrogate: None,
            num_to_skip: 0,
            open: Paragraph::default(),
            note: String::new(),
            bookmark: String::new(),
            links: Links::default(),
            is_in_table: false,
            was_item: false,
            was_row: false,
            paragraphs: Vec::new(),
            notes: Vec::new(),
            is_too_deep: false,
        }
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            let start = Group { is_skipped: false, fallback_bytes: 1, font: -1, is_bold: false, destination: Destination::Text };
            self.groups.push(start);
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn read(&mut self) {
        while let Some((byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => {
                    self.flush();
                    if self.groups.len() > MAX_DEPTH {
                        self.is_too_deep = true;
                        return;
                    }
                    let inner = *self.group();
                    self.groups.push(inner);
                }
                b'}' => self.end_group(),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(*byte),
            }
        }
        self.flush();
    }

    fn end_group(&mut self) {
        self.flush();
        let ended = *self.group();
        self.links.end_group(self.groups.len(), self.paragraphs.len(), &mut self.open);
        if self.groups.len() > 1 {
            self.groups.pop();
        }
        if ended.destination == Destination::StyleSheet {
            self.define_style();
        }
        if ended.destination == Destination::Bookmark && self.group().destination != Destination::Bookmark {
            let name = std::mem::take(&mut self.bookmark);
            let is_kept = !self.group().is_skipped && self.open.layout.bookmarks.len() < MAX_BOOKMARKS;
            self.open.layout.bookmarks.extend(is_kept.then(|| name.trim().to_owned()));
        }
        let is_note_over = ended.destination == Destination::Note && self.group().destination != Destination::Note;
        if is_note_over && !self.note.trim().is_empty() {
            let text = std::mem::take(&mut self.note);
            self.notes.push(Paragraph { text, ..Paragraph::default() });
        }
    }

    fn define_style(&mut self) {
        let name = std::mem::take(&mut self.style_name);
        let kind = super::office::docx::kind_of_style(name.trim().trim_end_matches(';'));
        if let Some(kind) = kind {
            self.styles.insert(self.style, kind);
        }
        self.style = 0;
    }

    /// Takes a byte that is a letter of the code page.
    fn byte(&mut self, byte: u8) {
        if self.num_to_skip > 0 {
            self.num_to_skip -= 1;
        } else {
            self.pending.push(byte);
        }
    }

    /// Decodes the bytes so far.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        // Some programs write UTF-8, whatever code page they name.
        if !std::mem::take(&mut self.has_escaped)
            && !bytes.is_ascii()
            && let Ok(text) = std::str::from_utf8(&bytes)
        {
            return self.words(text);
        }
        let font = self.group().font;
        let encoding = self.fonts.get(&font).copied().unwrap_or(self.code_page);
        let text = encoding.decode(&bytes);
        self.words(&text);
    }

    fn words(&mut self, words: &str) {
        let Group { is_skipped, destination, is_bold, .. } = *self.group();
        match destination {
            Destination::Bookmark => self.bookmark.push_str(words),
            Destination::StyleSheet => self.style_name.push_str(words),
            Destination::Instruction => self.links.instruction.push_str(words),
            _ if is_skipped => {}
            Destination::Note => self.note.push_str(words),
            Destination::FontTable => {}
            Destination::Text => {
                self.open.text.push_str(words);
                self.open.layout.num_bold_bytes += if is_bold { words.len() } else { 0 };
            }
        }
    }

    fn control(&mut self) {
        let Some((first, after)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = after;
            return self.symbol(*first);
        }
        let len = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = String::from_utf8_lossy(&self.rest[..len.min(40)]).into_owned();
        self.rest = &self.rest[len..];
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&self.rest[..if digits > 0 { sign + digits } else { 0 }])
            .ok()
            .and_then(|text| text.parse::<i64>().ok());
        if digits > 0 {
            self.rest = &self.rest[sign + digits..];
        }
        if let Some(rest) = self.rest.strip_prefix(b" ") {
            self.rest = rest;
        }
        if word == "bin" {
            let len = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(self.rest.len());
            self.rest = &self.rest[len..];
            return;
        }
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let hex = self
                    .rest
                    .get(..2)
                    .and_then(|hex| std::str::from_utf8(hex).ok())
                    .and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.rest = self.rest.get(2..).unwrap_or_default();
                if let Some(byte) = hex {
                    self.has_escaped |= byte >= 0x80 && self.num_to_skip == 0;
                    self.byte(byte);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.character("\u{A0}"),
            b'_' => self.character("\u{2011}"),
            b'-' => self.character("\u{AD}"),
            b'\r' | b'\n' => self.word("par", None),
            b'*' => {
                let is_kept = KEPT.iter().any(|word| {
                    let name = self.rest.strip_prefix(b"\\").unwrap_or(self.rest);
                    name.starts_with(word.as_bytes())
                });
                if !is_kept {
                    self.group().is_skipped = true;
                }
            }
            _ => {}
        }
    }

    fn character(&mut self, character: &str) {
        self.flush();
        if self.num_to_skip > 0 {
            self.num_to_skip -= 1;
        } else {
            self.words(character);
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        let number_or_zero = number.unwrap_or(0);
        self.flush();
        match word {
            _ if SKIPPED.contains(&word) => {
                self.group().is_skipped = true;
                if word == "fonttbl" {
                    self.group().destination = Destination::FontTable;
                } else if word == "fldinst" {
                    self.links.instruction.clear();
                    self.group().destination = Destination::Instruction;
                } else if word == "bkmkstart" {
                    self.bookmark.clear();
                    self.group().destination = Destination::Bookmark;
                }
            }
            "ansicpg" => self.set_code_page(number_or_zero),
            "mac" => self.set_code_page(10000),
            "stylesheet" => {
                let group = self.group();
                group.is_skipped = true;
                group.destination = Destination::StyleSheet;
            }
            "s" if self.group().destination == Destination::StyleSheet => self.style = number_or_zero,
            "f" if self.group().destination == Destination::FontTable => self.font_in_table = number_or_zero,
            "fcharset" => self.set_charset(number_or_zero),
            "f" => self.group().font = number_or_zero,
            "deff" => self.groups.iter_mut().for_each(|group| group.font = number_or_zero),
            "uc" => self.group().fallback_bytes = usize::try_from(number_or_zero).unwrap_or(1).min(16),
            "u" => self.unicode(number_or_zero),
            "deleted" if number != Some(0) => self.group().is_skipped = true,
            "v" if number != Some(0) => self.group().is_skipped = true,
            "footnote" => self.group().destination = Destination::Note,
            "chftn" => {}
            _ if self.group().is_skipped => {}
            "fldrslt" if self.group().destination == Destination::Text => {
                let (depth, num_paragraphs, start) = (self.groups.len(), self.paragraphs.len(), self.open.text.len());
                self.links.begin(depth, num_paragraphs, start);
            }
            "par" | "sect" | "page" | "column" if self.group().destination == Destination::Note => self.note.push('\n'),
            "par" | "sect" | "page" => {
                self.end_paragraph();
                self.open.layout.begins_page |= word != "par";
            }
            "pagebb" if number != Some(0) => self.open.layout.begins_page = true,
            "qc" => self.open.layout.is_centred = true,
            "ql" | "qr" | "qj" => self.open.layout.is_centred = false,
            "b" => self.group().is_bold = number != Some(0),
            "plain" => self.group().is_bold = false,
            "pard" => {
                self.open.kind = None;
                self.open.layout.is_centred = false;
                self.is_in_table = false;
            }
            "s" => self.open.kind = self.styles.get(&number_or_zero).copied().or(self.open.kind),
            "outlinelevel" => {
                if let Ok(level @ 0..=5) = u8::try_from(number_or_zero) {
                    self.open.kind = Some(BlockKind::Heading(level + 1));
                }
            }
            "ls" | "pntext" | "listtext" => {
                if !matches!(self.open.kind, Some(BlockKind::Heading(_))) {
                    self.open.kind = Some(BlockKind::ListItem);
                }
                // The list draws the marker of the item; nobody wrote it.
                self.group().is_skipped |= word != "ls";
            }
            "intbl" => self.is_in_table = true,
            "cell" | "nestcell" => self.words("\t"),
            "row" | "nestrow" => {
                let end = self.open.text.trim_end_matches('\t').len();
                self.open.text.truncate(end);
                self.end_row();
            }
            "line" => self.words("\n"),
            "tab" => self.words("\t"),
            "emdash" => self.words("—"),
            "endash" => self.words("–"),
            "lquote" => self.words("‘"),
            "rquote" => self.words("’"),
            "ldblquote" => self.words("“"),
            "rdblquote" => self.words("”"),
            "bullet" => self.words("•"),
            "emspace" => self.words("\u{2003}"),
            "enspace" => self.words("\u{2002}"),
            "zwj" => self.words("\u{200D}"),
            "zwnj" => self.words("\u{200C}"),
            "ltrmark" => self.words("\u{200E}"),
            "rtlmark" => self.words("\u{200F}"),
            _ => {}
        }
    }

    fn set_code_page(&mut self, number: i64) {
        let found = u32::try_from(number).ok().and_then(TextEncoding::of_code_page);
        self.code_page = found.unwrap_or(self.code_page);
    }

    /// Sets the code page of a font, from the number that Windows gives its letters.
    fn set_charset(&mut self, charset: i64) {
        if let Some(encoding) = tables::code_page_of_charset(charset).and_then(TextEncoding::of_code_page) {
            self.fonts.insert(self.font_in_table, encoding);
        }
    }

    /// Takes a UTF-16 unit, signed as RTF writes it. The fallback after it is skipped.
    fn unicode(&mut self, number: i64) {
        let unit = (number.rem_euclid(1 << 16)) as u16;
        self.num_to_skip = self.group().fallback_bytes;
        let units: Vec<u16> = self.surrogate.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
            self.surrogate = Some(unit);
            return;
        }
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.words(&text);
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.is_in_table {
            // The paragraphs of a cell become one.
            self.open.text.push(PARAGRAPH_END);
            return;
        }
        let mut paragraph = std::mem::take(&mut self.open);
        // The kind of a paragraph stays until it is changed.
        self.open.kind = paragraph.kind;
        self.open.layout.is_centred = paragraph.layout.is_centred;
        if paragraph.text.trim().is_empty() {
            self.open.layout.begins_page = paragraph.layout.begins_page;
            self.open.layout.bookmarks = std::mem::take(&mut paragraph.layout.bookmarks);
        }
        let is_item = paragraph.kind == Some(BlockKind::ListItem);
        if !paragraph.text.trim().is_empty() {
            paragraph.is_tight = is_item && self.was_item;
            self.was_item = is_item;
            self.was_row = false;
            self.paragraphs.push(paragraph);
        }
    }

    fn end_row(&mut self) {
        let Paragraph { text, layout, kind, .. } = std::mem::take(&mut self.open);
        self.open.kind = kind;
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let (text, cell_breaks) = without_ends(&cells.join("\t"));
        let is_tight = self.was_row;
        self.was_row = true;
        self.was_item = false;
        let layout = Layout { cell_breaks, ..layout };
        self.paragraphs.push(Paragraph { text, is_tight, layout, ..Paragraph::default() });
    }
}
