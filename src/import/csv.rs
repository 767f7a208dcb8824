//! Annotations as CSV or TSV: a table with a row for each annotation (`id` of the article, `start`, `end`, `label`, and
//! optionally `analyst`, `text` and `attr:…`), and beside it a table with a row for each article (`id`, `text`).
//!
//! If a table exists both as CSV and as TSV, the TSV is read. A CSV for spreadsheets has apostrophes before cells that would
//! be formulas; these are removed.

use super::{
    Annotated, ImportError, InputFile,
    collect::{Mark, characters},
    dataset::{self, Document, Row, Tables},
    error::Warnings,
    records::Records,
};
use crate::{import::quoted::short, project::AnnotationId};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// The usual names of the columns, the likeliest first.
const ARTICLE: &[&str] = &["doc_id", "article_id", "document_id", "id"];
const START: &[&str] = &["start", "start_offset", "begin"];
const END: &[&str] = &["end", "end_offset"];
const LABEL: &[&str] = &["label", "tag", "code"];
const ANALYST: &[&str] = &["analyst", "annotator", "coder"];
const WORDS: &[&str] = &["text", "quote", "words"];
const TEXT: &[&str] = &["text", "body"];
/// Columns of Obelus's table of articles that do not become metadata of an article.
const TECHNICAL: [&str; 6] = ["format", "encoding", "source_sha256", "imported", "text_sha256", "offset_unit"];
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
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let first = text.lines().next().filter(|first| first.len() <= MAX_HEAD_BYTES)?;
        let separator =
            [b'\t', b';', b','].into_iter().max_by_key(|separator| first.bytes().filter(|b| b == separator).count())?;
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
    for file in once(&articles).into_iter().chain(once(files)) {
        match table(file) {
            Ok(table) => tables.push(table),
            Err(error) => failed.push(error),
        }
    }
    name_links(&mut tables);
    dataset::read("csv", tables, failed, analyst)
}

/// Leaves out files that exist as TSV too.
fn once<'a>(files: &[InputFile<'a>]) -> Vec<InputFile<'a>> {
    let is_twice = |file: &&InputFile<'_>| {
        file.path.strip_suffix(".csv").is_some_and(|stem| files.iter().any(|other| other.path.strip_suffix(".tsv") == Some(stem)))
    };
    files.iter().filter(|file| !is_twice(file)).copied().collect()
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
    for (at, record) in Records::new(&text, head.separator).enumerate().skip(1) {
        let cells = match record {
            Ok(record) => Cells { head: &head, record, is_guarded },
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
            table.documents.push(document(&cells, is_ours));
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
    Ok(Row { document: cells.get(ARTICLE).to_owned(), mark })
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
    if cells.get(&["unsure"]) == "true" {
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
        fields: Vec::new(),
        progress: Vec::new(),
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
