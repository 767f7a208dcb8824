//! Recognises the lines above the body: headline, byline, dateline, labelled lines.

use super::{
    super::lines::{LineMarks, Lines},
    MAX_LINE_CHARS, date,
    field::Field,
    set,
};
use crate::project::{BlockKind, Metadata};

/// The number of lines, not counting empty ones, that can belong to the head.
const MAX_HEAD_LINES: usize = 30;
/// The number of unrecognised lines that do not end the head: a standfirst, or the name of a section.
const MAX_STRANGE_LINES: usize = 6;
/// From this length on, in characters, the line under a headline is a paragraph and not its second line.
const PARAGRAPH_CHARS: usize = 120;
/// The longest byline or name of an outlet, in characters.
const MAX_NAME_CHARS: usize = 120;

/// The beginnings of bylines, in the languages whose months [`date`] knows, and "By" in capitals.
const BYLINE_WORDS: [&str; 8] = ["By ", "BY ", "Von ", "Par ", "Por ", "بقلم:", "بقلم ", "بقلم : "];

/// Words in lower case within names of people and outlets, and in bylines that name nobody.
const SMALL_WORDS: &[&str] = &[
    "a",
    "agencies",
    "agency",
    "al",
    "and",
    "at",
    "bin",
    "bint",
    "da",
    "de",
    "del",
    "della",
    "den",
    "der",
    "des",
    "di",
    "do",
    "dos",
    "du",
    "e",
    "el",
    "et",
    "for",
    "from",
    "ibn",
    "in",
    "la",
    "le",
    "of",
    "on",
    "reporters",
    "staff",
    "ter",
    "the",
    "und",
    "van",
    "von",
    "with",
    "y",
    "zu",
];

/// Recognises the head after the front matter, and returns the line at which the body begins.
pub(super) fn recognise(lines: &Lines<'_>, first: usize, marks: &mut LineMarks, metadata: &mut Metadata) -> usize {
    let end = end_of_head(lines, first);
    let headline = headline_line(lines, first, end, marks, metadata);
    if let Some(line) = headline {
        set(metadata, Field::Headline, "headline", &[lines.get(line).trim().to_owned()]);
        marks.mark(line..line + 1, BlockKind::Headline);
    }
    let mut strange = 0;
    for line in (first..end).filter(|line| !lines.is_blank(*line) && Some(*line) != headline) {
        if read(lines.get(line).trim(), metadata) {
            marks.mark(line..line + 1, BlockKind::Metadata);
        } else {
            strange += 1;
        }
        if strange > MAX_STRANGE_LINES {
            return line;
        }
    }
    end
}

/// The first line of the first long paragraph.
fn end_of_head(lines: &Lines<'_>, first: usize) -> usize {
    let mut num_lines = 0;
    let mut line = first;
    while line < lines.len() && num_lines < MAX_HEAD_LINES {
        if !lines.is_blank(line) {
            num_lines += 1;
            // A line that is recognised by itself does not make its paragraph long.
            let is_read = read(lines.get(line).trim(), &mut Metadata::default());
            if !is_read && paragraph_is_long(lines, line) {
                return line;
            }
        }
        line += 1;
    }
    line
}

/// Whether the line, or the unrecognised lines from it to the next blank one, are longer than metadata can be.
fn paragraph_is_long(lines: &Lines<'_>, first: usize) -> bool {
    if is_short_line_over_paragraph(lines, first) {
        return false;
    }
    let mut chars = 0;
    for line in (first..lines.len()).take_while(|line| !lines.is_blank(*line)) {
        if line > first && read(lines.get(line).trim(), &mut Metadata::default()) {
            return false;
        }
        chars += lines.get(line).chars().take(MAX_LINE_CHARS + 1).count();
        if chars > MAX_LINE_CHARS {
            return true;
        }
    }
    false
}

/// Whether a line is directly above a paragraph that is one long line, as in texts without blank lines.
fn is_short_line_over_paragraph(lines: &Lines<'_>, line: usize) -> bool {
    let next_chars = lines.get(line + 1).chars().take(PARAGRAPH_CHARS + 1).count();
    next_chars > PARAGRAPH_CHARS && lines.get(line).chars().take(PARAGRAPH_CHARS).count() < PARAGRAPH_CHARS
}

/// Finds the headline: a heading of level 1, or else the first line that has no other explanation.
fn headline_line(lines: &Lines<'_>, first: usize, end: usize, marks: &LineMarks, metadata: &Metadata) -> Option<usize> {
    let mut filled = (first..end).filter(|line| !lines.is_blank(*line));
    if !metadata.headline.is_empty() {
        return filled.find(|line| lines.get(*line).trim() == metadata.headline);
    }
    if let Some(heading) = filled.clone().find(|line| marks.get(*line) == Some(BlockKind::Heading(1))) {
        return Some(heading);
    }
    let line = filled.find(|line| !is_plainly_metadata(lines.get(*line).trim()))?;
    let text = lines.get(line).trim();
    let is_marked = marks.get(line).is_some_and(|kind| !matches!(kind, BlockKind::Heading(_)));
    let stands_alone = lines.is_blank(line + 1)
        || is_short_line_over_paragraph(lines, line)
        || read(lines.get(line + 1).trim(), &mut Metadata::default());
    (!is_marked && stands_alone && is_headline(text)).then_some(line)
}

/// Whether a first line is certainly metadata. A name with a date could be a headline, so it does not count.
fn is_plainly_metadata(line: &str) -> bool {
    date::parse(line).is_some()
        || Field::of_line(line).is_some_and(|(field, ..)| field != Field::Byline)
        || byline(line).is_some()
}

fn is_headline(line: &str) -> bool {
    let ends_sentence = line.ends_with(['.', '。', '۔', ':', ',', ';']) && !line.ends_with("...") && !ends_in_initials(line);
    line.chars().any(char::is_alphabetic) && line.chars().count() <= MAX_LINE_CHARS && !ends_sentence
}

/// Whether a full stop belongs to an abbreviation such as "U.S."
fn ends_in_initials(line: &str) -> bool {
    let mut from_end = line.chars().rev();
    from_end.next() == Some('.') && from_end.next().is_some_and(char::is_uppercase) && from_end.next() == Some('.')
}

/// Fills `metadata` from a line of the head; `false` if nothing in the line is recognised.
fn read(line: &str, metadata: &mut Metadata) -> bool {
    if line.is_empty() || line.chars().nth(MAX_LINE_CHARS).is_some() {
        return false;
    }
    if let Some(byline) = byline(line) {
        return set(metadata, Field::Byline, "byline", &[byline.to_owned()]);
    }
    if let Some((field, label, values)) = Field::of_line(line) {
        let is_understood = match field {
            Field::Published => date::parse(&values.join(" ")).is_some(),
            Field::Language => super::field::is_language_tag(&values.join(" ")),
            _ => true,
        };
        return is_understood && set(metadata, field, label, &values);
    }
    dateline(line, metadata)
}

/// The author in a line that begins with "By".
fn byline(line: &str) -> Option<&str> {
    let name = BYLINE_WORDS.iter().find_map(|word| line.strip_prefix(word))?.trim_start_matches(':').trim();
    let mut words = name.split([' ', ',']).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    // May and Mai are names too.
    let is_of_month = second.is_none_or(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let is_day = date::is_weekday(first) || date::is_month(first) && is_of_month;
    (!is_day && is_name(name)).then_some(name)
}

/// Whether `text` could be one or more names: capitalised words, or words of a script without capitals.
pub(in super::super) fn is_name(text: &str) -> bool {
    let is_name_word = |word: &str| {
        let letters = word.trim_matches(|c: char| !c.is_alphabetic());
        let first_is_small = letters.chars().next().is_some_and(char::is_lowercase);
        let prefix = letters.split(['-', '’', '\'']).next().unwrap_or_default();
        !first_is_small || SMALL_WORDS.contains(&letters) || (prefix.len() <= 2 && letters.chars().any(char::is_uppercase))
    };
    let ends_sentence = text.ends_with(['.', '!', '?', ':']) && !ends_in_abbreviation(text);
    text.chars().any(char::is_alphabetic)
        && text.chars().count() <= MAX_NAME_CHARS
        && text.split_whitespace().count() <= 16
        && !ends_sentence
        && text.split_whitespace().all(is_name_word)
}

/// Whether the last word is short and capitalised: "Jr.", "B.".
fn ends_in_abbreviation(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.ends_with('.') && last.chars().count() <= 4 && last.starts_with(char::is_uppercase)
}

/// Fills outlet and date from "Sel Wire, 3 May 2021", or from the date alone. A second such line is kept as other metadata.
fn dateline(line: &str, metadata: &mut Metadata) -> bool {
    let Some((before, date)) = date::at_end(line) else { return false };
    let before = before.trim_end_matches(':').trim_end();
    match before.to_lowercase().as_str() {
        "updated" | "last updated" | "last modified" => {
            return set(metadata, Field::Other, "updated", &[date.to_string()]);
        }
        "" | "published" | "published on" | "posted" | "posted on" | "first published" => {
            return set(metadata, Field::Published, "also published", &[date.to_string()]);
        }
        _ if !is_name(before) => return false,
        _ => {}
    }
    if metadata.published.is_some() {
        return set(metadata, Field::Other, "also published", &[line.to_owned()]);
    }
    set(metadata, Field::Outlet, "outlet", &[before.to_owned()])
        && set(metadata, Field::Published, "published", &[date.to_string()])
}
