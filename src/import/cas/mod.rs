//! UIMA CAS as XMI or JSON, with the layers of INCEpTION and WebAnno.
//!
//! Every annotation of a layer becomes one annotation here. Its label is the layer's feature `label` or `value`, or else the
//! layer's name; further features are answers. Relations and slots become links. Offsets count UTF-16 units.

mod json;
mod xmi;

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark, Page, is_our_feature, is_structure, label_feature, short_type, take_feature},
    decode,
    doccano::link,
    error::Warnings,
    kinds,
    offsets::Reading,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The name that INCEpTION gives the file of a text that nobody has opened.
const INITIAL: &str = "INITIAL_CAS";
/// The features for the ends of a relation in INCEpTION.
const ENDS: [&str; 2] = ["Governor", "Dependent"];

/// A feature structure: an annotation, or a part of one.
#[derive(Debug, Default)]
struct Structure {
    id: String,
    type_name: String,
    /// The place in the text, in UTF-16 units.
    range: Option<(usize, usize)>,
    features: Vec<(String, Feature)>,
}

#[derive(Debug)]
enum Feature {
    Value(Value),
    References(Vec<String>),
}

/// The contents of a file.
#[derive(Debug, Default)]
struct Cas {
    text: String,
    title: String,
    structures: Vec<Structure>,
    /// The structures in the view of the text; `None` if the file does not list them.
    members: Option<BTreeSet<String>>,
}

impl Structure {
    fn word(&self, name: &str) -> Option<&str> {
        self.features.iter().find_map(|(known, feature)| match feature {
            Feature::Value(Value::String(word)) if known == name => Some(word.as_str()),
            _ => None,
        })
    }

    fn references(&self, name: &str) -> &[String] {
        let found = self.features.iter().find_map(|(known, feature)| match feature {
            Feature::References(ids) if known == name => Some(ids.as_slice()),
            _ => None,
        });
        found.unwrap_or_default()
    }
}

/// Reads files, each named after its analyst in a folder named after its text. The type systems are among `others`. A text
/// that exists as XMI and as JSON is read from the JSON, which can hold every character.
pub(super) fn read(files: &[InputFile<'_>], others: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("cas", false);
    let types = xmi::types(others);
    let without_ending = |path: &str| path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned();
    let in_json: BTreeSet<_> = files.iter().filter(|file| !is_xml(file)).map(|file| without_ending(file.path)).collect();
    let is_twice = |file: &InputFile<'_>| is_xml(file) && in_json.contains(&without_ending(file.path));
    let once: Vec<_> = files.iter().copied().filter(|file| !is_twice(file)).collect();
    watch.step(files.len() - once.len());
    let parse = |file: &InputFile<'_>| {
        let (text, _) = decode::characters(file.path, file.bytes)?;
        Ok(if is_xml(file) { xmi::read(&text, &types) } else { json::read(&text) })
    };
    watch.each(&once, InputFile::size, parse, |file, cas| {
        let mut warnings = Warnings::new(file.path);
        match cas {
            Ok(Ok(cas)) => take(&mut all, *file, &cas, analyst.unwrap_or_else(|| file.stem()), &mut warnings),
            Ok(Err(error)) => all.refuse(*file, error),
            Err(error) => all.fail(error),
        }
        all.warn(warnings);
    });
    kinds::tell(all.finish(), &kinds::ALL)
}

fn is_xml(file: &InputFile<'_>) -> bool {
    file.bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0xEF && **byte != 0xBB && **byte != 0xBF)
        == Some(&b'<')
}

fn take(all: &mut Collector, file: InputFile<'_>, cas: &Cas, analyst: &str, warnings: &mut Warnings<'_>) {
    if cas.text.is_empty() {
        return all.refuse(file, "it has no text");
    }
    let names = |structure: &Structure| structure.features.iter().any(|(name, _)| is_our_feature(name));
    let is_ours = cas.structures.iter().any(names);
    all.set_ours(is_ours);
    let places: BTreeMap<&str, usize> =
        cas.structures.iter().enumerate().map(|(i, structure)| (structure.id.as_str(), i)).collect();
    let at = |id: &String| places.get(id.as_str()).map(|place| &cas.structures[*place]);
    let key = |id: &str| format!("{analyst}\u{1f}{id}");
    let (mut marks, mut relations, mut num_apart) = (Vec::new(), Vec::new(), 0);
    for structure in &cas.structures {
        let Some(range) = structure.range.filter(|_| !is_structure(&structure.type_name)) else { continue };
        if cas.members.as_ref().is_some_and(|members| !members.contains(&structure.id)) {
            num_apart += 1;
            continue;
        }
        let label = label_feature(structure.features.iter().map(|(name, _)| name.as_str()));
        let kind = label.and_then(|label| structure.word(label)).unwrap_or_else(|| short_type(&structure.type_name)).to_owned();
        if let [[from], [to]] = ENDS.map(|end| structure.references(end)) {
            relations.push((from.clone(), to.clone(), kind));
            continue;
        }
        let mut mark =
            Mark { key: key(&structure.id), label: kind, analyst: analyst.to_owned(), ranges: vec![range], ..Mark::default() };
        let has_label = label.is_some_and(|label| structure.word(label).is_some());
        for (name, feature) in &structure.features {
            match feature {
                _ if has_label && Some(name.as_str()) == label => {}
                Feature::Value(Value::String(words)) => take_feature(&mut mark, name, words, is_ours),
                Feature::Value(value) => drop(mark.answers.insert(name.clone(), value.clone())),
                Feature::References(ids) => {
                    for target in ids.iter().filter_map(at) {
                        let ends: Vec<_> =
                            if target.range.is_some() { vec![&target.id] } else { target.references("target").iter().collect() };
                        let role = target.word("role").filter(|role| !role.is_empty()).unwrap_or(name);
                        ends.into_iter().for_each(|end| link(&mut mark, role, &key(end)));
                    }
                }
            }
        }
        marks.push((structure.id.clone(), mark));
    }
    for (from, to, name) in relations {
        let is_there = marks.iter().any(|(id, _)| *id == to);
        match marks.iter_mut().find(|(id, _)| *id == from).filter(|_| is_there) {
            Some((_, mark)) => link(mark, &name, &key(&to)),
            None => warnings.add(None, format!("a relation “{name}” was left out: one of its ends is not an annotation")),
        }
    }
    if num_apart > 0 {
        warnings.add(
            None,
            format!(
                "{num_apart} annotations were left out: they are not in the text's view, so other programs do not see them either"
            ),
        );
    }
    let page = all.page(
        file,
        file.folder(),
        cas.text.clone(),
        |known| {
            if !cas.title.is_empty() {
                known.other.insert("documentTitle".to_owned(), cas.title.clone());
            }
        },
        warnings,
    );
    layer_of(all, &page, file, (analyst, marks.is_empty()));
    all.marks(&page, Reading::UTF16, marks.into_iter().map(|(_, mark)| mark).collect(), warnings);
}

/// Handles a file in the folder of its text: it is the work of the user whose name it has, unless it is the one that
/// INCEpTION makes before anybody opens the text.
pub(super) fn layer_of(all: &mut Collector, page: &Page, file: InputFile<'_>, (analyst, is_empty): (&str, bool)) {
    match (analyst == INITIAL && is_empty, file.folder().is_empty()) {
        (true, _) => {}
        (false, true) => all.may_have_worked(page, analyst),
        (false, false) => all.worked(page, analyst),
    }
}
