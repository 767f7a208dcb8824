//! Adds layers from a copy of the project, with what another analyst tagged there, after a preview.
//!
//! The other file is read and joined on a thread, and joined again when a choice changes. The preview lists the layers in
//! the copy, the articles that are in both, and the differences of the codebooks, each with a choice. Adding all of it is
//! one step for undo. The layer of the analyst at work stays as it is unless this analyst chooses otherwise.

pub mod view;
mod work;

use crate::{
    app::{
        desk::{Desk, Dialog, change::apply, cx, sessions},
        look::article::title_of,
        running::{Came, Running, Teller},
    },
    import::{Annotated, Joined, LabelDifference, label_differences},
    project::{AnalystId, Edit, LabelId, Project, Sha256},
    store::{self, with_causes},
    text::words::plural,
};
use egui::Context;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};
use work::{Job, free};

/// A request of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Read this project file.
    Read(PathBuf),
    /// Stop reading it.
    Stop,
    /// Add the layer at this place, or do not.
    Include(usize, bool),
    /// Add the articles that this project lacks, or do not.
    AddArticles(bool),
    /// Open again what the copy settled otherwise, or leave it.
    Reopen(bool),
    /// Take the label at this place for one of this project's, or add it.
    Map(usize, Option<LabelId>),
    /// Add what is chosen.
    Add,
}

/// Another project file, about to be added.
pub struct Merge {
    /// Its title.
    pub title: String,
    /// Whose layers it holds.
    pub layers: Vec<LayerChoice>,
    /// Articles that this project has too.
    pub num_known: usize,
    /// Titles of the articles that it lacks.
    pub only_there: Vec<String>,
    /// Whether these are added.
    pub adds_articles: bool,
    /// Whether what the copy settled otherwise is opened again.
    pub reopens: bool,
    /// In what the codebooks differ, each with the label that is taken for it, if one was chosen.
    pub labels: Vec<(LabelDifference, Option<LabelId>)>,
    /// What would come of it, when it was last told.
    pub outcome: Outcome,
    source: Arc<Annotated>,
    /// What is added, and to which revision of the project; `None` while it is being found out.
    joined: Option<(Box<Joined>, u64)>,
    joining: Option<(Running<Option<Joined>>, u64)>,
}

impl Drop for Merge {
    fn drop(&mut self) {
        free((std::mem::take(&mut self.source), self.joined.take()));
    }
}

/// A layer of the other file.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerChoice {
    /// Whose.
    pub analyst: AnalystId,
    /// That person's name there.
    pub name: String,
    /// Annotations in it.
    pub num_annotations: usize,
    /// Whether it belongs to the analyst at work.
    pub is_own: bool,
    /// The name of the analyst here who has the id, if that is another name: the layer is added as another person's.
    pub stranger_to: Option<String>,
    /// Whether it is added.
    pub is_included: bool,
}

/// What would come of adding what is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Annotations that would be new.
    pub num_new: usize,
    /// Annotations whose state here would give way to a later one.
    pub num_replaced: usize,
    /// Annotations that are here already.
    pub num_present: usize,
    /// Articles that would be new.
    pub num_articles: usize,
    /// What the copy settled otherwise.
    pub contradictions: Vec<String>,
    /// What an analyst should know.
    pub warnings: Vec<String>,
    /// Whether anything would change.
    pub is_change: bool,
}

/// A file that is being read and joined; `None` comes of it if it was stopped.
pub struct Reading(Running<Result<Option<Box<Merge>>, String>>);

/// The state of the room.
#[derive(Default)]
pub struct MergeRoom {
    /// Layers of another copy of the project that are about to be added.
    pub merge: Option<Merge>,
    /// Such a copy that is being read.
    pub reading: Option<Reading>,
}

impl Reading {
    /// How many of how many articles have been joined; none of none while the file is being read.
    pub fn progress(&self) -> (usize, usize) {
        self.0.progress()
    }
}

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, room: &mut MergeRoom, ask: Ask, context: &Context) {
    match ask {
        Ask::Read(path) => read(desk, room, &path, context),
        Ask::Stop => {
            room.reading = None;
            desk.status = "Nothing was added".to_owned();
        }
        Ask::Include(place, is_included) => change(desk, room, context, |merge| {
            if let Some(layer) = merge.layers.get_mut(place) {
                layer.is_included = is_included;
            }
        }),
        Ask::AddArticles(adds) => change(desk, room, context, |merge| merge.adds_articles = adds),
        Ask::Reopen(reopens) => change(desk, room, context, |merge| merge.reopens = reopens),
        Ask::Map(place, label) => change(desk, room, context, |merge| {
            if let Some((_, chosen)) = merge.labels.get_mut(place) {
                *chosen = label;
            }
        }),
        Ask::Add => add(desk, room, context),
    }
}

fn read(desk: &mut Desk, room: &mut MergeRoom, path: &Path, context: &Context) {
    desk.dialog = None;
    if desk.session.read_only().is_some() {
        desk.complain("Layers cannot be added to a read-only project; save a copy first.");
        return;
    }
    let is_itself = match (path.canonicalize(), desk.session.path().canonicalize()) {
        (Ok(other), Ok(own)) => other == own,
        _ => path == desk.session.path(),
    };
    if is_itself {
        desk.complain("This file is the open project; choose the other analyst’s copy of it.");
        return;
    }
    let seed = match sessions::seed() {
        Ok(seed) => seed,
        Err(error) => return desk.complain_of(&error),
    };
    let (path, project, own, now) = (path.to_owned(), desk.project().clone(), desk.open.analyst.clone(), (desk.now)());
    let (revision, wake) = (desk.revision, context.clone());
    let work = move |teller: &Teller<_>| {
        let read = store::read(&path).map_err(|error| with_causes(&error))?;
        let mut merge = Merge::new(&project, own.as_ref(), Annotated::of_project(&read.project));
        let Some(joined) = merge.job(project, now, seed).run(teller.progress(), &|| teller.wake()) else { return Ok(None) };
        merge.take(joined, revision);
        Ok(Some(Box::new(merge)))
    };
    room.reading = Some(Reading(Running::once("join a copy", move || wake.request_repaint(), work)));
}

/// Looks whether the other file has been read, and whether what would come of it is known.
pub fn poll(desk: &mut Desk, room: &mut MergeRoom, context: &Context) {
    if let Some(read) = room.reading.as_ref().and_then(|Reading(running)| running.poll()) {
        room.reading = None;
        match read {
            Came::End => desk.complain("The other project could not be read"),
            Came::News(Err(message)) => desk.complain(message),
            Came::News(Ok(None)) => {}
            Came::News(Ok(Some(merge))) => {
                room.merge = Some(*merge);
                desk.dialog = Some(Dialog::Merge);
            }
        }
    }
    let revision = desk.revision;
    let Some(merge) = &mut room.merge else { return };
    if let Some((result, of)) = merge.joining.as_ref().and_then(|(running, of)| Some((running.poll()?, *of))) {
        merge.joining = None;
        if let Came::News(Some(joined)) = result {
            merge.take(joined, of);
        }
    }
    // Whatever was changed meanwhile, what is added fits the project as it is.
    let is_stale = merge.joined.as_ref().is_some_and(|(_, of)| *of != revision);
    if is_stale {
        change(desk, room, context, |_| {});
    }
}

/// Changes what is chosen, and finds out what would come of it.
fn change(desk: &mut Desk, room: &mut MergeRoom, context: &Context, change: impl FnOnce(&mut Merge)) {
    let Some(mut merge) = room.merge.take() else { return };
    change(&mut merge);
    free(merge.joined.take());
    match sessions::seed() {
        Ok(seed) => {
            let (job, wake) = (merge.job(desk.project().clone(), (desk.now)(), seed), context.clone());
            let join = move |teller: &Teller<_>| job.run(teller.progress(), &|| teller.wake());
            merge.joining = Some((Running::once("join a copy", move || wake.request_repaint(), join), desk.revision));
        }
        Err(error) => desk.complain_of(&error),
    }
    room.merge = Some(merge);
}

/// Adds what is chosen as one step, and says what came of it.
fn add(desk: &mut Desk, room: &mut MergeRoom, context: &Context) {
    let revision = desk.revision;
    let Some(merge) = &mut room.merge else { return };
    let Some((joined, _)) = merge.joined.take_if(|(_, of)| *of == revision) else {
        // It is not known yet what that is.
        if merge.joining.is_none() {
            change(desk, room, context, |_| {});
        }
        return;
    };
    let reopens = merge.reopens;
    room.merge = None;
    desk.dialog = None;
    let mut said =
        format!("{} in {} added", plural(joined.num_annotations, "annotation"), plural(joined.analysts.len(), "layer"));
    if !joined.new_articles.is_empty() {
        said.push_str(&format!(", {}", plural(joined.new_articles.len(), "article")));
    }
    if joined.num_replaced > 0 {
        said.push_str(&format!(", {} replaced by a later state", joined.num_replaced));
    }
    if joined.num_present > 0 {
        said.push_str(&format!("; {} here already", joined.num_present));
    }
    let told = match (joined.contradictions.len(), reopens) {
        (0, _) => String::new(),
        (count, true) => format!("; {} settled differently there, opened again here", plural(count, "place")),
        (count, false) => format!("; {} settled differently there, as before here", plural(count, "place")),
    };
    said.push_str(&told);
    let warnings: Vec<String> = joined.warnings.iter().map(ToString::to_string).collect();
    if !joined.edits.is_empty() {
        apply(desk, Edit::Batch(joined.edits));
    }
    desk.tell(format!("{said}. One undo takes it back."));
    warnings.into_iter().for_each(|warning| desk.tell(warning));
}

impl Merge {
    fn new(project: &Project, own: Option<&AnalystId>, source: Annotated) -> Self {
        let count = |analyst: &AnalystId| {
            let annotations = source.articles.iter().flat_map(|article| &article.annotations);
            annotations.filter(|annotation| annotation.analyst == *analyst).count()
        };
        let own = own.and_then(|id| project.analyst(id));
        let layers = source.analysts.iter().map(|analyst| {
            let num_annotations = count(&analyst.id);
            let is_own = own.is_some_and(|own| own.name == analyst.name);
            let (name, id) = (analyst.name.clone(), analyst.id.clone());
            let known = project.analyst(&id).filter(|known| known.name != name && !id.is_gold());
            let stranger_to = known.map(|known| known.name.clone());
            let is_included = !is_own && num_annotations > 0 && stranger_to.is_none();
            LayerChoice { analyst: id, name, num_annotations, is_own, stranger_to, is_included }
        });
        let here: BTreeSet<Sha256> = project.articles().iter().map(|record| record.article.text_sha256).collect();
        let is_here = |text: &str| here.contains(&Sha256::of(text.as_bytes()));
        let articles = source.articles.iter().map(|article| &article.article);
        let only_there: Vec<String> = articles.filter(|article| !is_here(&article.text)).map(title_of).collect();
        let labels = label_differences(project.codebook(), &source).into_iter().map(|found| (found, None)).collect();
        Self {
            title: source.origin.as_ref().map_or_else(String::new, |origin| origin.title.clone()),
            layers: layers.collect(),
            num_known: source.articles.len() - only_there.len(),
            adds_articles: false,
            reopens: false,
            only_there,
            labels,
            outcome: Outcome::default(),
            source: Arc::new(source),
            joined: None,
            joining: None,
        }
    }

    /// How many of how many articles have been joined, while what would come of it is being found out.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.joining.as_ref().map(|(running, _)| running.progress())
    }

    /// Whether it is known what is added, and it is something.
    pub fn is_ready(&self) -> bool {
        self.joined.is_some() && self.outcome.is_change
    }

    /// What there is to do for what is chosen.
    fn job(&self, project: Project, now: jiff::Timestamp, seed: u64) -> Job {
        let chosen = self.labels.iter().filter_map(|(found, label)| Some((found.id.to_string(), label.as_ref()?.to_string())));
        Job {
            project,
            source: Arc::clone(&self.source),
            analysts: self.layers.iter().filter(|layer| layer.is_included).map(|layer| layer.analyst.clone()).collect(),
            adds_articles: self.adds_articles,
            reopens: self.reopens,
            labels: chosen.collect(),
            now,
            seed,
        }
    }

    fn take(&mut self, joined: Joined, revision: u64) {
        self.outcome = Outcome {
            num_new: joined.num_annotations,
            num_replaced: joined.num_replaced,
            num_present: joined.num_present,
            num_articles: joined.new_articles.len(),
            contradictions: joined.contradictions.iter().map(ToString::to_string).collect(),
            warnings: joined.warnings.iter().map(|warning| warning.message.clone()).collect(),
            is_change: !joined.edits.is_empty(),
        };
        self.joined = Some((Box::new(joined), revision));
    }
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, MergeRoom, Ask>;
