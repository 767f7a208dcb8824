//! Finds the units near a unit, that is, all whose dissimilarity is below a limit, without examining the others.
//!
//! Place alone bounds the distance: α·((|Δstart| + |Δend|) / (lengths))² < limit keeps |Δstart| below √(limit / α) times the
//! sum of the lengths. Units are grouped by length in powers of two, so that one long span does not widen the window of the
//! short ones.

use super::{Dissimilarity, Unit};

/// The units of one analyst, indexed for the search. Buffers are kept from one layer to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    dissimilarity: Dissimilarity,
    limit: f64,
    /// √(limit / α).
    reach: f64,
    classes: Vec<Class>,
    /// The units by class of length, then by start.
    sorted: Vec<Entry>,
}

/// A class of units of similar length.
#[derive(Clone, Copy, Debug)]
struct Class {
    longest: f64,
    /// The range of the class in the sorted units.
    first: usize,
    end: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    class: u16,
    number: u32,
    unit: Unit,
}

impl Neighbours {
    pub(super) fn new(units: &[Unit], dissimilarity: Dissimilarity, limit: f64) -> Self {
        let mut neighbours = Self::default();
        neighbours.fill(units, dissimilarity, limit);
        neighbours
    }

    /// Indexes other units.
    pub(super) fn fill(&mut self, units: &[Unit], dissimilarity: Dissimilarity, limit: f64) {
        self.dissimilarity = dissimilarity;
        self.limit = limit;
        self.reach = (limit / dissimilarity.alpha).sqrt();
        self.sorted.clear();
        // The exponent of a number above 0 is its class.
        let entry = |(number, unit): (usize, &Unit)| Entry {
            class: ((unit.end - unit.start).to_bits() >> 52) as u16,
            number: number as u32,
            unit: *unit,
        };
        self.sorted.extend(units.iter().enumerate().map(entry));
        self.sorted.sort_unstable_by(|a, b| {
            a.class.cmp(&b.class).then(a.unit.start.total_cmp(&b.unit.start)).then(a.number.cmp(&b.number))
        });
        self.classes.clear();
        let mut first = 0;
        for same in self.sorted.chunk_by(|a, b| a.class == b.class) {
            let longest = same.iter().map(|entry| entry.unit.end - entry.unit.start).fold(0.0, f64::max);
            self.classes.push(Class { longest, first, end: first + same.len() });
            first += same.len();
        }
    }

    /// Calls `found` with the number and the dissimilarity of every unit below the limit.
    pub(super) fn for_each(&self, unit: &Unit, mut found: impl FnMut(u32, f64)) {
        for class in &self.classes {
            // A little wider than necessary, so that rounding loses no unit.
            let window = self.reach * (unit.end - unit.start + class.longest) * (1.0 + 1e-9);
            let entries = &self.sorted[class.first..class.end];
            let first = entries.partition_point(|entry| entry.unit.start < unit.start - window);
            for entry in entries[first..].iter().take_while(|entry| entry.unit.start <= unit.start + window) {
                let distance = self.dissimilarity.of(unit, &entry.unit);
                if distance < self.limit {
                    found(entry.number, distance);
                }
            }
        }
    }
}
