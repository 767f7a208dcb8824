//! Finds texts that are nearly the same, and says where they differ.
//!
//! [`text::similar`](crate::text::similar) has the rule and the search.

use crate::{
    parallel,
    text::similar::{Ask, Shingles, Visitor, letter_of, near_pairs},
};

/// Characters that are shown before and after the place where two texts begin to differ.
const CHARS_AROUND: usize = 24;
/// A text that is near many earlier ones is compared with so many of them, and the nearest of these is named.
const MAX_NEAR: u8 = 8;

/// Two texts that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearDuplicate {
    /// The later of the two, as its place in the list.
    pub later: usize,
    /// The earlier.
    pub earlier: usize,
    /// How much of the shorter is in the longer, in percent of its shingles, rounded down.
    pub percent: usize,
}

/// Where two texts that are not the same begin to differ, and what each says there; the first is the one that is here.
/// Characters that look alike are named by their code points.
pub fn first_difference(here: &str, there: &str) -> String {
    let same_bytes: usize =
        here.chars().zip(there.chars()).take_while(|(here, there)| here == there).map(|(c, _)| c.len_utf8()).sum();
    let same = &here[..same_bytes];
    let line = same.matches('\n').count() + 1;
    let column = same.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let char_offset = same.chars().count();
    let before: String = {
        let chars: Vec<char> = same.chars().rev().take(CHARS_AROUND).collect();
        chars.into_iter().rev().collect()
    };
    let around = |text: &str| {
        let after: String = text[same_bytes..].chars().take(CHARS_AROUND).collect();
        let end = if after.is_empty() { "[end]" } else { "" };
        format!("{before}{after}{end}").replace('\n', "⏎")
    };
    let next = |text: &str| text[same_bytes..].chars().next();
    let alike = match (next(here), next(there)) {
        (Some(here), Some(there)) if look_alike(here, there) => {
            format!(" (U+{:04X} here, U+{:04X} there)", u32::from(here), u32::from(there))
        }
        _ => String::new(),
    };
    let (here, there) = (around(here), around(there));
    format!("from line {line}, character {column} on (offset {char_offset}): “{here}” here, “{there}” there{alike}")
}

/// Whether a reader may not see which of two characters is which: both count as the same letter, or neither as any.
fn look_alike(here: char, there: char) -> bool {
    letter_of(here) == letter_of(there) && !(here.is_ascii_graphic() && there.is_ascii_graphic())
}

/// The pairs of near-duplicates among `texts` whose later text is at place `first_new` or behind it; for each such text
/// the most similar earlier one.
pub fn near_duplicates(texts: &[&str], first_new: usize) -> Vec<NearDuplicate> {
    near_duplicates_among(texts, |_, later| later >= first_new)
}

/// The pairs of near-duplicates among `texts`, of those that `is_wanted(earlier, later)`; for each later text the most similar
/// earlier one.
pub fn near_duplicates_among(texts: &[&str], is_wanted: impl Fn(usize, usize) -> bool) -> Vec<NearDuplicate> {
    let shingles = parallel::map(texts, parallel::num_threads(), |text| Shingles::of(text));
    let nearest = vec![Nearest::default(); texts.len()];
    let mut found = Found { shingles: &shingles, is_wanted, nearest };
    near_pairs(&shingles, &mut found);
    let pair = |(later, nearest): (usize, Nearest)| {
        let (percent, earlier) = nearest.best?;
        Some(NearDuplicate { later, earlier, percent })
    };
    found.nearest.into_iter().enumerate().filter_map(pair).collect()
}

/// The nearest earlier text of each.
struct Found<'s, W> {
    shingles: &'s [Shingles],
    is_wanted: W,
    nearest: Vec<Nearest>,
}

#[derive(Clone, Copy, Default)]
struct Nearest {
    /// How near it is in percent, and its place.
    best: Option<(usize, usize)>,
    num_found: u8,
}

impl<W: Fn(usize, usize) -> bool> Visitor for Found<'_, W> {
    fn ask(&mut self, earlier: usize, later: usize, longer: usize) -> Ask {
        match self.nearest[later].num_found {
            MAX_NEAR.. if later == longer => Ask::Enough,
            MAX_NEAR.. => Ask::Skip,
            _ if (self.is_wanted)(earlier, later) => Ask::Compare,
            _ => Ask::Skip,
        }
    }

    fn found(&mut self, earlier: usize, later: usize) {
        let percent = self.shingles[earlier].percent_shared(&self.shingles[later]);
        let nearest = &mut self.nearest[later];
        nearest.num_found += 1;
        let is_nearer = nearest.best.is_none_or(|(best, place)| percent > best || percent == best && earlier < place);
        if is_nearer {
            nearest.best = Some((percent, earlier));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str = "The ferry to Sel runs again from Monday, the harbour office said, after nine days of storm.";

    fn first_near(texts: &[&str], first_new: usize) -> Vec<(usize, usize)> {
        near_duplicates(texts, first_new).iter().map(|pair| (pair.later, pair.earlier)).collect()
    }

    #[test]
    fn short_texts_are_found_whichever_is_the_longer() {
        let longer = format!("{NOTICE} Tickets stay valid.");
        assert_eq!(first_near(&[NOTICE, &longer], 1), [(1, 0)]);
        assert_eq!(first_near(&[&longer, "Snow.", NOTICE], 1), [(2, 0)]);
        assert_eq!(first_near(&[&longer, NOTICE], 2), [], "neither is new");
    }

    #[test]
    fn only_wanted_pairs_count() {
        let (typo, other) = (NOTICE.replace("Monday", "Munday"), NOTICE.replace("Monday", "Mon"));
        let found = near_duplicates_among(&[NOTICE, &typo, &other], |earlier, later| earlier == 0 && later == 2);
        assert_eq!(found.iter().map(|pair| (pair.earlier, pair.later)).collect::<Vec<_>>(), [(0, 2)]);
    }

    #[test]
    fn the_place_of_the_first_difference_is_named() {
        assert_eq!(
            first_difference("Rain.\nNine people", "Rain.\nNone"),
            "from line 2, character 2 on (offset 7): “Rain.⏎Nine people” here, “Rain.⏎None” there"
        );
        assert_eq!(
            first_difference("a café", "a cafe\u{301}"),
            "from line 1, character 6 on (offset 5): “a café” here, “a cafe\u{301}” there (U+00E9 here, U+0065 there)"
        );
        assert_eq!(
            first_difference("“No”", "\"No\""),
            "from line 1, character 1 on (offset 0): ““No”” here, “\"No\"” there (U+201C here, U+0022 there)"
        );
        assert_eq!(first_difference("a", "ab"), "from line 1, character 2 on (offset 1): “a[end]” here, “ab” there");
    }
}
