//! Numbers of spreadsheets as words. Days are numbers there too, and only the format of a cell shows which.

use jiff::{
    Span,
    civil::{Date, DateTime, date},
};

/// The first day of a workbook's calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// Day 1 is 1 January 1900, and 1900 wrongly has a 29 February, which is day 60.
    #[default]
    Of1900,
    /// Day 0 is 1 January 1904, as in old Excel for Macintosh.
    Of1904,
}

const SECONDS_OF_DAY: i64 = 86_400;

/// Writes a number without the `.0` or the exponent that a file may give to a whole number.
pub(super) fn plain(number: f64) -> String {
    format!("{number}")
}

/// Writes the day and time that a number stands for, as in `2024-03-05` or `2024-03-05 07:30:00`; `None` if there is none.
pub(super) fn day(number: f64, epoch: Epoch) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&number) {
        return None;
    }
    let whole = number.floor() as i64;
    let mut seconds = ((number - number.floor()) * SECONDS_OF_DAY as f64).round() as i64;
    let mut days = whole;
    if seconds == SECONDS_OF_DAY {
        (days, seconds) = (whole + 1, 0);
    }
    let clock = |seconds: i64| format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if days == 0 && epoch == Epoch::Of1900 {
        return Some(clock(seconds));
    }
    let first: Date = match epoch {
        Epoch::Of1904 => date(1904, 1, 1),
        Epoch::Of1900 if days > 60 => date(1899, 12, 30),
        Epoch::Of1900 => date(1899, 12, 31),
    };
    let day = DateTime::from(first).checked_add(Span::new().try_days(days).ok()?).ok()?.date();
    Some(if seconds == 0 { day.to_string() } else { format!("{day} {}", clock(seconds)) })
}

/// Whether the format of a number, by its id or its code, shows a day or a time.
pub(super) fn shows_day(id: u32, code: Option<&str>) -> bool {
    match code {
        Some(code) => code_shows_day(code),
        // These are built in; 27 to 36 and 50 to 58 are those of East Asian languages.
        None => matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58),
    }
}

fn code_shows_day(code: &str) -> bool {
    // Only the part for positive numbers counts.
    let (mut is_quoted, mut bracket) = (false, None::<String>);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match (&mut bracket, c) {
            (Some(words), ']') => {
                // `[h]` counts hours, `[Red]` is a colour and `[$-407]` a language.
                if words.chars().all(|c| "hmsHMS".contains(c)) && !words.is_empty() {
                    return true;
                }
                bracket = None;
            }
            (Some(words), c) => words.push(c),
            (None, '"') => is_quoted = !is_quoted,
            (None, _) if is_quoted => {}
            (None, '[') => bracket = Some(String::new()),
            (None, '\\' | '_' | '*') => drop(chars.next()),
            (None, ';') => return false,
            (None, c) if "dmyhsDMYHS".contains(c) => return !code.eq_ignore_ascii_case("general"),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_both_epochs() {
        let of = |number| day(number, Epoch::Of1900).unwrap_or_default();
        assert_eq!(
            [of(45356.0), of(45356.3125), of(1.0), of(59.0), of(61.0)],
            ["2024-03-05", "2024-03-05 07:30:00", "1900-01-01", "1900-02-28", "1900-03-01"]
        );
        assert_eq!((of(0.5), of(45_355.999_999_9)), ("12:00:00".to_owned(), "2024-03-05".to_owned()));
        assert_eq!(day(43894.0, Epoch::Of1904).as_deref(), Some("2024-03-05"));
        for bad in [-1.0, f64::NAN, f64::INFINITY, 1e300, 2_999_999.0 + 1.0] {
            assert_eq!(day(bad, Epoch::Of1900), None);
        }
    }

    #[test]
    fn formats_show_which_numbers_are_days() {
        for code in ["dd/mm/yyyy", "[$-407]d. MMMM yyyy", "yyyy\\-mm\\-dd", "[h]:mm", "hh:mm AM/PM", "mmm-yy"] {
            assert!(shows_day(200, Some(code)), "{code}");
        }
        for code in ["General", "0.00", "#,##0", "[Red]0", "0\" days\"", "0\\d", "_d0", "0;dd", "0.00E+00", "@", ""] {
            assert!(!shows_day(200, Some(code)), "{code}");
        }
        assert!(shows_day(14, None) && shows_day(22, None) && !shows_day(0, None) && !shows_day(49, None));
    }

    #[test]
    fn whole_numbers_have_no_point() {
        assert_eq!([plain(1.0), plain(2939000001.0), plain(0.5), plain(1e15)], ["1", "2939000001", "0.5", "1000000000000000"]);
    }
}
