//! Files of articles: finds the files that paths mean, and reads their bytes.
//!
//! The caller decides which files are articles and how long one may be; nothing here knows a format.

use crate::text::{Examples, listed, words::counted};
use std::{
    collections::BTreeSet,
    fmt,
    fs::{self, DirEntry, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// What the names of folders with the parts of a saved page end with, in browsers of several languages.
const PAGE_FOLDERS: [&str; 10] =
    ["_files", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_file", "_bestanden", "-filer", "_pliki", "_soubory"];

/// The files that a list of paths means.
#[derive(Debug, Default)]
pub struct Walk {
    /// Files in the order in which they are to be read.
    pub files: Vec<PathBuf>,
    /// What was left out of each named folder, for folders in which anything was.
    pub left_out: Vec<LeftOut>,
    /// Folders that could not be listed, which may hold articles.
    pub unlisted: Vec<Unlisted>,
}

/// What a folder and its subfolders hold besides articles. `Display` turns it into a sentence that says what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The folder as it was named.
    pub folder: PathBuf,
    /// The number of files whose names are not those of articles.
    pub num_files: usize,
    /// The endings of their names: ".png", or "no ending".
    pub endings: BTreeSet<String>,
    /// The hidden files with the name of an article, and files with such a name in hidden folders. What programs keep for
    /// themselves there is not counted.
    pub hidden: Examples,
    /// The number of links that lead to folders. They are not followed, because they could lead back up.
    pub num_linked_folders: usize,
    /// Links to files outside the named folder. They are not followed, because the maker of the folder could point them at
    /// any file of the reader.
    pub links_outside: Vec<PathBuf>,
    /// The number of links that lead to files within the named folder. They are followed.
    pub num_followed: usize,
    /// The number of folders with the pictures and scripts of a page that a browser saved beside them.
    pub num_page_folders: usize,
}

/// The files below a folder.
#[derive(Debug, Default)]
pub struct Below {
    /// The files, sorted by name, each with its path inside the folder (with slashes).
    pub files: Vec<(String, PathBuf)>,
    /// Folders that could not be listed.
    pub unlisted: Vec<Unlisted>,
    /// What was left out, if anything was.
    pub left_out: Option<LeftOut>,
}

/// The error for a folder that could not be listed.
#[derive(Debug, thiserror::Error)]
#[error("cannot list the folder {}", folder.display())]
pub struct Unlisted {
    /// The folder.
    pub folder: PathBuf,
    /// The reason.
    pub source: io::Error,
}

/// The error for an article whose bytes could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadArticleError {
    /// The operating system cannot read it.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The path leads to a device, a pipe or a folder.
    #[error("this is not a file; choose a file or a folder: {}", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file is longer than an article may be.
    #[error(
        "the file has {} MiB, but one article may have at most {} MiB; split it into one file per article: {}",
        bytes.div_ceil(1 << 20), limit_bytes >> 20, path.display()
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        bytes: u64,
        /// The longest length allowed, in bytes.
        limit_bytes: u64,
    },
}

/// Finds the files that `paths` mean, in the order of `paths`, and within a folder by name.
///
/// A file that is named itself is always taken. From a folder and its subfolders come the files whose path `is_article`.
/// Hidden files (their names begin with a full stop) are left out, and so are the folders in which browsers save the parts of
/// a page: `page_files` beside `page.html`. Links to folders are not followed, and links to files
/// only within the folder.
pub fn walk(paths: &[PathBuf], is_article: impl Fn(&Path) -> bool) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        if path.is_dir() {
            let mut left = LeftOut::nothing(path);
            let root = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            walk.folder(path, &root, &is_article, &mut left);
            if !left.is_nothing() {
                walk.left_out.push(left);
            }
        } else {
            walk.files.push(path.clone());
        }
    }
    walk
}

/// Finds the files below `folder` whose path `is_wanted`, by the rules of [`walk`].
pub fn files_below(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Below {
    let Walk { files, left_out, unlisted } = walk(std::slice::from_ref(&folder.to_owned()), is_wanted);
    let inside = |path: PathBuf| {
        let parts = path.strip_prefix(folder).unwrap_or(&path).iter().map(|part| part.to_string_lossy().into_owned());
        (parts.collect::<Vec<_>>().join("/"), path)
    };
    Below { files: files.into_iter().map(inside).collect(), unlisted, left_out: left_out.into_iter().next() }
}

/// The length of the file at `path` in bytes; 0 if the system does not tell.
pub fn article_bytes(path: &Path) -> usize {
    fs::metadata(path).map_or(0, |metadata| usize::try_from(metadata.len()).unwrap_or(usize::MAX))
}

/// Reads the file at `path`. A file that is too large is not read at all.
///
/// # Errors
/// [`ReadArticleError`].
pub fn read_article(path: &Path, limit_bytes: usize) -> Result<Vec<u8>, ReadArticleError> {
    let unreadable = |source| ReadArticleError::Unreadable { path: path.to_owned(), source };
    let limit_bytes = limit_bytes as u64;
    let too_large = |bytes| ReadArticleError::TooLarge { path: path.to_owned(), bytes, limit_bytes };
    // Checked before the file is opened, because opening a pipe would wait for its writer.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(ReadArticleError::NotAFile { path: path.to_owned() });
    }
    if metadata.len() > limit_bytes {
        return Err(too_large(metadata.len()));
    }
    // One byte more lets the end be found without asking for memory again. The size is at most `limit_bytes`.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    let file = File::open(path).map_err(unreadable)?;
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    // The file may have grown in the meantime.
    if bytes.len() as u64 > limit_bytes { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

impl Walk {
    fn folder(&mut self, folder: &Path, root: &Path, is_article: &impl Fn(&Path) -> bool, left: &mut LeftOut) {
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(source) => {
                self.unlisted.push(Unlisted { folder: folder.to_owned(), source });
                return;
            }
        };
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                if !is_of_programs(&name) {
                    note_hidden(&path, is_folder, is_article, left);
                }
            } else if is_folder && is_of_saved_page(&path) {
                left.num_page_folders += 1;
            } else if is_folder {
                self.folder(&path, root, is_article, left);
            } else if path.is_dir() {
                left.num_linked_folders += 1;
            } else if is_article(&path) {
                match link_of(&entry, root) {
                    LinkOf::Outside => left.links_outside.push(path),
                    LinkOf::Inside => {
                        left.num_followed += 1;
                        self.files.push(path);
                    }
                    LinkOf::NoLink => self.files.push(path),
                }
            } else {
                left.num_files += 1;
                left.endings.insert(ending(&path));
            }
        }
    }
}

/// Names of hidden files and folders that programs keep for themselves, in which nobody has an article.
const OF_PROGRAMS: [&str; 22] = [
    ".git",
    ".hg",
    ".svn",
    ".bzr",
    ".jj",
    ".idea",
    ".vscode",
    ".vs",
    ".venv",
    ".tox",
    ".cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ipynb_checkpoints",
    ".Rproj.user",
    ".quarto",
    ".DS_Store",
    ".AppleDouble",
    ".Spotlight-V100",
    ".TemporaryItems",
    ".fseventsd",
    ".localized",
];
/// Beginnings of such names: the second half of a file on a Mac, bins, locks, and files that are deleted while they are open.
const BEGIN_OF_PROGRAMS: [&str; 6] = ["._", ".Trash", ".~lock.", ".#", ".nfs", ".fuse_hidden"];

fn is_of_programs(name: &str) -> bool {
    OF_PROGRAMS.contains(&name) || BEGIN_OF_PROGRAMS.iter().any(|begin| name.starts_with(begin))
}

/// Counts a hidden file with the name of an article, or all files with such names in a hidden folder. Links are not followed.
fn note_hidden(path: &Path, is_folder: bool, is_article: &impl Fn(&Path) -> bool, left: &mut LeftOut) {
    let shown = |path: &Path| path.strip_prefix(&left.folder).unwrap_or(path).display().to_string();
    if !is_folder {
        if is_article(path) {
            let name = shown(path);
            left.hidden.add(|| name);
        }
        return;
    }
    // A folder that cannot be listed may hold some.
    let Ok(entries) = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>) else {
        let name = shown(path);
        return left.hidden.add(|| name);
    };
    let mut entries: Vec<DirEntry> = entries;
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries.into_iter().filter(|entry| !is_of_programs(&entry.file_name().to_string_lossy())) {
        note_hidden(&entry.path(), entry.file_type().is_ok_and(|kind| kind.is_dir()), is_article, left);
    }
}

/// Whether a browser saved the parts of a page in this folder: the page is beside it, under the same name.
fn is_of_saved_page(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = PAGE_FOLDERS.iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| {
        ["html", "htm", "xhtml"].iter().any(|ending| folder.with_file_name(format!("{stem}.{ending}")).is_file())
    })
}

/// Where an entry of a folder leads.
enum LinkOf {
    NoLink,
    Inside,
    Outside,
}

/// A link that leads nowhere counts as no link: reading it reports the error.
fn link_of(entry: &DirEntry, root: &Path) -> LinkOf {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => match fs::canonicalize(entry.path()) {
            Ok(real) if real.starts_with(root) => LinkOf::Inside,
            Ok(_) => LinkOf::Outside,
            Err(_) => LinkOf::NoLink,
        },
        _ => LinkOf::NoLink,
    }
}

impl LeftOut {
    fn nothing(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            num_files: 0,
            endings: BTreeSet::new(),
            hidden: Examples::default(),
            num_linked_folders: 0,
            links_outside: Vec::new(),
            num_followed: 0,
            num_page_folders: 0,
        }
    }

    fn is_nothing(&self) -> bool {
        self.num_files
            + self.hidden.count
            + self.num_linked_folders
            + self.links_outside.len()
            + self.num_followed
            + self.num_page_folders
            == 0
    }

    /// Names the links that lead outside, the first few of them.
    fn outside(&self) -> String {
        let number = self.links_outside.len();
        let names = listed(number, self.links_outside.iter().map(|link| link.display().to_string()));
        let links = counted(number, "link to a file", "links to files");
        format!("{links} outside {} not followed ({names})", self.folder.display())
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { folder, num_files, endings, hidden, num_linked_folders, links_outside, num_followed, num_page_folders } = self;
        let endings = endings.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let inside = |number: usize, one: &str, many: &str| format!("{} in {}", counted(number, one, many), folder.display());
        let (has_files, has_links) = (*num_files + hidden.count > 0, *num_linked_folders > 0);
        let parts: Vec<_> = [
            (*num_files > 0).then(|| format!("{} left alone ({endings})", inside(*num_files, "file", "files"))),
            (hidden.count > 0).then(|| {
                let names = listed(hidden.count, hidden.first.iter().cloned());
                format!("{} left alone ({names})", inside(hidden.count, "hidden file", "hidden files"))
            }),
            has_links.then(|| format!("{} not followed", inside(*num_linked_folders, "link to a folder", "links to folders"))),
            (!links_outside.is_empty()).then(|| self.outside()),
            (*num_followed > 0).then(|| {
                format!("{} followed", inside(*num_followed, "link to a file of the folder", "links to files of the folder"))
            }),
            (*num_page_folders > 0).then(|| {
                format!("{} left alone", inside(*num_page_folders, "folder with parts of a page", "folders with parts of pages"))
            }),
            (has_files || !links_outside.is_empty()).then(|| "name a file to have it tried".to_owned()),
            has_links.then(|| "name a folder to have it read".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        f.write_str(&parts.join("; "))
    }
}

fn ending(path: &Path) -> String {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.map_or_else(|| "no ending".to_owned(), |ending| format!(".{ending}"))
}
