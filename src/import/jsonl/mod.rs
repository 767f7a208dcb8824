//! Reads Obelus's own JSON lines, which the export of the same name specifies. Everything comes back.
//!
//! A row that cannot be read is left out with a warning; the others are kept. A file of a higher version is refused.

mod codebook;
mod rows;

use super::{
    Annotated, ImportError, Origin,
    decode::{Decoded, decode},
    error::Warnings,
    json_parts,
};
use crate::{
    import::quoted::short,
    project::{Analyst, AnalystId, AnnotationId, Status},
    text::{IndexedText, words::counted},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet, btree_map::Entry};

/// The highest version of the rows that is read.
const FORMAT_VERSION: u32 = 1;

#[derive(Deserialize)]
struct Kind {
    obelus: String,
}

#[derive(Deserialize)]
struct HeaderRow {
    format_version: u32,
    project: ProjectRow,
    analysts: Vec<AnalystRow>,
    codebook: codebook::CodebookRow,
    counts: Option<Counts>,
}

/// The numbers of rows of each kind.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Counts {
    article: usize,
    status: usize,
    annotation: usize,
    decision: usize,
}

impl Counts {
    /// The number for a kind of row that is counted.
    fn of(&mut self, kind: &str) -> Option<&mut usize> {
        match kind {
            "article" => Some(&mut self.article),
            "status" => Some(&mut self.status),
            "annotation" => Some(&mut self.annotation),
            "decision" => Some(&mut self.decision),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct ProjectRow {
    id: String,
    title: String,
}

#[derive(Deserialize)]
struct AnalystRow {
    id: String,
    name: String,
}

/// Whether these are the first bytes of such a file.
pub fn is_ours(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Kind>(line).is_ok_and(|kind| kind.obelus == "header")
}

/// Reads a file.
///
/// # Errors
/// If it is not text, or its header is missing, has a higher version, or cannot be read.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Annotated, ImportError> {
    let bad =
        |message: String| ImportError::Malformed { file_name: file_name.to_owned(), format: "JSON lines of Obelus", message };
    // The rows escape every odd character, so the decoder has nothing to warn about that the rows do not repeat.
    let Decoded { text, .. } = decode(file_name, bytes, &mut Warnings::new(file_name))?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, first) = lines.next().ok_or_else(|| bad("it has no rows".to_owned()))?;
    let kind: Kind = json(first).map_err(|error| bad(format!("its first row is not a header: {error}")))?;
    if kind.obelus != "header" {
        return Err(bad(format!("its first row is of the kind “{}”, not a header", kind.obelus)));
    }
    let (mut reader, odd) = Reader::new(first).map_err(bad)?;
    let mut warnings = Warnings::new(file_name);
    odd.into_iter().for_each(|odd| warnings.add(Some(0), odd));
    for (number, line) in lines {
        match reader.row(number, line) {
            Ok(odd) => odd.into_iter().for_each(|odd| warnings.add(Some(number), odd)),
            Err(error) => warnings.add(Some(number), format!("this row was left out: {error}")),
        }
    }
    reader.tell_of_missing_rows(&mut warnings);
    reader.tell_of_rows_left_out(&mut warnings);
    reader.read.warnings = warnings.sorted();
    Ok(reader.read)
}

struct Reader {
    read: Annotated,
    /// The place and the text of each article, by its id; the text is needed for offsets.
    articles: HashMap<String, (usize, IndexedText)>,
    /// The ids of annotations so far.
    annotations: HashSet<AnnotationId>,
    /// The ids of missing articles, each with the line of its first mention and the number of rows that need it.
    missing: BTreeMap<String, Missing>,
    /// Unknown kinds of rows, each with its first line and the number of rows.
    unknown: BTreeMap<String, (usize, usize)>,
    /// The numbers of rows that the header states, if it does.
    stated: Option<Counts>,
    /// The numbers of rows so far, with those that were left out.
    found: Counts,
    /// The number of rows whose kind cannot be read.
    num_unreadable: usize,
}

/// An article that rows refer to and that is missing.
struct Missing {
    /// The line of its own row, which was left out, or else of the first row that refers to it.
    line: usize,
    /// Whether it has a row of its own.
    was_left_out: bool,
    /// The number of rows that need it.
    num_rows: usize,
}

impl Reader {
    /// Makes a reader from the header, and returns what is odd about the header.
    fn new(header: &str) -> Result<(Self, Vec<String>), String> {
        let HeaderRow { format_version, project, analysts: rows, codebook, counts: stated } =
            json(header).map_err(|error| format!("its header cannot be read: {error}"))?;
        if format_version > FORMAT_VERSION {
            return Err(format!(
                "it is of version {format_version}, and this Obelus reads up to {FORMAT_VERSION}; use a newer Obelus"
            ));
        }
        let mut codebook = codebook::read(codebook)?;
        let mut odd = codebook.repair();
        let labels = codebook.labels.clone();
        let id = project.id.parse().map_err(|error| format!("the id of its project: {error}"))?;
        let mut analysts: Vec<Analyst> = Vec::new();
        let mut names: HashMap<AnalystId, String> = HashMap::new();
        for AnalystRow { id, name } in rows {
            let id = AnalystId::from(id.as_str());
            match names.get(&id) {
                Some(first) => odd.push(format!("analyst “{id}” is in its list twice; “{first}” was taken, not “{name}”")),
                None => {
                    names.insert(id.clone(), name.clone());
                    analysts.push(Analyst { id, name });
                }
            }
        }
        let origin = Some(Origin { id, title: project.title, codebook });
        let read = Annotated { origin, analysts, labels, ..Annotated::default() };
        Ok((
            Self {
                read,
                articles: HashMap::new(),
                annotations: HashSet::new(),
                missing: BTreeMap::new(),
                unknown: BTreeMap::new(),
                stated,
                found: Counts::default(),
                num_unreadable: 0,
            },
            odd,
        ))
    }

    /// Takes a row, and returns what is odd about it.
    fn row(&mut self, number: usize, line: &str) -> Result<Vec<String>, String> {
        self.num_unreadable += 1;
        let row = json_parts::object(line)?;
        let kind = row.get("obelus").and_then(Value::as_str).ok_or("it has no field “obelus” that says what it is")?.to_owned();
        self.num_unreadable -= 1;
        if let Some(found) = self.found.of(&kind) {
            *found += 1;
        }
        match kind.as_str() {
            "article" => {
                let id = row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                let taken = self.take_article(&id, row);
                if taken.is_err() && !self.articles.contains_key(&id) {
                    self.missing.entry(id).or_insert(Missing { line: number, was_left_out: true, num_rows: 0 });
                }
                taken
            }
            "status" => {
                let row: rows::StatusRow = of_row(row)?;
                let Some((place, _)) = self.article(number, &row.doc_id) else { return Ok(Vec::new()) };
                let status = match row.status.as_str() {
                    "done" => Status::Done,
                    "in_progress" => Status::InProgress,
                    other => return Err(format!("“{other}” is not a status; expected done or in_progress")),
                };
                match self.read.articles[place].status.entry(row.coder_id.as_str().into()) {
                    Entry::Vacant(free) => drop(free.insert(status)),
                    Entry::Occupied(known) if *known.get() != status => {
                        return Err(format!("the status of {} in article {} is there twice", row.coder_id, row.doc_id));
                    }
                    Entry::Occupied(_) => {}
                }
                Ok(Vec::new())
            }
            "annotation" => {
                let row: rows::AnnotationRow = of_row(row)?;
                let Some((place, text)) = self.article(number, &row.doc_id) else { return Ok(Vec::new()) };
                let (annotation, odd) = rows::annotation(text, row)?;
                if !self.annotations.insert(annotation.id) {
                    return Err(format!("annotation {} is there twice", annotation.id));
                }
                self.read.articles[place].annotations.push(annotation);
                Ok(odd.into_iter().collect())
            }
            "decision" => {
                let row: rows::DecisionRow = of_row(row)?;
                let Some((place, _)) = self.article(number, &row.doc_id) else { return Ok(Vec::new()) };
                let decision = rows::decision(row)?;
                self.read.articles[place].decisions.push(decision);
                Ok(Vec::new())
            }
            // From a later version, which says that readers may ignore it.
            _ => {
                self.unknown.entry(kind).or_insert((number, 0)).1 += 1;
                Ok(Vec::new())
            }
        }
    }

    fn take_article(&mut self, id: &str, row: Map<String, Value>) -> Result<Vec<String>, String> {
        let (article, odd) = rows::article(of_row(row)?)?;
        let text = article.indexed().map_err(|error| error.to_string())?;
        if self.articles.contains_key(id) {
            return Err(format!("article {id} is there twice"));
        }
        self.articles.insert(id.to_owned(), (self.read.articles.len(), text));
        self.read.articles.push(article);
        Ok(odd)
    }

    /// The article that a row needs. If it is missing, the row is counted.
    fn article(&mut self, number: usize, id: &str) -> Option<(usize, &IndexedText)> {
        if !self.articles.contains_key(id) {
            let missing = self.missing.entry(id.to_owned());
            missing.or_insert(Missing { line: number, was_left_out: false, num_rows: 0 }).num_rows += 1;
        }
        self.articles.get(id).map(|(place, text)| (*place, text))
    }

    /// Warns if the file has fewer rows than its header states, as one has that was cut off. A row that cannot be read may be
    /// any of them.
    fn tell_of_missing_rows(&self, warnings: &mut Warnings<'_>) {
        let Some(Counts { article, status, annotation, decision }) = self.stated else { return };
        let found = self.found;
        let kinds = [
            (article, found.article, "articles"),
            (status, found.status, "statuses"),
            (annotation, found.annotation, "annotations"),
            (decision, found.decision, "decisions"),
        ];
        let missing = kinds.into_iter().filter(|(stated, found, _)| found < stated);
        if missing.clone().map(|(stated, found, _)| stated - found).sum::<usize>() <= self.num_unreadable {
            return;
        }
        let said: Vec<_> = missing.map(|(stated, found, what)| format!("{found} of {stated} {what}")).collect();
        let said = said.join(", ");
        let message = format!(
            "rows are missing: of what the header states, the file has {said}; if its end was cut off, take the whole file and \
             import it again"
        );
        warnings.add(None, message);
    }

    /// Warns once for all rows that need a missing article, and once for each unknown kind.
    fn tell_of_rows_left_out(&self, warnings: &mut Warnings<'_>) {
        for (id, missing) in self.missing.iter().filter(|(_, missing)| missing.num_rows > 0) {
            let rows = counted(missing.num_rows, "row was", "rows were");
            let why = if missing.was_left_out { "its own row was left out" } else { "there is no such article before it" };
            let message = format!("{rows} left out with article {id}: {why}");
            warnings.add(Some(missing.line), message);
        }
        for (kind, (line, count)) in &self.unknown {
            let rows = counted(*count, "row was", "rows were");
            let kind = short(kind);
            warnings.add(Some(*line), format!("{rows} left out of the kind “{kind}”, which this Obelus does not know"));
        }
    }
}

fn json<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    of_row(json_parts::object(line)?)
}

/// Reads a row from its fields. A field that is null counts as missing.
fn of_row<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(without_nulls(Value::Object(fields))).map_err(|error| error.to_string())
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let there = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(there.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
