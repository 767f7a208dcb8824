//! Reads a whole DocBin: zlib around a MessagePack map that holds the words of all documents in one table, and lists with an
//! entry for each document.

use super::pack::{PackError, Packed};
use crate::{
    import::{MAX_COLLECTION_BYTES, archive::most_unpacked},
    text::spacy_strings,
};
use flate2::read::ZlibDecoder;
use std::{collections::HashMap, io::Read as _};

/// The number of unpacked bytes that are examined to detect a DocBin.
const HEAD_BYTES: u64 = 4096;
/// The number of strings in a file; the largest vocabularies of spaCy have a quarter of it.
const MAX_STRINGS: usize = 8_000_000;
/// The number of columns of the table of words; spaCy has some 90 attributes of words.
const MAX_COLUMNS: usize = 1000;
/// The number of bytes of a cell in the table of words, and of the length of a document.
const CELL_BYTES: usize = 8;
const LENGTH_BYTES: usize = 4;

/// spaCy's numbers of the attributes of words that are used here.
const ORTH: u64 = 65;
const ENT_IOB: u64 = 77;
const ENT_TYPE: u64 = 78;
const ENT_KB_ID: u64 = 452;
const ENT_ID: u64 = 454;

/// The reason why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum FileError {
    /// The compressed data is damaged.
    #[error("it cannot be unpacked: {0}")]
    Damaged(String),
    /// It is far longer when unpacked.
    #[error("it unpacks to more than {} MiB, as a zip bomb does", .0 >> 20)]
    TooLarge(usize),
    /// Its parts are damaged.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A part that it cannot do without is missing.
    #[error("expected a part “{0}”, found none")]
    Missing(&'static str),
    /// Its parts do not fit together.
    #[error("{0}")]
    Unfit(String),
}

/// The contents of a file.
pub(super) struct File<'a> {
    pub(super) table: Table<'a>,
    pub(super) strings: Strings<'a>,
    pub(super) flags: List<'a>,
    pub(super) cats: List<'a>,
    pub(super) span_groups: List<'a>,
    pub(super) user_data: List<'a>,
}

/// The words of all documents, and the number of words of each.
pub(super) struct Table<'a> {
    columns: Columns,
    tokens: &'a [u8],
    spaces: &'a [u8],
    lengths: &'a [u8],
}

/// The columns of the table of words.
#[derive(Clone, Copy, Debug)]
struct Columns {
    num: usize,
    word: usize,
    place_in_entity: Option<usize>,
    entity: Option<usize>,
    knowledge_base_id: Option<usize>,
    entity_id: Option<usize>,
}

/// A word of a document, with its strings as numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) text: u64,
    pub(super) has_space: bool,
    /// 1 inside an entity, 2 outside, 3 at the beginning; `None` if the file does not say.
    pub(super) place_in_entity: Option<u64>,
    pub(super) entity: u64,
    pub(super) knowledge_base_id: u64,
    pub(super) entity_id: u64,
}

/// The strings of a file by their numbers.
pub(super) struct Strings<'a>(HashMap<u64, &'a str>);

/// A list with a value for each document. It may be shorter.
pub(super) struct List<'a> {
    num_left: usize,
    rest: Packed<'a>,
}

/// Whether bytes begin like a DocBin.
pub(in crate::import) fn is_docbin(bytes: &[u8]) -> bool {
    let [first, second, ..] = bytes else { return false };
    // The header of zlib, with any window size.
    if first & 0x0f != 8 || (u32::from(*first) << 8 | u32::from(*second)) % 31 != 0 {
        return false;
    }
    let mut head = Vec::new();
    // Everything before the damage is in `head` all the same.
    let _damage = ZlibDecoder::new(bytes).take(HEAD_BYTES).read_to_end(&mut head).err();
    let mut packed = Packed::new(&head);
    let num_fields = packed.map().unwrap_or(0);
    for _ in 0..num_fields {
        match packed.text() {
            Ok("attrs" | "tokens" | "span_groups") => return true,
            Ok(_) if packed.skip().is_ok() => {}
            _ => return false,
        }
    }
    false
}

/// Unpacks a file.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, FileError> {
    let limit = most_unpacked(bytes.len() as u64, MAX_COLLECTION_BYTES);
    let mut unpacked = Vec::new();
    let read = ZlibDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut unpacked);
    read.map_err(|error| FileError::Damaged(error.to_string()))?;
    if unpacked.len() > limit { Err(FileError::TooLarge(limit)) } else { Ok(unpacked) }
}

impl<'a> File<'a> {
    /// Reads the parts of an unpacked file and checks that they fit together.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, FileError> {
        let mut packed = Packed::new(bytes);
        let mut parts: HashMap<&str, Packed<'a>> = HashMap::new();
        for _ in 0..packed.map()? {
            let name = packed.text()?;
            let part = packed.skip()?;
            // Other parts are not needed.
            if ["attrs", "tokens", "spaces", "lengths", "strings", "flags", "cats", "span_groups", "user_data"].contains(&name) {
                parts.insert(name, Packed::new(part));
            }
        }
        let need = |name: &'static str| parts.get(name).copied().ok_or(FileError::Missing(name));
        let bytes_of = |name: &'static str| need(name)?.bytes().map_err(FileError::from);
        let list = |name: &str| match parts.get(name).copied() {
            Some(mut rest) => Ok(List { num_left: rest.list()?, rest }),
            None => Ok(List { num_left: 0, rest: Packed::new(&[]) }),
        };
        let table = Table {
            columns: Columns::of(need("attrs")?)?,
            tokens: bytes_of("tokens")?,
            spaces: bytes_of("spaces")?,
            lengths: bytes_of("lengths")?,
        };
        table.check()?;
        Ok(Self {
            table,
            strings: Strings::of(need("strings")?)?,
            flags: list("flags").map_err(FileError::Pack)?,
            cats: list("cats").map_err(FileError::Pack)?,
            span_groups: list("span_groups").map_err(FileError::Pack)?,
            user_data: list("user_data").map_err(FileError::Pack)?,
        })
    }
}

impl<'a> Table<'a> {
    fn check(&self) -> Result<(), FileError> {
        let row_bytes = self.columns.num * CELL_BYTES;
        if !self.tokens.len().is_multiple_of(row_bytes) {
            let message = format!("its table of words has {} bytes, which do not make rows of {row_bytes}", self.tokens.len());
            return Err(FileError::Unfit(message));
        }
        let num_words = self.tokens.len() / row_bytes;
        if self.spaces.len() != num_words {
            return Err(FileError::Unfit(format!("it has {num_words} words, but says of {} what follows", self.spaces.len())));
        }
        if !self.lengths.len().is_multiple_of(LENGTH_BYTES) {
            return Err(FileError::Unfit("the lengths of its documents end in the middle of one".to_owned()));
        }
        let mut total = 0_usize;
        for length in self.lengths() {
            let length = length.ok_or_else(|| FileError::Unfit("the length of a document is less than nothing".to_owned()))?;
            total = total.saturating_add(length);
        }
        if total != num_words {
            return Err(FileError::Unfit(format!("its documents have {total} words together, but {num_words} are there")));
        }
        Ok(())
    }

    /// The number of words of each document; `None` if it is negative.
    pub(super) fn lengths(&self) -> impl Iterator<Item = Option<usize>> + use<'a> {
        let lengths = self.lengths.chunks_exact(LENGTH_BYTES);
        lengths.map(|bytes| usize::try_from(i32::from_le_bytes(bytes.try_into().unwrap_or_default())).ok())
    }

    /// The words of all documents from one to before another.
    pub(super) fn words(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = Word> + use<'a> {
        let columns = self.columns;
        let row_bytes = columns.num * CELL_BYTES;
        let rows = self.tokens.get(range.start * row_bytes..range.end * row_bytes).unwrap_or_default();
        let spaces = self.spaces.get(range).unwrap_or_default();
        rows.chunks_exact(row_bytes).zip(spaces).map(move |(row, space)| {
            let cell = |column: usize| {
                let bytes = row.get(column * CELL_BYTES..(column + 1) * CELL_BYTES).unwrap_or_default();
                u64::from_le_bytes(bytes.try_into().unwrap_or_default())
            };
            let or_nothing = |column: Option<usize>| column.map_or(0, cell);
            Word {
                text: cell(columns.word),
                has_space: *space != 0,
                place_in_entity: columns.place_in_entity.map(cell),
                entity: or_nothing(columns.entity),
                knowledge_base_id: or_nothing(columns.knowledge_base_id),
                entity_id: or_nothing(columns.entity_id),
            }
        })
    }
}

impl Columns {
    fn of(mut packed: Packed<'_>) -> Result<Self, FileError> {
        let num = packed.list()?;
        if num > MAX_COLUMNS {
            return Err(FileError::Unfit(format!("its words have {num} attributes, more than {MAX_COLUMNS}")));
        }
        let attributes = (0..num).map(|_| packed.whole()).collect::<Result<Vec<_>, _>>()?;
        let place = |attribute: u64| attributes.iter().position(|known| *known == attribute);
        let word = place(ORTH).ok_or_else(|| FileError::Unfit("its table of words has no column of words".to_owned()))?;
        Ok(Self {
            num,
            word,
            place_in_entity: place(ENT_IOB),
            entity: place(ENT_TYPE),
            knowledge_base_id: place(ENT_KB_ID),
            entity_id: place(ENT_ID),
        })
    }
}

impl<'a> Strings<'a> {
    fn of(mut packed: Packed<'a>) -> Result<Self, FileError> {
        let num = packed.list()?;
        if num > MAX_STRINGS {
            return Err(FileError::Unfit(format!("it has {num} strings, more than {MAX_STRINGS}")));
        }
        let mut strings = HashMap::new();
        for _ in 0..num {
            // Also under the hash if the string has a number of its own, because not every writer knows these numbers.
            let string = packed.text()?;
            strings.insert(spacy_strings::hash(string.as_bytes()), string);
        }
        Ok(Self(strings))
    }

    /// The string with this number; empty for 0.
    pub(super) fn get(&self, id: u64) -> Option<&'a str> {
        spacy_strings::name(id).or_else(|| self.0.get(&id).copied())
    }
}

impl<'a> List<'a> {
    /// The value for the next document; `None` if the list has ended or is damaged from here on.
    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        self.num_left = self.num_left.checked_sub(1)?;
        self.rest.skip().ok()
    }
}
