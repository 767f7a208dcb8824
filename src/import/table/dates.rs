//! Reads the days of a column. `05/03/2024` can be in March or in May; a row with `13/03/2024` shows which for the whole column,
//! and where no row does, the user is asked.

use crate::{
    import::{metadata::day_of, options::DayOrder, quoted::short},
    text::Examples,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The years that a number without separators can stand for.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;
/// Seconds since 1970 that are days from 1980 to 2100.
const SECONDS: std::ops::RangeInclusive<i64> = 315_532_800..=4_102_444_800;

/// What a value of the column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// A day, whatever the column says.
    Day(Date),
    /// A day whose order its own numbers show.
    Shown(Date, DayOrder),
    /// One day or the other: with the day first, and with the month first.
    Either(Date, Date),
    /// No day.
    Other,
}

/// Reads the days of a column, and keeps count of those that were not read.
#[derive(Debug, Default)]
pub(super) struct Dates {
    order: Option<DayOrder>,
    /// Whether the user chose the order.
    is_chosen: bool,
    /// A value that shows the order.
    proof: String,
    decided: Examples,
    ambiguous: Examples,
    unread: Examples,
    seconds: Examples,
}

impl Dates {
    /// Finds out from all values of a column in which order its days are written.
    pub(super) fn of<'v>(values: impl Iterator<Item = &'v str>, chosen: Option<DayOrder>) -> Self {
        if let Some(order) = chosen {
            return Self { order: Some(order), is_chosen: true, ..Self::default() };
        }
        let mut proofs: [Option<&str>; 2] = [None; 2];
        for value in values {
            if let Value::Shown(_, order) = read(value) {
                proofs[usize::from(order == DayOrder::MonthFirst)].get_or_insert(value);
            }
        }
        // Where rows contradict each other, each is read only if it leaves no choice.
        match proofs {
            [Some(proof), None] => Self { order: Some(DayOrder::DayFirst), proof: short(proof.trim()), ..Self::default() },
            [None, Some(proof)] => Self { order: Some(DayOrder::MonthFirst), proof: short(proof.trim()), ..Self::default() },
            _ => Self::default(),
        }
    }

    /// The day of a value; `None` is counted, to be told.
    pub(super) fn day(&mut self, value: &str) -> Option<Date> {
        let example = || short(value.trim());
        match (read(value), self.order) {
            (Value::Day(day), _) => {
                if is_seconds(value.trim()) {
                    self.seconds.add(example);
                }
                Some(day)
            }
            (Value::Shown(day, _), _) => Some(day),
            (Value::Either(day_first, month_first), Some(order)) => {
                self.decided.add(example);
                Some(if order == DayOrder::DayFirst { day_first } else { month_first })
            }
            (Value::Either(..), None) => {
                self.ambiguous.add(example);
                None
            }
            (Value::Other, _) => {
                self.unread.add(example);
                None
            }
        }
    }

    /// What is to be told about the column `name`.
    pub(super) fn told(&self, name: &str) -> Vec<String> {
        let name = short(name);
        let mut told = Vec::new();
        if self.ambiguous.count > 0 {
            let dates = self.ambiguous.counted("date", "dates");
            told.push(format!(
                "{dates} in the column “{name}” can have day or month first and, not being read, stayed as written: {}; choose with \
                 --dates {} or --dates {}",
                self.ambiguous.shown(),
                DayOrder::DayFirst.name(),
                DayOrder::MonthFirst.name()
            ));
        }
        if let Some(order) = self.order.filter(|_| self.decided.count > 0 && !self.is_chosen) {
            let (order, proof) = (order.words(), &self.proof);
            let read = self.decided.counted("date was read", "dates were read");
            told.push(format!("{read} as {order} in the column “{name}”, because “{proof}” there leaves no choice"));
        }
        if self.seconds.count > 0 {
            let numbers = self.seconds.counted("number was read", "numbers were read");
            told.push(format!(
                "{numbers} as seconds since 1970, with days in UTC, in the column “{name}”: {}",
                self.seconds.shown()
            ));
        }
        if self.unread.count > 0 {
            let values = self.unread.counted("date was", "dates were");
            told.push(format!("{values} not read as a day in the column “{name}” and kept as written: {}", self.unread.shown()));
        }
        told
    }
}

/// Whether more than the day stands in a value, so that it is kept beside the day.
pub(super) fn has_time(value: &str) -> bool {
    value.contains(':') || is_seconds(value.trim())
}

fn read(value: &str) -> Value {
    let value = value.trim();
    let (first, rest) = value.split_once([' ', 'T', ',']).unwrap_or((value, ""));
    if first.contains(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_digit() || " :.,+-".contains(c) || "APMapmUTCGZutcgz".contains(c))
        && let Some(found) = of_numbers(first)
    {
        return found;
    }
    if let Some(day) = day_of(value).or_else(|| with_short_year(value)).or_else(|| of_seconds(value)) {
        return Value::Day(day);
    }
    Value::Other
}

/// Reads `2024/03/05`, `05.03.2024`, `5/3/24` and `20240305`.
fn of_numbers(text: &str) -> Option<Value> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]).map(Value::Day);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/.-".contains(*c))?;
    let parts: Vec<&str> = text.trim_end_matches('.').split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let is_number = |part: &&str, lens: &[usize]| lens.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(a, &[4]) && is_number(b, &[1, 2]) && is_number(c, &[1, 2]) {
        return day(a, b, c).map(Value::Day);
    }
    if !(is_number(a, &[1, 2]) && is_number(b, &[1, 2]) && is_number(c, &[2, 4])) {
        return None;
    }
    let year = if c.len() == 4 { (*c).to_owned() } else { full_year(c) };
    let (day_first, month_first) = (day(&year, b, a), day(&year, a, b));
    Some(match (day_first, month_first) {
        // Nobody writes points between month and day.
        (Some(day), _) if separator == '.' => Value::Day(day),
        (Some(day), Some(other)) if day == other => Value::Day(day),
        (Some(day_first), Some(month_first)) => Value::Either(day_first, month_first),
        (Some(day), None) => Value::Shown(day, DayOrder::DayFirst),
        (None, Some(day)) if separator != '.' => Value::Shown(day, DayOrder::MonthFirst),
        _ => return None,
    })
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|year| YEARS.contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The year that two digits stand for, as spreadsheets read them.
fn full_year(digits: &str) -> String {
    let century = if digits < "70" { "20" } else { "19" };
    format!("{century}{digits}")
}

/// Reads `5-Mar-24` and `05-Mar-2024`.
fn with_short_year(value: &str) -> Option<Date> {
    let parts: Vec<&str> = value.split('-').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year =
        if year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()) { full_year(year) } else { (*year).to_owned() };
    day_of(&format!("{day} {month} {year}"))
}

fn is_seconds(value: &str) -> bool {
    of_seconds(value).is_some()
}

/// The day in UTC of seconds or milliseconds since 1970.
fn of_seconds(value: &str) -> Option<Date> {
    let whole = value.split('.').next().filter(|whole| matches!(whole.len(), 9 | 10 | 13))?;
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() == 13 { number / 1000 } else { number };
    let found = SECONDS.contains(&seconds).then(|| Timestamp::from_second(seconds).ok()).flatten()?;
    Some(found.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(values: &[&str], chosen: Option<DayOrder>) -> (Vec<String>, Vec<String>) {
        let mut dates = Dates::of(values.iter().copied(), chosen);
        let read = values.iter().map(|value| dates.day(value).map_or_else(|| "–".to_owned(), |day| day.to_string())).collect();
        (read, dates.told("date"))
    }

    #[test]
    fn days_that_leave_no_choice_are_read() {
        for value in [
            "2024-03-05",
            "2024-03-05 08:00:00",
            "2024-03-05T23:30:00-05:00",
            "2024/03/05",
            "2024.3.5",
            "20240305",
            "05.03.2024",
            "5.3.24",
            "05.03.2024, 07:30",
            "March 5, 2024",
            "Tue, 05 Mar 2024 08:00:00 GMT",
            "5-Mar-24",
            "05-Mar-2024",
            "1709622720",
            "1709622720000",
        ] {
            assert_eq!(days(&[value], None).0, ["2024-03-05"], "{value}");
        }
        assert_eq!(days(&["3/3/2024", "31/12/99", "12/31/1999 9:05 PM"], None).0, ["2024-03-03", "1999-12-31", "1999-12-31"]);
    }

    #[test]
    fn one_row_shows_the_order_of_all() {
        let (read, told) = days(&["05/03/2024", "13/03/2024"], None);
        assert_eq!(read, ["2024-03-05", "2024-03-13"]);
        assert_eq!(told, ["1 date was read as day/month/year in the column “date”, because “13/03/2024” there leaves no choice"]);
        assert_eq!(days(&["03-05-24", "3-13-24"], None).0, ["2024-03-05", "2024-03-13"]);
    }

    #[test]
    fn where_no_row_shows_it_the_user_is_asked() {
        let (read, told) = days(&["05/03/2024", "04/03/2024"], None);
        assert_eq!((read, told.len()), (vec!["–".to_owned(), "–".to_owned()], 1));
        assert!(told[0].contains("“05/03/2024”") && told[0].contains("--dates day-first"), "{}", told[0]);
        assert_eq!(days(&["05/03/2024"], Some(DayOrder::MonthFirst)), (vec!["2024-05-03".to_owned()], Vec::new()));
        assert_eq!(days(&["05/03/2024", "13/03/2024", "03/13/2024"], None).0, ["–", "2024-03-13", "2024-03-13"]);
    }

    #[test]
    fn what_is_no_day_is_kept_and_told() {
        let (read, told) = days(&["2024-03", "45356", "Spring", "31/02/2024", "2024-13-45", "99999999"], None);
        assert_eq!((read.iter().all(|day| day == "–"), told.len()), (true, 1));
    }
}
