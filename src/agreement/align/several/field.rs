//! The units of all analysts, and the search for groups that would improve a packing, given the prices of units.
//!
//! Groups are grown analyst by analyst from a first unit. The saving of a group beyond the prices of its units is a sum over
//! its units and pairs of units, so the contribution of the remaining analysts is bounded by their best units alone. Far
//! fewer groups are examined than exist.

use super::{Group, Work};
use crate::agreement::align::{Dissimilarity, Unit, assign, neighbours::Neighbours};

/// All units, numbered so that units near each other in the text have near numbers, with the long ones last.
pub(super) struct Field {
    dissimilarity: Dissimilarity,
    /// The number of pairs of analysts.
    num_pairs: f64,
    /// Units in a group that is worth anything are nearer than this.
    limit: f64,
    units: Vec<Unit>,
    analysts: Vec<usize>,
    /// The place of each unit in its analyst's layer.
    places: Vec<usize>,
    neighbours: Vec<Neighbours>,
    /// The number of each unit, by analyst and place.
    numbers: Vec<Vec<u32>>,
    /// For each unit, the most that its pairs with one unit of each later analyst can save.
    later: Vec<f64>,
}

/// The groups to look for in a pricing.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Groups that save more than this beyond the prices of their units.
    pub(super) beyond: f64,
    /// The number of best groups to find for each first unit.
    pub(super) num_of_each: usize,
    /// The limit of work for each first unit.
    pub(super) work_of_each: u64,
}

/// The result of a pricing.
#[derive(Default)]
pub(super) struct Priced {
    /// The groups, by first unit.
    pub(super) groups: Vec<Group>,
    /// For each unit, the most (and at least 0) that the groups with it as first unit save beyond the prices.
    pub(super) most: Vec<f64>,
    /// Whether all the wanted groups were found.
    pub(super) is_complete: bool,
}

impl Field {
    pub(super) fn new(layers: &[Vec<Unit>], dissimilarity: Dissimilarity) -> Self {
        let count = layers.len() as f64;
        let num_pairs = count * (count - 1.0) / 2.0;
        // A group of k units beats the division into one unit and the rest only if the unit's dissimilarities to the rest
        // sum to less than num_pairs + k - 1.
        let limit = num_pairs + count - 1.0;
        let mut all: Vec<(bool, Unit, usize, usize)> = Vec::new();
        let mut lengths: Vec<f64> = layers.iter().flatten().map(|unit| unit.end - unit.start).collect();
        lengths.sort_by(f64::total_cmp);
        let long = lengths.get(lengths.len() / 2).copied().unwrap_or(0.0) * 8.0;
        for (analyst, layer) in layers.iter().enumerate() {
            all.extend(layer.iter().enumerate().map(|(place, unit)| (unit.end - unit.start > long, *unit, analyst, place)));
        }
        all.sort_by(|a, b| {
            let middle = |unit: &Unit| unit.start + unit.end;
            (a.0.cmp(&b.0)).then(middle(&a.1).total_cmp(&middle(&b.1))).then((a.2, a.3).cmp(&(b.2, b.3)))
        });
        let mut numbers: Vec<Vec<u32>> = layers.iter().map(|layer| vec![0; layer.len()]).collect();
        for (number, (_, _, analyst, place)) in all.iter().enumerate() {
            numbers[*analyst][*place] = number as u32;
        }
        let mut field = Self {
            dissimilarity,
            num_pairs,
            limit,
            units: all.iter().map(|one| one.1).collect(),
            analysts: all.iter().map(|one| one.2).collect(),
            places: all.iter().map(|one| one.3).collect(),
            neighbours: layers.iter().map(|layer| Neighbours::new(layer, dissimilarity, limit)).collect(),
            numbers,
            later: Vec::new(),
        };
        field.later = (0..field.units.len()).map(|unit| field.later_of(layers, unit)).collect();
        field
    }

    /// A packing to start from: one analyst after the other is assigned to the groups of those before.
    pub(super) fn one_after_another(&self) -> Vec<Group> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for (analyst, numbers) in self.numbers.iter().enumerate() {
            let edges = groups.iter().map(|group| {
                let mut near: Vec<(usize, f64)> = Vec::new();
                self.neighbours[analyst].for_each(&self.units[group[0] as usize], |place, _| {
                    near.push((place as usize, -self.adds(group, numbers[place as usize])));
                });
                near.retain(|(_, cost)| *cost < 0.0);
                near.sort_by_key(|(place, _)| *place);
                near
            });
            let partners = assign(&edges.collect::<Vec<_>>(), numbers.len());
            let mut is_used = vec![false; numbers.len()];
            for (group, place) in groups.iter_mut().zip(partners) {
                if let Some(place) = place {
                    is_used[place] = true;
                    group.push(numbers[place]);
                }
            }
            groups.extend(numbers.iter().zip(is_used).filter(|(_, used)| !used).map(|(number, _)| vec![*number]));
        }
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.retain(|group| group.len() > 1);
        groups.into_iter().map(|units| Group { saving: self.saving(&units), units }).collect()
    }

    /// The saving of these units together, compared with leaving each alone.
    fn saving(&self, units: &[u32]) -> f64 {
        (1..units.len()).map(|place| self.adds(&units[..place], units[place])).sum()
    }

    /// The saving that a unit adds to a group of others.
    fn adds(&self, group: &[u32], unit: u32) -> f64 {
        let with = |other: &u32| 1.0 - self.dissimilarity.of(&self.units[*other as usize], &self.units[unit as usize]);
        1.0 + group.iter().map(with).sum::<f64>() / self.num_pairs
    }

    pub(super) fn num_units(&self) -> usize {
        self.units.len()
    }

    /// The analyst and place of a unit.
    pub(super) fn place_of(&self, unit: u32) -> (usize, usize) {
        (self.analysts[unit as usize], self.places[unit as usize])
    }

    fn later_of(&self, layers: &[Vec<Unit>], unit: usize) -> f64 {
        let of = |analyst: usize| {
            let mut most = 0.0_f64;
            self.neighbours[analyst]
                .for_each(&self.units[unit], |_, distance| most = most.max((1.0 - distance) / self.num_pairs));
            most
        };
        (self.analysts[unit] + 1..layers.len()).map(of).sum()
    }

    /// Finds the wanted groups under these prices of the units.
    pub(super) fn priced(&self, prices: &[f64], wanted: Wanted, work: &mut Work) -> Priced {
        let mut priced = Priced { most: vec![0.0; self.units.len()], is_complete: true, ..Priced::default() };
        for first in 0..self.units.len() {
            let mut grower = Grower {
                field: self,
                prices,
                wanted: Wanted { work_of_each: wanted.work_of_each.min(work.0), ..wanted },
                found: Vec::new(),
                most: wanted.beyond.max(0.0),
                floor: wanted.beyond,
                is_cut: false,
                work: 0,
                is_stopped: !work.is_left(),
            };
            let bound = grower.grow_from(first as u32);
            work.spend(grower.work);
            priced.is_complete &= !grower.is_stopped && !grower.is_cut;
            priced.most[first] = if grower.is_stopped { bound.max(grower.most) } else { grower.most };
            priced.groups.extend(grower.found.into_iter().map(|(_, group)| group));
        }
        priced
    }
}

/// The units of one analyst that may still be added: the number of each, and what it adds to the group.
type Choice = Vec<(u32, f64)>;

/// Grows the groups of one first unit.
struct Grower<'f> {
    field: &'f Field,
    prices: &'f [f64],
    wanted: Wanted,
    /// The groups, each with its saving beyond its units' prices.
    found: Vec<(f64, Group)>,
    most: f64,
    /// Groups that save no more than this beyond their units' prices are useless.
    floor: f64,
    is_cut: bool,
    work: u64,
    is_stopped: bool,
}

impl Grower<'_> {
    /// Grows all groups; returns the most that they save beyond the prices, as far as it is known beforehand.
    fn grow_from(&mut self, first: u32) -> f64 {
        let field = self.field;
        let unit = field.units[first as usize];
        let choices: Vec<Choice> = (field.analysts[first as usize] + 1..field.neighbours.len())
            .map(|analyst| {
                let mut choice = Vec::new();
                field.neighbours[analyst].for_each(&unit, |place, distance| {
                    let number = field.numbers[analyst][place as usize];
                    choice.push((number, 1.0 - self.prices[number as usize] + (1.0 - distance) / field.num_pairs));
                });
                // Neighbours come by length, but sums must be the same in any order.
                choice.sort_by_key(|(number, _)| *number);
                choice
            })
            .collect();
        self.work += choices.iter().map(Vec::len).sum::<usize>() as u64;
        let value = -self.prices[first as usize];
        let bound = value + choices.iter().map(|choice| self.most_of(choice)).sum::<f64>();
        if !self.is_stopped && bound > self.floor {
            self.grow(&mut vec![first], value, choices);
        }
        self.keep_best();
        bound
    }

    /// The most that an analyst adds, including pairs with later analysts.
    fn most_of(&self, choice: &Choice) -> f64 {
        choice.iter().map(|(unit, adds)| adds + self.field.later[*unit as usize]).fold(0.0, f64::max)
    }

    /// Grows groups that contain this one and units of `choices`, analyst by analyst.
    fn grow(&mut self, group: &mut Vec<u32>, value: f64, mut choices: Vec<Choice>) {
        while let Some(last) = choices.last() {
            if !last.is_empty() {
                break;
            }
            choices.pop();
        }
        let mosts: Vec<f64> = choices.iter().map(|choice| self.most_of(choice)).collect();
        let mut rest: f64 = mosts.iter().sum();
        for at in 0..choices.len() {
            rest -= mosts[at];
            let mut choice = std::mem::take(&mut choices[at]);
            choice.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            for (unit, adds) in choice {
                let reached = value + adds;
                if reached + self.field.later[unit as usize] + rest <= self.floor {
                    continue;
                }
                if self.work > self.wanted.work_of_each {
                    self.is_stopped = true;
                    return;
                }
                group.push(unit);
                self.see(group, reached);
                let next = self.beside(unit, &choices[at + 1..], reached);
                self.grow(group, reached, next);
                group.pop();
            }
        }
    }

    /// The choices that remain beside another unit, each with what it then adds, without those that lead nowhere.
    fn beside(&mut self, unit: u32, choices: &[Choice], value: f64) -> Vec<Choice> {
        let field = self.field;
        let own = field.units[unit as usize];
        let mut next: Vec<Choice> = Vec::with_capacity(choices.len());
        for choice in choices {
            self.work += choice.len() as u64;
            let with = |(number, adds): &(u32, f64)| {
                let distance = field.dissimilarity.of(&own, &field.units[*number as usize]);
                (distance < field.limit).then(|| (*number, adds + (1.0 - distance) / field.num_pairs))
            };
            next.push(choice.iter().filter_map(with).collect());
        }
        let mosts: Vec<f64> = next.iter().map(|choice| self.most_of(choice)).collect();
        let all: f64 = mosts.iter().sum();
        let floor = self.floor;
        for (choice, most) in next.iter_mut().zip(&mosts) {
            choice.retain(|(number, adds)| value + adds + field.later[*number as usize] + all - most > floor);
        }
        next
    }

    /// Notes a group.
    fn see(&mut self, group: &[u32], value: f64) {
        self.most = self.most.max(value);
        if value <= self.floor {
            return;
        }
        let mut units = group.to_vec();
        units.sort_unstable();
        self.found.push((value, Group { saving: self.field.saving(&units), units }));
        if self.found.len() >= self.wanted.num_of_each.saturating_mul(4) {
            self.keep_best();
        }
    }

    fn keep_best(&mut self) {
        self.found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.units.cmp(&b.1.units)));
        if self.found.len() > self.wanted.num_of_each {
            self.found.truncate(self.wanted.num_of_each);
            self.is_cut = true;
            self.floor = self.found.last().map_or(self.floor, |(value, _)| *value);
        }
    }
}
