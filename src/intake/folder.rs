//! Reads a folder of annotated data as a whole: annotations, the texts beside them, and articles without annotations.

use super::{Content, Found, Observer, Order, Round, Source, bytes_of};
use crate::{
    import::{self, InputFile, Watch, brat, exchange},
    parallel,
    store::{self, with_causes},
};
use std::path::Path;

/// The endings of the files that make a folder of brat.
const BRAT: [&str; 3] = ["txt", "ann", "conf"];
/// The analyst of a folder of brat in which no name says who it was.
const BRAT_ANALYST: &str = "brat";

/// A kind of folder whose files belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Texts with `.ann` beside them, and whatever else.
    Brat,
    /// Annotated data of Obelus or of other programs.
    Data,
}

/// Returns the kind of a folder that holds annotated data; `None` for files and for folders of articles. If the user says of
/// which format the files are, they are articles.
pub(super) fn kind(folder: &Path, order: &Order, observer: &dyn Observer) -> Option<Kind> {
    if order.options.format.is_some() || !folder.is_dir() {
        return None;
    }
    if !store::files_below(folder, |path| has_ending(path, &["ann"])).files.is_empty() {
        return Some(Kind::Brat);
    }
    // A file that cannot be read is none; reading it says why.
    let is_data = |path: &Path| !observer.is_stopped() && bytes_of(path).is_ok_and(|bytes| import::is_annotated_data(&bytes));
    let is_likely = |path: &Path| exchange::is_likely_name(&path.to_string_lossy());
    store::files_below(folder, is_likely).files.iter().any(|(_, path)| is_data(path)).then_some(Kind::Data)
}

/// Reads all files of `folder` that belong to this kind of folder. If the observer stops it, nothing of the folder is found:
/// what was read until then is not what its files say together.
pub(super) fn read(folder: &Path, kind: Kind, order: &Order, observer: &dyn Observer, found: &mut Found) {
    let is_wanted =
        |path: &Path| kind == Kind::Brat && has_ending(path, &BRAT) || import::is_readable_name(&path.to_string_lossy());
    let files = fetch(folder, is_wanted, observer, found);
    let inputs: Vec<InputFile<'_>> = files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect();
    let (is_stopped, step) = (|| observer.is_stopped(), |num_files| observer.step(num_files));
    let watch = Watch::new(&is_stopped, &step);
    // Brat's part is what lies beside its files; the rest of the folder is read as if that were not there.
    let are_brat = if kind == Kind::Brat { brat::are_parts(&inputs) } else { vec![false; inputs.len()] };
    let part = |is_brat: bool| -> Vec<InputFile<'_>> {
        inputs.iter().zip(&are_brat).filter(|(_, other)| **other == is_brat).map(|(file, _)| *file).collect()
    };
    let (of_brat, others) = (part(true), part(false));
    let mut sources = Vec::new();
    if !of_brat.is_empty() {
        let analyst = order.analyst.as_deref().unwrap_or(BRAT_ANALYST);
        sources.push((String::new(), brat::read_watched(&of_brat, order.analyst_from, analyst, watch)));
    }
    let read = import::read_folder_watched(&others, order.analyst.as_deref(), &order.options, watch);
    sources.extend(read.sources);
    observer.end();
    if observer.is_stopped() {
        return;
    }
    found.failed.extend(read.failed.iter().map(|error| with_causes(error)));
    let path = |inside: &str| if inside.is_empty() { folder.to_owned() } else { folder.join(inside) };
    let sources =
        sources.into_iter().map(|(inside, read)| Source { path: path(&inside), content: Content::Annotated(Box::new(read)) });
    found.sources.extend(sources);
}

/// Reads the bytes of all wanted files below a folder, each with its path inside it, and begins the round in which they are
/// parsed.
fn fetch(folder: &Path, is_wanted: impl Fn(&Path) -> bool, observer: &dyn Observer, found: &mut Found) -> Vec<(String, Vec<u8>)> {
    let store::Below { files: listed, unlisted, left_out } = store::files_below(folder, is_wanted);
    found.failed.extend(unlisted.iter().map(|unlisted| with_causes(unlisted)));
    found.left_out.extend(left_out.iter().map(ToString::to_string));
    found.num_files += listed.len();
    observer.begin(Round::Fetch, listed.len());
    let read = parallel::map_until(
        &listed,
        parallel::num_threads(),
        || observer.is_stopped(),
        |(_, path)| {
            let bytes = bytes_of(path);
            observer.file(Round::Fetch, path, bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
            bytes
        },
    );
    observer.end();
    observer.begin(Round::Parse, listed.len());
    let mut files = Vec::new();
    for ((name, _), bytes) in listed.into_iter().zip(read) {
        match bytes {
            Ok(bytes) => files.push((name, bytes)),
            Err(message) => {
                found.failed.push(message);
                observer.step(1);
            }
        }
    }
    files
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
}
