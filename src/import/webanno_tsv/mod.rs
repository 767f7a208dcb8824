//! WebAnno TSV 3: tokens with their offsets in UTF-16 units, and a column for each feature of each layer.
//!
//! Values are stacked with `|`; `[3]` numbers the annotation that a value belongs to, so that annotations of several
//! tokens and several annotations of one token are told apart. Relations and slots become links. The text is in the
//! `#Text=` lines of sentences; files of one folder are analysts of one text, and what is between the sentences of one is
//! taken from the others where they have it.

mod cell;
mod marks;
mod table;
mod text;

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, characters},
    error::{ImportError, Warnings},
    kinds,
};
use std::collections::BTreeMap;
use table::Table;
use text::{Likeness, PartText};

/// By which project files know the format.
const FORMAT: &str = "webannotsv";

/// With how many texts of its folder a file is compared; a folder of more is not the folder of one text.
const MAX_TEXTS: usize = 64;

/// A file, and what was read of it.
struct Parsed<'f> {
    file: InputFile<'f>,
    table: Result<Table, ImportError>,
    warnings: Warnings<'f>,
}

/// Files that say things about one text.
struct Group {
    /// Places among the files.
    files: Vec<usize>,
    text: PartText,
}

/// Reads files: of a folder for each text, as WebAnno writes them, each file is named like its analyst.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new(FORMAT, false);
    let mut parsed: Vec<Parsed<'_>> = Vec::with_capacity(files.len());
    watch.each(files, InputFile::size, |file| parse(*file), |_, file| parsed.push(file));
    for group in groups(&mut parsed, analyst.is_some()) {
        let text = group.text.whole();
        for place in group.files {
            let Some(Parsed { file, table: Ok(table), warnings }) = parsed.get_mut(place) else { continue };
            table.take(&mut all, (*file, &text), analyst.unwrap_or_else(|| file.stem()), warnings);
        }
    }
    for Parsed { table, warnings, .. } in parsed {
        if let Err(error) = table {
            all.fail(error);
        }
        all.warn(warnings);
    }
    kinds::tell(all.finish(), &kinds::ALL)
}

fn parse<'f>(file: InputFile<'f>) -> Parsed<'f> {
    let mut warnings = Warnings::new(file.path);
    let refuse = |message| ImportError::Malformed { file_name: file.path.to_owned(), format: FORMAT, message };
    let table = characters(file).and_then(|text| Table::read(&text, &mut warnings).map_err(refuse));
    Parsed { file, table, warnings }
}

/// Which files are about one text, in the order of the first of each; those of a folder of which that cannot be so, though
/// it seems to be meant, are told. With one analyst for all, files of a folder may be about as many texts.
fn groups(parsed: &mut [Parsed<'_>], has_one_analyst: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_folder: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    // The first file of a folder that is about another text altogether.
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for place in 0..parsed.len() {
        let Parsed { file, table: Ok(table), .. } = &parsed[place] else { continue };
        let (folder, text) = (folders(*file), &table.text);
        let known = by_folder.entry(folder).or_default();
        let (mut same, mut contradicted) = (None, None);
        for group in known.iter().copied().take(MAX_TEXTS) {
            match groups[group].text.likeness(text) {
                Likeness::Same => same = same.or(Some(group)),
                Likeness::Contradicts(at) => contradicted = contradicted.or(Some((groups[group].files[0], at))),
                Likeness::Other => {}
            }
        }
        if let Some(group) = same {
            groups[group].text.fill(text);
            groups[group].files.push(place);
            continue;
        }
        let is_first = known.is_empty();
        known.push(groups.len());
        groups.push(Group { files: vec![place], text: text.clone() });
        if let Some((other, at)) = contradicted {
            let other = parsed[other].file.path;
            let message = format!("its text differs from that of {other} at UTF-16 unit {at}; it is an article of its own");
            parsed[place].warnings.add(None, message);
        } else if !is_first {
            others.entry(folder).or_insert(place);
        }
    }
    for (folder, place) in others.into_iter().filter(|_| !has_one_analyst) {
        let num_texts = by_folder.get(folder).map_or(0, Vec::len);
        let message = format!(
            "the files of its folder hold {num_texts} texts, not one as WebAnno writes them; each text is an article, and each \
             file was taken for the analyst of its name"
        );
        parsed[place].warnings.add(None, message);
    }
    groups
}

/// The whole folder that a file lies in.
fn folders(file: InputFile<'_>) -> &str {
    file.path.rsplit_once('/').map_or("", |(folders, _)| folders)
}
