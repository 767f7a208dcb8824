//! From imported files to one edit of a project, so that one undo takes the whole import back.

use super::{Format, ImportError, Imported, Warning, import};
use crate::project::{ArticleId, ArticleRecord, Edit, Project, Sha256};
use jiff::Timestamp;
use std::{collections::HashMap, path::Path, path::PathBuf, sync::Arc};

/// A file that was imported, and where it lies.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it held.
    pub imported: Imported,
}

/// Imported files as an edit, and what came of each of their articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// What adds the articles, behind those that the project has; `None` if there are none to add.
    pub edit: Option<Edit>,
    /// The articles of the edit, in its order.
    pub added: Vec<AddedArticle>,
    /// Articles left out, because their text is in the project or in an earlier one of the files.
    pub duplicates: Vec<Duplicate>,
    /// What an analyst should know, file by file.
    pub warnings: Vec<Warning>,
    /// Articles that cannot be in a project, each with the reason.
    pub failed: Vec<String>,
}

/// An article of an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedArticle {
    /// The file it is from.
    pub path: PathBuf,
    /// The article, shared with the edit.
    pub record: Arc<ArticleRecord>,
}

/// An article whose text is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The file it is from.
    pub path: PathBuf,
    /// Title of the article that has the same text.
    pub same_as: String,
}

/// Reads the articles in the file that lies at `path`, like [`import`]: errors and warnings name the file by its whole
/// path, the articles by its name.
///
/// # Errors
/// As [`import`].
pub fn import_file(path: &Path, bytes: &[u8], format: Option<Format>) -> Result<ImportedFile, ImportError> {
    let shown = path.display().to_string();
    let mut imported = import(&shown, bytes, format)?;
    let name = path.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
    for article in &mut imported.articles {
        article.source.file_name.clone_from(&name);
    }
    Ok(ImportedFile { path: path.to_owned(), imported })
}

/// Whether the file at `path` is an article by its name: whether it ends as a format that can be imported does.
pub fn is_article_name(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| Format::ALL.iter().any(|format| format.extensions().contains(&ending.as_str())))
}

/// The edit that adds the articles of `files`, imported at `now`, to `project`. No text comes twice, whether it is in
/// the project or in two of the files.
pub fn add(project: &Project, files: Vec<ImportedFile>, now: Timestamp, mut new_id: impl FnMut() -> ArticleId) -> Added {
    let title_of = |record: &ArticleRecord| (record.article.text_sha256, record.article.title().to_owned());
    let mut known: HashMap<Sha256, String> = project.articles().iter().map(|record| title_of(record)).collect();
    let first = project.articles().len();
    let mut added = Added::default();
    let mut edits = Vec::new();
    for ImportedFile { path, imported } in files {
        added.warnings.extend(imported.warnings);
        for article in imported.articles {
            if let Some(same_as) = known.get(&Sha256::of(article.text.as_bytes())) {
                added.duplicates.push(Duplicate { path: path.clone(), same_as: same_as.clone() });
                continue;
            }
            match article.into_article(new_id(), now) {
                Ok(article) => {
                    let record = Arc::new(ArticleRecord::new(article));
                    known.extend([title_of(&record)]);
                    edits.push(Edit::AddArticle { at: first + edits.len(), record: Arc::clone(&record) });
                    added.added.push(AddedArticle { path: path.clone(), record });
                }
                Err(error) => added.failed.push(format!("{error}: {}", path.display())),
            }
        }
    }
    added.edit = (!edits.is_empty()).then_some(Edit::Batch(edits));
    added
}
