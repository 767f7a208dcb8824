//! Joins annotated data to a project, as edits: texts that exist receive the layers, others are added whole.
//!
//! Analysts and labels of the data are found in the project by id or by name. Those that it lacks are added, and so are
//! attributes and choices that its labels lack. Nothing else in the project changes.

mod copy;
mod gold;
mod layers;
mod moved;
mod names;

pub use gold::Contradiction;

use super::{
    Annotated, AnnotatedArticle, ImportError, ImportedArticle, LayerDifference, Untagged, Warning, Watch, quoted::short,
    settle_untagged, stated,
};
use crate::{
    project::{AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, Edit, LabelId, Project, Sha256},
    text::Examples,
};
use jiff::Timestamp;
use names::{Book, People};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// The edits that join data to a project, and their outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// The edits in order, best applied as one batch.
    pub edits: Vec<Edit>,
    /// Articles that the project lacks.
    pub new_articles: Vec<Arc<ArticleRecord>>,
    /// Titles of articles that the project has, each with the number of annotations added to it.
    pub known_articles: Vec<(String, usize)>,
    /// The number of annotations that are added.
    pub num_annotations: usize,
    /// The number of annotations that the project has already, in the same state.
    pub num_present: usize,
    /// The analysts whose annotations are in the data.
    pub analysts: BTreeSet<AnalystId>,
    /// The number of annotations that are replaced by the copy's state, which was changed later.
    pub num_replaced: usize,
    /// Names of labels that the codebook lacks.
    pub new_labels: Vec<String>,
    /// Analysts of copies whose id has another name here. Each was taken for a different person.
    pub strangers: Vec<Stranger>,
    /// The new articles, by their places, whose id belongs to an article with another text.
    pub other_texts: Vec<(usize, ArticleId)>,
    /// Layers of copies that were left out because they differ from the project's ([`Copies::LeaveDiffering`]).
    pub left_layers: Vec<LayerDifference>,
    /// The places where a copy's gold contradicts the project's, which stays as it is.
    pub contradictions: Vec<Contradiction>,
    /// The warnings of the importers, then those of joining.
    pub warnings: Vec<Warning>,
    /// Files that were refused.
    pub failed: Vec<ImportError>,
    /// The outcome for each article of the sources, in their order.
    pub outcomes: Vec<Outcome>,
}

impl Joined {
    /// The places that a copy settled in another way and that can be reopened: the article, and the annotations that the
    /// project's decision is about.
    pub fn contradicted(&self) -> Vec<(ArticleId, Vec<AnnotationId>)> {
        let decided = self.contradictions.iter().filter(|contradiction| !contradiction.about.is_empty());
        decided.map(|contradiction| (contradiction.article, contradiction.about.clone())).collect()
    }
}

/// How to merge a layer that both the project and a copy of it have. Annotations that only the copy has are added in any
/// case; those that only the project has stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copies {
    /// Keeps both states of an annotation that differs, each as an annotation.
    #[default]
    KeepBoth,
    /// Leaves out the whole layer if an annotation in it differs.
    LeaveDiffering,
    /// Keeps the state of an annotation that was changed last; that of the copy if no time says which it is.
    TakeNewer,
}

/// An analyst of a copy whose id belongs to a person of another name in the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// The id of both.
    pub id: AnalystId,
    /// The name in the project.
    pub here: String,
    /// The name in the copy.
    pub there: String,
}

/// The outcome for an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, at this place among the new articles.
    New(usize),
    /// Its text exists already, in the article with this title.
    Known(String),
    /// It cannot be part of a project, for this reason.
    LeftOut(String),
}

/// Fits `sources` into `project`. `random_bits` makes new ids. Whatever has no time of its own gets `now`.
pub fn join(project: &Project, sources: Vec<Annotated>, now: Timestamp, random_bits: &mut dyn FnMut() -> u64) -> Joined {
    // Nobody stops it.
    join_watched(project, sources, now, random_bits, Watch::default()).unwrap_or_default()
}

/// Like [`join`], with `watch` for progress by article; `None` if it was stopped.
pub fn join_watched(
    project: &Project,
    mut sources: Vec<Annotated>,
    now: Timestamp,
    random_bits: &mut dyn FnMut() -> u64,
    watch: Watch<'_>,
) -> Option<Joined> {
    let mut join = Join::new(project, now, random_bits);
    // Where nobody has settled it.
    join.joined.warnings = settle_untagged(&mut sources, Untagged::default());
    for source in sources {
        join.source(source, watch)?;
    }
    Some(join.finish())
}

struct Join<'p> {
    project: &'p Project,
    now: Timestamp,
    random_bits: &'p mut dyn FnMut() -> u64,
    book: Book,
    people: People,
    /// The places of articles, by text.
    places: HashMap<Sha256, Place>,
    /// The articles that were touched, in their present state, so that a source finds what earlier sources brought.
    works: Vec<Work>,
    /// The number of these that are new.
    num_new: usize,
    article_ids: HashSet<ArticleId>,
    annotation_ids: HashSet<AnnotationId>,
    /// The edits to articles that exist.
    late: Vec<Edit>,
    /// The articles in which an analyst's progress differs in the present source, and whether it was taken.
    progress: BTreeMap<(AnalystId, bool), Examples>,
    /// Annotations of the present source that are kept beside one of the same id: by their analyst, and that of the other.
    kept: BTreeMap<(AnalystId, AnalystId), Examples>,
    /// Annotations of the present source that are probably one here, moved: by analyst.
    moved: BTreeMap<AnalystId, Examples>,
    /// Articles of the present source that have other metadata here.
    other_metadata: Examples,
    joined: Joined,
}

#[derive(Clone, Copy)]
enum Place {
    Known(ArticleId),
    Work(usize),
}

/// An article in its present state.
struct Work {
    record: ArticleRecord,
    /// Its place among the new articles; `None` if the project has it.
    new: Option<usize>,
}

/// How the names of one source are written in the project.
struct Names {
    analysts: HashMap<AnalystId, AnalystId>,
    labels: HashMap<LabelId, LabelId>,
    /// Whether the ids and times of annotations are those that Obelus gave.
    has_real_ids: bool,
    /// The ids that Obelus gave annotations, by the ids in the source, for data that has ids and no times.
    own_ids: BTreeMap<AnnotationId, AnnotationId>,
    /// Whether it is a copy of the project.
    is_copy: bool,
    /// Whether answers must be read as the codebook asks for them.
    is_plain: bool,
    copies: Copies,
    /// The name of the source, for warnings.
    title: String,
}

impl Names {
    /// The id that Obelus gave an annotation of the source, if the source has it.
    fn own_id(&self, id: AnnotationId) -> Option<AnnotationId> {
        if self.has_real_ids { Some(id) } else { self.own_ids.get(&id).copied() }
    }

    /// What warnings about the layers of the source are about.
    fn place(&self) -> String {
        if self.title.is_empty() { "layers".to_owned() } else { self.title.clone() }
    }
}

impl<'p> Join<'p> {
    fn new(project: &'p Project, now: Timestamp, random_bits: &'p mut dyn FnMut() -> u64) -> Self {
        let records = || project.articles().iter();
        Self {
            project,
            now,
            random_bits,
            book: Book::new(project.codebook().clone()),
            people: People::new(project.analysts()),
            places: records().map(|record| (record.article.text_sha256, Place::Known(record.article.id))).collect(),
            works: Vec::new(),
            num_new: 0,
            article_ids: records().map(|record| record.article.id).collect(),
            annotation_ids: records().flat_map(|record| record.annotations.keys().copied()).collect(),
            late: Vec::new(),
            progress: BTreeMap::new(),
            kept: BTreeMap::new(),
            moved: BTreeMap::new(),
            other_metadata: Examples::default(),
            joined: Joined::default(),
        }
    }

    /// Joins a source; `None` if it was stopped.
    fn source(&mut self, mut source: Annotated, watch: Watch<'_>) -> Option<()> {
        let is_foreign = source.origin.is_none() && !source.has_own_analysts;
        if let Some(gold) = source.analysts.iter().find(|analyst| analyst.id.is_gold()).filter(|_| is_foreign) {
            self.tell_of_gold(&gold.name);
        }
        let is_copy = source.origin.as_ref().is_some_and(|origin| origin.id == self.project.id());
        let mut names = self.names(&source, is_copy);
        names.own_ids = std::mem::take(&mut source.own_ids);
        self.joined.warnings.append(&mut source.warnings);
        self.joined.failed.append(&mut source.failed);
        let digests = watch.map(&source.articles, |article| Sha256::of(article.article.text.as_bytes()));
        let is_all = digests.len() == source.articles.len();
        if is_all && (is_copy || names.own_ids.values().any(|own| self.annotation_ids.contains(own))) {
            self.compare_layers(&mut source, &digests, &mut names);
        }
        let num_replaced = self.joined.num_replaced;
        for (article, digest) in source.articles.into_iter().zip(digests) {
            if watch.is_stopped() {
                return None;
            }
            self.article(article, digest, &mut names);
            watch.step(1);
        }
        self.tell_of_replaced(self.joined.num_replaced - num_replaced, &names);
        self.tell_of_kept(&names);
        self.tell_of_moved(&names);
        self.tell_of_progress(&names);
        let place = if names.title.is_empty() { "articles" } else { &names.title };
        self.joined.warnings.extend(stated::warning(place, "here", std::mem::take(&mut self.other_metadata)));
        is_all.then_some(())
    }

    /// Says that a layer of another program is taken for gold, because of its name.
    fn tell_of_gold(&mut self, name: &str) {
        let message = format!(
            "“{name}” is read as the gold layer, which is no analyst, so that no figure of agreement counts it; “obelus \
             import --analyst-map {name}=NAME” makes it a person"
        );
        let warning = Warning { file_name: "analysts".to_owned(), line: None, message };
        if !self.joined.warnings.contains(&warning) {
            self.joined.warnings.push(warning);
        }
    }

    fn article(&mut self, source: AnnotatedArticle, digest: Sha256, names: &mut Names) {
        let AnnotatedArticle { article, stated, id, imported, annotations, status, decisions, .. } = source;
        let (place, is_first) = match self.places.get(&digest) {
            Some(Place::Work(place)) => (*place, false),
            Some(Place::Known(known)) => match self.touch(*known) {
                Some(place) => (place, false),
                None => return,
            },
            None => match self.new_article(article, digest, id, imported) {
                Some(place) => (place, true),
                None => return,
            },
        };
        self.places.insert(digest, Place::Work(place));
        let known = &self.works[place].record.article;
        if let Some(difference) = stated::difference(known.title(), &known.metadata, &stated).filter(|_| !is_first) {
            self.other_metadata.add(|| format!("“{}” ({difference})", short(known.title())));
        }
        let before = self.joined.num_annotations;
        let num_contradictions = self.joined.contradictions.len();
        let (gold, annotations) = annotations.into_iter().partition(|annotation: &Annotation| annotation.analyst.is_gold());
        let ids = self.annotations(place, annotations, names);
        self.gold(place, (gold, decisions), (&ids, names));
        // Gold that contradicts the project's does not count as done here because it is done there.
        let is_contradicted = self.joined.contradictions.len() > num_contradictions;
        self.status(place, status, names, is_contradicted);
        let work = &self.works[place];
        match work.new.filter(|_| is_first) {
            Some(at) => self.joined.outcomes.push(Outcome::New(at)),
            None => {
                let title = work.record.article.title().to_owned();
                self.joined.outcomes.push(Outcome::Known(title.clone()));
                self.joined.known_articles.push((title, self.joined.num_annotations - before));
            }
        }
    }

    /// The place among the works of an article that the project has.
    fn touch(&mut self, id: ArticleId) -> Option<usize> {
        self.works.push(Work { record: self.project.article(id)?.clone(), new: None });
        Some(self.works.len() - 1)
    }

    fn new_article(
        &mut self,
        article: ImportedArticle,
        digest: Sha256,
        id: Option<ArticleId>,
        imported: Option<Timestamp>,
    ) -> Option<usize> {
        let file_name = article.source.file_name.clone();
        let known = id.filter(|id| self.article_ids.contains(id));
        let id = id.filter(|id| !self.article_ids.contains(id)).unwrap_or_else(|| self.new_article_id());
        match article.into_article_of(digest, id, imported.unwrap_or(self.now)) {
            Ok(article) => {
                self.article_ids.insert(id);
                self.works.push(Work { record: ArticleRecord::new(article), new: Some(self.num_new) });
                self.joined.other_texts.extend(known.map(|known| (self.num_new, known)));
                self.num_new += 1;
                Some(self.works.len() - 1)
            }
            Err(error) => {
                self.joined.outcomes.push(Outcome::LeftOut(error.to_string()));
                self.joined.warnings.push(Warning { file_name, line: None, message: left_out_message(&error.to_string()) });
                None
            }
        }
    }

    fn new_article_id(&mut self) -> ArticleId {
        let random = (self.random_bits)();
        let mut ids = (0..).map(|more| ArticleId::from_random(random.wrapping_add(more)));
        ids.find(|id| !self.article_ids.contains(id)).unwrap_or_else(|| ArticleId::from_random(random))
    }

    fn new_annotation_id(&mut self) -> AnnotationId {
        let random = (self.random_bits)();
        let mut ids = (0..).map(|more| AnnotationId::from_random(random.wrapping_add(more)));
        ids.find(|id| !self.annotation_ids.contains(id)).unwrap_or_else(|| AnnotationId::from_random(random))
    }

    fn finish(self) -> Joined {
        let Self { project, book, people, works, late, mut joined, .. } = self;
        let mut edits = Vec::new();
        let mut codebook = book.into_codebook();
        if codebook != *project.codebook() {
            codebook.version = codebook.version.saturating_add(1);
            edits.push(Edit::SetCodebook(Arc::new(codebook)));
        }
        let (known, first) = (project.analysts().len(), project.articles().len());
        let alike = people.alike(known).into_iter();
        joined.warnings.extend(alike.map(|message| Warning { file_name: "analysts".to_owned(), line: None, message }));
        let analysts = people.into_list().into_iter().enumerate().skip(known);
        edits.extend(analysts.map(|(at, analyst)| Edit::AddAnalyst { at, analyst }));
        joined.new_articles = works.into_iter().filter(|work| work.new.is_some()).map(|work| Arc::new(work.record)).collect();
        let articles = joined.new_articles.iter().enumerate();
        edits.extend(articles.map(|(at, record)| Edit::AddArticle { at: first + at, record: Arc::clone(record) }));
        edits.extend(late);
        joined.edits = edits;
        joined
    }
}

/// The warning about an article that cannot be part of a project.
pub(super) fn left_out_message(reason: &str) -> String {
    format!("left out: {reason}")
}
