//! brat standoff: texts with `.ann` files beside them, of one analyst or of several.
//!
//! A `T` line becomes an annotation, an event its trigger with one attribute of links for each role, a relation a link from
//! its first argument to its second, an equivalence *same as*; `A` and `M` lines become attributes, notes and references
//! the note. Types become labels. Offsets are code points; where the words in the lines fit another way of counting
//! better, that is taken, with a warning.

mod config;
mod layer;
mod lines;

use super::{
    Annotated, AnnotatedArticle, ImportError, InputFile,
    annotated::{bare_label, plain_article},
    decode,
    error::Warnings,
};
use crate::project::{Analyst, AnalystId, Attribute, AttributeId, AttributeKind, AttributeValue, Choice, Label, LabelId, Sha256};
use config::Config;
use layer::Page;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The relation that stands for *same as* in what Obelus writes.
const SAME_AS: &str = "same_as";

/// Where the name of an analyst stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalystFrom {
    /// After the last underscore: `article_ANALYST.ann` beside `article.txt`.
    Suffix,
    /// The folder that a file lies in.
    Folder,
    /// Nowhere: one analyst made all.
    Nothing,
}

impl AnalystFrom {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Suffix, Self::Folder, Self::Nothing];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suffix => "suffix",
            Self::Folder => "folder",
            Self::Nothing => "nothing",
        }
    }
}

/// Reads the files of a folder: `.txt`, `.ann`, `annotation.conf` and `visual.conf`; others are not looked at. Without
/// `analyst_from` it is told from the names. Where files name no analyst, it is `analyst`.
pub fn read(files: &[InputFile<'_>], analyst_from: Option<AnalystFrom>, analyst: &str) -> Annotated {
    let mut config = Config::default();
    for file in files.iter().filter(|file| file.path.ends_with(".conf")) {
        config.add(&String::from_utf8_lossy(file.bytes));
    }
    let mut collection = Collection { config, ..Collection::default() };
    for file in files.iter().filter(|file| file.path.ends_with(".txt")) {
        collection.text(*file);
    }
    let anns: Vec<_> = files.iter().filter_map(|file| Some((*file, file.path.strip_suffix(".ann")?))).collect();
    let analyst_from = analyst_from.unwrap_or_else(|| collection.told(&anns));
    for (file, stem) in anns {
        collection.layer(file, stem, analyst_from, analyst);
    }
    collection.read.labels = collection.labels.0.into_iter().map(|(_, label)| label).collect();
    collection.read
}

#[derive(Default)]
struct Collection {
    config: Config,
    labels: Labels,
    read: Annotated,
    /// By path without ending: the article, and the text as it was.
    texts: BTreeMap<String, Text>,
    /// By text, because a folder for each analyst has each text several times.
    places: HashMap<String, usize>,
    num_annotations: u64,
}

struct Text {
    article: usize,
    raw: String,
    has_byte_order_mark: bool,
}

impl Collection {
    fn text(&mut self, file: InputFile<'_>) {
        let mut warnings = Warnings::new(file.path);
        let (raw, encoding) = match self.characters(file) {
            Ok(decoded) => decoded,
            Err(error) => return self.read.failed.push(error),
        };
        let text = decode::with_line_feeds(raw.clone());
        let article = match self.places.get(&text) {
            Some(place) => *place,
            None => {
                let article = plain_article((file, Sha256::of(file.bytes)), "brat", (text.clone(), encoding), &mut warnings);
                self.places.insert(text, self.read.articles.len());
                self.read.articles.push(AnnotatedArticle::new(article));
                self.read.articles.len() - 1
            }
        };
        self.read.warnings.extend(warnings.sorted());
        let has_byte_order_mark = encoding.ends_with("byte order mark");
        let stem = file.path.strip_suffix(".txt").unwrap_or(file.path).to_owned();
        self.texts.insert(stem, Text { article, raw, has_byte_order_mark });
    }

    /// The characters of a file, and its encoding. What Obelus wrote is known to be UTF-8 without byte order mark, so
    /// that no text is odd enough to be taken for something else.
    fn characters(&self, file: InputFile<'_>) -> Result<(String, &'static str), ImportError> {
        match std::str::from_utf8(file.bytes) {
            Ok(text) if self.config.is_ours => Ok((text.to_owned(), "UTF-8")),
            _ => decode::characters(file.path, file.bytes),
        }
    }

    /// Where these names seem to have the analysts.
    fn told(&self, anns: &[(InputFile<'_>, &str)]) -> AnalystFrom {
        let is_suffixed = |stem: &str| !self.texts.contains_key(stem) && self.unsuffixed(stem).is_some();
        let mut folders: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (_, stem) in anns {
            if let Some(text) = self.texts.get(*stem) {
                folders.entry(text.article).or_default().insert(folder(stem));
            }
        }
        if anns.iter().any(|(_, stem)| is_suffixed(stem)) {
            AnalystFrom::Suffix
        } else if self.config.is_ours || folders.values().any(|folders| folders.len() > 1) {
            AnalystFrom::Folder
        } else {
            AnalystFrom::Nothing
        }
    }

    /// The text and the analyst of `article_ANALYST`.
    fn unsuffixed<'s>(&self, stem: &'s str) -> Option<(&'s str, &'s str)> {
        stem.rsplit_once('_').filter(|(stem, name)| self.texts.contains_key(*stem) && !name.contains('/') && !name.is_empty())
    }

    fn layer(&mut self, file: InputFile<'_>, stem: &str, analyst_from: AnalystFrom, nobody: &str) {
        let mut warnings = Warnings::new(file.path);
        let in_folder = Some(folder(stem)).filter(|name| !name.is_empty());
        let (text, name) = match analyst_from {
            AnalystFrom::Suffix if !self.texts.contains_key(stem) => self.unsuffixed(stem).unwrap_or((stem, nobody)),
            AnalystFrom::Folder => (stem, in_folder.unwrap_or(nobody)),
            AnalystFrom::Suffix | AnalystFrom::Nothing => (stem, nobody),
        };
        if !self.texts.contains_key(text) {
            warnings.add(None, "left out: there is no text of that name beside it; “--analyst-from” says how files are named");
            return self.read.warnings.extend(warnings.sorted());
        }
        let ann = match self.characters(file) {
            Ok((ann, _)) => ann,
            Err(error) => return self.read.failed.push(error),
        };
        let Some(text) = self.texts.get(text) else { return };
        let analyst = analyst_id(&mut self.read.analysts, name);
        let article = &mut self.read.articles[text.article];
        let page = Page { raw: &text.raw, has_byte_order_mark: text.has_byte_order_mark, text: &article.article.text };
        let state = (&self.config, &mut self.labels, &mut self.num_annotations);
        let annotations = layer::read(&page, &ann, &analyst, state, &mut warnings);
        article.annotations.extend(annotations);
        self.read.warnings.extend(warnings.sorted());
    }
}

fn folder(stem: &str) -> &str {
    stem.rsplit_once('/').map_or("", |(folders, _)| folders.rsplit('/').next().unwrap_or(folders))
}

fn analyst_id(analysts: &mut Vec<Analyst>, name: &str) -> AnalystId {
    if let Some(known) = analysts.iter().find(|analyst| analyst.name == name) {
        return known.id.clone();
    }
    let id = AnalystId::from_name(name, |id| analysts.iter().any(|analyst| analyst.id == *id));
    analysts.push(Analyst { id: id.clone(), name: name.to_owned() });
    id
}

/// The labels that the types of a collection become, in the order in which they appear, with the type of each.
#[derive(Debug, Default)]
struct Labels(Vec<(String, Label)>);

impl Labels {
    fn id(&mut self, type_name: &str, config: &Config) -> LabelId {
        if let Some((_, label)) = self.0.iter().find(|(name, _)| name == type_name) {
            return label.id.clone();
        }
        let name = config.names.get(type_name).map_or(type_name, String::as_str);
        let id = LabelId::from_name(type_name, |id| self.0.iter().any(|(_, label)| label.id == *id));
        let label = bare_label(id.clone(), name, Vec::new(), self.0.len());
        self.0.push((type_name.to_owned(), label));
        id
    }

    /// The attribute that holds links called `name`.
    fn link(&mut self, label: &LabelId, name: &str, config: &Config) -> AttributeId {
        self.attribute(label, name, config, || AttributeKind::Links { labels: Vec::new(), many: true }).0
    }

    /// The attribute and the answer that a line gives; one without a value, or with true or false, is a yes or no.
    fn value(&mut self, label: &LabelId, name: &str, value: Option<&str>, config: &Config) -> (AttributeId, AttributeValue) {
        let listed = config.values.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_yes_no = |value: &str| matches!(value, "true" | "false");
        let Some(value) = value.filter(|value| !(is_yes_no(value) && listed.iter().all(|value| is_yes_no(value)))) else {
            let (id, _) = self.attribute(label, name, config, || AttributeKind::YesNo);
            return (id, AttributeValue::YesNo(value != Some("false")));
        };
        let choice = |value: &str| Choice { id: value.to_owned(), name: value.to_owned() };
        let (id, kind) = self.attribute(label, name, config, || AttributeKind::OneOf(listed.iter().map(|v| choice(v)).collect()));
        if let Some(AttributeKind::OneOf(choices)) = kind
            && choices.iter().all(|known| known.id != value)
        {
            choices.push(choice(value));
        }
        (id, AttributeValue::Choice(value.to_owned()))
    }

    fn attribute(
        &mut self,
        label: &LabelId,
        name: &str,
        config: &Config,
        kind: impl FnOnce() -> AttributeKind,
    ) -> (AttributeId, Option<&mut AttributeKind>) {
        // In what Obelus writes, attributes have their ids for names, with the label's type before a double underscore
        // where two labels share one.
        let found = self.0.iter_mut().find(|(_, known)| known.id == *label);
        let prefix = found.as_ref().map(|(type_name, _)| format!("{type_name}__")).unwrap_or_default();
        let id = if config.is_ours {
            AttributeId::from(name.strip_prefix(&prefix).unwrap_or(name))
        } else {
            AttributeId::from_name(name, |_| false)
        };
        let Some((_, label)) = found else { return (id, None) };
        let place = label.attributes.iter().position(|attribute| attribute.id == id).unwrap_or_else(|| {
            let attribute =
                Attribute { id: id.clone(), name: name.to_owned(), kind: kind(), is_required: false, help: String::new() };
            label.attributes.push(attribute);
            label.attributes.len() - 1
        });
        (id, Some(&mut label.attributes[place].kind))
    }
}
