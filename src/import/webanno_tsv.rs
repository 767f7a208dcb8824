//! WebAnno TSV 3: tokens with their offsets in UTF-16 units, and a column for each feature of each layer.
//!
//! Values are stacked with `|`; `[3]` numbers the annotation that a value belongs to, so that annotations of several
//! tokens and several annotations of one token are told apart. Relations and slots become links. The text is in the
//! `#Text=` lines; white space between sentences is what offsets leave room for.

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark, characters, is_our_feature, is_structure, label_feature, short_type, take_feature},
    doccano::link,
    error::Warnings,
    kinds,
    offsets::Reading,
};
use std::collections::BTreeMap;

/// White space that a text may have between two sentences, at most; beyond, the numbers are not of this text.
const MAX_GAP: usize = 1 << 16;

/// What a column is for.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// A feature of layer so and so.
    Feature(usize, String),
    /// The names of roles of a slot, whose targets are in the next column.
    Roles(usize, String),
    /// Where roles or relations lead.
    Targets(usize),
}

struct Layer {
    type_name: String,
    is_relation: bool,
    is_chain: bool,
}

/// An annotation: its layer, and the number in brackets, or the token's where there is none.
type Key = (usize, String);

#[derive(Default)]
struct Table {
    layers: Vec<Layer>,
    columns: Vec<Column>,
    text: String,
    num_units: usize,
    /// In the order of the file.
    found: Vec<(Key, Found)>,
    places: BTreeMap<Key, usize>,
    relations: Vec<Relation>,
    /// The annotations without number on each token, and its place.
    tokens: BTreeMap<String, (usize, usize)>,
}

#[derive(Default)]
struct Found {
    range: (usize, usize),
    values: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    line: usize,
}

struct Relation {
    layer: usize,
    name: String,
    from: (String, String),
    to: (String, String),
    line: usize,
}

/// Reads files: of a folder for each text, as WebAnno writes them, each file is named like its analyst.
pub(super) fn read(files: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let mut all = Collector::new("webannotsv", false);
    for file in files {
        let mut warnings = Warnings::new(file.path);
        match characters(*file) {
            Ok(text) => match Table::read(&text, &mut warnings) {
                Ok(table) => table.take(&mut all, *file, analyst.unwrap_or_else(|| file.stem()), &mut warnings),
                Err(error) => all.refuse(*file, error),
            },
            Err(error) => all.fail(error),
        }
        all.warn(warnings);
    }
    kinds::tell(all.finish(), &kinds::ALL)
}

impl Table {
    fn read(text: &str, warnings: &mut Warnings<'_>) -> Result<Self, String> {
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate();
        if !lines.next().is_some_and(|(_, line)| line.starts_with("#FORMAT=WebAnno TSV 3")) {
            return Err("its first line names no WebAnno TSV 3".to_owned());
        }
        let mut table = Self::default();
        let (mut pending, mut is_header, mut is_head) = (String::new(), true, false);
        for (number, line) in lines {
            if line.is_empty() {
                is_header = false;
                is_head = false;
            } else if is_header {
                table.layer(line);
            } else if let Some(words) = line.strip_prefix("#Text=").filter(|_| is_head || pending.is_empty()) {
                pending.push_str(&unescaped(words));
                pending.push('\n');
                is_head = true;
            } else if line.starts_with('#') && !line.starts_with("#\t") {
                is_head = true;
            } else {
                is_head = false;
                table.token(number, line, &mut pending, warnings);
            }
        }
        table.text.push_str(&pending);
        if table.text.ends_with('\n') {
            table.text.pop();
        }
        if table.text.is_empty() {
            return Err("it has no text".to_owned());
        }
        Ok(table)
    }

    fn layer(&mut self, line: &str) {
        let Some((kind, rest)) = line.strip_prefix("#T_").and_then(|rest| rest.split_once('=')) else { return };
        let mut parts = rest.split('|');
        let type_name = parts.next().unwrap_or_default().to_owned();
        let layer = self.layers.len();
        self.layers.push(Layer { type_name, is_relation: kind == "RL", is_chain: kind == "CH" });
        let mut after_roles = false;
        let before = self.columns.len();
        for feature in parts {
            self.columns.push(if std::mem::take(&mut after_roles) || feature.starts_with("BT_") {
                Column::Targets(layer)
            } else if let Some(role) = feature.strip_prefix("ROLE_") {
                after_roles = true;
                let name = role.split_once(':').map_or(role, |(_, name)| name);
                Column::Roles(layer, name.split_once('_').map_or(name, |(name, _)| name).to_owned())
            } else {
                Column::Feature(layer, feature.to_owned())
            });
        }
        if self.columns.len() == before {
            self.columns.push(Column::Feature(layer, String::new()));
        }
    }

    fn token(&mut self, number: usize, line: &str, pending: &mut String, warnings: &mut Warnings<'_>) {
        let cells: Vec<&str> = line.split('\t').collect();
        let range = cells.get(1).and_then(|range| {
            let (start, end) = range.split_once('-')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        });
        let (Some(range), Some(unit)) = (range, cells.first()) else {
            return warnings.add(Some(number), "this line was left out: expected a token's number, its offsets and itself");
        };
        if !pending.is_empty() {
            self.sentence(std::mem::take(pending), range.0, number, warnings);
        }
        self.tokens.insert((*unit).to_owned(), range);
        // The annotation's number, and its roles, of each stacked value.
        let mut roles: Vec<(String, Vec<String>)> = Vec::new();
        let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (column, cell) in self.columns.clone().iter().zip(cells.get(3..).unwrap_or_default()) {
            if matches!(*cell, "_" | "") {
                roles.clear();
                continue;
            }
            let values = split(cell, '|');
            match column {
                Column::Feature(layer, name) if self.layers[*layer].is_relation => {
                    let found = values.iter().map(|value| plain(numbered(value).0)).collect();
                    if label_feature(std::iter::once(name.as_str())).is_some() || !names.contains_key(layer) {
                        names.insert(*layer, found);
                    }
                }
                Column::Feature(layer, name) => {
                    for value in &values {
                        let (value, id) = numbered(value);
                        let found = self.found((*layer, id.unwrap_or(unit).to_owned()), range, number);
                        if value != "*" && !found.values.iter().any(|(known, _)| known == name) {
                            found.values.push((name.clone(), plain(value)));
                        }
                    }
                }
                Column::Roles(_, name) => {
                    let of = |value: &String| {
                        let (value, id) = numbered(value);
                        let all = split(value, ';');
                        let names = all.iter().map(|role| if role == "*" { name.clone() } else { plain(role) }).collect();
                        (id.unwrap_or(unit).to_owned(), names)
                    };
                    roles = values.iter().map(of).collect();
                }
                Column::Targets(layer) if self.layers[*layer].is_relation => {
                    for (i, value) in values.iter().enumerate() {
                        let (from, ids) = numbered(value);
                        let (from_id, to_id) = ids.and_then(|ids| ids.split_once('_')).unwrap_or(("0", "0"));
                        let name = names.get(layer).and_then(|names| names.get(i)).filter(|name| *name != "*").cloned();
                        self.relations.push(Relation {
                            layer: *layer,
                            name: name.unwrap_or_else(|| short_type(&self.layers[*layer].type_name).to_owned()),
                            from: (from.to_owned(), from_id.to_owned()),
                            to: ((*unit).to_owned(), to_id.to_owned()),
                            line: number,
                        });
                    }
                }
                Column::Targets(layer) => {
                    for (value, (id, roles)) in values.iter().zip(&roles) {
                        // The annotation's own number stands behind that of the last target.
                        let own = numbered(value).0;
                        let targets = split(if own.ends_with(']') { own } else { value }, ';');
                        let found = self.found((*layer, id.clone()), range, number);
                        for pair in roles.iter().cloned().zip(targets) {
                            if !found.roles.contains(&pair) {
                                found.roles.push(pair);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Puts the text of a sentence at its place. A line end that the former one seemed to have is no part of the text if
    /// the sentence begins before it.
    fn sentence(&mut self, words: String, start: usize, number: usize, warnings: &mut Warnings<'_>) {
        if self.num_units > start && self.text.ends_with('\n') {
            self.text.pop();
            self.num_units -= 1;
        }
        match start.checked_sub(self.num_units).filter(|gap| *gap <= MAX_GAP) {
            Some(gap) => {
                self.text.extend(std::iter::repeat_n(' ', gap));
                self.num_units = start;
            }
            None => {
                let message = format!("this sentence should begin at {start}, but the text before it ends at {}", self.num_units);
                warnings.add(Some(number), message);
            }
        }
        self.text.push_str(&words);
        self.num_units += words.chars().map(char::len_utf16).sum::<usize>();
    }

    fn found(&mut self, key: Key, range: (usize, usize), line: usize) -> &mut Found {
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.found.push((key, Found { range, line, ..Found::default() }));
            self.found.len() - 1
        });
        let found = &mut self.found[place].1;
        found.range = (found.range.0.min(range.0), found.range.1.max(range.1));
        found
    }

    fn take(self, all: &mut Collector, file: InputFile<'_>, analyst: &str, warnings: &mut Warnings<'_>) {
        let is_ours = self.columns.iter().any(|column| matches!(column, Column::Feature(_, name) if is_our_feature(name)));
        all.set_ours(is_ours);
        all.analyst(analyst);
        let key_of = |(layer, id): &Key| format!("{analyst}\u{1f}{layer}\u{1f}{id}");
        for (place, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.is_chain) {
            let num = self.found.iter().filter(|((of, _), _)| *of == place).count();
            if num > 0 {
                let name = short_type(&layer.type_name);
                warnings.add(None, format!("how {num} mentions of “{name}” hang together in chains was left out"));
            }
        }
        let mut left_out: Vec<&str> = Vec::new();
        let mut marks: Vec<(usize, Mark)> = Vec::new();
        for (place, (key, found)) in self.found.iter().enumerate() {
            let layer = &self.layers[key.0];
            if is_structure(&layer.type_name) || found.values.is_empty() && layer.type_name.contains("Coreference") {
                left_out.push(&layer.type_name);
                continue;
            }
            let label = label_feature(found.values.iter().map(|(name, _)| name.as_str()));
            let value_of = |name: &str| found.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            let mut mark = Mark {
                key: key_of(key),
                label: label.and_then(value_of).unwrap_or_else(|| short_type(&layer.type_name).to_owned()),
                analyst: analyst.to_owned(),
                ranges: vec![found.range],
                line: Some(found.line),
                ..Mark::default()
            };
            for (name, value) in found.values.iter().filter(|(name, _)| Some(name.as_str()) != label && !name.is_empty()) {
                take_feature(&mut mark, name, value, is_ours);
            }
            for (role, target) in &found.roles {
                let (unit, id) = numbered(target);
                if let Some(target) = self.at(unit, id.unwrap_or("0")) {
                    link(&mut mark, role, &key_of(target));
                }
            }
            marks.push((place, mark));
        }
        for relation in &self.relations {
            if is_structure(&self.layers[relation.layer].type_name) {
                continue;
            }
            let from = self.at(&relation.from.0, &relation.from.1).and_then(|key| self.places.get(key));
            let to = self.at(&relation.to.0, &relation.to.1).map(key_of);
            match (from.and_then(|from| marks.iter_mut().find(|(place, _)| place == from)), to) {
                (Some((_, mark)), Some(to)) => link(mark, &relation.name, &to),
                _ => warnings.add(
                    Some(relation.line),
                    format!("a relation “{}” was left out: one of its ends is no annotation", relation.name),
                ),
            }
        }
        left_out.sort_unstable();
        left_out.dedup();
        for type_name in left_out {
            warnings
                .add(None, format!("the layer “{}” was left out: it is about the structure of the text", short_type(type_name)));
        }
        let page = all.page(file, file.folder(), self.text.clone(), |_| {}, warnings);
        all.marks(&page, Reading::UTF16, marks.into_iter().map(|(_, mark)| mark).collect(), warnings);
    }

    /// The annotation with this number at a token, or else the first that covers the token.
    fn at(&self, unit: &str, id: &str) -> Option<&Key> {
        let (start, end) = self.tokens.get(unit)?;
        let is_meant = |(_, known): &Key| known == id || id == "0" && known == unit;
        let is_there = |found: &Found| found.range.0 <= *start && *end <= found.range.1;
        let mut here =
            self.found.iter().filter(|((layer, _), found)| !is_structure(&self.layers[*layer].type_name) && is_there(found));
        here.clone().find(|(key, _)| is_meant(key)).or_else(|| here.next()).map(|(key, _)| key)
    }
}

/// The parts of a cell between separators that are not escaped.
fn split(cell: &str, separator: char) -> Vec<String> {
    let (mut parts, mut is_escaped) = (vec![String::new()], false);
    for c in cell.chars() {
        if c == separator && !is_escaped {
            parts.push(String::new());
            continue;
        }
        is_escaped = c == '\\' && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// A value and the number in brackets after it.
fn numbered(value: &str) -> (&str, Option<&str>) {
    let found = value.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match found
        .filter(|(before, id)| !before.ends_with('\\') && !id.is_empty() && id.chars().all(|c| c.is_ascii_digit() || c == '_'))
    {
        Some((before, id)) => (before, Some(id)),
        None => (value, None),
    }
}

/// A value without its escapes.
fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

/// A line of text without its escapes.
fn unescaped(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('f') => out.push('\u{c}'),
                Some('b') => out.push('\u{8}'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}
