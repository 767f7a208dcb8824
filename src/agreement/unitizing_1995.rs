//! Krippendorff's first unitizing α, of one label (1995; 2004, chapter 11), as in DKPro Statistics.
//!
//! Sections of two analysts that intersect differ by (Δstart)² + (Δend)² where both are units, by the squared length of a
//! unit that lies inside the other's gap, else by 0. At most 1, falls far below 0 and not steadily: there for published
//! numbers, not recommended. Of one text; undefined without units.

use super::{unitizing::merged, units::Document};
use serde::{Deserialize, Serialize};

/// Observed and expected disagreement of one label.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// D_o.
    pub observed: f64,
    /// D_e.
    pub expected: f64,
}

impl Disagreement {
    /// 1 − D_o / D_e; 0 where both are equal, and `None` where both are 0.
    pub fn alpha(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| 1.0 - self.observed / self.expected)
    }

    /// The disagreement on a label, or `None` where nobody used it or fewer than two analysts worked on the text.
    pub fn of(document: &Document, label: u32) -> Option<Self> {
        let layers: Vec<Vec<(u32, u32)>> = document.present().iter().map(|(_, layer)| merged(layer, label)).collect();
        let num_units: usize = layers.iter().map(Vec::len).sum();
        if layers.len() < 2 || num_units == 0 {
            return None;
        }
        let (analysts, length) = (layers.len() as f64, f64::from(document.num_chars));
        let all_gaps: Vec<Vec<(u32, u32)>> = layers.iter().map(|units| gaps(units, document.num_chars)).collect();
        let mut observed = 0.0;
        for i in 0..layers.len() {
            for j in i + 1..layers.len() {
                observed += apart(&layers[i], &layers[j]);
                observed += swallowed(&layers[i], &all_gaps[j]) + swallowed(&layers[j], &all_gaps[i]);
            }
        }
        observed *= 2.0 / (analysts * (analysts - 1.0) * length * length);
        let size = |(start, end): &(u32, u32)| f64::from(end - start);
        let (mut sum, mut pairs) = (0.0, 0.0);
        for unit in layers.iter().flatten().map(size) {
            let room: f64 = all_gaps.iter().flatten().map(size).filter(|gap| *gap >= unit).map(|gap| gap - unit + 1.0).sum();
            sum += (num_units - 1) as f64 * (2.0 * unit.powi(3) - 3.0 * unit * unit + unit) / 3.0 + unit * unit * room;
            pairs += unit * (unit - 1.0);
        }
        let all = analysts * length;
        Some(Self { observed, expected: 2.0 / length * sum / (all * (all - 1.0) - pairs) })
    }
}

fn gaps(units: &[(u32, u32)], num_chars: u32) -> Vec<(u32, u32)> {
    let starts = [0].into_iter().chain(units.iter().map(|unit| unit.1));
    let ends = units.iter().map(|unit| unit.0).chain([num_chars]);
    starts.zip(ends).filter(|(start, end)| start < end).collect()
}

fn apart(a: &[(u32, u32)], b: &[(u32, u32)]) -> f64 {
    let mut sum = 0.0;
    for u in a {
        for v in b.iter().filter(|v| u.0 < v.1 && v.0 < u.1) {
            sum += f64::from(u.0.abs_diff(v.0)).powi(2) + f64::from(u.1.abs_diff(v.1)).powi(2);
        }
    }
    sum
}

fn swallowed(units: &[(u32, u32)], gaps: &[(u32, u32)]) -> f64 {
    let inside = units.iter().filter(|unit| gaps.iter().any(|gap| gap.0 <= unit.0 && unit.1 <= gap.1));
    inside.map(|unit| f64::from(unit.1 - unit.0).powi(2)).sum()
}
