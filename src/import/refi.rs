//! REFI-QDA: projects (`.qdpx`, or their `project.qde` with the texts beside it) and codebooks (`.qdc`).
//!
//! Every coding of a stretch of plain text becomes an annotation by the user who made it; codes become labels. Positions are
//! code points, unless the names of selections, which most programs take from the words, fit another way of counting.

use super::{
    Annotated, InputFile, archive,
    collect::{Collector, Mark, characters},
    decode,
    doccano::link,
    error::Warnings,
    offsets::{Reading, is_alike},
    xml_tree::{self, Element},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The least length of a name, in characters, that shows that it was taken from the words.
const MIN_NAME_CHARS: usize = 3;

/// Reads `files`. The texts of an unpacked project are among `all_files`.
pub(super) fn read(files: &[InputFile<'_>], all_files: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let mut all = Collector::new("refiqda", false);
    all.set_tags_only();
    for file in files {
        let mut warnings = Warnings::new(file.path);
        let mut sources: BTreeMap<String, String> = BTreeMap::new();
        let mut unreadable = Vec::new();
        let mut keep = |name: &str, bytes: &[u8]| {
            let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
            match characters(InputFile { path: &name, bytes }) {
                Ok(text) => drop(sources.insert(name, text)),
                Err(error) => unreadable.push(error),
            }
        };
        let xml = if file.bytes.starts_with(b"PK") {
            let is_wanted = |name: &str| name.ends_with(".qde") || name.to_lowercase().ends_with(".txt");
            match archive::files(file.bytes, is_wanted) {
                Ok((found, left_out)) => {
                    left_out.into_iter().for_each(|what| warnings.add(None, what));
                    found.iter().filter(|(name, _)| !name.ends_with(".qde")).for_each(|(name, bytes)| keep(name, bytes));
                    found.into_iter().find(|(name, _)| name.ends_with(".qde")).map(|(_, bytes)| bytes)
                }
                Err(error) => {
                    all.refuse(*file, error);
                    continue;
                }
            }
        } else {
            all_files.iter().filter(|other| other.path.ends_with(".txt")).for_each(|text| keep(text.path, text.bytes));
            Some(file.bytes.to_vec())
        };
        unreadable.into_iter().for_each(|error| all.fail(error));
        let root = xml.ok_or_else(|| "it has no project.qde".to_owned()).and_then(|xml| {
            let (xml, _) = decode::characters(file.path, &xml).map_err(|error| error.to_string())?;
            xml_tree::parse(&xml)
        });
        match root {
            Ok(root) => Project::new(&mut all, &root, analyst).read(&mut all, *file, (&root, &sources), analyst, &mut warnings),
            Err(error) => all.refuse(*file, error),
        }
        all.warn(warnings);
    }
    all.finish()
}

struct Project {
    is_ours: bool,
    /// The names of users, by GUID.
    users: BTreeMap<String, String>,
    codes: BTreeMap<String, String>,
    notes: BTreeMap<String, String>,
    /// Links: from, to, and their name.
    links: Vec<(String, String, String)>,
}

fn guid(element: &Element, name: &str) -> String {
    element.attribute(name).unwrap_or_default().to_uppercase()
}

impl Project {
    /// The users are analysts, unless all of it is `analyst`'s.
    fn new(all: &mut Collector, root: &Element, analyst: Option<&str>) -> Self {
        let is_ours = root.attribute("origin") == Some("Obelus");
        all.set_ours(is_ours);
        let mut project =
            Self { is_ours, users: BTreeMap::new(), codes: BTreeMap::new(), notes: BTreeMap::new(), links: Vec::new() };
        for user in root.child("Users").into_iter().flat_map(Element::elements) {
            let name = user.attribute("name").or_else(|| user.attribute("id")).unwrap_or("user").to_owned();
            if analyst.is_none() {
                all.known_by_tags(&name);
            }
            project.users.insert(guid(user, "guid"), name);
        }
        let book = if root.name == "CodeBook" { Some(root) } else { root.child("CodeBook") };
        if let Some(codes) = book.and_then(|book| book.child("Codes")) {
            project.codes(all, codes, "");
        }
        for note in root.child("Notes").into_iter().flat_map(Element::elements) {
            let text =
                note.child("PlainTextContent").or_else(|| note.child("Description")).map(Element::text).unwrap_or_default();
            project.notes.insert(guid(note, "guid"), text);
        }
        for link in root.child("Links").into_iter().flat_map(Element::elements) {
            let name = link.attribute("name").filter(|name| !name.is_empty()).unwrap_or("link").to_owned();
            project.links.push((guid(link, "originGUID"), guid(link, "targetGUID"), name));
        }
        project
    }

    fn codes(&mut self, all: &mut Collector, codes: &Element, above: &str) {
        for code in codes.elements().filter(|element| element.name == "Code") {
            let own = code.attribute("name").unwrap_or("code");
            let is_taken = self.codes.values().any(|name| name == own);
            let name = if is_taken { format!("{above} / {own}") } else { own.to_owned() };
            let label = all.label(&name);
            let definition = code.child("Description").map(Element::text).unwrap_or_default();
            all.describe(&label, &definition, code.attribute("color").and_then(color));
            self.codes.insert(guid(code, "guid"), name);
            self.codes(all, code, own);
        }
    }

    fn read(
        &self,
        all: &mut Collector,
        file: InputFile<'_>,
        (root, sources): (&Element, &BTreeMap<String, String>),
        analyst: Option<&str>,
        warnings: &mut Warnings<'_>,
    ) {
        for source in root.child("Sources").into_iter().flat_map(Element::elements) {
            let name = source.attribute("name").unwrap_or_default();
            let text = match source.name.as_str() {
                "TextSource" => source,
                "PDFSource" => match source.child("Representation") {
                    Some(text) => text,
                    None => {
                        warnings.add(None, format!("“{name}” was left out: a PDF without its text"));
                        continue;
                    }
                },
                other => {
                    warnings.add(None, format!("“{name}” was left out: a {other}, which is not text"));
                    continue;
                }
            };
            let path = text.attribute("plainTextPath").unwrap_or_default();
            let inside = path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
            let content = text.child("PlainTextContent").map(Element::text).or_else(|| sources.get(&inside).cloned());
            let Some(content) = content.filter(|content| !content.is_empty()) else {
                warnings.add(None, format!("“{name}” was left out: its text “{path}” is not in the project"));
                continue;
            };
            let marks: Vec<_> = text
                .elements()
                .filter(|element| element.name == "PlainTextSelection")
                .flat_map(|selection| self.marks(selection, &content, analyst, warnings))
                .collect();
            let page = all.page(file, name, content.clone(), |_| {}, warnings);
            marks.iter().for_each(|mark| all.known_by_tags(&mark.analyst));
            all.marks(&page, Reading::CODE_POINTS, marks, warnings);
        }
    }

    /// Makes a mark for each coding of a selection.
    fn marks(&self, selection: &Element, text: &str, analyst: Option<&str>, warnings: &mut Warnings<'_>) -> Vec<Mark> {
        let at = |name: &str| selection.attribute(name).and_then(|number| number.parse::<usize>().ok());
        let (Some(start), Some(end)) = (at("startPosition"), at("endPosition")) else {
            warnings.add(None, "a selection was left out: expected startPosition and endPosition");
            return Vec::new();
        };
        let id = guid(selection, "guid");
        let mut mark = Mark {
            key: self.key(&id),
            ranges: vec![(start, end)],
            words: self.words(selection, text, start, end),
            ..Mark::default()
        };
        let mut notes = Vec::new();
        if let Some(description) = selection.child("Description").map(Element::text).filter(|text| !text.is_empty()) {
            match serde_json::from_str(&description) {
                Ok(Value::Object(answers)) if self.is_ours || answers.keys().all(|name| !name.starts_with('#')) => {
                    mark.answers = answers;
                }
                _ => notes.push(description),
            }
        }
        let mut references = Vec::new();
        selection.descendants("NoteRef", &mut references);
        notes.extend(references.iter().filter_map(|note| self.notes.get(&guid(note, "targetGUID")).cloned()));
        if !notes.is_empty() {
            mark.answers.insert("#note".to_owned(), Value::String(notes.join("\n")));
        }
        let codings: Vec<_> = selection.elements().filter(|element| element.name == "Coding").collect();
        for (from, to, name) in &self.links {
            if *from == id || codings.iter().any(|coding| guid(coding, "guid") == *from) {
                link(&mut mark, name, &self.key(to));
            }
        }
        let mut marks = Vec::new();
        for coding in codings {
            let code = coding.child("CodeRef").and_then(|code| self.codes.get(&guid(code, "targetGUID")));
            let Some(code) = code else {
                warnings.add(None, format!("a coding at {start}–{end} was left out: its code is not in the codebook"));
                continue;
            };
            let of = |element: &Element| self.users.get(&guid(element, "creatingUser")).cloned();
            let by = analyst
                .map(str::to_owned)
                .or_else(|| of(coding))
                .or_else(|| of(selection))
                .unwrap_or_else(|| "analyst".to_owned());
            marks.push(Mark { label: code.clone(), analyst: by, ..mark.clone() });
        }
        marks
    }

    /// The id of the annotation, which Obelus writes into the last groups of the GUIDs of selections.
    fn key(&self, guid: &str) -> String {
        let groups: Vec<_> = guid.split('-').collect();
        let digits = match groups.as_slice() {
            [_, _, _, high, low] => high.get(1..).map(|high| format!("{high}{low}")),
            _ => None,
        };
        let bits = digits.and_then(|digits| u64::from_str_radix(&digits, 16).ok());
        let id = bits.filter(|_| self.is_ours).map(|bits| crate::project::AnnotationId::from_random(bits).to_string());
        id.unwrap_or_else(|| guid.to_owned())
    }

    /// The words of a selection, if its name seems to be taken from them. They show how positions are counted.
    fn words(&self, selection: &Element, text: &str, start: usize, end: usize) -> Option<String> {
        let name =
            selection.attribute("name").filter(|name| name.chars().filter(|c| !c.is_whitespace()).count() >= MIN_NAME_CHARS)?;
        if self.is_ours || name.chars().count() != end.checked_sub(start)? {
            return None;
        }
        let is_there = || text.contains(name);
        let found: String = text.chars().skip(start).take(end - start).collect();
        (is_alike(&found, name) || is_there()).then(|| name.to_owned())
    }
}

/// Reads a colour as `#RRGGBB`.
fn color(written: &str) -> Option<[u8; 3]> {
    let hex = written.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}
