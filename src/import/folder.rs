//! A folder of annotated data, or one such file with what lies beside it: which files belong together, and reading them.

use super::{Annotated, ImportError, ImportOptions, InputFile, Warning, exchange, exchange::Exchange, import_file_with, jsonl};
use std::path::{Path, PathBuf};

/// What a dataset folder has beside its data: they describe it, and are no articles.
const DESCRIPTIONS: [&str; 4] = ["readme.md", "readme.txt", "loss-report.json", "croissant.json"];

/// What a folder held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderRead {
    /// What was read, and where: every file by itself, but each format of other programs as a whole, under an empty path.
    pub sources: Vec<(String, Annotated)>,
    /// Files that could not be read.
    pub failed: Vec<ImportError>,
}

/// Whether a file is annotated data, of Obelus's own or of another program.
pub fn is_annotated_data(bytes: &[u8]) -> bool {
    jsonl::is_ours(bytes) || Exchange::detect(bytes).is_some()
}

/// Whether the file of this name in a folder may be annotated data or an article that lies beside it.
pub fn is_readable_name(name: &str) -> bool {
    exchange::is_likely_name(name) || super::is_article_name(Path::new(name))
}

/// Reads all files of a folder in which there is annotated data: it, and articles. `analyst` is as in
/// [`exchange::read`], `options` are for the articles.
pub fn read_folder(files: &[InputFile<'_>], analyst: Option<&str>, options: &ImportOptions) -> FolderRead {
    let mut read = FolderRead::default();
    let (ours, others): (Vec<_>, Vec<_>) = files.iter().copied().partition(|file| jsonl::is_ours(file.bytes));
    for file in ours {
        match jsonl::read(file.path, file.bytes) {
            Ok(source) => read.sources.push((file.path.to_owned(), source)),
            Err(error) => read.failed.push(error),
        }
    }
    let (found, parts) = exchange::read(&others, analyst);
    read.sources.extend(found.into_iter().map(|(_, source)| (String::new(), source)));
    for file in others {
        if file.bytes.trim_ascii().is_empty() && exchange::is_likely_name(file.path) {
            let message = "nothing is in this file".to_owned();
            let warning = Warning { file_name: file.path.to_owned(), line: None, message };
            read.sources.push((file.path.to_owned(), Annotated { warnings: vec![warning], ..Annotated::default() }));
            continue;
        }
        let name = file.path.rsplit('/').next().unwrap_or(file.path).to_lowercase();
        let is_article = super::is_article_name(Path::new(file.path))
            && Exchange::detect(file.bytes).is_none()
            && !parts.iter().any(|part| part == file.path)
            && !DESCRIPTIONS.contains(&name.as_str());
        if is_article {
            match import_file_with(Path::new(file.path), file.bytes, options) {
                Ok(article) => read.sources.push((file.path.to_owned(), Annotated::from(article.imported))),
                Err(error) => read.failed.push(error),
            }
        }
    }
    read
}

/// Where the files would lie that belong to the annotated file at `path`: texts, columns, types; each with its name.
pub fn beside(path: &Path) -> Vec<(String, PathBuf)> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let fixed = ["columns.json", "TypeSystem.xml", "articles.tsv", "articles.csv", "documents.tsv", "documents.csv", "README.md"];
    let of_stem = [format!("{stem}.txt"), format!("texts/{stem}.txt")];
    let names: Vec<String> = fixed.into_iter().map(str::to_owned).chain(of_stem).collect();
    let folders = [path.parent(), path.parent().and_then(Path::parent)];
    let places = folders.into_iter().flatten().flat_map(|folder| names.iter().map(move |name| (name.clone(), folder.join(name))));
    places.filter(|(_, place)| place != path).collect()
}
