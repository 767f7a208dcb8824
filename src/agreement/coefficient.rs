//! Coefficients on words and code points: κ, π, Fleiss' κ and Krippendorff's α.
//!
//! All are computed from a [`ValueTable`], over label sets or, after [`ValueTable::of_label`], for one label. All are at
//! most 1; 0 is agreement as by chance; below 0 is less than by chance. Tables of documents are added, never averaged.
//! None sees how spans are cut. Long spans and large stretches without a label dominate all of them.
//!
//! The tables of the examples are published ones, so a unit there is not a word but whatever was coded.

use super::values::{LabelSet, ValueTable};
use std::collections::BTreeMap;

/// The share of the units of both analysts on which their values are equal, from 0 to 1; `None` without such units.
pub fn observed_agreement(table: &ValueTable, a: usize, b: usize) -> Option<f64> {
    let pairs = table.pair(a, b);
    let total: u64 = pairs.values().sum();
    let equal: u64 = pairs.iter().filter(|((x, y), _)| x == y).map(|(_, count)| count).sum();
    (total > 0).then(|| equal as f64 / total as f64)
}

/// Cohen's κ of two analysts: (p_o − p_e) / (1 − p_e), p_e = Σ_c p_Ac p_Bc (Cohen 1960). From −1 to 1.
///
/// It counts the units of both only. `None` without units, or when both gave one and the same value throughout.
///
/// ```
/// use obelus::agreement::{
///     coefficient::{kappa, observed_agreement},
///     values::{LabelSet, ValueTable},
/// };
///
/// // Two judges and 200 units (Cohen 1960, p. 45).
/// let mut table = ValueTable::default();
/// let cells = [(1, 1, 88), (1, 2, 14), (1, 3, 18), (2, 1, 10), (2, 2, 40), (2, 3, 10), (3, 1, 2), (3, 2, 6), (3, 3, 12)];
/// for (a, b, count) in cells {
///     table.add(vec![Some(LabelSet::new([a])), Some(LabelSet::new([b]))], count);
/// }
/// assert_eq!(observed_agreement(&table, 0, 1), Some(0.7));
/// assert_eq!(format!("{:.3}", kappa(&table, 0, 1).unwrap()), "0.492");
/// ```
pub fn kappa(table: &ValueTable, a: usize, b: usize) -> Option<f64> {
    let mut margins: BTreeMap<&LabelSet, (u64, u64)> = BTreeMap::new();
    let pairs = table.pair(a, b);
    for ((x, y), count) in &pairs {
        margins.entry(x).or_default().0 += count;
        margins.entry(y).or_default().1 += count;
    }
    let total: u64 = pairs.values().sum();
    let by_chance: u128 = margins.values().map(|(x, y)| u128::from(*x) * u128::from(*y)).sum();
    corrected(observed_agreement(table, a, b)?, by_chance, u128::from(total) * u128::from(total))
}

/// Scott's π of two analysts: as κ with p_e = Σ_c ((n_Ac + n_Bc) / 2N)² (Scott 1955). From −1 to 1.
///
/// It counts the units of both only. `None` without units, or when there is one value only.
///
/// ```
/// use obelus::agreement::{
///     coefficient::{kappa, scott_pi},
///     values::{LabelSet, ValueTable},
/// };
///
/// // Statements and requests in 100 utterances (Artstein and Poesio 2008, p. 558).
/// let mut table = ValueTable::default();
/// for (a, b, count) in [(0, 0, 20), (1, 0, 20), (0, 1, 10), (1, 1, 50)] {
///     table.add(vec![Some(LabelSet::new([a])), Some(LabelSet::new([b]))], count);
/// }
/// assert_eq!(format!("{:.3}", scott_pi(&table, 0, 1).unwrap()), "0.341");
/// assert_eq!(format!("{:.3}", kappa(&table, 0, 1).unwrap()), "0.348");
/// ```
pub fn scott_pi(table: &ValueTable, a: usize, b: usize) -> Option<f64> {
    let mut margins: BTreeMap<&LabelSet, u64> = BTreeMap::new();
    let pairs = table.pair(a, b);
    for ((x, y), count) in &pairs {
        *margins.entry(x).or_default() += count;
        *margins.entry(y).or_default() += count;
    }
    let total: u128 = margins.values().map(|count| u128::from(*count)).sum();
    let by_chance: u128 = margins.values().map(|count| u128::from(*count) * u128::from(*count)).sum();
    corrected(observed_agreement(table, a, b)?, by_chance, total * total)
}

/// Fleiss' κ of all m analysts: mean of P_i = (Σ_c n_ic² − m) / (m (m − 1)), corrected by Σ_c p_c² (Fleiss 1971).
/// From −1 / (m − 1) to 1.
///
/// It counts the units that all worked on. `None` with fewer than two analysts, without units, or with one value only.
///
/// ```
/// use obelus::agreement::{
///     coefficient::fleiss,
///     values::{LabelSet, ValueTable},
/// };
///
/// // Diagnoses of 30 patients by 6 psychiatrists each, in 5 categories (Fleiss 1971, p. 379).
/// let patients = [
///     "444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555", //
///     "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555", //
///     "555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555",
/// ];
/// let mut table = ValueTable::default();
/// for patient in patients {
///     table.add(patient.chars().map(|digit| Some(LabelSet::new(digit.to_digit(10)))).collect(), 1);
/// }
/// assert_eq!(format!("{:.3}", fleiss(&table).unwrap()), "0.430");
/// ```
pub fn fleiss(table: &ValueTable) -> Option<f64> {
    let (mut margins, mut observed, mut num_units, mut num_analysts) = (BTreeMap::<LabelSet, u64>::new(), 0.0, 0_u64, 0);
    for (row, units) in table.rows() {
        let Some(values) = row.iter().cloned().collect::<Option<Vec<_>>>() else { continue };
        num_analysts = values.len();
        let counts = counts_of(values);
        let m = num_analysts as f64;
        let squares: f64 = counts.values().map(|count| (*count * *count) as f64).sum();
        observed += units as f64 * (squares - m) / (m * (m - 1.0));
        num_units += units;
        for (value, count) in counts {
            *margins.entry(value).or_default() += count * units;
        }
    }
    if num_analysts < 2 || num_units == 0 {
        return None;
    }
    let total: u128 = margins.values().map(|count| u128::from(*count)).sum();
    let by_chance: u128 = margins.values().map(|count| u128::from(*count) * u128::from(*count)).sum();
    corrected(observed / num_units as f64, by_chance, total * total)
}

/// (observed − chance) / (1 − chance), where chance = `by_chance` / `all`; `None` if chance is 1.
fn corrected(observed: f64, by_chance: u128, all: u128) -> Option<f64> {
    (all > by_chance).then(|| {
        let chance = by_chance as f64 / all as f64;
        (observed - chance) / (1.0 - chance)
    })
}

fn counts_of(values: Vec<LabelSet>) -> BTreeMap<LabelSet, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The distance between two label sets, from 0 to 1.
///
/// ```
/// use obelus::agreement::{coefficient::Distance, values::LabelSet};
///
/// let [one, two, other] = [LabelSet::new([1]), LabelSet::new([1, 2]), LabelSet::new([2, 3])];
/// assert_eq!(Distance::Nominal.between(&one, &two), 1.0);
/// // One of two labels is shared, and one set contains the other: 1 − ½, and 1 − ½ · ⅔.
/// assert_eq!(Distance::Jaccard.between(&one, &two), 0.5);
/// assert_eq!(format!("{:.4}", Distance::Masi.between(&one, &two)), "0.6667");
/// // One of three is shared, and neither contains the other: 1 − ⅓ · ⅓.
/// assert_eq!(format!("{:.4}", Distance::Masi.between(&two, &other)), "0.8889");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// 0 for equal sets, otherwise 1.
    Nominal,
    /// 1 − |c∩k| / |c∪k|.
    Jaccard,
    /// 1 − J·M, with M = 1 for equal sets, ⅔ if one contains the other, ⅓ for other overlaps, and 0 for none (Passonneau
    /// 2006).
    Masi,
}

impl Distance {
    /// The distance: 0 between two empty sets, 1 between an empty set and another.
    pub fn between(self, a: &LabelSet, b: &LabelSet) -> f64 {
        if a == b {
            return 0.0;
        }
        let (shared, in_a, in_b) = (a.num_shared(b), a.labels().len(), b.labels().len());
        let jaccard = shared as f64 / (in_a + in_b - shared) as f64;
        match self {
            Self::Nominal => 1.0,
            Self::Jaccard => 1.0 - jaccard,
            Self::Masi if shared == 0 => 1.0,
            Self::Masi if shared == in_a || shared == in_b => 1.0 - jaccard * 2.0 / 3.0,
            Self::Masi => 1.0 - jaccard / 3.0,
        }
    }
}

/// Krippendorff's α of all analysts, missing values allowed: 1 − D_o / D_e (Krippendorff 2019, chapter 12). At most 1.
///
/// Coincidences: a unit with m values adds n_uc (n_uk − [c = k]) / (m − 1) to o_ck; D_o = Σ o_ck δ(c,k) / n, D_e = Σ n_c n_k
/// δ(c,k) / (n (n − 1)). Units with fewer than two values are left out. `None` if nothing is left, or only one value.
///
/// ```
/// use obelus::agreement::{
///     coefficient::{Distance, alpha},
///     values::{LabelSet, ValueTable},
/// };
///
/// // Book, letter, phone, computer and folder symbols by four observers, some missing (Krippendorff 2004, p. 230).
/// let units = ["BB-B", "LLPL", "PPPP", "PPPP", "LLLL", "BLPC", "CCCC", "BBLB", "LLLL", "-FFF", "--BB", "--P-"];
/// let mut table = ValueTable::default();
/// for unit in units {
///     let value = |symbol| (symbol != '-').then(|| LabelSet::new([u32::from(symbol)]));
///     table.add(unit.chars().map(value).collect(), 1);
/// }
/// assert_eq!(format!("{:.3}", alpha(&table, Distance::Nominal).unwrap()), "0.743");
/// ```
pub fn alpha(table: &ValueTable, distance: Distance) -> Option<f64> {
    let mut coincidences: BTreeMap<(LabelSet, LabelSet), f64> = BTreeMap::new();
    let mut margins: BTreeMap<LabelSet, u64> = BTreeMap::new();
    for (row, units) in table.rows() {
        let values: Vec<LabelSet> = row.iter().flatten().cloned().collect();
        let m = values.len();
        if m < 2 {
            continue;
        }
        let counts = counts_of(values);
        for (c, n_c) in &counts {
            *margins.entry(c.clone()).or_default() += n_c * units;
            for (k, n_k) in counts.iter().filter(|(k, _)| *k != c) {
                *coincidences.entry((c.clone(), k.clone())).or_default() += (units * n_c * n_k) as f64 / (m - 1) as f64;
            }
        }
    }
    let n = margins.values().sum::<u64>() as f64;
    let observed: f64 = coincidences.iter().map(|((c, k), o)| o * distance.between(c, k)).sum();
    let mut expected = 0.0;
    for (c, n_c) in &margins {
        for (k, n_k) in &margins {
            expected += *n_c as f64 * *n_k as f64 * distance.between(c, k);
        }
    }
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}
