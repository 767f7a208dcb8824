//! Annotations as CSV or TSV: a table with a row for each annotation (`id` of the article, `start`, `end`, `label`, and
//! optionally `analyst`, `text` and `attr:…`), and beside it a table with a row for each article (`id`, `text`).
//!
//! If a table exists both as CSV and as TSV, as in an export of Obelus, the TSV is read. If the CSV says something else, which
//! happens when somebody edits it, this is told. A CSV for spreadsheets has apostrophes before cells that would be formulas;
//! these are removed.

use super::{
    Annotated, ImportError, InputFile,
    collect::{Mark, characters},
    dataset::{self, Document, Row, Tables},
    error::Warnings,
    records::Records,
    table::stated_separator,
};
use crate::{
    import::quoted::short,
    project::{AnnotationId, Sha256},
    text::{Examples, listed},
};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// The usual names of the columns, the likeliest first.
const ARTICLE: &[&str] = &["doc_id", "article_id", "document_id", "id"];
const START: &[&str] = &["start", "start_offset", "begin"];
const END: &[&str] = &["end", "end_offset"];
const LABEL: &[&str] = &["label", "tag", "code"];
const ANALYST: &[&str] = &["analyst", "annotator", "coder", "analyst_name"];
const WORDS: &[&str] = &["text", "quote", "words"];
const TEXT: &[&str] = &["text", "body"];
/// Columns of Obelus's table of articles that do not become metadata of an article.
const TECHNICAL: [&str; 7] = ["file_name", "format", "encoding", "source_sha256", "imported", "text_sha256", "offset_unit"];
/// The longest first row that is examined, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;
/// The characters that a spreadsheet takes for the beginning of a formula, and the apostrophe that prevents it.
const GUARDED: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// The first row of a table, and the separator of its values.
struct Head {
    names: Vec<String>,
    separator: u8,
}

impl Head {
    /// The head of a text that may be a table.
    fn of(text: &str) -> Option<Self> {
        let (stated, text) = stated_separator(text);
        let first = text.lines().next().filter(|first| first.len() <= MAX_HEAD_BYTES)?;
        let most =
            || [b'|', b'\t', b';', b','].into_iter().max_by_key(|separator| first.bytes().filter(|b| b == separator).count());
        let separator = stated.or_else(most)?;
        let names = Records::new(first, separator).next()?.ok()?.iter().map(|name| name.trim().to_owned()).collect();
        Some(Self { names, separator })
    }

    fn place(&self, usual: &[&str]) -> Option<usize> {
        usual.iter().find_map(|usual| self.names.iter().position(|name| name.eq_ignore_ascii_case(usual)))
    }

    fn is_of_annotations(&self) -> bool {
        [ARTICLE, START, END, LABEL].iter().all(|usual| self.place(usual).is_some())
    }

    fn is_of_articles(&self) -> bool {
        self.place(ARTICLE).is_some() && self.place(TEXT).is_some() && self.place(START).is_none()
    }
}

/// Whether a text is a table of annotations.
pub(super) fn is_annotations(text: &str) -> bool {
    Head::of(text).is_some_and(|head| head.is_of_annotations())
}

/// Whether a file may be the table of articles for a table of annotations.
pub(super) fn is_articles(file: &InputFile<'_>) -> bool {
    let is_table = [".csv", ".tsv"].iter().any(|ending| file.path.to_lowercase().ends_with(ending));
    let head = &file.bytes[..file.bytes.len().min(MAX_HEAD_BYTES)];
    is_table && Head::of(&String::from_utf8_lossy(head)).is_some_and(|head| head.is_of_articles())
}

/// Reads tables of annotations. The texts are in tables among `others`.
pub(super) fn read(files: &[InputFile<'_>], others: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let articles: Vec<_> = others.iter().copied().filter(is_articles).collect();
    let (mut tables, mut failed) = (Vec::new(), Vec::new());
    for (file, twin) in once(&articles).into_iter().chain(once(files)) {
        match table(file) {
            Ok(mut table) => {
                if let Some(message) = twin.and_then(|twin| difference(&table, twin)) {
                    table.warnings.add(None, message);
                }
                tables.push(table);
            }
            Err(error) => failed.push(error),
        }
    }
    name_links(&mut tables);
    dataset::read("csv", tables, failed, analyst)
}

/// The files to read. A CSV is not read where a TSV of the same name is beside it; it comes with the TSV.
fn once<'a>(files: &[InputFile<'a>]) -> Vec<(InputFile<'a>, Option<InputFile<'a>>)> {
    let parts = |file: &InputFile<'a>| {
        let path = file.path.to_lowercase();
        let (stem, ending) = path.rsplit_once('.').map_or((path.as_str(), ""), |(stem, ending)| (stem, ending));
        (stem.to_owned(), ending.to_owned())
    };
    let mut by_stem: HashMap<(String, String), InputFile<'a>> = HashMap::new();
    for file in files {
        by_stem.entry(parts(file)).or_insert(*file);
    }
    let beside = |file: &InputFile<'a>, from: &str, to: &str| {
        let (stem, ending) = parts(file);
        (ending == from).then(|| by_stem.get(&(stem, to.to_owned())).copied()).flatten()
    };
    let to_read = files.iter().filter(|file| beside(file, "csv", "tsv").is_none());
    to_read.map(|file| (*file, beside(file, "tsv", "csv"))).collect()
}

/// Says how a table that was not read differs from the same table that was; `None` if both say the same.
fn difference(read: &Tables<'_>, other: InputFile<'_>) -> Option<String> {
    let name = other.path.rsplit('/').next().unwrap_or(other.path);
    let why = format!("“{name}” beside it was not read, because of two tables of one name the .tsv is read");
    let left = match table(other) {
        Ok(table) => table,
        Err(error) => return Some(format!("{why}; nor can it be: {error}")),
    };
    let (only_there, only_here) = (only_in(&left, read), only_in(read, &left));
    if only_there.count + only_here.count == 0 {
        return None;
    }
    let part = |only: Examples, which: &str| {
        let rows = only.counted("row", "rows");
        (only.count > 0).then(|| format!("only {which} has {rows} ({})", listed(only.count, only.first)))
    };
    let parts: Vec<_> = [part(only_there, &format!("“{name}”")), part(only_here, "this one")].into_iter().flatten().collect();
    Some(format!("{why}; the two differ, {}: remove the one that is out of date, and import again", parts.join(" and ")))
}

/// The rows of `one` that `other` has not, each as often as it has not.
fn only_in(one: &Tables<'_>, other: &Tables<'_>) -> Examples {
    let mut known: HashMap<Sha256, usize> = HashMap::new();
    for digest in digests(other).map(|(digest, _)| digest) {
        *known.entry(digest).or_default() += 1;
    }
    let mut only = Examples::default();
    for (digest, line) in digests(one) {
        match known.get_mut(&digest).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => only.add(|| format!("row {}", line + 1)),
        }
    }
    only
}

/// A digest of each row of a table, with the number of the row.
fn digests<'t>(table: &'t Tables<'_>) -> impl Iterator<Item = (Sha256, usize)> + 't {
    let documents = table.documents.iter().map(|document| (document.digest(), document.line));
    documents.chain(table.rows.iter().map(|row| (row.digest(), row.mark.line.unwrap_or_default())))
}

fn table(file: InputFile<'_>) -> Result<Tables<'_>, ImportError> {
    let text = characters(file)?;
    let bad =
        |message: &str| ImportError::Malformed { file_name: file.path.to_owned(), format: "csv", message: message.to_owned() };
    let head = Head::of(&text).ok_or_else(|| bad("expected a row with the names of the columns, found none"))?;
    let is_ours = head.place(&["offset_unit"]).is_some() || head.place(&["text_sha256"]).is_some();
    let has_progress = is_ours && head.names.iter().any(|name| name.starts_with("status:"));
    let warnings = Warnings::new(file.path);
    let mut table = Tables { file, is_ours, has_progress, documents: Vec::new(), rows: Vec::new(), warnings };
    let is_guarded = head.separator != b'\t';
    let num_columns = head.names.len();
    let (_, text) = stated_separator(&text);
    for (at, record) in Records::of_table(text, head.separator, &mut table.warnings).enumerate().skip(1) {
        let cells = match record {
            // Spreadsheets write empty values after the last column.
            Ok(record) if record.iter().skip(num_columns).any(|value| !value.is_empty()) => {
                let found = record.len();
                table.warnings.add(Some(at), format!("this row was left out: expected {num_columns} values, found {found}"));
                continue;
            }
            Ok(record) => {
                if record.len() < num_columns {
                    let found = record.len();
                    let message = format!("expected {num_columns} values, found {found}; the others are taken as empty");
                    table.warnings.add(Some(at), message);
                }
                Cells { head: &head, record, is_guarded }
            }
            Err(error) => {
                table.warnings.add(Some(at), format!("this row was left out: {error}"));
                continue;
            }
        };
        if head.is_of_annotations() {
            match row(&cells, at) {
                Ok(row) => table.rows.push(row),
                Err(why) => table.warnings.add(Some(at), format!("this row was left out: {why}")),
            }
        } else {
            table.documents.push(Document { line: at, ..document(&cells, is_ours) });
        }
    }
    Ok(table)
}

/// A row, with access by the names of its columns.
struct Cells<'h> {
    head: &'h Head,
    record: Vec<String>,
    is_guarded: bool,
}

impl Cells<'_> {
    fn at(&self, place: usize) -> &str {
        let cell = self.record.get(place).map_or("", String::as_str);
        let bare = cell.strip_prefix('\'').filter(|rest| self.is_guarded && rest.starts_with(GUARDED));
        bare.unwrap_or(cell)
    }

    fn get(&self, usual: &[&str]) -> &str {
        self.head.place(usual).map_or("", |place| self.at(place))
    }

    fn number(&self, usual: &[&str]) -> Result<usize, String> {
        let cell = self.get(usual);
        cell.trim()
            .parse()
            .map_err(|_not_a_number| format!("expected a whole number for “{}”, found “{}”", usual[0], short(cell)))
    }
}

fn row(cells: &Cells<'_>, at: usize) -> Result<Row, String> {
    let fragments = ranges(cells.get(&["fragments"]));
    let ranges = match fragments {
        Some(fragments) => fragments,
        None => vec![(cells.number(START)?, cells.number(END)?)],
    };
    let label = cells.get(LABEL);
    if label.is_empty() {
        return Err("it names no label".to_owned());
    }
    let words = cells.head.place(WORDS).map(|place| cells.at(place));
    // Obelus joins the words of fragments in this way.
    let words = words.map(|words| if ranges.len() > 1 { words.replace(" … ", " ") } else { words.to_owned() });
    let mark = Mark {
        key: cells.get(&["annotation"]).to_owned(),
        label: label.to_owned(),
        analyst: cells.get(ANALYST).to_owned(),
        ranges,
        words,
        answers: answers(cells),
        line: Some(at),
    };
    let analyst_name = cells.get(&["analyst_name"]).to_owned();
    Ok(Row { document: cells.get(ARTICLE).to_owned(), mark, analyst_name })
}

/// Reads ranges such as `14-28;40-51`.
fn ranges(cell: &str) -> Option<Vec<(usize, usize)>> {
    let range = |part: &str| {
        let (start, end) = part.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    cell.split(';').map(range).collect()
}

fn answers(cells: &Cells<'_>) -> Map<String, Value> {
    let mut answers = Map::new();
    for (place, name) in cells.head.names.iter().enumerate() {
        let Some(attribute) = name.strip_prefix("attr:") else { continue };
        let (cell, state) = (cells.at(place), format!("state:{attribute}"));
        let value = match (cells.get(&[&state]), cell) {
            (state @ ("not_stated" | "unclear"), _) => json!({ "state": state }),
            ("filled", _) => json!(cell),
            (_, "") => continue,
            _ => json!(cell),
        };
        answers.insert(attribute.to_owned(), value);
    }
    let note = cells.get(&["note"]);
    if !note.is_empty() {
        answers.insert("#note".to_owned(), json!(note));
    }
    // Spreadsheets write it in capitals.
    if cells.get(&["unsure"]).eq_ignore_ascii_case("true") {
        answers.insert("#unsure".to_owned(), json!(true));
    }
    let same_as: Vec<_> = cells.get(&["same_as"]).split(';').filter(|id| !id.is_empty()).collect();
    if !same_as.is_empty() {
        answers.insert("#same_as".to_owned(), json!(same_as));
    }
    answers
}

/// Turns answers that name other rows, as links do, into lists.
fn name_links(tables: &mut [Tables<'_>]) {
    let keys: HashSet<String> = tables.iter().flat_map(|table| &table.rows).map(|row| row.mark.key.clone()).collect();
    for row in tables.iter_mut().filter(|table| table.is_ours).flat_map(|table| &mut table.rows) {
        for (_, answer) in row.mark.answers.iter_mut().filter(|(name, _)| !name.starts_with('#')) {
            let Some(cell) = answer.as_str() else { continue };
            let ids: Vec<&str> = cell.split(';').collect();
            if ids.iter().all(|id| id.parse::<AnnotationId>().is_ok()) && ids.iter().any(|id| keys.contains(*id)) {
                *answer = json!(ids);
            }
        }
    }
}

fn document(cells: &Cells<'_>, is_ours: bool) -> Document {
    let (id, text) = (cells.head.place(ARTICLE), cells.head.place(TEXT));
    let mut document = Document {
        id: id.map_or("", |place| cells.at(place)).to_owned(),
        text: text.map_or("", |place| cells.at(place)).to_owned(),
        file_name: if is_ours { cells.get(&["file_name"]).to_owned() } else { String::new() },
        ..Document::default()
    };
    for (place, name) in cells.head.names.iter().enumerate() {
        let cell = cells.at(place);
        let status_of = name.strip_prefix("status:").filter(|_| is_ours);
        document.progress.extend(status_of.map(|by| (by.to_owned(), cell.to_owned())));
        let is_technical = TECHNICAL.contains(&name.as_str()) || status_of.is_some();
        if Some(place) == id || Some(place) == text || cell.is_empty() || is_ours && is_technical {
            continue;
        }
        match (name.as_str(), serde_json::from_str::<Map<String, Value>>(cell)) {
            ("other", Ok(others)) if is_ours => {
                let plain = |value: Value| vec![value.as_str().map_or_else(|| value.to_string(), str::to_owned)];
                document.fields.extend(others.into_iter().map(|(name, value)| (name, plain(value))));
            }
            _ => {
                let is_list = is_ours && matches!(name.as_str(), "regions" | "themes" | "series");
                let values = if is_list { cell.split(';').map(str::to_owned).collect() } else { vec![cell.to_owned()] };
                document.fields.push((name.clone(), values));
            }
        }
    }
    document
}
