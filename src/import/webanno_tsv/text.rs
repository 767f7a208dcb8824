//! A text from which a file leaves out stretches: WebAnno TSV has the sentences and where they begin, but not what is
//! between them.
//!
//! The analysts' files of one text divide it into sentences at different places, so what one file leaves out may be in
//! another. Everything counts UTF-16 units, as in the files, before line ends become LF.

/// The number of units that may be missing between two sentences; a larger gap means that the numbers belong to another
/// text.
const MAX_GAP: usize = 1 << 16;

/// The number of units that show whether two texts are similar.
const SAMPLE: usize = 256;

const CR: u16 = b'\r' as u16;
const LF: u16 = b'\n' as u16;
const SPACE: u16 = b' ' as u16;

/// The units of a text; `None` for those that are not known.
#[derive(Clone, Debug, Default)]
pub(super) struct PartText {
    units: Vec<Option<u16>>,
    num_known: usize,
}

/// The relation between two texts.
#[derive(Debug, PartialEq)]
pub(super) enum Likeness {
    /// They agree wherever both are known, which is in most places.
    Same,
    /// They are similar, but this unit is the first that differs.
    Contradicts(usize),
    /// They are different texts.
    Other,
}

impl PartText {
    /// Whether nothing is known about it.
    pub(super) fn is_empty(&self) -> bool {
        self.num_known == 0
    }

    /// Adds the words of a sentence at `start`, which must be at or after the end of the one before.
    ///
    /// # Errors
    /// The end of the text, if the sentence begins before it or too far behind it; nothing is added then.
    pub(super) fn put(&mut self, words: &str, start: usize) -> Result<(), usize> {
        let end = self.units.len();
        // All gaps together are not much longer than the words either.
        let most = MAX_GAP.min((MAX_GAP + 2 * self.num_known).saturating_sub(end));
        if start.checked_sub(end).is_none_or(|gap| gap > most) {
            return Err(end);
        }
        self.units.resize(start, None);
        self.units.extend(words.encode_utf16().map(Some));
        self.num_known += self.units.len() - start;
        Ok(())
    }

    /// Adds words at the end, as on a line of their own.
    pub(super) fn append(&mut self, words: &str) {
        if !self.units.is_empty() {
            self.units.push(None);
        }
        let start = self.units.len();
        self.units.extend(words.encode_utf16().map(Some));
        self.num_known += self.units.len() - start;
    }

    /// Compares two texts that may have different stretches left out.
    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let (mut num_common, mut num_equal, mut first_difference) = (0, 0, None);
        for (at, pair) in self.units.iter().zip(&other.units).enumerate() {
            if let (Some(one), Some(two)) = pair {
                num_common += 1;
                if one == two {
                    num_equal += 1;
                } else {
                    first_difference = first_difference.or(Some(at));
                }
                // Enough to see that they are different texts.
                if num_common == SAMPLE && 4 * num_equal < num_common {
                    return Likeness::Other;
                }
            }
        }
        if 2 * num_common < self.num_known.max(other.num_known) {
            return Likeness::Other;
        }
        match first_difference {
            None => Likeness::Same,
            Some(at) if 2 * num_equal >= num_common => Likeness::Contradicts(at),
            Some(_) => Likeness::Other,
        }
    }

    /// Takes the units that only `other` knows.
    pub(super) fn fill(&mut self, other: &Self) {
        if self.units.len() < other.units.len() {
            self.units.resize(other.units.len(), None);
        }
        for (unit, known) in self.units.iter_mut().zip(&other.units) {
            if unit.is_none() && known.is_some() {
                *unit = *known;
                self.num_known += 1;
            }
        }
    }

    /// Returns the text. Unknown units become a line end and spaces, and before the first sentence only spaces. If all known
    /// line ends are CR LF, they become line ends of that kind, with a space for a unit that is left over.
    pub(super) fn whole(&self) -> String {
        let has_cr_lf = self.has_only_cr_lf();
        let mut units: Vec<u16> = Vec::with_capacity(self.units.len());
        for run in self.units.chunk_by(|one, two| one.is_some() == two.is_some()) {
            if run.iter().any(Option::is_some) {
                units.extend(run.iter().flatten());
                continue;
            }
            let end = units.len() + run.len();
            match units.last() {
                Some(&CR) => units.push(LF),
                Some(_) if !has_cr_lf => units.push(LF),
                _ => {}
            }
            while has_cr_lf && units.len() + 2 <= end {
                units.extend([CR, LF]);
            }
            units.resize(end, SPACE);
        }
        String::from_utf16_lossy(&units)
    }

    /// Whether line ends are known and all of them are CR LF.
    fn has_only_cr_lf(&self) -> bool {
        let (mut has_some, mut before) = (false, None);
        for unit in &self.units {
            if *unit == Some(LF) {
                match before {
                    Some(CR) => has_some = true,
                    Some(_) => return false,
                    None => {}
                }
            }
            before = *unit;
        }
        has_some
    }
}
