//! Recognises what an article says about itself: headline, byline, dateline, labelled lines, copyright, notices.
//!
//! Recognition is cautious. It examines the head of the text, before the first long paragraph, and its foot. A recognised
//! line stays in the text and is marked as a block. If two lines compete, the first one wins.

mod date;
mod date_line;
mod field;
mod foot;
mod front_matter;
mod head;

use super::{
    error::Warnings,
    lines::{LineMarks, Lines},
};
use crate::project::{BlockKind, Metadata};
use field::Field;

pub(super) use date_line::{date_line, dotted, is_time_line};
pub(super) use field::is_language_tag;
pub(super) use front_matter::num_lines as num_front_matter_lines;
pub(super) use head::is_name;

/// Lines longer than this, in characters, are never metadata.
const MAX_LINE_CHARS: usize = 200;

/// Reads metadata from the lines and marks those lines. The first `front_matter` lines are YAML front matter.
pub(super) fn recognise(lines: &Lines<'_>, front_matter: usize, marks: &mut LineMarks, warnings: &mut Warnings<'_>) -> Metadata {
    recognise_more(Metadata::default(), lines, front_matter, marks, warnings)
}

/// Like [`recognise`], for a file that also has metadata outside the text, which takes precedence.
pub(super) fn recognise_more(
    mut metadata: Metadata,
    lines: &Lines<'_>,
    front_matter: usize,
    marks: &mut LineMarks,
    warnings: &mut Warnings<'_>,
) -> Metadata {
    if front_matter > 0 {
        marks.mark(0..front_matter, BlockKind::Metadata);
        for entry in front_matter::entries(lines, front_matter) {
            let field = Field::of_key(entry.key);
            // "tags: a, b" is a list without brackets.
            let values = if let [value] = entry.values.as_slice() { field.values(value) } else { entry.values };
            if !set(&mut metadata, field, entry.key, &values) {
                warnings.add(Some(entry.line), field.complaint(entry.key, &values.join(", ")));
            }
        }
    }
    let body = head::recognise(lines, front_matter, marks, &mut metadata);
    foot::recognise(lines, body, marks, &mut metadata);
    metadata
}

/// Fills a field that is still empty; `false` if the field cannot hold the values. Values that do not fit go to
/// [`Metadata::other`] under `key`.
fn set(metadata: &mut Metadata, field: Field, key: &str, values: &[String]) -> bool {
    let joined = values.join(", ");
    if joined.is_empty() {
        return true;
    }
    let text = match field {
        Field::Headline => &mut metadata.headline,
        Field::Byline => &mut metadata.byline,
        Field::Outlet => &mut metadata.outlet,
        Field::Url => &mut metadata.url,
        Field::SourceNote => &mut metadata.source_note,
        Field::Copyright => &mut metadata.copyright,
        Field::Language if field::is_language_tag(&joined) => &mut metadata.language,
        Field::Regions => return extend(&mut metadata.regions, values),
        Field::Themes => return extend(&mut metadata.themes, values),
        Field::Series => return extend(&mut metadata.series, values),
        Field::Published if metadata.published.is_some() && date::parse(&joined) == metadata.published => return true,
        Field::Published if metadata.published.is_none() && date::parse(&joined).is_some() => {
            metadata.published = date::parse(&joined);
            return true;
        }
        Field::Published | Field::Language | Field::Other => {
            metadata.other.entry(key.to_owned()).or_insert(joined.clone());
            return field == Field::Other || (field == Field::Published && date::parse(&joined).is_some());
        }
    };
    if text.is_empty() {
        *text = joined;
    } else if *text != joined {
        metadata.other.entry(key.to_owned()).or_insert(joined);
    }
    true
}

/// Fills the field with this name ("title", "author", "date", as in front matter), or keeps the value under the name.
/// Existing values stay.
pub(super) fn fill(metadata: &mut Metadata, key: &str, value: &str) {
    let value = value.trim();
    let field = Field::of_key(key);
    let _kept_either_way = set(metadata, field, key, &field.values(value));
}

/// Reads the day from the date of a machine or a newspaper.
pub(super) fn day_of(value: &str) -> Option<jiff::civil::Date> {
    date::parse(value.trim()).or_else(|| {
        let day: String = value.trim().chars().take(10).collect();
        let is_machine = value.trim()[day.len()..].chars().next().is_none_or(|c| matches!(c, 'T' | ' ' | 't'));
        is_machine.then(|| date::parse(&day)).flatten()
    })
}

fn extend(list: &mut Vec<String>, values: &[String]) -> bool {
    for value in values {
        if !list.contains(value) {
            list.push(value.clone());
        }
    }
    true
}
