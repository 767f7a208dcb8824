//! WebAnno TSV 3: tokens with their offsets in UTF-16 units, and a column for each feature of each layer.
//!
//! Values are stacked with `|`. `[3]` numbers the annotation that a value belongs to, which distinguishes annotations of
//! several tokens from several annotations of one token. Relations and slots become links. The text is in the `#Text=` lines
//! of sentences. The files of one folder belong to the analysts of one text; text between sentences that one file lacks is
//! taken from the others if they have it.

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

/// The name of the format in project files.
const FORMAT: &str = "webannotsv";

/// The number of texts of its folder that a file is compared with; a folder with more is not that of one text.
const MAX_TEXTS: usize = 64;

/// A file with its parsed contents.
struct Parsed<'f> {
    file: InputFile<'f>,
    table: Result<Table, ImportError>,
    warnings: Warnings<'f>,
}

/// The files about one text.
struct Group {
    /// Their places among all files.
    files: Vec<usize>,
    text: PartText,
}

/// Reads files. In a folder for each text, as WebAnno writes them, each file is named after its analyst.
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

/// Groups files that are about one text, in the order of the first of each. Warns about files of a folder that seem to be
/// meant as one text and cannot be. With one analyst for all, files of a folder may be about different texts.
fn groups(parsed: &mut [Parsed<'_>], has_one_analyst: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_folder: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    // The first file of a folder that is about an entirely different text.
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

/// The whole folder path of a file.
fn folders(file: InputFile<'_>) -> &str {
    file.path.rsplit_once('/').map_or("", |(folders, _)| folders)
}
