//! Reads digits of every script, and numbers written with them: "1,200", "١٢", "1,20,000", "12 000".

/// The zeros of the scripts with decimal digits in common use (Unicode, general category Nd). The other nine digits follow
/// each.
const ZEROS: [u32; 27] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040,
    0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1B50, 0xA9D0, 0xABF0, 0xFF10,
];
/// More digits than any count of people has.
const MAX_DIGITS: usize = 12;

/// The value of a decimal digit of any script.
pub fn digit(c: char) -> Option<i64> {
    let value = |zero: &u32| u32::from(c).checked_sub(*zero).filter(|value| *value < 10);
    ZEROS.iter().find_map(value).map(i64::from)
}

/// A number written with digits at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// Its value, without the decimal places.
    pub whole: i64,
    /// Tenths, if one digit follows a decimal separator, as in "1.5 million".
    pub tenths: Option<i64>,
    /// Its length in bytes.
    pub len: usize,
}

/// Reads the number at the beginning of `text`. `None` if there is none, or something that only looks like one, such as
/// "3.14" and "12:30".
pub fn written(text: &str) -> Option<Written> {
    let mut groups: Vec<String> = vec![String::new()];
    let mut separators: Vec<char> = Vec::new();
    let mut len = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let group = groups.last_mut()?;
        if let Some(value) = digit(c) {
            group.push(char::from_digit(u32::try_from(value).ok()?, 10)?);
            len = at + c.len_utf8();
        } else if is_separator(c) && !group.is_empty() && chars.peek().is_some_and(|(_, next)| digit(*next).is_some()) {
            // A plain space separates two numbers, unless what follows can only be thousands.
            if c == ' ' && !text[at + 1..].starts_with("000") {
                break;
            }
            separators.push(c);
            groups.push(String::new());
        } else {
            break;
        }
    }
    let num_digits: usize = groups.iter().map(String::len).sum();
    if num_digits == 0 || num_digits > MAX_DIGITS || separators.contains(&':') {
        return None;
    }
    let value = |digits: &str| digits.parse::<i64>().ok();
    if let [whole, tenths] = groups.as_slice()
        && tenths.len() == 1
        && matches!(separators.as_slice(), ['.' | ',' | '٫'])
    {
        return Some(Written { whole: value(whole)?, tenths: Some(value(tenths)?), len });
    }
    (separators.is_empty() || are_thousands(&groups)).then_some(())?;
    Some(Written { whole: value(&groups.concat())?, tenths: None, len })
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '٬' | '٫' | '،' | ':')
}

/// Whether all groups after the first have three digits, or two with a last group of three as in South Asia.
fn are_thousands(groups: &[String]) -> bool {
    let [first, middle @ .., last] = groups else { return false };
    let is_grouped = |size: usize| middle.iter().all(|group| group.len() == size);
    (1..=3).contains(&first.len()) && last.len() == 3 && (is_grouped(3) || (is_grouped(2) && first.len() <= 2))
}
