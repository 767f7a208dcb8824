//! Reads a folder of annotated data, or one such file with its companions: decides which files belong together.

use super::{
    Annotated, ImportError, ImportOptions, InputFile, Warning, Watch, exchange, exchange::Exchange, import_file_with, jsonl,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Files of a dataset folder that describe the data and are not articles.
const DESCRIPTIONS: [&str; 4] = ["readme.md", "readme.txt", "loss-report.json", "croissant.json"];

/// The contents of a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderRead {
    /// The data with its path: each file separately, but each format of other programs as a whole, under an empty path.
    pub sources: Vec<(String, Annotated)>,
    /// Files that could not be read.
    pub failed: Vec<ImportError>,
}

/// Whether a file is annotated data, of Obelus or of another program.
pub fn is_annotated_data(bytes: &[u8]) -> bool {
    jsonl::is_ours(bytes) || Exchange::detect(bytes).is_some()
}

/// Whether the file with this name may be annotated data, or an article beside it.
pub fn is_readable_name(name: &str) -> bool {
    exchange::is_likely_name(name) || super::is_article_name(Path::new(name))
}

/// Reads all files of a folder with annotated data: the data and the articles. `analyst` is as in [`exchange::read`];
/// `options` apply to the articles.
pub fn read_folder(files: &[InputFile<'_>], analyst: Option<&str>, options: &ImportOptions) -> FolderRead {
    read_folder_watched(files, analyst, options, Watch::default())
}

/// Like [`read_folder`], on several threads, with `watch` for progress. The result does not depend on the number of threads.
pub fn read_folder_watched(
    files: &[InputFile<'_>],
    analyst: Option<&str>,
    options: &ImportOptions,
    watch: Watch<'_>,
) -> FolderRead {
    let mut read = FolderRead::default();
    let (ours, others): (Vec<_>, Vec<_>) = files.iter().copied().partition(|file| jsonl::is_ours(file.bytes));
    watch.each(
        &ours,
        InputFile::size,
        |file| jsonl::read(file.path, file.bytes),
        |file, source| match source {
            Ok(source) => read.sources.push((file.path.to_owned(), source)),
            Err(error) => read.failed.push(error),
        },
    );
    let (found, parts) = exchange::read_watched(&others, analyst, watch);
    read.sources.extend(found.into_iter().map(|(_, source)| (String::new(), source)));
    let parts: BTreeSet<&str> = parts.iter().map(String::as_str).collect();
    let is_empty = |file: &InputFile<'_>| file.bytes.trim_ascii().is_empty() && exchange::is_likely_name(file.path);
    let rest: Vec<_> = others.into_iter().filter(|file| is_empty(file) || !parts.contains(file.path)).collect();
    let article = |file: &InputFile<'_>| {
        if is_empty(file) {
            let message = "nothing is in this file".to_owned();
            let warning = Warning { file_name: file.path.to_owned(), line: None, message };
            return Some(Ok(Annotated { warnings: vec![warning], ..Annotated::default() }));
        }
        let name = file.path.rsplit('/').next().unwrap_or(file.path).to_lowercase();
        let is_article = super::is_article_name(Path::new(file.path)) && !DESCRIPTIONS.contains(&name.as_str());
        is_article.then(|| {
            let article = import_file_with(Path::new(file.path), file.bytes, options);
            article.map(|article| Annotated::from(article.imported))
        })
    };
    watch.each(&rest, InputFile::size, article, |file, article| match article {
        Some(Ok(source)) => read.sources.push((file.path.to_owned(), source)),
        Some(Err(error)) => read.failed.push(error),
        None => {}
    });
    read
}

/// The paths where companions of the annotated file at `path` would be (texts, columns, types), each with its name.
pub fn beside(path: &Path) -> Vec<(String, PathBuf)> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let fixed = ["columns.json", "TypeSystem.xml", "articles.tsv", "articles.csv", "documents.tsv", "documents.csv", "README.md"];
    let of_stem = [format!("{stem}.txt"), format!("texts/{stem}.txt")];
    let names: Vec<String> = fixed.into_iter().map(str::to_owned).chain(of_stem).collect();
    let folders = [path.parent(), path.parent().and_then(Path::parent)];
    let places = folders.into_iter().flatten().flat_map(|folder| names.iter().map(move |name| (name.clone(), folder.join(name))));
    places.filter(|(_, place)| place != path).collect()
}
