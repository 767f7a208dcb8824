//! brat standoff: texts with `.ann` files beside them, of one analyst or of several.
//!
//! A `T` line becomes an annotation. An event becomes its trigger, with an attribute of links for each role; a relation
//! becomes a link from its first argument to its second, and an equivalence *same as*. `A` and `M` lines become attributes.
//! Notes and references become the note; if a note is a JSON object, its words, numbers and yes or no become answers. Types
//! become labels. Everything in a file of an analyst counts as done; an empty file leaves open whether somebody worked on
//! the text. Offsets are code points. If the words in the lines fit another unit better, that unit is used, with a warning.

mod answer;
mod config;
mod labels;
mod layer;
mod lines;
mod note;

use super::{
    Annotated, AnnotatedArticle, ImportError, InputFile, Warning, Watch, annotated::plain_article, collect::united_warning,
    decode, error::Warnings, people::NamesInFiles,
};
use crate::{
    project::{Analyst, AnalystId, Sha256},
    text::Examples,
};
use config::Config;
use labels::Labels;
use layer::Page;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The file in which a collection of brat lists its types; it holds for the folders below too.
const CONFIGURATION: &str = "annotation.conf";
/// The relation that means *same as* in files of Obelus.
const SAME_AS: &str = "same_as";

/// The part of a path that names the analyst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalystFrom {
    /// The part after the last underscore: `article_ANALYST.ann` beside `article.txt`.
    Suffix,
    /// The folder that contains the file.
    Folder,
    /// None: one analyst made everything.
    Nothing,
}

impl AnalystFrom {
    /// All of these.
    pub const ALL: [Self; 3] = [Self::Suffix, Self::Folder, Self::Nothing];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suffix => "suffix",
            Self::Folder => "folder",
            Self::Nothing => "nothing",
        }
    }
}

/// Reads the files of a folder: `.txt`, `.ann`, `annotation.conf` and `visual.conf`; others are ignored. Without
/// `analyst_from`, the names show where the analyst is. If files name no analyst, it is `analyst`.
pub fn read(files: &[InputFile<'_>], analyst_from: Option<AnalystFrom>, analyst: &str) -> Annotated {
    read_watched(files, analyst_from, analyst, Watch::default())
}

/// Like [`read`], on several threads, with `watch` for progress. The result does not depend on the number of threads.
pub fn read_watched(files: &[InputFile<'_>], analyst_from: Option<AnalystFrom>, analyst: &str, watch: Watch<'_>) -> Annotated {
    let ending = |ending: &'static str| files.iter().copied().filter(move |file| file.path.ends_with(ending));
    let mut config = Config::default();
    for file in ending(".conf") {
        config.add(&String::from_utf8_lossy(file.bytes));
    }
    watch.step(ending(".conf").count());
    let mut collection = Collection { config, ..Collection::default() };
    collection.texts(&ending(".txt").collect::<Vec<_>>(), watch);
    let anns: Vec<_> = ending(".ann").filter_map(|file| Some((file, file.path.strip_suffix(".ann")?))).collect();
    let analyst_from = analyst_from.unwrap_or_else(|| collection.told(&anns));
    collection.layers(&anns, analyst_from, analyst, watch);
    // Answers of other programs have no kinds: words may be the number or the choice that the codebook asks for.
    collection.read.is_plain = !collection.config.is_ours;
    collection.read.labels = collection.labels.0.into_iter().map(|(_, label)| label).collect();
    let mut names = NamesInFiles::default();
    if collection.config.is_ours && analyst_from == AnalystFrom::Folder {
        collection.config.analysts.iter().for_each(|(folder, name)| names.add(folder, name));
    }
    names.give_to(&mut collection.read, "brat", true);
    collection.read
}

/// Whether each of `files` belongs to a collection of brat: `.ann` and `.conf`, and the texts in folders that have `.ann`, or
/// that have `annotation.conf` in them or above them.
pub fn are_parts(files: &[InputFile<'_>]) -> Vec<bool> {
    let of = |wanted: fn(&str) -> bool| -> HashSet<&str> {
        files.iter().filter(|file| wanted(file.path)).map(|file| folders_of(file.path)).collect()
    };
    let with_annotations = of(|path| path.ends_with(".ann"));
    let with_configuration = of(|path| path == CONFIGURATION || path.ends_with(&format!("/{CONFIGURATION}")));
    let is_configured = |mut folders: &str| loop {
        if with_configuration.contains(folders) {
            return true;
        }
        if folders.is_empty() {
            return false;
        }
        folders = folders_of(folders);
    };
    let is_part = |file: &InputFile<'_>| {
        let folders = folders_of(file.path);
        match file.path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("ann" | "conf") => true,
            Some("txt") => with_annotations.contains(folders) || is_configured(folders),
            _ => false,
        }
    };
    files.iter().map(is_part).collect()
}

/// The folders of a path, with slashes between them; empty if there are none.
fn folders_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folders, _)| folders)
}

#[derive(Default)]
struct Collection {
    config: Config,
    labels: Labels,
    read: Annotated,
    /// The article and the original text, by path without ending.
    texts: BTreeMap<String, Text>,
}

struct Text {
    article: usize,
    /// The original text, if it differs from the article's text.
    raw: Option<String>,
    has_byte_order_mark: bool,
}

impl Collection {
    fn texts(&mut self, files: &[InputFile<'_>], watch: Watch<'_>) {
        // With a folder for each analyst, each text occurs several times, but its metadata is recognised only once.
        let (mut first, mut places) = (Vec::new(), HashMap::new());
        let config = &self.config;
        let decode = |file: &InputFile<'_>| {
            let (text, encoding) = characters(config, *file)?;
            let raw = text.contains('\r').then(|| text.clone());
            Ok((raw, decode::with_line_feeds(text), encoding))
        };
        watch.each(files, InputFile::size, decode, |file, decoded| {
            let (raw, text, encoding) = match decoded {
                Ok(decoded) => decoded,
                Err(error) => return self.read.failed.push(error),
            };
            let article = *places.entry(text).or_insert_with_key(|text| {
                first.push((*file, text.clone(), encoding));
                first.len() - 1
            });
            let has_byte_order_mark = encoding.ends_with("byte order mark");
            let stem = file.path.strip_suffix(".txt").unwrap_or(file.path).to_owned();
            self.texts.insert(stem, Text { article, raw, has_byte_order_mark });
        });
        drop(places);
        let articles = watch.map(&first, |(file, text, encoding)| {
            let mut warnings = Warnings::new(file.path);
            let article = plain_article((*file, Sha256::of(file.bytes)), "brat", (text.clone(), encoding), &mut warnings);
            (AnnotatedArticle::new(article), warnings.sorted())
        });
        // After a stop, some texts have no articles, and their layers are of no use.
        self.texts.retain(|_, text| text.article < articles.len());
        for (article, warnings) in articles {
            self.read.articles.push(article);
            self.read.warnings.extend(warnings);
        }
    }

    /// Where these names seem to hold the analysts.
    fn told(&self, anns: &[(InputFile<'_>, &str)]) -> AnalystFrom {
        let is_suffixed = |stem: &str| !self.texts.contains_key(stem) && unsuffixed(&self.texts, stem).is_some();
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

    fn layers(&mut self, anns: &[(InputFile<'_>, &str)], analyst_from: AnalystFrom, nobody: &str, watch: Watch<'_>) {
        let Self { config, labels, read, texts, .. } = self;
        let Annotated { articles, analysts, warnings: told, failed, .. } = read;
        let decoded = watch.map(anns, |(file, _)| characters(config, *file).map(|(ann, _)| ann));
        let named: Vec<_> = anns.iter().zip(decoded).map(|((file, stem), ann)| (*file, *stem, ann)).collect();
        let (mut num_annotations, mut found) = (0, Vec::new());
        watch.each(
            &named,
            |(file, ..)| file.size(),
            |(file, stem, ann)| {
                let text = texts.get(text_and_analyst(texts, stem, analyst_from, nobody).0)?;
                let article = articles.get(text.article)?;
                let raw = text.raw.as_deref().unwrap_or(&article.article.text);
                let page = Page { raw, has_byte_order_mark: text.has_byte_order_mark, text: &article.article.text };
                let mut warnings = Warnings::new(file.path);
                let layer = ann.as_ref().map(|ann| layer::prepare(&page, ann, &mut warnings));
                Some((text.article, layer.map_err(Clone::clone), warnings))
            },
            |(file, stem, _), prepared| {
                let Some((article, layer, mut warnings)) = prepared else {
                    let message = "left out: there is no text of that name beside it; “--analyst-from” says how files are named";
                    return told.push(Warning { file_name: file.path.to_owned(), line: None, message: message.to_owned() });
                };
                match layer {
                    Ok(layer) => {
                        let analyst = analyst_id(analysts, text_and_analyst(texts, stem, analyst_from, nobody).1);
                        let state = (&*config, &mut *labels, &mut num_annotations);
                        let annotations = layer::read(layer, &analyst, state, &mut warnings);
                        let is_empty = file.bytes.iter().all(u8::is_ascii_whitespace);
                        found.push((article, annotations, (analyst, is_empty), *stem));
                        told.extend(warnings.sorted());
                    }
                    Err(error) => failed.push(error),
                }
            },
        );
        let (mut marked, mut united) = (BTreeSet::new(), Examples::default());
        for (place, annotations, (analyst, is_empty), name) in found {
            let article = &mut articles[place];
            if !annotations.is_empty() && !marked.insert((place, analyst.clone())) {
                united.add(|| format!("{name} of {analyst}"));
            }
            article.annotations.extend(annotations);
            if is_empty && !config.empty_is_done {
                article.empty.insert(analyst);
            } else {
                article.assume_done(analyst);
            }
        }
        articles.iter_mut().for_each(AnnotatedArticle::keep_tagged);
        told.extend(united_warning("brat", &united));
    }
}

/// The text and the analyst of annotations with this name.
fn text_and_analyst<'s>(texts: &BTreeMap<String, Text>, stem: &'s str, from: AnalystFrom, nobody: &'s str) -> (&'s str, &'s str) {
    let in_folder = Some(folder(stem)).filter(|name| !name.is_empty());
    match from {
        AnalystFrom::Suffix if !texts.contains_key(stem) => unsuffixed(texts, stem).unwrap_or((stem, nobody)),
        AnalystFrom::Folder => (stem, in_folder.unwrap_or(nobody)),
        AnalystFrom::Suffix | AnalystFrom::Nothing => (stem, nobody),
    }
}

/// The text and the analyst of `article_ANALYST`.
fn unsuffixed<'s>(texts: &BTreeMap<String, Text>, stem: &'s str) -> Option<(&'s str, &'s str)> {
    stem.rsplit_once('_').filter(|(stem, name)| texts.contains_key(*stem) && !name.contains('/') && !name.is_empty())
}

/// The characters of a file, and its encoding. Files of Obelus are known to be UTF-8 without a byte order mark, so that no
/// odd text is taken for another encoding.
fn characters(config: &Config, file: InputFile<'_>) -> Result<(String, &'static str), ImportError> {
    match std::str::from_utf8(file.bytes) {
        Ok(text) if config.is_ours => Ok((text.to_owned(), "UTF-8")),
        _ => decode::characters(file.path, file.bytes),
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
