//! Divides a phrase into words and numbers: digits of any script, and English number words combined ("two hundred and ten").

use super::digits::{digit, written};

/// A part of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A word in lower case.
    Word(String),
    /// A number.
    Number(Number),
    /// A hyphen or dash.
    Dash,
    /// A plus sign.
    Plus,
    /// A per cent sign.
    Percent,
}

/// A number in a phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: i64,
    /// The multiplier in its last word, as 100 in "two hundred"; otherwise 1.
    pub scale: i64,
    /// Whether it counts in dozens.
    pub is_dozen: bool,
    /// Whether it is written in words.
    pub is_words: bool,
}

/// A piece of text before number words are combined.
#[derive(Clone, Debug, PartialEq)]
enum Raw {
    Word(String),
    Digits { whole: i64, tenths: Option<i64> },
    Dash,
    Plus,
    Percent,
}

/// Divides a phrase into its parts, in order.
pub fn parts(text: &str) -> Vec<Part> {
    let raw = raw(text);
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(piece) = raw.get(at) {
        if let Some((number, next)) = number_at(&raw, at) {
            parts.push(Part::Number(number));
            at = next;
            continue;
        }
        parts.push(match piece {
            Raw::Word(word) => Part::Word(word.clone()),
            // A number with a fraction does not count people.
            Raw::Digits { .. } => Part::Word(String::new()),
            Raw::Dash => Part::Dash,
            Raw::Plus => Part::Plus,
            Raw::Percent => Part::Percent,
        });
        at += 1;
    }
    parts
}

fn raw(text: &str) -> Vec<Raw> {
    let mut pieces: Vec<Raw> = Vec::new();
    let mut rest = text;
    // Whether the previous piece ends right here, without a space between.
    let mut is_glued = false;
    while let Some(c) = rest.chars().next() {
        let mut len = c.len_utf8();
        let mut piece = None;
        if digit(c).is_some() {
            let number = written(rest);
            len = number.map_or(len, |number| number.len);
            let is_name = is_glued && matches!(pieces.as_slice(), [.., Raw::Word(_), Raw::Dash] | [.., Raw::Word(_)]);
            let letters = rest[len..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - len);
            if is_name || letters > 0 {
                // A name such as "T-72", or an ordinal such as "12th".
                len += letters;
                piece = Some(Raw::Word(rest[..len].to_lowercase()));
            } else if let Some(number) = number {
                piece = Some(Raw::Digits { whole: number.whole, tenths: number.tenths });
            } else {
                // "3.14" and "12:30" do not count people.
                let is_number = |c: char| digit(c).is_some() || matches!(c, '.' | ',' | ':');
                len = rest.find(|c: char| !is_number(c)).unwrap_or(rest.len());
                piece = Some(Raw::Word(String::new()));
            }
        } else if c.is_alphabetic() {
            let is_in_word = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’') || is_mark(c);
            len = rest.find(|c: char| !is_in_word(c)).unwrap_or(rest.len());
            piece = Some(Raw::Word(rest[..len].to_lowercase()));
        } else if matches!(c, '-' | '–' | '—' | '‑' | '‐') {
            piece = Some(Raw::Dash);
        } else if c == '+' {
            piece = Some(Raw::Plus);
        } else if matches!(c, '%' | '٪') {
            piece = Some(Raw::Percent);
        }
        is_glued = piece.is_some();
        pieces.extend(piece);
        rest = &rest[len..];
    }
    pieces
}

/// Whether `c` is a vowel sign or similar mark, which belongs to the word around it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

/// Reads one to nineteen.
fn small(word: &str) -> Option<i64> {
    const WORDS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    WORDS.iter().position(|known| *known == word).and_then(|at| i64::try_from(at).ok())
}

/// Reads the tens from twenty to ninety.
fn tens(word: &str) -> Option<i64> {
    const WORDS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let at = WORDS.iter().position(|known| *known == word || (word == "fourty" && *known == "forty"))?;
    i64::try_from(at).ok().map(|at| 10 * (at + 2))
}

/// The factor by which a word multiplies the number before it.
fn scale(word: &str) -> Option<i64> {
    Some(match word {
        "dozen" => 12,
        "hundred" => 100,
        "thousand" => 1_000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        _ => return None,
    })
}

/// Reads the number that begins at piece `at`, and returns it with the piece after it.
fn number_at(raw: &[Raw], at: usize) -> Option<(Number, usize)> {
    let word = |at: usize| match raw.get(at) {
        Some(Raw::Word(word)) => Some(word.as_str()),
        _ => None,
    };
    let is_article = |at: usize| matches!(word(at), Some("a" | "an"));
    let scale_at = |at: usize| word(at).and_then(scale);
    // "half a dozen", "half a million"
    if word(at) == Some("half") && is_article(at + 1) {
        let scale = scale_at(at + 2)?;
        return Some((Number { value: scale / 2, scale, is_dozen: scale == 12, is_words: true }, at + 3));
    }
    let mut number = Number { value: 0, scale: 1, is_dozen: false, is_words: true };
    let (mut total, mut next): (i64, usize) = (0, at);
    // The part that has not been multiplied yet.
    let mut group: Option<i64> = None;
    if is_article(at) {
        scale_at(at + 1)?;
        (group, next) = (Some(1), at + 1);
    } else if let Some(Raw::Digits { whole, tenths }) = raw.get(at) {
        number.is_words = false;
        next = at + 1;
        match tenths {
            None => group = Some(*whole),
            Some(tenths) => {
                // Only as in "1.5 million".
                let scale = scale_at(next).filter(|scale| *scale >= 1_000)?;
                let value = whole.checked_mul(scale)?.checked_add(tenths * (scale / 10))?;
                return Some((Number { value, scale, ..number }, next + 1));
            }
        }
    }
    loop {
        // "two hundred and ten", "forty-five"
        let links = match raw.get(next) {
            Some(Raw::Word(and)) if and == "and" && number.scale >= 100 => 1,
            Some(Raw::Dash) if group.is_some_and(|group| group % 100 >= 20 && group % 10 == 0) => 1,
            _ => 0,
        };
        let Some(here) = word(next + links) else { break };
        let fits = |value: i64| match group {
            None => total == 0 || number.scale >= 1_000,
            Some(group) if value < 10 => group % 10 == 0 && (group % 100 >= 20 || group % 100 == 0),
            Some(group) => group % 100 == 0,
        } && number.is_words;
        if let Some(value) = small(here).or_else(|| tens(here)) {
            if !fits(value) || (links == 1 && matches!(raw.get(next), Some(Raw::Dash)) && value >= 10) {
                break;
            }
            group = Some(group.unwrap_or(0) + value);
        } else if let Some(scale) = scale(here).filter(|_| links == 0)
            && let Some(times) = group
        {
            number.scale = scale;
            number.is_dozen = scale == 12;
            let value = times.checked_mul(scale)?;
            if scale == 100 {
                group = Some(value);
            } else {
                (total, group) = (total.checked_add(value)?, None);
            }
        } else {
            break;
        }
        next += links + 1;
        if number.is_dozen {
            break;
        }
    }
    if next == at {
        return None;
    }
    number.value = total.checked_add(group.unwrap_or(0))?;
    Some((number, next))
}
