//! Combines imported files into one edit of a project, so that one undo takes the whole import back.

use super::{
    Annotated, Count, Format, ImportError, ImportOptions, Imported, Joined, MAX_COLLECTION_BYTES, MAX_FILE_BYTES, Outcome,
    Variant, Warning, import_with, join, join::left_out_message, variants,
};
use crate::project::{ArticleId, ArticleRecord, Edit, Project};
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// An imported file with its path.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The articles it contained.
    pub imported: Imported,
}

/// Imported files as one edit, with the outcome for each of their articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// The edit that adds the articles after those of the project; `None` if there are none to add.
    pub edit: Option<Edit>,
    /// The articles that the edit adds, in its order.
    pub added: Vec<AddedArticle>,
    /// Articles that were left out because the project or an earlier file has the same text.
    pub duplicates: Vec<Duplicate>,
    /// Warnings for the analyst, file by file.
    pub warnings: Vec<Warning>,
    /// Articles that cannot be part of a project, each with the reason.
    pub failed: Vec<String>,
    /// The number of rows of tables, files of archives and documents of downloads that were left out; warnings say why.
    pub num_skipped: usize,
    /// The number of documents that downloads of news databases state, beside the number found; `None` if no file states one.
    pub count: Option<Count>,
    /// Articles that are nearly the same as an earlier one. They were added all the same.
    pub similar: Vec<Similar>,
}

/// An article that is nearly the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// The file it comes from.
    pub path: PathBuf,
    /// Its title.
    pub title: String,
    /// The title of the earlier article.
    pub like: String,
    /// How much of the shorter article the longer one contains, in percent.
    pub percent: usize,
    /// Where the two begin to differ, and what each says there; the earlier one is the one "here".
    pub difference: String,
}

/// An article of an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedArticle {
    /// The file it comes from.
    pub path: PathBuf,
    /// The article, shared with the edit.
    pub record: Arc<ArticleRecord>,
}

/// An article whose text exists already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The file it comes from.
    pub path: PathBuf,
    /// The title of the article with the same text.
    pub same_as: String,
}

/// Reads the articles in the file at `path`, like [`super::import`]. Errors and warnings name the file by its whole path,
/// articles by its name.
///
/// # Errors
/// As [`super::import`].
pub fn import_file(path: &Path, bytes: &[u8], format: Option<Format>) -> Result<ImportedFile, ImportError> {
    import_file_with(path, bytes, &ImportOptions { format, ..ImportOptions::default() })
}

/// Like [`import_file`], with a person's choices.
///
/// # Errors
/// As [`import_with`].
pub fn import_file_with(path: &Path, bytes: &[u8], options: &ImportOptions) -> Result<ImportedFile, ImportError> {
    let shown = path.display().to_string();
    let mut imported = import_with(&shown, bytes, options)?;
    let name = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    // A file within an archive has a name of its own.
    for article in imported.articles.iter_mut().filter(|article| article.source.file_name == shown) {
        article.source.file_name.clone_from(&name);
    }
    Ok(ImportedFile { path: path.to_owned(), imported })
}

/// The longest file, in bytes, that is read from `path`. A table or an archive may be longer than an article.
pub fn max_bytes(path: &Path) -> usize {
    let format = Format::of_ending(&path.to_string_lossy());
    if format.is_some_and(Format::is_collection) { MAX_COLLECTION_BYTES } else { MAX_FILE_BYTES }
}

/// Whether the file at `path` has the name of an article: the ending of a format that can be imported.
pub fn is_article_name(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| Format::ALL.iter().any(|format| format.extensions().contains(&ending.as_str())))
}

/// Makes the edit that adds the articles of `files`, imported at `now`, to `project`. No text is added twice, whether it is
/// in the project or in two of the files. This is [`join`] for articles without annotations.
pub fn add(project: &Project, files: Vec<ImportedFile>, now: Timestamp, mut new_id: impl FnMut() -> ArticleId) -> Added {
    let paths: Vec<_> = files.iter().flat_map(|file| file.imported.articles.iter().map(|_| file.path.clone())).collect();
    let num_skipped = files.iter().map(|file| file.imported.num_skipped).sum();
    let count = Count::sum(files.iter().filter_map(|file| file.imported.count.as_ref()));
    let sources = files.into_iter().map(|file| Annotated::from(file.imported)).collect();
    let Joined { edits, new_articles, outcomes, mut warnings, .. } = join(project, sources, now, &mut || new_id().bits());
    let mut added = Added { edit: (!edits.is_empty()).then_some(Edit::Batch(edits)), num_skipped, count, ..Added::default() };
    for (path, outcome) in paths.into_iter().zip(outcomes) {
        match outcome {
            Outcome::New(at) => {
                added.added.extend(new_articles.get(at).map(|record| AddedArticle { path, record: Arc::clone(record) }));
            }
            Outcome::Known(same_as) => added.duplicates.push(Duplicate { path, same_as }),
            Outcome::LeftOut(reason) => {
                // These are reported as failures instead, with the whole path.
                warnings.retain(|warning| warning.message != left_out_message(&reason));
                added.failed.push(format!("{reason}: {}", path.display()));
            }
        }
    }
    added.warnings = warnings;
    added.similar = similar(project, &added.added);
    added
}

/// Finds new articles that are nearly the same as one of the project's or as an earlier new one.
fn similar(project: &Project, new: &[AddedArticle]) -> Vec<Similar> {
    let known: Vec<&ArticleRecord> = project.articles().iter().map(|record| &**record).collect();
    let records: Vec<&ArticleRecord> = new.iter().map(|new| &*new.record).collect();
    let title = |place: usize| known.iter().chain(&records).nth(place).map_or("", |record| record.article.title()).to_owned();
    let similar = |Variant { new: place, earlier, percent, difference }| Similar {
        path: new[place].path.clone(),
        title: title(known.len() + place),
        like: title(earlier),
        percent: percent.unwrap_or_default(),
        difference,
    };
    variants(&known, &records).into_iter().map(similar).collect()
}

impl Similar {
    /// How much the two have in common, and where they differ, without the file.
    pub fn words(&self) -> String {
        let Self { title, like, percent, difference, .. } = self;
        format!("{percent} % of “{title}” is the same as in “{like}”, which differs {difference}; both are kept")
    }
}

impl std::fmt::Display for Similar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.words())
    }
}
