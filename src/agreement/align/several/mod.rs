//! The alignment of three or more analysts: set partitioning by column generation and branch and bound.
//!
//! The aim is the largest saving of groups compared with their units alone, with each unit in at most one group. Of the very
//! many groups, few matter. A linear program over the known groups gives each unit a price. Groups that save more than their
//! units' prices are then searched for and added, until there are none. The prices are then a bound: no alignment saves more
//! than their sum. A better alignment contains no group that saves less than its prices by more than the difference between
//! the bound and the best alignment found; the few other groups are searched.
//!
//! Work is counted and limited, never timed, so that the same text gives the same alignment on every machine. Beyond the
//! limit, the result is the best alignment found, with its gap to the bound.

mod cholesky;
mod field;
mod interior;
mod search;

use super::{Dissimilarity, Unit, UnitaryAlignment};
use field::{Field, Wanted};
use search::{Packing, Search, relax_all, round};
use std::collections::BTreeSet;

/// Savings that differ by less than this are equal.
const NOTHING: f64 = 1e-7;
/// The largest number of linear programs that are solved until all prices are right.
const MAX_ROUNDS: usize = 40;
/// The first price of a unit that is alone in the first packing.
const PRICE: f64 = 0.2;
/// The number of groups kept for each first unit in a round, and the limit of work for finding them.
const GROUPS_OF_EACH: usize = 4;
const WORK_OF_EACH: u64 = 200_000;
/// When the gap to the bound is smaller than this, the prices of the linear program are used unchanged.
const NEAR: f64 = 0.2;
/// The largest number of groups that a search examines.
const MAX_GROUPS: usize = 200_000;

/// Units that may be aligned, and what they save together compared with leaving each alone.
#[derive(Clone, Debug)]
struct Group {
    /// The numbers of the units, in order.
    units: Vec<u32>,
    saving: f64,
}

/// The work that is left, in approximate multiplications and distances.
#[derive(Debug)]
struct Work(u64);

impl Work {
    fn spend(&mut self, work: u64) {
        self.0 = self.0.saturating_sub(work);
    }

    fn is_left(&self) -> bool {
        self.0 > 0
    }
}

/// Finds the groups of two or more units in the best alignment, what they save compared with leaving every unit alone, and
/// how much more the best alignment of all may save: 0 if this one is proved to be the best.
pub(super) fn groups(layers: &[Vec<Unit>], dissimilarity: Dissimilarity, max_work: u64) -> (Vec<UnitaryAlignment>, f64, f64) {
    let field = Field::new(layers, dissimilarity);
    let mut work = Work(max_work);
    let mut master = Master::new(&field);
    master.improve_prices(&mut work);
    master.improve_packing(&mut work);
    let mut groups: Vec<UnitaryAlignment> = master.best.iter().map(|group| unitary(&field, group, layers.len())).collect();
    groups.sort();
    (groups, master.best.iter().map(|group| group.saving).sum(), master.gap())
}

fn unitary(field: &Field, group: &Group, num_analysts: usize) -> UnitaryAlignment {
    let mut unitary = vec![None; num_analysts];
    for unit in &group.units {
        let (analyst, place) = field.place_of(*unit);
        unitary[analyst] = Some(place);
    }
    unitary
}

/// The known groups, and the results so far.
struct Master<'f> {
    field: &'f Field,
    groups: Vec<Group>,
    known: BTreeSet<Vec<u32>>,
    /// A price for each unit, such that no group at all, known or not, saves more than the prices of its units.
    prices: Vec<f64>,
    /// The best packing so far, and what it saves.
    best: Vec<Group>,
    saving: f64,
}

impl<'f> Master<'f> {
    fn new(field: &'f Field) -> Self {
        // A unit alone costs 1 and never less than nothing in a group, so no unit's share of a group's saving is more than
        // 1.
        let prices = vec![f64::INFINITY; field.num_units()];
        Self { field, groups: Vec::new(), known: BTreeSet::new(), prices, best: Vec::new(), saving: 0.0 }
    }

    /// The sum of the prices, which no packing exceeds.
    fn bound(&self) -> f64 {
        self.prices.iter().sum()
    }

    fn gap(&self) -> f64 {
        let gap = self.bound() - self.saving;
        if gap > NOTHING { gap } else { 0.0 }
    }

    fn take(&mut self, packing: &Packing, groups: &[Group]) {
        if packing.saving > self.saving {
            self.saving = packing.saving;
            self.best = packing.chosen.iter().map(|place| groups[*place].clone()).collect();
        }
    }

    fn join(&mut self, found: Vec<Group>) -> bool {
        let before = self.groups.len();
        for group in found {
            if self.known.insert(group.units.clone()) {
                self.groups.push(group);
            }
        }
        self.groups.len() > before
    }

    /// Generates groups until the prices are right.
    fn improve_prices(&mut self, work: &mut Work) {
        let num_units = self.field.num_units();
        let first = self.field.one_after_another();
        let saving = first.iter().map(|group| group.saving).sum();
        self.take(&Packing { chosen: (0..first.len()).collect(), saving, bound: saving }, &first);
        let mut prices = vec![PRICE; num_units];
        for group in &first {
            let share = group.saving / group.units.len() as f64;
            group.units.iter().for_each(|unit| prices[*unit as usize] = share);
        }
        self.join(first);
        let work_of_each = (work.0 / 20 / num_units.max(1) as u64).min(WORK_OF_EACH);
        let mut accuracy = 0.02 * num_units as f64;
        // Prices between those of the program and the best proof so far lead there faster; at the end they may not.
        let mut is_between = false;
        for _ in 0..MAX_ROUNDS {
            let between = |(new, best): (&f64, &f64)| if is_between { 0.5 * (new + best) } else { *new };
            let tried: Vec<f64> = prices.iter().zip(&self.prices).map(between).collect();
            let wanted = Wanted { beyond: 0.0, num_of_each: GROUPS_OF_EACH, work_of_each };
            let priced = self.field.priced(&tried, wanted, work);
            let lacking: f64 = priced.most.iter().sum();
            // The first unit of each group makes up for what the group saves beyond the prices.
            let sound: Vec<f64> = tried.iter().zip(&priced.most).map(|(price, most)| price + most).collect();
            if sound.iter().sum::<f64>() < self.bound() {
                self.prices = sound;
            }
            let is_new = self.join(priced.groups);
            if self.gap() == 0.0 || !work.is_left() {
                break;
            }
            if !is_new && is_between {
                is_between = false;
                continue;
            }
            if (lacking < NOTHING / 2.0 || !is_new) && accuracy <= NOTHING / 4.0 {
                break;
            }
            is_between = is_new && self.gap() > NEAR;
            let lacks = if is_between { self.gap() } else { lacking };
            accuracy = (lacks * 0.02).clamp(NOTHING / 4.0, accuracy);
            let all: Vec<usize> = (0..self.groups.len()).collect();
            let relaxed = relax_all(&self.groups, &all, num_units, accuracy, work);
            let packing = round(&self.groups, &all, &relaxed.shares, num_units);
            let groups = std::mem::take(&mut self.groups);
            self.take(&packing, &groups);
            self.groups = groups;
            prices = relaxed.prices;
        }
    }

    /// Searches for the best packing of the groups that a better one can contain: first of the known groups, then of all.
    fn improve_packing(&mut self, work: &mut Work) {
        if self.gap() == 0.0 {
            return;
        }
        let near = self.near(&self.groups);
        self.search(&near, work);
        let gap = self.gap();
        if gap == 0.0 {
            return;
        }
        let wanted = Wanted { beyond: -gap - NOTHING, num_of_each: usize::MAX, work_of_each: u64::MAX };
        let priced = self.field.priced(&self.prices, wanted, work);
        if priced.groups.len() > MAX_GROUPS {
            return;
        }
        let bound = self.search(&priced.groups, work);
        if priced.is_complete && bound < self.bound() {
            // Only the sum of the prices is still valid.
            let factor = bound / self.bound();
            self.prices.iter_mut().for_each(|price| *price *= factor);
        }
    }

    /// The groups that a better packing can contain, if there is one.
    fn near(&self, groups: &[Group]) -> Vec<Group> {
        let gap = self.gap() + NOTHING;
        let excess = |group: &Group| group.units.iter().map(|unit| self.prices[*unit as usize]).sum::<f64>() - group.saving;
        groups.iter().filter(|group| excess(group) <= gap).cloned().collect()
    }

    /// Searches the packings of some groups; returns a bound for all of them and for the best one.
    fn search(&mut self, groups: &[Group], work: &mut Work) -> f64 {
        let places: Vec<usize> = (0..groups.len()).collect();
        let mut search = Search { groups, num_units: self.field.num_units(), work, depth: 0 };
        let packing = search.pack(&places, self.saving);
        let bound = packing.bound;
        self.take(&packing, groups);
        bound.max(self.saving)
    }
}
