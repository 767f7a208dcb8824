//! Checks the sizes that the pages of a Parquet file state, before they are believed.
//!
//! A reader allocates the size that a page states, and nothing else in the file contradicts it. So the headers of all pages
//! are read first. No page may unpack to more than its compression can achieve, and none may have more values than a file of
//! this length can hold.

use parquet::{basic::Compression, file::metadata::ParquetMetaData};

/// The number of bytes that all pages may have when they are unpacked.
const MAX_UNPACKED_BYTES: usize = 1 << 30;
/// Up to this size, pages may be compressed as tightly as they like.
const FREE_BYTES: usize = 64 << 10;
/// The number of values that are allowed in any file; longer files may have more for each byte.
const FREE_VALUES: usize = 50_000;
const VALUES_PER_BYTE: usize = 4;
/// The deepest nesting of a header or footer that is followed.
const MAX_DEPTH: usize = 32;
/// The deepest nesting of groups of columns, because a reader enters them recursively.
const MAX_SCHEMA_DEPTH: usize = 100;
/// The number of columns and groups of columns.
const MAX_SCHEMA: usize = 100_000;
/// The end of a file: the length of the footer in four bytes, and the file's mark.
const END_BYTES: usize = 8;

/// The relevant parts of a page's header.
#[derive(Clone, Copy, Debug, Default)]
struct PageHeader {
    unpacked_bytes: usize,
    packed_bytes: usize,
    num_values: usize,
}

/// Checks the footer before it is read: its lists have their stated lengths, and columns are not nested too deep.
pub(super) fn check_footer(bytes: &[u8]) -> Result<(), String> {
    let damaged = || "its footer is damaged".to_owned();
    let end = bytes.len().checked_sub(END_BYTES).ok_or_else(damaged)?;
    let length = bytes[end..].first_chunk::<4>().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
    let start = end.checked_sub(length).ok_or_else(damaged)?;
    let mut thrift = Thrift { bytes: &bytes[start..end] };
    thrift.fields(0, &mut |_, _| {}).ok_or_else(damaged)?;
    let mut thrift = Thrift { bytes: &bytes[start..end] };
    let children = thrift.schema().ok_or_else(damaged)?;
    // The number of columns still missing in each open group.
    let mut open: Vec<i64> = Vec::new();
    for number in children {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if number > 0 {
            open.push(number);
        }
        if open.len() > MAX_SCHEMA_DEPTH {
            return Err(format!("its columns are nested more than {MAX_SCHEMA_DEPTH} deep"));
        }
    }
    Ok(())
}

/// Checks the sizes that the pages of a file state; the error names the one that is not believed.
pub(super) fn check(bytes: &[u8], metadata: &ParquetMetaData) -> Result<(), String> {
    let (mut unpacked, mut num_rows) = (0_usize, 0_usize);
    let max_values = FREE_VALUES.max(bytes.len().saturating_mul(VALUES_PER_BYTE));
    for group in metadata.row_groups() {
        num_rows = num_rows.saturating_add(usize::try_from(group.num_rows()).unwrap_or(usize::MAX));
        if num_rows > max_values {
            return Err(format!("it says that it has {num_rows} rows, more than {} bytes can hold", bytes.len()));
        }
        for column in group.columns() {
            let first = column
                .dictionary_page_offset()
                .map_or(column.data_page_offset(), |dictionary| dictionary.min(column.data_page_offset()));
            let bad = || "a column is said to lie outside of the file".to_owned();
            let start = usize::try_from(first).map_err(|_negative| bad())?;
            let length = usize::try_from(column.compressed_size()).map_err(|_negative| bad())?;
            let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or_else(bad)?;
            let ratio = most_unpacked_per_byte(column.compression());
            let mut chunk = &bytes[start..end];
            let mut num_values = 0_usize;
            while !chunk.is_empty() {
                let (page, rest) = page_header(chunk).ok_or("the header of a page is damaged")?;
                let most = page.packed_bytes.saturating_mul(ratio).max(FREE_BYTES);
                if page.packed_bytes > rest.len() || page.unpacked_bytes > most {
                    let (packed, unpacked) = (page.packed_bytes.min(rest.len()), page.unpacked_bytes);
                    return Err(format!("a page of {packed} bytes says that it unpacks to {unpacked}"));
                }
                unpacked = unpacked.saturating_add(page.unpacked_bytes);
                num_values = num_values.saturating_add(page.num_values);
                if unpacked > MAX_UNPACKED_BYTES || num_values > max_values {
                    let most = MAX_UNPACKED_BYTES >> 20;
                    return Err(format!(
                        "it has more values than {} bytes can hold, or unpacks to more than {most} MiB",
                        bytes.len()
                    ));
                }
                chunk = &rest[page.packed_bytes..];
            }
        }
    }
    Ok(())
}

/// The number of bytes that one packed byte can stand for.
const fn most_unpacked_per_byte(compression: Compression) -> usize {
    match compression {
        Compression::UNCOMPRESSED => 1,
        Compression::SNAPPY => 64,
        Compression::LZ4 | Compression::LZ4_RAW => 260,
        // Deflate can reach 1032; the others can reach more, but hardly with words.
        _ => 1100,
    }
}

/// Reads the header at the beginning of `bytes`, and returns it with the rest.
fn page_header(bytes: &[u8]) -> Option<(PageHeader, &[u8])> {
    let mut thrift = Thrift { bytes };
    let mut header = PageHeader::default();
    thrift.fields(0, &mut |path, number| match path {
        [2] => header.unpacked_bytes = usize::try_from(number).unwrap_or(usize::MAX),
        [3] => header.packed_bytes = usize::try_from(number).unwrap_or(usize::MAX),
        // The fields of data pages, dictionaries, and data pages of version 2.
        [5 | 7 | 8, 1] => header.num_values = usize::try_from(number).unwrap_or(usize::MAX),
        _ => {}
    })?;
    Some((header, thrift.bytes))
}

/// A reader of Thrift's compact protocol, as far as headers need it.
struct Thrift<'a> {
    bytes: &'a [u8],
}

impl Thrift<'_> {
    /// Reads the fields of a structure. `take` receives the whole numbers in it and in those directly inside it, with the
    /// numbers of their fields.
    fn fields(&mut self, above: i16, take: &mut dyn FnMut(&[i16], i64)) -> Option<()> {
        self.fields_at(above, 0, take)
    }

    fn fields_at(&mut self, above: i16, depth: usize, take: &mut dyn FnMut(&[i16], i64)) -> Option<()> {
        let mut id = 0_i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0F;
            if kind == 0 {
                return Some(());
            }
            id = match i16::from(head >> 4) {
                0 => i16::try_from(self.zigzag()?).ok()?,
                step => id.checked_add(step)?,
            };
            match (kind, depth) {
                (4..=6, 0) => take(&[id], self.zigzag()?),
                (4..=6, 1) => take(&[above, id], self.zigzag()?),
                (12, 0) => self.fields_at(id, 1, take)?,
                _ => self.skip(kind, depth)?,
            }
        }
    }

    /// The number of columns in each element of the schema, which is the second field of a footer.
    fn schema(&mut self) -> Option<Vec<i64>> {
        const LIST: u8 = 9;
        let mut id = 0_i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0F;
            id = match i16::from(head >> 4) {
                0 => i16::try_from(self.zigzag()?).ok()?,
                step => id.checked_add(step)?,
            };
            if (id, kind) == (2, LIST) {
                break;
            }
            self.skip(kind, 0)?;
        }
        let head = self.byte()?;
        let short = u64::from(head >> 4);
        let length = usize::try_from(if short == 15 { self.varint()? } else { short }).ok()?;
        if length > MAX_SCHEMA {
            return None;
        }
        let mut children = Vec::with_capacity(length);
        for _ in 0..length {
            let mut number = 0;
            self.fields(0, &mut |path, value| {
                if path == [5] {
                    number = value;
                }
            })?;
            children.push(number);
        }
        Some(children)
    }

    /// Skips a value.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            // Booleans are part of the field's header.
            1 | 2 => Some(()),
            3 => self.byte().map(drop),
            4..=6 => self.zigzag().map(drop),
            7 => self.pass(8),
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.pass(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let short = u64::from(head >> 4);
                let length = if short == 15 { self.varint()? } else { short };
                (0..length).try_for_each(|_| self.element(head & 0x0F, depth))
            }
            12 => self.fields_at(0, depth + 2, &mut |_, _| {}),
            _ => None,
        }
    }

    /// Skips an element of a list, in which booleans take a byte.
    fn element(&mut self, kind: u8, depth: usize) -> Option<()> {
        if matches!(kind, 1 | 2) { self.byte().map(drop) } else { self.skip(kind, depth + 1) }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn pass(&mut self, length: usize) -> Option<()> {
        self.bytes = self.bytes.get(length..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in 0..10 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::check_footer;

    /// Makes a file that is only a footer with a version and this many columns, each inside the one before.
    fn nested(number: usize, stated: usize) -> Vec<u8> {
        let mut footer = vec![0x15, 2, 0x19, 0xFC];
        let mut rest = stated;
        while rest >= 0x80 {
            footer.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        footer.push(rest as u8);
        for _ in 0..number {
            // A name of one letter, and one child.
            footer.extend([0x48, 1, b'a', 0x15, 2, 0]);
        }
        footer.push(0);
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat()
    }

    #[test]
    fn columns_deep_in_each_other_are_refused() {
        assert_eq!(check_footer(&nested(50, 50)), Ok(()));
        assert!(check_footer(&nested(10_000, 10_000)).unwrap_err().contains("nested more than 100 deep"));
    }

    #[test]
    fn a_list_that_is_shorter_than_it_says_is_refused() {
        assert!(check_footer(&nested(3, 1 << 40)).unwrap_err().contains("its footer is damaged"));
        assert!(check_footer(b"PAR1\xFF\xFF\xFF\x7FPAR1").is_err());
    }
}
