//! From annotated data to edits of a project: texts that are there already get the layers, others are added whole.
//!
//! Analysts and labels of the data are found in the project by id or by name; those it lacks are added, and so are
//! attributes and choices that its labels lack. Nothing that is in the project changes otherwise.

mod gold;
mod names;

pub use gold::Contradiction;

use super::{Annotated, AnnotatedArticle, ImportError, ImportedArticle, Warning, Watch};
use crate::project::{
    Analyst, AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeValue, Codebook, Edit, LabelId, Project,
    Sha256,
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// What joining data to a project takes, and what comes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// What has to be done, in this order; best as one batch.
    pub edits: Vec<Edit>,
    /// Articles that the project lacks.
    pub new_articles: Vec<Arc<ArticleRecord>>,
    /// Titles of articles that the project has, each with the number of annotations it gains.
    pub known_articles: Vec<(String, usize)>,
    /// Annotations that are added.
    pub num_annotations: usize,
    /// Annotations that are in the project already, just as they are.
    pub num_present: usize,
    /// Analysts whose annotations are in the data.
    pub analysts: BTreeSet<AnalystId>,
    /// Names of labels that the codebook lacks.
    pub new_labels: Vec<String>,
    /// Where a copy's gold contradicts the project's, which stays as it is.
    pub contradictions: Vec<Contradiction>,
    /// The importers' warnings, then those of joining.
    pub warnings: Vec<Warning>,
    /// Files that were refused.
    pub failed: Vec<ImportError>,
    /// What came of each article of the sources, in their order.
    pub outcomes: Vec<Outcome>,
}

impl Joined {
    /// The places that a copy settled otherwise and that can be opened again: the article, and what the project's decision is
    /// about.
    pub fn contradicted(&self) -> Vec<(ArticleId, Vec<AnnotationId>)> {
        let decided = self.contradictions.iter().filter(|contradiction| !contradiction.about.is_empty());
        decided.map(|contradiction| (contradiction.article, contradiction.about.clone())).collect()
    }
}

/// What came of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, at this place among the new ones.
    New(usize),
    /// Its text is there already, in the article of this title.
    Known(String),
    /// It cannot be part of a project, for this reason.
    LeftOut(String),
}

/// Fits `sources` into `project`. `random_bits` makes ids; `now` is the time of what has none of its own.
pub fn join(project: &Project, sources: Vec<Annotated>, now: Timestamp, random_bits: &mut dyn FnMut() -> u64) -> Joined {
    // Nobody stops it.
    join_watched(project, sources, now, random_bits, Watch::default()).unwrap_or_default()
}

/// As [`join`], while `watch` looks on, who is told of every article; `None` if it was stopped.
pub fn join_watched(
    project: &Project,
    sources: Vec<Annotated>,
    now: Timestamp,
    random_bits: &mut dyn FnMut() -> u64,
    watch: Watch<'_>,
) -> Option<Joined> {
    let mut join = Join::new(project, now, random_bits);
    for source in sources {
        join.source(source, watch)?;
    }
    Some(join.finish())
}

struct Join<'p> {
    project: &'p Project,
    now: Timestamp,
    random_bits: &'p mut dyn FnMut() -> u64,
    codebook: Codebook,
    analysts: Vec<Analyst>,
    /// By text; the number is the place among the new ones.
    places: HashMap<Sha256, Place>,
    new: Vec<ArticleRecord>,
    article_ids: HashSet<ArticleId>,
    annotation_ids: HashSet<AnnotationId>,
    /// What is done to articles that are there.
    late: Vec<Edit>,
    joined: Joined,
}

#[derive(Clone, Copy)]
enum Place {
    Known(ArticleId),
    New(usize),
}

/// How the names of one source are written in the project.
struct Names {
    analysts: BTreeMap<AnalystId, AnalystId>,
    labels: BTreeMap<LabelId, LabelId>,
    has_real_ids: bool,
    /// Whether answers have to be read as the codebook asks for them.
    is_plain: bool,
}

impl<'p> Join<'p> {
    fn new(project: &'p Project, now: Timestamp, random_bits: &'p mut dyn FnMut() -> u64) -> Self {
        let records = || project.articles().iter();
        Self {
            project,
            now,
            random_bits,
            codebook: project.codebook().clone(),
            analysts: project.analysts().to_vec(),
            places: records().map(|record| (record.article.text_sha256, Place::Known(record.article.id))).collect(),
            new: Vec::new(),
            article_ids: records().map(|record| record.article.id).collect(),
            annotation_ids: records().flat_map(|record| record.annotations.keys().copied()).collect(),
            late: Vec::new(),
            joined: Joined::default(),
        }
    }

    /// `None` if it was stopped.
    fn source(&mut self, source: Annotated, watch: Watch<'_>) -> Option<()> {
        let is_copy = source.origin.as_ref().is_some_and(|origin| origin.id == self.project.id());
        let analysts = source.analysts.iter().map(|analyst| (analyst.id.clone(), self.analyst(analyst, is_copy))).collect();
        let title = source.origin.as_ref().map_or("", |origin| origin.title.as_str());
        let different: Vec<_> = source.labels.iter().filter_map(|label| self.codebook_difference(label, title)).collect();
        self.joined.warnings.extend(different);
        let labels = source.labels.iter().map(|label| (label.id.clone(), self.label(label))).collect();
        let mut names = Names { analysts, labels, has_real_ids: source.origin.is_some(), is_plain: source.is_plain };
        self.joined.warnings.extend(source.warnings);
        self.joined.failed.extend(source.failed);
        let digests = watch.map(&source.articles, |article| Sha256::of(article.article.text.as_bytes()));
        let is_all = digests.len() == source.articles.len();
        for (article, digest) in source.articles.into_iter().zip(digests) {
            if watch.is_stopped() {
                return None;
            }
            self.article(article, digest, &mut names);
            watch.step(1);
        }
        is_all.then_some(())
    }

    fn article(&mut self, source: AnnotatedArticle, digest: Sha256, names: &mut Names) {
        let AnnotatedArticle { article, id, imported, annotations, status, decisions } = source;
        let file_name = article.source.file_name.clone();
        let (place, is_first) = match self.places.get(&digest) {
            Some(place) => (*place, false),
            None => match self.new_article(article, digest, id, imported) {
                Some(place) => (place, true),
                None => return,
            },
        };
        self.places.insert(digest, place);
        let before = self.joined.num_annotations;
        let num_contradictions = self.joined.contradictions.len();
        let (gold, annotations) = annotations.into_iter().partition(|annotation: &Annotation| annotation.analyst.is_gold());
        let ids = self.annotations(place, annotations, names, &file_name);
        self.gold(place, (gold, decisions), (&ids, names), &file_name);
        // Gold that contradicts the project's is not done here because it is done there.
        let is_contradicted = self.joined.contradictions.len() > num_contradictions;
        for (analyst, status) in status {
            let Some(analyst) = names.analysts.get(&analyst).cloned() else { continue };
            if analyst.is_gold() && is_contradicted {
                continue;
            }
            match place {
                Place::New(at) => drop(self.new[at].status.entry(analyst).or_insert(status)),
                Place::Known(article) => {
                    let known = self.project.article(article).and_then(|record| record.status.get(&analyst));
                    // Gold that the copy completes is done.
                    let is_completed = analyst.is_gold() && known.is_some_and(|known| *known < status);
                    if known.is_none() || is_completed {
                        self.late.push(Edit::SetStatus { article, analyst, status: Some(status) });
                    }
                }
            }
        }
        if !is_first {
            let title = match place {
                Place::New(at) => self.new[at].article.title(),
                Place::Known(article) => self.project.article(article).map_or("", |record| record.article.title()),
            };
            self.joined.outcomes.push(Outcome::Known(title.to_owned()));
            self.joined.known_articles.push((title.to_owned(), self.joined.num_annotations - before));
        } else if let Place::New(at) = place {
            self.joined.outcomes.push(Outcome::New(at));
        }
    }

    fn new_article(
        &mut self,
        article: ImportedArticle,
        digest: Sha256,
        id: Option<ArticleId>,
        imported: Option<Timestamp>,
    ) -> Option<Place> {
        let id = id.filter(|id| !self.article_ids.contains(id)).unwrap_or_else(|| ArticleId::from_random((self.random_bits)()));
        let file_name = article.source.file_name.clone();
        match article.into_article_of(digest, id, imported.unwrap_or(self.now)) {
            Ok(article) => {
                self.article_ids.insert(id);
                self.new.push(ArticleRecord::new(article));
                Some(Place::New(self.new.len() - 1))
            }
            Err(error) => {
                self.joined.outcomes.push(Outcome::LeftOut(error.to_string()));
                self.joined.warnings.push(Warning { file_name, line: None, message: left_out_message(&error.to_string()) });
                None
            }
        }
    }

    /// Adds what is new; answers with the id of each annotation in the project.
    fn annotations(
        &mut self,
        place: Place,
        annotations: Vec<Annotation>,
        names: &mut Names,
        file_name: &str,
    ) -> BTreeMap<AnnotationId, AnnotationId> {
        let known = match place {
            Place::Known(article) => self.project.article(article),
            Place::New(_) => None,
        };
        let mut ids = BTreeMap::new();
        let mut added = Vec::new();
        for mut annotation in annotations {
            self.rename(&mut annotation, names);
            if names.is_plain {
                self.passages(place, &mut annotation);
            }
            // The annotation itself comes first: a duplicate that says the same is another one.
            let itself = known.and_then(|record| record.annotations.get(&annotation.id)).filter(|_| names.has_real_ids);
            let others = || known?.annotations.values().find(|known| says_the_same(known, &annotation));
            let present = itself.filter(|itself| says_the_same(itself, &annotation)).or_else(others);
            if let Some(present) = present {
                ids.insert(annotation.id, present.id);
                self.joined.num_present += 1;
                continue;
            }
            if let Some(itself) = itself {
                let words = itself.fragments.words(known.map_or("", |record| record.article.text.as_str()));
                let shown: String = words.chars().take(40).collect();
                let message = format!("annotation {} (“{shown}”) was changed in one of the copies; both are kept", itself.id);
                self.joined.warnings.push(Warning { file_name: file_name.to_owned(), line: None, message });
            }
            let id = if names.has_real_ids && !self.annotation_ids.contains(&annotation.id) {
                annotation.id
            } else {
                AnnotationId::from_random((self.random_bits)())
            };
            self.annotation_ids.insert(id);
            ids.insert(annotation.id, id);
            annotation.id = id;
            added.push(annotation);
        }
        let target = |id: &mut AnnotationId| *id = ids.get(id).copied().unwrap_or(*id);
        self.joined.num_annotations += added.len();
        for mut annotation in added {
            annotation.same_as.iter_mut().for_each(target);
            for value in annotation.attributes.values_mut() {
                if let AttributeValue::Links(links) = value {
                    links.iter_mut().for_each(target);
                }
            }
            self.joined.analysts.insert(annotation.analyst.clone());
            match place {
                Place::Known(article) => self.late.push(Edit::AddAnnotation { article, annotation: Box::new(annotation) }),
                Place::New(at) => drop(self.new[at].annotations.insert(annotation.id, annotation)),
            }
        }
        ids
    }

    fn finish(self) -> Joined {
        let Self { project, mut codebook, analysts, new, late, mut joined, .. } = self;
        let mut edits = Vec::new();
        if codebook != *project.codebook() {
            codebook.version = codebook.version.saturating_add(1);
            edits.push(Edit::SetCodebook(Arc::new(codebook)));
        }
        let (known, first) = (project.analysts().len(), project.articles().len());
        let analysts = analysts.into_iter().enumerate().skip(known);
        edits.extend(analysts.map(|(at, analyst)| Edit::AddAnalyst { at, analyst }));
        joined.new_articles = new.into_iter().map(Arc::new).collect();
        let articles = joined.new_articles.iter().enumerate();
        edits.extend(articles.map(|(at, record)| Edit::AddArticle { at: first + at, record: Arc::clone(record) }));
        edits.extend(late);
        joined.edits = edits;
        joined
    }
}

/// What a warning says of an article that cannot be part of a project.
pub(super) fn left_out_message(reason: &str) -> String {
    format!("left out: {reason}")
}

/// Whether two annotations of one article differ in nothing but ids and times.
fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    fn answers(annotation: &Annotation) -> impl Iterator<Item = (&crate::project::AttributeId, &AttributeValue)> {
        annotation.attributes.iter().filter(|(_, value)| !matches!(value, AttributeValue::Links(_)))
    }
    a.analyst == b.analyst
        && a.label == b.label
        && a.fragments == b.fragments
        && a.is_unsure == b.is_unsure
        && a.note == b.note
        && answers(a).eq(answers(b))
}
