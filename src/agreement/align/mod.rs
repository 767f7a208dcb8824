//! The optimal alignment of two or more layers (Mathet, Widlöcher and Métivier 2015).
//!
//! A *unitary alignment* holds at most one unit of each analyst; an *alignment* puts every unit into exactly one of them.
//! Its cost is the mean dissimilarity over all pairs of analysts, where a pair with an analyst who has no unit costs
//! [`DELTA_EMPTY`]. [`align`] finds the alignment of least cost and says so; if the proof is out of reach, it says how much
//! less another alignment could cost.
//!
//! A unit is left alone if aligning it saves nothing.
//!
//! ```
//! use obelus::agreement::align::{Dissimilarity, Unit, align};
//!
//! // Joe, Jack and William (Mathet, Widlöcher and Métivier 2015, figure 10). Labels: 0 and 1.
//! let unit = |start: f64, end: f64, label: u32| Unit { start, end, label };
//! let joe = vec![unit(4.0, 14.0, 0), unit(20.0, 30.0, 1)];
//! let jack = vec![unit(4.0, 14.0, 0), unit(20.0, 25.0, 1)];
//! let william = vec![unit(14.0, 24.0, 0), unit(40.0, 44.0, 1)];
//! let found = align(&[joe, jack, william], Dissimilarity::default());
//! // William's first unit goes with the others' first ones, his second with none.
//! assert_eq!(found.unitary, [vec![Some(0), Some(0), Some(0)], vec![Some(1), Some(1), None], vec![None, None, Some(1)]]);
//! assert_eq!(found.gap, 0.0, "no alignment costs less");
//! ```

mod assignment;
mod neighbours;
mod pair;
mod several;

pub use assignment::{Edge, assign};
pub use pair::PairAligner;

use super::units::Span;
use serde::{Deserialize, Serialize};

/// The cost of an empty place, which is the unit of dissimilarity.
pub const DELTA_EMPTY: f64 = 1.0;

/// A labelled stretch to be aligned, in code points. Units drawn by chance may lie between code points or outside the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Its start.
    pub start: f64,
    /// Its end.
    pub end: f64,
    /// The label's number.
    pub label: u32,
}

impl From<Span> for Unit {
    fn from(span: Span) -> Self {
        Self { start: f64::from(span.start()), end: f64::from(span.end()), label: span.label() }
    }
}

/// The weights of place and label.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dissimilarity {
    /// Weight of the distance in place, 0 or more.
    pub alpha: f64,
    /// Weight of a different label, 0 or more.
    pub beta: f64,
}

impl Default for Dissimilarity {
    fn default() -> Self {
        Self { alpha: 1.0, beta: 1.0 }
    }
}

impl Dissimilarity {
    /// Distance in place: ((|Δstart| + |Δend|) / (sum of lengths))², 0 for equal places, not bounded (2015, eq. 3).
    ///
    /// ```
    /// use obelus::agreement::align::{Dissimilarity, Unit};
    ///
    /// let place = |(a, b): (u32, u32), (c, d): (u32, u32)| {
    ///     let unit = |start: u32, end: u32| Unit { start: start.into(), end: end.into(), label: 0 };
    ///     format!("{:.2}", Dissimilarity::place(&unit(a, b), &unit(c, d)))
    /// };
    /// // Figure 10 of the paper prints 22.2, 3.2, 1.0, 0.11 and 0.22.
    /// assert_eq!(place((4, 14), (40, 44)), "22.22");
    /// assert_eq!(place((4, 14), (20, 25)), "3.24");
    /// assert_eq!(place((4, 14), (14, 24)), "1.00");
    /// assert_eq!(place((20, 30), (20, 25)), "0.11");
    /// assert_eq!(place((20, 25), (14, 24)), "0.22");
    /// // It does not depend on scale (figure 20).
    /// assert_eq!(place((0, 7), (0, 10)), place((0, 21), (0, 30)));
    /// ```
    pub fn place(u: &Unit, v: &Unit) -> f64 {
        let apart = (u.start - v.start).abs() + (u.end - v.end).abs();
        if apart == 0.0 {
            return 0.0;
        }
        let ratio = apart / ((u.end - u.start) + (v.end - v.start));
        ratio * ratio * DELTA_EMPTY
    }

    /// Distance in label: 0 for the same, 1 for another.
    pub fn label(u: &Unit, v: &Unit) -> f64 {
        if u.label == v.label { 0.0 } else { DELTA_EMPTY }
    }

    /// The weighted sum of both (2015, eq. 5).
    pub fn of(&self, u: &Unit, v: &Unit) -> f64 {
        self.alpha * Self::place(u, v) + self.beta * Self::label(u, v)
    }
}

/// The number of a unit for each analyst, or `None`.
pub type UnitaryAlignment = Vec<Option<usize>>;

/// An alignment of least cost, or close to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// The unitary alignments, which contain every unit exactly once: first those with several units, then the units left
    /// alone.
    pub unitary: Vec<UnitaryAlignment>,
    /// The sum of their costs. Disorder is this divided by the mean number of units of an analyst.
    pub cost: f64,
    /// How much less than [`cost`](Self::cost) the best alignment may cost; 0 if this one is proved to be the best.
    #[serde(default)]
    pub gap: f64,
}

/// The limit of work for one alignment of three or more analysts. It is counted, never timed, and takes a second or two.
pub const MAX_WORK: u64 = 1_000_000_000;
/// The same limit for each of the many samples of γ.
pub const MAX_WORK_OF_SAMPLE: u64 = 200_000_000;

/// Finds the alignment of least cost of these analysts' units.
///
/// For two analysts this is a sparse assignment, which is always solved. For three or more it is set partitioning, solved
/// within [`MAX_WORK`]; past that, the result is the best alignment found, with its gap to what is proved. With fewer than
/// two analysts every unit is alone.
pub fn align(layers: &[Vec<Unit>], dissimilarity: Dissimilarity) -> Alignment {
    align_within(layers, dissimilarity, MAX_WORK)
}

/// Like [`align`], within this limit of work.
pub fn align_within(layers: &[Vec<Unit>], dissimilarity: Dissimilarity, max_work: u64) -> Alignment {
    let (groups, savings, gap) = match layers {
        [a, b] => {
            let mut aligner = PairAligner::default();
            let savings = aligner.align(a, b, dissimilarity);
            (aligner.pairs().map(|(left, right)| vec![Some(left), Some(right)]).collect(), savings, 0.0)
        }
        _ => several::groups(layers, dissimilarity, max_work),
    };
    let num_units: usize = layers.iter().map(Vec::len).sum();
    let mut is_used: Vec<Vec<bool>> = layers.iter().map(|layer| vec![false; layer.len()]).collect();
    for group in &groups {
        for (analyst, unit) in group.iter().enumerate() {
            if let Some(unit) = unit {
                is_used[analyst][*unit] = true;
            }
        }
    }
    let mut unitary = groups;
    for (analyst, used) in is_used.iter().enumerate() {
        for unit in (0..used.len()).filter(|unit| !used[*unit]) {
            let mut alone = vec![None; layers.len()];
            alone[analyst] = Some(unit);
            unitary.push(alone);
        }
    }
    Alignment { unitary, cost: num_units as f64 * DELTA_EMPTY - savings, gap }
}

#[cfg(test)]
mod tests;
