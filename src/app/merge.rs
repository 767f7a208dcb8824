//! Adding layers from a copy of the project: what another analyst tagged there, after a preview.
//!
//! The other file is read on a thread. The preview says whose layers it holds, which articles are in both, and in what the
//! codebooks differ, each with a choice; then all of it is one step. The layer of whoever works here is left as it is
//! unless that person asks for it.

use super::{
    dispatch::apply,
    projects::{self, plural},
    state::{Dialog, State},
};
use crate::{
    import::{self, Annotated, Joined, LabelDifference, label_differences},
    project::{AnalystId, Edit, LabelId, Sha256},
    store::{self, Ids, with_causes},
};
use egui::Context;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Read this project file.
    Read(PathBuf),
    /// Add the layer at this place, or do not.
    Include(usize, bool),
    /// Add the articles that this project lacks, or do not.
    AddArticles(bool),
    /// Take the label at this place for one of this project's, or add it.
    Map(usize, Option<LabelId>),
    /// Add what is chosen.
    Add,
}

/// Another project file, about to be added.
#[derive(Clone, Debug, PartialEq)]
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
    /// In what the codebooks differ, each with the label that is taken for it, if one was chosen.
    pub labels: Vec<(LabelDifference, Option<LabelId>)>,
    /// What would come of it.
    pub outcome: Outcome,
    source: Annotated,
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
    /// Whether it belongs to whoever works here.
    pub is_own: bool,
    /// Whether it is added.
    pub is_included: bool,
}

/// What would come of adding what is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Annotations that would be new.
    pub num_new: usize,
    /// Annotations that are here already.
    pub num_present: usize,
    /// Articles that would be new.
    pub num_articles: usize,
    /// What an analyst should know.
    pub warnings: Vec<String>,
    /// Whether anything would change.
    pub is_change: bool,
}

/// A file that is being read.
pub struct Reading(mpsc::Receiver<Result<Box<Annotated>, String>>);

/// Does what is asked.
pub fn carry_out(state: &mut State, ask: Ask, context: &Context) {
    match ask {
        Ask::Read(path) => read(state, &path, context),
        Ask::Include(place, is_included) => change(state, |merge| {
            if let Some(layer) = merge.layers.get_mut(place) {
                layer.is_included = is_included;
            }
        }),
        Ask::AddArticles(adds) => change(state, |merge| merge.adds_articles = adds),
        Ask::Map(place, label) => change(state, |merge| {
            if let Some((_, chosen)) = merge.labels.get_mut(place) {
                *chosen = label;
            }
        }),
        Ask::Add => add(state),
    }
}

fn read(state: &mut State, path: &Path, context: &Context) {
    state.dialog = None;
    if state.session.read_only().is_some() {
        state.complain("Layers cannot be added to a project that can only be read; save a copy first.");
        return;
    }
    let is_itself = match (path.canonicalize(), state.session.path().canonicalize()) {
        (Ok(other), Ok(own)) => other == own,
        _ => path == state.session.path(),
    };
    if is_itself {
        state.complain("This file is the open project; choose the other analyst’s copy of it.");
        return;
    }
    let (send, receive) = mpsc::channel();
    let (path, wake) = (path.to_owned(), context.clone());
    let work = move || {
        let read = store::read(&path).map(|read| Box::new(Annotated::of_project(&read.project)));
        let _received = send.send(read.map_err(|error| with_causes(&error)));
        wake.request_repaint();
    };
    if std::thread::Builder::new().name("read a copy".to_owned()).spawn(work).is_ok() {
        state.merging = Some(Reading(receive));
        state.status = "Reading the other project".to_owned();
    }
}

/// Looks whether the other file has been read.
pub fn poll(state: &mut State) {
    let Some(Reading(receive)) = &state.merging else { return };
    let read = match receive.try_recv() {
        Err(mpsc::TryRecvError::Empty) => return,
        Err(mpsc::TryRecvError::Disconnected) => Err("The other project could not be read".to_owned()),
        Ok(read) => read,
    };
    state.merging = None;
    state.status.clear();
    match read {
        Err(message) => state.complain(message),
        Ok(source) => {
            let merge = Merge::new(state, *source);
            state.merge = Some(merge);
            state.dialog = Some(Dialog::Merge);
        }
    }
}

fn change(state: &mut State, change: impl FnOnce(&mut Merge)) {
    let Some(mut merge) = state.merge.take() else { return };
    change(&mut merge);
    merge.outcome = merge.outcome_in(state);
    state.merge = Some(merge);
}

/// Adds what is chosen as one step, and says what came of it.
fn add(state: &mut State) {
    let Some(merge) = state.merge.take() else { return };
    state.dialog = None;
    let mut ids = match projects::seed() {
        Ok(seed) => Ids::from_seed(seed),
        Err(error) => return projects::complain(state, &error),
    };
    let joined = merge.joined(state, &mut || ids.article().bits());
    let mut said =
        format!("{} in {} added", plural(joined.num_annotations, "annotation"), plural(joined.analysts.len(), "layer"));
    if !joined.new_articles.is_empty() {
        said.push_str(&format!(", {}", plural(joined.new_articles.len(), "article")));
    }
    if joined.num_present > 0 {
        said.push_str(&format!("; {} here already", joined.num_present));
    }
    let warnings: Vec<String> = joined.warnings.iter().map(ToString::to_string).collect();
    if !joined.edits.is_empty() {
        apply(state, Some(Edit::Batch(joined.edits)));
    }
    state.tell(format!("{said}. One undo takes it back."));
    warnings.into_iter().for_each(|warning| state.tell(warning));
}

impl Merge {
    fn new(state: &State, source: Annotated) -> Self {
        let project = state.project();
        let count = |analyst: &AnalystId| {
            let annotations = source.articles.iter().flat_map(|article| &article.annotations);
            annotations.filter(|annotation| annotation.analyst == *analyst).count()
        };
        let own = state.analyst.as_ref().and_then(|id| project.analyst(id));
        let layers = source.analysts.iter().map(|analyst| {
            let num_annotations = count(&analyst.id);
            let is_own = own.is_some_and(|own| own.id == analyst.id || own.name == analyst.name);
            let (name, id) = (analyst.name.clone(), analyst.id.clone());
            LayerChoice { analyst: id, name, num_annotations, is_own, is_included: !is_own && num_annotations > 0 }
        });
        let here: BTreeSet<Sha256> = project.articles().iter().map(|record| record.article.text_sha256).collect();
        let is_here = |text: &str| here.contains(&Sha256::of(text.as_bytes()));
        let only_there: Vec<String> = source
            .articles
            .iter()
            .map(|article| &article.article)
            .filter(|a| !is_here(&a.text))
            .map(super::reading::title_of)
            .collect();
        let labels = label_differences(project.codebook(), &source).into_iter().map(|found| (found, None)).collect();
        let mut merge = Self {
            title: source.origin.as_ref().map_or_else(String::new, |origin| origin.title.clone()),
            layers: layers.collect(),
            num_known: source.articles.len() - only_there.len(),
            adds_articles: false,
            only_there,
            labels,
            outcome: Outcome::default(),
            source,
        };
        merge.outcome = merge.outcome_in(state);
        merge
    }

    /// What is chosen, fitted into the project.
    fn joined(&self, state: &State, random_bits: &mut dyn FnMut() -> u64) -> Joined {
        let mut source = self.source.clone();
        let analysts = self.layers.iter().filter(|layer| layer.is_included).map(|layer| layer.analyst.clone()).collect();
        source.only(&analysts, state.project(), self.adds_articles);
        let chosen = self.labels.iter().filter_map(|(found, label)| Some((found.id.to_string(), label.as_ref()?.to_string())));
        let chosen: Vec<_> = chosen.collect();
        source.rename_labels(&chosen);
        import::join(state.project(), vec![source], (state.now)(), random_bits)
    }

    fn outcome_in(&self, state: &State) -> Outcome {
        // Ids that nobody keeps.
        let mut number = 0_u64;
        let joined = self.joined(state, &mut || {
            number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
            number
        });
        Outcome {
            num_new: joined.num_annotations,
            num_present: joined.num_present,
            num_articles: joined.new_articles.len(),
            warnings: joined.warnings.iter().map(|warning| warning.message.clone()).collect(),
            is_change: !joined.edits.is_empty(),
        }
    }
}
