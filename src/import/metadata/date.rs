//! Reads dates as newspapers print them, in the languages whose bylines are recognised.
//!
//! `03/05/2021` is not read, because it may be in March or in May.

use jiff::civil::Date;

/// The years that a date of publication can have.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// The names of the months, from January on: English, German, French, Spanish, Portuguese, Italian, Dutch, Danish, Norwegian,
/// Swedish, Russian, Arabic of the Nile and of the Levant; some also without their accents.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "januar",
        "jänner",
        "jaenner",
        "janvier",
        "janv",
        "enero",
        "ene",
        "janeiro",
        "gennaio",
        "januari",
        "января",
        "يناير",
        "كانون الثاني",
    ],
    &[
        "february",
        "feb",
        "februar",
        "feber",
        "février",
        "fevrier",
        "févr",
        "febrero",
        "fevereiro",
        "febbraio",
        "februari",
        "февраля",
        "فبراير",
        "شباط",
    ],
    &[
        "march",
        "mar",
        "märz",
        "maerz",
        "mrz",
        "mars",
        "marzo",
        "março",
        "marco",
        "maart",
        "mrt",
        "marts",
        "марта",
        "مارس",
        "آذار",
    ],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "апреля", "أبريل", "إبريل", "نيسان"],
    &["may", "mai", "mayo", "maio", "maggio", "mei", "maj", "мая", "مايو", "أيار"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno", "июня", "يونيو", "حزيران"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "июля", "يوليو", "تموز"],
    &["august", "aug", "août", "aout", "agosto", "ago", "augustus", "augusti", "августа", "أغسطس", "آب"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "setembro", "settembre", "сентября", "سبتمبر", "أيلول"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "ottobre", "октября", "أكتوبر", "تشرين الأول"],
    &["november", "nov", "novembre", "noviembre", "novembro", "ноября", "نوفمبر", "تشرين الثاني"],
    &[
        "december",
        "dec",
        "dezember",
        "dez",
        "décembre",
        "decembre",
        "déc",
        "diciembre",
        "dic",
        "dezembro",
        "dicembre",
        "desember",
        "декабря",
        "ديسمبر",
        "كانون الأول",
    ],
];

/// The names of the days of the week, in the languages of [`MONTHS`] that are written in Latin letters, and short English
/// ones.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday", //
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "tues",
    "thur",
    "thurs", //
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag", //
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche", //
    "lunes",
    "martes",
    "miércoles",
    "miercoles",
    "jueves",
    "viernes",
    "sábado",
    "sabado",
    "domingo", //
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira", //
    "lunedì",
    "lunedi",
    "martedì",
    "martedi",
    "mercoledì",
    "mercoledi",
    "giovedì",
    "giovedi",
    "venerdì",
    "venerdi",
    "sabato",
    "domenica", //
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag", //
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lørdag",
    "søndag", //
    "måndag",
    "tisdag",
    "lördag",
    "söndag",
];

/// Words within a date that have no meaning.
const FILLERS: [&str; 6] = ["de", "del", "of", "den", "d.", "le"];

/// Words that may follow a time of day.
const AFTER_TIME: [&str; 8] = ["am", "pm", "gmt", "utc", "est", "edt", "cet", "cest"];

/// Reads the date that makes up `text`.
pub(super) fn parse(text: &str) -> Option<Date> {
    at_end(text).filter(|(before, _)| before.is_empty()).map(|(_, date)| date)
}

/// Reads the date at the end of a line, and returns the text before it without the separator: "Sel Wire, 3 May 2021".
pub(super) fn at_end(line: &str) -> Option<(&str, Date)> {
    let mut words = words(line.trim());
    while words.last().is_some_and(|(_, word)| is_time(word)) {
        words.pop();
    }
    let (first, date) = iso_at_end(&words).or_else(|| spelt_at_end(&words))?;
    words.truncate(first.1);
    let mut start = first.0;
    if let Some((weekday, _)) = words.last().filter(|(_, word)| is_weekday(word)) {
        start = *weekday;
    }
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | '،' | '|' | '-' | '–' | '—' | '·' | '•' | '/');
    Some((line.trim()[..start].trim_end_matches(is_separator), date))
}

/// Whether `word` names a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&lower(word).as_str())
}

/// Whether `word` names a month.
pub(super) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// The words, each with the byte at which it begins.
pub(super) fn words(line: &str) -> Vec<(usize, &str)> {
    line.split([' ', '\t', '\u{A0}', ',', '،'])
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
        .collect()
}

/// The byte and number of the word at which a date begins, and the date.
type Found = ((usize, usize), Date);

fn iso_at_end(words: &[(usize, &str)]) -> Option<Found> {
    let (start, word) = words.last()?;
    let word = western_digits(word);
    let day = word.split('T').next()?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    Some(((*start, words.len() - 1), checked(year, month.parse().ok()?, day)?))
}

fn spelt_at_end(words: &[(usize, &str)]) -> Option<Found> {
    // Three words, four if the month has two, or five as in "3 de mayo de 2021".
    (3..=5).filter(|num| *num <= words.len()).find_map(|num| {
        let first = words.len() - num;
        Some(((words[first].0, first), spelt(words[first..].iter().map(|(_, word)| *word))?))
    })
}

/// The date that these words spell.
fn spelt<'a>(words: impl Iterator<Item = &'a str>) -> Option<Date> {
    let of_date: Vec<&str> = words.filter(|word| !FILLERS.contains(word)).collect();
    match of_date.as_slice() {
        [a, b, year] => month(b).and_then(|month| checked(year, month, a)).or_else(|| checked(year, month(a)?, b)),
        [day, month_1, month_2, year] => checked(year, month(&format!("{month_1} {month_2}"))?, day),
        _ => None,
    }
}

/// Reads the date at the beginning of `words`, and returns it with the number of words that it takes.
pub(super) fn at_start(words: &[(usize, &str)]) -> Option<(usize, Date)> {
    let spelt_at_start =
        |num: usize| words.get(..num).and_then(|words| spelt(words.iter().map(|(_, word)| *word))).map(|date| (num, date));
    let first = words.get(..1)?;
    iso_at_end(first).map(|(_, date)| (1, date)).or_else(|| (3..=5).find_map(spelt_at_start))
}

fn checked(year: &str, month: i8, day: &str) -> Option<Date> {
    let day = western_digits(day);
    let digits = ["st", "nd", "rd", "th", "er", "º", "."].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(&day);
    let year = western_digits(year);
    let is_number = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(&year, 4) || !is_number(digits, 2) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    YEARS.contains(&year).then(|| Date::new(year, month, digits.parse().ok()?).ok()).flatten()
}

fn month(word: &str) -> Option<i8> {
    let word = lower(word);
    let at = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(at + 1).ok()
}

fn lower(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

/// Whether `word` is a time of day or belongs to one.
fn is_time(word: &str) -> bool {
    is_clock(word) || AFTER_TIME.contains(&word.to_lowercase().as_str())
}

/// Whether `word` is a time of day such as `10:42` or `09:31:00`.
pub(super) fn is_clock(word: &str) -> bool {
    let word = western_digits(word);
    word.contains(':') && word.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '+' | 'Z'))
}

/// Replaces Arabic-Indic and Persian digits by 0 to 9.
fn western_digits(word: &str) -> String {
    let western = |c: char, zero: char| char::from_digit((c as u32).wrapping_sub(zero as u32), 10);
    word.chars().map(|c| western(c, '٠').or_else(|| western(c, '۰')).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_they_are_printed() {
        let third_of_may = Some(date(2021, 5, 3));
        for text in [
            "3 May 2021",
            "May 3, 2021",
            "May 3rd, 2021",
            "Monday, 3 May 2021",
            "Mon. May 3 2021 10:42 GMT",
            "2021-05-03",
            "2021-05-03T10:42:00Z",
            "3. Mai 2021",
            "3 de mayo de 2021",
            "٣ مايو ٢٠٢١",
            "٢٠٢١-٠٥-٠٣",
            "3 أيار 2021",
        ] {
            assert_eq!(parse(text), third_of_may, "{text}");
        }
        assert_eq!(parse("21 كانون الثاني 2021"), Some(date(2021, 1, 21)));
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        for text in ["", "May 2021", "03/05/2021", "31 June 2021", "3 May 21", "on 3 May 2021", "3 May 20215", "2021-5-3"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_stands_before_a_date_is_told() {
        assert_eq!(at_end("Sel Wire, May 3, 2021"), Some(("Sel Wire", date(2021, 5, 3))));
        assert_eq!(at_end("Sel Wire — Monday, 3 May 2021"), Some(("Sel Wire", date(2021, 5, 3))));
        assert_eq!(at_end("سلك السيل، ٣ مايو ٢٠٢١"), Some(("سلك السيل", date(2021, 5, 3))));
    }
}
