//! spaCy's DocBin (`.spacy`): documents as words, with entities and groups of spans.
//!
//! The text is joined from the words, which the file holds as numbers in a table of strings. Entities and spans become
//! annotations; `layers` decides whose they are. Offsets are those of the words, in code points. Categories and `user_data`
//! of a document become metadata, extension attributes of spans become answers. A document whose words are not all there is
//! left out and named; a file whose parts do not fit together is refused. Nothing is trusted: when unpacked, a file may have
//! 200 times its size (or a MiB), and at most 512 MiB; a text may have 64 MiB.

mod document;
mod file;
mod known;
mod layers;
mod pack;

pub(super) use file::is_docbin;
pub(super) use known::Known;

use super::{InputFile, MAX_COLLECTION_BYTES, collect::Collector, error::Warnings, offsets::Reading, spacy::known_of};
use crate::{import::quoted::short, project::Metadata};
use document::{Reader, Span, Text, UserData};
use file::{File, FileError, unpacked};
use layers::layers;
use pack::Packed;
use serde_json::Value;

/// Up to this many warnings are given one by one; the rest are counted.
const MAX_WARNINGS: usize = 50;

/// Reads a file. If an `analyst` is given, everything is this analyst's. `known` is what files beside it already say.
pub(super) fn read(
    all: &mut Collector,
    file: InputFile<'_>,
    analyst: Option<&str>,
    known: &mut Known,
    warnings: &mut Warnings<'_>,
) -> Result<(), String> {
    let bytes = unpacked(file.bytes).map_err(|error| error.to_string())?;
    let parsed = File::of(&bytes).map_err(|error: FileError| error.to_string())?;
    let mut file = DocBin { all, file, analyst, known, told: Told { warnings, num: 0 } };
    file.documents(parsed)
}

struct DocBin<'a, 'w> {
    all: &'a mut Collector,
    file: InputFile<'a>,
    analyst: Option<&'a str>,
    known: &'a mut Known,
    told: Told<'a, 'w>,
}

/// Warnings, of which only the first are given.
struct Told<'a, 'w> {
    warnings: &'a mut Warnings<'w>,
    num: usize,
}

impl Told<'_, '_> {
    fn add(&mut self, message: String) {
        self.num += 1;
        if self.num <= MAX_WARNINGS {
            self.warnings.add(None, message);
        }
    }
}

/// The entries in the lists of a file for one document.
struct Said<'d> {
    /// The number of the document, from 1.
    number: usize,
    has_unknown_spaces: bool,
    categories: &'d [u8],
    groups: &'d [u8],
    user_data: UserData,
}

impl<'d> DocBin<'_, '_> {
    fn documents(&mut self, parsed: File<'d>) -> Result<(), String> {
        let File { table, strings, mut flags, mut cats, mut span_groups, mut user_data } = parsed;
        let mut reader = Reader::new(strings);
        let (mut first, mut left_bytes) = (0, MAX_COLLECTION_BYTES);
        let (mut num_empty, mut num_read, mut num_spaced) = (0_usize, 0_usize, 0_usize);
        let mut failure = None;
        for (number, length) in (1..).zip(table.lengths()) {
            let words = first..first + length.unwrap_or_default();
            first = words.end;
            let said = Said {
                number,
                has_unknown_spaces: flags.next().is_some_and(has_unknown_spaces),
                categories: cats.next().unwrap_or_default(),
                groups: span_groups.next().unwrap_or_default(),
                user_data: UserData::of(user_data.next().unwrap_or_default()).unwrap_or_default(),
            };
            if words.is_empty() {
                num_empty += 1;
                continue;
            }
            match Text::of(table.words(words.clone()), &reader, left_bytes) {
                Ok(text) => {
                    left_bytes -= text.text.len();
                    num_read += 1;
                    num_spaced += usize::from(said.has_unknown_spaces);
                    let entities = text.entities(table.words(words), &mut reader);
                    self.document(text, entities, said, &mut reader);
                }
                Err(reason) => {
                    let message = format!("the document {} was left out: {reason}", said.name());
                    failure.get_or_insert_with(|| message.clone());
                    self.told.add(message);
                }
            }
        }
        if num_spaced > 0 {
            let message =
                format!("for documents ({num_spaced}) the file does not say where spaces are; one was put after each word");
            self.told.warnings.add(None, message);
        }
        if num_empty > 0 {
            self.told.warnings.add(None, format!("documents without words were left out: {num_empty}"));
        }
        if self.told.num > MAX_WARNINGS {
            self.told.warnings.add(None, format!("there are {} warnings altogether; these are the first", self.told.num));
        }
        match failure {
            Some(failure) if num_read == 0 => Err(failure),
            _ => Ok(()),
        }
    }

    fn document(&mut self, text: Text, entities: Vec<Span<'d>>, said: Said<'d>, reader: &mut Reader<'d>) {
        let groups = text.groups(said.groups, reader).unwrap_or_else(|error| {
            self.told.add(format!("the document {}: its groups of spans were left out: {error}", said.name()));
            Vec::new()
        });
        let problems = reader.take_problems();
        self.told.num += problems.num - problems.first.len();
        for problem in problems.first {
            self.told.add(format!("the document {}: {problem}", said.name()));
        }
        let fields = &said.user_data.document;
        let is_ours = fields.contains_key("offset_unit");
        self.all.set_ours(is_ours);
        let name = fields.get("id").map(words_of).unwrap_or_default();
        let categories = categories(said.categories);
        let know = |known: &mut Metadata| {
            known_of(fields, known);
            if !categories.is_empty() {
                known.other.insert("categories".to_owned(), categories);
            }
        };
        let page = self.all.page(self.file, &name, text.text, know, self.told.warnings);
        let whose = (self.analyst, self.file.stem());
        let (mut marks, analysts) = layers(groups, entities, whose, &said.user_data.spans, is_ours);
        for analyst in analysts {
            if is_ours {
                self.all.worked(&page, &analyst);
            } else {
                self.all.may_have_worked(&page, &analyst);
            }
        }
        marks.retain(|mark| !self.known.take(page.article(), mark));
        self.all.marks(&page, Reading::CODE_POINTS, marks, self.told.warnings);
    }
}

impl Said<'_> {
    /// The name of a document for people.
    fn name(&self) -> String {
        match self.user_data.document.get("id") {
            Some(id) => format!("{} (“{}”)", self.number, short(&words_of(id))),
            None => self.number.to_string(),
        }
    }
}

fn words_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn has_unknown_spaces(flags: &[u8]) -> bool {
    Packed::new(flags).json().is_ok_and(|flags| flags.get("has_unknown_spaces") == Some(&Value::Bool(true)))
}

/// The categories with their scores, as words: `sport 1.0; war 0.25`.
fn categories(packed: &[u8]) -> String {
    let Ok(Value::Object(categories)) = Packed::new(packed).json() else { return String::new() };
    categories.into_iter().map(|(name, score)| format!("{name} {score}")).collect::<Vec<_>>().join("; ")
}
