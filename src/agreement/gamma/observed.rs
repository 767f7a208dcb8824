//! Observed disorder: the best alignment of a document, and the disorder of its labels.

use crate::agreement::{
    align::{Alignment, Dissimilarity, Unit, UnitaryAlignment, align},
    units::{Document, Layer},
};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// The observed disorder of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// The places of the analysts who worked on it.
    pub analysts: Vec<usize>,
    /// The number of units of each of them.
    pub num_units: Vec<usize>,
    /// The best alignment; its cost is x̄ δ_o.
    pub alignment: Alignment,
    /// The disorder of labels over all aligned pairs.
    pub category: Weighted,
    /// The same over pairs with a unit of each label.
    pub by_label: Vec<Weighted>,
}

/// A weighted mean in the making, which can be added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighted {
    /// Σ w x.
    pub sum: f64,
    /// Σ w.
    pub weight: f64,
}

impl AddAssign for Weighted {
    fn add_assign(&mut self, other: Self) {
        self.sum += other.sum;
        self.weight += other.weight;
    }
}

impl Weighted {
    /// Σ w x / Σ w; `None` without weight.
    pub fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

impl Observed {
    /// Aligns the layers of a document; `None` if fewer than two analysts worked on it or nobody tagged anything.
    pub fn of(document: &Document, dissimilarity: Dissimilarity, num_labels: usize) -> Option<Self> {
        let present = document.present_by_content();
        let layers = units_of(&present)?;
        let mut alignment = align(&layers, dissimilarity);
        let mut disorder = LabelDisorder::new(num_labels);
        disorder.add_groups(&layers, &alignment, dissimilarity);
        // Back to the order of the corpus.
        let mut order: Vec<usize> = (0..present.len()).collect();
        order.sort_by_key(|place| present[*place].0);
        for group in &mut alignment.unitary {
            *group = order.iter().map(|place| group[*place]).collect();
        }
        let first = |group: &UnitaryAlignment| group.iter().position(Option::is_some);
        alignment.unitary.sort_by_cached_key(|group| (group.iter().flatten().count() == 1, first(group), group.clone()));
        let analysts = order.iter().map(|place| present[*place].0).collect();
        let num_units = order.iter().map(|place| layers[*place].len()).collect();
        Some(Self { analysts, num_units, alignment, category: disorder.all, by_label: disorder.by_label })
    }

    /// x̄, the mean number of units of an analyst, above 0.
    pub fn mean_units(&self) -> f64 {
        self.num_units.iter().sum::<usize>() as f64 / self.num_units.len() as f64
    }

    /// δ_o.
    pub fn disorder(&self) -> f64 {
        self.alignment.cost / self.mean_units()
    }
}

/// The units of these layers; `None` if there are fewer than two or nobody tagged anything.
pub(super) fn units_of(present: &[(usize, &Layer)]) -> Option<Vec<Vec<Unit>>> {
    let layers: Vec<Vec<Unit>> =
        present.iter().map(|(_, layer)| layer.spans().iter().copied().map(Unit::from).collect()).collect();
    (layers.len() >= 2 && layers.iter().any(|layer| !layer.is_empty())).then_some(layers)
}

/// The disorder of labels over pairs of units that are aligned with each other.
pub(super) struct LabelDisorder {
    pub(super) all: Weighted,
    /// The same over pairs with a unit of each label.
    pub(super) by_label: Vec<Weighted>,
}

impl LabelDisorder {
    pub(super) fn new(num_labels: usize) -> Self {
        Self { all: Weighted::default(), by_label: vec![Weighted::default(); num_labels] }
    }

    /// Adds a pair; `others` is the number of units in its unitary alignment minus one.
    pub(super) fn add(&mut self, u: &Unit, v: &Unit, d: Dissimilarity, others: f64) {
        let weight = (1.0 - d.alpha * Dissimilarity::place(u, v)).max(0.0) / others;
        let pair = Weighted { sum: weight * Dissimilarity::label(u, v), weight };
        self.all += pair;
        let labels = [Some(u.label), Some(v.label).filter(|label| *label != u.label)];
        for label in labels.into_iter().flatten() {
            if let Some(disorder) = self.by_label.get_mut(label as usize) {
                *disorder += pair;
            }
        }
    }

    pub(super) fn add_groups(&mut self, layers: &[Vec<Unit>], alignment: &Alignment, d: Dissimilarity) {
        for group in &alignment.unitary {
            let units: Vec<&Unit> = group.iter().zip(layers).filter_map(|(unit, layer)| layer.get((*unit)?)).collect();
            for (place, u) in units.iter().enumerate() {
                for v in &units[place + 1..] {
                    self.add(u, v, d, (units.len() - 1) as f64);
                }
            }
        }
    }
}
