//! Krippendorff's first unitizing α, of one label (1995; 2004, chapter 11), as in DKPro Statistics.
//!
//! Sections of two analysts that intersect differ by δ = (Δstart)² + (Δend)² where both are units, by the squared length of
//! a unit that lies inside the other's gap, else by 0. With m analysts, L the length of the text, N units of the label and
//! the lengths l of units and g of gaps:
//!
//! * D_o = 2 Σ δ / (m (m − 1) L²), over the intersecting sections of all pairs of analysts.
//! * D_e = (2 / L) Σ_l ((N − 1)(2l³ − 3l² + l) / 3 + l² Σ_{g ≥ l} (g − l + 1)) / (mL (mL − 1) − Σ_l l (l − 1)).
//!
//! α = 1 − D_o / D_e is at most 1 and falls far below 0, and not steadily: it is here for published numbers, and not
//! recommended. It is of one text, and not defined without units.
//!
//! ```
//! use obelus::agreement::{
//!     unitizing_1995::Disagreement,
//!     units::{Document, Layer, Span},
//! };
//!
//! // Two observers of the positions 150 to 450, here counted from 0 (Krippendorff 2004, p. 254). Label 0 is c, label 1 is k.
//! let i = [(75, 145, 0), (220, 250, 0), (30, 90, 1), (150, 200, 1)];
//! let j = [(70, 150, 0), (205, 225, 0), (250, 270, 0), (30, 90, 1), (150, 200, 1)];
//! let layer = |spans: &[(u32, u32, u32)]| {
//!     Some(Layer::new(spans.iter().filter_map(|(start, end, label)| Span::new(*start, *end, *label)).collect()))
//! };
//! let document = Document { num_chars: 300, layers: vec![layer(&i), layer(&j)], ..Document::default() };
//! let (c, k) = (Disagreement::of(&document, 0).unwrap(), Disagreement::of(&document, 1).unwrap());
//! assert_eq!(format!("{:.4} {:.4} {:.4}", c.observed, c.expected, c.alpha().unwrap()), "0.0144 0.0532 0.7286");
//! assert_eq!(format!("{:.4} {:.4} {:.4}", k.observed, k.expected, k.alpha().unwrap()), "0.0000 0.0490 1.0000");
//! ```

use super::{unitizing::merged, units::Document};
use serde::{Deserialize, Serialize};

/// The observed and expected disagreement on one label.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disagreement {
    /// D_o.
    pub observed: f64,
    /// D_e.
    pub expected: f64,
}

impl Disagreement {
    /// 1 − D_o / D_e: 0 where both are equal, and `None` where D_e is 0.
    pub fn alpha(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| 1.0 - self.observed / self.expected)
    }

    /// The disagreement on a label; `None` if nobody used it or fewer than two analysts worked on the text.
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
