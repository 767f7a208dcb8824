//! Qualifiers before a number: "at least", "up to", "about".

/// The meaning of a qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// "at least".
    AtLeast,
    /// "more than".
    MoreThan,
    /// "up to".
    AtMost,
    /// "fewer than".
    LessThan,
    /// "about".
    About,
}

/// The qualifiers with their meanings; `None` if the words belong to the figure but say nothing about the amount.
const QUALIFIERS: &[(Option<Meant>, &[&str])] = &[
    (
        Some(Meant::AtLeast),
        &[
            "at least",
            "no fewer than",
            "no less than",
            "not fewer than",
            "not less than",
            "minimum of",
            "a minimum of",
            "the minimum of",
        ],
    ),
    (
        Some(Meant::AtMost),
        &["at most", "up to", "as many as", "no more than", "not more than", "maximum of", "a maximum of", "the maximum of"],
    ),
    (Some(Meant::MoreThan), &["more than", "upwards of", "in excess of", "greater than", "over", "above", "exceeding"]),
    (Some(Meant::LessThan), &["fewer than", "less than", "under", "below"]),
    (
        Some(Meant::About),
        &[
            "about",
            "around",
            "some",
            "roughly",
            "approximately",
            "approx",
            "circa",
            "estimated",
            "an estimated",
            "nearly",
            "almost",
            "close to",
            "in the region of",
            "perhaps",
            "possibly",
        ],
    ),
    // Whether "no" and "between" have a meaning depends on what follows: "no one", "between 40 and 60".
    (None, &["another", "all", "between", "no"]),
];

/// The largest number of words in a qualifier.
pub const MAX_WORDS: usize = 4;

/// Finds the longest qualifier at the end of these words, and returns its number of words and its meaning, if it has one.
pub fn at_end(words: &[&str]) -> Option<(usize, Option<Meant>)> {
    let ends = |phrase: &str| {
        let wanted = phrase.split(' ');
        let num_words = wanted.clone().count();
        let start = words.len().checked_sub(num_words)?;
        let is_same = words[start..].iter().zip(wanted).all(|(word, wanted)| word.eq_ignore_ascii_case(wanted));
        is_same.then_some(num_words)
    };
    let found = QUALIFIERS.iter().flat_map(|(meant, phrases)| phrases.iter().map(move |phrase| (phrase, *meant)));
    found.filter_map(|(phrase, meant)| Some((ends(phrase)?, meant))).max_by_key(|(num_words, _)| *num_words)
}
