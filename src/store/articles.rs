//! Files of articles: which files paths mean, and the bytes of one.
//!
//! What makes a file an article and how long one may be is for the caller to say; nothing here knows a format.

use std::{
    collections::BTreeSet,
    fmt,
    fs::{self, DirEntry, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The files that paths mean.
#[derive(Debug, Default)]
pub struct Walk {
    /// Files in the order in which they are to be read.
    pub files: Vec<PathBuf>,
    /// What was left out of each of the named folders that anything was left out of.
    pub left_out: Vec<LeftOut>,
    /// Folders that could not be listed; they may hold articles.
    pub unlisted: Vec<Unlisted>,
}

/// What a folder and the folders in it hold besides articles. Shown as a sentence that says what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The folder as it was named.
    pub folder: PathBuf,
    /// How many files are no articles by their name.
    pub num_files: usize,
    /// How the names of these files end: ".png", or "no ending".
    pub endings: BTreeSet<String>,
    /// How many files have the name of an article but are hidden. What else is hidden is not counted.
    pub num_hidden: usize,
    /// How many links lead to folders; they are not followed, because they could lead back up.
    pub num_linked_folders: usize,
    /// Links to files outside the named folder; they are not followed, because whoever made the folder could point them at
    /// any file of the reader.
    pub links_outside: Vec<PathBuf>,
    /// How many links lead to files in the named folder; they are followed.
    pub num_followed: usize,
}

/// How many links are named as examples.
const MAX_EXAMPLES: usize = 3;

/// The files below a folder.
#[derive(Debug, Default)]
pub struct Below {
    /// Each with its path inside the folder (with slashes), by name.
    pub files: Vec<(String, PathBuf)>,
    /// Folders that could not be listed.
    pub unlisted: Vec<Unlisted>,
    /// What was left out, if anything was.
    pub left_out: Option<LeftOut>,
}

/// A folder could not be listed.
#[derive(Debug, thiserror::Error)]
#[error("cannot list the folder {}", folder.display())]
pub struct Unlisted {
    /// Which.
    pub folder: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// The bytes of an article could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ReadArticleError {
    /// The operating system does not give them.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A device, a pipe or a folder.
    #[error("this is not a file; choose a file or a folder: {}", path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// The file is longer than an article may be.
    #[error(
        "the file has {} MiB, but one article may have at most {} MiB; split it into one file per article: {}",
        bytes.div_ceil(1 << 20), limit_bytes >> 20, path.display()
    )]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// How long it is.
        bytes: u64,
        /// How long it may be.
        limit_bytes: u64,
    },
}

/// The files that `paths` mean, in the order of `paths`, and within a folder by name.
///
/// A file that is named itself is always taken. Of a folder and the folders in it those files are taken whose path
/// `is_article`; what is hidden (its name begins with a full stop) is left out. Links to folders are not followed, and links to
/// files only inside the folder.
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

/// The files below `folder` whose path `is_wanted`, chosen as in [`walk`].
pub fn files_below(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Below {
    let Walk { files, left_out, unlisted } = walk(std::slice::from_ref(&folder.to_owned()), is_wanted);
    let inside = |path: PathBuf| {
        let parts = path.strip_prefix(folder).unwrap_or(&path).iter().map(|part| part.to_string_lossy().into_owned());
        (parts.collect::<Vec<_>>().join("/"), path)
    };
    Below { files: files.into_iter().map(inside).collect(), unlisted, left_out: left_out.into_iter().next() }
}

/// How long the file at `path` is, in bytes; 0 if that cannot be told.
pub fn article_bytes(path: &Path) -> usize {
    fs::metadata(path).map_or(0, |metadata| usize::try_from(metadata.len()).unwrap_or(usize::MAX))
}

/// The bytes of the file at `path`. Of a file that is too large, nothing is read.
///
/// # Errors
/// [`ReadArticleError`].
pub fn read_article(path: &Path, limit_bytes: usize) -> Result<Vec<u8>, ReadArticleError> {
    let unreadable = |source| ReadArticleError::Unreadable { path: path.to_owned(), source };
    let limit_bytes = limit_bytes as u64;
    let too_large = |bytes| ReadArticleError::TooLarge { path: path.to_owned(), bytes, limit_bytes };
    // Before opening it: to open a pipe would be to wait for its writer.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(ReadArticleError::NotAFile { path: path.to_owned() });
    }
    if metadata.len() > limit_bytes {
        return Err(too_large(metadata.len()));
    }
    // With room for one more: the end is then found without asking for memory again. It is at most `limit_bytes`.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    let file = File::open(path).map_err(unreadable)?;
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    // The file may have grown meanwhile.
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
            if entry.file_name().to_string_lossy().starts_with('.') {
                left.num_hidden += usize::from(!is_folder && is_article(&path));
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

/// Where an entry of a folder leads.
enum LinkOf {
    NoLink,
    Inside,
    Outside,
}

/// One that leads nowhere is no link here: reading it says what is wrong.
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
            num_hidden: 0,
            num_linked_folders: 0,
            links_outside: Vec::new(),
            num_followed: 0,
        }
    }

    fn is_nothing(&self) -> bool {
        self.num_files + self.num_hidden + self.num_linked_folders + self.links_outside.len() + self.num_followed == 0
    }

    /// The links that lead outside, the first of them by name.
    fn outside(&self) -> String {
        let number = self.links_outside.len();
        let names = self.links_outside.iter().take(MAX_EXAMPLES).map(|link| link.display().to_string()).collect::<Vec<_>>();
        let more = if number > MAX_EXAMPLES { " …" } else { "" };
        let links = if number == 1 { "link to a file" } else { "links to files" };
        format!("{number} {links} outside {} not followed ({}{more})", self.folder.display(), names.join(", "))
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { folder, num_files, endings, num_hidden, num_linked_folders, links_outside, num_followed } = self;
        let endings = endings.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let counted = |number: usize, one: &str, many: &str| {
            format!("{number} {} in {}", if number == 1 { one } else { many }, folder.display())
        };
        let (has_files, has_links) = (*num_files + *num_hidden > 0, *num_linked_folders > 0);
        let parts: Vec<_> = [
            (*num_files > 0).then(|| format!("{} left alone ({endings})", counted(*num_files, "file", "files"))),
            (*num_hidden > 0).then(|| format!("{} left alone", counted(*num_hidden, "hidden file", "hidden files"))),
            has_links.then(|| format!("{} not followed", counted(*num_linked_folders, "link to a folder", "links to folders"))),
            (!links_outside.is_empty()).then(|| self.outside()),
            (*num_followed > 0).then(|| {
                format!("{} followed", counted(*num_followed, "link to a file of the folder", "links to files of the folder"))
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
