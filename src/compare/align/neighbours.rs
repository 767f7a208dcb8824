//! The units near a unit: all whose dissimilarity is below a limit, without looking at the others.
//!
//! Place alone bounds the distance: α·((|Δstart| + |Δend|) / (lengths))² < limit keeps |Δstart| below
//! √(limit / α) times the sum of the lengths. Units are kept by length in powers of two, so that one long span does not
//! widen the window of the short ones.

use super::{Dissimilarity, Unit};
use std::collections::BTreeMap;

/// The units of one analyst, ready to be searched.
pub(super) struct Neighbours<'a> {
    units: &'a [Unit],
    dissimilarity: Dissimilarity,
    limit: f64,
    /// √(limit / α).
    reach: f64,
    /// By power of two of the length: the longest, and start and number in order of start.
    classes: BTreeMap<i32, (f64, Vec<(f64, usize)>)>,
}

impl<'a> Neighbours<'a> {
    pub(super) fn new(units: &'a [Unit], dissimilarity: Dissimilarity, limit: f64) -> Self {
        let mut classes: BTreeMap<i32, (f64, Vec<(f64, usize)>)> = BTreeMap::new();
        for (number, unit) in units.iter().enumerate() {
            let length = unit.end - unit.start;
            let class = classes.entry(length.log2().floor() as i32).or_default();
            class.0 = class.0.max(length);
            class.1.push((unit.start, number));
        }
        for (_, starts) in classes.values_mut() {
            starts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        Self { units, dissimilarity, limit, reach: (limit / dissimilarity.alpha).sqrt(), classes }
    }

    /// Number and dissimilarity of every unit below the limit, by number.
    pub(super) fn of(&self, unit: &Unit) -> Vec<(usize, f64)> {
        let mut found = Vec::new();
        for (longest, starts) in self.classes.values() {
            // A little wider than need be, so that rounding loses none.
            let window = self.reach * (unit.end - unit.start + longest) * (1.0 + 1e-9);
            let first = starts.partition_point(|(start, _)| *start < unit.start - window);
            for (_, number) in starts[first..].iter().take_while(|(start, _)| *start <= unit.start + window) {
                let distance = self.dissimilarity.of(unit, &self.units[*number]);
                if distance < self.limit {
                    found.push((*number, distance));
                }
            }
        }
        found.sort_by_key(|(number, _)| *number);
        found
    }
}
