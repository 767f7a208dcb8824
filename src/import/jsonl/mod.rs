//! Obelus's own JSON lines, as the export of the same name specifies them: everything comes back.
//!
//! A row that cannot be read is left out with a warning; the others are taken. A file of a higher version is refused.

mod codebook;
mod rows;

use super::{
    Annotated, ImportError, Origin,
    decode::{Decoded, decode},
    error::Warnings,
};
use crate::{
    project::{Analyst, Status},
    text::IndexedText,
};
use serde::Deserialize;
use std::collections::HashMap;

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
/// If it is not text, or its header is missing, of a higher version, or not readable.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Annotated, ImportError> {
    let bad =
        |message: String| ImportError::Malformed { file_name: file_name.to_owned(), format: "JSON lines of Obelus", message };
    // The rows escape every odd character, so that the decoder has nothing to warn of that the rows do not repeat.
    let Decoded { text, .. } = decode(file_name, bytes, &mut Warnings::new(file_name))?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, first) = lines.next().ok_or_else(|| bad("it has no rows".to_owned()))?;
    let kind: Kind = serde_json::from_str(first).map_err(|error| bad(format!("its first row is no header: {error}")))?;
    if kind.obelus != "header" {
        return Err(bad(format!("its first row is of the kind “{}”, not a header", kind.obelus)));
    }
    let mut reader = Reader::new(first).map_err(bad)?;
    let mut warnings = Warnings::new(file_name);
    for (number, line) in lines {
        match reader.row(line) {
            Ok(odd) => odd.into_iter().for_each(|odd| warnings.add(Some(number), odd)),
            Err(error) => warnings.add(Some(number), format!("this row was left out: {error}")),
        }
    }
    reader.read.warnings = warnings.sorted();
    Ok(reader.read)
}

struct Reader {
    read: Annotated,
    /// By the id of an article: its place, and its text for the offsets.
    articles: HashMap<String, (usize, IndexedText)>,
}

impl Reader {
    fn new(header: &str) -> Result<Self, String> {
        let HeaderRow { format_version, project, analysts, codebook } =
            serde_json::from_str(header).map_err(|error| format!("its header cannot be read: {error}"))?;
        if format_version > FORMAT_VERSION {
            return Err(format!(
                "it is of version {format_version}, and this Obelus reads up to {FORMAT_VERSION}; use a newer Obelus"
            ));
        }
        let codebook = codebook::read(codebook)?;
        let labels = codebook.labels.clone();
        let id = project.id.parse().map_err(|error| format!("the id of its project: {error}"))?;
        let analysts = analysts.into_iter().map(|row| Analyst { id: row.id.as_str().into(), name: row.name }).collect();
        let origin = Some(Origin { id, title: project.title, codebook });
        Ok(Self { read: Annotated { origin, analysts, labels, ..Annotated::default() }, articles: HashMap::new() })
    }

    /// Takes a row; answers what is odd about it.
    fn row(&mut self, line: &str) -> Result<Vec<String>, String> {
        let Kind { obelus: kind } = json(line)?;
        match kind.as_str() {
            "article" => {
                let row: rows::ArticleRow = json(line)?;
                let id = row.id.clone();
                let (article, odd) = rows::article(row)?;
                let text = article.indexed().map_err(|error| error.to_string())?;
                if self.articles.contains_key(&id) {
                    return Err(format!("article {id} is there twice"));
                }
                self.articles.insert(id, (self.read.articles.len(), text));
                self.read.articles.push(article);
                Ok(odd)
            }
            "status" => {
                let row: rows::StatusRow = json(line)?;
                let (place, _) = self.article(&row.doc_id)?;
                let status = match row.status.as_str() {
                    "done" => Status::Done,
                    "in_progress" => Status::InProgress,
                    other => return Err(format!("“{other}” is no status; expected done or in_progress")),
                };
                self.read.articles[place].status.insert(row.coder_id.as_str().into(), status);
                Ok(Vec::new())
            }
            "annotation" => {
                let row: rows::AnnotationRow = json(line)?;
                let (place, text) = self.article(&row.doc_id)?;
                let (annotation, odd) = rows::annotation(text, row)?;
                self.read.articles[place].annotations.push(annotation);
                Ok(odd.into_iter().collect())
            }
            "decision" => {
                let row: rows::DecisionRow = json(line)?;
                let (place, _) = self.article(&row.doc_id)?;
                let decision = rows::decision(row)?;
                self.read.articles[place].decisions.push(decision);
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()), // of a later version, which says that readers may leave it
        }
    }

    fn article(&self, id: &str) -> Result<(usize, &IndexedText), String> {
        let found = self.articles.get(id).map(|(place, text)| (*place, text));
        found.ok_or_else(|| format!("there is no article {id} before it"))
    }
}

fn json<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|error| error.to_string())
}
