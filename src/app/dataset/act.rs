//! Doing what the room asked for, and taking in what was found out.

use super::{
    Ask, Choices, DatasetState, Exported, Order, Which,
    look::{self, News},
};
use crate::{
    app::{
        desk::{Dialog, State, choices, navigate, room::Room},
        running::{Came, Running},
    },
    export::{Format, dataset::command_line},
    text::{
        ByteRange, listed,
        words::{capital, counted, plural},
    },
};
use egui::Context;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Choices are kept for so many projects.
const MAX_KEPT: usize = 40;

/// Comes into the room: with the choices of the last time.
pub fn enter(state: &mut State) {
    if state.dataset.choices.is_none() {
        let kept = state.prefs.datasets.get(&state.project().id().to_string());
        let choices = kept.map_or_else(Choices::default, |kept| Choices::parse(kept, state.project()));
        state.dataset.choices = Some(choices);
    }
}

/// Keeps the choices for the next time the project is open.
pub fn keep(state: &mut State) {
    let Some(choices) = &state.dataset.choices else { return };
    let (id, stored) = (state.project().id().to_string(), choices.stored());
    if state.prefs.datasets.get(&id) == Some(&stored) {
        return;
    }
    while state.prefs.datasets.len() >= MAX_KEPT && !state.prefs.datasets.contains_key(&id) {
        state.prefs.datasets.pop_first();
    }
    state.prefs.datasets.insert(id, stored);
    choices::keep_prefs(state);
}

/// The project file, wherever a shell stands.
fn project_file(state: &State) -> PathBuf {
    let path = state.session.path();
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The file or folder that is written to.
pub fn target(state: &State) -> PathBuf {
    let project = project_file(state);
    let folder = project.parent().unwrap_or_else(|| Path::new(""));
    let choices = state.dataset.choices.as_ref();
    let typed = choices.map_or("", |choices| choices.target.trim());
    match (typed, typed.strip_prefix("~/"), std::env::home_dir()) {
        ("", ..) => {
            let stem = project.file_stem().unwrap_or_default().to_string_lossy();
            let name = match choices.map_or(Format::Jsonl, |choices| choices.settings.format) {
                Format::Jsonl => format!("{stem}.jsonl"),
                format => format!("{stem}-{}", format.name()),
            };
            folder.join(name)
        }
        (_, Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(typed),
    }
}

/// Does what the room asked for.
pub fn run(state: &mut State, ask: Ask, context: &Context) {
    match ask {
        Ask::Choose(choices) => choose(state, *choices),
        Ask::Filter(filter) => state.dataset.filter = filter,
        Ask::Tick(article) => {
            let id = article.to_string();
            tick(state, |ticked| {
                if !ticked.remove(&id) {
                    ticked.insert(id);
                }
            });
        }
        Ask::TickAll(all) => {
            refresh(state);
            let records = state.dataset.listed().iter().filter_map(|place| state.project().articles().get(*place));
            let ids: Vec<String> = records.map(|record| record.article.id.to_string()).collect();
            tick(state, |ticked| {
                if all {
                    ticked.extend(ids);
                } else {
                    ids.iter().for_each(|id| {
                        ticked.remove(id);
                    });
                }
            });
        }
        Ask::Target(path) => {
            if let Some(choices) = &state.dataset.choices {
                choose(state, Choices { target: path.display().to_string(), ..choices.clone() });
            }
        }
        Ask::Go(place) => go(state, place),
        Ask::Export => export(state, false, context),
        Ask::Overwrite => {
            state.dialog = None;
            export(state, true, context);
        }
        Ask::CopyCommand => copy(state, context),
        Ask::Look => {
            state.dataset.is_stopped = false;
            state.dataset.seen = None;
        }
        Ask::Stop if state.tasks.export_progress().is_some() => state.tasks.cancel_export(),
        Ask::Stop => {
            state.dataset.is_stopped = state.dataset.is_busy();
            state.dataset.look.iter().for_each(Running::cancel);
        }
    }
}

/// Brings the list of articles to tick up to date, before a frame is drawn.
pub fn refresh(state: &mut State) {
    if state.dataset.choices.as_ref().is_some_and(|choices| choices.which == Which::Ticked) {
        let State { session, revision, dataset, .. } = state;
        dataset.list(session.project(), *revision);
    }
}

fn choose(state: &mut State, choices: Choices) {
    state.dataset.is_stopped = false;
    state.dataset.choices = Some(choices);
}

fn tick(state: &mut State, change: impl FnOnce(&mut std::collections::BTreeSet<String>)) {
    state.dataset.is_stopped = false;
    if let Some(choices) = &mut state.dataset.choices {
        choices.which = Which::Ticked;
        change(Arc::make_mut(&mut choices.ticked));
    }
}

fn go(state: &mut State, place: usize) {
    let Some(loss) = state.dataset.report.losses.get(place) else { return };
    let (article, annotation) = (loss.article, loss.annotation);
    let found = annotation.and_then(|id| state.project().annotation(article, id));
    let range = found.map_or_else(|| ByteRange::from_usize(0..0), |found| found.fragments.first());
    keep(state);
    navigate::go_to(state, article, range, annotation);
}

fn export(state: &mut State, is_replacing: bool, context: &Context) {
    let Some(choices) = &state.dataset.choices else { return };
    if state.tasks.export_progress().is_some() {
        state.status = "A dataset is being written already".to_owned();
        return;
    }
    let settings = match choices.settings() {
        Ok(settings) => settings,
        Err(problem) => return state.complain(problem),
    };
    let target = target(state);
    if !is_replacing && is_taken(&target) {
        state.dialog = Some(Dialog::Overwrite(target));
        return;
    }
    keep(state);
    let now = (state.now)();
    let order = Order {
        project: state.project().clone(),
        settings,
        target,
        project_file: state.session.path().to_owned(),
        is_replacing,
        now: jiff::Timestamp::from_second(now.as_second()).unwrap_or(now),
    };
    let context = context.clone();
    state.status.clear();
    state.tasks.export(order, move || context.request_repaint());
}

/// Whether somebody must say yes before this is written to: it is a file, or a folder with something in it.
fn is_taken(target: &Path) -> bool {
    match std::fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => target.symlink_metadata().is_ok(),
    }
}

/// The same export as a command line.
///
/// # Errors
/// What is to be corrected about the choices, as a sentence.
pub fn command(state: &State) -> Result<String, String> {
    let settings = state.dataset.choices.as_ref().map_or_else(|| Choices::default().settings(), Choices::settings)?;
    Ok(command_line(&settings, &project_file(state).display().to_string(), &target(state).display().to_string()))
}

fn copy(state: &mut State, context: &Context) {
    match command(state) {
        Ok(command) => {
            context.copy_text(command);
            state.status = "The command is in the clipboard".to_owned();
        }
        Err(problem) => state.complain(problem),
    }
}

/// Takes in what was found out and what was written since the last frame, and looks anew after a change.
pub fn poll(state: &mut State, context: &Context) {
    if let Some(exported) = state.tasks.poll_export() {
        finish(state, exported);
    }
    while let Some(came) = state.dataset.look.as_ref().and_then(Running::poll) {
        match came {
            Came::News(news) => take(&mut state.dataset, news),
            Came::End => state.dataset.look = None,
        }
    }
    let is_here = state.room == Room::Dataset;
    let Some(choices) = state.dataset.choices.as_ref().filter(|_| is_here) else {
        if state.dataset.look.take().is_some() {
            // Whoever comes back sees it looked at anew.
            state.dataset.seen = None;
        }
        return;
    };
    let is_seen = state.dataset.seen.as_ref().is_some_and(|(revision, seen)| *revision == state.revision && seen == choices);
    if is_seen || state.dataset.is_stopped {
        return;
    }
    match &state.dataset.look {
        // One look at a time: this one says when it has ended.
        Some(look) => look.cancel(),
        None => start(state, context),
    }
}

fn start(state: &mut State, context: &Context) {
    let Some(choices) = state.dataset.choices.clone() else { return };
    let (project, settings) = (state.session.project().clone(), choices.settings());
    let dataset = &mut state.dataset;
    dataset.seen = Some((state.revision, choices));
    dataset.report = Default::default();
    dataset.looked_at = (0, 0);
    dataset.problem = None;
    let context = context.clone();
    match settings {
        Ok(settings) => dataset.look = Some(look::start(project, settings, move || context.request_repaint())),
        Err(problem) => dataset.fail(problem),
    }
}

impl DatasetState {
    fn fail(&mut self, problem: String) {
        (self.preview, self.figures, self.problem) = (None, None, Some(problem));
    }
}

fn take(dataset: &mut DatasetState, news: News) {
    if dataset.look.as_ref().is_some_and(Running::is_cancelled) {
        return;
    }
    match news {
        News::Preview(preview) => dataset.preview = Some(preview),
        News::Figures(figures) => {
            dataset.looked_at.1 = figures.parts.values().map(|part| part.num_articles).sum();
            dataset.figures = Some(figures);
        }
        News::Losses(report, looked_at) => {
            dataset.report.add(report);
            dataset.looked_at = looked_at;
        }
        News::Problem(problem) => dataset.fail(problem),
    }
}

fn finish(state: &mut State, exported: Exported) {
    match exported {
        Exported::Done { target, num_articles, num_annotations, num_losses, removed, others } => {
            let (articles, annotations) = (plural(num_articles, "article"), plural(num_annotations, "annotation"));
            let lost = if num_losses == 0 {
                "nothing is lost".to_owned()
            } else {
                format!("the report names {}", counted(num_losses, "loss", "losses"))
            };
            state.status = "Dataset written".to_owned();
            let mut told = format!("{articles} and {annotations} written to {}; {lost}.", target.display());
            if !removed.is_empty() {
                let files = counted(removed.len(), "file", "files");
                told.push_str(&format!(
                    " Removed {files} of the earlier dataset that this one lacks: {}.",
                    listed(removed.len(), removed)
                ));
            }
            if !others.is_empty() {
                let files = counted(others.len(), "other file", "other files");
                told.push_str(&format!(" {files} in the folder left as they were: {}.", listed(others.len(), others)));
            }
            state.tell(told);
        }
        Exported::Exists => state.dialog = Some(Dialog::Overwrite(target(state))),
        Exported::Stopped => state.status = "Stopped; nothing was exported".to_owned(),
        Exported::Failed(why) => state.complain(format!("{}. Nothing was exported.", capital(&why))),
    }
}
