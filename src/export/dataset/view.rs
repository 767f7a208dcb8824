//! The chosen part of a project, as a project: articles, layers, labels and names.
//!
//! Exporters see nothing else, so every format selects in the same way. Records that need no change are shared.

use super::{
    DatasetError,
    agreed::{self, AGREED},
    settings::{Layers, Names, Settings},
};
use crate::{
    compare::gold::settlement,
    export::{ExportError, Format, Loss, LossReport, links_of},
    parallel,
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeValue, Codebook, Decision, Edit,
        LabelId, Project, ProjectId, Standing, Status,
    },
    text::{self, listed, words::counted},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

/// A selection that has been looked up in its project.
#[derive(Clone)]
pub struct View<'p> {
    project: &'p Project,
    /// The analysts whose layers are read, in the project's order.
    sources: Vec<&'p Analyst>,
    is_agreed: bool,
    is_gold: bool,
    /// Whether only finished work is chosen: of each analyst the articles that this analyst has marked as done.
    only_done: bool,
    format: Format,
    labels: Option<BTreeSet<LabelId>>,
    articles: Vec<&'p Arc<ArticleRecord>>,
    /// Requested articles whose gold layer is incomplete, each with the reason.
    left_out: Vec<(&'p ArticleRecord, String)>,
    /// Sentences about unfinished work that was left out.
    notes: Vec<String>,
    /// The names in the files of everybody in the project.
    names: BTreeMap<&'p AnalystId, Analyst>,
    codebook: Arc<Codebook>,
}

impl<'p> View<'p> {
    /// Looks up what `settings` name.
    pub fn new(project: &'p Project, settings: &Settings) -> Result<Self, DatasetError> {
        let gold = [AnalystId::GOLD.to_owned()];
        let (chosen, is_agreed) = match &settings.layers {
            Layers::Each(ids) => (ids.as_slice(), false),
            Layers::Agreed(ids) => (ids.as_slice(), true),
            Layers::Gold if project.analyst(&AnalystId::gold()).is_none() => return Err(DatasetError::NoGold),
            Layers::Gold => (gold.as_slice(), false),
        };
        if let Some(unknown) = chosen.iter().find(|id| project.analyst(&id.as_str().into()).is_none()) {
            return Err(ExportError::NoAnalyst(unknown.as_str().into()).into());
        }
        // Gold is not an analyst who could agree with others, so it counts only if it is named.
        let is_everybodys = |analyst: &Analyst| chosen.is_empty() && !(is_agreed && analyst.id.is_gold());
        let is_chosen = |analyst: &&Analyst| is_everybodys(analyst) || chosen.iter().any(|id| id == analyst.id.as_str());
        let sources: Vec<&Analyst> = project.analysts().iter().filter(is_chosen).collect();
        if is_agreed && sources.len() < 2 {
            return Err(DatasetError::FewAnalysts(sources.len()));
        }
        let labels = settings.labels.as_ref().map(|ids| labels(project, ids)).transpose()?;
        let mut codebook = project.codebook_arc();
        if let Some(labels) = &labels {
            Arc::make_mut(&mut codebook).labels.retain(|label| labels.contains(&label.id));
        }
        let names = match settings.names {
            Names::Real => project.analysts().iter().map(|analyst| (&analyst.id, analyst.clone())).collect(),
            Names::Pseudonyms => pseudonyms(project),
        };
        let is_gold = settings.layers == Layers::Gold;
        let mut articles = articles(project, settings)?;
        let left_out = if is_gold { take_unsettled(&mut articles) } else { Vec::new() };
        if is_gold && articles.is_empty() && !left_out.is_empty() {
            return Err(DatasetError::NothingSettled(examples(&left_out)));
        }
        // Gold that is not settled has been left out.
        let only_done = settings.only_done && !is_gold;
        let notes = if only_done { take_unfinished(&mut articles, &sources, &names) } else { Vec::new() };
        let format = settings.format;
        Ok(Self { project, sources, is_agreed, is_gold, only_done, format, labels, articles, left_out, notes, names, codebook })
    }

    /// The whole project.
    pub const fn project(&self) -> &'p Project {
        self.project
    }

    /// The analysts whose work was chosen, as the project has them.
    pub fn sources(&self) -> &[&'p Analyst] {
        &self.sources
    }

    /// Their names in the files, in the same order.
    pub fn source_names(&self) -> Vec<Analyst> {
        self.sources.iter().map(|analyst| self.written(&analyst.id)).collect()
    }

    /// The analysts whose agreement underlies the dataset, as the project has them. Gold is not a rater, so for the gold
    /// layer these are all analysts.
    pub fn raters(&self) -> Vec<&'p Analyst> {
        let everybody: Vec<_> = self.project.analysts().iter().collect();
        let chosen = if self.is_gold { everybody } else { self.sources.clone() };
        chosen.into_iter().filter(|analyst| !analyst.id.is_gold()).collect()
    }

    /// An analyst of the project, as the files name them.
    pub fn written(&self, analyst: &AnalystId) -> Analyst {
        let unknown = || Analyst { id: analyst.clone(), name: analyst.to_string() };
        self.names.get(analyst).cloned().unwrap_or_else(unknown)
    }

    /// Requested articles that are not in the dataset, because their differences are not settled.
    pub fn left_out(&self) -> &[(&'p ArticleRecord, String)] {
        &self.left_out
    }

    /// A report of nothing but what was left out: requested articles whose gold layer is incomplete, as losses, and
    /// unfinished work, as notes.
    pub fn report(&self) -> LossReport {
        let loss = |(record, reason): &(&ArticleRecord, String)| Loss {
            article: record.article.id,
            annotation: None,
            what: format!("left out of gold: {reason}"),
        };
        LossReport { losses: self.left_out.iter().map(loss).collect(), notes: self.notes.clone(), ..LossReport::default() }
    }

    /// Whether the dataset has only the gold layer.
    pub const fn is_gold(&self) -> bool {
        self.is_gold
    }

    /// The decisions of an article that belong to the dataset: for gold all of them, otherwise those that are only about
    /// chosen annotations.
    pub fn decisions<'r>(&self, record: &'r ArticleRecord) -> Vec<&'r Decision> {
        let takes = self.takes(record);
        let is_chosen = |id: &AnnotationId| record.annotations.get(id).is_none_or(&takes);
        let is_whole = |decision: &&Decision| decision.sources.keys().chain(&decision.gold).all(is_chosen);
        let is_of_labels = |decision: &&Decision| {
            let mut about = decision.sources.keys().chain(&decision.gold).filter_map(|id| record.annotations.get(id));
            about.any(|found| self.has_label(found)) || self.labels.is_none()
        };
        let all = record.decisions.values().filter(|_| !self.is_agreed);
        if self.is_gold { all.filter(is_of_labels).collect() } else { all.filter(is_whole).collect() }
    }

    /// The chosen articles as they are in the project.
    pub fn articles(&self) -> &[&'p Arc<ArticleRecord>] {
        &self.articles
    }

    /// The same view of only some of its articles.
    pub fn some(&self, places: Range<usize>) -> Self {
        Self { articles: self.articles[places].to_vec(), ..self.clone() }
    }

    /// The codebook with the chosen labels.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// The layers in the files.
    pub fn layers(&self) -> Vec<Analyst> {
        if self.is_agreed {
            return vec![Analyst { id: AGREED.into(), name: "Agreed".to_owned() }];
        }
        self.source_names()
    }

    /// Sentences about what was left out by choice: layers that are not finished, and articles in which none is.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The analysts of `analysts` whose work in an article belongs to the dataset, or to what is behind it.
    pub fn counted<'a>(&self, record: &ArticleRecord, analysts: &'a [AnalystId]) -> Vec<&'a AnalystId> {
        let is_counted = |analyst: &&AnalystId| !self.only_done || record.status_of(analyst) == Some(Status::Done);
        analysts.iter().filter(is_counted).collect()
    }

    /// Whether there is one layer of what several analysts agreed on.
    pub const fn is_agreed(&self) -> bool {
        self.is_agreed
    }

    /// The number of annotations of each label that the files have for an article.
    pub fn label_counts(&self, record: &ArticleRecord) -> Vec<u64> {
        let mut counts = vec![0; self.codebook.labels.len()];
        let mut count = |annotation: &Annotation| {
            if let Some(place) = self.codebook.labels.iter().position(|label| label.id == annotation.label) {
                counts[place] += 1;
            }
        };
        if self.is_agreed {
            self.record(record, &mut Vec::new()).annotations.values().for_each(count);
        } else {
            let takes = self.takes(record);
            record.annotations.values().filter(|annotation| takes(annotation)).for_each(&mut count);
        }
        counts
    }

    /// The chosen part of an article, borrowed if all of it was chosen.
    pub fn part_of<'r>(&self, record: &'r ArticleRecord, losses: &mut Vec<Loss>) -> Cow<'r, ArticleRecord> {
        if self.is_whole() { Cow::Borrowed(record) } else { Cow::Owned(self.record(record, losses)) }
    }

    /// The chosen part of an article. What its annotations lose by the choice is added to `losses`.
    pub fn record(&self, record: &ArticleRecord, losses: &mut Vec<Loss>) -> ArticleRecord {
        let mut part = if self.is_agreed {
            let sources = self.taken(record);
            let keeps = |label: &LabelId| self.labels.as_ref().is_none_or(|labels| labels.contains(label));
            agreed::record(record, &sources, keeps, losses)
        } else {
            self.own_layers(record, losses)
        };
        for annotation in part.annotations.values() {
            for (kind, id) in links_of(annotation) {
                if record.annotations.contains_key(&id) && !part.annotations.contains_key(&id) {
                    let what = format!("{kind} leads to annotation {id}, which is not exported");
                    losses.push(Loss { article: record.article.id, annotation: Some(annotation.id), what });
                }
            }
        }
        if self.labels.is_some() || self.is_agreed || part.annotations.len() < record.annotations.len() {
            let kept: BTreeSet<_> = part.annotations.keys().copied().collect();
            part.annotations.values_mut().for_each(|annotation| cut_links(annotation, record, &kept));
        }
        part
    }

    fn own_layers(&self, record: &ArticleRecord, losses: &mut Vec<Loss>) -> ArticleRecord {
        let mut part = ArticleRecord {
            article: Arc::clone(&record.article),
            annotations: crate::project::Annotations::new(),
            status: BTreeMap::new(),
            decisions: BTreeMap::new(),
        };
        let takes = self.takes(record);
        for (id, annotation) in record.annotations.iter().filter(|(_, annotation)| takes(annotation)) {
            let mut annotation = annotation.clone();
            annotation.analyst = self.written(&annotation.analyst).id;
            part.annotations.insert(*id, annotation);
        }
        for analyst in self.taken(record) {
            if let Some(status) = record.status_of(analyst) {
                part.status.insert(self.written(analyst).id, status);
            }
        }
        if self.is_gold {
            // Articles with unsettled differences have been left out.
            part.status.insert(AnalystId::gold(), Status::Done);
        }
        self.take_decisions(record, &mut part, losses);
        part
    }

    /// Adds to the part the decisions about annotations in it.
    fn take_decisions(&self, record: &ArticleRecord, part: &mut ArticleRecord, losses: &mut Vec<Loss>) {
        let is_in = |id: &AnnotationId| part.annotations.contains_key(id) || !record.annotations.contains_key(id);
        // The decisions that gold came from go along with it, though they are about layers that do not.
        let takes_all = self.is_gold && self.format == Format::Jsonl;
        let whole: BTreeSet<Vec<AnnotationId>> =
            if takes_all { self.decisions(record).into_iter().map(Decision::key).collect() } else { BTreeSet::new() };
        let is_kept = |about: &Vec<AnnotationId>, decision: &Decision| {
            if takes_all { whole.contains(about) } else { decision.sources.keys().chain(&decision.gold).all(is_in) }
        };
        let (kept, cut): (Vec<_>, Vec<_>) = record.decisions.iter().partition(|(about, decision)| is_kept(about, decision));
        let renamed =
            |decision: &Decision| Decision { by: decision.by.as_ref().map(|by| self.written(by).id), ..decision.clone() };
        part.decisions = kept.into_iter().map(|(about, decision)| (about.clone(), renamed(decision))).collect();
        // For gold, a table has all of them. Those about labels that were not chosen are no loss.
        let has_table = self.is_gold && self.format == Format::HuggingFace;
        if !cut.is_empty() && !has_table && !takes_all {
            let what = format!(
                "how {} settled is not written: not everything that this is about is exported",
                counted(cut.len(), "difference was", "differences were")
            );
            losses.push(Loss { article: record.article.id, annotation: None, what });
        }
    }

    /// The chosen analysts whose work in an article belongs to the dataset.
    fn taken(&self, record: &ArticleRecord) -> Vec<&'p AnalystId> {
        let is_taken = |analyst: &&AnalystId| !self.only_done || record.status_of(analyst) == Some(Status::Done);
        self.sources.iter().map(|analyst| &analyst.id).filter(is_taken).collect()
    }

    /// Whether an annotation of an article belongs to the dataset.
    fn takes(&self, record: &ArticleRecord) -> impl Fn(&Annotation) -> bool + '_ {
        let taken: BTreeSet<&AnalystId> = self.taken(record).into_iter().collect();
        move |annotation| taken.contains(&annotation.analyst) && self.has_label(annotation)
    }

    fn has_label(&self, annotation: &Annotation) -> bool {
        self.labels.as_ref().is_none_or(|labels| labels.contains(&annotation.label))
    }

    /// Whether records go into the files unchanged.
    fn is_whole(&self) -> bool {
        !self.is_agreed
            && !self.is_gold
            && !self.only_done
            && self.labels.is_none()
            && self.sources.len() == self.project.analysts().len()
            && self.names.iter().all(|(id, analyst)| **id == analyst.id)
    }

    /// The whole selection as a project, for formats that need it at once.
    pub fn as_project(&self, losses: &mut Vec<Loss>) -> Result<Project, DatasetError> {
        let mut part = Project::new(self.id(), self.project.title(), Codebook::clone(&self.codebook));
        for (at, analyst) in self.layers().into_iter().chain(self.deciders()).enumerate() {
            part.apply(Edit::AddAnalyst { at, analyst })?;
        }
        for (at, record) in self.articles.iter().enumerate() {
            let record = if self.is_whole() { Arc::clone(record) } else { Arc::new(self.record(record, losses)) };
            part.apply(Edit::AddArticle { at, record })?;
        }
        Ok(part)
    }

    /// Those who made decisions that go along and who have no layer in the files: JSON lines name them.
    fn deciders(&self) -> Vec<Analyst> {
        if self.format != Format::Jsonl || self.is_whole() {
            return Vec::new();
        }
        let decisions = self.articles.iter().flat_map(|record| self.decisions(record));
        let by: BTreeSet<&AnalystId> = decisions.filter_map(|decision| decision.by.as_ref()).collect();
        let has_layer = |id: &AnalystId| self.sources.iter().any(|analyst| analyst.id == *id);
        let ids = self.project.analysts().iter().map(|analyst| &analyst.id);
        ids.filter(|id| by.contains(id) && !has_layer(id)).map(|id| self.written(id)).collect()
    }

    fn id(&self) -> ProjectId {
        self.project.id()
    }
}

fn labels(project: &Project, ids: &[String]) -> Result<BTreeSet<LabelId>, DatasetError> {
    let find = |id: &String| {
        let label = LabelId::from(id.as_str());
        project.codebook().label(&label).map(|_| label.clone()).ok_or(DatasetError::NoLabel(label))
    };
    ids.iter().map(find).collect()
}

fn articles<'p>(project: &'p Project, settings: &Settings) -> Result<Vec<&'p Arc<ArticleRecord>>, DatasetError> {
    let Some(ids) = &settings.articles else { return Ok(project.articles().iter().collect()) };
    let mut places = BTreeSet::new();
    for id in ids {
        let article: ArticleId = id.parse().map_err(|_ignored| DatasetError::NoSuchArticle(id.clone()))?;
        places.insert(project.place_of(article).ok_or(ExportError::NoArticle(article))?);
    }
    Ok(places.into_iter().map(|place| &project.articles()[place]).collect())
}

/// The names `analyst_1`, `analyst_2` … in the order in which analysts joined. Gold is not a person and keeps its name.
fn pseudonyms(project: &Project) -> BTreeMap<&AnalystId, Analyst> {
    let mut number = 0;
    let name = |analyst: &Analyst| {
        if analyst.id.is_gold() {
            return analyst.clone();
        }
        number += 1;
        Analyst { id: format!("analyst_{number}").as_str().into(), name: format!("Analyst {number}") }
    };
    let names: Vec<Analyst> = project.analysts().iter().map(name).collect();
    project.analysts().iter().map(|analyst| &analyst.id).zip(names).collect()
}

/// Removes articles whose gold layer is incomplete, and returns each with the reason.
fn take_unsettled<'p>(articles: &mut Vec<&'p Arc<ArticleRecord>>) -> Vec<(&'p ArticleRecord, String)> {
    let reasons = parallel::map(articles, parallel::num_threads(), |record| settlement(record).reason());
    let mut left_out = Vec::new();
    let mut whole = Vec::with_capacity(articles.len());
    for (record, reason) in articles.drain(..).zip(reasons) {
        match reason {
            Some(reason) => left_out.push((&**record, reason)),
            None => whole.push(record),
        }
    }
    *articles = whole;
    left_out
}

/// Names the first three, as in “Nine die in Sel” (why).
fn examples(left_out: &[(&ArticleRecord, String)]) -> String {
    listed(left_out.len(), left_out.iter().map(|(record, reason)| format!("“{}” ({reason})", record.article.title())))
}

/// Takes out articles in which none of `sources` has finished. The notes say how many these are, and how many layers of the
/// others are not finished.
fn take_unfinished(
    articles: &mut Vec<&Arc<ArticleRecord>>,
    sources: &[&Analyst],
    names: &BTreeMap<&AnalystId, Analyst>,
) -> Vec<String> {
    let (mut layers, mut whole) = (Vec::new(), Vec::new());
    articles.retain(|record| {
        let title = record.article.title();
        let standings: Vec<_> = sources.iter().map(|analyst| (analyst, record.standing(&analyst.id))).collect();
        if !standings.iter().any(|(_, standing)| standing.is_done()) {
            whole.push(title.to_owned());
            return false;
        }
        let begun = standings.iter().filter(|(_, standing)| *standing == Standing::InProgress);
        let name = |analyst: &Analyst| names.get(&analyst.id).map_or_else(|| analyst.name.clone(), |found| found.name.clone());
        layers.extend(begun.map(|(analyst, _)| format!("{title} of {}", name(analyst))));
        true
    });
    let layers = (!layers.is_empty()).then(|| {
        let shown = text::examples(layers.len(), layers.iter().map(String::as_str));
        format!("{} left out, which the analyst has not marked as done: {shown}", counted(layers.len(), "layer", "layers"))
    });
    let whole = (!whole.is_empty()).then(|| {
        let shown = text::examples(whole.len(), whole.iter().map(String::as_str));
        format!("{} left out, which nobody has marked as done: {shown}", counted(whole.len(), "article", "articles"))
    });
    layers.into_iter().chain(whole).collect()
}

/// Removes links to annotations that the article has but the dataset lacks.
fn cut_links(annotation: &mut Annotation, record: &ArticleRecord, kept: &BTreeSet<AnnotationId>) {
    let stays = |id: &AnnotationId| kept.contains(id) || !record.annotations.contains_key(id);
    annotation.same_as.retain(stays);
    for value in annotation.attributes.values_mut() {
        if let AttributeValue::Links(links) = value {
            links.retain(stays);
        }
    }
}
