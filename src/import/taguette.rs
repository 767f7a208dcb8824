//! Reads Taguette's database: documents, highlights and tags of all its projects.
//!
//! Highlights count bytes of the document's text, which is its HTML without tags and with line ends as LF. That text has no
//! line breaks between paragraphs, so they are inserted, and the highlights move accordingly. A highlight becomes an
//! annotation for each of its tags.

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark},
    error::Warnings,
    offsets::Reading,
};
use rusqlite::{Connection, OptionalExtension as _, config::DbConfig, types::ValueRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Elements that begin on a new line.
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
/// The longest character reference that is recognised, in bytes.
const MAX_REFERENCE_BYTES: usize = 10;
/// The bytes of a database that name its journal mode. A copy of the file alone can be read only in the old mode.
const JOURNAL_BYTES: std::ops::Range<usize> = 18..20;

/// Reads databases.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let mut all = Collector::new("taguette", false);
    all.set_tags_only();
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
    // In memory, so that nothing is ever written to it, and no file beside it is opened.
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    for table in ["documents", "highlights", "tags", "highlight_tags"] {
        if !has_plain_table(&database, table)? {
            all.refuse(file, format!("it has no table “{table}” of stored values, so it is not a database of Taguette"));
            return Ok(());
        }
    }
    let mut reader = Reader { database: &database, left_bytes: file.bytes.len().saturating_mul(2) };
    let mut tags = HashMap::new();
    let query = "SELECT id, path, description FROM tags ORDER BY id";
    let named = reader.rows(query, |row| Ok((whole(row, 0)?, words(row, 1)?, words(row, 2)?)))?;
    for (id, name, description) in named.into_iter().filter(|(_, name, _)| !name.is_empty()) {
        let label = all.label(&name);
        all.describe(&label, &description, None);
        id.and_then(|id| tags.insert(id, name));
    }
    let makers = makers(&mut reader)?;
    let mut highlights = highlights(&mut reader, &tags)?;
    let documents = reader.rows("SELECT id, name, contents FROM documents ORDER BY id", |row| {
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
        for highlight in highlights.remove(&id).unwrap_or_default() {
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
        marks.iter().for_each(|mark| all.known_by_tags(&mark.analyst));
        all.marks(&page, Reading::BYTES, marks, warnings);
    }
    Ok(())
}

/// Whether there is a table with this name whose columns are all stored. Others are computed when they are read, and may
/// take any time and memory.
fn has_plain_table(database: &Connection, table: &str) -> Result<bool, rusqlite::Error> {
    let kind = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name = ?1";
    let computed = "SELECT 1 FROM pragma_table_xinfo(?1) WHERE hidden <> 0";
    let has = |query: &str| database.query_row(query, [table], |_| Ok(())).optional().map(|found| found.is_some());
    Ok(has(kind)? && !has(computed)?)
}

/// The words of a cell, whatever its type; empty for NULL. One odd cell is no reason to refuse a whole database.
fn words(row: &rusqlite::Row<'_>, column: usize) -> Result<String, rusqlite::Error> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// The whole number in a cell, if it holds one.
fn whole(row: &rusqlite::Row<'_>, column: usize) -> Result<Option<i64>, rusqlite::Error> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => Some(number),
        _ => words(row, column)?.trim().parse().ok(),
    })
}

/// Reads a database, and checks that all rows together are hardly longer than the file (text in UTF-16 may be longer). In a
/// damaged file, many rows can share the same bytes.
struct Reader<'d> {
    database: &'d Connection,
    left_bytes: usize,
}

impl Reader<'_> {
    fn rows<T>(
        &mut self,
        query: &str,
        mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, rusqlite::Error> {
        let mut statement = self.database.prepare(query)?;
        let num_columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let lengths = (0..num_columns).map(|column| row.get_ref(column).map(|value| num_bytes(&value)));
            let length: usize = lengths.sum::<Result<usize, _>>()?;
            self.left_bytes = self.left_bytes.checked_sub(length).ok_or(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
                Some("its rows have more bytes than the file".to_owned()),
            ))?;
            found.push(read(row)?);
        }
        Ok(found)
    }
}

/// The least length of a value in the file.
fn num_bytes(value: &ValueRef<'_>) -> usize {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 1,
    }
}

/// The highlights of each document. They are assembled here, because a database may repeat a tag of a highlight any number
/// of times.
fn highlights(reader: &mut Reader<'_>, tags: &HashMap<i64, String>) -> Result<HashMap<i64, Vec<Highlight>>, rusqlite::Error> {
    let mut tags_of: HashMap<i64, BTreeSet<&str>> = HashMap::new();
    for (highlight, tag) in
        reader.rows("SELECT highlight_id, tag_id FROM highlight_tags", |row| Ok((whole(row, 0)?, whole(row, 1)?)))?
    {
        if let (Some(highlight), Some(name)) = (highlight, tag.and_then(|tag| tags.get(&tag))) {
            tags_of.entry(highlight).or_default().insert(name);
        }
    }
    let query = "SELECT document_id, id, start_offset, end_offset, snippet FROM highlights ORDER BY start_offset, id";
    let mut highlights: HashMap<i64, Vec<Highlight>> = HashMap::new();
    for (document, mut highlight) in reader.rows(query, |row| {
        let (start, end, snippet) = (whole(row, 2)?, whole(row, 3)?, words(row, 4)?);
        Ok((row.get::<_, i64>(0)?, Highlight { id: row.get(1)?, start, end, snippet, tags: Vec::new() }))
    })? {
        // It is removed, so that another highlight with the same number has no tags.
        highlight.tags = tags_of.remove(&highlight.id).into_iter().flatten().map(str::to_owned).collect();
        highlights.entry(document).or_default().push(highlight);
    }
    Ok(highlights)
}

/// The users who made the highlights, as far as the history tells.
fn makers(reader: &mut Reader<'_>) -> Result<BTreeMap<i64, String>, rusqlite::Error> {
    if !has_plain_table(reader.database, "commands")? {
        return Ok(BTreeMap::new());
    }
    let mut makers = BTreeMap::new();
    for (user, payload) in
        reader.rows("SELECT user_login, payload FROM commands ORDER BY id", |row| Ok((words(row, 0)?, words(row, 1)?)))?
    {
        let payload: serde_json::Value = serde_json::from_str(&payload).unwrap_or_default();
        let is_new = payload.get("type").and_then(serde_json::Value::as_str) == Some("highlight_add");
        // In some versions each project numbers its highlights itself; the first user named made it.
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
    /// The places where line breaks were inserted, in bytes of the text without them.
    breaks: Vec<usize>,
}

impl Plain {
    fn new(html: &str) -> Self {
        let mut plain = Self::default();
        let (mut rest, mut is_break_due) = (html, false);
        let mut tags = Tags::of(html);
        while let Some(c) = rest.chars().next() {
            if c == '<'
                && let Some((name, after)) = tags.at(rest)
            {
                is_break_due |= BLOCKS.contains(&name.as_str());
                rest = after;
                continue;
            }
            let (found, after) = match c {
                '&' => reference(rest),
                // As in Taguette's parser: CR LF and CR become LF, and count as one.
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

    /// The new place of a passage that began at this byte.
    fn start(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at <= byte))
    }

    /// The new place of a passage that ended at this byte.
    fn end(&self, byte: usize) -> usize {
        byte.saturating_add(self.breaks.partition_point(|at| *at < byte))
    }
}

/// The ends of a text's tags, found once from its end to its beginning. Otherwise each tag without an end would be searched
/// for to the end of the text.
struct Tags<'h> {
    html: &'h str,
    /// The place of each `<`, the last first, with that of the `>` outside quotation marks that closes it.
    ends: Vec<(usize, Option<usize>)>,
    has_comment_ends: bool,
}

impl<'h> Tags<'h> {
    fn of(html: &'h str) -> Self {
        let mut ends = Vec::new();
        // The place where a tag ends if this is its next byte: outside quotation marks, and inside each kind.
        let (mut plain, mut double, mut single) = (None, None, None);
        for (at, byte) in html.bytes().enumerate().rev() {
            (plain, double, single) = match byte {
                b'>' => (Some(at), double, single),
                b'"' => (double, plain, single),
                b'\'' => (single, double, plain),
                b'<' => {
                    ends.push((at, plain));
                    continue;
                }
                _ => continue,
            };
        }
        Self { html, ends, has_comment_ends: true }
    }

    /// The name of the tag at the beginning of `rest`, which is an end of the text, and the text after it. Comments have no
    /// name.
    fn at(&mut self, rest: &'h str) -> Option<(String, &'h str)> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = self.has_comment_ends.then(|| comment.split_once("-->")).flatten();
            self.has_comment_ends = end.is_some();
            return end.map(|(_, after)| (String::new(), after));
        }
        let place = self.html.len() - rest.len();
        while self.ends.last().is_some_and(|(at, _)| *at < place) {
            self.ends.pop();
        }
        let inside = rest.strip_prefix('<')?;
        let name = inside.strip_prefix('/').unwrap_or(inside);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let end = self.ends.last().and_then(|(_, end)| *end)?;
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        Some((name.to_ascii_lowercase(), &self.html[end + 1..]))
    }
}

/// Decodes a character reference of those that Taguette writes, and returns the text after it.
fn reference(html: &str) -> (char, &str) {
    let plain = ('&', &html[1..]);
    let near = &html[1..html.floor_char_boundary(MAX_REFERENCE_BYTES + 2)];
    let Some(name) = near.split_once(';').map(|(name, _)| name) else { return plain };
    let after = &html[name.len() + 2..];
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
    fn what_never_ends_is_no_tag() {
        let text = |html: &str| Plain::new(html).text;
        assert_eq!(text("a <b c\" d <i>e</i>"), "a <b c\" d e");
        assert_eq!(text("<!-- a <!-- b <i>c</i>"), "<!-- a <!-- b c");
        for endless in ["<a", "&", "<!--", "<a\"", "<a\"'"] {
            let many = endless.repeat(300_000);
            assert_eq!(text(&many), many);
        }
    }

    /// Reads a database whose tables this SQL makes.
    fn read_of(sql: &str) -> Annotated {
        let mut database = Connection::open_in_memory().unwrap();
        database.execute_batch(sql).unwrap();
        let bytes = database.serialize("main").unwrap();
        read(&[InputFile { path: "a.sqlite3", bytes: &bytes }], None)
    }

    const TABLES: &str = "CREATE TABLE tags(id INTEGER, path TEXT, description TEXT); INSERT INTO tags VALUES(1, 'claim', '');\
        CREATE TABLE highlights(id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);\
        CREATE TABLE highlight_tags(highlight_id INTEGER, tag_id INTEGER);";

    #[test]
    fn computed_columns_are_refused() {
        let documents = "CREATE TABLE documents(id INTEGER, name TEXT, contents TEXT AS (hex(zeroblob(400000000))));\
            INSERT INTO documents VALUES(1, 'a');";
        let read = read_of(&format!("{TABLES}{documents}"));
        assert!(read.articles.is_empty());
        let failed: Vec<_> = read.failed.iter().map(ToString::to_string).collect();
        assert!(failed[0].contains("no table “documents” of stored values"), "{failed:?}");
    }

    #[test]
    fn a_tag_that_is_given_many_times_is_given_once() {
        let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)";
        let rows = format!(
            "CREATE TABLE documents(id INTEGER, name TEXT, contents TEXT); INSERT INTO documents VALUES(1, 'a', '<p>Fourteen</p>');\
            INSERT INTO highlights VALUES(7, 1, 0, 8, 'Fourteen');\
            {many} INSERT INTO highlight_tags SELECT 7, 1 FROM n; {many} INSERT INTO tags SELECT 1, 'claim', '' FROM n;"
        );
        let read = read_of(&format!("{TABLES}{rows}"));
        assert_eq!(read.articles.iter().map(|article| article.annotations.len()).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn line_ends_are_those_of_html() {
        // What bs4 with html5lib, Taguette's parser, makes of it.
        assert_eq!(Plain::new("<p>a\r\nbc\rd\n\re&#13;&#10;f</p>").text, "a\nbc\nd\n\ne\r\nf");
    }
}
