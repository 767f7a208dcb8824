//! Annotated data: articles with the annotations of analysts, not yet part of a project.
//!
//! An importer returns the contents of its file under the names that the file uses; `join` then fits them into a project.

use super::{
    Copies, Format, ImportError, Imported, ImportedArticle, Warning,
    error::Warnings,
    lines::{LineMarks, Lines},
    metadata,
};
use crate::{
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, ArticleId, Attribute, Codebook, Decision, Fingerprint, Label, LabelColor,
        LabelId, LinePattern, Metadata, ProjectId, Sha256, Source, Status,
    },
    text::TextTooLong,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The contents of annotated files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotated {
    /// The project that was exported, if Obelus wrote the files. Then all ids and times are real. Otherwise the ids of
    /// annotations only distinguish the annotations of these files, and the times mean nothing.
    pub origin: Option<Origin>,
    /// The annotators, each with one layer.
    pub analysts: Vec<Analyst>,
    /// The labels that the files define or use.
    pub labels: Vec<Label>,
    /// The articles, in the order of the files.
    pub articles: Vec<AnnotatedArticle>,
    /// Whether the ids of the analysts are those that Obelus gave them, though the files name no project. Where there is an
    /// origin, they are in any case.
    pub has_own_analysts: bool,
    /// The analysts of whom the user has said who they are, so that nobody need be asked or told.
    pub settled_analysts: BTreeSet<AnalystId>,
    /// The ids that Obelus gave annotations, by the ids here, if the files name them but no project.
    pub own_ids: BTreeMap<AnnotationId, AnnotationId>,
    /// The analysts whom the files name, if the files hold nothing but tags: where one of these has none, nothing says
    /// whether that analyst opened the text.
    pub known_by_tags: Option<BTreeSet<AnalystId>>,
    /// Whether the answers come from a format without kinds of answers, so that they must be read as the codebook asks for
    /// them.
    pub is_plain: bool,
    /// How to treat layers that the project has too, if the data is a copy of it.
    pub copies: Copies,
    /// Warnings for the analyst.
    pub warnings: Vec<Warning>,
    /// Files that were refused; the others were read all the same.
    pub failed: Vec<ImportError>,
}

/// One of several files that belong together.
#[derive(Clone, Copy, Debug)]
pub struct InputFile<'a> {
    /// Its path below the folder that is imported, with slashes.
    pub path: &'a str,
    /// Its contents.
    pub bytes: &'a [u8],
}

impl<'a> InputFile<'a> {
    /// The name without folders and ending.
    pub(super) fn stem(self) -> &'a str {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The length in bytes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The name of the folder that contains it, without the folders above; empty if there is none.
    pub(super) fn folder(self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folders, _)| folders.rsplit('/').next().unwrap_or(folders))
    }
}

/// The project that a file was exported from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The id, which copies of the project share.
    pub id: ProjectId,
    /// The title that people read.
    pub title: String,
    /// Its whole codebook.
    pub codebook: Codebook,
}

/// An article with its layers.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotatedArticle {
    /// The text and its metadata.
    pub article: ImportedArticle,
    /// The id, if the file has one that Obelus gave.
    pub id: Option<ArticleId>,
    /// The metadata that the file itself states, without what was recognised in the text.
    pub stated: Metadata,
    /// The time of the first import, if the file has it.
    pub imported: Option<Timestamp>,
    /// The annotations of all analysts.
    pub annotations: Vec<Annotation>,
    /// How far the analysts are. Work in a file of another program counts as done.
    pub status: BTreeMap<AnalystId, Status>,
    /// Analysts whose layer in the files has no tags, though the files do not say that they worked on the text.
    pub empty: BTreeSet<AnalystId>,
    /// Analysts with tags whom [`Self::status`] calls done though the files do not say it.
    pub assumed_done: BTreeSet<AnalystId>,
    /// How differences were settled; only projects of Obelus have these.
    pub decisions: Vec<Decision>,
}

impl From<Imported> for Annotated {
    fn from(Imported { articles, warnings, .. }: Imported) -> Self {
        // A table states in its columns what is recognised in other files.
        let is_table = |format: &str| format.parse::<Format>().is_ok_and(|format| format.is_table());
        let article = |article: ImportedArticle| {
            let stated = if is_table(&article.source.format) { article.metadata.clone() } else { Metadata::default() };
            AnnotatedArticle { stated, ..AnnotatedArticle::new(article) }
        };
        Self { articles: articles.into_iter().map(article).collect(), warnings, ..Self::default() }
    }
}

impl Annotated {
    /// Renames labels: `names` holds the old name or id of a label, then the new name. Labels that get the same name become
    /// one label. Returns the old names that no label has.
    pub fn rename_labels(&mut self, names: &[(String, String)]) -> Vec<String> {
        let mut unknown = Vec::new();
        let mut ids: BTreeMap<LabelId, LabelId> = BTreeMap::new();
        for (old, new) in names {
            let is_meant = |label: &&mut Label| label.id.as_str() == old || label.name == *old;
            let found: Vec<_> = self.labels.iter_mut().filter(is_meant).collect();
            if found.is_empty() {
                unknown.push(old.clone());
            }
            for label in found {
                let id = LabelId::from_name(new, |_| false);
                ids.insert(std::mem::replace(&mut label.id, id.clone()), id);
                label.name.clone_from(new);
            }
        }
        let mut labels: Vec<Label> = Vec::new();
        for label in std::mem::take(&mut self.labels) {
            match labels.iter_mut().find(|known| known.id == label.id) {
                None => labels.push(label),
                Some(known) => {
                    let is_new = |attribute: &Attribute| known.attribute(&attribute.id).is_none();
                    let new: Vec<_> = label.attributes.into_iter().filter(is_new).collect();
                    known.attributes.extend(new);
                }
            }
        }
        self.labels = labels;
        for article in &mut self.articles {
            for annotation in &mut article.annotations {
                let Some(id) = ids.get(&annotation.label) else { continue };
                let before = Fingerprint::of(annotation);
                annotation.label = id.clone();
                // Decisions about it hold under the new name.
                let seen = article.decisions.iter_mut().filter_map(|decision| decision.sources.get_mut(&annotation.id));
                seen.filter(|seen| **seen == before).for_each(|seen| *seen = Fingerprint::of(annotation));
            }
        }
        unknown
    }
}

impl Annotated {
    /// Says who analysts are: `names` holds the old name or id of an analyst, then the person's name. Analysts who get one name,
    /// or the name of another, become one. Returns the old names that no analyst has.
    pub fn rename_analysts(&mut self, names: &[(String, String)]) -> Vec<String> {
        let (ids, unknown) = self.new_ids(names);
        let new_id = |id: &AnalystId| ids.get(id).map_or_else(|| id.clone(), |new| new.id.clone());
        self.settled_analysts.extend(ids.values().map(|analyst| analyst.id.clone()));
        self.known_by_tags = self.known_by_tags.take().map(|known| known.iter().map(new_id).collect());
        let mut seen = BTreeSet::new();
        let renamed = self.analysts.iter().map(|analyst| ids.get(&analyst.id).unwrap_or(analyst).clone());
        self.analysts = renamed.filter(|analyst| seen.insert(analyst.id.clone())).collect();
        for article in &mut self.articles {
            article.annotations.iter_mut().for_each(|annotation| annotation.analyst = new_id(&annotation.analyst));
            for (analyst, status) in std::mem::take(&mut article.status) {
                // Of two who become one, the one who is further counts.
                let known = article.status.entry(new_id(&analyst)).or_insert(status);
                *known = status.max(*known);
            }
            article.empty = article.empty.iter().map(new_id).collect();
            article.assumed_done = article.assumed_done.iter().map(new_id).collect();
            article.decisions.iter_mut().for_each(|decision| decision.by = decision.by.as_ref().map(new_id));
        }
        unknown
    }

    /// Each analyst who is renamed, with the new name and the id that belongs to it; and old names that no analyst has.
    fn new_ids(&self, names: &[(String, String)]) -> (BTreeMap<AnalystId, Analyst>, Vec<String>) {
        let mut new_names: BTreeMap<&AnalystId, &String> = BTreeMap::new();
        let mut unknown = Vec::new();
        for (old, new) in names {
            let find = |is_meant: &dyn Fn(&Analyst) -> bool| {
                self.analysts.iter().find(|analyst| is_meant(analyst) && !new_names.contains_key(&analyst.id))
            };
            let by_name = find(&|analyst| analyst.name == *old).or_else(|| find(&|analyst| analyst.name.trim() == old));
            match by_name.or_else(|| find(&|analyst| analyst.id.as_str() == old)) {
                Some(analyst) => drop(new_names.insert(&analyst.id, new)),
                None => unknown.push(old.clone()),
            }
        }
        let mut ids: BTreeMap<AnalystId, Analyst> = BTreeMap::new();
        for (old, new) in &new_names {
            let has_name = |analyst: &&Analyst| analyst.name == **new && !new_names.contains_key(&analyst.id);
            let same = self.analysts.iter().find(has_name).or_else(|| ids.values().find(|analyst| analyst.name == **new));
            let is_taken = |id: &AnalystId| {
                self.analysts.iter().any(|other| other.id == *id && other.id != **old)
                    || ids.values().any(|other| other.id == *id)
            };
            let id = same.map_or_else(|| AnalystId::from_name(new, is_taken), |same| same.id.clone());
            ids.insert((*old).clone(), Analyst { id, name: (*new).clone() });
        }
        (ids, unknown)
    }
}

impl AnnotatedArticle {
    /// Marks the text as finished for every analyst with tags and no status, because that is what the data of other programs
    /// mean.
    pub(super) fn finish_tagged(&mut self) {
        let tagged: BTreeSet<AnalystId> = self.annotations.iter().map(|annotation| annotation.analyst.clone()).collect();
        let open: Vec<_> = tagged.into_iter().filter(|analyst| !self.status.contains_key(analyst)).collect();
        open.into_iter().for_each(|analyst| self.assume_done(analyst));
    }

    /// Marks the text as finished for an analyst of whom the files say only that there is a layer.
    pub(super) fn assume_done(&mut self, analyst: AnalystId) {
        self.status.insert(analyst.clone(), Status::Done);
        self.assumed_done.insert(analyst);
    }

    /// Makes an article that nobody has worked on.
    pub fn new(article: ImportedArticle) -> Self {
        Self {
            article,
            stated: Metadata::default(),
            id: None,
            imported: None,
            annotations: Vec::new(),
            status: BTreeMap::new(),
            empty: BTreeSet::new(),
            assumed_done: BTreeSet::new(),
            decisions: Vec::new(),
        }
    }

    /// The text with an index.
    ///
    /// # Errors
    /// [`TextTooLong`] beyond 4 GiB.
    pub(super) fn indexed(&self) -> Result<crate::text::IndexedText, TextTooLong> {
        crate::text::IndexedText::new(self.article.text.as_str())
    }
}

/// Makes an article whose `text` was read from the file with this digest, and recognises the metadata in it.
pub(super) fn plain_article(
    (file, digest): (InputFile<'_>, Sha256),
    format: &str,
    (text, encoding): (String, &str),
    warnings: &mut Warnings<'_>,
) -> ImportedArticle {
    let lines = Lines::new(&text);
    let mut marks = LineMarks::default();
    let metadata = metadata::recognise(&lines, 0, &mut marks, warnings);
    let blocks = marks.blocks(&lines);
    let source = Source {
        file_name: file.path.rsplit('/').next().unwrap_or(file.path).to_owned(),
        format: format.to_owned(),
        encoding: encoding.to_owned(),
        sha256: Some(digest),
    };
    ImportedArticle { text, metadata, source, blocks, links: Vec::new() }
}

/// Colours for labels that have none, for the light and the dark theme. Their line patterns differ too.
pub(super) const COLORS: [LabelColor; 6] = [
    LabelColor { light: [0x1f, 0x6f, 0xb4], dark: [0x7a, 0xb8, 0xf0] },
    LabelColor { light: [0xb3, 0x5c, 0x00], dark: [0xf0, 0xa8, 0x5a] },
    LabelColor { light: [0x2a, 0x7d, 0x3c], dark: [0x7c, 0xd0, 0x8e] },
    LabelColor { light: [0xa8, 0x2a, 0x55], dark: [0xf0, 0x8c, 0xb0] },
    LabelColor { light: [0x6a, 0x4c, 0xa8], dark: [0xb8, 0x9e, 0xf0] },
    LabelColor { light: [0x0e, 0x7a, 0x7a], dark: [0x6c, 0xd0, 0xd0] },
];

/// Makes a label of which only the name and the attributes are known. `number` counts such labels and chooses colour and
/// pattern.
pub(super) fn bare_label(id: LabelId, name: &str, attributes: Vec<Attribute>, number: usize) -> Label {
    Label {
        name: name.to_owned(),
        color: COLORS[number % COLORS.len()],
        pattern: LinePattern::ALL[number % LinePattern::ALL.len()],
        attributes,
        ..Label::undefined(id)
    }
}
