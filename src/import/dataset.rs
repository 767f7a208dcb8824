//! Combines annotated data in two tables, one of texts and one of marked places, for `csv` and `hugging_face`.
//!
//! Offsets are code points and the end is excluded, as in Obelus and Python. If a file counts in another way, the words that
//! marked places repeat show it.

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark, Page},
    error::Warnings,
    kinds,
    offsets::Reading,
    people::NamesInFiles,
};
use crate::{
    import::quoted::short,
    project::{Metadata, Sha256},
    text::{Examples, listed},
};
use std::collections::HashMap;

/// Up to this many warnings of one kind are given one by one; the rest are counted.
const MAX_SIMILAR_WARNINGS: usize = 20;

/// A text with the other columns of its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    /// The id by which the rows of marked places refer to it.
    pub(super) id: String,
    /// All of it.
    pub(super) text: String,
    /// The other columns, as name and values.
    pub(super) fields: Vec<(String, Vec<String>)>,
    /// How far analysts are, in files of Obelus: id and status.
    pub(super) progress: Vec<(String, String)>,
    /// The name of the file that it came from, in files of Obelus.
    pub(super) file_name: String,
    /// The number of its row, from 0.
    pub(super) line: usize,
}

impl Document {
    /// A digest of everything but the number of its row.
    pub(super) fn digest(&self) -> Sha256 {
        let Self { id, text, fields, progress, file_name, line: _ } = self;
        Sha256::of(format!("{:?}", (id, text, fields, progress, file_name)).as_bytes())
    }
}

/// A marked place.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The id of its document.
    pub(super) document: String,
    /// The mark; its analyst is empty if the table does not name one.
    pub(super) mark: Mark,
    /// The analyst's name, if the table has it beside the id; otherwise empty.
    pub(super) analyst_name: String,
}

impl Row {
    /// A digest of everything but the number of its row.
    pub(super) fn digest(&self) -> Sha256 {
        let Mark { key, label, analyst, ranges, words, answers, line: _ } = &self.mark;
        let all = (&self.document, &self.analyst_name, key, label, analyst, ranges, words, answers);
        Sha256::of(format!("{all:?}").as_bytes())
    }
}

/// Finds rows that are there again, by the ids that Obelus gave annotations.
#[derive(Default)]
struct Seen {
    /// By text and id of the annotation.
    first: HashMap<(String, String), Sha256>,
    /// Rows that say what an earlier row of the same id says.
    same: Examples,
    /// Rows that say something else.
    other: Examples,
}

impl Seen {
    /// Whether a row is the first of its id. The others are counted.
    fn is_first(&mut self, row: &Row) -> bool {
        if row.mark.key.is_empty() {
            return true;
        }
        let digest = row.digest();
        let Some(first) = self.first.get(&(row.document.clone(), row.mark.key.clone())) else {
            self.first.insert((row.document.clone(), row.mark.key.clone()), digest);
            return true;
        };
        let list = if *first == digest { &mut self.same } else { &mut self.other };
        list.add(|| format!("row {}", row.mark.line.unwrap_or_default() + 1));
        false
    }

    /// Says which rows of a file were there already.
    fn tell(&mut self, warnings: &mut Warnings<'_>) {
        let Self { same, other, .. } = self;
        if same.count > 0 {
            let (rows, which) = (same.counted("row is", "rows are"), listed(same.count, std::mem::take(&mut same.first)));
            warnings.add(None, format!("{rows} there already, with the same id ({which}); taken once"));
        }
        if other.count > 0 {
            let (rows, which) = (other.counted("row has", "rows have"), listed(other.count, std::mem::take(&mut other.first)));
            warnings.add(
                None,
                format!(
                    "{rows} the id of an earlier row and says something else ({which}); the earlier one was taken: remove the \
                     table that is out of date, or the id (column “annotation”) of a row that is a tag of its own"
                ),
            );
        }
        (*same, *other) = (Examples::default(), Examples::default());
    }
}

/// The contents of one file.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    /// The file.
    pub(super) file: InputFile<'a>,
    /// Whether Obelus wrote it.
    pub(super) is_ours: bool,
    /// Whether it has a place for how far analysts are.
    pub(super) has_progress: bool,
    /// Its texts.
    pub(super) documents: Vec<Document>,
    /// Its marked places.
    pub(super) rows: Vec<Row>,
    /// The warnings about it.
    pub(super) warnings: Warnings<'a>,
}

/// Combines the tables of a format. If the user names an `analyst`, all marks are this analyst's. Returns the names that
/// the tables have beside the ids of analysts.
pub(super) fn put_together(all: &mut Collector, tables: Vec<Tables<'_>>, analyst: Option<&str>) -> NamesInFiles {
    let mut pages: HashMap<String, (Page, Vec<(usize, Mark)>)> = HashMap::new();
    let mut order = Vec::new();
    let (mut rest, mut warnings) = (Vec::new(), Vec::new());
    for table in tables {
        let Tables { file, is_ours, documents, rows, warnings: mut of_file, has_progress: _ } = table;
        for Document { id, text, fields, progress, file_name, line: _ } in documents {
            if pages.contains_key(&id) {
                of_file.add(None, format!("a second text with the id “{}” was left out", short(&id)));
                continue;
            }
            let name = if file_name.is_empty() { &id } else { &file_name };
            let page = all.page(file, name, text, |known| fields.into_iter().for_each(|field| fill(known, field)), &mut of_file);
            // If all marks go under one name, the progress belongs to nobody in particular.
            for (by, status) in progress.iter().filter(|_| analyst.is_none()) {
                all.progress(&page, by, status);
            }
            order.push(id.clone());
            pages.insert(id, (page, Vec::new()));
        }
        rest.push((file, is_ours, rows));
        warnings.push(of_file);
    }
    let (mut names, mut seen) = (NamesInFiles::default(), Seen::default());
    for (place, (file, is_ours, rows)) in rest.iter_mut().enumerate() {
        let mut num_lost = 0;
        rows.retain(|row| !*is_ours || seen.is_first(row));
        seen.tell(&mut warnings[place]);
        for Row { document, mut mark, analyst_name } in rows.drain(..) {
            if analyst.is_none() {
                names.add(&mark.analyst, &analyst_name);
            }
            if let Some(by) = analyst.or_else(|| mark.analyst.is_empty().then(|| file.stem())) {
                by.clone_into(&mut mark.analyst);
            }
            all.known_by_tags(&mark.analyst);
            match pages.get_mut(&document) {
                Some((_, marks)) => marks.push((place, mark)),
                None => {
                    num_lost += 1;
                    if num_lost <= MAX_SIMILAR_WARNINGS {
                        let message = format!("this row was left out: no text with the id “{}” is here", short(&document));
                        warnings[place].add(mark.line, message);
                    }
                }
            }
        }
        if num_lost > MAX_SIMILAR_WARNINGS {
            warnings[place].add(None, format!("{num_lost} rows altogether were left out: their texts are not here"));
        }
    }
    for id in order {
        let Some((page, marks)) = pages.remove(&id) else { continue };
        let mut by_file: Vec<(usize, Vec<Mark>)> = Vec::new();
        for (place, mark) in marks {
            match by_file.iter_mut().find(|(known, _)| *known == place) {
                Some((_, marks)) => marks.push(mark),
                None => by_file.push((place, vec![mark])),
            }
        }
        for (place, marks) in by_file {
            all.set_ours(rest[place].1);
            all.marks(&page, Reading::CODE_POINTS, marks, &mut warnings[place]);
        }
    }
    warnings.into_iter().for_each(|warnings| all.warn(warnings));
    names
}

/// Reads the contents of `tables` as the format of this name.
pub(super) fn read(
    format: &'static str,
    tables: Vec<Tables<'_>>,
    failed: Vec<super::ImportError>,
    analyst: Option<&str>,
) -> Annotated {
    let is_ours = !tables.is_empty() && tables.iter().all(|table| table.is_ours || table.rows.is_empty());
    let mut all = Collector::new(format, is_ours);
    if is_ours && analyst.is_none() && tables.iter().any(|table| table.has_progress) {
        all.set_has_progress();
    } else {
        all.set_tags_only();
    }
    failed.into_iter().for_each(|error| all.fail(error));
    let has_texts = tables.iter().any(|table| !table.documents.is_empty());
    for table in tables.iter().filter(|table| !has_texts && !table.rows.is_empty()) {
        all.refuse(
            table.file,
            "it has marked places without their texts; expected a table with the columns “id” and “text” beside it: import the \
             folder in which both lie",
        );
    }
    let names = if has_texts { put_together(&mut all, tables, analyst) } else { NamesInFiles::default() };
    let mut read = all.finish();
    names.give_to(&mut read, format, is_ours);
    kinds::tell(read, &kinds::ALL)
}

/// Adds a column to the metadata of an article: as a known field, or under its name.
fn fill(known: &mut Metadata, (name, values): (String, Vec<String>)) {
    let words = || values.join("; ");
    match name.as_str() {
        "headline" => known.headline = words(),
        "byline" => known.byline = words(),
        "outlet" => known.outlet = words(),
        "url" => known.url = words(),
        "language" => known.language = words(),
        "source_note" => known.source_note = words(),
        "copyright" => known.copyright = words(),
        "published" => match words().parse() {
            Ok(day) => known.published = Some(day),
            Err(_) => drop(known.other.insert(name, words())),
        },
        "regions" => known.regions = values,
        "themes" => known.themes = values,
        "series" => known.series = values,
        _ => drop(known.other.insert(name.clone(), words())),
    }
}
