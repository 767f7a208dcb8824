//! TEI P5 with annotations in `standOff`, or as `span` and `interp` elements.
//!
//! A place is a `string-range` pointer into an element, in code points, or the ids of elements such as words. If all
//! pointers lead into one element, its text is taken as it is. Otherwise the text is that of the document, with a line for
//! each paragraph.

use super::{
    Annotated, InputFile, Watch,
    collect::{Collector, Mark, take_feature},
    decode,
    error::Warnings,
    kinds,
    offsets::Reading,
    xml_tree::{self, Element, Node},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// Elements that begin on a new line.
const BLOCKS: [&str; 14] = ["p", "ab", "head", "l", "lg", "div", "item", "list", "quote", "sp", "speaker", "note", "row", "u"];

/// Reads files.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>, watch: Watch<'_>) -> Annotated {
    let mut all = Collector::new("tei", false);
    all.set_tags_only();
    let parse = |file: &InputFile<'_>| {
        let text = decode::characters(file.path, file.bytes).map_err(|error| error.to_string());
        text.and_then(|(text, _)| xml_tree::parse(&text))
    };
    watch.each(files, InputFile::size, parse, |file, root| {
        let mut warnings = Warnings::new(file.path);
        match root {
            Ok(root) => document(&mut all, *file, &root, analyst, &mut warnings),
            Err(error) => all.refuse(*file, error),
        }
        all.warn(warnings);
    });
    kinds::tell(all.finish(), &kinds::ALL)
}

/// A pointer of an annotation.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// An element, the first character, and the number of characters.
    Range(String, usize, usize),
    /// A whole element.
    Element(String),
    /// The range from one element to another.
    Between(String, String),
}

/// The text of a document, with the places of its elements that have ids.
#[derive(Default)]
struct Content {
    text: String,
    num_chars: usize,
    places: BTreeMap<String, (usize, usize)>,
}

fn document(all: &mut Collector, file: InputFile<'_>, root: &Element, analyst: Option<&str>, warnings: &mut Warnings<'_>) {
    let mut applications = Vec::new();
    root.descendants("application", &mut applications);
    let is_ours = applications.iter().any(|application| application.attribute("ident") == Some("Obelus"));
    all.set_ours(is_ours);
    let (mut annotations, mut categories) = (Vec::new(), Vec::new());
    root.descendants("annotation", &mut annotations);
    root.descendants("span", &mut annotations);
    root.descendants("category", &mut categories);
    root.descendants("interp", &mut categories);
    let names: BTreeMap<&str, String> = categories
        .iter()
        .filter_map(|category| {
            let name = category.child("catDesc").map_or_else(|| category.text(), Element::text);
            let id = category.attribute("xml:id")?;
            Some((id, if name.trim().is_empty() { id.to_owned() } else { name.trim().to_owned() }))
        })
        .collect();
    let annotations: Vec<_> = annotations
        .into_iter()
        .map(|annotation| (annotation, targets(annotation)))
        .filter(|(_, targets)| !targets.is_empty())
        .collect();
    let bases: Vec<_> = annotations
        .iter()
        .flat_map(|(_, targets)| targets)
        .map(|target| match target {
            Target::Range(base, ..) => Some(base.as_str()),
            _ => None,
        })
        .collect();
    // Without a pointer nobody has marked anything; then the block that Obelus writes is the text.
    let base = bases
        .first()
        .copied()
        .flatten()
        .filter(|first| bases.iter().all(|base| *base == Some(*first)))
        .or(if bases.is_empty() { Some("text") } else { None });
    let mut content = Content::default();
    match base.and_then(|base| by_id(root, base)) {
        Some(element) => content.element(element, false),
        None => {
            let mut texts = Vec::new();
            root.descendants("text", &mut texts);
            match texts.first() {
                Some(text) => content.element(text, true),
                None => return all.refuse(file, "it has no text"),
            }
        }
    }
    if content.text.trim().is_empty() {
        return all.refuse(file, "its text is empty");
    }
    let mut resp = Vec::new();
    root.descendants("respStmt", &mut resp);
    let mut marks = Vec::new();
    for (annotation, targets) in annotations {
        match content.ranges(&targets) {
            Some(ranges) => marks.push(mark(annotation, ranges, (&names, &resp), (analyst, is_ours, file.stem()))),
            None => warnings.add(
                None,
                format!(
                    "an annotation was left out: “{}” is nowhere in the text",
                    annotation.attribute("target").or_else(|| annotation.attribute("from")).unwrap_or_default()
                ),
            ),
        }
    }
    let title = root
        .child("teiHeader")
        .and_then(|header| header.child("fileDesc"))
        .and_then(|about| about.child("titleStmt"))
        .and_then(|about| about.child("title"))
        .map(|title| title.text().trim().to_owned());
    // In what Obelus writes every file names everybody.
    let everybody = resp.iter().filter_map(|resp| resp.child("name")).filter(|_| is_ours && analyst.is_none());
    everybody.for_each(|name| all.known_by_tags(name.text().trim()));
    // Whom only the name of a file stands for has worked on this text and on no other.
    let named = marks.iter().filter(|mark| analyst.is_some() || mark.analyst != file.stem());
    named.for_each(|mark| all.known_by_tags(&mark.analyst));
    let page = all.page(
        file,
        "",
        content.text,
        |known| {
            if !is_ours {
                known.headline = title.filter(|title| !title.is_empty()).unwrap_or_else(|| known.headline.clone());
            }
        },
        warnings,
    );
    all.marks(&page, Reading::CODE_POINTS, marks, warnings);
}

fn by_id<'e>(element: &'e Element, id: &str) -> Option<&'e Element> {
    if element.attribute("xml:id") == Some(id) {
        return Some(element);
    }
    element.elements().find_map(|child| by_id(child, id))
}

fn targets(annotation: &Element) -> Vec<Target> {
    if let (Some(from), Some(to)) = (annotation.attribute("from"), annotation.attribute("to")) {
        return vec![Target::Between(from.trim_start_matches('#').to_owned(), to.trim_start_matches('#').to_owned())];
    }
    let written = annotation.attribute("target").or_else(|| annotation.attribute("from")).unwrap_or_default();
    written.split_whitespace().filter_map(target).collect()
}

fn target(pointer: &str) -> Option<Target> {
    let pointer = pointer.rsplit_once('#').map_or(pointer, |(_, pointer)| pointer);
    match pointer.strip_prefix("string-range(").and_then(|rest| rest.strip_suffix(')')) {
        Some(parts) => match parts.split(',').map(str::trim).collect::<Vec<_>>().as_slice() {
            [base, start, length] => Some(Target::Range(
                base.trim_start_matches('#').trim_matches('\'').to_owned(),
                start.parse().ok()?,
                length.parse().ok()?,
            )),
            _ => None,
        },
        None => (!pointer.is_empty()).then(|| Target::Element(pointer.to_owned())),
    }
}

impl Content {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.num_chars += text.chars().count();
    }

    /// Adds an element's text. `has_lines` puts blocks on lines of their own and ignores the layout of the file.
    fn element(&mut self, element: &Element, has_lines: bool) {
        if element.name == "g"
            && let Some(c) = named(element)
        {
            return self.push(&c.to_string());
        }
        let is_block = has_lines && BLOCKS.contains(&element.name.as_str());
        let breaks = |content: &mut Self| {
            if !content.text.is_empty() && !content.text.ends_with('\n') {
                content.push("\n");
            }
        };
        if is_block || has_lines && element.name == "lb" {
            breaks(self);
        }
        let start = self.num_chars;
        for child in &element.children {
            match child {
                Node::Element(child) => self.element(child, has_lines),
                Node::Text(text) if has_lines => {
                    let is_before_space = self.text.ends_with(char::is_whitespace) || self.text.is_empty();
                    let words: Vec<_> = text.split_whitespace().collect();
                    let lead = if text.starts_with(char::is_whitespace) && !is_before_space { " " } else { "" };
                    let tail = if text.ends_with(char::is_whitespace) && !words.is_empty() { " " } else { "" };
                    self.push(&format!("{lead}{}{tail}", words.join(" ")));
                }
                Node::Text(text) => self.push(text),
            }
        }
        if let Some(id) = element.attribute("xml:id") {
            self.places.insert(id.to_owned(), (start, self.num_chars));
        }
        if is_block {
            breaks(self);
        }
    }

    fn ranges(&self, targets: &[Target]) -> Option<Vec<(usize, usize)>> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for target in targets {
            let (start, end) = match target {
                Target::Range(base, start, length) => {
                    let from = self.places.get(base)?.0;
                    (from.checked_add(*start)?, from.checked_add(*start)?.checked_add(*length)?)
                }
                Target::Element(id) => *self.places.get(id)?,
                Target::Between(from, to) => (self.places.get(from)?.0, self.places.get(to)?.1),
            };
            // Adjacent words are one passage.
            match ranges.last_mut().filter(|last| matches!(target, Target::Element(_)) && self.is_space(last.1, start)) {
                Some(last) => last.1 = end,
                None => ranges.push((start, end)),
            }
        }
        Some(ranges)
    }

    fn is_space(&self, start: usize, end: usize) -> bool {
        start <= end && end - start < 100 && self.text.chars().skip(start).take(end - start).all(char::is_whitespace)
    }
}

/// The character that `<g n="U+000C"/>` names.
fn named(element: &Element) -> Option<char> {
    let code = element.attribute("n")?.strip_prefix("U+")?;
    char::from_u32(u32::from_str_radix(code, 16).ok()?)
}

fn mark(
    annotation: &Element,
    ranges: Vec<(usize, usize)>,
    (names, resp): (&BTreeMap<&str, String>, &[&Element]),
    (analyst, is_ours, by_file): (Option<&str>, bool, &str),
) -> Mark {
    let pointers = annotation.child("ptr").and_then(|ptr| ptr.attribute("target")).or_else(|| annotation.attribute("ana"));
    let pointed = pointers.and_then(|pointers| pointers.split_whitespace().next()).map(|pointer| pointer.trim_start_matches('#'));
    let label = pointed.map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_owned()));
    let named = annotation.child("respStmt").and_then(|resp| resp.child("name")).map(|name| name.text().trim().to_owned());
    let responsible = annotation.attribute("resp").and_then(|pointer| {
        let found = resp.iter().find(|resp| resp.attribute("xml:id") == Some(pointer.trim_start_matches('#')));
        Some(found?.child("name")?.text().trim().to_owned())
    });
    let by = analyst.map(str::to_owned).or(named).or(responsible).filter(|name| !name.is_empty());
    let other = annotation.attribute("type").or_else(|| annotation.attribute("motivation"));
    let mut mark = Mark {
        key: annotation.attribute("xml:id").unwrap_or_default().to_owned(),
        label: label.unwrap_or_else(|| other.unwrap_or("annotation").to_owned()),
        analyst: by.unwrap_or_else(|| by_file.to_owned()),
        ranges,
        ..Mark::default()
    };
    if is_ours {
        // Its number is valid only within this file; if a link needs an id, the features contain one.
        mark.key.clear();
    }
    let mut features = Vec::new();
    annotation.descendants("f", &mut features);
    for feature in &features {
        let mut content = Content::default();
        feature.elements().for_each(|value| content.element(value, false));
        let value = if content.text.is_empty() {
            feature.elements().find_map(|value| value.attribute("value")).unwrap_or_default()
        } else {
            &content.text
        };
        take_feature(&mut mark, feature.attribute("name").unwrap_or("feature"), value, is_ours);
    }
    let notes: Vec<_> = annotation
        .elements()
        .filter(|element| element.name == "note" && element.child("fs").is_none())
        .map(|note| note.text().trim().to_owned())
        .collect();
    if !notes.is_empty() {
        mark.answers.insert("#note".to_owned(), Value::String(notes.join("\n")));
    }
    mark
}
