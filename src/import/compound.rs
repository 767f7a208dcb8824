//! Reads the streams in a compound file ([MS-CFB]), the container of Office documents before 2007.
//!
//! Sectors form chains through a table. A chain that is longer than the file, or leaves it, ends there.

/// The first bytes of such a file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const SMALL_SECTOR_BYTES: usize = 64;
/// Shorter streams lie in small sectors.
const SMALL_STREAM_BYTES: usize = 4096;
/// The number of streams and folders that are looked at.
const MAX_ENTRIES: usize = 10_000;
/// Numbers of sectors from here on are marks.
const FIRST_MARK: u32 = 0xFFFF_FFFA;

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

/// A stream or folder.
struct Entry {
    name: String,
    is_stream: bool,
    first: u32,
    len: usize,
}

impl<'a> Compound<'a> {
    /// Opens a file; `None` if it is none or its list is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = number(bytes, 30, 2)?;
        if !bytes.starts_with(MAGIC) || !(7..=16).contains(&shift) {
            return None;
        }
        let mut file = Self {
            bytes,
            sector_bytes: 1 << shift,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        file.table = file.read_table()?;
        let list = file.chain(sector(bytes, 48)?);
        file.small_table = words(&file.chain(sector(bytes, 60)?));
        file.entries = list.chunks_exact(ENTRY_BYTES).take(MAX_ENTRIES).filter_map(Entry::of).collect();
        // The first entry is the root, whose stream holds all small sectors.
        let root = list.get(..ENTRY_BYTES)?;
        file.small = file.chain(sector(root, 116)?);
        Some(file)
    }

    /// Whether there is a stream of this name, in upper or lower case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The bytes of the stream of this name.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let mut found = if entry.len < SMALL_STREAM_BYTES {
            chain_of(&self.small_table, entry.first, |sector| {
                let start = sector as usize * SMALL_SECTOR_BYTES;
                self.small.get(start..(start + SMALL_SECTOR_BYTES).min(self.small.len()))
            })
        } else {
            self.chain(entry.first)
        };
        found.truncate(entry.len);
        Some(found)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector_bytes)?;
        self.bytes.get(start..start.saturating_add(self.sector_bytes).min(self.bytes.len()))
    }

    fn chain(&self, first: u32) -> Vec<u8> {
        chain_of(&self.table, first, |sector| self.sector(sector))
    }

    /// The table of sectors: its own sectors are listed in the header, and further ones in a chain of lists.
    fn read_table(&self) -> Option<Vec<u32>> {
        let mut lists = words(self.bytes.get(76..HEADER_BYTES)?);
        let most = self.bytes.len() / self.sector_bytes + 1;
        let mut next = sector(self.bytes, 68)?;
        let mut num_lists = 0;
        while next < FIRST_MARK && num_lists < most {
            let Some(list) = self.sector(next).filter(|list| list.len() == self.sector_bytes) else { break };
            let mut list = words(list);
            next = list.pop()?;
            lists.extend(list);
            num_lists += 1;
        }
        let sectors = lists.into_iter().filter(|number| *number < FIRST_MARK).take(most);
        Some(sectors.filter_map(|number| self.sector(number)).flat_map(words).collect())
    }
}

impl Entry {
    fn of(bytes: &[u8]) -> Option<Self> {
        let name_bytes = number(bytes, 64, 2)?.clamp(2, 64) - 2;
        let units: Vec<u16> = bytes[..name_bytes].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
        let len = number(bytes, 120, 4)?;
        Some(Self { name: String::from_utf16_lossy(&units), is_stream: bytes[66] == 2, first: sector(bytes, 116)?, len })
    }
}

/// The bytes of a chain of sectors. No sector counts twice, so a circle ends.
fn chain_of<'b>(table: &[u32], first: u32, sector: impl Fn(u32) -> Option<&'b [u8]>) -> Vec<u8> {
    let (mut found, mut at, mut num) = (Vec::new(), first, 0);
    while at < FIRST_MARK && num <= table.len() {
        let Some(bytes) = sector(at) else { break };
        found.extend_from_slice(bytes);
        let Some(next) = table.get(at as usize) else { break };
        (at, num) = (*next, num + 1);
    }
    found
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn sector(bytes: &[u8], at: usize) -> Option<u32> {
    words(bytes.get(at..at + 4)?).pop()
}

/// A number of `len` bytes, the lowest first.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<usize> {
    let field = bytes.get(at..at + len)?;
    Some(field.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}
