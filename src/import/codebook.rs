//! Reads a codebook of another program from a file of its own: REFI-QDA's `.qdc`.
//!
//! Such a file has names, definitions and colours. Everything else about a known label of the same name stays: key, pattern,
//! rules, examples, attributes.

use super::{InputFile, annotated::COLORS, exchange::Exchange, refi};
use crate::project::{Codebook, Label, LabelColor, LinePattern};

/// The reason why a file gives no codebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodebookImportError {
    /// It is something else.
    #[error("{0} is not a codebook in REFI-QDA’s format (.qdc); export it from the other program as a codebook")]
    NotQdc(String),
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It has no codes.
    #[error("{0} has no codes in it; export a codebook with at least one code")]
    Empty(String),
}

/// Whether a file with this name is a codebook of another program.
pub fn is_codebook_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("qdc"))
}

/// Reads the codebook in `bytes`. Labels that `known` has, by id or by name, keep what the file cannot express.
///
/// # Errors
/// If the file is not such a codebook, cannot be read, or has no codes.
pub fn codebook(file_name: &str, bytes: &[u8], known: &Codebook) -> Result<Codebook, CodebookImportError> {
    if Exchange::detect(bytes) != Some(Exchange::Refi) || bytes.starts_with(b"PK") {
        return Err(CodebookImportError::NotQdc(file_name.to_owned()));
    }
    let file = InputFile { path: file_name, bytes };
    let read = refi::read(&[file], &[file], None);
    if let Some(error) = read.failed.first() {
        return Err(CodebookImportError::Unreadable(error.to_string()));
    }
    if read.labels.is_empty() {
        return Err(CodebookImportError::Empty(file_name.to_owned()));
    }
    let mut codebook = Codebook { labels: Vec::new(), ..known.clone() };
    for label in read.labels {
        let is_it = |other: &&Label| other.id == label.id || other.name.to_lowercase() == label.name.to_lowercase();
        let label = match known.labels.iter().find(is_it) {
            Some(ours) => with_what_the_file_says(ours, &label),
            None => new(&label, known, &codebook),
        };
        if codebook.label(&label.id).is_none() {
            codebook.labels.push(label);
        }
    }
    Ok(codebook)
}

/// Combines a known label with the file's definition and colour.
fn with_what_the_file_says(ours: &Label, theirs: &Label) -> Label {
    let mut label = ours.clone();
    if !theirs.definition.is_empty() {
        label.definition.clone_from(&theirs.definition);
    }
    if theirs.color.light != ours.color.light && has_color(theirs) {
        label.color = LabelColor { light: theirs.color.light, dark: lighter(theirs.color.light) };
    }
    label
}

/// Makes a new label, with the rarest pattern and the next free key.
fn new(theirs: &Label, known: &Codebook, so_far: &Codebook) -> Label {
    let all = || known.labels.iter().chain(&so_far.labels);
    let pattern = LinePattern::ALL.into_iter().min_by_key(|pattern| all().filter(|label| label.pattern == *pattern).count());
    let key = ('1'..='9').find(|key| all().all(|label| label.key != Some(*key)));
    let light = theirs.color.light;
    let color = if has_color(theirs) { LabelColor { light, dark: lighter(light) } } else { theirs.color };
    Label { key, pattern: pattern.unwrap_or(theirs.pattern), color, ..theirs.clone() }
}

/// Whether the file gave the label a colour, rather than the reader one of the usual ones.
fn has_color(label: &Label) -> bool {
    !COLORS.contains(&label.color)
}

/// Makes a colour for the dark theme: half way to white.
fn lighter(color: [u8; 3]) -> [u8; 3] {
    color.map(|part| part / 2 + 128)
}
