//! Tests laws of alignments against plain enumeration.
use super::{Dissimilarity, Unit, align, align_within};
use crate::splitmix;
use proptest::prelude::*;

/// The least cost, found by trying every alignment.
fn brute_force(layers: &[Vec<Unit>], d: Dissimilarity) -> f64 {
    let count = layers.len();
    let num_pairs = (count * (count - 1) / 2) as f64;
    let cost = |group: &[Option<usize>]| {
        let mut sum = 0.0;
        for j in 0..count {
            for i in 0..j {
                sum += match (group[i], group[j]) {
                    (Some(x), Some(y)) => d.of(&layers[i][x], &layers[j][y]),
                    _ => 1.0,
                };
            }
        }
        sum / num_pairs
    };
    fn groups(free: &[Vec<usize>], analyst: usize, group: &mut Vec<Option<usize>>, out: &mut Vec<Vec<Option<usize>>>) {
        if analyst == free.len() {
            out.push(group.clone());
            return;
        }
        let first = free.iter().position(|units| !units.is_empty()).unwrap();
        let choices: Vec<Option<usize>> = match analyst.cmp(&first) {
            std::cmp::Ordering::Less => vec![None],
            std::cmp::Ordering::Equal => vec![Some(free[first][0])],
            std::cmp::Ordering::Greater => free[analyst].iter().copied().map(Some).chain([None]).collect(),
        };
        for choice in choices {
            group.push(choice);
            groups(free, analyst + 1, group, out);
            group.pop();
        }
    }
    fn best(free: &[Vec<usize>], cost: &dyn Fn(&[Option<usize>]) -> f64) -> f64 {
        if free.iter().all(Vec::is_empty) {
            return 0.0;
        }
        let mut all = Vec::new();
        groups(free, 0, &mut Vec::new(), &mut all);
        all.iter().fold(f64::INFINITY, |least, group| {
            let rest: Vec<Vec<usize>> = free
                .iter()
                .zip(group)
                .map(|(units, used)| units.iter().copied().filter(|u| Some(*u) != *used).collect())
                .collect();
            least.min(cost(group) + best(&rest, cost))
        })
    }
    best(&layers.iter().map(|layer| (0..layer.len()).collect()).collect::<Vec<_>>(), &cost)
}

fn layer(most: usize) -> impl Strategy<Value = Vec<Unit>> {
    let unit = (0..30_u32, 1..12_u32, 0..3_u32).prop_map(|(start, length, label)| Unit {
        start: f64::from(start),
        end: f64::from(start + length),
        label,
    });
    prop::collection::vec(unit, 0..=most)
}

fn weights() -> impl Strategy<Value = Dissimilarity> {
    prop_oneof![Just((1.0, 1.0)), Just((3.0, 1.0)), Just((1.0, 0.0)), Just((0.5, 2.0))]
        .prop_map(|(alpha, beta)| Dissimilarity { alpha, beta })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn two_analysts_are_aligned_at_least_cost(a in layer(4), b in layer(4), d in weights()) {
        let found = align(&[a.clone(), b.clone()], d);
        prop_assert!((found.cost - brute_force(&[a.clone(), b.clone()], d)).abs() < 1e-9);
        prop_assert!((found.cost - align(&[b, a], d).cost).abs() < 1e-9, "in either order");
    }

    #[test]
    fn three_analysts_are_aligned_at_least_cost(layers in prop::collection::vec(layer(2), 3..=3), d in weights()) {
        let found = align(&layers, d);
        prop_assert!((found.cost - brute_force(&layers, d)).abs() < 1e-9);
    }

    #[test]
    fn four_analysts_are_aligned_at_least_cost(layers in prop::collection::vec(layer(1), 4..=4), d in weights()) {
        let found = align(&layers, d);
        prop_assert!((found.cost - brute_force(&layers, d)).abs() < 1e-9);
    }

    #[test]
    fn five_analysts_are_aligned_at_least_cost(layers in prop::collection::vec(layer(1), 5..=5), d in weights()) {
        let found = align(&layers, d);
        prop_assert!((found.cost - brute_force(&layers, d)).abs() < 1e-9);
        prop_assert_eq!(found.gap, 0.0);
    }

    #[test]
    fn however_little_work_is_allowed_the_best_lies_within_the_gap(
        layers in prop::collection::vec(layer(2), 3..=4),
        d in weights(),
        max_work in prop_oneof![Just(0), 1..2_000_u64],
    ) {
        let (found, best) = (align_within(&layers, d, max_work), brute_force(&layers, d));
        prop_assert!(found.gap.is_finite() && found.gap >= 0.0);
        prop_assert!(best <= found.cost + 1e-9 && best >= found.cost - found.gap - 1e-6, "{} to {}", found.cost, found.gap);
    }

    #[test]
    fn every_unit_is_in_exactly_one_group(layers in prop::collection::vec(layer(8), 2..=4)) {
        let found = align(&layers, Dissimilarity::default());
        for (analyst, layer) in layers.iter().enumerate() {
            let mut seen: Vec<usize> = found.unitary.iter().filter_map(|group| group[analyst]).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..layer.len()).collect::<Vec<_>>());
        }
    }
}

/// The same annotations of several analysts, each slightly apart from the others, and many of them overlapping.
fn crowded(num_analysts: usize, num_units: usize) -> Vec<Vec<Unit>> {
    let unit = |analyst: usize, number: usize| {
        let start = (number * 7 + analyst * number % 5) as f64;
        Unit { start, end: start + 12.0 + ((number * 13 + analyst) % 11) as f64, label: ((number + analyst / 4) % 3) as u32 }
    };
    (0..num_analysts).map(|analyst| (0..num_units).map(|number| unit(analyst, number)).collect()).collect()
}

#[test]
fn six_analysts_with_twelve_equal_annotations_have_no_disorder() {
    let layers = vec![crowded(1, 12).swap_remove(0); 6];
    let found = align(&layers, Dissimilarity::default());
    assert_eq!((found.gap, found.unitary.len()), (0.0, 12));
    assert!(found.cost.abs() < 1e-9, "{}", found.cost);
}

#[test]
fn crowded_texts_are_solved_or_say_the_gap() {
    for (num_analysts, num_units) in [(3, 40), (6, 8), (10, 3)] {
        let layers = crowded(num_analysts, num_units);
        let found = align(&layers, Dissimilarity::default());
        assert_eq!(found.gap, 0.0, "{num_analysts} analysts");
        let hurried = align_within(&layers, Dissimilarity::default(), 5_000);
        assert!(hurried.cost >= found.cost - 1e-9 && hurried.cost - hurried.gap <= found.cost + 1e-6);
        let mut turned = layers.clone();
        turned.rotate_left(1);
        assert!((align(&turned, Dissimilarity::default()).cost - found.cost).abs() < 1e-6, "in any order of the analysts");
    }
}

/// Units whose places and lengths look random, as in a sample of chance.
fn scattered(num_analysts: u64, num_units: u64, num_chars: u64) -> Vec<Vec<Unit>> {
    let unit = |seed: u64| {
        let mut state = seed;
        let mut below = |most: u64| splitmix::next(&mut state) % most;
        let start = below(num_chars) as f64;
        Unit { start, end: start + 8.0 + below(60) as f64, label: below(4) as u32 }
    };
    (0..num_analysts).map(|analyst| (0..num_units).map(|number| unit(analyst * num_units + number)).collect()).collect()
}

#[test]
fn a_search_ends_when_less_work_is_left_than_one_linear_program() {
    let layers = scattered(3, 150, 1_000);
    let best = align(&layers, Dissimilarity::default());
    assert_eq!(best.gap, 0.0);
    for max_work in [2_000_000, 4_000_000] {
        let hurried = align_within(&layers, Dissimilarity::default(), max_work);
        let (low, high) = (hurried.cost - hurried.gap, hurried.cost);
        assert!(low <= best.cost + 1e-6 && best.cost <= high + 1e-6, "{max_work}: {low} to {high}, not {}", best.cost);
    }
}
