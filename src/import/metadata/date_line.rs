//! Reads the date line of an article in a news database: a line of nothing but day of the week, date, time, zone and edition.
//!
//! "January 20, 2009 Tuesday 8:27 PM AEST", "Mittwoch 31. August 2011", "December 19, 1991, Sunday, Late Edition".

use super::date::{at_start, is_clock, is_month, is_weekday, words};
use jiff::civil::Date;

/// The seasons in which quarterlies appear, in the languages of the months.
const SEASONS: &[&str] = &[
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "frühjahr",
    "frühling",
    "sommer",
    "herbst",
    "printemps",
    "été",
    "automne",
    "hiver",
    "lente",
    "zomer",
    "herfst",
    "primavera",
    "verano",
    "otoño",
    "invierno",
];
/// Words of time zones that are written out.
const ZONE_WORDS: &[&str] = &[
    "central",
    "european",
    "eastern",
    "western",
    "pacific",
    "mountain",
    "greenwich",
    "mean",
    "standard",
    "daylight",
    "summer",
    "time",
    "uhr",
];
/// The most words of an edition.
const MAX_EDITION_WORDS: usize = 8;

/// A date as an article has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct DateLine<'a> {
    /// The day; `None` if only a month or a season is printed.
    pub(in super::super) day: Option<Date>,
    /// The time of day with its zone, as printed.
    pub(in super::super) time: String,
    /// The edition, or whatever else follows.
    pub(in super::super) rest: &'a str,
}

/// Reads a date line. The day of the week is not compared with the date, which wins.
pub(in super::super) fn date_line(line: &str) -> Option<DateLine<'_>> {
    let line = line.trim();
    let words = words(line);
    let mut at = usize::from(words.first().is_some_and(|(_, word)| is_weekday(word)));
    let (num_words, day) = at_start(&words[at..])
        .or_else(|| dotted(words.get(at)?.1).or_else(|| east_asian(words.get(at)?.1)).map(|day| (1, day)))
        .map(|(num, day)| (num, Some(day)))
        .or_else(|| month_alone(&words[at..]).map(|num| (num, None)))?;
    at += num_words;
    let mut time = Vec::new();
    while let Some((_, word)) = words.get(at) {
        let is_of_time = is_clock(word) || !time.is_empty() && is_after_time(word);
        if is_of_time {
            time.push(*word);
        } else if !is_weekday(word) {
            break;
        }
        at += 1;
    }
    let rest = words.get(at).map_or("", |(start, _)| &line[*start..]);
    (words.len() - at <= MAX_EDITION_WORDS).then(|| DateLine { day, time: time.join(" "), rest })
}

/// Whether a line is nothing but a time of day or a day of the week, as under some dates.
pub(in super::super) fn is_time_line(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|first| is_clock(first) || is_weekday(first))
        && words.all(|word| is_clock(word) || is_after_time(word) || is_weekday(word))
}

/// Whether a word after a time belongs to it: "PM", "AEST", "Central European Time".
fn is_after_time(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let is_short = (1..=5).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let lower = letters.to_lowercase();
    is_short || matches!(lower.as_str(), "am" | "pm" | "a.m" | "p.m") || ZONE_WORDS.contains(&lower.as_str())
}

/// Reads "23.10.2017", which has the day first wherever full stops are used.
pub(in super::super) fn dotted(word: &str) -> Option<Date> {
    let mut parts = word.trim_end_matches(',').split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str, lengths: &[usize]| lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !is_number(day, &[1, 2]) || !is_number(month, &[1, 2]) || !is_number(year, &[4]) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Reads "2011年12月29日", also with the day of the week behind it.
fn east_asian(word: &str) -> Option<Date> {
    let (year, rest) = word.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The number of words of "February 2009", "Summer, 2008" or "January/February 2009" at the beginning.
fn month_alone(words: &[(usize, &str)]) -> Option<usize> {
    let year_at = words.iter().take(4).position(|(_, word)| is_year(word))?;
    let is_season = |word: &str| SEASONS.contains(&word.to_lowercase().as_str());
    let is_period = |word: &str| word.split(['/', '-', '–']).all(|part| part.is_empty() || is_month(part) || is_season(part));
    (year_at > 0 && words[..year_at].iter().all(|(_, word)| is_period(word))).then_some(year_at + 1)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(line: &str) -> Option<Date> {
        date_line(line).and_then(|found| found.day)
    }

    #[test]
    fn date_lines_of_many_languages_are_read() {
        for (line, expected) in [
            ("January 11, 2010 Monday", date(2010, 1, 11)),
            ("December 19, 1991, Sunday, Late Edition", date(1991, 12, 19)),
            ("Mittwoch 31. August 2011", date(2011, 8, 31)),
            ("Onsdag 6. Januar 2010", date(2010, 1, 6)),
            ("15. April 2003", date(2003, 4, 15)),
            ("5. Maerz 2003", date(2003, 3, 5)),
            ("jeudi 5 octobre 2013", date(2013, 10, 5)),
            ("29 DÉCEMBRE 2011", date(2011, 12, 29)),
            ("1 mei 2015 vrijdag", date(2015, 5, 1)),
            ("8 de diciembre de 2013", date(2013, 12, 8)),
            ("martedì 3 maggio 2016", date(2016, 5, 3)),
            ("12 April 2013 Tuesday", date(2013, 4, 12)),
            ("Mar 9, 2022", date(2022, 3, 9)),
            ("29 декабря 2011", date(2011, 12, 29)),
            ("2011年12月29日", date(2011, 12, 29)),
            ("23.10.2017", date(2017, 10, 23)),
            ("2012-01-09T01:35:58Z", date(2012, 1, 9)),
        ] {
            assert_eq!(day(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn time_zone_and_edition_are_kept() {
        let found = date_line("January 20, 2009 Tuesday 8:27 PM AEST").unwrap();
        assert_eq!((found.time.as_str(), found.rest), ("8:27 PM AEST", ""));
        assert_eq!(date_line("December 19, 1991, Sunday, Late Edition").unwrap().rest, "Late Edition");
        assert_eq!(date_line("Friday, 5. July 2019 09:31:00 CEST").unwrap().time, "09:31:00 CEST");
        assert!(is_time_line("23:22 Central European Time") && is_time_line("woensdag") && !is_time_line("5 people died"));
    }

    #[test]
    fn a_month_or_a_season_has_no_day() {
        for line in ["February 2009", "Summer, 2008", "January/February 2009"] {
            assert_eq!(date_line(line), Some(DateLine::default()), "{line}");
        }
    }

    #[test]
    fn a_line_of_words_is_no_date_line() {
        for line in ["in 2000 um 4,5 Prozent", "Highlights of the AAP wire at 20:00 Jan 20", "May the best win in 2008", "2008"] {
            assert_eq!(date_line(line), None, "{line}");
        }
        let long = "March 3, 2020 was the day on which nobody in the town of Sel went out to buy bread";
        assert_eq!(date_line(long), None);
    }
}
