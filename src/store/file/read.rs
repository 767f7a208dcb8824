//! Reads a project from the bytes of its file. A project file is not trusted: everything it says is checked here.

use super::{
    build::{Places, build, read_annotation, read_article},
    keys::Keys,
    lines::{self, Stop},
    v1::{AnnotationV1, FragmentV1, Header, ProjectV1, Words},
};
use crate::project::Project;
use std::{
    fmt,
    io::{self, BufRead},
};

/// How far into a file its header may begin and end, in bytes.
pub const HEADER_WITHIN_BYTES: usize = 4096;

/// A project that was read, with what a person should know about it.
#[derive(Debug)]
pub struct Loaded {
    /// The project.
    pub project: Project,
    /// The header of its file.
    pub header: Header,
    /// Faults of the file in spite of which everything could be kept or repaired.
    pub notices: Vec<Notice>,
    /// Parts that could not be read, so that writing the file anew would lose them. Empty for a sound file.
    pub unreadable: Vec<Notice>,
}

/// A sentence that a person should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice(pub String);

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The reason why bytes are not a project.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There are no bytes at all, as after a full disk or a failed synchronisation.
    #[error("this is not an Obelus project: the file is empty")]
    Empty,
    /// The file is not one of ours.
    #[error("this is not an Obelus project: {0}")]
    NotAProject(String),
    /// The file was written by a later version of the app.
    #[error("the file has format {found}, written by Obelus {app}; this is Obelus {}, which reads formats up to {}", env!("CARGO_PKG_VERSION"), super::FORMAT)]
    Newer {
        /// The format that it names.
        found: u32,
        /// The version of the app that wrote it.
        app: String,
    },
    /// The file is damaged, or was edited into something that is not RON.
    #[error("the file is damaged at line {line}, column {column}: {message}")]
    Damaged {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The fault.
        message: String,
    },
    /// The file can be read, but its parts contradict each other.
    #[error("the file contradicts itself: {0}")]
    Contradiction(String),
}

/// Reads a project file of any version up to [`super::FORMAT`].
///
/// # Errors
/// [`ReadError`]. No bytes cause a panic.
pub fn read_project(bytes: &[u8]) -> Result<Loaded, ReadError> {
    check_start(bytes)?;
    match read_lines(&mut &*bytes) {
        Ok(loaded) => loaded,
        // Bytes in memory can always be read.
        Err(Stop::OtherLines | Stop::Io(_)) => read_whole(bytes),
    }
}

/// Reads a project file that may be large without holding all of it in memory. Returns `None` if its lines are not those
/// that this version writes. Call [`check_start`] first, and [`read_project`] for what is refused here.
///
/// # Errors
/// The operating system's error.
pub fn read_project_from(input: &mut impl BufRead) -> io::Result<Option<Result<Loaded, ReadError>>> {
    match read_lines(input) {
        Ok(loaded) => Ok(Some(loaded)),
        Err(Stop::OtherLines) => Ok(None),
        Err(Stop::Io(error)) => Err(error),
    }
}

fn read_lines(input: &mut impl BufRead) -> Result<Result<Loaded, ReadError>, Stop> {
    let head = lines::head(input)?;
    let mut stored: ProjectV1 = super::options().from_str(&head).map_err(|_error| Stop::OtherLines)?;
    if !(stored.articles.is_empty() && stored.annotations.is_empty() && stored.decisions.is_empty()) {
        return Err(Stop::OtherLines);
    }
    let reader = || |line: &str| Some(read_article(super::options().from_str(line).ok()?));
    let articles: Vec<_> = lines::list(input, reader)?.into_iter().flatten().collect();
    lines::between(input)?;
    let places = Places::of(&articles);
    let reader = || {
        let mut keys = Keys::default();
        let (articles, places) = (&articles, &places);
        move |line: &str| {
            let stored: AnnotationV1<FragmentV1<Words<'_>>, Words<'_>> = super::options().from_str(line).ok()?;
            Some(read_annotation(&stored, articles, places, &mut keys))
        }
    };
    let annotations = lines::list(input, reader)?;
    if lines::has_decisions(input)? {
        let decisions = lines::list(input, || |line: &str| super::options().from_str(line).ok())?;
        stored.decisions = decisions.into_iter().flatten().collect();
        lines::end(input)?;
    }
    drop(places);
    Ok(build(stored, articles, annotations.into_iter().flatten()))
}

fn read_whole(bytes: &[u8]) -> Result<Loaded, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = sound.matches('\n').count() + 1;
        let column = sound.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        ReadError::Damaged { line, column, message: "not UTF-8 text".to_owned() }
    })?;
    let mut stored: ProjectV1 = super::options().from_str(text).map_err(|error| ReadError::Damaged {
        line: error.span.start.line,
        column: error.span.start.col,
        message: error.code.to_string(),
    })?;
    let articles: Vec<_> = std::mem::take(&mut stored.articles).into_iter().map(read_article).collect();
    let places = Places::of(&articles);
    let mut keys = Keys::default();
    let annotations = std::mem::take(&mut stored.annotations);
    let annotations: Vec<_> =
        annotations.iter().map(|annotation| read_annotation(annotation, &articles, &places, &mut keys)).collect();
    build(stored, articles, annotations)
}

/// Checks from its header whether a file that begins with `bytes` can be a project that this version reads. The header lies
/// within the first [`HEADER_WITHIN_BYTES`]. This distinguishes a file of a later version from a damaged one, and avoids
/// reading a large file of another kind.
///
/// # Errors
/// The error that [`read_project`] would return for the whole file.
pub fn check_start(bytes: &[u8]) -> Result<(), ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let start = &bytes[..bytes.len().min(HEADER_WITHIN_BYTES)];
    let (text, flaw) = match std::str::from_utf8(start) {
        Ok(text) => (text, None),
        // A character that the end of `start` cuts in two is not an error.
        Err(error) => (
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default(),
            error.error_len().map(|_| format!("byte {} is not UTF-8 text", error.valid_up_to())),
        ),
    };
    let Some(header) = find_header(text) else {
        return Err(ReadError::NotAProject(flaw.unwrap_or_else(|| "it has no line “obelus: (format: …”".to_owned())));
    };
    let header: Header = super::options()
        .from_str(header)
        .map_err(|error| ReadError::NotAProject(format!("its header cannot be read: {error}")))?;
    if header.format > super::FORMAT {
        return Err(ReadError::Newer { found: header.format, app: header.app });
    }
    Ok(())
}

/// The header of the file that begins with these bytes, if there is one.
pub(in crate::store) fn header_of(start: &[u8]) -> Option<Header> {
    let text = String::from_utf8_lossy(&start[..start.len().min(HEADER_WITHIN_BYTES)]);
    super::options().from_str(find_header(&text)?).ok()
}

/// Finds the parenthesis after `obelus:`.
fn find_header(text: &str) -> Option<&str> {
    let at = text.find("obelus:")?;
    let open = at + text[at..].find('(')?;
    let close = open + text[open..].find(')')?;
    Some(&text[open..=close])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../../projects/dravna.ron");

    fn by_lines(text: &str) -> Option<Loaded> {
        read_project_from(&mut text.as_bytes()).unwrap().map(Result::unwrap)
    }

    fn same(a: &Loaded, b: &Loaded) -> bool {
        (&a.project, &a.header, &a.notices, &a.unreadable) == (&b.project, &b.header, &b.notices, &b.unreadable)
    }

    #[test]
    fn line_by_line_and_as_a_whole_a_file_says_the_same() {
        let whole = read_whole(SAMPLE.as_bytes()).unwrap();
        assert!(same(&by_lines(SAMPLE).unwrap(), &whole));
        // Words that differ, a repeated annotation, an undefined label, a missing article.
        let line = SAMPLE.lines().find(|line| line.starts_with("    (id: ") && line.contains("label: \"quote\"")).unwrap();
        let strange = [
            line.to_owned(),
            line.replacen("(id: \"", "(id: \"0", 1).replace("label: \"quote\"", "label: \"rumour\""),
            line.replacen("article: \"", "article: \"x", 1),
        ];
        for added in strange {
            let text = SAMPLE.replacen("  annotations: [\n", &format!("  annotations: [\n{added}\n"), 1);
            let whole = read_whole(text.as_bytes()).unwrap();
            assert!(!whole.unreadable.is_empty() || !whole.notices.is_empty());
            assert!(same(&by_lines(&text).unwrap(), &whole));
        }
    }

    #[test]
    fn a_file_of_many_pieces_is_put_together_in_order() {
        let lines = |what: &str| SAMPLE.split_once(what).unwrap().1.split_once("\n  ],\n").unwrap().0.to_owned();
        let (articles, annotations) = (lines("  articles: [\n"), lines("  annotations: [\n"));
        let first = articles.lines().next().unwrap();
        let id = &first[first.find("id: \"").unwrap() + 5..][..10];
        let number = |i: u32| format!("zz{i:08}");
        let more: String = (0..300).map(|i| first.replace(id, &number(i)) + "\n").collect();
        let text = SAMPLE.replacen(&articles, &format!("{more}{articles}"), 1);
        assert!(more.len() > 300_000 && annotations.len() > 1000, "{}", more.len());
        let loaded = by_lines(&text).expect("by lines");
        assert!(same(&loaded, &read_whole(text.as_bytes()).unwrap()));
        assert_eq!(loaded.project.articles()[7].article.id.to_string(), number(7));
    }

    #[test]
    fn a_file_that_people_or_programs_set_otherwise_is_read_as_a_whole() {
        let whole = read_whole(SAMPLE.as_bytes()).unwrap();
        let others = [
            SAMPLE.replace('\n', "\r\n"),
            SAMPLE.replacen("  articles: [\n", "  articles: [ // all of them\n", 1),
            SAMPLE.replacen("  articles: [\n", "  articles: [\n    // the first\n", 1),
            SAMPLE.replacen("  articles: [\n", "  articles: [\n/*\n", 1).replacen(
                "  ],\n  annotations",
                "*/  ],\n  annotations",
                1,
            ),
        ];
        for (i, text) in others.iter().enumerate() {
            assert!(by_lines(text).is_none(), "{i}");
            if i < 3 {
                assert_eq!(read_project(text.as_bytes()).unwrap().project, whole.project);
            }
        }
    }
}
