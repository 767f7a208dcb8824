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
};
use crate::{import::quoted::short, project::Metadata};
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
}

/// A marked place.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The id of its document.
    pub(super) document: String,
    /// The mark; its analyst is empty if the table does not name one.
    pub(super) mark: Mark,
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

/// Combines the tables of a format. If the user names an `analyst`, all marks are this analyst's.
pub(super) fn put_together(all: &mut Collector, tables: Vec<Tables<'_>>, analyst: Option<&str>) {
    let mut pages: HashMap<String, (Page, Vec<(usize, Mark)>)> = HashMap::new();
    let mut order = Vec::new();
    let (mut rest, mut warnings) = (Vec::new(), Vec::new());
    for table in tables {
        let Tables { file, is_ours, documents, rows, warnings: mut of_file, has_progress: _ } = table;
        for Document { id, text, fields, progress } in documents {
            if pages.contains_key(&id) {
                of_file.add(None, format!("a second text with the id “{}” was left out", short(&id)));
                continue;
            }
            let page = all.page(file, &id, text, |known| fields.into_iter().for_each(|field| fill(known, field)), &mut of_file);
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
    for (place, (file, _, rows)) in rest.iter_mut().enumerate() {
        let mut num_lost = 0;
        for Row { document, mut mark } in rows.drain(..) {
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
    if has_texts {
        put_together(&mut all, tables, analyst);
    }
    kinds::tell(all.finish(), &kinds::ALL)
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
