//! Taguette's database: documents, highlights and tags of all its projects.
//!
//! Highlights count bytes of the document's text, which is its HTML without tags and with line ends as LF. That text has no line break between
//! paragraphs, so one is put there, and the highlights move with it. A highlight becomes an annotation for each of its tags.

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark},
    error::Warnings,
    offsets::Reading,
};
use rusqlite::{Connection, OptionalExtension as _, config::DbConfig, types::ValueRef};
use std::collections::BTreeMap;

/// Elements that begin on a line of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "blockquote",
    "pre",
    "br",
    "hr",
    "dt",
    "dd",
    "section",
    "article",
    "figcaption",
];
/// The label of highlights without a tag.
const UNTAGGED: &str = "highlight";
/// Where a database says how it is journalled; a copy of the file alone can be read in the old way only.
const JOURNAL_BYTES: std::ops::Range<usize> = 18..20;

/// Reads databases.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let mut all = Collector::new("taguette", false);
    for file in files {
        let mut warnings = Warnings::new(file.path);
        if let Err(error) = database(&mut all, *file, analyst, &mut warnings) {
            all.refuse(*file, format!("the database cannot be read: {error}"));
        }
        all.warn(warnings);
    }
    all.finish()
}

struct Highlight {
    id: i64,
    start: Option<i64>,
    end: Option<i64>,
    snippet: String,
    tags: Vec<String>,
}

fn database(
    all: &mut Collector,
    file: InputFile<'_>,
    analyst: Option<&str>,
    warnings: &mut Warnings<'_>,
) -> Result<(), rusqlite::Error> {
    let mut bytes = file.bytes.to_vec();
    if let Some(journal) = bytes.get_mut(JOURNAL_BYTES) {
        journal.fill(1);
    }
    // In memory, so that nothing of it is ever written, and no file beside it is looked for.
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    for table in ["documents", "highlights", "tags", "highlight_tags"] {
        let kind = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name = ?1";
        if database.query_row(kind, [table], |_| Ok(())).optional()?.is_none() {
            all.refuse(file, format!("it has no table “{table}”, so it is no database of Taguette"));
            return Ok(());
        }
    }
    let tags = rows(&database, "SELECT path, description FROM tags ORDER BY id", |row| Ok((words(row, 0)?, words(row, 1)?)))?;
    for (name, description) in tags.into_iter().filter(|(name, _)| !name.is_empty()) {
        let label = all.label(&name);
        all.describe(&label, &description, None);
    }
    let makers = makers(&database)?;
    let documents = rows(&database, "SELECT id, name, contents FROM documents ORDER BY id", |row| {
        Ok((row.get::<_, i64>(0)?, words(row, 1)?, words(row, 2)?))
    })?;
    for (id, name, contents) in documents {
        let text = Plain::new(&contents);
        let name = if name.is_empty() { format!("document {id}") } else { name };
        if text.text.trim().is_empty() {
            warnings.add(None, format!("“{name}” was left out: it has no words"));
            continue;
        }
        let mut marks = Vec::new();
        for highlight in highlights(&database, id)? {
            let at = |place: Option<i64>| usize::try_from(place?).ok();
            let (Some(start), Some(end)) = (at(highlight.start), at(highlight.end)) else {
                warnings.add(None, format!("a highlight of “{name}” was left out: it has no place in the text"));
                continue;
            };
            let by = analyst.or_else(|| makers.get(&highlight.id).map(String::as_str)).unwrap_or("taguette");
            let tags = if highlight.tags.is_empty() { vec![UNTAGGED.to_owned()] } else { highlight.tags };
            let words = Plain::new(&highlight.snippet).text;
            for label in tags {
                marks.push(Mark {
                    label,
                    analyst: by.to_owned(),
                    ranges: vec![(text.start(start), text.end(end))],
                    words: (!words.is_empty()).then(|| words.clone()),
                    ..Mark::default()
                });
            }
        }
        let page = all.page(file, &name, text.text, |_| {}, warnings);
        all.marks(&page, Reading::BYTES, marks, warnings);
    }
    Ok(())
}

fn rows<T>(
    database: &Connection,
    query: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, rusqlite::Error> {
    database.prepare(query)?.query_map([], read)?.collect()
}

/// What a cell says, whatever its type; nothing where it is NULL. One odd cell is no reason to refuse a whole database.
fn words(row: &rusqlite::Row<'_>, column: usize) -> Result<String, rusqlite::Error> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// The whole number that a cell is, if it is one.
fn whole(row: &rusqlite::Row<'_>, column: usize) -> Result<Option<i64>, rusqlite::Error> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => Some(number),
        _ => words(row, column)?.trim().parse().ok(),
    })
}

fn highlights(database: &Connection, document: i64) -> Result<Vec<Highlight>, rusqlite::Error> {
    let query = "SELECT h.id, h.start_offset, h.end_offset, h.snippet, t.path FROM highlights h \
                 LEFT JOIN highlight_tags ht ON ht.highlight_id = h.id LEFT JOIN tags t ON t.id = ht.tag_id \
                 WHERE h.document_id = ?1 ORDER BY h.start_offset, h.id, t.path";
    let mut statement = database.prepare(query)?;
    let read = |row: &rusqlite::Row<'_>| {
        let tag = words(row, 4)?;
        let tags = if tag.is_empty() { Vec::new() } else { vec![tag] };
        Ok(Highlight { id: row.get(0)?, start: whole(row, 1)?, end: whole(row, 2)?, snippet: words(row, 3)?, tags })
    };
    let mut highlights: Vec<Highlight> = Vec::new();
    for highlight in statement.query_map([document], read)? {
        let highlight = highlight?;
        match highlights.last_mut().filter(|last| last.id == highlight.id) {
            Some(last) => last.tags.extend(highlight.tags),
            None => highlights.push(highlight),
        }
    }
    Ok(highlights)
}

/// Who made which highlight, as far as the history says.
fn makers(database: &Connection) -> Result<BTreeMap<i64, String>, rusqlite::Error> {
    let has_history = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name = 'commands'";
    if database.query_row(has_history, [], |_| Ok(())).optional()?.is_none() {
        return Ok(BTreeMap::new());
    }
    let mut makers = BTreeMap::new();
    for (user, payload) in
        rows(database, "SELECT user_login, payload FROM commands ORDER BY id", |row| Ok((words(row, 0)?, words(row, 1)?)))?
    {
        let payload: serde_json::Value = serde_json::from_str(&payload).unwrap_or_default();
        let is_new = payload.get("type").and_then(serde_json::Value::as_str) == Some("highlight_add");
        // Projects count highlights on their own in some versions; the first to name one made it.
        let is_known = is_new && !user.is_empty();
        if let Some(id) = payload.get("highlight_id").and_then(serde_json::Value::as_i64).filter(|_| is_known) {
            makers.entry(id).or_insert(user);
        }
    }
    Ok(makers)
}

/// HTML without its tags, with a line break between blocks.
#[derive(Default)]
struct Plain {
    text: String,
    /// Where line breaks were put, in bytes of the text without them.
    breaks: Vec<usize>,
}

impl Plain {
    fn new(html: &str) -> Self {
        let mut plain = Self::default();
        let (mut rest, mut is_break_due) = (html, false);
        while let Some(c) = rest.chars().next() {
            if c == '<'
                && let Some((name, after)) = tag(rest)
            {
                is_break_due |= BLOCKS.contains(&name.as_str());
                rest = after;
                continue;
            }
            let (found, after) = match c {
                '&' => reference(rest),
                // As Taguette's parser does: CR LF and CR are LF, and count as one.
                '\r' => ('\n', rest.strip_prefix("\r\n").unwrap_or(&rest[1..])),
                c => (c, &rest[c.len_utf8()..]),
            };
            if std::mem::take(&mut is_break_due) && !plain.text.is_empty() && !plain.text.ends_with('\n') && found != '\n' {
                plain.breaks.push(plain.text.len() - plain.breaks.len());
                plain.text.push('\n');
            }
            plain.text.push(found);
            rest = after;
        }
        plain
    }

    /// Where a passage that began at this byte begins now.
    fn start(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at <= byte))
    }

    /// Where a passage that ended at this byte ends now.
    fn end(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at < byte))
    }
}

/// The name of the tag that `html` begins with, and what comes after it; comments have no name.
fn tag(html: &str) -> Option<(String, &str)> {
    if let Some(comment) = html.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, after)| (String::new(), after));
    }
    let inside = html.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
    let mut quote = None;
    let end = inside.char_indices().find(|(_, c)| {
        match (quote, *c) {
            (None, '"' | '\'') => quote = Some(*c),
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return true,
            _ => {}
        }
        false
    });
    end.map(|(at, _)| (name.to_ascii_lowercase(), &inside[at + 1..]))
}

/// The character that a reference stands for, of those that Taguette writes, and what comes after it.
fn reference(html: &str) -> (char, &str) {
    let plain = ('&', &html[1..]);
    let Some((name, after)) = html[1..].split_once(';').filter(|(name, _)| name.len() <= 10) else { return plain };
    let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32),
    };
    c.map_or(plain, |c| (c, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_get_lines_and_highlights_move_with_them() {
        let plain = Plain::new("<h1>Dravna</h1><p class=\"a>b\">14 &lt; <b>20</b></p><!-- x --><p>é&#8212;&copy; <3</p>");
        assert_eq!(plain.text, "Dravna\n14 < 20\né—&copy; <3");
        assert_eq!((plain.start(6), plain.end(6), plain.start(8), plain.end(13)), (7, 6, 9, 14));
    }

    #[test]
    fn line_ends_are_those_of_html() {
        // What bs4 with html5lib, Taguette's parser, makes of it.
        assert_eq!(Plain::new("<p>a\r\nbc\rd\n\re&#13;&#10;f</p>").text, "a\nbc\nd\n\ne\r\nf");
    }
}
