//! Finds the best packing of known groups: branch and bound over the linear program, component by component.
//!
//! After a linear program, no better packing contains a group whose units' prices exceed its saving by more than the
//! difference between the best packing and the prices. Few groups are left then, and they divide into small components.

use super::{
    Group, NOTHING, Work,
    interior::{Relaxed, relax},
};
use std::collections::BTreeMap;

/// Groups that share no unit, what they save, and a bound for all such groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Packing {
    /// The places of the groups in the list.
    pub(super) chosen: Vec<usize>,
    pub(super) saving: f64,
    pub(super) bound: f64,
}

/// A linear program is solved to this fraction of the requested accuracy.
const ACCURACY: f64 = NOTHING / 4.0;
/// A share at least this close to 1 counts as a whole group.
const WHOLE: f64 = 1e-3;
/// The deepest nesting of searches.
const MAX_DEPTH: usize = 200;

/// Solves the linear program of the groups at these places, component by component. The prices are those of all units, the
/// shares in the order of `places`.
pub(super) fn relax_all(groups: &[Group], places: &[usize], num_units: usize, accuracy: f64, work: &mut Work) -> Relaxed {
    let mut whole = Relaxed { shares: vec![0.0; places.len()], prices: vec![0.0; num_units], work: 0 };
    let place_of: BTreeMap<usize, usize> = places.iter().enumerate().map(|(at, place)| (*place, at)).collect();
    for component in components(groups, places) {
        let (units, relaxed) = relax_one(groups, &component, accuracy * component.len() as f64 / places.len() as f64, work);
        for (unit, price) in units.iter().zip(&relaxed.prices) {
            whole.prices[*unit as usize] = *price;
        }
        for (place, share) in component.iter().zip(relaxed.shares) {
            whole.shares[place_of[place]] = share;
        }
    }
    whole
}

/// The units of some groups in order, and the linear program of these groups with the units numbered in that order.
fn relax_one(groups: &[Group], places: &[usize], accuracy: f64, work: &mut Work) -> (Vec<u32>, Relaxed) {
    let mut units: Vec<u32> = places.iter().flat_map(|place| &groups[*place].units).copied().collect();
    units.sort_unstable();
    units.dedup();
    if let [only] = places {
        // Its units share its saving.
        let price = groups[*only].saving.max(0.0) / units.len() as f64;
        let prices = vec![price; units.len()];
        return (units, Relaxed { shares: vec![1.0], prices, work: 0 });
    }
    let number = |unit: &u32| units.binary_search(unit).unwrap_or(0) as u32;
    let renumbered = |place: &usize| Group { units: groups[*place].units.iter().map(number).collect(), ..groups[*place].clone() };
    let own: Vec<Group> = places.iter().map(renumbered).collect();
    let relaxed = relax(&own.iter().collect::<Vec<_>>(), units.len(), accuracy, work.0);
    work.spend(relaxed.work);
    (units, relaxed)
}

/// Divides the groups into components that are connected by shared units.
fn components(groups: &[Group], places: &[usize]) -> Vec<Vec<usize>> {
    let mut parent: BTreeMap<u32, u32> = BTreeMap::new();
    fn root(parent: &mut BTreeMap<u32, u32>, unit: u32) -> u32 {
        let mut at = unit;
        while let Some(up) = parent.get(&at).filter(|up| **up != at) {
            at = *up;
        }
        parent.insert(unit, at);
        at
    }
    for group in places.iter().map(|place| &groups[*place]) {
        for pair in group.units.windows(2) {
            let (a, b) = (root(&mut parent, pair[0]), root(&mut parent, pair[1]));
            parent.insert(a.max(b), a.min(b));
        }
    }
    let mut by_root: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for place in places {
        if let Some(first) = groups[*place].units.first() {
            by_root.entry(root(&mut parent, *first)).or_default().push(*place);
        }
    }
    by_root.into_values().collect()
}

/// Takes groups by their shares, the largest first, as long as their units are free; then any other that saves something.
pub(super) fn round(groups: &[Group], places: &[usize], shares: &[f64], num_units: usize) -> Packing {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let by_unit = |at: usize| groups[places[at]].saving / groups[places[at]].units.len() as f64;
    order.sort_by(|a, b| {
        let whole = |at: usize| (shares[at] * 1e3).round();
        whole(*b).total_cmp(&whole(*a)).then(by_unit(*b).total_cmp(&by_unit(*a))).then(a.cmp(b))
    });
    let mut is_used = vec![false; num_units];
    let mut packing = Packing::default();
    for at in order {
        let group = &groups[places[at]];
        if group.saving > 0.0 && !group.units.iter().any(|unit| is_used[*unit as usize]) {
            group.units.iter().for_each(|unit| is_used[*unit as usize] = true);
            packing.chosen.push(places[at]);
            packing.saving += group.saving;
        }
    }
    packing
}

/// Searches for the best packing.
pub(super) struct Search<'a> {
    pub(super) groups: &'a [Group],
    pub(super) num_units: usize,
    pub(super) work: &'a mut Work,
    pub(super) depth: usize,
}

impl Search<'_> {
    /// Finds the best packing of the groups at these places, if one saves more than `at_least`. If none does, the bound says
    /// so, and the packing is arbitrary. If the work is used up, the bound stays above.
    pub(super) fn pack(&mut self, places: &[usize], at_least: f64) -> Packing {
        let components = components(self.groups, places);
        if let [_] = components.as_slice() {
            return self.pack_one(places, at_least);
        }
        let mut all = Packing::default();
        for component in components {
            let Packing { chosen, saving, bound } = self.pack_one(&component, f64::NEG_INFINITY);
            all.chosen.extend(chosen);
            all.saving += saving;
            all.bound += bound;
        }
        all
    }

    fn pack_one(&mut self, places: &[usize], at_least: f64) -> Packing {
        if let [only] = places {
            let saving = self.groups[*only].saving;
            return Packing { chosen: vec![*only], saving, bound: saving };
        }
        let (units, relaxed) = relax_one(self.groups, places, ACCURACY, self.work);
        let bound = relaxed.bound();
        let mut best = Packing { bound, ..round(self.groups, places, &relaxed.shares, self.num_units) };
        let target = best.saving.max(at_least);
        if bound <= target + NOTHING || !self.work.is_left() || self.depth >= MAX_DEPTH {
            return best;
        }
        let price = |unit: &u32| units.binary_search(unit).map_or(0.0, |at| relaxed.prices[at]);
        let excess = |place: usize| self.groups[place].units.iter().map(price).sum::<f64>() - self.groups[place].saving;
        let kept: Vec<usize> = (0..places.len()).filter(|at| excess(places[*at]) <= bound - target + NOTHING).collect();
        let open: Vec<usize> = kept.iter().map(|at| places[*at]).collect();
        self.depth += 1;
        let found = if open.len() * 4 < places.len() * 3 {
            self.pack(&open, target)
        } else {
            let middle = |at: usize| (relaxed.shares[at] - 0.5).abs();
            let split = kept.iter().copied().min_by(|a, b| middle(*a).total_cmp(&middle(*b)).then(a.cmp(b)));
            match split.filter(|at| middle(*at) < 0.5 - WHOLE).or_else(|| kept.first().copied()) {
                Some(at) => self.branch(&open, places[at], target),
                None => Packing::default(),
            }
        };
        self.depth -= 1;
        // The omitted groups are in no packing beyond the target.
        let bound = bound.min(found.bound.max(target));
        if found.saving > best.saving {
            best = found;
        }
        Packing { bound: bound.max(best.saving), ..best }
    }

    /// The better of the best packings with a group and without it.
    fn branch(&mut self, places: &[usize], group: usize, at_least: f64) -> Packing {
        let taken = &self.groups[group];
        let is_apart = |place: &usize| !self.groups[*place].units.iter().any(|unit| taken.units.contains(unit));
        let apart: Vec<usize> = places.iter().copied().filter(is_apart).collect();
        let mut with = self.pack(&apart, at_least - taken.saving);
        with.chosen.push(group);
        with.saving += taken.saving;
        with.bound += taken.saving;
        let others: Vec<usize> = places.iter().copied().filter(|place| *place != group).collect();
        let without = self.pack(&others, at_least.max(with.saving));
        let bound = with.bound.max(without.bound);
        Packing { bound, ..if with.saving >= without.saving { with } else { without } }
    }
}
