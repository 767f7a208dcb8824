//! Reads Taguette's database: documents, highlights and tags of all its projects.
//!
//! Highlights count bytes of the document's text, which is its HTML without tags and with line ends as LF. That text has no
//! line breaks between paragraphs, so they are inserted, and the highlights move accordingly. A highlight becomes an
//! annotation for each of its tags.

mod plain;

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark},
    error::Warnings,
    offsets::Reading,
};
use plain::Plain;
use rusqlite::{Connection, OptionalExtension as _, config::DbConfig, types::ValueRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The label of highlights without a tag.
const UNTAGGED: &str = "highlight";
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
