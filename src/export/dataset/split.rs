//! Splits articles into train, validation and test.
//!
//! Every article goes to one part, and near-duplicates to the same part. Each label is spread by the same shares, the rarest
//! first: iterative stratification (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011) over groups of near-duplicates, by the
//! number of annotations of each label. The same articles, shares and seed give the same parts, whatever the order of the
//! articles.

use super::duplicates;
use crate::splitmix::mix;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap, fmt, str::FromStr};

/// The part that an article goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// For learning; all articles, if they are not split.
    Train,
    /// For choosing settings.
    Validation,
    /// For measuring, once.
    Test,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// `train`, `validation` or `test`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// The share of each part, as in `80/10/10`; `80/20` has no validation part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shares([u32; 3]);

impl Shares {
    /// Makes shares from percentages, which must add up to 100; the first must not be 0.
    pub fn new(train: u32, validation: u32, test: u32) -> Option<Self> {
        let sum = u64::from(train) + u64::from(validation) + u64::from(test);
        (sum == 100 && train > 0).then_some(Self([train, validation, test]))
    }

    /// The share of a part in percent.
    pub const fn percent(self, part: Part) -> u32 {
        self.0[part as usize]
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [train, validation, test] = self.0;
        write!(f, "{train}/{validation}/{test}")
    }
}

/// The reason why shares could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a split; write percentages that add up to 100, train first, as in 80/10/10 or 80/20")]
pub struct SharesError(String);

impl FromStr for Shares {
    type Err = SharesError;

    fn from_str(words: &str) -> Result<Self, SharesError> {
        let error = || SharesError(words.to_owned());
        let numbers: Vec<u32> =
            words.split('/').map(|n| n.trim().parse()).collect::<Result<_, _>>().map_err(|_ignored| error())?;
        match numbers[..] {
            [train, test] => Self::new(train, 0, test),
            [train, validation, test] => Self::new(train, validation, test),
            _ => None,
        }
        .ok_or_else(error)
    }
}

impl TryFrom<String> for Shares {
    type Error = SharesError;

    fn try_from(words: String) -> Result<Self, SharesError> {
        words.parse()
    }
}

impl From<Shares> for String {
    fn from(shares: Shares) -> Self {
        shares.to_string()
    }
}

/// An article as the split sees it.
#[derive(Clone, Debug)]
pub struct Item<'t> {
    /// A number that identifies it.
    pub id: u64,
    /// Its text.
    pub text: &'t str,
    /// The number of annotations of each label, with the labels in the same order for all items.
    pub labels: Vec<u64>,
}

/// The result of a split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// The part of each item.
    pub parts: Vec<Part>,
    /// Groups of near-duplicates, each of two items or more.
    pub duplicates: Vec<Vec<usize>>,
}

/// Splits the items.
///
/// Each part with a share gets at least one group of near-duplicates, as long as there are enough groups.
pub fn split(items: &[Item<'_>], shares: Shares, seed: u64) -> Parted {
    let mut groups = groups_of(items, seed);
    let mut plan = Plan::new(items, shares);
    let num_labels = plan.wanted_labels.len();
    let mut places: Vec<Option<Part>> = vec![None; groups.len()];
    let mut left: Vec<u64> = (0..num_labels).map(|label| groups.iter().map(|group| group.labels[label]).sum()).collect();
    // First the rarest remaining label, then the groups with most of it; groups without labels come last.
    while let Some(label) = (0..num_labels).filter(|label| left[*label] > 0).min_by_key(|label| left[*label]) {
        let mut having: Vec<usize> = (0..groups.len()).filter(|g| places[*g].is_none() && groups[*g].labels[label] > 0).collect();
        having.sort_by_key(|g| (Reverse(groups[*g].labels[label]), groups[*g].key));
        for g in having {
            let part = plan.best(Some(label));
            plan.place(part, &groups[g]);
            places[g] = Some(part);
            for (left, count) in left.iter_mut().zip(&groups[g].labels) {
                *left -= count;
            }
        }
    }
    for g in 0..groups.len() {
        if places[g].is_none() {
            let part = plan.best(None);
            plan.place(part, &groups[g]);
            places[g] = Some(part);
        }
    }
    let mut places: Vec<Part> = places.into_iter().flatten().collect();
    fill_empty(&mut places, &groups, shares);
    let mut parts = vec![Part::Train; items.len()];
    let mut duplicates = Vec::new();
    for (group, part) in groups.drain(..).zip(places) {
        for member in &group.members {
            parts[*member] = part;
        }
        if group.members.len() > 1 {
            duplicates.push(group.members);
        }
    }
    duplicates.sort();
    Parted { parts, duplicates }
}

/// Articles that stay together.
struct Group {
    members: Vec<usize>,
    labels: Vec<u64>,
    /// Orders groups that are otherwise equal; it depends on the seed.
    key: (u64, u64),
}

/// The groups in the order of their keys, which does not depend on the order of the items.
fn groups_of(items: &[Item<'_>], seed: u64) -> Vec<Group> {
    let texts: Vec<&str> = items.iter().map(|item| item.text).collect();
    let num_labels = items.iter().map(|item| item.labels.len()).max().unwrap_or(0);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (member, first) in duplicates::groups(&texts).into_iter().enumerate() {
        let group = groups.entry(first).or_insert_with(|| Group {
            members: Vec::new(),
            labels: vec![0; num_labels],
            key: (u64::MAX, u64::MAX),
        });
        group.members.push(member);
        for (sum, count) in group.labels.iter_mut().zip(&items[member].labels) {
            *sum += count;
        }
        let id = items[member].id;
        group.key = group.key.min((mix(seed ^ mix(id)), id));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| group.key);
    groups
}

/// The amounts that each part still needs.
struct Plan {
    /// Annotations by label, then by part, in hundredths.
    wanted_labels: Vec<[i128; 3]>,
    /// Articles by part, in hundredths.
    wanted_articles: [i128; 3],
    shares: Shares,
}

impl Plan {
    fn new(items: &[Item<'_>], shares: Shares) -> Self {
        let num_labels = items.iter().map(|item| item.labels.len()).max().unwrap_or(0);
        let wanted = |total: i128| Part::ALL.map(|part| total * i128::from(shares.percent(part)));
        let total = |label: usize| items.iter().filter_map(|item| item.labels.get(label)).map(|n| i128::from(*n)).sum();
        Self {
            wanted_labels: (0..num_labels).map(|label| wanted(total(label))).collect(),
            wanted_articles: wanted(items.len() as i128),
            shares,
        }
    }

    /// The part that needs most of `label`; of several, the one that needs most articles; then the first.
    fn best(&self, label: Option<usize>) -> Part {
        let wants = |part: Part| {
            let of_label = label.map_or(0, |label| self.wanted_labels[label][part as usize]);
            (of_label, self.wanted_articles[part as usize], Reverse(part))
        };
        let sharing = Part::ALL.into_iter().filter(|part| self.shares.percent(*part) > 0);
        sharing.max_by_key(|part| wants(*part)).unwrap_or(Part::Train)
    }

    fn place(&mut self, part: Part, group: &Group) {
        self.wanted_articles[part as usize] -= 100 * group.members.len() as i128;
        for (wanted, count) in self.wanted_labels.iter_mut().zip(&group.labels) {
            wanted[part as usize] -= 100 * i128::from(*count);
        }
    }
}

/// Gives each part without articles the smallest group of the part with the most groups.
fn fill_empty(places: &mut [Part], groups: &[Group], shares: Shares) {
    for part in Part::ALL.into_iter().filter(|part| shares.percent(*part) > 0) {
        if places.contains(&part) {
            continue;
        }
        let num_in = |part: Part| places.iter().filter(|place| **place == part).count();
        let Some(largest) = Part::ALL.into_iter().max_by_key(|part| (num_in(*part), Reverse(*part))) else { continue };
        let givable = (0..groups.len()).filter(|g| places[*g] == largest && num_in(largest) > 1);
        if let Some(smallest) = givable.min_by_key(|g| (groups[*g].members.len(), groups[*g].key)) {
            places[smallest] = part;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts of few different words, so that near-duplicates occur.
    fn any_items() -> impl Strategy<Value = Vec<(String, Vec<u64>)>> {
        let item = ("(war|rain|Dravna|sel| ){0,12}", proptest::collection::vec(0u64..4, 3));
        proptest::collection::vec(item, 0..40)
    }

    fn items(raw: &[(String, Vec<u64>)]) -> Vec<Item<'_>> {
        raw.iter().zip(0..).map(|((text, labels), id)| Item { id, text, labels: labels.clone() }).collect()
    }

    #[test]
    fn shares_are_percents() {
        assert_eq!("80/10/10".parse::<Shares>().map(|s| s.to_string()), Ok("80/10/10".to_owned()));
        assert_eq!("80/20".parse::<Shares>().map(|s| s.to_string()), Ok("80/0/20".to_owned()));
        for wrong in ["", "80", "80/10", "0/50/50", "80/10/5/5", "80/-10/30", "4294967295/4294967295/102"] {
            assert!(wrong.parse::<Shares>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn rare_labels_are_spread_first() {
        let raw: Vec<_> =
            (0..100).map(|i| (format!("article number {i} of a corpus"), vec![10, u64::from(i % 10 == 0)])).collect();
        let items = items(&raw);
        for seed in 0..20 {
            let parts = split(&items, Shares([80, 10, 10]), seed).parts;
            let count = |part| parts.iter().filter(|p| **p == part).count();
            assert_eq!(Part::ALL.map(count), [80, 10, 10]);
            let rare = |part| (0..100).filter(|i| i % 10 == 0 && parts[*i] == part).count();
            assert_eq!(Part::ALL.map(rare), [8, 1, 1]);
        }
    }

    proptest! {
        #[test]
        fn a_seed_decides_and_the_order_of_articles_does_not(raw in any_items(), seed: u64) {
            let items = items(&raw);
            let shares = Shares([60, 20, 20]);
            let parts = split(&items, shares, seed).parts;
            prop_assert_eq!(parts.len(), items.len());
            prop_assert_eq!(&split(&items, shares, seed).parts, &parts);
            let reversed: Vec<_> = items.iter().rev().cloned().collect();
            let mut back = split(&reversed, shares, seed).parts;
            back.reverse();
            prop_assert_eq!(back, parts);
        }

        #[test]
        fn near_duplicates_stay_together_and_no_part_is_empty(raw in any_items(), seed: u64) {
            let items = items(&raw);
            let texts: Vec<_> = items.iter().map(|item| item.text).collect();
            let groups = duplicates::groups(&texts);
            let Parted { parts, duplicates } = split(&items, Shares([50, 0, 50]), seed);
            let num_alike = duplicates.iter().map(Vec::len).sum::<usize>();
            let has_like = |this: usize| groups.iter().filter(|first| **first == groups[this]).count() > 1;
            prop_assert_eq!(num_alike, (0..groups.len()).filter(|this| has_like(*this)).count());
            for (this, first) in groups.iter().enumerate() {
                prop_assert_eq!(parts[this], parts[*first]);
            }
            let num_groups = groups.iter().enumerate().filter(|(this, first)| this == *first).count();
            prop_assert!(!parts.contains(&Part::Validation));
            if num_groups >= 2 {
                prop_assert!(parts.contains(&Part::Train) && parts.contains(&Part::Test));
            }
        }
    }
}
