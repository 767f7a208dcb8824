//! Reads how many people a phrase speaks of: "at least 14 people were killed", "between 40 and 60", "dozens", "no one".
//!
//! It understands English. Of other languages it reads only the digits: they become the best value without a precision,
//! because words that it does not understand may mean "at least". A vague word never becomes a number.

mod words;

use super::{
    numbers::{Number, Part, parts},
    qualifier::{self, Meant},
};
use words::{ENGLISH, FILLERS, MONTHS, NOT_COUNTED, ONE_PERSON, PART, UNITS, VAGUE};

/// The amount that a phrase states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How it is stated; `None` if that is not understood.
    pub precision: Option<Precision>,
    /// The smallest number that the phrase allows.
    pub low: Option<i64>,
    /// The point value, if the phrase gives one but leaves the bounds open.
    pub best: Option<i64>,
    /// The largest number that the phrase allows.
    pub high: Option<i64>,
}

/// How a phrase states an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// "14".
    Exact,
    /// "at least 14", "more than 14".
    AtLeast,
    /// "up to 14", "fewer than 14".
    AtMost,
    /// "about 14".
    About,
    /// "between 40 and 60".
    Range,
    /// "dozens".
    VagueWord,
    /// "no one".
    Zero,
}

impl Precision {
    /// The id of this choice in the default codebook.
    pub fn id(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::About => "about",
            Self::Range => "range",
            Self::VagueWord => "vague_word",
            Self::Zero => "zero",
        }
    }
}

/// Reads `text`, the words of a casualty figure; `None` if nothing in it is understood, or if it states more than one
/// amount.
pub fn amount(text: &str) -> Option<Amount> {
    let parts = counted(parts(text));
    let number_at: Vec<usize> = (0..parts.len()).filter(|at| matches!(parts[*at], Part::Number(_))).collect();
    let number = |at: usize| match parts[at] {
        Part::Number(number) => number,
        _ => Number { value: 0, scale: 1, is_dozen: false, is_words: false },
    };
    match number_at.as_slice() {
        [] => without_number(&parts),
        [only] => one(&parts, *only, number(*only)),
        [first, second, ..] => {
            let between = words(&parts[first + 1..*second]);
            if between.iter().any(|word| matches!(word.as_str(), "including" | "includes" | "included" | "among")) {
                return one(&parts[..*second], *first, number(*first));
            }
            if number_at.len() > 2 {
                return None;
            }
            two(&parts, (*first, number(*first)), (*second, number(*second)))
        }
    }
}

/// Removes numbers that do not count people: ages, dates, percentages, times.
fn counted(mut parts: Vec<Part>) -> Vec<Part> {
    for at in 0..parts.len() {
        let Part::Number(number) = parts[at] else { continue };
        let word = |at: usize| match parts.get(at) {
            Some(Part::Word(word)) => word.as_str(),
            _ => "",
        };
        let before = at.checked_sub(1).map_or("", word);
        let after = if parts.get(at + 1) == Some(&Part::Dash) { word(at + 2) } else { word(at + 1) };
        let is_year = (1900..2100).contains(&number.value) && matches!(before, "in" | "since" | "of" | "by" | "until");
        let is_unit = UNITS.contains(&after) || MONTHS.contains(&after) || parts.get(at + 1) == Some(&Part::Percent);
        let is_date = MONTHS.contains(&before);
        if is_year || is_unit || is_date || before == "aged" {
            parts[at] = Part::Word(String::new());
        }
    }
    parts
}

fn words(parts: &[Part]) -> Vec<String> {
    let word = |part: &Part| match part {
        Part::Word(word) => Some(word.clone()),
        _ => None,
    };
    parts.iter().filter_map(word).collect()
}

fn without_number(parts: &[Part]) -> Option<Amount> {
    let words = words(parts);
    let pairs = || words.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
    let is_none = words.iter().any(|word| matches!(word.as_str(), "nobody" | "none"))
        || pairs().any(|(no, what)| no == "no" && !NOT_COUNTED.contains(&what))
        || pairs().any(|pair| matches!(pair, ("without", "casualties" | "injuries" | "fatalities" | "loss")))
        || words.windows(3).any(|three| three == ["not", "a", "single"]);
    if is_none {
        return Some(zero());
    }
    if words.iter().any(|word| VAGUE.contains(&word.as_str())) || pairs().any(|pair| pair == ("number", "of")) {
        return Some(Amount { precision: Some(Precision::VagueWord), ..Amount::default() });
    }
    if words.iter().any(|word| word == "both") {
        return Some(exact(2));
    }
    let [article, rest @ ..] = words.as_slice() else { return None };
    // In "a 12-year-old boy" or "an elderly woman", the person is named nearby.
    let is_one = matches!(article.as_str(), "a" | "an") && rest.iter().take(5).any(|word| ONE_PERSON.contains(&word.as_str()));
    is_one.then(|| exact(1))
}

fn one(parts: &[Part], at: usize, number: Number) -> Option<Amount> {
    let n = number.value;
    let before = words(&parts[..at]);
    let is_part = |head: &[String]| matches!(head, [.., part, of] if of == "of" && PART.contains(&part.as_str()));
    if is_part(&before) || before.split_last().is_some_and(|(_, head)| is_part(head)) {
        return None;
    }
    // "no one" is read as a word and the number one.
    if number.is_words && n == 1 && before.last().is_some_and(|word| word == "no" || word == "not") {
        return Some(zero());
    }
    let after = words(&parts[at + 1..]);
    let after_text = after.join(" ");
    let meant = meant(&before).or_else(|| {
        let is_plus = parts.get(at + 1) == Some(&Part::Plus);
        if is_plus || after_text.starts_with("or more") || after_text.ends_with("at least") || after_text.contains("and counting")
        {
            Some(Meant::AtLeast)
        } else if after_text.starts_with("or so") || after_text.starts_with("odd") || after_text.contains("or thereabouts") {
            Some(Meant::About)
        } else if after_text.starts_with("or fewer") || after_text.starts_with("or less") || after_text.ends_with("at most") {
            Some(Meant::AtMost)
        } else {
            None
        }
    });
    let has_words = before.iter().chain(&after).any(|word| !word.is_empty());
    let is_english = number.is_words || before.iter().chain(&after).any(|word| ENGLISH.contains(&word.as_str()));
    let at_least = |low| Amount { precision: Some(Precision::AtLeast), low: Some(low), ..Amount::default() };
    let at_most = |high| Amount { precision: Some(Precision::AtMost), high: Some(high), ..Amount::default() };
    Some(match meant {
        Some(Meant::AtLeast) => at_least(n),
        Some(Meant::MoreThan) => at_least(n.checked_add(1)?),
        Some(Meant::AtMost) => at_most(n),
        Some(Meant::LessThan) => at_most((n - 1).max(0)),
        Some(Meant::About) => about(n),
        // "a dozen" is seldom exactly twelve.
        None if number.is_dozen => about(n),
        None if has_words && !is_english => Amount { best: Some(n), ..Amount::default() },
        None if n == 0 => zero(),
        None => exact(n),
    })
}

/// Combines two numbers: a range, or two bounds.
fn two(parts: &[Part], (first_at, first): (usize, Number), (second_at, second): (usize, Number)) -> Option<Amount> {
    let before = words(&parts[..first_at]);
    let between: Vec<&Part> = parts[first_at + 1..second_at].iter().collect();
    let joint = match between.as_slice() {
        [Part::Dash] => "to",
        [Part::Word(word)] => word.as_str(),
        _ => "",
    };
    let is_range = matches!(joint, "to" | "or" | "حتى" | "से") || (joint == "and" && before.iter().any(|word| word == "between"));
    let bounds = || {
        let low = match meant(&before)? {
            Meant::AtLeast => first.value,
            Meant::MoreThan => first.value.checked_add(1)?,
            _ => return None,
        };
        let high = match meant(&words(&parts[first_at + 1..second_at]))? {
            Meant::AtMost | Meant::About => second.value,
            Meant::LessThan => (second.value - 1).max(0),
            _ => return None,
        };
        Some((low, high))
    };
    let (low, high) = if is_range {
        // In "two to three hundred", both numbers are hundreds.
        let is_short = first.scale == 1 && second.scale > 1 && first.value < second.value / second.scale;
        (if is_short { first.value.checked_mul(second.scale)? } else { first.value }, second.value)
    } else {
        bounds()?
    };
    let range = Amount { precision: Some(Precision::Range), low: Some(low), high: Some(high), best: None };
    (low < high).then_some(range)
}

/// Reads the qualifier in the words before a number.
fn meant(before: &[String]) -> Option<Meant> {
    let mut rest: Vec<&str> = before.iter().map(String::as_str).collect();
    let mut found: Option<Meant> = None;
    loop {
        match qualifier::at_end(&rest) {
            Some((num_words, meant)) => {
                // In "at least some 30", the bound says more than the approximation.
                found = if matches!(found, None | Some(Meant::About)) { meant.or(found) } else { found };
                rest.truncate(rest.len() - num_words);
            }
            None if rest.last().is_some_and(|word| FILLERS.contains(word)) => rest.truncate(rest.len() - 1),
            None => return found,
        }
        // Numbers that do not count people have become empty words.
        while rest.last().is_some_and(|word| word.is_empty()) {
            rest.truncate(rest.len() - 1);
        }
    }
}

fn exact(n: i64) -> Amount {
    Amount { precision: Some(Precision::Exact), low: Some(n), high: Some(n), best: None }
}

fn about(n: i64) -> Amount {
    Amount { precision: Some(Precision::About), best: Some(n), ..Amount::default() }
}

fn zero() -> Amount {
    Amount { precision: Some(Precision::Zero), low: Some(0), high: Some(0), best: None }
}
