//! Offsets as types, so that bytes, code points and UTF-16 units cannot be confused.
//!
//! Inside Obelus every position is a [`ByteOffset`] into an article's UTF-8 text. [`CharOffset`] and [`Utf16Offset`] exist
//! for files and for other programs. Only [`super::IndexedText`] converts between the three, and it refuses positions inside
//! a character. No operator is defined between different units.

use std::fmt;

/// The longest text that Obelus holds, in bytes; offsets are 32 bits wide.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

macro_rules! offset {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(u32);

        impl $name {
            /// The start of every text.
            pub const ZERO: Self = Self(0);

            /// Makes an offset from a number in a file or an index, without checking that any text is that long.
            pub const fn new(offset: u32) -> Self {
                Self(offset)
            }

            /// The plain number, for files and for display.
            pub const fn get(self) -> u32 {
                self.0
            }

            /// The plain number, for indexing.
            pub const fn to_usize(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

offset!(
    /// A position in UTF-8 bytes from the start of a text.
    ByteOffset
);
offset!(
    /// A position in Unicode code points from the start of a text.
    CharOffset
);
offset!(
    /// A position in UTF-16 code units from the start of a text.
    Utf16Offset
);

impl ByteOffset {
    /// Makes an offset from an index into a `str`.
    ///
    /// # Panics
    /// If `index` is beyond [`MAX_TEXT_BYTES`]; no [`super::IndexedText`] is that long.
    pub const fn from_usize(index: usize) -> Self {
        assert!(index <= MAX_TEXT_BYTES, "a text is at most 4 GiB long");
        Self(index as u32)
    }

    /// The position that is `bytes` further.
    pub const fn plus(self, bytes: usize) -> Self {
        Self::from_usize(self.to_usize() + bytes)
    }
}

/// A range of text in UTF-8 bytes, with `start <= end`; the end is excluded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ByteRange {
    start: ByteOffset,
    end: ByteOffset,
}

impl ByteRange {
    /// The range from `start` to `end`; `None` if `end` lies before `start`.
    pub fn new(start: ByteOffset, end: ByteOffset) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// The range between two positions, in either order.
    pub fn between(a: ByteOffset, b: ByteOffset) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }

    /// The range of `slice`, which begins at `start`.
    pub fn at(start: ByteOffset, slice: &str) -> Self {
        Self { start, end: start.plus(slice.len()) }
    }

    /// The range of these indices into a `str`.
    ///
    /// # Panics
    /// If `range` is reversed or beyond [`MAX_TEXT_BYTES`].
    pub fn from_usize(range: std::ops::Range<usize>) -> Self {
        assert!(range.start <= range.end, "a range runs forward");
        Self { start: ByteOffset::from_usize(range.start), end: ByteOffset::from_usize(range.end) }
    }

    /// The first byte.
    pub const fn start(self) -> ByteOffset {
        self.start
    }

    /// The byte after the last.
    pub const fn end(self) -> ByteOffset {
        self.end
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end.to_usize() - self.start.to_usize()
    }

    /// Whether it contains no text.
    pub const fn is_empty(self) -> bool {
        self.start.0 == self.end.0
    }

    /// Whether `offset` is at or after the start and before the end.
    pub fn contains(self, offset: ByteOffset) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether it contains every byte of `other`.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part that both share, if there is one.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The smallest range that covers both.
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range of indices, for slicing.
    pub const fn to_usize(self) -> std::ops::Range<usize> {
        self.start.to_usize()..self.end.to_usize()
    }

    /// The words it covers; `None` if an edge lies outside `text` or inside a character.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.to_usize())
    }
}

impl fmt::Debug for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}
