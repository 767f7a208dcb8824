//! Errors that refuse a file, and warnings that come with an article.

use std::fmt;

/// The reason why a file was refused. Every message says what was found, what to do, and last the name of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file contains no words.
    #[error("the file holds no words ({bytes} bytes); choose a file that has an article in it: {file_name}")]
    Empty {
        /// The file.
        file_name: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The file is longer than [`super::MAX_FILE_BYTES`].
    #[error(
        "the file has {} MiB, but one article may have at most {} MiB; split it into one file per article: {file_name}",
        bytes.div_ceil(1 << 20), limit >> 20
    )]
    TooLarge {
        /// The file.
        file_name: String,
        /// Its length in bytes.
        bytes: usize,
        /// The longest length allowed.
        limit: usize,
    },
    /// The bytes are not those of a text file.
    #[error("this is {found}, not text; save its text as UTF-8 text and import that: {file_name}")]
    NotText {
        /// The file.
        file_name: String,
        /// The kind of file that it seems to be, with its article: "a PDF file".
        found: String,
    },
    /// The bytes are text, but the encoding cannot be determined.
    #[error(
        "the byte at offset {byte_offset} does not belong to {expected} text: {hint}; save the file as UTF-8, or choose its encoding: {file_name}"
    )]
    WrongEncoding {
        /// The file.
        file_name: String,
        /// The first byte that does not fit, counted from 0.
        byte_offset: usize,
        /// The encoding that was tried.
        expected: &'static str,
        /// The bytes found there, and other encodings that it may be in.
        hint: String,
    },
    /// The file cannot be opened without its password.
    #[error("this {format} file is encrypted; save a copy without a password and import that: {file_name}")]
    Encrypted {
        /// The file.
        file_name: String,
        /// The format.
        format: &'static str,
    },
    /// The file has pictures of text, and no text.
    #[error(
        "this PDF file has no text (pages: {num_pages}): it was scanned; let a program for text recognition (OCR) \
         put a text layer into it, and import that: {file_name}"
    )]
    Scanned {
        /// The file.
        file_name: String,
        /// The number of its pages.
        num_pages: usize,
    },
    /// The reader of this format was left out when this program was built.
    #[error(
        "this build of Obelus reads no {format} (it was made without its feature “{feature}”); use a complete build: {file_name}"
    )]
    NotInBuild {
        /// The file.
        file_name: String,
        /// The kind of file, in the plural.
        format: &'static str,
        /// The feature in `Cargo.toml` that it needs.
        feature: &'static str,
    },
    /// It is of a kind that holds no article, or whose articles are not read.
    #[error("this is {what}: {advice}: {file_name}")]
    NotRead {
        /// The file.
        file_name: String,
        /// What it is, with its article.
        what: String,
        /// What to do instead.
        advice: String,
    },
    /// The file is text, but not in the format that it seems or is said to have.
    #[error("this cannot be read as {format}: {message}: {file_name}")]
    Malformed {
        /// The file.
        file_name: String,
        /// The format.
        format: &'static str,
        /// What was found.
        message: String,
    },
}

impl ImportError {
    /// The file that was refused.
    pub fn file_name(&self) -> &str {
        match self {
            Self::Empty { file_name, .. }
            | Self::TooLarge { file_name, .. }
            | Self::NotText { file_name, .. }
            | Self::Malformed { file_name, .. }
            | Self::NotRead { file_name, .. }
            | Self::Encrypted { file_name, .. }
            | Self::NotInBuild { file_name, .. }
            | Self::Scanned { file_name, .. }
            | Self::WrongEncoding { file_name, .. } => file_name,
        }
    }
}

/// Something that an analyst should know about a file that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file.
    pub file_name: String,
    /// The line, counted from 1; `None` if the warning is about the whole file.
    pub line: Option<usize>,
    /// What was found, and what was done about it.
    pub message: String,
}

impl Warning {
    /// The file, and the line if there is one, as in “a.csv, line 3”.
    pub fn place(&self) -> String {
        self.line.map_or_else(|| self.file_name.clone(), |line| format!("{}, line {line}", self.file_name))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}

/// The number of warnings about one file that are kept; the rest are counted. A file of many megabytes can have a fault on
/// every line.
const MAX_WARNINGS: usize = 1000;

/// Collects the warnings of one file.
#[derive(Debug)]
pub(super) struct Warnings<'a> {
    file_name: &'a str,
    warnings: Vec<Warning>,
    num_more: usize,
}

impl<'a> Warnings<'a> {
    /// Starts without warnings.
    pub(super) fn new(file_name: &'a str) -> Self {
        Self { file_name, warnings: Vec::new(), num_more: 0 }
    }

    /// Adds a warning about a line, counted from 0, or about the whole file.
    pub(super) fn add(&mut self, line: Option<usize>, message: impl Into<String>) {
        if self.warnings.len() >= MAX_WARNINGS {
            self.num_more += 1;
            return;
        }
        let warning = Warning { file_name: self.file_name.to_owned(), line: line.map(|line| line + 1), message: message.into() };
        self.warnings.push(warning);
    }

    /// Adds all the others, which are about the same file.
    pub(super) fn extend(&mut self, others: Warnings<'_>) {
        self.num_more += others.num_more;
        self.take(others.warnings);
    }

    /// Says why a collection produced nothing: the first message about something that was left out, or else the first
    /// message.
    pub(super) fn why_nothing(&self) -> Option<String> {
        let is_reason = |warning: &&Warning| warning.message.contains("left out");
        let reason = self.warnings.iter().find(is_reason).or_else(|| self.warnings.first());
        reason.map(|warning| match warning.line {
            Some(line) => format!("line {line}: {}", warning.message),
            None => warning.message.clone(),
        })
    }

    /// Keeps as many warnings as there is room for.
    fn take(&mut self, others: impl IntoIterator<Item = Warning>) {
        for warning in others {
            if self.warnings.len() < MAX_WARNINGS {
                self.warnings.push(warning);
            } else {
                self.num_more += 1;
            }
        }
    }

    /// Adds the warnings about a file inside this one, under both names.
    pub(super) fn extend_from_inside(&mut self, inner_name: &str, others: impl IntoIterator<Item = Warning>) {
        let file_name = format!("{} › {inner_name}", self.file_name);
        self.take(others.into_iter().map(|warning| Warning { file_name: file_name.clone(), ..warning }));
    }

    /// Returns all warnings: first those about the whole file, then by line.
    pub(super) fn sorted(mut self) -> Vec<Warning> {
        if self.num_more > 0 {
            let message = format!("there are {} more warnings; the first {MAX_WARNINGS} are listed", self.num_more);
            self.warnings.push(Warning { file_name: self.file_name.to_owned(), line: None, message });
        }
        self.warnings.sort_by_key(|warning| warning.line);
        self.warnings
    }
}
