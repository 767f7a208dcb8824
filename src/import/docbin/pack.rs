//! Reads MessagePack piece by piece from where it is. Nothing is allocated for what a file only claims to contain.

use rmp::Marker;
use serde_json::{Map, Number, Value};

/// The largest value that is converted to JSON, in bytes, including everything inside it.
const MAX_JSON_BYTES: usize = 64 << 10;
/// How deep lists may be nested in a value that is converted to JSON.
const MAX_DEPTH: usize = 32;

/// Bytes from which pieces are taken, from the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'a>(&'a [u8]);

/// A value, or the beginning of a list or map.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Nothing,
    Bool(bool),
    Number(Number),
    /// Data marked as text; old writers mark bytes as text too.
    Text(&'a [u8]),
    Bytes(&'a [u8]),
    /// A list, with the number of its members.
    List(usize),
    /// A map, with the number of its pairs.
    Map(usize),
    /// A type that programs agree upon among themselves.
    Own,
}

/// A fault in packed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PackError {
    /// They end in the middle of a value.
    #[error("it ends too early")]
    Ends,
    /// Something else was expected.
    #[error("it has {found} where {expected} is expected")]
    Unexpected {
        /// The kind that was expected.
        expected: &'static str,
        /// The kind that was found.
        found: &'static str,
    },
    /// Text is not UTF-8.
    #[error("it has text that is not UTF-8")]
    NotText,
    /// A value is too large or nested too deep to be shown.
    #[error("it has a value that is too large")]
    TooLarge,
}

impl<'a> Packed<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The number of bytes that are left.
    pub(super) const fn len_left(&self) -> usize {
        self.0.len()
    }

    fn take(&mut self, num: usize) -> Result<&'a [u8], PackError> {
        let (taken, rest) = self.0.split_at_checked(num).ok_or(PackError::Ends)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads a number of this many bytes, the highest first.
    fn number(&mut self, num_bytes: usize) -> Result<u64, PackError> {
        Ok(self.take(num_bytes)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn len(&mut self, num_bytes: usize) -> Result<usize, PackError> {
        usize::try_from(self.number(num_bytes)?).map_err(|_too_large| PackError::Ends)
    }

    fn piece(&mut self) -> Result<Piece<'a>, PackError> {
        let [first] = self.take(1)? else { return Err(PackError::Ends) };
        Ok(match Marker::from_u8(*first) {
            Marker::Null | Marker::Reserved => Piece::Nothing,
            Marker::False => Piece::Bool(false),
            Marker::True => Piece::Bool(true),
            Marker::FixPos(number) => Piece::Number(number.into()),
            Marker::FixNeg(number) => Piece::Number(number.into()),
            Marker::U8 => Piece::Number(self.number(1)?.into()),
            Marker::U16 => Piece::Number(self.number(2)?.into()),
            Marker::U32 => Piece::Number(self.number(4)?.into()),
            Marker::U64 => Piece::Number(self.number(8)?.into()),
            Marker::I8 => Piece::Number((self.number(1)? as u8).cast_signed().into()),
            Marker::I16 => Piece::Number((self.number(2)? as u16).cast_signed().into()),
            Marker::I32 => Piece::Number((self.number(4)? as u32).cast_signed().into()),
            Marker::I64 => Piece::Number(self.number(8)?.cast_signed().into()),
            Marker::F32 => fraction(f32::from_bits(self.number(4)? as u32).into()),
            Marker::F64 => fraction(f64::from_bits(self.number(8)?)),
            Marker::FixStr(len) => Piece::Text(self.take(len.into())?),
            Marker::Str8 => self.len(1).and_then(|len| self.take(len)).map(Piece::Text)?,
            Marker::Str16 => self.len(2).and_then(|len| self.take(len)).map(Piece::Text)?,
            Marker::Str32 => self.len(4).and_then(|len| self.take(len)).map(Piece::Text)?,
            Marker::Bin8 => self.len(1).and_then(|len| self.take(len)).map(Piece::Bytes)?,
            Marker::Bin16 => self.len(2).and_then(|len| self.take(len)).map(Piece::Bytes)?,
            Marker::Bin32 => self.len(4).and_then(|len| self.take(len)).map(Piece::Bytes)?,
            Marker::FixArray(len) => Piece::List(len.into()),
            Marker::Array16 => Piece::List(self.len(2)?),
            Marker::Array32 => Piece::List(self.len(4)?),
            Marker::FixMap(len) => Piece::Map(len.into()),
            Marker::Map16 => Piece::Map(self.len(2)?),
            Marker::Map32 => Piece::Map(self.len(4)?),
            Marker::FixExt1 => self.own(1)?,
            Marker::FixExt2 => self.own(2)?,
            Marker::FixExt4 => self.own(4)?,
            Marker::FixExt8 => self.own(8)?,
            Marker::FixExt16 => self.own(16)?,
            Marker::Ext8 => self.len(1).and_then(|len| self.own(len))?,
            Marker::Ext16 => self.len(2).and_then(|len| self.own(len))?,
            Marker::Ext32 => self.len(4).and_then(|len| self.own(len))?,
        })
    }

    /// Reads a value of an agreed type: a byte that names the type, and this many more.
    fn own(&mut self, len: usize) -> Result<Piece<'a>, PackError> {
        self.take(1)?;
        self.take(len)?;
        Ok(Piece::Own)
    }

    /// Skips a value with everything inside it, and returns its bytes.
    pub(super) fn skip(&mut self) -> Result<&'a [u8], PackError> {
        let before = self.0;
        let mut num_due: usize = 1;
        while num_due > 0 {
            let num_inside = match self.piece()? {
                Piece::List(num) => num,
                Piece::Map(num) => num.saturating_mul(2),
                _ => 0,
            };
            num_due = (num_due - 1).saturating_add(num_inside);
        }
        Ok(&before[..before.len() - self.0.len()])
    }

    /// Reads text.
    pub(super) fn text(&mut self) -> Result<&'a str, PackError> {
        std::str::from_utf8(self.bytes()?).map_err(|_invalid| PackError::NotText)
    }

    /// Reads bytes, or text as bytes.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], PackError> {
        match self.piece()? {
            Piece::Bytes(bytes) | Piece::Text(bytes) => Ok(bytes),
            other => Err(other.instead_of("text or bytes")),
        }
    }

    /// Reads a whole number that is not negative.
    pub(super) fn whole(&mut self) -> Result<u64, PackError> {
        match self.piece()? {
            Piece::Number(number) if number.is_u64() => Ok(number.as_u64().unwrap_or_default()),
            other => Err(other.instead_of("a number from 0 on")),
        }
    }

    /// Reads the beginning of a list and returns the number of members.
    pub(super) fn list(&mut self) -> Result<usize, PackError> {
        match self.piece()? {
            Piece::List(len) => Ok(len),
            other => Err(other.instead_of("a list")),
        }
    }

    /// Reads the beginning of a map and returns the number of pairs.
    pub(super) fn map(&mut self) -> Result<usize, PackError> {
        match self.piece()? {
            Piece::Map(len) => Ok(len),
            other => Err(other.instead_of("a map")),
        }
    }

    /// Converts a value with everything inside it to JSON. Bytes that are not text, and values of agreed types, become null.
    pub(super) fn json(&mut self) -> Result<Value, PackError> {
        let whole = self.skip()?;
        if whole.len() > MAX_JSON_BYTES {
            return Err(PackError::TooLarge);
        }
        Packed(whole).json_at(0)
    }

    fn json_at(&mut self, depth: usize) -> Result<Value, PackError> {
        if depth > MAX_DEPTH {
            return Err(PackError::TooLarge);
        }
        Ok(match self.piece()? {
            Piece::Nothing | Piece::Own => Value::Null,
            Piece::Bool(yes) => Value::Bool(yes),
            Piece::Number(number) => Value::Number(number),
            Piece::Text(bytes) | Piece::Bytes(bytes) => {
                std::str::from_utf8(bytes).map_or(Value::Null, |text| Value::String(text.to_owned()))
            }
            Piece::List(len) => Value::Array((0..len).map(|_| self.json_at(depth + 1)).collect::<Result<_, _>>()?),
            Piece::Map(len) => {
                let mut fields = Map::new();
                for _ in 0..len {
                    let name = match self.json_at(depth + 1)? {
                        Value::String(name) => name,
                        other => other.to_string(),
                    };
                    fields.insert(name, self.json_at(depth + 1)?);
                }
                Value::Object(fields)
            }
        })
    }
}

/// Reads a number with a fraction; NaN and infinity become nil.
fn fraction(number: f64) -> Piece<'static> {
    Number::from_f64(number).map_or(Piece::Nothing, Piece::Number)
}

impl Piece<'_> {
    const fn instead_of(&self, expected: &'static str) -> PackError {
        let found = match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "yes or no",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Own => "a value of a kind of its own",
        };
        PackError::Unexpected { expected, found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_read_as_json() {
        // {"a": [1, -2, 200, 0.5, nil, true], "é": bytes "x"}
        let packed = b"\x82\xa1a\x96\x01\xfe\xcc\xc8\xcb\x3f\xe0\0\0\0\0\0\0\xc0\xc3\xa2\xc3\xa9\xc4\x01x\x07";
        let mut all = Packed::new(packed);
        assert_eq!(all.json().unwrap().to_string(), r#"{"a":[1,-2,200,0.5,null,true],"é":"x"}"#);
        assert_eq!(all.whole(), Ok(7));
        assert_eq!(all.skip(), Err(PackError::Ends));
        let message = Packed::new(b"\x90").text().unwrap_err().to_string();
        assert_eq!(message, "it has a list where text or bytes is expected");
    }

    #[test]
    fn claims_cost_nothing() {
        // Lists and texts that claim four thousand million members and have none.
        for claim in [b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff"] {
            assert_eq!(Packed::new(claim).skip(), Err(PackError::Ends));
            assert_eq!(Packed::new(claim).json(), Err(PackError::Ends));
        }
        let deep = [&[0x91; 1000][..], &[0xc0]].concat();
        assert_eq!(Packed::new(&deep).skip(), Ok(&deep[..]));
        assert_eq!(Packed::new(&deep).json(), Err(PackError::TooLarge));
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut all = Packed::new(&bytes);
            while all.skip().is_ok() {}
            let _any_outcome = Packed::new(&bytes).json().is_ok();
        }
    }
}
