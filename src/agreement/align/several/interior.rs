//! The linear program of a packing: how much groups can save together if a unit may be divided between groups.
//!
//! The method is a primal-dual interior point method (Mehrotra 1992). Its prices are a proof at every step: they are never
//! below 0, and a group never saves more than the prices of its units together. So no packing of these groups saves more
//! than the sum of all prices.

use super::{Group, cholesky::Envelope};

/// The largest number of steps; twenty are usual.
const MAX_STEPS: usize = 60;
/// The share of the way to the boundary that a step goes.
const OF_THE_WAY: f64 = 0.995;

/// A solution of the linear program, and its proof.
#[derive(Debug, Default)]
pub(super) struct Relaxed {
    /// For each group, the share of it that is taken, from 0 to 1.
    pub(super) shares: Vec<f64>,
    /// The price of each unit.
    pub(super) prices: Vec<f64>,
    /// The approximate number of multiplications that it took, and all of `max_work` if that did not suffice.
    pub(super) work: u64,
}

impl Relaxed {
    /// The sum of the prices, which no packing of the groups exceeds.
    pub(super) fn bound(&self) -> f64 {
        self.prices.iter().sum()
    }
}

/// Solves the program until the shares' savings and the prices differ by at most `accuracy`, or `max_work` is used up. Units
/// are numbered from 0 to `num_units`, those of a group near each other. Each group has units.
pub(super) fn relax(groups: &[&Group], num_units: usize, accuracy: f64, max_work: u64) -> Relaxed {
    let mut point = Point::new(groups, num_units);
    let of_groups: u64 = groups.iter().map(|group| (group.units.len() as u64 + 12) * group.units.len() as u64).sum();
    let of_step = point.matrix.work() + of_groups;
    let mut work = of_groups.min(max_work);
    for _ in 0..MAX_STEPS {
        if point.gap() <= accuracy {
            break;
        }
        if work + of_step > max_work {
            // Less than a step is left: a search must not go on asking for programs that are not solved.
            work = max_work;
            break;
        }
        work += of_step;
        if !point.step() {
            break;
        }
    }
    Relaxed { shares: point.shares, prices: point.prices, work }
}

/// A point inside the program: every share, price, slack and excess is above 0.
struct Point<'g> {
    groups: &'g [&'g Group],
    shares: Vec<f64>,
    /// 1 minus the shares of each unit's groups.
    slack: Vec<f64>,
    prices: Vec<f64>,
    /// The prices of each group's units minus its saving.
    excess: Vec<f64>,
    matrix: Envelope,
}

/// A direction for shares, slack, prices and excess.
#[derive(Default)]
struct Way {
    shares: Vec<f64>,
    slack: Vec<f64>,
    prices: Vec<f64>,
    excess: Vec<f64>,
}

impl<'g> Point<'g> {
    fn new(groups: &'g [&'g Group], num_units: usize) -> Self {
        let (mut num_groups, mut prices) = (vec![0_u32; num_units], vec![0.0_f64; num_units]);
        let mut first: Vec<usize> = (0..num_units).collect();
        for group in groups {
            let lowest = group.units.iter().copied().min().unwrap_or(0) as usize;
            for unit in &group.units {
                let unit = *unit as usize;
                num_groups[unit] += 1;
                first[unit] = first[unit].min(lowest);
                prices[unit] = prices[unit].max(group.saving / group.units.len() as f64);
            }
        }
        prices.iter_mut().for_each(|price| *price += 0.1);
        let most = |group: &&Group| group.units.iter().map(|unit| num_groups[*unit as usize]).max().unwrap_or(1);
        let shares: Vec<f64> = groups.iter().map(|group| 0.5 / f64::from(most(group))).collect();
        let mut slack = vec![1.0; num_units];
        let mut excess = Vec::with_capacity(groups.len());
        for (group, share) in groups.iter().zip(&shares) {
            group.units.iter().for_each(|unit| slack[*unit as usize] -= share);
            excess.push(group.units.iter().map(|unit| prices[*unit as usize]).sum::<f64>() - group.saving);
        }
        Self { groups, shares, slack, prices, excess, matrix: Envelope::new(first) }
    }

    /// The amount by which the prices exceed the savings.
    fn gap(&self) -> f64 {
        let savings: f64 = self.groups.iter().zip(&self.shares).map(|(group, share)| group.saving * share).sum();
        self.prices.iter().sum::<f64>() - savings
    }

    /// Takes a step; returns whether there was any room for it.
    fn step(&mut self) -> bool {
        self.factor();
        let count = (self.shares.len() + self.prices.len()) as f64;
        let (of_shares, of_prices) = self.complements(&Way::default(), 0.0, 0.0);
        let mu = -(of_shares.iter().sum::<f64>() + of_prices.iter().sum::<f64>()) / count;
        let straight = self.way(&of_shares, of_prices);
        let (primal, dual) = self.room(&straight);
        let product = |x: &[f64], dx: &[f64], r: &[f64], dr: &[f64]| -> f64 {
            let moved = x.iter().zip(dx).zip(r.iter().zip(dr));
            moved.map(|((x, dx), (r, dr))| (x + primal * dx) * (r + dual * dr)).sum()
        };
        let left = product(&self.shares, &straight.shares, &self.excess, &straight.excess)
            + product(&self.slack, &straight.slack, &self.prices, &straight.prices);
        let ratio = (left / count / mu).clamp(0.0, 1.0);
        let (of_shares, of_prices) = self.complements(&straight, mu * ratio * ratio * ratio, 1.0);
        let way = self.way(&of_shares, of_prices);
        let (primal, dual) = self.room(&way);
        let go = |values: &mut [f64], way: &[f64], length: f64| {
            values.iter_mut().zip(way).for_each(|(value, way)| *value += length * way);
        };
        go(&mut self.shares, &way.shares, primal * OF_THE_WAY);
        go(&mut self.slack, &way.slack, primal * OF_THE_WAY);
        go(&mut self.prices, &way.prices, dual * OF_THE_WAY);
        go(&mut self.excess, &way.excess, dual * OF_THE_WAY);
        mu.is_finite() && primal.max(dual) > 1e-6
    }

    /// Builds and factors diag(slack / prices) + Σ share / excess over the groups of two units.
    fn factor(&mut self) {
        self.matrix.clear();
        for (unit, (slack, price)) in self.slack.iter().zip(&self.prices).enumerate() {
            self.matrix.add(unit, unit, slack / price);
        }
        for ((group, share), excess) in self.groups.iter().zip(&self.shares).zip(&self.excess) {
            let weight = share / excess;
            for (place, u) in group.units.iter().enumerate() {
                for v in &group.units[..=place] {
                    self.matrix.add(*u.max(v) as usize, *u.min(v) as usize, weight);
                }
            }
        }
        self.matrix.factor();
    }

    /// The differences of share × excess and slack × price from `centre`, minus `second` times the product of an earlier
    /// direction.
    fn complements(&self, way: &Way, centre: f64, second: f64) -> (Vec<f64>, Vec<f64>) {
        let lack = |x: &[f64], r: &[f64], dx: &[f64], dr: &[f64]| -> Vec<f64> {
            let products = x.iter().zip(r).map(|(x, r)| centre - x * r);
            if second == 0.0 {
                return products.collect();
            }
            products.zip(dx.iter().zip(dr)).map(|(lack, (dx, dr))| lack - second * dx * dr).collect()
        };
        let of_shares = lack(&self.shares, &self.excess, &way.shares, &way.excess);
        (of_shares, lack(&self.slack, &self.prices, &way.slack, &way.prices))
    }

    /// The direction in which these residuals vanish.
    fn way(&self, of_shares: &[f64], of_prices: Vec<f64>) -> Way {
        let mut prices: Vec<f64> = of_prices.iter().zip(&self.prices).map(|(lack, price)| lack / price).collect();
        for ((group, lack), excess) in self.groups.iter().zip(of_shares).zip(&self.excess) {
            group.units.iter().for_each(|unit| prices[*unit as usize] += lack / excess);
        }
        self.matrix.solve(&mut prices);
        let mut way = Way { slack: vec![0.0; prices.len()], ..Way::default() };
        for (place, group) in self.groups.iter().enumerate() {
            let excess: f64 = group.units.iter().map(|unit| prices[*unit as usize]).sum();
            let share = (of_shares[place] - self.shares[place] * excess) / self.excess[place];
            group.units.iter().for_each(|unit| way.slack[*unit as usize] -= share);
            way.shares.push(share);
            way.excess.push(excess);
        }
        way.prices = prices;
        way
    }

    /// How far the point can go in this direction, at most 1: for shares and slack, and for prices and excess.
    fn room(&self, way: &Way) -> (f64, f64) {
        let room = |values: &[f64], way: &[f64]| {
            let ends = values.iter().zip(way).filter(|(_, way)| **way < 0.0).map(|(value, way)| -value / way);
            ends.fold(1.0 / OF_THE_WAY, f64::min)
        };
        let both = |a: f64, b: f64| a.min(b);
        (
            both(room(&self.shares, &way.shares), room(&self.slack, &way.slack)),
            both(room(&self.prices, &way.prices), room(&self.excess, &way.excess)),
        )
    }
}
